package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// compare is == != < <= > >= by the type of both sides.
func (fr *frame) compare(n *model.Compare) operand {
	if o, ok := fr.compareSize(n); ok {
		return o
	}
	t := n.X.Type()
	if n.Op == "==" || n.Op == "!=" {
		if t.Kind == model.Decimal {
			if x, zero := zeroSide(n); zero {
				return negatedIf(n.Op == "!=", primary(fr.operand(x).dot("IsZero").Call()))
			}
		}
		return fr.equality(t, fr.operand(n.X), fr.operand(n.Y), n.Op == "!=")
	}
	return fr.ordering(t, n)
}

// equality is x == y, or its negation, as CEL means it for the type.
func (fr *frame) equality(t *model.Type, x, y operand, negated bool) operand {
	switch {
	case isComparable(t):
		op := "=="
		if negated {
			op = "!="
		}
		return binary(x, op, precCompare, y)
	case t.Kind == model.Optional && nilIsAbsent(t.Elem) && t.Elem.Kind != model.UnionRef:
		// Absent isn't empty.
		differs := operand{fr.pkg.differ(t, jen.Add(x.at(precPrimary)), jen.Add(y.at(precPrimary))), precOr}
		return negatedIf(!negated, differs)
	}
	left := jen.Add(x.code)
	switch t.Kind {
	case model.Timestamp, model.Decimal, model.ValueRef:
		left = jen.Add(x.at(precPrimary)) // its method is called
	}
	return negatedIf(negated, primary(fr.pkg.equalCall(t, left, jen.Add(y.code))))
}

func negatedIf(negated bool, o operand) operand {
	if negated {
		return unary("!", o)
	}
	return o
}

// ordering is < <= > >=.
func (fr *frame) ordering(t *model.Type, n *model.Compare) operand {
	x, y := fr.operand(n.X), fr.operand(n.Y)
	if !sameType(t, n.Y.Type()) {
		return integerOrdering(n.Op, x, y, t)
	}
	switch t.Kind {
	case model.Timestamp:
		m := timeOrder[n.Op]
		return negatedIf(m.negated, primary(x.dot(m.method).Call(y.code)))
	case model.Decimal:
		if isZeroDecimal(n.Y) {
			if method := decimalSigns[n.Op]; method.method != "" {
				return negatedIf(method.negated, primary(x.dot(method.method).Call()))
			}
		}
		return primary(x.dot(decimalOrder[n.Op]).Call(y.code))
	case model.Date:
		return binary(primary(x.dot("Compare").Call(y.code)), n.Op, precCompare, primary(jen.Lit(0)))
	case model.Bytes:
		return binary(call("bytes", "Compare", x.code, y.code), n.Op, precCompare, primary(jen.Lit(0)))
	case model.UUID:
		return binary(primary(x.dot("String").Call()), n.Op, precCompare, primary(y.dot("String").Call()))
	case model.Bool:
		return fr.boolOrdering(n)
	}
	return binary(x, n.Op, precCompare, y)
}

// integerOrdering orders an int64 and a uint64, x of type t.
func integerOrdering(op string, x, y operand, t *model.Type) operand {
	if t.Kind == model.Uint64 {
		x, y, op = y, x, mirrored[op]
	}
	return binary(exprCall("CompareIntUint", x.code, y.code), op, precCompare, primary(jen.Lit(0)))
}

// mirrored are the operators that say the same with the sides swapped.
var mirrored = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<="}

type orderMethod struct {
	method  string
	negated bool
}

var timeOrder = map[string]orderMethod{
	"<": {"Before", false}, "<=": {"After", true}, ">": {"After", false}, ">=": {"Before", true},
}

var decimalOrder = map[string]string{
	"<": "LessThan", "<=": "LessThanOrEqual", ">": "GreaterThan", ">=": "GreaterThanOrEqual",
}

// decimalSigns compare with zero.
var decimalSigns = map[string]orderMethod{
	"<": {"IsNegative", false}, "<=": {"IsPositive", true}, ">": {"IsPositive", false}, ">=": {"IsNegative", true},
}

// boolOrdering orders false before true.
func (fr *frame) boolOrdering(n *model.Compare) operand {
	x, y := fr.operand(n.X), fr.operand(n.Y)
	if fr.mayFail(n.Y) {
		// Both sides count, whatever the first comes to.
		return binary(exprCall("CompareBool", x.code, y.code), n.Op, precCompare, primary(jen.Lit(0)))
	}
	switch n.Op {
	case "<":
		return chain([]operand{fr.negation(n.X), y}, "&&", precAnd)
	case "<=":
		return chain([]operand{fr.negation(n.X), y}, "||", precOr)
	case ">":
		return chain([]operand{x, fr.negation(n.Y)}, "&&", precAnd)
	}
	return chain([]operand{x, fr.negation(n.Y)}, "||", precOr)
}

