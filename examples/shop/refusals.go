package main

import (
	"context"
	"errors"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/orders"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// refuse shows how the shop says no, and why.
func (d *demonstration) refuse(ctx context.Context, shipped orders.OrderID) error {
	d.say("\nWhat the shop refuses:")
	bad := basket("", 1)
	bad.Items[0].SKU, bad.Items[1].Quantity = "tea", 0
	count := inventory.CountStock{SKU: tea, Counted: 800}
	for _, send := range []func() (orchestrix.Receipt, error){
		func() (orchestrix.Receipt, error) {
			return d.Orders.CancelOrder(ctx, orders.CancelOrder{OrderID: shipped, Reason: "too late"})
		},
		func() (orchestrix.Receipt, error) { return d.Orders.PlaceOrder(ctx, bad) },
		func() (orchestrix.Receipt, error) { return d.Orders.PlaceOrder(ctx, basket("cus-2", 1)) },
		func() (orchestrix.Receipt, error) {
			return d.Inventory.LabelArticle(ctx, inventory.LabelArticle{SKU: cup, Barcode: barcode})
		},
		func() (orchestrix.Receipt, error) { return d.Inventory.CountStock(ctx, count) },
		func() (orchestrix.Receipt, error) {
			return d.Inventory.CountStock(orchestrix.WithActor(ctx, "emp-1"), count)
		},
		func() (orchestrix.Receipt, error) {
			return d.Orders.ShipOrder(ctx, orders.ShipOrder{OrderID: "ord_unknown", TrackingNo: "DHL-4711"})
		},
	} {
		_, err := send()
		if err := d.explain(err); err != nil {
			return err
		}
	}
	d.say("\nRefusals that others are told of:")
	return d.heard(ctx)
}

// heard lists the refusals that others are told of.
func (d *demonstration) heard(ctx context.Context) error {
	recorded := orchestrix.Filter{Categories: []string{orchestrix.RejectedCategory}, Types: []string{inventory.ReservationRefused{}.EventType()}}
	for event, err := range d.Store.All(ctx, orchestrix.Position{}, recorded) {
		if err != nil {
			return err
		}
		d.say("  %s %s", event.Type, event.Data)
	}
	return nil
}

// explain prints an expected refusal by its kind; anything else is passed on.
func (d *demonstration) explain(err error) error {
	var (
		invalid   *orchestrix.InvalidError
		refused   *orchestrix.RejectionError
		forbidden *orchestrix.ForbiddenError
		notFound  *orchestrix.NotFoundError
		tooFar    *inventory.CountTooFarOff
	)
	switch {
	case errors.As(err, &invalid):
		d.say("  invalid: %s", invalid.Type)
		for _, violation := range invalid.Violations {
			d.say("    %s: %s", violation.Path, violation.Message)
		}
	case errors.As(err, &refused):
		d.say("  refused (%s): %s", refused.ID, refused.Message)
		if errors.As(err, &tooFar) { // a typed rejection has its figures with it
			d.say("    off by %d", tooFar.Counted-tooFar.Expected)
		}
	case errors.As(err, &forbidden), errors.As(err, &notFound):
		d.say("  %s: %v", orchestrix.CodeOf(err), err)
	case err == nil:
		return errors.New("a command that should have been refused went through")
	default:
		return err
	}
	return nil
}
