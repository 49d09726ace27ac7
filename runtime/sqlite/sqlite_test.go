package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
	"github.com/orchestrix-go/orchestrix-gen/runtime/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	storetest.Run(t, storetest.Harness{
		Open: func(dir string) (orchestrix.Store, error) {
			return sqlite.Open(file(dir), sqlite.WithMigrate())
		},
		Close: closeStore,
		Break: func(dir string, rows int) (orchestrix.Store, error) {
			f, db := openFaulty(file(dir))
			store, err := sqlite.New(db)
			if err != nil {
				return nil, errors.Join(err, db.Close())
			}
			f.rows.Store(int64(rows))
			return closing{store, db}, nil
		},
		Fill: func(dir string) (orchestrix.Store, func() error, error) {
			db, err := sql.Open("sqlite", "file:"+file(dir)+durable)
			if err != nil {
				return nil, nil, err
			}
			db.SetMaxOpenConns(1) // whose end of the disk it is
			store, err := sqlite.New(db, sqlite.WithMigrate())
			if err != nil {
				return nil, nil, errors.Join(err, db.Close())
			}
			_, err = db.Exec("PRAGMA max_page_count = 200")
			free := func() error {
				_, err := db.Exec("PRAGMA max_page_count = 1000000")
				return err
			}
			return closing{store, db}, free, err
		},
	})
}

func TestAFullDiskIsSaid(t *testing.T) {
	dir := t.TempDir()
	for _, owned := range []bool{true, false} {
		var store *sqlite.Store
		if owned {
			store = open(t, dir)
		} else {
			_, store = openBroken(t)
		}
		err := store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error {
			if _, err := sqlite.SQLFrom(ctx).ExecContext(ctx, "PRAGMA max_page_count = 1"); err != nil {
				return err
			}
			_, err := store.Append(ctx, orchestrix.Batch{Stream: stream("a"), Events: []orchestrix.Pending{{
				ID: "e", Type: "test.Happened", SchemaVersion: 1, Time: time.Unix(0, 0).UTC(), Metadata: orchestrix.Metadata{CommandID: "c"},
				Data: []byte(`"` + strings.Repeat("x", 100_000) + `"`),
			}}})
			if !errors.Is(err, sqlite.ErrFull) {
				t.Errorf("append: error %v", err)
			}
			// What comes now isn't written by itself, though the database may have
			// ended the transaction.
			_, _ = store.Append(ctx, one("d", "b", orchestrix.Any))
			return nil
		})
		if n := count(t, store, "a"); n != 0 {
			t.Errorf("%d events, error %v", n, err)
		}
		if n := count(t, store, "b"); (n == 0) != (err != nil) {
			t.Errorf("%d events, error %v", n, err)
		}
	}
}

// TestStoreInADatabaseOfTheUsers runs everything on a database with other
// settings than those of Open: a pool of connections for everything, which
// doesn't lock when it begins.
func TestStoreInADatabaseOfTheUsers(t *testing.T) {
	storetest.Run(t, storetest.Harness{
		Open: func(dir string) (orchestrix.Store, error) {
			db, err := sql.Open("sqlite", "file:"+file(dir)+strings.ReplaceAll(durable, "_txlock=immediate&", ""))
			if err != nil {
				return nil, err
			}
			store, err := sqlite.New(db, sqlite.WithMigrate())
			if err != nil {
				return nil, errors.Join(err, db.Close())
			}
			return closing{store, db}, nil
		},
		Close: closeStore,
	})
}

func closeStore(s orchestrix.Store) error { return s.(io.Closer).Close() }

// closing closes a store's database with it.
type closing struct {
	*sqlite.Store
	db *sql.DB
}

func (c closing) Close() error { return errors.Join(c.Store.Close(), c.db.Close()) }

func file(dir string) string { return filepath.Join(dir, "events.db") }

// open opens a new store, or the one that is in a folder.
func open(t *testing.T, dir string, options ...sqlite.Option) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(file(dir), append(options, sqlite.WithMigrate())...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return store
}

func stream(id string) orchestrix.StreamID {
	return orchestrix.StreamID{Category: "test.Thing", ID: id}
}

// one is an append of one event.
func one(command, id string, expect orchestrix.Expectation) orchestrix.Batch {
	return orchestrix.Batch{Stream: stream(id), Expect: expect, Events: []orchestrix.Pending{{
		ID: orchestrix.NewEventID(orchestrix.CommandID(command), stream(id), 0), Type: "test.Happened", SchemaVersion: 1,
		Time: time.Unix(0, 0).UTC(), Data: []byte("{}"), Metadata: orchestrix.Metadata{CommandID: orchestrix.CommandID(command)},
	}}}
}

