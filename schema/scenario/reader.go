package scenario

import (
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// Reader is what a context's read models, policies and processes have in common
// for their examples.
type Reader struct {
	Context *model.Context
	// Aggregates are those of the context as written.
	Aggregates []*syntax.Aggregate
	// Shared are the fixtures at the top of the context, of all its files.
	Shared []*syntax.Fixture
}

// reader checks the examples of what reacts to events.
type reader struct {
	beginnings
	// events are those that are reacted to, of this context and others.
	events map[*model.Event]bool
	// written are the names of all that the schema says is reacted to, right or
	// wrong.
	written map[string]bool
}

func newReader(in Reader, of string) reader {
	return reader{
		beginnings: beginnings{
			of: of, context: in.Context, aggregates: in.Context.Aggregates, declared: newReaderDeclared(in.Aggregates),
			foreign: map[string]*foreign{},
		},
		events: map[*model.Event]bool{}, written: map[string]bool{},
	}
}

// reactsTo takes an event that the schema has something react to. What is wrong
// with it was found there.
func (r *reader) reactsTo(name syntax.Scalar) {
	r.written[name.Text] = true
	if r.isForeign(name) && r.foreign[name.Text] == nil {
		r.foreign[name.Text] = &foreign{}
	}
}

// sees takes an event that something reacts to. Uses are what the schema says of
// it, where one of them may be wrong.
func (r *reader) sees(t model.Trigger, uses []syntax.Scalar) {
	switch {
	case t.Event != nil:
		r.events[t.Event] = true
	case t.View != nil:
		r.events[t.View.Event] = true
		f := &foreign{view: t.View, fields: t.Uses}
		for _, name := range uses {
			if !has(t.View.Fields, name.Text) && !has(t.View.Event.Fields, name.Text) {
				f.view = nil
			}
		}
		r.foreign[t.View.Event.WireType] = f
	}
}

func has(fields []*model.Field, name string) bool {
	for _, f := range fields {
		if f.Name == name {
			return true
		}
	}
	return false
}

// alsoSees adds what a read model sees that is asked by a query.
func (r *reader) alsoSees(m *model.ReadModel) {
	for _, p := range m.Projections {
		if p.Trigger.View == nil {
			continue
		}
		name := p.Trigger.View.Event.WireType
		f := r.foreign[name]
		if f == nil || f.view == nil {
			f = &foreign{view: p.Trigger.View}
			r.foreign[name] = f
		}
		for _, field := range p.Trigger.View.Fields {
			if has(p.Trigger.Uses, field.Name) && !has(f.fields, field.Name) {
				f.fields = append(f.fields[:len(f.fields):len(f.fields)], field)
			}
		}
	}
}

// happening reads the event that a step is about.
func (r *reader) happening(m *syntax.Message) *model.Given {
	entry := &syntax.Given{Event: m.Name, Value: m.Value, Span: m.Name.Span}
	g := r.givenEvent(entry)
	if g == nil || g.Event == nil || r.events[g.Event] {
		return g
	}
	if r.partly() {
		r.silent = true
		return nil
	}
	r.found.Errorf(m.Name.Span, diag.ScenarioUnknown, "%s doesn't react to %s", r.of, m.Name.Text).
		DidYouMean(m.Name.Text, r.eventNames())
	return nil
}

// partly says that something that is reacted to was found wrong: it may be what an
// example means.
func (r *reader) partly() bool { return len(r.events) < len(r.written) }

func (r *reader) eventNames() []string {
	var names []string
	for e := range r.events {
		if e.Context == r.context {
			names = append(names, e.Name)
			continue
		}
		names = append(names, e.WireType)
	}
	return names
}

// outer refuses keys of a scenario that stand in its steps.
func (r *reader) outer(s *syntax.Scenario) {
	if len(s.Steps) == 0 {
		return
	}
	for _, key := range s.Step.Keys {
		switch key.Text {
		case "name", "now", "meta", "given", "ids", "steps":
		default:
			if strings.HasPrefix(key.Text, "x-") {
				continue
			}
			r.found.Errorf(key.Span, diag.ScenarioShape, "%s stands in the steps of a scenario that has some", key.Text).
				Suggestf("make it a step")
		}
	}
}

// written are the steps of a scenario: one, with its own keys, where it has none.
func stepsOf(s *syntax.Scenario) []*syntax.Step {
	if len(s.Steps) > 0 {
		return s.Steps
	}
	return []*syntax.Step{&s.Step}
}
