package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/scenario"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// resolveScenarios checks the examples of a context's aggregates. Those of
// policies, processes and read models are for when these are generated.
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
		if c.full() {
			return
		}
		for _, finding := range scenario.Check(scenario.Input{Aggregate: a.m, Syntax: a.s, Others: written, Shared: shared}) {
			if !c.speaksOfBroken(finding.Message) {
				c.add([]diag.Finding{finding})
			}
		}
	}
}
