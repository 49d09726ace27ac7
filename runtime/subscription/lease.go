package subscription

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var (
	// errFenced: another process works on the partition now.
	errFenced = errors.New("the lease went to another process")
	// errMoved: the checkpoint isn't where this process left it, because what
	// became of a transaction wasn't known, or somebody else set it.
	errMoved = errors.New("the checkpoint was moved")
	// errExpired: the lease couldn't be renewed in time.
	errExpired = errors.New("the lease couldn't be renewed in time")
)

// lease is the right to work on a partition. It is renewed in the background,
// while a handler takes its time.
type lease struct {
	w     *worker
	token int64
	// work is the context of what is done under the lease.
	work context.Context
	lose context.CancelCauseFunc
	// writing says that a transaction holds the lease's row, and will renew it.
	writing atomic.Bool

	mu       sync.Mutex
	until    time.Time // by this process's clock, and not later than by the database's
	asked    time.Time // when the database was asked for its clock
	answer   time.Time
	timer    *time.Timer // of the next renewal
	expiry   *time.Timer // ends the work if nothing renews it
	renewals sync.WaitGroup
	ended    bool
}

// acquire takes the lease, or gives nil when somebody else has it, or when the
// subscription is still worked on under a former name.
func (w *worker) acquire(ctx context.Context) (*lease, error) {
	made, free, err := w.look(ctx)
	if err != nil || !free {
		return nil, w.about("look at the lease", err)
	}
	var token int64
	var position orchestrix.Position
	var answer time.Time
	begun := time.Now()
	err = w.r.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		token = 0
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		// Before the own row is locked, since settling locks others first.
		if !made {
			if settled, err := w.settle(ctx, tx, now); err != nil || !settled {
				return err
			}
		}
		own, err := lockPlace(ctx, tx, w.name)
		if err != nil || own == nil || own.retired() {
			return err
		}
		if own.leased(now) && own.owner != w.r.id {
			w.rival = rival{own.token, own.expires, begun.Add(min(own.expires.Sub(now), time.Minute))}
			return nil
		}
		own.token++
		own.owner, own.expires, own.updated = w.r.id, now.Add(w.r.lease), now
		token, position, answer = own.token, own.position, now
		return tx.Put(ctx, orchestrix.SubscriptionsTable, own.row())
	})
	if err != nil || token == 0 {
		return nil, w.about("acquire the lease", err)
	}
	w.begin(w.newLease(ctx, token, begun, answer), position)
	return w.held, nil
}

func (w *worker) newLease(ctx context.Context, token int64, asked, answer time.Time) *lease {
	l := &lease{w: w, token: token, until: asked.Add(w.r.lease), asked: asked, answer: answer}
	l.work, l.lose = context.WithCancelCause(context.WithoutCancel(ctx))
	l.mu.Lock() // renew may be called before there is a timer
	defer l.mu.Unlock()
	l.timer = time.AfterFunc(w.r.lease/3, l.renew)
	l.expiry = time.AfterFunc(time.Until(l.until), func() {
		if w.s.Handle != nil { // a projection's transaction tells by itself
			l.lose(errExpired)
		}
	})
	return l
}

// look says whether the partition has a row, and whether it is worth asking for
// the lease.
func (w *worker) look(ctx context.Context) (made, free bool, err error) {
	row, err := w.r.store.Get(ctx, orchestrix.SubscriptionsTable, w.name)
	if err != nil || row == nil {
		return false, true, err
	}
	p, err := placeOf(row)
	if err != nil || p.retired() {
		return false, true, err
	}
	return true, p.owner == w.r.id || w.rival.free(p), nil
}

// rival is who has the lease, as last seen: it is asked for again when theirs
// may have ended, and now and then if the database's clock was set back.
type rival struct {
	token   int64
	expires time.Time // by the database's clock
	until   time.Time // the same, by this process's, or earlier
}

// free says whether it is worth asking for the lease.
func (r *rival) free(p *place) bool {
	if p.owner == "" || r.token != p.token {
		return true
	}
	r.until = r.until.Add(p.expires.Sub(r.expires))
	r.expires = p.expires
	return !time.Now().Before(r.until)
}

