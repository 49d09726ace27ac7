package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// patience is how long an append waits for those that are being written, to share
// a transaction with others that wait. Those may be held up by a stream that
// somebody holds.
const patience = 20 * time.Millisecond

// request is one append on its way.
type request struct {
	ctx      context.Context
	command  orchestrix.CommandID
	tenant   string
	batches  []orchestrix.Batch
	appended orchestrix.Appended
	err      error
	missed   bool // its expectation didn't hold in a group
}

// Append implements [orchestrix.Store]. An error of the context leaves open
// whether it happened, as does one of the connection.
func (s *Store) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	command, tenant, err := orchestrix.CheckAppend(batches)
	if err != nil {
		return orchestrix.Appended{}, err
	}
	if ctx.Err() != nil {
		return orchestrix.Appended{}, context.Cause(ctx)
	}
	for i := range batches {
		if n := len(batches[i].Events); n > maxEvents/len(batches) {
			return orchestrix.Appended{}, fmt.Errorf("append to %v: %d events are too many for one append", batches[i].Stream, n)
		}
	}
	r := &request{ctx: ctx, command: command, tenant: tenant, batches: batches}
	if tx := TxFrom(ctx); tx != nil {
		return s.appendIn(ctx, tx, r)
	}
	if err := s.queue.Do(ctx, r); err != nil {
		return orchestrix.Appended{}, err
	}
	return r.appended, r.err
}

// Bounds for what is tried again, because somebody was faster or a connection of
// the pool turned out to be dead before anything was sent.
const (
	maxRaces = 20
	maxDead  = 20
)

// alone answers a request that is in no group.
func (s *Store) alone(r *request) {
	races, dead := 0, 0
	for {
		err := s.tryAlone(r, races > 0)
		switch {
		case err == nil:
			return
		case isRace(err) && races < maxRaces:
			races++
			if !pause(r.ctx, races) {
				r.err = explain(r.ctx, "append", err)
				return
			}
		case isRace(err):
			r.err = lost(r.ctx, s.pool, r, err)
			return
		case pgconn.SafeToRetry(err) && dead < maxDead && r.ctx.Err() == nil:
			dead++
		default:
			r.err = explain(r.ctx, "append", err)
			return
		}
		r.appended = orchestrix.Appended{}
	}
}

// simple is whether a request is one batch of events.
func (r *request) simple() bool { return len(r.batches) == 1 && len(r.batches[0].Events) > 0 }

