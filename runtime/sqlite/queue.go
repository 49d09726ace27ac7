package sqlite

import (
	"context"
	"runtime"
	"slices"
	"sync"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// queue is where appends wait to be committed together. There is no goroutine
// behind it: whoever finds nobody committing becomes the leader, commits for
// everyone who waits, and hands over to the first of those who came meanwhile.
// So a lone writer never waits for another goroutine to be scheduled.
type queue struct {
	mu       sync.Mutex
	waiting  []*request
	leading  bool
	closed   bool
	idle     *sync.Cond // leading became false
	previous int        // size of the last group
}

// maxGroup bounds how much one commit holds back its callers.
const maxGroup = 256

// request is one append on its way.
type request struct {
	command  orchestrix.CommandID
	tenant   string
	batches  []orchestrix.Batch
	appended orchestrix.Appended
	err      error
	// turn tells a waiting request that it is to lead, or that it is answered.
	// It has room for the one message there ever is.
	turn chan bool
}

func (q *queue) init() { q.idle = sync.NewCond(&q.mu) }

// do has a request committed, by this goroutine or by another. An error of the
// context means that it wasn't taken up; once it was, its outcome is waited
// for, since a commit is near its end and the caller wants to know.
func (q *queue) do(ctx context.Context, r *request, commit func([]*request)) error {
	r.turn = make(chan bool, 1)
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return ErrClosed
	}
	q.waiting = append(q.waiting, r)
	lead := !q.leading
	q.leading = true
	q.mu.Unlock()

	if !lead {
		select {
		case lead = <-r.turn:
		case <-ctx.Done():
			if q.withdraw(r) {
				return context.Cause(ctx)
			}
			lead = <-r.turn
		}
	}
	if lead {
		group := q.take()
		commit(group)
		q.answer(r, group)
	}
	return r.err
}

// withdraw takes a request back unless a leader has it already.
func (q *queue) withdraw(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, r)
	if i < 0 {
		return false
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	select {
	case <-r.turn: // it was to lead
		q.handOver()
	default:
	}
	return true
}

// take gives the leader its group, itself first.
func (q *queue) take() []*request {
	// Those of the last group are about to append again, if this is a loop of
	// theirs. To go without them would make every second group a small one.
	for range 32 {
		q.mu.Lock()
		enough := len(q.waiting) >= q.previous
		q.mu.Unlock()
		if enough {
			break
		}
		runtime.Gosched()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), maxGroup)
	group := slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	q.previous = n
	return group
}

// answer tells the group that it is done, and the next leader that it is its turn.
func (q *queue) answer(leader *request, group []*request) {
	for _, r := range group {
		if r != leader {
			r.turn <- false
		}
	}
	q.mu.Lock()
	q.handOver()
	q.mu.Unlock()
}

func (q *queue) handOver() {
	if len(q.waiting) > 0 {
		q.waiting[0].turn <- true
		return
	}
	q.leading = false
	q.idle.Broadcast()
}

// close refuses what comes, and returns when everything that came is done.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for q.leading {
		q.idle.Wait()
	}
}
