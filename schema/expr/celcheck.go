package expr

import (
	"fmt"
	"slices"
	"sync"

	"cel.dev/cel-go/checker"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/containers"
	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/stdlib"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// What the language adds is written into the syntax tree under these names,
// which no one can write in an expression.
const (
	celNone    = "@none"    // null where an optional is wanted
	celHas     = "@has"     // has() of a variable
	celWith    = "@with"    // with(), of a value and a value with the changed fields
	celInsert  = "@insert"  // a map with another one's entries
	celOrdered = "@ordered" // what sortBy compares by, as a condition
	celReshape = "@reshape" // a value as one of another type of the same shape
	celAccu    = "@result"
	elemName   = "@elem" // the element that a path on the left of a `sets` is about
)

var celFactory = ast.NewExprFactory()

// firstNewID is above every id that the parser gives to an expression we read.
const firstNewID = 1 << 32

func (l *lowering) newID() int64 {
	l.newIDs++
	return firstNewID + l.newIDs
}

func (l *lowering) newIdent(name string) ast.Expr { return celFactory.NewIdent(l.newID(), name) }

// rewrite puts another form in an expression's place; findings go on to point
// at what was written.
func (l *lowering) rewrite(e, form ast.Expr) {
	l.extent(e)
	e.SetKindCase(form)
}

// wrapCall makes an expression the argument of a function.
func (l *lowering) wrapCall(e ast.Expr, function string) {
	inner := celFactory.NewUnspecifiedExpr(l.newID())
	inner.SetKindCase(e)
	l.rewrite(e, celFactory.NewCall(e.ID(), function, inner))
}

// celCheck lets cel-go's checker have the last word on a lowered expression. A
// mistake that it finds was missed by the lowering, so its words are cel-go's.
func (l *lowering) celCheck(root ast.Expr, n model.Node) *types.Type {
	provider := &provider{types: l.env.Types, records: map[string]*model.RecordType{}}
	env, err := checker.NewEnv(containers.DefaultContainer, provider, checker.ValidatedDeclarations(l.env.Types.env()), checker.CrossTypeNumericComparisons(true))
	if err != nil {
		panic("expr: cel-go refuses its own declarations: " + err.Error())
	}
	declared := map[string]bool{}
	declare := func(v *model.Var, name string) {
		if declared[name] {
			return
		}
		declared[name] = true
		if err := env.AddIdents(decls.NewVariable(name, provider.celType(v.T))); err != nil {
			panic("expr: cel-go refuses a variable: " + err.Error())
		}
	}
	for _, v := range slices.Backward(l.env.Vars) {
		declare(v, v.Name)
	}
	if l.elem != nil {
		declare(l.elem, elemName)
	}
	// Places are looked up by id, so the checker gets no text and no places.
	checked, errs := checker.Check(ast.NewAST(root, ast.NewSourceInfo(nil)), nil, env)
	for _, err := range errs.GetErrors() {
		at := extent{0, len(l.src.text)}
		if err.ExprID > 0 && err.ExprID < firstNewID {
			at = l.mark(err.ExprID)
		}
		l.report(at, diag.ExprType, "", "%s", err.Message)
	}
	return checked.GetType(root.ID())
}

// plainlyTyped says that an expression is a path or a constant, whose type
// cel-go takes from our own declarations: there is nothing for it to check.
func plainlyTyped(n model.Node) bool {
	switch n := n.(type) {
	case *model.Var, *model.Lit, *model.None:
		return true
	case *model.Select:
		return plainlyTyped(n.X)
	case *model.SelectMeta:
		return plainlyTyped(n.X)
	case *model.Deref:
		return plainlyTyped(n.X)
	case *model.Some:
		return plainlyTyped(n.X)
	case *model.Convert:
		return plainlyTyped(n.X) && n.X.Type().Kind != model.EnumRef && n.T.Kind != model.EnumRef
	}
	return false
}

// baseEnv has cel-go's standard functions and our own.
var baseEnv = sync.OnceValue(func() *checker.Env {
	env, err := checker.NewEnv(containers.DefaultContainer, &provider{}, checker.CrossTypeNumericComparisons(true))
	if err != nil {
		panic("expr: " + err.Error())
	}
	must := func(err error) {
		if err != nil {
			panic("expr: " + err.Error())
		}
	}
	must(env.AddFunctions(stdlib.Functions()...))
	p := &provider{}
	for _, f := range Functions() {
		if f.own {
			must(env.AddFunctions(p.declaration(f)))
		}
	}
	must(env.AddFunctions(ownDeclarations()...))
	return env
})

// declaration is a function of the table for cel-go.
func (p *provider) declaration(f *Function) *decls.FunctionDecl {
	args := make([]*types.Type, len(f.Args))
	id := "own_" + f.Name
	for i, t := range f.Args {
		args[i] = p.celType(t)
		id += "_" + args[i].String()
	}
	return overload(f.Name, id, f.Method, args, p.celType(f.Result))
}

func overload(name, id string, method bool, args []*types.Type, result *types.Type) *decls.FunctionDecl {
	opt := decls.Overload(id, args, result)
	if method {
		opt = decls.MemberOverload("member_"+id, args, result)
	}
	f, err := decls.NewFunction(name, opt)
	if err != nil {
		panic("expr: " + err.Error())
	}
	return f
}

// ownDeclarations are the operators on the types that CEL doesn't have, and
// what the lowering writes into the syntax tree.
func ownDeclarations() []*decls.FunctionDecl {
	p := &provider{}
	args := func(t ...*types.Type) []*types.Type { return t }
	anyA, anyB := types.NewTypeParamType("A"), types.NewTypeParamType("B")
	anyMap := types.NewMapType(anyA, anyB)
	dec, date := p.celType(decimalType), p.celType(dateType)
	list := []*decls.FunctionDecl{
		overload("string", "enum_to_string", false, args(enumOf(anyA)), types.StringType),
		overload(celNone, "none", false, nil, anyA),
		overload(celHas, "has_variable", false, args(anyA), types.BoolType),
		overload(celWith, "with", false, args(anyA, anyA), anyA),
		overload(celOrdered, "ordered", false, args(anyA), types.BoolType),
		overload(celReshape, "reshape", false, args(anyA), anyB),
		overload(celInsert, "insert", false, args(anyMap, anyMap), anyMap),
		overload("-_", "neg_decimal", false, args(dec), dec),
	}
	for _, op := range []string{"_+_", "_-_", "_*_"} {
		list = append(list, overload(op, op+"_decimal", false, args(dec, dec), dec))
	}
	for _, op := range []string{"_<_", "_<=_", "_>_", "_>=_"} {
		list = append(list,
			overload(op, op+"_decimal", false, args(dec, dec), types.BoolType),
			overload(op, op+"_date", false, args(date, date), types.BoolType))
	}
	return list
}

// newEnv adds a context's enums: their members, and the functions that make one.
func (t *Types) newEnv() *checker.Env {
	p := &provider{types: t}
	env, err := checker.NewEnv(containers.DefaultContainer, p, checker.ValidatedDeclarations(baseEnv()), checker.CrossTypeNumericComparisons(true))
	if err != nil {
		panic("expr: " + err.Error())
	}
	for _, name := range t.names {
		enum := t.enums[name]
		if enum == nil {
			continue
		}
		celEnum := p.celType(&model.Type{Kind: model.EnumRef, Enum: enum})
		for _, m := range enum.Members {
			if err := env.AddIdents(decls.NewVariable(name+"."+m.Name, celEnum)); err != nil {
				return env // a member that is declared twice is a finding of its own
			}
		}
		if err := env.AddFunctions(overload(name, fmt.Sprintf("to_%s", name), false, []*types.Type{types.StringType}, celEnum)); err != nil {
			return env
		}
	}
	return env
}

func enumOf(t *types.Type) *types.Type { return types.NewOpaqueType("enum", t) }

// provider tells cel-go of our values, unions and roots.
type provider struct {
	types   *Types
	records map[string]*model.RecordType
}

// celType is a type for cel-go: ids and uuids are strings, an optional is what
// it holds, enums, decimals and dates are types of their own.
func (p *provider) celType(t *model.Type) *types.Type {
	switch t.Kind {
	case model.String, model.IDRef, model.UUID:
		return types.StringType
	case model.Bool:
		return types.BoolType
	case model.Int32, model.Int64:
		return types.IntType
	case model.Uint32, model.Uint64:
		return types.UintType
	case model.Float64:
		return types.DoubleType
	case model.Bytes:
		return types.BytesType
	case model.Timestamp:
		return types.TimestampType
	case model.Duration:
		return types.DurationType
	case model.List:
		return types.NewListType(p.celType(t.Elem))
	case model.Map:
		return types.NewMapType(p.celType(t.Key), p.celType(t.Elem))
	case model.Optional:
		return p.celType(t.Elem)
	case model.EnumRef:
		return enumOf(types.NewObjectType(p.types.enumName(t.Enum)))
	case model.ValueRef:
		return types.NewObjectType(p.types.valueName(t.Value))
	case model.UnionRef:
		return types.NewObjectType(p.types.unionName(t.Union))
	case model.Record:
		name := "@" + t.Record.Name
		p.records[name] = t.Record
		return types.NewObjectType(name)
	case anyKind:
		return types.NewTypeParamType("A")
	case anyKind - 1:
		return types.NewTypeParamType("B")
	}
	return types.NewOpaqueType(words(t)) // decimal, date, json
}

// EnumValue is asked for nothing: enums are types of their own.
func (p *provider) EnumValue(name string) ref.Val { return types.NewErr("no enum %s", name) }

// FindIdent is asked for nothing: constants are declared.
func (p *provider) FindIdent(string) (ref.Val, bool) { return nil, false }

// FindStructType finds a value, union, variant or root.
func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if _, ok := p.fields(name); ok || p.types != nil && p.types.unions[name] != nil {
		return types.NewTypeTypeWithParam(types.NewObjectType(name)), true
	}
	return nil, false
}

