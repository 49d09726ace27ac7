package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// filling finds where each field of a sent command comes from: `with`, else the
// event's field of that name, else, in a process, its key or state.
type filling struct {
	*sending
	scope scope
	x     *syntax.Send
	cmd   *command
	m     *model.Send
	// lenient says that something in scope is wrong already: what depends on it
	// has no findings of its own.
	lenient bool
}

// fill tells whether each field has a source.
func (f *filling) fill() bool {
	f.lenient = !f.checkNames() || f.lenient
	complete := !f.lenient
	for _, field := range f.cmd.m.Fields {
		value := f.source(field)
		switch {
		case value != nil:
			f.m.Fields = append(f.m.Fields, model.FieldSource{Field: field, Value: value})
		case field.AggregateID && f.makesID() && f.given(field) == nil:
			f.m.MakesID = true
		default:
			complete = false
		}
	}
	return complete
}

// checkNames finds names under `with` that are no field of the command.
func (f *filling) checkNames() bool {
	ok := true
	for _, with := range f.x.With {
		if findField(f.cmd.m.Fields, with.Target.Text) == nil {
			f.scope.unknownField(with.Target, f.cmd.m.Fields, f.cmd.what())
			ok = false
		}
	}
	return ok
}

// makesID says that the command makes the id of its aggregate itself.
func (f *filling) makesID() bool {
	return f.cmd.m.Creates == model.MustNotExist && f.cmd.aggregate.m.ID.Format != model.IDNatural
}

// given is what `with` says of a field.
func (f *filling) given(field *model.Field) *syntax.Value {
	for _, with := range f.x.With {
		if with.Target.Text == field.Name {
			return with.Value
		}
	}
	return nil
}

func (f *filling) source(field *model.Field) *model.Expr {
	if value := f.given(field); value != nil {
		if f.lenient && f.scope.speaksOfBroken(valueText(value)) {
			return nil
		}
		return f.scope.value(value, field.Name, field.Type)
	}
	node, text, other := f.byName(field)
	if node != nil {
		return &model.Expr{Node: node, Source: text, Pos: at(f.x.Command.Span), Rule: f.scope.rule + "." + field.Name}
	}
	if !f.lenient && !(field.AggregateID && f.makesID()) {
		f.missing(field, other)
	}
	return nil
}

// byName finds something of a field's name that fits it. Other is one that
// doesn't fit.
func (f *filling) byName(field *model.Field) (node model.Node, text string, other *model.Field) {
	for _, o := range f.origins {
		var x model.Node = o.root
		text = o.root.Name
		switch {
		case o.name == field.Name:
		case o.name != "":
			continue
		default:
			of := findField(o.root.T.Record.Fields, field.Name)
			if of == nil {
				continue
			}
			x, text, other = &model.Select{X: x, Field: of}, text+"."+of.Name, of
		}
		if fit := expr.Fit(x, field.Type); fit != nil {
			return fit, text, nil
		}
	}
	return nil, "", other
}

func (f *filling) missing(field, other *model.Field) {
	s := f.scope
	if s.broken[field.Name] || s.broken[f.cmd.m.Name] || f.partly {
		return
	}
	finding := s.errorf(f.x.Command.Span, diag.FieldWithoutSource, "nothing fills the field %s of %s", field.Name, f.cmd.m.Name)
	switch {
	case other != nil:
		finding.Suggestf("there is %s that is %s, and the command's is %s: say under `with` how one is made of the other",
			field.Name, typeText(other.Type), typeText(field.Type))
	case s.unused[field.Name] != "":
		finding.Suggestf("give it under `with`, or add it to `uses`: the event has one")
	case field.Type.Kind == model.Optional:
		finding.Suggestf("give it under `with`, as in %s: null", field.Name)
	default:
		finding.Suggestf("give it under `with`")
	}
}
