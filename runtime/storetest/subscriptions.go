package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// subscriptionCases are about what [subscription] makes of a store with tables.
var subscriptionCases = []testCase{
	{name: "a subscription catches up and follows without a hole or a double", run: followed},
	{name: "a subscription goes on at its checkpoint", run: goesOn},
	{name: "partitions handle every event once, in any number", run: partitioned},
	{name: "what is handled when it ends is finished and remembered", run: drained},
	{name: "the owner before is fenced off", run: fenced},
	{name: "a projection's owner before is fenced off", run: fencedProjection},
	{name: "killed before its checkpoint, a handler gets the same event again", run: killedHandler},
	{name: "killed before its checkpoint, a projection projects once", run: killedProjection},
	{name: "a poisonous event is parked with its stream, and others go on", run: poisoned},
	{name: "a poisonous event of a projection is parked with its stream", run: poisonedProjection},
	{name: "an event whose rows no table holds is parked with its stream", run: unfitRows},
}

// counted is what the projection of these cases keeps: how often it got each event.
var counted = &orchestrix.Table{
	Name: "test_counted",
	Key:  1,
	Columns: []orchestrix.Column{
		{Name: "event_id", Kind: orchestrix.TextColumn},
		{Name: "stream_id", Kind: orchestrix.TextColumn},
		{Name: "times", Kind: orchestrix.IntColumn},
	},
}

// projecting projects into counted, but gives fail's error for an event first.
func projecting(fail func(*orchestrix.Recorded) error) subscription.Subscription {
	return subscription.Subscription{
		Name: "test.Counting", Categories: []string{category}, Beginning: true, Shape: "v1",
		Project: func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
			for i := range events {
				event := &events[i]
				if fail != nil {
					if err := fail(event); err != nil {
						return &subscription.EventError{Index: i, Err: err}
					}
				}
				times := int64(0)
				row, err := tx.Get(ctx, counted, string(event.ID))
				if err != nil {
					return err
				}
				if row != nil {
					times = row[2].(int64)
				}
				if err := tx.Put(ctx, counted, orchestrix.Row{string(event.ID), event.Stream.ID, times + 1}); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// wantCounted checks that each event was projected once.
func (s *subject) wantCounted(events []orchestrix.Recorded) {
	s.Helper()
	rows, err := collectRows(s.tables().Select(s.patient(), counted, orchestrix.Selection{}))
	if err != nil {
		s.Fatal(err)
	}
	times := map[string]int64{}
	for _, row := range rows {
		times[row[0].(string)] = row[2].(int64)
	}
	for _, event := range events {
		if n := times[string(event.ID)]; n != 1 {
			s.Errorf("version %d of %v was projected %d times", event.Version, event.Stream, n)
		}
	}
	if len(rows) != len(events) {
		s.Errorf("%d events were projected, want %d", len(rows), len(events))
	}
}

// witness remembers what a handler gets.
type witness struct {
	mu     sync.Mutex
	events []orchestrix.Recorded // without data
	// before is called with each event, and its error is the handler's.
	before func(ctx context.Context, event orchestrix.Recorded) error
}

func (w *witness) subscription() subscription.Subscription {
	return subscription.Subscription{
		Name: "test.Witness", Categories: []string{category}, Beginning: true,
		Handle: func(ctx context.Context, event orchestrix.Recorded) error {
			if w.before != nil {
				if err := w.before(ctx, event); err != nil {
					return err
				}
			}
			event.Data = nil
			w.mu.Lock()
			w.events = append(w.events, event)
			w.mu.Unlock()
			return nil
		},
	}
}

func (w *witness) seen() []orchestrix.Recorded {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.events)
}

// wantSeen checks that a handler got each event once, in the order of its stream.
func (s *subject) wantSeen(w *witness, events []orchestrix.Recorded) {
	s.Helper()
	seen := w.seen()
	versions := map[orchestrix.StreamID]orchestrix.Version{}
	for _, event := range seen {
		if versions[event.Stream]++; event.Version != versions[event.Stream] {
			s.Fatalf("version %d of %v was handled when it was number %d's turn", event.Version, event.Stream, versions[event.Stream])
		}
	}
	if len(seen) != len(events) {
		s.Errorf("%d events were handled, want %d", len(seen), len(events))
	}
}

// running runs a runner until stop, which waits for its end.
func (s *subject) running(r *subscription.Runner) (stop func()) {
	ended, end := s.beside(context.Background(), r.Run)
	var once sync.Once
	stop = func() {
		once.Do(func() {
			end()
			select {
			case err := <-ended:
				if err != nil {
					s.Errorf("run: %v", err)
				}
			case <-time.After(patience):
				s.Error("run goes on when its context has ended")
			}
		})
	}
	s.Cleanup(stop)
	return stop
}

// runner makes a runner over the store, or over another that stands for it.
func (s *subject) runner(store orchestrix.Tables, subscriptions []subscription.Subscription, options ...subscription.Option) *subscription.Runner {
	s.Helper()
	r := subscription.NewRunner(store, options...)
	if err := r.Add(subscriptions...); err != nil {
		s.Fatal(err)
	}
	return r
}

func (s *subject) sync(r *subscription.Runner) {
	s.Helper()
	if err := r.Sync(s.patient()); err != nil {
		s.Fatalf("sync: %v", err)
	}
}

func (s *subject) await(r *subscription.Runner, name string, position orchestrix.Position) {
	s.Helper()
	if err := r.WaitFor(s.patient(), name, position); err != nil {
		s.Fatal(err)
	}
}

// until waits for a condition.
func (s *subject) until(holds func() bool) {
	s.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			s.Fatal("what is waited for doesn't come")
		}
	}
}

