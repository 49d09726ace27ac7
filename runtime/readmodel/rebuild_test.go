package readmodel_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

func TestARebuildProjectsAnewWithoutAnEmptyMoment(t *testing.T) {
	onEveryBank(t, func(b *bank) {
		ctx, cancel := context.WithTimeout(b.t.Context(), 4*time.Minute)
		defer cancel()
		const accounts = 40
		for i := range accounts {
			b.happens(change{ID: fmt.Sprintf("a%02d", i), Kind: "opened", Owner: "ann"})
		}
		b.sync()

		runner := subscription.NewRunner(b.store)
		if err := runner.Add(b.accounts.Subscription()); err != nil {
			b.t.Fatal(err)
		}
		running, stop := context.WithCancel(ctx)
		var work sync.WaitGroup
		work.Go(func() {
			if err := runner.Run(running); err != nil {
				b.t.Error(err)
			}
		})
		var moved atomic.Int64
		work.Go(func() { // a writer
			for n := 0; running.Err() == nil && n < 2000; n++ {
				c := change{ID: fmt.Sprintf("a%02d", n%accounts), Kind: "moved", By: 1}
				if _, err := b.store.Append(running, batch("", fmt.Sprint("m", n), c)); err == nil {
					moved.Add(1)
				}
			}
		})
		for range 2 { // readers, at full speed
			work.Go(func() {
				least := int64(0)
				for running.Err() == nil {
					n, err := b.accounts.Count(running, readmodel.Query{})
					if running.Err() != nil {
						return
					}
					if err != nil || n != accounts {
						b.t.Errorf("counted %d accounts, %v", n, err)
						return
					}
					row, _, err := b.accounts.Get(running, account{ID: "a00"})
					if err == nil && row.Balance < least {
						b.t.Errorf("a balance went back from %d to %d", least, row.Balance)
						return
					}
					least = max(least, row.Balance)
				}
			})
		}
		if err := b.accounts.Rebuild(ctx); err != nil {
			b.t.Error(err)
		}
		head, err := b.store.Head(ctx)
		if err == nil {
			err = b.accounts.WaitFor(ctx, head)
		}
		if err != nil {
			b.t.Error(err)
		}
		stop()
		work.Wait()
		b.sync()
		total := int64(0)
		for row, err := range b.accounts.All(ctx, readmodel.Query{}) {
			if err != nil {
				b.t.Fatal(err)
			}
			total += row.Balance
			if row.Balance != row.Changes {
				b.t.Errorf("%v was changed otherwise than it was moved", row)
			}
		}
		written := int64(0)
		for event, err := range b.store.All(ctx, orchestrix.Position{}, orchestrix.Filter{}) {
			if err != nil {
				b.t.Fatal(err)
			}
			if strings.Contains(string(event.Data), "moved") {
				written++
			}
		}
		if total != written || written < moved.Load() {
			b.t.Errorf("the rows have %d moves, %d are written, %d were acknowledged", total, written, moved.Load())
		}
		if stale, err := b.set.Stale(ctx); err != nil || len(stale) > 0 {
			b.t.Errorf("rebuilds left %v, %v", stale, err)
		}
	})
}

func TestARebuildTriesParkedEventsAgain(t *testing.T) {
	onEveryBank(t, func(b *bank) {
		b.happens(change{ID: "a", Kind: "opened", Owner: "ann"}, change{ID: "a", Kind: "broken"}, change{ID: "a", Kind: "moved", By: 1})
		if err := b.set.Sync(b.t.Context()); err == nil {
			b.t.Fatal("nothing is parked")
		}
		broken := b.model.Project
		b.model.Project = func(ctx context.Context, rows *readmodel.Rows[account], event orchestrix.Recorded) error {
			if strings.Contains(string(event.Data), "broken") {
				return nil
			}
			return broken(ctx, rows, event)
		}
		if err := b.accounts.Rebuild(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
		b.sync() // fails if something is parked
		if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of ann: 1 in 1"}) {
			b.t.Errorf("the rows are %q", rows)
		}

		b.model.Project = broken
		if err := b.accounts.Rebuild(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
		if _, parked := errors.AsType[*subscription.ParkedError](b.set.Sync(b.t.Context())); !parked {
			b.t.Error("what can't be projected isn't parked after a rebuild")
		}
		if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of ann: 0 in 0"}) {
			b.t.Errorf("the rows are %q", rows)
		}
	})
}

