package resolve

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// fieldPlace is what kind of thing a field is part of.
type fieldPlace string

const (
	inValue     fieldPlace = "a value"
	inVariant   fieldPlace = "a variant"
	inState     fieldPlace = "a state"
	inEvent     fieldPlace = "an event"
	inCommand   fieldPlace = "a command"
	inRejection fieldPlace = "a rejection"
	inReadModel fieldPlace = "a read model"
	inProcess   fieldPlace = "a process"
)

// structPlace is the struct whose fields are read.
type structPlace struct {
	place fieldPlace
	what  string // "the event OrderPlaced", for messages
	names fieldNames
}

// structState is a value, variant or rejection on its way into the model.
type structState[T any] struct {
	m *T
	s *syntax.Struct
}

// fieldState is a field on its way into the model.
type fieldState struct {
	context *context
	m       *model.Field
	s       *syntax.Field
	in      *structPlace
	read    readState // of its literals
}

// resolveTypes reads the types of all fields of a context.
func (c *context) resolveTypes() {
	for _, f := range c.files {
		for _, s := range f.Values {
			if v := c.values[s.Name.Text]; v != nil && v.s == s {
				v.m.Fields = c.readFields(s.Fields, &structPlace{place: inValue, what: "the value " + v.m.Name}, nil)
			}
		}
	}
	for _, u := range c.m.Unions {
		for _, v := range u.Variants {
			in := &structPlace{place: inVariant, what: "the variant " + v.Name + " of " + u.Name}
			v.Fields = c.readFields(c.variants[v].s.Fields, in, nil)
		}
	}
	for _, a := range c.aggregates {
		a.resolveTypes()
	}
	for _, e := range c.events {
		if e.aggregate == nil {
			e.m.Fields = c.readFields(e.s.Fields, e.newPlace(), nil)
		}
	}
	for _, p := range c.processes {
		p.m.State = c.readFields(p.s.State, &structPlace{place: inProcess, what: "the state of " + p.m.Name}, nil)
	}
	for _, m := range c.readModels {
		m.m.Fields = c.readFields(m.s.Fields, &structPlace{place: inReadModel, what: m.what()}, nil)
	}
}

// resolveTypes reads the fields of an aggregate's state, events, commands and
// rejections. Each but a rejection begins with the aggregate's id.
func (a *aggregate) resolveTypes() {
	c := a.context
	a.m.IDField = a.idField()
	state := &structPlace{place: inState, what: "the state of " + a.m.Name}
	a.m.State = c.readFields(a.s.State, state, a)
	for _, e := range a.events {
		e.in = e.newPlace()
		e.m.Fields = c.readFields(e.s.Fields, e.in, a)
	}
	for _, cmd := range a.commands {
		cmd.in = &structPlace{place: inCommand, what: "the command " + cmd.m.Name}
		cmd.m.Fields = c.readFields(cmd.s.Fields, cmd.in, a)
	}
	for _, x := range a.rejections {
		x.m.Fields = c.readFields(x.s.Fields, &structPlace{place: inRejection, what: "the rejection " + x.m.Name}, nil)
	}
}

// readFields reads fields with their types; those of an aggregate's messages
// begin with its id. A field that is wrong is left out.
func (c *context) readFields(fields []*syntax.Field, in *structPlace, of *aggregate) []*model.Field {
	var all []*model.Field
	if of != nil {
		id := of.m.IDField
		if in.place != inState {
			id = of.idField()
		}
		if _, ok := c.fieldName(of.idName, in); ok {
			in.names.wires[id.Wire] = of.idName
			for _, was := range id.Was {
				in.names.wires[was] = of.idName
			}
		}
		all = append(all, id)
	}
	for i, s := range fields {
		if i == maxParts {
			c.tooMany(s.Name.Span, in.what)
			break
		}
		if of != nil && s.Name.Text == of.idName.Text {
			c.errorf(s.Name.Span, diag.DuplicateName, "%s is the id of %s itself, which isn't written", s.Name.Text, of.m.Name).
				Suggestf("leave it out, or give the id another name: id: {name: …}")
			continue
		}
		if f := c.readField(s, in); f != nil {
			all = append(all, f)
		}
	}
	return all
}

func (c *context) readField(s *syntax.Field, in *structPlace) *model.Field {
	goName, named := c.fieldName(s.Name, in)
	t := c.typeOf(s.Type)
	if !named || t == nil {
		c.breaks(s.Name)
		c.broken[naming.ToSnake(s.Name.Text)] = true // as it is meant to be written
		return nil
	}
	f := &model.Field{
		Name: s.Name.Text, GoName: goName, Wire: s.Name.Text, Doc: s.Doc.Text, Type: t,
		Deprecated: deprecation(s.Deprecated), Subject: s.Subject.Text, Pos: at(s.Name.Span),
	}
	switch s.Sensitivity.Text {
	case "pii":
		f.Sensitivity = model.PII
	case "secret":
		f.Sensitivity = model.Secret
	}
	c.wires(f, s, in)
	state := &fieldState{context: c, m: f, s: s, in: in}
	c.fields = append(c.fields, state)
	c.states[f] = state
	return f
}

// deprecation is why something isn't to be used any more, and what instead; a
// plain `true` gives no reason.
func deprecation(s syntax.Scalar) string {
	switch s.Text {
	case "true":
		return "not for new code"
	case "false":
		return ""
	}
	return s.Text
}

// wires takes the JSON keys of a field.
func (c *context) wires(f *model.Field, s *syntax.Field, in *structPlace) {
	key := s.Name
	if s.Wire.Present() {
		key = s.Wire
		if key.Text == "" {
			c.errorf(key.Span, diag.BadValue, "a JSON key isn't empty")
		}
	}
	f.Wire = key.Text
	c.wire(key, s.Name, in)
	for _, was := range s.Was {
		if was.Text == f.Wire {
			c.errorf(was.Span, diag.WireClash, "%s is the field's JSON key now: it is read anyway", diag.Quote(was.Text)).Suggestf("leave it out")
			continue
		}
		if slices.Contains(f.Was, was.Text) {
			c.errorf(was.Span, diag.WireClash, "%s stands here twice", diag.Quote(was.Text)).Suggestf("leave it out")
			continue
		}
		c.wire(was, s.Name, in)
		f.Was = append(f.Was, was.Text)
	}
}

// findField is a field by its name in the language; nil without one.
func findField(fields []*model.Field, name string) *model.Field {
	for _, f := range fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// unknownField reports a name that isn't one of the fields, unless that field
// was left out.
func (r *resolver) unknownField(s syntax.Scalar, fields []*model.Field, of string) {
	if r.broken[s.Text] {
		return
	}
	f := r.errorf(s.Span, diag.UnknownField, "%s isn't a field of %s", diag.Quote(s.Text), of)
	r.meant(f, s.Text, fieldNamesOf(fields))
}
