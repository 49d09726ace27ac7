package main

import (
	"context"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
)

// park has somebody order more than there is. The event that can't be handled is
// put aside, others go on, and when there is enough it is handled again.
func (d *demonstration) park(ctx context.Context) error {
	if _, err := d.place(ctx, 40); err != nil {
		return err
	}
	parked, err := d.Runner.Parked(ctx, 0)
	if err != nil {
		return err
	}
	for _, p := range parked {
		d.say("Parked by %s: %s, %s", p.Subscription, p.Type, p.Error)
	}
	if _, err := d.Inventory.ReceiveStock(ctx, inventory.ReceiveStock{SKU: cup, Quantity: 50}); err != nil {
		return err
	}
	d.say("50 more cups arrive, and it is replayed:")
	before, err := d.Store.Head(ctx)
	if err != nil {
		return err
	}
	for _, p := range parked {
		if err := d.Runner.Replay(ctx, p.Subscription, p.Stream); err != nil {
			return err
		}
	}
	if err := d.tell(ctx, before); err != nil {
		return err
	}
	left, err := d.Runner.Parked(ctx, 0)
	d.say("%d parked events are left", len(left))
	return err
}
