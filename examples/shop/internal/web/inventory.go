package web

import (
	"net/http"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func routeInventory(mux *http.ServeMux, s *shop.Shop) {
	const sku = "sku"
	mux.Handle("GET /stock/{sku}", state(s.Inventory.StockItem, sku))
	mux.Handle("POST /stock/{sku}/deliveries", command(s.Inventory.ReceiveStock, sku))
	mux.Handle("POST /stock/{sku}/reservations", command(s.Inventory.ReserveStock, sku))
	mux.Handle("POST /stock/{sku}/releases", command(s.Inventory.ReleaseReservation, sku))
	mux.Handle("POST /stock/{sku}/picks", command(s.Inventory.PickStock, sku))
	mux.Handle("POST /stock/{sku}/counts", command(s.Inventory.CountStock, sku))
	mux.Handle("POST /stock/{sku}/labels", command(s.Inventory.LabelArticle, sku))
	mux.Handle("DELETE /stock/{sku}", command(s.Inventory.DiscontinueArticle, sku))

	levels := s.Inventory.StockLevels()
	mux.Handle("GET /stock", needing("barcode", rows(levels, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[inventory.StockLevel], error) {
		return levels.ByBarcode(r.Context(), r.FormValue("barcode"), page)
	})))
	mux.Handle("GET /stock/{sku}/level", row(levels, levels.Get, sku))
	mux.Handle("GET /reports/scarce-stock", rows(levels, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[inventory.StockLevel], error) {
		return levels.Scarce(r.Context(), page)
	}))
}
