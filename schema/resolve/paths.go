package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// sets reads what is written into a state.
func (s scope) sets(assigns []*syntax.Assign, state []*model.Field) []*model.Set {
	var all []*model.Set
	seen := map[string]syntax.Scalar{}
	for _, set := range assigns {
		if first, twice := seen[set.Target.Text]; twice {
			s.errorf(set.Target.Span, diag.BadTarget, "%s is written already", set.Target.Text).Relate(first.Span, "the first is here")
			continue
		}
		seen[set.Target.Text] = set.Target
		if m := s.set(set, state); m != nil {
			all = append(all, m)
		}
	}
	return all
}

func (s scope) set(set *syntax.Assign, state []*model.Field) *model.Set {
	target := set.Target
	if s.full() {
		return nil
	}
	field, steps, t, findings := expr.Target(target, state, s.named(target.Text))
	if len(findings) > 0 || field == nil {
		own := s.withoutEchoes(findings, target)
		s.add(own)
		if len(own) == 0 {
			s.lookThrough(set.Value)
		}
		return nil
	}
	value := s.value(set.Value, target.Text, t)
	if value == nil {
		return nil
	}
	m := &model.Set{Field: field, Steps: steps, Value: value, Pos: at(target.Span)}
	if !inlineSet(m) {
		s.errorf(target.Span, diag.ExprTooLarge, "with what the names under `let` stand for, this is too large").
			Suggestf("use fewer names of names")
		return nil
	}
	return m
}

// inlineSet replaces the names under `let` in all expressions of a set, and tells
// whether they are small enough.
func inlineSet(m *model.Set) bool {
	all := []**model.Expr{&m.Value}
	for i := range m.Steps {
		all = append(all, &m.Steps[i].Key, &m.Steps[i].Where)
	}
	for _, e := range all {
		whole, ok := inlined(*e)
		if !ok {
			return false
		}
		*e = whole
	}
	return true
}
