package orchestrix_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

type (
	handling = orchestrix.Handling[account, accountEvent]
	decision = orchestrix.Decision[account]
	raiser   = func(accountEvent) error
)

// recorder is a store in memory that notes what is asked of it, and fails or
// does something else first where a test says so.
type recorder struct {
	*memory.Store
	trace        []string
	beforeAppend func() error
	afterAppend  func() error // the append has happened
	byCommand    func() error
}

func newRecorder() *recorder { return &recorder{Store: memory.New()} }

func (r *recorder) note(step string) { r.trace = append(r.trace, step) }

func (r *recorder) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	r.note("append")
	if r.beforeAppend != nil {
		if err := r.beforeAppend(); err != nil {
			return orchestrix.Appended{}, err
		}
	}
	appended, err := r.Store.Append(ctx, batches...)
	if err == nil && r.afterAppend != nil {
		if err := r.afterAppend(); err != nil {
			return orchestrix.Appended{}, err
		}
	}
	return appended, err
}

func (r *recorder) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) sequence {
	r.note("load")
	return r.Store.Read(ctx, stream, after)
}

func (r *recorder) ByCommand(ctx context.Context, id orchestrix.CommandID) (orchestrix.Appended, bool, error) {
	r.note("by command")
	if r.byCommand != nil {
		if err := r.byCommand(); err != nil {
			return orchestrix.Appended{}, false, err
		}
	}
	return r.Store.ByCommand(ctx, id)
}

// full is a command with every step, each of which notes that it was taken.
func (r *recorder) full(id string) handling {
	aggregate := accounts
	aggregate.Validate = func(accountEvent, time.Time) error { r.note("event valid"); return nil }
	aggregate.Permit = func(*account, accountEvent, orchestrix.Meta) error { r.note("event permitted"); return nil }
	aggregate.Apply = func(a *account, event accountEvent, meta orchestrix.Meta) error {
		r.note(fmt.Sprintf("apply version %d", meta.Version))
		return accounts.Apply(a, event, meta)
	}
	aggregate.Invariants = func(*account, orchestrix.Meta) error { r.note("invariants"); return nil }
	return handling{
		Aggregate: &aggregate, Command: "bank.Full", ID: id, IDField: "account_id", Creates: orchestrix.IfMissing,
		Validate: func(time.Time) error { r.note("validate"); return nil },
		AskFirst: func(context.Context) error { r.note("ask first"); return nil },
		Ask:      func(context.Context, *decision) error { r.note("ask"); return nil },
		Allowed:  func(*decision) error { r.note("allowed"); return nil },
		Refuses:  func(*decision) error { r.note("refuses"); return nil },
		Skips:    func(*decision) (bool, error) { r.note("skips"); return false, nil },
		Decide: func(_ context.Context, _ *decision, raise raiser) error {
			r.note("decide")
			return errors.Join(raise(moved{1}), raise(moved{2}))
		},
	}
}

var noted = []string{"validate", "by command", "ask first", "load", "allowed", "ask", "refuses", "skips", "decide",
	"event valid", "event permitted", "apply version 1", "event valid", "event permitted", "apply version 2", "invariants", "append"}

func TestExecuteKeepsTheOrderOfWork(t *testing.T) {
	r := newRecorder()
	receipt, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(r), r.full("a"), orchestrix.CommandID("c"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.trace, noted) {
		t.Errorf("steps were\n%s\nwant\n%s", strings.Join(r.trace, ", "), strings.Join(noted, ", "))
	}
	want := orchestrix.Receipt{ID: "a", Version: 2, Position: orchestrix.NewPosition(0, 2, 0), CommandID: "c", Events: 2}
	if receipt != want {
		t.Errorf("receipt %+v, want %+v", receipt, want)
	}
}