func count(t *testing.T, store orchestrix.Store, id string) int {
	t.Helper()
	n := 0
	for _, err := range store.Read(t.Context(), stream(id), 0) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

func TestOpenTakesAnyPathThatIsAFile(t *testing.T) {
	for _, name := range []string{"a b.db", "a?mode=ro.db", "a#b.db", "a%41.db", "ü.db", "a&_pragma=synchronous(OFF).db", "a'b\".db"} {
		path := filepath.Join(t.TempDir(), name)
		store, err := sqlite.Open(path, sqlite.WithMigrate())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := store.Append(t.Context(), one("c", "a", orchestrix.NoStream)); err != nil {
			t.Errorf("%s: append: %v", name, err)
		}
		if err := store.Close(); err != nil {
			t.Errorf("%s: close: %v", name, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, path := range []string{"", ":memory:", filepath.Join(t.TempDir(), "absent", "a.db"), t.TempDir()} {
		if store, err := sqlite.Open(path, sqlite.WithMigrate()); err == nil {
			t.Errorf("%q was opened", path)
			_ = store.Close()
		}
	}
}

func TestOpenDoesNotMigrateByItself(t *testing.T) {
	dir := t.TempDir()
	_, err := sqlite.Open(file(dir))
	var schema *sqlite.SchemaError
	if !errors.As(err, &schema) || schema.Have != 0 || !strings.Contains(err.Error(), "WithMigrate") {
		t.Fatalf("an empty database: error %v", err)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(file(dir))
	if err != nil {
		t.Fatalf("a migrated database: %v", err)
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}

	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE orchestrix_schema SET version = 99"); err != nil {
		t.Fatal(err)
	}
	for name, options := range map[string][]sqlite.Option{"as it is": nil, "migrating": {sqlite.WithMigrate()}} {
		if _, err := sqlite.Open(file(dir), options...); !errors.As(err, &schema) || schema.Have != 99 || !strings.Contains(err.Error(), "older") {
			t.Errorf("a database of the future, opened %s: error %v", name, err)
		}
	}
}

func TestSchemaIsWhatMigrateMakes(t *testing.T) {
	tables := func(make func(*sql.DB) error) string {
		db, err := sql.Open("sqlite", file(t.TempDir()))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := make(db); err != nil {
			t.Fatal(err)
		}
		var text string
		err = db.QueryRow(`SELECT group_concat(sql, ';') || (SELECT group_concat(component || version) FROM orchestrix_schema)
			FROM (SELECT sql FROM sqlite_schema ORDER BY name)`).Scan(&text)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	exported := tables(func(db *sql.DB) error { _, err := db.Exec(sqlite.Schema()); return err })
	migrated := tables(func(db *sql.DB) error {
		return errors.Join(sqlite.Migrate(t.Context(), db), sqlite.Migrate(t.Context(), db)) // again it does nothing
	})
	if exported != migrated {
		t.Errorf("exported:\n%s\nmigrated:\n%s", exported, migrated)
	}
}

func TestMigratingAtOnceIsSafe(t *testing.T) {
	dir := t.TempDir()
	var group sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		group.Go(func() {
			store, err := sqlite.Open(file(dir), sqlite.WithMigrate())
			if err == nil {
				err = store.Close()
			}
			errs[i] = err
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

func TestDatabaseThatLosesEventsIsRefused(t *testing.T) {
	for setting, good := range map[string]bool{"OFF": false, "NORMAL": false, "FULL": true, "EXTRA": true} {
		db, err := sql.Open("sqlite", "file:"+file(t.TempDir())+"?_pragma=synchronous("+setting+")")
		if err != nil {
			t.Fatal(err)
		}
		store, err := sqlite.New(db, sqlite.WithMigrate())
		if (err == nil) != good {
			t.Errorf("synchronous=%s: error %v", setting, err)
		}
		if err == nil {
			if err := store.Close(); err != nil {
				t.Errorf("synchronous=%s: close: %v", setting, err)
			}
		} else if !strings.Contains(err.Error(), "synchronous=FULL") {
			t.Errorf("synchronous=%s: error %v doesn't say what to do", setting, err)
		}
		if err := errors.Join(db.Ping(), db.Close()); err != nil {
			t.Errorf("the user's database isn't left open: %v", err)
		}
	}
}

func TestOneConnectionIsEnough(t *testing.T) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	store, err := sqlite.New(db, sqlite.WithMigrate())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for i := range 300 {
		if _, err := store.Append(t.Context(), one(fmt.Sprint("c", i), "a", orchestrix.Exactly(orchestrix.Version(i)))); err != nil {
			t.Fatal(err)
		}
	}
	for event, err := range store.Read(t.Context(), stream("a"), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if event.Version%100 == 0 {
			if _, err := store.Append(t.Context(), one(fmt.Sprint("n", event.Version), "b", orchestrix.Any)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := count(t, store, "b"); n != 3 {
		t.Errorf("%d events were appended while reading, want 3", n)
	}
}

func TestCloseDrainsAndRefuses(t *testing.T) {
	dir := t.TempDir()
	store := open(t, dir)
	const senders = 16
	acknowledged := make([]int, senders)
	started := make(chan struct{}, senders)
	var group sync.WaitGroup
	for i := range senders {
		group.Go(func() {
			for n := 0; ; n++ {
				_, err := store.Append(context.Background(), one(fmt.Sprint(i, "-", n), fmt.Sprint(i), orchestrix.Any))
				if errors.Is(err, sqlite.ErrClosed) {
					return
				}
				if err != nil {
					t.Errorf("append while closing: %v", err)
					return
				}
				if acknowledged[i]++; n == 0 {
					started <- struct{}{}
				}
			}
		})
	}
	for range senders {
		<-started
	}
	waiting := make(chan error, 1)
	go func() { waiting <- store.Wait(context.Background(), orchestrix.NewPosition(9, 0, 0)) }()
	if err := store.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	group.Wait()
	if err := <-waiting; err == nil {
		t.Error("waiting ends without an error when the store is closed")
	}
	if _, err := store.Append(t.Context(), one("late", "late", orchestrix.Any)); !errors.Is(err, sqlite.ErrClosed) {
		t.Errorf("append after close: %v", err)
	}
	if err := store.InTx(t.Context(), func(context.Context, *sql.Tx) error { return nil }); !errors.Is(err, sqlite.ErrClosed) {
		t.Errorf("transaction after close: %v", err)
	}
	again := open(t, dir)
	for i, want := range acknowledged {
		if got := count(t, again, fmt.Sprint(i)); got != want {
			t.Errorf("sender %d has %d events, %d were acknowledged", i, got, want)
		}
	}
}
