package resolve

import (
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// read is another aggregate that a command looks at, by its name there.
type read struct {
	m   *model.Read
	of  *aggregate
	v   *model.Var
	key syntax.Scalar
}

// resolveReads reads which other aggregates a command looks at, and gives the
// scope with their states in it. Which ones they are is said over the command
// and its own aggregate's state alone: all are loaded before anything else is
// looked at.
func (cmd *command) resolveReads(s scope) scope {
	cmd.reads = map[string]*read{}
	which := cmd.whichScope(s)
	var states []*model.Var
	for _, x := range cmd.s.Reads {
		r := cmd.resolveRead(x, which)
		if r == nil || !cmd.inputName(r.m.GoName, x.Name, "the read") {
			s.breaks(x.Name)
			continue
		}
		cmd.reads[r.m.Name] = r
		cmd.m.Reads = append(cmd.m.Reads, r.m)
		states = append(states, r.v)
	}
	return s.with(states...)
}

// whichScope is what may say which aggregates are read.
func (cmd *command) whichScope(s scope) scope {
	const why = "which one is read is said over cmd and state"
	s = s.without(why, func(v *model.Var) bool { return v.Scope != model.ScopeCmd && v.Scope != model.ScopeState })
	s.env.MakesIDs = false
	for _, x := range cmd.s.Reads {
		s.beyond[x.Name.Text] = why
	}
	for _, x := range cmd.s.Asks {
		s.beyond[x.Name.Text] = why
	}
	for _, x := range cmd.s.Let {
		s.beyond[x.Target.Text] = why
	}
	return s
}

// resolveRead reads one entry of `reads`; nil when it is wrong.
func (cmd *command) resolveRead(x *syntax.Read, s scope) *read {
	c := cmd.context
	named := c.scopeName(x.Name, "a read")
	of := cmd.readable(x.Aggregate)
	if of == nil {
		return nil
	}
	m := &model.Read{
		Name: x.Name.Text, GoName: c.namer.Exported(x.Name.Text), Aggregate: of.m, Optional: isTrue(x.Optional), Pos: at(x.Name.Span),
	}
	id := &model.Type{Kind: model.IDRef, ID: of.m.ID}
	state := expr.Record(model.ScopeRead, x.Name.Text, "the state of "+of.m.Name, of.m.State)
	state.Read = m
	switch {
	case x.ID.Present():
		m.ID = s.idOf(x.ID, x.Name.Text, id, m.Optional)
		if m.Optional {
			state.T = &model.Type{Kind: model.Optional, Elem: state.T}
		}
	case x.IDs.Present():
		m.IDs = s.idsOf(x.IDs, x.Name.Text, id)
		state.T = &model.Type{Kind: model.Map, Key: id, Elem: state.T}
	}
	if !named || m.ID == nil && m.IDs == nil {
		return nil
	}
	return &read{m, of, state, x.Name}
}

// readable finds an aggregate of this context by its name. One of another
// context can't be read: its versions can't be expected in one append with ours.
func (cmd *command) readable(name syntax.Scalar) *aggregate {
	c := cmd.context
	if !name.Present() {
		return nil
	}
	owner, bare, ok := c.qualified(name)
	if !ok {
		return nil
	}
	if owner != c {
		c.foreignAggregate(name, owner)
		return nil
	}
	if a := c.byAggregate[bare]; a != nil || c.broken[bare] {
		return a
	}
	for _, other := range c.order {
		if other.byAggregate[bare] != nil {
			c.foreignAggregate(name, other)
			return nil
		}
	}
	f := c.errorf(name.Span, diag.UnknownAggregate, "context %s has no aggregate named %s", c.m.Name, diag.Quote(bare))
	c.meant(f, bare, namesOf(c.aggregates, func(a *aggregate) string { return a.m.Name }))
	return nil
}

func (c *context) foreignAggregate(name syntax.Scalar, owner *context) {
	c.errorf(name.Span, diag.UnknownAggregate, "%s belongs to context %s, and a command reads aggregates of its own context", name.Text, owner.m.Name).
		Suggestf("keep what is needed of it in an aggregate here, brought up to date by a policy that reacts to events which %s publishes", owner.m.Name)
}

// idOf reads the id of the aggregate that is read. One that may be absent will
// do where the aggregate itself may be missing: it is read as the empty id, of
// which there is no aggregate.
func (s scope) idOf(src syntax.Scalar, name string, id *model.Type, optional bool) *model.Expr {
	perhaps := &model.Type{Kind: model.Optional, Elem: id}
	if !optional {
		return s.identifies(src, name, id, map[*model.Type]string{
			listOf(id): "write `ids` to read several",
			perhaps:    "with `optional: true` nothing is read then, and has(" + name + ") tells",
		})
	}
	e := s.identifies(src, name, perhaps, map[*model.Type]string{listOf(id): "write `ids` to read several"})
	if e == nil {
		return nil
	}
	whole := *e
	whole.Node = orEmpty(e.Node, id)
	return &whole
}

func (s scope) idsOf(src syntax.Scalar, name string, id *model.Type) *model.Expr {
	return s.identifies(src, name, listOf(id), map[*model.Type]string{id: "write `id` to read one"})
}

// identifies reads an expression of a type that ids have; instead are others
// that it may be of by mistake, each with the way out.
func (s scope) identifies(src syntax.Scalar, name string, want *model.Type, instead map[*model.Type]string) *model.Expr {
	e, findings := expr.Check(src, s.named(name), want)
	if len(findings) == 1 {
		for t, wayOut := range instead {
			if _, wrong := expr.Check(src, s.named(name), t); len(wrong) == 0 {
				findings[0].Suggestion = wayOut
			}
		}
	}
	if e = s.take(e, findings, src); e == nil || !s.isIDOf(src.Part(0, len(src.Text)), e.Node, want) {
		return nil
	}
	return e
}

func listOf(t *model.Type) *model.Type { return &model.Type{Kind: model.List, Elem: t} }

// orEmpty is an optional id, or the empty one.
func orEmpty(n model.Node, id *model.Type) model.Node {
	empty := &model.Lit{Value: &model.Literal{Type: id, Value: ""}}
	switch n := n.(type) {
	case *model.Some:
		return n.X
	case *model.None:
		return empty
	}
	return &model.Cond{If: &model.IsPresent{X: n}, Then: &model.Deref{X: n, Safe: true}, Else: empty}
}

// isIDOf refuses ids of another aggregate, which expressions take for the
// strings that they are.
func (s scope) isIDOf(span diag.Span, n model.Node, want *model.Type) bool {
	if some, ok := n.(*model.Some); ok {
		n = some.X
	}
	convert, ok := n.(*model.Convert)
	if !ok {
		return true
	}
	of, got := idIn(want), idIn(convert.X.Type())
	if got == nil || got.Aggregate == of.Aggregate {
		return true
	}
	s.errorf(span, diag.ExprType, "this is %s, and %s is wanted", typeText(convert.X.Type()), typeText(convert.T)).
		Suggestf("give an id of %s", of.Aggregate.Name)
	return false
}

// idIn is the type of id that a type holds; nil without one.
func idIn(t *model.Type) *model.ID {
	switch t.Kind {
	case model.List, model.Optional:
		return idIn(t.Elem)
	case model.IDRef:
		return t.ID
	}
	return nil
}

// readNamed finds the read that `on` names: `credit`, or `accounts` with what
// picks one of them.
func (cmd *command) readNamed(on syntax.Scalar) *read {
	c := cmd.context
	name := on.Text
	if end := strings.IndexFunc(name, notOfName); end >= 0 {
		name = name[:end]
	}
	r := cmd.reads[name]
	if r == nil && !c.broken[name] {
		f := c.errorf(on.Part(0, max(len(name), 1)), diag.UnknownRead, "%s reads nothing that is named %s", cmd.m.Name, diag.Quote(name))
		c.meant(f, name, namesOf(cmd.m.Reads, func(m *model.Read) string { return m.Name }))
	}
	if r != nil && cmd.m.DecideGo && on.Text != name {
		c.errorf(on.Part(len(name), len(on.Text)), diag.DecideConflict, "the event's own id says which of %s it is for", name).
			Suggestf("write on: %s", name)
	}
	return r
}

// participant reads `on`: the state of the aggregate that an event is raised on,
// and for one of several the expression that picks it. Where it isn't ok, inner
// is the scope in which that has no findings again.
func (s scope) participant(on syntax.Scalar, of *read, complete bool) (state model.Node, id *model.Expr, inner scope, ok bool) {
	if !complete && s.speaksOfBroken(on.Text) {
		return nil, nil, s, false
	}
	state, id, key, findings := expr.Participant(on, s.named("on"))
	s.report(findings, on)
	switch {
	case len(findings) > 0:
		there := &model.Expr{Node: &model.IsPresent{X: of.v}}
		return nil, nil, s.given(there), false
	case id != nil && !s.isIDOf(key, id.Node, id.Type()):
		return nil, nil, s, false
	}
	return state, id, s, true
}
