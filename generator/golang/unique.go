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
		fields := []jen.Code{
			jen.Id("ID").Op(":").Add(refusalID(u.GoName, u.ID)),
			jen.Id("Constraint").Op(":").Lit(a.Context.Name + "." + a.Name + "." + u.ID),
			jen.Id("Fingerprint").Op(":").Lit(u.By.Source),
			jen.Id("By").Op(":").Add(of(jen.Index().Byte(), p.claimed(recv, u))),
			jen.Id("Message").Op(":").Add(of(jen.String(), p.takenMessage(recv, u))),
		}
		if personal(u.Message) {
			fields = append(fields, jen.Id("Personal").Op(":").True())
		}
		all = append(all, lines("{", "}", fields...))
	}
	return jen.Index().Qual(pkgOrchestrix, "Unique").Types(jen.Id(a.GoName)).Add(lines("{", "}", all...))
}

// claimed is the body that gives what a state claims, as bytes that equal values
// have in common; an absent or empty value has none.
func (p *pkg) claimed(recv string, u *model.Unique) []jen.Code {
	w := p.onState(recv, jen.Nil())
	w.prepare(u.By.Node)
	t := u.By.Type()
	if isItsBytes(t) {
		return w.body(jen.Return(jen.Index().Byte().Parens(w.value("value", u.By)), jen.Nil()))
	}
	at := jen.Add(w.path("value", u.By)) // Go calls methods by way of a pointer
	value := at
	var nothing []operand
	if t.Kind == model.Optional {
		nothing = append(nothing, operand{at.Clone().Op("==").Nil(), precCompare})
		if t = t.Elem; !nilIsAbsent(t) && t.Kind != model.ValueRef {
			value = jen.Op("*").Add(at)
		}
	}
	if empty := p.isEmpty(t, at, value); empty != nil {
		nothing = append(nothing, operand{empty, precCompare})
	}
	if nothing != nil {
		w.add(jen.If(chain(nothing, "||", precOr).code).Block(jen.Return(jen.Nil(), jen.Nil())))
	}
	if isItsBytes(t) {
		return w.body(jen.Return(jen.Index().Byte().Parens(value), jen.Nil()))
	}
	appended := []jen.Code{p.appendCall(t, value)}
	if !appendFails(t) {
		appended = append(appended, jen.Nil())
	}
	return w.body(jen.Var().Id("b").Index().Byte(), jen.Return(appended...))
}

// isItsBytes says that values of a type are texts in Go, whose bytes tell them apart
// and are none for the empty one.
func isItsBytes(t *model.Type) bool {
	return t.Kind == model.String || t.Kind == model.IDRef || t.Kind == model.EnumRef || t.Kind == model.Bytes
}

// isEmpty is the condition that a value is as if it hadn't been set; nil where
// that is a value like any other, or has no bytes anyway.
func (p *pkg) isEmpty(t *model.Type, at, value *jen.Statement) *jen.Statement {
	switch t.Kind {
	case model.List:
		return jen.Len(value.Clone()).Op("==").Lit(0)
	case model.UUID:
		return value.Clone().Op("==").Qual(pkgUUID, "Nil")
	case model.Timestamp, model.Date:
		return at.Clone().Dot("IsZero").Call()
	case model.ValueRef:
		return at.Clone().Dot("Equal").Call(p.goType(t).Values())
	}
	return nil
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
		w.add(jen.Id("message").Op(":=").Add(message), w.ifFailed(u.By, nodesOfMessage(u.Message)...))
		message = jen.Id("message")
	}
	return w.body(jen.Return(message, jen.Nil()))
}

// onState writes the body of a function of a state that returns something and
// an error; with an error it returns none of it.
func (p *pkg) onState(recv string, none jen.Code) *checks {
	return &checks{
		pkg:     p,
		frame:   &frame{pkg: p, state: recv, lets: map[string]string{}, taken: []string{"b", "err", "message"}},
		returns: func(fault jen.Code) jen.Code { return jen.Return(none, fault) },
	}
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
