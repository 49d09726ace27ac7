// Package sqlitescenarios has scenarios run against SQLite beside memory. Tests
// import it for that effect alone, in any test file of the scenarios' package:
//
//	import _ "github.com/orchestrix-go/orchestrix-gen/runtime/sqlite/sqlitescenarios"
package sqlitescenarios

import (
	"path/filepath"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/scenariotest"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
)

func init() { scenariotest.Register("sqlite", open) }

func open(t testing.TB) orchestrix.Store {
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "scenario.db"), sqlite.WithMigrate())
	if err != nil {
		t.Fatalf("opening a SQLite store: %v", err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("closing the SQLite store: %v", err)
		}
	})
	return store
}
