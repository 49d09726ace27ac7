package scenario

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// complete reads a message with every field that must be given, but for those
// at a free path. Defaults are filled in; the aggregate's id isn't.
func (c *beginnings) complete(name syntax.Scalar, v *syntax.Value, fields []*model.Field, what string, free func(string) bool) *model.Literal {
	return c.read(name, v, fields, what, literal.Options{Free: free})
}

// partial reads as much of a message as an expectation names.
func (c *beginnings) partial(name syntax.Scalar, v *syntax.Value, fields []*model.Field, what string) *model.Literal {
	return c.read(name, v, fields, what, literal.Options{Partial: true})
}

func (c *beginnings) read(name syntax.Scalar, v *syntax.Value, fields []*model.Field, what string, options literal.Options) *model.Literal {
	if !c.declared.whole(name.Text, fields) {
		c.silent = true
		return nil
	}
	if v != nil {
		// What is missing is missing of the message, which its name stands for.
		named := *v
		named.Span = name.Span
		v = &named
	}
	options.BadValue, options.Missing = diag.ScenarioValue, diag.ScenarioIncomplete
	l, findings := literal.Struct(v, name.Span, &model.RecordType{Name: what, Fields: fields}, options)
	c.found.Add(findings...)
	return l
}

// fillID gives the id that a message names, and puts the scenario's own into
// one that names none.
func fillID(l *model.Literal, a *model.Aggregate, fields []*model.Field) string {
	if id, ok := namedID(l); ok {
		return id
	}
	id := a.ID.ScenarioID()
	for _, f := range fields {
		if f.AggregateID {
			s := l.Value.(*model.StructLiteral)
			given := model.FieldLiteral{Field: f, Value: &model.Literal{Type: f.Type, Value: id, Pos: l.Pos}}
			s.Fields = append([]model.FieldLiteral{given}, s.Fields...)
		}
	}
	return id
}

// namedID is the aggregate's id if the message names it.
func namedID(l *model.Literal) (string, bool) {
	for _, f := range l.Value.(*model.StructLiteral).Fields {
		if f.Field.AggregateID && f.Value != nil {
			id, ok := f.Value.Value.(string)
			return id, ok
		}
	}
	return "", false
}
