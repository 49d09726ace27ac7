package golang

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// handlerFile writes order_handler_gen.go: how each command of an aggregate is
// decided, and what is left to be decided in Go.
func (p *pkg) handlerFile(a *model.Aggregate) (*generator.File, error) {
	ids := refusalIDs(a)
	if len(a.Commands)+len(a.Rejections) == 0 && ids == nil {
		return nil, nil
	}
	f := p.newFile()
	if ids != nil {
		declare(f, ids)
	}
	for _, r := range a.Rejections {
		declare(f, p.rejectionDecls(r)...)
	}
	if decidesInGo(a) {
		declare(f, p.deciderDecl(a))
	}
	for _, c := range a.Commands {
		declare(f, p.commandHandler(c)...)
	}
	return p.rendered(p.filePrefix(a)+"_handler_gen.go", f)
}

// refusalIDs declares the ids that commands to an aggregate are refused with;
// nil without any. An id is one, however many commands it refuses.
func refusalIDs(a *model.Aggregate) jen.Code {
	var constants []jen.Code
	seen := map[string]bool{"": true}
	declare := func(goName, id string) {
		if !seen[goName] {
			seen[goName] = true
			constants = append(constants, jen.Id(goName).Op("=").Lit(id))
		}
	}
	for _, c := range a.Commands {
		for _, r := range c.Refuses {
			declare(r.GoName, r.ID)
		}
	}
	for _, e := range a.Events {
		if e.From != nil {
			declare(e.FromGoName, wrongID(e))
		}
	}
	for _, inv := range a.Invariants {
		declare(inv.GoName, inv.ID)
	}
	for _, u := range a.Unique {
		declare(u.GoName, u.ID)
	}
	if constants == nil {
		return nil
	}
	return commented(
		comment("The ids that an [orchestrix.RejectionError] of a command to "+withArticle(a.GoName)+" carries."),
		jen.Const().Defs(constants...))
}

// commandHandler declares how one command is decided.
func (p *pkg) commandHandler(c *model.Command) []jen.Code {
	h := newHandling(p, c)
	steps := h.steps()
	decls := h.inputDecls()
	decls = append(decls, h.constructor(steps))
	for _, s := range steps {
		decls = append(decls, s.decl)
	}
	return decls
}

// handling writes what carries out one command. A command that needs nothing
// but its own aggregate is decided by methods of its own; one that asks, reads
// others or is decided in Go, by those of a struct that holds the command, the
// answers, what was read and the decider.
type handling struct {
	pkg  *pkg
	c    *model.Command
	cmd  string // the command in the methods
	recv jen.Code
}

func newHandling(p *pkg, c *model.Command) *handling {
	h := &handling{pkg: p, c: c, cmd: "c", recv: jen.Id("c").Op("*").Id(c.GoName)}
	if h.isStruct() {
		h.cmd, h.recv = "h.cmd", jen.Id("h").Op("*").Id(h.structName())
	}
	return h
}

func (h *handling) isStruct() bool {
	return len(h.c.Asks) > 0 || len(h.c.Reads) > 0 || h.c.DecideGo
}

func (h *handling) structName() string { return lowerFirst(h.c.GoName) + "Handling" }

// step is one function of an orchestrix.Handling.
type step struct {
	name string // of its field; the method has the same, unexported
	decl jen.Code
}

// steps are those that the command has, in the order of work.
func (h *handling) steps() []step {
	var steps []step
	add := func(name, doc string, params, results, body []jen.Code) {
		steps = append(steps, step{name, commented(comment(doc),
			jen.Func().Params(h.recv).Id(lowerFirst(name)).Params(params...).Params(results...).Block(body...))})
	}
	failure := []jen.Code{jen.Error()}
	ctx, d := jen.Id("ctx").Qual("context", "Context"), h.decisionParam()
	if body := h.asks(true); body != nil {
		add("AskFirst", "askFirst asks the outside what depends on nothing but the command.", []jen.Code{ctx}, failure, body)
	}
	if len(h.c.Reads) > 0 {
		reading := jen.Id("r").Op("*").Qual(pkgOrchestrix, "Reading")
		add("Read", "read loads the other aggregates that the command looks at.", []jen.Code{ctx, d, reading}, failure, h.read())
	}
	if h.c.Allowed != nil {
		add("Allowed", "allowed says who may send the command.", []jen.Code{d}, failure, h.allowed())
	}
	if body := h.asks(false); body != nil {
		add("Ask", "ask asks the outside what depends on the state.", []jen.Code{ctx, d}, failure, body)
	}
	if len(h.c.Refuses) > 0 {
		add("Refuses", "refuses says when the command is refused, and why.", []jen.Code{d}, failure, h.refuses())
	}
	if len(h.c.Skips) > 0 {
		add("Skips", "skips says when there is nothing to do.", []jen.Code{d}, []jen.Code{jen.Bool(), jen.Error()}, h.skips())
	}
	raise := jen.Id("raise").Func().Params(jen.Id(eventSet(h.c.Aggregate))).Error()
	if h.c.DecideGo {
		add("Decide", "decide raises what the decision in Go says.", []jen.Code{ctx, d, raise}, failure, h.decideInGo())
	} else {
		add("Decide", "decide raises the command's events.",
			[]jen.Code{jen.Id("_").Qual("context", "Context"), d, raise}, failure, h.decide())
	}
	if h.c.OnRejected != nil {
		add("OnRejected", "onRejected is the event that records a refusal.",
			[]jen.Code{d, jen.Id("rejection").Qual(pkgOrchestrix, "Rejected")},
			[]jen.Code{jen.Id(eventSet(h.c.Aggregate)), jen.Error()}, h.onRejected())
	}
	return steps
}

