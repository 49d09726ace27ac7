// Package scenario checks the examples of aggregates, read models, policies and
// processes against the model: values, names and outcomes, so that an example
// can't rot.
package scenario

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// Input is one aggregate and its examples.
type Input struct {
	// Aggregate is resolved but for its Fixtures and Scenarios, which Check
	// fills; so are the other aggregates of its context, whose events a
	// beginning may hold.
	Aggregate *model.Aggregate
	// Syntax is the same aggregate as written. What it declares and the model
	// doesn't have was found wrong before and isn't reported again.
	Syntax *syntax.Aggregate
	// Others are the other aggregates of the context as written.
	Others []*syntax.Aggregate
	// Shared are the fixtures at the top of the context, of all its files.
	Shared []*syntax.Fixture
}

// Check fills the aggregate's Fixtures and Scenarios. A scenario with a
// mistake is left out.
func Check(in Input) []diag.Finding {
	if in.Aggregate.ID == nil {
		return nil // whatever is wrong with it, nothing can be told about its events
	}
	c := &checker{a: in.Aggregate, beginnings: beginnings{
		of: in.Aggregate.Name, context: in.Aggregate.Context, declared: newDeclared(in.Syntax, in.Others),
		aggregates: slices.Concat([]*model.Aggregate{in.Aggregate}, in.Aggregate.Context.Aggregates),
	}}
	c.collectFixtures(in.Syntax.Fixtures, in.Shared)
	c.a.Fixtures = c.checkFixtures(in.Syntax.Fixtures)
	for _, s := range in.Syntax.Scenarios {
		c.name(s)
		if checked := c.scenario(s); checked != nil {
			c.a.Scenarios = append(c.a.Scenarios, checked)
		}
	}
	return c.found.Findings()
}

// checker checks one aggregate's examples.
type checker struct {
	beginnings
	a *model.Aggregate
}

// scenario checks one example; nil if it has a mistake.
func (c *checker) scenario(s *syntax.Scenario) *model.Scenario {
	before := c.found.Len()
	c.silent = false
	out := &model.Scenario{Name: s.Name.Text, Aggregate: c.a, Pos: pos(s.Name.Span)}
	out.Now = c.instant(s.Step.Now)
	out.Meta = c.meta(s.Step.Meta)
	out.IDs = texts(s.Step.IDs)
	if len(s.Steps) == 0 {
		c.oneStep(s, out)
	} else {
		c.steps(s, out)
	}
	if c.silent || c.found.Len() > before {
		return nil
	}
	return out
}

// oneStep is a scenario without `steps`: its own keys are the step.
func (c *checker) oneStep(s *syntax.Scenario, out *model.Scenario) {
	out.Given = c.given(s.Step.Given)
	step := c.expectation(&s.Step, place{s.Step.Span, c.a.ID.ScenarioID()})
	out.Answers = c.answers(s.Step.Asks)
	c.answered(&s.Step, step, out.Answers)
	out.Steps = []*model.Step{step}
}

// steps is a scenario whose own keys hold for all its steps.
func (c *checker) steps(s *syntax.Scenario, out *model.Scenario) {
	for _, key := range s.Step.Keys {
		switch key.Text {
		case "when", "then", "rejected", "invalid", "repeat":
			c.found.Errorf(key.Span, diag.ScenarioShape, "%s stands in the steps of a scenario that has some", key.Text).
				Suggestf("make it a step")
		}
	}
	out.Given = c.given(s.Step.Given)
	out.Answers = c.answers(s.Step.Asks)
	last := c.a.ID.ScenarioID()
	for _, syn := range s.Steps {
		step := c.ownStep(syn, out, last)
		last = step.StateID
		out.Steps = append(out.Steps, step)
	}
	if s.Step.State != nil {
		step := &model.Step{Pos: pos(s.Step.State.Span)}
		c.state(step, s.Step.State, last)
		out.Steps = append(out.Steps, step)
	}
}

// ownStep is an entry of `steps`, which may have every key of a scenario.
func (c *checker) ownStep(s *syntax.Step, of *model.Scenario, last string) *model.Step {
	given := c.given(s.Given)
	step := c.expectation(s, place{s.Span, last})
	step.Given = given
	if s.Now.Present() {
		now := c.instant(s.Now)
		step.Now = &now
	}
	if s.Meta != nil {
		meta := c.meta(s.Meta)
		step.Meta = &meta
	}
	if s.IDs != nil {
		step.IDs = texts(s.IDs)
	}
	answers := of.Answers
	if s.Asks != nil {
		step.Answers = c.answers(s.Asks)
		answers = step.Answers
	}
	c.answered(s, step, answers)
	return step
}
