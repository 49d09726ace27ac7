package main

import "github.com/orchestrix-go/orchestrix-gen/runtime/settings"

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
