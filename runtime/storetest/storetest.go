// Package storetest is the conformance suite for stores: what
// [orchestrix.Store] promises, as tests that anyone who writes a store can run
// against it.
package storetest

import (
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Harness is how the suite gets at one kind of store.
type Harness struct {
	// Open opens the store that is kept in a folder; an empty folder becomes
	// an empty store.
	Open func(dir string) (orchestrix.Store, error)
	// Close ends a store that Open or Break gave; nil if there is nothing to end.
	Close func(orchestrix.Store) error
	// Volatile says that a store is empty whenever it is opened, so that
	// nothing can be asked about restarts.
	Volatile bool
	// Break opens the store that is kept in a folder over a connection that
	// breaks for good when it has delivered some rows; nil for a store without
	// connections.
	Break func(dir string, rows int) (orchestrix.Store, error)
	// Fill opens the store that is kept in a folder as if its disk had little
	// room, until free is called; nil for a store whose disk can't be filled.
	Fill func(dir string) (store orchestrix.Store, free func() error, err error)
}

// testCase is one promise.
type testCase struct {
	name string
	run  func(*subject)
	// restarts, breaks and fills say what of a store, beyond the interface, the
	// case is about.
	restarts, breaks, fills bool
}

// Run tests a store, with its [orchestrix.Tables] if it has them. Each promise is
// a subtest with a store of its own.
func Run(t *testing.T, h Harness) {
	t.Helper()
	all := [][]testCase{appendCases, commandCases, readCases, raceCases, executeCases, waitCases, cancelCases, restartCases, fullCases}
	if hasTables(t, h) {
		all = append(all, tableCases, tableQueryCases, tableTxCases, fullTableCases, snapshotCases, subscriptionCases, soakCases)
	}
	for _, cases := range all {
		for _, c := range cases {
			if (c.restarts && h.Volatile) || (c.breaks && h.Break == nil) || (c.fills && h.Fill == nil) {
				continue
			}
			t.Run(c.name, func(t *testing.T) { c.run(newSubject(t, h)) })
		}
	}
}
