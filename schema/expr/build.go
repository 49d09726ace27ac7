package expr

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// list is `[a, b]`. Its elements have the expected type where there is one,
// else the one that all of them can be read as.
func (l *lowering) list(e ast.Expr, want *model.Type) model.Node {
	elems := e.AsList().Elements()
	var hint *model.Type
	if expected := plain(want); expected != nil && expected.Kind == model.List {
		hint = expected.Elem
	}
	if len(elems) == 0 {
		if hint == nil {
			l.report(l.extent(e), diag.ExprType, "", "what this empty list would hold can't be seen here")
			return nil
		}
		return &model.MakeList{T: listOf(hint)}
	}
	nodes, t := l.alike(elems, hint)
	if nodes == nil {
		return nil
	}
	return &model.MakeList{Elems: nodes, T: listOf(t)}
}

// alike lowers expressions to one type. Those that have a type of their own
// decide it for the others.
func (l *lowering) alike(exprs []ast.Expr, hint *model.Type) ([]model.Node, *model.Type) {
	nodes := make([]model.Node, len(exprs))
	whole := true
	var t *model.Type
	lower := func(i int, hint *model.Type) {
		n := l.kept(l.present(l.lower(exprs[i], hint), exprs[i]), exprs[i])
		nodes[i] = n
		if n == nil {
			whole = false
			return
		}
		switch {
		case t == nil:
			t = n.Type()
		case join(t, n.Type()) == nil:
			l.mismatch(exprs[i], t, n.Type())
			whole = false
		default:
			t = join(t, n.Type())
		}
	}
	var needy []int
	for i, e := range exprs {
		if hint == nil && l.needy(e) {
			needy = append(needy, i)
			continue
		}
		lower(i, hint)
	}
	for _, i := range needy {
		lower(i, t)
	}
	if !whole {
		return nil, nil
	}
	if hint != nil && converts(t, hint) && !narrowing(t, hint) {
		t = hint
	}
	for i, n := range nodes {
		nodes[i] = convert(n, t)
	}
	return nodes, t
}

// mapping is `{key: value}`.
func (l *lowering) mapping(e ast.Expr, want *model.Type) model.Node {
	entries := e.AsMap().Entries()
	var keyHint, elemHint *model.Type
	if expected := plain(want); expected != nil {
		switch expected.Kind {
		case model.Map:
			keyHint, elemHint = expected.Key, expected.Elem
		case model.ValueRef:
			l.report(l.extent(e), diag.ExprType, "write "+l.env.Types.valueName(expected.Value)+l.text(e), "this is a map, and %s is wanted", a(expected))
			return nil
		}
	}
	if len(entries) == 0 {
		if keyHint == nil {
			l.report(l.extent(e), diag.ExprType, "", "what this empty map would hold can't be seen here")
			return nil
		}
		return &model.MakeMap{T: &model.Type{Kind: model.Map, Key: keyHint, Elem: elemHint}}
	}
	keys, values := make([]ast.Expr, len(entries)), make([]ast.Expr, len(entries))
	for i, entry := range entries {
		keys[i], values[i] = entry.AsMapEntry().Key(), entry.AsMapEntry().Value()
	}
	keyNodes, key := l.alike(keys, keyHint)
	valueNodes, elem := l.alike(values, elemHint)
	if keyNodes == nil || valueNodes == nil {
		return nil
	}
	if key, keyNodes = mapKeys(key, keyNodes); key == nil {
		l.report(l.extent(keys[0]), diag.ExprType, "", "a map's keys are strings, whole numbers, bools, members of an enum or ids, and this is %s", a(keyNodes[0].Type()))
		return nil
	}
	seen := map[string]bool{}
	for i, k := range keyNodes {
		if lit, ok := k.(*model.Lit); ok {
			text := literalText(lit.Value)
			if seen[text] {
				l.report(l.extent(keys[i]), diag.ExprType, "", "the map has this key already")
				return nil
			}
			seen[text] = true
		}
	}
	return &model.MakeMap{Keys: keyNodes, Values: valueNodes, T: &model.Type{Kind: model.Map, Key: key, Elem: elem}}
}

