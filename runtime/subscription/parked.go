package subscription

import (
	"context"
	"fmt"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// parked is a row of [orchestrix.ParkedTable]. The first of a stream has failed,
// or is due; those behind it have no error and wait.
type parked struct {
	subscription string // a base
	eventID      string
	place        string
	stream       orchestrix.StreamID
	version      int64
	eventType    string
	err          string
	attempts     int64
	replays      int64
	due          time.Time // zero: none
	since        time.Time
}

func (p *parked) row() orchestrix.Row {
	var due any
	if !p.due.IsZero() {
		due = p.due
	}
	return orchestrix.Row{p.subscription, p.eventID, p.place, p.stream.Tenant, p.stream.Category, p.stream.ID,
		p.version, p.eventType, p.err, p.attempts, p.replays, due, p.since}
}

func (p *parked) key() []any { return []any{p.subscription, p.eventID} }

func parkedOf(row orchestrix.Row) (*parked, error) {
	p := &parked{}
	for i, to := range []any{&p.subscription, &p.eventID, &p.place, &p.stream.Tenant, &p.stream.Category, &p.stream.ID,
		&p.version, &p.eventType, &p.err, &p.attempts, &p.replays, &p.due, &p.since} {
		if !scan(row, i, to) {
			return nil, fmt.Errorf("row of %s has %v for %s", orchestrix.ParkedTable.Name, row[i], orchestrix.ParkedTable.Columns[i].Name)
		}
	}
	return p, nil
}

func rowsOf(all []*parked) []orchestrix.Row {
	rows := make([]orchestrix.Row, len(all))
	for i, p := range all {
		rows[i] = p.row()
	}
	return rows
}

func keysOf(all []*parked) []orchestrix.Row {
	keys := make([]orchestrix.Row, len(all))
	for i, p := range all {
		keys[i] = p.key()
	}
	return keys
}

// placeText is a position in an order that texts have.
func placeText(p orchestrix.Position) string {
	epoch, major, minor := p.Parts()
	return fmt.Sprintf("%020d-%020d-%020d", epoch, major, minor)
}

// aside makes the row of an event that isn't handled now.
func (w *worker) aside(event *orchestrix.Recorded) *parked {
	return &parked{
		subscription: w.base,
		eventID:      string(event.ID),
		place:        placeText(event.Position),
		stream:       event.Stream,
		version:      int64(event.Version),
		eventType:    event.Type,
		since:        w.r.clock(),
	}
}

const maxErrorText = 2000

// failed notes another failed attempt, and when the next is to be, if any.
func (p *parked) failed(err error, retry Retry, now time.Time) {
	p.attempts++
	p.err = strings.ToValidUTF8(strings.ReplaceAll(err.Error(), "\x00", ""), "")
	if len(p.err) > maxErrorText {
		p.err = strings.ToValidUTF8(p.err[:maxErrorText], "")
	}
	if p.err == "" {
		p.err = "error without a text"
	}
	p.due = time.Time{}
	if pause, again := retry.next(int(p.attempts), err); again {
		p.due = now.Add(pause).Truncate(time.Microsecond)
	}
}

func parkedBy(base string) orchestrix.Condition {
	return orchestrix.Compare{Column: "subscription", Op: "=", Value: base}
}

func parkedIn(base string, stream orchestrix.StreamID) orchestrix.Condition {
	return orchestrix.And{
		parkedBy(base),
		orchestrix.Compare{Column: "tenant", Op: "=", Value: stream.Tenant},
		orchestrix.Compare{Column: "category", Op: "=", Value: stream.Category},
		orchestrix.Compare{Column: "stream_id", Op: "=", Value: stream.ID},
	}
}

func parkedRows(ctx context.Context, rows orchestrix.RowReader, selection orchestrix.Selection) ([]*parked, error) {
	var all []*parked
	for row, err := range rows.Select(ctx, orchestrix.ParkedTable, selection) {
		if err != nil {
			return nil, err
		}
		p, err := parkedOf(row)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// firstOf is the first row of a stream, or nil.
func firstOf(ctx context.Context, rows orchestrix.RowReader, base string, stream orchestrix.StreamID) (*parked, error) {
	all, err := parkedRows(ctx, rows, orchestrix.Selection{
		Where: parkedIn(base, stream), Order: []orchestrix.Order{{Column: "place"}}, Limit: 1,
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0], nil
}

// lockFirst is the first row of a stream, which stays so until the transaction
// ends, or nil.
func lockFirst(ctx context.Context, tx orchestrix.Tx, base string, stream orchestrix.StreamID) (*parked, error) {
	for {
		first, err := firstOf(ctx, tx, base, stream)
		if err != nil || first == nil {
			return nil, err
		}
		row, err := tx.Lock(ctx, orchestrix.ParkedTable, first.key()...)
		if err != nil {
			return nil, err
		}
		if row != nil { // else it was dropped before it could be locked
			return parkedOf(row)
		}
	}
}

// forgetFirst removes a row, which is locked, and has the one behind it go on.
func forgetFirst(ctx context.Context, tx orchestrix.Tx, first *parked, now time.Time) (next *parked, err error) {
	if err := tx.Delete(ctx, orchestrix.ParkedTable, first.key()); err != nil {
		return nil, err
	}
	if next, err = lockFirst(ctx, tx, first.subscription, first.stream); err != nil || next == nil {
		return nil, err
	}
	if next.err == "" && next.due.IsZero() {
		next.due = now
		err = tx.Put(ctx, orchestrix.ParkedTable, next.row())
	}
	return next, err
}
