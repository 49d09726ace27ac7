package sqlite_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	driver "modernc.org/sqlite"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
)

func TestInTxSharesATransactionWithTheUsersTables(t *testing.T) {
	for _, owned := range []bool{true, false} {
		var store *sqlite.Store
		if owned {
			store = open(t, t.TempDir())
		} else {
			_, store = openBroken(t)
		}
		stop := errors.New("stop")
		write := func(command string, end error) error {
			return store.InTx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
				if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS mine (name TEXT)"); err != nil {
					return err
				}
				if _, err := tx.ExecContext(ctx, "INSERT INTO mine VALUES (?)", command); err != nil {
					return err
				}
				appended, err := store.Append(ctx, one(command, "a", orchestrix.Any))
				if err != nil {
					return err
				}
				if !orchestrix.InTransaction(ctx) {
					t.Error("commands aren't told that they are in a transaction")
				}
				// What was appended is seen inside, and not outside.
				if head, err := store.Head(ctx); err != nil || head != appended.Position {
					t.Errorf("inside, the head is %v, error %v", head, err)
				}
				if _, known, err := store.ByCommand(ctx, orchestrix.CommandID(command)); !known || err != nil {
					t.Errorf("inside, the command is known: %v, error %v", known, err)
				}
				if _, known, err := store.ByCommand(t.Context(), orchestrix.CommandID(command)); known || err != nil {
					t.Errorf("outside, the command is known: %v, error %v", known, err)
				}
				// A conflict leaves the transaction as it was.
				_, err = store.Append(ctx, one(command+"-late", "a", orchestrix.NoStream))
				if !errors.As(err, new(*orchestrix.ConflictError)) {
					t.Errorf("a conflict inside: error %v", err)
				}
				again, err := store.Append(ctx, one(command, "a", orchestrix.NoStream))
				if err != nil || !again.Duplicate {
					t.Errorf("sent again inside: %+v, error %v", again, err)
				}
				return end
			})
		}
		if err := write("undone", stop); !errors.Is(err, stop) {
			t.Errorf("error %v, want that of the function", err)
		}
		if n := count(t, store, "a"); n != 0 {
			t.Errorf("%d events of a transaction that was undone", n)
		}
		woken := make(chan error, 1)
		go func() { woken <- store.Wait(context.Background(), orchestrix.Position{}) }()
		if err := write("done", nil); err != nil {
			t.Fatal(err)
		}
		if err := <-woken; err != nil {
			t.Errorf("wait: %v", err)
		}
		var names string
		err := store.InTx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			return tx.QueryRowContext(ctx, "SELECT group_concat(name) FROM mine").Scan(&names)
		})
		if err != nil || names != "done" || count(t, store, "a") != 1 {
			t.Errorf("the user's rows are %q, error %v; %d events", names, err, count(t, store, "a"))
		}
	}
}

func TestInTxUndoesAPanickingFunction(t *testing.T) {
	store := open(t, t.TempDir())
	func() {
		defer func() {
			if recover() != "bug" {
				t.Error("the panic is gone")
			}
		}()
		_ = store.InTx(t.Context(), func(ctx context.Context, _ *sql.Tx) error {
			if _, err := store.Append(ctx, one("c", "a", orchestrix.Any)); err != nil {
				t.Error(err)
			}
			panic("bug")
		})
	}()
	if _, err := store.Append(t.Context(), one("d", "b", orchestrix.Any)); err != nil {
		t.Errorf("append afterwards: %v", err)
	}
	if n := count(t, store, "a"); n != 0 {
		t.Errorf("%d events of a transaction that panicked", n)
	}
}

func TestWithTxJoinsATransactionThatTheUserBegan(t *testing.T) {
	_, db := openFaulty(file(t.TempDir()))
	defer db.Close()
	store, err := sqlite.New(db, sqlite.WithMigrate())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for _, keep := range []bool{false, true} {
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		ctx := sqlite.WithTx(t.Context(), tx)
		if _, err := store.Append(ctx, one("c", "a", orchestrix.NoStream)); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, err := range store.Read(ctx, stream("a"), 0) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if outside := count(t, store, "a"); n != 1 || outside != 0 {
			t.Errorf("%d events inside, %d outside; want 1 and 0", n, outside)
		}
		end := tx.Rollback
		if keep {
			end = tx.Commit
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, store, "a"); n != 1 {
		t.Errorf("%d events, want that of the committed transaction", n)
	}
}

// A broken statement in a user's transaction undoes the append, not the rest.
func TestFailedAppendInATransactionLeavesTheRest(t *testing.T) {
	f, store := openBroken(t)
	full := errors.New("disk full")
	err := store.InTx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "CREATE TABLE mine (name TEXT)"); err != nil {
			return err
		}
		f.failWhen("INSERT INTO orchestrix_commands", func() bool { return true }, full)
		if _, err := store.Append(ctx, one("c", "a", orchestrix.Any)); !errors.Is(err, full) {
			t.Errorf("append: error %v", err)
		}
		f.exec.Store(nil)
		_, err := store.Append(ctx, one("d", "b", orchestrix.Any))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := count(t, store, "a"), count(t, store, "b"); a != 0 || b != 1 {
		t.Errorf("%d and %d events, want 0 and 1", a, b)
	}
}

