package subscription

import (
	"bytes"
	"context"
	"errors"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

const (
	// lookPause is how often it is looked whether somebody else replays or has
	// dropped what was put aside.
	lookPause = time.Second
	// dueAtOnce bounds how many streams are tried again before new events are read.
	dueAtOnce = 100
)

// loadStuck notes which streams something of was put aside.
func (w *worker) loadStuck(ctx context.Context) error {
	rows, err := parkedRows(ctx, w.r.store, orchestrix.Selection{
		Where: parkedBy(w.base), Order: []orchestrix.Order{{Column: "place"}},
	})
	if err != nil {
		return w.about("read what is put aside", err)
	}
	w.stuck = map[orchestrix.StreamID]*stuck{}
	for _, p := range rows {
		if partitionOf(p.stream, w.of) == w.index {
			w.noteStuck(p)
		}
	}
	return nil
}

// noteStuck notes an event that was put aside.
func (w *worker) noteStuck(p *parked) {
	if behind := w.stuck[p.stream]; behind != nil {
		behind.rows++
		return
	}
	waiting := !p.due.IsZero()
	w.stuck[p.stream] = &stuck{rows: 1, waiting: waiting}
	if waiting && (w.dueAt.IsZero() || p.due.Before(w.dueAt)) {
		w.dueAt = p.due
	}
}

// waiting counts the events that wait for another attempt, or behind one that does.
func (w *worker) waiting() int {
	n := 0
	for _, s := range w.stuck {
		if s.waiting {
			n += s.rows
		}
	}
	return n
}

// insertPending writes the events behind those put aside.
func (w *worker) insertPending(ctx context.Context, tx orchestrix.Tx) error {
	if len(w.pending) == 0 {
		return nil
	}
	looked := map[orchestrix.StreamID]bool{}
	for _, p := range w.pending {
		if looked[p.stream] {
			continue
		}
		looked[p.stream] = true
		first, err := lockFirst(ctx, tx, w.base, p.stream)
		if err != nil {
			return err
		}
		if p.due = (time.Time{}); first == nil { // what it was to wait behind was dropped
			p.due = p.since
		}
	}
	return tx.Insert(ctx, orchestrix.ParkedTable, rowsOf(w.pending)...)
}

// notePending is called when that is committed.
func (w *worker) notePending() {
	for _, p := range w.pending {
		if !p.due.IsZero() {
			delete(w.stuck, p.stream)
		}
		w.noteStuck(p)
	}
	w.pending = w.pending[:0]
}

// retryDue tries again what is due.
func (w *worker) retryDue(live, work context.Context) (retried bool, err error) {
	w.mu.Lock()
	nudged := w.nudged
	w.nudged = false
	w.mu.Unlock()
	now := w.r.clock()
	due := !w.dueAt.IsZero() && !w.dueAt.After(now)
	if !nudged && (len(w.stuck) == 0 || !due && time.Since(w.looked) < lookPause) {
		return false, nil
	}
	if nudged || w.waiting() >= w.r.maxWaiting { // some may have been dropped
		if err := w.loadStuck(work); err != nil {
			return false, err
		}
	}
	first, err := w.lookForDue(work, now)
	if err != nil {
		return false, w.about("read what is due", err)
	}
	for _, p := range first {
		if err := w.replayFrom(live, work, p); err != nil {
			return true, err
		}
	}
	return len(first) > 0, nil
}

// lookForDue gives what is due, and notes when the next is.
func (w *worker) lookForDue(ctx context.Context, now time.Time) ([]*parked, error) {
	w.looked, w.dueAt = time.Now(), time.Time{}
	var due []*parked
	for row, err := range w.r.store.Select(ctx, orchestrix.ParkedTable, orchestrix.Selection{
		Where: orchestrix.And{parkedBy(w.base), orchestrix.Not{Condition: orchestrix.IsNull{Column: "due_at"}}},
		Order: []orchestrix.Order{{Column: "due_at"}, {Column: "place"}},
	}) {
		if err != nil {
			return nil, err
		}
		p, err := parkedOf(row)
		if err != nil {
			return nil, err
		}
		switch {
		case partitionOf(p.stream, w.of) != w.index:
		case p.due.After(now) || len(due) == dueAtOnce:
			w.dueAt = p.due
			return due, nil
		default:
			due = append(due, p)
		}
	}
	return due, nil
}

// replayFrom has a stream's events that were put aside handled, from the first,
// in order, until one fails again.
func (w *worker) replayFrom(live, work context.Context, p *parked) error {
	for p != nil && live.Err() == nil {
		event, err := w.fetch(work, p)
		if err != nil {
			return w.about("read an event that was put aside", err)
		}
		next, err := w.again(work, p, event)
		if err != nil {
			return err
		}
		if next == nil {
			delete(w.stuck, p.stream)
			return nil
		}
		waiting := !next.due.IsZero()
		if w.stuck[p.stream] == nil {
			w.stuck[p.stream] = &stuck{}
		}
		w.stuck[p.stream].waiting = waiting
		if !waiting {
			return nil
		}
		if next.due.After(w.r.clock()) {
			if w.dueAt.IsZero() || next.due.Before(w.dueAt) {
				w.dueAt = next.due
			}
			return nil
		}
		w.stuck[p.stream].rows--
		p = next
	}
	return nil
}

// fetch reads an event that was put aside from its stream.
func (w *worker) fetch(ctx context.Context, p *parked) (*orchestrix.Recorded, error) {
	for event, err := range w.r.store.Read(ctx, p.stream, orchestrix.Version(p.version-1)) {
		if err != nil {
			return nil, err
		}
		if string(event.ID) != p.eventID {
			break
		}
		event.Data = bytes.Clone(event.Data)
		return &event, nil
	}
	return nil, nil
}

var errNoEvent = errors.New("the event isn't in the store")

// again tries an event once more that was put aside, and gives the first of its
// stream afterwards: the same if it failed.
func (w *worker) again(work context.Context, p *parked, event *orchestrix.Recorded) (next *parked, err error) {
	to, _ := w.reached()
	var own error
	switch {
	case event == nil:
		event = &orchestrix.Recorded{}
		own = Permanent(errNoEvent)
	case w.s.Handle != nil:
		if own = w.attempt(context.WithValue(work, replaysKey{}, int(p.replays)), event); own != nil && !isOwn(work, own) {
			return nil, own
		}
	}
	if own == nil {
		err = w.transact(work, to, func(ctx context.Context, tx orchestrix.Tx) error {
			there, err := tx.Lock(ctx, orchestrix.ParkedTable, p.key()...)
			if err != nil {
				return err
			}
			if there == nil { // dropped
				next, err = lockFirst(ctx, tx, w.base, p.stream)
				return err
			}
			if w.s.Project != nil {
				if err := w.projectIn(ctx, tx, []orchestrix.Recorded{*event}); err != nil {
					return err
				}
			}
			next, err = forgetFirst(ctx, tx, p, w.r.clock())
			return err
		})
		failed, ok := errors.AsType[*projectionError](err)
		if !ok || !isOwn(work, failed) {
			return next, err
		}
		own = failed.err
	}
	w.putOff(p, event, own)
	err = w.transact(work, to, func(ctx context.Context, tx orchestrix.Tx) error {
		there, err := tx.Lock(ctx, orchestrix.ParkedTable, p.key()...)
		if err != nil {
			return err
		}
		if there == nil {
			next, err = lockFirst(ctx, tx, w.base, p.stream)
			return err
		}
		next = p
		return tx.Put(ctx, orchestrix.ParkedTable, p.row())
	})
	return next, err
}
