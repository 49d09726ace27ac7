package subscription

import (
	"context"
	"errors"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Sync works until every subscription has handled all events up to the head,
// those that come of it included, and whatever is due by the runner's clock;
// afterwards nothing goes on. It is for tests and for programs that end. Where
// Run, or another process, is at it, it waits for that instead. An event that
// waits for its next attempt, or is parked, isn't waited for. Nor is one above the
// head, which on PostgreSQL any transaction that is open keeps low: [Runner.WaitFor]
// waits for the position of a receipt. Any error of the
// store is given back, as is [orchestrix.NewerError], and that a lease went to
// another process meanwhile; whoever has it next does what wasn't written.
func (r *Runner) Sync(ctx context.Context) error {
	if err := r.checkTables(ctx); err != nil {
		return err
	}
	for {
		before, err := r.store.Head(ctx)
		if err != nil {
			return err
		}
		if err := r.syncOnce(ctx, before); err != nil {
			return err
		}
		after, err := r.store.Head(ctx)
		if err != nil || after == before {
			return err
		}
	}
}

// syncOnce works, in turns, on all that can be had, and then waits for what
// others work on, or takes over what they left.
func (r *Runner) syncOnce(ctx context.Context, head orchestrix.Position) (err error) {
	var mine, others []*worker
	defer func() {
		for _, w := range mine {
			err = errors.Join(err, w.stop(ctx))
		}
	}()
	take := func(w *worker) (bool, error) {
		got, err := w.take(ctx)
		if got {
			mine = append(mine, w)
		}
		return got, err
	}
	for _, workers := range r.workers {
		for _, w := range workers {
			got, err := take(w)
			if err != nil {
				return err
			}
			if !got {
				others = append(others, w)
			}
		}
	}
	if err := stepAll(ctx, mine); err != nil {
		return err
	}
	for _, w := range others {
		var got bool
		err := poll(ctx, r.progress.next, func() (reached bool, err error) {
			if reached, err = w.hasReached(ctx, head); reached || err != nil {
				return reached, err
			}
			got, err = take(w)
			return got, err
		})
		if err != nil {
			return err
		}
		if got {
			if err := stepAll(ctx, mine); err != nil {
				return err
			}
		}
	}
	return nil
}

// stepAll steps in turns until there is nothing to do.
func stepAll(ctx context.Context, workers []*worker) error {
	for idle := false; !idle; {
		idle = true
		for _, w := range workers {
			rested, err := w.stepOut(ctx)
			if err != nil {
				return err
			}
			idle = idle && rested
		}
	}
	return nil
}

// take gets the lease, unless somebody else has it, here or elsewhere.
func (w *worker) take(ctx context.Context) (got bool, err error) {
	select {
	case w.turn <- struct{}{}:
	default:
		return false, nil
	}
	l, err := w.acquire(ctx)
	if l == nil {
		<-w.turn
		return false, err
	}
	w.strict = true
	return true, w.prepare(l.work)
}

// stop gives back what take got.
func (w *worker) stop(ctx context.Context) error {
	err := w.leave(w.held, nil)
	w.release(ctx)
	w.strict = false
	<-w.turn
	return err
}

// stepOut steps until there is nothing to do, and says whether that was so from
// the beginning.
func (w *worker) stepOut(ctx context.Context) (rested bool, err error) {
	work, cancel := context.WithCancelCause(w.held.work)
	defer cancel(nil)
	defer context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })()
	defer w.stopAhead()
	for rested = true; ; rested = false {
		idle, err := w.step(ctx, work)
		if err == nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		if idle || err != nil {
			return rested, err
		}
	}
}
