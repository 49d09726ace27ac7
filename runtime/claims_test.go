package orchestrix_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// What follows is an aggregate with a value that is unique: a member, named and
// renamed, who leaves.

type member struct{ ID, Name string }

type memberEvent interface {
	orchestrix.Event
	isMemberEvent()
}

type named struct{ Name string }

type left struct{}

func (named) EventType() string { return "club.Named" }
func (left) EventType() string  { return "club.Left" }

func (named) SchemaVersion() int { return 1 }
func (left) SchemaVersion() int  { return 1 }

func (e named) AppendJSON(b []byte) ([]byte, error) { return append(b, `"`+e.Name+`"`...), nil }
func (left) AppendJSON(b []byte) ([]byte, error)    { return append(b, "{}"...), nil }

func (named) isMemberEvent() {}
func (left) isMemberEvent()  {}

type memberAggregate = orchestrix.Aggregate[member, memberEvent]

// members has no unique value yet; unique gives it one.
func members() *memberAggregate {
	return &memberAggregate{
		Category: "club.Member",
		New:      func(id string) member { return member{ID: id} },
		Apply: func(m *member, event memberEvent, _ orchestrix.Meta) error {
			if e, ok := event.(named); ok {
				m.Name = e.Name
			}
			return nil
		},
		Decode: func(r orchestrix.Recorded) (memberEvent, error) {
			if r.Type == "club.Left" {
				return left{}, nil
			}
			return named{strings.Trim(string(r.Data), `"`)}, nil
		},
		Ends: func(event memberEvent) bool { return event == left{} },
	}
}

func unique() *memberAggregate {
	a := members()
	a.Unique = []orchestrix.Unique[member]{{
		ID: "name_taken", Constraint: "club.Member.name_taken", Fingerprint: "state.name",
		By:      func(m *member) ([]byte, error) { return []byte(m.Name), nil },
		Message: func(m *member) (string, error) { return "name " + m.Name + " is taken", nil },
	}}
	return a
}

// become raises events on a member, who is made if need be.
func become(ctx context.Context, engine *orchestrix.Engine, a *memberAggregate, id string, event memberEvent, options ...orchestrix.Option) error {
	_, err := orchestrix.Execute(ctx, engine, orchestrix.Handling[member, memberEvent]{
		Aggregate: a, Command: "club.Become", ID: id, Creates: orchestrix.IfMissing,
		Decide: func(_ context.Context, _ *orchestrix.Decision[member], raise func(memberEvent) error) error {
			return raise(event)
		},
	}, options...)
	return err
}

// outcome is a command's error in a word: a refusal's id, or else the code.
func outcome(err error) string {
	if refused, ok := errors.AsType[*orchestrix.RejectionError](err); ok {
		return refused.ID
	}
	return string(orchestrix.CodeOf(err))
}

func TestUniqueValuesAreClaimedAndReleased(t *testing.T) {
	type step struct {
		id    string
		event memberEvent
		want  string
	}
	for name, steps := range map[string][]step{
		"taken":                   {{"a", named{"x"}, ""}, {"b", named{"x"}, "name_taken"}},
		"another value":           {{"a", named{"x"}, ""}, {"b", named{"y"}, ""}},
		"kept":                    {{"a", named{"x"}, ""}, {"a", named{"x"}, ""}, {"b", named{"x"}, "name_taken"}},
		"released on change":      {{"a", named{"x"}, ""}, {"a", named{"y"}, ""}, {"b", named{"x"}, ""}, {"c", named{"y"}, "name_taken"}},
		"released on end":         {{"a", named{"x"}, ""}, {"a", left{}, ""}, {"b", named{"x"}, ""}, {"c", named{"x"}, "name_taken"}},
		"released when emptied":   {{"a", named{"x"}, ""}, {"a", named{""}, ""}, {"b", named{"x"}, ""}},
		"empty claims nothing":    {{"a", named{""}, ""}, {"b", named{""}, ""}, {"b", named{"x"}, ""}, {"c", named{"x"}, "name_taken"}},
		"claimed again and again": {{"a", named{"x"}, ""}, {"a", named{"y"}, ""}, {"a", named{"x"}, ""}, {"b", named{"y"}, ""}, {"b", named{"x"}, "name_taken"}},
		"a refusal changes nothing": {{"a", named{"x"}, ""}, {"b", named{"y"}, ""}, {"b", named{"x"}, "name_taken"}, {"c", named{"y"}, "name_taken"},
			{"a", named{"z"}, ""}, {"b", named{"x"}, ""}, {"c", named{"y"}, ""}},
	} {
		t.Run(name, func(t *testing.T) {
			engine := orchestrix.NewEngine(memory.New())
			for i, s := range steps {
				err := become(t.Context(), engine, unique(), s.id, s.event)
				if got := outcome(err); got != s.want {
					t.Fatalf("step %d: %v, want %q", i+1, err, s.want)
				}
				if s.want != "" && err.Error() != "club.Become is refused (name_taken): name "+s.event.(named).Name+" is taken" {
					t.Errorf("step %d: %v", i+1, err)
				}
			}
		})
	}
}

