package main

import (
	"context"
	"fmt"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/money"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// morningAfter reads what the day left, from the read models.
func (d *demonstration) morningAfter(ctx context.Context) error {
	d.say("\nThe customer's orders, the last one first:")
	orders, err := d.Orders.OrderSummaries().ByCustomer(ctx, "cus-1", orchestrix.Page{})
	if err != nil {
		return err
	}
	for _, o := range orders.Rows {
		d.say("  %s  %-9s  %s", o.OrderID, o.Status, amount(money.Money{Amount: o.Total, Currency: o.Currency}))
	}
	d.say("\nThe stock:")
	for _, sku := range []string{tea, cup} {
		level, _, err := d.Inventory.StockLevels().Get(ctx, sku)
		if err != nil {
			return err
		}
		d.say("  %s  %d on the shelf, %d free", sku, level.OnHand, level.Free)
	}
	days, err := d.Shipping.PackingDays().Latest(ctx, orchestrix.Page{})
	if err != nil {
		return err
	}
	d.say("\nWhat was packed:")
	for _, day := range days.Rows {
		d.say("  %s  %d parcels, %s kg", day.Day, day.Parcels, day.Weight)
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
