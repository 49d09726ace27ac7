// Package groupcommit is where appends wait to be committed together.
package groupcommit

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"
)

// ErrClosed is what a queue gives after Close.
var ErrClosed = errors.New("the store is closed")

// Queue has requests committed in groups. There is no goroutine behind it:
// whoever finds too few committing leads, commits for everyone who waits, and hands
// over to the first of those who came meanwhile. So a lone writer never waits for
// another goroutine to be scheduled.
type Queue[R any] struct {
	commit   func(group []R)
	leaders  int // how many groups are committed at once, if nobody goes ahead
	patience time.Duration

	mu      sync.Mutex
	waiting []*place[R]
	leading int
	closed  bool
	idle    *sync.Cond // nobody leads
	busy    int        // how many were there when a group was answered last, its own included
}

// place is that of one request in the queue.
type place[R any] struct {
	request R
	// turn tells that it is to lead, or that it is answered. It has room for the
	// one message there ever is.
	turn chan bool
}

// maxGroup bounds how much one commit holds back its callers.
const maxGroup = 256

// maxLeaders bounds how many groups are committed at once.
const maxLeaders = 16

// New makes a queue whose groups are committed by a function, which answers each
// request of its group. So many groups are committed at a time, unless a request
// has waited for longer than the queue is patient: then it goes ahead by itself,
// with those that wait behind it, since what is under way may be held up by
// something that isn't in its way. Without patience (0) it never does.
func New[R any](leaders int, patience time.Duration, commit func(group []R)) *Queue[R] {
	q := &Queue[R]{commit: commit, leaders: leaders, patience: patience}
	q.idle = sync.NewCond(&q.mu)
	return q
}

// Do has a request committed, by this goroutine or by another. An error says
// that it wasn't taken up; once it was, its outcome is waited for, since a
// commit is near its end and the caller wants to know.
func (q *Queue[R]) Do(ctx context.Context, request R) error {
	p := &place[R]{request: request, turn: make(chan bool, 1)}
	lead, err := q.enter(p)
	if err == nil && !lead {
		lead, err = q.await(ctx, p)
	}
	if err != nil {
		return err
	}
	if lead {
		group := q.take(p)
		requests := make([]R, len(group))
		for i, member := range group {
			requests[i] = member.request
		}
		q.commit(requests)
		q.answer(group[1:])
	}
	return nil
}

// await says whether the request is to lead, or is answered.
func (q *Queue[R]) await(ctx context.Context, p *place[R]) (lead bool, err error) {
	var late <-chan time.Time
	if q.patience > 0 {
		timer := time.NewTimer(q.patience)
		defer timer.Stop()
		late = timer.C
	}
	for {
		select {
		case lead := <-p.turn:
			return lead, nil
		case <-late:
			if q.goAhead(p) {
				return true, nil
			}
		case <-ctx.Done():
			if q.withdraw(p) {
				return false, context.Cause(ctx)
			}
			return <-p.turn, nil
		}
	}
}

// goAhead makes one that waits a leader, if there is room for one more.
func (q *Queue[R]) goAhead(p *place[R]) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, p)
	if i < 0 || q.leading >= maxLeaders {
		return false
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	q.leading++
	return true
}

// enter says whether the request is to lead, as when too few do; else it waits.
func (q *Queue[R]) enter(p *place[R]) (lead bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false, ErrClosed
	}
	if q.leading < q.leaders {
		q.leading++
		return true, nil
	}
	q.waiting = append(q.waiting, p)
	return false, nil
}

// withdraw takes a request back unless a leader has it already.
func (q *Queue[R]) withdraw(p *place[R]) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := slices.Index(q.waiting, p); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
		return true
	}
	select {
	case lead := <-p.turn:
		if lead {
			q.handOver()
			return true
		}
		p.turn <- false // answered meanwhile
	default:
	}
	return false
}

// take gives the leader its group, itself first.
func (q *Queue[R]) take(leader *place[R]) []*place[R] {
	// Those of the last group are about to append again, if this is a loop of
	// theirs. To go without them would make two groups of one, in turns.
	for range 32 {
		q.mu.Lock()
		enough := 1+len(q.waiting) >= q.busy
		q.mu.Unlock()
		if enough {
			break
		}
		runtime.Gosched()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), maxGroup-1)
	group := append([]*place[R]{leader}, q.waiting[:n]...)
	q.waiting = slices.Delete(q.waiting, 0, n)
	return group
}

// answer tells the others of a group that it is done, and the next leader that it
// is its turn.
func (q *Queue[R]) answer(others []*place[R]) {
	for _, p := range others {
		p.turn <- false
	}
	q.mu.Lock()
	q.busy = 1 + len(others) + len(q.waiting)
	q.handOver()
	q.mu.Unlock()
}

func (q *Queue[R]) handOver() {
	if len(q.waiting) > 0 {
		next := q.waiting[0]
		q.waiting = slices.Delete(q.waiting, 0, 1)
		next.turn <- true
		return
	}
	if q.leading--; q.leading == 0 {
		q.idle.Broadcast()
	}
}

// Close refuses what comes, and returns when everything that came is done.
func (q *Queue[R]) Close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for q.leading > 0 {
		q.idle.Wait()
	}
}
