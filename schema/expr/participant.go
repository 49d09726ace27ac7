package expr

import (
	"cel.dev/cel-go/common/ast"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// Participant reads which of the aggregates under `reads` an event is raised on:
// `credit`, or `accounts[cmd.to]` of several. State is that aggregate's state as
// it was read, id the expression that picks it of several.
func Participant(on syntax.Scalar, env *Env) (state model.Node, id *model.Expr, findings []diag.Finding) {
	l := newLowering(newSource(on, 0, len(on.Text)), env)
	root := l.parse()
	if root == nil {
		return nil, nil, l.found()
	}
	n := l.present(l.lower(root, nil), root)
	if n == nil {
		return nil, nil, l.found()
	}
	if !plainlyTyped(n) && len(l.findings) == 0 {
		l.celCheck(root, n)
	}
	if n.Type().Kind == model.Map {
		l.report(l.extent(root), diag.ExprType, "say which: "+on.Text+"[…]", "%s are several aggregates, and an event is raised on one", on.Text)
	} else if v := rootOf(n); n.Type().Kind != model.Record || v == nil || v.Scope != model.ScopeRead {
		l.report(l.extent(root), diag.ExprType, "", "an event is raised on an aggregate that is read, not on %s", a(n.Type()))
	}
	if len(l.findings) > 0 {
		return nil, nil, l.found()
	}
	if entry, ok := n.(*model.Index); ok {
		id = l.expr(entry.I, l.keyText(root))
	}
	return n, id, nil
}

// keyText is the key in `map[key]` or `map.key` as it was written.
func (l *lowering) keyText(e ast.Expr) string {
	if e.Kind() == ast.SelectKind {
		return e.AsSelect().FieldName()
	}
	return l.text(e.AsCall().Args()[1])
}
