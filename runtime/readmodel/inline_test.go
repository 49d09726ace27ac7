package readmodel_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
)

// An aggregate whose only command raises the change it is given.

type accountState struct{}

var accountAggregate = &orchestrix.Aggregate[accountState, change]{
	Category: category,
	New:      func(string) accountState { return accountState{} },
	Apply:    func(*accountState, change, orchestrix.Meta) error { return nil },
	Decode:   func(orchestrix.Recorded) (change, error) { return change{}, nil },
}

func (b *bank) carryOut(ctx context.Context, command string, changes ...change) (orchestrix.Receipt, error) {
	return orchestrix.Execute(ctx, b.engine, orchestrix.Handling[accountState, change]{
		Aggregate: accountAggregate, Command: "bank.Change", ID: changes[0].ID, IDField: "id", Creates: orchestrix.IfMissing,
		Decide: func(_ context.Context, _ *orchestrix.Decision[accountState], raise func(change) error) error {
			for _, c := range changes {
				if err := raise(c); err != nil {
					return err
				}
			}
			return nil
		},
	}, orchestrix.CommandID(command))
}

// onInlineBanks is onBanks with an inline read model that is there.
func onInlineBanks(t *testing.T, test func(b *bank)) {
	onStores(t, func(t *testing.T, store orchestrix.Tables) { test(migratedInlineBank(t, store)) })
}

func onEveryInlineBank(t *testing.T, test func(b *bank)) {
	onEveryStore(t, func(t *testing.T, store orchestrix.Tables) { test(migratedInlineBank(t, store)) })
}

func migratedInlineBank(t testing.TB, store orchestrix.Tables) *bank {
	b := newInlineBank(t, store)
	if err := b.set.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

func newInlineBank(t testing.TB, store orchestrix.Tables) *bank {
	model := accountModel()
	model.Inline = true
	b := newBank(t, store, model)
	b.engine.ProjectInline(b.accounts.Inline())
	return b
}

func TestAnInlineRowIsThereWithTheReceipt(t *testing.T) {
	onInlineBanks(t, func(b *bank) {
		if _, err := b.carryOut(b.t.Context(), "c1", change{ID: "a", Kind: "opened", Owner: "ann"}, change{ID: "a", Kind: "moved", By: 2}); err != nil {
			b.t.Fatal(err)
		}
		receipt, err := b.carryOut(b.t.Context(), "c2", change{ID: "a", Kind: "moved", By: 3})
		if err != nil || receipt.Version != 3 {
			b.t.Errorf("got %v, %v", receipt, err)
		}
		if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of ann: 5 in 2"}) {
			b.t.Errorf("the rows are %q", rows)
		}
		if err := b.accounts.WaitFor(b.t.Context(), receipt.Position); err != nil {
			b.t.Error(err)
		}
	})
}

func TestACommandSentAgainIsProjectedOnce(t *testing.T) {
	onInlineBanks(t, func(b *bank) {
		for range 2 {
			if _, err := b.carryOut(b.t.Context(), "c1", change{ID: "a", Kind: "touched"}); err != nil {
				b.t.Fatal(err)
			}
		}
		// The store, too, is asked for an append that it has already.
		again := orchestrix.NewEngine(b.store)
		again.ProjectInline(b.accounts.Inline())
		b.engine = again
		if _, err := b.carryOut(b.t.Context(), "c1", change{ID: "a", Kind: "touched"}); err != nil {
			b.t.Fatal(err)
		}
		if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of : 0 in 1"}) {
			b.t.Errorf("the rows are %q", rows)
		}
	})
}

func TestAnInlineProjectionThatFailsFailsTheCommandAndNothingIsWritten(t *testing.T) {
	onEveryInlineBank(t, func(b *bank) {
		if _, err := b.carryOut(b.t.Context(), "c1", change{ID: "a", Kind: "opened", Owner: "ann"}); err != nil {
			b.t.Fatal(err)
		}
		for i, changes := range [][]change{
			{{ID: "a", Kind: "broken"}},
			{{ID: "a", Kind: "moved", By: 1}, {ID: "a", Kind: "brokenLater"}},
			{{ID: "a", Kind: "opened", Owner: "bob"}},
			{{ID: "b", Kind: "opened", Owner: strings.Repeat("x", 2401)}},
		} {
			_, err := b.carryOut(b.t.Context(), fmt.Sprint("bad", i), changes...)
			fault, ok := errors.AsType[*orchestrix.FaultError](err)
			if !ok || fault.Rule != "bank.AccountList" || orchestrix.CodeOf(err) != orchestrix.CodeFault {
				b.t.Errorf("%v ended in %v", changes, err)
			}
			if _, known, err := b.store.ByCommand(b.t.Context(), orchestrix.CommandID(fmt.Sprint("bad", i))); known || err != nil {
				b.t.Errorf("%v was written, %v", changes, err)
			}
		}
		if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of ann: 0 in 0"}) {
			b.t.Errorf("the rows are %q", rows)
		}
	})
}

