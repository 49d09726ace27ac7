package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// kitAnswers stands in for the outside, which tests give answers to.
func (p *pkg) kitAnswers(f *jen.File) {
	var fields []jen.Code
	for _, a := range p.ctx.Asks {
		fields = append(fields, jen.Id(a.GoName).Func().Params(p.askParams(a)...).Params(p.goType(a.Type), jen.Error()))
	}
	f.Comment("Answers are what the outside says. A command that asks what has no answer fails.")
	f.Type().Id("Answers").Struct(fields...)
	for _, a := range p.ctx.Asks {
		p.kitAnswer(f, a)
	}
	f.Comment("outside asks a fixture's answers.")
	f.Type().Id("outside").Struct(jen.Id("f").Op("*").Id("Fixture"))
	for _, a := range p.ctx.Asks {
		p.kitAsk(f, a)
	}
}

// kitAnswer is how a test says that a question always has the same answer.
func (p *pkg) kitAnswer(f *jen.File, a *model.Ask) {
	params := []jen.Code{jen.Qual("context", "Context")}
	for _, param := range a.Params {
		params = append(params, p.goType(param.Type))
	}
	f.Comment("Answer" + a.GoName + " answers " + a.Name + " from now on, whatever it is asked about.")
	f.Func().Params(jen.Id("f").Op("*").Id("Fixture")).Id("Answer" + a.GoName).Params(jen.Id("answer").Add(p.goType(a.Type))).Block(
		jen.Id("f").Dot("Answers").Dot(a.GoName).Op("=").Func().Params(params...).Params(p.goType(a.Type), jen.Error()).Block(
			jen.Return(jen.Id("answer"), jen.Nil())),
	)
}

// kitAsk is a method of the context's Asks.
func (p *pkg) kitAsk(f *jen.File, a *model.Ask) {
	args := []jen.Code{jen.Id("ctx")}
	for _, param := range a.Params {
		args = append(args, jen.Id(p.askArgument(param)))
	}
	answer := func() *jen.Statement { return jen.Id("o").Dot("f").Dot("Answers").Dot(a.GoName) }
	f.Line()
	f.Func().Params(jen.Id("o").Id("outside")).Id(a.GoName).Params(p.askParams(a)...).
		Params(jen.Id("answer").Add(p.goType(a.Type)), jen.Err().Error()).Block(
		jen.If(answer().Op("==").Nil()).Block(
			jen.Return(jen.Id("answer"), jen.Qual("errors", "New").Call(
				jen.Lit("nobody answers "+a.Name+": the test calls Answer"+a.GoName+" or sets Answers."+a.GoName))),
		),
		jen.Return(answer().Call(args...)),
	)
}

func (p *pkg) askParams(a *model.Ask) []jen.Code {
	params := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	for _, param := range a.Params {
		params = append(params, jen.Id(p.askArgument(param)).Add(p.goType(param.Type)))
	}
	return params
}

// askArgument is a parameter's name in the kit, which hides nothing there.
func (p *pkg) askArgument(param *model.Param) string {
	return (&frame{pkg: p, taken: []string{"ctx", "o", "answer", "err", "testing", "memory", "scenariotest", p.ctx.Package}}).local(param.GoName)
}
