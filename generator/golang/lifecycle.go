package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// hasFrom says that some event may only happen in some states.
func hasFrom(a *model.Aggregate) bool {
	for _, e := range a.Events {
		if e.From != nil {
			return true
		}
	}
	return false
}

// permitDecls are the method that refuses an event where the lifecycle forbids
// it, and the refusal that says where it stands.
func (p *pkg) permitDecls(a *model.Aggregate, recv string) []jen.Code {
	if !hasFrom(a) {
		return nil
	}
	on := func(name string) *jen.Statement {
		return jen.Func().Params(jen.Id(recv).Op("*").Id(a.GoName)).Id(name)
	}
	var cases []jen.Code
	standard := false
	for _, e := range a.Events {
		if e.From == nil {
			continue
		}
		standard = standard || e.FromMessage == ""
		cases = append(cases, jen.Case(jen.Id(e.GoName)).Block(
			jen.If(p.elsewhere(a, recv, e)).Block(jen.Return(p.misplaced(a, recv, e)))))
	}
	decls := []jen.Code{commented(
		comment("permit refuses an event where the lifecycle forbids it."),
		on("permit").Params(jen.Id("event").Id(eventSet(a))).Error().Block(
			jen.Switch(jen.Id("event").Assert(jen.Type())).Block(cases...),
			jen.Return(jen.Nil())))}
	if standard {
		decls = append(decls, p.misplacedMethod(a, recv, on("misplaced")))
	}
	return decls
}

// elsewhere is the condition that the lifecycle stands at none of the places
// where the event may happen.
func (p *pkg) elsewhere(a *model.Aggregate, recv string, e *model.Event) *jen.Statement {
	at := jen.Null()
	for i, from := range e.From {
		if i > 0 {
			at = at.Op("&&")
		}
		at = at.Id(recv).Dot(a.Lifecycle.GoName).Op("!=").Qual(a.Lifecycle.Type.Enum.Context.Import, from.GoName)
	}
	return at
}

// misplaced is the refusal of an event at the wrong place.
func (p *pkg) misplaced(a *model.Aggregate, recv string, e *model.Event) jen.Code {
	if e.FromMessage != "" {
		return jen.Op("&").Qual(pkgOrchestrix, "RejectionError").Values(
			jen.Id("ID").Op(":").Lit(wrongID(a, e)), jen.Id("Message").Op(":").Lit(e.FromMessage))
	}
	var places []string
	for _, from := range e.From {
		places = append(places, from.Name)
	}
	return jen.Id(recv).Dot("misplaced").Call(jen.Lit(wrongID(a, e)), jen.Lit(e.Name), jen.Lit(orList(places)))
}

func wrongID(a *model.Aggregate, e *model.Event) string {
	if e.FromID != "" {
		return e.FromID
	}
	return "wrong_" + a.Lifecycle.Name
}

// misplacedMethod makes the refusal that says where the lifecycle stands and
// where it must.
func (p *pkg) misplacedMethod(a *model.Aggregate, recv string, decl *jen.Statement) jen.Code {
	return commented(comment("misplaced says where the lifecycle stands, and where it must for an event."),
		decl.Params(jen.List(jen.Id("id"), jen.Id("event"), jen.Id("must")).String()).Error().Block(
			jen.Id("at").Op(":=").String().Call(jen.Id(recv).Dot(a.Lifecycle.GoName)),
			jen.If(jen.Id("at").Op("==").Lit("")).Block(jen.Id("at").Op("=").Lit("unset")),
			jen.Return(jen.Op("&").Qual(pkgOrchestrix, "RejectionError").Add(lines("{", "}",
				jen.Id("ID").Op(":").Id("id"),
				jen.Id("Message").Op(":").Lit(a.Lifecycle.Name+" is ").Op("+").Id("at").Op("+").Lit(", must be ").
					Op("+").Id("must").Op("+").Lit(" for ").Op("+").Id("event"),
			)))))
}
