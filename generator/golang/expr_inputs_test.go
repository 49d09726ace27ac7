package golang

import (
	"testing"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/ext"

	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// oracle evaluates expressions with cel-go, and checks them as a schema's, over
// variables of CEL's own types.
type oracle struct {
	env    *cel.Env
	scope  *expr.Env
	fields []*model.Field    // of Inputs
	locals map[string]string // how the compiled program spells the variables
	values map[string]any
}

// oracleInputs are the variables, with what they hold as Go source and value.
var oracleInputs = []struct {
	name, source string
	celType      *cel.Type
	value        any
}{
	{"zero", "0", cel.IntType, int64(0)},
	{"one", "1", cel.IntType, int64(1)},
	{"seven", "7", cel.IntType, int64(7)},
	{"minus", "-3", cel.IntType, int64(-3)},
	{"most", "9223372036854775807", cel.IntType, int64(1<<63 - 1)},
	{"least", "-9223372036854775808", cel.IntType, int64(-1 << 63)},
	{"three", "3", cel.UintType, uint64(3)},
	{"utmost", "18446744073709551615", cel.UintType, uint64(1<<64 - 1)},
	{"half", "0.5", cel.DoubleType, 0.5},
	{"nothing", "0.0", cel.DoubleType, 0.0},
	{"word", `"héllo"`, cel.StringType, "héllo"},
	{"empty", `""`, cel.StringType, ""},
	{"yes", "true", cel.BoolType, true},
	{"no", "false", cel.BoolType, false},
	{"raw", `[]byte("abc")`, cel.BytesType, []byte("abc")},
	{"at", "time.Date(2026, 3, 14, 15, 9, 26, 535_000_000, time.UTC)", cel.TimestampType,
		time.Date(2026, 3, 14, 15, 9, 26, 535_000_000, time.UTC)},
	{"end", "time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)", cel.TimestampType,
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)},
	{"span", "90 * time.Minute", cel.DurationType, 90 * time.Minute},
	{"numbers", "[]int64{3, 1, 0, 2, 1}", cel.ListType(cel.IntType), []int64{3, 1, 0, 2, 1}},
	{"none", "nil", cel.ListType(cel.IntType), []int64{}},
	{"words", `[]string{"b", "a", "héllo"}`, cel.ListType(cel.StringType), []string{"b", "a", "héllo"}},
	{"stock", `map[string]int64{"a": 1, "b": 0, "c": 5}`, cel.MapType(cel.StringType, cel.IntType),
		map[string]int64{"a": 1, "b": 0, "c": 5}},
}

func newOracle(t testing.TB, c *model.Context) *oracle {
	t.Helper()
	o := &oracle{scope: &expr.Env{Types: expr.NewTypes(c, nil)}, locals: map[string]string{}, values: map[string]any{}}
	options := []cel.EnvOption{ext.Strings(), ext.Lists(), ext.Math(), ext.TwoVarComprehensions(), cel.CrossTypeNumericComparisons(true)}
	for _, input := range oracleInputs {
		options = append(options, cel.Variable(input.name, input.celType))
		typ := modelType(input.celType)
		o.scope = o.scope.With(local(input.name, typ))
		o.fields = append(o.fields, codecField(input.name, upperFirst(input.name), typ))
		o.locals[input.name] = "c." + upperFirst(input.name)
		o.values[input.name] = input.value
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		t.Fatal(err)
	}
	o.env = env
	return o
}

// modelType is the model's type for a type of CEL; nil where there is none.
func modelType(t *cel.Type) *model.Type {
	switch t.Kind() {
	case types.IntKind:
		return simple(model.Int64)
	case types.UintKind:
		return simple(model.Uint64)
	case types.DoubleKind:
		return simple(model.Float64)
	case types.StringKind:
		return simple(model.String)
	case types.BoolKind:
		return simple(model.Bool)
	case types.BytesKind:
		return simple(model.Bytes)
	case types.TimestampKind:
		return simple(model.Timestamp)
	case types.DurationKind:
		return simple(model.Duration)
	case types.ListKind:
		if elem := modelType(t.Parameters()[0]); elem != nil {
			return listOf(elem)
		}
	case types.MapKind:
		key, elem := modelType(t.Parameters()[0]), modelType(t.Parameters()[1])
		if key != nil && elem != nil {
			return mapOf(key, elem)
		}
	}
	return nil
}

// check is the expression as nodes of the model; nil if it is refused.
func (o *oracle) check(t testing.TB, source string) (model.Node, string) {
	t.Helper()
	file, findings := syntax.Parse("oracle.orchestrix.yaml", []byte("context: oracle\ndoc: |-\n  "+source+"\n"))
	if file == nil || len(findings) > 0 {
		t.Fatalf("%s: %v", source, findings)
	}
	checked, findings := expr.Check(file.Doc, o.scope, nil)
	if len(findings) > 0 {
		return nil, findings[0].Message
	}
	return checked.Node, ""
}
