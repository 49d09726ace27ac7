package web

import (
	"net/http"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/payments"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func routePayments(to *routes, s *shop.Shop) {
	const id, found = "payment_id", "/payments/"
	to.handle("POST /payments", creation(s.Payments.RequestPayment, id, found))
	to.handle("POST /payments/from-credit", creation(s.Payments.PayFromCredit, id, found))
	to.handle("GET /payments/{payment_id}", state(s.Payments.Payment, id))
	to.handle("POST /payments/{payment_id}/capture", command(s.Payments.CapturePayment, id))
	to.handle("POST /payments/{payment_id}/failure", command(s.Payments.FailPayment, id))
	to.handle("POST /payments/{payment_id}/refunds", command(s.Payments.RefundPayment, id))
	to.handle("POST /payments/{payment_id}/credits", command(s.Payments.RefundToCredit, id))

	const customer, accounts = "customer_id", "/credit-accounts/"
	to.handle("PUT /credit-accounts/{customer_id}", creation(s.Payments.OpenCreditAccount, customer, accounts))
	to.handle("GET /credit-accounts/{customer_id}", state(s.Payments.CreditAccount, customer))

	ofOrders := s.Payments.OrderPayments()
	to.handle("GET /orders/{order_id}/payments", rows(ofOrders, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[payments.OrderPayment], error) {
		return ofOrders.ByOrder(r.Context(), payments.OrderID(r.PathValue("order_id")), page)
	}))
}
