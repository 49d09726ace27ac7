package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// keySpelled spells the key of an instance, which is given as text, as a value of its
// type.
func keySpelled(process *model.Process) string {
	switch process.KeyType.Kind {
	case model.IDRef:
		return process.KeyType.ID.GoName + "(key)"
	case model.EnumRef:
		return process.KeyType.Enum.GoName + "(key)"
	}
	return "key"
}

// instance is the frame of a function of an instance, and what parses its key
// first, if that is looked at and no text.
func (p *pkg) instance(process *model.Process, recv string, t triggered) (*checks, []jen.Code) {
	w := p.reacting(&frame{state: recv, event: "event", meta: "meta", now: "meta.Time", key: keySpelled(process)})
	w.reserve(recv)
	if !t.looksAt(model.ScopeKey) {
		return w, nil
	}
	var parsed jen.Code
	switch process.KeyType.Kind {
	case model.String, model.IDRef, model.EnumRef:
		return w, nil
	case model.UUID:
		parsed = jen.Qual(pkgUUID, "Parse").Call(jen.Id("key"))
	default:
		parsed = inReaction("IntKey").Types(p.goType(process.KeyType)).Call(jen.Id("key"))
	}
	w.frame.key = w.frame.temporary("instance")
	w.reserve(w.frame.key)
	return w, []jen.Code{jen.List(jen.Id(w.frame.key), jen.Err()).Op(":=").Add(parsed)}
}

// instanceOf is the receiver of a method of an instance, which has a name if it
// is looked at.
func instanceOf(process *model.Process, recv string, looked bool) jen.Code {
	if !looked {
		return jen.Op("*").Id(process.GoName)
	}
	return jen.Id(recv).Op("*").Id(process.GoName)
}

// processStep declares the method that makes the step of an instance.
func (p *pkg) processStep(process *model.Process, r *model.Reaction) jen.Code {
	recv := receiver(process.GoName, stateKind)
	t := triggered{r.Trigger, stepNodes(r)}
	w, parse := p.instance(process, recv, t)
	none := func(err jen.Code) jen.Code { return jen.Return(inReaction("Step").Values(), err) }
	w.returns = none
	if parse != nil {
		w.add(parse...)
		w.add(jen.If(jen.Err().Op("!=").Nil()).Block(none(jen.Err())))
	}
	w.apply(process, r)
	var fields []jen.Code
	if len(r.Cancels) > 0 {
		var names []jen.Code
		for _, name := range r.Cancels {
			names = append(names, jen.Lit(name))
		}
		fields = append(fields, jen.Id("Cancels").Op(":").Index().String().Values(names...))
	}
	if len(r.Timeouts) > 0 {
		var timers []jen.Code
		for _, timeout := range r.Timeouts {
			timers = append(timers, jen.Values(jen.Id("Name").Op(":").Lit(timeout.Name), jen.Id("At").Op(":").Add(w.deadline(timeout))))
		}
		fields = append(fields, jen.Id("Sets").Op(":").Index().Add(inReaction("Timer")).Add(values(timers, 70*len(timers))))
	}
	if r.Ends != nil {
		w.prepare(r.Ends.Node)
		fields = append(fields, jen.Id("Ends").Op(":").Add(w.value("ends", r.Ends)))
	}
	step := inReaction("Step").Values(fields...)
	if len(fields) > 1 {
		step = inReaction("Step").Add(lines("{", "}", fields...))
	}
	params := append([]jen.Code{param("key", t.looksAt(model.ScopeKey), jen.String())}, t.event()...)
	name := "on" + reactionGoName(r)
	return commented(
		comment(name+" is the step that an instance takes "+because(r.Trigger)+"."),
		jen.Func().Params(instanceOf(process, recv, t.looksAt(model.ScopeState) || len(r.Sets) > 0)).Id(name).Params(append(params, t.meta())...).
			Params(inReaction("Step"), jen.Error()).Block(w.body(jen.Return(step, jen.Nil()))...))
}

