package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// shortLease is how long the cases wait for a lease to end.
const shortLease = 300 * time.Millisecond

// stalling is a store whose transactions wait before they begin, once it has
// been stalled: a process that is stopped, or has lost its network.
type stalling struct {
	orchestrix.Tables
	mu      sync.Mutex
	stalled chan struct{} // nil: not
	waiting chan struct{} // gets one for each that waits
	looks   atomic.Int64  // at leases
}

func (s *stalling) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	if table == orchestrix.SubscriptionsTable {
		s.looks.Add(1)
	}
	return s.Tables.Get(ctx, table, key...)
}

func (s *stalling) stall() {
	s.mu.Lock()
	s.stalled = make(chan struct{})
	s.mu.Unlock()
}

func (s *stalling) resume() {
	s.mu.Lock()
	close(s.stalled)
	s.stalled = nil
	s.mu.Unlock()
}

func (s *stalling) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	s.mu.Lock()
	stalled := s.stalled
	s.mu.Unlock()
	if stalled != nil {
		select {
		case s.waiting <- struct{}{}:
		default:
		}
		<-stalled
	}
	return s.Tables.Transact(ctx, f)
}

func fenced(s *subject) {
	s.given(stream("a"), 3)
	old := &stalling{Tables: s.tables(), waiting: make(chan struct{}, 100)}
	lost := make(chan struct{})
	var once sync.Once
	first := &witness{}
	first.before = func(ctx context.Context, event orchestrix.Recorded) error {
		if event.Version != 2 {
			return nil
		}
		once.Do(old.stall) // it neither renews its lease nor writes a checkpoint
		<-ctx.Done()       // it is told that it has lost the lease
		close(lost)
		return ctx.Err()
	}
	stopFirst := s.running(s.runner(old, []subscription.Subscription{first.subscription()}, subscription.WithLease(shortLease), subscription.WithOwner("old")))
	<-lost
	before := len(first.seen()) // once more where a lease ended before the second event came
	second := &witness{}
	r := s.runner(s.tables(), []subscription.Subscription{second.subscription()}, subscription.WithLease(time.Minute), subscription.WithOwner("new"))
	stopSecond := s.running(r)
	s.await(r, "test.Witness", s.events()[2].Position)
	old.resume()
	looks := old.looks.Load() // it asks again and again, and doesn't get it
	s.until(func() bool { return old.looks.Load() > looks+2 || len(first.seen()) > before })
	after := s.given(stream("a"), 2)
	s.await(r, "test.Witness", after.Position)
	stopFirst()
	stopSecond()
	s.wantSeen(second, s.events())
	if n := len(first.seen()); n != before {
		s.Errorf("the owner before handled %d events after it had lost its lease", n-before)
	}
}

func fencedProjection(s *subject) {
	s.make(counted)
	old := &stalling{Tables: s.tables(), waiting: make(chan struct{}, 100)}
	r := s.runner(old, []subscription.Subscription{projecting(nil)}, subscription.WithLease(shortLease), subscription.WithOwner("old"))
	stopFirst := s.running(r)
	s.await(r, "test.Counting", s.given(stream("a"), 3).Position)
	old.stall()
	next := s.given(stream("a"), 3)
	<-old.waiting // with a page in its hands
	second := s.runner(s.tables(), []subscription.Subscription{projecting(nil)}, subscription.WithLease(time.Minute), subscription.WithOwner("new"))
	stopSecond := s.running(second)
	s.await(second, "test.Counting", next.Position)
	old.resume()
	s.await(second, "test.Counting", s.given(stream("b"), 3).Position)
	stopFirst()
	stopSecond()
	s.wantCounted(s.events())
}

// failing is a store whose transactions that move a checkpoint end in an error,
// once each: rolled back, or else committed before the answer is lost.
type failing struct {
	orchestrix.Tables
	fails  atomic.Int64 // how many more
	commit bool
}

var errAway = errors.New("the connection is gone")

func (f *failing) Transact(ctx context.Context, do func(context.Context, orchestrix.Tx) error) error {
	moved := false
	err := f.Tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		before, err := f.positions(ctx, tx)
		if err != nil {
			return err
		}
		if err := do(ctx, tx); err != nil {
			return err
		}
		after, err := f.positions(ctx, tx)
		if err != nil {
			return err
		}
		moved = before != after && before != "" && f.fails.Add(-1) >= 0
		if moved && !f.commit {
			return errAway
		}
		return nil
	})
	if moved && err == nil {
		return errAway
	}
	return err
}

func (f *failing) positions(ctx context.Context, tx orchestrix.Tx) (all string, err error) {
	for row, err := range tx.Select(ctx, orchestrix.SubscriptionsTable, orchestrix.Selection{}) {
		if err != nil {
			return "", err
		}
		all += row[1].(string) + " "
	}
	return all, nil
}

func killedHandler(s *subject) {
	s.given(stream("a"), 4)
	w := &witness{}
	one := []subscription.Subscription{w.subscription()}
	broken := &failing{Tables: s.tables()}
	broken.fails.Store(100)
	if err := s.runner(broken, one).Sync(s.patient()); !errors.Is(err, errAway) {
		s.Fatalf("sync gave %v, want the store's error", err)
	}
	s.sync(s.runner(s.tables(), one))
	seen := w.seen()
	if len(seen) != 8 {
		s.Fatalf("%d events were handled, want four, twice", len(seen))
	}
	for i := range 4 {
		if seen[i].ID != seen[i+4].ID {
			s.Errorf("event %d came as %s, and then as %s", i, seen[i].ID, seen[i+4].ID)
		}
	}
}

func killedProjection(s *subject) {
	s.make(counted)
	for _, commit := range []bool{false, true} {
		broken := &failing{Tables: s.tables(), commit: commit}
		s.given(stream("a"), 20)
		broken.fails.Store(1)
		r := s.runner(broken, []subscription.Subscription{projecting(nil)}, subscription.WithPage(6))
		if err := r.Sync(s.patient()); !errors.Is(err, errAway) {
			s.Fatalf("sync gave %v, want the store's error", err)
		}
		broken.fails.Store(1)
		stop := s.running(r) // which goes on by itself, whatever became of it
		s.await(r, "test.Counting", s.given(stream("a"), 10).Position)
		stop()
		s.wantCounted(s.events())
	}
}
