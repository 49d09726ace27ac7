package subscription_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

func TestAddRefusesWhatCantBeRun(t *testing.T) {
	f := newFixture(t)
	good := f.handling()
	change := func(change func(*subscription.Subscription)) subscription.Subscription {
		s := good
		change(&s)
		return s
	}
	for name, s := range map[string]subscription.Subscription{
		"no name":              change(func(s *subscription.Subscription) { s.Name = "" }),
		"a name with a slash":  change(func(s *subscription.Subscription) { s.Name = "a/b" }),
		"a former one with @":  change(func(s *subscription.Subscription) { s.Name, s.Was = "x", []string{"a@b"} }),
		"a shape with a slash": change(func(s *subscription.Subscription) { s.Name, s.Shape = "x", "a/b" }),
		"no categories":        change(func(s *subscription.Subscription) { s.Name, s.Categories = "x", nil }),
		"neither":              change(func(s *subscription.Subscription) { s.Name, s.Handle = "x", nil }),
		"both":                 change(func(s *subscription.Subscription) { s.Name, s.Project = "x", f.projecting().Project }),
		"the same name":        good,
		"a former name taken":  change(func(s *subscription.Subscription) { s.Name, s.Was = "x", []string{good.Name} }),
		"a parted projection":  f.projecting(),
		"a parted whole":       change(func(s *subscription.Subscription) { s.Name, s.Whole = "test.Whole", true }),
	} {
		r := f.runner(good, subscription.WithPartitions("test.Projecting", 2), subscription.WithPartitions("test.Whole", 2))
		if err := r.Add(s); err == nil {
			t.Errorf("%s: it is added", name)
		}
	}
}

