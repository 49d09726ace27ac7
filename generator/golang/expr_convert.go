package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// convert changes a value into one of another type.
func (fr *frame) convert(n *model.Convert) operand {
	from, to := n.X.Type(), n.T
	if sameType(from, to) {
		return fr.operand(n.X)
	}
	x := fr.operand(n.X)
	switch to.Kind {
	case model.String:
		return fr.text(from, x)
	case model.Int32:
		return evCall("Int32", fr.int64Of(from, x).code)
	case model.Uint32:
		return evCall("Uint32", fr.uint64Of(from, x).code)
	case model.Int64:
		return fr.int64Of(from, x)
	case model.Uint64:
		return fr.uint64Of(from, x)
	case model.Float64, model.IDRef:
		return primary(fr.pkg.goType(to).Call(x.code))
	case model.Decimal:
		return toDecimal(from, x)
	case model.EnumRef:
		if from.Kind == model.EnumRef {
			return primary(fr.pkg.goType(to).Call(x.code))
		}
		return tryCall("Parse", x.code, jen.Qual(to.Enum.Context.Import, "Parse"+to.Enum.GoName))
	case model.UUID:
		return primary(fr.pkg.goType(to).Parens(evCall("UUID", x.code).code))
	case model.List, model.Optional:
		return fr.convertElements(n, x)
	}
	panic(bug("a conversion of kind %d to kind %d", from.Kind, to.Kind))
}

// convertElements converts what is in a list or an optional.
func (fr *frame) convertElements(n *model.Convert, x operand) operand {
	from, to := n.X.Type().Elem, n.T.Elem
	if n.T.Kind == model.List && to.Kind == model.String && (from.Kind == model.IDRef || from.Kind == model.EnumRef) {
		return exprCall("Strings", x.code)
	}
	if n.T.Kind == model.Optional && nilIsAbsent(to) {
		return fr.convert(&model.Convert{X: &model.Deref{X: n.X, Safe: true}, T: to})
	}
	name := "Map"
	if n.T.Kind == model.Optional {
		name = "MapOptional"
	}
	v := &model.Var{Scope: model.ScopeLocal, Name: fr.fresh("v"), T: from}
	return exprCall(name, x.code, fr.lambda([]*model.Var{v}, &model.Convert{X: v, T: to}, false))
}

// text is string(x), as CEL writes values of the type.
func (fr *frame) text(t *model.Type, x operand) operand {
	switch t.Kind {
	case model.String:
		return x
	case model.IDRef, model.EnumRef, model.JSON:
		return primary(jen.String().Call(x.code))
	case model.Bool:
		return call("strconv", "FormatBool", x.code)
	case model.Int32, model.Int64:
		return call("strconv", "FormatInt", fr.int64Of(t, x).code, jen.Lit(10))
	case model.Uint32, model.Uint64:
		return call("strconv", "FormatUint", fr.uint64Of(t, x).code, jen.Lit(10))
	case model.Float64:
		return exprCall("FloatText", x.code)
	case model.Decimal:
		return call(pkgDecimals, "Text", x.code)
	case model.Date, model.UUID:
		return primary(x.dot("String").Call())
	case model.Timestamp:
		return exprCall("TimeText", x.code)
	case model.Duration:
		return exprCall("DurationText", x.code)
	case model.Bytes:
		return evCall("Text", x.code)
	}
	panic(bug("the text of a value of kind %d", t.Kind))
}

// int64Of is int(x).
func (fr *frame) int64Of(from *model.Type, x operand) operand {
	switch from.Kind {
	case model.Int64:
		return x
	case model.Int32, model.Uint32:
		return primary(jen.Int64().Call(x.code))
	case model.Uint64:
		return evCall("IntOfUint", x.code)
	case model.Float64:
		return evCall("IntOfFloat", x.code)
	case model.String:
		return evCall("Int", x.code)
	case model.Timestamp:
		return primary(x.dot("Unix").Call())
	case model.Duration:
		return primary(jen.Int64().Call(x.code))
	}
	panic(bug("an integer of a value of kind %d", from.Kind))
}

// uint64Of is uint(x).
func (fr *frame) uint64Of(from *model.Type, x operand) operand {
	switch from.Kind {
	case model.Uint64:
		return x
	case model.Uint32:
		return primary(jen.Uint64().Call(x.code))
	case model.Int32:
		return evCall("UintOfInt", jen.Int64().Call(x.code))
	case model.Int64:
		return evCall("UintOfInt", x.code)
	case model.Float64:
		return evCall("UintOfFloat", x.code)
	case model.String:
		return evCall("Uint", x.code)
	}
	panic(bug("an unsigned integer of a value of kind %d", from.Kind))
}

// toDecimal is decimal(x).
func toDecimal(from *model.Type, x operand) operand {
	switch from.Kind {
	case model.String:
		return tryCall("Parse", x.code, jen.Qual(pkgDecimals, "Parse"))
	case model.Int64:
		return call(pkgDecimal, "NewFromInt", x.code)
	case model.Int32:
		return call(pkgDecimal, "NewFromInt32", x.code)
	case model.Uint64:
		return call(pkgDecimal, "NewFromUint64", x.code)
	case model.Uint32:
		return call(pkgDecimal, "NewFromInt", jen.Int64().Call(x.code))
	}
	panic(bug("a decimal of a value of kind %d", from.Kind))
}
