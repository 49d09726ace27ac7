package shop

import (
	"context"
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// migrate makes the tables of read models that aren't there.
func (s *Shop) migrate(ctx context.Context) error {
	for _, migrate := range []func(context.Context) error{s.Orders.Migrate, s.Payments.Migrate, s.Inventory.Migrate, s.Shipping.Migrate} {
		if err := migrate(ctx); err != nil {
			return err
		}
	}
	return nil
}

// subscriptions are the read models, policies and processes of all contexts.
func (s *Shop) subscriptions() []subscription.Subscription {
	return slices.Concat(s.Orders.Subscriptions(), s.Payments.Subscriptions(), s.Inventory.Subscriptions(), s.Shipping.Subscriptions())
}