// Each step can end the command, and then none after it is taken.
func TestExecuteEndsWhereAStepFails(t *testing.T) {
	refusal := errors.New("stop")
	refuse := func(r *recorder, step string) error { r.note(step); return refusal }
	for step, change := range map[string]func(*recorder, *handling){
		"validate": func(r *recorder, h *handling) { h.Validate = func(time.Time) error { return refuse(r, "validate") } },
		"ask first": func(r *recorder, h *handling) {
			h.AskFirst = func(context.Context) error { return refuse(r, "ask first") }
		},
		"allowed": func(r *recorder, h *handling) { h.Allowed = func(*decision) error { return refuse(r, "allowed") } },
		"ask": func(r *recorder, h *handling) {
			h.Ask = func(context.Context, *decision) error { return refuse(r, "ask") }
		},
		"refuses": func(r *recorder, h *handling) { h.Refuses = func(*decision) error { return refuse(r, "refuses") } },
		"skips": func(r *recorder, h *handling) {
			h.Skips = func(*decision) (bool, error) { return false, refuse(r, "skips") }
		},
		"decide": func(r *recorder, h *handling) {
			h.Decide = func(context.Context, *decision, raiser) error { return refuse(r, "decide") }
		},
		"event permitted": func(r *recorder, h *handling) {
			h.Aggregate.Permit = func(*account, accountEvent, orchestrix.Meta) error { return refuse(r, "event permitted") }
		},
		"invariants": func(r *recorder, h *handling) {
			h.Aggregate.Invariants = func(*account, orchestrix.Meta) error { return refuse(r, "invariants") }
		},
	} {
		t.Run(step, func(t *testing.T) {
			r := newRecorder()
			h := r.full("a")
			change(r, &h)
			receipt, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(r), h, orchestrix.CommandID("c"))
			if !errors.Is(err, refusal) {
				t.Errorf("error %v, want that of the step", err)
			}
			if receipt != (orchestrix.Receipt{}) {
				t.Errorf("a receipt beside the error: %+v", receipt)
			}
			want := noted[:slices.Index(noted, step)+1]
			got := r.trace
			// A caller's command that is refused is looked for once more, in
			// case that it was carried out since.
			if last := len(got) - 1; last > 0 && got[last] == "by command" && got[last-1] == step {
				got = got[:last]
			}
			if !slices.Equal(got, want) {
				t.Errorf("steps were\n%v\nwant\n%v", r.trace, want)
			}
		})
	}
}

func TestExistence(t *testing.T) {
	const absent, present, ended = "absent", "present", "ended"
	var (
		notFound *orchestrix.NotFoundError
		exists   *orchestrix.ExistsError
	)
	for _, c := range []struct {
		creates orchestrix.Creation
		before  string
		want    any // target of errors.As, or how many events
	}{
		{orchestrix.MustExist, absent, &notFound},
		{orchestrix.MustExist, present, 1},
		{orchestrix.MustExist, ended, &notFound},
		{orchestrix.MustNotExist, absent, 1},
		{orchestrix.MustNotExist, present, &exists},
		{orchestrix.MustNotExist, ended, &exists},
		{orchestrix.Once, absent, 1},
		{orchestrix.Once, present, 0},
		{orchestrix.Once, ended, &exists},
		{orchestrix.IfMissing, absent, 1},
		{orchestrix.IfMissing, present, 1},
		{orchestrix.IfMissing, ended, &exists},
	} {
		t.Run(fmt.Sprintf("%d %s", c.creates, c.before), func(t *testing.T) {
			engine := orchestrix.NewEngine(memory.New())
			version := orchestrix.Version(0)
			if c.before != absent {
				must(t)(openAccount(t.Context(), engine, "a"))
				version++
			}
			if c.before == ended {
				must(t)(run(t.Context(), engine, "a", closed{}))
				version++
			}
			existed := false
			receipt, err := orchestrix.Execute(t.Context(), engine, handling{
				Aggregate: &accounts, Command: "bank.Test", ID: "a", Creates: c.creates,
				Decide: func(_ context.Context, d *decision, raise raiser) error {
					existed = d.Exists
					return raise(moved{1})
				},
			})
			events, ok := c.want.(int)
			if !ok {
				if !errors.As(err, c.want) {
					t.Fatalf("error %v, want a %T", err, c.want)
				}
				return
			}
			if err != nil || receipt.Events != events || receipt.Version != version+orchestrix.Version(events) || receipt.ID != "a" {
				t.Errorf("receipt %+v, error %v; want %d events", receipt, err, events)
			}
			if events > 0 && existed != (c.before == present) {
				t.Errorf("exists is %v", existed)
			}
		})
	}
}

