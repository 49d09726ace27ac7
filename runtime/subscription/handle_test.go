package subscription_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

var errAway = errors.New("it is away")

func TestAFailedEventIsTriedAgainWhileOthersGoOn(t *testing.T) {
	f := newFixture(t)
	f.append("a", "a", "b", "a", "b")
	f.failing(errAway, "a/2")
	s := f.handling()
	s.Retry = subscription.Retry{Attempts: 3, Backoff: time.Minute}
	r := f.runner(s)
	f.sync(r)
	f.wantHandled("a/1", "b/1", "b/2")
	f.wantAside(r, "a/2 x1 due: it is away", "a/3")
	f.sync(r) // nothing is due yet
	f.wantAside(r, "a/2 x1 due: it is away", "a/3")
	f.pass(time.Minute)
	f.append("a")
	f.sync(f.runner(s)) // another process goes on with it
	f.wantAside(r, "a/2 x2 due: it is away", "a/3", "a/4")
	f.pass(2 * time.Minute)
	f.failing(nil)
	f.sync(r)
	f.wantAside(r)
	f.wantHandled("a/1", "b/1", "b/2", "a/2", "a/3", "a/4")
}

func TestAnEventThatKeepsFailingIsParked(t *testing.T) {
	f := newFixture(t)
	f.append("a", "a")
	f.failing(errAway, "a/1")
	s := f.handling()
	s.Retry = subscription.Retry{Attempts: 2, Backoff: time.Second}
	r := f.runner(s)
	f.sync(r)
	f.pass(time.Second)
	f.sync(r)
	f.wantAside(r, "a/1 x2: it is away", "a/2")
	f.pass(time.Hour)
	f.sync(r)
	f.wantAside(r, "a/1 x2: it is away", "a/2")
	if log := f.logged(); !strings.Contains(log, "an event is parked") || !strings.Contains(log, "correlation=correlated") || strings.Contains(log, "hunter2") {
		t.Errorf("the log doesn't say what was parked, or says its data:\n%s", log)
	}
}

// What the domain answers holds values: the log tells the rule, and the text is
// kept with the event.
func TestTheLogOfAParkedEventHasNoValue(t *testing.T) {
	f := newFixture(t)
	f.append("a")
	f.failing(&orchestrix.RejectionError{Command: "users.SignUp", ID: "email_taken", Message: "ada@example.com is taken"}, "a/1")
	r := f.runner(f.handling())
	f.sync(r)
	f.wantAside(r, "a/1 x1: users.SignUp is refused (email_taken): ada@example.com is taken")
	if log := f.logged(); !strings.Contains(log, "code=refused rule=email_taken") || strings.Contains(log, "ada@example.com") {
		t.Errorf("logged:\n%s", log)
	}
}

func TestAHandlerSaysHowItIsToBeTriedAgain(t *testing.T) {
	f := newFixture(t)
	f.append("a", "b", "c")
	errs := map[string]error{
		"a/1": subscription.Permanent(errAway),
		"b/1": subscription.WithRetry(errAway, subscription.Retry{Attempts: 1}),
		"c/1": subscription.WithRetry(errAway, subscription.Retry{Attempts: 2}),
	}
	f.fail = func(event string) error { return errs[event] }
	s := f.handling()
	s.Retry.Attempts = 5
	r := f.runner(s)
	f.sync(r)
	f.wantAside(r, "a/1 x1: it is away", "b/1 x1: it is away", "c/1 x1 due: it is away")
}

func TestAPanicParksItsEvent(t *testing.T) {
	f := newFixture(t)
	f.append("a", "b")
	f.fail = func(event string) error {
		if event == "a/1" {
			panic("boom")
		}
		return nil
	}
	r := f.runner(f.handling())
	f.sync(r)
	f.wantHandled("b/1")
	f.wantAside(r, "a/1 x1: panic: boom")
	if !strings.Contains(f.logged(), "handle_test.go") {
		t.Errorf("the log has no stack:\n%s", f.logged())
	}
}

func TestReadingStopsWhileTooMuchWaits(t *testing.T) {
	f := newFixture(t)
	var all []string
	for i := range 10 {
		f.append(fmt.Sprint("s", i))
		all = append(all, fmt.Sprintf("s%d/1", i))
	}
	f.failing(errAway, all...)
	r := f.runner(f.handling(), subscription.WithMaxWaiting(4), subscription.WithPage(2))
	f.sync(r)
	if parked, _ := r.Parked(f.patient(), 0); len(parked) != 4 {
		t.Errorf("%d events wait, want 4", len(parked))
	}
	if lag := f.lag(r); !lag.Behind || lag.Waiting != 4 {
		t.Errorf("lag is %+v, want it behind, and 4 waiting", lag)
	}
	f.failing(nil)
	f.pass(time.Minute)
	f.sync(r)
	slices.Sort(f.got) // what waited has no order among streams
	f.wantHandled(all...)
}