func TestProjectionsKnowARebuild(t *testing.T) {
	onBanks(t, func(b *bank) {
		var mails []string
		b.model.Project = func(ctx context.Context, rows *readmodel.Rows[account], event orchestrix.Recorded) error {
			if !readmodel.Rebuilding(ctx) {
				mails = append(mails, string(event.ID))
			}
			return projectAccount(ctx, rows, event)
		}
		b.happens(change{ID: "a", Kind: "opened"})
		b.sync()
		if err := b.accounts.Rebuild(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
		if len(mails) != 1 {
			b.t.Errorf("sent %d mails", len(mails))
		}
	})
}

func TestAnotherShapeHasATableOfItsOwn(t *testing.T) {
	onBanks(t, func(b *bank) {
		b.happens(change{ID: "a", Kind: "opened", Owner: "ann"})
		b.sync()
		newer := accountModel()
		newer.Fingerprint = "fedcba9876543210"
		next := newBank(b.t, b.store, newer)
		next.sync()
		b.happens(change{ID: "a", Kind: "moved", By: 1})
		next.sync()
		if rows := next.rows(b.t.Context()); !slices.Equal(rows, []string{"a of ann: 1 in 1"}) {
			b.t.Errorf("the new one has %q", rows)
		}
		if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of ann: 0 in 0"}) {
			b.t.Errorf("the old one has %q", rows)
		}
		stale, err := next.set.Stale(b.t.Context())
		if err != nil || len(stale) != 1 || stale[0].Table != b.accounts.Table().Name || stale[0].Model != "bank.AccountList" {
			b.t.Fatalf("stale are %v, %v", stale, err)
		}
		if err := next.set.Drop(b.t.Context(), next.accounts.Table().Name); err == nil {
			b.t.Error("a table in use was dropped")
		}
		if err := next.set.Drop(b.t.Context(), stale[0].Table); err != nil {
			b.t.Error(err)
		}
		if exists, err := b.store.TableExists(b.t.Context(), stale[0].Table); exists || err != nil {
			b.t.Errorf("it is still there, %v", err)
		}
		if stale, err := next.set.Stale(b.t.Context()); len(stale) > 0 || err != nil {
			b.t.Errorf("stale are %v, %v", stale, err)
		}
	})
}

// A shape comes back when a program is taken back to an earlier version.
func TestATableThatIsMadeAnewIsFilledFromTheBeginning(t *testing.T) {
	onBanks(t, func(b *bank) {
		b.happens(change{ID: "a", Kind: "opened", Owner: "ann"}, change{ID: "a", Kind: "broken"})
		if err := b.set.Sync(b.t.Context()); err == nil {
			b.t.Fatal("nothing is parked")
		}
		newer := accountModel()
		newer.Fingerprint = "fedcba9876543210"
		if err := newBank(b.t, b.store, newer).set.Drop(b.t.Context(), b.accounts.Table().Name); err != nil {
			b.t.Fatal(err)
		}
		b.wantLeft()
		if _, parked := errors.AsType[*subscription.ParkedError](b.set.Sync(b.t.Context())); !parked {
			b.t.Error("nothing is parked")
		}
		if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of ann: 0 in 0"}) {
			b.t.Errorf("the rows are %q", rows)
		}
		// Somebody may drop it by SQL, too.
		if err := b.store.DropTable(b.t.Context(), b.accounts.Table().Name); err != nil {
			b.t.Fatal(err)
		}
		if _, parked := errors.AsType[*subscription.ParkedError](b.set.Sync(b.t.Context())); !parked {
			b.t.Error("nothing is parked")
		}
		if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of ann: 0 in 0"}) {
			b.t.Errorf("the rows are %q", rows)
		}
	})
}

// wantLeft checks which subscriptions have left something.
func (b *bank) wantLeft(want ...string) {
	b.t.Helper()
	left := map[string]bool{}
	for _, table := range []*orchestrix.Table{orchestrix.SubscriptionsTable, orchestrix.ParkedTable} {
		for row, err := range b.store.Select(b.t.Context(), table, orchestrix.Selection{}) {
			if err != nil {
				b.t.Fatal(err)
			}
			left[row[0].(string)] = true
		}
	}
	if got := slices.Sorted(maps.Keys(left)); !slices.Equal(got, want) {
		b.t.Errorf("there is something left of the subscriptions %q, want %q", got, want)
	}
}

