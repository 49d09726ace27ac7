package syntax

import "gopkg.in/yaml.v3"

// commandForm is an entry of `commands`.
var commandForm = newForm("a command", keys[Command]{
	"doc":         text(func(c *Command) *Scalar { return &c.Doc }),
	"creates":     word(func(c *Command) *Scalar { return &c.Creates }, "true", "once", "if_missing"),
	"actor":       text(func(c *Command) *Scalar { return &c.Actor }),
	"allowed":     text(func(c *Command) *Scalar { return &c.Allowed }),
	"like":        text(func(c *Command) *Scalar { return &c.Like }),
	"fields":      parts(func(c *Command) *[]*Field { return &c.Fields }, readField),
	"rules":       list(func(c *Command) *[]*Rule { return &c.Rules }, readRule),
	"reads":       parts(func(c *Command) *[]*Read { return &c.Reads }, readRead),
	"asks":        parts(func(c *Command) *[]*Ask { return &c.Asks }, readAsk),
	"let":         assigns(func(c *Command) *[]*Assign { return &c.Let }),
	"refuses":     list(func(c *Command) *[]*Refusal { return &c.Refuses }, readRefusal),
	"skips":       texts(func(c *Command) *[]Scalar { return &c.Skips }),
	"emits":       list(func(c *Command) *[]*Emit { return &c.Emits }, readEmit),
	"on_rejected": mapped(func(c *Command) **OnRejected { return &c.OnRejected }, readOnRejected),
	"decide":      word(func(c *Command) *Scalar { return &c.Decide }, "go"),
	"rejects":     texts(func(c *Command) *[]Scalar { return &c.Rejects }),
})

func readCommand(r *reader, e entry) *Command {
	c := &Command{Name: e.key}
	c.Keys = commandForm.read(r, e.value, c, e.key.Span)
	return c
}

var readForm = newForm("an entry of `reads`", keys[Read]{
	"aggregate": text(func(x *Read) *Scalar { return &x.Aggregate }),
	"id":        text(func(x *Read) *Scalar { return &x.ID }),
	"ids":       text(func(x *Read) *Scalar { return &x.IDs }),
	"optional":  flag(func(x *Read) *Scalar { return &x.Optional }),
}, "aggregate")

func readRead(r *reader, e entry) *Read {
	x := &Read{Name: e.key}
	readForm.read(r, e.value, x, e.key.Span)
	r.eitherOf(e.value, e.key.Span, "an entry of `reads`", x.ID.Present(), "id", x.IDs.Present(), "ids")
	return x
}

var askForm = newForm("an entry of `asks`", keys[Ask]{
	"doc":  text(func(a *Ask) *Scalar { return &a.Doc }),
	"args": texts(func(a *Ask) *[]Scalar { return &a.Args }),
	"type": text(func(a *Ask) *Scalar { return &a.Type }),
}, "type")

func readAsk(r *reader, e entry) *Ask {
	a := &Ask{Name: e.key}
	askForm.read(r, e.value, a, e.key.Span)
	return a
}

var refusalForm = newForm("a refusal", keys[Refusal]{
	"id":      text(func(x *Refusal) *Scalar { return &x.ID }),
	"if":      text(func(x *Refusal) *Scalar { return &x.If }),
	"message": text(func(x *Refusal) *Scalar { return &x.Message }),
}, "id", "if", "message")

// readRefusal reads the name of a guard or a refusal of the command's own.
func readRefusal(r *reader, n *yaml.Node) *Refusal {
	if n.Kind == yaml.ScalarNode && !empty(n) {
		return &Refusal{ID: r.scalar(n), Guard: true}
	}
	if n.Kind != yaml.MappingNode {
		r.wrongShape("a refusal", n, "a guard's name or a mapping with id, if and message")
		return nil
	}
	x := &Refusal{}
	refusalForm.read(r, n, x, r.point(n))
	return x
}

var emitForm = newForm("an entry of `emits`", keys[Emit]{
	"event":      text(func(x *Emit) *Scalar { return &x.Event }),
	"on":         text(func(x *Emit) *Scalar { return &x.On }),
	"for_each":   text(func(x *Emit) *Scalar { return &x.ForEach }),
	"as":         text(func(x *Emit) *Scalar { return &x.As }),
	"when":       text(func(x *Emit) *Scalar { return &x.When }),
	"with":       assigns(func(x *Emit) *[]*Assign { return &x.With }),
	"from_state": texts(func(x *Emit) *[]Scalar { return &x.FromState }),
}, "event")

// readEmit reads an event's name or a mapping that says how it is filled.
func readEmit(r *reader, n *yaml.Node) *Emit {
	if n.Kind == yaml.ScalarNode && !empty(n) {
		event := r.scalar(n)
		return &Emit{Event: event, Span: event.Span}
	}
	if n.Kind != yaml.MappingNode {
		r.wrongShape("an entry of `emits`", n, "an event's name or a mapping with one")
		return nil
	}
	x := &Emit{Span: r.point(n)}
	emitForm.read(r, n, x, x.Span)
	r.together(n, x.ForEach, "for_each", x.As, "as")
	return x
}

var onRejectedForm = newForm("`on_rejected`", keys[OnRejected]{
	"event": text(func(x *OnRejected) *Scalar { return &x.Event }),
	"with":  assigns(func(x *OnRejected) *[]*Assign { return &x.With }),
}, "event")

func readOnRejected(r *reader, e entry) *OnRejected {
	x := &OnRejected{Key: e.key}
	onRejectedForm.read(r, e.value, x, e.key.Span)
	return x
}
