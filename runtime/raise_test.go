package orchestrix_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

func TestInvalidEventIsAFaultAndNotTheCallersMistake(t *testing.T) {
	engine := orchestrix.NewEngine(memory.New())
	must(t)(openAccount(t.Context(), engine, "a"))
	_, err := move(t.Context(), engine, "a", 0)
	var fault *orchestrix.FaultError
	if !errors.As(err, &fault) || fault.Rule != "bank.Moved" || !strings.Contains(err.Error(), "amount: must not be 0") {
		t.Errorf("error %v", err)
	}
	if errors.As(err, new(*orchestrix.InvalidError)) || orchestrix.CodeOf(err) != orchestrix.CodeFault {
		t.Errorf("error %v looks like an invalid command", err)
	}
}

func TestFailingEventIsAFaultThatSaysWhere(t *testing.T) {
	overflow := errors.New("overflow")
	named := &orchestrix.FaultError{Rule: "bank.Moved.sets", Source: "bank.yaml:7", Err: overflow}
	for name, c := range map[string]struct {
		err  error
		rule string
	}{"by itself": {overflow, "bank.Opened"}, "that names its rule": {named, "bank.Moved.sets"}} {
		aggregate := accounts
		aggregate.Apply = func(*account, accountEvent, orchestrix.Meta) error { return c.err }
		_, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(memory.New()), handling{
			Aggregate: &aggregate, Command: "bank.Open", ID: "a", Creates: orchestrix.IfMissing,
			Decide: func(_ context.Context, _ *decision, raise raiser) error { return raise(opened{}) },
		})
		var fault *orchestrix.FaultError
		if !errors.As(err, &fault) || fault.Rule != c.rule || !errors.Is(err, overflow) || !strings.Contains(err.Error(), `version 1 of bank.Account "a"`) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// unwritable can't be encoded.
type unwritable struct{ opened }

func (unwritable) AppendJSON(b []byte) ([]byte, error) { return b, errors.New("not a number") }

func TestEventThatCannotBeEncodedIsAFault(t *testing.T) {
	store := memory.New()
	engine := orchestrix.NewEngine(store)
	must(t)(openAccount(t.Context(), engine, "a"))
	_, err := run(t.Context(), engine, "a", moved{1}, unwritable{})
	if orchestrix.CodeOf(err) != orchestrix.CodeFault || !strings.Contains(err.Error(), "not a number") {
		t.Errorf("error %v", err)
	}
	if head, _ := store.Head(t.Context()); head != orchestrix.NewPosition(0, 1, 0) {
		t.Errorf("something was written: head %v", head)
	}
}

func TestEventThatIsNilIsAFault(t *testing.T) {
	engine := orchestrix.NewEngine(memory.New())
	must(t)(openAccount(t.Context(), engine, "a"))
	_, err := run(t.Context(), engine, "a", moved{1}, nil)
	if orchestrix.CodeOf(err) != orchestrix.CodeFault || !strings.Contains(err.Error(), "nil") {
		t.Errorf("error %v", err)
	}
}

func TestErrorOfRaiseThatADecisionDropsStillCounts(t *testing.T) {
	store := memory.New()
	refusal := &orchestrix.RejectionError{Command: "bank.Test", ID: "wrong_status"}
	aggregate := accounts
	aggregate.Permit = func(_ *account, event accountEvent, _ orchestrix.Meta) error {
		if _, ok := event.(moved); ok {
			return refusal
		}
		return nil
	}
	_, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(store), handling{
		Aggregate: &aggregate, Command: "bank.Test", ID: "a", Creates: orchestrix.IfMissing,
		Decide: func(_ context.Context, _ *decision, raise raiser) error {
			_ = raise(opened{})
			_ = raise(moved{1})
			_ = raise(opened{})
			return nil
		},
	})
	if !errors.Is(err, refusal) {
		t.Errorf("error %v, want that of the second event", err)
	}
	if head, _ := store.Head(t.Context()); !head.IsZero() {
		t.Errorf("something was written: head %v", head)
	}
}

