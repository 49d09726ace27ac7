package subscription

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// worker works on one partition of a subscription, as long as it has the lease.
type worker struct {
	r     *Runner
	s     *Subscription
	base  string
	name  string // of the partition's row
	index int    // from 0
	of    int
	share *share
	log   *slog.Logger
	rival rival
	turn  chan struct{} // held by who has the lease in this process, or asks for it

	// What follows belongs to who has the turn.

	held     *lease
	saved    orchestrix.Position // as in the row
	savedAt  time.Time
	passedAt time.Time // when it was last written that there was nothing
	former   []generation
	stuck    map[orchestrix.StreamID]*stuck
	looked   time.Time // when it was last looked for what is due
	dueAt    time.Time // when the next event is, that was put aside; zero: none
	pending  []*parked // of events behind those put aside; written with the checkpoint
	fireAt   time.Time // when Due is to be called
	fire     bool      // now
	fireFail int       // how often in a row that failed
	strict   bool      // an error of Due ends the work
	page     *page
	ahead    *ahead // nil: nothing is read ahead

	mu       sync.Mutex
	working  bool
	position orchestrix.Position // up to which all is handled or put aside
	nudged   bool
	wake     func() // ends a wait
}

// stuck is a stream with events that were put aside.
type stuck struct {
	rows    int
	waiting bool // for another attempt, not for somebody to decide
}

func (r *Runner) newWorker(s *Subscription, index, of int, share *share) *worker {
	w := &worker{
		r: r, s: s, base: s.base(), index: index, of: of, share: share,
		turn: make(chan struct{}, 1),
		wake: func() {},
		page: &page{},
	}
	w.name = partition(w.base, index, of)
	w.log = r.logger.With("subscription", w.name)
	return w
}

// begin is called with a new lease.
func (w *worker) begin(l *lease, position orchestrix.Position) {
	w.held, w.saved, w.savedAt, w.passedAt = l, position, time.Now(), time.Time{}
	w.former, w.stuck, w.pending = nil, nil, nil
	w.looked, w.dueAt = time.Time{}, time.Time{}
	w.fireAt, w.fire, w.fireFail = time.Time{}, w.s.Due != nil && w.index == 0, 0
	w.mu.Lock()
	w.working, w.position = true, position
	w.mu.Unlock()
	w.share.take()
	w.r.observer.Leased(w.s.Name, w.index+1, true)
}

// cease is called when the lease ends.
func (w *worker) cease() {
	w.stopAhead()
	w.held = nil
	w.mu.Lock()
	w.working = false
	w.mu.Unlock()
	w.share.leave()
	w.r.observer.Leased(w.s.Name, w.index+1, false)
	w.r.progress.tell()
}

// reached is up to where all is handled, if this process works on it.
func (w *worker) reached() (orchestrix.Position, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.position, w.working
}

func (w *worker) moveTo(to orchestrix.Position) {
	w.mu.Lock()
	moved := w.position != to
	w.position = to
	w.mu.Unlock()
	if moved {
		w.r.progress.tell()
	}
}

// prepare does what comes before the first event.
func (w *worker) prepare(ctx context.Context) error {
	if w.s.Prepare != nil {
		err := w.about("prepare", w.guard(func() error { return w.s.Prepare(ctx) }))
		if _, ok := errors.AsType[*permanentError](err); ok {
			return &fatalError{err}
		}
		if err != nil {
			return err
		}
	}
	l, err := lineageOf(ctx, w.r.store, w.s)
	if err != nil {
		return w.about("read the checkpoints", err)
	}
	w.former = l.generations(w.saved)
	return w.loadStuck(ctx)
}

// fatalError won't get better while the program runs.
type fatalError struct{ err error }

func (e *fatalError) Error() string { return e.err.Error() }
func (e *fatalError) Unwrap() error { return e.err }

// step does what there is to do now: what is due, then a page of events. It is
// idle when that was nothing. It stops between events when live ends; work is
// the context of what it does.
func (w *worker) step(live, work context.Context) (idle bool, err error) {
	retried, err := w.retryDue(live, work)
	if err != nil {
		return false, err
	}
	if err := w.fireDue(work); err != nil {
		return false, err
	}
	idle = !retried && (w.fireAt.IsZero() || w.fireAt.After(w.r.clock()))
	if w.waiting() >= w.r.maxWaiting {
		return idle, nil
	}
	if err := w.read(work); err != nil {
		return false, w.about("read events", err)
	}
	if len(w.page.events) == 0 {
		return idle, w.passBy(work)
	}
	if w.s.Project != nil {
		err = w.project(work, w.page.events, w.page.to)
	} else {
		err = w.handle(live, work)
	}
	w.fire = w.s.Due != nil && w.index == 0
	return false, err
}

// checkpointPause is how long progress that is only kept to be seen, or to save
// doing it again, may be unwritten.
const checkpointPause = time.Second

// passBy notes that there is nothing up to the page's end. That is written now
// and then only, since it happens at each append of whatever kind.
func (w *worker) passBy(work context.Context) error {
	w.moveTo(w.page.to)
	if w.page.to == w.saved || time.Since(w.passedAt) < checkpointPause {
		return nil
	}
	w.passedAt = time.Now()
	return w.save(work)
}

// save writes how far it is.
func (w *worker) save(work context.Context) error {
	position, _ := w.reached()
	if position == w.saved && len(w.pending) == 0 {
		return nil
	}
	return w.transact(work, position, nil)
}

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
