package reaction_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// A context as generated code would have it: commands to items, each of which
// raises one event of its name.

type does struct {
	Does string `json:"does"` // the command's name, and the event's with "Done"
	ID   string `json:"id"`
	With string `json:"with"`
}

func (d does) CommandType() string                 { return "shop." + d.Does }
func (d does) EventType() string                   { return "shop." + d.Does + "Done" }
func (d does) SchemaVersion() int                  { return 1 }
func (d does) AppendJSON(b []byte) ([]byte, error) { return appendJSON(b, d) }
func (d *does) UnmarshalJSON(data []byte) error {
	type plain does
	return json.Unmarshal(data, (*plain)(d))
}
func decodeDoes(r orchestrix.Recorded) (does, error) { return reaction.View[does]()(r) }

func appendJSON(b []byte, value any) ([]byte, error) {
	data, err := json.Marshal(value)
	return append(b, data...), err
}

type items = orchestrix.Aggregate[struct{}, does]

var item = &items{
	Category: "shop.Item",
	New:      func(string) struct{} { return struct{}{} },
	Apply:    func(*struct{}, does, orchestrix.Meta) error { return nil },
	Decode:   decodeDoes,
}

// rig is a store with an engine, and reactions that are run by hand.
type rig struct {
	t      *testing.T
	store  orchestrix.Tables
	engine *orchestrix.Engine
	now    time.Time
	// refuses and fails are ids of items on which every command is refused, or
	// fails as the outside does.
	refuses, fails map[string]bool
	// allowed, if set, is asked with the context of what is sent.
	allowed func(ctx context.Context) error
	sent    []string
	// records has refusals be recorded.
	records bool
	// subs are at work; at is how far.
	subs   []subscription.Subscription
	at     []orchestrix.Position
	parked map[string]error // by subscription and stream
}

// inProcess are stores that a test may have many of.
var inProcess = map[string]func(t *testing.T) orchestrix.Tables{
	"memory": func(*testing.T) orchestrix.Tables { return memory.New() },
	"sqlite": func(t *testing.T) orchestrix.Tables {
		store, err := sqlite.Open(filepath.Join(t.TempDir(), "test.db"), sqlite.WithMigrate())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		return store
	},
}

var stores = maps.Clone(inProcess)

func onEachStore(t *testing.T, test func(t *testing.T, r *rig)) { on(t, stores, test) }

func on(t *testing.T, stores map[string]func(t *testing.T) orchestrix.Tables, test func(t *testing.T, r *rig)) {
	for name, open := range stores {
		t.Run(name, func(t *testing.T) { test(t, newRig(t, open(t))) })
	}
}

func newRig(t *testing.T, store orchestrix.Tables) *rig {
	r := &rig{t: t, store: store, now: time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)}
	r.refuses, r.fails, r.parked = map[string]bool{}, map[string]bool{}, map[string]error{}
	made := 0
	r.engine = orchestrix.NewEngine(store,
		orchestrix.WithClock(func() time.Time { return r.now }),
		orchestrix.WithNewID(func() string { made++; return fmt.Sprint("id-", made) }),
		orchestrix.WithRoles(func(context.Context, string, string) (bool, error) { return false, nil }))
	return r
}

// send carries out a command, as a module does.
func (r *rig) send(ctx context.Context, command orchestrix.Command, options ...orchestrix.Option) (orchestrix.Receipt, error) {
	c := command.(does)
	r.sent = append(r.sent, c.Does+" "+c.ID)
	return orchestrix.Execute(ctx, r.engine, orchestrix.Handling[struct{}, does]{
		Aggregate: item, Command: c.CommandType(), ID: c.ID, IDField: "id", Creates: orchestrix.IfMissing, Actor: "clerk",
		OnRejected: r.recorded(c),
		Allowed: func(*orchestrix.Decision[struct{}]) error {
			if r.allowed != nil {
				return r.allowed(ctx)
			}
			return nil
		},
		Ask: func(context.Context, *orchestrix.Decision[struct{}]) error {
			if r.fails[c.ID] {
				return errors.New("the outside is away")
			}
			return nil
		},
		Refuses: func(*orchestrix.Decision[struct{}]) error {
			if r.refuses[c.ID] {
				return &orchestrix.RejectionError{Command: c.CommandType(), ID: "no", Message: "not " + c.ID}
			}
			return nil
		},
		Decide: func(_ context.Context, _ *orchestrix.Decision[struct{}], raise func(does) error) error {
			return raise(c)
		},
	}, options...)
}

// recorded is the event that records a refusal, if they are.
func (r *rig) recorded(c does) func(*orchestrix.Decision[struct{}], orchestrix.Rejected) (does, error) {
	if !r.records {
		return nil
	}
	return func(_ *orchestrix.Decision[struct{}], rejection orchestrix.Rejected) (does, error) {
		return does{Does: "Refuse", ID: c.ID, With: rejection.ID}, nil
	}
}

