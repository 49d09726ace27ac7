package postgres_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
)

// restored makes a database look as if it was dumped from another server, whose
// transaction ids were far ahead, and restored here.
const restored = `UPDATE orchestrix_epochs SET system_identifier = system_identifier + 1;
	UPDATE orchestrix_events SET transaction_id = (transaction_id::text::bigint + 1000000000)::text::xid8;
	UPDATE orchestrix_streams SET transaction_id = (transaction_id::text::bigint + 1000000000)::text::xid8`

// positions are those of all events after one.
func positions(t *testing.T, store *postgres.Store, after orchestrix.Position) []orchestrix.Position {
	t.Helper()
	var all []orchestrix.Position
	for event, err := range store.All(t.Context(), after, orchestrix.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, event.Position)
	}
	return all
}

func append1(t *testing.T, store *postgres.Store, command string) orchestrix.Position {
	t.Helper()
	appended, err := store.Append(t.Context(), one(command, "a", orchestrix.Any))
	if err != nil {
		t.Fatal(err)
	}
	stable(t, store, appended.Position)
	return appended.Position
}

// stable waits until a position is: a transaction of anybody's on the server may
// be about to end.
func stable(t *testing.T, store *postgres.Store, position orchestrix.Position) {
	t.Helper()
	for {
		head, err := store.Head(t.Context())
		if err == nil && head.Compare(position) >= 0 {
			return
		}
		if err == nil {
			err = store.Wait(t.Context(), head)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAfterDumpAndRestoreANewEpochGoesOn(t *testing.T) {
	url := postgrestest.Database(t)
	store := open(t, url)
	before := append1(t, store, "first")
	lost := append1(t, store, "second")
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	conn := connect(t, url)
	exec(t, conn, restored)
	// The second was written after the backup.
	exec(t, conn, "DELETE FROM orchestrix_events WHERE version = 2; UPDATE orchestrix_streams SET version = 1")

	store = open(t, url)
	was := positions(t, store, orchestrix.Position{})
	if len(was) != 1 || was[0].Compare(before) <= 0 {
		t.Fatalf("positions after the restore are %v", was)
	}
	head, err := store.Head(t.Context())
	if err != nil || head != was[0] {
		t.Errorf("the head is %v, error %v; want %v", head, err, was[0])
	}
	next := append1(t, store, "third")
	if epoch, _, _ := next.Parts(); epoch != 2 || next.Compare(was[0]) <= 0 {
		t.Errorf("position %v comes after %v", next, was[0])
	}
	// A position from before is good if its event is there, and an error if not.
	if rest := positions(t, store, was[0]); !slices.Equal(rest, []orchestrix.Position{next}) {
		t.Errorf("after a position of the epoch before come %v, want %v", rest, next)
	}
	for _, foreign := range []orchestrix.Position{lost, orchestrix.NewPosition(7, 1, 1)} {
		var last error
		for _, err := range store.All(t.Context(), foreign, orchestrix.Filter{}) {
			last = err
		}
		wrong, ok := errors.AsType[*postgres.PositionError](last)
		if !ok || wrong.Position != foreign || wrong.Head != next {
			t.Errorf("after position %v, which no event has: error %v", foreign, last)
		}
	}
	// Opened again it is the same epoch.
	if again := append1(t, open(t, url), "fourth"); again.Compare(next) <= 0 {
		t.Errorf("position %v comes after %v", again, next)
	} else if epoch, _, _ := again.Parts(); epoch != 2 {
		t.Errorf("an epoch began at position %v", again)
	}
}

// A store that was open all the while finds out by its connections.
func TestRestoreUnderARunningStoreIsFound(t *testing.T) {
	url := postgrestest.Database(t)
	store := open(t, url)
	append1(t, store, "first")
	conn := connect(t, url)
	exec(t, conn, restored)
	exec(t, conn, "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
	var next orchestrix.Position
	for { // the pool's dead connections are errors once
		appended, err := store.Append(t.Context(), one("second", "a", orchestrix.Any))
		if next = appended.Position; err == nil {
			break
		}
	}
	if epoch, _, _ := next.Parts(); epoch != 2 {
		t.Errorf("position %v, want one of epoch 2", next)
	}
	stable(t, store, next)
	if all := positions(t, store, orchestrix.Position{}); len(all) != 2 || all[1] != next {
		t.Errorf("positions %v", all)
	}
}

func TestBeginEpochPutsWhatComesAfterAllThatWas(t *testing.T) {
	store, pool := pooled(t)
	first := append1(t, store, "first")
	if err := postgres.BeginEpoch(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	for _, batches := range [][]orchestrix.Batch{
		{one("second", "a", orchestrix.Any)},
		{one("third", "a", orchestrix.Any), one("third", "b", orchestrix.Any)},
	} {
		appended, err := store.Append(t.Context(), batches...)
		if err != nil {
			t.Fatal(err)
		}
		if epoch, _, _ := appended.Position.Parts(); epoch != 2 {
			t.Errorf("position %v, want one of epoch 2", appended.Position)
		}
		stable(t, store, appended.Position)
	}
	if rest := positions(t, store, first); len(rest) != 3 {
		t.Errorf("after the first come %v, want three", rest)
	}
}
