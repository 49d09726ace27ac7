package expr

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// anyKind stands in signatures for a type that the arguments decide; the same
// one wherever it occurs.
const anyKind model.Kind = -1

var anyType = &model.Type{Kind: anyKind}

// Function is one form of a function of the language.
type Function struct {
	// Name is CEL's; that of the model's Call.
	Name string
	// Method says that it is written x.name(…), with x as Args[0].
	Method bool
	Args   []*model.Type
	Result *model.Type
	// CanFail says that it can end in an evaluation error.
	CanFail bool
	// constant, where there is one, looks at arguments that are constants: it
	// gives the result as a literal, or says what is wrong with them.
	constant func(args []any) (value any, wrong string)
	// written is the argument, counted from 1, that must be a constant; 0 is none.
	written int
	// same says that it gives what it is given.
	same bool
	// own says that cel-go's standard library doesn't have it.
	own bool
}

// functions are the functions of the language by name. One more is an entry in
// one of the lists below, and a case in the generator's emitter.
var functions = map[string][]*Function{}

// Functions lists every form of every function, sorted by name.
func Functions() []*Function {
	names := make([]string, 0, len(functions))
	for name := range functions {
		names = append(names, name)
	}
	slices.Sort(names)
	var all []*Function
	for _, name := range names {
		all = append(all, functions[name]...)
	}
	return all
}

func init() {
	for _, list := range [][]Function{collectionFunctions(), textFunctions(), timeFunctions(), numberFunctions(), conversionFunctions()} {
		for _, f := range list {
			functions[f.Name] = append(functions[f.Name], &f)
		}
	}
}

func signature(args ...*model.Type) []*model.Type { return args }

func collectionFunctions() []Function {
	list := listOf(anyType)
	table := []Function{
		{Name: "new_id", Result: stringType, own: true},
		{Name: "reverse", Method: true, Args: signature(list), Result: list, own: true},
		{Name: "distinct", Method: true, Args: signature(list), Result: list, own: true},
		{Name: "slice", Method: true, Args: signature(list, int64Type, int64Type), Result: list, CanFail: true, own: true},
		{Name: "flatten", Method: true, Args: signature(listOf(list)), Result: list, own: true},
		{Name: "lists.range", Args: signature(int64Type), Result: listOf(int64Type), CanFail: true, own: true},
	}
	for _, t := range signature(stringType, bytesType, list, &model.Type{Kind: model.Map, Key: anyType, Elem: &model.Type{Kind: anyKind - 1}}) {
		table = append(table,
			Function{Name: "size", Args: signature(t), Result: int64Type},
			Function{Name: "size", Method: true, Args: signature(t), Result: int64Type})
	}
	for _, t := range signature(int64Type, uint64Type, float64Type, stringType, timestampType, durationType) {
		table = append(table, Function{Name: "sort", Method: true, Args: signature(listOf(t)), Result: listOf(t), own: true})
	}
	for _, t := range signature(int64Type, uint64Type, float64Type, decimalType, durationType) {
		overflows := t.Kind == model.Int64 || t.Kind == model.Uint64 || t.Kind == model.Duration
		table = append(table, Function{Name: "sum", Args: signature(listOf(t)), Result: t, CanFail: overflows, own: true})
	}
	for _, name := range []string{"min", "max"} {
		for _, t := range signature(int64Type, uint64Type, float64Type, decimalType, stringType, timestampType, durationType, dateType) {
			table = append(table, Function{Name: name, Args: signature(listOf(t)), Result: t, CanFail: true, own: true})
		}
	}
	return table
}

