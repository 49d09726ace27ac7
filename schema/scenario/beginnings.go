package scenario

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// beginnings reads what the examples of one thing have in common: names, fixtures,
// events that have happened, and values.
type beginnings struct {
	of      string // the thing's name, for messages
	context *model.Context
	// aggregates are those whose events may have happened, in the order in which
	// they are looked through.
	aggregates []*model.Aggregate
	// foreign are the events of other contexts that may have happened, by their
	// full names; nil where there are none.
	foreign map[string]*foreign
	// halfKnown says that not all of them could be told.
	halfKnown func() bool
	declared  declared
	fixtures  map[string]*fixture
	names     map[string]syntax.Scalar
	found     diag.List
	// silent says that what is checked now depends on something that was found
	// wrong before: it is left out without a finding of its own.
	silent bool
}

// foreign is another context's event, with the fields that are used of it here.
type foreign struct {
	view   *model.View // nil where something is wrong with how it is used
	fields []*model.Field
}

func (c *beginnings) name(s *syntax.Scenario) {
	switch first, again := c.names[s.Name.Text]; {
	case !s.Name.Present(): // reported with the file's form
	case s.Name.Text == "":
		c.found.Errorf(s.Name.Span, diag.BadValue, "a scenario needs a name: it names the test")
	case again:
		c.found.Errorf(s.Name.Span, diag.DuplicateName, "a scenario of %s is called %s already", c.of, diag.Quote(s.Name.Text)).
			Relate(first.Span, "the first is here")
	default:
		if c.names == nil {
			c.names = map[string]syntax.Scalar{}
		}
		c.names[s.Name.Text] = s.Name
	}
}

func pos(span diag.Span) model.Pos { return model.Pos{File: span.File, Line: span.Start.Line} }

func texts(scalars []syntax.Scalar) []string {
	if scalars == nil {
		return nil
	}
	out := make([]string, len(scalars))
	for i, s := range scalars {
		out[i] = s.Text
	}
	return out
}
