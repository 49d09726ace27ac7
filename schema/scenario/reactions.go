package scenario

import (
	"slices"
	"strings"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// reactions checks the examples of one policy or process.
type reactions struct {
	reader
	all []*model.Reaction
	// process is nil for a policy.
	process  *model.Process
	sent     map[string]bool // commands as written
	timeouts map[string]bool // as written
	// halfSent says that a command which the schema sends was found wrong: it may
	// be what an example means.
	halfSent bool
}

// CheckPolicy fills the policy's Fixtures and Scenarios. A scenario with a mistake
// is left out.
func CheckPolicy(in Reader, m *model.Policy, s *syntax.Policy) []diag.Finding {
	c := &reactions{reader: newReader(in, m.Name), all: m.Reactions, sent: map[string]bool{}, timeouts: map[string]bool{}}
	for _, name := range s.Whenever {
		c.reactsTo(name)
	}
	c.writtenSends(s.Sends)
	for _, r := range m.Reactions {
		c.sees(r.Trigger, s.Uses)
		c.asks(r.Sends)
	}
	c.findHalfSent()
	c.halfKnown = c.partly
	c.collectFixtures(s.Fixtures, in.Shared)
	m.Fixtures = c.checkFixtures(s.Fixtures)
	m.Scenarios = c.scenarios(s.Scenarios)
	return c.found.Findings()
}

// CheckProcess fills the process's Fixtures and Scenarios. A scenario with a
// mistake is left out.
func CheckProcess(in Reader, m *model.Process, s *syntax.Process) []diag.Finding {
	c := &reactions{reader: newReader(in, m.Name), all: m.Reactions, process: m, sent: map[string]bool{}, timeouts: map[string]bool{}}
	uses := map[string][]syntax.Scalar{}
	for _, r := range s.Whenever {
		if name, ok := strings.CutPrefix(r.Event.Text, timeoutPrefix); ok {
			c.timeouts[name] = true
		} else {
			c.reactsTo(r.Event)
			uses[r.Event.Text] = r.Uses
		}
		c.writtenSends(r.Sends)
	}
	for _, r := range m.Reactions {
		if r.Trigger.View != nil {
			c.sees(r.Trigger, uses[r.Trigger.View.Event.WireType])
		} else {
			c.sees(r.Trigger, nil)
		}
		c.asks(r.Sends)
	}
	c.findHalfSent()
	c.halfKnown = c.partly
	c.collectFixtures(s.Fixtures, in.Shared)
	m.Fixtures = c.checkFixtures(s.Fixtures)
	m.Scenarios = c.scenarios(s.Scenarios)
	return c.found.Findings()
}

// timeoutPrefix begins the name of a timeout where an event may stand.
const timeoutPrefix = "timeout."

func (c *reactions) writtenSends(sends []*syntax.Send) {
	for _, x := range sends {
		c.sent[x.Command.Text] = true
		if x.OnRejected != nil {
			c.writtenSends(x.OnRejected.Sends)
		}
	}
}

// asks takes what the queries see that sends go through.
func (c *reactions) asks(sends []*model.Send) {
	for _, x := range sends {
		if x.Query != nil {
			c.alsoSees(x.Query.ReadModel)
		}
		c.asks(x.Then)
	}
}

func (c *reactions) scenarios(scenarios []*syntax.Scenario) (right []*model.ReactionScenario) {
	for _, s := range scenarios {
		c.name(s)
		if checked := c.scenario(s); checked != nil {
			right = append(right, checked)
		}
	}
	return right
}

// scenario checks one example; nil if it has a mistake.
func (c *reactions) scenario(s *syntax.Scenario) *model.ReactionScenario {
	before := c.found.Len()
	c.silent = false
	out := &model.ReactionScenario{
		Name: s.Name.Text, Now: c.instant(s.Step.Now), Meta: c.meta(s.Step.Meta), IDs: texts(s.Step.IDs), Pos: pos(s.Name.Span),
	}
	c.outer(s)
	given := c.given(s.Step.Given)
	for i, step := range stepsOf(s) {
		checked := c.step(step, len(s.Steps) > 0)
		if i == 0 {
			checked.Given = append(given[:len(given):len(given)], checked.Given...)
		}
		out.Steps = append(out.Steps, checked)
	}
	if c.silent || c.found.Len() > before {
		return nil
	}
	return out
}

// step checks what happens and what comes of it. Own says that it is an entry of
// `steps`, with its own beginning.
func (c *reactions) step(s *syntax.Step, own bool) *model.ReactionStep {
	step := &model.ReactionStep{HasSends: s.HasSends, Pos: pos(s.Span)}
	if own {
		step.Given = c.given(s.Given)
		step.IDs = texts(s.IDs)
		if s.Now.Present() {
			now := c.instant(s.Now)
			step.Now = &now
		}
		if s.Meta != nil {
			meta := c.meta(s.Meta)
			step.Meta = &meta
		}
	}
	c.shape(s)
	if s.When != nil {
		c.when(s.When, step)
	}
	if s.Passes.Present() {
		c.passes(s.Passes, step)
	}
	known := s.When == nil || step.When != nil || step.Timeout != ""
	for _, m := range s.Sends {
		if !known {
			break // what it could lead to can't be told
		}
		if sent := c.sends(m, step); sent != nil {
			step.Sends = append(step.Sends, sent)
		}
	}
	c.instance(s, step)
	return step
}

// shape looks at which keys stand together.
func (c *reactions) shape(s *syntax.Step) {
	happens := s.When != nil || s.Passes.Present()
	expects := s.HasSends || s.State != nil || s.Ended.Present()
	if misreadKeys(s, map[string]bool{
		"when": s.When != nil, "passes": s.Passes.Present(), "sends": s.HasSends, "state": s.State != nil, "ended": s.Ended.Present(), "key": s.Key.Present(),
	}) {
		c.silent = true
		return
	}
	switch {
	case s.When != nil && s.Passes.Present() && (c.process != nil || c.scheduled()): // else time says nothing here
		c.found.Errorf(s.Passes.Span, diag.ScenarioShape, "either something happens or time passes").Suggestf("make `passes` a step of its own")
	case !expects:
		c.found.Errorf(s.Span, diag.ScenarioShape, "nothing is expected here").Suggestf("add `sends`%s", c.orState())
	case s.HasSends && !happens:
		c.found.Errorf(s.Span, diag.ScenarioShape, "commands are expected, and nothing happens").Suggestf("add `when`%s", c.orPasses())
	}
}

func (c *reactions) orState() string {
	if c.process == nil {
		return ""
	}
	return ", `state` or `ended`"
}

func (c *reactions) orPasses() string {
	if c.process == nil {
		return ""
	}
	return " or `passes`"
}

// when reads the event that happens, or the timeout that is reached.
func (c *reactions) when(m *syntax.Message, step *model.ReactionStep) {
	name, ok := strings.CutPrefix(m.Name.Text, timeoutPrefix)
	if !ok {
		step.When = c.happening(m)
		return
	}
	at := m.Name.Part(len(timeoutPrefix), len(m.Name.Text))
	switch {
	case c.process == nil:
		c.found.Errorf(m.Name.Span, diag.UnknownTimeout, "%s is a policy, which has no timeouts", c.of).Suggestf("write the event that happens")
	case slices.Contains(c.process.Timeouts, name):
		step.Timeout = name
	case c.timeouts[name]:
		c.silent = true
	default:
		c.found.Errorf(at, diag.UnknownTimeout, "%s sets no timeout %s", c.of, diag.Quote(name)).DidYouMean(name, c.process.Timeouts)
	}
	if m.Value != nil && len(m.Value.Pairs) > 0 {
		c.found.Errorf(m.Value.Pairs[0].Key.Span, diag.UnknownField, "a timeout has no fields").Suggestf("write {%s: {}}", m.Name.Text)
	}
}

// passes reads how much time goes by.
func (c *reactions) passes(s syntax.Scalar, step *model.ReactionStep) {
	d, err := time.ParseDuration(s.Text)
	switch scheduled := c.scheduled(); {
	case c.process == nil && !scheduled:
		c.found.Errorf(s.Span, diag.ScenarioShape, "nothing comes of time that passes: %s reacts to events only", c.of).
			Suggestf("leave it out, and write the event under `when`")
	case err != nil || d <= 0:
		c.found.Errorf(s.Span, diag.ScenarioValue, "`passes` takes a duration above 0, not %s", diag.Quote(s.Text)).Suggestf("write it as in 90s, 15m or 24h")
	default:
		step.Passes = d
	}
}

// scheduled says that something acts by itself.
func (c *reactions) scheduled() bool {
	return len(c.all) == 0 && len(c.written) == 0 ||
		slices.ContainsFunc(c.all, func(r *model.Reaction) bool { return r.Trigger.Every != nil })
}

// sends reads a command that must be sent.
func (c *reactions) sends(m *syntax.Message, step *model.ReactionStep) *model.SentCommand {
	var command *model.Command
	var names []string
	for _, r := range c.concerned(step) {
		for _, sent := range allSends(r.Sends) {
			if sent.Command.Name == m.Name.Text {
				command = sent.Command
			}
			names = append(names, sent.Command.Name)
		}
	}
	switch {
	case command != nil:
	case c.silent, c.halfSent:
		c.silent = true // found wrong where it is sent
		return nil
	case c.declared.commands[m.Name.Text] == nil:
		c.found.Errorf(m.Name.Span, diag.UnknownCommand, "context %s has no command named %s", c.context.Name, diag.Quote(m.Name.Text)).
			DidYouMean(m.Name.Text, names)
		return nil
	default:
		c.found.Errorf(m.Name.Span, diag.ScenarioOutcome, "%s never sends %s here", c.of, m.Name.Text).DidYouMean(m.Name.Text, names)
		return nil
	}
	value := c.partial(m.Name, m.Value, command.Fields, "the command "+command.Name)
	return &model.SentCommand{Command: command, Value: value, Pos: pos(m.Name.Span)}
}

// concerned are the reactions that may send something in a step.
func (c *reactions) concerned(step *model.ReactionStep) []*model.Reaction {
	var some []*model.Reaction
	for _, r := range c.all {
		t := r.Trigger
		var of bool
		switch {
		case step.When != nil && step.When.View != nil:
			of = t.View == step.When.View
		case step.When != nil:
			of = t.Event == step.When.Event
		case step.Timeout != "":
			of = t.Timeout == step.Timeout
		default:
			of = t.Timeout != "" || t.Every != nil
		}
		if of {
			some = append(some, r)
		}
	}
	return some
}

// findHalfSent looks for commands as written that the model doesn't have.
func (c *reactions) findHalfSent() {
	known := map[string]bool{}
	for _, r := range c.all {
		for _, s := range allSends(r.Sends) {
			known[s.Command.Name] = true
		}
	}
	for name := range c.sent {
		c.halfSent = c.halfSent || !known[strings.TrimPrefix(name, c.context.Name+".")]
	}
}

// allSends are the commands that may be sent, those after a refusal included.
func allSends(sends []*model.Send) []*model.Send {
	var all []*model.Send
	for _, s := range sends {
		all = append(append(all, s), allSends(s.Then)...)
	}
	return all
}

// instance reads what becomes of an instance of a process.
func (c *reactions) instance(s *syntax.Step, step *model.ReactionStep) {
	if c.process == nil {
		for _, key := range s.Keys {
			switch key.Text {
			case "state", "ended", "key":
				c.found.Errorf(key.Span, diag.ScenarioShape, "%s is a policy, which has no instances", c.of).Suggestf("leave `%s` out", key.Text)
			}
		}
		return
	}
	if s.Key.Present() {
		step.Key = c.key(s.Key)
	}
	if s.State != nil {
		step.State = c.partial(syntax.Scalar{Span: s.State.Span}, s.State, unsettable(c.process.State), "the state of "+c.of)
	}
	if s.Ended.Present() {
		ended := s.Ended.Text == "true"
		step.Ended = &ended
	}
}

// key reads which instance is meant.
func (c *reactions) key(s syntax.Scalar) string {
	v := &syntax.Value{Kind: syntax.ScalarValue, Span: s.Span, Scalar: s}
	l, findings := literal.Check(v, c.process.KeyType, literal.Options{BadValue: diag.ScenarioValue, Unknown: diag.ScenarioValue})
	c.found.Add(findings...)
	if l == nil {
		return ""
	}
	return literal.Text(l)
}

// unsettable are fields of which an enum or a union may be unset: null says so.
func unsettable(fields []*model.Field) []*model.Field {
	all := make([]*model.Field, len(fields))
	for i, f := range fields {
		all[i] = f
		if f.Type != nil && (f.Type.Kind == model.EnumRef || f.Type.Kind == model.UnionRef) {
			unset := *f
			unset.Type = &model.Type{Kind: model.Optional, Elem: f.Type}
			all[i] = &unset
		}
	}
	return all
}

// misreadKeys says that a key was found wrong with the file's form, or isn't known
// there: read tells of
// those that count whether they could be read.
func misreadKeys(s *syntax.Step, read map[string]bool) bool {
	return s.Partly || slices.ContainsFunc(s.Keys, func(key syntax.Scalar) bool {
		ok, counts := read[key.Text]
		return counts && !ok
	})
}
