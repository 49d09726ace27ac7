package golang

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// inReaction is a name of package reaction.
func inReaction(name string) *jen.Statement { return jen.Qual(pkgReaction, name) }

func sendList() *jen.Statement { return jen.Index().Add(inReaction("Send")) }

// triggered says what a function that reacts is given.
type triggered struct {
	trigger model.Trigger
	// nodes are the expressions in it: what they don't look at has no name.
	nodes []model.Node
}

// param is a parameter that has a name if it is used.
func param(name string, used bool, typ jen.Code) jen.Code {
	if !used {
		name = "_"
	}
	return jen.Id(name).Add(typ)
}

func (t triggered) looksAt(scopes ...model.Scope) bool {
	return slices.ContainsFunc(t.nodes, func(n model.Node) bool {
		return slices.ContainsFunc(scopes, func(s model.Scope) bool { return looksAt(n, s) })
	})
}

// event is the parameter for the event; nil where there is none.
func (t triggered) event() []jen.Code {
	goName := eventGoName(t.trigger)
	if goName == "" {
		return nil
	}
	return []jen.Code{param("event", t.looksAt(model.ScopeEvent), jen.Id(goName))}
}

func (t triggered) meta() jen.Code {
	return param("meta", t.looksAt(model.ScopeMeta, model.ScopeNow), jen.Qual(pkgOrchestrix, "Meta"))
}

// eventGoName is the Go type of a trigger's event; "" of a timeout or schedule.
func eventGoName(t model.Trigger) string {
	switch {
	case t.Event != nil:
		return t.Event.GoName
	case t.View != nil:
		return t.View.GoName
	}
	return ""
}

// eventOf is a trigger's event as the context that raises it knows it; nil of a
// timeout or schedule.
func eventOf(t model.Trigger) *model.Event {
	if t.View != nil {
		return t.View.Event
	}
	return t.Event
}

// because says in comments when something is done.
func because(t model.Trigger) string {
	switch {
	case t.Timeout != "":
		return "because of the timeout " + t.Timeout
	case t.Every != nil:
		return "when it is time"
	}
	return "because of " + eventOf(t).WireType
}

// decodes is the function that decodes a trigger's event.
func decodes(t model.Trigger) jen.Code {
	if t.View != nil {
		return inReaction("View").Types(jen.Id(t.View.GoName)).Call()
	}
	return inReaction("Own").Types(jen.Id(t.Event.GoName)).Call(jen.Id("decode" + eventSet(t.Event.Aggregate)))
}

// categoriesOf are those in which triggers' events stand, in order.
func categoriesOf(reactions []*model.Reaction) []string {
	var all []string
	add := func(category string) {
		if !slices.Contains(all, category) {
			all = append(all, category)
		}
	}
	rejected := false
	for _, r := range reactions {
		if e := eventOf(r.Trigger); e != nil {
			add(e.Category())
			rejected = rejected || recordsRefusal(e)
		}
	}
	if rejected {
		add("~rejected")
	}
	return all
}

// recordsRefusal says that an event may be what a command's refusal is recorded
// as.
func recordsRefusal(e *model.Event) bool {
	return e.Aggregate != nil && slices.ContainsFunc(e.Aggregate.Commands, func(c *model.Command) bool {
		return c.OnRejected != nil && c.OnRejected.Event == e
	})
}

// categories is the list in Go.
func categories(reactions []*model.Reaction) jen.Code {
	var all []jen.Code
	for _, c := range categoriesOf(reactions) {
		if c == "~rejected" {
			all = append(all, jen.Qual(pkgOrchestrix, "RejectedCategory"))
			continue
		}
		all = append(all, jen.Lit(c))
	}
	return jen.Index().String().Values(all...)
}

// known is the table of checks whether events of the context's own are known; nil
// if there are none.
func known(reactions []*model.Reaction) jen.Code {
	var entries []jen.Code
	var seen []*model.Aggregate
	for _, r := range reactions {
		if e := r.Trigger.Event; e != nil && !slices.Contains(seen, e.Aggregate) {
			seen = append(seen, e.Aggregate)
			entries = append(entries, jen.Lit(e.Aggregate.Category).Op(":").Add(inReaction("Known")).Call(jen.Id("decode"+eventSet(e.Aggregate))))
		}
	}
	if entries == nil {
		return nil
	}
	return jen.Map(jen.String()).Func().Params(jen.Qual(pkgOrchestrix, "Recorded")).Error().Add(lines("{", "}", entries...))
}

// wireTypes are the types under which a trigger's event may be stored.
func wireTypes(t model.Trigger) []string {
	e := eventOf(t)
	return append([]string{e.WireType}, e.Was...)
}

// reactions are those of all policies and processes.
func (p *pkg) reactions() []*model.Reaction {
	var all []*model.Reaction
	for _, policy := range p.ctx.Policies {
		all = append(all, policy.Reactions...)
	}
	for _, process := range p.ctx.Processes {
		all = append(all, process.Reactions...)
	}
	return all
}

// timeoutGoName is a timeout in names of functions: TimeoutPaymentDue.
func timeoutGoName(name string) string { return "Timeout" + upperFirst(camel(strings.ToLower(name))) }