func TestRunFollowsUntilItsContextEnds(t *testing.T) {
	f := newFixture(t)
	s := f.handling()
	r := f.runner(s)
	stop := f.run(r)
	for range 3 {
		if err := r.WaitFor(f.patient(), s.Name, f.append("a")); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Run(f.patient()); err == nil {
		t.Error("it is run twice at once")
	}
	if err := r.Sync(f.patient()); err != nil { // which waits for run
		t.Error(err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	f.wantHandled("a/1", "a/2", "a/3")
	if lag := f.lag(r); lag.Behind || !slices.Equal(lag.Owners, []string{""}) {
		t.Errorf("lag is %+v, want the lease given back", lag)
	}
}

func TestAFreeLeaseIsTakenOver(t *testing.T) {
	bubble(t, func(f *fixture) {
		s := f.handling()
		const lease = 200 * time.Millisecond
		first := f.runner(s, subscription.WithLease(lease), subscription.WithOwner("first"))
		second := f.runner(s, subscription.WithLease(lease), subscription.WithOwner("second"))
		stop := f.run(first)
		f.until("the first has it", func() bool { return strings.HasPrefix(f.lag(first).Owners[0], "first#") })
		f.run(second)
		if err := second.WaitFor(f.patient(), s.Name, f.append("a")); err != nil {
			f.Fatal(err)
		}
		if err := stop(); err != nil {
			f.Fatal(err)
		}
		f.until("the second has it", func() bool { return strings.HasPrefix(f.lag(first).Owners[0], "second#") })
		if err := first.WaitFor(f.patient(), s.Name, f.append("a")); err != nil {
			f.Fatal(err)
		}
		if err := subscription.WaitFor(f.patient(), f.store, &s, f.append("a")); err != nil {
			f.Fatal(err)
		}
		f.wantHandled("a/1", "a/2", "a/3")
	})
}

func TestADatabasesClockThatJumpsDoublesNothing(t *testing.T) {
	bubble(t, func(f *fixture) {
		f.store = memory.New(memory.WithClock(f.clock))
		s := f.projecting()
		first, second := f.runner(s, subscription.WithOwner("first")), f.runner(s, subscription.WithOwner("second"))
		f.run(first)
		if err := first.WaitFor(f.patient(), s.Name, f.append("a")); err != nil {
			f.Fatal(err)
		}
		f.pass(time.Hour) // and the lease seems to have ended
		f.run(second)
		f.until("the second has it", func() bool { return strings.HasPrefix(f.lag(first).Owners[0], "second#") })
		f.pass(-24 * time.Hour)
		for range 3 {
			if err := first.WaitFor(f.patient(), s.Name, f.append("a", "b")); err != nil {
				f.Fatal(err)
			}
		}
		f.wantProjected("a/1", "a/2", "a/3", "a/4", "b/1", "b/2", "b/3")
	})
}

func TestALeaseFromBeforeTheClockWasSetBackIsFree(t *testing.T) {
	f := newFixture(t)
	f.store = memory.New(memory.WithClock(f.clock))
	s := f.handling()
	next := f.runner(s)
	store := &flaky{Tables: f.store}
	f.store = store
	s.Prepare = func(context.Context) error { store.away.Store(true); return errAway } // as if it were killed: it gives nothing back
	if err := f.runner(s).Sync(f.patient()); err == nil {
		t.Fatal("sync gives no error")
	}
	store.away.Store(false)
	f.pass(-24 * time.Hour)
	f.append("a")
	f.sync(next)
	f.wantHandled("a/1")
}

// flaky is a store that is away for a while.
type flaky struct {
	orchestrix.Tables
	away atomic.Bool
	asks atomic.Int64 // while it is away
}

func (s *flaky) err() error {
	if s.away.Load() {
		s.asks.Add(1)
		return errAway
	}
	return nil
}

func (s *flaky) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	if err := s.err(); err != nil {
		return err
	}
	return s.Tables.Transact(ctx, f)
}

func (s *flaky) TableExists(ctx context.Context, name string) (bool, error) {
	if err := s.err(); err != nil {
		return false, err
	}
	return s.Tables.TableExists(ctx, name)
}

func (s *flaky) Head(ctx context.Context) (orchestrix.Position, error) {
	if err := s.err(); err != nil {
		return orchestrix.Position{}, err
	}
	return s.Tables.Head(ctx)
}

func (s *flaky) Wait(ctx context.Context, after orchestrix.Position) error {
	if err := s.err(); err != nil {
		return err
	}
	return s.Tables.Wait(ctx, after)
}

func TestAStoreThatIsAwayIsWaitedFor(t *testing.T) {
	bubble(t, func(f *fixture) {
		store := &flaky{Tables: f.store}
		f.store = store
		last := f.append("a", "b")
		store.away.Store(true)
		s := f.projecting()
		r := f.runner(s)
		f.run(r)
		if err := r.Sync(f.patient()); !errors.Is(err, errAway) {
			f.Errorf("sync gave %v, want the store's error", err)
		}
		f.until("it asks again", func() bool { return store.asks.Load() > 3 })
		store.away.Store(false)
		if err := r.WaitFor(f.patient(), s.Name, last); err != nil {
			f.Fatal(err)
		}
		store.away.Store(true)
		asks := store.asks.Load()
		last = f.append("a")
		f.until("it asks again", func() bool { return store.asks.Load() > asks+3 })
		store.away.Store(false)
		if err := r.WaitFor(f.patient(), s.Name, last); err != nil {
			f.Fatal(err)
		}
		f.wantProjected("a/1", "b/1", "a/2")
		f.wantAside(r)
	})
}

func TestRunEndsWithWhatWontGetBetter(t *testing.T) {
	f := newFixture(t)
	if err := f.store.DropTable(f.patient(), orchestrix.ParkedTable.Name); err != nil {
		t.Fatal(err)
	}
	r := f.runner(f.handling())
	for name, run := range map[string]func(context.Context) error{"run": r.Run, "sync": r.Sync} {
		if err := run(f.patient()); err == nil || !strings.Contains(err.Error(), orchestrix.ParkedTable.Name) {
			t.Errorf("%s without a table gives %v", name, err)
		}
	}

	f = newFixture(t)
	s := f.handling()
	var calls atomic.Int64
	s.Prepare = func(context.Context) error {
		if calls.Add(1) == 1 {
			return errAway
		}
		return subscription.Permanent(errors.New("no table; call Migrate"))
	}
	if err := f.runner(s).Run(f.patient()); err == nil || !strings.Contains(err.Error(), "call Migrate") || calls.Load() != 2 {
		t.Errorf("run gives %v after %d calls", err, calls.Load())
	}
}

func TestWaitForEndsWithItsContext(t *testing.T) {
	f := newFixture(t)
	s := f.handling()
	r := f.runner(s)
	position := f.append("a")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := r.WaitFor(ctx, s.Name, position); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it gives %v", err)
	}
	if err := subscription.WaitFor(ctx, f.store, &s, position); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it gives %v", err)
	}
	if err := r.WaitFor(f.patient(), "test.Unknown", position); err == nil {
		t.Error("it waits for a subscription that there isn't")
	}
}

