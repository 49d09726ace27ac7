package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// processFile writes fulfilment_gen.go: the state of a process's instances, what
// events and timeouts make of it, and what is sent then.
func (p *pkg) processFile(process *model.Process) (*generator.File, error) {
	f := p.newFile()
	doc := typeDoc(process.GoName, "the state of an instance of a process", process.Doc)
	declare(f,
		commented(doc, p.structDecl(process.GoName, process.State)),
		p.newProcessState(process))
	declare(f, p.codec(codec{
		goName: process.GoName, kind: stateKind, fields: process.State, initial: newProcess(process),
	})...)
	declare(f, p.logValue(receiver(process.GoName, stateKind), process.GoName, process.State)...)
	declare(f, p.processVar(process))
	for _, r := range process.Reactions {
		if changes(r) {
			declare(f, p.processStep(process, r))
		}
		if len(r.Sends) > 0 {
			declare(f, p.processSends(process, r))
		}
	}
	return p.rendered(p.processPrefix(process)+"_gen.go", f)
}

// processPrefix begins the name of a process's file.
func (p *pkg) processPrefix(process *model.Process) string {
	prefix := words(process.Name, "_")
	if contextFiles[prefix] || endsInConcern(prefix) {
		prefix += "_process"
	}
	return prefix
}

// processName is the module's method that describes a process to the runtime.
func processName(process *model.Process) string { return lowerFirst(process.GoName) + "Process" }

// changes says that a reaction does something to an instance.
func changes(r *model.Reaction) bool {
	return len(r.Sets) > 0 || len(r.Timeouts) > 0 || len(r.Cancels) > 0 || r.Ends != nil
}

func newProcess(process *model.Process) string { return "new" + process.GoName }

func (p *pkg) newProcessState(process *model.Process) jen.Code {
	var fields []jen.Code
	for _, f := range process.State {
		if f.Initial != nil && f.Initial.Value != nil {
			fields = append(fields, jen.Id(f.GoName).Op(":").Add(p.literal(f.Initial)))
		}
	}
	value := jen.Id(process.GoName).Values()
	if fields != nil {
		value = jen.Id(process.GoName).Add(lines("{", "}", fields...))
	}
	return commented(comment(newProcess(process)+" is the state before the first step."),
		jen.Func().Id(newProcess(process)).Params().Id(process.GoName).Block(jen.Return(value)))
}

// processVar declares the method that tells the runtime what a process follows.
func (p *pkg) processVar(process *model.Process) jen.Code {
	state := jen.Id(process.GoName)
	typ := inReaction("Process").Types(state)
	fields := []jen.Code{
		jen.Id("Name").Op(":").Lit(process.Wire),
		jen.Id("Categories").Op(":").Add(categories(process.Reactions)),
	}
	if process.Beginning {
		fields = append(fields, jen.Id("Beginning").Op(":").True())
	}
	fields = append(fields,
		jen.Id("New").Op(":").Id(newProcess(process)),
		jen.Id("AppendJSON").Op(":").Add(state).Dot("AppendJSON"),
		jen.Id("DecodeJSON").Op(":").Parens(jen.Op("*").Add(state)).Dot("UnmarshalJSON"))
	var on, timeouts []jen.Code
	for _, r := range process.Reactions {
		if r.Trigger.Timeout != "" {
			timeouts = append(timeouts, jen.Lit(r.Trigger.Timeout).Op(":").Add(lines("{", "}", p.parts(process, r)...)))
			continue
		}
		for _, wire := range wireTypes(r.Trigger) {
			on = append(on, jen.Lit(wire).Op(":").Add(p.whenHappens(process, r)))
		}
	}
	fields = append(fields, jen.Id("On").Op(":").Map(jen.String()).Add(inReaction("Trigger")).Types(state).Add(lines("{", "}", on...)))
	if timeouts != nil {
		fields = append(fields, jen.Id("Timeouts").Op(":").Map(jen.String()).Add(inReaction("Timeout")).Types(state).Add(lines("{", "}", timeouts...)))
	}
	if check := known(process.Reactions); check != nil {
		fields = append(fields, jen.Id("Known").Op(":").Add(check))
	}
	return commented(
		comment(processName(process)+" is the process "+process.Name+"."),
		onModule(processName(process)).Params().Op("*").Add(typ).Block(
			jen.Return(jen.Op("&").Add(typ).Add(lines("{", "}", fields...)))))
}

