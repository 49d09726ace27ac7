package subscription

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// run works on the partition, whenever it can be had, until ctx ends.
func (w *worker) run(ctx context.Context) error {
	failures := 0
	for ctx.Err() == nil {
		begun := time.Now()
		worked, err := w.runOnce(ctx)
		if worked || time.Since(begun) > longestPause {
			failures = 0
		}
		newer, isNewer := errors.AsType[*orchestrix.NewerError](err)
		_, fatal := errors.AsType[*fatalError](err)
		pause := min(w.r.lease/5, time.Second) // until it is asked for the lease again
		pause = pause/2 + rand.N(pause/2+1)
		switch {
		case ctx.Err() != nil:
			return nil
		case isNewer:
			pause = 2 * w.r.lease
			w.log.Warn("an event is newer than this program; another process may go on", "error", newer)
		case fatal:
			return err
		case errors.Is(err, errFenced), errors.Is(err, errMoved):
			w.log.Warn("the lease is lost", "error", err)
		case err != nil:
			failures++
			pause = backoff(100*time.Millisecond, failures, 10*time.Second)
			position, _ := w.reached()
			w.log.Error("the subscription stops for a while", "error", err, "position", position.String(), "pause", pause)
		}
		sleep(ctx, pause)
	}
	return nil
}

// runOnce asks for the lease, and works while it has it. An error is what ended
// that; none means that somebody else has it. It says whether anything was done.
func (w *worker) runOnce(ctx context.Context) (worked bool, err error) {
	select {
	case w.turn <- struct{}{}:
		defer func() { <-w.turn }()
	case <-ctx.Done():
		return false, nil
	}
	if !w.share.ask() {
		return false, nil
	}
	l, err := w.acquire(ctx)
	w.share.asked()
	if l == nil {
		return false, err
	}
	told := false // to leave it to others
	defer func() {
		w.release(ctx)
		if told {
			w.share.left()
		}
	}()
	live, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(l.work, stop)()
	defer context.AfterFunc(ctx, func() {
		sleep(l.work, w.r.drain)
		l.lose(errOvertime)
	})()
	if err := w.prepare(l.work); err != nil {
		return false, err
	}
	for live.Err() == nil {
		if told = w.share.leaveOne(); told {
			break
		}
		idle, err := w.step(live, l.work)
		if err != nil {
			return worked, w.leave(l, err)
		}
		worked = worked || !idle
		if idle {
			if err := w.wait(live); err != nil {
				return worked, w.leave(l, err)
			}
		}
	}
	return worked, w.leave(l, nil)
}

var errOvertime = errors.New("it took longer than shutdown waits for")

// leave writes what has been done, and says why it ends.
func (w *worker) leave(l *lease, err error) error {
	if l.work.Err() != nil {
		return context.Cause(l.work)
	}
	if errSave := w.save(l.work); err == nil {
		err = errSave
	}
	return err
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
