package postgres_test

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
)

// pooled is a store in a pool of the user's.
func pooled(t *testing.T, options ...postgres.Option) (*postgres.Store, *pgxpool.Pool) {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), postgrestest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	store, err := postgres.New(t.Context(), pool, append(options, postgres.WithMigrate())...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(store.Close(), pool.Ping(context.Background())); err != nil {
			t.Errorf("close, and the pool that is the user's: %v", err)
		}
	})
	return store, pool
}

func TestInTxSharesATransactionWithTheUsersTables(t *testing.T) {
	store, pool := pooled(t)
	if _, err := pool.Exec(t.Context(), "CREATE TABLE mine (name text)"); err != nil {
		t.Fatal(err)
	}
	stop := errors.New("stop")
	write := func(command string, end error) error {
		return store.InTx(t.Context(), func(ctx context.Context, tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "INSERT INTO mine VALUES ($1)", command); err != nil {
				return err
			}
			if _, err := store.Append(ctx, one(command, "a", orchestrix.Any)); err != nil {
				return err
			}
			if !orchestrix.InTransaction(ctx) {
				t.Error("commands aren't told that they are in a transaction")
			}
			// What was appended is seen inside, and not outside.
			inside, outside := 0, count(t, store, "a")
			for _, err := range store.Read(ctx, stream("a"), 0) {
				if err != nil {
					t.Error(err)
				}
				inside++
			}
			if inside != 1 || outside != 0 {
				t.Errorf("%d events inside, %d outside; want 1 and 0", inside, outside)
			}
			if _, known, err := store.ByCommand(ctx, orchestrix.CommandID(command)); !known || err != nil {
				t.Errorf("inside, the command is known: %v, error %v", known, err)
			}
			if _, known, err := store.ByCommand(t.Context(), orchestrix.CommandID(command)); known || err != nil {
				t.Errorf("outside, the command is known: %v, error %v", known, err)
			}
			// It isn't stable before it is committed.
			if head, err := store.Head(ctx); err != nil || !head.IsZero() {
				t.Errorf("inside, the head is %v, error %v", head, err)
			}
			// A conflict leaves the transaction as it was, and so does a mistake.
			_, err := store.Append(ctx, one(command+"-late", "a", orchestrix.NoStream))
			if !errors.As(err, new(*orchestrix.ConflictError)) {
				t.Errorf("a conflict inside: error %v", err)
			}
			broken := one(command+"-broken", "a", orchestrix.Any)
			broken.Events[0].Data = []byte("{")
			if _, err = store.Append(ctx, broken); err == nil {
				t.Error("what isn't JSON is taken")
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
	woken := make(chan error, 1)
	go func() { woken <- store.Wait(context.Background(), orchestrix.Position{}) }()
	if err := write("done", nil); err != nil {
		t.Fatal(err)
	}
	if err := <-woken; err != nil {
		t.Errorf("wait: %v", err)
	}
	var names string
	err := pool.QueryRow(t.Context(), "SELECT string_agg(name, ',') FROM mine").Scan(&names)
	if err != nil || names != "done" || count(t, store, "a") != 1 {
		t.Errorf("the user's rows are %q, error %v; %d events", names, err, count(t, store, "a"))
	}
}

func TestInTxUndoesAPanickingFunction(t *testing.T) {
	store, _ := pooled(t)
	func() {
		defer func() {
			if recover() != "bug" {
				t.Error("the panic is gone")
			}
		}()
		_ = store.InTx(t.Context(), func(ctx context.Context, _ pgx.Tx) error {
			if _, err := store.Append(ctx, one("c", "a", orchestrix.Any)); err != nil {
				t.Error(err)
			}
			panic("bug")
		})
	}()
	if n := count(t, store, "a"); n != 0 {
		t.Errorf("%d events of a transaction that panicked", n)
	}
}

func TestInTxWithinATransactionIsAPartOfIt(t *testing.T) {
	store, _ := pooled(t)
	stop := errors.New("stop")
	err := store.InTx(t.Context(), func(ctx context.Context, _ pgx.Tx) error {
		if _, err := store.Append(ctx, one("c", "a", orchestrix.Any)); err != nil {
			return err
		}
		err := store.InTx(ctx, func(ctx context.Context, _ pgx.Tx) error {
			_, err := store.Append(ctx, one("d", "a", orchestrix.Any))
			return errors.Join(err, stop)
		})
		if !errors.Is(err, stop) {
			t.Errorf("error %v", err)
		}
		_, err = store.Append(ctx, one("e", "a", orchestrix.Exactly(1)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, store, "a"); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
}

// A savepoint's release undoes nothing, and would leave all of the transaction failed.
func TestAPartThatWentOnAfterAnErrorUndoesItselfAlone(t *testing.T) {
	store, _ := pooled(t)
	err := store.InTx(t.Context(), func(ctx context.Context, _ pgx.Tx) error {
		if _, err := store.Append(ctx, one("c", "a", orchestrix.Any)); err != nil {
			return err
		}
		err := store.InTx(ctx, func(ctx context.Context, tx pgx.Tx) error {
			if _, err := store.Append(ctx, one("d", "a", orchestrix.Any)); err != nil {
				return err
			}
			_, _ = tx.Exec(ctx, "SELECT 1/0")
			return nil
		})
		if !errors.As(err, new(*orchestrix.BrokenTxError)) {
			t.Errorf("error %v, want that the part is broken", err)
		}
		_, err = store.Append(ctx, one("e", "a", orchestrix.Exactly(1)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, store, "a"); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
}

// What comes to nothing mustn't come back to life at it, without what was done since.
func TestAnAppendThatFailsLeavesNoSavepointBehind(t *testing.T) {
	store, pool := pooled(t)
	if _, err := pool.Exec(t.Context(), "CREATE TABLE mine (name text)"); err != nil {
		t.Fatal(err)
	}
	unfit := one("unfit", "a", orchestrix.Any)
	unfit.Events[0].Metadata.Actor = "\x00"
	err := store.InTx(t.Context(), func(ctx context.Context, tx pgx.Tx) error {
		if _, err := store.Append(ctx, unfit); err == nil {
			t.Error("an actor with NUL was appended")
		}
		if _, err := tx.Exec(ctx, "INSERT INTO mine VALUES ('row')"); err != nil {
			return err
		}
		_, _ = tx.Exec(ctx, "SELECT 1/0")
		if _, err := store.Append(ctx, one("c", "a", orchestrix.Any)); !errors.As(err, new(*orchestrix.BrokenTxError)) {
			t.Errorf("append: error %v, want that the transaction is broken", err)
		}
		return nil
	})
	if !errors.As(err, new(*orchestrix.BrokenTxError)) {
		t.Errorf("commit: error %v, want that the transaction is broken", err)
	}
}

func TestAProjectionsTransactionRunsStatementsOfTheProgram(t *testing.T) {
	store, pool := pooled(t)
	if _, err := pool.Exec(t.Context(), "CREATE TABLE mine (name text)"); err != nil {
		t.Fatal(err)
	}
	if postgres.TxFrom(t.Context()) != nil {
		t.Error("there is a transaction outside of one")
	}
	stop := errors.New("stop")
	write := func(end error) error {
		return store.Transact(t.Context(), func(ctx context.Context, _ orchestrix.Tx) error {
			_, err := postgres.TxFrom(ctx).Exec(ctx, "INSERT INTO mine VALUES ('row')")
			return errors.Join(err, end)
		})
	}
	if err := write(stop); !errors.Is(err, stop) {
		t.Errorf("error %v, want that of the function", err)
	}
	if err := write(nil); err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM mine").Scan(&rows); err != nil || rows != 1 {
		t.Errorf("%d rows, error %v, want that of the transaction that was committed", rows, err)
	}
}

// Constraints that somebody adds to a table, and what the server can't keep, are
// of the rows, and come again with them: a projection parks the event.
func TestRowsThatTheDatabaseRefusesAreUnfit(t *testing.T) {
	store, pool := pooled(t)
	table := &orchestrix.Table{Name: "unfit", Key: 1, Columns: []orchestrix.Column{
		{Name: "name", Kind: orchestrix.TextColumn}, {Name: "n", Kind: orchestrix.IntColumn, Optional: true}, {Name: "note", Kind: orchestrix.TextColumn, Optional: true},
	}}
	if err := store.CreateTable(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), "ALTER TABLE unfit ADD CHECK (n < 10), ADD UNIQUE (n); CREATE INDEX ON unfit ((1 / (n - 5))); CREATE INDEX ON unfit (note)"); err != nil {
		t.Fatal(err)
	}
	var long string // not so regular that the server could make it small
	for len(long) < 5000 {
		long += rand.Text()
	}
	put := func(rows ...orchestrix.Row) error {
		return store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error { return tx.Put(ctx, table, rows...) })
	}
	insert := func(rows ...orchestrix.Row) error {
		return store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error { return tx.Insert(ctx, table, rows...) })
	}
	if err := put(orchestrix.Row{"a", int64(1), nil}); err != nil {
		t.Fatal(err)
	}
	for what, row := range map[string]orchestrix.Row{
		"a check":           {"b", int64(10), nil},
		"division by zero":  {"b", int64(5), nil},
		"an index too long": {"b", int64(2), long},
	} {
		for how, write := range map[string]func(...orchestrix.Row) error{"put": put, "insert": insert} {
			if err := write(row); !errors.As(err, new(*orchestrix.TableError)) {
				t.Errorf("%s, %s: error %v, want a TableError", what, how, err)
			}
		}
	}
	if err := put(orchestrix.Row{"b", int64(1), nil}); !errors.As(err, new(*orchestrix.TableError)) {
		t.Errorf("unique: error %v, want a TableError", err)
	}
	// What goes away by itself isn't the rows'.
	if _, err := pool.Exec(t.Context(), "DROP TABLE unfit"); err != nil {
		t.Fatal(err)
	}
	if err := put(orchestrix.Row{"b", int64(2), nil}); err == nil || errors.As(err, new(*orchestrix.TableError)) {
		t.Errorf("a table that isn't there: error %v", err)
	}
}

// It is none of the key's, which isn't there, however often one looks for it.
func TestARowThatIsUniqueBesidesItsKeyIsUnfit(t *testing.T) {
	store, pool := pooled(t)
	table := &orchestrix.Table{Name: "besides", Key: 1, Columns: []orchestrix.Column{{Name: "name"}, {Name: "n", Kind: orchestrix.IntColumn}}}
	if err := store.CreateTable(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Exec(t.Context(), "ALTER TABLE besides ADD UNIQUE (n); INSERT INTO besides VALUES ('a', 0)"); err != nil {
		t.Fatal(err)
	}
	for name, do := range map[string]func(context.Context, orchestrix.Tx) error{
		"insert": func(ctx context.Context, tx orchestrix.Tx) error {
			return tx.Insert(ctx, table, orchestrix.Row{"b", int64(0)})
		},
		"lock": func(ctx context.Context, tx orchestrix.Tx) error {
			_, err := tx.Lock(ctx, table, "b")
			return err
		},
	} {
		if err := store.Transact(t.Context(), do); !errors.As(err, new(*orchestrix.TableError)) {
			t.Errorf("%s: error %v, want a TableError", name, err)
		}
	}
}

func TestWithTxJoinsATransactionThatTheUserBegan(t *testing.T) {
	store, pool := pooled(t)
	for _, keep := range []bool{false, true} {
		tx, err := pool.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx := postgres.WithTx(t.Context(), tx)
		if _, err := store.Append(ctx, one("c", "a", orchestrix.NoStream), some(2, "c", "b", orchestrix.Any)); err != nil {
			t.Fatal(err)
		}
		if outside := count(t, store, "a"); outside != 0 {
			t.Errorf("%d events outside", outside)
		}
		end := tx.Rollback
		if keep {
			end = tx.Commit
		}
		if err := end(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := count(t, store, "a"), count(t, store, "b"); a != 1 || b != 2 {
		t.Errorf("%d and %d events, want those of the committed transaction", a, b)
	}
}

// One whose snapshot is old can't see who was faster; it is a conflict all the same.
func TestAppendInASerializableTransactionThatLostIsAConflict(t *testing.T) {
	for _, level := range []pgx.TxIsoLevel{pgx.RepeatableRead, pgx.Serializable} {
		t.Run(string(level), func(t *testing.T) {
			store, pool := pooled(t)
			if _, err := store.Append(t.Context(), one("first", "a", orchestrix.NoStream)); err != nil {
				t.Fatal(err)
			}
			tx, err := pool.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: level})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback(context.Background()) }()
			ctx := postgres.WithTx(t.Context(), tx)
			for _, err := range store.Read(ctx, stream("a"), 0) { // has its snapshot now
				if err != nil {
					t.Fatal(err)
				}
			}
			if _, err := store.Append(t.Context(), one("faster", "a", orchestrix.Exactly(1))); err != nil {
				t.Fatal(err)
			}
			_, err = store.Append(ctx, one("slower", "a", orchestrix.Exactly(1)))
			conflict, ok := errors.AsType[*orchestrix.ConflictError](err)
			if want := (orchestrix.ConflictError{Stream: stream("a"), Expected: 1, Actual: 2}); !ok || *conflict != want {
				t.Errorf("error %v, want the conflict %v", err, &want)
			}
		})
	}
}

// Who waits for a connection while it keeps one would wait for good.
func TestATransactionThatLostNeedsNoOtherConnection(t *testing.T) {
	url := postgrestest.Database(t)
	faster := open(t, url)
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	config.MaxConns = 1
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	store, err := postgres.New(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	tx, err := pool.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.Background()) }()
	ctx := postgres.WithTx(t.Context(), tx)
	if _, _, err := store.ByCommand(ctx, "faster"); err != nil { // has its snapshot now
		t.Fatal(err)
	}
	if _, err := faster.Append(t.Context(), one("faster", "a", orchestrix.NoStream)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Append(ctx, one("slower", "a", orchestrix.NoStream)); !errors.As(err, new(*orchestrix.ConflictError)) {
		t.Errorf("error %v, want a conflict", err)
	}
}

func TestTwinsInTransactionsAreDoneOnce(t *testing.T) {
	store, _ := pooled(t)
	var receipt orchestrix.Appended
	var errTwin error
	var twin sync.WaitGroup
	err := store.InTx(t.Context(), func(ctx context.Context, tx pgx.Tx) error {
		if _, err := store.Append(ctx, one("c", "a", orchestrix.NoStream)); err != nil {
			return err
		}
		twin.Go(func() {
			errTwin = store.InTx(t.Context(), func(ctx context.Context, _ pgx.Tx) (err error) {
				receipt, err = store.Append(ctx, one("c", "b", orchestrix.NoStream))
				return err
			})
		})
		return waitFor(ctx, tx, "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
	})
	twin.Wait()
	if err := errors.Join(err, errTwin); err != nil {
		t.Fatal(err)
	}
	if !receipt.Duplicate || len(receipt.Streams) != 1 || receipt.Streams[0] != stream("a") || count(t, store, "b") != 0 {
		t.Errorf("receipt %+v, want the first one's, and nothing written", receipt)
	}
}