// transact runs f, writes the events behind those put aside, and moves the
// checkpoint, in one transaction. Who has lost the lease writes nothing: the row is
// held until the transaction ends.
func (w *worker) transact(ctx context.Context, to orchestrix.Position, f func(ctx context.Context, tx orchestrix.Tx) error) error {
	l := w.held
	l.writing.Store(true)
	defer l.writing.Store(false)
	var begun time.Time
	err := w.r.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		own, err := lockPlace(ctx, tx, w.name)
		if err != nil {
			return err
		}
		if own == nil || own.token != l.token {
			return errFenced
		}
		if own.position != w.saved {
			return errMoved
		}
		if f != nil {
			if err := f(ctx, tx); err != nil {
				return err
			}
		}
		if err := w.insertPending(ctx, tx); err != nil {
			return err
		}
		begun = time.Now()
		if err := l.extend(ctx, tx, own); err != nil {
			return err
		}
		own.position = to
		return tx.Put(ctx, orchestrix.SubscriptionsTable, own.row())
	})
	if err != nil {
		return w.about("write", brokenByProjection(err))
	}
	l.renewed(begun)
	w.saved, w.savedAt = to, begun
	w.notePending()
	w.moveTo(to)
	return nil
}

// extend has the lease expire later.
func (l *lease) extend(ctx context.Context, tx orchestrix.Tx, own *place) error {
	now, err := l.clock(ctx, tx)
	own.expires, own.updated = now.Add(l.w.r.lease), now
	return err
}

// clock is the database's clock. It is asked now and then; in between this
// process's is as good.
func (l *lease) clock(ctx context.Context, tx orchestrix.Tx) (time.Time, error) {
	l.mu.Lock()
	asked, now := l.asked, l.answer
	l.mu.Unlock()
	if since := time.Since(asked); since < l.w.r.lease/3 {
		return now.Add(since).Truncate(time.Microsecond), nil
	}
	asked = time.Now()
	now, err := tx.Now(ctx)
	if err == nil {
		l.mu.Lock()
		l.asked, l.answer = asked, now
		l.mu.Unlock()
	}
	return now, err
}

// renew is called by the timer.
func (l *lease) renew() {
	l.mu.Lock()
	if l.ended {
		l.mu.Unlock()
		return
	}
	l.renewals.Add(1)
	defer l.renewals.Done()
	until := l.until
	l.mu.Unlock()
	if l.writing.Load() {
		l.again(l.w.r.lease / 6)
		return
	}
	ctx, cancel := context.WithTimeout(l.work, max(time.Until(until), l.w.r.lease/6))
	defer cancel()
	begun := time.Now()
	err := l.w.r.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		own, err := lockPlace(ctx, tx, l.w.name)
		if err != nil {
			return err
		}
		if own == nil || own.token != l.token {
			return errFenced
		}
		if err := l.extend(ctx, tx, own); err != nil {
			return err
		}
		return tx.Put(ctx, orchestrix.SubscriptionsTable, own.row())
	})
	switch {
	case err == nil:
		l.renewed(begun)
	case errors.Is(err, errFenced):
		l.lose(errFenced)
		return
	}
	l.again(l.w.r.lease / 3)
}

// renewed is called with the time before the database was asked for its own.
func (l *lease) renewed(at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.until = at.Add(l.w.r.lease)
	if !l.ended {
		l.expiry.Reset(time.Until(l.until))
	}
}

// again has the lease renewed after a while, and before it expires.
func (l *lease) again(pause time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.timer.Reset(max(min(pause, time.Until(l.until)/2), l.w.r.lease/50))
	}
}

// end stops renewing, and waits for a renewal that is under way.
func (l *lease) end() {
	l.mu.Lock()
	l.ended = true
	l.timer.Stop()
	l.expiry.Stop()
	l.mu.Unlock()
	l.lose(context.Canceled)
	l.renewals.Wait()
}

// release gives the lease back, so that another process needn't wait for its
// end. With a store that is away it does end.
func (w *worker) release(ctx context.Context) {
	l := w.held
	w.cease()
	l.end()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(w.r.lease, 5*time.Second))
	defer cancel()
	err := w.r.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		own, err := lockPlace(ctx, tx, w.name)
		if err != nil || own == nil || own.token != l.token {
			return err
		}
		own.owner = ""
		if own.updated, err = tx.Now(ctx); err != nil {
			return err
		}
		own.expires = own.updated
		return tx.Put(ctx, orchestrix.SubscriptionsTable, own.row())
	})
	if err != nil {
		w.log.Warn("a lease isn't given back and has to expire", "error", err)
	}
}

func (w *worker) about(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("subscription %s: %s: %w", w.name, what, err)
}
