package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// projection is an entry of a read model's `from` on its way into the model.
type projection struct {
	of      *readModel
	s       *syntax.Projection
	trigger *trigger
	does    syntax.Scalar // insert, update, upsert or delete
	sets    []*syntax.Assign
}

var projecting = map[string]model.Projecting{
	"insert": model.InsertRow, "update": model.UpdateRows, "upsert": model.UpsertRow, "delete": model.DeleteRows,
}

// resolve gives what one event does to rows; nil when something is wrong.
func (p *projection) resolve() *model.Projection {
	m := &model.Projection{Trigger: p.trigger.model(), Pos: at(p.s.Event.Span)}
	if p.of.m.ProjectGo {
		p.refuseMapping()
		return m
	}
	if !p.what() {
		return nil
	}
	m.Does = projecting[p.does.Text]
	c := p.of.context
	s := c.scopeOf(p.of.rule()+"."+p.trigger.event.m.Name, p.trigger.record(), expr.Meta)
	s.unused = p.trigger.unused()
	s.beyond = beyondReactions("the time of the event is meta.time")
	s.beyond["state"] = "the row so far is `row`"
	s.beyond["row"] = "which rows are concerned is known before one is looked at: only what is written, and `where`, may speak of `row`"
	if m.Does == model.InsertRow {
		s.beyond["row"] = "an insert finds no row: an upsert goes on from one"
	}
	s = s.lets(p.s.Let, &m.Lets)
	inner, whole := s, true
	if p.s.ForEach.Present() {
		m.ForEach, m.As, inner, whole = s.goThrough(p.s.ForEach, p.s.As)
	}
	if p.s.When.Present() && whole {
		m.When = inner.condition(p.s.When, "when")
		whole = m.When != nil
		inner = inner.holding(m.When)
	}
	found := p.rows(inner, m, whole)
	written := p.write(inner, m, whole)
	if !whole || !found || !written {
		return nil
	}
	return m
}

// what finds out what the event does.
func (p *projection) what() bool {
	for _, key := range p.s.Keys {
		if _, ok := projecting[key.Text]; ok {
			p.does = key
			break
		}
	}
	if !p.does.Present() && p.does.Text == "" {
		if hasKey(p.of.s.Keys, "project") {
			return false // who does it instead was found wrong with the form
		}
		p.of.context.errorf(p.s.Event.Span, diag.MissingKey, "nothing says what %s does to the rows of %s", p.s.Event.Text, p.of.m.Name).
			Suggestf("say it with insert, update, upsert or delete, or write `project: go` at the read model")
		return false
	}
	for _, row := range []*syntax.Row{p.s.Insert, p.s.Update, p.s.Upsert} {
		if row != nil && row == p.s.Update && len(row.Sets) == 0 {
			p.of.context.errorf(p.does.Span, diag.MissingKey, "an update writes the fields that it names, and this names none").
				Suggestf("name them: update: {count: event.count}")
			return false
		}
		if row != nil {
			p.sets = row.Sets
			return true
		}
	}
	return p.s.Delete.Present() // else it was found wrong with the form
}

// refuseMapping refuses what a hand-written projector decides.
func (p *projection) refuseMapping() {
	for _, key := range p.s.Keys {
		if key.Text == "uses" || len(key.Text) > 1 && key.Text[:2] == "x-" {
			continue
		}
		p.of.context.errorf(key.Span, diag.KeyConflict, "`%s` doesn't go with `project: go`: a projector in Go says what %s does", key.Text, p.s.Event.Text).
			Suggestf("leave it out").Relate(p.of.s.Project.Span, "project")
		return
	}
}

