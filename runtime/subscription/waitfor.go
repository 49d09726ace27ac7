package subscription

import (
	"context"
	"fmt"
	"slices"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// How often it is looked how far another process has come.
const (
	firstPoll = 2 * time.Millisecond
	lastPoll  = 100 * time.Millisecond
)

// WaitFor returns when a subscription has handled all events up to a position,
// or put them aside, whichever process does it.
func (r *Runner) WaitFor(ctx context.Context, name string, position orchestrix.Position) error {
	workers, err := r.of(name)
	if err != nil {
		return err
	}
	return poll(ctx, r.progress.next, func() (bool, error) {
		for _, w := range workers {
			if reached, err := w.hasReached(ctx, position); !reached || err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// hasReached says whether the partition is at a position, whoever works on it.
func (w *worker) hasReached(ctx context.Context, position orchestrix.Position) (bool, error) {
	if reached, here := w.reached(); here {
		return reached.Compare(position) >= 0, nil
	}
	p, err := w.written(ctx)
	return p != nil && p.position.Compare(position) >= 0, err
}

// written is the partition's row, or that of what has taken over; nil if there is none.
func (w *worker) written(ctx context.Context) (*place, error) {
	row, err := w.r.store.Get(ctx, orchestrix.SubscriptionsTable, w.name)
	if err != nil {
		return nil, w.about("read the checkpoint", err)
	}
	if row != nil {
		if p, err := placeOf(row); err != nil || !p.retired() {
			return p, err
		}
	}
	return earliestLiving(ctx, w.r.store, w.s)
}

// WaitFor is [Runner.WaitFor] where there is no runner: it looks at what is
// written in the store now and then.
func WaitFor(ctx context.Context, store orchestrix.Tables, s *Subscription, position orchestrix.Position) error {
	return poll(ctx, func() <-chan struct{} { return nil }, func() (bool, error) {
		p, err := earliestLiving(ctx, store, s)
		return p != nil && p.position.Compare(position) >= 0, err
	})
}

func earliestLiving(ctx context.Context, store orchestrix.Tables, s *Subscription) (*place, error) {
	l, err := lineageOf(ctx, store, s)
	living := l.living()
	if err != nil || len(living) == 0 {
		return nil, err
	}
	return slices.MinFunc(living, func(p, q *place) int { return p.position.Compare(q.position) }), nil
}

// poll asks again when there may be news, and now and then.
func poll(ctx context.Context, news func() <-chan struct{}, reached func() (bool, error)) error {
	pause := firstPoll
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for {
		next := news() // taken before asking
		if ok, err := reached(); ok || err != nil {
			return err
		}
		select {
		case <-next:
		case <-timer.C:
			pause = min(2*pause, lastPoll)
			timer.Reset(pause)
		case <-ctx.Done():
			return fmt.Errorf("wait for a subscription: %w", context.Cause(ctx))
		}
	}
}
