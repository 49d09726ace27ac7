package main

import (
	"context"
	"fmt"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/money"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// morningAfter reads what the day left.
func (d *demonstration) morningAfter(ctx context.Context) error {
	for _, sku := range []inventory.StockItemID{tea, cup} {
		item, _, err := d.Inventory.StockItem(ctx, sku)
		if err != nil {
			return err
		}
		d.say("  %s: %d on the shelf, kept for %d orders", sku, item.OnHand, len(item.Reserved))
	}
	return nil
}

// tell lists the events after a position.
func (d *demonstration) tell(ctx context.Context, after orchestrix.Position) error {
	for event, err := range d.Store.All(ctx, after, orchestrix.Filter{}) {
		if err != nil {
			return err
		}
		d.say("  %-30s %s, version %d", event.Type, event.Stream.ID, event.Version)
	}
	return nil
}

func amount(m money.Money) string {
	return fmt.Sprintf("%d.%02d %s", m.Amount/100, m.Amount%100, m.Currency)
}
