package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// resolveUnique reads what no two aggregates of the type may share.
func (a *aggregate) resolveUnique() {
	s := a.context.scopeOf(a.rule(), a.state(model.ScopeState, "state"))
	for _, x := range a.s.Unique {
		if !s.refusalID(x.ID, a.outcomes) {
			continue
		}
		by := s.claimed(x)
		message := s.claiming(by).message(x.Message, x.ID.Text)
		if by == nil || message == nil {
			continue
		}
		a.m.Unique = append(a.m.Unique, &model.Unique{
			ID: x.ID.Text, GoName: a.refusals[x.ID.Text], By: by, Message: message, Pos: at(x.ID.Span),
		})
	}
}

// claimed reads what an entry of `unique` is about; nil when it is wrong.
func (s scope) claimed(x *syntax.Unique) *model.Expr {
	by := s.check(x.By, x.ID.Text, nil)
	if by == nil {
		return nil
	}
	whole := x.By.Part(0, len(x.By.Text))
	if why := unclaimable(by.Type(), map[*model.Value]bool{}); why != "" {
		s.errorf(whole, diag.ExprType, "%s can't be claimed: equal ones may be written in several ways", why).
			Suggestf("claim texts, exact numbers, ids, words of enums, times, or values and lists of them")
		return nil
	}
	if secret := expr.SecretIn(by.Node); secret != nil {
		s.errorf(whole, diag.SecretInEvent, "%s is secret, and a claim is kept for ever", secret.Name).
			Suggestf("claim something else: who has the store could find the secret by trying")
		return nil
	}
	if !usesScope(by, model.ScopeState) {
		s.errorf(whole, diag.ExprType, "every aggregate would claim the same, so there could be only one").
			Suggestf("claim something of the state")
		return nil
	}
	return by
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