func TestARebuildThatFailsLeavesEverythingAsItWas(t *testing.T) {
	onBanks(t, func(b *bank) {
		b.happens(change{ID: "a", Kind: "opened", Owner: "ann"})
		b.sync()
		ctx, cancel := context.WithCancel(b.t.Context())
		b.model.Project = func(ctx context.Context, rows *readmodel.Rows[account], event orchestrix.Recorded) error {
			cancel()
			return ctx.Err()
		}
		b.happens(change{ID: "b", Kind: "opened", Owner: "bob"})
		if err := b.accounts.Rebuild(ctx); err == nil {
			b.t.Error("it didn't fail")
		}
		if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of ann: 0 in 0"}) {
			b.t.Errorf("the rows are %q", rows)
		}
		if stale, err := b.set.Stale(b.t.Context()); len(stale) > 0 || err != nil {
			b.t.Errorf("stale are %v, %v", stale, err)
		}
		b.wantLeft("bank.AccountList@0123456789abcdef")
	})
}

func TestWaitForIsReadingWhatOneWrote(t *testing.T) {
	onBanks(t, func(b *bank) {
		if err := b.set.Migrate(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
		runner := subscription.NewRunner(b.store)
		if err := runner.Add(b.accounts.Subscription()); err != nil {
			b.t.Fatal(err)
		}
		running, stop := context.WithCancel(b.t.Context())
		var work sync.WaitGroup
		work.Go(func() {
			if err := runner.Run(running); err != nil {
				b.t.Error(err)
			}
		})
		for i := range 5 {
			at := b.happens(change{ID: fmt.Sprint("a", i), Kind: "opened"})
			if err := b.accounts.WaitFor(b.t.Context(), at); err != nil {
				b.t.Error(err)
			}
			if _, found, err := b.accounts.Get(b.t.Context(), account{ID: fmt.Sprint("a", i)}); !found || err != nil {
				b.t.Errorf("account %d isn't there, %v", i, err)
			}
		}
		stop()
		work.Wait()
		at := b.happens(change{ID: "late", Kind: "opened"})
		ctx, cancel := context.WithTimeout(b.t.Context(), 20*time.Millisecond)
		defer cancel()
		if err := b.accounts.WaitFor(ctx, at); !errors.Is(err, context.DeadlineExceeded) {
			b.t.Errorf("without a runner it ended in %v", err)
		}
	})
}

// releasing tells when a runner gives back its lease: a rebuild has caught up.
type releasing struct {
	orchestrix.Tables
	released func()
}

func (r *releasing) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	var put bool
	err := r.Tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		return f(ctx, &releaseTx{tx, &put})
	})
	if put && r.released != nil {
		released := r.released
		r.released = nil
		released()
	}
	return err
}

type releaseTx struct {
	orchestrix.Tx
	released *bool
}

func (r *releaseTx) Put(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if table == orchestrix.SubscriptionsTable && rows[0][1] != (orchestrix.Position{}).String() && rows[0][3] == "" {
		*r.released = true
	}
	return r.Tx.Put(ctx, table, rows...)
}

func TestTheLastEventsOfARebuildWaitBehindThoseOfTheirStream(t *testing.T) {
	onStores(t, func(t *testing.T, store orchestrix.Tables) {
		late := &releasing{Tables: store}
		b := newBank(t, late, accountModel())
		b.happens(change{ID: "a", Kind: "opened", Owner: "ann"}, change{ID: "a", Kind: "broken"})
		if err := b.set.Sync(t.Context()); err == nil {
			t.Fatal("nothing is parked")
		}
		late.released = func() { b.happens(change{ID: "a", Kind: "moved", By: 1}) }
		if err := b.accounts.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if late.released != nil {
			t.Fatal("nothing happened meanwhile")
		}
		if _, parked := errors.AsType[*subscription.ParkedError](b.set.Sync(t.Context())); !parked {
			t.Error("nothing is parked")
		}
		if rows := b.rows(t.Context()); !slices.Equal(rows, []string{"a of ann: 0 in 0"}) {
			t.Errorf("the rows are %q", rows)
		}
	})
}
