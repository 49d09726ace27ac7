package sqlite

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
)

// held is a queue whose first commit waits, and the groups it has committed.
type held struct {
	queue
	taken, release chan struct{}
	first          sync.Once
	mu             sync.Mutex
	groups         [][]*request
}

func newHeld() *held {
	h := &held{taken: make(chan struct{}), release: make(chan struct{})}
	h.init()
	return h
}

func (h *held) commit(group []*request) {
	h.first.Do(func() {
		close(h.taken)
		<-h.release
	})
	h.mu.Lock()
	h.groups = append(h.groups, group)
	h.mu.Unlock()
}

// behind has a request wait behind those before it.
func (h *held) behind(ctx context.Context, group *sync.WaitGroup, r *request, err *error) {
	before := h.length()
	group.Go(func() { *err = h.do(ctx, r, h.commit) })
	for h.length() == before {
		runtime.Gosched()
	}
}

func (h *held) length() int {
	h.queue.mu.Lock()
	defer h.queue.mu.Unlock()
	return len(h.waiting)
}

func TestQueueCommitsTogetherWhatWaits(t *testing.T) {
	h := newHeld()
	var group sync.WaitGroup
	first := &request{}
	group.Go(func() { _ = h.do(t.Context(), first, h.commit) })
	<-h.taken
	requests := []*request{{}, {}, {}}
	errs := make([]error, 3)
	for i, r := range requests {
		h.behind(t.Context(), &group, r, &errs[i])
	}
	close(h.release)
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	if len(h.groups) != 2 || len(h.groups[0]) != 1 || len(h.groups[1]) != 3 {
		t.Fatalf("%d groups, want one of 1 and one of 3", len(h.groups))
	}
	for i, r := range h.groups[1] {
		if r != requests[i] {
			t.Error("the order in which they came is lost")
		}
	}
	if h.leading {
		t.Error("somebody still leads")
	}
}

func TestQueueForgetsARequestThatIsCancelledBeforeItIsTaken(t *testing.T) {
	h := newHeld()
	var group sync.WaitGroup
	group.Go(func() { _ = h.do(t.Context(), &request{}, h.commit) })
	<-h.taken
	ctx, cancel := context.WithCancel(t.Context())
	var errCancelled, errOther error
	var cancelled, other request
	h.behind(ctx, &group, &cancelled, &errCancelled)
	h.behind(t.Context(), &group, &other, &errOther)
	cancel()
	for h.length() != 1 {
		runtime.Gosched()
	}
	close(h.release)
	group.Wait()
	if !errors.Is(errCancelled, context.Canceled) || errOther != nil {
		t.Errorf("errors %v and %v", errCancelled, errOther)
	}
	if len(h.groups) != 2 || len(h.groups[1]) != 1 || h.groups[1][0] != &other {
		t.Errorf("the second group isn't just the other request: %v", h.groups)
	}
}

// Whoever is to lead may be cancelled just then; the next one leads.
func TestQueueIsLedByTheNextWhenItsLeaderIsCancelled(t *testing.T) {
	var q queue
	q.init()
	q.leading = true // by somebody who is done
	leaving, next := &request{turn: make(chan bool, 1)}, &request{turn: make(chan bool, 1)}
	q.waiting = []*request{leaving, next}
	q.answer(nil, nil)
	if !q.withdraw(leaving) {
		t.Fatal("a request that nobody took can't be withdrawn")
	}
	if len(next.turn) != 1 {
		t.Error("the next one isn't told to lead")
	}
	if !q.withdraw(next) || q.leading {
		t.Error("nobody waits, but somebody leads")
	}
	if q.withdraw(next) {
		t.Error("a request is withdrawn twice")
	}
}

func TestClosedQueueRefuses(t *testing.T) {
	h := newHeld()
	var group sync.WaitGroup
	var errFirst, errSecond error
	group.Go(func() { errFirst = h.do(t.Context(), &request{}, h.commit) })
	<-h.taken
	h.behind(t.Context(), &group, &request{}, &errSecond)
	closed := make(chan struct{})
	go func() {
		h.close()
		close(closed)
	}()
	for refused := false; !refused; runtime.Gosched() {
		h.queue.mu.Lock()
		refused = h.closed
		h.queue.mu.Unlock()
	}
	if err := h.do(t.Context(), &request{}, h.commit); !errors.Is(err, ErrClosed) {
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

type coded int

func (c coded) Error() string { return "some driver's error" }
func (c coded) Code() int     { return int(c) }

func TestBusyOfAnyDriver(t *testing.T) {
	for _, c := range []struct {
		err  error
		busy bool
	}{
		{coded(5), true},
		{coded(517), true}, // SQLITE_BUSY_SNAPSHOT
		{coded(6), true},
		{coded(262), true}, // SQLITE_LOCKED_SHAREDCACHE
		{coded(13), false},
		{coded(2067), false},
		{errors.New("database is locked"), true},
		{errors.New("disk I/O error"), false},
		{nil, false},
	} {
		if isBusy(c.err) != c.busy {
			t.Errorf("%v is busy: %v", c.err, !c.busy)
		}
	}
}