// whenHappens is what an event leads to.
func (p *pkg) whenHappens(process *model.Process, r *model.Reaction) jen.Code {
	fields := []jen.Code{jen.Id("Decode").Op(":").Add(decodes(r.Trigger))}
	if r.Starts {
		fields = append(fields, jen.Id("Starts").Op(":").True())
	}
	fields = append(fields, jen.Id("Keys").Op(":").Add(p.keys(r)))
	fields = append(fields, p.parts(process, r)...)
	return inReaction("When").Types(jen.Id(process.GoName), jen.Id(eventGoName(r.Trigger))).Add(lines("{", "}", fields...))
}

// keys is the function that says which instances an event concerns.
func (p *pkg) keys(r *model.Reaction) jen.Code {
	t := triggered{r.Trigger, []model.Node{r.Keys.Node}}
	w := p.reacting(&frame{event: "event", meta: "meta"})
	w.prepare(r.Keys.Node)
	keys := *r.Keys
	keys.Node = asTexts(simplify(r.Keys.Node))
	return jen.Func().Params(append(t.event(), t.meta())...).Params(jen.Index().String(), jen.Error()).Block(w.keyBranches(&keys)...)
}

// keyBranches returns the keys, as an if statement where there are none else.
func (w *checks) keyBranches(keys *model.Expr) []jen.Code {
	none := func(n model.Node) bool {
		list, ok := n.(*model.MakeList)
		return ok && len(list.Elems) == 0
	}
	if none(keys.Node) {
		return w.body(jen.Return(jen.Nil(), jen.Nil()))
	}
	if c, ok := keys.Node.(*model.Cond); ok && none(c.Else) && !w.frame.fails(c.If) {
		then := *keys
		then.Node = c.Then
		w.add(jen.If(w.frame.expr(c.If)).Block(w.nested(w.frame.branchFrame(c), func(w *checks) { w.add(w.keyBranches(&then)...) })...))
		return w.body(jen.Return(jen.Nil(), jen.Nil()))
	}
	value := w.value("keys", keys)
	return w.body(jen.Return(value, jen.Nil()))
}

// asTexts is a list of texts made of another list, where that is written out
// element by element.
func asTexts(n model.Node) model.Node {
	convert, ok := n.(*model.Convert)
	if !ok || convert.T.Kind != model.List {
		return n
	}
	switch x := convert.X.(type) {
	case *model.Cond:
		branch := func(n model.Node) model.Node { return asTexts(&model.Convert{X: n, T: convert.T}) }
		return &model.Cond{If: x.If, Then: branch(x.Then), Else: branch(x.Else)}
	case *model.MakeList:
		elems := mapNodes(x.Elems, func(e model.Node) model.Node { return &model.Convert{X: e, T: convert.T.Elem} })
		return &model.MakeList{Elems: elems, T: convert.T}
	}
	return n
}

// parts are the functions of a reaction that it has.
func (p *pkg) parts(process *model.Process, r *model.Reaction) []jen.Code {
	var parts []jen.Code
	of := jen.Parens(jen.Op("*").Id(process.GoName))
	if changes(r) {
		parts = append(parts, jen.Id("Step").Op(":").Add(of).Dot("on"+reactionGoName(r)))
	}
	switch {
	case asksQuery(r.Sends):
		parts = append(parts, jen.Id("SendsWith").Op(":").Id("m").Dot(querySends(process, r)))
	case len(r.Sends) > 0:
		parts = append(parts, jen.Id("Sends").Op(":").Add(of).Dot("sendsOn"+reactionGoName(r)))
	}
	return parts
}

func querySends(process *model.Process, r *model.Reaction) string {
	return lowerFirst(process.GoName) + "SendsOn" + reactionGoName(r)
}

// reactionGoName is what a reaction is about in names of functions.
func reactionGoName(r *model.Reaction) string {
	if r.Trigger.Timeout != "" {
		return timeoutGoName(r.Trigger.Timeout)
	}
	return eventGoName(r.Trigger)
}
