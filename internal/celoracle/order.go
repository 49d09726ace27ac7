package celoracle

import (
	"slices"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// inOrder is written around what a comprehension goes over: the language goes
// through maps in the order of their keys, cel-go in Go's.
const inOrder = "@in_order"

var orderFunction = cel.Function(inOrder,
	cel.Overload("in_order", []*types.Type{types.NewTypeParamType("A")}, types.NewTypeParamType("A"), cel.UnaryBinding(func(v ref.Val) ref.Val {
		if m, ok := v.(traits.Mapper); ok {
			return ordered{m}
		}
		return v
	})))

// order has every comprehension of an expression go in order.
func order(parsed *cel.Ast) {
	a := parsed.NativeRep()
	id := int64(1 << 32)
	factory := ast.NewExprFactory()
	var loops []ast.ComprehensionExpr
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.ComprehensionKind {
			loops = append(loops, e.AsComprehension())
		}
	}))
	for _, loop := range loops {
		over := loop.IterRange()
		inner := factory.NewUnspecifiedExpr(id)
		inner.SetKindCase(over)
		over.SetKindCase(factory.NewCall(over.ID(), inOrder, inner))
		id++
	}
}

// ordered is a map whose keys come in order.
type ordered struct{ traits.Mapper }

func (m ordered) keys() []ref.Val {
	var keys []ref.Val
	for it := m.Mapper.Iterator(); it.HasNext() == types.True; {
		keys = append(keys, it.Next())
	}
	slices.SortFunc(keys, func(a, b ref.Val) int { return int(a.(traits.Comparer).Compare(b).(types.Int)) })
	return keys
}

func (m ordered) Iterator() traits.Iterator {
	return types.NewRefValList(types.DefaultTypeAdapter, m.keys()).Iterator()
}

func (m ordered) Fold(f traits.Folder) {
	for _, key := range m.keys() {
		if !f.FoldEntry(key, m.Get(key)) {
			return
		}
	}
}
