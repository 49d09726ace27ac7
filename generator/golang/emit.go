package golang

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// decide is the body that raises a command's events as the model says.
func (h *handling) decide() []jen.Code {
	w := h.checks()
	for i, e := range h.c.Emits {
		w.prepareEmit(e)
		if i == len(h.c.Emits)-1 && e.ForEach == nil && e.When == nil {
			return w.body(jen.Return(h.raise(w, e)))
		}
		h.emit(w, e)
	}
	return w.body(jen.Return(jen.Nil()))
}

// prepareEmit declares the lets of one event's expressions before any loop or
// condition around it. One that looks at the state after the events so far is
// worked out again.
func (w *checks) prepareEmit(e *model.Emit) {
	var nodes []model.Node
	for _, expr := range []*model.Expr{e.ForEach, e.When, e.OnID} {
		if expr != nil {
			nodes = append(nodes, expr.Node)
		}
	}
	for _, source := range e.Fields {
		nodes = append(nodes, source.Value.Node)
	}
	for _, let := range letsOf(nodes...) {
		if declared := w.frame.lets[let.Name]; declared != "" && looksAt(let.Value.Node, model.ScopeAfter) {
			w.reserve(strings.TrimSuffix(declared, "()"))
			delete(w.frame.lets, let.Name)
		}
	}
	w.prepare(nodes...)
}

// emit raises one event, or one for each element of a list.
func (h *handling) emit(w *checks, e *model.Emit) {
	if e.ForEach == nil {
		h.emitOnce(w, e)
		return
	}
	over := w.value("elements", e.ForEach)
	fr, name := w.frame.bind(e.As)
	loop := jen.Range().Add(over)
	if mentions(e, e.As.Name) {
		loop = jen.List(jen.Id("_"), jen.Id(name)).Op(":=").Range().Add(over)
	}
	w.add(jen.For(loop).Block(w.nested(fr, func(w *checks) { h.emitOnce(w, e) })...))
}

// emitOnce raises one event if its condition holds.
func (h *handling) emitOnce(w *checks, e *model.Emit) {
	raise := func(w *checks) {
		raised := h.raise(w, e)
		w.add(jen.If(jen.Err().Op(":=").Add(raised), jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err())))
	}
	if e.When == nil {
		raise(w)
		return
	}
	w.when("when", e.When, func() []jen.Code { return w.nested(w.frame, raise) })
}

// raise is the call that raises one event, on the command's own aggregate or on
// one that it reads.
func (h *handling) raise(w *checks, e *model.Emit) jen.Code {
	if e.On == nil {
		return jen.Id("raise").Call(h.event(w, e.Event, h.ownID(), e.Fields))
	}
	on := w.frame.read(e.On)
	if e.OnID == nil {
		id := jen.Id(on).Dot("State").Dot(e.On.Aggregate.IDField.GoName)
		return jen.Id(on).Dot("Raise").Call(h.event(w, e.Event, id, e.Fields))
	}
	id := w.path("on", e.OnID)
	return jen.Id(on).Dot("At").Call(id).Dot("Raise").Call(h.event(w, e.Event, id, e.Fields))
}

// ownID is the id of the command's own aggregate.
func (h *handling) ownID() jen.Code { return jen.Id(h.cmd).Dot(h.c.Aggregate.IDField.GoName) }

// event is an event of the aggregate with an id, with its fields' sources. What
// can fail, or takes statements, is worked out before it.
func (h *handling) event(w *checks, e *model.Event, id jen.Code, sources []model.FieldSource) jen.Code {
	fields := []jen.Code{jen.Id(e.Fields[0].GoName).Op(":").Add(id)}
	for _, source := range sources {
		fields = append(fields, jen.Id(source.Field.GoName).Op(":").Add(w.value(source.Field.Name, source.Value)))
	}
	return jen.Id(e.GoName).Add(lines("{", "}", fields...))
}

// nested writes statements of a block inside.
func (w *checks) nested(fr *frame, write func(*checks)) []jen.Code {
	inner := &checks{pkg: w.pkg, frame: fr, returns: w.returns, failing: w.failing}
	write(inner)
	return inner.statements
}

// value is an expression where Go wants one. If it can fail, or reads better as
// a statement, it becomes a local variable first.
func (w *checks) value(name string, e *model.Expr) jen.Code {
	fails := w.frame.fails(e.Node)
	if !fails && !takesStatements(w.frame, e.Node) {
		return w.frame.expr(e.Node)
	}
	if v, ok := e.Node.(*model.Var); ok && v.Scope == model.ScopeLet && v.Name == name {
		name += "_value" // what works it out has the name itself
	}
	return w.local(name, e)
}

// path is an expression for Go to name twice: a local variable, unless it is
// one already or the path to a field.
func (w *checks) path(name string, e *model.Expr) jen.Code {
	if isPath(simplify(e.Node)) {
		return w.value(name, e)
	}
	return w.local(name, e)
}

func isPath(n model.Node) bool {
	switch n := n.(type) {
	case *model.Var:
		return n.Scope != model.ScopeLet // which may be a call
	case *model.Select:
		return isPath(n.X)
	}
	return false
}

// local is a new variable with the value of an expression.
func (w *checks) local(name string, e *model.Expr) jen.Code {
	fails := w.frame.fails(e.Node)
	local := w.frame.temporary(name)
	if fails {
		w.fallible()
	}
	w.add(w.frame.define(local, e.Node)...)
	w.reserve(local)
	if fails {
		w.add(w.ifFailed(e))
	}
	return jen.Id(local)
}

// reserve keeps a local variable's name from being declared again.
func (w *checks) reserve(local string) {
	fr := *w.frame
	fr.taken = append(fr.taken[:len(fr.taken):len(fr.taken)], local)
	w.frame = &fr
}

// takesStatements says that Go has no short expression for an expression.
func takesStatements(fr *frame, n model.Node) bool {
	switch n := simplify(n).(type) {
	case *model.Cond:
		_, short := fr.condOperand(n)
		return !short
	case *model.With:
		return true
	}
	return false
}

// mentions says that what an event is made of uses the name of the element.
func mentions(e *model.Emit, name string) bool {
	for _, expr := range []*model.Expr{e.When, e.OnID} {
		if expr != nil && uses(expr.Node, name) {
			return true
		}
	}
	for _, source := range e.Fields {
		if uses(source.Value.Node, name) {
			return true
		}
	}
	return false
}
