package expr

import (
	"cel.dev/cel-go/common/ast"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// as lowers a sub-expression to exactly a type.
func (l *lowering) as(e ast.Expr, want *model.Type) model.Node {
	n := l.lower(e, want)
	if n == nil || want == nil {
		return n
	}
	return l.fit(n, want, e)
}

// operand lowers a sub-expression to a value that CEL computes with: present,
// and of a wide type. The hint is what its neighbours suggest.
func (l *lowering) operand(e ast.Expr, hint *model.Type) model.Node {
	n := l.present(l.lower(e, hint), e)
	if n == nil {
		return nil
	}
	return convert(n, wide(n.Type()))
}

// present reads an optional as its value. Where nothing has proved that it is
// there, that is a finding, if a proof would have been seen.
func (l *lowering) present(n model.Node, e ast.Expr) model.Node {
	if n == nil || n.Type().Kind != model.Optional {
		return n
	}
	if _, ok := n.(*model.None); ok {
		l.report(l.extent(e), diag.ExprAbsent, "", "null can only be given to what is optional")
		return nil
	}
	path := pathOf(n)
	proved, sure := l.facts.find(path)
	if !proved && !l.unseen(n) {
		written := l.text(e)
		l.report(l.extent(e), diag.ExprAbsent, toAsk(e, written), "%s is optional and may be absent here", written)
		return nil
	}
	return &model.Deref{X: n, Safe: sure && path != ""}
}

// kept refuses to keep what is no value: a root of expressions as a whole, or a
// union's variant, of which only the fields are values.
func (l *lowering) kept(n model.Node, e ast.Expr) model.Node {
	if n == nil || !holdsRecord(n.Type()) {
		return n
	}
	l.report(l.extent(e), diag.ExprType, "name a field of it", "%s as a whole is no value", l.text(e))
	return nil
}

func holdsRecord(t *model.Type) bool {
	switch t.Kind {
	case model.List, model.Map, model.Optional:
		return holdsRecord(t.Elem)
	}
	return t.Kind == model.Record
}

// toAsk is how the presence of an expression is asked.
func toAsk(e ast.Expr, written string) string {
	if e.Kind() == ast.IdentKind || e.Kind() == ast.SelectKind {
		return "ask has(" + written + ") before it, in && or ?:"
	}
	return "name it with let, and ask has() of the name before it, in && or ?:"
}

// unseen says that a proof of presence may stand where this expression doesn't
// show it: around a let, or in what chose the elements that a loop goes over.
func (l *lowering) unseen(n model.Node) bool { return l.env.Deferred || l.hidden(n) }

// hidden says that something, or what it is a part of, was chosen where nobody
// looks: as an element of a list that isn't simply named, by a let or not.
func (l *lowering) hidden(n model.Node) bool {
	for range maxProof {
		if pathOf(n) == "" {
			return true
		}
		root := rootOf(n)
		if root == nil || root.Let == nil {
			return root != nil && l.opaque[root]
		}
		n = root.Let.Value.Node
	}
	return true
}

// hide notes a name whose elements were chosen where nobody looks.
func (l *lowering) hide(v *model.Var) {
	if l.opaque == nil {
		l.opaque = map[*model.Var]bool{}
	}
	l.opaque[v] = true
}

// fit makes a node exactly a type, with a finding where it can't be.
func (l *lowering) fit(n model.Node, want *model.Type, e ast.Expr) model.Node {
	if same(n.Type(), want) {
		return n
	}
	if n.Type().Kind == model.Optional && want.Kind != model.Optional {
		if n = l.present(n, e); n == nil {
			return nil
		}
		if same(n.Type(), want) {
			return n
		}
	}
	if converts(n.Type(), want) {
		return convert(n, want)
	}
	if shaped := reshaped(n, want); shaped != nil {
		l.wrapCall(e, celReshape)
		return shaped
	}
	l.mismatch(e, want, n.Type())
	return nil
}

// soften converts to a type that is only a suggestion, where that is possible.
func (l *lowering) soften(n model.Node, hint *model.Type) model.Node {
	if n == nil || hint == nil || same(n.Type(), hint) || n.Type().Kind == model.Optional || !converts(n.Type(), hint) || narrowing(n.Type(), hint) {
		return n
	}
	return convert(n, hint)
}

func (l *lowering) mismatch(e ast.Expr, want, got *model.Type) {
	suggestion := ""
	w, g := plain(want), plain(got)
	switch {
	case got.Kind == model.Null:
		l.report(l.extent(e), diag.ExprType, "", "null can only be given to what is optional, this is %s", a(want))
		return
	case holdsCopy(got):
		if _, why := tryReshape(&model.Var{T: got}, want); why != "" {
			suggestion = "what is of another context converts by its shape, but " + why
		}
	case w.Kind == model.String && textual(g):
		suggestion = "write string(" + l.text(e) + ")"
	case w.Kind == model.EnumRef && wide(g).Kind == model.String:
		suggestion = "write " + w.Enum.Name + "(" + l.text(e) + ")"
		if m := memberText(e); w.Enum != nil && findMember(w.Enum, m) != nil {
			suggestion = "write " + m + " without quotes"
		}
	case w.Kind == model.Decimal && (g.Kind == model.String || wide(g).Kind == model.Int64):
		suggestion = "write decimal(" + l.text(e) + ")"
	case w.Kind == model.Date && g.Kind == model.Timestamp:
		suggestion = "write date(" + l.text(e) + ")"
	case conversionName[wide(w).Kind] != "" && numeric(w) && numeric(g) && g.Kind != model.Decimal:
		suggestion = "write " + conversionName[wide(w).Kind] + "(" + l.text(e) + ")"
	}
	l.report(l.extent(e), diag.ExprType, suggestion, "this is %s, and %s is wanted", a(got), a(want))
}

var conversionName = map[model.Kind]string{
	model.Int64: "int", model.Uint64: "uint", model.Float64: "double", model.Decimal: "decimal",
}

// converts says that a value of one type is read as another without being
// asked to, possibly failing when it runs.
func converts(from, to *model.Type) bool {
	switch {
	case same(from, to):
		return true
	case to.Kind == model.Optional:
		return converts(plain(from), to.Elem)
	case from.Kind == model.Optional:
		return false
	case from.Kind == model.List && to.Kind == model.List:
		return converts(from.Elem, to.Elem)
	case from.Kind == model.Map && to.Kind == model.Map:
		return converts(from.Key, to.Key) && converts(from.Elem, to.Elem)
	}
	f, t := wide(from).Kind, wide(to).Kind
	return f == t && (f == model.Int64 || f == model.Uint64 || f == model.String)
}

// convert makes a node a type that it converts to.
func convert(n model.Node, to *model.Type) model.Node {
	from := n.Type()
	if narrowing(from, to) {
		if parts := convertParts(n, to); parts != nil {
			return parts
		}
	}
	switch {
	case same(from, to):
		return n
	case to.Kind == model.Optional && from.Kind == model.Optional:
		if _, ok := n.(*model.None); ok {
			return &model.None{T: to}
		}
		if !narrows(from.Elem, to.Elem) {
			return &model.Convert{X: n, T: to}
		}
		return &model.Cond{
			If:   &model.IsPresent{X: n},
			Then: convert(&model.Deref{X: n, Safe: true}, to),
			Else: &model.None{T: to},
		}
	case to.Kind == model.Optional:
		return &model.Some{X: convert(n, to.Elem)}
	case from.Kind == model.List && to.Kind == model.List:
		if !narrows(from.Elem, to.Elem) {
			return &model.Convert{X: n, T: to}
		}
		elem := &model.Var{Scope: model.ScopeLocal, Name: "elem", T: from.Elem}
		return &model.Loop{Name: "map", Over: n, Value: elem, Body: convert(elem, to.Elem), T: to}
	case from.Kind == model.Map && to.Kind == model.Map:
		return convertMap(n, from, to)
	}
	if lit, ok := n.(*model.Lit); ok && (from.Kind == model.String && to.Kind == model.IDRef || widens(from, to)) {
		return &model.Lit{Value: &model.Literal{Type: to, Value: lit.Value.Value, Pos: lit.Value.Pos}}
	}
	if c, ok := n.(*model.Convert); ok && same(c.X.Type(), to) && same(wide(to), from) {
		return c.X // widened, and now back
	}
	if from.Kind == model.UUID && to.Kind == model.IDRef || from.Kind == model.IDRef && to.Kind == model.UUID {
		n = &model.Convert{X: n, T: stringType}
	}
	return &model.Convert{X: n, T: to}
}

// convertParts makes something of a type by converting what it is made of; nil
// for what isn't made of parts.
func convertParts(n model.Node, to *model.Type) model.Node {
	switch n := n.(type) {
	case *model.Cond:
		return &model.Cond{If: n.If, Then: convert(n.Then, to), Else: convert(n.Else, to)}
	case *model.Some:
		return &model.Some{X: convert(n.X, to.Elem)}
	case *model.MakeList:
		return &model.MakeList{Elems: convertAll(n.Elems, to.Elem), T: to}
	case *model.MakeMap:
		return &model.MakeMap{Keys: convertAll(n.Keys, to.Key), Values: convertAll(n.Values, to.Elem), T: to}
	case *model.Loop:
		if n.Name == "map" || n.Name == "transformList" {
			twin := *n
			twin.Body, twin.T = convert(n.Body, to.Elem), to
			return &twin
		}
	}
	return nil
}

func convertAll(nodes []model.Node, to *model.Type) []model.Node {
	converted := make([]model.Node, len(nodes))
	for i, n := range nodes {
		converted[i] = convert(n, to)
	}
	return converted
}

// narrowing says that a conversion can fail, at any depth. What is only a hint
// never narrows: a comparison with a smaller type doesn't make a value smaller.
func narrowing(from, to *model.Type) bool {
	switch {
	case to.Kind == model.Optional:
		return narrowing(plain(from), to.Elem)
	case from.Kind == model.List && to.Kind == model.List:
		return narrowing(from.Elem, to.Elem)
	case from.Kind == model.Map && to.Kind == model.Map:
		return narrowing(from.Key, to.Key) || narrowing(from.Elem, to.Elem)
	}
	return narrows(from, to)
}

// narrows says that a conversion that is done without being asked for can fail.
func narrows(from, to *model.Type) bool {
	switch {
	case from.Kind == model.List || from.Kind == model.Optional || from.Kind == model.Map:
		return true // what is inside may be narrowed
	case to.Kind == model.Int32 || to.Kind == model.Uint32 || to.Kind == model.UUID:
		return !same(from, to)
	}
	return false
}

// widens says that a Go value of one type is one of the other, as it is.
func widens(from, to *model.Type) bool {
	return from.Kind == model.Int32 && to.Kind == model.Int64 || from.Kind == model.Uint32 && to.Kind == model.Uint64
}

func convertMap(n model.Node, from, to *model.Type) model.Node {
	key := &model.Var{Scope: model.ScopeLocal, Name: "key", T: from.Key}
	elem := &model.Var{Scope: model.ScopeLocal, Name: "elem", T: from.Elem}
	if same(from.Key, to.Key) {
		return &model.Loop{Name: "transformMap", Over: n, Index: key, Value: elem, Body: convert(elem, to.Elem), T: to}
	}
	entry := &model.MakeMap{Keys: []model.Node{convert(key, to.Key)}, Values: []model.Node{convert(elem, to.Elem)}, T: to}
	return &model.Loop{Name: "transformMapEntry", Over: n, Index: key, Value: elem, Body: entry, T: to}
}

func numeric(t *model.Type) bool {
	switch wide(t).Kind {
	case model.Int64, model.Uint64, model.Float64, model.Decimal:
		return true
	}
	return false
}

// textual says that string() takes the type.
func textual(t *model.Type) bool {
	switch t.Kind {
	case model.List, model.Map, model.ValueRef, model.UnionRef, model.Record, model.Null, model.Optional, model.JSON, anyKind:
		return false
	}
	return true
}