func TestWhatIsRolledBackIsNotProjected(t *testing.T) {
	onInlineBanks(t, func(b *bank) {
		rolledBack := errors.New("rolled back")
		err := b.store.Transact(b.t.Context(), func(ctx context.Context, _ orchestrix.Tx) error {
			if _, err := b.carryOut(ctx, "c1", change{ID: "a", Kind: "opened"}); err != nil {
				return err
			}
			if rows := b.rows(ctx); len(rows) != 1 {
				b.t.Errorf("in the transaction the rows are %q", rows)
			}
			return rolledBack
		})
		if !errors.Is(err, rolledBack) {
			b.t.Errorf("got %v", err)
		}
		if rows := b.rows(b.t.Context()); len(rows) != 0 {
			b.t.Errorf("the rows are %q", rows)
		}
	})
}

func TestAnInlineModelThatIsMissingIsToldOf(t *testing.T) {
	onStores(t, func(t *testing.T, store orchestrix.Tables) {
		b := newInlineBank(t, store)
		_, err := b.carryOut(t.Context(), "c1", change{ID: "a", Kind: "opened"})
		if err == nil || !strings.Contains(err.Error(), "Migrate") || errors.As(err, new(*orchestrix.UnknownError)) {
			t.Errorf("got %v", err)
		}
	})
}

func TestANewInlineModelHasWhatHappenedBefore(t *testing.T) {
	onStores(t, func(t *testing.T, store orchestrix.Tables) {
		b := newInlineBank(t, store)
		b.happens(change{ID: "a", Kind: "opened", Owner: "ann"}, change{ID: "a", Kind: "moved", By: 1})
		for range 2 { // to migrate again does nothing
			if err := b.set.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := b.carryOut(t.Context(), "now", change{ID: "a", Kind: "moved", By: 1}); err != nil {
			t.Fatal(err)
		}
		if rows := b.rows(t.Context()); !slices.Equal(rows, []string{"a of ann: 2 in 2"}) {
			t.Errorf("the rows are %q", rows)
		}
	})
}

func TestProcessesThatMigrateAtOnceFillANewInlineModelOnce(t *testing.T) {
	onEveryStore(t, func(t *testing.T, store orchestrix.Tables) {
		b := newInlineBank(t, store)
		b.happens(change{ID: "a", Kind: "opened", Owner: "ann"}, change{ID: "a", Kind: "moved", By: 1})
		var work sync.WaitGroup
		for i := range 4 {
			process := newInlineBank(t, store)
			work.Go(func() {
				if err := process.set.Migrate(t.Context()); err != nil {
					t.Error(err)
				}
				if _, err := process.carryOut(t.Context(), fmt.Sprint("now", i), change{ID: "a", Kind: "moved", By: 1}); err != nil {
					t.Error(err)
				}
			})
		}
		work.Wait()
		if rows := b.rows(t.Context()); !slices.Equal(rows, []string{"a of ann: 5 in 5"}) {
			t.Errorf("the rows are %q", rows)
		}
		if stale, err := b.set.Stale(t.Context()); err != nil || len(stale) > 0 {
			t.Errorf("it left %v, %v", stale, err)
		}
	})
}

func TestAnInlineModelThatCantBeFilledSaysAtWhichEvent(t *testing.T) {
	onStores(t, func(t *testing.T, store orchestrix.Tables) {
		b := newInlineBank(t, store)
		b.happens(change{ID: "a", Kind: "opened"}, change{ID: "a", Kind: "misasked"})
		err := b.set.Migrate(t.Context())
		if err == nil || strings.Count(err.Error(), "version 2 of bank.Account") != 1 {
			t.Errorf("got %v", err)
		}
		if exists, err := store.TableExists(t.Context(), b.accounts.Table().Name); exists || err != nil {
			t.Errorf("there is a table with a part of it, %v", err)
		}
	})
}

// picky is a store that takes no row with "odd" in it, as with a constraint that
// somebody added.
type picky struct{ orchestrix.Tables }

func (p picky) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	return p.Tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error { return f(ctx, pickyTx{tx}) })
}

type pickyTx struct{ orchestrix.Tx }

func refuseOdd(table *orchestrix.Table, rows []orchestrix.Row) error {
	for _, row := range rows {
		if slices.Contains(row, any("odd")) {
			return &orchestrix.TableError{Table: table.Name, Reason: "the database refuses it"}
		}
	}
	return nil
}

func (p pickyTx) Insert(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if err := refuseOdd(table, rows); err != nil {
		return err
	}
	return p.Tx.Insert(ctx, table, rows...)
}

