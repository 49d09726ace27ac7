// Package scenariotest is what generated scenario tests and test kits stand on:
// a context on a store of its own, with a clock that stands still and ids from
// a script, and the comparison of what a command did with what was expected.
//
// Tests say given, when and then (North):
//
//	f := orderstest.New(t)
//	f.Given(orders.OrderPlaced{OrderID: "ord_1"})
//	f.When(orders.CancelOrder{OrderID: "ord_1", Reason: "changed my mind"})
//	f.Then(orders.OrderCancelled{OrderID: "ord_1", Reason: "changed my mind"})
package scenariotest

import (
	"context"
	"fmt"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
)

// DefaultNow is the time of commands until a test sets another one.
var DefaultNow = time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC)

// Meta is who sends a command or sent the one that an event came of.
type Meta struct{ Actor, Tenant, CorrelationID, CausationID string }

// Fixture is one context under test. The fixtures of generated test kits embed
// it. A failed expectation fails the test and goes on; whatever keeps a test
// from telling anything stops it.
type Fixture struct {
	t      testing.TB
	store  orchestrix.Store
	engine *orchestrix.Engine
	stream func(orchestrix.Event) (orchestrix.StreamID, error)
	module orchestrix.Sender // of the context
	// backfill claims the unique values of what was given; nil without any.
	backfill func(context.Context) ([]orchestrix.SharedClaim, error)
	// readModels are what Project brings up to date; nil without any.
	readModels *readmodel.Set

	now  time.Time
	meta Meta
	ids  []string // that are left of the script
	made int      // ids beyond the script

	reactions []reaction.Reaction
	reacting  *reacting // what the test is about; nil: nothing of that kind

	given, sent int
	last        *outcome
}

// New makes a fixture over a store that is empty. Whatever is loaded is also
// loaded from a snapshot of each version, and must be the same. stream says whose fact an
// event is, without the tenant; send has the context carry out one of its
// commands.
func New(
	t testing.TB,
	store orchestrix.Store,
	stream func(orchestrix.Event) (orchestrix.StreamID, error),
) *Fixture {
	f := &Fixture{t: t, store: store, stream: stream, now: DefaultNow}
	f.engine = orchestrix.NewEngine(store,
		orchestrix.WithClock(func() time.Time { return f.now }),
		orchestrix.WithNewID(f.newID),
		orchestrix.WithSnapshotChecks())
	t.Cleanup(func() {
		f.settle()
		if err := f.engine.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Errorf("closing the engine: %v", err)
		}
	})
	return f
}

// CarriesOut says what carries commands out: the module, made with the fixture's engine.
func (f *Fixture) CarriesOut(module orchestrix.Sender) { f.module = module }

// Claims has the aggregates of given events claim their unique values, as if
// commands had made them. backfill is the context's own.
func (f *Fixture) Claims(backfill func(context.Context) ([]orchestrix.SharedClaim, error)) {
	f.backfill = backfill
}

// T is the test.
func (f *Fixture) T() testing.TB { return f.t }

// Engine carries out commands by the fixture's clock and ids.
func (f *Fixture) Engine() *orchestrix.Engine { return f.engine }

// Store holds what was given and what commands wrote.
func (f *Fixture) Store() orchestrix.Store { return f.store }

// Context is what commands are sent with: it has the actor and the tenant.
func (f *Fixture) Context() context.Context {
	ctx := orchestrix.WithTenant(f.t.Context(), f.meta.Tenant)
	ctx = orchestrix.WithActor(ctx, f.meta.Actor)
	ctx = orchestrix.WithCorrelationID(ctx, f.meta.CorrelationID)
	return orchestrix.WithCausationID(ctx, f.meta.CausationID)
}

// Now sets the time of the commands that follow.
func (f *Fixture) Now(now time.Time) { f.now = now }

// Advance moves the time of the commands that follow.
func (f *Fixture) Advance(by time.Duration) { f.now = f.now.Add(by) }

// As says who sends the commands that follow. Its tenant is also that of given
// events which don't name another one.
func (f *Fixture) As(meta Meta) { f.meta = meta }

// IDs are what new_id() gives, in order, instead of what is left of earlier
// ones. After them it gives UUIDs that count from 1.
func (f *Fixture) IDs(ids ...string) { f.ids = ids }

func (f *Fixture) newID() string {
	if len(f.ids) > 0 {
		id := f.ids[0]
		f.ids = f.ids[1:]
		return id
	}
	f.made++
	return fmt.Sprintf("00000000-0000-7000-8000-%012d", f.made)
}

// Version is how many events an aggregate has.
func (f *Fixture) Version(category, id string) orchestrix.Version {
	f.t.Helper()
	stream := orchestrix.StreamID{Tenant: f.meta.Tenant, Category: category, ID: id}
	var version orchestrix.Version
	for recorded, err := range f.store.Read(f.Context(), stream, 0) {
		if err != nil {
			f.t.Fatalf("reading %v: %v", stream, err)
		}
		version = recorded.Version
	}
	return version
}
