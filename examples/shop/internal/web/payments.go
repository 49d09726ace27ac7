package web

import (
	"net/http"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/payments"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func routePayments(mux *http.ServeMux, s *shop.Shop) {
	const id, found = "payment_id", "/payments/"
	mux.Handle("POST /payments", creation(s.Payments.RequestPayment, id, found))
	mux.Handle("POST /payments/from-credit", creation(s.Payments.PayFromCredit, id, found))
	mux.Handle("GET /payments/{payment_id}", state(s.Payments.Payment, id))
	mux.Handle("POST /payments/{payment_id}/capture", command(s.Payments.CapturePayment, id))
	mux.Handle("POST /payments/{payment_id}/failure", command(s.Payments.FailPayment, id))
	mux.Handle("POST /payments/{payment_id}/refunds", command(s.Payments.RefundPayment, id))
	mux.Handle("POST /payments/{payment_id}/credits", command(s.Payments.RefundToCredit, id))

	const customer, accounts = "customer_id", "/credit-accounts/"
	mux.Handle("PUT /credit-accounts/{customer_id}", creation(s.Payments.OpenCreditAccount, customer, accounts))
	mux.Handle("GET /credit-accounts/{customer_id}", state(s.Payments.CreditAccount, customer))

	ofOrders := s.Payments.OrderPayments()
	mux.Handle("GET /orders/{order_id}/payments", rows(ofOrders, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[payments.OrderPayment], error) {
		return ofOrders.ByOrder(r.Context(), payments.OrderID(r.PathValue("order_id")), page)
	}))
}
