package main

import (
	"context"
	"fmt"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/money"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/orders"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// morningAfter reads what the day left.
func (d *demonstration) morningAfter(ctx context.Context, sold, cancelled orders.OrderID) error {
	for _, id := range []orders.OrderID{sold, cancelled} {
		order, version, err := d.Orders.Order(ctx, id)
		if err != nil {
			return err
		}
		d.say("  %s: %s, %s, version %d", id, order.Status, amount(order.Total), version)
	}
	for _, sku := range []inventory.StockItemID{tea, cup} {
		item, _, err := d.Inventory.StockItem(ctx, sku)
		if err != nil {
			return err
		}
		d.say("  %s: %d on the shelf, %d kept", sku, item.OnHand, len(item.Reserved))
	}
	return d.history(ctx)
}

// history lists every event of the store, in order.
func (d *demonstration) history(ctx context.Context) error {
	d.say("\nEvery event, in order:")
	for event, err := range d.store.All(ctx, orchestrix.Position{}, orchestrix.Filter{}) {
		if err != nil {
			return err
		}
		d.say("  %-28s v%d  %s", event.Type, event.Version, event.Stream.ID)
	}
	return nil
}

func amount(m money.Money) string {
	return fmt.Sprintf("%d.%02d %s", m.Amount/100, m.Amount%100, m.Currency)
}
