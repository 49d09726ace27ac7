package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/race"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
)

const insertEvent = `INSERT INTO orchestrix_events (tenant, category, stream_id, version, event_id, type, schema_version, time,
	actor, correlation_id, causation_id, command_id, trace_parent, trace_state, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const insertCommand = `INSERT INTO orchestrix_commands (tenant, command_id, first_position, last_position) VALUES (?, ?, ?, ?)`

func measureSQLite(r *run) ([]row, error) {
	text, err := samplePlaced().AppendJSON(nil)
	if err != nil {
		return nil, err
	}
	s := &sqliteRun{temp: r.temp, name: "events", data: text}
	few := r.Race
	few.Rounds = max(5, r.Rounds/5)
	batches := 500
	if r.quick {
		few.Rounds, batches = 1, 50
	}
	measured, err := few.Run(
		race.Contender{Name: "1 writer", Batch: batches, Wall: true, Prepare: s.open, Work: func(n int) error { return s.append(1, n) }},
		race.Contender{Name: "32 writers", Batch: 8 * batches, Wall: true, Prepare: s.open, Work: func(n int) error { return s.append(32, n) }},
		race.Contender{Name: "the driver's loop, same rows", Batch: batches, Wall: true, Prepare: s.openDriver, Work: s.insertBoth},
		race.Contender{Name: "the driver's loop, one insert", Batch: batches, Wall: true, Prepare: s.openDriver, Work: s.insert},
	)
	if err := s.close(); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	one, many, both, single := measured[0], measured[1], measured[2], measured[3]
	return []row{
		beside("SQLite append, 1 writer, fsync: wall", one, both, within(1.15)),
		beside("SQLite append, 1 writer, fsync: wall", one, single, goal{}),
		beside("SQLite append, 32 writers, fsync: wall an event", many, one, fasterBy(8)),
	}, nil
}

// sqliteRun is the database of one measurement.
type sqliteRun struct {
	temp  string
	name  string // of its files, among those of all measurements
	files int
	data  []byte
	store *sqlite.Store
	db    *sql.DB
}

func (s *sqliteRun) path() string {
	s.files++
	return filepath.Join(s.temp, fmt.Sprintf("%s%d.db", s.name, s.files))
}

func (s *sqliteRun) open(int) (err error) {
	if err := s.close(); err != nil {
		return err
	}
	s.store, err = sqlite.Open(s.path(), sqlite.WithMigrate())
	return err
}

func (s *sqliteRun) openDriver(int) (err error) {
	if err := s.close(); err != nil {
		return err
	}
	s.db, err = sql.Open("sqlite", "file:"+s.path()+"?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return err
	}
	s.db.SetMaxOpenConns(1)
	_, err = s.db.Exec(sqlite.Schema())
	return err
}

func (s *sqliteRun) close() (err error) {
	if s.store != nil {
		err = s.store.Close()
	}
	if s.db != nil {
		err = s.db.Close()
	}
	s.store, s.db = nil, nil
	return err
}

// append writes n events, one at a time a writer, each writer to its own stream.
func (s *sqliteRun) append(writers, n int) error {
	var next atomic.Int64
	var group sync.WaitGroup
	failed := make(chan error, writers)
	for writer := range writers {
		group.Go(func() {
			stream := orchestrix.StreamID{Category: "ordering.Order", ID: string(orderName(writer))}
			for version := orchestrix.Version(0); next.Add(1) <= int64(n); version++ {
				command := orchestrix.CommandID(orchestrix.NewUUID())
				_, err := s.store.Append(context.Background(), orchestrix.Batch{
					Stream: stream, Expect: orchestrix.Exactly(version),
					Events: []orchestrix.Pending{pending(command, stream, 0, "ordering.OrderPlaced", s.data)},
				})
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	group.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// insert writes n rows, each a transaction of its own: what one would write who
// needs neither commands seen before nor anything checked.
func (s *sqliteRun) insert(n int) error {
	event, err := s.db.Prepare(insertEvent)
	if err != nil {
		return err
	}
	defer event.Close()
	for i := range n {
		if _, err := event.Exec(s.row(i, orchestrix.NewUUID())...); err != nil {
			return err
		}
	}
	return nil
}

// insertBoth writes the rows that an append writes, in one transaction each.
func (s *sqliteRun) insertBoth(n int) error {
	event, err := s.db.Prepare(insertEvent)
	if err != nil {
		return err
	}
	defer event.Close()
	command, err := s.db.Prepare(insertCommand)
	if err != nil {
		return err
	}
	defer command.Close()
	for i := range n {
		id := orchestrix.NewUUID()
		tx, err := s.db.Begin()
		if err != nil {
			return err
		}
		if _, err := tx.Stmt(event).Exec(s.row(i, id)...); err != nil {
			return err
		}
		if _, err := tx.Stmt(command).Exec("", id, i+1, i+1); err != nil {
			return err
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

func (s *sqliteRun) row(i int, command string) []any {
	return []any{"", "ordering.Order", orderID, i + 1, command, "ordering.OrderPlaced", 1, time.Now().UnixMicro(),
		"", command, "", command, "", "", string(s.data)}
}
