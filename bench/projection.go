package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/orchestrix-go/orchestrix-gen/bench/race"
	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// measureProjection has a read model catch up with all events of a store, exactly
// once, beside a program that only reads their rows.
func measureProjection(r *run) ([]row, error) {
	few := r.Race
	few.Rounds = max(5, r.Rounds/5)
	p := &projectionRun{events: 60_000}
	if r.quick {
		few.Rounds, p.events = 3, 20_000
	}
	onSQLite, err := p.onSQLite(few, filepath.Join(r.temp, "projection.db"))
	if err != nil {
		return nil, err
	}
	onPostgres, err := p.onPostgres(few)
	return append(onSQLite, onPostgres...), err
}

// orderCount is a row an order: how many events it has, and how long they are.
type orderCount struct {
	ID            string
	Events, Bytes int64
}

func orderCounts(round int) *readmodel.Model[orderCount] {
	return &readmodel.Model[orderCount]{
		Name: "bench.OrderCounts",
		Table: orchestrix.Table{
			Name: "bench_order_counts",
			Key:  1,
			Columns: []orchestrix.Column{
				{Name: "order_id", Kind: orchestrix.TextColumn},
				{Name: "events", Kind: orchestrix.IntColumn},
				{Name: "bytes", Kind: orchestrix.IntColumn},
			},
		},
		Fingerprint: fmt.Sprintf("%08x%08x", round, 0), // each has a table of its own
		Categories:  []string{"ordering.Order"},
		Key:         func(c *orderCount, values orchestrix.Row) orchestrix.Row { return append(values, c.ID) },
		Values: func(c *orderCount, values orchestrix.Row) (orchestrix.Row, error) {
			return append(values, c.Events, c.Bytes), nil
		},
		Scan: func(c *orderCount, s *readmodel.Scanner) { c.ID, c.Events, c.Bytes = s.Text(), s.Int(), s.Int() },
		Project: func(ctx context.Context, rows *readmodel.Rows[orderCount], event orchestrix.Recorded) error {
			return rows.Upsert(ctx, orderCount{ID: event.Stream.ID}, func(c *orderCount, _ bool) error {
				c.Events++
				c.Bytes += int64(len(event.Data))
				return nil
			})
		},
	}
}

// projectionRun is a store full of events, and the read model of one measurement.
type projectionRun struct {
	events, rounds int
	store          orchestrix.Tables
	runner         *subscription.Runner
	counts         *readmodel.Stored[orderCount]
}

func (p *projectionRun) onSQLite(of race.Race, path string) (rows []row, err error) {
	store, err := sqlite.Open(path, sqlite.WithMigrate())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return p.race(of, "SQLite", store, func(n int) error { return scanSQLite(db, n) })
}

func (p *projectionRun) onPostgres(of race.Race) (rows []row, err error) {
	server, err := postgrestest.Running()
	if errors.Is(err, postgrestest.ErrMissing) && !postgrestest.Required() {
		return nil, nil // which the topic of appends says
	}
	if err != nil {
		return nil, err
	}
	database := &postgresRun{server: server}
	defer func() { err = errors.Join(err, database.close()) }()
	if err := database.open(0); err != nil {
		return nil, err
	}
	pool, err := pgxpool.New(context.Background(), database.url)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	return p.race(of, "Postgres", database.store, func(n int) error { return scanAll(pool, n) })
}

func (p *projectionRun) race(of race.Race, where string, store orchestrix.Tables, scan func(n int) error) ([]row, error) {
	p.store = store
	if err := p.fill(); err != nil {
		return nil, err
	}
	measured, err := of.Run(
		race.Contender{Name: "ours", Batch: p.events, Wall: true, Prepare: p.begin, Work: p.catchUp},
		race.Contender{Name: "the driver reads the same rows", Batch: p.events, Wall: true, Work: scan},
	)
	if err != nil {
		return nil, err
	}
	return []row{beside(where+", projection catches up, exactly once: wall an event", measured[0], measured[1], within(1/0.5))}, nil
}

// fill appends the events: ten an order, of a hundred orders at a time.
func (p *projectionRun) fill() error {
	const together, each = 100, 10
	data, err := samplePlaced().AppendJSON(nil)
	if err != nil {
		return err
	}
	for i := range p.events / together {
		command := orchestrix.CommandID(orchestrix.NewUUID())
		var batches []orchestrix.Batch
		for order := range together {
			stream := orchestrix.StreamID{Category: "ordering.Order", ID: string(orderName(i/each*together + order))}
			batches = append(batches, orchestrix.Batch{Stream: stream, Expect: orchestrix.Any,
				Events: []orchestrix.Pending{pending(command, stream, 0, "ordering.OrderPlaced", data)}})
		}
		if _, err := p.store.Append(context.Background(), batches...); err != nil {
			return err
		}
	}
	return nil
}

// begin makes an empty read model.
func (p *projectionRun) begin(int) error {
	p.rounds++
	p.counts = orderCounts(p.rounds).In(orchestrix.NewEngine(p.store))
	if err := readmodel.NewSet("bench", p.store, p.counts).Migrate(context.Background()); err != nil {
		return err
	}
	p.runner = subscription.NewRunner(p.store)
	return p.runner.Add(p.counts.Subscription())
}

func (p *projectionRun) catchUp(int) error {
	ctx := context.Background()
	if err := p.runner.Sync(ctx); err != nil {
		return err
	}
	counted := int64(0)
	for row, err := range p.store.Select(ctx, p.counts.Table(), orchestrix.Selection{}) {
		if err != nil {
			return err
		}
		counted += row[2].(int64) // behind tenant and order
	}
	if counted != int64(p.events) {
		return fmt.Errorf("%d events were projected, want %d", counted, p.events)
	}
	return nil
}

func scanSQLite(db *sql.DB, n int) error {
	rows, err := db.Query(`SELECT position, tenant, category, stream_id, version, event_id, type, schema_version, time,
		actor, correlation_id, causation_id, command_id, trace_parent, trace_state, data
		FROM orchestrix_events ORDER BY position LIMIT ?`, n)
	if err != nil {
		return err
	}
	defer rows.Close()
	var texts [11]string
	var position, version, schemaVersion, micros int64
	var data sql.RawBytes
	for rows.Next() {
		err := rows.Scan(&position, &texts[0], &texts[1], &texts[2], &version, &texts[3], &texts[4], &schemaVersion, &micros,
			&texts[5], &texts[6], &texts[7], &texts[8], &texts[9], &texts[10], &data)
		if err != nil {
			return err
		}
		_ = time.UnixMicro(micros)
	}
	return rows.Err()
}