// rows finds which rows are concerned: those of a condition, else the one of the
// key.
func (p *projection) rows(s scope, m *model.Projection, whole bool) bool {
	c := p.of.context
	if p.s.Where.Present() {
		switch {
		case m.Does == model.InsertRow || m.Does == model.UpsertRow:
			c.errorf(p.s.Where.Span, diag.KeyConflict, "`where` is for update and delete: %s makes one row", p.does.Text).Suggestf("say which under `key`")
			return false
		case len(p.s.Key) > 0:
			c.errorf(p.s.Where.Span, diag.KeyConflict, "either `key` or `where` says which rows are concerned").Suggestf("leave one of them out").
				Relate(p.s.Key[0].Span, "key")
			return false
		case !whole:
			return false
		}
		m.Where = s.with(p.of.row()).filter(p.s.Where, "where", "ask that under `when`")
		return m.Where != nil
	}
	if p.of.keyless {
		return false
	}
	if len(p.s.Key) > 0 {
		return p.writtenKey(s, m, whole)
	}
	complete := true
	for _, f := range p.of.m.Key {
		e := p.keyField(s, m, f, whole)
		complete = complete && e != nil
		m.Key = append(m.Key, e)
	}
	return complete
}

// writtenKey reads one expression a field of the key.
func (p *projection) writtenKey(s scope, m *model.Projection, whole bool) bool {
	c, key := p.of.context, p.of.m.Key
	if len(p.s.Key) != len(key) {
		c.errorf(p.s.Key[0].Span, diag.BadValue, "the key of %s has %d fields, and this gives %d", p.of.m.Name, len(key), len(p.s.Key)).
			Suggestf("give one value a field of the key, in its order")
		return false
	}
	for i, f := range key {
		e := s.check(p.s.Key[i], f.Name, f.Type)
		whole = whole && e != nil
		m.Key = append(m.Key, e)
	}
	return whole
}

// keyField finds the value of one field of the key: in the mapping of a row that is
// made, else in the event.
func (p *projection) keyField(s scope, m *model.Projection, f *model.Field, whole bool) *model.Expr {
	if set := p.set(f.Name); set != nil && (m.Does == model.InsertRow || m.Does == model.UpsertRow) {
		if !whole && s.speaksOfBroken(valueText(set.Value)) {
			return nil
		}
		return s.value(set.Value, f.Name, f.Type)
	}
	if e := p.fromEvent(s, f); e != nil {
		return e
	}
	if whole && !s.broken[f.Name] && !s.broken[p.trigger.event.m.Name] {
		finding := s.errorf(p.does.Span, diag.FieldWithoutSource, "nothing says which row: %s has no %s that is %s", p.trigger.what(), f.Name, typeText(f.Type))
		switch {
		case s.unused[f.Name] != "":
			finding.Suggestf("add it to `uses`")
		case m.Does == model.UpdateRows || m.Does == model.DeleteRows:
			finding.Suggestf("give the key, as in key: event.other_id, or say `where`")
		default:
			finding.Suggestf("give the key, as in key: event.other_id")
		}
	}
	return nil
}

func (p *projection) set(name string) *syntax.Assign {
	for _, set := range p.sets {
		if set.Target.Text == name {
			return set
		}
	}
	return nil
}

// fromEvent is the event's field of a name, if it fits.
func (p *projection) fromEvent(s scope, f *model.Field) *model.Expr {
	of := findField(p.trigger.fields(), f.Name)
	if of == nil {
		return nil
	}
	fit := expr.Fit(&model.Select{X: s.root("event"), Field: of}, f.Type)
	if fit == nil {
		return nil
	}
	return &model.Expr{Node: fit, Source: "event." + f.Name, Pos: at(p.s.Event.Span), Rule: s.rule + "." + f.Name}
}

// root is a name in scope that is surely there.
func (s scope) root(name string) *model.Var {
	for _, v := range s.env.Vars {
		if v.Name == name {
			return v
		}
	}
	return nil
}

