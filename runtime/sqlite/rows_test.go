package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
)

var notes = &orchestrix.Table{
	Name: "notes",
	Key:  1,
	Columns: []orchestrix.Column{
		{Name: "name", Kind: orchestrix.TextColumn},
		{Name: "n", Kind: orchestrix.IntColumn, Optional: true},
		{Name: "ratio", Kind: orchestrix.FloatColumn, Optional: true},
	},
	Indexes: []orchestrix.Index{{Name: "n", Columns: []string{"n"}}},
}

func note(name string) orchestrix.Row { return orchestrix.Row{name, int64(1), nil} }

func countNotes(t *testing.T, store *sqlite.Store) int64 {
	t.Helper()
	n, err := store.Count(t.Context(), notes, nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// SQLite may have ended a transaction in which a statement failed, and what came
// next would be done by itself.
func TestNothingOfATransactionIsWrittenAfterAnErrorOfTheDatabase(t *testing.T) {
	f, store := openBroken(t)
	if err := store.CreateTable(t.Context(), notes); err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	err := store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error {
		if err := tx.Put(ctx, notes, note("first")); err != nil {
			return err
		}
		f.failWhen("INSERT INTO \"notes\"", func() bool { return true }, full)
		if err := tx.Put(ctx, notes, note("second")); !errors.Is(err, full) {
			t.Errorf("put: error %v", err)
		}
		f.exec.Store(nil)
		if err := tx.Put(ctx, notes, note("third")); !errors.Is(err, full) {
			t.Errorf("put afterwards: error %v", err)
		}
		if _, err := store.Append(ctx, one("c", "a", orchestrix.Any)); !errors.Is(err, full) {
			t.Errorf("append afterwards: error %v", err)
		}
		return nil
	})
	if !errors.Is(err, full) {
		t.Errorf("error %v, want that of the database", err)
	}
	if n, events := countNotes(t, store), count(t, store, "a"); n != 0 || events != 0 {
		t.Errorf("%d rows and %d events of a transaction that failed", n, events)
	}
}

// Constraints that somebody adds to a table are of the rows, and come again with
// them: a projection parks the event.
func TestRowsThatTheDatabaseRefusesAreUnfit(t *testing.T) {
	store := open(t, t.TempDir())
	if err := store.CreateTable(t.Context(), notes); err != nil {
		t.Fatal(err)
	}
	put := func(rows ...orchestrix.Row) error {
		return store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error { return tx.Put(ctx, notes, rows...) })
	}
	err := store.Transact(t.Context(), func(ctx context.Context, _ orchestrix.Tx) error {
		_, err := sqlite.SQLFrom(ctx).ExecContext(ctx, "CREATE UNIQUE INDEX one_n ON notes (n)")
		return err
	})
	if err := errors.Join(err, put(note("first"))); err != nil {
		t.Fatal(err)
	}
	if err := put(note("second")); !errors.As(err, new(*orchestrix.TableError)) {
		t.Errorf("error %v, want a TableError", err)
	}
	if n := countNotes(t, store); n != 1 {
		t.Errorf("%d rows", n)
	}
}

