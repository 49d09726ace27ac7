package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// readsFields are the fields of a command's struct that hold what it read.
func (h *handling) readsFields() []jen.Code {
	if len(h.c.Reads) == 0 {
		return nil
	}
	var reads []jen.Code
	for _, r := range h.c.Reads {
		types := []jen.Code{jen.Id(r.Aggregate.GoName), jen.Id(eventSet(r.Aggregate))}
		typ := "Other"
		if r.IDs != nil {
			typ, types = "Others", append(types, jen.Id(r.Aggregate.ID.GoName))
		}
		reads = append(reads, jen.Id(r.GoName).Op("*").Qual(pkgOrchestrix, typ).Types(types...))
	}
	var fields []jen.Code
	if decidesOnOthers(h.c) {
		fields = append(fields, jen.Id("reading").Op("*").Qual(pkgOrchestrix, "Reading"))
	}
	return append(fields, jen.Id("reads").Struct(reads...))
}

// read is the body that loads the other aggregates.
func (h *handling) read() []jen.Code {
	w := h.checks()
	w.add(jen.Var().Err().Error())
	if decidesOnOthers(h.c) {
		w.add(jen.Id("h").Dot("reading").Op("=").Id("r"))
	}
	for i, r := range h.c.Reads {
		loaded := jen.List(jen.Id("h").Dot("reads").Dot(r.GoName), jen.Err()).Op("=").Add(h.readCall(w, r))
		if i == len(h.c.Reads)-1 {
			w.add(loaded, jen.Return(jen.Err()))
			break
		}
		w.add(jen.If(loaded, jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err())))
	}
	return w.body()
}

// readCall is the call that loads one aggregate, or several of a type.
func (h *handling) readCall(w *checks, r *model.Read) jen.Code {
	function, which := "ReadOther", r.ID
	if r.IDs != nil {
		function, which = "ReadOthers", r.IDs
	}
	w.prepare(which.Node)
	id := w.value(r.Name+"_id", which)
	if r.IDs == nil {
		id = jen.String().Call(id)
	}
	return jen.Qual(pkgOrchestrix, function).Call(
		jen.Id("ctx"), jen.Id("r"), jen.Id(aggregateName(r.Aggregate)), id, jen.Lit(r.Optional))
}

// inputReads are the fields of a decision's input with the states that were read.
func (h *handling) inputReads() []jen.Code {
	var fields []jen.Code
	for _, r := range h.c.Reads {
		typ := jen.Id(r.Aggregate.GoName)
		switch {
		case r.IDs != nil:
			typ = jen.Map(jen.Id(r.Aggregate.ID.GoName)).Add(typ)
		case r.Optional:
			typ = jen.Op("*").Add(typ)
		}
		fields = append(fields, jen.Id(r.GoName).Add(typ))
	}
	return fields
}

// raiseDecided raises one event of a decision in Go. One of a type that the
// command reads says itself which aggregate it is of.
func (h *handling) raiseDecided() []jen.Code {
	if !decidesOnOthers(h.c) {
		return []jen.Code{jen.If(jen.Err().Op(":=").Id("raise").Call(jen.Id("event")), jen.Err().Op("!=").Nil()).Block(
			jen.Return(jen.Err()))}
	}
	var cases []jen.Code
	own := false
	for _, a := range raisedOn(h.c) {
		own = own || a == h.c.Aggregate
		cases = append(cases, jen.Case(jen.Id(eventSet(a))).Block(
			jen.Err().Op("=").Qual(pkgOrchestrix, "RaiseByID").Call(
				jen.Id("h").Dot("reading"), jen.Id(aggregateName(a)), jen.Id("event"))))
	}
	if !own {
		cases = append(cases, jen.Case(jen.Id(eventSet(h.c.Aggregate))).Block(
			jen.Err().Op("=").Id("raise").Call(jen.Id("event"))))
	}
	cases = append(cases, jen.Default().Block(
		jen.Err().Op("=").Id("raise").Call(jen.Nil()).Comment("says what is wrong with it")))
	return []jen.Code{
		jen.Switch(jen.Id("event").Op(":=").Id("event").Assert(jen.Type())).Block(cases...),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err())),
	}
}

// decidesOnOthers says that a decision in Go may raise events on aggregates that
// its command reads.
func decidesOnOthers(c *model.Command) bool { return c.DecideGo && len(raisedOn(c)) > 0 }

// raisedOn are the types of the aggregates under `reads` that a command raises
// events on.
func raisedOn(c *model.Command) []*model.Aggregate {
	var all []*model.Aggregate
	for _, e := range c.Emits {
		if e.On != nil && !slices.Contains(all, e.On.Aggregate) {
			all = append(all, e.On.Aggregate)
		}
	}
	return all
}