func TestClaimsAreOfATenantAndNoEventsOfTheReceipt(t *testing.T) {
	store := memory.New()
	engine := orchestrix.NewEngine(store)
	for _, tenant := range []string{"", "blue", "green"} {
		ctx := orchestrix.WithTenant(t.Context(), tenant)
		if err := become(ctx, engine, unique(), "a", named{"x"}); err != nil {
			t.Errorf("tenant %q: %v", tenant, err)
		}
		if err := become(ctx, engine, unique(), "b", named{"x"}); outcome(err) != "name_taken" {
			t.Errorf("tenant %q: error %v", tenant, err)
		}
	}
	send := func() orchestrix.Receipt {
		return must(t)(orchestrix.Execute(t.Context(), engine, orchestrix.Handling[member, memberEvent]{
			Aggregate: unique(), Command: "club.Become", ID: "a",
			Decide: func(_ context.Context, _ *orchestrix.Decision[member], raise func(memberEvent) error) error {
				return errors.Join(raise(named{"y"}), raise(named{"z"}))
			},
		}, orchestrix.CommandID("twice")))
	}
	first := send()
	if first.Events != 2 || first.Version != 3 {
		t.Errorf("receipt %+v", first)
	}
	again := send()
	first.Duplicate = true
	if again != first {
		t.Errorf("receipt %+v, want %+v", again, first)
	}
	for recorded := range store.All(t.Context(), orchestrix.Position{}, orchestrix.Filter{}) {
		if recorded.Stream.Category != "club.Member" {
			t.Errorf("all gives %+v", recorded.Stream)
		}
	}
}

func TestFailingValueIsNoRefusal(t *testing.T) {
	a := unique()
	fault := &orchestrix.FaultError{Rule: "club.Member.name_taken"}
	a.Unique[0].By = func(*member) ([]byte, error) { return nil, fault }
	if err := become(t.Context(), orchestrix.NewEngine(memory.New()), a, "a", named{"x"}); !errors.Is(err, fault) {
		t.Errorf("by: error %v", err)
	}
	a = unique()
	a.Unique[0].Message = func(*member) (string, error) { return "", fault }
	engine := orchestrix.NewEngine(memory.New())
	if err := errors.Join(become(t.Context(), engine, a, "a", named{"x"}), become(t.Context(), engine, a, "b", named{"x"})); !errors.Is(err, fault) {
		t.Errorf("message: error %v", err)
	}
}

