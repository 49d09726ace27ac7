package shop

import (
	"context"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
	"github.com/orchestrix-go/orchestrix-gen/runtime/settings"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
)

// Store is a store with tables that is closed in the end.
type Store interface {
	orchestrix.Tables
	Close() error
}

// Open opens the store that a URL names; a new one gets its tables.
func Open(ctx context.Context, url settings.DatabaseURL) (Store, error) {
	if url.Postgres() {
		return postgres.Open(ctx, string(url), postgres.WithMigrate())
	}
	return sqlite.Open(url.Path(), sqlite.WithMigrate())
}
