package golang

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// eventsFile writes order_events_gen.go: the events of an aggregate, the sealed
// set of them, and how they are read back.
func (p *pkg) eventsFile(a *model.Aggregate) (*generator.File, error) {
	f := p.newFile()
	set := eventSet(a)
	declare(f, commented(
		comment(set+" is an event of "+linked(a.GoName)+": one of the types of this file."),
		jen.Type().Id(set).Interface(
			jen.Qual(pkgOrchestrix, "Event"),
			comment("Violations lists every rule that the event breaks."),
			violationsSignature(),
			jen.Id("is"+set).Params())))
	for _, c := range a.Commands {
		if c.DecideGo {
			raised := jen.Id(set)
			if len(raisedOn(c)) > 0 {
				raised = jen.Qual(pkgOrchestrix, "Event")
			}
			declare(f, commented(
				comment(raisedSet(c)+" is an event that ["+deciderType(a)+"."+c.GoName+"] may raise; the compiler refuses any other."),
				jen.Type().Id(raisedSet(c)).Interface(raised, jen.Id(raisedMarker(c)).Params())))
		}
	}
	for _, e := range a.Events {
		declare(f, p.eventDecls(e)...)
	}
	declare(f, p.decodeEvent(a))
	return p.rendered(p.filePrefix(a)+"_events_gen.go", f)
}

// eventSet is the sealed interface of an aggregate's events.
func eventSet(a *model.Aggregate) string { return a.GoName + "Event" }

// raisedSet is the sealed interface of what a decision in Go may raise.
func raisedSet(c *model.Command) string { return c.GoName + "Event" }

func raisedMarker(c *model.Command) string { return "raisedBy" + c.GoName }

func (p *pkg) eventDecls(e *model.Event) []jen.Code {
	doc := e.Doc
	if e.Retired {
		doc = sentence(doc) + " It is no longer raised; what was stored is still read."
	}
	decls := []jen.Code{
		commented(typeDoc(e.GoName, "an event of "+linked(e.Aggregate.GoName), doc), p.structDecl(e.GoName, e.Fields)),
		commented(comment("EventType is "+strconv.Quote(e.WireType)+"."),
			constant(e.GoName, "EventType", jen.String(), jen.Lit(e.WireType))),
		commented(comment("SchemaVersion counts the shapes that the event has had."),
			constant(e.GoName, "SchemaVersion", jen.Int(), jen.Lit(e.Version))),
		marker(e.GoName, "is"+eventSet(e.Aggregate)),
	}
	for _, a := range p.ctx.Aggregates {
		for _, c := range a.Commands {
			if c.DecideGo && emits(c, e) {
				decls = append(decls, marker(e.GoName, raisedMarker(c)))
			}
		}
	}
	recv := receiver(e.GoName, eventKind)
	decls = append(decls, p.equalMethod(recv, e.GoName, e.Fields))
	check := &checker{pkg: p, recv: recv, goName: e.GoName, fields: e.Fields}
	decls = append(decls, check.violationsDecls()...)
	return append(decls, p.logValue(recv, e.GoName, e.Fields)...)
}

// emits says that a command may raise an event.
func emits(c *model.Command, e *model.Event) bool {
	for _, emit := range c.Emits {
		if emit.Event == e {
			return true
		}
	}
	return false
}

// decodeEvent declares the function that reads a stored event.
func (p *pkg) decodeEvent(a *model.Aggregate) jen.Code {
	recorded := func() *jen.Statement { return jen.Id("recorded") }
	var cases []jen.Code
	for _, e := range a.Events {
		types := []jen.Code{jen.Lit(e.WireType)}
		for _, was := range e.Was {
			types = append(types, jen.Lit(was))
		}
		cases = append(cases, jen.Case(types...).Block(
			jen.If(recorded().Dot("SchemaVersion").Op("==").Lit(e.Version)).Block(
				jen.Var().Id("e").Id(e.GoName),
				jen.Err().Op(":=").Id("e").Dot("UnmarshalJSON").Call(recorded().Dot("Data")),
				jen.Return(jen.Id("e"), jen.Err()))))
	}
	name := "decode" + eventSet(a)
	return commented(comment(name+" reads an event as it was stored."),
		jen.Func().Id(name).Params(jen.Id("recorded").Qual(pkgOrchestrix, "Recorded")).
			Params(jen.Id(eventSet(a)), jen.Error()).Block(
			jen.Switch(recorded().Dot("Type")).Block(cases...),
			jen.Return(jen.Nil(), jen.Op("&").Qual(pkgOrchestrix, "NewerError").Values(
				jen.Id("Type").Op(":").Add(recorded()).Dot("Type"),
				jen.Id("SchemaVersion").Op(":").Add(recorded()).Dot("SchemaVersion")))))
}
