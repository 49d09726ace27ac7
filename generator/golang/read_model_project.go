package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// projectName is the function that projects an event.
func projectName(rm *model.ReadModel) string { return "project" + rm.GoName }

func projectParams(rm *model.ReadModel) []jen.Code {
	return []jen.Code{ctxParam(), rowsParam(rm), jen.Id("recorded").Qual(pkgOrchestrix, "Recorded")}
}

func rowsParam(rm *model.ReadModel) *jen.Statement {
	return jen.Id("rows").Op("*").Qual(pkgReadModel, "Rows").Types(jen.Id(rm.GoName))
}

// projectFunc declares what each event does to a read model's rows: those of this
// context by aggregate, those of others one by one.
func (p *pkg) projectFunc(rm *model.ReadModel) jen.Code {
	var cases []jen.Code
	for _, a := range p.ctx.Aggregates {
		if own := projectionsOf(rm, a); own != nil {
			cases = append(cases, p.projectOwn(rm, a, own))
		}
	}
	for _, projection := range rm.Projections {
		if projection.Trigger.View != nil {
			cases = append(cases, p.projectView(rm, projection))
		}
	}
	if unused := p.unusedTypes(rm); unused != nil {
		cases = append(cases, jen.Case(oneALine(unused)).Block(
			comment("changes no row"),
			jen.Return(jen.Nil())))
	}
	body := []jen.Code{jen.Switch(jen.Id("recorded").Dot("Type")).Block(cases...)}
	body = append(body, p.unknownType(rm)...)
	params := projectParams(rm)
	if rm.ProjectGo {
		params = slices.Insert(params, 1, jen.Code(jen.Id("projector").Id(projectorType(rm))))
	}
	return commented(comment(projectName(rm)+" says what an event does to the rows."),
		jen.Func().Id(projectName(rm)).Params(params...).Error().Block(body...))
}

// projectionsOf are those by an aggregate's events.
func projectionsOf(rm *model.ReadModel, a *model.Aggregate) []*model.Projection {
	var own []*model.Projection
	for _, p := range rm.Projections {
		if p.Trigger.Event != nil && p.Trigger.Event.Aggregate == a {
			own = append(own, p)
		}
	}
	return own
}

// storedTypes are the types under which an event may be stored.
func storedTypes(e *model.Event) []jen.Code {
	types := []jen.Code{jen.Lit(e.WireType)}
	for _, was := range e.Was {
		types = append(types, jen.Lit(was))
	}
	return types
}

// unusedTypes are those of this context's events that are read, being of the
// same streams, and change nothing.
func (p *pkg) unusedTypes(rm *model.ReadModel) []jen.Code {
	var unused []jen.Code
	for _, a := range p.ctx.Aggregates {
		own := projectionsOf(rm, a)
		if own == nil {
			continue
		}
		for _, e := range a.Events {
			if !slices.ContainsFunc(own, func(p *model.Projection) bool { return p.Trigger.Event == e }) {
				unused = append(unused, storedTypes(e)...)
			}
		}
	}
	return unused
}

// unknownType is what comes of a type that isn't known here: of another context
// it is none of ours, of this one it is newer than the program.
func (p *pkg) unknownType(rm *model.ReadModel) []jen.Code {
	var own []jen.Code
	for _, a := range p.ctx.Aggregates {
		if projectionsOf(rm, a) != nil {
			own = append(own, jen.Lit(a.Category))
		}
	}
	if own == nil {
		return []jen.Code{jen.Return(jen.Nil())}
	}
	newer := jen.Return(jen.Op("&").Qual(pkgOrchestrix, "NewerError").Values(
		jen.Id("Type").Op(":").Id("recorded").Dot("Type"),
		jen.Id("SchemaVersion").Op(":").Id("recorded").Dot("SchemaVersion")))
	if len(rm.Projections) > 0 && len(rowCategories(rm)) == len(own) {
		return []jen.Code{newer}
	}
	category := jen.Id("recorded").Dot("Stream").Dot("Category")
	if len(own) == 1 {
		return []jen.Code{jen.If(category.Op("==").Add(own[0])).Block(newer), jen.Return(jen.Nil())}
	}
	return []jen.Code{jen.Switch(category).Block(jen.Case(oneALine(own)).Block(newer)), jen.Return(jen.Nil())}
}

