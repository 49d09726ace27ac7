package resolve

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
)

// view is a foreign event on its way into the model as this context sees it.
type view struct {
	m     *model.View
	event *event
	used  map[*model.Field]bool // fields of the event that anybody here uses
	span  diag.Span             // where it is first used
}

// viewOf is this context's view of a foreign event.
func (c *context) viewOf(e *event, span diag.Span) *view {
	if v := c.views[e]; v != nil {
		return v
	}
	goName := c.copyName(e.m.GoName, e.context, func(name string) []string { return []string{name} })
	c.takeCopy(goName, span, "the view of "+e.m.WireType)
	v := &view{
		m:     &model.View{Event: e.m, GoName: goName, Doc: e.m.Doc, Pos: at(span)},
		event: e, used: map[*model.Field]bool{}, span: span,
	}
	c.views[e] = v
	c.viewed = append(c.viewed, v)
	c.m.Views = append(c.m.Views, v.m)
	return v
}

// fillViews copies the fields that are used of foreign events, once all who use
// them are known.
func (c *context) fillViews() {
	for _, v := range c.viewed {
		r := &rehoming{context: c, span: v.span}
		for _, f := range v.event.m.Fields {
			if v.used[f] {
				copied := r.field(f)
				copied.AggregateID = false
				v.m.Fields = append(v.m.Fields, copied)
			}
		}
	}
}

// copyName is the name here of something of another context: its own, with its
// context before it where one of the Go names made of it is taken.
func (c *context) copyName(name string, of *context, goNames func(string) []string) string {
	for _, goName := range goNames(name) {
		_, declared := c.declared[goName]
		_, reserved := naming.ReservedTypes[goName]
		if declared || reserved || c.goNames.Has(goName) {
			return c.namer.Exported(of.m.Name) + name
		}
	}
	return name
}

// takeCopy claims a Go name for something of another context.
func (c *context) takeCopy(goName string, span diag.Span, what string) {
	if other, taken := c.goNames.Take(goName, naming.Claim{What: what, Span: span}); taken {
		c.errorf(span, diag.GoNameClash, "the Go name %s would be both of %s and of %s", goName, other.What, what).
			Suggestf("rename the other one").Relate(other.Span, "the other one")
	}
}

// rehoming copies what a foreign event holds into this context: its enums, values
// and unions, and the ids. Types of kernels stay theirs.
type rehoming struct {
	*context
	span diag.Span // where the event is used
}

func (r *rehoming) fields(fields []*model.Field) []*model.Field {
	copied := make([]*model.Field, len(fields))
	for i, f := range fields {
		copied[i] = r.field(f)
	}
	return copied
}

func (r *rehoming) field(f *model.Field) *model.Field {
	return &model.Field{
		Name: f.Name, GoName: f.GoName, Wire: f.Wire, Was: f.Was, Doc: f.Doc, Type: r.rehomed(f.Type), Default: r.literal(f.Default),
		Deprecated: f.Deprecated, Sensitivity: f.Sensitivity, Subject: f.Subject, Pos: f.Pos,
	}
}

func (r *rehoming) rehomed(t *model.Type) *model.Type {
	switch t.Kind {
	case model.List, model.Optional:
		return &model.Type{Kind: t.Kind, Elem: r.rehomed(t.Elem)}
	case model.Map:
		return &model.Type{Kind: t.Kind, Key: r.rehomed(t.Key), Elem: r.rehomed(t.Elem)}
	case model.IDRef:
		return &model.Type{Kind: t.Kind, ID: r.id(t.ID)}
	case model.EnumRef:
		return &model.Type{Kind: t.Kind, Enum: r.enum(t.Enum)}
	case model.ValueRef:
		return &model.Type{Kind: t.Kind, Value: r.value(t.Value)}
	case model.UnionRef:
		return &model.Type{Kind: t.Kind, Union: r.union(t.Union)}
	}
	return t
}

func (r *rehoming) id(id *model.ID) *model.ID {
	owner := r.contexts[id.Aggregate.Context.Name].byAggregate[id.Aggregate.Name]
	if owner.context == r.context {
		return owner.m.ID
	}
	return r.foreignID(owner, r.span)
}

// ofKernel says that a type is a kernel's, which this package imports then.
func (r *rehoming) ofKernel(c *model.Context) bool {
	if !c.Kernel {
		return false
	}
	owner := r.contexts[c.Name]
	if _, ok := r.kernels[owner]; !ok {
		r.kernels[owner] = r.span
	}
	return true
}

