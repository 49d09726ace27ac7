package celoracle

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// own are the functions that the language adds to CEL, for cel-go.
func own() []cel.EnvOption {
	a, b := types.NewTypeParamType("A"), types.NewTypeParamType("B")
	list := cel.ListType(a)
	fn := func(name, overload string, result *types.Type, f func([]ref.Val) ref.Val, args ...*types.Type) cel.EnvOption {
		return cel.Function(name, cel.Overload(overload, args, result, cel.FunctionBinding(func(args ...ref.Val) ref.Val { return f(args) })))
	}
	operator := func(name, overload string, result *types.Type, args ...*types.Type) cel.EnvOption {
		return cel.Function(name, cel.Overload(overload, args, result))
	}
	dec := func(v ref.Val) celDecimal { return v.(celDecimal) }
	options := []cel.EnvOption{
		orderFunction,
		fn("new_id", "new_id", cel.StringType, func([]ref.Val) ref.Val { return types.String(NewID()) }),
		fn("sum", "sum", a, func(args []ref.Val) ref.Val { return sum(args[0].(traits.Lister), args[1]) }, list, a),
		fn("min", "min", a, func(args []ref.Val) ref.Val { return extreme(args[0].(traits.Lister), -1) }, list),
		fn("max", "max", a, func(args []ref.Val) ref.Val { return extreme(args[0].(traits.Lister), 1) }, list),
		fn("decimal", "decimal_string", decimalType, func(args []ref.Val) ref.Val { return decimalOf(string(args[0].(types.String))) }, cel.StringType),
		fn("decimal", "decimal_int", decimalType, func(args []ref.Val) ref.Val {
			return decimalOf(string(args[0].(types.Int).ConvertToType(types.StringType).(types.String)))
		}, cel.IntType),
		fn("div", "div", decimalType, func(args []ref.Val) ref.Val { return divide(dec(args[0]), dec(args[1]), args[2].(types.Int)) }, decimalType, decimalType, cel.IntType),
		fn("round", "round", decimalType, func(args []ref.Val) ref.Val { return round(dec(args[0]), args[1].(types.Int)) }, decimalType, cel.IntType),
		fn("date", "date_timestamp", dateType, func(args []ref.Val) ref.Val {
			return celDate(args[0].(types.Timestamp).UTC().Format(time.DateOnly))
		}, cel.TimestampType),
		fn("date", "date_string", dateType, func(args []ref.Val) ref.Val { return dateOf(string(args[0].(types.String))) }, cel.StringType),
		fn("text", "text_decimal", cel.StringType, func(args []ref.Val) ref.Val { return types.String(decimalText(dec(args[0]).Rat)) }, decimalType),
		fn("text", "text_date", cel.StringType, func(args []ref.Val) ref.Val { return types.String(args[0].(celDate)) }, dateType),
		fn("with", "with", a, func(args []ref.Val) ref.Val { return args[0].(*record).with(args[1].(traits.Mapper)) }, a, cel.MapType(cel.StringType, cel.DynType)),
		fn("entries", "entries", cel.MapType(b, a), func(args []ref.Val) ref.Val {
			return entries(args[0].(traits.Lister), args[1].(traits.Lister))
		}, cel.ListType(b), list),
		fn("decimal", "decimal_decimal", decimalType, func(args []ref.Val) ref.Val { return args[0] }, decimalType),
		fn("date", "date_date", dateType, func(args []ref.Val) ref.Val { return args[0] }, dateType),
		fn("fixed", "fixed", cel.StringType, func(args []ref.Val) ref.Val {
			scale := args[1].(types.Int)
			return types.String(round(dec(args[0]), scale).(celDecimal).FloatString(int(scale)))
		}, decimalType, cel.IntType),
		fn("int32", "int32", cel.IntType, func(args []ref.Val) ref.Val {
			return narrow(args[0], args[0].(types.Int), math.MinInt32, math.MaxInt32)
		}, cel.IntType),
		fn("uint32", "uint32", cel.UintType, func(args []ref.Val) ref.Val { return narrow(args[0], args[0].(types.Uint), 0, math.MaxUint32) }, cel.UintType),
		fn("uuid", "uuid", cel.StringType, func(args []ref.Val) ref.Val { return uuidOf(string(args[0].(types.String))) }, cel.StringType),
		operator("-_", "neg_decimal", decimalType, decimalType),
	}
	for _, op := range []string{"_+_", "_-_", "_*_"} {
		options = append(options, operator(op, op+"_decimal", decimalType, decimalType, decimalType))
	}
	for _, op := range []string{"_<_", "_<=_", "_>_", "_>=_"} {
		options = append(options,
			operator(op, op+"_decimal", cel.BoolType, decimalType, decimalType),
			operator(op, op+"_date", cel.BoolType, dateType, dateType))
	}
	for _, t := range []*types.Type{decimalType, dateType} {
		options = append(options,
			cel.Function("sort", cel.MemberOverload("sort_"+t.TypeName(), []*types.Type{cel.ListType(t)}, cel.ListType(t))),
			cel.Function("@sortByAssociatedKeys", cel.MemberOverload("sort_by_"+t.TypeName(), []*types.Type{list, cel.ListType(t)}, list)))
	}
	for _, e := range Things().Enums {
		options = append(options, fn(e.Name, "to_"+e.Name, cel.StringType, func(args []ref.Val) ref.Val { return memberOf(e, args[0]) }, cel.StringType))
	}
	return options
}

func sum(list traits.Lister, zero ref.Val) ref.Val {
	total := zero
	for it := list.Iterator(); it.HasNext() == types.True; {
		if total = total.(traits.Adder).Add(it.Next()); types.IsError(total) {
			return total
		}
	}
	return total
}

// extreme is the first of the elements that are least or greatest.
func extreme(list traits.Lister, sign types.Int) ref.Val {
	var found ref.Val
	for it := list.Iterator(); it.HasNext() == types.True; {
		v := it.Next()
		if d, ok := v.(types.Double); ok && math.IsNaN(float64(d)) && list.Size() != types.IntOne {
			return types.NewErr("not-a-number has no order")
		}
		if found == nil || v.(traits.Comparer).Compare(found) == sign {
			found = v
		}
	}
	if found == nil {
		return types.NewErr("an empty list has no extremes")
	}
	return found
}

// entries is a map of keys, which differ, to values.
func entries(keys, values traits.Lister) ref.Val {
	m := map[ref.Val]ref.Val{}
	for i := types.Int(0); i < keys.Size().(types.Int); i++ {
		key := keys.Get(i)
		if _, ok := m[key]; ok {
			return types.NewErr("a key stands twice")
		}
		m[key] = values.Get(i)
	}
	return types.NewRefValMap(types.DefaultTypeAdapter, m)
}

func narrow[T types.Int | types.Uint](v ref.Val, x, least, most T) ref.Val {
	if x < least || x > most {
		return types.NewErr("out of 32 bits")
	}
	return v
}

var uuidForm = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

func uuidOf(text string) ref.Val {
	if !uuidForm.MatchString(text) {
		return types.NewErr("no uuid")
	}
	return types.String(strings.ToLower(text))
}

func memberOf(e *model.Enum, text ref.Val) ref.Val {
	if !slices.ContainsFunc(e.Members, func(m *model.EnumMember) bool { return m.Name == string(text.(types.String)) }) {
		return types.NewErr("no member")
	}
	return text
}
