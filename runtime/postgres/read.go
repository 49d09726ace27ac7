package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// A page is what is read at once: no connection is held while the caller works.
// The first is small, since most streams are.
const (
	firstPage = 64
	pageSize  = 2048
	pageBytes = 1 << 20 // of data; an event more may be over it
)

const eventColumns = `version, epoch, transaction_id, place, time, schema_version, tenant, category, stream_id,
	event_id, type, actor, correlation_id, causation_id, command_id, trace_parent, trace_state, data`

const (
	readText = `SELECT ` + eventColumns + ` FROM orchestrix_events
	WHERE tenant = $1 AND category = $2 AND stream_id = $3 AND version > $4 ORDER BY version LIMIT $5`

	// A transaction that may still write has an id from xmin on, so all before is
	// there for good. What another epoch wrote is, too.
	stable = `(epoch, transaction_id) < (` + currentEpoch + `, pg_snapshot_xmin(pg_current_snapshot()))`

	headText = `SELECT epoch, transaction_id, place FROM orchestrix_events WHERE ` + stable + `
	ORDER BY epoch DESC, transaction_id DESC, place DESC LIMIT 1`

	// boundText gives what is stable now, and whether a position is an event's.
	boundText = `SELECT coalesce(` + currentEpoch + `, 0), pg_snapshot_xmin(pg_current_snapshot()),
	EXISTS (SELECT FROM orchestrix_events WHERE epoch = $1 AND transaction_id = $2 AND place = $3)`

	allText = `SELECT ` + eventColumns + ` FROM orchestrix_events
	WHERE (epoch, transaction_id, place) > ($1, $2, $3) AND (epoch, transaction_id) < ($4, $5)`
	readAllText = allText + ` AND NOT starts_with(category, '~')` + inOrder
	// An empty list of categories or types takes all.
	readFilteredText = allText + `
	AND CASE WHEN $7::text[] = '{}' THEN NOT starts_with(category, '~') ELSE category = ANY ($7::text[]) END
	AND ($8::text[] = '{}' OR type = ANY ($8::text[]))` + inOrder
	inOrder = ` ORDER BY epoch, transaction_id, place LIMIT $6`
)

// Read implements [orchestrix.Store].
func (s *Store) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) iter.Seq2[orchestrix.Recorded, error] {
	return func(yield func(orchestrix.Recorded, error) bool) {
		fail := func(err error) { yield(orchestrix.Recorded{}, explain(ctx, "read "+stream.String(), err)) }
		last := max(after, 0)
		var p page
		for limit := firstPage; limit > 0; limit = p.next() {
			if err := p.read(ctx, s, limit, readText, stream.Tenant, stream.Category, stream.ID, int64(last), limit); err != nil {
				fail(err)
				return
			}
			for i := range p.events {
				if ctx.Err() != nil {
					fail(context.Cause(ctx))
					return
				}
				recorded := p.event(i)
				if recorded.Version != last+1 {
					fail(fmt.Errorf("version %d is followed by %d: events are missing from the database", last, recorded.Version))
					return
				}
				last = recorded.Version
				if !yield(recorded, nil) {
					return
				}
			}
		}
	}
}

// All implements [orchestrix.Store]. A position that isn't an event's is a
// [*PositionError].
func (s *Store) All(ctx context.Context, after orchestrix.Position, filter orchestrix.Filter) iter.Seq2[orchestrix.Recorded, error] {
	return func(yield func(orchestrix.Recorded, error) bool) {
		fail := func(err error) { yield(orchestrix.Recorded{}, explain(ctx, "read events", err)) }
		epoch, before, err := s.bound(ctx, after)
		if err != nil {
			fail(err)
			return
		}
		last := after
		var p page
		for limit := firstPage; limit > 0; limit = p.next() {
			e, t, n := last.Parts()
			text, args := readAllText, []any{e, t, n, epoch, before, limit}
			if len(filter.Categories)+len(filter.Types) > 0 {
				text, args = readFilteredText, append(args, list(filter.Categories), list(filter.Types))
			}
			if err := p.readByIndex(ctx, s, limit, text, args...); err != nil {
				fail(err)
				return
			}
			for i := range p.events {
				if ctx.Err() != nil {
					fail(context.Cause(ctx))
					return
				}
				recorded := p.event(i)
				last = recorded.Position
				if !yield(recorded, nil) {
					return
				}
			}
		}
		if ctx.Err() != nil {
			fail(context.Cause(ctx))
		}
	}
}

// list is never NULL.
func list(names []string) []string {
	if names == nil {
		return []string{}
	}
	return names
}

// bound gives the epoch and the transaction id that everything stable is before.
func (s *Store) bound(ctx context.Context, after orchestrix.Position) (epoch, before uint64, err error) {
	e, t, n := after.Parts()
	var known bool
	err = s.run(ctx, func(db querier) error {
		return db.QueryRow(ctx, boundText, e, t, n).Scan(&epoch, &before, &known)
	})
	if err != nil || known || after.IsZero() {
		return epoch, before, err
	}
	head, err := s.Head(ctx)
	if err != nil {
		return 0, 0, err
	}
	return 0, 0, &PositionError{Position: after, Head: head}
}

// Head implements [orchestrix.Store].
func (s *Store) Head(ctx context.Context) (orchestrix.Position, error) {
	var epoch, transaction, place uint64
	err := s.run(ctx, func(db querier) error { return db.QueryRow(ctx, headText).Scan(&epoch, &transaction, &place) })
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return orchestrix.Position{}, explain(ctx, "read the head", err)
	}
	return orchestrix.NewPosition(epoch, transaction, place), nil
}

// run runs what reads: in the transaction of the context, or on any connection.
func (s *Store) run(ctx context.Context, f func(db querier) error) error {
	if tx := TxFrom(ctx); tx != nil {
		return f(tx)
	}
	conn, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	return f(conn)
}
