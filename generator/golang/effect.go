package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/templates"
)

// hasEffects says that what some policy does is left to Go.
func (p *pkg) hasEffects() bool {
	return slices.ContainsFunc(p.ctx.Policies, func(policy *model.Policy) bool { return policy.DoGo })
}

// effectName is the method that is called because of a trigger.
func effectName(policy *model.Policy, t model.Trigger) string {
	if len(policy.Reactions) == 1 {
		return policy.GoName
	}
	if t.Every != nil {
		return policy.GoName + "OnTime"
	}
	return policy.GoName + "On" + eventGoName(t)
}

// mayReturn is the sealed interface of the commands that an effect may return; ""
// if there are none.
func mayReturn(policy *model.Policy) string {
	if len(returnable(policy)) == 0 {
		return ""
	}
	return policy.GoName + "Command"
}

// returnable are the entries that an effect's commands may be of.
func returnable(policy *model.Policy) []*model.Send {
	if len(policy.Reactions) == 0 {
		return nil
	}
	return policy.Reactions[0].Sends
}

func returnedMarker(policy *model.Policy) string { return "returnedBy" + policy.GoName }

// effectsDecls declare the interface of what policies do in Go, and of the
// commands that they may return.
func (p *pkg) effectsDecls() []jen.Code {
	var methods, sets []jen.Code
	for _, policy := range p.ctx.Policies {
		if !policy.DoGo {
			continue
		}
		for _, r := range policy.Reactions {
			methods = append(methods,
				comment(effectName(policy, r.Trigger)+" is done "+because(r.Trigger)+". "+sentence(policy.Doc)),
				jen.Id(effectName(policy, r.Trigger)).Add(effectSignature(policy, r.Trigger)))
		}
		if set := mayReturn(policy); set != "" {
			sets = append(sets, commented(
				comment(set+" is a command that [Effects."+effectName(policy, policy.Reactions[0].Trigger)+"] may return, to be sent; the compiler refuses any other."),
				jen.Type().Id(set).Interface(jen.Qual(pkgOrchestrix, "Command"), jen.Id(returnedMarker(policy)).Params())))
			seen := map[*model.Command]bool{}
			for _, s := range returnable(policy) {
				if !seen[s.Command] {
					seen[s.Command] = true
					sets = append(sets, marker(s.Command.GoName, returnedMarker(policy)))
				}
			}
		}
	}
	doc := "Effects is written by hand: what policies do outside. Each is done at least once; meta.EventID is the same each " +
		"time, for those who can tell by it. After an error it is tried again, unless subscription.Permanent says that this is of no use."
	if sets != nil {
		doc += " Commands are told apart by their place among those returned: return the same ones each time, in the same order."
	}
	return append([]jen.Code{commented(
		comment(doc),
		jen.Type().Id("Effects").Interface(methods...))}, sets...)
}

func effectSignature(policy *model.Policy, t model.Trigger) *jen.Statement {
	params := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	if goName := eventGoName(t); goName != "" {
		params = append(params, jen.Id("event").Id(goName))
	}
	params = append(params, metaParam())
	if set := mayReturn(policy); set != "" {
		return jen.Params(params...).Params(jen.Index().Id(set), jen.Error())
	}
	return jen.Params(params...).Error()
}

// effectSends declares the method that has an effect happen and sends what it
// returns.
func (p *pkg) effectSends(policy *model.Policy, r *model.Reaction) jen.Code {
	name := policyFunc(policy, r.Trigger)
	params := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	args := []jen.Code{jen.Id("ctx")}
	if goName := eventGoName(r.Trigger); goName != "" {
		params = append(params, jen.Id("event").Id(goName))
		args = append(args, jen.Id("event"))
	}
	params, args = append(params, metaParam()), append(args, jen.Id("meta"))
	params = append(params, seedParam(returnsID(r) || mayReturn(policy) != "" && sharesEntries(policy)))
	effect := jen.Id("m").Dot("effects").Dot(effectName(policy, r.Trigger)).Call(args...)
	var body []jen.Code
	if mayReturn(policy) == "" {
		body = []jen.Code{jen.Return(jen.Nil(), effect)}
	} else {
		body = append([]jen.Code{
			jen.List(jen.Id("commands"), jen.Err()).Op(":=").Add(effect),
			jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())),
		}, p.returned(policy, r)...)
	}
	return commented(
		comment(name+" does what "+policy.Name+" does "+because(r.Trigger)+"."),
		onModule(name).Params(params...).Add(sendsResult()).Block(body...))
}

