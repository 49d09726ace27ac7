package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// loop is a comprehension: a call that is given function literals.
func (fr *frame) loop(n *model.Loop) operand {
	if n.Index != nil {
		return fr.pairLoop(n)
	}
	over := fr.operand(n.Over).code
	if t := n.Over.Type(); t.Kind == model.Map {
		over = fr.inKeyOrder(t, "SortedKeys", over).code
	}
	params := []*model.Var{n.Value}
	body := fr.lambda(params, n.Body, fr.filterFails(n))
	switch n.Name {
	case "all":
		if fr.mayFail(n.Body) {
			return tryCall("TryAll", over, body)
		}
		return exprCall("All", over, body)
	case "exists":
		if fr.mayFail(n.Body) {
			return tryCall("TryExists", over, body)
		}
		if member, ok := wantedMember(n); ok {
			return call("slices", "Contains", over, fr.operand(member).code)
		}
		return call("slices", "ContainsFunc", over, body)
	case "exists_one", "existsOne":
		return exprCall("ExistsOne", over, body)
	case "filter":
		return exprCall("Filter", over, body)
	case "map":
		if n.Filter != nil {
			return exprCall("MapIf", over, fr.lambda(params, n.Filter, false), body)
		}
		return exprCall("Map", over, body)
	case "sortBy":
		return fr.sortBy(n, over, body)
	}
	panic(bug("the loop %q over one name", n.Name))
}

// inKeyOrder calls a function that goes through a map's keys in their order.
func (fr *frame) inKeyOrder(t *model.Type, name string, over jen.Code) operand {
	if compare := fr.order(t.Key); compare != nil {
		return exprCall(name+"Func", over, compare)
	}
	return exprCall(name, over)
}

// pairLoop goes over the indexes and elements of a list or the entries of a map.
func (fr *frame) pairLoop(n *model.Loop) operand {
	params := []*model.Var{n.Index, n.Value}
	seq := fr.pairs(n).code
	if n.Filter != nil {
		seq = exprCall("Where", seq, fr.lambda(params, n.Filter, false)).code
	}
	switch {
	case n.Name == "transformList" && same(n.Body, n.Index):
		return exprCall("Keys", seq)
	case n.Name == "transformList" && same(n.Body, n.Value):
		return exprCall("Values", seq)
	case n.Name == "transformMap" && same(n.Body, n.Value):
		return call("maps", "Collect", seq)
	case n.Name == "transformMapEntry":
		if entry, ok := n.Body.(*model.MakeMap); ok && len(entry.Keys) == 1 {
			return tryCall("TransformMapEntry", seq, fr.entryLambda(n, entry))
		}
		return tryCall("TransformMapEntries", seq, fr.lambda(params, n.Body, fr.filterFails(n)))
	}
	body := fr.lambda(params, n.Body, fr.filterFails(n))
	switch n.Name {
	case "all":
		if fr.mayFail(n.Body) {
			return tryCall("TryAll2", seq, body)
		}
		return exprCall("All2", seq, body)
	case "exists":
		if fr.mayFail(n.Body) {
			return tryCall("TryExists2", seq, body)
		}
		return exprCall("Exists2", seq, body)
	case "exists_one", "existsOne":
		return exprCall("ExistsOne2", seq, body)
	case "transformList":
		return exprCall("TransformList", seq, body)
	case "transformMap":
		return exprCall("TransformMap", seq, body)
	}
	panic(bug("the loop %q over two names", n.Name))
}

// pairs goes through what the loop is over. The order of a map's keys is kept
// wherever it can be seen.
func (fr *frame) pairs(n *model.Loop) operand {
	over := fr.operand(n.Over).code
	switch {
	case n.Over.Type().Kind != model.Map:
		return exprCall("Indexed", over)
	case n.Name == "transformList" || fr.mayFail(n.Body) || fr.filterFails(n) || makesID(n.Body) || makesID(n.Filter):
		return fr.inKeyOrder(n.Over.Type(), "Sorted", over)
	}
	return call("maps", "All", over)
}

func (fr *frame) filterFails(n *model.Loop) bool { return n.Filter != nil && fr.mayFail(n.Filter) }

// wantedMember is x in a body v == x over values that == compares.
func wantedMember(n *model.Loop) (model.Node, bool) {
	c, ok := n.Body.(*model.Compare)
	if !ok || c.Op != "==" || !isComparable(c.X.Type()) {
		return nil, false
	}
	if same(c.X, n.Value) && isSimple(c.Y) && !uses(c.Y, n.Value.Name) {
		return c.Y, true
	}
	if same(c.Y, n.Value) && isSimple(c.X) && !uses(c.X, n.Value.Name) {
		return c.X, true
	}
	return nil, false
}

// lambda is a function literal of loop names.
func (fr *frame) lambda(vars []*model.Var, body model.Node, careful bool) *jen.Statement {
	inner, params := fr.params(vars, careful, body)
	width := nodeWidth(body)
	for _, v := range vars {
		width += len(v.Name) + typeWidth(v.T)
	}
	statements := inner.body(body)
	if width > functionWidth {
		return jen.Func().Params(params...).Add(fr.pkg.goType(body.Type())).Block(statements...)
	}
	return fr.function(params, body.Type(), statements)
}

// params binds loop names as parameters; one that isn't used is named _.
func (fr *frame) params(vars []*model.Var, careful bool, bodies ...model.Node) (*frame, []jen.Code) {
	inner := *fr
	inner.careful = fr.careful || careful
	var params []jen.Code
	frame := &inner
	for _, v := range vars {
		used := false
		for _, body := range bodies {
			used = used || uses(body, v.Name)
		}
		name := "_"
		if used {
			frame, name = frame.bind(v)
			frame.param = v.Name
		}
		params = append(params, jen.Id(name).Add(fr.pkg.goType(v.T)))
	}
	return frame, params
}

// entryLambda is a function literal that gives a key and its value.
func (fr *frame) entryLambda(n *model.Loop, entry *model.MakeMap) *jen.Statement {
	key, value := entry.Keys[0], entry.Values[0]
	inner, params := fr.params([]*model.Var{n.Index, n.Value}, fr.filterFails(n), key, value)
	return jen.Func().Params(params...).Params(fr.pkg.goType(n.T.Key), fr.pkg.goType(n.T.Elem)).
		Block(jen.Return(inner.operand(key).code, inner.operand(value).code))
}
