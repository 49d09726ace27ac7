package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// cloneMethod copies a struct deeply, field by field where an assignment would
// share. always is for states, which have a Clone also when they share nothing.
func (p *pkg) cloneMethod(recv, goName string, fields []*model.Field, always bool) []jen.Code {
	var body []jen.Code
	for _, f := range fields {
		if sharing(f.Type) {
			x := jen.Id(recv).Dot(f.GoName)
			body = append(body, x.Clone().Op("=").Add(p.clone(f.Type, x)))
		}
	}
	if len(body) == 0 && !always {
		return nil
	}
	body = append(body, jen.Return(jen.Id(recv)))
	return []jen.Code{commented(
		comment("Clone copies deeply: the copy shares nothing."),
		method(recv, goName, "Clone").Params().Id(goName).Block(body...))}
}

// clone copies a value of a type that shares something when it is assigned.
func (p *pkg) clone(t *model.Type, x *jen.Statement) *jen.Statement {
	switch t.Kind {
	case model.Bytes, model.JSON:
		return jen.Qual("slices", "Clone").Call(x)
	case model.ValueRef:
		return x.Clone().Dot("Clone").Call()
	case model.UnionRef:
		return p.unionFunc("Clone", t.Union).Call(x)
	case model.List:
		if sharing(t.Elem) {
			return jen.Qual(pkgValues, "CloneList").Call(x, p.cloneFunc(t.Elem))
		}
		return jen.Qual("slices", "Clone").Call(x)
	case model.Map:
		if sharing(t.Elem) {
			return jen.Qual(pkgValues, "CloneMap").Call(x, p.cloneFunc(t.Elem))
		}
		return jen.Qual("maps", "Clone").Call(x)
	case model.Optional:
		switch {
		case nilIsAbsent(t.Elem):
			if t.Elem.Kind == model.UnionRef && !sharing(t.Elem) {
				return x
			}
			return p.clone(t.Elem, x)
		case sharing(t.Elem):
			return jen.Qual(pkgValues, "ClonePtrFunc").Call(x, p.cloneFunc(t.Elem))
		}
		return jen.Qual(pkgValues, "ClonePtr").Call(x)
	}
	return x
}

// cloneFunc is the function that copies a value of a type deeply.
func (p *pkg) cloneFunc(t *model.Type) jen.Code {
	switch t.Kind {
	case model.ValueRef:
		return p.goType(t).Dot("Clone")
	case model.UnionRef:
		return p.unionFunc("Clone", t.Union)
	case model.Bytes, model.JSON:
		return jen.Qual("slices", "Clone").Types(p.goType(t))
	case model.List:
		if !sharing(t.Elem) {
			return jen.Qual("slices", "Clone").Types(p.goType(t))
		}
	case model.Map:
		if !sharing(t.Elem) {
			return jen.Qual("maps", "Clone").Types(p.goType(t))
		}
	}
	return jen.Func().Params(jen.Id("x").Add(p.goType(t))).Add(p.goType(t)).Block(
		jen.Return(p.clone(t, jen.Id("x"))))
}

// sharing says that an assignment of a value of the type shares memory that
// can be changed.
func sharing(t *model.Type) bool {
	return holds(t, func(t *model.Type) bool {
		switch t.Kind {
		case model.Bytes, model.JSON, model.List, model.Map:
			return true
		case model.Optional:
			return t.Elem.Kind != model.UnionRef
		}
		return false
	})
}

// holds looks for a type that has a property in a type and all it is made of.
func holds(t *model.Type, has func(*model.Type) bool) bool {
	return holdsWithin(t, has, map[any]bool{})
}

func holdsWithin(t *model.Type, has func(*model.Type) bool, seen map[any]bool) bool {
	if has(t) {
		return true
	}
	switch t.Kind {
	case model.List, model.Optional:
		return holdsWithin(t.Elem, has, seen)
	case model.Map:
		return holdsWithin(t.Key, has, seen) || holdsWithin(t.Elem, has, seen)
	case model.ValueRef:
		return !visit(seen, t.Value) && fieldsHold(t.Value.Fields, has, seen)
	case model.UnionRef:
		if visit(seen, t.Union) {
			return false
		}
		for _, v := range t.Union.Variants {
			if fieldsHold(v.Fields, has, seen) {
				return true
			}
		}
	}
	return false
}

func fieldsHold(fields []*model.Field, has func(*model.Type) bool, seen map[any]bool) bool {
	for _, f := range fields {
		if holdsWithin(f.Type, has, seen) {
			return true
		}
	}
	return false
}

// visit notes what has been looked at, and says whether it had been before.
func visit(seen map[any]bool, what any) bool {
	before := seen[what]
	seen[what] = true
	return before
}