func (p pickyTx) Put(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if err := refuseOdd(table, rows); err != nil {
		return err
	}
	return p.Tx.Put(ctx, table, rows...)
}

func TestAnInlineModelSaysAtWhichEventTheDatabaseRefusedARow(t *testing.T) {
	onEveryStore(t, func(t *testing.T, store orchestrix.Tables) {
		b := newInlineBank(t, store)
		b.happens(
			change{ID: "a", Kind: "opened", Owner: "ann"},
			change{ID: "b", Kind: "opened", Owner: "bob"},
			change{ID: "b", Kind: "noted", Owner: "odd"},
			change{ID: "b", Kind: "moved", By: 1},
			change{ID: "c", Kind: "opened", Owner: "cat"})
		if err := b.set.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		before := b.rows(t.Context())
		strict := newInlineBank(t, picky{store})
		err := strict.accounts.Rebuild(t.Context())
		want := `rebuild bank.AccountList: bank.Changed, version 2 of bank.Account "b": `
		if err == nil || !strings.HasPrefix(err.Error(), want) || !errors.As(err, new(*orchestrix.TableError)) {
			t.Errorf("got %v, want %s…", err, want)
		}
		if after := b.rows(t.Context()); !slices.Equal(after, before) {
			t.Errorf("the rows were %q and are %q", before, after)
		}
		if stale, err := b.set.Stale(t.Context()); err != nil || len(stale) > 0 {
			t.Errorf("it left %v, %v", stale, err)
		}
		_, err = strict.carryOut(t.Context(), "one", change{ID: "d", Kind: "opened", Owner: "odd"})
		if orchestrix.CodeOf(err) != orchestrix.CodeFault || !strings.Contains(err.Error(), "bank.Changed: ") {
			t.Errorf("a command of one event: %v", err)
		}
		_, err = strict.carryOut(t.Context(), "two", change{ID: "d", Kind: "touched"}, change{ID: "d", Kind: "noted", Owner: "odd"})
		if orchestrix.CodeOf(err) != orchestrix.CodeFault || !strings.Contains(err.Error(), "bank.Changed, bank.Changed: ") {
			t.Errorf("a command of two: %v", err)
		}
	})
}

func TestAnInlineModelIsRebuiltUnderLoad(t *testing.T) {
	onEveryInlineBank(t, func(b *bank) {
		ctx, cancel := context.WithTimeout(b.t.Context(), 4*time.Minute)
		defer cancel()
		const writers, moves = 4, 30
		var work sync.WaitGroup
		for w := range writers {
			id := fmt.Sprint("a", w)
			if _, err := b.carryOut(ctx, "open"+id, change{ID: id, Kind: "opened", Owner: "ann"}); err != nil {
				b.t.Fatal(err)
			}
			work.Go(func() {
				for n := range moves {
					// All change their own row and one that they share.
					_, err := b.carryOut(ctx, fmt.Sprint(id, "-", n), change{ID: id, Kind: "moved", By: 1}, change{ID: "shared", Kind: "touched"})
					if err != nil {
						b.t.Error(err)
					}
				}
			})
		}
		for range 2 {
			if err := b.accounts.Rebuild(ctx); err != nil {
				b.t.Error(err)
			}
		}
		work.Wait()
		want := []string{}
		for w := range writers {
			want = append(want, fmt.Sprintf("a%d of ann: %d in %d", w, moves, moves))
		}
		want = append(want, fmt.Sprintf("shared of : 0 in %d", writers*moves))
		if got := b.rows(ctx); !slices.Equal(got, want) {
			b.t.Errorf("the rows are %q, want %q", got, want)
		}
		if stale, err := b.set.Stale(ctx); err != nil || len(stale) > 0 {
			b.t.Errorf("rebuilds left %v, %v", stale, err)
		}
	})
}

// An append waits while the tables are exchanged, and a rebuild that was killed
// then keeps it waiting for a bounded time only; here somebody else closed it.
func TestAppendsWaitWhileTablesAreExchanged(t *testing.T) {
	onInlineBanks(t, func(b *bank) {
		row, err := b.store.Get(b.t.Context(), registry, b.accounts.Table().Name)
		if err != nil || row == nil {
			b.t.Fatalf("got %v, %v", row, err)
		}
		closed := func(until any) {
			row[len(row)-1] = until
			err := b.store.Transact(b.t.Context(), func(ctx context.Context, tx orchestrix.Tx) error { return tx.Put(ctx, registry, row) })
			if err != nil {
				b.t.Error(err)
			}
		}
		closed(time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond))
		inTransaction := b.store.Transact(b.t.Context(), func(ctx context.Context, _ orchestrix.Tx) error {
			_, err := b.carryOut(ctx, "c0", change{ID: "a", Kind: "touched"})
			return err
		})
		if !errors.As(inTransaction, new(*orchestrix.BusyError)) {
			b.t.Errorf("in a transaction of the caller's: %v", inTransaction)
		}
		if err := b.accounts.Rebuild(b.t.Context()); err == nil || !strings.Contains(err.Error(), "another rebuild") {
			b.t.Errorf("a second rebuild: %v", err)
		}
		waiting := make(chan error, 1)
		go func() {
			_, err := b.carryOut(b.t.Context(), "c1", change{ID: "a", Kind: "touched"})
			waiting <- err
		}()
		select {
		case err := <-waiting:
			b.t.Errorf("it didn't wait: %v", err)
		case <-time.After(30 * time.Millisecond):
		}
		closed(nil)
		if err := <-waiting; err != nil {
			b.t.Error(err)
		}
		if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of : 0 in 1"}) {
			b.t.Errorf("the rows are %q", rows)
		}
	})
}

