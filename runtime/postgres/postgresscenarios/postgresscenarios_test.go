package postgresscenarios_test

import (
	"slices"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	_ "github.com/orchestrix-go/orchestrix-gen/runtime/postgres/postgresscenarios"
	"github.com/orchestrix-go/orchestrix-gen/runtime/scenariotest"
)

func TestScenariosRunAgainstPostgresToo(t *testing.T) {
	var names []string
	scenariotest.EachStore(t, func(t *testing.T, store orchestrix.Store) {
		names = append(names, t.Name())
		if head, err := store.Head(t.Context()); err != nil || !head.IsZero() {
			t.Errorf("the store isn't empty: %v, %v", head, err)
		}
	})
	if !slices.Contains(names, t.Name()+"/memory") || len(names) > 2 {
		t.Errorf("ran %q", names)
	}
}
