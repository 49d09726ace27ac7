package postgres

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// page holds some events; the next one overwrites it.
type page struct {
	events []orchestrix.Recorded // without data
	ends   []int                 // of each event's data in data
	data   []byte
	more   bool // there may be another page
}

// next is how many events the next page may have; 0 if there is none.
func (p *page) next() int {
	if !p.more {
		return 0
	}
	return fitting(len(p.events), len(p.data), pageSize)
}

// fitting is how many of what so many had so many bytes of a page holds. What the
// server sends beyond is thrown away, and sent again for the next page.
func fitting(n, bytes, most int) int {
	return max(1, min(most, n*pageBytes/max(bytes, 1)))
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

// read reads up to a limit of events.
func (p *page) read(ctx context.Context, s *Store, limit int, text string, args ...any) error {
	return s.run(ctx, func(db querier) error {
		rows, err := db.Query(ctx, text, append([]any{s.mode, binaryResults}, args...)...)
		if err != nil {
			return err
		}
		return p.take(rows, limit)
	})
}

// readByIndex is read of a page of all events. A server that knows little of the
// table, as when it is new, would rather read all that is left, and sort it, for
// each page. In a transaction of the user's it may.
func (p *page) readByIndex(ctx context.Context, s *Store, limit int, text string, args ...any) error {
	if TxFrom(ctx) != nil {
		return p.read(ctx, s, limit, text, args...)
	}
	conn, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var batch pgx.Batch
	batch.Queue(oncePlannedText)
	batch.Queue(text, args...).Query(func(rows pgx.Rows) error { return p.take(rows, limit) })
	return conn.SendBatch(ctx, &batch).Close()
}

// take takes the rows of a page.
func (p *page) take(rows pgx.Rows, limit int) error {
	defer rows.Close()
	p.events, p.ends, p.data, p.more = p.events[:0], p.ends[:0], p.data[:0], false
	for rows.Next() {
		if err := p.add(rows.RawValues()); err != nil {
			return err
		}
		if len(p.data) >= pageBytes {
			p.more = true
			return nil
		}
	}
	p.more = len(p.events) == limit
	return rows.Err()
}

var binaryResults = pgx.QueryResultFormats{pgx.BinaryFormatCode}

// add takes a row of eventColumns. They are read as they come: through the
// driver's general way a row takes three times as long.
func (p *page) add(row [][]byte) error {
	const numbers, texts = 6, 11
	if len(row) != numbers+texts+1 {
		return fmt.Errorf("an event of %d columns", len(row))
	}
	for i, size := range [numbers]int{8, 8, 8, 8, 8, 4} {
		if len(row[i]) != size {
			return fmt.Errorf("column %d of an event has %d bytes", i, len(row[i]))
		}
	}
	number := func(i int) uint64 { return binary.BigEndian.Uint64(row[i]) }
	var before orchestrix.Recorded
	if n := len(p.events); n > 0 {
		before = p.events[n-1]
	}
	p.events = append(p.events, orchestrix.Recorded{
		Version:  orchestrix.Version(number(0)),
		Position: orchestrix.NewPosition(number(1), number(2), number(3)),
		Stream: orchestrix.StreamID{
			Tenant: shared(before.Stream.Tenant, row[6]), Category: shared(before.Stream.Category, row[7]), ID: shared(before.Stream.ID, row[8]),
		},
		Pending: orchestrix.Pending{
			Time:          timeOf(int64(number(4))),
			SchemaVersion: int(int32(binary.BigEndian.Uint32(row[5]))),
			ID:            orchestrix.EventID(row[9]),
			Type:          shared(before.Type, row[10]),
			Metadata: orchestrix.Metadata{
				Actor:         shared(before.Metadata.Actor, row[11]),
				CorrelationID: shared(before.Metadata.CorrelationID, row[12]),
				CausationID:   shared(before.Metadata.CausationID, row[13]),
				CommandID:     orchestrix.CommandID(shared(string(before.Metadata.CommandID), row[14])),
				TraceParent:   shared(before.Metadata.TraceParent, row[15]),
				TraceState:    shared(before.Metadata.TraceState, row[16]),
			},
		},
	})
	p.data = append(p.data, row[17]...)
	p.ends = append(p.ends, len(p.data))
	return nil
}

// shared is a text that the event before may have had, too.
func shared(before string, raw []byte) string {
	if string(raw) == before {
		return before
	}
	return string(raw)
}

// timeOf is what the server sends for a time: microseconds since 2000.
func timeOf(microseconds int64) time.Time {
	return time.UnixMicro(microseconds + 946_684_800_000_000).UTC()
}
