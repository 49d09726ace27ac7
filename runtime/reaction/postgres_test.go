package reaction_test

import (
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
)

func init() {
	stores["postgres"] = func(t *testing.T) orchestrix.Tables {
		store, err := postgres.Open(t.Context(), postgrestest.Database(t), postgres.WithMigrate())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		return store
	}
}