// returned are the statements that give what is sent of the commands that an
// effect returned.
func (p *pkg) returned(policy *model.Policy, r *model.Reaction) []jen.Code {
	if sharesEntries(policy) {
		return []jen.Code{jen.Return(jen.Id(entriesFunc(policy)).Call(jen.Id("commands"), jen.Id("seed")))}
	}
	return p.entries(r)
}

func (p *pkg) entries(r *model.Reaction) []jen.Code {
	return []jen.Code{
		jen.Var().Id("sends").Add(sendList()),
		jen.For(jen.List(jen.Id("i"), jen.Id("command")).Op(":=").Range().Id("commands")).Block(
			jen.Switch(jen.Id("c").Op(":=").Id("command").Assert(jen.Type())).Block(p.returnedCases(r)...)),
		jen.Return(jen.Id("sends"), jen.Nil()),
	}
}

// sharesEntries says that effects because of several events send alike, which is
// said once: what is sent instead of a refused command looks at the event.
func sharesEntries(policy *model.Policy) bool {
	return len(policy.Reactions) > 1 && !slices.ContainsFunc(returnable(policy), func(s *model.Send) bool { return s.OnRejected == model.SendOther })
}

func entriesFunc(policy *model.Policy) string { return lowerFirst(policy.GoName) + "Entries" }

// entriesDecl declares what effects because of several events share; nil if there
// is nothing.
func (p *pkg) entriesDecl(policy *model.Policy) []jen.Code {
	if !policy.DoGo || mayReturn(policy) == "" || !sharesEntries(policy) {
		return nil
	}
	r := policy.Reactions[0]
	return []jen.Code{commented(
		comment(entriesFunc(policy)+" is what is sent of the commands that "+policy.Name+" returned."),
		jen.Func().Id(entriesFunc(policy)).Params(
			jen.Id("commands").Index().Id(mayReturn(policy)), seedParam(returnsID(r)),
		).Add(sendsResult()).Block(p.entries(r)...))}
}

// returnsID says that an effect may return a command whose aggregate's id is made.
func returnsID(r *model.Reaction) bool {
	return slices.ContainsFunc(r.Sends, func(s *model.Send) bool { return mayOmitID(s.Command) })
}

// returnedCases make what is sent of the commands that an effect returned.
func (p *pkg) returnedCases(r *model.Reaction) []jen.Code {
	var cases []jen.Code
	seen := map[*model.Command]bool{}
	for _, s := range r.Sends {
		if seen[s.Command] {
			continue
		}
		seen[s.Command] = true
		var body []jen.Code
		if mayOmitID(s.Command) {
			id := jen.Id("c").Dot(s.Command.Fields[0].GoName)
			body = append(body, jen.If(id.Clone().Op("==").Lit("")).Block(
				id.Clone().Op("=").Add(madeID(s.Command.Aggregate.ID, seedAt(s, jen.Id("i"), nil)))))
		}
		fields := []jen.Code{
			jen.Id("Entry").Op(":").Lit(s.ID), jen.Id("Place").Op(":").Id("i"), jen.Id("Command").Op(":").Id("c"),
		}
		fields = append(fields, retry(s)...)
		fields = append(fields, p.reacting(&frame{event: "event", meta: "meta", now: "meta.Time"}).onRefusal(s)...)
		body = append(body, jen.Id("sends").Op("=").Append(jen.Id("sends"), inReaction("Send").Add(lines("{", "}", fields...))))
		cases = append(cases, jen.Case(jen.Id(s.Command.GoName)).Block(body...))
	}
	return append(cases, jen.Default().Block(
		jen.Return(jen.Nil(), jen.Qual("fmt", "Errorf").Call(jen.Lit("%T can't be sent"), jen.Id("command")))))
}

// effectsStub writes effects.go, once, if a policy is done in Go.
func (p *pkg) effectsStub() (*generator.File, error) {
	if !p.hasEffects() {
		return nil, nil
	}
	stub := p.newStub("context", "errors", pkgOrchestrix)
	stub.Type = "effects"
	for _, policy := range p.ctx.Policies {
		if !policy.DoGo {
			continue
		}
		for _, r := range policy.Reactions {
			m := templates.Method{
				Name:    effectName(policy, r.Trigger),
				Of:      policy.Wire,
				Comment: commentLines(effectName(policy, r.Trigger) + " is done " + because(r.Trigger) + ". " + sentence(policy.Doc)),
				Params:  "ctx context.Context, ",
				Result:  "error",
			}
			if goName := eventGoName(r.Trigger); goName != "" {
				m.Params += "event " + goName + ", "
			}
			m.Params += "meta orchestrix.Meta"
			if set := mayReturn(policy); set != "" {
				m.Result = "[]" + set
			}
			stub.Methods = append(stub.Methods, m)
		}
	}
	return p.stub("effects.go", templates.EffectsGo, stub)
}
