package golang

import (
	"github.com/dave/jennifer/jen"
)

// reactionMethods are the module's methods for what it reacts to and what its
// read models follow; nil without any.
func (p *pkg) reactionMethods() []jen.Code {
	var decls, reactions []jen.Code
	for _, policy := range p.ctx.Policies {
		reactions = append(reactions, jen.Id("m").Dot(policyName(policy)).Call())
	}
	for _, process := range p.ctx.Processes {
		reactions = append(reactions, jen.Id("m").Dot(processName(process)).Call())
	}
	if reactions != nil {
		decls = append(decls,
			commented(comment("Reactions are the policies and processes. [Module.Subscriptions] has them at work."),
				onModule("Reactions").Params().Index().Add(inReaction("Reaction")).Block(
					jen.Return(jen.Index().Add(inReaction("Reaction")).Add(lines("{", "}", reactions...))))))
	}
	all := p.readModelSubscriptions()
	if reactions == nil && all == nil {
		return nil
	}
	list := jen.Index().Qual(pkgSubscription, "Subscription")
	made := list.Clone().Add(lines("{", "}", all...))
	if reactions != nil {
		made = inReaction("Subscriptions").Call(
			jen.Id("m").Dot("engine"), jen.Id("m").Dot("Send"), jen.Id("m").Dot("Reactions").Call().Op("..."))
		if all != nil {
			made = jen.Append(lines("", "", append([]jen.Code{made}, all...)...))
		}
	}
	return append(decls,
		commented(comment("Subscriptions are all that follows events here, for a [subscription.Runner]."),
			onModule("Subscriptions").Params().Add(list).Block(jen.Return(made))))
}