var registry = readmodel.Registry()

func TestAnImportIsProjectedLikeACommand(t *testing.T) {
	onInlineBanks(t, func(b *bank) {
		ctx := b.t.Context()
		for range 2 { // the second time nothing happens
			if _, err := b.engine.Append(ctx, batch("", "import", change{ID: "a", Kind: "touched"})); err != nil {
				b.t.Fatal(err)
			}
		}
		bad := batch("", "bad", change{ID: "b", Kind: "broken"})
		if _, err := b.engine.Append(ctx, batch("", "bad", change{ID: "a", Kind: "touched"}), orchestrix.Batch{Stream: bad.Stream, Expect: orchestrix.NoStream, Events: bad.Events}); err == nil {
			b.t.Error("what can't be projected was imported")
		}
		if rows := b.rows(ctx); !slices.Equal(rows, []string{"a of : 0 in 1"}) {
			b.t.Errorf("the rows are %q", rows)
		}
	})
}

// A program that is taken back to an earlier version finds the table that it had,
// without what the version between wrote to its own.
func TestAnInlineModelWhoseShapeComesBackHasWhatHappenedMeanwhile(t *testing.T) {
	onEveryInlineBank(t, func(b *bank) {
		ctx := b.t.Context()
		newer := accountModel()
		newer.Inline, newer.Fingerprint = true, "fedcba9876543210"
		next := newBank(b.t, b.store, newer)
		next.engine.ProjectInline(next.accounts.Inline())
		want := 0
		for turn := range 2 {
			for i, program := range []*bank{b, next} {
				for range 2 { // to migrate again does nothing
					if err := program.set.Migrate(ctx); err != nil {
						b.t.Fatal(err)
					}
				}
				want++
				if _, err := program.carryOut(ctx, fmt.Sprint(turn, i), change{ID: "a", Kind: "touched"}); err != nil {
					b.t.Fatal(err)
				}
				if rows := program.rows(ctx); !slices.Equal(rows, []string{fmt.Sprintf("a of : 0 in %d", want)}) {
					b.t.Errorf("in turn %d program %d has %q, want %d", turn, i, rows, want)
				}
			}
		}
	})
}

// Two commands may lock rows that each other has: the database ends one of them.
func TestCommandsThatLockEachOthersRowsAreBothCarriedOut(t *testing.T) {
	onEveryStore(t, func(t *testing.T, store orchestrix.Tables) {
		model := accountModel()
		model.Inline = true
		var met sync.WaitGroup
		met.Add(2)
		var firsts [2]sync.Once
		model.Project = func(ctx context.Context, rows *readmodel.Rows[account], recorded orchestrix.Recorded) error {
			own, other, first := "a", "b", &firsts[0]
			if recorded.Stream.ID == "b" {
				own, other, first = "b", "a", &firsts[1]
			}
			touch := func(id string) error {
				if err := rows.Upsert(ctx, account{ID: id}, func(row *account, _ bool) error { row.Changes++; return nil }); err != nil {
					return err
				}
				_, _, err := rows.Get(ctx, account{ID: id})
				return err
			}
			if err := touch(own); err != nil {
				return err
			}
			if _, one := store.(*postgres.Store); one { // elsewhere one writes at a time
				first.Do(func() {
					met.Done()
					met.Wait()
				})
			}
			return touch(other)
		}
		b := newBank(t, store, model)
		b.engine.ProjectInline(b.accounts.Inline())
		if err := b.set.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		var work sync.WaitGroup
		for _, id := range []string{"a", "b"} {
			work.Go(func() {
				if _, err := b.carryOut(t.Context(), "c"+id, change{ID: id, Kind: "touched"}); err != nil {
					t.Error(err)
				}
			})
		}
		work.Wait()
		if rows := b.rows(t.Context()); !slices.Equal(rows, []string{"a of : 0 in 2", "b of : 0 in 2"}) {
			t.Errorf("the rows are %q", rows)
		}
	})
}
