package resolve

import (
	"slices"
	"strconv"
	"strings"

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
		if m.m.Inline && t.view != nil {
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
		case f == nil:
			c.unknownField(name, m.m.Fields, m.what())
		case slices.Contains(m.m.Key, f):
			c.errorf(name.Span, diag.DuplicateName, "%s stands here twice", name.Text)
		case !keysRow(f.Type):
			c.errorf(name.Span, diag.BadType, "%s is %s, and rows aren't told apart by that", name.Text, typeText(f.Type)).
				Suggestf("a key is of texts, ids, words of enums, whole numbers, bools, dates and times")
		default:
			m.m.Key = append(m.m.Key, f)
		}
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

// query reads one query; nil when it is wrong.
func (m *readModel) query(s *syntax.Query) *model.Query {
	c := m.context
	if !c.snake(s.Name, "a query") {
		return nil
	}
	q := &model.Query{
		ReadModel: m.m, Name: s.Name.Text, GoName: c.namer.Exported(s.Name.Text), Doc: s.Doc.Text, Count: isTrue(s.Count), Pos: at(s.Name.Span),
	}
	whole := m.takeQuery(q, s.Name)
	whole = m.queryWhere(q, s) && whole
	rule := m.rule() + "." + q.Name
	if s.Filter.Present() {
		filter := c.scopeOf(rule, m.row(), expr.Now, expr.Meta)
		q.Filter = filter.filter(s.Filter, "filter")
		whole = whole && q.Filter != nil
	}
	if s.Allowed.Present() {
		allowed := c.scopeOf(rule, expr.Record(model.ScopeCmd, "cmd", "the arguments of "+q.Name, arguments(q.Where)), expr.Meta)
		allowed.beyond = map[string]string{"row": "who may ask is known before a row is: compare with the query's arguments, as in cmd.customer_id"}
		q.Allowed = allowed.condition(s.Allowed, "allowed")
		whole = whole && q.Allowed != nil
	}
	whole = m.orderBy(q, s) && whole
	if n, err := strconv.Atoi(s.Page.Text); err == nil {
		q.Page = n
	}
	if q.Count {
		for _, key := range []struct {
			name string
			span diag.Span
		}{{"order_by", firstSpan(s.OrderBy)}, {"page", s.Page.Span}} {
			if key.span.Start.Line > 0 {
				c.errorf(key.span, diag.KeyConflict, "`%s` says nothing of a number, which `count: true` gives", key.name).Suggestf("leave it out")
			}
		}
	}
	if !whole {
		c.breaks(s.Name)
		return nil
	}
	return q
}

// takeQuery claims the name of a query's method.
func (m *readModel) takeQuery(q *model.Query, name syntax.Scalar) bool {
	c := m.context
	if does, reserved := naming.ReservedQueries[q.GoName]; reserved {
		c.errorf(name.Span, diag.GoReserved, "a query can't be named %s: its Go method %s would be the one that %s", q.Name, q.GoName, does).
			Suggestf("choose another name")
		return false
	}
	other, taken := m.queryNames.Take(q.GoName, naming.Claim{What: q.Name, Span: name.Span})
	if taken {
		c.errorf(name.Span, diag.GoNameClash, "the queries %s and %s are both %s in Go", other.What, q.Name, q.GoName).
			Suggestf("choose another name for one of them").Relate(other.Span, "the other one")
	}
	return !taken
}

// arguments are the fields that a caller gives, who leaves none of them out.
func arguments(where []*model.Field) []*model.Field {
	given := make([]*model.Field, len(where))
	for i, f := range where {
		given[i] = f
		if f.Type.Kind == model.Optional {
			there := *f
			there.Type = f.Type.Elem
			given[i] = &there
		}
	}
	return given
}

func (m *readModel) queryWhere(q *model.Query, s *syntax.Query) bool {
	c, whole := m.context, true
	for _, name := range s.Where {
		f := findField(m.m.Fields, name.Text)
		switch {
		case f == nil:
			c.unknownField(name, m.m.Fields, m.what())
		case slices.Contains(q.Where, f):
			c.errorf(name.Span, diag.DuplicateName, "%s stands here twice", name.Text)
		case !equated(f.Type):
			c.errorf(name.Span, diag.BadType, "%s is %s, which a database doesn't look for", name.Text, typeText(f.Type)).
				Suggestf("keep what is looked for in a field of its own")
		default:
			q.Where = append(q.Where, f)
			continue
		}
		whole = false
	}
	return whole
}

func (m *readModel) orderBy(q *model.Query, s *syntax.Query) bool {
	c, whole := m.context, true
	for _, text := range s.OrderBy {
		name, direction, _ := strings.Cut(strings.TrimSpace(text.Text), " ")
		direction = strings.TrimSpace(direction)
		from := strings.Index(text.Text, name)
		column := text
		column.Text, column.Span = name, text.Part(from, from+len(name))
		f := findField(m.m.Fields, name)
		twice := slices.ContainsFunc(q.OrderBy, func(o model.OrderBy) bool { return o.Field == f })
		switch {
		case direction != "" && direction != "asc" && direction != "desc":
			c.errorf(text.Span, diag.BadValue, "an order is a field and asc or desc, not %s", diag.Quote(text.Text)).
				Suggestf("write it as in `placed_at desc`, and further fields as further entries")
		case f == nil:
			c.unknownField(column, m.m.Fields, m.what())
		case twice:
			c.errorf(column.Span, diag.DuplicateName, "%s stands here twice", name)
		case !ordered(underOptional(f.Type)):
			c.errorf(column.Span, diag.BadType, "%s is %s, which has no order in a database", name, typeText(f.Type)).
				Suggestf("order by texts, numbers, dates and times; keep a rank as an int to order by anything else")
		default:
			q.OrderBy = append(q.OrderBy, model.OrderBy{Field: f, Desc: direction == "desc"})
			continue
		}
		whole = false
	}
	return whole
}

// queryNamed finds a query by its full name, as in HabitList.active.
func (c *context) queryNamed(name syntax.Scalar) *model.Query {
	of, bare, found := strings.Cut(name.Text, ".")
	m := c.byReadModel[of]
	if !found || m == nil {
		if !c.broken[of] {
			f := c.errorf(name.Span, diag.UnknownQuery, "%s is no query of a read model of context %s", diag.Quote(name.Text), c.m.Name)
			f.Suggestf("write it as in query HabitList.active")
			c.meant(f, of, namesOf(c.readModels, func(m *readModel) string { return m.m.Name }))
		}
		return nil
	}
	at := name.Part(len(of)+1, len(name.Text))
	i := slices.IndexFunc(m.m.Queries, func(q *model.Query) bool { return q.Name == bare })
	if i < 0 {
		if !c.broken[bare] {
			f := c.errorf(at, diag.UnknownQuery, "%s has no query %s", of, diag.Quote(bare))
			c.meant(f, bare, namesOf(m.m.Queries, func(q *model.Query) string { return q.Name }))
		}
		return nil
	}
	switch q := m.m.Queries[i]; {
	case q.Count:
		c.errorf(at, diag.UnknownQuery, "%s gives a number, and rows are gone through", bare).Suggestf("use a query without `count`")
	case len(q.Where) > 0:
		c.errorf(at, diag.UnknownQuery, "%s takes arguments, which can't be given here", bare).Suggestf("use a query with a `filter`, and without `where`")
	default:
		return q
	}
	return nil
}
