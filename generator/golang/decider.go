package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// deciderType is the interface of an aggregate's decisions in Go.
func deciderType(a *model.Aggregate) string { return a.GoName + "Decider" }

// deciderField is the module's field, and NewModule's parameter, for it.
func deciderField(a *model.Aggregate) string { return lowerFirst(deciderType(a)) }

// deciderDecl declares the interface of the decisions that the model leaves to
// Go, one a command.
func (p *pkg) deciderDecl(a *model.Aggregate) jen.Code {
	var methods []jen.Code
	for _, c := range a.Commands {
		if c.DecideGo {
			methods = append(methods, comment(c.GoName+" decides "+withArticle(c.GoName)+"."), decision(c))
		}
	}
	return commented(comment(deciderType(a)+" is written by hand: the decisions that the model leaves to Go. "+
		"A rejection that it returns refuses the command; any other error fails it."),
		jen.Type().Id(deciderType(a)).Interface(methods...))
}

// decision is the signature of one decision.
func decision(c *model.Command) *jen.Statement {
	return jen.Id(c.GoName).Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("in").Id(inputType(c))).
		Params(jen.Index().Id(raisedSet(c)), jen.Error())
}

func inputType(c *model.Command) string { return c.GoName + "Input" }

// inputDecl declares what a decision may look at.
func (h *handling) inputDecl() jen.Code {
	fields := []jen.Code{
		jen.Id("State").Id(h.c.Aggregate.GoName),
		jen.Id("Cmd").Id(h.c.GoName),
		jen.Id("Exists").Bool(),
	}
	fields = append(fields, h.inputReads()...)
	fields = append(fields, h.answerFields()...)
	fields = append(fields,
		jen.Id("Now").Qual("time", "Time"),
		jen.Id("Meta").Qual(pkgOrchestrix, "Meta"),
		jen.Id("NewID").Func().Params().String())
	return commented(
		comment(inputType(h.c)+" is all that the decision of "+h.c.GoName+" may look at. Nothing else shares it."),
		jen.Type().Id(inputType(h.c)).Struct(fields...))
}

// decideInGo is the body that asks the decider and raises what it says.
func (h *handling) decideInGo() []jen.Code {
	input := []jen.Code{
		jen.Id("State").Op(":").Id("d").Dot("State"),
		jen.Id("Cmd").Op(":").Add(h.commandCopy()),
		jen.Id("Exists").Op(":").Id("d").Dot("Exists"),
	}
	for _, r := range h.c.Reads {
		input = append(input, jen.Id(r.GoName).Op(":").Id(h.frame().readState(r)))
	}
	for _, ask := range h.c.Asks {
		input = append(input, jen.Id(ask.Ask.GoName).Op(":").Id("h").Dot("answers").Dot(ask.Ask.GoName))
	}
	input = append(input,
		jen.Id("Now").Op(":").Id("d").Dot("Now"),
		jen.Id("Meta").Op(":").Id("d").Dot("Meta"),
		jen.Id("NewID").Op(":").Id("d").Dot("NewID"))
	body := []jen.Code{
		jen.List(jen.Id("events"), jen.Err()).Op(":=").Id("h").Dot("decider").Dot(h.c.GoName).Call(
			jen.Id("ctx"), jen.Id(inputType(h.c)).Add(lines("{", "}", input...))),
	}
	for _, r := range h.c.Rejects {
		body = append(body, h.rejected(r))
	}
	return append(body,
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err())),
		jen.For(jen.List(jen.Id("_"), jen.Id("event")).Op(":=").Range().Id("events")).Block(
			h.raiseDecided()...),
		jen.Return(jen.Nil()))
}

// commandCopy is the command as a decision gets it: it shares nothing with the
// caller's, nor with a second attempt.
func (h *handling) commandCopy() jen.Code {
	if fieldsHold(h.c.Fields, sharing, map[any]bool{}) {
		return jen.Id("h").Dot("cmd").Dot("Clone").Call()
	}
	return jen.Op("*").Id("h").Dot("cmd")
}

// rejected makes a refusal of a rejection that the decision returned.
func (h *handling) rejected(r *model.Rejection) jen.Code {
	fields := []jen.Code{
		jen.Id("Command").Op(":").Add(h.commandType()),
		jen.Id("ID").Op(":").Lit(r.Name),
		jen.Id("Message").Op(":").Id("rejection").Dot("Error").Call(),
	}
	if personal(r.Message, r.Fields...) {
		fields = append(fields, jen.Id("Personal").Op(":").True())
	}
	fields = append(fields, jen.Id("Err").Op(":").Id("rejection"))
	return jen.If(
		jen.List(jen.Id("rejection"), jen.Id("ok")).Op(":=").
			Qual("errors", "AsType").Types(jen.Op("*").Id(r.GoName)).Call(jen.Err()), jen.Id("ok")).Block(
		jen.Return(jen.Op("&").Qual(pkgOrchestrix, "RejectionError").Add(lines("{", "}", fields...))))
}
