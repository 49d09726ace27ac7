package shop

import (
	"context"
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// migrate makes the tables of read models that aren't there.
func (s *Shop) migrate(ctx context.Context) error {
	for _, module := range []any{s.Orders, s.Payments, s.Inventory, s.Shipping} {
		if m, ok := module.(interface{ Migrate(context.Context) error }); ok {
			if err := m.Migrate(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// subscriptions are the read models, policies and processes of all contexts.
func (s *Shop) subscriptions() []subscription.Subscription {
	return slices.Concat(s.Orders.Subscriptions(), s.Payments.Subscriptions(), s.Inventory.Subscriptions(), s.Shipping.Subscriptions())
}
