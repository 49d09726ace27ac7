package web

import (
	"net/http"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
)

func routeOrders(mux *http.ServeMux, s *shop.Shop) {
	const id, orders = "order_id", "/orders/"
	mux.Handle("POST /orders", creation(s.Orders.PlaceOrder, id, orders))
	mux.Handle("PUT /orders/{order_id}", creation(s.Orders.PlaceOrder, id, orders))
	mux.Handle("GET /orders/{order_id}", state(s.Orders.Order, id))
	mux.Handle("POST /orders/{order_id}/items", command(s.Orders.ChangeItems, id))
	mux.Handle("POST /orders/{order_id}/payment", command(s.Orders.ConfirmPayment, id))
	mux.Handle("POST /orders/{order_id}/shipment", command(s.Orders.ShipOrder, id))
	mux.Handle("POST /orders/{order_id}/cancellation", command(s.Orders.CancelOrder, id))
}