// pause lets others go first; false when the context ends.
func pause(ctx context.Context, n int) bool {
	timer := time.NewTimer(rand.N(time.Duration(n) * time.Millisecond))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// lost is the conflict of a request that somebody was faster than again and again.
func lost(ctx context.Context, db querier, r *request, cause error) error {
	batch := r.batches[0]
	var version orchestrix.Version
	err := db.QueryRow(ctx, versionText, r.tenant, batch.Stream.Category, batch.Stream.ID).Scan(&version)
	if err != nil {
		return explain(ctx, "append", errors.Join(cause, err))
	}
	return &orchestrix.ConflictError{Stream: batch.Stream, Expected: batch.Expect, Actual: version}
}

// tryAlone answers a request; after a race the command may turn out to be done.
func (s *Store) tryAlone(r *request, raced bool) error {
	if !r.simple() {
		return s.together(r.ctx, []*request{r})
	}
	conn, err := s.acquire(r.ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	for {
		if !raced {
			written, err := s.appendOne(r, conn)
			if written {
				s.news.tell()
			}
			if err != nil || written {
				return err
			}
		}
		// It was done before, or the expectation doesn't hold.
		var known bool
		if r.appended, known, err = receiptOf(r.ctx, conn, r.tenant, r.command); err != nil || known {
			return err
		}
		batch := r.batches[0]
		var version orchestrix.Version
		if err := conn.QueryRow(r.ctx, versionText, r.tenant, batch.Stream.Category, batch.Stream.ID).Scan(&version); err != nil {
			return err
		}
		if !batch.Expect.Holds(version) {
			r.err = &orchestrix.ConflictError{Stream: batch.Stream, Expected: batch.Expect, Actual: version}
			return nil
		}
		raced = false // it holds by now
	}
}

// appendOne appends one batch by one statement, if its expectation holds.
func (s *Store) appendOne(r *request, conn *pgxpool.Conn) (written bool, err error) {
	var version orchestrix.Version
	var epoch, transaction, place uint64
	text, args := r.statement()
	err = conn.QueryRow(r.ctx, text, args...).Scan(&version, &epoch, &transaction, &place)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	r.written(version, orchestrix.NewPosition(epoch, transaction, place))
	return true, nil
}

// statement appends a request's one batch if its expectation holds.
func (r *request) statement() (text string, args []any) {
	batch := &r.batches[0]
	n := len(batch.Events)
	args = make([]any, 0, 16)
	args = append(args, r.tenant, batch.Stream.Category, batch.Stream.ID, int64(batch.Expect), int64(n), string(r.command))
	one, many := createOne, createMany
	if batch.Expect == orchestrix.Exists || batch.Expect > 0 {
		one, many = continueOne, continueMany
	}
	if n == 1 {
		e := &batch.Events[0]
		return one, append(args, e.Time, int32(e.SchemaVersion), string(e.ID), e.Type, e.Metadata.Actor,
			e.Metadata.CorrelationID, e.Metadata.CausationID, e.Metadata.TraceParent, e.Metadata.TraceState, e.Data)
	}
	c := newColumns(n)
	for i := range batch.Events {
		c.add(&batch.Events[i])
	}
	return many, append(args, c.times, c.schemaVersions, c.ids, c.types, c.actors, c.correlations, c.causations, c.traceParents, c.traceStates, c.data)
}

// written says that a request's one batch was: the version of the stream, and the
// position of the last event.
func (r *request) written(version orchestrix.Version, position orchestrix.Position) {
	batch := &r.batches[0]
	r.missed = false
	r.appended = orchestrix.Appended{
		Position: position,
		Versions: []orchestrix.Version{version},
		Streams:  []orchestrix.StreamID{batch.Stream},
		Events:   len(batch.Events),
	}
}

const versionText = `SELECT coalesce((SELECT version FROM orchestrix_streams WHERE tenant = $1 AND category = $2 AND stream_id = $3), 0)`

// An event's position is an epoch, a transaction id and a place. The id is that of
// the transaction, which it has before it holds the stream: if the stream had
// events of a later one by then, it is that. So a stream's events are in order,
// and an event's id is never less than that of the transaction that wrote it.
// Places are numbered append after append, by those who hold the stream.
const (
	laterOf = `greatest(stream.transaction_id, pg_current_xact_id())`

	placeBits = 20
	maxEvents = 1<<placeBits - 1
)

// numbered is the epoch of an append, and the place that its events come after.
func numbered(append int64) (epoch uint64, place int64) {
	return uint64(append >> appendBits), append & (1<<appendBits - 1) << placeBits
}

// The statements of an append of one batch: to a stream that is expected to be
// there or one that needn't be, of one event or of any number. The row of the
// stream is locked and compared in its last version, whatever the statement's
// snapshot; if it isn't as expected there is no row to go on with, and nothing is
// written.
const (
	continueOne  = continueHead + oneEvent
	continueMany = continueHead + manyEvents
	createOne    = createHead + oneEvent
	createMany   = createHead + manyEvents

	continueHead = `WITH append AS (
	UPDATE orchestrix_streams AS stream SET version = version + $5, transaction_id = ` + laterOf + `
	WHERE tenant = $1 AND category = $2 AND stream_id = $3 AND (version = $4 OR ($4 = -2 AND version > 0))
	RETURNING version, transaction_id, nextval('orchestrix_appends') AS append
)`

	createHead = `WITH append AS (
	INSERT INTO orchestrix_streams AS stream (tenant, category, stream_id, version, transaction_id)
	VALUES ($1, $2, $3, $5, pg_current_xact_id())
	ON CONFLICT (tenant, category, stream_id) DO UPDATE SET version = stream.version + $5, transaction_id = ` + laterOf + `
	WHERE stream.version = $4 OR $4 = -1
	RETURNING version, transaction_id, nextval('orchestrix_appends') AS append
)`

	epochOf = `append >> 40`
	placeOf = `((append & 1099511627775) << 20)`

	insertEvents = `INSERT INTO orchestrix_events (tenant, category, stream_id, command_id, command_events, epoch, transaction_id, place, version,
	time, schema_version, event_id, type, actor, correlation_id, causation_id, trace_parent, trace_state, data)
`
	oneEvent = ` ` + insertEvents + `SELECT $1, $2, $3, $6, 1, ` + epochOf + `, transaction_id, ` + placeOf + ` + 1, version,
	$7, $8, $9, $10, $11, $12, $13, $14, $15, $16 FROM append
RETURNING version, epoch, transaction_id, place`

	manyEvents = `, event AS (` + insertEvents + `SELECT $1, $2, $3, $6, CASE WHEN e.n = 1 THEN $5 END, ` + epochOf + `, transaction_id, ` + placeOf + ` + e.n, version - $5 + e.n,
	e.a, e.b, e.c, e.d, e.e, e.f, e.g, e.h, e.i, e.j
	FROM append, unnest($7::timestamptz[], $8::integer[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
		$14::text[], $15::text[], $16::json[]) WITH ORDINALITY AS e(a, b, c, d, e, f, g, h, i, j, n)
)
SELECT version, ` + epochOf + `, transaction_id, ` + placeOf + ` + $5 FROM append`
)

// columns are events as a statement takes them.
type columns struct {
	times                                                                             []time.Time
	schemaVersions                                                                    []int32
	ids, types, actors, correlations, causations, commands, traceParents, traceStates []string
	data                                                                              [][]byte
}

func newColumns(n int) *columns {
	texts := make([]string, 8*n)
	column := func(i int) []string { return texts[i*n : i*n : (i+1)*n] }
	return &columns{
		times: make([]time.Time, 0, n), schemaVersions: make([]int32, 0, n), data: make([][]byte, 0, n),
		ids: column(0), types: column(1), actors: column(2), correlations: column(3), causations: column(4),
		commands: column(5), traceParents: column(6), traceStates: column(7),
	}
}

func (c *columns) add(e *orchestrix.Pending) {
	c.times = append(c.times, e.Time)
	c.schemaVersions = append(c.schemaVersions, int32(e.SchemaVersion))
	c.ids = append(c.ids, string(e.ID))
	c.types = append(c.types, e.Type)
	c.actors = append(c.actors, e.Metadata.Actor)
	c.correlations = append(c.correlations, e.Metadata.CorrelationID)
	c.causations = append(c.causations, e.Metadata.CausationID)
	c.commands = append(c.commands, string(e.Metadata.CommandID))
	c.traceParents = append(c.traceParents, e.Metadata.TraceParent)
	c.traceStates = append(c.traceStates, e.Metadata.TraceState)
	c.data = append(c.data, e.Data)
}

// querier is a connection, or a transaction on it.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

const (
	commandText = `SELECT epoch, transaction_id, place, place + command_events - 1 FROM orchestrix_events
	WHERE tenant = $1 AND command_id = $2 AND command_events IS NOT NULL`

	receiptText = `SELECT category, stream_id, max(version), count(*) FROM orchestrix_events
	WHERE epoch = $1 AND transaction_id = $2 AND place BETWEEN $3 AND $4 GROUP BY category, stream_id ORDER BY min(place)`
)

// receiptOf makes the first receipt of a command again.
func receiptOf(ctx context.Context, db querier, tenant string, command orchestrix.CommandID) (orchestrix.Appended, bool, error) {
	var epoch, transaction, first, last uint64
	switch err := db.QueryRow(ctx, commandText, tenant, string(command)).Scan(&epoch, &transaction, &first, &last); {
	case errors.Is(err, pgx.ErrNoRows):
		return orchestrix.Appended{}, false, nil
	case err != nil:
		return orchestrix.Appended{}, false, err
	}
	appended := orchestrix.Appended{Position: orchestrix.NewPosition(epoch, transaction, last), Duplicate: true}
	rows, err := db.Query(ctx, receiptText, epoch, transaction, first, last)
	if err != nil {
		return orchestrix.Appended{}, false, err
	}
	stream := orchestrix.StreamID{Tenant: tenant}
	var version orchestrix.Version
	var events int
	_, err = pgx.ForEachRow(rows, []any{&stream.Category, &stream.ID, &version, &events}, func() error {
		appended.Streams = append(appended.Streams, stream)
		appended.Versions = append(appended.Versions, version)
		appended.Events += events
		return nil
	})
	if err != nil {
		return orchestrix.Appended{}, false, err
	}
	return appended, true, nil
}

// ByCommand implements [orchestrix.Store].
func (s *Store) ByCommand(ctx context.Context, id orchestrix.CommandID) (orchestrix.Appended, bool, error) {
	appended, known, err := receiptOf(ctx, s.db(ctx), orchestrix.TenantFrom(ctx), id)
	if err != nil {
		return orchestrix.Appended{}, false, fmt.Errorf("look for command: %w", explain(ctx, "read", err))
	}
	return appended, known, nil
}
