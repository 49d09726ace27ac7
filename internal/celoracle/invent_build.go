package celoracle

import (
	"fmt"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// list is `[a, b]`.
func (g *inventor) list(t *model.Type, depth int) (code, bool) {
	if isNarrow(t.Elem) {
		return code{}, false
	}
	elems := make([]code, 1+g.IntN(3))
	for i := range elems {
		elems[i] = g.expr(t.Elem, depth-1)
	}
	return join("["+strings.TrimSuffix(strings.Repeat("%s, ", len(elems)), ", ")+"]", elems...), true
}

// entries is `{key: value}`. A repeated key is an error in CEL and none in
// cel-go, so there it is a function.
func (g *inventor) entries(t *model.Type, depth int) (code, bool) {
	switch {
	case isNarrow(t.Elem), isNarrow(t.Key):
		return code{}, false
	case t.Key.Kind == model.EnumRef:
		return g.memberEntries(t, depth)
	}
	n := 1 + g.IntN(2)
	keys, values := make([]code, n), make([]code, n)
	for i := range n {
		keys[i], values[i] = g.key(t.Key, depth-1), g.expr(t.Elem, depth-1)
	}
	if n == 1 {
		return join("{%s: %s}", keys[0], values[0]), true
	}
	return code{
		fmt.Sprintf("{%s: %s, %s: %s}", keys[0].ours, values[0].ours, keys[1].ours, values[1].ours),
		fmt.Sprintf("entries([%s, %s], [%s, %s])", keys[0].cel, keys[1].cel, values[0].cel, values[1].cel),
	}, true
}

func (g *inventor) memberEntries(t *model.Type, depth int) (code, bool) {
	m, n := t.Key.Enum.Members[0].Name, t.Key.Enum.Members[1].Name
	x, y := g.expr(t.Elem, depth-1), g.expr(t.Elem, depth-1)
	name := t.Key.Enum.Name
	return code{
		fmt.Sprintf("{%s.%s: %s, %s.%s: %s}", name, m, x.ours, name, n, y.ours),
		fmt.Sprintf("{%q: %s, %q: %s}", m, x.cel, n, y.cel),
	}, true
}

// value is `Part{…}`; Thing has fields enough to be changed only.
func (g *inventor) value(t *model.Type, depth int) (code, bool) {
	if t.Value.Name != "Part" {
		return code{}, false
	}
	return g.fields("Part", "Part", t.Value.Fields, depth), true
}

// fields are a value or variant with its fields.
func (g *inventor) fields(ours, cel string, fields []*model.Field, depth int) code {
	var o, c []string
	for _, f := range fields {
		if f.Type.Kind == model.Optional {
			if g.odds(3) {
				continue
			}
			x := g.optional(f.Type.Elem, depth)
			o, c = append(o, f.Name+": "+x.ours), append(c, "?"+f.Name+": "+x.cel)
			continue
		}
		x := g.wanted(f.Type, depth)
		o, c = append(o, f.Name+": "+x.ours), append(c, f.Name+": "+x.cel)
	}
	return code{ours + "{" + strings.Join(o, ", ") + "}", cel + "{" + strings.Join(c, ", ") + "}"}
}

// wanted is an expression where a type is asked for: bare members do, and what
// holds more is narrowed.
func (g *inventor) wanted(t *model.Type, depth int) code {
	switch t.Kind {
	case model.EnumRef:
		if g.odds(2) {
			m := pick(g.chooser, t.Enum.Members...)
			return code{m.Name, fmt.Sprintf("%q", m.Name)}
		}
	case model.Int32:
		return g.narrow(g.expr(int64Type, depth), "int32")
	case model.Uint32:
		return g.narrow(g.expr(uint64Type, depth), "uint32")
	case model.UUID:
		return g.narrow(alike("state.%s", pick(g.chooser, "uid", "uid_text", "thing.uid", "word")), "uuid")
	}
	return g.expr(wide(t), depth)
}

// optional is an expression where an optional is asked for. For cel-go it is
// one of its optional values.
func (g *inventor) optional(t *model.Type, depth int) code {
	var paths []named
	for _, p := range append(g.optionals(), rootPaths().optional...) {
		if same(p.typ, t) {
			paths = append(paths, p)
		}
	}
	switch n := g.IntN(8); {
	case n < 3 && len(paths) > 0:
		return maybe(pick(g.chooser, paths...).code)
	case n == 3:
		return code{"null", "optional.none()"}
	case n == 4 && depth > 0:
		return join("(%s ? %s : %s)", g.expr(boolType, depth-1), g.optional(t, depth-1), g.optional(t, depth-1))
	}
	// A path that may be absent would be passed on as it is.
	deferred := g.deferred
	g.deferred = false
	defer func() { g.deferred = deferred }()
	x := g.wanted(t, depth)
	return code{x.ours, "optional.of(" + x.cel + ")"}
}

// maybe is a path as an optional: x.y is x.?y to cel-go.
func maybe(path code) code {
	dot := strings.LastIndexByte(path.cel, '.')
	return code{path.ours, path.cel[:dot] + ".?" + path.cel[dot+1:]}
}

// changed is with(x, {…}).
func (g *inventor) changed(t *model.Type, depth int) (code, bool) {
	var o, c []string
	for _, f := range t.Value.Fields {
		if !g.odds(3) {
			continue
		}
		var x code
		if f.Type.Kind == model.Optional {
			x = g.optional(f.Type.Elem, depth-1)
		} else {
			x = g.wanted(f.Type, depth-1)
		}
		o, c = append(o, f.Name+": "+x.ours), append(c, fmt.Sprintf("%q: dyn(%s)", f.Name, x.cel))
	}
	if len(o) == 0 {
		return code{}, false
	}
	x := g.expr(t, depth)
	return code{
		"with(" + x.ours + ", {" + strings.Join(o, ", ") + "})",
		"with(" + x.cel + ", {" + strings.Join(c, ", ") + "})",
	}, true
}

// variant is `Way.post{…}`. For cel-go a union has a field a variant.
func (g *inventor) variant(t *model.Type, depth int) (code, bool) {
	v := pick(g.chooser, t.Union.Variants...)
	x := g.fields(t.Union.Name+"."+v.Name, variantType(t.Union, v), v.Fields, depth)
	return code{x.ours, t.Union.Name + "{" + v.Name + ": " + x.cel + "}"}, true
}

// optionals are the optional parts of what is in scope, and lets that are optional.
func (g *inventor) optionals() []named {
	var p paths
	for _, l := range g.lets {
		if l.typ.Kind == model.Optional {
			p.optional = append(p.optional, named{code: code{l.name, l.code.cel}, typ: l.typ.Elem})
		}
	}
	for _, n := range g.scope {
		if n.typ.Kind == model.ValueRef {
			p.below(n.code, n.typ.Value.Fields, 0)
		}
	}
	return p.optional
}

// within makes up an expression in which more can be read.
func (g *inventor) within(more []named, t *model.Type, depth int) code {
	outer := g.scope
	defer func() { g.scope = outer }()
	g.scope = append(outer[:len(outer):len(outer)], more...)
	return g.expr(t, depth)
}

// condition is a condition that shows something to be there, and what.
func (g *inventor) condition() (code, []named) {
	optional := rootPaths().optional
	if inner := g.optionals(); len(inner) > 0 && !g.odds(3) {
		optional = inner
	}
	switch g.IntN(4) {
	case 0: // a union's variant
		way := pick(g.chooser, fitting(append(g.scope[:len(g.scope):len(g.scope)], rootPaths().there...), unionType())...).code
		v := pick(g.chooser, unionType().Union.Variants...)
		path := join("%s."+v.Name, way)
		var p paths
		p.below(path, v.Fields, 1)
		return join("has(%s)", path), p.there
	case 1: // a map's key
		if !g.odds(2) {
			key := g.leaf(stringType)
			entry := join("state.stock[%s]", key)
			return join("(%s in state.stock)", key), []named{{code: entry, typ: int64Type}}
		}
	}
	n := pick(g.chooser, optional...)
	more := []named{n}
	if n.typ.Kind == model.ValueRef {
		var p paths
		p.below(n.code, n.typ.Value.Fields, 1)
		more = append(more, p.there...)
	}
	return join("has(%s)", n.code), more
}

// guarded is an expression over what a condition has shown to be there.
func (g *inventor) guarded(t *model.Type, depth int) (code, bool) {
	is, more := g.condition()
	if g.odds(4) { // the other way round
		return join("(!%s ? %s : %s)", is, g.expr(t, depth), g.within(more, t, depth)), true
	}
	return join("(%s ? %s : %s)", is, g.within(more, t, depth), g.expr(t, depth)), true
}

func (g *inventor) guardedLogic(_ *model.Type, depth int) (code, bool) {
	is, more := g.condition()
	switch g.IntN(4) {
	case 0:
		return join("(!%s || %s)", is, g.within(more, boolType, depth)), true
	case 1:
		return join("(%s && %s && %s)", is, g.expr(boolType, depth), g.within(more, boolType, depth)), true
	}
	return join("(%s && %s)", is, g.within(more, boolType, depth)), true
}
