// Package scenario checks the examples of an aggregate against its model:
// values, names and outcomes, so that an example can't rot.
package scenario

import (
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
	// Shared are the fixtures at the top of the context, of all its files.
	Shared []*syntax.Fixture
}

// Check fills the aggregate's Fixtures and Scenarios. A scenario with a
// mistake is left out.
func Check(in Input) []diag.Finding {
	return nil
}
