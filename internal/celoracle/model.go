// Package celoracle evaluates expressions of the language with cel-go, over
// made-up values, to compare with what is compiled from them. It makes up the
// expressions too, each in two spellings: the language's, and one that means the
// same to cel-go, where the types that CEL doesn't have are ours to give.
package celoracle

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

//go:embed things.yaml
var thingsYAML []byte

// Things is the model that expressions are made up over. Its values have no
// rules, so that each type holds whatever Go's holds.
var Things = sync.OnceValue(func() *model.Context {
	file, findings := syntax.Parse("things.orchestrix.yaml", thingsYAML)
	if len(findings) > 0 {
		panic(fmt.Sprintf("celoracle: %v", findings))
	}
	ws, findings := resolve.Resolve(resolve.Input{Root: "/nowhere", Module: "example.com/nowhere", Files: []*syntax.File{file}})
	if ws == nil {
		panic(fmt.Sprintf("celoracle: %v", findings))
	}
	c := ws.Contexts[0]
	// A program of them is one package, which Go lets import this one: its path
	// is below the module's.
	c.Package, c.Import = "main", "github.com/orchestrix-go/orchestrix-gen/oracle"
	return c
})

// inputs is the value whose fields are what expressions read.
func inputs() *model.Value { return valueNamed("Inputs") }

func valueNamed(name string) *model.Value {
	for _, v := range Things().Values {
		if v.Name == name {
			return v
		}
	}
	panic("celoracle: no value " + name)
}

// State is the root name of the inputs.
var State = sync.OnceValue(func() *model.Var {
	return expr.Record(model.ScopeState, "state", "the inputs", inputs().Fields)
})

// scope is what made-up expressions may name beside loop names and lets.
var scope = sync.OnceValue(func() *expr.Env {
	return &expr.Env{
		Types: expr.NewTypes(Things(), nil),
		Vars:  []*model.Var{State(), expr.Now, expr.Exists, expr.Meta, expr.Rejection},

		MakesIDs: true,
	}
})
