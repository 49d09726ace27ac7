// Package storetest is the conformance suite for stores: what
// [orchestrix.Store] promises, as tests that anyone who writes a store can run
// against it.
package storetest

import (
	"context"
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
	// Begin begins a transaction in which appends with a context of its own are
	// part of it, and which others don't wait for; nil for a store that has no
	// such transactions.
	Begin func(orchestrix.Store) (within func(context.Context) context.Context, end func(commit bool) error, err error)
	// Cut opens the store that is kept in a folder over connections all of which
	// are cut whenever cut is called; nil for a store without connections.
	Cut func(dir string) (store orchestrix.Store, cut func(), err error)
	// Restart restarts the server that the store is kept by, in the midst of
	// whatever it does; nil for a store without one.
	Restart func() error
}

// testCase is one promise.
type testCase struct {
	name string
	run  func(*subject)
	// needs says whether a store has what the case is about beyond the interface;
	// nil if that is nothing.
	needs func(Harness) bool
}

func restarts(h Harness) bool { return !h.Volatile }
func breaks(h Harness) bool   { return h.Break != nil }
func fills(h Harness) bool    { return h.Fill != nil }
func begins(h Harness) bool   { return h.Begin != nil }
func cuts(h Harness) bool     { return h.Cut != nil }
func serves(h Harness) bool   { return h.Restart != nil }

// Run tests a store, with its [orchestrix.Tables] if it has them. Each promise is
// a subtest with a store of its own.
func Run(t *testing.T, h Harness) {
	t.Helper()
	all := [][]testCase{appendCases, commandCases, readCases, raceCases, executeCases, waitCases, cancelCases, restartCases, fullCases, lateCases, stormCases}
	if hasTables(t, h) {
		all = append(all, rowCases, tableCases, tableQueryCases, tableTxCases, fullTableCases, snapshotCases, subscriptionCases, soakCases)
	}
	for _, cases := range all {
		for _, c := range cases {
			if c.needs != nil && !c.needs(h) {
				continue
			}
			t.Run(c.name, func(t *testing.T) { c.run(newSubject(t, h)) })
		}
	}
}