// projectOwn is the case of an aggregate's events.
func (p *pkg) projectOwn(rm *model.ReadModel, a *model.Aggregate, own []*model.Projection) jen.Code {
	var types, cases []jen.Code
	named := false
	for _, projection := range own {
		e := projection.Trigger.Event
		types = append(types, storedTypes(e)...)
		body := p.projectBody(rm, projection, e.GoName)
		named = named || rm.ProjectGo || projectionLooksAt(projection, model.ScopeEvent)
		cases = append(cases, jen.Case(jen.Id(e.GoName)).Block(body...))
	}
	subject := jen.Id("event").Assert(jen.Type())
	if named {
		subject = jen.Id("e").Op(":=").Add(subject)
	}
	return jen.Case(oneALine(types)).Block(
		jen.List(jen.Id("event"), jen.Err()).Op(":=").Id("decode"+eventSet(a)).Call(jen.Id("recorded")),
		jen.If(jen.Err().Op("!=").Nil()).Block(undecodable()),
		jen.Switch(subject).Block(cases...),
		jen.Return(jen.Nil()))
}

// undecodable returns why an event couldn't be decoded: what is newer than the
// program is another one's to project.
func undecodable() jen.Code {
	return jen.Return(jen.Qual(pkgOrchestrix, "Undecodable").Call(jen.Id("recorded"), jen.Err()))
}

// projectView is the case of another context's event.
func (p *pkg) projectView(rm *model.ReadModel, projection *model.Projection) jen.Code {
	view := projection.Trigger.View
	var body []jen.Code
	if rm.ProjectGo || projectionLooksAt(projection, model.ScopeEvent) {
		body = append(body,
			jen.Var().Id("e").Id(view.GoName),
			jen.If(jen.Err().Op(":=").Id("e").Dot("UnmarshalJSON").Call(jen.Id("recorded").Dot("Data")), jen.Err().Op("!=").Nil()).Block(undecodable()))
	}
	return jen.Case(storedTypes(view.Event)...).Block(append(body, p.projectBody(rm, projection, view.GoName)...)...)
}

// projectionLooksAt says that what an event does depends on a root of expressions.
func projectionLooksAt(p *model.Projection, scope model.Scope) bool {
	return slices.ContainsFunc(projectionNodes(p), func(n model.Node) bool { return looksAt(n, scope) })
}

// projectionNodes are a projection's expressions.
func projectionNodes(p *model.Projection) []model.Node {
	var nodes []model.Node
	add := func(exprs ...*model.Expr) {
		for _, e := range exprs {
			if e != nil {
				nodes = append(nodes, e.Node)
			}
		}
	}
	add(p.ForEach, p.When)
	add(p.Key...)
	if p.Where != nil {
		nodes = append(nodes, filterNodes(p.Where)...)
	}
	for _, set := range p.Sets {
		add(set.Value)
	}
	return nodes
}

// projectBody is what one event does; it returns.
func (p *pkg) projectBody(rm *model.ReadModel, projection *model.Projection, goName string) []jen.Code {
	if rm.ProjectGo {
		return []jen.Code{jen.Return(jen.Id("projector").Dot(goName).Call(
			jen.Id("ctx"), jen.Id("rows"), jen.Id("e"), jen.Id("recorded").Dot("Meta").Call()))}
	}
	fr := &frame{
		pkg: p, event: "e", meta: "meta", row: "row", lets: map[string]string{},
		taken: []string{"ctx", "rows", "recorded", "event", "err"},
	}
	w := &projectionWriter{
		checks: &checks{pkg: p, frame: fr}, rm: rm, projection: projection,
		rule: rm.Wire + "." + triggering(projection.Trigger).Name,
	}
	if projectionLooksAt(projection, model.ScopeMeta) {
		w.add(jen.Id("meta").Op(":=").Id("recorded").Dot("Meta").Call())
	}
	return w.write()
}

// projectionWriter writes what one event does to rows.
type projectionWriter struct {
	*checks
	rm         *model.ReadModel
	projection *model.Projection
	rule       string // names it in faults
}

func (w *projectionWriter) write() []jen.Code {
	p := w.projection
	w.prepare(w.beforeRow()...)
	if p.ForEach == nil && p.When == nil {
		w.add(jen.Return(w.change()))
		return w.statements
	}
	if p.ForEach == nil {
		w.when("when", p.When, func() []jen.Code {
			return w.inside(w.frame, func(w *projectionWriter) { w.add(jen.Return(w.change())) })
		})
		w.add(jen.Return(jen.Nil()))
		return w.statements
	}
	over := w.value("elements", p.ForEach)
	fr, name := w.frame.bind(p.As)
	loop := jen.Range().Add(over)
	if slices.ContainsFunc(projectionNodes(p), func(n model.Node) bool { return uses(n, p.As.Name) }) {
		loop = jen.List(jen.Id("_"), jen.Id(name)).Op(":=").Range().Add(over)
	}
	w.add(jen.For(loop).Block(w.inside(fr, func(w *projectionWriter) {
		if p.When == nil {
			w.changeOrFail()
			return
		}
		w.when("when", p.When, func() []jen.Code {
			return w.inside(w.frame, func(w *projectionWriter) { w.changeOrFail() })
		})
	})...))
	w.add(jen.Return(jen.Nil()))
	return w.statements
}

