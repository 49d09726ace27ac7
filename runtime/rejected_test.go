package orchestrix_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// declined is the event that records a refusal.
type declined struct{ id, message string }

func (declined) EventType() string  { return "bank.Declined" }
func (declined) SchemaVersion() int { return 1 }
func (declined) isAccountEvent()    {}

func (e declined) AppendJSON(b []byte) ([]byte, error) {
	return fmt.Appendf(b, "%s: %s", e.id, e.message), nil
}

// recording records the refusals of a command.
func recording(h handling) handling {
	h.OnRejected = func(_ *decision, r orchestrix.Rejected) (accountEvent, error) { return declined{r.ID, r.Message}, nil }
	return h
}

// refusals of every kind, and what recorded them.
var refusals = []struct {
	name     string
	change   func(*handling)
	recorded string // the event; empty: it is no refusal
	want     error
}{
	{"forbidden", func(h *handling) {
		h.Allowed = func(*decision) error { return &orchestrix.ForbiddenError{Command: "bank.Test", Message: "no"} }
	}, "forbidden: no", &orchestrix.ForbiddenError{Command: "bank.Test", Message: "no"}},
	{"refused", func(h *handling) { h.Refuses = func(*decision) error { return refusal("closed") } }, "closed: because", refusal("closed")},
	{"refused by a decision, with details", func(h *handling) {
		h.Decide = func(context.Context, *decision, raiser) error {
			return fmt.Errorf("deciding: %w", &orchestrix.RejectionError{Command: "bank.Test", ID: "Exceeded", Message: "by 7", Err: errDetails})
		}
	}, "Exceeded: by 7", &orchestrix.RejectionError{Command: "bank.Test", ID: "Exceeded", Message: "by 7"}},
	{"refused by an invariant", func(h *handling) {
		h.Decide = func(_ context.Context, _ *decision, raise raiser) error { return raise(moved{-9}) }
	}, "covered: the balance is -8", &orchestrix.RejectionError{Command: "bank.Test", ID: "covered", Message: "the balance is -8"}},
	{"not found", func(h *handling) { h.ID = "none" }, `not_found: bank.Account "none" of tenant "blue" doesn't exist`, &orchestrix.NotFoundError{Stream: accountStream("none")}},
	{"a read that isn't found", func(h *handling) {
		h.Read = func(ctx context.Context, _ *decision, r *orchestrix.Reading) error {
			_, err := orchestrix.ReadOther(ctx, r, &accounts, "other", false)
			return err
		}
	}, `not_found: bank.Account "other" of tenant "blue" doesn't exist`, &orchestrix.NotFoundError{Stream: accountStream("other")}},
	{"there already", func(h *handling) { h.Creates = orchestrix.MustNotExist },
		`already_exists: bank.Account "a" of tenant "blue" exists already, or did: its id isn't used again`, &orchestrix.ExistsError{Stream: accountStream("a")}},

	{"invalid", func(h *handling) { h.ID = "" }, "", &orchestrix.InvalidError{}},
	{"a fault", func(h *handling) { h.Refuses = func(*decision) error { return &orchestrix.FaultError{} } }, "", &orchestrix.FaultError{}},
	{"a conflict", func(h *handling) {
		h.Decide = func(context.Context, *decision, raiser) error { return &orchestrix.ConflictError{} }
	}, "", &orchestrix.ConflictError{}},
	{"a failure", func(h *handling) {
		h.Decide = func(context.Context, *decision, raiser) error { return errors.New("out of paper") }
	}, "", nil},
	{"what the outside doesn't find", func(h *handling) {
		h.Ask = func(context.Context, *decision) error { return &orchestrix.NotFoundError{} }
	}, "", &orchestrix.NotFoundError{}},
	{"what reading fails with", func(h *handling) {
		h.Read = func(context.Context, *decision, *orchestrix.Reading) error { return refusal("by the store") }
	}, "", refusal("by the store")},
}

var errDetails = errors.New("details")

func refusal(id string) error {
	return &orchestrix.RejectionError{Command: "bank.Test", ID: id, Message: "because"}
}

func accountStream(id string) orchestrix.StreamID {
	return orchestrix.StreamID{Tenant: "blue", Category: "bank.Account", ID: id}
}

