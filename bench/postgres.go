package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/orchestrix-go/orchestrix-gen/bench/race"
	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
)

// rawTable has the columns of an event, and nothing that keeps order in it.
const rawTable = `CREATE TABLE raw (tenant text, category text, stream_id text, version bigint, event_id text, type text,
	schema_version integer, time timestamptz, actor text, correlation_id text, causation_id text, command_id text,
	trace_parent text, trace_state text, data json)`

const insertRaw = `INSERT INTO raw VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`

var rawColumns = []string{"tenant", "category", "stream_id", "version", "event_id", "type", "schema_version", "time",
	"actor", "correlation_id", "causation_id", "command_id", "trace_parent", "trace_state", "data"}

func measurePostgres(r *run) ([]row, error) {
	server, err := postgrestest.Running()
	if errors.Is(err, postgrestest.ErrMissing) && !postgrestest.Required() {
		return []row{reported("Postgres: no server to measure", none)}, nil
	}
	if err != nil {
		return nil, err
	}
	text, err := samplePlaced().AppendJSON(nil)
	if err != nil {
		return nil, err
	}
	p := &postgresRun{server: server, data: text}
	defer p.close()
	few := r.Race
	few.Rounds = max(5, r.Rounds/5)
	appends := 2000
	if r.quick {
		few.Rounds, appends = 3, 1000
	}
	var rows []row
	for _, c := range []struct {
		writers, batch, events int
		goal                   goal
	}{
		{writers: 1, batch: appends, events: 1, goal: within(1 / 0.80)},
		{writers: 8, batch: 4 * appends, events: 1, goal: within(1 / 0.80)},
		{writers: 32, batch: 6 * appends, events: 1, goal: within(1 / 1.3)},
		{writers: 8, batch: appends / 5, events: 100, goal: within(1 / 0.65)},
	} {
		what := fmt.Sprintf("Postgres append, %d writers, fsync: wall", c.writers)
		raw := race.Contender{Name: "raw insert, no index", Batch: c.batch, Wall: true, Prepare: p.openRaw,
			Work: func(n int) error { return p.together(c.writers, n, p.insert) }}
		if c.events > 1 {
			what = fmt.Sprintf("Postgres append of %d, %d writers, fsync: wall", c.events, c.writers)
			raw.Name, raw.Work = "raw COPY, no index", func(n int) error {
				return p.together(c.writers, n, func(ctx context.Context, writer, i int) error { return p.copy(ctx, writer, c.events) })
			}
		}
		measured, err := few.Run(
			race.Contender{Name: what, Batch: c.batch, Wall: true, Prepare: p.open, Work: func(n int) error {
				return p.together(c.writers, n, func(ctx context.Context, writer, i int) error { return p.append(ctx, writer, i, c.events) })
			}}, raw)
		if err != nil {
			return nil, err
		}
		rows = append(rows, beside(what, measured[0], measured[1], c.goal))
	}
	read, err := p.measureReading(few, 20*appends)
	return append(rows, read...), err
}

// postgresRun is the database of one measurement.
type postgresRun struct {
	server *postgrestest.Server
	data   []byte
	url    string
	drop   func() error
	store  *postgres.Store
	pool   *pgxpool.Pool
}

func (p *postgresRun) database() (err error) {
	if err := p.close(); err != nil {
		return err
	}
	p.url, p.drop, err = p.server.Create()
	return err
}

func (p *postgresRun) open(int) (err error) {
	if err := p.database(); err != nil {
		return err
	}
	p.store, err = postgres.Open(context.Background(), p.url, postgres.WithMigrate())
	return err
}

func (p *postgresRun) openRaw(int) (err error) {
	if err := p.database(); err != nil {
		return err
	}
	config, err := pgxpool.ParseConfig(p.url)
	if err != nil {
		return err
	}
	config.MaxConns = 32
	if p.pool, err = pgxpool.NewWithConfig(context.Background(), config); err != nil {
		return err
	}
	_, err = p.pool.Exec(context.Background(), rawTable)
	return err
}

