package golang

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

// mapChildren is a node with f applied to the nodes below it. The node itself
// stays as it is.
func mapChildren(n model.Node, f func(model.Node) model.Node) model.Node {
	switch n := n.(type) {
	case *model.Select:
		return &model.Select{X: f(n.X), Field: n.Field}
	case *model.SelectMeta:
		return &model.SelectMeta{X: f(n.X), Name: n.Name, T: n.T}
	case *model.AsVariant:
		return &model.AsVariant{X: f(n.X), Variant: n.Variant, Safe: n.Safe}
	case *model.IsVariant:
		return &model.IsVariant{X: f(n.X), Variant: n.Variant}
	case *model.IsPresent:
		return &model.IsPresent{X: f(n.X)}
	case *model.Deref:
		return &model.Deref{X: f(n.X), Safe: n.Safe}
	case *model.Some:
		return &model.Some{X: f(n.X)}
	case *model.Convert:
		return &model.Convert{X: f(n.X), T: n.T}
	case *model.Not:
		return &model.Not{X: f(n.X)}
	case *model.And:
		return &model.And{X: f(n.X), Y: f(n.Y)}
	case *model.Or:
		return &model.Or{X: f(n.X), Y: f(n.Y)}
	case *model.Cond:
		return &model.Cond{If: f(n.If), Then: f(n.Then), Else: f(n.Else)}
	case *model.Compare:
		return &model.Compare{Op: n.Op, X: f(n.X), Y: f(n.Y)}
	case *model.Arith:
		m := &model.Arith{Op: n.Op, X: f(n.X), T: n.T}
		if n.Y != nil {
			m.Y = f(n.Y)
		}
		return m
	case *model.In:
		return &model.In{X: f(n.X), Of: f(n.Of)}
	case *model.Index:
		return &model.Index{X: f(n.X), I: f(n.I), Safe: n.Safe}
	case *model.Call:
		return &model.Call{Name: n.Name, Args: mapNodes(n.Args, f), T: n.T, CanFail: n.CanFail}
	case *model.MakeList:
		return &model.MakeList{Elems: mapNodes(n.Elems, f), T: n.T}
	case *model.MakeMap:
		return &model.MakeMap{Keys: mapNodes(n.Keys, f), Values: mapNodes(n.Values, f), T: n.T}
	case *model.MakeValue:
		return &model.MakeValue{T: n.T, Variant: n.Variant, Fields: mapFields(n.Fields, f)}
	case *model.With:
		return &model.With{X: f(n.X), Fields: mapFields(n.Fields, f)}
	case *model.Loop:
		m := *n
		m.Over, m.Body = f(n.Over), f(n.Body)
		if n.Filter != nil {
			m.Filter = f(n.Filter)
		}
		return &m
	}
	return n // a name or constant
}

func mapNodes(nodes []model.Node, f func(model.Node) model.Node) []model.Node {
	mapped := make([]model.Node, len(nodes))
	for i, n := range nodes {
		mapped[i] = f(n)
	}
	return mapped
}

func mapFields(fields []model.FieldNode, f func(model.Node) model.Node) []model.FieldNode {
	mapped := make([]model.FieldNode, len(fields))
	for i, field := range fields {
		mapped[i] = model.FieldNode{Field: field.Field, X: f(field.X)}
	}
	return mapped
}

// anyNode says whether is holds for n or a node below it.
func anyNode(n model.Node, is func(model.Node) bool) bool {
	found := false
	model.Walk(n, func(n model.Node) bool {
		found = found || is(n)
		return !found
	})
	return found
}

// uses says whether a loop name of an enclosing loop occurs in n. Inner loops
// over the same name count too, which at worst keeps a name that isn't needed.
func uses(n model.Node, name string) bool {
	return n != nil && anyNode(n, func(n model.Node) bool {
		v, ok := n.(*model.Var)
		return ok && v.Scope == model.ScopeLocal && v.Name == name
	})
}

// makesID says whether n calls new_id(), which gives another id each time.
func makesID(n model.Node) bool {
	return n != nil && anyNode(n, func(n model.Node) bool {
		c, ok := n.(*model.Call)
		return ok && c.Name == "new_id"
	})
}

// same says that two nodes are the same path: names, fields, keys.
func same(x, y model.Node) bool {
	switch x := x.(type) {
	case *model.Var:
		y, ok := y.(*model.Var)
		return ok && x.Scope == y.Scope && x.Name == y.Name
	case *model.Select:
		y, ok := y.(*model.Select)
		return ok && x.Field == y.Field && same(x.X, y.X)
	case *model.SelectMeta:
		y, ok := y.(*model.SelectMeta)
		return ok && x.Name == y.Name && same(x.X, y.X)
	case *model.Convert:
		y, ok := y.(*model.Convert)
		return ok && sameType(x.T, y.T) && same(x.X, y.X)
	case *model.Deref:
		y, ok := y.(*model.Deref)
		return ok && same(x.X, y.X)
	case *model.Index:
		y, ok := y.(*model.Index)
		return ok && same(x.X, y.X) && same(x.I, y.I)
	case *model.AsVariant:
		y, ok := y.(*model.AsVariant)
		return ok && x.Variant == y.Variant && same(x.X, y.X)
	case *model.Lit:
		y, ok := y.(*model.Lit)
		return ok && isConstant(x.Type()) && isConstant(y.Type()) && x.Value.Value == y.Value.Value
	}
	return false
}

// sameType says that values of both types are of one Go type.
func sameType(t, u *model.Type) bool {
	if t.Kind != u.Kind {
		return false
	}
	switch t.Kind {
	case model.IDRef:
		return t.ID == u.ID
	case model.EnumRef:
		return t.Enum == u.Enum
	case model.ValueRef:
		return t.Value == u.Value
	case model.UnionRef:
		return t.Union == u.Union
	case model.List, model.Optional:
		return sameType(t.Elem, u.Elem)
	case model.Map:
		return sameType(t.Key, u.Key) && sameType(t.Elem, u.Elem)
	}
	return true
}