func TestASlowHandlerKeepsItsLease(t *testing.T) {
	bubble(t, func(f *fixture) {
		f.append("a", "a")
		const lease = 60 * time.Millisecond
		over := make(chan struct{})
		s := f.handling()
		var calls atomic.Int64
		s.Handle = func(ctx context.Context, event orchestrix.Recorded) error {
			if calls.Add(1) == 1 {
				<-over
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return f.take(&event)
		}
		first, second := f.runner(s, subscription.WithLease(lease)), f.runner(s, subscription.WithLease(lease))
		stop := f.run(first)
		f.until("the handler begins", func() bool { return calls.Load() == 1 })
		stopSecond := f.run(second)
		time.AfterFunc(5*lease, func() { close(over) })
		if err := first.WaitFor(f.patient(), s.Name, f.append("a")); err != nil {
			f.Fatal(err)
		}
		if err := errors.Join(stop(), stopSecond()); err != nil {
			f.Fatal(err)
		}
		f.wantHandled("a/1", "a/2", "a/3")
		if strings.Contains(f.logged(), "lost") {
			f.Errorf("the lease was lost:\n%s", f.logged())
		}
	})
}

func TestAHandlerThatGoesOnIsEndedWithItsContext(t *testing.T) {
	f := newFixture(t)
	f.append("a", "a")
	begun := make(chan struct{})
	s := f.handling()
	s.Handle = func(ctx context.Context, event orchestrix.Recorded) error {
		close(begun)
		<-ctx.Done()
		return ctx.Err()
	}
	stop := f.run(f.runner(s, subscription.WithDrain(time.Millisecond)))
	<-begun
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	r := f.runner(f.handling())
	f.wantAside(r)
	f.sync(r)
	f.wantHandled("a/1", "a/2")
}

func TestSomethingNewerGivesTheLeaseAway(t *testing.T) {
	bubble(t, func(f *fixture) {
		f.append("a", "a", "b")
		f.failing(&orchestrix.NewerError{Type: "test.Happened", SchemaVersion: 2}, "a/2")
		old := f.runner(f.handling())
		if _, ok := errors.AsType[*orchestrix.NewerError](old.Sync(f.patient())); !ok {
			f.Error("sync doesn't give back what it met")
		}
		f.run(old)
		f.until("the old program gives up", func() bool { return strings.Contains(f.logged(), "newer than this program") })
		newer := newFixture(f.T)
		newer.store = f.store
		r := newer.runner(newer.handling())
		newer.run(r)
		if err := r.WaitFor(f.patient(), "test.Handling", f.append("b")); err != nil {
			f.Fatal(err)
		}
		f.wantHandled("a/1")
		newer.wantHandled("a/2", "b/1", "b/2")
		newer.wantAside(r)
	})
}

func TestWhatHaltsKeepsAllLaterEventsWaiting(t *testing.T) {
	bubble(t, func(f *fixture) {
		f.append("a", "b", "a", "c")
		f.failing(subscription.Halt(errAway), "b/1")
		s := f.handling()
		s.Retry.Attempts = 1
		r := f.runner(s)
		if err := r.Sync(f.patient()); !errors.Is(err, errAway) {
			f.Errorf("sync gave %v", err)
		}
		f.wantHandled("a/1")
		f.wantAside(r)
		f.run(r)
		f.until("it is tried again", func() bool { return strings.Contains(f.logged(), "the subscription stops for a while") })
		f.failing(nil)
		if err := r.WaitFor(f.patient(), s.Name, f.append("a")); err != nil {
			f.Fatal(err)
		}
		f.wantHandled("a/1", "b/1", "a/2", "c/1", "a/3")
	})
}

func TestAHandlerIsToldThatSomebodyDecided(t *testing.T) {
	f := newFixture(t)
	f.append("a", "a")
	s := f.handling()
	s.Retry = subscription.Retry{Attempts: 2, Backoff: time.Second}
	var replays []int
	s.Handle = func(ctx context.Context, event orchestrix.Recorded) error {
		replays = append(replays, subscription.Replays(ctx))
		return f.take(&event)
	}
	f.failing(errAway, "a/1")
	r := f.runner(s)
	f.sync(r)
	f.pass(time.Second)
	f.sync(r) // and is parked
	for range 2 {
		if err := r.Replay(f.patient(), s.Name, stream("a")); err == nil {
			t.Error("replay of what fails gives no error")
		}
	}
	f.failing(nil)
	if err := r.Replay(f.patient(), s.Name, stream("a")); err != nil {
		t.Error(err)
	}
	if want := []int{0, 0, 1, 2, 3, 0}; !slices.Equal(replays, want) {
		t.Errorf("it is told %v, want %v", replays, want)
	}
}