func (h *handling) decisionParam() jen.Code {
	return jen.Id("d").Op("*").Qual(pkgOrchestrix, "Decision").Types(jen.Id(h.c.Aggregate.GoName))
}

// constructor declares the method that tells the runtime what a command's steps
// are.
func (h *handling) constructor(steps []step) jen.Code {
	c, a := h.c, h.c.Aggregate
	types := []jen.Code{jen.Id(a.GoName), jen.Id(eventSet(a))}
	id := func() *jen.Statement { return jen.Id("c").Dot(a.IDField.GoName) }
	fields := []jen.Code{
		jen.Id("Aggregate").Op(":").Id(aggregateName(a)),
		jen.Id("Command").Op(":").Id("c").Dot("CommandType").Call(),
		jen.Id("ID").Op(":").String().Call(id()),
		jen.Id("IDField").Op(":").Lit(a.IDField.Name),
	}
	if mayOmitID(c) {
		fields = append(fields,
			jen.Id("NewAggregateID").Op(":").Func().Params().String().Add(short(jen.Return(newID(a.ID)))),
			jen.Id("SetID").Op(":").Func().Params(jen.Id("id").String()).Add(
				short(id().Op("=").Id(a.ID.GoName).Call(jen.Id("id")))))
	}
	if creation := creations[c.Creates]; creation != "" {
		fields = append(fields, jen.Id("Creates").Op(":").Qual(pkgOrchestrix, creation))
	}
	if c.Actor != "" {
		fields = append(fields, jen.Id("Actor").Op(":").Lit(c.Actor))
	}
	fields = append(fields, jen.Id("Validate").Op(":").Func().Params(jen.Id("now").Qual("time", "Time")).Error().Add(
		short(jen.Return(jen.Id("c").Dot("ValidateAt").Call(jen.Id("now"))))))
	owner := "c"
	var body []jen.Code
	if h.isStruct() {
		owner = "h"
		body = append(body, jen.Id("h").Op(":=").Op("&").Id(h.structName()).Values(h.structValues()...))
	}
	for _, s := range steps {
		fields = append(fields, jen.Id(s.name).Op(":").Id(owner).Dot(lowerFirst(s.name)))
	}
	body = append(body, jen.Return(jen.Qual(pkgOrchestrix, "Handling").Types(types...).Add(lines("{", "}", fields...))))
	name := "handle" + c.GoName
	return commented(comment(name+" says how "+withArticle(c.GoName)+" is carried out."),
		jen.Func().Params(jen.Id("m").Op("*").Id("Module")).Id(name).Params(jen.Id("c").Op("*").Id(c.GoName)).
			Qual(pkgOrchestrix, "Handling").Types(types...).Block(body...))
}

var creations = map[model.Creation]string{
	model.MustNotExist:    "MustNotExist",
	model.CreateOnce:      "Once",
	model.CreateIfMissing: "IfMissing",
}

// inputDecls declares the struct that carries a command out, and for a decision
// in Go what it may look at.
func (h *handling) inputDecls() []jen.Code {
	if !h.isStruct() {
		return nil
	}
	var decls []jen.Code
	if h.c.DecideGo {
		decls = append(decls, h.inputDecl())
	}
	fields := []jen.Code{jen.Id("cmd").Op("*").Id(h.c.GoName)}
	if h.c.DecideGo {
		fields = append(fields, jen.Id("decider").Id(deciderType(h.c.Aggregate)))
	}
	if len(h.c.Asks) > 0 {
		fields = append(fields, jen.Id("asks").Id("Asks"), jen.Id("answers").Struct(h.answerFields()...))
	}
	fields = append(fields, h.readsFields()...)
	return append(decls, commented(
		comment(h.structName()+" is one "+h.c.GoName+" being carried out."),
		jen.Type().Id(h.structName()).Struct(fields...)))
}

