package expr

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// lowering turns one parsed expression into model nodes. Every sub-expression
// is lowered once; what the language adds to CEL is written into the syntax
// tree on the way, so that cel-go can check the whole afterwards.
type lowering struct {
	env      *Env
	src      *source
	parsed   *ast.AST
	info     *ast.SourceInfo
	extents  map[int64]extent
	findings []diag.Finding

	locals []*model.Var // loop names, the innermost last
	elem   *model.Var   // whose fields are bare names, left of a `sets`
	facts  *facts
	opaque map[*model.Var]bool // loop names whose elements were chosen out of sight

	newIDs int64
	// written are the expressions that nodes were lowered from, where somebody
	// asks for them.
	written map[model.Node]ast.Expr
}

func newLowering(src *source, env *Env) *lowering {
	l := &lowering{env: env, src: src}
	for _, given := range env.Given {
		if given != nil {
			l.facts = l.facts.when(given.Node, true, true)
		}
	}
	for _, v := range env.hidden {
		l.hide(v)
	}
	return l
}

// text is a sub-expression as it was written.
func (l *lowering) text(e ast.Expr) string {
	x := l.extent(e)
	return l.src.text[x.from:x.to]
}

// lower turns a sub-expression into a node of the type it has by itself; want
// is what is expected there, for what has no type of its own (bare members,
// integer literals, null, empty lists), and may be nil. It returns nil after a
// finding.
func (l *lowering) lower(e ast.Expr, want *model.Type) model.Node {
	n := l.lowerKind(e, want)
	if l.written != nil && n != nil {
		l.written[n] = e
	}
	return n
}

func (l *lowering) lowerKind(e ast.Expr, want *model.Type) model.Node {
	switch e.Kind() {
	case ast.LiteralKind:
		return l.literal(e, want)
	case ast.IdentKind:
		return l.ident(e, want)
	case ast.SelectKind:
		return l.selection(e)
	case ast.CallKind:
		return l.call(e, want)
	case ast.ListKind:
		return l.list(e, want)
	case ast.MapKind:
		return l.mapping(e, want)
	case ast.StructKind:
		return l.structure(e)
	}
	l.report(l.extent(e), diag.ExprUnsupported, "", "this form of CEL isn't part of the language")
	return nil
}

// lookup finds a name in scope: a variable, or a field of the element that a
// path on the left of a `sets` is about.
func (l *lowering) lookup(name string) model.Node {
	for i := len(l.locals) - 1; i >= 0; i-- {
		if l.locals[i].Name == name {
			return l.locals[i]
		}
	}
	if l.elem != nil && l.elem.T.Kind == model.ValueRef {
		if f := findField(l.elem.T.Value.Fields, name); f != nil {
			return &model.Select{X: l.elem, Field: f}
		}
	}
	for i := len(l.env.Vars) - 1; i >= 0; i-- {
		if l.env.Vars[i].Name == name {
			return l.env.Vars[i]
		}
	}
	return nil
}

func (l *lowering) inScope(name string) bool { return l.lookup(name) != nil }

func (l *lowering) scopeNames() []string {
	var names []string
	for _, v := range l.locals {
		names = append(names, v.Name)
	}
	if l.elem != nil && l.elem.T.Kind == model.ValueRef {
		names = append(names, fieldNames(l.elem.T.Value.Fields)...)
	}
	for _, v := range l.env.Vars {
		names = append(names, v.Name)
	}
	return names
}

// ident is a name in scope or a bare member of the enum that is expected.
func (l *lowering) ident(e ast.Expr, want *model.Type) model.Node {
	name := e.AsIdent()
	if strings.HasPrefix(name, ".") {
		l.report(l.mark(e.ID()), diag.ExprUnsupported, "leave the dot out", "a name that begins with a dot isn't part of the language")
		return nil
	}
	n := l.lookup(name)
	expected := plain(want)
	if expected != nil && expected.Kind == model.EnumRef {
		if m := findMember(expected.Enum, name); m != nil {
			if n != nil {
				l.report(l.mark(e.ID()), diag.ExprAmbiguousMember, "write "+l.env.Types.enumName(expected.Enum)+"."+name,
					"%s is a member of %s and a name in scope", diag.Quote(name), expected.Enum.Name)
				return nil
			}
			return l.member(e, expected.Enum, m)
		}
		if n == nil {
			suggestion := didYouMean(name, memberNames(expected.Enum))
			if suggestion == "" {
				suggestion = didYouMean(name, l.scopeNames())
			}
			l.report(l.mark(e.ID()), diag.UnknownEnumMember, suggestion, "%s has no member %s", expected.Enum.Name, diag.Quote(name))
			return nil
		}
	}
	if n == nil {
		l.unknownName(e, name, expected)
		return nil
	}
	if field, ok := n.(*model.Select); ok {
		l.rewrite(e, celFactory.NewSelect(e.ID(), l.newIdent(elemName), field.Field.Name))
	}
	return n
}

