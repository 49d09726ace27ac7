package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// resolveSets reads what an event writes into the state.
func (e *event) resolveSets(s scope) {
	seen := map[string]syntax.Scalar{}
	for _, set := range e.s.Sets {
		if first, twice := seen[set.Target.Text]; twice {
			e.context.errorf(set.Target.Span, diag.BadTarget, "%s is written already", set.Target.Text).Relate(first.Span, "the first is here")
			continue
		}
		seen[set.Target.Text] = set.Target
		if m := e.resolveSet(s, set); m != nil {
			e.m.Sets = append(e.m.Sets, m)
		}
	}
}

func (e *event) resolveSet(s scope, set *syntax.Assign) *model.Set {
	target := set.Target
	if s.full() {
		return nil
	}
	field, steps, t, findings := expr.Target(target, e.aggregate.m.State, s.named(target.Text))
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
