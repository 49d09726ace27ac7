package celoracle

import (
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// logic is && and ||, in pairs and chains.
func (g *inventor) logic(_ *model.Type, depth int) (code, bool) {
	op := pick(g.chooser, "&&", "||")
	if g.odds(5) { // a longer chain
		format := strings.ReplaceAll("(%s OP %s OP %s OP %s)", "OP", op)
		return join(format, g.expr(boolType, depth), g.expr(boolType, depth), g.expr(boolType, depth), g.leaf(boolType)), true
	}
	return join("(%s "+op+" %s)", g.expr(boolType, depth), g.expr(boolType, depth)), true
}

func (g *inventor) not(_ *model.Type, depth int) (code, bool) {
	return join("!(%s)", g.expr(boolType, depth)), true
}

func (g *inventor) equal(_ *model.Type, depth int) (code, bool) {
	if g.odds(4) {
		return g.narrowPair(pick(g.chooser, "==", "!=")), true
	}
	t := g.anyType()
	x, y := g.expr(t, depth), g.beside(t, depth)
	if g.odds(4) {
		x, y = y, x
	}
	return join("(%s "+pick(g.chooser, "==", "!=")+" %s)", x, y), true
}

func (g *inventor) ordered(_ *model.Type, depth int) (code, bool) {
	t := pick(g.chooser, int64Type, uint64Type, float64Type, decimalTyp, stringType, bytesType, timestampType, durationType, dateTyp, boolType)
	op := pick(g.chooser, "<", "<=", ">", ">=")
	switch g.IntN(4) {
	case 0, 1: // numbers of two types
		t, u := pick(g.chooser, int64Type, uint64Type, float64Type), pick(g.chooser, int64Type, uint64Type, float64Type)
		return join("(%s "+op+" %s)", g.path(t, depth), g.path(u, depth)), true
	case 2:
		return g.narrowPair(op), true
	}
	return join("(%s "+op+" %s)", g.expr(t, depth), g.beside(t, depth)), true
}

// narrowPair compares two fields of one type, which may be computed in another.
func (g *inventor) narrowPair(op string) code {
	t := pick(g.chooser, int32Type, uint32Type, idType(), uuidType, uint64Type, timestampType, dateTyp, durationType)
	var found []named
	for _, n := range rootPaths().there {
		if same(n.typ, t) {
			found = append(found, n)
		}
	}
	return join("(%s "+op+" %s)", pick(g.chooser, found...).code, pick(g.chooser, found...).code)
}

// path is an expression that has its type by itself, which a constant hasn't.
func (g *inventor) path(t *model.Type, depth int) code {
	if found := fitting(rootPaths().there, t); depth <= 0 || g.odds(3) {
		return pick(g.chooser, found...).code
	}
	x, _ := g.arithmetic(t, depth-1)
	return x
}

func (g *inventor) memberOf(_ *model.Type, depth int) (code, bool) {
	t := g.anyType()
	if t.Kind == model.EnumRef && g.odds(2) {
		return join("(%s in [%s, %s])", g.expr(t, depth), g.wanted(t, depth), g.wanted(t, depth)), true
	}
	if g.odds(8) {
		return join("(%s in state.narrow)", g.expr(int64Type, depth)), true
	}
	return join("(%s in %s)", g.expr(t, depth), g.expr(listOf(t), depth)), true
}

func (g *inventor) keyOf(_ *model.Type, depth int) (code, bool) {
	switch g.IntN(4) {
	case 0:
		return alike("has(state.%s.%s)", pick(g.chooser, "stock", "labels", "groups"), pick(g.chooser, "a", "b", "z")), true
	case 1:
		return join("(%s in state.by_size)", g.wanted(enumType(), depth)), true
	case 2:
		return join("(%s in state.by_shelf)", g.key(stringType, depth)), true
	}
	key := g.keyType()
	return join("(%s in %s)", g.key(key, depth), g.expr(mapOf(key, g.anyType()), depth)), true
}