func (l *lowering) unknownName(e ast.Expr, name string, expected *model.Type) {
	at := l.mark(e.ID())
	if l.env.Types.enums[name] != nil || l.env.Types.values[name] != nil || l.env.Types.unions[name] != nil {
		l.report(at, diag.ExprType, "", "%s is a type, and a value is wanted", name)
		return
	}
	suggestion := didYouMean(name, l.scopeNames())
	if enum := l.env.Types.enumOf(name); enum != nil && suggestion == "" {
		suggestion = "write " + l.env.Types.enumName(enum) + "." + name
	}
	if suggestion == "" && expected != nil && wide(expected).Kind == model.String {
		suggestion = "a text stands in quotes of its own: '\"" + name + "\"'"
	}
	l.report(at, diag.ExprUnknown, suggestion, "nothing in scope is named %s", diag.Quote(name))
}

// member is a constant of an enum, for cel-go by its qualified name.
func (l *lowering) member(e ast.Expr, enum *model.Enum, m *model.EnumMember) model.Node {
	l.rewrite(e, celFactory.NewIdent(e.ID(), l.env.Types.enumName(enum)+"."+m.Name))
	return l.lit(&model.Type{Kind: model.EnumRef, Enum: enum}, m)
}

func (l *lowering) lit(t *model.Type, value any) *model.Lit {
	return &model.Lit{Value: &model.Literal{Type: t, Value: value, Pos: l.src.pos()}}
}

// qualified is the dotted name that a chain of selections spells, if it begins
// with a name that is no variable.
func (l *lowering) qualified(e ast.Expr) string {
	var parts []string
	for e.Kind() == ast.SelectKind {
		parts = append(parts, e.AsSelect().FieldName())
		e = e.AsSelect().Operand()
	}
	if e.Kind() != ast.IdentKind || l.inScope(e.AsIdent()) {
		return ""
	}
	name := e.AsIdent()
	for i := len(parts) - 1; i >= 0; i-- {
		name += "." + parts[i]
	}
	return name
}

// selection is `x.f`: a field, a variant of a union, an entry of a map, or a
// qualified member of an enum.
func (l *lowering) selection(e ast.Expr) model.Node {
	if name := l.qualified(e); name != "" {
		if n, done := l.qualifiedName(e, name); done {
			return n
		}
	}
	sel := e.AsSelect()
	x := l.present(l.lower(sel.Operand(), nil), sel.Operand())
	if x == nil {
		return nil
	}
	return l.step(e, x, sel.FieldName())
}

// qualifiedName is a member of an enum by its full name. Done says that the
// name can't be anything else.
func (l *lowering) qualifiedName(e ast.Expr, name string) (n model.Node, done bool) {
	t := l.env.Types
	dot := strings.LastIndexByte(name, '.')
	owner, last := name[:dot], name[dot+1:]
	if enum := t.enums[owner]; enum != nil {
		if m := findMember(enum, last); m != nil {
			return l.member(e, enum, m), true
		}
		l.report(l.fieldName(e), diag.UnknownEnumMember, didYouMean(last, memberNames(enum)), "%s has no member %s", enum.Name, diag.Quote(last))
		return nil, true
	}
	switch {
	case t.unions[owner] != nil && findVariant(t.unions[owner], last) != nil:
		l.report(l.extent(e), diag.ExprType, "give its fields: "+name+"{…}", "%s is a variant, and a value is wanted", name)
	case t.values[owner] != nil || t.unions[owner] != nil:
		l.report(l.extent(e), diag.ExprType, "", "%s is a type, and a value is wanted", owner)
	case t.kernels[owner]:
		switch {
		case t.enums[name] != nil, t.values[name] != nil, t.unions[name] != nil:
			l.report(l.extent(e), diag.ExprType, "", "%s is a type, and a value is wanted", name)
		default:
			l.report(l.fieldName(e), diag.ExprUnknown, didYouMean(name, t.names), "the kernel %s has no type %s", owner, diag.Quote(last))
		}
	default:
		return nil, false
	}
	return nil, true
}

