package celoracle

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// loopNames are names of elements, some of which mean something in Go.
var loopNames = []string{"x", "y", "item", "e", "ev", "err", "len", "max", "c", "value", "key", "type_", "range_", "expr", "strings", "string_", "i"}

// loop is what a comprehension goes over, and its names.
type loop struct {
	over  code
	names []string
	vars  []named
}

// loopOver makes up what to go over: a list or the keys or entries of a map.
func (g *inventor) loopOver(depth, names int, over *model.Type) loop {
	l := loop{over: g.expr(over, depth)}
	for len(l.names) < names {
		name := pick(g.chooser, loopNames...)
		if len(l.names) == 0 || l.names[0] != name {
			l.names = append(l.names, name)
		}
	}
	of := []*model.Type{over.Elem}
	switch {
	case names == 1 && over.Kind == model.Map:
		of[0] = over.Key
	case names == 2 && over.Kind == model.Map:
		of = []*model.Type{over.Key, over.Elem}
	case names == 2:
		of = []*model.Type{int64Type, over.Elem}
	}
	for i, name := range l.names {
		n := named{name: name, code: alike("%s", name), typ: of[i]}
		l.vars = append(l.vars, n)
		if n.typ.Kind == model.ValueRef {
			var p paths
			p.below(n.code, n.typ.Value.Fields, 1)
			l.vars = append(l.vars, p.there...)
		}
	}
	return l
}

// body makes up what is evaluated for each element.
func (g *inventor) body(l loop, t *model.Type, depth int) code {
	outer := g.scope
	defer func() { g.scope = outer }()
	g.scope = append(g.shadow(l.names...), l.vars...)
	return g.expr(t, depth)
}

// anyLoop goes over any list or map.
func (g *inventor) anyLoop(depth, names int) loop {
	over := listOf(g.elemType())
	switch g.IntN(5) {
	case 0:
		over = mapOf(g.keyType(), g.elemType())
	case 1:
		over = pick(g.chooser, mapOf(enumType(), decimalTyp), mapOf(idType(), valueType("Part")), listOf(idType()), listOf(uuidType), listOf(int32Type), listOf(valueType("Part")))
	}
	return g.loopOver(depth, names, over)
}

// quantified is all, exists and exists_one.
func (g *inventor) quantified(t *model.Type, depth int) (code, bool) {
	names := 1 + g.IntN(2)
	macro := pick(g.chooser, "all", "exists", "exists_one")
	if names == 2 && macro == "exists_one" {
		macro = "existsOne"
	}
	return g.macro(g.anyLoop(depth, names), macro, false, boolType, depth), true
}

// macro writes a comprehension, with a condition before its body where asked.
func (g *inventor) macro(l loop, name string, filter bool, body *model.Type, depth int) code {
	format := "%s." + name + "(" + l.names[0]
	if len(l.names) == 2 {
		format += ", " + l.names[1]
	}
	parts := []code{l.over}
	if filter {
		format += ", %s"
		parts = append(parts, g.body(l, boolType, depth))
	}
	return join(format+", %s)", append(parts, g.body(l, body, depth))...)
}

// filtered is filter, over a list or the keys of a map.
func (g *inventor) filtered(t *model.Type, depth int) (code, bool) {
	over := t
	if g.odds(4) {
		switch t.Elem.Kind {
		case model.String:
			over = mapOf(stringType, g.elemType())
		case model.EnumRef:
			over = mapOf(t.Elem, decimalTyp)
		case model.IDRef:
			over = mapOf(t.Elem, valueType("Part"))
		}
	}
	return g.macro(g.loopOver(depth, 1, over), "filter", false, boolType, depth), true
}

// mapped is map and the transforms.
func (g *inventor) mapped(t *model.Type, depth int) (code, bool) {
	if isNarrow(t.Elem) {
		return code{}, false
	}
	filter := g.odds(3)
	if t.Kind == model.List {
		if g.odds(2) {
			return g.macro(g.anyLoop(depth, 1), "map", filter, t.Elem, depth), true
		}
		return g.macro(g.anyLoop(depth, 2), "transformList", filter, t.Elem, depth), true
	}
	if isNarrow(t.Key) || t.Key.Kind == model.EnumRef || g.odds(2) {
		return g.macro(g.loopOver(depth, 2, g.overKeys(t.Key)), "transformMap", filter, t.Elem, depth), true
	}
	l := g.anyLoop(depth, 2)
	format := "%s.transformMapEntry(" + l.names[0] + ", " + l.names[1]
	args := []code{l.over}
	if filter {
		format += ", %s"
		args = append(args, g.body(l, boolType, depth))
	}
	if g.odds(3) { // several entries an element
		return join(format+", %s)", append(args, g.body(l, t, depth))...), true
	}
	return join(format+", {%s: %s})", append(args, g.body(l, t.Key, depth), g.body(l, t.Elem, depth))...), true
}

// overKeys is a type of what has such keys, as transformMap sees it.
func (g *inventor) overKeys(key *model.Type) *model.Type {
	switch {
	case key.Kind == model.EnumRef:
		return mapOf(key, decimalTyp)
	case key.Kind == model.IDRef:
		return mapOf(key, valueType("Part"))
	case key.Kind == model.Int64 && g.odds(2):
		return listOf(g.elemType())
	}
	return mapOf(key, g.elemType())
}

// sortedBy is sortBy.
func (g *inventor) sortedBy(t *model.Type, depth int) (code, bool) {
	key := pick(g.chooser, int64Type, uint64Type, float64Type, boolType, stringType, bytesType, timestampType, durationType, decimalTyp, dateTyp)
	return g.macro(g.loopOver(depth, 1, t), "sortBy", false, key, depth), true
}
