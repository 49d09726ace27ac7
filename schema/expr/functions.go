package expr

import (
	"slices"

	"cel.dev/cel-go/common/ast"

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
	// Variadic says that the last argument may be given any number of times, at
	// least once.
	Variadic bool
	Result   *model.Type
	// CanFail says that it can end in an evaluation error.
	CanFail bool
	// constant, where there is one, looks at arguments that are constants, nil for
	// others: it gives the result as a literal, or says what is wrong with the
	// argument at the place judged.
	constant func(args []any) (value any, wrong string)
	judged   int
	// lower, where there is one, reads what it is given in a way of its own.
	lower func(l *lowering, e ast.Expr, args []ast.Expr) model.Node
	// same says that it gives what it is given.
	same bool
	// compares says that elements of the first argument are compared for equality.
	compares bool
	// own says that cel-go's standard library doesn't have it.
	own bool
}

// functions are the functions of the language by name. One more is an entry in
// one of the lists below or in numbers.go or conversions.go, and a case in the
// generator's emitter.
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
		{Name: "distinct", Method: true, Args: signature(list), Result: list, compares: true, own: true},
		{Name: "slice", Method: true, Args: signature(list, int64Type, int64Type), Result: list, CanFail: true, own: true},
		{Name: "flatten", Method: true, Args: signature(listOf(list)), Result: list, own: true},
		{Name: "flatten", Method: true, Args: signature(list, int64Type), Result: list, lower: (*lowering).flatten, own: true},
		{Name: "lists.range", Args: signature(int64Type), Result: listOf(int64Type), CanFail: true, own: true},
	}
	for _, t := range signature(stringType, bytesType, list, &model.Type{Kind: model.Map, Key: anyType, Elem: &model.Type{Kind: anyKind - 1}}) {
		table = append(table,
			Function{Name: "size", Args: signature(t), Result: int64Type},
			Function{Name: "size", Method: true, Args: signature(t), Result: int64Type})
	}
	for _, name := range []string{"hasOnly", "hasAny", "hasAll", "hasExactly"} {
		table = append(table, Function{Name: name, Method: true, Args: signature(list, list), Result: boolType, compares: true, own: true})
	}
	for _, t := range signature(int64Type, uint64Type, float64Type, boolType, stringType, bytesType, timestampType, durationType, decimalType, dateType) {
		table = append(table, Function{Name: "sort", Method: true, Args: signature(listOf(t)), Result: listOf(t), own: true})
	}
	for _, t := range signature(int64Type, uint64Type, float64Type, decimalType, durationType) {
		table = append(table, Function{Name: "sum", Args: signature(listOf(t)), Result: t, CanFail: t.Kind != model.Float64, own: true})
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
		{Name: "matches", Method: true, Args: signature(s, s), Result: boolType, constant: patternConstant, judged: 1},
		{Name: "matches", Args: signature(s, s), Result: boolType, constant: patternConstant, judged: 1},
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
		{Name: "format", Method: true, Args: signature(s, listOf(anyType)), Result: s, lower: (*lowering).format, own: true},
		{Name: "strings.quote", Args: signature(s), Result: s, own: true},
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
			Function{Name: name, Method: true, Args: signature(timestampType, stringType), Result: int64Type, CanFail: true,
				constant: zoneConstant, judged: 1})
	}
	for _, name := range []string{"getHours", "getMinutes", "getSeconds", "getMilliseconds"} {
		table = append(table, Function{Name: name, Method: true, Args: signature(durationType), Result: int64Type})
	}
	return table
}

// namespaces are the words before a dot that no variable is meant by. The
// language has all functions of those that are true.
var namespaces = map[string]bool{
	"math": true, "lists": true, "strings": true,
	"base64": false, "cel": false, "cidr": false, "ip": false, "json": false, "optional": false, "proto": false,
	"regex": false, "sets": false, "yaml": false,
}
