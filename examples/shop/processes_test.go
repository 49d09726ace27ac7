package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/orders"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/payments"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/settings"
)

// cluster is some processes over one database, of which one may go away.
type cluster struct {
	t         *testing.T
	processes []*process
	turn      atomic.Int64
}

// send has one process after another carry out a command, until one answers it:
// with a key it is safe to send again.
func (c *cluster) send(status int, method, path, body, key string) {
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		p := c.processes[int(c.turn.Add(1))%len(c.processes)]
		got, answer, err := p.do(method, path, body, "Idempotency-Key: "+key)
		if err == nil && got != http.StatusServiceUnavailable {
			if got != status {
				c.t.Errorf("%s %s: status %d, want %d: %v", method, path, got, status, answer)
			}
			return
		}
		select { // it is gone, or doesn't know
		case <-tick.C:
		case <-ctx.Done():
			c.t.Errorf("%s %s: nobody answers: status %d, error %v", method, path, got, err)
			return
		}
	}
}

// each does something for each number at once, by some goroutines.
func each(n int, do func(i int)) {
	var group sync.WaitGroup
	numbers := make(chan int)
	for range 6 {
		group.Go(func() {
			for i := range numbers {
				do(i)
			}
		})
	}
	for i := range n {
		numbers <- i
	}
	close(numbers)
	group.Wait()
}

// watch is the test's own look at the database.
func watch(t *testing.T, url string) *shop.Shop {
	t.Helper()
	store, err := shop.Open(t.Context(), settings.DatabaseURL(url))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	s, err := shop.New(t.Context(), store, shop.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// await waits until something holds.
func await(t *testing.T, what string, holds func(ctx context.Context) (bool, error)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		done, err := holds(ctx)
		if err != nil {
			t.Fatalf("waiting until %s: %v", what, err)
		}
		if done {
			return
		}
		<-tick.C
	}
}

// count counts the events of each type.
func count(ctx context.Context, s *shop.Shop) (map[string]int, error) {
	types := map[string]int{}
	for event, err := range s.Store.All(ctx, orchestrix.Position{}, orchestrix.Filter{}) {
		if err != nil {
			return nil, err
		}
		types[event.Type]++
	}
	return types, nil
}

// Orders are sent to three processes that share the work on what comes of them;
// one is killed meanwhile. Nothing is lost, nothing happens twice.
func TestThreeProcessesShareOneDatabase(t *testing.T) {
	const orderCount = 18
	url := postgrestest.Database(t)
	c := &cluster{t: t}
	for i := range 3 {
		c.processes = append(c.processes, startProcess(t,
			"DATABASE_URL="+url, "SUBSCRIPTION_LEASE=1s", fmt.Sprintf("SUBSCRIPTION_OWNER=process-%d", i)))
	}
	c.send(200, "POST", "/stock/TEA-1/deliveries", `{"quantity": 1000}`, "delivery")
	s := watch(t, url)

	var placed atomic.Int64
	each(orderCount, func(i int) {
		c.send(201, "PUT", fmt.Sprintf("/orders/order-%d", i), oneTea, fmt.Sprintf("place-%d", i))
		if placed.Add(1) == orderCount/3 {
			_ = c.processes[1].cmd.Process.Kill()
		}
	})
	ids := make([]payments.PaymentID, orderCount)
	await(t, "payments are requested", func(ctx context.Context) (bool, error) {
		for i := range ids {
			found, err := s.Payments.OrderPayments().ByOrder(ctx, payments.OrderID(fmt.Sprintf("order-%d", i)), orchestrix.Page{})
			if err != nil || len(found.Rows) == 0 {
				return false, err
			}
			ids[i] = found.Rows[0].PaymentID
		}
		return true, nil
	})
	each(len(ids), func(i int) {
		c.send(200, "POST", fmt.Sprintf("/payments/%s/capture", ids[i]), `{"reference": "ch_1"}`, fmt.Sprintf("capture-%d", i))
	})
	await(t, "all orders are shipped", func(ctx context.Context) (bool, error) {
		found, err := s.Orders.OrderSummaries().ByCustomer(ctx, "cus-1", orchestrix.Page{Size: 2 * orderCount})
		for _, row := range found.Rows {
			if row.Status != orders.OrderStatusShipped {
				return false, err
			}
		}
		return len(found.Rows) == orderCount, err
	})
	await(t, "nobody is behind", func(ctx context.Context) (bool, error) {
		lags, err := s.Runner.Lag(ctx)
		for _, lag := range lags {
			if lag.Behind || lag.Waiting > 0 {
				return false, err
			}
			if lag.Parked > 0 {
				return false, fmt.Errorf("%s has parked something", lag.Subscription)
			}
		}
		return true, err
	})
	c.processes[0].end()
	c.processes[2].end()
	checkOnce(t, s, orderCount)
}

// checkOnce looks whether everything that comes of an order happened once.
func checkOnce(t *testing.T, s *shop.Shop, orderCount int) {
	t.Helper()
	types, err := count(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, once := range []string{
		"orders.OrderPlaced", "inventory.StockReserved", "payments.PaymentRequested", "payments.PaymentCaptured",
		"orders.OrderPaid", "inventory.StockPicked", "shipping.ParcelPacked", "shipping.ParcelHandedOver", "orders.OrderShipped",
	} {
		if types[once] != orderCount {
			t.Errorf("%d of %s, want %d", types[once], once, orderCount)
		}
	}
	item, _, err := s.Inventory.StockItem(t.Context(), "TEA-1")
	if err != nil || item.OnHand != int64(1000-orderCount) || len(item.Reserved) > 0 {
		t.Errorf("stock %+v, error %v", item, err)
	}
	level, _, err := s.Inventory.StockLevels().Get(t.Context(), "TEA-1")
	if err != nil || level.OnHand != item.OnHand || level.Free != item.OnHand || len(level.Reserved) > 0 {
		t.Errorf("stock's read model %+v, error %v", level, err)
	}
	days, err := s.Shipping.PackingDays().Latest(t.Context(), orchestrix.Page{})
	packed := int64(0)
	for _, day := range days.Rows {
		packed += day.HandedOver
	}
	if err != nil || packed != int64(orderCount) {
		t.Errorf("%d parcels in the read model, error %v", packed, err)
	}
	summaries, err := s.Orders.OrderSummaries().ByCustomer(t.Context(), "cus-1", orchestrix.Page{Size: 2 * orderCount})
	if err != nil || len(summaries.Rows) != orderCount {
		t.Errorf("%d orders in the read model, error %v", len(summaries.Rows), err)
	}
	for _, row := range summaries.Rows {
		if row.Status != orders.OrderStatusShipped || row.Captured != row.Total || row.TrackingNo == nil {
			t.Errorf("order in the read model %+v", row)
		}
	}
	for i := range orderCount {
		order, version, err := s.Orders.Order(t.Context(), orders.OrderID(fmt.Sprintf("order-%d", i)))
		if err != nil || order.Status != orders.OrderStatusShipped || version != 3 {
			t.Errorf("order %d: %s at version %d, error %v", i, order.Status, version, err)
		}
	}
}
