package resolve

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

// walk visits an expression's nodes, each before those in it, and, once each,
// what `let` names in it stand for. It goes no deeper where visit says so.
func walk(n model.Node, visit func(model.Node) bool) {
	seen := map[*model.Let]bool{}
	var step func(model.Node)
	step = func(n model.Node) {
		if n == nil || !visit(n) {
			return
		}
		if v, ok := n.(*model.Var); ok && v.Scope == model.ScopeLet && v.Let != nil && v.Let.Value != nil && !seen[v.Let] {
			seen[v.Let] = true
			step(v.Let.Value.Node)
		}
		for _, inner := range within(n) {
			step(inner)
		}
	}
	step(n)
}

func within(n model.Node) []model.Node {
	switch n := n.(type) {
	case *model.Select:
		return []model.Node{n.X}
	case *model.SelectMeta:
		return []model.Node{n.X}
	case *model.AsVariant:
		return []model.Node{n.X}
	case *model.IsVariant:
		return []model.Node{n.X}
	case *model.IsPresent:
		return []model.Node{n.X}
	case *model.Deref:
		return []model.Node{n.X}
	case *model.Some:
		return []model.Node{n.X}
	case *model.Convert:
		return []model.Node{n.X}
	case *model.Not:
		return []model.Node{n.X}
	case *model.And:
		return []model.Node{n.X, n.Y}
	case *model.Or:
		return []model.Node{n.X, n.Y}
	case *model.Cond:
		return []model.Node{n.If, n.Then, n.Else}
	case *model.Compare:
		return []model.Node{n.X, n.Y}
	case *model.Arith:
		if n.Y == nil {
			return []model.Node{n.X}
		}
		return []model.Node{n.X, n.Y}
	case *model.In:
		return []model.Node{n.X, n.Of}
	case *model.Index:
		return []model.Node{n.X, n.I}
	case *model.Call:
		return n.Args
	case *model.MakeList:
		return n.Elems
	case *model.MakeMap:
		return append(append([]model.Node(nil), n.Keys...), n.Values...)
	case *model.MakeValue:
		return fieldNodes(nil, n.Fields)
	case *model.With:
		return fieldNodes([]model.Node{n.X}, n.Fields)
	case *model.Loop:
		inner := []model.Node{n.Over, n.Body}
		if n.Filter != nil {
			inner = append(inner, n.Filter)
		}
		return inner
	}
	return nil
}

func fieldNodes(first []model.Node, fields []model.FieldNode) []model.Node {
	for _, f := range fields {
		first = append(first, f.X)
	}
	return first
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
