package syntax

import (
	"maps"

	"gopkg.in/yaml.v3"
)

// stepKeys are those that every scenario and step may have.
func stepKeys() keys[Step] {
	return keys[Step]{
		"name":  text(func(s *Step) *Scalar { return &s.Name }),
		"now":   text(func(s *Step) *Scalar { return &s.Now }),
		"meta":  pairs(func(s *Step) *[]Pair { return &s.Meta }),
		"given": readGivenKey,
		"ids":   texts(func(s *Step) *[]Scalar { return &s.IDs }),
	}
}

// aggregateKeys are for examples of commands.
var aggregateKeys = keys[Step]{
	"when":     part(func(s *Step) **Message { return &s.When }, readMessageOf),
	"then":     messages(func(s *Step) (*bool, *[]*Message) { return &s.HasThen, &s.Then }),
	"rejected": text(func(s *Step) *Scalar { return &s.Rejected }),
	"invalid":  texts(func(s *Step) *[]Scalar { return &s.Invalid }),
	"state":    mappingValue(func(s *Step) **Value { return &s.State }),
	"asks":     valuePairs(func(s *Step) *[]ValuePair { return &s.Asks }),
	"repeat":   flag(func(s *Step) *Scalar { return &s.Repeat }),
}

// readModelKeys are for examples of rows.
var readModelKeys = keys[Step]{
	"rows":  listValue(func(s *Step) **Value { return &s.Rows }),
	"query": part(func(s *Step) **Message { return &s.Query }, readMessageOf),
	"count": number(func(s *Step) *Scalar { return &s.Count }, 0),

	"rejected": text(func(s *Step) *Scalar { return &s.Rejected }),
}

// reactionKeys are for examples of policies and processes.
var reactionKeys = keys[Step]{
	"when":   part(func(s *Step) **Message { return &s.When }, readMessageOf),
	"passes": text(func(s *Step) *Scalar { return &s.Passes }),
	"sends":  messages(func(s *Step) (*bool, *[]*Message) { return &s.HasSends, &s.Sends }),
	"state":  mappingValue(func(s *Step) **Value { return &s.State }),
	"ended":  flag(func(s *Step) *Scalar { return &s.Ended }),
	"key":    text(func(s *Step) *Scalar { return &s.Key }),
}

// scenarioForms reads the scenarios of one kind of thing: a scenario has the
// keys of a step, a name, and may have steps instead.
type scenarioForms struct {
	scenario *form[Scenario]
	step     *form[Step]
}

var (
	aggregateScenarios = newScenarioForms("a scenario of an aggregate", aggregateKeys, map[string]string{
		"rows": "rows are expected under `scenarios` of a read model", "query": "queries are asked under `scenarios` of a read model",
		"count": "rows are counted under `scenarios` of a read model", "sends": "what a command comes to stands under `then`",
		"passes": "say under `now` when the command is sent", "ended": "instances end under `scenarios` of a process",
		"key": "name the aggregate by its id, in the command",
	})
	readModelScenarios = newScenarioForms("a scenario of a read model", readModelKeys, map[string]string{
		"when": "say under `given` what has happened", "passes": "say under `now` when a query is asked", "then": "say under `rows` which rows there are",
		"sends": "say under `rows` which rows there are", "state": "say under `rows` which rows there are", "key": "name the key in the row",
	})
	reactionScenarios = newScenarioForms("a scenario of a policy or process", reactionKeys, map[string]string{
		"then": "say under `sends` which commands are sent", "rejected": "commands are refused under `scenarios` of their aggregate",
		"invalid": "commands are looked at under `scenarios` of their aggregate", "rows": "rows are expected under `scenarios` of a read model",
		"query": "queries are asked under `scenarios` of a read model",
	})
)

func newScenarioForms(name string, own keys[Step], others map[string]string) *scenarioForms {
	table := stepKeys()
	maps.Copy(table, own)
	forms := &scenarioForms{step: newForm("a step", table)}
	forms.step.others, forms.step.left = others, func(s *Step) { s.Partly = true }
	outer := keys[Scenario]{
		"name":  text(func(s *Scenario) *Scalar { return &s.Name }),
		"steps": list(func(s *Scenario) *[]*Step { return &s.Steps }, forms.readStep),
	}
	for key, read := range table {
		if key != "name" {
			outer[key] = func(r *reader, s *Scenario, e entry) { read(r, &s.Step, e) }
		}
	}
	forms.scenario = newForm(name, outer, "name")
	forms.scenario.others, forms.scenario.left = others, func(s *Scenario) { s.Step.Partly = true }
	return forms
}

func (f *scenarioForms) read(r *reader, n *yaml.Node) *Scenario {
	s := &Scenario{Span: r.point(n)}
	s.Step.Keys = f.scenario.read(r, n, s, s.Span)
	s.Step.Span = s.Span
	if s.Name.Present() {
		s.Step.Span = s.Name.Span
	}
	return s
}

func (f *scenarioForms) readStep(r *reader, n *yaml.Node) *Step {
	s := &Step{Span: r.point(n)}
	s.Keys = f.step.read(r, n, s, s.Span)
	return s
}

func readGivenKey(r *reader, s *Step, e entry) {
	if e.value.Kind != yaml.SequenceNode {
		r.wrongShape("`given`", e.value, "a list of events and fixtures")
		return
	}
	s.HasGiven = true
	s.Given = readList(r, e.value, readGiven)
}

func readFixture(r *reader, e entry) *Fixture {
	f := &Fixture{Name: e.key}
	if e.value.Kind != yaml.SequenceNode {
		r.wrongShape(keyName(e.key), e.value, "a list of events and fixtures")
		return f
	}
	f.Events = readList(r, e.value, readGiven)
	return f
}

var givenForm = newForm("an entry of `given`", keys[Given]{
	"at":   text(func(g *Given) *Scalar { return &g.At }),
	"meta": pairs(func(g *Given) *[]Pair { return &g.Meta }),
})

// readGiven reads the name of a fixture, or an event with when and by whom it
// was raised.
func readGiven(r *reader, n *yaml.Node) *Given {
	g := &Given{Span: r.where(n)}
	if n.Kind == yaml.ScalarNode && !empty(n) {
		g.Fixture = r.scalar(n)
		return g
	}
	if n.Kind != yaml.MappingNode {
		r.wrongShape("an entry of `given`", n, "a fixture's name or an event: `{Name: {…}}`")
		return nil
	}
	message := r.message("an entry of `given`", n, func(e entry) bool {
		read, ok := givenForm.keys[e.key.Text]
		if ok {
			read(r, g, e)
		}
		return ok
	})
	if message == nil {
		return nil
	}
	g.Event, g.Value = message.Name, message.Value
	return g
}

// messages is a key that takes a list of messages; it also tells an empty list
// from none.
func messages(at func(*Step) (*bool, *[]*Message)) key[Step] {
	return func(r *reader, s *Step, e entry) {
		if e.value.Kind != yaml.SequenceNode {
			r.wrongShape(keyName(e.key), e.value, "a list of messages: `[{Name: {…}}]`, or `[]` for none")
			return
		}
		has, list := at(s)
		*has = true
		*list = readList(r, e.value, func(r *reader, n *yaml.Node) *Message {
			return r.message("an entry of "+keyName(e.key), n, nil)
		})
	}
}

func readMessageOf(r *reader, e entry) *Message { return r.message(keyName(e.key), e.value, nil) }