func (r *rehoming) enum(e *model.Enum) *model.Enum {
	if r.ofKernel(e.Context) {
		return e
	}
	if copied, ok := r.copies[e]; ok {
		return copied.(*model.Enum)
	}
	of := r.contexts[e.Context.Name]
	name := r.copyName(e.Name, of, func(name string) []string {
		all := []string{name, name + "Members", "Parse" + name}
		for _, m := range e.Members {
			all = append(all, name+r.namer.Exported(m.Name))
		}
		return all
	})
	what := "the enum " + of.m.Name + "." + e.Name
	copied := &model.Enum{Context: r.m, Name: name, GoName: name, Doc: e.Doc, Of: e}
	for _, goName := range []string{name, name + "Members", "Parse" + name} {
		r.takeCopy(goName, r.span, what)
	}
	for _, m := range e.Members {
		member := &model.EnumMember{Name: m.Name, GoName: name + r.namer.Exported(m.Name), Doc: m.Doc, Deprecated: m.Deprecated}
		r.takeCopy(member.GoName, r.span, "the word "+m.Name+" of "+what)
		copied.Members = append(copied.Members, member)
	}
	r.copies[e] = copied
	r.m.Enums = append(r.m.Enums, copied)
	return copied
}

func (r *rehoming) value(v *model.Value) *model.Value {
	if r.ofKernel(v.Context) {
		return v
	}
	if copied, ok := r.copies[v]; ok {
		return copied.(*model.Value)
	}
	of := r.contexts[v.Context.Name]
	name := r.copyName(v.Name, of, func(name string) []string { return []string{name} })
	r.takeCopy(name, r.span, "the value "+of.m.Name+"."+v.Name)
	copied := &model.Value{Context: r.m, Name: name, GoName: name, Doc: v.Doc, Of: v}
	r.copies[v] = copied // before its fields, which may hold it again
	r.m.Values = append(r.m.Values, copied)
	copied.Fields = r.fields(v.Fields)
	return copied
}

func (r *rehoming) union(u *model.Union) *model.Union {
	if r.ofKernel(u.Context) {
		return u
	}
	if copied, ok := r.copies[u]; ok {
		return copied.(*model.Union)
	}
	of := r.contexts[u.Context.Name]
	name := r.copyName(u.Name, of, func(name string) []string {
		all := append([]string{name}, unionFunctions(name)...)
		for _, v := range u.Variants {
			all = append(all, name+r.namer.Exported(v.Name))
		}
		return all
	})
	what := "the union " + of.m.Name + "." + u.Name
	copied := &model.Union{Context: r.m, Name: name, GoName: name, Doc: u.Doc, Of: u}
	for _, goName := range append([]string{name}, unionFunctions(name)...) {
		r.takeCopy(goName, r.span, what)
	}
	r.copies[u] = copied
	r.m.Unions = append(r.m.Unions, copied)
	for _, v := range u.Variants {
		variant := &model.Variant{Union: copied, Name: v.Name, GoName: name + r.namer.Exported(v.Name), Doc: v.Doc}
		r.takeCopy(variant.GoName, r.span, "the variant "+v.Name+" of "+what)
		copied.Variants = append(copied.Variants, variant)
	}
	for i, v := range u.Variants {
		copied.Variants[i].Fields = r.fields(v.Fields)
	}
	return copied
}

// literal is a default with the types of this context.
func (r *rehoming) literal(l *model.Literal) *model.Literal {
	if l == nil {
		return nil
	}
	copied := &model.Literal{Type: r.rehomed(l.Type), Value: l.Value, Pos: l.Pos}
	t := copied.Type
	if t.Kind == model.Optional {
		t = t.Elem
	}
	switch v := l.Value.(type) {
	case *model.EnumMember:
		copied.Value = t.Enum.Members[slices.IndexFunc(t.Enum.Members, func(m *model.EnumMember) bool { return m.Name == v.Name })]
	case []*model.Literal:
		items := make([]*model.Literal, len(v))
		for i, item := range v {
			items[i] = r.literal(item)
		}
		copied.Value = items
	case []model.MapEntry:
		entries := make([]model.MapEntry, len(v))
		for i, entry := range v {
			entries[i] = model.MapEntry{Key: r.literal(entry.Key), Value: r.literal(entry.Value)}
		}
		copied.Value = entries
	case *model.StructLiteral:
		copied.Value = r.structure(v, t)
	}
	return copied
}

func (r *rehoming) structure(s *model.StructLiteral, t *model.Type) *model.StructLiteral {
	copied := &model.StructLiteral{}
	var fields []*model.Field
	if s.Variant != nil {
		i := slices.IndexFunc(t.Union.Variants, func(v *model.Variant) bool { return v.Name == s.Variant.Name })
		copied.Variant = t.Union.Variants[i]
		fields = copied.Variant.Fields
	} else {
		fields = t.Value.Fields
	}
	for _, f := range s.Fields {
		copied.Fields = append(copied.Fields, model.FieldLiteral{Field: findField(fields, f.Field.Name), Value: r.literal(f.Value)})
	}
	return copied
}
