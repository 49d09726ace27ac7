package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// nodesOf are all expressions of what is sent; those over a rejection aren't
// looked through for what is given beside it.
func nodesOf(sends []*model.Send) []model.Node {
	var nodes []model.Node
	for _, s := range sends {
		for _, e := range []*model.Expr{s.ForEach, s.When} {
			if e != nil {
				nodes = append(nodes, e.Node)
			}
		}
		for _, source := range s.Fields {
			nodes = append(nodes, source.Value.Node)
		}
		nodes = append(nodes, nodesOf(s.Then)...)
	}
	return nodes
}

// makesIDs says that ids are made for what is sent.
func makesIDs(sends []*model.Send) bool {
	return slices.ContainsFunc(sends, func(s *model.Send) bool { return s.MakesID || sendMakesID(s) })
}

func sendMakesID(s *model.Send) bool {
	return slices.ContainsFunc(s.Fields, func(f model.FieldSource) bool { return makesID(f.Value.Node) })
}

// asksQuery says that something that is sent goes through a query.
func asksQuery(sends []*model.Send) bool {
	return slices.ContainsFunc(sends, func(s *model.Send) bool { return s.Query != nil || asksQuery(s.Then) })
}

func seedParam(used bool) jen.Code { return param("seed", used, inReaction("Seed")) }

func sendsResult() *jen.Statement { return jen.Params(sendList(), jen.Error()) }

// reacting begins the body of a function that gives what is sent.
func (p *pkg) reacting(fr *frame) *checks {
	fr.pkg, fr.lets = p, map[string]string{}
	fr.taken = append(fr.taken, "seed", "sends", "err", "key", "ctx", "m")
	return &checks{pkg: p, frame: fr, returns: func(fault jen.Code) jen.Code { return jen.Return(jen.Nil(), fault) }}
}

// sends is the body that gives what is sent.
func (w *checks) sends(entries []*model.Send) []jen.Code {
	if len(entries) == 1 && entries[0].ForEach == nil && entries[0].Query == nil && entries[0].When == nil {
		w.prepareSend(entries[0])
		send := w.send(entries[0], nil, nil)
		return w.body(jen.Return(sendList().Values(send), jen.Nil()))
	}
	w.add(jen.Var().Id("sends").Add(sendList()))
	for _, e := range entries {
		w.prepareSend(e)
		w.repeat(e)
	}
	return w.body(jen.Return(jen.Id("sends"), jen.Nil()))
}

// prepareSend declares the lets of an entry before any loop or condition around
// it; those of what is sent instead are declared there.
func (w *checks) prepareSend(e *model.Send) {
	alone := *e
	alone.Then = nil
	w.prepare(nodesOf([]*model.Send{&alone})...)
}

// repeat adds what an entry sends, once or for each element.
func (w *checks) repeat(e *model.Send) {
	switch {
	case e.Query != nil:
		fr, row := w.frame.bind(e.As)
		m := jen.Id("m").Dot(e.Query.ReadModel.Plural).Call().Dot(e.Query.GoName)
		w.add(jen.For(jen.List(jen.Id(row), jen.Err()).Op(":=").Range().Add(inReaction("Rows")).Call(jen.Id("ctx"), m)).Block(
			append([]jen.Code{jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err()))},
				w.nested(fr, func(w *checks) { w.perhaps(e, nil, w.rowKey(e, row)) })...)...))
	case e.ForEach != nil:
		over := w.value("elements", e.ForEach)
		fr, name := w.frame.bind(e.As)
		place := fr.temporary("i")
		fr.taken = append(slices.Clone(fr.taken), place)
		if !mentionsElement(e) {
			name = "_"
		}
		loop := jen.List(jen.Id(place), jen.Id(name)).Op(":=").Range().Add(over)
		if name == "_" {
			loop = jen.Id(place).Op(":=").Range().Add(over)
		}
		w.add(jen.For(loop).Block(w.nested(fr, func(w *checks) { w.perhaps(e, jen.Id(place), nil) })...))
	default:
		w.perhaps(e, nil, nil)
	}
}

// mentionsElement says that what is sent uses the name of the element.
func mentionsElement(e *model.Send) bool {
	inner := *e
	inner.ForEach = nil
	return slices.ContainsFunc(nodesOf([]*model.Send{&inner}), func(n model.Node) bool {
		return uses(n, e.As.Name) || slices.ContainsFunc(letsOf(n), func(l *model.Let) bool { return uses(l.Value.Node, e.As.Name) })
	})
}

// perhaps adds what an entry sends, if its condition holds.
func (w *checks) perhaps(e *model.Send, place, row *jen.Statement) {
	add := func(w *checks) {
		send := w.send(e, place, row)
		w.add(jen.Id("sends").Op("=").Append(jen.Id("sends"), inReaction("Send").Add(send)))
	}
	if e.When == nil {
		add(w)
		return
	}
	w.when("when", e.When, func() []jen.Code { return w.nested(w.frame, add) })
}

