package golang

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

// looksAt says that an expression looks at something of a scope, also through
// the sub-expressions that it names.
func looksAt(n model.Node, scope model.Scope) bool {
	return anyNode(n, func(n model.Node) bool {
		v, ok := n.(*model.Var)
		return ok && (v.Scope == scope || v.Scope == model.ScopeLet && looksAt(v.Let.Value.Node, scope))
	})
}
