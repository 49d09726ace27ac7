package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// unionDecls declares a union: a sealed interface, how it is compared and
// copied, and a struct for each variant.
func (p *pkg) unionDecls(u *model.Union) []jen.Code {
	var variants []string
	for _, v := range u.Variants {
		variants = append(variants, v.GoName)
	}
	decls := []jen.Code{
		commented(typeDoc(u.GoName, "exactly one of "+orList(variants), u.Doc),
			jen.Type().Id(u.GoName).Interface(
				comment("AppendJSON appends the variant as a JSON object with its type."),
				appendJSONSignature(),
				comment("Violations lists every rule that the variant breaks."),
				violationsSignature(),
				jen.Id(unionMarker(u)).Params())),
		p.equalUnion(u),
	}
	if sharing(&model.Type{Kind: model.UnionRef, Union: u}) {
		decls = append(decls, p.cloneUnion(u))
	}
	for _, v := range u.Variants {
		decls = append(decls, p.plainDecls(plain{
			goName: v.GoName,
			typ:    p.ctx.Name + "." + u.Name + "." + v.Name,
			doc:    typeDoc(v.GoName, withArticle(u.GoName), v.Doc),
			fields: v.Fields,
			rules:  v.Rules,
			marker: marker(v.GoName, unionMarker(u)),
		})...)
	}
	return decls
}

func appendJSONSignature() *jen.Statement {
	return jen.Id("AppendJSON").Params(jen.Id("b").Index().Byte()).Params(jen.Index().Byte(), jen.Error())
}

func violationsSignature() *jen.Statement {
	return jen.Id("Violations").Params(jen.Id("now").Qual("time", "Time")).Qual(pkgOrchestrix, "Violations")
}

// unionMarker is the method that seals a union's interface.
func unionMarker(u *model.Union) string { return "is" + u.GoName }

// marker is a method that says that a type belongs to a sealed interface.
func marker(goName, name string) jen.Code {
	return jen.Func().Params(jen.Id(goName)).Id(name).Params().Block()
}

// equalUnion compares two unions by their variants.
func (p *pkg) equalUnion(u *model.Union) jen.Code {
	var cases []jen.Code
	for _, v := range u.Variants {
		cases = append(cases, jen.Case(jen.Id(v.GoName)).Block(
			jen.List(jen.Id("y"), jen.Id("same")).Op(":=").Id("y").Assert(jen.Id(v.GoName)),
			jen.Return(jen.Id("same").Op("&&").Id("x").Dot("Equal").Call(jen.Id("y")))))
	}
	return commented(comment("Equal"+u.GoName+" says whether both are the same variant and hold the same."),
		jen.Func().Id("Equal"+u.GoName).Params(jen.List(jen.Id("x"), jen.Id("y")).Id(u.GoName)).Bool().Block(
			jen.Switch(jen.Id("x").Op(":=").Id("x").Assert(jen.Type())).Block(cases...),
			jen.Return(jen.Id("x").Op("==").Nil().Op("&&").Id("y").Op("==").Nil())))
}

// cloneUnion copies a union deeply.
func (p *pkg) cloneUnion(u *model.Union) jen.Code {
	var cases []jen.Code
	for _, v := range u.Variants {
		if fieldsHold(v.Fields, sharing, map[any]bool{}) {
			cases = append(cases, jen.Case(jen.Id(v.GoName)).Block(jen.Return(jen.Id("x").Dot("Clone").Call())))
		}
	}
	return commented(comment("Clone"+u.GoName+" copies deeply: the copy shares nothing."),
		jen.Func().Id("Clone"+u.GoName).Params(jen.Id("x").Id(u.GoName)).Id(u.GoName).Block(
			jen.Switch(jen.Id("x").Op(":=").Id("x").Assert(jen.Type())).Block(cases...),
			jen.Return(jen.Id("x"))))
}

// orList writes words as "a, b or c".
func orList(words []string) string {
	switch len(words) {
	case 0:
		return "nothing"
	case 1:
		return words[0]
	}
	text := words[0]
	for _, word := range words[1 : len(words)-1] {
		text += ", " + word
	}
	return text + " or " + words[len(words)-1]
}
