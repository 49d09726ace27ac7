package model

// MapParts is a node with f applied to what it is made of. The node itself stays
// as it is; one that is made of nothing comes back.
func MapParts(n Node, f func(Node) Node) Node {
	switch n := n.(type) {
	case *Select:
		return &Select{X: f(n.X), Field: n.Field}
	case *SelectMeta:
		return &SelectMeta{X: f(n.X), Name: n.Name, T: n.T}
	case *AsVariant:
		return &AsVariant{X: f(n.X), Variant: n.Variant, Safe: n.Safe}
	case *IsVariant:
		return &IsVariant{X: f(n.X), Variant: n.Variant}
	case *IsPresent:
		return &IsPresent{X: f(n.X)}
	case *Deref:
		return &Deref{X: f(n.X), Safe: n.Safe}
	case *Some:
		return &Some{X: f(n.X)}
	case *Convert:
		return &Convert{X: f(n.X), T: n.T}
	case *Not:
		return &Not{X: f(n.X)}
	case *And:
		return &And{X: f(n.X), Y: f(n.Y)}
	case *Or:
		return &Or{X: f(n.X), Y: f(n.Y)}
	case *Cond:
		return &Cond{If: f(n.If), Then: f(n.Then), Else: f(n.Else)}
	case *Compare:
		return &Compare{Op: n.Op, X: f(n.X), Y: f(n.Y)}
	case *Arith:
		twin := *n
		twin.X = f(n.X)
		if n.Y != nil {
			twin.Y = f(n.Y)
		}
		return &twin
	case *In:
		return &In{X: f(n.X), Of: f(n.Of)}
	case *Index:
		return &Index{X: f(n.X), I: f(n.I), Safe: n.Safe}
	case *Call:
		twin := *n
		twin.Args = mapNodes(n.Args, f)
		return &twin
	case *MakeList:
		return &MakeList{Elems: mapNodes(n.Elems, f), T: n.T}
	case *MakeMap:
		return &MakeMap{Keys: mapNodes(n.Keys, f), Values: mapNodes(n.Values, f), T: n.T}
	case *MakeValue:
		return &MakeValue{T: n.T, Variant: n.Variant, Fields: mapFields(n.Fields, f)}
	case *With:
		return &With{X: f(n.X), Fields: mapFields(n.Fields, f)}
	case *Loop:
		twin := *n
		twin.Over, twin.Body = f(n.Over), f(n.Body)
		if n.Filter != nil {
			twin.Filter = f(n.Filter)
		}
		return &twin
	}
	return n
}

func mapNodes(nodes []Node, f func(Node) Node) []Node {
	mapped := make([]Node, len(nodes))
	for i, n := range nodes {
		mapped[i] = f(n)
	}
	return mapped
}

func mapFields(fields []FieldNode, f func(Node) Node) []FieldNode {
	mapped := make([]FieldNode, len(fields))
	for i, field := range fields {
		mapped[i] = FieldNode{Field: field.Field, X: f(field.X)}
	}
	return mapped
}
