package expr

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

// What a foreign event holds has types of its own here: copies of the other
// context's. Where one of this context's types is wanted, the value is made anew
// field by field, if the fields fit by name: values convert by shape.

// maxShape bounds what such a value is made of.
const maxShape = 2000

// Fit makes a node of a type that it converts to by itself and without fail, as
// a field is filled from another one of its name; nil where it doesn't.
func Fit(n model.Node, want *model.Type) model.Node {
	if converts(n.Type(), want) && !narrowing(n.Type(), want) {
		return convert(n, want)
	}
	return reshaped(n, want)
}

// reshaped is a value of a view's type as one of another type of its shape; nil
// where it has another one.
func reshaped(n model.Node, to *model.Type) model.Node {
	shaped, _ := tryReshape(n, to)
	return shaped
}

// tryReshape is reshaped, with what doesn't fit.
func tryReshape(n model.Node, to *model.Type) (model.Node, string) {
	if !holdsCopy(n.Type()) {
		return nil, ""
	}
	r := &reshaping{left: maxShape, within: map[*model.Value]bool{}}
	return r.value(n, to), r.why
}

// holdsCopy says that a type is, or holds, one of another context.
func holdsCopy(t *model.Type) bool {
	switch t.Kind {
	case model.List, model.Optional:
		return holdsCopy(t.Elem)
	case model.Map:
		return holdsCopy(t.Key) || holdsCopy(t.Elem)
	case model.EnumRef:
		return t.Enum.Of != nil
	case model.ValueRef:
		return t.Value.Of != nil
	case model.UnionRef:
		return t.Union.Of != nil
	}
	return false
}

type reshaping struct {
	left   int
	within map[*model.Value]bool // a value that holds itself has no end
	// why is what doesn't fit, found first.
	why string
}

// refuse notes what doesn't fit.
func (r *reshaping) refuse(why string) model.Node {
	if r.why == "" {
		r.why = why
	}
	return nil
}

func (r *reshaping) value(n model.Node, to *model.Type) model.Node {
	from := n.Type()
	if r.left--; r.left < 0 {
		return r.refuse("this is too large for that")
	}
	switch {
	case converts(from, to):
		return convert(n, to)
	case to.Kind == model.Optional && from.Kind == model.Optional:
		return r.perhaps(n, to)
	case to.Kind == model.Optional:
		if inner := r.value(n, to.Elem); inner != nil {
			return &model.Some{X: inner}
		}
		return nil
	case from.Kind != to.Kind:
		return nil
	}
	switch from.Kind {
	case model.List:
		elem := &model.Var{Scope: model.ScopeLocal, Name: "elem", T: from.Elem}
		if body := r.value(elem, to.Elem); body != nil {
			return &model.Loop{Name: "map", Over: n, Value: elem, Body: body, T: to}
		}
	case model.Map:
		return r.mapping(n, from, to)
	case model.EnumRef:
		return r.enum(n, from.Enum, to)
	case model.ValueRef:
		return r.fields(n, from.Value, to)
	case model.UnionRef:
		return r.union(n, from.Union, to)
	}
	return nil
}

func (r *reshaping) perhaps(n model.Node, to *model.Type) model.Node {
	inner := r.value(&model.Deref{X: n, Safe: true}, to.Elem)
	if inner == nil {
		return nil
	}
	return &model.Cond{If: &model.IsPresent{X: n}, Then: &model.Some{X: inner}, Else: &model.None{T: to}}
}

func (r *reshaping) mapping(n model.Node, from, to *model.Type) model.Node {
	key := &model.Var{Scope: model.ScopeLocal, Name: "key", T: from.Key}
	elem := &model.Var{Scope: model.ScopeLocal, Name: "elem", T: from.Elem}
	k, v := r.value(key, to.Key), r.value(elem, to.Elem)
	switch {
	case k == nil || v == nil:
		return nil
	case same(from.Key, to.Key):
		return &model.Loop{Name: "transformMap", Over: n, Index: key, Value: elem, Body: v, T: to}
	}
	entry := &model.MakeMap{Keys: []model.Node{k}, Values: []model.Node{v}, T: to}
	return &model.Loop{Name: "transformMapEntry", Over: n, Index: key, Value: elem, Body: entry, T: to}
}

// enum fits if every word of the copy is one of the other enum. A word that the
// copy doesn't know is an evaluation error.
func (r *reshaping) enum(n model.Node, from *model.Enum, to *model.Type) model.Node {
	if from.Of == nil {
		return nil
	}
	for _, m := range from.Members {
		if findMember(to.Enum, m.Name) == nil {
			return r.refuse(to.Enum.Name + " has no member " + m.Name)
		}
	}
	return &model.Convert{X: &model.Convert{X: n, T: stringType}, T: to}
}

func (r *reshaping) fields(n model.Node, from *model.Value, to *model.Type) model.Node {
	switch {
	case from.Of == nil:
		return nil
	case r.within[from]:
		return r.refuse(from.Name + " holds itself")
	}
	r.within[from] = true
	defer delete(r.within, from)
	fields := r.each(n, from.Name, from.Fields, to.Value.Fields)
	if fields == nil {
		return nil
	}
	return &model.MakeValue{T: to, Fields: fields}
}

// each makes the fields of one type from those of another; nil where one that
// must be there has no fitting one. It is never nil for a type without fields.
func (r *reshaping) each(n model.Node, name string, from, to []*model.Field) []model.FieldNode {
	fields := make([]model.FieldNode, 0, len(to))
	for _, f := range to {
		var x model.Node
		switch source := findField(from, f.Name); {
		case source != nil:
			if x = r.value(&model.Select{X: n, Field: source}, f.Type); x == nil {
				r.refuse(f.Name + " is " + a(source.Type) + " in " + name + ", and " + a(f.Type) + " is wanted")
			}
		case f.Type.Kind == model.Optional:
			x = &model.None{T: f.Type}
		default:
			r.refuse(name + " has no field " + f.Name)
		}
		if x == nil {
			return nil
		}
		fields = append(fields, model.FieldNode{Field: f, X: x})
	}
	return fields
}

// union fits if each of its variants is one of the other union.
func (r *reshaping) union(n model.Node, from *model.Union, to *model.Type) model.Node {
	if from.Of == nil {
		return nil
	}
	var all model.Node
	for i := len(from.Variants) - 1; i >= 0; i-- {
		v := from.Variants[i]
		other := findVariant(to.Union, v.Name)
		if other == nil {
			return r.refuse(to.Union.Name + " has no variant " + v.Name)
		}
		fields := r.each(&model.AsVariant{X: n, Variant: v, Safe: all != nil}, from.Name+"."+v.Name, v.Fields, other.Fields)
		if fields == nil {
			return nil
		}
		var made model.Node = &model.MakeValue{T: to, Variant: other, Fields: fields}
		if all != nil {
			made = &model.Cond{If: &model.IsVariant{X: n, Variant: v}, Then: made, Else: all}
		}
		all = made
	}
	return all
}
