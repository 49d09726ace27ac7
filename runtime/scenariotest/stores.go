package scenariotest

import (
	"fmt"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// OpenStore opens an empty store for one test, which closes it in its cleanup.
type OpenStore func(t testing.TB) orchestrix.Store

type namedStore struct {
	name string
	open OpenStore
}

var stores = []namedStore{{"memory", func(testing.TB) orchestrix.Store { return memory.New() }}}

// Register has every scenario run against one more store. Packages that are
// about one store call it when they are imported; so one line in a test file
// of the user's is enough:
//
//	import _ "github.com/orchestrix-go/orchestrix-gen/runtime/sqlite/sqlitescenarios"
//
// It panics if the name is taken, and isn't for use while tests run.
func Register(name string, open OpenStore) {
	for _, s := range stores {
		if s.name == name {
			panic(fmt.Sprintf("scenariotest: a store called %q is registered already", name))
		}
	}
	stores = append(stores, namedStore{name, open})
}

// EachStore runs a test once for every registered store: memory, and whatever
// was registered, in that order.
func EachStore(t *testing.T, test func(t *testing.T, store orchestrix.Store)) {
	for _, s := range stores {
		t.Run(s.name, func(t *testing.T) { test(t, s.open(t)) })
	}
}
