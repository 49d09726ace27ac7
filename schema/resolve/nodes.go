package resolve

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

// walk visits an expression's nodes, each before those in it, and, once each,
// what `let` names in it stand for. It goes no deeper where visit says so.
func walk(n model.Node, visit func(model.Node) bool) {
	seen := map[*model.Let]bool{}
	var step func(model.Node) bool
	step = func(n model.Node) bool {
		if !visit(n) {
			return false
		}
		if v, ok := n.(*model.Var); ok && v.Scope == model.ScopeLet && !seen[v.Let] {
			seen[v.Let] = true
			model.Walk(v.Let.Value.Node, step)
		}
		return true
	}
	model.Walk(n, step)
}

// usesScope says whether an expression looks at one of some roots.
func usesScope(e *model.Expr, scopes ...model.Scope) bool {
	found := false
	walk(e.Node, func(n model.Node) bool {
		if v, ok := n.(*model.Var); ok {
			for _, s := range scopes {
				found = found || v.Scope == s
			}
		}
		return !found
	})
	return found
}

// fieldsUsed are the fields of a root that an expression reads, in the order of
// the root's fields.
func fieldsUsed(e *model.Expr, root model.Scope, fields []*model.Field) []*model.Field {
	used := map[*model.Field]bool{}
	walk(e.Node, func(n model.Node) bool {
		if s, ok := n.(*model.Select); ok {
			if v, ok := s.X.(*model.Var); ok && v.Scope == root {
				used[s.Field] = true
			}
		}
		return true
	})
	var all []*model.Field
	for _, f := range fields {
		if used[f] {
			all = append(all, f)
		}
	}
	return all
}

// maxInlined bounds an expression whose `let` names were replaced: names of
// names can make one grow without end.
const maxInlined = 10_000

// inlined is an expression with what its `let` names stand for in their place:
// what an event sets may be asked what it reads without looking at names. It
// tells whether that is small enough.
func inlined(e *model.Expr) (*model.Expr, bool) {
	if e == nil || !usesScope(e, model.ScopeLet) {
		return e, true
	}
	size := 0
	var replace func(model.Node) model.Node
	replace = func(n model.Node) model.Node {
		if size++; size > maxInlined {
			return n
		}
		if v, ok := n.(*model.Var); ok && v.Scope == model.ScopeLet {
			return replace(v.Let.Value.Node)
		}
		return model.MapParts(n, replace)
	}
	whole := &model.Expr{Node: replace(e.Node), Source: e.Source, Pos: e.Pos, Rule: e.Rule}
	if size > maxInlined {
		return nil, false
	}
	whole.Fails() // asked once, before emitters ask side by side
	return whole, true
}