func textFunctions() []Function {
	s, i := stringType, int64Type
	method := func(name string, result *model.Type, fails bool, args ...*model.Type) Function {
		return Function{Name: name, Method: true, Args: append(signature(s), args...), Result: result, CanFail: fails, own: true}
	}
	return []Function{
		{Name: "startsWith", Method: true, Args: signature(s, s), Result: boolType},
		{Name: "endsWith", Method: true, Args: signature(s, s), Result: boolType},
		{Name: "contains", Method: true, Args: signature(s, s), Result: boolType},
		{Name: "matches", Method: true, Args: signature(s, s), Result: boolType, constant: patternConstant},
		{Name: "matches", Args: signature(s, s), Result: boolType, constant: patternConstant},
		method("charAt", s, true, i),
		method("indexOf", i, false, s),
		method("indexOf", i, true, s, i),
		method("lastIndexOf", i, false, s),
		method("lastIndexOf", i, true, s, i),
		method("lowerAscii", s, false),
		method("upperAscii", s, false),
		method("replace", s, false, s, s),
		method("replace", s, false, s, s, i),
		method("split", listOf(s), false, s),
		method("split", listOf(s), false, s, i),
		method("substring", s, true, i),
		method("substring", s, true, i, i),
		method("trim", s, false),
		method("reverse", s, false),
		{Name: "join", Method: true, Args: signature(listOf(s)), Result: s, own: true},
		{Name: "join", Method: true, Args: signature(listOf(s), s), Result: s, own: true},
	}
}

func timeFunctions() []Function {
	var table []Function
	for _, name := range []string{
		"getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear",
		"getHours", "getMinutes", "getSeconds", "getMilliseconds",
	} {
		table = append(table,
			Function{Name: name, Method: true, Args: signature(timestampType), Result: int64Type},
			Function{Name: name, Method: true, Args: signature(timestampType, stringType), Result: int64Type, CanFail: true})
	}
	for _, name := range []string{"getHours", "getMinutes", "getSeconds", "getMilliseconds"} {
		table = append(table, Function{Name: name, Method: true, Args: signature(durationType), Result: int64Type})
	}
	return table
}

func numberFunctions() []Function {
	d, i := decimalType, int64Type
	table := []Function{
		{Name: "div", Args: signature(d, d, i), Result: d, CanFail: true, constant: divConstant, own: true},
		{Name: "round", Args: signature(d, i), Result: d, CanFail: true, own: true},
		{Name: "math.abs", Args: signature(int64Type), Result: int64Type, CanFail: true, own: true},
		{Name: "math.abs", Args: signature(uint64Type), Result: uint64Type, own: true},
		{Name: "math.abs", Args: signature(float64Type), Result: float64Type, own: true},
	}
	for _, name := range []string{"math.ceil", "math.floor", "math.round", "math.trunc"} {
		table = append(table, Function{Name: name, Args: signature(float64Type), Result: float64Type, own: true})
	}
	table = append(table, Function{Name: "math.isNaN", Args: signature(float64Type), Result: boolType, own: true})
	for _, t := range signature(float64Type, int64Type, uint64Type) {
		table = append(table, Function{Name: "math.sqrt", Args: signature(t), Result: float64Type, own: true})
	}
	for _, name := range []string{"math.greatest", "math.least"} {
		for _, t := range signature(int64Type, uint64Type, float64Type) {
			for count := 2; count <= maxVariadic; count++ {
				table = append(table, Function{Name: name, Args: slices.Repeat(signature(t), count), Result: t, own: true})
			}
			table = append(table, Function{Name: name, Args: signature(listOf(t)), Result: t, CanFail: true, own: true})
		}
	}
	return table
}

// maxVariadic is how many arguments math.greatest and math.least take; for more
// there is the form with a list.
const maxVariadic = 8

// namespaces are the words before a dot that no variable is meant by.
var namespaces = map[string]bool{
	"math": true, "lists": true, "strings": true, "cel": true, "optional": true, "sets": true,
	"base64": true, "regex": true, "proto": true, "ip": true, "cidr": true,
}

// leftOut are functions of CEL and its extensions that the language doesn't
// have, so that the finding can say so.
var leftOut = map[string]bool{
	"type": true, "dyn": true, "format": true, "sortBy": true, "first": true, "last": true, "hasOnly": true, "hasAny": true,
	"hasAll": true, "hasExactly": true, "strings.quote": true, "cel.bind": true, "cel.block": true,
	"math.sign":  true,
	"math.isInf": true, "math.isFinite": true, "math.bitAnd": true, "math.bitOr": true, "math.bitXor": true,
	"math.bitNot": true, "math.bitShiftLeft": true, "math.bitShiftRight": true,
	"optional.of": true, "optional.none": true, "optional.ofNonZeroValue": true, "orValue": true, "or": true, "value": true, "hasValue": true,
	"optMap": true, "optFlatMap": true, "sets.contains": true, "sets.equivalent": true, "sets.intersects": true,
	"base64.encode": true, "base64.decode": true,
}
