package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
)

// payload is an event of the usual size.
var payload = []byte(fmt.Sprintf(`{"order_id":"ord_01h455vb4pex5vsknk084sn02q","customer_id":"cus_01h455vb4pex5vsknk084sn02q","note":"%0300d"}`, 7))

// BenchmarkAppend appends single events, each to a stream that grows, with
// fsync. An op is one event, whoever appends it.
func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			store, err := sqlite.Open(filepath.Join(b.TempDir(), "events.db"), sqlite.WithMigrate())
			if err != nil {
				b.Fatal(err)
			}
			defer store.Close()
			var next atomic.Int64
			var group sync.WaitGroup
			b.ResetTimer()
			for writer := range writers {
				group.Go(func() {
					stream := orchestrix.StreamID{Category: "bench.Order", ID: fmt.Sprint("ord_01h455vb4pex5vsknk084sn0", writer)}
					for version := orchestrix.Version(0); next.Add(1) <= int64(b.N); version++ {
						command := orchestrix.CommandID(orchestrix.NewUUID())
						_, err := store.Append(context.Background(), orchestrix.Batch{
							Stream: stream, Expect: orchestrix.Exactly(version), Events: []orchestrix.Pending{{
								ID: orchestrix.NewEventID(command, stream, 0), Type: "bench.OrderPlaced", SchemaVersion: 1,
								Time: time.Now().UTC().Truncate(time.Microsecond), Data: payload,
								Metadata: orchestrix.Metadata{CommandID: command, CorrelationID: string(command)},
							}},
						})
						if err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			group.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// BenchmarkDriver is the limit for one writer: the driver's own loop, nothing
// checked. It writes an event by a statement in autocommit, or the same two
// rows as an append in a transaction.
func BenchmarkDriver(b *testing.B) {
	b.Run("event", func(b *testing.B) {
		db, event, _ := openLoop(b)
		defer db.Close()
		for i := range b.N {
			if _, err := event.Exec(row(i, orchestrix.NewUUID())...); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	})
	b.Run("rows", func(b *testing.B) {
		db, event, command := openLoop(b)
		defer db.Close()
		for i := range b.N {
			id := orchestrix.NewUUID()
			tx, err := db.Begin()
			if err != nil {
				b.Fatal(err)
			}
			if _, err := tx.Stmt(event).Exec(row(i, id)...); err != nil {
				b.Fatal(err)
			}
			if _, err := tx.Stmt(command).Exec("", id, i+1, i+1); err != nil {
				b.Fatal(err)
			}
			if err := tx.Commit(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
	})
}

func openLoop(b *testing.B) (db *sql.DB, event, command *sql.Stmt) {
	path := filepath.Join(b.TempDir(), "events.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(sqlite.Schema()); err != nil {
		b.Fatal(err)
	}
	event, err = db.Prepare(`INSERT INTO orchestrix_events (tenant, category, stream_id, version, event_id, type, schema_version, time,
		actor, correlation_id, causation_id, command_id, trace_parent, trace_state, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		b.Fatal(err)
	}
	command, err = db.Prepare(`INSERT INTO orchestrix_commands (tenant, command_id, first_position, last_position) VALUES (?, ?, ?, ?)`)
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	return db, event, command
}

func row(i int, command string) []any {
	return []any{"", "bench.Order", "ord_01h455vb4pex5vsknk084sn00", i + 1, command, "bench.OrderPlaced", 1, time.Now().UnixMicro(),
		"", command, "", command, "", "", string(payload)}
}