func TestDecisionSeesStateBeforeAndAfter(t *testing.T) {
	engine := orchestrix.NewEngine(memory.New())
	must(t)(openAccount(t.Context(), engine, "a"))
	must(t)(move(t.Context(), engine, "a", 10))
	must(t)(orchestrix.Execute(t.Context(), engine, handling{
		Aggregate: &accounts, Command: "bank.Test", ID: "a",
		Decide: func(_ context.Context, d *decision, raise raiser) error {
			if d.After.Balance != 10 || d.Version != 2 || !d.Exists {
				t.Errorf("before any event: %+v", d)
			}
			if err := raise(moved{-4}); err != nil {
				return err
			}
			if d.State.Balance != 10 || d.After.Balance != 6 {
				t.Errorf("state %d, after %d; want 10 and 6", d.State.Balance, d.After.Balance)
			}
			d.After.Log[0] = "changed"
			if d.State.Log[0] != "10" {
				t.Error("state and after share memory")
			}
			return nil
		},
	}))
}

func TestInvariantsLookAtTheEndOnly(t *testing.T) {
	engine := orchestrix.NewEngine(memory.New())
	must(t)(openAccount(t.Context(), engine, "a"))
	if _, err := run(t.Context(), engine, "a", moved{-5}, moved{5}); err != nil {
		t.Errorf("overdrawn in between: %v", err)
	}
	_, err := run(t.Context(), engine, "a", moved{5}, moved{-6})
	var refused *orchestrix.RejectionError
	if !errors.As(err, &refused) || refused.ID != "covered" {
		t.Errorf("overdrawn at the end: %v", err)
	}
}

func TestEventsAreValidatedAtTheCommandsTime(t *testing.T) {
	now := time.Date(2026, 1, 29, 12, 0, 0, 0, time.UTC)
	aggregate := accounts
	aggregate.Validate = func(_ accountEvent, at time.Time) error {
		if !at.Equal(now) {
			t.Errorf("validated at %v, want %v", at, now)
		}
		return nil
	}
	must(t)(orchestrix.Execute(t.Context(), orchestrix.NewEngine(memory.New(), orchestrix.WithClock(func() time.Time { return now })), handling{
		Aggregate: &aggregate, Command: "bank.Open", ID: "a", Creates: orchestrix.MustNotExist,
		Decide: func(_ context.Context, _ *decision, raise raiser) error { return raise(opened{}) },
	}))
}

func TestPanicOfADecisionIsNotSwallowed(t *testing.T) {
	defer func() {
		if recover() != "bug" {
			t.Error("the panic is gone")
		}
	}()
	_, _ = orchestrix.Execute(t.Context(), orchestrix.NewEngine(memory.New()), handling{
		Aggregate: &accounts, Command: "bank.Open", ID: "a", Creates: orchestrix.MustNotExist,
		Decide: func(context.Context, *decision, raiser) error { panic("bug") },
	})
}

func TestARejectionOfTheAggregateNamesTheCommand(t *testing.T) {
	for _, step := range []string{"permit", "invariants"} {
		aggregate := accounts
		if step == "permit" {
			aggregate.Permit = func(_ *account, _ accountEvent, meta orchestrix.Meta) error {
				return &orchestrix.RejectionError{ID: meta.Actor}
			}
		} else {
			aggregate.Invariants = func(_ *account, meta orchestrix.Meta) error {
				return &orchestrix.RejectionError{ID: meta.Actor}
			}
		}
		_, err := orchestrix.Execute(orchestrix.WithActor(t.Context(), "ada"), orchestrix.NewEngine(memory.New()), handling{
			Aggregate: &aggregate, Command: "bank.Test", ID: "a", Creates: orchestrix.IfMissing,
			Decide: func(_ context.Context, _ *decision, raise raiser) error { return raise(opened{}) },
		})
		var rejection *orchestrix.RejectionError
		if !errors.As(err, &rejection) || rejection.Command != "bank.Test" || rejection.ID != "ada" {
			t.Errorf("%s: error %v", step, err)
		}
	}
}

func TestEventOfAnotherAggregateIsAFault(t *testing.T) {
	aggregate := accounts
	aggregate.IDOf = func(event accountEvent) string {
		if _, ok := event.(opened); ok {
			return "a"
		}
		return "b"
	}
	store := memory.New()
	for event, want := range map[accountEvent]orchestrix.Code{opened{}: "", moved{1}: orchestrix.CodeFault} {
		_, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(store), handling{
			Aggregate: &aggregate, Command: "bank.Open", ID: "a", Creates: orchestrix.IfMissing,
			Decide: func(_ context.Context, _ *decision, raise raiser) error { return raise(event) },
		})
		if orchestrix.CodeOf(err) != want || want != "" && !strings.Contains(err.Error(), `bank.Open to "a" raised an event of "b"`) {
			t.Errorf("raising %T: error %v", event, err)
		}
	}
}
