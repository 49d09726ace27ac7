package syntax

import "github.com/orchestrix-go/orchestrix-gen/schema/diag"

// readModelForm is an entry of `read_models`.
var readModelForm = newForm("a read model", keys[ReadModel]{
	"doc":         text(func(m *ReadModel) *Scalar { return &m.Doc }),
	"was":         oneOrMore(func(m *ReadModel) *[]Scalar { return &m.Was }),
	"key":         readRowKey,
	"fields":      parts(func(m *ReadModel) *[]*Field { return &m.Fields }, readField),
	"from":        parts(func(m *ReadModel) *[]*Projection { return &m.From }, readProjection),
	"queries":     parts(func(m *ReadModel) *[]*Query { return &m.Queries }, readQuery),
	"consistency": word(func(m *ReadModel) *Scalar { return &m.Consistency }, "inline"),
	"project":     word(func(m *ReadModel) *Scalar { return &m.Project }, "go"),
	"fixtures":    parts(func(m *ReadModel) *[]*Fixture { return &m.Fixtures }, readFixture),
	"scenarios":   list(func(m *ReadModel) *[]*Scenario { return &m.Scenarios }, readModelScenarios.read),
}, "key", "fields", "from")

func readReadModel(r *reader, e entry) *ReadModel {
	m := &ReadModel{Name: e.key}
	m.Keys = readModelForm.read(r, e.value, m, e.key.Span)
	return m
}

func readRowKey(r *reader, m *ReadModel, e entry) {
	oneOrMore(func(m *ReadModel) *[]Scalar { return &m.Key })(r, m, e)
	m.HasKey = true
}

// projectionForm is an entry of a read model's `from`.
var projectionForm = newForm("a projection", keys[Projection]{
	"uses":     texts(func(p *Projection) *[]Scalar { return &p.Uses }),
	"let":      assigns(func(p *Projection) *[]*Assign { return &p.Let }),
	"insert":   part(func(p *Projection) **Row { return &p.Insert }, readRow),
	"update":   part(func(p *Projection) **Row { return &p.Update }, readRow),
	"upsert":   part(func(p *Projection) **Row { return &p.Upsert }, readRow),
	"delete":   word(func(p *Projection) *Scalar { return &p.Delete }, "true"),
	"where":    text(func(p *Projection) *Scalar { return &p.Where }),
	"key":      oneOrMore(func(p *Projection) *[]Scalar { return &p.Key }),
	"when":     text(func(p *Projection) *Scalar { return &p.When }),
	"for_each": text(func(p *Projection) *Scalar { return &p.ForEach }),
	"as":       text(func(p *Projection) *Scalar { return &p.As }),
})

func readProjection(r *reader, e entry) *Projection {
	p := &Projection{Event: e.key}
	p.Keys = projectionForm.read(r, e.value, p, e.key.Span)
	r.together(e.value, p.ForEach, "for_each", p.As, "as")
	var writes []Scalar
	for _, key := range p.Keys {
		switch key.Text {
		case "insert", "update", "upsert", "delete":
			writes = append(writes, key)
		}
	}
	if len(writes) > 1 {
		r.errorf(writes[1].Span, diag.KeyConflict, "a projection has one of insert, update, upsert and delete").
			Relate(writes[0].Span, "the first is here")
	}
	return p
}

func readRow(r *reader, e entry) *Row {
	return &Row{Key: e.key, Sets: readParts(r, keyName(e.key), e.value, readAssign)}
}

// queryForm is an entry of `queries`.
var queryForm = newForm("a query", keys[Query]{
	"doc":      text(func(q *Query) *Scalar { return &q.Doc }),
	"allowed":  text(func(q *Query) *Scalar { return &q.Allowed }),
	"where":    texts(func(q *Query) *[]Scalar { return &q.Where }),
	"order_by": texts(func(q *Query) *[]Scalar { return &q.OrderBy }),
	"filter":   text(func(q *Query) *Scalar { return &q.Filter }),
	"page":     number(func(q *Query) *Scalar { return &q.Page }, 1),
	"count":    flag(func(q *Query) *Scalar { return &q.Count }),
})

func readQuery(r *reader, e entry) *Query {
	q := &Query{Name: e.key}
	q.Keys = queryForm.read(r, e.value, q, e.key.Span)
	return q
}
