package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
)

// grouped sends appends that come to the server in a group: as many as may be
// written at once wait already, for streams that somebody holds.
func grouped(t *testing.T, store *postgres.Store, appends [][]orchestrix.Batch) ([]orchestrix.Appended, []error) {
	t.Helper()
	receipts, errs := make([]orchestrix.Appended, len(appends)), make([]error, len(appends))
	var sent sync.WaitGroup
	err := store.InTx(t.Context(), func(ctx context.Context, tx pgx.Tx) error {
		for i, id := range []string{"held 1", "held 2"} {
			if _, err := store.Append(ctx, one(t.Name()+" holds "+id, id, orchestrix.Any)); err != nil {
				return err
			}
			sent.Go(func() {
				if _, err := store.Append(t.Context(), one(t.Name()+" waits for "+id, id, orchestrix.Any)); err != nil {
					t.Errorf("append to %s: %v", id, err)
				}
			})
			waits := fmt.Sprintf("SELECT count(*) = %d FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", i+1)
			if err := waitFor(ctx, tx, waits); err != nil {
				return err
			}
		}
		for i, batches := range appends {
			sent.Go(func() { receipts[i], errs[i] = store.Append(t.Context(), batches...) })
		}
		return nil
	})
	sent.Wait()
	if err != nil {
		t.Fatal(err)
	}
	return receipts, errs
}

// waitFor waits until a statement gives true.
func waitFor(ctx context.Context, db interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}, text string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	for {
		var holds bool
		// The transaction would see what was when it began to look.
		if err := db.QueryRow(ctx, "SELECT pg_stat_clear_snapshot() IS NOT NULL AND ("+text+")").Scan(&holds); err != nil || holds {
			return err
		}
		timer := time.NewTimer(5 * time.Millisecond)
		select {
		case <-timer.C:
		case <-ctx.Done():
			return fmt.Errorf("it doesn't come to hold: %s", text)
		}
	}
}

func TestEachAppendOfAGroupHasItsOwnAnswer(t *testing.T) {
	store := open(t, postgrestest.Database(t), postgres.WithPoll(time.Minute))
	for _, id := range []string{"there", "other", "checked"} {
		if _, err := store.Append(t.Context(), some(2, "make "+id, id, orchestrix.NoStream)); err != nil {
			t.Fatal(err)
		}
	}
	check := orchestrix.Batch{Stream: stream("checked"), Expect: orchestrix.Exactly(2)}
	for _, c := range []struct {
		name     string
		batches  []orchestrix.Batch
		versions []orchestrix.Version
		actual   orchestrix.Version // of a conflict
		repeated bool
	}{
		{name: "a new stream", batches: []orchestrix.Batch{one("c1", "new 1", orchestrix.NoStream)}, versions: []orchestrix.Version{1}},
		{name: "any stream that isn't there", batches: []orchestrix.Batch{some(3, "c2", "new 2", orchestrix.Any)}, versions: []orchestrix.Version{3}},
		{name: "any stream that is there", batches: []orchestrix.Batch{some(3, "c3", "other", orchestrix.Any)}, versions: []orchestrix.Version{5}},
		{name: "a stream at its version", batches: []orchestrix.Batch{some(2, "c4", "there", orchestrix.Exactly(2))}, versions: []orchestrix.Version{4}},
		{name: "a stream that must be there and isn't", batches: []orchestrix.Batch{one("c5", "nowhere 1", orchestrix.Exists)}},
		{name: "a stream expected further than it is", batches: []orchestrix.Batch{one("c6", "nowhere 2", orchestrix.Exactly(3))}},
		{name: "a stream that mustn't be there and is", batches: []orchestrix.Batch{one("c7", "checked", orchestrix.NoStream)}, actual: 2},
		{name: "a command that was done before", batches: []orchestrix.Batch{some(2, "make checked", "checked", orchestrix.NoStream)}, versions: []orchestrix.Version{2}, repeated: true},
		{name: "two streams and a check", batches: []orchestrix.Batch{one("c8", "pair 1", orchestrix.NoStream), one("c8", "pair 2", orchestrix.Any), check}, versions: []orchestrix.Version{1, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			// With others that are nobody's concern, and one that has the same stream.
			fill := func(n int) []orchestrix.Batch {
				name := fmt.Sprint(strings.ReplaceAll(c.name, " ", "-"), n)
				return []orchestrix.Batch{one(name, "fill "+name, orchestrix.NoStream)}
			}
			receipts, errs := grouped(t, store, [][]orchestrix.Batch{fill(1), fill(2), c.batches, fill(3)})
			for i, receipt := range receipts {
				if i != 2 && (errs[i] != nil || receipt.Events != 1 || receipt.Position.IsZero()) {
					t.Errorf("another one: receipt %+v, error %v", receipt, errs[i])
				}
			}
			receipt, err := receipts[2], errs[2]
			if c.versions == nil {
				conflict, ok := errors.AsType[*orchestrix.ConflictError](err)
				if !ok || conflict.Actual != c.actual || conflict.Stream != c.batches[0].Stream {
					t.Errorf("receipt %+v, error %v; want a conflict with version %d", receipt, err, c.actual)
				}
				return
			}
			if err != nil || fmt.Sprint(receipt.Versions) != fmt.Sprint(c.versions) || receipt.Duplicate != c.repeated {
				t.Fatalf("receipt %+v, error %v; want versions %v", receipt, err, c.versions)
			}
			command := c.batches[0].Events[0].Metadata.CommandID
			again, known, err := store.ByCommand(t.Context(), command)
			again.Duplicate = receipt.Duplicate
			if err != nil || !known || fmt.Sprint(again) != fmt.Sprint(receipt) {
				t.Errorf("the receipt of the command is %+v, %v, error %v; it was %+v", again, known, err, receipt)
			}
		})
	}
}

