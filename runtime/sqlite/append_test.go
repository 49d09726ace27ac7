package sqlite_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
)

// openBroken opens a new store on a faulty driver, which works for now.
func openBroken(t *testing.T) (*faulty, *sqlite.Store) {
	t.Helper()
	f, db := openFaulty(file(t.TempDir()))
	store, err := sqlite.New(db, sqlite.WithMigrate())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(store.Close(), db.Close()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return f, store
}

func TestLostAnswerOfACommitIsFoundOut(t *testing.T) {
	f, store := openBroken(t)
	lose := func() error { return errReset }
	f.commit.Store(&lose)
	_, err := store.Append(t.Context(), one("c", "a", orchestrix.NoStream))
	if !errors.Is(err, errReset) {
		t.Fatalf("error %v, want that of the commit", err)
	}
	f.commit.Store(nil)
	appended, err := store.Append(t.Context(), one("c", "a", orchestrix.NoStream))
	if err != nil || !appended.Duplicate || appended.Versions[0] != 1 {
		t.Errorf("sent again: %+v, error %v", appended, err)
	}
	if n := count(t, store, "a"); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
}

func TestFailingStatementWritesNothing(t *testing.T) {
	for _, statement := range []string{"BEGIN", "DELETE", "SELECT\n", "INSERT INTO orchestrix_events", "INSERT INTO orchestrix_commands"} {
		f, store := openBroken(t)
		var failing atomic.Bool
		failing.Store(true)
		full := errors.New("disk full")
		f.failWhen(statement, failing.Load, full)
		if _, err := store.Append(t.Context(), one("c", "a", orchestrix.NoStream)); !errors.Is(err, full) {
			t.Errorf("%s: error %v", statement, err)
		}
		failing.Store(false)
		if n := count(t, store, "a"); n != 0 {
			t.Errorf("%s: %d events were written", statement, n)
		}
		appended, err := store.Append(t.Context(), one("c", "a", orchestrix.NoStream))
		if err != nil || appended.Duplicate {
			t.Errorf("%s: afterwards %+v, error %v", statement, appended, err)
		}
	}
}

// What one append can't do is not its neighbours' fault, also when they share
// a transaction.
func TestOneFailureLeavesTheGroupAlone(t *testing.T) {
	f, store := openBroken(t)
	// The first holds the connection until the others wait for it.
	const others = 24
	var arrived atomic.Int64
	release := make(chan struct{})
	var hold sync.Once
	full := errors.New("too much")
	// Some streams are refused wherever they come, with others or alone: in which
	// transactions they come depends on who is quick.
	exec := func(query string, args []driver.NamedValue) error {
		if !strings.HasPrefix(query, "INSERT INTO orchestrix_events") {
			return nil
		}
		hold.Do(func() { <-release })
		if slices.ContainsFunc(args, func(arg driver.NamedValue) bool { return arg.Value == "s3" || arg.Value == "s11" || arg.Value == "s19" }) {
			return full
		}
		return nil
	}
	f.exec.Store(&exec)
	var group sync.WaitGroup
	failed, done := atomic.Int64{}, atomic.Int64{}
	send := func(i int) {
		arrived.Add(1)
		_, err := store.Append(context.Background(), one(fmt.Sprint("c", i), fmt.Sprint("s", i), orchestrix.NoStream))
		switch {
		case err == nil:
			done.Add(1)
		case errors.Is(err, full):
			failed.Add(1)
		default:
			t.Errorf("append: %v", err)
		}
	}
	for i := range others + 1 {
		group.Go(func() { send(i) })
	}
	for arrived.Load() < others+1 {
		runtime.Gosched()
	}
	close(release)
	group.Wait()
	if failed.Load() != 3 {
		t.Errorf("%d appends failed, want those of 3 streams", failed.Load())
	}
	f.exec.Store(nil)
	total := 0
	for i := range others + 1 {
		total += count(t, store, fmt.Sprint("s", i))
	}
	if int64(total) != done.Load() {
		t.Errorf("%d appends were acknowledged, %d events are there", done.Load(), total)
	}
}

func TestTwoStoresOnOneFileTakeTurns(t *testing.T) {
	dir := t.TempDir()
	stores := []*sqlite.Store{open(t, dir), open(t, dir, sqlite.WithPoll(time.Millisecond))}
	var group sync.WaitGroup
	const appends = 40
	for i := range 8 {
		group.Go(func() {
			version := orchestrix.Version(0)
			for n := 0; n < appends; {
				_, err := stores[i%2].Append(t.Context(), one(fmt.Sprint(i, "-", n), "shared", orchestrix.Exactly(version)))
				var conflict *orchestrix.ConflictError
				switch {
				case err == nil:
					n++
					version++
				case errors.As(err, &conflict):
					version = conflict.Actual
				default:
					t.Errorf("append: %v", err)
					return
				}
			}
		})
	}
	group.Wait()
	for _, store := range stores {
		if n := count(t, store, "shared"); n != 8*appends {
			t.Errorf("%d events, want %d", n, 8*appends)
		}
	}
}

func TestWaitingNoticesAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	reader, writer := open(t, dir, sqlite.WithPoll(time.Millisecond)), open(t, dir)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	woken := make(chan error, 1)
	go func() { woken <- reader.Wait(ctx, orchestrix.Position{}) }()
	if _, err := writer.Append(ctx, one("c", "a", orchestrix.Any)); err != nil {
		t.Fatal(err)
	}
	if err := <-woken; err != nil {
		t.Errorf("wait: %v", err)
	}
}

func TestLockHeldTooLongIsNoConflict(t *testing.T) {
	dir := t.TempDir()
	holder, store := open(t, dir), open(t, dir, sqlite.WithBusyTimeout(time.Millisecond))
	release, held := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		ended <- holder.InTx(t.Context(), func(context.Context, *sql.Tx) error {
			close(held)
			<-release
			return nil
		})
	}()
	<-held
	_, err := store.Append(t.Context(), one("c", "a", orchestrix.NoStream))
	if err == nil || errors.As(err, new(*orchestrix.ConflictError)) || !strings.Contains(err.Error(), "another process holds") {
		t.Errorf("error %v", err)
	}
	close(release)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := store.Append(t.Context(), one("c", "a", orchestrix.NoStream)); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
