package scenario

import (
	"strconv"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// rows checks the examples of one read model.
type rows struct {
	reader
	m *model.ReadModel
	s *syntax.ReadModel
	// keyless says that a field of the key was found wrong.
	keyless bool
}

// CheckReadModel fills the read model's Fixtures and Scenarios. A scenario with a
// mistake is left out. Keyless says that a field of the key was found wrong.
func CheckReadModel(in Reader, m *model.ReadModel, s *syntax.ReadModel, keyless bool) []diag.Finding {
	c := &rows{reader: newReader(in, m.Name), m: m, s: s, keyless: keyless}
	for _, from := range s.From {
		c.reactsTo(from.Event)
	}
	for _, p := range m.Projections {
		c.sees(p.Trigger, usesIn(s.From, p.Trigger))
	}
	c.halfKnown = c.partly
	c.collectFixtures(s.Fixtures, in.Shared)
	m.Fixtures = c.checkFixtures(s.Fixtures)
	for _, scenario := range s.Scenarios {
		c.name(scenario)
		if checked := c.scenario(scenario); checked != nil {
			m.Scenarios = append(m.Scenarios, checked)
		}
	}
	return c.found.Findings()
}

// usesIn is what is written of a trigger's fields.
func usesIn(from []*syntax.Projection, t model.Trigger) []syntax.Scalar {
	for _, p := range from {
		if t.View != nil && p.Event.Text == t.View.Event.WireType {
			return p.Uses
		}
	}
	return nil
}

// scenario checks one example; nil if it has a mistake.
func (c *rows) scenario(s *syntax.Scenario) *model.RowScenario {
	before := c.found.Len()
	c.silent = false
	out := &model.RowScenario{Name: s.Name.Text, Now: c.instant(s.Step.Now), Meta: c.meta(s.Step.Meta), Pos: pos(s.Name.Span)}
	c.outer(s)
	c.refuseIDs(&s.Step)
	given := c.given(s.Step.Given)
	for i, step := range stepsOf(s) {
		own := len(s.Steps) > 0
		checked := c.step(step, own)
		if i == 0 {
			checked.Given = append(given[:len(given):len(given)], checked.Given...)
		}
		out.Steps = append(out.Steps, checked)
	}
	if c.silent || c.found.Len() > before {
		return nil
	}
	return out
}

func (c *rows) refuseIDs(s *syntax.Step) {
	for _, key := range s.Keys {
		if key.Text == "ids" {
			c.found.Errorf(key.Span, diag.ScenarioShape, "`ids` are for new_id(), and a row makes none").Suggestf("leave it out")
		}
	}
}

// step checks what has happened and which rows there are then. Own says that it is
// an entry of `steps`, with its own beginning.
func (c *rows) step(s *syntax.Step, own bool) *model.RowStep {
	step := &model.RowStep{Pos: pos(s.Span)}
	if own {
		c.refuseIDs(s)
		step.Given = c.given(s.Given)
		if s.Now.Present() {
			now := c.instant(s.Now)
			step.Now = &now
		}
		if s.Meta != nil {
			meta := c.meta(s.Meta)
			step.Meta = &meta
		}
	}
	if s.Query != nil {
		c.query(s.Query, step)
	}
	c.outcome(s, step)
	return step
}

// outcome reads what rows there are.
func (c *rows) outcome(s *syntax.Step, step *model.RowStep) {
	refused, counts, hasRows := s.Rejected.Present(), s.Count.Present(), s.Rows != nil
	if misreadKeys(s, map[string]bool{"rows": hasRows, "count": counts, "query": s.Query != nil, "rejected": refused}) {
		c.silent = true
		return
	}
	switch {
	case !hasRows && !counts && !refused:
		c.found.Errorf(s.Span, diag.ScenarioShape, "nothing is expected here").Suggestf("add `rows`, or `query` with `rows` or `count`")
	case hasRows && counts, hasRows && refused, counts && refused:
		c.found.Errorf(s.Span, diag.ScenarioShape, "either `rows`, `count` or `rejected` is expected").Suggestf("leave the others out")
	case refused:
		c.refused(s, step)
	case counts:
		c.count(s, step)
	case step.Query != nil && step.Query.Count:
		c.found.Errorf(s.Rows.Span, diag.ScenarioShape, "%s gives a number, no rows", step.Query.Name).Suggestf("write `count: %d`", len(s.Rows.Items))
	default:
		step.HasRows = true
		step.Rows = c.rows(s.Rows)
	}
}

func (c *rows) refused(s *syntax.Step, step *model.RowStep) {
	switch {
	case s.Rejected.Text != forbidden:
		c.found.Errorf(s.Rejected.Span, diag.ScenarioOutcome, "a query is refused as forbidden, by nothing else").DidYouMean(s.Rejected.Text, []string{forbidden})
	case s.Query == nil:
		c.found.Errorf(s.Rejected.Span, diag.ScenarioShape, "`rejected` is of a query, and there is none").Suggestf("add `query`")
	case step.Query != nil && step.Query.Allowed == nil:
		c.found.Errorf(s.Rejected.Span, diag.ScenarioOutcome, "%s is never refused: everybody may ask it", step.Query.Name).
			Suggestf("say who may under the query's `allowed`")
	}
	step.Forbidden = true
}

func (c *rows) count(s *syntax.Step, step *model.RowStep) {
	switch {
	case s.Query == nil:
		c.found.Errorf(s.Count.Span, diag.ScenarioShape, "`count` is of a query, and there is none").Suggestf("add `query`, or list the `rows`")
	case step.Query != nil && !step.Query.Count:
		c.found.Errorf(s.Count.Span, diag.ScenarioShape, "%s gives rows, no number", step.Query.Name).
			Suggestf("list the `rows`, or write `count: true` at the query")
	}
	if n, err := strconv.Atoi(s.Count.Text); err == nil {
		step.Count = &n
	}
}

// query reads which query is asked, and what with.
func (c *rows) query(m *syntax.Message, step *model.RowStep) {
	var query *model.Query
	var names []string
	for _, q := range c.m.Queries {
		if q.Name == m.Name.Text {
			query = q
		}
		names = append(names, q.Name)
	}
	if query == nil {
		for _, written := range c.s.Queries {
			if written.Name.Text == m.Name.Text {
				c.silent = true // it was found wrong where it stands
				return
			}
		}
		c.found.Errorf(m.Name.Span, diag.UnknownQuery, "%s has no query %s", c.m.Name, diag.Quote(m.Name.Text)).DidYouMean(m.Name.Text, names)
		return
	}
	step.Query = query
	args := c.complete(syntax.Scalar{Span: m.Name.Span}, m.Value, arguments(query.Where), "the query "+query.Name, nil)
	if args == nil {
		return
	}
	for _, f := range query.Where {
		for _, arg := range args.Value.(*model.StructLiteral).Fields {
			if arg.Field.Name == f.Name {
				step.Args = append(step.Args, arg.Value)
			}
		}
	}
}

// arguments are fields as a caller gives them: none is left out.
func arguments(where []*model.Field) []*model.Field {
	args := make([]*model.Field, len(where))
	for i, f := range where {
		arg := *f
		arg.Default = nil
		if f.Type != nil && f.Type.Kind == model.Optional {
			arg.Type = f.Type.Elem
		}
		args[i] = &arg
	}
	return args
}

// rows reads rows, each as much of it as is named.
func (c *rows) rows(v *syntax.Value) []*model.Literal {
	all := []*model.Literal{}
	seen := map[string]*syntax.Value{}
	for _, item := range v.Items {
		row := c.partial(syntax.Scalar{Span: item.Span}, item, unsettable(c.m.Fields), "a row of "+c.m.Name)
		if row == nil {
			continue
		}
		if key := c.keyOf(row); key != "" && !c.keyless {
			if first := seen[key]; first != nil {
				c.found.Errorf(item.Span, diag.ScenarioValue, "a row with this key is listed already").Relate(first.Span, "the first is here")
			}
			seen[key] = item
		}
		all = append(all, row)
	}
	return all
}

// keyOf is a text of a row's key; "" where it doesn't name all of it.
func (c *rows) keyOf(row *model.Literal) string {
	text := ""
	for _, f := range c.m.Key {
		named := false
		for _, given := range row.Value.(*model.StructLiteral).Fields {
			if given.Field.Name == f.Name && given.Value != nil {
				named = true
				text += strconv.Quote(literal.Text(given.Value))
			}
		}
		if !named {
			return ""
		}
	}
	return text
}
