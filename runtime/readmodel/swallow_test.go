package readmodel_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// limits is a table of the program's own, to which somebody added a constraint.
var limits = &orchestrix.Table{Name: "limits", Key: 1, Columns: []orchestrix.Column{
	{Name: "id", Kind: orchestrix.TextColumn},
	{Name: "most", Kind: orchestrix.IntColumn},
}}

func makeLimits(t *testing.T, store orchestrix.Tables) {
	t.Helper()
	err := store.Transact(t.Context(), func(ctx context.Context, _ orchestrix.Tx) error {
		return execIn(ctx, "CREATE TABLE limits (id text PRIMARY KEY, most bigint CHECK (most > 0))")
	})
	if err != nil {
		t.Fatal(err)
	}
}

// execIn runs a statement in a transaction of a database, as projectors may.
func execIn(ctx context.Context, statement string) error {
	if tx := postgres.TxFrom(ctx); tx != nil {
		_, err := tx.Exec(ctx, statement)
		return err
	}
	_, err := sqlite.SQLFrom(ctx).ExecContext(ctx, statement)
	return err
}

// Ways to keep an error of the database to oneself. After the first SQLite goes on,
// as after most statements that failed; by the second it ends the transaction.
var keepers = map[string]func(context.Context, *readmodel.Rows[account]){"sql": keepsSQL, "sql that rolls back": keepsRollback, "a refusal": keepsRefusal}

func keepsSQL(ctx context.Context, _ *readmodel.Rows[account]) {
	_ = execIn(ctx, "INSERT INTO limits VALUES ('a', -1)")
}

func keepsRollback(ctx context.Context, _ *readmodel.Rows[account]) {
	_ = execIn(ctx, "INSERT OR ROLLBACK INTO limits VALUES ('a', -1)")
}

func keepsRefusal(ctx context.Context, rows *readmodel.Rows[account]) {
	_ = rows.Tx().Put(ctx, limits, orchestrix.Row{"a", int64(-1)})
}

// keeping has a model's projector keep the error of what it does at some events.
func (b *bank) keeping(keeps func(context.Context, *readmodel.Rows[account])) *bank {
	b.model.Project = func(ctx context.Context, rows *readmodel.Rows[account], event orchestrix.Recorded) error {
		if strings.Contains(string(event.Data), `"odd"`) {
			keeps(ctx, rows)
			return nil
		}
		return projectAccount(ctx, rows, event)
	}
	return b
}

func TestAProjectorThatKeepsAnErrorOfTheDatabaseParksItsEvent(t *testing.T) {
	for name, keeps := range keepers {
		t.Run(name, func(t *testing.T) {
			onDatabases(t, func(t *testing.T, store orchestrix.Tables) {
				makeLimits(t, store)
				_, goesOn := store.(*sqlite.Store)
				goesOn = goesOn && name == "sql"
				b := newBank(t, store, accountModel()).keeping(keeps)
				b.happens(change{ID: "a", Kind: "opened", Owner: "ann"}, change{ID: "a", Kind: "odd"}, change{ID: "a", Kind: "moved", By: 1}, change{ID: "b", Kind: "opened", Owner: "bob"})
				if err := b.set.Migrate(t.Context()); err != nil {
					t.Fatal(err)
				}
				own := b.accounts.Subscription()
				own.Retry = subscription.Retry{Attempts: 2, Backoff: time.Microsecond}
				runner := subscription.NewRunner(store)
				if err := runner.Add(own); err != nil {
					t.Fatal(err)
				}
				if err := runner.Sync(t.Context()); err != nil {
					t.Fatal(err)
				}
				want := []string{"a of ann: 0 in 0", "b of bob: 0 in 0"}
				if goesOn {
					want[0] = "a of ann: 1 in 1"
				}
				if rows := b.rows(t.Context()); !slices.Equal(rows, want) {
					t.Errorf("the rows are %q, want %q", rows, want)
				}
				parked, err := runner.Parked(t.Context(), 0)
				if err != nil || (len(parked) == 0) != goesOn {
					t.Fatalf("parked are %v, %v", parked, err)
				}
				if !goesOn && (!strings.HasPrefix(parked[0].Error, "the transaction went on after an error of the database") || parked[0].Attempts != 2) {
					t.Errorf("parked is %v after %d attempts", parked[0].Error, parked[0].Attempts)
				}
				if err := b.accounts.Rebuild(t.Context()); err != nil && !goesOn {
					t.Errorf("a rebuild: %v", err)
				}
			})
		})
	}
}

func TestAnInlineProjectorThatKeepsAnErrorOfTheDatabaseFailsTheCommand(t *testing.T) {
	for name, keeps := range keepers {
		t.Run(name, func(t *testing.T) {
			onDatabases(t, func(t *testing.T, store orchestrix.Tables) {
				if _, goesOn := store.(*sqlite.Store); goesOn && name == "sql" {
					return
				}
				makeLimits(t, store)
				b := migratedInlineBank(t, store).keeping(keeps)
				_, err := b.carryOut(t.Context(), "odd", change{ID: "a", Kind: "odd"})
				fault, ok := errors.AsType[*orchestrix.FaultError](err)
				if !ok || fault.Rule != "bank.AccountList" || orchestrix.CodeOf(err) != orchestrix.CodeFault {
					t.Errorf("a command: %v", err)
				}
				if _, known, err := store.ByCommand(t.Context(), "odd"); known || err != nil {
					t.Errorf("it was written: %v, %v", known, err)
				}
				b.happens(change{ID: "b", Kind: "opened"}, change{ID: "b", Kind: "odd"})
				err = b.accounts.Rebuild(t.Context())
				if err == nil || !strings.Contains(err.Error(), `bank.Changed, version 2 of bank.Account "b": `) {
					t.Errorf("a rebuild: %v", err)
				}
			})
		})
	}
}

// What fails when a row is asked for may be of an event before, and takes others
// with it that were to be done after it.
func TestAProjectorThatKeepsTheErrorOfAskingForARowLosesNoChanges(t *testing.T) {
	asks := map[string]func(context.Context, *readmodel.Rows[account]){
		"for a row": func(ctx context.Context, rows *readmodel.Rows[account]) { _, _, _ = rows.Get(ctx, account{ID: "x"}) },
		"for rows":  func(ctx context.Context, rows *readmodel.Rows[account]) { _, _ = rows.Where(ctx, nil) },
	}
	for name, ask := range asks {
		t.Run(name, func(t *testing.T) {
			onBanks(t, func(b *bank) {
				b.model.Project = func(ctx context.Context, rows *readmodel.Rows[account], event orchestrix.Recorded) error {
					if event.Stream.ID == "c" {
						ask(ctx, rows)
					}
					return projectAccount(ctx, rows, event)
				}
				b.happens(change{ID: "a", Kind: "opened"}, change{ID: "a", Kind: "opened"}, change{ID: "b", Kind: "opened"}, change{ID: "c", Kind: "opened"})
				if _, parked := errors.AsType[*subscription.ParkedError](b.set.Sync(b.t.Context())); !parked {
					b.t.Error("the second row of a key isn't parked")
				}
				if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of : 0 in 0", "b of : 0 in 0", "c of : 0 in 0"}) {
					b.t.Errorf("the rows are %q", rows)
				}
			})
		})
	}
}
