package subscription_test

import (
	"context"
	"slices"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

func TestANewSubscriptionBeginsWhereItIsToldTo(t *testing.T) {
	for _, beginning := range []bool{true, false} {
		f := newFixture(t)
		f.append("a")
		s := f.handling()
		s.Beginning = beginning
		r := f.runner(s)
		if lag := f.lag(r); lag.Behind != beginning {
			t.Errorf("before it has begun, behind is %v", lag.Behind)
		}
		f.sync(r)
		f.append("a")
		f.sync(f.runner(s))
		if beginning {
			f.wantHandled("a/1", "a/2")
		} else {
			f.wantHandled("a/2")
		}
	}
}

func TestBeginSaysWhereANewSubscriptionBegins(t *testing.T) {
	f := newFixture(t)
	f.append("a")
	s := f.handling()
	s.Beginning = false
	r := f.runner(s, subscription.WithPartitions(s.Name, 2))
	for range 2 {
		if err := r.Begin(f.patient()); err != nil {
			t.Fatal(err)
		}
		f.append("a", "b")
	}
	f.sync(r)
	slices.Sort(f.got) // of two partitions
	f.wantHandled("a/2", "a/3", "b/1", "b/2")
}

func TestAnotherShapeIsAnotherSubscription(t *testing.T) {
	f := newFixture(t)
	f.append("a")
	s := f.projecting()
	f.sync(f.runner(s))
	f.append("b")
	blue, green := newFixture(t), s
	blue.store, green.Shape = f.store, "v2"
	green.Project = func(_ context.Context, _ orchestrix.Tx, events []orchestrix.Recorded) error {
		for i := range events {
			_ = blue.take(&events[i])
		}
		return nil
	}
	f.sync(f.runner(green))
	blue.wantHandled("a/1", "b/1")
	f.sync(f.runner(s)) // goes on at its own place
	f.wantHandled("a/1", "b/1")
}

func TestANewNameTakesTheFormerPlace(t *testing.T) {
	f := newFixture(t)
	f.append("a", "b", "b")
	f.failing(subscription.Permanent(errAway), "b/1")
	former := f.handling()
	f.sync(f.runner(former))
	renamed := former
	renamed.Name, renamed.Was = "test.Renamed", []string{"test.Handling"}
	f.append("a", "b")
	r := f.runner(renamed)
	f.sync(r)
	f.wantHandled("a/1", "a/2")
	f.wantAside(r, "b/1 x1: it is away", "b/2", "b/3")

	// Taken back, the former version of the program goes on there, too.
	f.append("a")
	r = f.runner(former)
	f.sync(r)
	f.wantAside(r, "b/1 x1: it is away", "b/2", "b/3")
	f.failing(nil)
	f.append("a")
	r = f.runner(renamed)
	f.sync(r)
	if err := r.Replay(f.patient(), renamed.Name, stream("b")); err != nil {
		t.Error(err)
	}
	f.wantHandled("a/1", "a/2", "a/3", "a/4", "b/1", "b/2", "b/3")
}

func TestANewNameWaitsForWhoeverWorksUnderTheFormer(t *testing.T) {
	bubble(t, func(f *fixture) {
		former := f.handling()
		renamed := former
		renamed.Name, renamed.Was = "test.Renamed", []string{"test.Handling"}
		const lease = 100 * time.Millisecond
		old, next := f.runner(former, subscription.WithLease(lease)), f.runner(renamed, subscription.WithLease(lease))
		stop := f.run(old)
		position := f.append("a")
		if err := old.WaitFor(f.patient(), former.Name, position); err != nil {
			f.Fatal(err)
		}
		f.run(next)
		position = f.append("a")
		if err := next.WaitFor(f.patient(), renamed.Name, position); err != nil { // which the former name tells
			f.Fatal(err)
		}
		if owner := f.lag(next).Owners[0]; owner != "" {
			f.Errorf("%s works on it, beside the former one", owner)
		}
		if err := stop(); err != nil {
			f.Fatal(err)
		}
		if err := next.WaitFor(f.patient(), renamed.Name, f.append("a")); err != nil {
			f.Fatal(err)
		}
		f.wantHandled("a/1", "a/2", "a/3")
	})
}

func TestAnotherNumberOfPartitionsHandlesNothingTwice(t *testing.T) {
	f := newFixture(t)
	s := f.handling()
	var want []string
	for round, n := range []int{1, 4, 2, 4, 1, 3} {
		ids := []string{"a", "b", "c", "d", "e", "f", "g"}[round:]
		f.append(ids...)
		// Some partitions come further than others.
		f.failing(&orchestrix.NewerError{}, ids[len(ids)-1]+"/1")
		r := f.runner(s, subscription.WithPartitions(s.Name, n), subscription.WithPage(2))
		_ = r.Sync(f.patient())
		f.failing(nil)
	}
	f.sync(f.runner(s, subscription.WithPartitions(s.Name, 2)))
	for _, event := range f.handled() {
		if slices.Contains(want, event) {
			t.Errorf("%s is handled twice", event)
		}
		want = append(want, event)
	}
	if n := 7 + 6 + 5 + 4 + 3 + 2; len(want) != n {
		t.Errorf("%d events are handled, want %d", len(want), n)
	}
}

func TestReplaceMovesALiveSubscription(t *testing.T) {
	f := newFixture(t)
	f.append("a", "b")
	f.failing(subscription.Permanent(errAway), "a/1")
	live := f.projecting()
	r := f.runner(live)
	f.run(r)
	if err := r.WaitFor(f.patient(), live.Name, f.append("c")); err != nil {
		t.Fatal(err)
	}
	rebuilt := newFixture(t)
	rebuilt.store = f.store
	rebuilt.failing(subscription.Permanent(errAway), "b/1")
	by := live
	by.Shape, by.Project = "v1-next", func(_ context.Context, _ orchestrix.Tx, events []orchestrix.Recorded) error {
		for i := range events {
			if err := rebuilt.take(&events[i]); err != nil {
				return &subscription.EventError{Index: i, Err: err}
			}
		}
		return nil
	}
	rebuilt.sync(rebuilt.runner(by))
	f.failing(nil)
	err := f.store.Transact(f.patient(), func(ctx context.Context, tx orchestrix.Tx) error {
		position, ok, err := subscription.Position(ctx, tx, &by)
		if err != nil || !ok {
			t.Errorf("it has a place is %v, error %v", ok, err)
		}
		return subscription.Replace(ctx, tx, &live, &by, position)
	})
	if err != nil {
		t.Fatal(err)
	}
	f.wantAside(r, "b/1 x1: it is away")
	if err := r.WaitFor(f.patient(), live.Name, f.append("c")); err != nil {
		t.Fatal(err)
	}
	f.wantHandled("b/1", "c/1", "c/2")
	err = f.store.Transact(f.patient(), func(ctx context.Context, tx orchestrix.Tx) error {
		if _, ok, err := subscription.Position(ctx, tx, &by); ok || err != nil {
			t.Errorf("what replaced it has a place is %v, error %v", ok, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
