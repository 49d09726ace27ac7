package shop_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/money"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/orders"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/payments"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// flow is a shop whose contexts are left to each other.
type flow struct {
	*shop.Shop
	t   *testing.T
	ctx context.Context
	now time.Time
	out strings.Builder // mails
}

func onEachStore(t *testing.T, test func(f *flow)) {
	t.Run("memory", func(t *testing.T) { test(newFlow(t, memory.New())) })
	t.Run("sqlite", func(t *testing.T) {
		store, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"), sqlite.WithMigrate())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		test(newFlow(t, store))
	})
}

func newFlow(t *testing.T, store orchestrix.Tables) *flow {
	f := &flow{t: t, now: time.Date(2026, 1, 29, 12, 0, 0, 0, time.UTC)}
	f.ctx = orchestrix.WithCorrelationID(orchestrix.WithActor(t.Context(), "cus-1"), "the-wish")
	clock := func() time.Time { return f.now }
	var err error
	f.Shop, err = shop.New(t.Context(), store, shop.Options{
		Engine:  []orchestrix.EngineOption{orchestrix.WithClock(clock)},
		Runner:  []subscription.Option{subscription.WithClock(clock)},
		Effects: orders.MailTo(&f.out),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Engine.Close(context.WithoutCancel(t.Context())) })
	f.sync()
	return f
}

// sync has everything be done that there is to do.
func (f *flow) sync() {
	f.t.Helper()
	if err := f.Runner.Sync(f.ctx); err != nil {
		f.t.Fatal(err)
	}
}

func (f *flow) receive(sku inventory.StockItemID, quantity int64) {
	f.t.Helper()
	if _, err := f.Inventory.ReceiveStock(f.ctx, inventory.ReceiveStock{SKU: sku, Quantity: quantity}); err != nil {
		f.t.Fatal(err)
	}
}

func (f *flow) place(teas, cups int32) orders.OrderID {
	f.t.Helper()
	receipt, err := f.Orders.PlaceOrder(f.ctx, orders.PlaceOrder{
		CustomerID: "cus-1",
		Items: []orders.OrderItem{
			{SKU: "TEA-1", Quantity: teas, Price: money.Money{Amount: 500, Currency: "EUR"}},
			{SKU: "CUP-7", Quantity: cups, Price: money.Money{Amount: 1200, Currency: "EUR"}},
		},
		Delivery: orders.DeliveryPickup{Branch: "Mitte"},
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.sync()
	return orders.OrderID(receipt.ID)
}

// pay captures the payment that was requested for an order.
func (f *flow) pay(id orders.OrderID) {
	f.t.Helper()
	for event, err := range f.Store.All(f.ctx, orchestrix.Position{}, orchestrix.Filter{Types: []string{"payments.PaymentRequested"}}) {
		if err != nil {
			f.t.Fatal(err)
		}
		var requested payments.PaymentRequested
		if err := requested.UnmarshalJSON(event.Data); err != nil {
			f.t.Fatal(err)
		}
		if string(requested.OrderID) != string(id) {
			continue
		}
		if _, err := f.Payments.CapturePayment(f.ctx, payments.CapturePayment{PaymentID: requested.PaymentID, Reference: "ch_1"}); err != nil {
			f.t.Fatal(err)
		}
		f.sync()
		return
	}
	f.t.Fatalf("no payment was requested for %s", id)
}

func (f *flow) want(id orders.OrderID, status orders.OrderStatus) {
	f.t.Helper()
	order, _, err := f.Orders.Order(f.ctx, id)
	if err != nil {
		f.t.Fatal(err)
	}
	if order.Status != status {
		f.t.Errorf("order %s is %s, want %s", id, order.Status, status)
	}
}

func (f *flow) wantStock(sku inventory.StockItemID, onHand int64, kept int) {
	f.t.Helper()
	item, _, err := f.Inventory.StockItem(f.ctx, sku)
	if err != nil {
		f.t.Fatal(err)
	}
	if item.OnHand != onHand || len(item.Reserved) != kept {
		f.t.Errorf("of %s %d are there, kept for %d orders; want %d, %d", sku, item.OnHand, len(item.Reserved), onHand, kept)
	}
}

// Somebody places an order, and the money arrives; the rest follows.
func TestAnOrderFindsItsWay(t *testing.T) {
	onEachStore(t, func(f *flow) {
		f.receive("TEA-1", 10)
		f.receive("CUP-7", 3)
		id := f.place(2, 1)
		f.want(id, orders.OrderStatusPlaced)
		f.wantStock("TEA-1", 10, 1)
		f.pay(id)
		f.want(id, orders.OrderStatusShipped)
		f.wantStock("TEA-1", 8, 0)
		f.wantStock("CUP-7", 2, 0)
		if mail := f.out.String(); !strings.Contains(mail, "your order "+string(id)+" is on its way") || strings.Count(mail, "\n") != 1 {
			f.t.Errorf("the customer got %q", mail)
		}
		for event, err := range f.Store.All(f.ctx, orchestrix.Position{}, orchestrix.Filter{}) {
			if err != nil {
				f.t.Fatal(err)
			}
			if event.Metadata.CorrelationID != "the-wish" {
				f.t.Errorf("%s isn't part of the customer's wish but of %q", event.Type, event.Metadata.CorrelationID)
			}
		}

		// Half an hour later nothing is cancelled.
		f.now = f.now.Add(time.Hour)
		f.sync()
		f.want(id, orders.OrderStatusShipped)
		f.wantParked(0)
	})
}

func (f *flow) wantParked(want int) []subscription.Parked {
	f.t.Helper()
	parked, err := f.Runner.Parked(f.ctx, 100)
	if err != nil {
		f.t.Fatal(err)
	}
	if len(parked) != want {
		f.t.Errorf("%d events are parked, want %d: %+v", len(parked), want, parked)
	}
	return parked
}

func TestAnOrderThatIsNotPaidComesToNothing(t *testing.T) {
	onEachStore(t, func(f *flow) {
		f.receive("TEA-1", 10)
		f.receive("CUP-7", 3)
		id := f.place(2, 1)
		f.now = f.now.Add(31 * time.Minute)
		f.sync()
		f.want(id, orders.OrderStatusCancelled)
		f.wantStock("TEA-1", 10, 0)
		f.wantParked(0)
	})
}

// Where there is too little the event waits until there is enough; other orders
// go on.
func TestAnOrderOfMoreThanThereIsWaits(t *testing.T) {
	onEachStore(t, func(f *flow) {
		f.receive("TEA-1", 10)
		f.receive("CUP-7", 3)
		many := f.place(2, 40)
		few := f.place(1, 1)
		f.wantStock("TEA-1", 10, 2)
		f.wantStock("CUP-7", 3, 1)
		parked := f.wantParked(1)
		if len(parked) != 1 {
			return
		}
		f.receive("CUP-7", 100)
		if err := f.Runner.Replay(f.ctx, parked[0].Subscription, parked[0].Stream); err != nil {
			f.t.Fatal(err)
		}
		f.wantStock("CUP-7", 103, 2)
		f.wantParked(0)
		f.pay(many)
		f.pay(few)
		f.want(many, orders.OrderStatusShipped)
		f.want(few, orders.OrderStatusShipped)
		f.wantStock("CUP-7", 62, 0)
	})
}
