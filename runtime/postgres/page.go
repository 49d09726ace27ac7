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
	return pageSize
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
	p.events, p.ends, p.data, p.more = p.events[:0], p.ends[:0], p.data[:0], false
	return s.run(ctx, func(db querier) error {
		rows, err := db.Query(ctx, text, append([]any{s.mode, binaryResults}, args...)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := p.add(rows.RawValues()); err != nil {
				return err
			}
			if len(p.data) >= pageBytes {
				p.more = true
				break
			}
		}
		if p.more {
			return nil
		}
		p.more = len(p.events) == limit
		return rows.Err()
	})
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
	p.events = append(p.events, orchestrix.Recorded{})
	e := &p.events[len(p.events)-1]
	var before *orchestrix.Recorded
	if len(p.events) > 1 {
		before = &p.events[len(p.events)-2]
	}
	e.Version = orchestrix.Version(number(0))
	e.Position = orchestrix.NewPosition(number(1), number(2), number(3))
	e.Time = timeOf(int64(number(4)))
	e.SchemaVersion = int(int32(binary.BigEndian.Uint32(row[5])))
	_ = before
	e.Stream.Tenant = string(row[6])
	e.Stream.Category = string(row[7])
	e.Stream.ID = string(row[8])
	e.ID = orchestrix.EventID(row[9])
	e.Type = string(row[10])
	e.Metadata = orchestrix.Metadata{
		Actor: string(row[11]), CorrelationID: string(row[12]), CausationID: string(row[13]), CommandID: orchestrix.CommandID(row[14]),
		TraceParent: string(row[15]), TraceState: string(row[16]),
	}
	p.data = append(p.data, row[17]...)
	p.ends = append(p.ends, len(p.data))
	return nil
}

// timeOf is what the server sends for a time: microseconds since 2000.
func timeOf(microseconds int64) time.Time {
	return time.UnixMicro(microseconds + 946_684_800_000_000).UTC()
}