// Some of a group may be for one stream, or be one command.
func TestAGroupWritesAStreamsAppendsOneAfterTheOther(t *testing.T) {
	store := open(t, postgrestest.Database(t))
	receipts, errs := grouped(t, store, [][]orchestrix.Batch{
		{one("a", "x", orchestrix.Any)}, {one("b", "x", orchestrix.Any)}, {one("c", "x", orchestrix.Any)},
		{one("twin", "y", orchestrix.Any)}, {one("twin", "y", orchestrix.Any)},
		{one("d", "z", orchestrix.NoStream)}, {one("e", "z", orchestrix.NoStream)},
	})
	if x, y, z := count(t, store, "x"), count(t, store, "y"), count(t, store, "z"); x != 3 || y != 1 || z != 1 {
		t.Errorf("the streams have %d, %d and %d events, want 3, 1 and 1", x, y, z)
	}
	if (errs[5] == nil) == (errs[6] == nil) {
		t.Errorf("of two that make a stream one is too late: errors %v and %v", errs[5], errs[6])
	}
	if receipts[3].Duplicate == receipts[4].Duplicate || receipts[3].Position != receipts[4].Position {
		t.Errorf("receipts of one command sent twice: %+v and %+v", receipts[3], receipts[4])
	}
}

// lateFullDisk has the server find no room when it commits.
const lateFullDisk = `CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
	END $$;
	CREATE CONSTRAINT TRIGGER full_disk AFTER INSERT ON orchestrix_events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
	WHEN (NEW.stream_id = 'b') EXECUTE FUNCTION full_disk()`

func TestACommitThatFailsIsNotAcknowledged(t *testing.T) {
	url := postgrestest.Database(t)
	store := open(t, url)
	exec(t, connect(t, url), lateFullDisk)
	if _, err := store.Append(t.Context(), one("alone", "b", orchestrix.Any)); err == nil || !strings.Contains(err.Error(), "no room") {
		t.Errorf("alone: error %v", err)
	}
	receipts, errs := grouped(t, store, [][]orchestrix.Batch{
		{one("c1", "a", orchestrix.Any)}, {one("c2", "b", orchestrix.Any)}, {one("c3", "c", orchestrix.Any)},
		{one("c4", "d", orchestrix.Any), one("c4", "b", orchestrix.Any)},
	})
	for i, want := range []bool{true, false, true, false} {
		if acknowledged := errs[i] == nil; acknowledged != want {
			t.Errorf("append %d: receipt %+v, error %v", i+1, receipts[i], errs[i])
		}
	}
	for id, want := range map[string]int{"a": 1, "b": 0, "c": 1, "d": 0} {
		if n := count(t, store, id); n != want {
			t.Errorf("stream %s has %d events, want %d", id, n, want)
		}
	}
}

