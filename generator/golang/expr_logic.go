package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// logic is && or ||.
type logic struct {
	op     string
	prec   int
	method string // of expr.Errors
}

var (
	logicAnd = logic{"&&", precAnd, "And"}
	logicOr  = logic{"||", precOr, "Or"}
)

// conjuncts are the terms of a chain of &&.
func conjuncts(n model.Node) []model.Node {
	if and, ok := n.(*model.And); ok {
		return append(conjuncts(and.X), conjuncts(and.Y)...)
	}
	return []model.Node{n}
}

// disjuncts are the terms of a chain of ||.
func disjuncts(n model.Node) []model.Node {
	if or, ok := n.(*model.Or); ok {
		return append(disjuncts(or.X), disjuncts(or.Y)...)
	}
	return []model.Node{n}
}

// junction joins terms by && or ||. CEL lets a term decide whatever errors the
// others end in. As terms have no side effects, one that can fail goes last,
// where Go evaluates it only if it counts; several that can fail are weighed
// by expr.Errors.
func (fr *frame) junction(terms []model.Node, l logic) operand {
	var sure []operand
	var open []model.Node
	for _, term := range terms {
		if fr.mayFail(term) || len(open) > 0 && isGuarded(term) {
			open = append(open, term)
		} else {
			sure = append(sure, fr.operand(term))
		}
	}
	switch len(open) {
	case 0:
	case 1:
		sure = append(sure, fr.operand(open[0]))
	default:
		var functions []jen.Code
		branch := *fr
		for _, term := range open {
			functions = append(functions, fr.function(nil, term.Type(), branch.body(term)))
			branch.careful, branch.param = true, ""
		}
		sure = append(sure, evCall(l.method, functions...))
	}
	return chain(sure, l.op, l.prec)
}

// mayFail says that the Go of a term notes errors.
func (fr *frame) mayFail(n model.Node) bool { return n.Fails() || fr.careful && isGuarded(n) }

// isGuarded says that something in n can be read only because of a condition
// that was looked at before.
func isGuarded(n model.Node) bool {
	return anyNode(n, func(n model.Node) bool {
		switch n := n.(type) {
		case *model.Deref:
			return n.Safe
		case *model.AsVariant:
			return n.Safe
		case *model.Index:
			return n.Safe
		}
		return false
	})
}

// negation is !x, without the ! where the opposite has an operator.
func (fr *frame) negation(x model.Node) operand {
	switch x := x.(type) {
	case *model.Not:
		return fr.operand(x.X)
	case *model.Compare:
		if x.X.Type().Kind != model.Float64 || x.Op == "==" || x.Op == "!=" { // not-a-number is neither < nor >=
			opposite := *x
			opposite.Op = opposites[x.Op]
			return fr.compare(&opposite)
		}
	case *model.IsPresent:
		if _, ok := fr.optionalRead(x.X); !ok {
			return binary(fr.operand(x.X), "==", precCompare, primary(jen.Nil()))
		}
	case *model.In:
		return fr.in(x, true)
	case *model.Lit:
		return primary(jen.Lit(!x.Value.Value.(bool)))
	}
	return unary("!", fr.operand(x))
}

var opposites = map[string]string{"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}

// cond is c ? x : y where Go wants an expression.
func (fr *frame) cond(n *model.Cond) operand {
	if o, ok := fr.condOperand(n); ok {
		return o
	}
	return fr.immediate(n)
}

// branchFrame is the frame of what a condition guards.
func (fr *frame) branchFrame(n *model.Cond) *frame {
	branch := *fr
	branch.careful = fr.careful || n.If.Fails()
	return &branch
}

// condOperand is c ? x : y as an expression that reads well, if there is one.
func (fr *frame) condOperand(n *model.Cond) (operand, bool) {
	branch := fr.branchFrame(n)
	if n.Type().Kind == model.Bool {
		if o, ok := fr.condLogic(n, branch); ok {
			return o, true
		}
	}
	if present, ok := n.If.(*model.IsPresent); ok && !fr.mayFail(n.If) {
		if _, none := n.Else.(*model.None); none && same(present.X, n.Then) {
			return fr.operand(n.Then), true
		}
		deref, ok := n.Then.(*model.Deref)
		if ok && same(present.X, deref.X) && !nilIsAbsent(deref.Type()) && isSimple(n.Else) {
			return exprCall("ValueOr", fr.args(present.X, n.Else)...), true
		}
	}
	if !isSimple(n.Then) || !isSimple(n.Else) {
		return operand{}, false
	}
	function := jen.Qual(pkgExpr, "If")
	if needsType(n.Then) && needsType(n.Else) {
		function.Types(fr.pkg.goType(n.Type()))
	}
	return primary(function.Call(append(fr.args(n.If), branch.args(n.Then, n.Else)...)...)), true
}

// condLogic is a choice of which one side is true or false.
func (fr *frame) condLogic(n *model.Cond, branch *frame) (operand, bool) {
	if then, ok := boolean(n.Then); ok {
		if then {
			return chain([]operand{fr.operand(n.If), branch.operand(n.Else)}, "||", precOr), true
		}
		return chain([]operand{fr.negation(n.If), branch.operand(n.Else)}, "&&", precAnd), true
	}
	if other, ok := boolean(n.Else); ok {
		if other {
			return chain([]operand{fr.negation(n.If), branch.operand(n.Then)}, "||", precOr), true
		}
		return chain([]operand{fr.operand(n.If), branch.operand(n.Then)}, "&&", precAnd), true
	}
	return operand{}, false
}

func boolean(n model.Node) (value, ok bool) {
	lit, ok := n.(*model.Lit)
	if !ok {
		return false, false
	}
	value, ok = lit.Value.Value.(bool)
	return value, ok
}

// isSimple says that evaluating n costs nothing and needs no condition: it may
// be done before it is known whether it is needed, or twice.
func isSimple(n model.Node) bool {
	switch n := n.(type) {
	case *model.Lit:
		return isConstant(n.Type())
	case *model.Var:
		return n.Scope != model.ScopeLet
	case *model.Select:
		return isSimple(n.X)
	case *model.SelectMeta:
		return isSimple(n.X)
	case *model.Convert:
		return !n.Fails() && isSimple(n.X)
	}
	return false
}

// isConstant says that literals of the type are written as Go constants.
func isConstant(t *model.Type) bool {
	switch t.Kind {
	case model.String, model.Bool, model.Int32, model.Int64, model.Uint32, model.Uint64, model.Float64,
		model.Duration, model.IDRef, model.EnumRef:
		return true
	}
	return false
}
