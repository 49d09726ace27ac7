package resolve

import (
	"iter"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// resolveEmits reads the events that a command raises, or that its decision in
// Go may raise.
func (cmd *command) resolveEmits(s scope) {
	seen := map[string]syntax.Scalar{}
	for _, x := range cmd.s.Emits {
		e, on := cmd.eventOf(x)
		if e == nil {
			continue
		}
		if cmd.m.DecideGo {
			what := x.Event.Text + " " + x.On.Text
			if first, twice := seen[what]; twice {
				s.errorf(x.Event.Span, diag.DuplicateName, "%s stands here twice", x.Event.Text).Relate(first.Span, "the first is here")
				continue
			}
			seen[what] = x.Event
			cmd.refuseFilling(x)
			m := &model.Emit{Event: e.m, Pos: at(x.Event.Span)}
			if on != nil {
				m.On = on.m
			}
			cmd.m.Emits = append(cmd.m.Emits, m)
			continue
		}
		if cmd.says("decide") {
			continue // how isn't known
		}
		if m := cmd.resolveEmit(s, x, e, on); m != nil {
			cmd.m.Emits = append(cmd.m.Emits, m)
		}
	}
}

// eventOf finds the event of an entry, and what it is raised on if that isn't
// the command's own aggregate.
func (cmd *command) eventOf(x *syntax.Emit) (e *event, on *read) {
	of := cmd.aggregate
	if x.On.Present() {
		if on = cmd.readNamed(x.On); on == nil {
			return nil, nil
		}
		of = on.of
	}
	return cmd.eventNamed(x.Event, of, cmd.raisedHow), on
}

// eventNamed finds an event of an aggregate that may be raised. For one of another
// aggregate, instead says what to do.
func (cmd *command) eventNamed(name syntax.Scalar, of *aggregate, instead func(*event) string) *event {
	c := cmd.context
	if !name.Present() {
		return nil
	}
	switch e := c.byEvent[name.Text]; {
	case e != nil && e.aggregate == of && e.m.Retired:
		c.errorf(name.Span, diag.KeyConflict, "%s is retired: it isn't raised any more", name.Text).
			Suggestf("raise another event, or take `retired` away").Relate(e.s.Retired.Span, "retired")
	case e != nil && e.aggregate == of:
		return e
	case e != nil && e.aggregate != nil:
		c.errorf(name.Span, diag.UnknownEvent, "%s has no event named %s", of.m.Name, diag.Quote(name.Text)).
			Suggestf("%s", instead(e))
	case !c.broken[name.Text]:
		f := c.errorf(name.Span, diag.UnknownEvent, "%s has no event named %s", of.m.Name, diag.Quote(name.Text))
		c.meant(f, name.Text, eventNames(of.events))
	}
	return nil
}

// raisedHow says how an event that stands at the wrong place would be raised.
func (cmd *command) raisedHow(e *event) string {
	if e.aggregate == cmd.aggregate {
		return "it is an event of the command's own aggregate: leave `on` out"
	}
	whose := "it is an event of " + e.aggregate.m.Name + ": "
	for _, m := range cmd.m.Reads {
		switch {
		case m.Aggregate != e.aggregate.m:
		case m.IDs != nil && !cmd.m.DecideGo:
			return whose + "say on which, as in on: " + m.Name + "[id]"
		default:
			return whose + "write on: " + m.Name
		}
	}
	return whose + "have the command read one under `reads`, and say `on` which the event is raised"
}

// refuseFilling refuses what fills an event that hand-written Go fills.
func (cmd *command) refuseFilling(x *syntax.Emit) {
	for _, part := range []struct {
		key  string
		span diag.Span
	}{
		{"with", assignSpan(x.With)}, {"when", x.When.Span}, {"for_each", x.ForEach.Span}, {"from_state", firstSpan(x.FromState)},
	} {
		if part.span.Start.Line > 0 {
			cmd.context.errorf(part.span, diag.DecideConflict, "`%s` doesn't go with `decide: go`: the decision in Go raises %s", part.key, x.Event.Text).
				Suggestf("leave it out, or decide in the schema").Relate(cmd.s.Decide.Span, "decide")
		}
	}
}

func assignSpan(assigns []*syntax.Assign) diag.Span {
	if len(assigns) == 0 {
		return diag.Span{}
	}
	return assigns[0].Target.Span
}

func firstSpan(scalars []syntax.Scalar) diag.Span {
	if len(scalars) == 0 {
		return diag.Span{}
	}
	return scalars[0].Span
}

// resolveEmit reads one entry of `emits` and finds a source for each field.
func (cmd *command) resolveEmit(s scope, x *syntax.Emit, e *event, on *read) *model.Emit {
	m := &model.Emit{Event: e.m, Pos: at(x.Event.Span)}
	complete := true
	s.rule += "." + e.m.Name
	if x.ForEach.Present() {
		m.ForEach, m.As, s, complete = s.goThrough(x.ForEach, x.As)
	}
	if x.When.Present() && complete {
		m.When = s.condition(x.When, "when")
		complete = m.When != nil
		s = s.holding(m.When)
	}
	var state model.Node = cmd.aggregate.state(model.ScopeState, "state")
	found := true
	if on != nil {
		m.On = on.m
		state, m.OnID, s, found = s.participant(x.On, on, complete)
	}
	p := &provenance{cmd: cmd, scope: s, x: x, event: e, state: state, lenient: !complete}
	fields, filled := p.resolve()
	m.Fields = fields
	if !complete || !found || !filled {
		return nil
	}
	return m
}

// goThrough reads what an entry is repeated over, and gives the scope with the
// element's name in it.
func (s scope) goThrough(forEach, as syntax.Scalar) (list *model.Expr, elem *model.Var, inner scope, ok bool) {
	named := as.Present() && s.scopeName(as, "an element")
	list = s.check(forEach, "for_each", nil)
	switch {
	case list == nil || !named:
	case list.Type().Kind == model.Optional && list.Type().Elem.Kind == model.List:
		text := forEach.Text
		s.errorf(forEach.Part(0, len(text)), diag.ExprAbsent, "%s is optional and may be absent here", text).
			Suggestf("write has(%s) ? %s : []", text, text)
	case list.Type().Kind != model.List:
		s.errorf(forEach.Span, diag.ExprType, "`for_each` goes through a list, and this is %s", typeText(list.Type()))
	case !isValue(list.Type().Elem):
		s.errorf(forEach.Span, diag.ExprType, "`for_each` goes through values, and these are none").Suggestf("go through their ids")
	case inScope(s, as.Text):
		s.errorf(as.Span, diag.DuplicateName, "%s is in scope here already", as.Text).Suggestf("choose another name")
	default:
		elem = &model.Var{Scope: model.ScopeLocal, Name: as.Text, T: list.Type().Elem, From: []model.Node{list.Node}}
		s.env = s.env.WithElement(elem, list)
		return list, elem, s, true
	}
	s.breaks(as)
	return nil, nil, s, false
}

func inScope(s scope, name string) bool {
	for _, v := range s.env.Vars {
		if v.Name == name {
			return true
		}
	}
	return false
}

func eventNames(events []*event) iter.Seq[string] {
	return namesOf(events, func(e *event) string { return e.m.Name })
}
