package sqlitescenarios_test

import (
	"slices"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/scenariotest"
	_ "github.com/orchestrix-go/orchestrix-gen/runtime/sqlite/sqlitescenarios"
)

func TestScenariosRunAgainstSQLiteToo(t *testing.T) {
	var names []string
	scenariotest.EachStore(t, func(t *testing.T, store orchestrix.Store) {
		names = append(names, t.Name())
		if head, err := store.Head(t.Context()); err != nil || !head.IsZero() {
			t.Errorf("the store isn't empty: %v, %v", head, err)
		}
	})
	want := []string{t.Name() + "/memory", t.Name() + "/sqlite"}
	if !slices.Equal(names, want) {
		t.Errorf("ran %q, want %q", names, want)
	}
}
