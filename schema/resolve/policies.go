package resolve

import (
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// policy is a policy on its way into the model.
type policy struct {
	context  *context
	m        *model.Policy
	s        *syntax.Policy
	triggers []*trigger
}

func (c *context) declarePolicy(s *syntax.Policy) {
	if !c.declareName(s.Name, "a policy") {
		return
	}
	p := &policy{context: c, s: s, m: &model.Policy{
		Context: c.m, Name: s.Name.Text, GoName: s.Name.Text, Doc: s.Doc.Text, Wire: c.m.Name + "." + firstName(s.Name, s.Was),
		Beginning: s.Since.Text == "beginning", DoGo: s.Do.Text == "go", Pos: at(s.Name.Span),
	}}
	c.takeFiles(s.Name, "the policy "+p.m.Name)
	if p.m.DoGo {
		c.take(p.m.GoName+"Command", s.Name, "the policy "+p.m.Name+" (the commands its effect may return)")
	}
	c.policies = append(c.policies, p)
	c.m.Policies = append(c.m.Policies, p.m)
}

// findTriggers finds the events that policies, processes and read models are
// about, and gives those of other contexts types of this one.
func (c *context) findTriggers() {
	for _, p := range c.policies {
		if p.s.Every == nil {
			p.triggers = c.triggersOf(p.s.Whenever, usesOf(p.s.Uses, p.s.Keys))
		}
	}
	for _, p := range c.processes {
		p.findTriggers()
	}
	for _, m := range c.readModels {
		m.findTriggers()
	}
	c.fillViews()
}

func (c *context) resolvePolicies() {
	for _, p := range c.policies {
		p.resolve()
	}
}

func (p *policy) resolve() {
	p.checkKeys()
	if p.s.Every != nil {
		if m := p.schedule(); m != nil {
			p.m.Reactions = append(p.m.Reactions, m)
		}
		return
	}
	if len(p.triggers) == 0 {
		p.context.checkSends(p.s.Sends)
	}
	if len(p.triggers)*(len(p.s.Sends)+len(p.s.Let)) > maxRepeated {
		p.context.errorf(p.s.Name.Span, diag.BadValue, "the policy %s sends too much for too many events", p.m.Name).Suggestf("split it")
		return
	}
	for i, t := range p.triggers {
		p.context.once(i > 0, func() { p.m.Reactions = append(p.m.Reactions, p.reaction(t)) })
	}
}

// rule begins the names of the policy's expressions in faults.
func (p *policy) rule() string { return p.context.m.Name + "." + p.m.Name }

// reaction is what one event leads to.
func (p *policy) reaction(t *trigger) *model.Reaction {
	m := &model.Reaction{Trigger: t.model(), Doc: p.m.Doc, Pos: at(t.name.Span)}
	event := t.record()
	s := p.context.scopeOf(p.rule(), event, expr.Meta)
	s.unused = t.unused()
	s.beyond = beyondReactions("the time of the event is meta.time")
	p.send(s, m, []origin{{root: event}})
	return m
}

// beyondReactions are names that one might expect where something is reacted to.
func beyondReactions(now string) map[string]string {
	return map[string]string{
		"now": now, "rejection": "only the `sends` under `on_rejected` know it",
		"cmd": "what happened is `event`", "state": "a policy has no state: a process has", "exists": "that is for commands",
	}
}

// send reads the names and commands of a reaction.
func (p *policy) send(s scope, m *model.Reaction, origins []origin) {
	s = s.lets(p.s.Let, &m.Lets)
	r := &sending{origins: origins, ids: map[string]syntax.Scalar{}}
	if p.m.DoGo {
		m.Sends = r.returned(s, p.s)
		return
	}
	m.Sends = r.sends(s, p.s.Sends)
}

// checkKeys looks at which keys stand together.
func (p *policy) checkKeys() {
	c, s := p.context, p.s
	if !s.Do.Present() && !hasKey(s.Keys, "do") && len(s.Sends) == 0 {
		c.errorf(s.Name.Span, diag.MissingKey, "the policy %s does nothing", p.m.Name).Suggestf("say what it `sends`, or write `do: go`")
	}
	if p.m.DoGo && len(s.Let) > 0 {
		c.errorf(s.Let[0].Target.Span, diag.KeyConflict, "`let` doesn't go with `do: go`: there are no expressions that could use it").
			Suggestf("leave it out").Relate(s.Do.Span, "do")
	}
	if s.Every == nil {
		return
	}
	for _, key := range s.Keys {
		switch key.Text {
		case "uses":
			c.errorf(key.Span, diag.KeyConflict, "`uses` is for events, and this policy acts by itself").Suggestf("leave it out")
		case "since":
			c.errorf(key.Span, diag.KeyConflict, "`since` is for events, and this policy acts by itself").Suggestf("leave it out")
		}
	}
}

// returned reads the commands that a hand-written effect may return.
func (r *sending) returned(s scope, p *syntax.Policy) []*model.Send {
	var all []*model.Send
	seen := map[*command]syntax.Scalar{}
	for _, x := range p.Sends {
		cmd := s.sent(x.Command)
		if cmd == nil {
			continue
		}
		if first, twice := seen[cmd]; twice {
			s.errorf(x.Command.Span, diag.DuplicateName, "%s stands here twice", x.Command.Text).Relate(first.Span, "the first is here")
			continue
		}
		seen[cmd] = x.Command
		m := &model.Send{Command: cmd.m, Pos: at(x.Command.Span)}
		for _, part := range []struct {
			key  string
			span diag.Span
		}{
			{"with", assignSpan(x.With)}, {"when", x.When.Span}, {"for_each", x.ForEach.Span}, {"id", x.ID.Span},
		} {
			if part.span.Start.Line > 0 {
				s.errorf(part.span, diag.KeyConflict, "`%s` doesn't go with `do: go`: the effect in Go returns %s as it is", part.key, cmd.m.Name).
					Suggestf("leave it out, or send it by the schema").Relate(p.Do.Span, "do")
			}
		}
		named := &syntax.Send{Command: x.Command}
		if r.identify(s, named, m) && r.handle(s, x, m) {
			all = append(all, m)
		}
	}
	return all
}

// isTimeout says that a reaction is to a timeout, as in `timeout.payment_due`.
func isTimeout(name syntax.Scalar) bool { return strings.HasPrefix(name.Text, "timeout.") }