// run raises events on an aggregate that exists.
func run(ctx context.Context, engine *orchestrix.Engine, id string, events ...accountEvent) (orchestrix.Receipt, error) {
	return orchestrix.Execute(ctx, engine, handling{
		Aggregate: &accounts, Command: "bank.Test", ID: id,
		Decide: func(_ context.Context, _ *decision, raise raiser) error {
			for _, event := range events {
				if err := raise(event); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

func must(t *testing.T) func(orchestrix.Receipt, error) orchestrix.Receipt {
	return func(receipt orchestrix.Receipt, err error) orchestrix.Receipt {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return receipt
	}
}

func TestSkippedAndEventlessCommandsSucceedWithoutAppending(t *testing.T) {
	for name, change := range map[string]func(*handling){
		"skipped":   func(h *handling) { h.Skips = func(*decision) (bool, error) { return true, nil } },
		"eventless": func(h *handling) { h.Decide = func(context.Context, *decision, raiser) error { return nil } },
	} {
		r := newRecorder()
		engine := orchestrix.NewEngine(r)
		before := must(t)(openAccount(t.Context(), engine, "a"))
		r.trace = nil
		h := r.full("a")
		change(&h)
		receipt := must(t)(orchestrix.Execute(t.Context(), engine, h))
		if receipt.Events != 0 || receipt.Version != 1 || receipt.Position != before.Position || receipt.ID != "a" || receipt.CommandID == "" {
			t.Errorf("%s: receipt %+v", name, receipt)
		}
		if slices.Contains(r.trace, "append") || slices.Contains(r.trace, "invariants") {
			t.Errorf("%s: steps were %v", name, r.trace)
		}
	}
}

func TestIDRules(t *testing.T) {
	for name, c := range map[string]struct {
		id      string
		made    func() string
		own     error // of the command's Validate
		command orchestrix.CommandID
		want    string // violations as path:rule; "" is valid
	}{
		"given":              {id: "a"},
		"empty":              {want: "account_id:required"},
		"empty, made":        {made: func() string { return "made" }},
		"given, not made":    {id: "a", made: func() string { panic("made though given") }},
		"unprintable":        {id: "a\nb", want: "account_id:id"},
		"not UTF-8":          {id: "a\xff", want: "account_id:id"},
		"too long":           {id: strings.Repeat("x", 201), want: "account_id:id"},
		"long":               {id: strings.Repeat("x", 200)},
		"reported already":   {own: invalid("account_id", "uuid"), want: "account_id:uuid"},
		"with others":        {own: invalid("amount", "min"), want: "amount:min account_id:required"},
		"others only":        {id: "a", own: invalid("amount", "min"), want: "amount:min"},
		"command id":         {id: "a", command: "a\x00", want: "command_id:id"},
		"command id is long": {id: "a", command: orchestrix.CommandID(strings.Repeat("x", 201)), want: "command_id:id"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRecorder()
			h := r.full(c.id)
			h.NewAggregateID = c.made
			told := ""
			h.SetID = func(id string) { told = id }
			h.Validate = func(time.Time) error { return c.own }
			receipt, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(r), h, c.command)
			if c.want == "" {
				if err != nil || (c.id == "" && (receipt.ID != "made" || told != "made")) {
					t.Errorf("receipt %+v, error %v, told %q", receipt, err, told)
				}
				return
			}
			var e *orchestrix.InvalidError
			if !errors.As(err, &e) {
				t.Fatalf("error %v, want an InvalidError", err)
			}
			var got []string
			for _, v := range e.Violations {
				got = append(got, v.Path+":"+v.Rule)
			}
			if strings.Join(got, " ") != c.want || e.Type != "bank.Full" {
				t.Errorf("violations of %s: %v, want %s", e.Type, got, c.want)
			}
			if len(r.trace) != 0 {
				t.Errorf("an invalid command went on to %v", r.trace)
			}
		})
	}
}

func invalid(path, rule string) error {
	return &orchestrix.InvalidError{Type: "bank.Full", Violations: []orchestrix.Violation{{Path: path, Rule: rule, Message: "is wrong"}}}
}

func TestExpectedVersion(t *testing.T) {
	r := newRecorder()
	engine := orchestrix.NewEngine(r)
	must(t)(openAccount(t.Context(), engine, "a"))
	if _, err := move(t.Context(), engine, "a", 1, orchestrix.ExpectVersion(1)); err != nil {
		t.Errorf("the version that is there: %v", err)
	}
	r.trace = nil
	_, err := move(t.Context(), engine, "a", 1, orchestrix.ExpectVersion(1))
	var conflict *orchestrix.ConflictError
	if !errors.As(err, &conflict) || conflict.Expected != 1 || conflict.Actual != 2 {
		t.Errorf("another version: error %v", err)
	}
	if want := []string{"load"}; !slices.Equal(r.trace, want) {
		t.Errorf("a conflict with the caller's version took the steps %v", r.trace)
	}
	// Somebody is faster between the load and the append.
	r.trace = nil
	r.beforeAppend = func() error {
		r.beforeAppend = nil
		_, err := move(t.Context(), orchestrix.NewEngine(r.Store), "a", 5)
		return err
	}
	_, err = move(t.Context(), engine, "a", 1, orchestrix.ExpectVersion(2))
	if !errors.As(err, &conflict) || conflict.Expected != 2 || conflict.Actual != 3 {
		t.Errorf("a version that is left in the meantime: error %v", err)
	}
	if want := []string{"load", "append"}; !slices.Equal(r.trace, want) {
		t.Errorf("it was tried again: %v", r.trace)
	}
}

func TestEventsCarryMetadata(t *testing.T) {
	store := memory.New()
	clock := time.Date(2026, 1, 29, 13, 0, 0, 123456789, time.FixedZone("CET", 3600))
	engine := orchestrix.NewEngine(store, orchestrix.WithClock(func() time.Time { clock = clock.Add(time.Second); return clock }),
		orchestrix.WithNewID(func() string { return "new-id" }))
	ctx := orchestrix.WithTenant(orchestrix.WithActor(t.Context(), "alice"), "blue")
	ctx = orchestrix.WithTrace(orchestrix.WithCausationID(ctx, "cause"), "parent", "state")
	seen := []orchestrix.Meta{}
	aggregate := accounts
	aggregate.Apply = func(a *account, e accountEvent, m orchestrix.Meta) error { seen = append(seen, m); return nil }
	var deciding orchestrix.Meta
	h := handling{
		Aggregate: &aggregate, Command: "bank.Test", ID: "a", Creates: orchestrix.IfMissing,
		Decide: func(_ context.Context, d *decision, raise raiser) error {
			deciding = d.Meta
			if d.NewID() != "new-id" || !d.Now.Equal(d.Meta.Time) {
				t.Errorf("decision %+v", d)
			}
			return errors.Join(raise(opened{}), raise(moved{1}))
		},
	}
	must(t)(orchestrix.Execute(ctx, engine, h))
	now := time.Date(2026, 1, 29, 12, 0, 1, 123456000, time.UTC)
	stream := orchestrix.StreamID{Tenant: "blue", Category: "bank.Account", ID: "a"}
	want := orchestrix.Metadata{Actor: "alice", CorrelationID: "new-id", CausationID: "cause", CommandID: "new-id", TraceParent: "parent", TraceState: "state"}
	n := 0
	for recorded, err := range store.Read(ctx, stream, 0) {
		if err != nil {
			t.Fatal(err)
		}
		if recorded.Metadata != want || !recorded.Time.Equal(now) || recorded.ID != orchestrix.NewEventID("new-id", stream, n) {
			t.Errorf("event %d: %+v", n, recorded.Pending)
		}
		if seen[n] != recorded.Meta() {
			t.Errorf("event %d was applied with %+v, and is read back with %+v", n, seen[n], recorded.Meta())
		}
		n++
	}
	if n != 2 {
		t.Errorf("%d events, want 2", n)
	}
	if deciding != (orchestrix.Meta{Time: now, Actor: "alice", Tenant: "blue", CorrelationID: "new-id", CausationID: "cause"}) {
		t.Errorf("the decision saw %+v", deciding)
	}
	// The other tenants have no such account, and a given correlation stays.
	if _, err := move(t.Context(), engine, "a", 1); !errors.As(err, new(*orchestrix.NotFoundError)) {
		t.Errorf("without the tenant: error %v", err)
	}
	ctx = orchestrix.WithCorrelationID(ctx, "corr")
	if m := orchestrix.MetadataFrom(ctx); m.CorrelationID != "corr" || m.Actor != "alice" || orchestrix.TenantFrom(ctx) != "blue" {
		t.Errorf("metadata of the context: %+v", m)
	}
}