// send is one command that is sent, as the values of a reaction.Send.
func (w *checks) send(e *model.Send, place, row *jen.Statement) *jen.Statement {
	seed := seedAt(e, place, row)
	if sendMakesID(e) {
		newID := w.frame.temporary("newID")
		w.add(jen.Id(newID).Op(":=").Add(seed).Dot("NewID").Call())
		w.reserve(newID)
		fr := *w.frame
		fr.newID = newID
		w.frame = &fr
	}
	fields := []jen.Code{jen.Id("Entry").Op(":").Lit(e.ID)}
	if place != nil {
		fields = append(fields, jen.Id("Place").Op(":").Add(place))
	}
	if row != nil {
		fields = append(fields, jen.Id("Row").Op(":").Add(row))
	}
	fields = append(fields, jen.Id("Command").Op(":").Add(w.command(e, seed)))
	fields = append(fields, retry(e)...)
	return lines("{", "}", append(fields, w.onRefusal(e)...)...)
}

// onRefusal says what comes of a refusal; nothing for the default.
func (w *checks) onRefusal(e *model.Send) []jen.Code {
	switch e.OnRejected {
	case model.SkipCommand:
		return []jen.Code{jen.Id("OnRefusal").Op(":").Add(inReaction("Skip"))}
	case model.SendOther:
		return []jen.Code{
			jen.Id("OnRefusal").Op(":").Add(inReaction("SendThen")),
			jen.Id("Then").Op(":").Add(w.then(e)),
		}
	}
	return nil
}

// seedAt is the seed of what an entry sends.
func seedAt(e *model.Send, place, row *jen.Statement) *jen.Statement {
	switch {
	case row != nil:
		return jen.Id("seed").Dot("AtRow").Call(jen.Lit(e.ID), row)
	case place != nil:
		return jen.Id("seed").Dot("At").Call(jen.Lit(e.ID), place)
	}
	return jen.Id("seed").Dot("At").Call(jen.Lit(e.ID), jen.Lit(0))
}

// command is the command with its fields' sources.
func (w *checks) command(e *model.Send, seed *jen.Statement) *jen.Statement {
	c := e.Command
	var fields []jen.Code
	if e.MakesID {
		fields = append(fields, jen.Id(c.Fields[0].GoName).Op(":").Add(madeID(c.Aggregate.ID, seed)))
	}
	for _, source := range e.Fields {
		fields = append(fields, jen.Id(source.Field.GoName).Op(":").Add(w.value(source.Field.Name, source.Value)))
	}
	return jen.Id(c.GoName).Add(lines("{", "}", fields...))
}

// madeID is the id of an aggregate that a sent command creates.
func madeID(id *model.ID, seed *jen.Statement) jen.Code {
	if id.Format == model.IDUUID {
		return jen.Id(id.GoName).Call(jen.Add(seed).Dot("UUID").Call())
	}
	return jen.Id(id.GoName).Call(jen.Add(seed).Dot("TypeID").Call(jen.Lit(id.Prefix)))
}

// retry says how often a command is tried; nothing for the default.
func retry(e *model.Send) []jen.Code {
	var parts []jen.Code
	if e.Attempts != 0 {
		parts = append(parts, jen.Id("Attempts").Op(":").Lit(e.Attempts))
	}
	if e.Backoff != 0 {
		parts = append(parts, jen.Id("Backoff").Op(":").Add(durationLiteral(e.Backoff)))
	}
	if parts == nil {
		return nil
	}
	return []jen.Code{jen.Id("Retry").Op(":").Qual(pkgSubscription, "Retry").Values(parts...)}
}

// then is the function that says what is sent when an entry's command is refused.
func (w *checks) then(e *model.Send) jen.Code {
	fr := *w.frame
	fr.rejection, fr.newID, fr.lets = "rejection", "", map[string]string{}
	inner := &checks{pkg: w.pkg, frame: &fr, returns: w.returns}
	looks := triggered{nodes: nodesOf(e.Then)}
	return jen.Func().Params(
		param("rejection", looks.looksAt(model.ScopeRejection), jen.Qual(pkgOrchestrix, "Rejected")),
		seedParam(makesIDs(e.Then)),
	).Add(sendsResult()).Block(inner.sends(e.Then)...)
}

// rowKey is a row's key as text; of several fields one that no other fields make.
func (w *checks) rowKey(e *model.Send, row string) *jen.Statement {
	var parts []jen.Code
	for _, f := range e.Query.ReadModel.Key {
		parts = append(parts, w.frame.text(f.Type, primary(jen.Id(row).Dot(f.GoName))).code)
	}
	switch len(parts) {
	case 0:
		return jen.Lit("row")
	case 1:
		return jen.Add(parts[0])
	}
	return jen.Qual(pkgOrchestrix, "DerivedUUID").Call(parts...)
}
