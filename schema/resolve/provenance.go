package resolve

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// provenance finds where each field of an emitted event comes from: `with`, else
// `from_state`, else the command's field of the same name.
type provenance struct {
	cmd   *command
	scope scope
	x     *syntax.Emit
	event *event
	// state is that of the aggregate that the event is raised on; nil where that
	// isn't known.
	state model.Node
	// lenient says that something in scope is wrong already: what depends on it
	// has no findings of its own.
	lenient bool
}

// resolve gives a source for each field but the aggregate's id; not all of them
// are there where something is wrong.
func (p *provenance) resolve() (fields []model.FieldSource, complete bool) {
	// A wrong name may be meant for a field that has no source then.
	p.lenient = !p.checkNames() || p.lenient
	complete = !p.lenient
	for _, f := range p.event.m.Fields {
		if f.AggregateID {
			continue
		}
		value, ok := p.source(f)
		complete = complete && ok
		fields = append(fields, model.FieldSource{Field: f, Value: value})
	}
	return fields, complete
}

// checkNames finds names that are no field of the event, or stand twice.
func (p *provenance) checkNames() bool {
	s, ok := p.scope, true
	for _, with := range p.x.With {
		ok = p.checkName(with.Target) && ok
	}
	seen := map[string]syntax.Scalar{}
	for _, name := range p.x.FromState {
		if first, twice := seen[name.Text]; twice {
			s.errorf(name.Span, diag.DuplicateName, "%s stands here twice", name.Text).Relate(first.Span, "the first is here")
			ok = false
			continue
		}
		seen[name.Text] = name
		for _, with := range p.x.With {
			if with.Target.Text == name.Text {
				s.errorf(name.Span, diag.KeyConflict, "%s comes from `with` already", name.Text).Suggestf("leave one of them out").
					Relate(with.Target.Span, "where it comes from")
				ok = false
			}
		}
		ok = p.checkName(name) && ok
	}
	return ok
}

func (p *provenance) checkName(name syntax.Scalar) bool {
	switch f := findField(p.event.m.Fields, name.Text); {
	case f == nil:
		if !p.scope.broken[p.event.m.Name] {
			p.scope.unknownField(name, p.event.m.Fields, p.event.what())
		}
		return false
	case f.AggregateID:
		p.scope.errorf(name.Span, diag.KeyConflict, "%s is the id of %s, which each of its events has by itself", name.Text, p.event.aggregate.m.Name).
			Suggestf("leave it out")
		return false
	}
	return true
}

// source is where one field comes from.
func (p *provenance) source(f *model.Field) (*model.Expr, bool) {
	for _, with := range p.x.With {
		if with.Target.Text != f.Name {
			continue
		}
		if p.lenient && p.speaksOfElement(with.Value) {
			return nil, false
		}
		value := p.scope.value(with.Value, f.Name, f.Type)
		return value, value != nil && p.harmless(value, wholeOf(with.Value))
	}
	for _, name := range p.x.FromState {
		if name.Text == f.Name {
			return p.fromState(f, name)
		}
	}
	return p.fromCommand(f)
}

func (p *provenance) speaksOfElement(v *syntax.Value) bool {
	return p.scope.speaksOfBroken(valueText(v))
}

func (p *provenance) fromState(f *model.Field, name syntax.Scalar) (*model.Expr, bool) {
	a, s := p.event.aggregate, p.scope
	of := findField(a.m.State, name.Text)
	switch {
	case of == nil:
		s.unknownField(name, a.m.State, "the state of "+a.m.Name)
		return nil, false
	case !fitsInto(of.Type, f.Type):
		s.errorf(name.Span, diag.ExprType, "%s is %s in the state and %s in %s", name.Text, typeText(of.Type), typeText(f.Type), p.event.m.Name).
			Suggestf("say under `with` how one is made of the other")
		return nil, false
	case p.state == nil:
		return nil, false
	}
	return p.read(p.state, p.stateText()+"."+of.Name, of, f, name.Span)
}

// stateText is the state as an expression would name it.
func (p *provenance) stateText() string {
	if p.x.On.Present() {
		return p.x.On.Text
	}
	return "state"
}

func (p *provenance) fromCommand(f *model.Field) (*model.Expr, bool) {
	s := p.scope
	of := findField(p.cmd.m.Fields, f.Name)
	if of != nil && fitsInto(of.Type, f.Type) {
		return p.read(p.cmd.cmd, "cmd."+of.Name, of, f, p.x.Event.Span)
	}
	if s.broken[f.Name] || s.broken[p.cmd.m.Name] || p.lenient {
		return nil, false
	}
	finding := s.errorf(p.x.Event.Span, diag.FieldWithoutSource, "nothing fills the field %s of %s", f.Name, p.event.m.Name)
	switch {
	case of != nil:
		finding.Suggestf("the command's %s is %s, the event's %s: say under `with` how one is made of the other", f.Name, typeText(of.Type), typeText(f.Type))
	case p.stateHas(f):
		finding.Suggestf("take it from the state with `from_state: [%s]`, add a field %s to the command, or give it under `with`", f.Name, f.Name)
	default:
		finding.Suggestf("add a field %s to the command, or give it under `with`", f.Name)
	}
	return nil, false
}

func (p *provenance) stateHas(f *model.Field) bool {
	return p.state != nil && slices.ContainsFunc(p.event.aggregate.m.State, func(of *model.Field) bool {
		return of.Name == f.Name && fitsInto(of.Type, f.Type)
	})
}

// read is the expression that takes a field as it is.
func (p *provenance) read(root model.Node, text string, of, f *model.Field, span diag.Span) (*model.Expr, bool) {
	var node model.Node = &model.Select{X: root, Field: of}
	if f.Type.Kind == model.Optional && of.Type.Kind != model.Optional {
		node = &model.Some{X: node}
	}
	e := &model.Expr{Node: node, Source: text, Pos: at(span), Rule: p.scope.rule + "." + f.Name}
	return e, p.harmless(e, span)
}

// wholeOf is where a value stands, without the quotes of a scalar.
func wholeOf(v *syntax.Value) diag.Span {
	if v.Kind == syntax.ScalarValue {
		return v.Scalar.Part(0, len(v.Scalar.Text))
	}
	return v.Span
}

// harmless refuses to put a secret into the event. A field that is a secret by
// itself is refused where the event declares it.
func (p *provenance) harmless(value *model.Expr, span diag.Span) bool {
	secret := expr.SecretIn(value.Node)
	if secret == nil || p.scope.sensitivityWithin(value.Type()) == model.Secret {
		return true
	}
	p.scope.errorf(span, diag.SecretInEvent, "%s is secret, and an event is kept for ever", secret.Name).
		Suggestf("keep secrets out of events: store a hash, or a reference to where the secret is")
	return false
}
