package web

import (
	"net/http"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/orders"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func routeOrders(to *routes, s *shop.Shop) {
	const id, found = "order_id", "/orders/"
	to.handle("POST /orders", creation(s.Orders.PlaceOrder, id, found))
	to.handle("PUT /orders/{order_id}", creation(s.Orders.PlaceOrder, id, found))
	to.handle("GET /orders/{order_id}", state(s.Orders.Order, id))
	to.handle("POST /orders/{order_id}/items", command(s.Orders.ChangeItems, id))
	to.handle("POST /orders/{order_id}/payment", command(s.Orders.ConfirmPayment, id))
	to.handle("POST /orders/{order_id}/shipment", command(s.Orders.ShipOrder, id))
	to.handle("POST /orders/{order_id}/cancellation", command(s.Orders.CancelOrder, id))

	summaries := s.Orders.OrderSummaries()
	to.handle("GET /orders", needing("customer_id", rows(summaries, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[orders.OrderSummary], error) {
		return summaries.ByCustomer(r.Context(), r.FormValue("customer_id"), page)
	})))
	to.handle("GET /orders/{order_id}/summary", row(summaries, summaries.Get, id))
	to.handle("GET /reports/late-orders", rows(summaries, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[orders.OrderSummary], error) {
		return summaries.Late(r.Context(), page)
	}))
	to.handle("GET /reports/open-orders", afterSeen(summaries, func(w http.ResponseWriter, r *http.Request) error {
		n, err := summaries.Open(r.Context())
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, map[string]int64{"count": n})
	}))
}
