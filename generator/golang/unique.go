package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// uniqueValues are what the runtime needs to know of the values that no two
// aggregates of a type share.
func (p *pkg) uniqueValues(a *model.Aggregate) jen.Code {
	recv := receiver(a.GoName, stateKind)
	of := func(result *jen.Statement, body []jen.Code) jen.Code {
		f := jen.Func().Params(jen.Id(recv).Op("*").Id(a.GoName)).Params(result, jen.Error())
		if len(body) == 1 {
			return f.Add(short(body[0]))
		}
		return f.Block(body...)
	}
	var all []jen.Code
	for _, u := range a.Unique {
		all = append(all, lines("{", "}",
			jen.Id("ID").Op(":").Add(refusalID(u.GoName, u.ID)),
			jen.Id("Constraint").Op(":").Lit(a.Context.Name+"."+a.Name+"."+u.ID),
			jen.Id("Fingerprint").Op(":").Lit(u.By.Source),
			jen.Id("By").Op(":").Add(of(jen.Index().Byte(), p.claimed(recv, u))),
			jen.Id("Message").Op(":").Add(of(jen.String(), p.takenMessage(recv, u)))))
	}
	return jen.Index().Qual(pkgOrchestrix, "Unique").Types(jen.Id(a.GoName)).Add(lines("{", "}", all...))
}

// claimed is the body that gives what a state claims, as bytes that equal values
// have in common.
func (p *pkg) claimed(recv string, u *model.Unique) []jen.Code {
	w := p.onState(recv, jen.Nil())
	w.prepare(u.By.Node)
	t := u.By.Type()
	switch t.Kind {
	case model.String, model.IDRef, model.EnumRef:
		return w.body(jen.Return(jen.Index().Byte().Parens(w.value("value", u.By)), jen.Nil()))
	}
	value := jen.Add(w.path("value", u.By))
	if t.Kind == model.Optional {
		w.nothingIf(value.Clone().Op("==").Nil())
		if t = t.Elem; !nilIsAbsent(t) && t.Kind != model.ValueRef && t.Kind != model.Timestamp && t.Kind != model.Date {
			value = jen.Op("*").Add(value)
		}
	}
	return w.body(p.claimBytes(w, t, value)...)
}

// claimBytes are the statements that return a value's bytes; an empty one has
// none.
func (p *pkg) claimBytes(w *checks, t *model.Type, value *jen.Statement) []jen.Code {
	switch t.Kind {
	case model.String, model.IDRef, model.EnumRef:
		return []jen.Code{jen.Return(jen.Index().Byte().Parens(value), jen.Nil())}
	case model.Bytes, model.JSON:
		return []jen.Code{jen.Return(value, jen.Nil())}
	case model.List, model.Map:
		w.nothingIf(jen.Len(value.Clone()).Op("==").Lit(0))
	case model.UUID:
		w.nothingIf(value.Clone().Op("==").Qual(pkgUUID, "Nil"))
	case model.Timestamp, model.Date:
		w.nothingIf(value.Clone().Dot("IsZero").Call())
	case model.UnionRef:
		w.nothingIf(value.Clone().Op("==").Nil())
	case model.ValueRef:
		w.nothingIf(value.Clone().Dot("Equal").Call(p.goType(t).Values()))
	}
	appended := p.appendCall(t, value)
	if appendFails(t) {
		return []jen.Code{jen.Var().Id("b").Index().Byte(), jen.Return(appended)}
	}
	return []jen.Code{jen.Var().Id("b").Index().Byte(), jen.Return(appended, jen.Nil())}
}

// takenMessage is the body that says that a value is taken.
func (p *pkg) takenMessage(recv string, u *model.Unique) []jen.Code {
	w := p.onState(recv, jen.Lit(""))
	for _, part := range u.Message.Parts {
		if part.Expr != nil {
			w.prepare(part.Expr.Node)
		}
	}
	message := w.frame.message(u.Message)
	if w.frame.messageFails(u.Message) {
		w.fallible()
		w.add(jen.Id("message").Op(":=").Add(message), w.ifFailed(u.By))
		message = jen.Id("message")
	}
	return w.body(jen.Return(message, jen.Nil()))
}

// onState writes the body of a function of a state that returns something and
// an error; with an error it returns none of it.
func (p *pkg) onState(recv string, none jen.Code) *checks {
	return &checks{
		pkg:     p,
		frame:   &frame{pkg: p, state: recv, lets: map[string]string{}, taken: []string{"b", "err", "message", "value"}},
		returns: func(fault jen.Code) jen.Code { return jen.Return(none, fault) },
	}
}

// nothingIf claims nothing if a condition holds.
func (w *checks) nothingIf(condition jen.Code) {
	w.add(jen.If(condition).Block(jen.Return(jen.Nil(), jen.Nil())))
}

// claiming are the context's aggregates that have unique values.
func (p *pkg) claiming() []*model.Aggregate {
	var all []*model.Aggregate
	for _, a := range p.ctx.Aggregates {
		if len(a.Unique) > 0 {
			all = append(all, a)
		}
	}
	return all
}

// backfillName is the module's method that claims unique values.
const backfillName = "BackfillUnique"

// backfillMethod declares the method that claims what aggregates have that are
// older than the rule; nil without unique values.
func (p *pkg) backfillMethod() jen.Code {
	claiming := p.claiming()
	if claiming == nil {
		return nil
	}
	backfill := func(a *model.Aggregate) *jen.Statement {
		return jen.Qual(pkgOrchestrix, backfillName).Call(jen.Id("ctx"), jen.Id("m").Dot("engine"), jen.Id(aggregateName(a)))
	}
	shared := jen.Index().Qual(pkgOrchestrix, "SharedClaim")
	body := []jen.Code{jen.Return(backfill(claiming[0]))}
	if len(claiming) > 1 {
		body = []jen.Code{jen.Var().Id("all").Add(shared.Clone())}
		for i, a := range claiming {
			assign := "="
			if i == 0 {
				assign = ":="
			}
			body = append(body,
				jen.List(jen.Id("shared"), jen.Err()).Op(assign).Add(backfill(a)),
				jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())),
				jen.Id("all").Op("=").Append(jen.Id("all"), jen.Id("shared").Op("...")))
		}
		body = append(body, jen.Return(jen.Id("all"), jen.Nil()))
	}
	return commented(comment(backfillName+" claims the unique values of aggregates that are older than the rule, of all tenants, "+
		"and gives those that another aggregate has already. Commands see to it by themselves; a program that starts may do it before."),
		onModule(backfillName).Params(jen.Id("ctx").Qual("context", "Context")).Params(shared, jen.Error()).Block(body...))
}