// mapKeys are keys as a map has them; the type is nil for what can't be a key.
func mapKeys(key *model.Type, nodes []model.Node) (*model.Type, []model.Node) {
	switch key.Kind {
	case model.String, model.EnumRef, model.IDRef, model.Bool, model.Int64, model.Uint64:
		return key, nodes
	case model.Int32, model.Uint32, model.UUID:
		wider := make([]model.Node, len(nodes))
		for i, n := range nodes {
			wider[i] = convert(n, wide(key))
		}
		return wide(key), wider
	}
	return nil, nodes
}

// flatten is list.flatten(depth), which takes away as many levels of lists as
// there are, at most depth.
func (l *lowering) flatten(e ast.Expr, args []ast.Expr) model.Node {
	x := l.present(l.lower(args[0], nil), args[0])
	if x == nil {
		return nil
	}
	if x.Type().Kind != model.List {
		l.mismatch(args[0], listOf(anyType), x.Type())
		return nil
	}
	var depth int64 = -1
	if args[1].Kind() == ast.LiteralKind {
		if number, ok := args[1].AsLiteral().(types.Int); ok {
			depth = int64(number)
		}
	}
	if depth < 0 {
		l.report(l.extent(args[1]), diag.ExprUnsupported, "", "flatten() takes a depth that is written out, from 0")
		return nil
	}
	flat := args[0]
	for ; depth > 0 && x.Type().Elem.Kind == model.List; depth-- {
		x = &model.Call{Name: "flatten", Args: []model.Node{x}, T: x.Type().Elem}
		flat = celFactory.NewMemberCall(l.newID(), "flatten", flat)
	}
	l.rewrite(e, flat)
	return x
}

// structure is `Money{…}` or `PaymentMethod.card{…}`.
func (l *lowering) structure(e ast.Expr) model.Node {
	s := e.AsStruct()
	name := s.TypeName()
	t := l.env.Types
	if v := t.values[name]; v != nil {
		fields := l.structFields(e, v.Name, v.Fields)
		if fields == nil {
			return nil
		}
		return &model.MakeValue{T: &model.Type{Kind: model.ValueRef, Value: v}, Fields: *fields}
	}
	u, v := t.variant(name)
	if v != nil {
		fields := l.structFields(e, u.Name+"."+v.Name, v.Fields)
		if fields == nil {
			return nil
		}
		// For cel-go a union is a message with a field a variant.
		inner := celFactory.NewStruct(l.newID(), name, s.Fields())
		l.rewrite(e, celFactory.NewStruct(e.ID(), t.unionName(u), []ast.EntryExpr{celFactory.NewStructField(l.newID(), v.Name, inner, false)}))
		return &model.MakeValue{T: &model.Type{Kind: model.UnionRef, Union: u}, Variant: v, Fields: *fields}
	}
	at := l.structName(e)
	switch {
	case u != nil:
		last := name[strings.LastIndexByte(name, '.')+1:]
		l.report(at, diag.ExprUnknown, didYouMean(last, variantNames(u)), "%s has no variant %s", u.Name, diag.Quote(last))
	case t.unions[name] != nil:
		l.report(at, diag.ExprType, "write "+name+"."+t.unions[name].Variants[0].Name+"{…}", "%s is a union: name the variant", name)
	default:
		l.report(at, diag.UnknownType, didYouMean(name, t.names), "no value is named %s", diag.Quote(name))
	}
	return nil
}

func (l *lowering) structName(e ast.Expr) extent {
	return l.src.wordBefore(l.mark(e.ID()).from)
}

