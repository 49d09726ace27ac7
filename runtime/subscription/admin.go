package subscription

import (
	"context"
	"fmt"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Parked is an event that was put aside.
type Parked struct {
	Subscription string
	EventID      orchestrix.EventID
	Type         string
	Stream       orchestrix.StreamID
	Version      orchestrix.Version
	// Error is what the last attempt failed with; empty for an event that waits
	// behind an earlier one of its stream.
	Error    string
	Attempts int
	// Due is when it is tried again; the zero time: somebody must decide, or it
	// waits behind an earlier one.
	Due   time.Time
	Since time.Time
}

// ParkedError says that an event failed again.
type ParkedError struct{ Parked }

func (e *ParkedError) Error() string {
	return fmt.Sprintf("%s failed at %s of %v: %s", e.Subscription, e.Type, e.Stream, e.Parked.Error)
}

func (p *parked) public(subscription string) Parked {
	return Parked{
		Subscription: subscription, EventID: orchestrix.EventID(p.eventID), Type: p.eventType,
		Stream: p.stream, Version: orchestrix.Version(p.version),
		Error: p.err, Attempts: int(p.attempts), Due: p.due, Since: p.since,
	}
}

// Parked lists what was put aside by some subscriptions, or by all, in the order
// of the events for each; at most limit of each, 0 for all.
func (r *Runner) Parked(ctx context.Context, limit int, names ...string) ([]Parked, error) {
	if len(names) == 0 {
		for _, s := range r.subscriptions {
			names = append(names, s.Name)
		}
	}
	var all []Parked
	for _, name := range names {
		workers, err := r.of(name)
		if err != nil {
			return nil, err
		}
		rows, err := parkedRows(ctx, r.store, orchestrix.Selection{
			Where: parkedBy(workers[0].base), Order: []orchestrix.Order{{Column: "place"}}, Limit: limit,
		})
		if err != nil {
			return nil, fmt.Errorf("list what %s has parked: %w", name, err)
		}
		for _, p := range rows {
			all = append(all, p.public(name))
		}
	}
	return all, nil
}

// Replay has the events of a stream that a subscription put aside handled, in
// order, by whichever process works on it, or here if none does, and waits for
// that. It ends at the first that fails again, with a [*ParkedError].
func (r *Runner) Replay(ctx context.Context, name string, stream orchestrix.StreamID) error {
	workers, err := r.of(name)
	if err != nil {
		return err
	}
	w := workers[partitionOf(stream, len(workers))]
	before, err := w.makeDue(ctx, stream)
	if err != nil || before == nil {
		return err
	}
	w.nudge()
	return poll(ctx, r.progress.next, func() (bool, error) {
		if err := w.replayHere(ctx, stream); err != nil {
			return false, err
		}
		first, err := firstOf(ctx, r.store, w.base, stream)
		switch {
		case err != nil:
			return false, w.about("replay", err)
		case first == nil:
			return true, nil
		case first.err == "" || first.eventID == before.eventID && first.attempts == before.attempts:
			return false, nil
		}
		return false, &ParkedError{first.public(name)}
	})
}

type replaysKey struct{}

// Replays says how often somebody decided that the event which a handler got with
// this context be handled after all, once it was parked. Each time is a new wish:
// what was answered to the former ones needn't be the answer now. It stays the
// same however often the event then comes.
func Replays(ctx context.Context) int {
	n, _ := ctx.Value(replaysKey{}).(int)
	return n
}

// WasAside says whether the event which a handler got with this context had been
// put aside: later ones, of other streams, have been handled meanwhile.
func WasAside(ctx context.Context) bool { return ctx.Value(replaysKey{}) != nil }

// Aside says which events of a store a subscription has put aside, now: those that
// failed, and those behind them.
func (s *Subscription) Aside(ctx context.Context, store orchestrix.RowReader) (map[orchestrix.EventID]bool, error) {
	rows, err := parkedRows(ctx, store, orchestrix.Selection{Where: parkedBy(s.base())})
	if err != nil {
		return nil, fmt.Errorf("list what %s has put aside: %w", s.Name, err)
	}
	ids := map[orchestrix.EventID]bool{}
	for _, p := range rows {
		ids[orchestrix.EventID(p.eventID)] = true
	}
	return ids, nil
}

// makeDue makes the first event that was put aside of a stream due, and gives it.
func (w *worker) makeDue(ctx context.Context, stream orchestrix.StreamID) (first *parked, err error) {
	err = w.r.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) (err error) {
		first, err = lockFirst(ctx, tx, w.base, stream)
		if err != nil || first == nil {
			return err
		}
		if first.due.IsZero() {
			first.replays++
		}
		first.due = w.r.clock()
		return tx.Put(ctx, orchestrix.ParkedTable, first.row())
	})
	return first, w.about("replay", err)
}

// replayHere replays if nobody works on the partition.
func (w *worker) replayHere(ctx context.Context, stream orchestrix.StreamID) (err error) {
	got, err := w.take(ctx)
	if !got {
		return err
	}
	defer func() {
		if errStop := w.stop(ctx); err == nil {
			err = errStop
		}
	}()
	if err != nil {
		return err
	}
	first, err := firstOf(ctx, w.r.store, w.base, stream)
	if err != nil || first == nil || first.due.IsZero() || first.due.After(w.r.clock()) {
		return err
	}
	return w.replayFrom(ctx, w.held.work, first)
}

// Drop gives an event up that a subscription put aside; false if it isn't
// there. Those that waited behind it go on.
func (r *Runner) Drop(ctx context.Context, name string, id orchestrix.EventID) (dropped bool, err error) {
	workers, err := r.of(name)
	if err != nil {
		return false, err
	}
	base := workers[0].base
	var stream orchestrix.StreamID
	err = r.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		dropped = false
		row, err := tx.Get(ctx, orchestrix.ParkedTable, base, string(id))
		if err != nil || row == nil {
			return err
		}
		p, err := parkedOf(row)
		if err != nil {
			return err
		}
		// The first of the stream before others, as whoever handles them does.
		if _, err := lockFirst(ctx, tx, base, p.stream); err != nil {
			return err
		}
		if row, err = tx.Lock(ctx, orchestrix.ParkedTable, base, string(id)); err != nil || row == nil {
			return err
		}
		dropped, stream = true, p.stream
		_, err = forgetFirst(ctx, tx, p, r.clock())
		return err
	})
	if err != nil {
		return false, fmt.Errorf("drop %s of %s: %w", id, name, err)
	}
	if dropped {
		r.logger.Warn("an event is given up", "subscription", name, "event_id", id, "category", stream.Category, "stream", stream.ID)
		workers[partitionOf(stream, len(workers))].nudge()
	}
	return dropped, nil
}
