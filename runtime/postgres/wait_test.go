package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
)

// awaited waits for what another appends, by a poll that would take for ever if
// it weren't notified, or by polling alone.
func awaited(t *testing.T, waiting, appending *postgres.Store, command string) {
	t.Helper()
	head, err := waiting.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	woken := make(chan error, 1)
	go func() { woken <- waiting.Wait(ctx, head) }()
	append1(t, appending, command)
	if err := <-woken; err != nil {
		t.Errorf("wait: %v", err)
	}
}

// until waits for a query to give true.
func until(t *testing.T, url, query string) {
	t.Helper()
	conn := connect(t, url)
	for yes := false; !yes; {
		if err := conn.QueryRow(t.Context(), query).Scan(&yes); err != nil {
			t.Fatal(err)
		}
	}
}

const listening = `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %')`

func TestAnotherProcessIsNotified(t *testing.T) {
	url := postgrestest.Database(t)
	waiting, appending := open(t, url, postgres.WithPoll(time.Hour)), open(t, url)
	hasty, cancel := context.WithCancel(t.Context())
	cancel()
	_ = waiting.Wait(hasty, orchestrix.Position{}) // has it listen
	until(t, url, listening)
	awaited(t, waiting, appending, "first")

	// A lost connection is made again.
	exec(t, connect(t, url), "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'")
	until(t, url, listening)
	awaited(t, waiting, appending, "second")
}

func TestWithoutNotificationsWaitingPolls(t *testing.T) {
	url := postgrestest.Database(t)
	waiting := open(t, url, postgres.WithPoll(10*time.Millisecond))
	head := append1(t, waiting, "first")
	woken := make(chan error, 1)
	go func() { woken <- waiting.Wait(t.Context(), head) }()
	// As if by a process that ended before it notified.
	exec(t, connect(t, url), `INSERT INTO orchestrix_events SELECT epoch, pg_current_xact_id(), place + 1000, version + 1, time, schema_version, 1, tenant, category,
		stream_id, 'e', type, actor, correlation_id, causation_id, 'c', trace_parent, trace_state, data FROM orchestrix_events`)
	if err := <-woken; err != nil {
		t.Error(err)
	}
}

func TestCloseDrainsAndRefuses(t *testing.T) {
	url := postgrestest.Database(t)
	store := open(t, url)
	const senders = 8
	acknowledged := make([]int, senders)
	started := make(chan struct{}, senders)
	var group sync.WaitGroup
	for i := range senders {
		group.Go(func() {
			for n := 0; ; n++ {
				_, err := store.Append(context.Background(), one(fmt.Sprint(i, "-", n), fmt.Sprint(i), orchestrix.Any))
				if errors.Is(err, postgres.ErrClosed) {
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
	if err := errors.Join(store.Close(), store.Close()); err != nil {
		t.Errorf("close: %v", err)
	}
	group.Wait()
	if err := <-waiting; err == nil {
		t.Error("waiting ends without an error when the store is closed")
	}
	if err := store.Transact(t.Context(), func(context.Context, orchestrix.Tx) error { return nil }); !errors.Is(err, postgres.ErrClosed) {
		t.Errorf("transaction after close: %v", err)
	}
	again := open(t, url)
	for i, want := range acknowledged {
		if got := count(t, again, fmt.Sprint(i)); got != want {
			t.Errorf("sender %d has %d events, %d were acknowledged", i, got, want)
		}
	}
}

func TestMistakesAreExplained(t *testing.T) {
	url := postgrestest.Database(t)
	store := open(t, url)
	broken := one("a", "a", orchestrix.Any)
	broken.Events[0].Data = []byte("{")
	nul := one("b", "a", orchestrix.Any)
	nul.Events[0].Metadata.Actor = "a\x00b"
	for hint, batches := range map[string][]orchestrix.Batch{
		"must be JSON": {broken},
		"without NUL":  {nul, one("b", "b", orchestrix.Any)},
	} {
		if _, err := store.Append(t.Context(), batches...); err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("error %v doesn't say %q", err, hint)
		}
	}
	exec(t, connect(t, url), "DROP TABLE orchestrix_events")
	if _, err := store.Append(t.Context(), one("c", "a", orchestrix.Any)); err == nil || !strings.Contains(err.Error(), "postgres.Migrate") {
		t.Errorf("without a table: error %v", err)
	}
}
