package celoracle

import (
	"fmt"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/ext"

	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
)

// oracle is cel-go with the same extensions as the language, and what makes up
// for the types that CEL doesn't have.
type oracle struct {
	env      *cel.Env
	provider *provider
	roots    map[string]any
}

var theOracle = sync.OnceValue(func() *oracle {
	registry, err := types.NewRegistry()
	if err != nil {
		panic(err)
	}
	o := &oracle{provider: newProvider(registry)}
	options := append([]cel.EnvOption{
		cel.OptionalTypes(), ext.Strings(), ext.Lists(), ext.Math(), ext.TwoVarComprehensions(), cel.CrossTypeNumericComparisons(true),
		// What follows comes after what adds types and functions to cel-go's own.
		cel.CustomTypeProvider(o.provider),
		cel.Variable("state", types.NewObjectType("Inputs")),
		cel.Variable("now", cel.TimestampType),
		cel.Variable("exists", cel.BoolType),
		cel.Variable(expr.Meta.Name, types.NewObjectType(expr.Meta.Name)),
		cel.Variable(expr.Rejection.Name, types.NewObjectType(expr.Rejection.Name)),
	}, own()...)
	if o.env, err = cel.NewEnv(options...); err != nil {
		panic(err)
	}
	o.roots = map[string]any{
		"now": types.Timestamp{Time: Now}, "exists": types.Bool(exists),
		"meta": o.provider.record("meta", metaOf), "rejection": o.provider.record("rejection", rejected),
	}
	return o
})

// compile reads an expression in cel-go's spelling.
func (o *oracle) compile(source string) (cel.Program, error) {
	parsed, issues := o.env.Parse(source)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	order(parsed)
	checked, issues := o.env.Check(parsed)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	return o.env.Program(checked)
}

// activation are the variables of one evaluation.
func (o *oracle) activation(in *parts) map[string]any {
	vars := map[string]any{"state": o.provider.record("Inputs", in)}
	for name, v := range o.roots {
		vars[name] = v
	}
	return vars
}

// Failed is what an evaluation that ends in an error comes to.
const Failed = "error"

// evaluate is what cel-go says an expression comes to.
func evaluate(program cel.Program, vars map[string]any) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprintf("cel-go panics: %v", r)
		}
	}()
	result, _, err := program.Eval(vars)
	if err != nil {
		return Failed
	}
	return string(appendText(nil, plainOf(result)))
}
