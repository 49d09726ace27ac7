package payments_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/money"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/payments"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/payments/paymentstest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func TestACreditIsSpentOnce(t *testing.T) {
	paymentstest.Scenario(t, "by eight orders at once", func(f *paymentstest.Fixture) {
		t := f.T()
		f.Given(
			payments.CreditAccountOpened{CustomerID: "cus-1", Currency: "EUR"},
			payments.CreditGranted{CustomerID: "cus-1", Amount: money.Money{Amount: 700, Currency: "EUR"}})
		module := payments.NewModule(orchestrix.NewEngine(f.Store()))
		results := make(chan error, 8)
		var orders sync.WaitGroup
		for range cap(results) {
			orders.Go(func() {
				_, err := module.PayFromCredit(t.Context(), payments.PayFromCredit{
					OrderID: "ord_1", CustomerID: "cus-1", Amount: money.Money{Amount: 500, Currency: "EUR"},
				})
				results <- err
			})
		}
		orders.Wait()
		close(results)
		paid := 0
		for err := range results {
			var refused *orchestrix.RejectionError
			switch {
			case err == nil:
				paid++
			case !errors.As(err, &refused) || refused.ID != payments.PaymentRefusalCreditTooLow:
				t.Errorf("who came too late got %v", err)
			}
		}
		if left := f.StateOfCreditAccount("cus-1").Balance.Amount; paid != 1 || left != 200 {
			t.Errorf("%d orders were paid, %d is left", paid, left)
		}
	})
}
