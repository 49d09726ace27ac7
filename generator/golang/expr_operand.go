package golang

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// operand is an expression in Go with the precedence of its outermost
// operator, so that parentheses stand only where Go needs them.
type operand struct {
	code *jen.Statement
	prec int
}

// Precedences, as in the specification of Go. A composite literal stands below
// all: before a brace Go reads it as something else.
const (
	precComposite = iota
	precOr
	precAnd
	precCompare
	precAdd
	precMul
	precUnary
	precPrimary
)

// at is the operand where an operator of a precedence works on it.
func (o operand) at(prec int) jen.Code {
	if o.prec < prec {
		return jen.Parens(o.code)
	}
	return o.code
}

// dot selects a field or method of the operand.
func (o operand) dot(name string) *jen.Statement {
	return jen.Add(o.at(precPrimary)).Dot(name)
}

func primary(code *jen.Statement) operand { return operand{code, precPrimary} }

// binary joins two operands; an operator binds its left side first.
func binary(x operand, op string, prec int, y operand) operand {
	return operand{jen.Add(x.at(prec)).Op(op).Add(y.at(prec + 1)), prec}
}

// chain joins terms by an operator for which it doesn't matter what is worked
// out first.
func chain(terms []operand, op string, prec int) operand {
	if len(terms) == 1 {
		return terms[0]
	}
	code := jen.Add(terms[0].at(prec))
	for _, term := range terms[1:] {
		code.Op(op).Add(term.at(prec))
	}
	return operand{code, prec}
}

func unary(op string, x operand) operand {
	return operand{jen.Op(op).Add(x.at(precPrimary)), precUnary}
}

// call is a call of a function in another package.
func call(path, name string, args ...jen.Code) operand {
	return primary(jen.Qual(path, name).Call(args...))
}

// exprCall is a call of a function in runtime/expr.
func exprCall(name string, args ...jen.Code) operand { return call(pkgExpr, name, args...) }

// tryCall is a call of a function in runtime/expr that can fail.
func tryCall(name string, args ...jen.Code) operand {
	return exprCall(name, append([]jen.Code{jen.Op("&").Id(errorsVar)}, args...)...)
}

// decimalCall is a call of a function over decimals that can fail.
func decimalCall(name string, args ...jen.Code) operand {
	return call(pkgDecimals, name, append([]jen.Code{jen.Op("&").Id(errorsVar)}, args...)...)
}

// evCall is a call of a method that can fail of expr.Errors.
func evCall(name string, args ...jen.Code) operand {
	return primary(jen.Id(errorsVar).Dot(name).Call(args...))
}

// operand compiles an expression that is simplified.
func (fr *frame) operand(n model.Node) operand {
	switch n := n.(type) {
	case *model.Var:
		return fr.variable(n)
	case *model.Lit:
		return fr.lit(n)
	case *model.Select:
		return primary(fr.structOf(n.X).dot(n.Field.GoName))
	case *model.SelectMeta:
		return fr.selectMeta(n)
	case *model.AsVariant:
		return fr.asVariant(n)
	case *model.IsVariant:
		return primary(jen.Qual(pkgExpr, "Is").Types(fr.variantType(n.Variant)).Call(fr.operand(n.X).code))
	case *model.IsPresent:
		if read, ok := fr.optionalRead(n.X); ok {
			return primary(jen.Id(read).Dot("Exists"))
		}
		return binary(fr.operand(n.X), "!=", precCompare, primary(jen.Nil()))
	case *model.Deref:
		return fr.deref(n)
	case *model.Some:
		return fr.some(n.X)
	case *model.None:
		return primary(jen.Nil())
	case *model.Convert:
		return fr.convert(n)
	case *model.Not:
		return fr.negation(n.X)
	case *model.And:
		return fr.junction(conjuncts(n), logicAnd)
	case *model.Or:
		return fr.junction(disjuncts(n), logicOr)
	case *model.Cond:
		return fr.cond(n)
	case *model.Compare:
		return fr.compare(n)
	case *model.Arith:
		return fr.arith(n)
	case *model.In:
		return fr.in(n, false)
	case *model.Index:
		return fr.index(n)
	case *model.Call:
		return fr.call(n)
	case *model.MakeList:
		return fr.makeList(n)
	case *model.MakeMap:
		return fr.makeMap(n)
	case *model.MakeValue:
		return fr.makeValue(n)
	case *model.With:
		return fr.immediate(n)
	case *model.Loop:
		return fr.loop(n)
	}
	panic(bug("an expression of %T", n))
}

// args compiles what a call is given.
func (fr *frame) args(nodes ...model.Node) []jen.Code {
	codes := make([]jen.Code, len(nodes))
	for i, n := range nodes {
		codes[i] = fr.operand(n).code
	}
	return codes
}

// immediate is a function literal that is called where it stands: for what
// takes statements in Go.
func (fr *frame) immediate(n model.Node) operand {
	inner := *fr
	inner.param = ""
	return primary(fr.function(nil, n.Type(), inner.body(n)).Call())
}

// function is a function literal; a body that only returns stays on its line.
func (fr *frame) function(params []jen.Code, result *model.Type, body []jen.Code) *jen.Statement {
	f := jen.Func().Params(params...).Add(fr.pkg.goType(result))
	if len(body) == 1 {
		return f.Op("{").Add(body[0]).Op("}")
	}
	return f.Block(body...)
}

// bug is what a panic says when the checker let pass what can't be compiled.
func bug(format string, args ...any) string {
	return fmt.Sprintf("no Go for "+format, args...) + "; please report this as a bug of orchestrix-gen"
}
