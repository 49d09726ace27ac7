package web

import (
	"net/http"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/orders"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/problem"
)

func routeOrders(mux *http.ServeMux, s *shop.Shop) {
	const id, found = "order_id", "/orders/"
	mux.Handle("POST /orders", creation(s.Orders.PlaceOrder, id, found))
	mux.Handle("PUT /orders/{order_id}", creation(s.Orders.PlaceOrder, id, found))
	mux.Handle("GET /orders/{order_id}", state(s.Orders.Order, id))
	mux.Handle("POST /orders/{order_id}/items", command(s.Orders.ChangeItems, id))
	mux.Handle("POST /orders/{order_id}/payment", command(s.Orders.ConfirmPayment, id))
	mux.Handle("POST /orders/{order_id}/shipment", command(s.Orders.ShipOrder, id))
	mux.Handle("POST /orders/{order_id}/cancellation", command(s.Orders.CancelOrder, id))

	summaries := s.Orders.OrderSummaries()
	mux.Handle("GET /orders", needing("customer_id", rows(summaries, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[orders.OrderSummary], error) {
		return summaries.ByCustomer(r.Context(), r.FormValue("customer_id"), page)
	})))
	mux.Handle("GET /orders/{order_id}/summary", row(summaries, summaries.Get, id))
	mux.Handle("GET /reports/late-orders", rows(summaries, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[orders.OrderSummary], error) {
		return summaries.Late(r.Context(), page)
	}))
	mux.Handle("GET /reports/open-orders", afterSeen(summaries, func(w http.ResponseWriter, r *http.Request) {
		n, err := summaries.Open(r.Context())
		if err != nil {
			problem.Write(w, err)
			return
		}
		writeJSON(w, http.StatusOK, map[string]int64{"count": n})
	}))
}
