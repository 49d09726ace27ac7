package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// resolveUnique reads what no two aggregates of the type may share.
func (a *aggregate) resolveUnique() {
	s := a.context.scopeOf(a.rule(), a.state(model.ScopeState, "state"))
	for _, x := range a.s.Unique {
		if !s.refusalID(x.ID, a.outcomes) {
			continue
		}
		by := s.check(x.By, x.ID.Text, nil)
		if by != nil {
			if why := unclaimable(by.Type(), map[*model.Value]bool{}); why != "" {
				s.errorf(x.By.Span, diag.ExprType, "%s can't be claimed", why).
					Suggestf("claim what has one spelling: texts, numbers that are exact, ids, words of an enum, dates, and values and lists of them")
				by = nil
			}
		}
		message := s.claiming(by).message(x.Message, x.ID.Text)
		if by == nil || message == nil {
			continue
		}
		a.m.Unique = append(a.m.Unique, &model.Unique{
			ID: x.ID.Text, GoName: a.refusals[x.ID.Text], By: by, Message: message, Pos: at(x.ID.Span),
		})
	}
}

// claiming is the scope of the message: what is claimed is there, since an absent
// value claims nothing.
func (s scope) claiming(by *model.Expr) scope {
	switch {
	case by == nil:
		return s.deferred()
	case by.Type().Kind != model.Optional:
		return s
	}
	there := *by
	there.Node = &model.IsPresent{X: by.Node}
	return s.given(&there)
}

// unclaimable says what in a type two aggregates can't be kept from sharing: what
// has no one spelling, so that equal things could be claimed twice; "" where
// there is nothing of the kind.
func unclaimable(t *model.Type, seen map[*model.Value]bool) string {
	switch t.Kind {
	case model.Optional, model.List:
		return unclaimable(t.Elem, seen)
	case model.ValueRef:
		if seen[t.Value] {
			return ""
		}
		seen[t.Value] = true
		for _, f := range t.Value.Fields {
			if why := unclaimable(f.Type, seen); why != "" {
				return why + " (" + f.Name + " of " + t.Value.Name + ")"
			}
		}
		return ""
	case model.Float64, model.JSON, model.Map, model.UnionRef, model.Record, model.Null:
		return literal.Article(t.String())
	}
	return ""
}
