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

// maxPage bounds a page of rows.
const maxPage = 10_000

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
		filter.beyond = map[string]string{"cmd": "a query compares what it is asked with by `where`", "event": "a query is asked at any time"}
		q.Filter = filter.filter(s.Filter, "filter", "leave it out, or say under `allowed` who may ask")
		whole = whole && q.Filter != nil
	}
	if s.Allowed.Present() && len(q.Where) == len(s.Where) {
		allowed := c.scopeOf(rule, expr.Record(model.ScopeCmd, "cmd", "the arguments of "+q.Name, arguments(q.Where)), expr.Meta)
		allowed.beyond = map[string]string{"row": "who may ask is known before a row is: compare with the query's arguments, as in cmd.customer_id"}
		q.Allowed = allowed.condition(s.Allowed, "allowed")
		whole = whole && q.Allowed != nil
	}
	if !q.Count {
		whole = m.orderBy(q, s) && whole
	}
	if n, err := strconv.Atoi(s.Page.Text); err == nil {
		if q.Page = n; n > maxPage {
			c.errorf(s.Page.Span, diag.BadValue, "a page of %d rows is held in memory at once", n).Suggestf("a page has %d rows at most", maxPage)
			whole = false
		}
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
		c.errorf(name.Span, diag.GoReserved, "a query can't be named %s: the queries of a read model have %s, which %s", q.Name, q.GoName, does).
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
