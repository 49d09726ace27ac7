package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/scenario"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// resolveScenarios checks the examples of a context.
func (c *context) resolveScenarios() {
	var shared []*syntax.Fixture
	for _, f := range c.files {
		shared = append(shared, f.Fixtures...)
	}
	written := make([]*syntax.Aggregate, len(c.aggregates))
	for i, a := range c.aggregates {
		written[i] = a.s
	}
	for _, a := range c.aggregates {
		c.examples(func() []diag.Finding {
			return scenario.Check(scenario.Input{Aggregate: a.m, Syntax: a.s, Others: written, Shared: shared})
		})
	}
	in := scenario.Reader{Context: c.m, Aggregates: written, Shared: shared}
	for _, m := range c.readModels {
		c.examples(func() []diag.Finding { return scenario.CheckReadModel(in, m.m, m.s, m.keyless) })
	}
	for _, p := range c.policies {
		c.examples(func() []diag.Finding { return scenario.CheckPolicy(in, p.m, p.s) })
	}
	for _, p := range c.processes {
		c.examples(func() []diag.Finding { return scenario.CheckProcess(in, p.m, p.s) })
	}
}

// examples takes what is found in examples.
func (c *context) examples(check func() []diag.Finding) {
	if c.full() {
		return
	}
	for _, finding := range check() {
		if !c.speaksOfBroken(finding.Message) {
			c.add([]diag.Finding{finding})
		}
	}
}
