package subscription

import (
	"context"
	"errors"
	"log/slog"
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
