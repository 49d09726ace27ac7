package scenario

import (
	"maps"
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// declared is what an aggregate's schema declares, right or wrong, and what
// there is of events in its context. A name that stands here and not in the model
// has a finding already.
type declared struct {
	commands map[string]*syntax.Command
	events   map[string]*syntax.Event
	asks     map[string]bool
	outcomes map[string]bool
	// ofEvents are the outcomes that come of the events a command raises, on
	// whichever aggregate.
	ofEvents map[string]bool
}

func newDeclared(a *syntax.Aggregate, others []*syntax.Aggregate) declared {
	d := declared{
		commands: map[string]*syntax.Command{}, events: map[string]*syntax.Event{},
		asks: map[string]bool{}, outcomes: map[string]bool{}, ofEvents: map[string]bool{},
	}
	for _, other := range others {
		d.eventsOf(other)
	}
	d.eventsOf(a)
	for _, c := range a.Commands {
		d.commands[c.Name.Text] = c
		for _, ask := range c.Asks {
			d.asks[ask.Name.Text] = true
		}
		d.refusals(c.Refuses)
		for _, name := range c.Rejects {
			d.outcomes[name.Text] = true
		}
	}
	d.refusals(a.Guards)
	for _, rejection := range a.Rejections {
		d.outcomes[rejection.Name.Text] = true
	}
	maps.Copy(d.outcomes, d.ofEvents)
	delete(d.outcomes, "")
	return d
}

// newReaderDeclared is for what reacts to events: it knows all aggregates of the
// context alike.
func newReaderDeclared(aggregates []*syntax.Aggregate) declared {
	d := newDeclared(&syntax.Aggregate{}, aggregates)
	for _, a := range aggregates {
		for _, c := range a.Commands {
			d.commands[c.Name.Text] = c
		}
	}
	return d
}

// eventsOf adds the events of an aggregate and what refuses them.
func (d declared) eventsOf(a *syntax.Aggregate) {
	for _, e := range a.Events {
		d.events[e.Name.Text] = e
		if e.From != nil {
			d.ofEvents[e.From.ID.Text] = true
		}
	}
	for _, rule := range a.Invariants {
		d.ofEvents[rule.ID.Text] = true
	}
	for _, unique := range a.Unique {
		d.ofEvents[unique.ID.Text] = true
	}
}

func (d declared) refusals(refusals []*syntax.Refusal) {
	for _, r := range refusals {
		d.outcomes[r.ID.Text] = true
	}
}

// whole says that the model has every field that a message declares, itself or
// by `like`.
func (d declared) whole(name string, fields []*model.Field) bool {
	for hops := 0; name != "" && hops < 100; hops++ {
		var declared []*syntax.Field
		switch c, e := d.commands[name], d.events[name]; {
		case c != nil:
			declared, name = c.Fields, c.Like.Text
		case e != nil:
			declared, name = e.Fields, e.Like.Text
		default:
			name = ""
		}
		for _, f := range declared {
			if !slices.ContainsFunc(fields, func(m *model.Field) bool { return m.Name == f.Name.Text }) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(fields, func(f *model.Field) bool { return f.Type == nil })
}
