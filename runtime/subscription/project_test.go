package subscription_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

func TestAProjectionPutsAsideOnlyWhatFails(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*subscription.Subscription)
	}{
		{"and says at which event", func(*subscription.Subscription) {}},
		{"and doesn't say at which event", func(s *subscription.Subscription) {
			project := s.Project
			s.Project = func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
				return errors.Unwrap(project(ctx, tx, events))
			}
		}},
		{"and says so wrongly", func(s *subscription.Subscription) {
			project := s.Project
			s.Project = func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
				err := project(ctx, tx, events)
				if failed, ok := errors.AsType[*subscription.EventError](err); ok {
					failed.Index += 100
				}
				return err
			}
		}},
		{"and panics", func(s *subscription.Subscription) {
			project := s.Project
			s.Project = func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
				if err := project(ctx, tx, events); err != nil {
					panic(err)
				}
				return nil
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t)
			f.append("a", "b", "a", "c", "a", "b", "c")
			f.failing(subscription.Permanent(errAway), "b/1", "a/2")
			s := f.projecting()
			c.spoil(&s)
			r := f.runner(s)
			f.sync(r)
			f.wantProjected("a/1", "c/1", "c/2")
			if lag := f.lag(r); lag.Parked != 2 || lag.Queued != 2 || lag.Waiting != 0 || lag.Behind {
				t.Errorf("lag is %+v, want 2 parked and 2 queued", lag)
			}
			f.failing(nil)
			for _, id := range []string{"a", "b"} {
				if err := r.Replay(f.patient(), s.Name, stream(id)); err != nil {
					t.Error(err)
				}
			}
			f.wantProjected("a/1", "a/2", "a/3", "b/1", "b/2", "c/1", "c/2")
			f.wantAside(r)
		})
	}
}

func TestAProjectionIsTriedAgain(t *testing.T) {
	f := newFixture(t)
	f.append("a", "b")
	f.failing(errAway, "a/1")
	s := f.projecting()
	s.Retry.Backoff = time.Second
	r := f.runner(s)
	f.sync(r)
	f.wantProjected("b/1")
	f.wantAside(r, "a/1 x1 due: it is away")
	f.pass(time.Second)
	f.sync(r)
	f.wantAside(r, "a/1 x2 due: it is away")
	f.pass(2 * time.Second)
	f.failing(nil)
	f.sync(r)
	f.wantProjected("a/1", "b/1")
}

func TestARowThatIsThereParksTheEvent(t *testing.T) {
	f := newFixture(t)
	f.append("a", "b")
	s := f.projecting()
	project := s.Project
	s.Project = func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
		for i := range events {
			if events[i].Stream.ID == "a" {
				if err := tx.Insert(ctx, projected, orchestrix.Row{"twice"}, orchestrix.Row{"twice"}); err != nil {
					return &subscription.EventError{Index: i, Err: err}
				}
			}
		}
		return project(ctx, tx, events)
	}
	r := f.runner(s)
	f.sync(r)
	f.wantProjected("b/1")
	if lag := f.lag(r); lag.Parked != 1 {
		t.Errorf("lag is %+v, want 1 parked", lag)
	}
}

func TestTheStoresOwnErrorsParkNothing(t *testing.T) {
	for name, tell := range map[string]func(error) error{
		"told": func(err error) error { return &subscription.EventError{Index: 0, Err: err} },
		"kept": func(error) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.append("a", "b")
			s := f.projecting()
			missing := &orchestrix.Table{Name: "missing", Key: 1, Columns: projected.Columns}
			s.Project = func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
				if _, err := tx.Get(ctx, missing, "x"); err != nil {
					return tell(err)
				}
				return nil
			}
			r := f.runner(s)
			if err := r.Sync(f.patient()); err == nil {
				t.Error("sync doesn't give the store's error back")
			}
			f.wantAside(r)
			if lag := f.lag(r); !lag.Behind {
				t.Errorf("lag is %+v, want it behind", lag)
			}
		})
	}
}

func TestWhatIsBeforeSomethingNewerIsProjected(t *testing.T) {
	f := newFixture(t)
	f.append("a", "b", "b")
	f.failing(&orchestrix.NewerError{Type: "test.Happened", SchemaVersion: 2}, "b/1")
	r := f.runner(f.projecting())
	if _, ok := errors.AsType[*orchestrix.NewerError](r.Sync(f.patient())); !ok {
		t.Error("sync doesn't give back what it met")
	}
	f.wantProjected("a/1")
	f.wantAside(r)
}

func TestAStoresErrorThatIsCalledPermanentDoesntEndRun(t *testing.T) {
	f := newFixture(t)
	s := f.projecting()
	missing := &orchestrix.Table{Name: "missing", Key: 1, Columns: projected.Columns}
	project := s.Project
	var calls atomic.Int64
	s.Project = func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
		if calls.Add(1) == 1 {
			_, err := tx.Get(ctx, missing, "x")
			return &subscription.EventError{Index: 0, Err: subscription.Permanent(err)}
		}
		return project(ctx, tx, events)
	}
	r := f.runner(s)
	f.run(r)
	if err := r.WaitFor(f.patient(), s.Name, f.append("a")); err != nil {
		t.Fatal(err)
	}
	f.wantProjected("a/1")
	f.wantAside(r)
}