func TestRefusalIsRecordedOnceAndGivenAgain(t *testing.T) {
	for _, c := range refusals {
		t.Run(c.name, func(t *testing.T) {
			store := memory.New()
			engine := orchestrix.NewEngine(store)
			ctx := orchestrix.WithTenant(t.Context(), "blue")
			must(t)(openAccount(ctx, engine, "a"))
			must(t)(move(ctx, engine, "a", 1))
			before, _ := store.Head(ctx)
			h := recording(handling{
				Aggregate: &accounts, Command: "bank.Test", ID: "a", IDField: "account_id",
				Decide: func(_ context.Context, _ *decision, raise raiser) error { return raise(moved{1}) },
			})
			c.change(&h)
			_, err := orchestrix.Execute(ctx, engine, h, orchestrix.CommandID("c"))
			if err == nil || (c.want != nil && orchestrix.CodeOf(err) != orchestrix.CodeOf(c.want)) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			if strings.HasSuffix(c.name, "with details") && !errors.Is(err, errDetails) {
				t.Errorf("error %v has lost its details", err)
			}
			if c.recorded == "" {
				if after, _ := store.Head(ctx); after != before {
					t.Error("it was recorded")
				}
				return
			}
			stream := orchestrix.StreamID{Tenant: "blue", Category: "~rejected", ID: "c"}
			recorded := func() (types []string, first string) {
				for r, err := range store.Read(ctx, stream, 0) {
					if err != nil {
						t.Fatal(err)
					}
					if r.Version == 1 {
						first = string(r.Data)
					}
					if r.Metadata.CommandID != "c" || r.ID != orchestrix.NewEventID("c", stream, int(r.Version)-1) {
						t.Errorf("recorded %+v", r)
					}
					types = append(types, r.Type)
				}
				return types, first
			}
			types, first := recorded()
			if strings.Join(types, " ") != "bank.Declined orchestrix.Rejection" || first != c.recorded {
				t.Errorf("recorded %v: %s, want %s", types, first, c.recorded)
			}
			// By now it would succeed, and yet it is the same command.
			again := h
			again.Creates, again.ID = orchestrix.IfMissing, h.ID
			again.Allowed, again.Refuses, again.Read = nil, nil, nil
			again.Decide = func(_ context.Context, _ *decision, raise raiser) error { return raise(moved{1}) }
			_, err = orchestrix.Execute(ctx, engine, again, orchestrix.CommandID("c"))
			if !reflect.DeepEqual(err, c.want) {
				t.Errorf("sent again: %#v\nwant %#v", err, c.want)
			}
			if types, _ := recorded(); len(types) != 2 {
				t.Errorf("recorded again: %v", types)
			}
			// Nothing else happened, and who doesn't name it doesn't see it.
			for r := range store.All(ctx, before, orchestrix.Filter{}) {
				t.Errorf("wrote %+v", r)
			}
			// As another command, or of another aggregate, the id isn't it.
			other, elsewhere := again, again
			other.Command, elsewhere.ID = "bank.Other", "elsewhere"
			for _, h := range []handling{other, elsewhere} {
				if _, err := orchestrix.Execute(ctx, engine, h, orchestrix.CommandID("c")); orchestrix.CodeOf(err) != orchestrix.CodeInvalid {
					t.Errorf("%s of %s with its id: error %v", h.Command, h.ID, err)
				}
			}
		})
	}
}

func TestRefusalByAUniqueValueIsRecorded(t *testing.T) {
	store := memory.New()
	engine := orchestrix.NewEngine(store)
	if err := become(t.Context(), engine, unique(), "a", named{"x"}); err != nil {
		t.Fatal(err)
	}
	h := orchestrix.Handling[member, memberEvent]{
		Aggregate: unique(), Command: "club.Join", Creates: orchestrix.MustNotExist,
		NewAggregateID: func() string { return orchestrix.NewTypeID("mem") },
		Decide: func(_ context.Context, _ *orchestrix.Decision[member], raise func(memberEvent) error) error {
			return raise(named{"x"})
		},
		OnRejected: func(d *orchestrix.Decision[member], r orchestrix.Rejected) (memberEvent, error) {
			if d.Exists || d.State.ID == "" {
				t.Errorf("decision %+v", d)
			}
			return named{r.ID + ": " + r.Message}, nil
		},
	}
	for range 2 { // with an id that is made anew
		if _, err := orchestrix.Execute(t.Context(), engine, h, orchestrix.CommandID("c")); outcome(err) != "name_taken" {
			t.Errorf("error %v", err)
		}
	}
	n := 0
	for r := range store.All(t.Context(), orchestrix.Position{}, orchestrix.Filter{Types: []string{"club.Named"}, Categories: []string{"~rejected"}}) {
		if n++; string(r.Data) != `"name_taken: name x is taken"` {
			t.Errorf("recorded %s", r.Data)
		}
	}
	if n != 1 {
		t.Errorf("recorded %d times", n)
	}
}