// happens appends an event, as if a command had raised it.
func (r *rig) happens(event does) orchestrix.Receipt {
	r.t.Helper()
	ctx := orchestrix.WithTrace(orchestrix.WithCorrelationID(orchestrix.WithActor(r.t.Context(), "ann"), "the-wish"), "00-parent", "a=b")
	return r.happensIn(ctx, event)
}

func (r *rig) happensIn(ctx context.Context, event does) orchestrix.Receipt {
	r.t.Helper()
	receipt, err := r.send(ctx, event, orchestrix.AnyRole)
	if err != nil {
		r.t.Fatal(err)
	}
	r.sent = nil
	r.settle()
	return receipt
}

// works has reactions at work from here on, like a process that starts.
func (r *rig) works(reactions ...reaction.Reaction) {
	r.subs = append(r.subs, reaction.Subscriptions(r.engine, r.send, reactions...)...)
	r.at = append(r.at, make([]orchestrix.Position, len(reactions))...)
}

// pump handles what has happened until nothing is left. An event that fails is
// parked, and the later ones of its stream with it.
func (r *rig) pump() {
	r.t.Helper()
	for r.pumpOnce() {
	}
}

func (r *rig) pumpOnce() (more bool) {
	r.t.Helper()
	for i, s := range r.subs {
		for _, event := range r.events(r.at[i], s.Categories...) {
			more = true
			r.at[i] = event.Position
			stream := s.Name + " " + event.Stream.String()
			if r.parked[stream] != nil {
				continue
			}
			if err := s.Handle(r.t.Context(), event); err != nil {
				r.parked[stream] = err
			}
		}
	}
	return more
}

// passes moves the clock, and does what is due on the way.
func (r *rig) passes(d time.Duration) {
	r.t.Helper()
	r.now = r.now.Add(d)
	for _, s := range r.subs {
		if s.Due != nil {
			if _, err := s.Due(r.t.Context(), r.now); err != nil {
				r.t.Fatal(err)
			}
		}
	}
	r.pump()
}

// runner works on a reaction as a program does, by the rig's clock.
func (r *rig) runner(of reaction.Reaction) *subscription.Runner {
	r.t.Helper()
	runner := subscription.NewRunner(r.store, subscription.WithClock(func() time.Time { return r.now }))
	if err := runner.Add(of.Subscription(r.engine, r.send)); err != nil {
		r.t.Fatal(err)
	}
	return runner
}

// sync has a runner do all that there is to do.
func (r *rig) sync(runner *subscription.Runner) {
	r.t.Helper()
	if err := runner.Sync(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) events(after orchestrix.Position, categories ...string) []orchestrix.Recorded {
	r.t.Helper()
	r.settle()
	var events []orchestrix.Recorded
	for event, err := range r.store.All(r.t.Context(), after, orchestrix.Filter{Categories: categories}) {
		if err != nil {
			r.t.Fatal(err)
		}
		event.Data = bytes.Clone(event.Data)
		events = append(events, event)
	}
	return events
}

// settle waits until all that was appended is stable, in a store where a transaction
// of anybody's may be about to end.
func (r *rig) settle() {
	r.t.Helper()
	if _, shared := r.store.(*postgres.Store); !shared {
		return
	}
	ctx, id := r.t.Context(), orchestrix.NewUUID()
	appended, err := r.store.Append(ctx, orchestrix.Batch{
		Stream: orchestrix.StreamID{Category: "~settled", ID: "all"}, Expect: orchestrix.Any,
		Events: []orchestrix.Pending{{
			ID: orchestrix.EventID(id), Type: "test.Settled", SchemaVersion: 1, Time: r.now,
			Metadata: orchestrix.Metadata{CommandID: orchestrix.CommandID(id)}, Data: []byte("{}"),
		}},
	})
	for err == nil {
		var head orchestrix.Position
		if head, err = r.store.Head(ctx); err == nil && head.Compare(appended.Position) >= 0 {
			return
		}
		if err == nil {
			err = r.store.Wait(ctx, head)
		}
	}
	r.t.Fatal(err)
}

// wantSent compares what was sent since the last look.
func (r *rig) wantSent(want ...string) {
	r.t.Helper()
	if got := strings.Join(r.sent, ", "); got != strings.Join(want, ", ") {
		r.t.Errorf("sent: %s\nwant: %s", got, strings.Join(want, ", "))
	}
	r.sent = nil
}

// wantParked compares where something is parked.
func (r *rig) wantParked(want ...string) {
	r.t.Helper()
	for _, w := range want {
		if r.parked[w] == nil {
			r.t.Errorf("%s isn't parked: %v", w, r.parked)
		}
	}
	if len(r.parked) != len(want) {
		r.t.Errorf("parked: %v, want %q", r.parked, want)
	}
}

// sends are plain entries.
func sends(commands ...does) []reaction.Send {
	all := make([]reaction.Send, len(commands))
	for i, c := range commands {
		all[i] = reaction.Send{Entry: c.Does, Place: i, Command: c}
	}
	return all
}
