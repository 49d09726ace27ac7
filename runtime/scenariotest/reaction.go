package scenariotest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// reacting is a policy or process under test. What it sends is noted, not carried
// out.
type reacting struct {
	reaction reaction.Reaction
	sub      subscription.Subscription
	at       orchestrix.Position // how far it has read
	last     time.Time           // of the last event
	sent     []orchestrix.Command
}

// follower is a process, which has instances.
type follower interface {
	Instance(ctx context.Context, store orchestrix.Store, key string) (reaction.Instance, bool, error)
	Keys(ctx context.Context, store orchestrix.Store) ([]string, error)
}

// Reacts says what policies and processes the context has.
func (f *Fixture) Reacts(reactions ...reaction.Reaction) { f.reactions = reactions }

// About has the test be about a policy or process, by its name:
// "orders.Fulfilment". A process follows what is given from here on.
func (f *Fixture) About(name string) {
	f.t.Helper()
	for _, r := range f.reactions {
		sub := r.Subscription(f.engine, f.note)
		if sub.Name != name {
			continue
		}
		f.reacting = &reacting{reaction: r, sub: sub, last: f.now}
		if sub.Prepare != nil {
			if err := sub.Prepare(f.Context()); err != nil {
				f.t.Fatalf("%s: %v", name, err)
			}
		}
		if sub.Due != nil { // a schedule begins here
			f.become(f.now)
		}
		return
	}
	f.t.Fatalf("there is no policy or process %s", name)
}

// note is where what is sent goes.
func (f *Fixture) note(_ context.Context, command orchestrix.Command, _ ...orchestrix.Option) (orchestrix.Receipt, error) {
	f.reacting.sent = append(f.reacting.sent, command)
	return orchestrix.Receipt{}, nil
}

// Happens has an event happen now, and the policy or process react to it.
func (f *Fixture) Happens(event orchestrix.Event) {
	f.t.Helper()
	r := f.begin("an event")
	past, ok := event.(Past)
	if !ok {
		past = Past{Event: event}
	}
	if past.At.IsZero() {
		past.At = f.now
	}
	if past.Meta == (Meta{}) {
		past.Meta = f.meta
	}
	if err := f.write(past); err != nil {
		f.t.Fatalf("%s: %v", past.EventType(), err)
	}
	r.last = past.At
	f.follow()
}

// Passes has time pass since the last event, and what is due on the way happen.
func (f *Fixture) Passes(by time.Duration) {
	f.t.Helper()
	r := f.begin("time that passes")
	f.become(r.last.Add(by))
}

// become has it be a time, and what is due by then happen.
func (f *Fixture) become(now time.Time) {
	f.t.Helper()
	f.now = now
	r := f.reacting
	for r.sub.Due != nil {
		before := r.at
		if _, err := r.sub.Due(f.reactionContext(), f.now); err != nil {
			f.t.Fatalf("%s, at %v: %v", r.sub.Name, f.now, err)
		}
		if f.follow(); r.at == before {
			return
		}
	}
}

// begin is what comes before something happens to what the test is about.
func (f *Fixture) begin(what string) *reacting {
	f.t.Helper()
	if f.reacting == nil {
		f.t.Fatalf("About comes before %s", what)
	}
	f.Project() // what it asks queries for
	f.reacting.sent = nil
	return f.reacting
}

// follow has the policy or process handle what it hasn't.
func (f *Fixture) follow() {
	f.t.Helper()
	r := f.reacting
	for more := true; more; {
		more = false
		for _, event := range f.unread() {
			more = true
			r.at = event.Position
			if err := r.sub.Handle(f.reactionContext(), event); err != nil {
				f.t.Errorf("%s can't handle %s: %v", r.sub.Name, event.Type, err)
			}
		}
	}
}

// unread are the events that the policy or process has still to handle.
func (f *Fixture) unread() []orchestrix.Recorded {
	f.t.Helper()
	var events []orchestrix.Recorded
	r := f.reacting
	for event, err := range f.store.All(f.t.Context(), r.at, orchestrix.Filter{Categories: r.sub.Categories}) {
		if err != nil {
			f.t.Fatalf("reading events for %s: %v", r.sub.Name, err)
		}
		event.Data = bytes.Clone(event.Data)
		events = append(events, event)
	}
	return events
}

// reactionContext has new_id() give the script's ids, if there is one.
func (f *Fixture) reactionContext() context.Context {
	if f.ids == nil {
		return f.t.Context()
	}
	return reaction.WithNewID(f.t.Context(), f.newID)
}

// wasGiven has a process follow what was given; to a policy it is the past.
func (f *Fixture) wasGiven(last time.Time) {
	f.t.Helper()
	r := f.reacting
	if r == nil {
		return
	}
	r.last = last
	if _, follows := r.reaction.(follower); follows {
		f.follow()
		return
	}
	for _, event := range f.unread() {
		r.at = event.Position
	}
}

// Sent expects a command of a type with fields like these.
func Sent[C orchestrix.Command](fields Fields) Expected {
	var command C
	return Expected{Type: command.CommandType(), Fields: fields}
}

// Sends expects exactly these commands to have been sent because of what happened
// last, in this order; of their fields only those that are named are compared.
func (f *Fixture) Sends(expected ...Expected) {
	f.t.Helper()
	if f.reacting == nil {
		f.t.Fatal("About and what happens come before what is sent")
	}
	sent := f.reacting.sent
	if len(sent) != len(expected) {
		f.t.Errorf("%s sent %d commands, want %s%s", f.reacting.sub.Name, len(sent), wanted(expected), listedCommands(sent))
		return
	}
	for i, command := range sent {
		f.compareCommand(i, expected[i], command)
	}
}

func (f *Fixture) compareCommand(i int, want Expected, got orchestrix.Command) {
	f.t.Helper()
	data, err := got.AppendJSON(nil)
	switch {
	case got.CommandType() != want.Type:
		f.t.Errorf("command %d is %s, want %s\n\t%s", i+1, got.CommandType(), want.Type, data)
		return
	case err != nil:
		f.t.Errorf("command %d, %s, can't be encoded: %v", i+1, want.Type, err)
		return
	}
	differences, err := compare(want.Fields, data)
	if err != nil {
		f.t.Errorf("command %d, %s, isn't JSON: %v\n\t%q", i+1, want.Type, err, data)
	}
	if len(differences) > 0 {
		f.t.Errorf("command %d, %s, differs:\n\t%s\n\tthe command: %s", i+1, want.Type, strings.Join(differences, "\n\t"), data)
	}
}

// listedCommands are commands a line each.
func listedCommands(commands []orchestrix.Command) string {
	var b strings.Builder
	for _, c := range commands {
		data, err := c.AppendJSON(nil)
		if err != nil {
			data = []byte(err.Error())
		}
		fmt.Fprintf(&b, "\n\tsent %s %s", c.CommandType(), data)
	}
	return b.String()
}