// One command may take a value from one aggregate and give it to another.
func TestValueIsPassedOn(t *testing.T) {
	for _, c := range []struct{ own, other, want string }{
		{"x", "y", ""}, {"y", "x", ""}, {"y", "z", ""}, {"z", "x", ""}, {"z", "z", "name_taken"}, {"x", "x", "name_taken"}, {"y", "y", "name_taken"}, {"taken", "x", "name_taken"},
	} {
		store := memory.New()
		engine := orchestrix.NewEngine(store)
		a := unique()
		for id, name := range map[string]string{"a": "x", "b": "y", "c": "taken"} {
			if err := become(t.Context(), engine, a, id, named{name}); err != nil {
				t.Fatal(err)
			}
		}
		var b *orchestrix.Other[member, memberEvent]
		_, err := orchestrix.Execute(t.Context(), engine, orchestrix.Handling[member, memberEvent]{
			Aggregate: a, Command: "club.Rename", ID: "a",
			Read: func(ctx context.Context, _ *orchestrix.Decision[member], r *orchestrix.Reading) (err error) {
				b, err = orchestrix.ReadOther(ctx, r, a, "b", false)
				return err
			},
			Decide: func(_ context.Context, _ *orchestrix.Decision[member], raise func(memberEvent) error) error {
				return errors.Join(raise(named{c.own}), b.Raise(named{c.other}))
			},
		})
		if outcome(err) != c.want {
			t.Errorf("to %s and %s: error %v, want %q", c.own, c.other, err, c.want)
		}
		holds := map[string]string{"a": c.own, "b": c.other}
		if c.want != "" {
			holds = map[string]string{"a": "x", "b": "y"}
		}
		for id, name := range holds {
			if err := become(t.Context(), engine, a, "d", named{name}); outcome(err) != "name_taken" {
				t.Errorf("to %s and %s: %s has %s, but: %v", c.own, c.other, id, name, err)
			}
		}
	}
}

func TestClaimIsExpectedAsItWasRead(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(engine *orchestrix.Engine) error
		want      string
	}{
		"claimed meanwhile":  {func(e *orchestrix.Engine) error { return become(t.Context(), e, unique(), "b", named{"free"}) }, "name_taken"},
		"released meanwhile": {func(e *orchestrix.Engine) error { return become(t.Context(), e, unique(), "b", named{"y"}) }, ""},
	} {
		r := newRecorder()
		engine := orchestrix.NewEngine(r)
		others := orchestrix.NewEngine(r.Store)
		for id, name := range map[string]string{"a": "old", "b": "other"} {
			if err := become(t.Context(), others, unique(), id, named{name}); err != nil {
				t.Fatal(err)
			}
		}
		r.beforeAppend = func() error { r.beforeAppend = nil; return c.meanwhile(others) }
		if err := become(t.Context(), engine, unique(), "a", named{"free"}); outcome(err) != c.want {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
	}
}

// A value that an aggregate shared before it had to be unique is another's: it
// comes and goes without an event on the claim.
func TestClaimThatStaysIsOnlyChecked(t *testing.T) {
	store := &appends{Store: memory.New()}
	history(t, store, "", "a:x", "b:x")
	engine := orchestrix.NewEngine(store)
	if err := become(t.Context(), engine, unique(), "b", named{""}); err != nil {
		t.Fatal(err)
	}
	claim := "club.Member b: 1 at 1; ~unique/club.Member.name_taken "
	if got := store.last(); !strings.HasPrefix(got, claim) || !strings.HasSuffix(got, ": 0 at 1") {
		t.Errorf("appended %s", got)
	}
}

// However few retries there are: who loses a race for a value sees who has it
// the next time.
func TestRaceForAValueEndsInOneWinnerAndRefusals(t *testing.T) {
	for name, option := range map[string][]orchestrix.Option{"": nil, "expecting a version": {orchestrix.ExpectVersion(0)}} {
		store := memory.New()
		const racers = 64
		a, errs := unique(), make([]error, racers)
		var group sync.WaitGroup
		for i := range racers {
			engine := orchestrix.NewEngine(store, orchestrix.WithRetries(1+i%3))
			group.Go(func() { errs[i] = become(t.Context(), engine, a, fmt.Sprint(i), named{"x"}, option...) })
		}
		group.Wait()
		outcomes := map[string]int{}
		for _, err := range errs {
			outcomes[outcome(err)]++
		}
		if len(outcomes) != 2 || outcomes[""] != 1 || outcomes["name_taken"] != racers-1 {
			t.Errorf("%s: outcomes %v", name, outcomes)
		}
	}
}
