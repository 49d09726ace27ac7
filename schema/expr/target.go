package expr

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// Target reads the left-hand side of `sets`: a field of the state, then steps
// below it. The type is that of the place it leads to. A step into an optional
// list or map takes an absent one as empty.
func Target(path syntax.Scalar, state []*model.Field, env *Env) (field *model.Field, steps []model.PathStep, t *model.Type, findings []diag.Finding) {
	l := newLowering(newSource(path, 0, len(path.Text)), env)
	root := l.parse()
	if root == nil {
		return nil, nil, nil, l.found()
	}
	field, steps, t = l.target(root, state)
	if len(l.findings) > 0 {
		return nil, nil, nil, l.found()
	}
	return field, steps, t, nil
}

func (l *lowering) target(e ast.Expr, state []*model.Field) (*model.Field, []model.PathStep, *model.Type) {
	var chain []ast.Expr // from the last step to the first
	for e.Kind() != ast.IdentKind {
		chain = append(chain, e)
		switch {
		case e.Kind() == ast.SelectKind:
			e = e.AsSelect().Operand()
		case e.Kind() == ast.CallKind && e.AsCall().FunctionName() == operators.Index:
			e = e.AsCall().Args()[0]
		default:
			l.report(l.extent(e), diag.BadTarget, "", "a path leads from a field of the state, as in items[sku == event.sku].quantity")
			return nil, nil, nil
		}
	}
	name := e.AsIdent()
	field := findField(state, name)
	switch {
	case field == nil:
		suggestion := didYouMean(name, fieldNames(state))
		if name == "state" && len(chain) > 0 {
			suggestion = "leave state. out: the path begins with its field"
		}
		l.report(l.mark(e.ID()), diag.BadTarget, suggestion, "the state has no field %s", diag.Quote(name))
		return nil, nil, nil
	case field.AggregateID:
		l.report(l.mark(e.ID()), diag.BadTarget, "", "%s is the aggregate's id, which never changes", name)
		return nil, nil, nil
	}
	t := field.Type
	var steps []model.PathStep
	for i := len(chain) - 1; i >= 0; i-- {
		step, below := l.targetStep(chain[i], t)
		if below == nil {
			return nil, nil, nil
		}
		steps, t = append(steps, step), below
	}
	return field, steps, t
}

// targetStep leads one level down; the type is nil after a finding.
func (l *lowering) targetStep(e ast.Expr, t *model.Type) (model.PathStep, *model.Type) {
	if e.Kind() == ast.SelectKind {
		return l.targetField(e, t)
	}
	inside := e.AsCall().Args()[1]
	switch t = plain(t); t.Kind {
	case model.Map:
		if key := l.inner(inside, t.Key); key != nil {
			return model.PathStep{Key: key}, t.Elem
		}
	case model.List:
		elem := &model.Var{Scope: model.ScopeElem, Name: "elem", T: t.Elem}
		l.elem = elem
		defer func() { l.elem = nil }()
		if l.needy(inside) && inside.Kind() == ast.LiteralKind {
			l.report(l.extent(inside), diag.BadTarget, "write a condition over the element's fields, as in items[sku == event.sku]", "elements are chosen by what they are, not by their place")
			return model.PathStep{}, nil
		}
		if where := l.inner(inside, boolType); where != nil {
			return model.PathStep{Where: where, Elem: elem}, t.Elem
		}
	default:
		l.report(l.mark(e.ID()), diag.BadTarget, "", "%s has no elements", a(t))
	}
	return model.PathStep{}, nil
}

// targetField is `x.name`, a field of a value or an entry of a map.
func (l *lowering) targetField(e ast.Expr, t *model.Type) (model.PathStep, *model.Type) {
	name := e.AsSelect().FieldName()
	at := l.fieldName(e)
	if m := plain(t); m.Kind == model.Map && namedKeys(m) {
		if key := l.keyLiteral(e, m.Key, name); key != nil {
			return model.PathStep{Key: l.expr(key, name)}, m.Elem
		}
		return model.PathStep{}, nil
	}
	switch {
	case t.Kind == model.Optional:
		l.report(at, diag.BadTarget, "set the whole of it", "what %s is a field of is optional and may be absent", name)
	case t.Kind == model.UnionRef:
		l.report(at, diag.BadTarget, "set the whole of it", "a part of %s can't be set: it may be another variant", t.Union.Name)
	case t.Kind != model.ValueRef:
		l.report(at, diag.BadTarget, "", "%s has no fields", a(t))
	default:
		if f := findField(t.Value.Fields, name); f != nil {
			return model.PathStep{Field: f}, f.Type
		}
		l.report(at, diag.BadTarget, didYouMean(name, fieldNames(t.Value.Fields)), "%s has no field %s", t.Value.Name, diag.Quote(name))
	}
	return model.PathStep{}, nil
}

// inner is an expression within a path.
func (l *lowering) inner(e ast.Expr, want *model.Type) *model.Expr {
	text := l.text(e)
	n := l.as(e, want)
	if n != nil && len(l.findings) == 0 && !plainlyTyped(n) {
		l.celCheck(e, n)
	}
	if n == nil || len(l.findings) > 0 {
		return nil
	}
	return l.expr(n, text)
}
