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
	for _, a := range c.aggregates {
		if c.full() {
			return
		}
		for _, finding := range scenario.Check(scenario.Input{Aggregate: a.m, Syntax: a.s, Shared: shared}) {
			if !c.speaksOfBroken(finding.Message) {
				c.add([]diag.Finding{finding})
			}
		}
	}
}
