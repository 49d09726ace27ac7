package expr

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

func numberFunctions() []Function {
	d, i, u, f := decimalType, int64Type, uint64Type, float64Type
	one := func(name string, arg, result *model.Type) Function {
		return Function{Name: name, Args: signature(arg), Result: result, own: true}
	}
	table := []Function{
		{Name: "div", Args: signature(d, d, i), Result: d, CanFail: true, constant: divConstant, judged: 1, own: true},
		{Name: "round", Args: signature(d, i), Result: d, CanFail: true, own: true},
		{Name: "math.abs", Args: signature(i), Result: i, CanFail: true, own: true},
		one("math.abs", u, u),
		one("math.abs", f, f),
		one("math.bitNot", i, i),
		one("math.bitNot", u, u),
	}
	for _, name := range []string{"math.ceil", "math.floor", "math.round", "math.trunc"} {
		table = append(table, one(name, f, f))
	}
	for _, name := range []string{"math.isNaN", "math.isInf", "math.isFinite"} {
		table = append(table, one(name, f, boolType))
	}
	for _, t := range signature(f, i, u) {
		table = append(table, one("math.sign", t, t), one("math.sqrt", t, f))
	}
	for _, t := range signature(i, u) {
		for _, name := range []string{"math.bitAnd", "math.bitOr", "math.bitXor"} {
			table = append(table, Function{Name: name, Args: signature(t, t), Result: t, own: true})
		}
		for _, name := range []string{"math.bitShiftLeft", "math.bitShiftRight"} {
			table = append(table, Function{Name: name, Args: signature(t, i), Result: t, CanFail: true, constant: shiftConstant, judged: 1, own: true})
		}
	}
	for _, name := range []string{"math.greatest", "math.least"} {
		for _, t := range signature(i, u, f) {
			table = append(table,
				Function{Name: name, Args: signature(listOf(t)), Result: t, CanFail: true, own: true},
				// Not-a-number has no order.
				Function{Name: name, Args: signature(t), Variadic: true, Result: t, CanFail: t == f, own: true})
		}
	}
	return table
}

func shiftConstant(args []any) (any, string) {
	if places, ok := args[1].(int64); ok && places < 0 {
		return nil, "shifts by a negative number of places"
	}
	return nil, ""
}
