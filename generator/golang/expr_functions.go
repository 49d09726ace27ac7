package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

func emitSize(fr *frame, n *model.Call) operand {
	size, _ := fr.size(n)
	return primary(jen.Int64().Call(size.code))
}

func emitNewID(fr *frame, _ *model.Call) operand {
	if fr.newID == "" {
		panic(bug("new_id() here"))
	}
	return primary(jen.Id(fr.newID).Call())
}

// emitMatches looks a constant pattern up among those compiled before.
func emitMatches(fr *frame, n *model.Call) operand {
	if patternFails(n) {
		return tryCall("MatchesPattern", fr.args(n.Args...)...)
	}
	pattern := n.Args[1].(*model.Lit).Value.Value.(string)
	return exprCall("Matches", fr.operand(n.Args[0]).code, rawLiteral(pattern))
}

func emitJoin(fr *frame, n *model.Call) operand {
	args := fr.args(n.Args...)
	if len(args) == 1 {
		args = append(args, jen.Lit(""))
	}
	return call("strings", "Join", args...)
}

func emitReverse(fr *frame, n *model.Call) operand {
	name := "Reverse"
	if n.T.Kind == model.String {
		name = "ReverseText"
	}
	return exprCall(name, fr.args(n.Args...)...)
}

func emitBool(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0])
	if n.Args[0].Type().Kind == model.Bool {
		return x
	}
	return evCall("Bool", x.code)
}

func emitInt(fr *frame, n *model.Call) operand {
	return fr.int64Of(n.Args[0].Type(), fr.operand(n.Args[0]))
}

func emitUint(fr *frame, n *model.Call) operand {
	return fr.uint64Of(n.Args[0].Type(), fr.operand(n.Args[0]))
}

func emitDouble(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0])
	switch n.Args[0].Type().Kind {
	case model.Float64:
		return x
	case model.String:
		return evCall("Float", x.code)
	}
	return primary(jen.Float64().Call(x.code))
}

func emitString(fr *frame, n *model.Call) operand {
	return fr.text(n.Args[0].Type(), fr.operand(n.Args[0]))
}

func emitBytes(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0])
	if n.Args[0].Type().Kind == model.Bytes {
		return x
	}
	return primary(jen.Index().Byte().Call(x.code))
}

func emitDecimal(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0])
	if n.Args[0].Type().Kind == model.Decimal {
		return x
	}
	return toDecimal(n.Args[0].Type(), x)
}

func emitTimestamp(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0])
	switch n.Args[0].Type().Kind {
	case model.Timestamp:
		return x
	case model.String:
		return evCall("Time", x.code)
	}
	return evCall("TimeOfUnix", x.code)
}

func emitDate(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0])
	if n.Args[0].Type().Kind == model.String {
		return tryCall("Parse", x.code, jen.Qual(pkgOrchestrix, "ParseDate"))
	}
	return call(pkgOrchestrix, "DateOf", x.code)
}

func emitDuration(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0])
	if n.Args[0].Type().Kind == model.Duration {
		return x
	}
	return evCall("Duration", x.code)
}

// clock reads a part of a timestamp in UTC or a zone, or of a duration. CEL
// counts some parts from 0 where Go counts from 1.
func clock(method string, first int) func(*frame, *model.Call) operand {
	return func(fr *frame, n *model.Call) operand {
		x := n.Args[0]
		if x.Type().Kind == model.Duration {
			return primary(jen.Int64().Call(fr.typed(x).dot(method + "s").Call()))
		}
		part := primary(jen.Int64().Call(fr.clockOf(n).dot(method).Call()))
		if first == 0 {
			return part
		}
		return binary(part, "-", precAdd, primary(jen.Lit(first)))
	}
}

// clockOf is the timestamp on the clocks that its parts are read from. What
// comes from a command may be on any.
func (fr *frame) clockOf(n *model.Call) operand {
	x := fr.operand(n.Args[0])
	if len(n.Args) == 2 {
		return evCall("In", x.code, fr.operand(n.Args[1]).code)
	}
	switch t := n.Args[0].(type) {
	case *model.Var:
		if t.Scope == model.ScopeNow {
			return x
		}
	case *model.SelectMeta:
		return x
	}
	return primary(x.dot("UTC").Call())
}