// zeroSide is the other side of a comparison with decimal zero.
func zeroSide(n *model.Compare) (model.Node, bool) {
	if isZeroDecimal(n.Y) {
		return n.X, true
	}
	return n.Y, isZeroDecimal(n.X)
}

func isZeroDecimal(n model.Node) bool {
	lit, ok := n.(*model.Lit)
	return ok && lit.Type().Kind == model.Decimal && lit.Value.Value == "0"
}

// compareSize compares sizes as ints, which is what len gives, rather than as
// CEL's int64.
func (fr *frame) compareSize(n *model.Compare) (operand, bool) {
	x, sizedX := fr.size(n.X)
	y, sizedY := fr.size(n.Y)
	switch {
	case sizedX && sizedY:
		return binary(x, n.Op, precCompare, y), true
	case sizedX && isSmallInt(n.Y):
		return fr.emptiness(n, x), true
	case sizedY && isSmallInt(n.X):
		return binary(fr.operand(n.X), n.Op, precCompare, y), true
	}
	return operand{}, false
}

// emptiness compares a size with a number; a string with "" rather than
// counting its characters.
func (fr *frame) emptiness(n *model.Compare, size operand) operand {
	subject := n.X.(*model.Call).Args[0]
	number := smallInt(n.Y)
	if subject.Type().Kind == model.String && number == 0 {
		switch n.Op {
		case "==", "!=":
			return binary(fr.operand(subject), n.Op, precCompare, primary(jen.Lit("")))
		case ">":
			return binary(fr.operand(subject), "!=", precCompare, primary(jen.Lit("")))
		}
	}
	return binary(size, n.Op, precCompare, fr.operand(n.Y))
}

// size is the size() of something as an int.
func (fr *frame) size(n model.Node) (operand, bool) {
	c, ok := n.(*model.Call)
	if !ok || c.Name != "size" {
		return operand{}, false
	}
	x := fr.operand(c.Args[0])
	if c.Args[0].Type().Kind == model.String {
		return call("unicode/utf8", "RuneCountInString", x.code), true
	}
	return primary(jen.Len(x.code)), true
}

func isSmallInt(n model.Node) bool {
	lit, ok := n.(*model.Lit)
	if !ok {
		return false
	}
	number, ok := lit.Value.Value.(int64)
	return ok && number >= -1<<31 && number < 1<<31
}

func smallInt(n model.Node) int64 { return n.(*model.Lit).Value.Value.(int64) }

// fewMembers is up to how many members of a list x in [a, b] is written as
// comparisons.
const fewMembers = 4

// in is x in a list or map, or its negation.
func (fr *frame) in(n *model.In, negated bool) operand {
	if n.Of.Type().Kind == model.Map {
		return negatedIf(negated, exprCall("HasKey", fr.args(n.Of, n.X)...))
	}
	t := n.X.Type()
	list, literal := n.Of.(*model.MakeList)
	if literal && len(list.Elems) == 0 && !fr.mayFail(n.X) {
		return primary(jen.Lit(negated))
	}
	if literal && len(list.Elems) <= fewMembers && len(list.Elems) > 0 && isSimple(n.X) && !fr.mayFail(n.Of) {
		return fr.oneOf(n.X, list.Elems, negated)
	}
	if isComparable(t) {
		return negatedIf(negated, call("slices", "Contains", fr.args(n.Of, n.X)...))
	}
	if !isSimple(n.X) {
		// It is worked out once, and whatever the list holds: it may fail.
		contains := jen.Qual(pkgExpr, "Contains")
		if t.Kind == model.UnionRef {
			contains.Types(fr.pkg.goType(t)) // a variant has a type of its own
		}
		return negatedIf(negated, primary(contains.Call(append(fr.args(n.Of, n.X), fr.pkg.equalFunc(t))...)))
	}
	v := &model.Var{Scope: model.ScopeLocal, Name: fr.fresh("v", n.X), T: t}
	return negatedIf(negated, call("slices", "ContainsFunc", fr.operand(n.Of).code,
		fr.lambda([]*model.Var{v}, &model.Compare{Op: "==", X: v, Y: n.X}, false)))
}

// oneOf compares x with each of a few members.
func (fr *frame) oneOf(x model.Node, members []model.Node, negated bool) operand {
	op, l := "==", logicOr
	if negated {
		op, l = "!=", logicAnd
	}
	var terms []operand
	for _, member := range members {
		terms = append(terms, fr.compare(&model.Compare{Op: op, X: x, Y: member}))
	}
	return chain(terms, l.op, l.prec)
}
