package expr

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// chain is a run of && or ||. In CEL their terms may be taken in any order: a
// decisive one absorbs the errors of all others. So terms that can't fail come
// first, in the order written, and what they prove is sure for all that follow:
// whoever evaluates the nodes may skip a term's check for absence exactly when
// the node says it is safe.
func (l *lowering) chain(e ast.Expr) model.Node {
	and := e.AsCall().FunctionName() == operators.LogicalAnd
	outer := l.facts
	var safe, failing []model.Node
	whole := true
	for _, arg := range e.AsCall().Args() {
		n := l.condition(arg)
		if n == nil {
			whole = false
			continue
		}
		fails := n.Fails()
		l.facts = l.facts.when(n, and, !fails)
		if fails {
			failing = append(failing, n)
		} else {
			safe = append(safe, n)
		}
	}
	l.facts = outer
	if !whole {
		return nil
	}
	join := func(x, y model.Node) model.Node {
		switch {
		case x == nil:
			return y
		case y == nil:
			return x
		case and:
			return &model.And{X: x, Y: y}
		}
		return &model.Or{X: x, Y: y}
	}
	return join(fold(safe, join), fold(failing, join))
}

func fold(terms []model.Node, join func(x, y model.Node) model.Node) (n model.Node) {
	for _, term := range terms {
		n = join(n, term)
	}
	return n
}

// condition is a sub-expression that must be a bool.
func (l *lowering) condition(e ast.Expr) model.Node { return l.as(e, boolType) }

func (l *lowering) not(e ast.Expr) model.Node {
	x := l.condition(e.AsCall().Args()[0])
	if x == nil {
		return nil
	}
	return &model.Not{X: x}
}

// conditional is `c ? a : b`. A branch that is optional stays so when an
// optional is wanted.
func (l *lowering) conditional(e ast.Expr, want *model.Type) model.Node {
	args := e.AsCall().Args()
	cond := l.condition(args[0])
	outer := l.facts
	branch := func(e ast.Expr, truth bool, hint *model.Type) model.Node {
		if cond != nil {
			l.facts = outer.when(cond, truth, !cond.Fails())
		}
		n := l.kept(l.branch(l.lower(e, hint), e, want), e)
		l.facts = outer
		return n
	}
	var then, els model.Node
	if want == nil && l.needy(args[1]) && !l.needy(args[2]) {
		els = branch(args[2], false, nil)
		then = branch(args[1], true, typeOf(els))
	} else {
		then = branch(args[1], true, want)
		hint := want
		if hint == nil {
			hint = typeOf(then)
		}
		els = branch(args[2], false, hint)
	}
	if cond == nil || then == nil || els == nil {
		return nil
	}
	t := join(then.Type(), els.Type())
	if t == nil {
		l.report(l.mark(e.ID()), diag.ExprType, "", "the branches of ?: differ: %s and %s", a(then.Type()), a(els.Type()))
		return nil
	}
	return &model.Cond{If: cond, Then: convert(then, t), Else: convert(els, t)}
}

// branch reads a branch as what is wanted, or as a value where it was seen to
// be there.
func (l *lowering) branch(n model.Node, e ast.Expr, want *model.Type) model.Node {
	switch {
	case n == nil:
		return nil
	case want != nil && converts(n.Type(), want) && !narrowing(n.Type(), want):
		return convert(n, want)
	case want != nil && want.Kind != model.Optional:
		return l.present(n, e)
	case want == nil && n.Type().Kind == model.Optional:
		if proved, _ := l.facts.find(pathOf(n)); proved {
			return l.present(n, e)
		}
	}
	return n
}

func typeOf(n model.Node) *model.Type {
	if n == nil {
		return nil
	}
	return n.Type()
}

// has is has(x.f): an optional that is there, a union that is a variant, a map
// that has a key.
func (l *lowering) has(e ast.Expr) model.Node {
	args := e.AsCall().Args()
	if len(args) != 1 {
		l.report(l.callName(e), diag.ExprType, "", "has() takes one thing: has(x.f)")
		return nil
	}
	arg := args[0]
	switch arg.Kind() {
	case ast.IdentKind:
		return l.hasName(e, arg)
	case ast.SelectKind:
		return l.hasPart(e, arg)
	}
	l.report(l.extent(arg), diag.ExprType, "of a map's key ask `key in map`", "has() asks for a field: has(x.f)")
	return nil
}

func (l *lowering) hasName(e, arg ast.Expr) model.Node {
	n := l.lower(arg, nil)
	if n == nil {
		return nil
	}
	if n.Type().Kind != model.Optional {
		l.alwaysThere(arg, n.Type())
		return nil
	}
	l.rewrite(e, celFactory.NewCall(e.ID(), celHas, arg))
	return &model.IsPresent{X: n}
}

func (l *lowering) hasPart(e, arg ast.Expr) model.Node {
	if name := l.qualified(arg); name != "" {
		if n, done := l.qualifiedName(arg, name); done {
			if n != nil {
				l.alwaysThere(arg, n.Type())
			}
			return nil
		}
	}
	sel := arg.AsSelect()
	x := l.present(l.lower(sel.Operand(), nil), sel.Operand())
	if x == nil {
		return nil
	}
	l.rewrite(e, celFactory.NewPresenceTest(e.ID(), sel.Operand(), sel.FieldName()))
	switch t := x.Type(); t.Kind {
	case model.UnionRef:
		if v := findVariant(t.Union, sel.FieldName()); v != nil {
			return &model.IsVariant{X: x, Variant: v}
		}
	case model.Map:
		if namedKeys(t) {
			key := l.keyLiteral(arg, t.Key, sel.FieldName())
			if key == nil {
				return nil
			}
			return &model.In{X: key, Of: x}
		}
	}
	n := l.step(arg, x, sel.FieldName())
	if n == nil {
		return nil
	}
	if n.Type().Kind != model.Optional {
		l.alwaysThere(arg, n.Type())
		return nil
	}
	return &model.IsPresent{X: n}
}

func (l *lowering) alwaysThere(arg ast.Expr, t *model.Type) {
	l.report(l.extent(arg), diag.ExprType, "", "has() asks for what may be absent, and %s is always there", l.text(arg))
}