// beforeRow are the expressions that are worked out before a row is looked at. Of
// those that change a row they are the lets that can't fail; see rowAsState.
func (w *projectionWriter) beforeRow() []model.Node {
	p := w.projection
	if p.Does == model.InsertRow {
		return projectionNodes(p)
	}
	found := *p
	found.Sets = nil
	nodes := projectionNodes(&found)
	for _, set := range p.Sets {
		for _, let := range letsOf(set.Value.Node) {
			if !w.frame.fails(let.Value.Node) {
				nodes = append(nodes, &model.Var{Scope: model.ScopeLet, Name: let.Name, T: let.Value.Type(), Let: let})
			}
		}
	}
	return nodes
}

// inside writes statements of a block.
func (w *projectionWriter) inside(fr *frame, write func(*projectionWriter)) []jen.Code {
	inner := *w
	inner.checks = &checks{pkg: w.pkg, frame: fr, returns: w.returns, failing: w.failing}
	write(&inner)
	return inner.statements
}

func (w *projectionWriter) changeOrFail() {
	change := w.change()
	w.add(jen.If(jen.Err().Op(":=").Add(change), jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err())))
}

// change is the call that changes rows.
func (w *projectionWriter) change() jen.Code {
	p := w.projection
	rows := func(name string, args ...jen.Code) jen.Code {
		return jen.Id("rows").Dot(name).Call(append([]jen.Code{jen.Id("ctx")}, args...)...)
	}
	switch {
	case p.Does == model.InsertRow:
		return rows("Insert", w.row(p.Sets))
	case p.Does == model.UpsertRow:
		return rows("Upsert", w.key(), w.update("_ bool"))
	case p.Does == model.DeleteRows && p.Where != nil:
		return rows("DeleteWhere", w.filter(p.Where))
	case p.Does == model.DeleteRows:
		return rows("Delete", w.key())
	case p.Where != nil:
		return rows("UpdateWhere", w.filter(p.Where), w.update(""))
	}
	return rows("Update", w.key(), w.update(""))
}

// row is a new row.
func (w *projectionWriter) row(sets []model.FieldSource) jen.Code {
	var fields []jen.Code
	for _, set := range sets {
		if _, absent := set.Value.Node.(*model.None); absent {
			continue
		}
		fields = append(fields, jen.Id(set.Field.GoName).Op(":").Add(w.value(set.Field.Name, set.Value)))
	}
	return jen.Id(w.rm.GoName).Add(lines("{", "}", fields...))
}

// key is the row with nothing but the key.
func (w *projectionWriter) key() jen.Code {
	var fields []jen.Code
	for i, f := range w.rm.Key {
		fields = append(fields, jen.Id(f.GoName).Op(":").Add(w.value(f.Name, w.projection.Key[i])))
	}
	return jen.Id(w.rm.GoName).Values(fields...)
}

// update is the function that changes a row. What is written is as with an
// aggregate's state: every expression sees the row as it was before.
func (w *projectionWriter) update(more string) jen.Code {
	rm, p := w.rm, w.projection
	e := &model.Event{WireType: w.rule, Aggregate: &model.Aggregate{State: rm.Fields}, Pos: p.Pos}
	for _, set := range p.Sets {
		value := *set.Value
		value.Node = rowAsState(value.Node, w.frame)
		e.Sets = append(e.Sets, &model.Set{Field: set.Field, Value: &value, Pos: p.Pos})
	}
	e.Aggregate.Events = []*model.Event{e}
	fr := *w.frame
	fr.state, fr.row = "row", ""
	body := fr.apply(e)
	if fr.applyFails(e) {
		fault := faultOf(w.rule, p.Pos, nodesOfSets(e.Sets))
		body = append([]jen.Code{fr.errors()}, body...)
		body = append(body, jen.If(jen.Err().Op(":=").Add(fr.failed()), jen.Err().Op("!=").Nil()).Block(jen.Return(fault)))
	}
	params := []jen.Code{jen.Id("row").Op("*").Id(rm.GoName)}
	if more != "" {
		params = append(params, jen.Id("_").Bool())
	}
	return jen.Func().Params(params...).Error().Block(append(body, jen.Return(jen.Nil()))...)
}

// rowAsState is an expression with the row as what is changed. A let that can fail
// stands in it as what it is.
func rowAsState(n model.Node, fr *frame) model.Node {
	if v, ok := n.(*model.Var); ok {
		switch {
		case v.Scope == model.ScopeRow:
			state := *v
			state.Scope = model.ScopeState
			return &state
		case v.Scope == model.ScopeLet && fr.fails(v.Let.Value.Node):
			return rowAsState(v.Let.Value.Node, fr)
		}
		return n
	}
	return mapChildren(n, func(child model.Node) model.Node { return rowAsState(child, fr) })
}