// fields are those of a value, variant or root.
func (p *provider) fields(name string) ([]*model.Field, bool) {
	if r := p.records[name]; r != nil {
		return r.Fields, true
	}
	if p.types == nil {
		return nil, false
	}
	if v := p.types.values[name]; v != nil {
		return v.Fields, true
	}
	if _, v := p.types.variant(name); v != nil {
		return v.Fields, true
	}
	return nil, false
}

// FindStructFieldNames lists the fields of a type.
func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	if fields, ok := p.fields(name); ok {
		return fieldNames(fields), true
	}
	if u := p.types.unions[name]; u != nil {
		return variantNames(u), true
	}
	return nil, false
}

// FindStructFieldType is the type of a field; a union has a field a variant.
func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	if fields, ok := p.fields(name); ok {
		if f := findField(fields, field); f != nil {
			return &types.FieldType{Type: p.celType(f.Type)}, true
		}
		return nil, false
	}
	if u := p.types.unions[name]; u != nil && findVariant(u, field) != nil {
		return &types.FieldType{Type: types.NewObjectType(name + "." + field)}, true
	}
	return nil, false
}

// NewValue is asked for nothing: nothing is evaluated.
func (p *provider) NewValue(name string, _ map[string]ref.Val) ref.Val {
	return types.NewErr("no value of %s is made here", name)
}
