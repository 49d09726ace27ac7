package golang

import (
	"math"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// lit is a constant.
func (fr *frame) lit(n *model.Lit) operand {
	l := n.Value
	switch l.Type.Kind {
	case model.Decimal:
		return decimalLiteral(l.Value.(string))
	case model.Float64:
		return floatLiteral(l.Value.(float64))
	case model.Int32, model.Int64:
		if l.Value.(int64) < 0 {
			return operand{jen.Add(fr.pkg.literal(l)), precUnary}
		}
	case model.Duration:
		return operand{jen.Add(fr.pkg.literal(l)), precMul} // 5 * time.Minute
	}
	return primary(jen.Add(fr.pkg.literal(l)))
}

// typed is an operand whose Go type is told by itself, so that it has methods.
func (fr *frame) typed(n model.Node) operand {
	if lit, ok := n.(*model.Lit); ok && needsType(lit) {
		return primary(jen.Add(fr.pkg.typedLiteral(lit.Value)))
	}
	return fr.operand(n)
}

// floatLiteral is a number, also one that Go has no constant for.
func floatLiteral(x float64) operand {
	switch {
	case math.IsNaN(x):
		return call("math", "NaN")
	case math.IsInf(x, 0):
		return call("math", "Inf", jen.Lit(int(math.Copysign(1, x))))
	case x == 0 && math.Signbit(x):
		return call("math", "Copysign", jen.Lit(0), jen.Lit(-1))
	case x < 0:
		return operand{scalarLiteral(x), precUnary}
	}
	return primary(scalarLiteral(x))
}

// decimalLiteral is a decimal, cheaply where it is a whole number.
func decimalLiteral(text string) operand {
	if text == "0" {
		return primary(jen.Qual(pkgDecimal, "Zero"))
	}
	if number, err := strconv.ParseInt(text, 10, 64); err == nil {
		return call(pkgDecimal, "NewFromInt", jen.Op(strconv.FormatInt(number, 10)))
	}
	return call(pkgDecimal, "RequireFromString", jen.Lit(text))
}

// structOf is what a field is selected of; Go selects through a pointer.
func (fr *frame) structOf(n model.Node) operand {
	if deref, ok := n.(*model.Deref); ok && fr.isPlain(deref) && !nilIsAbsent(deref.Type()) {
		if read, ok := fr.optionalRead(deref.X); ok {
			return primary(jen.Id(read).Dot("State"))
		}
		return fr.operand(deref.X)
	}
	return fr.operand(n)
}

// isPlain says that n is read without a check: a condition that came before
// has made sure of it, and no error can have kept it from doing so.
func (fr *frame) isPlain(n model.Node) bool { return !fr.careful && !n.Fails() }

// deref reads an optional as its value.
func (fr *frame) deref(n *model.Deref) operand {
	x := fr.operand(n.X)
	t := n.Type()
	switch {
	case fr.isPlain(n) && nilIsAbsent(t):
		return x
	case fr.isPlain(n):
		return unary("*", x)
	}
	switch t.Kind {
	case model.List, model.Bytes, model.JSON:
		return tryCall("DerefList", x.code)
	case model.Map:
		return tryCall("DerefMap", x.code)
	case model.UnionRef:
		return tryCall("DerefUnion", x.code)
	}
	return tryCall("Deref", x.code)
}

// asVariant reads a union as one of its variants.
func (fr *frame) asVariant(n *model.AsVariant) operand {
	x := fr.operand(n.X)
	variant := fr.variantType(n.Variant)
	if fr.isPlain(n) {
		return primary(jen.Add(x.at(precPrimary)).Assert(variant))
	}
	return primary(jen.Qual(pkgExpr, "As").Types(variant).Call(jen.Op("&").Id(errorsVar), x.code))
}

func (fr *frame) variantType(v *model.Variant) *jen.Statement {
	return jen.Qual(v.Union.Context.Import, v.GoName)
}

// some makes an optional of a value.
func (fr *frame) some(n model.Node) operand {
	x := fr.operand(n)
	switch n.Type().Kind {
	case model.UnionRef:
		return x
	case model.List, model.Bytes, model.JSON:
		if isFresh(n) || addedTo(n) != nil {
			return x
		}
		return exprCall("SomeList", x.code)
	case model.Map:
		if isFresh(n) {
			return x
		}
		return exprCall("SomeMap", x.code)
	}
	if lit, ok := n.(*model.Lit); ok && needsType(lit) {
		return primary(jen.New(fr.typed(lit).code))
	}
	if _, ok := n.(*model.MakeValue); ok {
		return operand{jen.Op("&").Add(x.code), precUnary}
	}
	return primary(jen.New(x.code))
}

// isFresh says that the list or map is made by the expression: it isn't nil,
// and nothing else holds it.
func isFresh(n model.Node) bool {
	switch n := n.(type) {
	case *model.MakeList, *model.MakeMap, *model.Loop, *model.None:
		return true
	case *model.Some:
		return isFresh(n.X)
	case *model.Cond:
		return isFresh(n.Then) && isFresh(n.Else)
	}
	return false
}

// index is list[i] or map[key].
func (fr *frame) index(n *model.Index) operand {
	x, i := fr.operand(n.X), fr.operand(n.I)
	switch {
	case n.X.Type().Kind != model.Map:
		return tryCall("Index", x.code, i.code)
	case fr.isPlain(n):
		return primary(jen.Add(x.at(precPrimary)).Index(i.code))
	}
	return tryCall("Key", x.code, i.code)
}

// makeList is a list of expressions.
func (fr *frame) makeList(n *model.MakeList) operand {
	return operand{jen.Add(fr.pkg.goType(n.T)).Add(fr.listValues(n)), precComposite}
}

func (fr *frame) listValues(n *model.MakeList) *jen.Statement {
	var elems []jen.Code
	width := typeWidth(n.T)
	for _, elem := range n.Elems {
		elems = append(elems, fr.element(elem))
		width += nodeWidth(elem)
	}
	return values(elems, width)
}

// element is an expression in a list or map, whose type stands there already.
func (fr *frame) element(n model.Node) jen.Code {
	switch n := n.(type) {
	case *model.MakeValue:
		if n.Variant == nil {
			return fr.fieldValues(n.Fields)
		}
	case *model.MakeList:
		return fr.listValues(n)
	case *model.MakeMap:
		if !keysMayRepeat(n) {
			return fr.mapValues(n)
		}
	}
	return fr.operand(n).code
}

// makeMap is a map of expressions; keys that could repeat are checked.
func (fr *frame) makeMap(n *model.MakeMap) operand {
	if !keysMayRepeat(n) {
		return operand{jen.Add(fr.pkg.goType(n.T)).Add(fr.mapValues(n)), precComposite}
	}
	entry := jen.Qual(pkgExpr, "Entry").Types(fr.pkg.goType(n.T.Key), fr.pkg.goType(n.T.Elem))
	var entries []jen.Code
	for i, key := range n.Keys {
		entries = append(entries, jen.Add(entry).Values(
			jen.Id("Key").Op(":").Add(fr.operand(key).code),
			jen.Id("Value").Op(":").Add(fr.operand(n.Values[i]).code)))
	}
	return tryCall("MakeMap", entries...)
}

func (fr *frame) mapValues(n *model.MakeMap) *jen.Statement {
	var entries []jen.Code
	for i, key := range n.Keys {
		entries = append(entries, jen.Add(fr.operand(key).code).Op(":").Add(fr.element(n.Values[i])))
	}
	return values(entries, 32*len(entries))
}

func keysMayRepeat(n *model.MakeMap) bool { return len(n.Keys) > 1 && !onlyLiterals(n.Keys) }

func onlyLiterals(nodes []model.Node) bool {
	for _, n := range nodes {
		if _, ok := n.(*model.Lit); !ok {
			return false
		}
	}
	return true
}

// makeValue is a value or a union's variant.
func (fr *frame) makeValue(n *model.MakeValue) operand {
	typ := fr.pkg.goType(n.T)
	if n.Variant != nil {
		typ = fr.variantType(n.Variant)
	}
	return operand{typ.Add(fr.fieldValues(n.Fields)), precComposite}
}

func (fr *frame) fieldValues(fields []model.FieldNode) *jen.Statement {
	var parts []jen.Code
	width := 0
	for _, f := range fields {
		if _, absent := f.X.(*model.None); absent {
			continue
		}
		parts = append(parts, jen.Id(f.Field.GoName).Op(":").Add(fr.operand(f.X).code))
		width += len(f.Field.GoName) + nodeWidth(f.X) + 4
	}
	return values(parts, width)
}

// withBody are the statements that return a copy with some fields changed.
func (fr *frame) withBody(n *model.With) []jen.Code {
	if v, ok := n.X.(*model.Var); ok && v.Scope == model.ScopeLocal && v.Name == fr.param {
		// The parameter is a copy of its own.
		name := fr.locals[v.Name]
		return []jen.Code{fr.setFields(jen.Id(name), n), jen.Return(jen.Id(name))}
	}
	name := fr.temporary(copyName(n.Type()))
	return []jen.Code{
		jen.Id(name).Op(":=").Add(fr.operand(n.X).code),
		fr.setFields(jen.Id(name), n),
		jen.Return(jen.Id(name)),
	}
}

// copyName is what a changed copy of a value is called.
func copyName(t *model.Type) string {
	if t.Kind == model.ValueRef {
		return lastWord(t.Value.GoName)
	}
	return "changed"
}

// setFields changes fields of a local variable, all at once: the expressions
// see the fields as they were.
func (fr *frame) setFields(place *jen.Statement, n *model.With) jen.Code {
	targets, sources := fr.changes(place, n)
	return jen.List(targets...).Op("=").List(sources...)
}

// changes are the fields that a copy changes of a place, and what they become.
func (fr *frame) changes(place *jen.Statement, n *model.With) (targets, sources []jen.Code) {
	for _, f := range n.Fields {
		target := place.Clone().Dot(f.Field.GoName)
		if part, ok := f.X.(*model.With); ok && same(part.X, &model.Select{X: n.X, Field: f.Field}) {
			t, s := fr.changes(target, part)
			targets, sources = append(targets, t...), append(sources, s...)
			continue
		}
		targets, sources = append(targets, target), append(sources, fr.operand(f.X).code)
	}
	return targets, sources
}

// message is text with the values of expressions in it.
func (fr *frame) message(m *model.Message) jen.Code {
	var terms []operand
	for _, part := range m.Parts {
		if part.Expr == nil {
			if part.Text != "" {
				terms = append(terms, primary(jen.Lit(part.Text)))
			}
			continue
		}
		n := simplify(part.Expr.Node)
		terms = append(terms, fr.text(n.Type(), fr.operand(n)))
	}
	if len(terms) == 0 {
		return jen.Lit("")
	}
	return chain(terms, "+", precAdd).code
}

// messageFails says that evaluating the message can end in an evaluation error.
func (fr *frame) messageFails(m *model.Message) bool {
	for _, part := range m.Parts {
		if part.Expr != nil && fr.fails(part.Expr.Node) {
			return true
		}
	}
	return false
}

// fresh is a name of the language that nothing in the nodes uses.
func (fr *frame) fresh(name string, nodes ...model.Node) string {
	for {
		_, taken := fr.locals[name]
		for _, n := range nodes {
			taken = taken || uses(n, name)
		}
		if !taken {
			return name
		}
		name += "x"
	}
}
