package golang

import (
	"maps"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// letsOf are the named sub-expressions that nodes use, directly or by way of
// each other, each after those it uses itself.
func letsOf(nodes ...model.Node) []*model.Let {
	var lets []*model.Let
	var collect func(model.Node) bool
	collect = func(n model.Node) bool {
		if v, ok := n.(*model.Var); ok && v.Scope == model.ScopeLet && !slices.Contains(lets, v.Let) {
			anyNode(v.Let.Value.Node, collect)
			lets = append(lets, v.Let)
		}
		return false
	}
	for _, n := range nodes {
		if n != nil {
			anyNode(n, collect)
		}
	}
	return lets
}

// declareLets are the statements that declare what letsOf finds, and the frame
// in which the names are in scope. One that can't fail is worked out where it
// stands; one that can is a function, so that only using it can fail.
func (fr *frame) declareLets(nodes ...model.Node) (*frame, []jen.Code) {
	inner := *fr
	inner.lets = maps.Clone(fr.lets)
	if inner.lets == nil {
		inner.lets = make(map[string]string)
	}
	var declarations []jen.Code
	for _, let := range letsOf(nodes...) {
		if inner.lets[let.Name] != "" {
			continue
		}
		name := inner.local(let.Name)
		n := simplify(let.Value.Node)
		if n.Fails() {
			function := inner.function(nil, n.Type(), inner.body(n))
			declarations = append(declarations, jen.Id(name).Op(":=").Add(function))
			inner.lets[let.Name] = name + "()"
			continue
		}
		declarations = append(declarations, inner.define(name, n)...)
		inner.lets[let.Name] = name
	}
	return &inner, declarations
}
