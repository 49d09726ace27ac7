package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// uniqueCheck is `unique` or `unique_by`; nil without either.
func (c *checker) uniqueCheck(s subject) jen.Code {
	if s.rules == nil {
		return nil
	}
	rule, before, after := "unique", "must not repeat: elements ", " are the same"
	t, key := s.t.Elem, jen.Id("item")
	if by := s.rules.UniqueBy; by != nil {
		rule, before, after = "unique_by", "must differ in "+by.Name+": elements ", " don't"
		t, key = by.Type, key.Dot(by.GoName)
	} else if !s.rules.Unique {
		return nil
	}
	found := jen.List(jen.Id("first"), jen.Id("again"), jen.Id("repeats")).Op(":=").Add(c.repeat(s, t, key))
	return jen.If(found, jen.Id("repeats")).Block(
		s.place.add(rule, jen.Lit(before).Op("+").Add(decimalText(jen.Id("first"))).Op("+").Lit(" and ").
			Op("+").Add(decimalText(jen.Id("again"))).Op("+").Lit(after)))
}

// repeat is the call that finds an element that repeats an earlier one by a key.
func (c *checker) repeat(s subject, t *model.Type, by *jen.Statement) jen.Code {
	if t == s.t.Elem {
		return c.repeatWhole(s, t)
	}
	element := jen.Id("item").Add(c.pkg.goType(s.t.Elem))
	if t.Kind != model.Optional {
		typ, before, key := c.pkg.keyOf(t, by)
		return jen.Qual(pkgValues, "RepeatBy").Call(s.value(),
			jen.Func().Params(element).Add(typ).Block(append(before, jen.Return(key))...))
	}
	// What is absent repeats nothing.
	value := by.Clone()
	if !nilIsAbsent(t.Elem) && t.Elem.Kind != model.Timestamp { // whose method goes through the pointer
		value = jen.Op("*").Add(value)
	}
	typ, before, key := c.pkg.keyOf(t.Elem, value)
	absent := jen.If(by.Clone().Op("==").Nil()).Block(jen.Return(jen.Id("key"), jen.False()))
	body := append(append([]jen.Code{absent}, before...), jen.Return(key, jen.True()))
	return jen.Qual(pkgValues, "RepeatByPresent").Call(s.value(),
		jen.Func().Params(element).Params(jen.Id("key").Add(typ), jen.Id("present").Bool()).Block(body...))
}

// repeatWhole is the call for elements that are compared as a whole.
func (c *checker) repeatWhole(s subject, t *model.Type) jen.Code {
	if isComparable(t) {
		return jen.Qual(pkgValues, "Repeat").Call(s.value())
	}
	var text jen.Code
	switch t.Kind {
	case model.Decimal:
		text = jen.Qual(pkgDecimals, "Text")
	case model.ValueRef, model.UnionRef:
		text = jen.Qual(pkgValues, "Text")
	case model.List, model.Map:
		typ, before, key := c.pkg.keyOf(t, jen.Id("x"))
		text = jen.Func().Params(jen.Id("x").Add(c.pkg.goType(t))).Add(typ).Block(append(before, jen.Return(key))...)
	default: // times, bytes and JSON have a key that is compared faster than they are
		typ, before, key := c.pkg.keyOf(t, jen.Id("item"))
		return jen.Qual(pkgValues, "RepeatBy").Call(s.value(),
			jen.Func().Params(jen.Id("item").Add(c.pkg.goType(t))).Add(typ).Block(append(before, jen.Return(key))...))
	}
	return jen.Qual(pkgValues, "RepeatFunc").Call(s.value(), c.pkg.equalFunc(t), text)
}

// keyOf is something comparable that equal things of a type have in common, its
// type, and what is declared before it.
func (p *pkg) keyOf(t *model.Type, x *jen.Statement) (typ *jen.Statement, before []jen.Code, key jen.Code) {
	switch {
	case isComparable(t):
		return p.goType(t), nil, x
	case t.Kind == model.Timestamp:
		return p.goType(t), nil, x.Dot("Round").Call(jen.Lit(0)).Dot("UTC").Call()
	case t.Kind == model.Decimal:
		return jen.String(), nil, jen.Qual(pkgDecimals, "Text").Call(x)
	case t.Kind == model.Bytes || t.Kind == model.JSON:
		return jen.String(), nil, jen.String().Call(x)
	case t.Kind == model.ValueRef || t.Kind == model.UnionRef:
		return jen.String(), nil, jen.Qual(pkgValues, "Text").Call(x)
	}
	// Collections, by their JSON.
	appended := p.appendCall(t, x)
	text := jen.String().Call(appended)
	if appendFails(t) {
		text = jen.Qual(pkgValues, "TextOf").Call(appended)
	}
	return jen.String(), []jen.Code{jen.Var().Id("b").Index().Byte()}, text
}