func TestRefusalThatCannotBeRecorded(t *testing.T) {
	lost := errors.New("connection reset")
	for name, c := range map[string]struct {
		event func(*decision, orchestrix.Rejected) (accountEvent, error)
		store error
		want  orchestrix.Code
		says  string
	}{
		"the store fails": {store: lost, want: orchestrix.CodeUnknown, says: "send it again with this id"},
		"the event can't be made": {func(*decision, orchestrix.Rejected) (accountEvent, error) {
			return nil, &orchestrix.FaultError{Rule: "r"}
		}, nil, orchestrix.CodeFault, "closed"},
		"the event is invalid": {func(*decision, orchestrix.Rejected) (accountEvent, error) { return moved{0}, nil }, nil, orchestrix.CodeFault, "must not be 0"},
		"there is no event":    {func(*decision, orchestrix.Rejected) (accountEvent, error) { return nil, nil }, nil, orchestrix.CodeFault, "nil"},
		"the event isn't JSON": {func(*decision, orchestrix.Rejected) (accountEvent, error) { return unwritable{}, nil }, nil, orchestrix.CodeFault, "not a number"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRecorder()
			given(t, r.Store, map[string]int{"a": 1})
			r.beforeAppend = func() error { return c.store }
			h := recording(handling{
				Aggregate: &accounts, Command: "bank.Test", ID: "a",
				Refuses: func(*decision) error { return refusal("closed") },
			})
			if c.event != nil {
				h.OnRejected = c.event
			}
			engine := orchestrix.NewEngine(r)
			_, err := orchestrix.Execute(t.Context(), engine, h, orchestrix.CommandID("c"))
			if orchestrix.CodeOf(err) != c.want || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v", err)
			}
			if c.store == nil {
				return
			}
			r.beforeAppend = nil
			if _, err := orchestrix.Execute(t.Context(), engine, h, orchestrix.CommandID("c")); outcome(err) != "closed" {
				t.Errorf("sent again: error %v", err)
			}
		})
	}
}

// Two that send a command at once get one outcome, whichever was first.
func TestTwinOfARefusalGetsItsOutcome(t *testing.T) {
	for name, c := range map[string]struct{ first, second, want string }{
		"refused by another rule": {"one", "two", "one"},
		"carried out":             {"", "two", ""},
		"refused meanwhile":       {"one", "", "one"},
	} {
		r := newRecorder()
		given(t, r.Store, map[string]int{"a": 1})
		command := func(rule string) handling {
			return recording(handling{
				Aggregate: &accounts, Command: "bank.Test", ID: "a",
				Refuses: func(*decision) error {
					if rule != "" {
						return refusal(rule)
					}
					return nil
				},
				Decide: func(_ context.Context, _ *decision, raise raiser) error { return raise(moved{1}) },
			})
		}
		r.beforeAppend = func() error {
			r.beforeAppend = nil
			_, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(r.Store), command(c.first), orchestrix.CommandID("c"))
			if outcome(err) != c.first {
				t.Fatal(err)
			}
			return nil
		}
		receipt, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(r), command(c.second), orchestrix.CommandID("c"))
		if outcome(err) != c.want || (err == nil && (!receipt.Duplicate || receipt.Version != 3)) {
			t.Errorf("%s: receipt %+v, error %v", name, receipt, err)
		}
	}
}

func TestDamagedRecordIsAnErrorAndNoOutcome(t *testing.T) {
	for _, data := range []string{"{}", "", `{"command":1}`, `{"command":"bank.Test","category":"bank.Account","id":"a"}`} {
		store := memory.New()
		given(t, store, map[string]int{"a": 1})
		stream := orchestrix.StreamID{Category: "~rejected", ID: "c"}
		pending := orchestrix.Pending{ID: "x", Type: "orchestrix.Rejection", SchemaVersion: 1, Metadata: orchestrix.Metadata{CommandID: "c"}, Data: []byte(data)}
		if _, err := store.Append(t.Context(), orchestrix.Batch{Stream: stream, Events: []orchestrix.Pending{pending}}); err != nil {
			t.Fatal(err)
		}
		_, err := move(t.Context(), orchestrix.NewEngine(store), "a", 1, orchestrix.CommandID("c"))
		if orchestrix.CodeOf(err) != orchestrix.CodeFailed || !strings.Contains(err.Error(), "orchestrix.Rejection") {
			t.Errorf("%s: error %v", data, err)
		}
	}
}
