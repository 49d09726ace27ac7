package syntax

import (
	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// aggregateForm is an entry of `aggregates`.
var aggregateForm = newForm("an aggregate", keys[Aggregate]{
	"doc":        text(func(a *Aggregate) *Scalar { return &a.Doc }),
	"was":        oneOrMore(func(a *Aggregate) *[]Scalar { return &a.Was }),
	"id":         mapped(func(a *Aggregate) **ID { return &a.ID }, readID),
	"snapshot":   mapped(func(a *Aggregate) **Snapshot { return &a.Snapshot }, readSnapshot),
	"state":      parts(func(a *Aggregate) *[]*Field { return &a.State }, readField),
	"lifecycle":  text(func(a *Aggregate) *Scalar { return &a.Lifecycle }),
	"invariants": list(func(a *Aggregate) *[]*Rule { return &a.Invariants }, readRule),
	"unique":     list(func(a *Aggregate) *[]*Unique { return &a.Unique }, readUnique),
	"guards":     parts(func(a *Aggregate) *[]*Refusal { return &a.Guards }, readGuard),
	"rejections": parts(func(a *Aggregate) *[]*Struct { return &a.Rejections }, readStruct(rejectionForm)),
	"events":     parts(func(a *Aggregate) *[]*Event { return &a.Events }, readEvent),
	"commands":   parts(func(a *Aggregate) *[]*Command { return &a.Commands }, readCommand),
	"fixtures":   parts(func(a *Aggregate) *[]*Fixture { return &a.Fixtures }, readFixture),
	"scenarios":  list(func(a *Aggregate) *[]*Scenario { return &a.Scenarios }, aggregateScenarios.read),
})

func readAggregate(r *reader, e entry) *Aggregate {
	a := &Aggregate{Name: e.key}
	aggregateForm.read(r, e.value, a, e.key.Span)
	return a
}

var idForm = newForm("an id", keys[ID]{
	"prefix": text(func(i *ID) *Scalar { return &i.Prefix }),
	"format": word(func(i *ID) *Scalar { return &i.Format }, "uuid", "natural"),
	"name":   text(func(i *ID) *Scalar { return &i.Name }),
})

func readID(r *reader, e entry) *ID {
	id := &ID{Span: e.key.Span}
	idForm.read(r, e.value, id, e.key.Span)
	return id
}

var snapshotForm = newForm("a snapshot", keys[Snapshot]{
	"every": number(func(s *Snapshot) *Scalar { return &s.Every }, 1),
}, "every")

func readSnapshot(r *reader, e entry) *Snapshot {
	s := &Snapshot{Span: e.key.Span}
	snapshotForm.read(r, e.value, s, e.key.Span)
	return s
}

var uniqueForm = newForm("an entry of `unique`", keys[Unique]{
	"id":      text(func(u *Unique) *Scalar { return &u.ID }),
	"by":      text(func(u *Unique) *Scalar { return &u.By }),
	"message": text(func(u *Unique) *Scalar { return &u.Message }),
}, "id", "by", "message")

func readUnique(r *reader, n *yaml.Node) *Unique {
	u := &Unique{}
	uniqueForm.read(r, n, u, r.point(n))
	return u
}

var guardForm = newForm("a guard", keys[Refusal]{
	"if":      text(func(g *Refusal) *Scalar { return &g.If }),
	"message": text(func(g *Refusal) *Scalar { return &g.Message }),
}, "if", "message")

func readGuard(r *reader, e entry) *Refusal {
	g := &Refusal{ID: e.key}
	guardForm.read(r, e.value, g, e.key.Span)
	return g
}

// eventForm is an entry of `events`.
var eventForm = newForm("an event", keys[Event]{
	"doc":       text(func(e *Event) *Scalar { return &e.Doc }),
	"published": flag(func(e *Event) *Scalar { return &e.Published }),
	"version":   number(func(e *Event) *Scalar { return &e.Version }, 1),
	"retired":   flag(func(e *Event) *Scalar { return &e.Retired }),
	"ends":      flag(func(e *Event) *Scalar { return &e.Ends }),
	"apply":     word(func(e *Event) *Scalar { return &e.Apply }, "go", "none"),
	"was":       oneOrMore(func(e *Event) *[]Scalar { return &e.Was }),
	"like":      text(func(e *Event) *Scalar { return &e.Like }),
	"fields":    parts(func(e *Event) *[]*Field { return &e.Fields }, readField),
	"from":      part(func(e *Event) **From { return &e.From }, readFrom),
	"to":        text(func(e *Event) *Scalar { return &e.To }),
	"copies":    texts(func(e *Event) *[]Scalar { return &e.Copies }),
	"sets":      assigns(func(e *Event) *[]*Assign { return &e.Sets }),
	"let":       assigns(func(e *Event) *[]*Assign { return &e.Let }),
	"upcast":    parts(func(e *Event) *[]*Upcast { return &e.Upcast }, readUpcast),
	"writes":    number(func(e *Event) *Scalar { return &e.Writes }, 1),
})

func readEvent(r *reader, e entry) *Event {
	event := &Event{Name: e.key}
	event.Keys = eventForm.read(r, e.value, event, e.key.Span)
	return event
}

var fromForm = newForm("`from`", keys[From]{
	"states":  texts(func(f *From) *[]Scalar { return &f.States }),
	"id":      text(func(f *From) *Scalar { return &f.ID }),
	"message": text(func(f *From) *Scalar { return &f.Message }),
}, "states")

// readFrom reads a list of states, or a mapping that also names the refusal.
func readFrom(r *reader, e entry) *From {
	f := &From{Key: e.key}
	switch e.value.Kind {
	case yaml.SequenceNode:
		f.States = r.texts("`from`", e.value)
	case yaml.MappingNode:
		fromForm.read(r, e.value, f, e.key.Span)
	default:
		r.wrongShape("`from`", e.value, "a list of states, or a mapping with `states`")
		return nil
	}
	return f
}

// readUpcast reads one step: a version with expressions, or `go`.
func readUpcast(r *reader, e entry) *Upcast {
	if n, ok := wholeNumber(e.key); !ok || n < 1 {
		r.errorf(e.key.Span, diag.BadValue, "`upcast` has a version for each key, not %s", diag.Quote(e.key.Text)).
			Suggestf("write the version that the step begins with")
		return nil
	}
	u := &Upcast{Version: e.key}
	switch {
	case e.value.Kind == yaml.ScalarNode && e.value.Value == "go":
		u.Go = r.scalar(e.value)
	case e.value.Kind == yaml.MappingNode:
		u.Sets = readParts(r, keyName(e.key), e.value, readAssign)
	default:
		r.wrongShape(keyName(e.key), e.value, "a mapping of expressions, or go")
		return nil
	}
	return u
}
