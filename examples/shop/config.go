package main

import (
	"log/slog"

	"github.com/orchestrix-go/orchestrix-gen/runtime/settings"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// config is what the shop is told at its start.
type config struct {
	settings.Settings
	// DB is the SQLite file where DATABASE_URL is empty.
	DB string `env:"SHOP_DB" envDefault:"shop.db"`
}

func (c *config) database() settings.DatabaseURL {
	if c.DatabaseURL != "" {
		return c.DatabaseURL
	}
	return settings.DatabaseURL("sqlite:" + c.DB)
}

// runner is how subscriptions are worked on.
func (c *config) runner(logger *slog.Logger, observer subscription.Observer) []subscription.Option {
	options := []subscription.Option{subscription.WithLogger(logger), subscription.WithObserver(observer)}
	if c.SubscriptionOwner != "" {
		options = append(options, subscription.WithOwner(c.SubscriptionOwner))
	}
	if c.SubscriptionLease != 0 {
		options = append(options, subscription.WithLease(c.SubscriptionLease))
	}
	return options
}
