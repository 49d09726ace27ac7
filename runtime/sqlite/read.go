package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// A page is what is read at once: no connection is held while the caller works.
const (
	pageEvents = 256
	pageBytes  = 1 << 20 // of data; an event more may be over it
)

// Read implements [orchestrix.Store].
func (s *Store) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) iter.Seq2[orchestrix.Recorded, error] {
	return func(yield func(orchestrix.Recorded, error) bool) {
		fail := func(err error) {
			yield(orchestrix.Recorded{}, fmt.Errorf("read %v: %w", stream, orEnded(ctx, err)))
		}
		last := max(after, 0)
		var p page
		for p.more = true; p.more; {
			err := p.read(s.statements.readStream.query(ctx, stream.Tenant, stream.Category, stream.ID, int64(last), pageEvents))
			if err != nil {
				fail(err)
				return
			}
			for i := range p.events {
				if err := ctx.Err(); err != nil {
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

// All implements [orchestrix.Store].
func (s *Store) All(ctx context.Context, after orchestrix.Position, filter orchestrix.Filter) iter.Seq2[orchestrix.Recorded, error] {
	return func(yield func(orchestrix.Recorded, error) bool) {
		fail := func(err error) { yield(orchestrix.Recorded{}, fmt.Errorf("read events: %w", orEnded(ctx, err))) }
		_, last, _ := after.Parts()
		var head uint64
		if err := s.statements.head.queryRow(ctx).Scan(&head); err != nil {
			fail(err)
			return
		}
		query := s.allQuery(ctx, filter)
		var p page
		for p.more = last < head; p.more; {
			if err := p.read(query(last, head)); err != nil {
				fail(err)
				return
			}
			for i := range p.events {
				if ctx.Err() != nil {
					fail(context.Cause(ctx))
					return
				}
				recorded := p.event(i)
				_, last, _ = recorded.Position.Parts()
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

func (s *Store) allQuery(ctx context.Context, filter orchestrix.Filter) func(after, to uint64) (*sql.Rows, error) {
	if len(filter.Categories) == 0 && len(filter.Types) == 0 {
		return func(after, to uint64) (*sql.Rows, error) {
			return s.statements.readAll.query(ctx, int64(after), int64(to), pageEvents)
		}
	}
	list := func(names []string) string {
		text, _ := json.Marshal(names) // strings always are JSON
		return string(text)
	}
	categories, types := list(filter.Categories), list(filter.Types)
	return func(after, to uint64) (*sql.Rows, error) {
		return s.statements.readFiltered.query(ctx, int64(after), int64(to),
			len(filter.Categories) > 0, categories, len(filter.Types) > 0, types, pageEvents)
	}
}

// page holds some events; the next one overwrites it.
type page struct {
	events []orchestrix.Recorded // without data
	ends   []int                 // of each event's data in data
	data   []byte
	more   bool // there may be another page
}

func (p *page) read(rows *sql.Rows, err error) error {
	p.events, p.ends, p.data, p.more = p.events[:0], p.ends[:0], p.data[:0], false
	if err != nil {
		return err
	}
	defer rows.Close()
	var data sql.RawBytes
	for rows.Next() {
		var e orchestrix.Recorded
		var at, micros int64
		err := rows.Scan(&e.Stream.Tenant, &e.Stream.Category, &e.Stream.ID, &e.Version, &at,
			&e.ID, &e.Type, &e.SchemaVersion, &micros,
			&e.Metadata.Actor, &e.Metadata.CorrelationID, &e.Metadata.CausationID, &e.Metadata.CommandID,
			&e.Metadata.TraceParent, &e.Metadata.TraceState, &data)
		if err != nil {
			return err
		}
		e.Time, e.Position = time.UnixMicro(micros).UTC(), position(at)
		p.data = append(p.data, data...)
		p.events, p.ends = append(p.events, e), append(p.ends, len(p.data))
		if len(p.data) >= pageBytes {
			p.more = true
			return rows.Close()
		}
	}
	p.more = len(p.events) == pageEvents
	return rows.Err()
}

func (p *page) event(i int) orchestrix.Recorded {
	start := 0
	if i > 0 {
		start = p.ends[i-1]
	}
	recorded := p.events[i]
	recorded.Data = p.data[start:p.ends[i]:p.ends[i]]
	return recorded
}

// Head implements [orchestrix.Store].
func (s *Store) Head(ctx context.Context) (orchestrix.Position, error) {
	var head int64
	if err := s.statements.head.queryRow(ctx).Scan(&head); err != nil {
		return orchestrix.Position{}, fmt.Errorf("read the head: %w", orEnded(ctx, err))
	}
	return position(head), nil
}

func position(n int64) orchestrix.Position { return orchestrix.NewPosition(0, uint64(n), 0) }
