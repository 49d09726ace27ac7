package expr

import (
	"cel.dev/cel-go/common/ast"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// Participant reads which of the aggregates under `reads` an event is raised on:
// `credit`, or `accounts[cmd.to]` of several. State is that aggregate's state as
// it was read, id the expression that picks it of several, which stands at key.
func Participant(on syntax.Scalar, env *Env) (state model.Node, id *model.Expr, key diag.Span, findings []diag.Finding) {
	l := newLowering(newSource(on, 0, len(on.Text)), env)
	root := l.parse()
	if root == nil {
		return nil, nil, key, l.found()
	}
	n := l.participant(root)
	if n != nil && len(l.findings) == 0 && !plainlyTyped(n) {
		l.celCheck(root, n)
	}
	if n == nil || len(l.findings) > 0 {
		return nil, nil, key, l.found()
	}
	if entry, ok := n.(*model.Index); ok {
		at := l.keyExtent(root)
		id, key = l.expr(entry.I, l.src.text[at.from:at.to]), l.src.span(at.from, at.to)
	}
	return n, id, key, nil
}

func (l *lowering) participant(root ast.Expr) model.Node {
	n := l.lower(root, nil)
	if n == nil {
		return nil
	}
	if v, ok := n.(*model.Var); ok && v.Scope == model.ScopeRead && v.T.Kind == model.Optional {
		if proved, _ := l.facts.find(pathOf(v)); !proved && !l.env.Deferred {
			l.report(l.extent(root), diag.ExprAbsent, "write when: has("+v.Name+")", "%s is optional and may be absent here", v.Name)
			return nil
		}
	}
	n = l.present(n, root)
	switch v := rootOf(n); {
	case n.Type().Kind == model.Map && v != nil && v.Scope == model.ScopeRead:
		l.report(l.extent(root), diag.ExprType, "say which: "+v.Name+"[…]", "%s are several aggregates, and an event is raised on one", v.Name)
		return nil
	case n.Type().Kind != model.Record || v == nil || v.Scope != model.ScopeRead:
		l.report(l.extent(root), diag.ExprType, "", "an event is raised on an aggregate that is read, not on %s", a(n.Type()))
		return nil
	}
	return n
}

// keyExtent is where the key stands in `map[key]` or `map.key`.
func (l *lowering) keyExtent(e ast.Expr) extent {
	if e.Kind() == ast.SelectKind {
		return l.fieldName(e)
	}
	return l.extent(e.AsCall().Args()[1])
}