func (s *subject) events() []orchestrix.Recorded {
	s.Helper()
	return s.all(orchestrix.Position{}, orchestrix.Filter{Categories: []string{category}})
}

func followed(s *subject) {
	s.make(counted)
	for i := range 20 {
		s.given(stream(fmt.Sprint("s", i%7)), 10)
	}
	w := &witness{}
	both := []subscription.Subscription{w.subscription(), projecting(nil)}
	r := s.runner(s.tables(), both, subscription.WithPage(16))
	stop := s.running(r)
	var mu sync.Mutex
	var last orchestrix.Position
	s.together(8, func(ctx context.Context, i int) error {
		for n := range 15 {
			appended, err := s.store.Append(ctx, batch(fmt.Sprintf("writer-%d-%d", i, n), stream(fmt.Sprint("s", (i+n)%9)), orchestrix.Any, 1+n%3))
			if err != nil {
				return err
			}
			mu.Lock()
			if appended.Position.Compare(last) > 0 {
				last = appended.Position
			}
			mu.Unlock()
		}
		return nil
	})
	for _, one := range both {
		s.await(r, one.Name, last)
	}
	stop()
	s.wantSeen(w, s.events())
	s.wantCounted(s.events())
}

func goesOn(s *subject) {
	s.make(counted)
	w := &witness{}
	both := []subscription.Subscription{w.subscription(), projecting(nil)}
	for range 3 {
		s.given(stream("a"), 3)
		s.given(orchestrix.StreamID{Category: "test.Other", ID: "b"}, 1)
		s.sync(s.runner(s.tables(), both))
		if !s.harness.Volatile {
			s.reopen()
		}
	}
	s.wantSeen(w, s.events())
	s.wantCounted(s.events())
	lags, err := s.runner(s.tables(), both).Lag(s.patient())
	if err != nil {
		s.Fatal(err)
	}
	head, err := s.store.Head(s.patient())
	if err != nil {
		s.Fatal(err)
	}
	for _, lag := range lags {
		if lag.Behind || lag.Position != head {
			s.Errorf("%s is at %v, want the head %v", lag.Subscription, lag.Position, head)
		}
	}
}

func partitioned(s *subject) {
	w := &witness{}
	one := []subscription.Subscription{w.subscription()}
	for round, n := range []int{4, 3, 1, 4} {
		for i := range 40 {
			s.given(stream(fmt.Sprint("s", i%13)), 1+i%2)
		}
		head, err := s.store.Head(s.patient())
		if err != nil {
			s.Fatal(err)
		}
		first := s.runner(s.tables(), one, subscription.WithPartitions("test.Witness", n), subscription.WithPage(7))
		second := s.runner(s.tables(), one, subscription.WithPartitions("test.Witness", n), subscription.WithPage(5))
		stopFirst, stopSecond := s.running(first), s.running(second)
		s.await(first, "test.Witness", head)
		s.await(second, "test.Witness", head)
		stopFirst()
		stopSecond()
		s.wantSeen(w, s.events())
		if s.Failed() {
			s.Fatalf("in round %d, of %d partitions", round, n)
		}
	}
}

func drained(s *subject) {
	s.given(stream("a"), 5)
	begun, finish := make(chan struct{}), make(chan struct{})
	w := &witness{before: func(ctx context.Context, event orchestrix.Recorded) error {
		if event.Version == 3 {
			close(begun)
			<-finish
		}
		return ctx.Err()
	}}
	r := s.runner(s.tables(), []subscription.Subscription{w.subscription()})
	ended, stop := s.beside(s.patient(), r.Run)
	<-begun
	stop()
	close(finish)
	if err := <-ended; err != nil {
		s.Fatal(err)
	}
	if seen := w.seen(); len(seen) != 3 {
		s.Fatalf("%d events were handled, want the third finished and no other begun", len(seen))
	}
	w.before = nil
	r = s.runner(s.tables(), []subscription.Subscription{w.subscription()})
	lags, err := r.Lag(s.patient())
	if err != nil {
		s.Fatal(err)
	}
	if lags[0].Position != s.events()[2].Position || lags[0].Owners[0] != "" {
		s.Errorf("it is at %v and owned by %q, want the third event and nobody", lags[0].Position, lags[0].Owners[0])
	}
	s.sync(r)
	s.wantSeen(w, s.events())
}