func TestDueIsCalledWhenItSaysAndAfterEvents(t *testing.T) {
	f := newFixture(t)
	s := f.handling()
	var calls []time.Duration
	begun := f.clock()
	var dueErr error
	s.Due = func(_ context.Context, now time.Time) (time.Time, error) {
		calls = append(calls, now.Sub(begun))
		if next := begun.Add(time.Hour); now.Before(next) {
			return next, dueErr
		}
		return time.Time{}, dueErr
	}
	r := f.runner(s)
	want := func(want ...time.Duration) {
		t.Helper()
		if !slices.Equal(calls, want) {
			t.Errorf("due was called at %v, want %v", calls, want)
		}
		calls = nil
	}
	f.sync(r)
	want(0)
	f.append("a")
	f.sync(r)
	want(0, 0) // at the beginning, and after the event
	f.pass(2 * time.Hour)
	dueErr = errAway
	if err := r.Sync(f.patient()); !errors.Is(err, errAway) {
		t.Errorf("sync gives %v", err)
	}
	want(2 * time.Hour)
}

// Sync says that its lease was taken in the midst of it, and the next one does what
// it hadn't written: nothing is lost.
func TestSyncTellsThatItsLeaseWasTaken(t *testing.T) {
	f := newFixture(t)
	f.append("a", "b", "c")
	s := f.handling()
	var once sync.Once
	s.Handle = func(ctx context.Context, event orchestrix.Recorded) error {
		once.Do(func() { // as another process does when this one was away for long
			err := f.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
				row, err := tx.Lock(ctx, orchestrix.SubscriptionsTable, s.Name)
				if err != nil {
					return err
				}
				token := slices.IndexFunc(orchestrix.SubscriptionsTable.Columns, func(c orchestrix.Column) bool { return c.Name == "token" })
				row[token] = row[token].(int64) + 1
				return tx.Put(ctx, orchestrix.SubscriptionsTable, row)
			})
			if err != nil {
				t.Error(err)
			}
		})
		return f.take(&event)
	}
	r := f.runner(s)
	if err := r.Sync(f.patient()); err == nil || !strings.Contains(err.Error(), "lease") {
		t.Errorf("sync gives %v", err)
	}
	f.sync(r)
	f.wantHandled("a/1", "b/1", "c/1", "a/1", "b/1", "c/1")
}

// A page may take long: what becomes due meanwhile doesn't wait for its end.
func TestDueIsCalledWithinAPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		for i := range 3 {
			f.append(fmt.Sprint(i))
		}
		s := subscription.Subscription{Name: "test.Slow", Categories: []string{"test.Thing"}, Beginning: true}
		var did []string
		s.Handle = func(_ context.Context, event orchestrix.Recorded) error {
			did = append(did, event.Stream.ID)
			time.Sleep(2 * time.Second) // of a bubble's time
			return nil
		}
		s.Due = func(context.Context, time.Time) (time.Time, error) {
			did = append(did, "due")
			return time.Time{}, nil
		}
		r := subscription.NewRunner(f.store)
		if err := r.Add(s); err != nil {
			t.Fatal(err)
		}
		if err := r.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(did, " "); got != "due 0 due 1 due 2 due due" {
			t.Errorf("it did %s", got)
		}
	})
}

func TestAnErrorOfDueKeepsNoEventWaiting(t *testing.T) {
	f := newFixture(t)
	s := f.handling()
	var calls atomic.Int64
	s.Due = func(_ context.Context, now time.Time) (time.Time, error) {
		if calls.Add(1) == 2 {
			panic("boom")
		}
		return time.Time{}, errAway
	}
	r := f.runner(s)
	f.run(r)
	for range 3 {
		if err := r.WaitFor(f.patient(), s.Name, f.append("a")); err != nil {
			t.Fatal(err)
		}
	}
	f.wantHandled("a/1", "a/2", "a/3")
}