// begun is called by a statement that calls the function of that name.
var begun atomic.Pointer[context.CancelFunc]

func init() {
	driver.MustRegisterScalarFunction("begun", 0, func(*driver.FunctionContext, []sqldriver.Value) (sqldriver.Value, error) {
		(*begun.Load())()
		return "", nil
	})
}

// endings are statements of a program after which SQLite has ended the transaction
// that they were part of.
var endings = map[string]func(context.Context, sqlite.SQL) error{
	"a rollback": func(ctx context.Context, within sqlite.SQL) error {
		_, err := within.ExecContext(ctx, "ROLLBACK")
		return err
	},
	"a conflict that rolls back": func(ctx context.Context, within sqlite.SQL) error {
		if _, err := within.ExecContext(ctx, "INSERT OR ROLLBACK INTO notes (name) VALUES (NULL)"); err == nil {
			return errors.New("a NULL was written")
		}
		return nil
	},
	"a write that is interrupted": func(ctx context.Context, within sqlite.SQL) error {
		hasty, cancel := context.WithCancel(ctx)
		begun.Store(&cancel)
		const endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO notes (name) SELECT i || begun() FROM n"
		if _, err := within.ExecContext(hasty, endless); err == nil {
			return errors.New("an endless statement ended")
		}
		return nil
	},
}

// What came next would be done by itself, and stay.
func TestNothingIsWrittenAfterAStatementThatEndedTheTransaction(t *testing.T) {
	for name, end := range endings {
		for _, owned := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, owned %v", name, owned), func(t *testing.T) {
				var store *sqlite.Store
				if owned {
					store = open(t, t.TempDir())
				} else {
					_, store = openBroken(t)
				}
				if err := store.CreateTable(t.Context(), notes); err != nil {
					t.Fatal(err)
				}
				broken := func(what string, err error) {
					t.Helper()
					if !errors.As(err, new(*orchestrix.BrokenTxError)) {
						t.Errorf("%s: error %v, want a BrokenTxError", what, err)
					}
				}
				appends := func(ctx context.Context) {
					t.Helper()
					_, err := store.Append(ctx, one("c", "a", orchestrix.Any))
					broken("append", err)
				}
				broken("a transaction that ended at once", store.Transact(t.Context(), func(ctx context.Context, _ orchestrix.Tx) error {
					return end(ctx, sqlite.SQLFrom(ctx))
				}))
				broken("a transaction of rows", store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error {
					within := sqlite.SQLFrom(ctx)
					if err := errors.Join(tx.Put(ctx, notes, note("before")), end(ctx, within)); err != nil {
						t.Error(err)
					}
					broken("put", tx.Put(ctx, notes, note("after")))
					broken("insert", tx.Insert(ctx, notes, note("after"), note("more")))
					_, err := tx.Get(ctx, notes, "before")
					broken("get", err)
					_, err = within.ExecContext(ctx, "INSERT INTO notes (name) VALUES ('after')")
					broken("a statement", err)
					rows, err := within.QueryContext(ctx, "INSERT INTO notes (name) VALUES ('after') RETURNING name")
					broken("a query", err)
					if err == nil {
						_ = rows.Close()
					}
					if err := within.QueryRowContext(ctx, "INSERT INTO notes (name) VALUES ('after') RETURNING name").Scan(new(string)); err == nil {
						t.Error("a query of one row was done")
					}
					_, err = within.PrepareContext(ctx, "SELECT 1")
					broken("a statement prepared", err)
					appends(ctx)
					return nil
				}))
				broken("a transaction of the program's", store.InTx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
					if err := end(ctx, tx); err != nil {
						t.Error(err)
					}
					appends(ctx)
					return nil
				}))
				if n, events := countNotes(t, store), count(t, store, "a"); n != 0 || events != 0 {
					t.Errorf("%d rows and %d events of a transaction that ended", n, events)
				}
				err := store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error {
					_, err := sqlite.SQLFrom(ctx).ExecContext(ctx, "INSERT INTO notes (name) VALUES ('next')")
					return errors.Join(err, tx.Put(ctx, notes, note("other")))
				})
				if n := countNotes(t, store); err != nil || n != 2 {
					t.Errorf("the next transaction wrote %d rows, error %v; want 2", n, err)
				}
			})
		}
	}
}
