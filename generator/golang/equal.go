package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// equalMethod compares two structs field by field. Each field has a line of its
// own in a switch: a chain of && would change its neighbour's line with every
// field that comes or goes.
func (p *pkg) equalMethod(recv, goName string, fields []*model.Field) jen.Code {
	doc := comment("Equal says whether both hold the same.")
	if len(fields) == 0 {
		return commented(comment("Equal is true: one is like another."),
			jen.Func().Params(jen.Id(goName)).Id("Equal").Params(jen.Id(goName)).Bool().Add(short(jen.Return(jen.True()))))
	}
	m := method(recv, goName, "Equal").Params(jen.Id("other").Id(goName)).Bool()
	var cases []jen.Code
	for _, f := range fields {
		x, y := jen.Id(recv).Dot(f.GoName), jen.Id("other").Dot(f.GoName)
		cases = append(cases, jen.Case(p.differ(f.Type, x, y)))
	}
	cases = append(cases, jen.Default().Block(jen.Return(jen.True())))
	return commented(doc, m.Block(jen.Switch().Block(cases...), jen.Return(jen.False())))
}

// differ is the condition that two values of a type aren't equal.
func (p *pkg) differ(t *model.Type, x, y *jen.Statement) *jen.Statement {
	if isComparable(t) {
		return x.Op("!=").Add(y)
	}
	if t.Kind == model.Optional && nilIsAbsent(t.Elem) && t.Elem.Kind != model.UnionRef {
		absence := jen.Parens(x.Clone().Op("==").Nil()).Op("!=").Parens(y.Clone().Op("==").Nil())
		return absence.Op("||").Add(p.differ(t.Elem, x, y))
	}
	return jen.Op("!").Add(p.equalCall(t, x, y))
}

// equalCall is the call that compares two values for which == won't do.
func (p *pkg) equalCall(t *model.Type, x, y *jen.Statement) *jen.Statement {
	switch t.Kind {
	case model.Bytes:
		return jen.Qual("bytes", "Equal").Call(x, y)
	case model.JSON:
		return inJSON("EqualRaw").Call(x, y)
	case model.Timestamp, model.Decimal, model.ValueRef:
		return x.Dot("Equal").Call(y)
	case model.UnionRef:
		return p.unionFunc("Equal", t.Union).Call(x, y)
	case model.List:
		return p.equalElements("slices", t.Elem, x, y)
	case model.Map:
		return p.equalElements("maps", t.Elem, x, y)
	case model.Optional:
		if t.Elem.Kind == model.UnionRef {
			return p.equalCall(t.Elem, x, y)
		}
		if isComparable(t.Elem) {
			return jen.Qual(pkgExpr, "EqualPtr").Call(x, y)
		}
		return jen.Qual(pkgExpr, "EqualPtrFunc").Call(x, y, p.equalFunc(t.Elem))
	}
	panic("no equality for this kind of type; please report this as a bug of orchestrix-gen")
}

func (p *pkg) equalElements(pkg string, elem *model.Type, x, y *jen.Statement) *jen.Statement {
	if isComparable(elem) {
		return jen.Qual(pkg, "Equal").Call(x, y)
	}
	return jen.Qual(pkg, "EqualFunc").Call(x, y, p.equalFunc(elem))
}

// equalFunc is the function that says whether two values of a type are equal.
func (p *pkg) equalFunc(t *model.Type) jen.Code {
	switch t.Kind {
	case model.Bytes:
		return jen.Qual("bytes", "Equal")
	case model.Timestamp, model.Decimal, model.ValueRef:
		return p.goType(t).Dot("Equal")
	case model.UnionRef:
		return p.unionFunc("Equal", t.Union)
	case model.JSON:
		return inJSON("EqualRaw").Types(p.goType(t))
	case model.List:
		if isComparable(t.Elem) {
			return jen.Qual("slices", "Equal").Types(p.goType(t))
		}
	case model.Map:
		if isComparable(t.Elem) {
			return jen.Qual("maps", "Equal").Types(p.goType(t), p.goType(t))
		}
	}
	return jen.Func().Params(jen.List(jen.Id("x"), jen.Id("y")).Add(p.goType(t))).Bool().Block(
		jen.Return(p.equalCall(t, jen.Id("x"), jen.Id("y"))))
}

// unionFunc is a generated function over a union: EqualPaymentMethod.
func (p *pkg) unionFunc(name string, u *model.Union) *jen.Statement {
	return jen.Qual(u.Context.Import, name+u.GoName)
}

// isComparable says that == compares values of the type as the language does.
func isComparable(t *model.Type) bool {
	switch t.Kind {
	case model.String, model.Bool, model.Int32, model.Int64, model.Uint32, model.Uint64, model.Float64,
		model.Duration, model.Date, model.UUID, model.IDRef, model.EnumRef:
		return true
	}
	return false
}