func TestLagIsTheAgeOfWhatIsFirst(t *testing.T) {
	f := newFixture(t)
	f.append("a", "b")
	f.failing(subscription.Permanent(errAway), "b/1")
	s := f.handling()
	r := f.runner(s, subscription.WithPartitions(s.Name, 3))
	f.sync(r)
	if lag := f.lag(r); lag.Behind || lag.Age != 0 || lag.Parked != 1 || len(lag.Owners) != 3 {
		t.Errorf("lag is %+v, want none, one parked and three partitions", lag)
	}
	f.append("b", "a")
	f.pass(time.Minute)
	f.append("c")
	if lag := f.lag(r); !lag.Behind || lag.Age != time.Minute {
		t.Errorf("lag is %+v, want a minute", lag)
	}
}

// observed counts what an observer is told.
type observed struct{ handled, failed, parked, leased atomic.Int64 }

func (o *observed) Handled(_ string, events int, _ time.Duration) { o.handled.Add(int64(events)) }
func (o *observed) Failed(_ string, parked bool) {
	if o.failed.Add(1); parked {
		o.parked.Add(1)
	}
}
func (o *observed) Leased(_ string, _ int, held bool) {
	if held {
		o.leased.Add(1)
	} else {
		o.leased.Add(-1)
	}
}

func TestAnObserverIsTold(t *testing.T) {
	for _, s := range []func(*fixture) subscription.Subscription{(*fixture).handling, (*fixture).projecting} {
		f := newFixture(t)
		f.append("a", "b", "c", "c")
		f.failing(errAway, "b/1")
		o := &observed{}
		s := s(f)
		s.Retry.Attempts = 2
		r := f.runner(s, subscription.WithObserver(o))
		f.sync(r)
		f.pass(time.Minute)
		f.sync(r)
		if o.handled.Load() != 3 || o.failed.Load() != 2 || o.parked.Load() != 1 || o.leased.Load() != 0 {
			t.Errorf("%s: handled %d, failed %d, parked %d, leased %d; want 3, 2, 1, 0", s.Name, o.handled.Load(), o.failed.Load(), o.parked.Load(), o.leased.Load())
		}
	}
}

func TestProcessesShareThePartitions(t *testing.T) {
	bubble(t, func(f *fixture) {
		s := f.handling()
		runner := func(owner string) *subscription.Runner {
			return f.runner(s, subscription.WithPartitions(s.Name, 6), subscription.WithLease(150*time.Millisecond), subscription.WithOwner(owner))
		}
		first, second, third := runner("first"), runner("second"), runner("third")
		share := func(want ...int) func() bool {
			return func() bool {
				got := map[string]int{}
				for _, owner := range f.lag(first).Owners {
					name, _, _ := strings.Cut(owner, "#")
					got[name]++
				}
				return slices.Equal(want, []int{got["first"], got["second"], got["third"]})
			}
		}
		stopFirst := f.run(first)
		f.until("the first has all", share(6, 0, 0))
		f.run(second)
		f.until("they have as much each", share(3, 3, 0))
		stopThird := f.run(third)
		f.until("they have as much each", share(2, 2, 2))
		last := f.append("a", "b", "c", "d", "a", "e", "f", "g")
		if err := second.WaitFor(f.patient(), s.Name, last); err != nil {
			f.Fatal(err)
		}
		if err := errors.Join(stopFirst(), stopThird()); err != nil {
			f.Fatal(err)
		}
		f.until("the second has all", share(0, 6, 0))
		if err := second.WaitFor(f.patient(), s.Name, f.append("a", "b", "c")); err != nil {
			f.Fatal(err)
		}
		handled := f.handled()
		slices.Sort(handled)
		if len(handled) != 11 || len(slices.Compact(handled)) != 11 {
			f.Errorf("handled %v, want 11 events, once each", handled)
		}
	})
}
