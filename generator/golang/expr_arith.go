package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// checkedArith are the methods of expr.Errors for what can overflow, by the
// type and operator.
var checkedArith = map[model.Kind]map[string]string{
	model.Int64: {
		"+": "AddInt", "-": "SubInt", "*": "MulInt", "/": "DivInt", "%": "ModInt", "neg": "NegInt",
	},
	model.Uint64: {
		"+": "AddUint", "-": "SubUint", "*": "MulUint", "/": "DivUint", "%": "ModUint",
	},
	model.Duration: {
		"+": "AddDuration", "-": "SubDuration", "neg": "NegDuration",
	},
	model.Timestamp: {"+": "AddTime", "-": "SubTime"},
}

var decimalArith = map[string]string{"+": "Add", "-": "Sub", "*": "Mul"}

// arith is + - * / % and the unary minus.
func (fr *frame) arith(n *model.Arith) operand {
	switch n.T.Kind {
	case model.Float64:
		return fr.floatArith(n)
	case model.Decimal:
		if n.Op == "neg" {
			return primary(fr.operand(n.X).dot("Neg").Call())
		}
		return decimalCall(decimalArith[n.Op], fr.args(n.X, n.Y)...)
	case model.String:
		var terms []operand
		for _, term := range summands(n) {
			terms = append(terms, fr.operand(term))
		}
		return chain(terms, "+", precAdd)
	case model.List, model.Bytes:
		return fr.concat(n)
	}
	x := n.X
	y := n.Y
	method := checkedArith[n.T.Kind][n.Op]
	switch {
	case method == "":
		panic(bug("the operator %s on kind %d", n.Op, n.T.Kind))
	case n.Op == "neg":
		return evCall(method, fr.args(x)...)
	case n.T.Kind == model.Duration && x.Type().Kind == model.Timestamp:
		return evCall("Since", fr.args(x, y)...)
	case n.T.Kind == model.Timestamp && x.Type().Kind == model.Duration:
		x, y = y, x
	}
	return evCall(method, fr.args(x, y)...)
}

func (fr *frame) floatArith(n *model.Arith) operand {
	x := fr.operand(n.X)
	if n.Op == "neg" {
		return unary("-", x)
	}
	prec := precMul
	if n.Op == "+" || n.Op == "-" {
		prec = precAdd
	}
	return binary(x, n.Op, prec, fr.operand(n.Y))
}

// summands are the terms of a chain of + over one type.
func summands(n model.Node) []model.Node {
	if sum, ok := n.(*model.Arith); ok && sum.Op == "+" && sum.Y != nil && sameType(sum.T, sum.X.Type()) {
		return append(summands(sum.X), summands(sum.Y)...)
	}
	return []model.Node{n}
}

// concat joins lists or bytes into a new one that shares nothing.
func (fr *frame) concat(n *model.Arith) operand {
	if last := addedTo(n); last != nil {
		list := call("slices", "Clip", fr.operand(n.X).code)
		return fr.appended(list, last)
	}
	return call("slices", "Concat", fr.args(summands(n)...)...)
}

// addedTo are the elements of list + […]; nil for other expressions.
func addedTo(n model.Node) *model.MakeList {
	sum, ok := n.(*model.Arith)
	if !ok || sum.T.Kind != model.List {
		return nil
	}
	terms := summands(sum)
	last, ok := terms[len(terms)-1].(*model.MakeList)
	if !ok || len(terms) != 2 || len(last.Elems) == 0 {
		return nil
	}
	return last
}

// appended is a list with elements behind it.
func (fr *frame) appended(list operand, elems *model.MakeList) operand {
	args := []jen.Code{list.code}
	for _, elem := range elems.Elems {
		args = append(args, fr.operand(elem).code)
	}
	return primary(jen.Append(args...))
}
