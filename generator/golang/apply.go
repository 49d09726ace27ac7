package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// applyMethod declares the switch that changes a state by an event. Events are
// plain structs, so one that is passed as a pointer isn't of the set, whatever
// Go's method sets say.
func (p *pkg) applyMethod(a *model.Aggregate, recv string) jen.Code {
	var cases []jen.Code
	named, falls := false, false
	for _, e := range a.Events {
		body := p.applyCase(recv, e)
		named = named || eventNamed(e)
		falls = falls || !e.ApplyGo
		if len(body) == 0 {
			cases = append(cases, jen.Case(jen.Id(e.GoName)).Comment("// changes no state"))
			continue
		}
		cases = append(cases, jen.Case(jen.Id(e.GoName)).Block(body...))
	}
	cases = append(cases, jen.Default().Block(jen.Return(jen.Qual("fmt", "Errorf").Call(
		jen.Lit("%T is no event of "+withArticle(a.GoName)), jen.Id("event")))))
	subject := jen.Id("event").Assert(jen.Type())
	if named {
		subject = jen.Id("e").Op(":=").Add(subject)
	}
	body := []jen.Code{jen.Switch(subject).Block(cases...)}
	if falls {
		body = append(body, jen.Return(jen.Nil()))
	}
	return commented(
		comment("Apply changes the state by one event. The error is an evaluation error of an expression, never a refusal."),
		jen.Func().Params(jen.Id(recv).Op("*").Id(a.GoName)).Id("Apply").
			Params(jen.Id("event").Id(eventSet(a)), jen.Id("meta").Qual(pkgOrchestrix, "Meta")).Error().Block(body...))
}

// applyCase is what one event changes.
func (p *pkg) applyCase(recv string, e *model.Event) []jen.Code {
	if e.ApplyGo {
		return []jen.Code{jen.Return(jen.Id(recv).Dot(applyFunc(e)).Call(jen.Id("e"), jen.Id("meta")))}
	}
	fr := &frame{pkg: p, state: recv, event: "e", meta: "meta", now: "meta.Time", taken: []string{"event", "err"}}
	body := fr.apply(e)
	if !fr.applyFails(e) {
		return body
	}
	fault := faultOf(e.WireType, e.Pos, nodesOfSets(e.Sets))
	body = append([]jen.Code{fr.errors()}, body...)
	return append(body,
		jen.If(jen.Err().Op(":=").Add(fr.failed()), jen.Err().Op("!=").Nil()).Block(jen.Return(fault)))
}

// eventNamed says that an event's case looks at the event.
func eventNamed(e *model.Event) bool {
	if e.ApplyGo || len(e.Copies) > 0 {
		return true
	}
	for _, s := range e.Sets {
		for _, n := range expressionsOf(s) {
			if looksAt(n, model.ScopeEvent) {
				return true
			}
		}
	}
	return false
}

// applyFunc is the hand-written method that applies an event.
func applyFunc(e *model.Event) string { return "apply" + e.GoName }