func (p *postgresRun) close() (err error) {
	if p.store != nil {
		err = p.store.Close()
	}
	if p.pool != nil {
		p.pool.Close()
	}
	if p.drop != nil {
		err = errors.Join(err, p.drop())
	}
	p.store, p.pool, p.drop = nil, nil, nil
	return err
}

// together lets writers do something n times in all, each at its own pace.
func (p *postgresRun) together(writers, n int, do func(ctx context.Context, writer, i int) error) error {
	var next atomic.Int64
	var group sync.WaitGroup
	failed := make(chan error, writers)
	for writer := range writers {
		group.Go(func() {
			for i := 0; next.Add(1) <= int64(n); i++ {
				if err := do(context.Background(), writer, i); err != nil {
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

// append writes some events to the writer's stream.
func (p *postgresRun) append(ctx context.Context, writer, i, events int) error {
	stream := orchestrix.StreamID{Category: "ordering.Order", ID: string(orderName(writer))}
	command := orchestrix.CommandID(orchestrix.NewUUID())
	batch := orchestrix.Batch{Stream: stream, Expect: orchestrix.Exactly(orchestrix.Version(i * events))}
	for j := range events {
		batch.Events = append(batch.Events, pending(command, stream, j, "ordering.OrderPlaced", p.data))
	}
	_, err := p.store.Append(ctx, batch)
	return err
}

func (p *postgresRun) insert(ctx context.Context, writer, i int) error {
	_, err := p.pool.Exec(ctx, insertRaw, p.row(writer, i, 0)...)
	return err
}

// copy writes some rows as fast as the server takes them.
func (p *postgresRun) copy(ctx context.Context, writer, rows int) error {
	_, err := p.pool.CopyFrom(ctx, pgx.Identifier{"raw"}, rawColumns,
		pgx.CopyFromSlice(rows, func(i int) ([]any, error) { return p.row(writer, i, i), nil }))
	return err
}

func (p *postgresRun) row(writer, version, i int) []any {
	id := orchestrix.NewUUID()
	return []any{"", "ordering.Order", string(orderName(writer)), version + 1, id, "ordering.OrderPlaced", 1, time.Now(),
		"", id, "", id, "", "", p.data}
}

// measureReading reads all events of a store, and the same rows by the driver.
func (p *postgresRun) measureReading(of race.Race, events int) ([]row, error) {
	if err := p.open(0); err != nil {
		return nil, err
	}
	for i := range events / 1000 {
		if err := p.append(context.Background(), 0, i, 1000); err != nil {
			return nil, err
		}
	}
	pool, err := pgxpool.New(context.Background(), p.url)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	measured, err := of.Run(
		race.Contender{Name: "ours", Batch: events, Wall: true, Work: p.readAll},
		race.Contender{Name: "the driver, one query", Batch: events, Wall: true, Work: func(n int) error { return scanAll(pool, n) }},
	)
	if err != nil {
		return nil, err
	}
	return []row{beside("Postgres, reading all in pages: wall an event", measured[0], measured[1], goal{})}, nil
}

func (p *postgresRun) readAll(n int) error {
	for _, err := range p.store.All(context.Background(), orchestrix.Position{}, orchestrix.Filter{}) {
		if err != nil {
			return err
		}
		if n--; n == 0 {
			return nil
		}
	}
	return nil
}

func scanAll(pool *pgxpool.Pool, n int) error {
	rows, err := pool.Query(context.Background(), `SELECT transaction_id, place, tenant, category, stream_id, version, event_id, type,
		schema_version, time, actor, correlation_id, causation_id, command_id, trace_parent, trace_state, data::text
		FROM orchestrix_events ORDER BY epoch, transaction_id, place LIMIT $1`, n)
	if err != nil {
		return err
	}
	var transaction, place uint64
	var texts [11]string
	var version int64
	var schemaVersion int
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&transaction, &place, &texts[0], &texts[1], &texts[2], &version, &texts[3], &texts[4],
		&schemaVersion, &at, &texts[5], &texts[6], &texts[7], &texts[8], &texts[9], &texts[10], new(string)}, func() error { return nil })
	return err
}
