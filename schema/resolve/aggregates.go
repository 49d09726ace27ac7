package resolve

import (
	"strconv"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// aggregate is an aggregate on its way into the model.
type aggregate struct {
	context    *context
	m          *model.Aggregate
	s          *syntax.Aggregate
	idName     syntax.Scalar
	events     []*event
	commands   []*command
	rejections []*structState[model.Rejection]
	// refusals are the constants of ids that commands are refused with.
	refusals map[string]string
	// outcomes are the ids that the aggregate itself refuses with.
	outcomes map[string]syntax.Scalar
	guards   map[string]*guard
}

// resolveAggregates checks what aggregates say besides their commands.
func (c *context) resolveAggregates() {
	c.checkStoredNames()
	for _, a := range c.aggregates {
		a.outcomes = map[string]syntax.Scalar{}
		a.resolveLifecycle()
		a.resolveSnapshot()
		for _, e := range a.events {
			e.resolve()
		}
		a.inheritSensitivity() // messages must not show what is secret
		for _, e := range a.events {
			e.resolveFrom()
		}
		a.resolveRejections()
		a.resolveInvariants()
		a.resolveUnique()
		a.resolveGuards()
	}
	for _, e := range c.events {
		if e.aggregate == nil {
			e.resolveExternal()
		}
	}
	c.warnOfPersonalData()
}

// state is the state as a root of expressions.
func (a *aggregate) state(root model.Scope, name string) *model.Var {
	return expr.Record(root, name, "the state of "+a.m.Name, a.m.State)
}

// rule begins the names of the aggregate's expressions in faults.
func (a *aggregate) rule() string { return a.context.m.Name + "." + a.m.Name }

// resolveLifecycle finds the field that events move.
func (a *aggregate) resolveLifecycle() {
	name := a.s.Lifecycle
	if !name.Present() {
		return
	}
	f := findField(a.m.State, name.Text)
	switch {
	case f == nil:
		a.context.unknownField(name, a.m.State, "the state of "+a.m.Name)
	case f.Type.Kind != model.EnumRef:
		a.context.errorf(name.Span, diag.Lifecycle, "the lifecycle of %s is a field of an enum, and %s is none", a.m.Name, name.Text)
	default:
		a.m.Lifecycle = f
	}
}

func (a *aggregate) resolveSnapshot() {
	s := a.s.Snapshot
	if s == nil || !s.Every.Present() {
		return
	}
	if n, err := strconv.Atoi(s.Every.Text); err == nil {
		a.m.SnapshotEvery = n
	}
}

// notYet is the way out where a part of the language isn't there yet.
const notYet = "leave it out until it is: the model would mean something else without it"

// resolveRejections reads the messages of rejections, which are over their own
// fields by bare name.
func (a *aggregate) resolveRejections() {
	for _, x := range a.rejections {
		var vars []*model.Var
		fields := expr.Record(model.ScopeLocal, "", "the rejection "+x.m.Name, x.m.Fields)
		for _, f := range x.m.Fields {
			if name := fieldName(x.s.Fields, f.Name); celWords[f.Name] {
				a.context.errorf(name.Span, diag.GoReserved, "a field of a rejection can't be named %s: its message couldn't speak of it", f.Name)
				continue
			}
			vars = append(vars, &model.Var{
				Scope: model.ScopeLocal, Name: f.Name, T: f.Type, From: []model.Node{&model.Select{X: fields, Field: f}},
			})
		}
		s := a.context.scopeOf(a.rule(), vars...)
		x.m.Message = s.message(x.s.Message, x.m.Name)
		a.outcomes[x.m.Name] = x.s.Name
	}
}

// fieldName is a field's name as written.
func fieldName(fields []*syntax.Field, name string) syntax.Scalar {
	for _, f := range fields {
		if f.Name.Text == name {
			return f.Name
		}
	}
	return syntax.Scalar{}
}

func (a *aggregate) resolveInvariants() {
	s := a.context.scopeOf(a.rule(), a.state(model.ScopeState, "state"), expr.Meta)
	for _, rule := range a.s.Invariants {
		if !s.refusalID(rule.ID, a.outcomes) {
			continue
		}
		check := s.condition(rule.Check, rule.ID.Text)
		message := s.failing(check).message(rule.Message, rule.ID.Text)
		if check == nil || message == nil {
			continue
		}
		a.m.Invariants = append(a.m.Invariants, &model.Invariant{
			ID: rule.ID.Text, GoName: a.refusals[rule.ID.Text], Check: check, Message: message, Pos: at(rule.ID.Span),
		})
	}
}
