package resolve

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// readModel is a read model on its way into the model.
type readModel struct {
	context     *context
	m           *model.ReadModel
	s           *syntax.ReadModel
	projections []*projection
	queryNames  naming.Scope
	// keyless says that a field of the key is wrong.
	keyless bool
}

func (c *context) declareReadModel(s *syntax.ReadModel) {
	if !c.declareName(s.Name, "a read model") {
		return
	}
	first := firstName(s.Name, s.Was)
	m := &readModel{context: c, s: s, m: &model.ReadModel{
		Context: c.m, Name: s.Name.Text, GoName: s.Name.Text, Plural: naming.Plural(s.Name.Text), QueriesType: s.Name.Text + "Queries",
		Doc: s.Doc.Text, Wire: c.m.Name + "." + first, Table: c.m.Name + "_" + naming.ToSnake(first),
		Inline: s.Consistency.Text == "inline", ProjectGo: s.Project.Text == "go", Pos: at(s.Name.Span),
	}}
	if c.takeFiles(s.Name, m.what()) {
		c.take(naming.LowerFirst(m.m.GoName)+"ReadModel", s.Name, m.what())
		c.take("project"+m.m.GoName, s.Name, m.what())
	}
	c.take(m.m.GoName, s.Name, m.what()+" (a row)")
	c.take(m.m.QueriesType, s.Name, m.what()+" (its queries)")
	if m.m.ProjectGo {
		c.take(m.m.GoName+"Projector", s.Name, m.what()+" (its projector)")
		c.take("New"+m.m.GoName+"Projector", s.Name, m.what()+" (its projector)")
	}
	c.readModels = append(c.readModels, m)
	c.byReadModel[m.m.Name] = m
	c.m.ReadModels = append(c.m.ReadModels, m.m)
}

func (m *readModel) what() string { return "the read model " + m.m.Name }
func (m *readModel) rule() string { return m.context.m.Name + "." + m.m.Name }

func (m *readModel) findTriggers() {
	c := m.context
	seen := map[*event]syntax.Scalar{}
	conflict := false
	for _, s := range m.s.From {
		found := c.triggersOf([]syntax.Scalar{s.Event}, usesOf(s.Uses, s.Keys))
		if len(found) == 0 {
			continue
		}
		t := found[0]
		if first, twice := seen[t.event]; twice {
			c.errorf(s.Event.Span, diag.DuplicateName, "%s stands here twice", s.Event.Text).Relate(first.Span, "the first is here")
			continue
		}
		seen[t.event] = s.Event
		m.projections = append(m.projections, &projection{of: m, s: s, trigger: t})
		if m.m.Inline && t.view != nil && !conflict {
			conflict = true
			c.errorf(s.Event.Span, diag.KeyConflict, "%s is of another context, and `consistency: inline` writes rows in the append of this one's events", s.Event.Text).
				Suggestf("leave `consistency` out: the rows follow as soon as the event is there").Relate(m.s.Consistency.Span, "inline")
		}
	}
}

func (c *context) resolveReadModels() {
	for _, m := range c.readModels {
		m.resolveKey()
		for _, p := range m.projections {
			if projected := p.resolve(); projected != nil {
				m.m.Projections = append(m.m.Projections, projected)
			}
		}
		m.inheritSensitivity()
		for _, q := range m.s.Queries {
			if resolved := m.query(q); resolved != nil {
				m.m.Queries = append(m.m.Queries, resolved)
			}
		}
		if len(m.s.From) == 0 && hasKey(m.s.Keys, "from") {
			c.errorf(m.s.Name.Span, diag.MissingKey, "nothing leads to rows of %s", m.m.Name).Suggestf("say under `from` which events do")
		}
	}
}

// row is a row as a root of expressions.
func (m *readModel) row() *model.Var {
	return expr.Record(model.ScopeRow, "row", "a row of "+m.m.Name, m.m.Fields)
}

// resolveKey finds the fields that tell rows apart. The tenant does anyway.
func (m *readModel) resolveKey() {
	c := m.context
	for _, name := range m.s.Key {
		f := findField(m.m.Fields, name.Text)
		switch {
		case f == nil && name.Text == "tenant":
			continue
		case f == nil:
			c.unknownField(name, m.m.Fields, m.what())
		case slices.Contains(m.m.Key, f):
			c.errorf(name.Span, diag.DuplicateName, "%s stands here twice", name.Text)
		case f.Type.Kind == model.Optional && keysRow(f.Type.Elem):
			c.errorf(name.Span, diag.BadType, "%s may be absent, and rows aren't told apart by that", name.Text).Suggestf("make it a field that is always there")
		case !keysRow(f.Type):
			c.errorf(name.Span, diag.BadType, "%s is %s, and rows aren't told apart by that", name.Text, typeText(f.Type)).
				Suggestf("a key is of texts, ids, words of enums, whole numbers, bools, dates and times")
		default:
			m.m.Key = append(m.m.Key, f)
			continue
		}
		m.keyless = true
	}
}

// keysRow says that a type is written in one way only, so that rows can be told
// apart by it.
func keysRow(t *model.Type) bool {
	switch t.Kind {
	case model.String, model.IDRef, model.UUID, model.EnumRef, model.Bool, model.Int32, model.Int64, model.Uint32, model.Uint64,
		model.Timestamp, model.Duration, model.Date:
		return true
	}
	return false
}