// structFields reads what is between the braces; nil after a finding. A field
// that must be there and has no default must be given.
func (l *lowering) structFields(e ast.Expr, name string, fields []*model.Field) *[]model.FieldNode {
	var given []model.FieldNode
	whole := true
	seen := map[string]bool{}
	for _, entry := range e.AsStruct().Fields() {
		part := entry.AsStructField()
		at := l.src.wordBefore(l.mark(entry.ID()).from)
		f := findField(fields, part.Name())
		switch {
		case f == nil:
			l.report(at, diag.UnknownField, didYouMean(part.Name(), fieldNames(fields)), "%s has no field %s", name, diag.Quote(part.Name()))
			whole = false
			continue
		case seen[f.Name]:
			l.report(at, diag.ExprType, "", "%s is given already", f.Name)
			whole = false
			continue
		}
		seen[f.Name] = true
		x := l.as(part.Value(), f.Type)
		if x == nil {
			whole = false
			continue
		}
		given = append(given, model.FieldNode{Field: f, X: x})
	}
	given, missing := complete(given, fields, seen)
	if len(missing) > 0 && whole {
		l.report(l.structName(e), diag.ExprType, "", "%s isn't given: %s", name, strings.Join(missing, ", "))
		whole = false
	}
	if !whole {
		return nil
	}
	return &given
}

// complete adds the defaults of fields that aren't given, and names those that
// have none and must be there.
func complete(given []model.FieldNode, fields []*model.Field, seen map[string]bool) (all []model.FieldNode, missing []string) {
	for _, f := range fields {
		switch {
		case seen[f.Name]:
		case f.Default != nil:
			given = append(given, model.FieldNode{Field: f, X: convert(&model.Lit{Value: f.Default}, f.Type)})
		case f.Type.Kind != model.Optional:
			missing = append(missing, f.Name)
		}
	}
	return given, missing
}

// with is `with(x, {field: value})`, a copy of a value with some fields changed.
func (l *lowering) with(e ast.Expr) model.Node {
	args := e.AsCall().Args()
	if len(args) != 2 || args[1].Kind() != ast.MapKind {
		l.report(l.callName(e), diag.ExprType, "", "with() takes a value and the fields to change: with(x, {field: value})")
		return nil
	}
	x := l.present(l.lower(args[0], nil), args[0])
	if x == nil {
		return nil
	}
	if x.Type().Kind != model.ValueRef {
		l.report(l.extent(args[0]), diag.ExprType, "", "with() copies a value, and this is %s", a(x.Type()))
		return nil
	}
	v := x.Type().Value
	n := &model.With{X: x}
	whole := true
	seen := map[string]bool{}
	var changed []ast.EntryExpr
	for _, entry := range args[1].AsMap().Entries() {
		key, value := entry.AsMapEntry().Key(), entry.AsMapEntry().Value()
		if key.Kind() != ast.IdentKind {
			l.report(l.extent(key), diag.ExprType, "", "a field of %s is written without quotes", v.Name)
			whole = false
			continue
		}
		name := key.AsIdent()
		f := findField(v.Fields, name)
		switch {
		case f == nil:
			l.report(l.mark(key.ID()), diag.UnknownField, didYouMean(name, fieldNames(v.Fields)), "%s has no field %s", v.Name, diag.Quote(name))
			whole = false
			continue
		case seen[name]:
			l.report(l.mark(key.ID()), diag.ExprType, "", "%s is given already", name)
			whole = false
			continue
		}
		seen[name] = true
		changed = append(changed, celFactory.NewStructField(l.newID(), name, value, false))
		node := l.as(value, f.Type)
		if node == nil {
			whole = false
			continue
		}
		n.Fields = append(n.Fields, model.FieldNode{Field: f, X: node})
	}
	if !whole {
		return nil
	}
	l.rewrite(e, celFactory.NewCall(e.ID(), celWith, args[0], celFactory.NewStruct(l.newID(), l.env.Types.valueName(v), changed)))
	return n
}
