package celoracle

import (
	"fmt"
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// Made is an expression that was made up.
type Made struct {
	// Source is the language's spelling, CEL cel-go's.
	Source, CEL string
	// Want is the type it is wanted as; nil wants any.
	Want *model.Type

	lets  []named  // that it may use
	forms []string // of functions that it calls
}

// Invent makes up an expression.
func Invent(seed, number uint64) Made {
	g := &inventor{chooser: seeded(seed, number)}
	for range g.IntN(3) / 2 * (1 + g.IntN(2)) {
		g.let()
	}
	root, want := g.root(2 + g.IntN(3))
	made := Made{lets: g.lets, Source: root.ours, CEL: root.cel, Want: want, forms: g.forms}
	return made
}

// code is an expression in the language's spelling and in cel-go's.
type code struct{ ours, cel string }

func alike(format string, args ...any) code {
	text := fmt.Sprintf(format, args...)
	return code{text, text}
}

// join puts expressions into a form that both spellings share.
func join(format string, args ...code) code {
	ours, cel := make([]any, len(args)), make([]any, len(args))
	for i, a := range args {
		ours[i], cel[i] = a.ours, a.cel
	}
	return code{fmt.Sprintf(format, ours...), fmt.Sprintf(format, cel...)}
}

// named is what can be read at a place: a loop name, a let, or a path that a
// condition has shown to be there.
type named struct {
	name string // of a loop or a let; "" is a path
	code code
	typ  *model.Type

	value *model.Expr // of a let
}

// inventor makes up expressions of a type, errors included: it divides by what
// may be zero and looks up what may be missing.
type inventor struct {
	chooser
	lets []named
	// scope holds what else can be read, the innermost last.
	scope []named
	// deferred says that optionals may be read as if they were there.
	deferred bool
	forms    []string
}

// let makes up a named sub-expression. One that is a path to an optional is
// optional itself.
func (g *inventor) let() {
	g.deferred = true
	defer func() { g.deferred = false }()
	l := named{name: fmt.Sprintf("let_%d", len(g.lets)), typ: g.anyType()}
	l.code = g.expr(l.typ, 2)
	for _, n := range append(g.optionals(), rootPaths().optional...) {
		if n.code.ours == l.code.ours {
			l.typ, l.code = optionalOf(n.typ), n.code
		}
	}
	x, finding := check(l.code.ours, withLets(g.lets), nil)
	if finding == nil && x.Type().Kind == l.typ.Kind { // else it is optional in another way, or refused
		l.value = x
		g.lets = append(g.lets, l)
	}
}

// withLets is the scope with lets in it; a let is worked out where it is used.
func withLets(lets []named) *expr.Env {
	env := *scope()
	env.Deferred = true
	for _, l := range lets {
		let := &model.Let{Name: l.name, Value: l.value}
		env = *env.With(&model.Var{Scope: model.ScopeLet, Name: l.name, T: l.value.Type(), Let: let})
	}
	return &env
}

// root makes up a whole expression, and says as what it is wanted.
func (g *inventor) root(depth int) (code, *model.Type) {
	switch g.IntN(16) {
	case 0:
		return g.narrow(g.expr(int64Type, depth), "int32"), int32Type
	case 1:
		return g.narrow(g.expr(uint64Type, depth), "uint32"), uint32Type
	case 2:
		return g.narrow(g.expr(stringType, depth-1), "uuid"), uuidType
	case 3:
		return g.expr(stringType, depth), idType()
	case 4, 5:
		t := g.anyType()
		return g.optional(t, depth), optionalOf(t)
	case 6:
		list := g.expr(listOf(int64Type), depth)
		return code{list.ours, "(" + list.cel + ").map(v, int32(v))"}, listOf(int32Type)
	case 7, 8:
		t := g.anyType()
		return g.expr(t, depth), t
	}
	return g.expr(g.anyType(), depth), nil
}

// narrow is an expression that is wanted as a type that holds less.
func (g *inventor) narrow(x code, function string) code {
	return code{x.ours, function + "(" + x.cel + ")"}
}

// maker makes up an expression of a type from others that nest at most so deep.
type maker func(g *inventor, t *model.Type, depth int) (code, bool)

// anyMakers make expressions of any type, makers those of one kind.
var (
	anyMakers []maker
	makers    map[model.Kind][]maker
)

func init() {
	anyMakers = []maker{
		(*inventor).conditional, (*inventor).guarded, (*inventor).call, (*inventor).call, (*inventor).call,
		(*inventor).element, (*inventor).entry, (*inventor).field,
	}
	makers = map[model.Kind][]maker{
		model.Bool: {(*inventor).logic, (*inventor).logic, (*inventor).not, (*inventor).equal, (*inventor).ordered, (*inventor).ordered,
			(*inventor).memberOf, (*inventor).keyOf, (*inventor).quantified, (*inventor).guardedLogic},
		model.Int64:     {(*inventor).arithmetic, (*inventor).arithmetic, (*inventor).negated},
		model.Uint64:    {(*inventor).arithmetic, (*inventor).arithmetic},
		model.Float64:   {(*inventor).arithmetic, (*inventor).negated},
		model.Decimal:   {(*inventor).arithmetic, (*inventor).negated},
		model.String:    {(*inventor).arithmetic, (*inventor).memberText, (*inventor).formatted},
		model.Bytes:     {(*inventor).arithmetic},
		model.Timestamp: {(*inventor).moved},
		model.Duration:  {(*inventor).arithmetic, (*inventor).between},
		model.EnumRef:   {(*inventor).memberNamed},
		model.List:      {(*inventor).arithmetic, (*inventor).list, (*inventor).filtered, (*inventor).sortedBy, (*inventor).flattened, (*inventor).mapped, (*inventor).mapped},
		model.Map:       {(*inventor).entries, (*inventor).mapped, (*inventor).mapped},
		model.ValueRef:  {(*inventor).value, (*inventor).changed},
		model.UnionRef:  {(*inventor).variant},
	}
}

// expr makes up an expression of a wide type.
func (g *inventor) expr(t *model.Type, depth int) code {
	if depth > 0 && !g.odds(7) {
		all := append(slices.Clone(anyMakers), makers[t.Kind]...)
		all = append(all, makers[t.Kind]...)
		for range 10 {
			if x, ok := pick(g.chooser, all...)(g, t, depth-1); ok {
				return x
			}
		}
	}
	return g.leaf(t)
}

// conditional is `c ? a : b`.
func (g *inventor) conditional(t *model.Type, depth int) (code, bool) {
	return join("(%s ? %s : %s)", g.expr(boolType, depth), g.expr(t, depth), g.expr(t, depth)), true
}

// arithmetic is a binary operator that gives what it is given. What is beside
// a number decides what an integer literal is.
func (g *inventor) arithmetic(t *model.Type, depth int) (code, bool) {
	op, ok := map[model.Kind][]string{
		model.Int64: {"+", "-", "*", "/", "%%"}, model.Uint64: {"+", "-", "*", "/", "%%"}, model.Float64: {"+", "-", "*", "/"},
		model.Decimal: {"+", "-", "*"}, model.Duration: {"+", "-"}, model.String: {"+"}, model.Bytes: {"+"}, model.List: {"+"},
	}[t.Kind]
	if !ok {
		return code{}, false
	}
	x, y := g.expr(t, depth), g.beside(t, depth)
	if t.Kind != model.String && t.Kind != model.Bytes && t.Kind != model.List && g.odds(4) {
		x, y = y, x
	}
	return join("(%s "+pick(g.chooser, op...)+" %s)", x, y), true
}

// beside is an expression beside one of the same type: one that may take its
// type from there.
func (g *inventor) beside(t *model.Type, depth int) code {
	n := g.IntN(12)
	switch {
	case !g.odds(5):
	case t.Kind == model.Uint64:
		return code{fmt.Sprint(n), fmt.Sprintf("%du", n)}
	case t.Kind == model.Float64:
		return code{fmt.Sprint(n), fmt.Sprintf("%d.0", n)}
	case t.Kind == model.Decimal:
		return code{fmt.Sprint(n), fmt.Sprintf("decimal(%d)", n)}
	case t.Kind == model.EnumRef:
		m := pick(g.chooser, t.Enum.Members...)
		return code{m.Name, fmt.Sprintf("%q", m.Name)}
	case t.Kind == model.List:
		return alike("[]")
	}
	return g.expr(t, depth)
}

func (g *inventor) negated(t *model.Type, depth int) (code, bool) {
	return join("-(%s)", g.expr(t, depth)), true
}

// moved is a timestamp some time earlier or later.
func (g *inventor) moved(t *model.Type, depth int) (code, bool) {
	at, span := g.expr(t, depth), g.expr(durationType, depth)
	if g.odds(3) {
		return join("(%s + %s)", span, at), true
	}
	return join("(%s "+pick(g.chooser, "+", "-")+" %s)", at, span), true
}

func (g *inventor) between(_ *model.Type, depth int) (code, bool) {
	return join("(%s - %s)", g.expr(timestampType, depth), g.expr(timestampType, depth)), true
}

// element is a list's element.
func (g *inventor) element(t *model.Type, depth int) (code, bool) {
	return join("%s[%s]", g.expr(listOf(t), depth), g.small(depth)), true
}

// entry is a map's entry, by key or by name.
func (g *inventor) entry(t *model.Type, depth int) (code, bool) {
	if g.odds(6) && t.Kind == model.Int64 {
		return alike("state.stock.%s", pick(g.chooser, "a", "b", "z")), true
	}
	if t.Kind == model.Decimal && g.odds(2) {
		return join("state.by_size[%s]", g.wanted(enumType(), depth)), true
	}
	key := g.keyType()
	return join("%s[%s]", g.expr(mapOf(key, t), depth), g.key(key, depth)), true
}

// keyType is a type that maps made by expressions have as keys.
func (g *inventor) keyType() *model.Type {
	return pick(g.chooser, stringType, stringType, stringType, int64Type, uint64Type, boolType)
}

// key is one that is often in a map.
func (g *inventor) key(t *model.Type, depth int) code {
	switch {
	case t.Kind == model.String && g.odds(2):
		return text(pick(g.chooser, keys...))
	case t.Kind == model.Int64 && g.odds(2):
		return g.small(depth)
	}
	return g.expr(t, depth)
}

// small is an index, a length or the like: often one that is in range.
func (g *inventor) small(depth int) code {
	switch g.IntN(4) {
	case 0:
		return alike("state.index")
	case 1, 2:
		return alike("%d", g.IntN(5))
	}
	return g.expr(int64Type, depth)
}

// field is a field of a value that was just made.
func (g *inventor) field(t *model.Type, depth int) (code, bool) {
	type holder struct {
		of    *model.Value
		field *model.Field
	}
	var holders []holder
	for _, v := range Things().Values {
		for _, f := range v.Fields {
			if v.Name != "Inputs" && same(wide(f.Type), t) {
				holders = append(holders, holder{v, f})
			}
		}
	}
	if len(holders) == 0 {
		return code{}, false
	}
	h := pick(g.chooser, holders...)
	return join("%s."+h.field.Name, g.expr(&model.Type{Kind: model.ValueRef, Value: h.of}, depth)), true
}

// memberText is string() of what CEL takes for a string.
func (g *inventor) memberText(_ *model.Type, depth int) (code, bool) {
	if g.odds(2) {
		return alike("string(state.%s)", pick(g.chooser, "uid", "shelf", "thing.code")), true
	}
	x := g.expr(enumType(), depth)
	return code{"string(" + x.ours + ")", x.cel}, true
}

func (g *inventor) memberNamed(t *model.Type, depth int) (code, bool) {
	if g.odds(2) {
		return join(t.Enum.Name+"(%s)", alike("state.size_text")), true
	}
	return join(t.Enum.Name+"(%s)", g.expr(stringType, depth)), true
}
