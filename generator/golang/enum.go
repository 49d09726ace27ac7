package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// enumDecls declares an enum: a string type, its members, and how to tell them
// from other text.
func enumDecls(e *model.Enum) []jen.Code {
	recv := receiver(e.GoName, valueKind)
	var members, cases []jen.Code
	for _, m := range e.Members {
		members = append(members, jen.Id(m.GoName))
		cases = append(cases, jen.Id(m.GoName))
	}
	return []jen.Code{
		commented(typeDoc(e.GoName, "one word of a closed set; the zero value is unset", e.Doc),
			jen.Type().Id(e.GoName).String()),
		commented(comment("The words of "+e.GoName+"."), jen.Const().Defs(enumConstants(e)...)),
		commented(comment(e.GoName+"Members gives all words, in the order of the model."),
			jen.Func().Id(e.GoName+"Members").Params().Index().Id(e.GoName).Block(
				jen.Return(jen.Index().Id(e.GoName).Add(lines("{", "}", members...))))),
		commented(comment("Valid says whether "+recv+" is one of the words; the unset "+e.GoName+" isn't."),
			method(recv, e.GoName, "Valid").Params().Bool().Block(
				jen.Switch(jen.Id(recv)).Block(
					jen.Case(oneALine(cases)).Block(jen.Return(jen.True()))),
				jen.Return(jen.False()))),
		parseDecl(e.GoName, "reads a word",
			jen.Op("!").Id(e.GoName).Call(jen.Id("s")).Dot("Valid").Call(),
			"%q isn't a word of "+e.GoName),
	}
}

func enumConstants(e *model.Enum) []jen.Code {
	var constants []jen.Code
	for _, m := range e.Members {
		constants = append(constants,
			documented(m.Doc, m.Deprecated, jen.Id(m.GoName).Id(e.GoName).Op("=").Lit(m.Name))...)
	}
	return constants
}

// parseDecl declares the function that makes a string type of text, and refuses
// some.
func parseDecl(goName, does string, refuses jen.Code, message string) jen.Code {
	return commented(comment("Parse"+goName+" "+does+"."),
		jen.Func().Id("Parse"+goName).Params(jen.Id("s").String()).Params(jen.Id(goName), jen.Error()).Block(
			jen.If(refuses).Block(
				jen.Return(jen.Lit(""), jen.Qual("fmt", "Errorf").Call(jen.Lit(message), jen.Id("s")))),
			jen.Return(jen.Id(goName).Call(jen.Id("s")), jen.Nil())))
}
