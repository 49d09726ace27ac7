// Package shop is the four contexts over one store, and what works behind them.
package shop

import (
	"context"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/orders"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/payments"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shipping"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// Shop is everything a command, a query or whoever runs the shop needs.
type Shop struct {
	Store     orchestrix.Tables
	Engine    *orchestrix.Engine
	Orders    *orders.Module
	Payments  *payments.Module
	Inventory *inventory.Module
	Shipping  *shipping.Module
	// Runner works on read models, policies and processes, whose names Following
	// has.
	Runner    *subscription.Runner
	Following map[string]bool
}

// Options are what a program may put around the shop; the zero value is
// nothing.
type Options struct {
	Engine []orchestrix.EngineOption
	Runner []subscription.Option
	// Effects are what orders do outside; nil: as a shop without a mail server.
	Effects orders.Effects
	// Around is put around each subscription, such as tracing; nil: nothing is.
	Around func(subscription.Subscription) subscription.Subscription
}

// New makes the shop over a store, and the tables of its read models.
func New(ctx context.Context, store orchestrix.Tables, options Options) (*Shop, error) {
	engine := orchestrix.NewEngine(store, append(options.Engine, orchestrix.WithRoles(HasRole))...)
	if options.Effects == nil {
		options.Effects = orders.NewEffects()
	}
	s := &Shop{
		Store:     store,
		Engine:    engine,
		Orders:    orders.NewModule(engine, orders.NewOrderDecider(), options.Effects),
		Payments:  payments.NewModule(engine),
		Inventory: inventory.NewModule(engine, inventory.NewStockItemDecider()),
		Shipping:  shipping.NewModule(engine, shipping.NewAsks(), shipping.NewPackingDayProjector()),
		Runner:    subscription.NewRunner(store, options.Runner...),
		Following: map[string]bool{},
	}
	if err := s.migrate(ctx); err != nil {
		return nil, err
	}
	for _, each := range s.subscriptions() {
		if options.Around != nil {
			each = options.Around(each)
		}
		if err := s.Runner.Add(each); err != nil {
			return nil, err
		}
		s.Following[each.Name] = true
	}
	// What comes from now on is theirs, whoever works on them first.
	return s, s.Runner.Begin(ctx)
}
