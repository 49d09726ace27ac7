package golang

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

// functionWidth is how wide a function literal's parameters and body may be on
// one line.
const functionWidth = 56

// nodeWidth is about how many characters an expression takes in Go.
func nodeWidth(n model.Node) int {
	width := 0
	model.Walk(n, func(n model.Node) bool {
		switch n := n.(type) {
		case *model.Var:
			width += len(n.Name)
		case *model.Lit:
			width += literalWidth(n.Value)
		case *model.Select:
			width += len(n.Field.GoName) + 1
		case *model.Loop:
			width += functionWidth
		case *model.MakeValue:
			for _, f := range n.Fields {
				width += len(f.Field.GoName) + 4
			}
		case *model.And, *model.Or, *model.Compare, *model.Some, *model.Not, *model.Deref:
			width += 4
		default:
			width += 12
		}
		return true
	})
	return width
}

// typeWidth is about how many characters a type takes in Go.
func typeWidth(t *model.Type) int {
	switch t.Kind {
	case model.IDRef:
		return len(t.ID.GoName)
	case model.EnumRef:
		return len(t.Enum.GoName)
	case model.ValueRef:
		return len(t.Value.GoName)
	case model.UnionRef:
		return len(t.Union.GoName)
	case model.List, model.Optional:
		return typeWidth(t.Elem) + 2
	case model.Map:
		return typeWidth(t.Key) + typeWidth(t.Elem) + 5
	}
	return 6
}
