package resolve

import (
	"maps"
	"slices"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// process is a process on its way into the model.
type process struct {
	context   *context
	m         *model.Process
	s         *syntax.Process
	reactions []*reaction
	// timeouts are where those that are set are set first.
	timeouts map[string]syntax.Scalar
	key      *model.Var
	// keyless says that the key of an event is wrong: what has no source may have
	// been meant to come from there.
	keyless bool
}

// reaction is an entry of a process's `whenever` on its way into the model.
type reaction struct {
	s       *syntax.Reaction
	trigger *trigger // nil of a timeout, and where it is wrong
	timeout string
	keys    *model.Expr // as written; nil where it is wrong
}

func (c *context) declareProcess(s *syntax.Process) {
	if !c.declareName(s.Name, "a process") {
		return
	}
	p := &process{context: c, s: s, timeouts: map[string]syntax.Scalar{}, m: &model.Process{
		Context: c.m, Name: s.Name.Text, GoName: s.Name.Text, Doc: s.Doc.Text, Wire: c.m.Name + "." + firstName(s.Name, s.Was),
		Beginning: s.Since.Text == "beginning", Pos: at(s.Name.Span),
	}}
	if c.takeFiles(s.Name, p.what()) {
		c.take("new"+p.m.GoName, s.Name, p.what())
	}
	c.take(p.m.GoName, s.Name, p.what()+" (its state)")
	c.processes = append(c.processes, p)
	c.m.Processes = append(c.m.Processes, p.m)
}

func (p *process) what() string { return "the process " + p.m.Name }
func (p *process) rule() string { return p.context.m.Name + "." + p.m.Name }

func (p *process) findTriggers() {
	c := p.context
	p.findTimeouts()
	seen := map[*event]syntax.Scalar{}
	for _, s := range p.s.Whenever {
		r := &reaction{s: s}
		if isTimeout(s.Event) {
			r.timeout = strings.TrimPrefix(s.Event.Text, "timeout.")
			p.reactions = append(p.reactions, r)
			continue
		}
		p.reactions = append(p.reactions, r)
		found := c.triggersOf([]syntax.Scalar{s.Event}, usesOf(s.Uses, s.Keys))
		if len(found) == 0 {
			continue
		}
		r.trigger = found[0]
		if first, twice := seen[r.trigger.event]; twice {
			c.errorf(s.Event.Span, diag.DuplicateName, "%s stands here twice", s.Event.Text).Relate(first.Span, "the first is here")
			r.trigger = nil
			continue
		}
		seen[r.trigger.event] = s.Event
	}
}

func (p *process) findTimeouts() {
	for _, s := range p.s.Whenever {
		for _, t := range s.Timeouts {
			if _, known := p.timeouts[t.Name.Text]; known || !t.Name.Present() || !p.context.snake(t.Name, "a timeout") {
				continue
			}
			p.timeouts[t.Name.Text] = t.Name
			p.m.Timeouts = append(p.m.Timeouts, t.Name.Text)
		}
	}
}

func (c *context) resolveProcesses() {
	for _, p := range c.processes {
		p.resolve()
	}
}

func (p *process) resolve() {
	if len(p.reactions)*len(p.s.Let) > maxRepeated {
		p.context.errorf(p.s.Name.Span, diag.BadValue, "%s has too many names under `let` for too many events", p.what()).Suggestf("split it")
		return
	}
	p.resolveKeys()
	p.key = &model.Var{Scope: model.ScopeKey, Name: "key", T: p.m.KeyType}
	for _, r := range p.reactions {
		if r.keys != nil {
			p.key.From = append(p.key.From, r.keys.Node)
		}
	}
	for i, r := range p.reactions {
		if r.trigger == nil && r.timeout == "" {
			p.cancel(r, &model.Reaction{})
			p.context.checkSends(r.s.Sends)
			continue
		}
		p.context.once(i > 0, func() { p.m.Reactions = append(p.m.Reactions, p.reaction(r)) })
	}
	p.inheritSensitivity()
	p.checkStarts()
	p.checkTimeouts()
}

func (p *process) state() *model.Var {
	return expr.Record(model.ScopeState, "state", "the state of "+p.m.Name, p.m.State)
}

// reaction is what one event or timeout leads to.
func (p *process) reaction(r *reaction) *model.Reaction {
	m := &model.Reaction{Doc: r.s.Doc.Text, Starts: isTrue(r.s.Starts), Pos: at(r.s.Event.Span)}
	s := p.context.scopeOf(p.rule(), p.state(), p.key, expr.Meta)
	s.beyond = beyondReactions("the time of the event is meta.time")
	delete(s.beyond, "state")
	var origins []origin
	if name := p.keyName(); name != "" {
		origins = append(origins, origin{root: p.key, name: name})
	}
	origins = append(origins, origin{root: p.state()})
	if r.trigger != nil {
		event := r.trigger.record()
		m.Trigger, m.Keys = r.trigger.model(), p.keysOf(r)
		s = s.with(event)
		s.unused = r.trigger.unused()
		origins = append([]origin{{root: event}}, origins...)
	} else {
		m.Trigger.Timeout = r.timeout
		s = s.with(expr.Now)
		s.beyond["event"] = "a timeout has no event: keep what is needed of earlier ones in the state"
		p.checkTimeoutReaction(r)
	}
	p.lead(s, r, m, origins)
	return m
}

// lead reads what follows in an instance.
func (p *process) lead(s scope, r *reaction, m *model.Reaction, origins []origin) {
	before := p.context.findings.Len()
	common := s.without("`let` of a process is for all it reacts to: say it under one of its reactions", func(v *model.Var) bool {
		return v.Scope == model.ScopeEvent || v.Scope == model.ScopeNow
	}).lets(p.s.Let, &m.Lets)
	s = s.with(common.env.Vars[len(common.env.Vars)-len(m.Lets):]...).lets(r.s.Let, &m.Lets)
	m.Sets = s.sets(r.s.Sets, p.m.State)
	p.setTimeouts(s, r, m)
	p.cancel(r, m)
	sender := &sending{origins: origins, ids: map[string]syntax.Scalar{}, partly: p.keyless}
	m.Sends = sender.sends(s, r.s.Sends)
	m.Ends = s.condition(r.s.Ends, "ends")
	if !slices.ContainsFunc([]string{"starts", "sets", "timeout", "cancels", "sends", "ends"}, func(key string) bool { return hasKey(r.s.Keys, key) }) &&
		p.context.findings.Len() == before {
		p.context.errorf(r.s.Event.Span, diag.MissingKey, "nothing follows from %s", r.s.Event.Text).
			Suggestf("say what it `sets`, `sends`, `cancels` or `ends`, or leave it out")
	}
}

// setTimeouts reads the timeouts that a reaction sets.
func (p *process) setTimeouts(s scope, r *reaction, m *model.Reaction) {
	seen := map[string]syntax.Scalar{}
	for _, x := range r.s.Timeouts {
		if !x.Name.Present() {
			continue // which is said already
		}
		if first, twice := seen[x.Name.Text]; twice {
			s.errorf(x.Name.Span, diag.DuplicateName, "%s is set already", x.Name.Text).Relate(first.Span, "the first is here")
			continue
		}
		seen[x.Name.Text] = x.Name
		t := &model.Timeout{Name: x.Name.Text, Pos: at(x.Name.Span)}
		if x.After.Present() {
			t.After = s.value(plainValue(x.After), "after", &model.Type{Kind: model.Duration})
			p.checkAfter(x, t.After)
		}
		if x.At.Present() {
			t.At = s.value(plainValue(x.At), "at", &model.Type{Kind: model.Timestamp})
		}
		if t.After != nil || t.At != nil {
			m.Timeouts = append(m.Timeouts, t)
		}
	}
}

// plainValue is a scalar as a value.
func plainValue(s syntax.Scalar) *syntax.Value {
	return &syntax.Value{Kind: syntax.ScalarValue, Span: s.Span, Scalar: s}
}

// cancel finds the timeouts that a reaction cancels.
func (p *process) cancel(r *reaction, m *model.Reaction) {
	seen := map[string]syntax.Scalar{}
	for _, name := range r.s.Cancels {
		if first, twice := seen[name.Text]; twice {
			p.context.errorf(name.Span, diag.DuplicateName, "%s stands here twice", name.Text).Relate(first.Span, "the first is here")
			continue
		}
		seen[name.Text] = name
		if p.knownTimeout(name, name.Span, name.Text) {
			m.Cancels = append(m.Cancels, name.Text)
		}
	}
}

func (p *process) knownTimeout(name syntax.Scalar, span diag.Span, text string) bool {
	if _, known := p.timeouts[text]; known || !name.Present() {
		return known
	}
	if !p.context.broken[text] {
		f := p.context.errorf(span, diag.UnknownTimeout, "%s sets no timeout %s", p.m.Name, diag.Quote(text))
		p.context.meant(f, text, maps.Keys(p.timeouts))
	}
	return false
}