// step reads a part of a value that is there.
func (l *lowering) step(e ast.Expr, x model.Node, name string) model.Node {
	at := l.fieldName(e)
	switch t := x.Type(); t.Kind {
	case model.Record:
		f := findField(t.Record.Fields, name)
		if f == nil {
			l.report(at, diag.UnknownField, didYouMean(name, fieldNames(t.Record.Fields)), "%s has no field %s", t.Record.Name, diag.Quote(name))
			return nil
		}
		if v, ok := x.(*model.Var); ok && (v.Scope == model.ScopeMeta || v.Scope == model.ScopeRejection) {
			return &model.SelectMeta{X: x, Name: name, T: f.Type}
		}
		return &model.Select{X: x, Field: f}
	case model.ValueRef:
		f := findField(t.Value.Fields, name)
		if f == nil {
			l.report(at, diag.UnknownField, didYouMean(name, fieldNames(t.Value.Fields)), "%s has no field %s", t.Value.Name, diag.Quote(name))
			return nil
		}
		return &model.Select{X: x, Field: f}
	case model.UnionRef:
		return l.variantOf(e, x, t.Union, name)
	case model.Map:
		if !namedKeys(t) {
			break
		}
		key := l.keyLiteral(e, t.Key, name)
		if key == nil {
			return nil
		}
		return l.entry(x, key)
	}
	l.report(at, diag.ExprType, "", "%s has no fields", a(x.Type()))
	return nil
}

func (l *lowering) variantOf(e ast.Expr, x model.Node, u *model.Union, name string) model.Node {
	v := findVariant(u, name)
	if v == nil {
		suggestion := didYouMean(name, variantNames(u))
		if suggestion == "" {
			suggestion = "it is one of " + strings.Join(variantNames(u), ", ")
		}
		l.report(l.fieldName(e), diag.ExprUnknown, suggestion, "%s has no variant %s", u.Name, diag.Quote(name))
		return nil
	}
	path := pathOf(x)
	proved, sure := l.facts.find(variantPath(path, v))
	if !proved && !l.unseen(x) {
		written := l.text(e)
		l.report(l.extent(e), diag.ExprAbsent, "ask has("+written+") before it, in && or ?:", "%s may be another variant of %s here", written, u.Name)
		return nil
	}
	return &model.AsVariant{X: x, Variant: v, Safe: sure && path != ""}
}

// namedKeys says that a map's keys are texts, which may be written as names.
func namedKeys(t *model.Type) bool {
	return t.Key.Kind == model.EnumRef || wide(t.Key).Kind == model.String
}

// keyLiteral is the name in `map.name` as a key.
func (l *lowering) keyLiteral(e ast.Expr, key *model.Type, name string) model.Node {
	if key.Kind != model.EnumRef {
		return l.lit(key, name)
	}
	m := findMember(key.Enum, name)
	if m == nil {
		l.report(l.fieldName(e), diag.UnknownEnumMember, didYouMean(name, memberNames(key.Enum)), "%s has no member %s", key.Enum.Name, diag.Quote(name))
		return nil
	}
	return l.lit(key, m)
}

// fieldName is where the name of a selection stands.
func (l *lowering) fieldName(e ast.Expr) extent {
	return l.src.word(l.src.after(l.mark(e.ID()).to))
}

// needy says that an expression takes its type from what is beside it.
func (l *lowering) needy(e ast.Expr) bool {
	switch e.Kind() {
	case ast.LiteralKind:
		switch e.AsLiteral().(type) {
		case types.Int, types.Null:
			return true
		}
	case ast.IdentKind:
		return !l.inScope(e.AsIdent())
	case ast.ListKind:
		for _, elem := range e.AsList().Elements() {
			if !l.needy(elem) {
				return false
			}
		}
		return true
	case ast.MapKind:
		for _, entry := range e.AsMap().Entries() {
			if !l.needy(entry.AsMapEntry().Value()) {
				return false
			}
		}
		return true
	case ast.CallKind:
		call := e.AsCall()
		args := call.Args()
		switch call.FunctionName() {
		case "_?_:_":
			args = args[1:]
		case "-_", "_+_", "_-_", "_*_", "_/_", "_%_":
		default:
			return false
		}
		for _, arg := range args {
			if !l.needy(arg) {
				return false
			}
		}
		return true
	}
	return false
}