// What comes after a position a server would rather read whole, and sort, for each
// page.
func TestPagesOfAllEventsReadNothingTwice(t *testing.T) {
	url := postgrestest.Database(t)
	store, conn := open(t, url), connect(t, url)
	exec(t, conn, "ALTER TABLE orchestrix_events SET (autovacuum_enabled = off)")
	const events, together = 12_000, 1_000
	for i := range events / together {
		batch := some(together, fmt.Sprint("c", i), fmt.Sprint("s", i), orchestrix.NoStream)
		for j := range batch.Events { // the larger the table, the dearer seems an index
			batch.Events[j].Data = fmt.Appendf(nil, `{"text":"%0600d"}`, j)
		}
		appended, err := store.Append(t.Context(), batch)
		if err != nil {
			t.Fatal(err)
		}
		stable(t, store, appended.Position)
	}
	n := 0
	for _, err := range store.All(t.Context(), orchestrix.Position{}, orchestrix.Filter{Categories: []string{"test.Thing"}}) {
		if n++; err != nil {
			t.Fatal(err)
		}
	}
	if n != events {
		t.Fatalf("there are %d events, want %d", n, events)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if err := waitFor(t.Context(), conn, fmt.Sprintf("SELECT n_tup_ins = %d AND idx_tup_fetch >= %[1]d FROM pg_stat_user_tables WHERE relname = 'orchestrix_events'", events)); err != nil {
		t.Fatal(err)
	}
	var looked int64
	if err := conn.QueryRow(t.Context(), "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'orchestrix_events'").Scan(&looked); err != nil {
		t.Fatal(err)
	}
	if looked > 2*events {
		t.Errorf("to read %d events the server looked at %d", events, looked)
	}
}

// What is beyond a page's bytes comes again with the next.
func TestPagesOfLargeEventsCarryLittleTwice(t *testing.T) {
	url := postgrestest.Database(t)
	store := open(t, url)
	const events, bytes = 400, 60_000
	large := some(events, "c", "a", orchestrix.NoStream)
	for i := range large.Events {
		large.Events[i].Data = fmt.Appendf(nil, `{"text":"%0*d"}`, bytes, i)
	}
	appended, err := store.Append(t.Context(), large)
	if err != nil {
		t.Fatal(err)
	}
	stable(t, store, appended.Position)
	proxy := postgrestest.NewProxy(t, url)
	far := open(t, proxy.URL(), postgres.WithPoll(time.Hour))
	for name, read := range map[string]iter.Seq2[orchestrix.Recorded, error]{
		"a stream":   far.Read(t.Context(), stream("a"), 0),
		"all events": far.All(t.Context(), orchestrix.Position{}, orchestrix.Filter{}),
	} {
		proxy.CutAfter(2 * events * bytes)
		n := 0
		for _, err := range read {
			if err != nil {
				t.Fatalf("%s: after %d events: %v", name, n, err)
			}
			n++
		}
		if n != events {
			t.Errorf("%s: %d events, want %d", name, n, events)
		}
	}
	proxy.CutAfter(-1)
}

func TestPagesOfLargeRowsCarryLittleTwice(t *testing.T) {
	url := postgrestest.Database(t)
	store := open(t, url)
	table := &orchestrix.Table{Name: "large", Key: 1, Columns: []orchestrix.Column{
		{Name: "n", Kind: orchestrix.IntColumn}, {Name: "text", Kind: orchestrix.TextColumn},
	}}
	if err := store.CreateTable(t.Context(), table); err != nil {
		t.Fatal(err)
	}
	const rows, bytes = 400, 60_000
	err := store.Transact(t.Context(), func(ctx context.Context, tx orchestrix.Tx) error {
		for i := range rows {
			if err := tx.Insert(ctx, table, orchestrix.Row{int64(i), strings.Repeat("x", bytes)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	proxy := postgrestest.NewProxy(t, url)
	far := open(t, proxy.URL(), postgres.WithPoll(time.Hour))
	proxy.CutAfter(5 * rows * bytes / 2)
	defer proxy.CutAfter(-1)
	n := 0
	for _, err := range far.Select(t.Context(), table, orchestrix.Selection{}) {
		if err != nil {
			t.Fatalf("after %d rows: %v", n, err)
		}
		n++
	}
	if n != rows {
		t.Errorf("%d rows, want %d", n, rows)
	}
}

// Plans live as long as connections do: one that is good for small tables only
// would make appends slower and slower.
func TestAppendsDoNotReadWholeTables(t *testing.T) {
	url := postgrestest.Database(t)
	store, conn := open(t, url), connect(t, url)
	exec(t, conn, "ALTER TABLE orchestrix_events SET (autovacuum_enabled = off); ALTER TABLE orchestrix_streams SET (autovacuum_enabled = off)")
	var writers sync.WaitGroup
	const each = 50
	for w := range 12 {
		writers.Go(func() {
			for i := range each {
				// Every third checks another stream, so that it needs two round trips.
				batches := []orchestrix.Batch{one(fmt.Sprint("c", w, "-", i), fmt.Sprint("s", w, "-", i%5), orchestrix.Any)}
				if i%3 == 0 {
					batches = append(batches, orchestrix.Batch{Stream: stream(fmt.Sprint("other", w)), Expect: orchestrix.Any})
				}
				if _, err := store.Append(t.Context(), batches...); err != nil {
					t.Error(err)
					return
				}
			}
		})
		if w == 0 {
			writers.Wait()
			// Statistics that say how small the tables are.
			exec(t, conn, "ANALYZE orchestrix_events, orchestrix_streams")
		}
	}
	writers.Wait()
	if err := store.Close(); err != nil { // the server counts what a connection did when it ends
		t.Fatal(err)
	}
	if err := waitFor(t.Context(), conn, fmt.Sprintf("SELECT n_tup_ins = %d FROM pg_stat_user_tables WHERE relname = 'orchestrix_events'", 12*each)); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"orchestrix_events", "orchestrix_streams"} {
		var read int64
		if err := conn.QueryRow(t.Context(), "SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = $1", table).Scan(&read); err != nil {
			t.Fatal(err)
		}
		if limit := int64(12 * each); read > limit {
			t.Errorf("%d rows of %s were read by reading the whole table, want at most %d", read, table, limit)
		}
	}
}
