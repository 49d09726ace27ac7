package reaction

import (
	"context"
	"fmt"
	"slices"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

var timers = orchestrix.TimersTable

// instant is a time as precise as every store keeps it.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func (t Timer) equal(other Timer) bool { return t.Name == other.Name && t.At.Equal(other.At) }

// keepTimers writes the rows of timers that a step sets, and removes those that
// are gone. One that was due already and is set to the same time again has a row
// no more, so it isn't enough to look for a difference.
func (w *worker[S]) keepTimers(ctx context.Context, tx orchestrix.Tx, stream orchestrix.StreamID, before, after, sets []Timer, setBy orchestrix.EventID) error {
	var gone, set []orchestrix.Row
	for _, t := range before {
		if !slices.ContainsFunc(after, named(t.Name)) {
			gone = append(gone, w.timerKey(stream, t.Name))
		}
	}
	for _, t := range after {
		if slices.ContainsFunc(sets, named(t.Name)) {
			set = append(set, append(w.timerKey(stream, t.Name), t.At, string(setBy)))
		}
	}
	if len(gone) > 0 {
		if err := tx.Delete(ctx, timers, gone...); err != nil {
			return fmt.Errorf("cancel timeouts of %v: %w", stream, err)
		}
	}
	if len(set) > 0 {
		if err := tx.Put(ctx, timers, set...); err != nil {
			return fmt.Errorf("set timeouts of %v: %w", stream, err)
		}
	}
	return nil
}

func (w *worker[S]) timerKey(stream orchestrix.StreamID, name string) orchestrix.Row {
	return orchestrix.Row{stream.Tenant, w.Name, stream.ID, name}
}

// timersAtOnce is how many rows are read at once.
const timersAtOnce = 100

// due lets the timeouts end whose time has come: each becomes an event of its
// instance, and its row goes.
func (w *worker[S]) due(ctx context.Context, now time.Time) (next time.Time, err error) {
	for {
		rows, err := w.nextTimers(ctx)
		if err != nil {
			return time.Time{}, err
		}
		for _, row := range rows {
			timer := timerOf(row)
			if timer.At.After(now) {
				return timer.At, nil
			}
			if err := w.end(ctx, row, timer); err != nil {
				return time.Time{}, err
			}
		}
		if len(rows) < timersAtOnce {
			return time.Time{}, nil
		}
	}
}

func (w *worker[S]) nextTimers(ctx context.Context) ([]orchestrix.Row, error) {
	var rows []orchestrix.Row
	for row, err := range w.store.Select(ctx, timers, orchestrix.Selection{
		Where: orchestrix.Compare{Column: "process", Op: "=", Value: w.Name},
		Order: []orchestrix.Order{{Column: "due_at"}, {Column: "tenant"}, {Column: "instance"}, {Column: "name"}},
		Limit: timersAtOnce,
	}) {
		if err != nil {
			return nil, fmt.Errorf("read the timeouts of %s: %w", w.Name, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func timerOf(row orchestrix.Row) Timer {
	name, _ := row[3].(string)
	at, _ := row[4].(time.Time)
	return Timer{Name: name, At: at}
}

// end makes an event of a timeout, and removes its row. If the timeout was given
// up or set again meanwhile, the handler of the event finds out.
func (w *worker[S]) end(ctx context.Context, row orchestrix.Row, timer Timer) error {
	tenant, _ := row[0].(string)
	id, _ := row[2].(string)
	setBy, _ := row[5].(string)
	stream := orchestrix.StreamID{Tenant: tenant, Category: w.category(), ID: id}
	ctx = orchestrix.WithTenant(ctx, tenant)
	last, _, err := w.lastStep(ctx, stream)
	if err != nil {
		return err
	}
	// It is part of what its instance is part of, but nobody acts now.
	cause := &orchestrix.Recorded{Pending: orchestrix.Pending{
		ID:       orchestrix.EventID(setBy),
		Metadata: orchestrix.Metadata{CorrelationID: last.Metadata.CorrelationID},
	}}
	command := orchestrix.CommandID(orchestrix.DerivedUUID("timeout", w.Name, id, timer.Name, setBy))
	data, err := appendTimer(nil, timer)
	if err != nil {
		return err
	}
	batch := orchestrix.Batch{Stream: stream, Expect: orchestrix.Any, Events: []orchestrix.Pending{
		w.pending(stream, command, timedOutType, cause, data),
	}}
	err = w.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		current, err := tx.Lock(ctx, timers, row[:4]...)
		if err != nil || current == nil || current[5] != row[5] {
			return err
		}
		if _, err := w.store.Append(ctx, batch); err != nil {
			return err
		}
		return tx.Delete(ctx, timers, row[:4])
	})
	if err != nil {
		return fmt.Errorf("end timeout %s of %v: %w", timer.Name, stream, err)
	}
	return nil
}

// maxRounds is how many timeouts may end one after the other without time going
// on: more than any list of things that are due at once is long, and few enough
// to be told from going round for ever.
const maxRounds = 1000

// leadingTo gives timers that are set because this one ended, or why there have
// been too many.
func (t Timer) leadingTo(sets []Timer) ([]Timer, error) {
	sets = slices.Clone(sets)
	for i := range sets {
		next := &sets[i]
		if instant(next.At).After(t.At) {
			continue
		}
		if next.round = t.round + 1; next.round > maxRounds {
			return nil, subscription.Permanent(fmt.Errorf(
				"the timeouts go round: %s sets %s to %s, which is no later than its own end, and %d before it did so in a row; a timeout that is set again needs a later time",
				t.Name, next.Name, instant(next.At).Format(time.RFC3339Nano), maxRounds))
		}
	}
	return sets, nil
}

// timedOut makes the step that the end of a timeout leads to, if that is still
// to come.
func (w *worker[S]) timedOut(ctx context.Context, event orchestrix.Recorded) error {
	var timer Timer
	if err := timer.decode(event); err != nil {
		return err
	}
	timeout, err := w.timeout(timer.Name)
	if err != nil {
		return err
	}
	meta := event.Meta()
	meta.Time = timer.At
	return w.advance(ctx, event.Stream, &event, func(i *instance[S]) (stepEvent, bool, error) {
		at := slices.IndexFunc(i.timers, timer.equal)
		if at < 0 {
			return stepEvent{}, false, nil
		}
		timer.round = i.timers[at].round
		i.timers = slices.DeleteFunc(slices.Clone(i.timers), named(timer.Name))
		step := Step{}
		if timeout.Step != nil {
			var err error
			if step, err = timeout.Step(&i.state, event.Stream.ID, meta); err != nil {
				return stepEvent{}, false, err
			}
			if step.Sets, err = timer.leadingTo(step.Sets); err != nil {
				return stepEvent{}, false, fmt.Errorf("%s %q: %w", w.Name, event.Stream.ID, err)
			}
		}
		return stepEvent{Step: step, Timeout: timer.Name, Due: timer.At, Sending: timeout.sending()}, true, nil
	})
}
