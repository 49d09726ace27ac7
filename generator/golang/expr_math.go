package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// emitGreatest is the greatest or least of several, or of one list.
func emitGreatest(builtin, name string) func(*frame, *model.Call) operand {
	return func(fr *frame, n *model.Call) operand {
		switch {
		case n.Args[0].Type().Kind == model.List:
			return fr.extreme(name, n.Args[0])
		case len(n.Args) == 1:
			return fr.operand(n.Args[0])
		case greatestFails(n):
			return fr.extreme(name, &model.MakeList{Elems: n.Args, T: &model.Type{Kind: model.List, Elem: n.T}})
		}
		return primary(jen.Id(builtin).Call(fr.args(n.Args...)...))
	}
}

func emitAbs(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0])
	switch n.T.Kind {
	case model.Int64:
		return evCall("AbsInt", x.code)
	case model.Float64:
		return call("math", "Abs", x.code)
	}
	return x // unsigned
}

func emitSqrt(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0])
	if n.Args[0].Type().Kind != model.Float64 {
		x = primary(jen.Float64().Call(x.code))
	}
	return call("math", "Sqrt", x.code)
}

// emitSign is -1, 0 or 1.
func emitSign(fr *frame, n *model.Call) operand {
	x := fr.operand(n.Args[0])
	switch n.T.Kind {
	case model.Int64:
		return primary(jen.Int64().Call(jen.Qual("cmp", "Compare").Call(x.code, jen.Lit(0))))
	case model.Uint64:
		return primary(jen.Id("min").Call(x.code, jen.Lit(1)))
	}
	return exprCall("SignFloat", x.code)
}

func emitIsInf(fr *frame, n *model.Call) operand {
	return call("math", "IsInf", fr.operand(n.Args[0]).code, jen.Lit(0))
}

// infix joins two arguments by an operator of Go.
func infix(op string, prec int) func(*frame, *model.Call) operand {
	return func(fr *frame, n *model.Call) operand {
		return binary(fr.operand(n.Args[0]), op, prec, fr.operand(n.Args[1]))
	}
}

func emitBitNot(fr *frame, n *model.Call) operand { return unary("^", fr.operand(n.Args[0])) }

// emitShift shifts bits. CEL shifts zeros into a negative number, too.
func emitShift(way string) func(*frame, *model.Call) operand {
	return func(fr *frame, n *model.Call) operand {
		x, places := fr.operand(n.Args[0]), fr.operand(n.Args[1])
		signed := n.T.Kind == model.Int64
		switch {
		case shiftFails(n) && signed:
			return evCall("Shift"+way+"Int", x.code, places.code)
		case shiftFails(n):
			return evCall("Shift"+way+"Uint", x.code, places.code)
		case way == "Left":
			return binary(x, "<<", precMul, places)
		case signed:
			bits := primary(jen.Uint64().Call(x.code))
			return primary(jen.Int64().Call(binary(bits, ">>", precMul, places).code))
		}
		return binary(x, ">>", precMul, places)
	}
}

// emitDecimals calls a function over decimals.
func emitDecimals(name string) func(*frame, *model.Call) operand {
	return func(fr *frame, n *model.Call) operand { return decimalCall(name, fr.args(n.Args...)...) }
}
