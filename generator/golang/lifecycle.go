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
	fr := &frame{pkg: p, state: recv, meta: "meta", now: "meta.Time", taken: []string{"event", "err", "message"}}
	all := &checks{pkg: p, frame: fr}
	var cases []jen.Code
	standard := false
	for _, e := range a.Events {
		if e.From == nil {
			continue
		}
		standard = standard || e.FromText == nil
		misplaced := all.nested(fr, func(w *checks) { w.add(p.misplaced(w, recv, e)...) })
		cases = append(cases, jen.Case(jen.Id(e.GoName)).Block(jen.If(p.elsewhere(a, recv, e)).Block(misplaced...)))
	}
	all.add(jen.Switch(jen.Id("event").Assert(jen.Type())).Block(cases...))
	decls := []jen.Code{commented(
		comment("permit refuses an event where the lifecycle forbids it."),
		on("permit").Params(jen.Id("event").Id(eventSet(a)), metaParam()).Error().Block(all.body(jen.Return(jen.Nil()))...))}
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

// misplaced returns the refusal of an event at the wrong place.
func (p *pkg) misplaced(w *checks, recv string, e *model.Event) []jen.Code {
	id := refusalID(e.FromGoName, wrongID(e))
	if e.FromText != nil {
		about := &model.Expr{Rule: e.WireType, Pos: e.Pos}
		return w.refusal(nil, id, e.FromText, about)
	}
	var places []string
	for _, from := range e.From {
		places = append(places, from.Name)
	}
	return []jen.Code{jen.Return(jen.Id(recv).Dot("misplaced").Call(id, jen.Lit(e.Name), jen.Lit(orList(places))))}
}

// refusalID is the constant of a refusal's id.
func refusalID(goName, id string) jen.Code {
	if goName == "" {
		return jen.Lit(id)
	}
	return jen.Id(goName)
}

func wrongID(e *model.Event) string {
	if e.FromID != "" {
		return e.FromID
	}
	return "wrong_" + e.Aggregate.Lifecycle.Name
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