// stepNodes are the expressions of a step. A deadline after a while looks at the
// event's time.
func stepNodes(r *model.Reaction) []model.Node {
	var nodes []model.Node
	for _, s := range r.Sets {
		nodes = append(nodes, expressionsOf(s)...)
	}
	for _, t := range r.Timeouts {
		if t.At != nil {
			nodes = append(nodes, t.At.Node)
		} else {
			nodes = append(nodes, after(t).Node)
		}
	}
	if r.Ends != nil {
		nodes = append(nodes, r.Ends.Node)
	}
	return nodes
}

// after is the deadline of a timeout after a while as an expression.
func after(t *model.Timeout) *model.Expr {
	timestamp := &model.Type{Kind: model.Timestamp}
	e := *t.After
	e.Node = &model.Arith{Op: "+", T: timestamp, Y: t.After.Node, X: &model.SelectMeta{
		X: &model.Var{Scope: model.ScopeMeta, Name: "meta"}, Name: "time", T: timestamp,
	}}
	return &e
}

// deadline is when a timeout ends.
func (w *checks) deadline(t *model.Timeout) jen.Code {
	if t.At != nil {
		w.prepare(t.At.Node)
		return w.value("at", t.At)
	}
	if lit, ok := simplify(t.After.Node).(*model.Lit); ok {
		return jen.Id("meta").Dot("Time").Dot("Add").Call(scalarLiteral(lit.Value.Value))
	}
	w.prepare(t.After.Node)
	return w.value("at", after(t))
}

// apply adds what changes the state: as an event's does that of an aggregate.
func (w *checks) apply(process *model.Process, r *model.Reaction) {
	event := &model.Event{
		Aggregate: &model.Aggregate{Context: process.Context, GoName: process.GoName, State: process.State},
		Sets:      r.Sets,
	}
	event.Aggregate.Events = []*model.Event{event}
	statements := w.frame.apply(event)
	if !w.frame.applyFails(event) {
		w.add(statements...)
		return
	}
	w.fallible()
	w.add(statements...)
	w.add(w.ifFailed(&model.Expr{Rule: process.Wire + "." + reactionName(r), Pos: r.Pos}, nodesOfSets(r.Sets)...))
}

// reactionName is what a reaction is about in the rules of faults.
func reactionName(r *model.Reaction) string {
	if r.Trigger.Timeout != "" {
		return "timeout." + r.Trigger.Timeout
	}
	return eventOf(r.Trigger).Name
}

// processSends declares the method that gives what is sent after a step.
func (p *pkg) processSends(process *model.Process, r *model.Reaction) jen.Code {
	recv := receiver(process.GoName, stateKind)
	t := triggered{r.Trigger, nodesOf(r.Sends)}
	name, decl := "sendsOn"+reactionGoName(r), jen.Func()
	var params []jen.Code
	if asksQuery(r.Sends) {
		name = querySends(process, r)
		decl = decl.Params(jen.Id("m").Op("*").Id("Module"))
		state := param(recv, t.looksAt(model.ScopeState), jen.Op("*").Id(process.GoName))
		params = []jen.Code{jen.Id("ctx").Qual("context", "Context"), state}
	} else {
		decl = decl.Params(instanceOf(process, recv, t.looksAt(model.ScopeState)))
	}
	w, parse := p.instance(process, recv, t)
	if parse != nil {
		w.add(parse...)
		w.add(jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())))
	}
	params = append(params, param("key", t.looksAt(model.ScopeKey), jen.String()))
	params = append(append(params, t.event()...), t.meta(), seedParam(makesIDs(r.Sends)))
	return commented(
		comment(name+" is what is sent after the step "+because(r.Trigger)+"."),
		decl.Id(name).Params(params...).Add(sendsResult()).Block(w.sends(r.Sends)...))
}