// write reads what is written into the row, and finds sources for what the mapping
// doesn't name.
func (p *projection) write(s scope, m *model.Projection, whole bool) bool {
	complete := p.checkNames(m)
	whole = whole && complete // a wrong name may be meant for a field without source
	if m.Does == model.UpdateRows || m.Does == model.UpsertRow {
		s = s.with(p.of.row())
	}
	for _, f := range p.of.m.Fields {
		value, ok := p.value(s, m, f, whole)
		complete = complete && ok
		if value != nil {
			m.Sets = append(m.Sets, model.FieldSource{Field: f, Value: value})
		}
	}
	return complete
}

// checkNames finds names in the mapping that are no field, or stand twice, or are
// of the key, which never changes.
func (p *projection) checkNames(m *model.Projection) bool {
	c, ok := p.of.context, true
	for _, set := range p.sets {
		name := set.Target
		f := findField(p.of.m.Fields, name.Text)
		switch {
		case f == nil:
			c.unknownField(name, p.of.m.Fields, p.of.what())
		case !p.ofKey(f):
			continue
		case m.Does == model.UpdateRows:
			c.errorf(name.Span, diag.BadTarget, "%s is the key of the row, which never changes", name.Text).
				Suggestf("say which row under `key`, or delete the row and insert another one")
		case len(p.s.Key) > 0:
			c.errorf(name.Span, diag.KeyConflict, "%s comes from `key` already", name.Text).Suggestf("leave one of them out").
				Relate(p.s.Key[0].Span, "key")
		default:
			continue
		}
		ok = false
	}
	return ok
}

func (p *projection) ofKey(f *model.Field) bool { return p.keyIndex(f) >= 0 }

func (p *projection) keyIndex(f *model.Field) int {
	for i, key := range p.of.m.Key {
		if key == f {
			return i
		}
	}
	return -1
}

// value is what is written into one field; nil, and right, where it stays.
func (p *projection) value(s scope, m *model.Projection, f *model.Field, whole bool) (*model.Expr, bool) {
	if i := p.keyIndex(f); i >= 0 {
		if m.Does == model.InsertRow && i < len(m.Key) {
			return m.Key[i], m.Key[i] != nil
		}
		return nil, true
	}
	if set := p.set(f.Name); set != nil {
		if !whole && s.speaksOfBroken(valueText(set.Value)) {
			return nil, false
		}
		value := s.value(set.Value, f.Name, f.Type)
		return value, value != nil
	}
	if m.Does == model.UpdateRows || m.Does == model.DeleteRows {
		return nil, true
	}
	if e := p.fromEvent(s, f); e != nil {
		return e, true
	}
	switch {
	case findField(p.trigger.fields(), f.Name) != nil: // one that doesn't fit
		if whole && !s.broken[f.Name] {
			p.missing(s, f)
		}
	case m.Does == model.UpsertRow:
		return nil, true
	case f.Default != nil:
		return p.constant(s, f, &model.Lit{Value: f.Default}), true
	case f.Type.Kind == model.Optional:
		return p.constant(s, f, &model.None{T: f.Type}), true
	case whole && !s.broken[f.Name] && !s.broken[p.trigger.event.m.Name]:
		p.missing(s, f)
	}
	return nil, false
}

func (p *projection) constant(s scope, f *model.Field, n model.Node) *model.Expr {
	return &model.Expr{Node: n, Pos: at(p.s.Event.Span), Rule: s.rule + "." + f.Name}
}

func (p *projection) missing(s scope, f *model.Field) {
	finding := s.errorf(p.does.Span, diag.FieldWithoutSource, "nothing fills the field %s of %s", f.Name, p.of.m.Name)
	switch of := findField(p.trigger.event.m.Fields, f.Name); {
	case s.unused[f.Name] != "":
		finding.Suggestf("give it in the mapping, or add it to `uses`: the event has one")
	case of != nil:
		finding.Suggestf("the event's %s is %s, the row's %s: say in the mapping how one is made of the other", f.Name, typeText(of.Type), typeText(f.Type))
	default:
		finding.Suggestf("give it in the mapping, or make the field optional or give it a `default`")
	}
}
