package subscription

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/internal/outcome"
)

// handle handles a page, event by event, and writes the checkpoint afterwards,
// or when that takes long; then it also does what is due, which may come early
// enough to stand before what happens meanwhile. When live ends it stops after the
// event it is at.
func (w *worker) handle(live, work context.Context) error {
	for i := range w.page.events {
		if live.Err() != nil {
			return nil // what has been done is written when the lease is left
		}
		event := &w.page.events[i]
		if err := w.handleOne(work, event); err != nil {
			return err
		}
		w.moveTo(event.Position)
		if time.Since(w.savedAt) >= checkpointPause {
			if err := w.save(work); err != nil {
				return err
			}
			w.fire = w.s.Due != nil && w.index == 0 // it may have become due by an event
			if err := w.fireDue(work); err != nil {
				return err
			}
		}
	}
	w.moveTo(w.page.to)
	return w.save(work)
}

func (w *worker) handleOne(work context.Context, event *orchestrix.Recorded) error {
	if w.stuck[event.Stream] != nil {
		w.pending = append(w.pending, w.aside(event))
		return nil
	}
	err := w.attempt(work, event)
	if err == nil || !isOwn(work, err) {
		return err
	}
	return w.putAside(work, event, err)
}

// putAside notes that an event, up to which all is done with, failed for the
// first time.
func (w *worker) putAside(work context.Context, event *orchestrix.Recorded, failure error) error {
	p := w.aside(event)
	w.putOff(p, event, failure)
	err := w.transact(work, event.Position, func(ctx context.Context, tx orchestrix.Tx) error {
		return tx.Insert(ctx, orchestrix.ParkedTable, p.row())
	})
	if err == nil {
		w.noteStuck(p)
	}
	return err
}

// attempt has one event handled, and gives an error that ends the work, or the
// event's own.
func (w *worker) attempt(work context.Context, event *orchestrix.Recorded) error {
	begun := time.Now()
	err := w.guard(func() error { return w.s.Handle(work, *event) })
	switch {
	case err == nil:
		w.r.observer.Handled(w.s.Name, 1, time.Since(begun))
	case work.Err() != nil:
		return context.Cause(work)
	}
	return err
}

// isOwn says whether an error is an event's own, and not one that ends the work.
func isOwn(work context.Context, err error) bool {
	_, newer := errors.AsType[*orchestrix.NewerError](err)
	_, halt := errors.AsType[*haltError](err)
	return !newer && !halt && work.Err() == nil
}

// putOff notes a failed attempt at an event.
func (w *worker) putOff(p *parked, event *orchestrix.Recorded, err error) {
	p.failed(err, w.s.Retry, w.r.clock())
	parked := p.due.IsZero()
	attributes := []any{
		"event_id", p.eventID, "type", p.eventType, "category", p.stream.Category, "stream", p.stream.ID, "version", p.version,
		"correlation", event.Metadata.CorrelationID, "attempts", p.attempts,
	}
	for _, attribute := range outcome.Logged(err) { // the text is kept with the event
		attributes = append(attributes, attribute)
	}
	if parked {
		w.log.Error("an event is parked, with the later ones of its stream", attributes...)
	} else {
		w.log.Warn("an event failed and is tried again", append(attributes, "due", p.due)...)
	}
	w.r.observer.Failed(w.s.Name, parked)
}

// guard gives a panic as an error.
func (w *worker) guard(f func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			stack := debug.Stack()
			w.log.Error("a panic", "panic", value, "stack", string(stack))
			err = &panicError{value}
		}
	}()
	return f()
}
