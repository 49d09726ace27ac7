package subscription

import (
	"context"
	"errors"
	"iter"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// project projects some events, which are all up to a position, in as few
// transactions as may be: one, unless an event fails.
func (w *worker) project(work context.Context, events []orchestrix.Recorded, to orchestrix.Position) error {
	oneByOne := false
	for len(events) > 0 {
		n := len(events)
		if oneByOne {
			n = 1
		}
		err := w.projectUpTo(work, events, n, to)
		if failed, ok := errors.AsType[*projectionError](err); ok {
			if n, err = w.isolate(work, events[:n], failed); n == 0 && err == nil {
				oneByOne = true
				continue
			}
		}
		if err != nil {
			return err
		}
		events = events[n:]
	}
	return nil
}

// projectUpTo projects the first n events, and is then at the last of them, or at
// to.
func (w *worker) projectUpTo(work context.Context, events []orchestrix.Recorded, n int, to orchestrix.Position) error {
	if n < len(events) {
		to = events[n-1].Position
	}
	return w.projectOnce(work, events[:n], to)
}

// isolate writes what is before the event at which a projection failed, and puts
// that one aside if it is to blame: what is before it may show that one of these
// failed, too. It gives how many events are done with; 0 if it isn't known which one
// failed.
func (w *worker) isolate(work context.Context, events []orchestrix.Recorded, failed *projectionError) (done int, err error) {
	at := failed.at
	if len(events) == 1 {
		at = 0
	}
	if at < 0 || at >= len(events) {
		return 0, nil
	}
	if at > 0 {
		err := w.projectOnce(work, events[:at], events[at-1].Position)
		if earlier, ok := errors.AsType[*projectionError](err); ok {
			return w.isolate(work, events[:at], earlier)
		}
		return at, err
	}
	if _, newer := errors.AsType[*orchestrix.NewerError](failed.err); newer {
		return 0, failed.err
	}
	event := &events[0]
	return 1, w.putAside(work, event, failed.err)
}

// projectOnce projects some events in the transaction that moves the checkpoint.
// Those of streams that something of was put aside are, too.
func (w *worker) projectOnce(work context.Context, events []orchestrix.Recorded, to orchestrix.Position) error {
	fresh, places := w.setAside(events)
	begun := time.Now()
	err := w.transact(work, to, func(ctx context.Context, tx orchestrix.Tx) error {
		if len(fresh) == 0 {
			return nil
		}
		return w.projectIn(ctx, tx, fresh)
	})
	if failed, ok := errors.AsType[*projectionError](err); ok && places != nil && failed.at >= 0 && failed.at < len(places) {
		failed.at = places[failed.at]
	}
	if err != nil {
		w.pending = w.pending[:0] // they may be projected in smaller parts
		return err
	}
	if len(fresh) > 0 {
		w.r.observer.Handled(w.s.Name, len(fresh), time.Since(begun))
	}
	return nil
}

// setAside takes events out of streams that something of was put aside, and says
// where the others were; nil if all stay.
func (w *worker) setAside(events []orchestrix.Recorded) (fresh []orchestrix.Recorded, places []int) {
	if len(w.stuck) == 0 {
		return events, nil
	}
	for i := range events {
		if w.stuck[events[i].Stream] != nil {
			w.pending = append(w.pending, w.aside(&events[i]))
			continue
		}
		fresh, places = append(fresh, events[i]), append(places, i)
	}
	return fresh, places
}

// projectIn calls Project, and tells its own errors from the store's.
func (w *worker) projectIn(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
	watched := &watchedTx{Tx: tx}
	err := w.guard(func() error { return w.s.Project(ctx, watched, events) })
	if err == nil {
		return watched.failed // it went on, but the transaction can't
	}
	if watched.failed != nil || ctx.Err() != nil {
		return err
	}
	failed := &projectionError{err: err, at: -1}
	if event, ok := errors.AsType[*EventError](err); ok {
		failed.at = event.Index
	}
	return failed
}

// brokenByProjection makes a projection's error of one of the database that it kept
// back, where the store tells only when it goes on, or commits.
func brokenByProjection(err error) error {
	if broken, ok := errors.AsType[*orchestrix.BrokenTxError](err); ok {
		if _, known := errors.AsType[*projectionError](err); !known {
			return &projectionError{err: broken, at: -1}
		}
	}
	return err
}

// projectionError is an error of a projection that isn't the store's.
type projectionError struct {
	err error
	at  int // which event it failed at; negative if that isn't known
}

func (e *projectionError) Error() string { return e.err.Error() }
func (e *projectionError) Unwrap() error { return e.err }

// watchedTx notes how the store failed first, whatever a projection makes of it.
type watchedTx struct {
	orchestrix.Tx
	failed error
}

func (t *watchedTx) note(err error) error {
	_, exists := errors.AsType[*orchestrix.RowExistsError](err)
	_, unfit := errors.AsType[*orchestrix.TableError](err)
	_, broken := errors.AsType[*orchestrix.BrokenTxError](err)
	if t.failed == nil && !exists && !unfit && !broken {
		t.failed = err
	}
	return err
}

func (t *watchedTx) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	row, err := t.Tx.Get(ctx, table, key...)
	return row, t.note(err)
}

func (t *watchedTx) Select(ctx context.Context, table *orchestrix.Table, selection orchestrix.Selection) iter.Seq2[orchestrix.Row, error] {
	return func(yield func(orchestrix.Row, error) bool) {
		for row, err := range t.Tx.Select(ctx, table, selection) {
			if !yield(row, t.note(err)) {
				return
			}
		}
	}
}

func (t *watchedTx) Count(ctx context.Context, table *orchestrix.Table, where orchestrix.Condition) (int64, error) {
	n, err := t.Tx.Count(ctx, table, where)
	return n, t.note(err)
}

func (t *watchedTx) GetAll(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) ([]orchestrix.Row, error) {
	rows, err := t.Tx.GetAll(ctx, table, keys...)
	return rows, t.note(err)
}

func (t *watchedTx) Lock(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	row, err := t.Tx.Lock(ctx, table, key...)
	return row, t.note(err)
}

func (t *watchedTx) Insert(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	return t.note(t.Tx.Insert(ctx, table, rows...))
}

func (t *watchedTx) Put(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	return t.note(t.Tx.Put(ctx, table, rows...))
}

func (t *watchedTx) Delete(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) error {
	return t.note(t.Tx.Delete(ctx, table, keys...))
}

func (t *watchedTx) Swap(ctx context.Context, from, to string) error {
	return t.note(t.Tx.Swap(ctx, from, to))
}

func (t *watchedTx) Now(ctx context.Context) (time.Time, error) {
	now, err := t.Tx.Now(ctx)
	return now, t.note(err)
}
