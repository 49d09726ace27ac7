package golang

import (
	"slices"
	"strings"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// simplify is an expression of the same meaning that makes plainer Go: ids are
// compared as ids, a key that was just looked for is read without a check,
// constants are worked out. What comes of it also fails less.
func simplify(n model.Node) model.Node { return simplifier{}.node(n) }

// simplifier goes down an expression with the keys known to be in maps.
type simplifier struct{ known []*model.In }

func (s simplifier) node(n model.Node) model.Node {
	switch n := n.(type) {
	case *model.And:
		x := s.node(n.X)
		return &model.And{X: x, Y: s.knowing(proves(x, true)).node(n.Y)}
	case *model.Or:
		x := s.node(n.X)
		return &model.Or{X: x, Y: s.knowing(proves(x, false)).node(n.Y)}
	case *model.Cond:
		c := s.node(n.If)
		return &model.Cond{
			If:   c,
			Then: s.knowing(proves(c, true)).node(n.Then),
			Else: s.knowing(proves(c, false)).node(n.Else),
		}
	case *model.Loop:
		return s.loop(n)
	}
	return s.here(mapChildren(n, s.node))
}

// knowing is the simplifier where more keys are known.
func (s simplifier) knowing(more []*model.In) simplifier {
	return simplifier{append(s.known[:len(s.known):len(s.known)], more...)}
}

// proves are the keys that are in maps when a condition comes out as it does.
func proves(n model.Node, outcome bool) []*model.In {
	switch n := n.(type) {
	case *model.In:
		if outcome && n.Of.Type().Kind == model.Map && !n.Fails() {
			return []*model.In{n}
		}
	case *model.Not:
		return proves(n.X, !outcome)
	case *model.And:
		if outcome {
			return append(proves(n.X, true), proves(n.Y, true)...)
		}
	case *model.Or:
		if !outcome {
			return append(proves(n.X, false), proves(n.Y, false)...)
		}
	}
	return nil
}

// here simplifies one node whose children are.
func (s simplifier) here(n model.Node) model.Node {
	switch n := n.(type) {
	case *model.Not:
		if inner, ok := n.X.(*model.Not); ok {
			return inner.X
		}
	case *model.Convert:
		return simplifyConvert(n)
	case *model.Compare:
		n.X, n.Y = alike(n.X, n.Y)
	case *model.In:
		return simplifyIn(n)
	case *model.Index:
		n.Safe = n.Safe || slices.ContainsFunc(s.known, func(in *model.In) bool {
			return same(in.Of, n.X) && same(in.X, n.I)
		})
	case *model.Arith:
		if n.Op == "neg" {
			return simplifyNegative(n)
		}
		return simplifyFloats(n)
	case *model.Call:
		return simplifyCall(n)
	}
	return n
}

// simplifyConvert drops a conversion that changes nothing and makes constants
// of the type they are converted to.
func simplifyConvert(n *model.Convert) model.Node {
	if sameType(n.X.Type(), n.T) {
		return n.X
	}
	if lit, ok := n.X.(*model.Lit); ok {
		switch {
		case n.T.Kind == model.IDRef && lit.Type().Kind == model.String,
			n.T.Kind == model.String && lit.Type().Kind == model.IDRef:
			return &model.Lit{Value: &model.Literal{Type: n.T, Value: lit.Value.Value, Pos: lit.Value.Pos}}
		}
	}
	if inner, ok := n.X.(*model.Convert); ok && inner.T.Kind == model.String && sameType(inner.X.Type(), n.T) {
		return inner.X // an id by way of string
	}
	return n
}

// alike drops the conversion of ids to strings that are compared with ids of
// the same type or constants.
func alike(x, y model.Node) (model.Node, model.Node) {
	idX, okX := idBehind(x)
	idY, okY := idBehind(y)
	switch {
	case okX && okY && sameType(idX.Type(), idY.Type()):
		return idX, idY
	case okX && isTextLiteral(y):
		return idX, asType(y.(*model.Lit), idX.Type())
	case okY && isTextLiteral(x):
		return asType(x.(*model.Lit), idY.Type()), idY
	}
	return x, y
}

func idBehind(n model.Node) (model.Node, bool) {
	c, ok := n.(*model.Convert)
	if !ok || c.T.Kind != model.String || c.X.Type().Kind != model.IDRef {
		return nil, false
	}
	return c.X, true
}

func isTextLiteral(n model.Node) bool {
	lit, ok := n.(*model.Lit)
	return ok && lit.Type().Kind == model.String
}

func asType(lit *model.Lit, t *model.Type) *model.Lit {
	return &model.Lit{Value: &model.Literal{Type: t, Value: lit.Value.Value, Pos: lit.Value.Pos}}
}

// simplifyIn looks for an id among constants as an id.
func simplifyIn(n *model.In) model.Node {
	list, ok := n.Of.(*model.MakeList)
	if !ok {
		return n
	}
	id, ok := idBehind(n.X)
	if !ok {
		return n
	}
	ids := &model.MakeList{T: &model.Type{Kind: model.List, Elem: id.Type()}}
	for _, elem := range list.Elems {
		if x, y := alike(n.X, elem); x == id {
			ids.Elems = append(ids.Elems, y)
		} else {
			return n
		}
	}
	return &model.In{X: id, Of: ids}
}

// simplifyNegative makes a negative constant of a minus and a constant.
func simplifyNegative(n *model.Arith) model.Node {
	lit, ok := n.X.(*model.Lit)
	if !ok {
		return n
	}
	negative := *lit.Value
	switch x := lit.Value.Value.(type) {
	case int64:
		if x == -x && x != 0 {
			return n // the least number has no opposite
		}
		negative.Value = -x
	case float64:
		negative.Value = -x
	case time.Duration:
		negative.Value = -x
	case string: // decimal
		text, isNegative := strings.CutPrefix(x, "-")
		if !isNegative && x != "0" {
			text = "-" + x
		}
		negative.Value = text
	default:
		return n
	}
	return &model.Lit{Value: &negative}
}

// simplifyFloats works out constants, which Go would do exactly and CEL does
// as float64.
func simplifyFloats(n *model.Arith) model.Node {
	x, okX := float(n.X)
	y, okY := float(n.Y)
	if !okX || !okY {
		return n
	}
	result := x
	switch n.Op {
	case "+":
		result += y
	case "-":
		result -= y
	case "*":
		result *= y
	case "/":
		result /= y
	default:
		return n
	}
	return &model.Lit{Value: &model.Literal{Type: n.T, Value: result}}
}

func float(n model.Node) (float64, bool) {
	lit, ok := n.(*model.Lit)
	if !ok {
		return 0, false
	}
	x, ok := lit.Value.Value.(float64)
	return x, ok
}

// loop simplifies a comprehension. In a loop over a map's keys the entry of
// the key is the loop's own value.
func (s simplifier) loop(n *model.Loop) model.Node {
	m := *n
	m.Over = s.node(n.Over)
	inner := s.without(n.Index).without(n.Value)
	overMap := m.Over.Type().Kind == model.Map
	if overMap {
		key := n.Index
		if key == nil {
			key = n.Value
		}
		inner = inner.knowing([]*model.In{{X: key, Of: m.Over}})
	}
	if n.Filter != nil {
		m.Filter = inner.node(n.Filter)
		inner = inner.knowing(proves(m.Filter, true))
	}
	m.Body = inner.node(n.Body)
	if !overMap {
		return &m
	}
	if m.Index == nil {
		m = overEntries(m)
	}
	if m.Index == nil {
		return &m
	}
	entry := &model.Index{X: m.Over, I: m.Index}
	m.Body = replace(m.Body, entry, m.Value, m.Index.Name)
	if m.Filter != nil {
		m.Filter = replace(m.Filter, entry, m.Value, m.Index.Name)
	}
	if body, ok := m.Body.(*model.MakeMap); ok && m.Name == "transformMapEntry" && len(body.Keys) == 1 && same(body.Keys[0], m.Index) {
		m.Name, m.Body = "transformMap", body.Values[0] // the keys stay as they are
	}
	return &m
}

// overEntries is a loop over a map's keys as one over its entries, if its body
// looks at them or the order of keys can't be seen.
func overEntries(m model.Loop) model.Loop {
	key, entry := m.Value, &model.Index{X: m.Over, I: m.Value}
	reads := func(n model.Node) bool {
		return n != nil && anyNode(n, func(n model.Node) bool { return same(n, entry) })
	}
	if m.Name != "all" && m.Name != "exists" && !reads(m.Body) && !reads(m.Filter) {
		return m
	}
	value := &model.Var{Scope: model.ScopeLocal, Name: entryName(&m), T: m.Over.Type().Elem}
	m.Index, m.Value = key, value
	switch m.Name {
	case "map":
		m.Name = "transformList"
	case "filter":
		m.Name, m.Filter, m.Body = "transformList", m.Body, key
	}
	return m
}

// without forgets what is known of a name that is given another meaning.
func (s simplifier) without(v *model.Var) simplifier {
	if v == nil {
		return s
	}
	return simplifier{slices.DeleteFunc(slices.Clone(s.known), func(in *model.In) bool {
		return uses(in, v.Name)
	})}
}

// replace puts v wherever a path stands in n, but where an inner loop gives
// the path's or v's name another meaning.
func replace(n, path model.Node, v *model.Var, name string) model.Node {
	if same(n, path) {
		return v
	}
	if loop, ok := n.(*model.Loop); ok && (binds(loop, name) || binds(loop, v.Name)) {
		inner := *loop
		inner.Over = replace(loop.Over, path, v, name)
		return &inner
	}
	return mapChildren(n, func(child model.Node) model.Node { return replace(child, path, v, name) })
}

func binds(loop *model.Loop, name string) bool {
	return loop.Index != nil && loop.Index.Name == name || loop.Value.Name == name
}

// entryName is a name for the value of a loop that named only the key: the last
// word of its type, unless the loop uses that name.
func entryName(n *model.Loop) string {
	name := "value"
	switch t := n.Over.Type().Elem; t.Kind {
	case model.EnumRef:
		name = lastWord(t.Enum.GoName)
	case model.ValueRef:
		name = lastWord(t.Value.GoName)
	case model.UnionRef:
		name = lastWord(t.Union.GoName)
	}
	for name == n.Value.Name || uses(n.Body, name) || uses(n.Over, name) {
		name += "_"
	}
	return name
}

// lastWord is what a type's name says it is, in lower case: OrderItem → item.
func lastWord(goName string) string {
	snake := words(goName, "_")
	return snake[strings.LastIndexByte(snake, '_')+1:]
}