func TestContextOfATransactionThatEndedWritesNothing(t *testing.T) {
	store := open(t, t.TempDir())
	if err := store.CreateTable(t.Context(), notes); err != nil {
		t.Fatal(err)
	}
	var kept context.Context
	var keptTx orchestrix.Tx
	err := store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error {
		kept, keptTx = ctx, tx
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := keptTx.Put(kept, notes, note("late")); !errors.Is(err, sql.ErrTxDone) {
		t.Errorf("put: error %v", err)
	}
	if _, err := keptTx.Get(kept, notes, "late"); !errors.Is(err, sql.ErrTxDone) {
		t.Errorf("get: error %v", err)
	}
	if _, err := store.Append(kept, one("c", "a", orchestrix.Any)); !errors.Is(err, sql.ErrTxDone) {
		t.Errorf("append: error %v", err)
	}
	if n := countNotes(t, store); n != 0 {
		t.Errorf("%d rows", n)
	}
}

func TestTransactSharesATransactionWithTheUsersTables(t *testing.T) {
	for _, owned := range []bool{true, false} {
		var store *sqlite.Store
		if owned {
			store = open(t, t.TempDir())
		} else {
			_, store = openBroken(t)
		}
		if err := store.CreateTable(t.Context(), notes); err != nil {
			t.Fatal(err)
		}
		if sqlite.SQLFrom(t.Context()) != nil {
			t.Error("a transaction where there is none")
		}
		stop := errors.New("stop")
		for _, end := range []error{stop, nil} {
			err := store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error {
				within := sqlite.SQLFrom(ctx)
				if _, err := within.ExecContext(ctx, "CREATE TABLE mine (name TEXT)"); err != nil {
					return err
				}
				return errors.Join(tx.Insert(ctx, notes, note("a")), end)
			})
			if !errors.Is(err, end) {
				t.Errorf("error %v, want %v", err, end)
			}
			has, err := store.TableExists(t.Context(), "mine")
			if n := countNotes(t, store); err != nil || has != (end == nil) || n != map[bool]int64{true: 1}[end == nil] {
				t.Errorf("ended by %v, the user's table is there: %v, error %v; %d rows", end, has, err, n)
			}
		}
		// The other way round: rows in a transaction of the user's.
		err := store.InTx(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			if _, err := tx.ExecContext(ctx, "INSERT INTO mine VALUES ('b')"); err != nil {
				return err
			}
			return store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error { return tx.Insert(ctx, notes, note("b")) })
		})
		if n := countNotes(t, store); err != nil || n != 2 {
			t.Errorf("%d rows, error %v", n, err)
		}
	}
}

func TestMoreStatementsThanStayPrepared(t *testing.T) {
	store := open(t, t.TempDir())
	if err := store.CreateTable(t.Context(), notes); err != nil {
		t.Fatal(err)
	}
	err := store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error {
		if err := tx.Put(ctx, notes, note("a")); err != nil {
			return err
		}
		for n := range 600 {
			where := orchestrix.Or{orchestrix.Compare{Column: "n", Op: "=", Value: int64(1)}}
			for range n % 300 {
				where = append(where, orchestrix.IsNull{Column: "n"})
			}
			in := orchestrix.In{Column: "ratio", Values: make([]any, n)}
			if got, err := tx.Count(ctx, notes, orchestrix.And{where, orchestrix.Or{orchestrix.IsNull{Column: "ratio"}, in}}); err != nil || got != 1 {
				return fmt.Errorf("%d conditions hold for %d rows: %w", n, got, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestManyValuesAreOneArgument(t *testing.T) {
	store := open(t, t.TempDir())
	if err := store.CreateTable(t.Context(), notes); err != nil {
		t.Fatal(err)
	}
	in := orchestrix.In{Column: "name"}
	for n := range 100_000 {
		in.Values = append(in.Values, fmt.Sprint(n))
	}
	err := store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error {
		return tx.Put(ctx, notes, note("7"), note("99999"), note("100000"))
	})
	if n, errCount := store.Count(t.Context(), notes, in); n != 2 || err != nil || errCount != nil {
		t.Errorf("%d rows, errors %v and %v", n, err, errCount)
	}
}

func TestTableSQLIsWhatCreateTableMakes(t *testing.T) {
	made := func(create func(*sql.DB) error) string {
		db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "x.db")+"?_pragma=synchronous(FULL)")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := create(db); err != nil {
			t.Fatal(err)
		}
		var text string
		if err := db.QueryRow("SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema WHERE tbl_name = 'notes' ORDER BY name)").Scan(&text); err != nil {
			t.Fatal(err)
		}
		return text
	}
	exported := made(func(db *sql.DB) error { _, err := db.Exec(sqlite.TableSQL(notes)); return err })
	created := made(func(db *sql.DB) error {
		store, err := sqlite.New(db, sqlite.WithMigrate())
		if err != nil {
			return err
		}
		return errors.Join(store.CreateTable(t.Context(), notes), store.Close())
	})
	if exported != created || !strings.Contains(exported, "notes_n") {
		t.Errorf("exported:\n%s\nmade:\n%s", exported, created)
	}
}

func TestTransactAfterClose(t *testing.T) {
	store := open(t, t.TempDir())
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	err := store.Transact(t.Context(), func(context.Context, orchestrix.Tx) error { return nil })
	if !errors.Is(err, sqlite.ErrClosed) {
		t.Errorf("error %v", err)
	}
}
