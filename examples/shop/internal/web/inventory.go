package web

import (
	"net/http"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func routeInventory(to *routes, s *shop.Shop) {
	const sku = "sku"
	to.handle("GET /stock/{sku}", state(s.Inventory.StockItem, sku))
	to.handle("POST /stock/{sku}/deliveries", command(s.Inventory.ReceiveStock, sku))
	to.handle("POST /stock/{sku}/reservations", command(s.Inventory.ReserveStock, sku))
	to.handle("POST /stock/{sku}/releases", command(s.Inventory.ReleaseReservation, sku))
	to.handle("POST /stock/{sku}/picks", command(s.Inventory.PickStock, sku))
	to.handle("POST /stock/{sku}/counts", command(s.Inventory.CountStock, sku))
	to.handle("POST /stock/{sku}/labels", command(s.Inventory.LabelArticle, sku))
	to.handle("DELETE /stock/{sku}", command(s.Inventory.DiscontinueArticle, sku))

	levels := s.Inventory.StockLevels()
	to.handle("GET /stock", needing("barcode", rows(levels, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[inventory.StockLevel], error) {
		return levels.ByBarcode(r.Context(), r.FormValue("barcode"), page)
	})))
	to.handle("GET /stock/{sku}/level", row(levels, levels.Get, sku))
	to.handle("GET /reports/scarce-stock", rows(levels, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[inventory.StockLevel], error) {
		return levels.Scarce(r.Context(), page)
	}))
}
