package subscription

import (
	"context"
	"errors"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// wait returns when there may be something to do.
func (w *worker) wait(live context.Context) error {
	position, _ := w.reached()
	ctx, cancel := context.WithTimeout(live, w.pause(position))
	defer cancel()
	w.mu.Lock()
	nudged := w.nudged
	w.wake = cancel
	w.mu.Unlock()
	if nudged {
		return nil
	}
	err := w.r.store.Wait(ctx, position)
	if ctx.Err() != nil {
		return nil
	}
	return w.about("wait for events", err)
}

// nudge has what was put aside looked at: somebody replays or has dropped it.
func (w *worker) nudge() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.nudged = true
	w.wake()
}

// longestPause bounds what a clock that is set back can do.
const longestPause = time.Minute

// pause is how long there is nothing to do if no event comes.
func (w *worker) pause(position orchestrix.Position) time.Duration {
	pause, now := longestPause, w.r.clock()
	if position != w.saved {
		pause = min(pause, checkpointPause-time.Since(w.passedAt))
	}
	if len(w.stuck) > 0 {
		pause = min(pause, lookPause) // somebody may replay them, elsewhere
	}
	if !w.dueAt.IsZero() {
		pause = min(pause, w.dueAt.Sub(now))
	}
	if w.of > 1 {
		pause = min(pause, w.r.lease/3) // there may be another process to share with
	}
	if w.s.Due != nil && w.index == 0 {
		if w.of > 1 {
			pause = min(pause, lookPause) // what others handle may make something due
		}
		if !w.fireAt.IsZero() {
			pause = min(pause, w.fireAt.Sub(now))
		}
	}
	return max(pause, time.Millisecond)
}

// fireDue calls Due when it is time to. An error of it keeps no event waiting.
func (w *worker) fireDue(work context.Context) error {
	now := w.r.clock()
	due := w.fire || !w.fireAt.IsZero() && !w.fireAt.After(now) || w.of > 1
	if w.s.Due == nil || w.index != 0 || !due {
		return nil
	}
	w.fire = false
	var next time.Time
	err := w.guard(func() (err error) { next, err = w.s.Due(work, now); return err })
	newer, isNewer := errors.AsType[*orchestrix.NewerError](err)
	switch {
	case err == nil:
		w.fireAt, w.fireFail = next, 0
		return nil
	case work.Err() != nil:
		return context.Cause(work)
	case isNewer:
		return newer
	case w.strict:
		return w.about("do what is due", err)
	}
	w.fireFail++
	w.fireAt = now.Add(backoff(100*time.Millisecond, w.fireFail, longestPause))
	w.log.Error("what is due couldn't be done; it is tried again", "error", err)
	return nil
}
