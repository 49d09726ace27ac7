package groupcommit

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// held is a queue whose first commit waits, and the groups it has committed.
type held struct {
	*Queue[int]
	taken, release chan struct{}
	first          sync.Once
	mu             sync.Mutex
	groups         [][]int
}

func newHeld(patience time.Duration) *held {
	h := &held{taken: make(chan struct{}), release: make(chan struct{})}
	h.Queue = New(1, patience, func(group []int) {
		wait := false
		h.first.Do(func() { wait = true })
		if wait {
			close(h.taken)
			<-h.release
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.groups = append(h.groups, group)
	})
	return h
}

// behind has a request wait behind those before it.
func (h *held) behind(ctx context.Context, group *sync.WaitGroup, request int, err *error) {
	before := h.length()
	group.Go(func() { *err = h.Do(ctx, request) })
	for h.length() == before {
		runtime.Gosched()
	}
}

func (q *Queue[R]) length() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

func TestQueueCommitsTogetherWhatWaits(t *testing.T) {
	h := newHeld(0)
	var group sync.WaitGroup
	group.Go(func() { _ = h.Do(t.Context(), 0) })
	<-h.taken
	errs := make([]error, 3)
	for i := range errs {
		h.behind(t.Context(), &group, i+1, &errs[i])
	}
	close(h.release)
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	if len(h.groups) != 2 || !slices.Equal(h.groups[1], []int{1, 2, 3}) {
		t.Fatalf("groups %v, want one of 1 and one of 3, in the order in which they came", h.groups)
	}
	if h.leading != 0 {
		t.Error("somebody still leads")
	}
}

func TestQueueHasAsManyLeadersAsItMay(t *testing.T) {
	const leaders = 3
	begun, release := make(chan int, 10), make(chan struct{})
	q := New(leaders, 0, func(group []int) {
		begun <- len(group)
		<-release
	})
	var requests sync.WaitGroup
	for i := range leaders + 4 {
		if i >= leaders {
			for q.length() < i-leaders {
				runtime.Gosched()
			}
		}
		requests.Go(func() { _ = q.Do(t.Context(), i) })
		if i < leaders {
			if n := <-begun; n != 1 {
				t.Errorf("group %d has %d requests", i, n)
			}
		}
	}
	for q.length() < 4 {
		runtime.Gosched()
	}
	release <- struct{}{}
	if n := <-begun; n != 4 {
		t.Errorf("the one after those that lead has %d requests, want 4", n)
	}
	close(release)
	requests.Wait()
	if q.leading != 0 {
		t.Errorf("%d still lead", q.leading)
	}
}

func TestQueueGoesAheadOfAGroupThatIsHeldUp(t *testing.T) {
	h := newHeld(time.Millisecond)
	var group sync.WaitGroup
	group.Go(func() { _ = h.Do(t.Context(), 0) })
	<-h.taken
	for i := range 3 {
		if err := h.Do(t.Context(), i+1); err != nil { // would wait for ever
			t.Error(err)
		}
	}
	close(h.release)
	group.Wait()
	if len(h.groups) != 4 || h.leading != 0 {
		t.Errorf("groups %v, %d lead", h.groups, h.leading)
	}
}

func TestQueueForgetsARequestThatIsCancelledBeforeItIsTaken(t *testing.T) {
	h := newHeld(0)
	var group sync.WaitGroup
	group.Go(func() { _ = h.Do(t.Context(), 0) })
	<-h.taken
	ctx, cancel := context.WithCancel(t.Context())
	var errCancelled, errOther error
	h.behind(ctx, &group, 1, &errCancelled)
	h.behind(t.Context(), &group, 2, &errOther)
	cancel()
	for h.length() != 1 {
		runtime.Gosched()
	}
	close(h.release)
	group.Wait()
	if !errors.Is(errCancelled, context.Canceled) || errOther != nil {
		t.Errorf("errors %v and %v", errCancelled, errOther)
	}
	if len(h.groups) != 2 || !slices.Equal(h.groups[1], []int{2}) {
		t.Errorf("the second group isn't just the other request: %v", h.groups)
	}
}

// Whoever is to lead may be cancelled just then; the next one leads.
func TestQueueIsLedByTheNextWhenItsLeaderIsCancelled(t *testing.T) {
	q := New(1, 0, func([]int) {})
	q.leading = 1 // somebody who is done
	leaving, next := &place[int]{turn: make(chan bool, 1)}, &place[int]{turn: make(chan bool, 1)}
	q.waiting = []*place[int]{leaving, next}
	q.answer(nil)
	if !q.withdraw(leaving) {
		t.Fatal("a request that nobody took can't be withdrawn")
	}
	if len(next.turn) != 1 {
		t.Error("the next one isn't told to lead")
	}
	if !q.withdraw(next) || q.leading != 0 {
		t.Error("nobody waits, but somebody leads")
	}
	if q.withdraw(next) {
		t.Error("a request is withdrawn twice")
	}
	answered := &place[int]{turn: make(chan bool, 1)}
	answered.turn <- false
	if q.withdraw(answered) || len(answered.turn) != 1 {
		t.Error("a request is withdrawn that was answered")
	}
}

func TestClosedQueueRefuses(t *testing.T) {
	h := newHeld(0)
	var group sync.WaitGroup
	var errFirst, errSecond error
	group.Go(func() { errFirst = h.Do(t.Context(), 0) })
	<-h.taken
	h.behind(t.Context(), &group, 1, &errSecond)
	closed := make(chan struct{})
	go func() {
		h.Close()
		close(closed)
	}()
	for refused := false; !refused; runtime.Gosched() {
		h.Queue.mu.Lock()
		refused = h.closed
		h.Queue.mu.Unlock()
	}
	if err := h.Do(t.Context(), 2); !errors.Is(err, ErrClosed) {
		t.Errorf("error %v", err)
	}
	select {
	case <-closed:
		t.Error("closed while requests were under way")
	default:
	}
	close(h.release)
	<-closed
	group.Wait()
	if errFirst != nil || errSecond != nil || len(h.groups) != 2 {
		t.Errorf("errors %v and %v, %d groups", errFirst, errSecond, len(h.groups))
	}
}
