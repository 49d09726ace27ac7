package golang

import (
	"path"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// stateFile writes order_gen.go: the state of an aggregate, how events change
// it, and what must hold of it.
func (p *pkg) stateFile(a *model.Aggregate) (*generator.File, error) {
	f := p.newFile()
	recv := receiver(a.GoName, stateKind)
	declare(f,
		commented(typeDoc(a.GoName, "the state of an aggregate", a.Doc), p.structDecl(a.GoName, a.State)),
		p.newState(a),
		p.applyMethod(a, recv),
		p.equalMethod(recv, a.GoName, a.State))
	declare(f, p.cloneMethod(recv, a.GoName, a.State, true)...)
	declare(f, p.logValue(recv, a.GoName, a.State)...)
	declare(f, p.permitDecls(a, recv)...)
	if len(a.Invariants) > 0 {
		declare(f, p.invariantsMethod(a, recv))
	}
	declare(f, p.aggregateVar(a)...)
	return p.rendered(p.filePrefix(a)+"_gen.go", f)
}

// newState declares the function that makes the state before the first event.
func (p *pkg) newState(a *model.Aggregate) jen.Code {
	fields := []jen.Code{jen.Id(a.IDField.GoName).Op(":").Add(p.goType(a.IDField.Type)).Call(jen.Id("id"))}
	for _, f := range a.State {
		if f.Initial != nil && f.Initial.Value != nil {
			fields = append(fields, jen.Id(f.GoName).Op(":").Add(p.literal(f.Initial)))
		}
	}
	return commented(comment("new"+a.GoName+" is the state before the first event."),
		jen.Func().Id("new"+a.GoName).Params(jen.Id("id").String()).Id(a.GoName).Block(
			jen.Return(jen.Id(a.GoName).Add(lines("{", "}", fields...)))))
}

// aggregateVar declares what the runtime needs to know of the aggregate.
func (p *pkg) aggregateVar(a *model.Aggregate) []jen.Code {
	typ := jen.Qual(pkgOrchestrix, "Aggregate").Types(jen.Id(a.GoName), jen.Id(eventSet(a)))
	set := eventSet(a)
	fields := []jen.Code{
		jen.Id("Category").Op(":").Lit(a.Category),
		jen.Id("New").Op(":").Id("new" + a.GoName),
		jen.Id("Apply").Op(":").Parens(jen.Op("*").Id(a.GoName)).Dot("Apply"),
		jen.Id("Clone").Op(":").Id(a.GoName).Dot("Clone"),
		jen.Id("Decode").Op(":").Id("decode" + set),
		jen.Id("Validate").Op(":").Id("validate" + set),
	}
	decls := []jen.Code{commented(
		comment("validate"+set+" checks an event by its own rules."),
		jen.Func().Id("validate"+set).Params(jen.Id("event").Id(set), jen.Id("now").Qual("time", "Time")).Error().Block(
			jen.Return(jen.Id("event").Dot("Violations").Call(jen.Id("now")).Dot("Err").Call(
				jen.Id("event").Dot("EventType").Call()))))}
	if hasFrom(a) {
		fields = append(fields, jen.Id("Permit").Op(":").Parens(jen.Op("*").Id(a.GoName)).Dot("permit"))
	}
	if len(a.Invariants) > 0 {
		fields = append(fields, jen.Id("Invariants").Op(":").Parens(jen.Op("*").Id(a.GoName)).Dot("invariants"))
	}
	fields = append(fields, jen.Id("Snapshot").Op(":").Add(p.snapshotOf(a)))
	if len(a.Unique) > 0 {
		fields = append(fields, jen.Id("Unique").Op(":").Add(p.uniqueValues(a)))
	}
	if p.isDecidedOn(a) {
		fields = append(fields, jen.Id("IDOf").Op(":").Id("idOf"+set))
		decls = append(decls, p.idOfFunc(a))
	}
	if ends := endingEvents(a); len(ends) > 0 {
		fields = append(fields, jen.Id("Ends").Op(":").Id("ends"+a.GoName))
		decls = append(decls, commented(
			comment("ends"+a.GoName+" says that with an event the aggregate is gone."),
			jen.Func().Id("ends"+a.GoName).Params(jen.Id("event").Id(set)).Bool().Block(
				jen.Switch(jen.Id("event").Assert(jen.Type())).Block(
					jen.Case(oneALine(ends)).Block(jen.Return(jen.True()))),
				jen.Return(jen.False()))))
	}
	return append(decls, commented(
		comment(aggregateName(a)+" tells the runtime how "+withArticle(a.GoName)+" is loaded and what it checks."),
		jen.Var().Id(aggregateName(a)).Op("=").Op("&").Add(typ).Add(lines("{", "}", fields...))))
}

// idOfFunc says whose fact an event is, for decisions in Go that could be wrong
// about it.
func (p *pkg) idOfFunc(a *model.Aggregate) jen.Code {
	var cases []jen.Code
	for _, e := range a.Events {
		cases = append(cases, jen.Case(jen.Id(e.GoName)).Block(
			jen.Return(jen.String().Call(jen.Id("e").Dot(e.Fields[0].GoName)))))
	}
	name := "idOf" + eventSet(a)
	return commented(
		comment(name+" says whose fact an event is."),
		jen.Func().Id(name).Params(jen.Id("event").Id(eventSet(a))).String().Block(
			jen.Switch(jen.Id("e").Op(":=").Id("event").Assert(jen.Type())).Block(cases...),
			jen.Return(jen.Lit(""))))
}

// isDecidedOn says that a decision in Go may raise events of the aggregate.
func (p *pkg) isDecidedOn(a *model.Aggregate) bool {
	for _, other := range p.ctx.Aggregates {
		for _, c := range other.Commands {
			if c.DecideGo && (other == a || slices.Contains(raisedOn(c), a)) {
				return true
			}
		}
	}
	return false
}

// aggregateName is the variable that describes an aggregate to the runtime.
func aggregateName(a *model.Aggregate) string { return lowerFirst(a.GoName) + "Aggregate" }

func endingEvents(a *model.Aggregate) []jen.Code {
	var ends []jen.Code
	for _, e := range a.Events {
		if e.Ends {
			ends = append(ends, jen.Id(e.GoName))
		}
	}
	return ends
}

func metaParam() *jen.Statement { return jen.Id("meta").Qual(pkgOrchestrix, "Meta") }

// invariantsMethod checks what must hold of the state after a command's events.
func (p *pkg) invariantsMethod(a *model.Aggregate, recv string) jen.Code {
	fr := &frame{pkg: p, state: recv, after: recv, meta: "meta", now: "meta.Time", taken: []string{"err", "message"}}
	w := &checks{pkg: p, frame: fr}
	for _, inv := range a.Invariants {
		w.unless(inv.ID, inv.Check, func() []jen.Code {
			return w.refusal(nil, refusalID(inv.GoName, inv.ID), inv.Message, inv.Check)
		})
	}
	return commented(comment("invariants refuses a state that must not be."),
		jen.Func().Params(jen.Id(recv).Op("*").Id(a.GoName)).Id("invariants").Params(metaParam()).Error().Block(
			w.body(jen.Return(jen.Nil()))...))
}

// sourceOf is the file that a fault names. Lines would change generated code
// wherever one is inserted above; the rule's id finds the line.
func sourceOf(pos model.Pos) string { return path.Base(pos.File) }
