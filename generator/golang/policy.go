package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// policiesFile writes policies_gen.go: what policies react to and what they send.
func (p *pkg) policiesFile() (*generator.File, error) {
	if len(p.ctx.Policies) == 0 {
		return nil, nil
	}
	f := p.newFile()
	if p.hasEffects() {
		declare(f, p.effectsDecls()...)
	}
	for _, policy := range p.ctx.Policies {
		declare(f, p.policyVar(policy))
		for _, r := range policy.Reactions {
			declare(f, p.policySends(policy, r))
		}
		declare(f, p.entriesDecl(policy)...)
	}
	return p.rendered("policies_gen.go", f)
}

// policyName is the module's method that describes a policy to the runtime.
func policyName(policy *model.Policy) string { return lowerFirst(policy.GoName) + "Policy" }

// policyFunc is the function that gives what a policy sends because of a trigger.
func policyFunc(policy *model.Policy, t model.Trigger) string {
	name := lowerFirst(policy.GoName) + "Sends"
	if len(policy.Reactions) == 1 {
		return name
	}
	if t.Every != nil {
		return name + "OnTime"
	}
	return name + "On" + eventGoName(t)
}

// policyVar declares the method that tells the runtime what a policy reacts to.
func (p *pkg) policyVar(policy *model.Policy) jen.Code {
	fields := []jen.Code{jen.Id("Name").Op(":").Lit(policy.Wire)}
	if len(categoriesOf(policy.Reactions)) > 0 {
		fields = append(fields, jen.Id("Categories").Op(":").Add(categories(policy.Reactions)))
	}
	if policy.Beginning {
		fields = append(fields, jen.Id("Beginning").Op(":").True())
	}
	var on []jen.Code
	for _, r := range policy.Reactions {
		if r.Trigger.Every != nil {
			fields = append(fields, jen.Id("Schedule").Op(":").Add(p.schedule(policy, r)))
			continue
		}
		build := "On"
		if asksOthers(policy, r) {
			build = "OnWith"
		}
		for _, wire := range wireTypes(r.Trigger) {
			on = append(on, jen.Lit(wire).Op(":").Add(inReaction(build)).Call(decodes(r.Trigger), p.policyCall(policy, r)))
		}
	}
	if on != nil {
		fields = append(fields, jen.Id("On").Op(":").Map(jen.String()).Add(inReaction("React")).Add(lines("{", "}", on...)))
	}
	if check := known(policy.Reactions); check != nil {
		fields = append(fields, jen.Id("Known").Op(":").Add(check))
	}
	return commented(
		comment(policyName(policy)+" is the policy "+policy.Name+". "+sentence(policy.Doc)),
		onModule(policyName(policy)).Params().Op("*").Add(inReaction("Policy")).Block(
			jen.Return(jen.Op("&").Add(inReaction("Policy")).Add(lines("{", "}", fields...)))))
}

// asksOthers says that what is sent isn't a matter of the event alone.
func asksOthers(policy *model.Policy, r *model.Reaction) bool {
	return policy.DoGo || asksQuery(r.Sends)
}

// policyCall names the function that gives what is sent.
func (p *pkg) policyCall(policy *model.Policy, r *model.Reaction) jen.Code {
	name := policyFunc(policy, r.Trigger)
	if asksOthers(policy, r) {
		return jen.Id("m").Dot(name)
	}
	return jen.Id(name)
}

// schedule is when a policy acts by itself.
func (p *pkg) schedule(policy *model.Policy, r *model.Reaction) jen.Code {
	spec, next := r.Trigger.Every.Cron, jen.Code(nil)
	if spec != "" {
		next = jen.Qual(pkgCron, "Must").Call(jen.Lit(spec)).Dot("Next")
	} else {
		spec = r.Trigger.Every.Interval.String()
		next = inReaction("Every").Call(durationLiteral(r.Trigger.Every.Interval))
	}
	build := "OnTime"
	if asksOthers(policy, r) {
		build = "OnTimeWith"
	}
	return jen.Op("&").Add(inReaction("Schedule")).Add(lines("{", "}",
		jen.Id("Spec").Op(":").Lit(spec),
		jen.Id("Next").Op(":").Add(next),
		jen.Id("React").Op(":").Add(inReaction(build)).Call(p.policyCall(policy, r))))
}

// policySends declares the function that gives what is sent.
func (p *pkg) policySends(policy *model.Policy, r *model.Reaction) jen.Code {
	if policy.DoGo {
		return p.effectSends(policy, r)
	}
	name := policyFunc(policy, r.Trigger)
	t := triggered{r.Trigger, nodesOf(r.Sends)}
	w := p.reacting(&frame{event: "event", meta: "meta", now: "meta.Time"})
	params := append(t.event(), t.meta(), seedParam(makesIDs(r.Sends)))
	decl := jen.Func()
	if asksOthers(policy, r) {
		decl = jen.Func().Params(jen.Id("m").Op("*").Id("Module"))
		params = append([]jen.Code{jen.Id("ctx").Qual("context", "Context")}, params...)
	}
	doc := name + " is what " + policy.Name + " sends " + because(r.Trigger) + "."
	return commented(comment(doc), decl.Id(name).Params(params...).Add(sendsResult()).Block(w.sends(r.Sends)...))
}