func emitMilliseconds(fr *frame, n *model.Call) operand {
	if n.Args[0].Type().Kind == model.Duration {
		return primary(fr.typed(n.Args[0]).dot("Milliseconds").Call())
	}
	nanoseconds := fr.clockOf(n).dot("Nanosecond").Call()
	return primary(jen.Int64().Call(nanoseconds.Op("/").Op("1_000_000")))
}

// sums are the functions that add up a list, by the type of its elements, and
// what calls them.
var sums = map[model.Kind]struct {
	name string
	call func(name string, args ...jen.Code) operand
}{
	model.Int64:    {"SumInt", tryCall},
	model.Uint64:   {"SumUint", tryCall},
	model.Float64:  {"SumFloat", exprCall},
	model.Duration: {"SumDuration", tryCall},
	model.Decimal:  {"Sum", decimalCall},
}

// emitSum adds up a list; of a list that is only made to be added up, straight
// what its elements are worth.
func emitSum(fr *frame, n *model.Call) operand {
	sum := sums[n.T.Kind]
	if loop, ok := n.Args[0].(*model.Loop); ok && loop.Name == "map" && loop.Filter == nil && loop.Index == nil && loop.Over.Type().Kind == model.List {
		worth := fr.lambda([]*model.Var{loop.Value}, loop.Body, false)
		return sum.call(sum.name+"Of", fr.operand(loop.Over).code, worth)
	}
	return sum.call(sum.name, fr.operand(n.Args[0]).code)
}

// emitExtreme is the least or greatest element of a list.
func emitExtreme(name string) func(*frame, *model.Call) operand {
	return func(fr *frame, n *model.Call) operand {
		return fr.extreme(name, n.Args[0])
	}
}

func (fr *frame) extreme(name string, list model.Node) operand {
	x := fr.operand(list).code
	if compare := fr.order(list.Type().Elem); compare != nil {
		return tryCall(name+"Func", x, compare)
	}
	return tryCall(name, x)
}

// order is the function that compares values that < doesn't; nil for others.
func (fr *frame) order(t *model.Type) jen.Code {
	switch t.Kind {
	case model.Timestamp, model.Date:
		return fr.pkg.goType(t).Dot("Compare")
	case model.Decimal:
		return fr.pkg.goType(t).Dot("Cmp")
	case model.Bytes:
		return jen.Qual("bytes", "Compare")
	case model.Bool:
		return jen.Qual(pkgExpr, "CompareBool")
	}
	return nil
}

func emitDistinct(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0]).code
	elem := n.Args[0].Type().Elem
	if isComparable(elem) {
		return exprCall("Distinct", x)
	}
	return exprCall("DistinctFunc", x, fr.pkg.equalFunc(elem))
}

// emitSetOf calls a function that takes two lists as sets, or the lists the
// other way round.
func emitSetOf(name string, swapped bool) func(*frame, *model.Call) operand {
	return func(fr *frame, n *model.Call) operand {
		args := fr.args(n.Args...)
		if swapped {
			args[0], args[1] = args[1], args[0]
		}
		elem := n.Args[0].Type().Elem
		if isComparable(elem) {
			return exprCall(name, args...)
		}
		return exprCall(name+"Func", append(args, fr.pkg.equalFunc(elem))...)
	}
}

func emitSort(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0]).code
	if compare := fr.order(n.Args[0].Type().Elem); compare != nil {
		return exprCall("SortFunc", x, compare)
	}
	return exprCall("Sort", x)
}

// sortBy sorts a list by what each element is worth.
func (fr *frame) sortBy(n *model.Loop, list, key jen.Code) operand {
	if compare := fr.order(n.Body.Type()); compare != nil {
		return exprCall("SortByFunc", list, key, compare)
	}
	return exprCall("SortBy", list, key)
}

// emitFlatten joins a list of lists.
func emitFlatten(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0])
	if n.Args[0].Type().Elem.Kind != model.List {
		return x
	}
	return call("slices", "Concat", jen.Add(x.code).Op("..."))
}