func (h *handling) answerFields() []jen.Code {
	var fields []jen.Code
	for _, ask := range h.c.Asks {
		fields = append(fields, jen.Id(ask.Ask.GoName).Add(h.pkg.goType(ask.Ask.Type)))
	}
	return fields
}

func (h *handling) structValues() []jen.Code {
	fields := []jen.Code{jen.Id("cmd").Op(":").Id("c")}
	if h.c.DecideGo {
		fields = append(fields, jen.Id("decider").Op(":").Id("m").Dot(deciderField(h.c.Aggregate)))
	}
	if len(h.c.Asks) > 0 {
		fields = append(fields, jen.Id("asks").Op(":").Id("m").Dot("asks"))
	}
	return fields
}

// frame spells the names of the command's expressions.
func (h *handling) frame() *frame {
	return &frame{
		pkg: h.pkg, cmd: h.cmd, state: "d.State", after: "d.After",
		now: "d.Now", exists: "d.Exists", meta: "d.Meta", newID: "d.NewID",
		ask:   func(a *model.Ask) string { return "h.answers." + a.GoName },
		read:  func(r *model.Read) string { return "h.reads." + r.GoName },
		lets:  map[string]string{},
		taken: []string{"c", "h", "d", "r", "ctx", "raise", "err", "message", "skip"},
	}
}

func (h *handling) checks() *checks { return &checks{pkg: h.pkg, frame: h.frame()} }

// asks is the body of a step that asks the outside; nil without a question.
func (h *handling) asks(beforeLoad bool) []jen.Code {
	w := h.checks()
	for _, ask := range h.c.Asks {
		if ask.BeforeLoad != beforeLoad {
			continue
		}
		args := []jen.Code{jen.Id("ctx")}
		for i, arg := range ask.Args {
			w.prepare(arg.Node)
			args = append(args, w.value("arg"+strconv.Itoa(i+1), arg))
		}
		answer := jen.List(jen.Id("h").Dot("answers").Dot(ask.Ask.GoName), jen.Err()).Op("=").
			Id("h").Dot("asks").Dot(ask.Ask.GoName).Call(args...)
		w.add(jen.If(answer, jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Qual("fmt", "Errorf").Call(
			jen.Lit("asking for "+ask.Ask.Name+": %w"), jen.Err()))))
	}
	if len(w.statements) == 0 {
		return nil
	}
	w.statements = append([]jen.Code{jen.Var().Err().Error()}, w.statements...)
	return w.body(jen.Return(jen.Nil()))
}

// onRejected is the body that makes the event which records a refusal.
func (h *handling) onRejected() []jen.Code {
	w := h.checks()
	w.frame.rejection = "rejection"
	w.returns = func(fault jen.Code) jen.Code { return jen.Return(jen.Nil(), fault) }
	on := h.c.OnRejected
	for _, source := range on.Fields {
		w.prepare(source.Value.Node)
	}
	return w.body(jen.Return(h.event(w, on.Event, h.ownID(), on.Fields), jen.Nil()))
}

func (h *handling) commandType() jen.Code { return jen.Id(h.cmd).Dot("CommandType").Call() }

func (h *handling) allowed() []jen.Code {
	w := h.checks()
	w.unless("allowed", h.c.Allowed, func() []jen.Code {
		return []jen.Code{jen.Return(jen.Op("&").Qual(pkgOrchestrix, "ForbiddenError").Values(
			jen.Id("Command").Op(":").Add(h.commandType())))}
	})
	return w.body(jen.Return(jen.Nil()))
}

func (h *handling) refuses() []jen.Code {
	w := h.checks()
	for _, r := range h.c.Refuses {
		w.when(r.ID, r.If, func() []jen.Code {
			return w.refusal(h.commandType(), jen.Id(r.GoName), r.Message, r.If)
		})
	}
	return w.body(jen.Return(jen.Nil()))
}

func (h *handling) skips() []jen.Code {
	w := h.checks()
	w.returns = func(fault jen.Code) jen.Code { return jen.Return(jen.False(), fault) }
	for i, skip := range h.c.Skips {
		last := i == len(h.c.Skips)-1
		w.prepare(skip.Node)
		if last && !w.frame.fails(skip.Node) {
			return w.body(jen.Return(w.frame.expr(skip.Node), jen.Nil()))
		}
		w.when("skip"+strconv.Itoa(i+1), skip, func() []jen.Code {
			return []jen.Code{jen.Return(jen.True(), jen.Nil())}
		})
	}
	return w.body(jen.Return(jen.False(), jen.Nil()))
}
