// Package postgresscenarios has scenarios run against PostgreSQL beside memory,
// where there is one: a server of the tests' own, if its programs are installed,
// or that which ORCHESTRIX_TEST_POSTGRES names. Tests import it for that effect
// alone, in any test file of the scenarios' package:
//
//	import _ "github.com/orchestrix-go/orchestrix-gen/runtime/postgres/postgresscenarios"
//
// Without a server the scenarios are skipped there, unless
// ORCHESTRIX_REQUIRE_POSTGRES is set.
package postgresscenarios

import (
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
	"github.com/orchestrix-go/orchestrix-gen/runtime/scenariotest"
)

func init() { scenariotest.Register("postgres", open) }

func open(t testing.TB) orchestrix.Store {
	store, err := postgres.Open(t.Context(), postgrestest.Database(t), postgres.WithMigrate())
	if err != nil {
		t.Fatalf("opening a PostgreSQL store: %v", err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("closing the PostgreSQL store: %v", err)
		}
	})
	return store
}
