package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
	"github.com/orchestrix-go/orchestrix-gen/runtime/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// databaseOf is the database that stands for a folder: what is in it is its URL,
// which a child process that is given the folder finds, too.
func databaseOf(t *testing.T, dir string) (string, error) {
	path := filepath.Join(dir, "url")
	url, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		url = []byte(postgrestest.Database(t))
		err = os.WriteFile(path, url, 0o600)
	}
	return string(url), err
}

func closeStore(s orchestrix.Store) error { return s.(*postgres.Store).Close() }

func TestStore(t *testing.T) { storetest.Run(t, harness(t)) }

func harness(t *testing.T) storetest.Harness {
	through := func(dir string) (*postgres.Store, *postgrestest.Proxy, error) {
		url, err := databaseOf(t, dir)
		if err != nil {
			return nil, nil, err
		}
		proxy := postgrestest.NewProxy(t, url)
		store, err := postgres.Open(context.Background(), proxy.URL())
		return store, proxy, err
	}
	h := storetest.Harness{
		Open: func(dir string) (orchestrix.Store, error) {
			url, err := databaseOf(t, dir)
			if err != nil {
				return nil, err
			}
			return postgres.Open(context.Background(), url, postgres.WithMigrate())
		},
		Close: closeStore,
		Break: func(dir string, rows int) (orchestrix.Store, error) {
			store, proxy, err := through(dir)
			if err != nil {
				return nil, err
			}
			const row = 300 // bytes, more or less
			proxy.CutAfter(rows * row)
			return store, nil
		},
		Begin: begin,
		Cut: func(dir string) (orchestrix.Store, func(), error) {
			store, proxy, err := through(dir)
			if err != nil {
				return nil, nil, err
			}
			return store, proxy.Cut, nil
		},
	}
	h.Fill = func(dir string) (orchestrix.Store, func() error, error) {
		store, err := h.Open(dir)
		if err != nil {
			return nil, nil, err
		}
		run := func(text string) error {
			return store.(*postgres.Store).InTx(context.Background(), func(ctx context.Context, tx pgx.Tx) error {
				_, err := tx.Exec(ctx, text, pgx.QueryExecModeSimpleProtocol)
				return err
			})
		}
		free := func() error { return run("DROP TRIGGER full_disk ON orchestrix_events") }
		return store, free, run(fullDisk)
	}
	if server, err := postgrestest.Running(); err == nil && server.Ours() {
		h.Restart = server.Restart
	}
	return h
}

// fullDisk has the server say that its disk is full, in the midst of an append.
const fullDisk = `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
	END $$;
	CREATE TRIGGER full_disk BEFORE INSERT ON orchestrix_events FOR EACH ROW
	WHEN (NEW.stream_id = 'b' AND NEW.version > 20) EXECUTE FUNCTION full_disk()`

// begin begins a transaction of a user's.
func begin(store orchestrix.Store) (func(context.Context) context.Context, func(commit bool) error, error) {
	var tx pgx.Tx
	begun, decided, ended := make(chan struct{}), make(chan bool), make(chan error, 1)
	undo := errors.New("undo")
	go func() {
		ended <- store.(*postgres.Store).InTx(context.Background(), func(_ context.Context, of pgx.Tx) error {
			tx = of
			close(begun)
			if <-decided {
				return nil
			}
			return undo
		})
	}()
	select {
	case <-begun:
	case err := <-ended:
		return nil, nil, err
	}
	end := func(commit bool) error {
		decided <- commit
		if err := <-ended; err != nil && (commit || !errors.Is(err, undo)) {
			return err
		}
		return nil
	}
	return func(ctx context.Context) context.Context { return postgres.WithTx(ctx, tx) }, end, nil
}

// open opens a new store, or another one on the database of a URL.
func open(t testing.TB, url string, options ...postgres.Option) *postgres.Store {
	t.Helper()
	store, err := postgres.Open(t.Context(), url, append(options, postgres.WithMigrate())...)
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

// some is an append of n events.
func some(n int, command, id string, expect orchestrix.Expectation) orchestrix.Batch {
	batch := orchestrix.Batch{Stream: stream(id), Expect: expect}
	for i := range n {
		batch.Events = append(batch.Events, orchestrix.Pending{
			ID: orchestrix.NewEventID(orchestrix.CommandID(command), stream(id), i), Type: "test.Happened", SchemaVersion: 1,
			Time: time.Unix(0, 0).UTC(), Data: fmt.Appendf(nil, `{"n":%d}`, i), Metadata: orchestrix.Metadata{CommandID: orchestrix.CommandID(command)},
		})
	}
	return batch
}

// one is an append of one event.
func one(command, id string, expect orchestrix.Expectation) orchestrix.Batch {
	return some(1, command, id, expect)
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
