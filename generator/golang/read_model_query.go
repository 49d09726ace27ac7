package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// queriesDecls declare the type with a read model's queries.
func (p *pkg) queriesDecls(rm *model.ReadModel) []jen.Code {
	decls := []jen.Code{
		commented(comment(rm.QueriesType+" finds rows of ["+rm.GoName+"], those of the context's tenant."),
			jen.Type().Id(rm.QueriesType).Struct(
				jen.Op("*").Qual(pkgReadModel, "Stored").Types(jen.Id(rm.GoName)))),
	}
	if !hasQuery(rm, "Get") {
		decls = append(decls, p.getMethod(rm))
	}
	for _, q := range rm.Queries {
		decls = append(decls, p.queryMethod(q))
	}
	return decls
}

func hasQuery(rm *model.ReadModel, goName string) bool {
	for _, q := range rm.Queries {
		if q.GoName == goName {
			return true
		}
	}
	return false
}

func onQueries(rm *model.ReadModel, name string) *jen.Statement {
	return jen.Func().Params(jen.Id("q").Id(rm.QueriesType)).Id(name)
}

func ctxParam() *jen.Statement { return jen.Id("ctx").Qual("context", "Context") }

// getMethod declares the method that finds a row by its key.
func (p *pkg) getMethod(rm *model.ReadModel) jen.Code {
	params := []jen.Code{ctxParam()}
	var key []jen.Code
	names := p.queryParams(rm.Key)
	for i, f := range rm.Key {
		params = append(params, jen.Id(names[i]).Add(p.goType(f.Type)))
		key = append(key, jen.Id(f.GoName).Op(":").Id(names[i]))
	}
	doc := "Get gives the row of a key; false if there is none."
	if len(rm.Key) == 0 {
		doc = "Get gives the one row; false if there is none yet."
	}
	return commented(comment(doc),
		onQueries(rm, "Get").Params(params...).Params(jen.Id(rm.GoName), jen.Bool(), jen.Error()).Block(
			jen.Return(jen.Id("q").Dot("Stored").Dot("Get").Call(jen.Id("ctx"), jen.Id(rm.GoName).Values(key...)))))
}

// queryParams are the names of the parameters for some fields.
func (p *pkg) queryParams(fields []*model.Field) []string {
	fr := &frame{pkg: p, taken: []string{"ctx", "q", "page", "err", "meta", "now"}}
	var names []string
	for _, f := range fields {
		name := fr.temporary(f.Name)
		fr = fr.holding(name)
		names = append(names, name)
	}
	return names
}

// queryMethod declares a query: its arguments are the fields that it compares.
func (p *pkg) queryMethod(q *model.Query) jen.Code {
	rm := q.ReadModel
	params := []jen.Code{ctxParam()}
	names := p.queryParams(q.Where)
	fr := &frame{pkg: p, meta: "meta", now: "now", lets: map[string]string{}, locals: map[string]string{}, taken: append([]string{"ctx", "q", "page", "err"}, names...)}
	var conditions []jen.Code
	for i, f := range q.Where {
		params = append(params, jen.Id(names[i]).Add(p.goType(held(f.Type))))
		fr.locals[f.Name] = names[i]
		conditions = append(conditions, compare(f, "=", columnValue(held(f.Type), jen.Id(names[i]))))
	}
	none, result := jen.Qual(pkgOrchestrix, "Paged").Types(jen.Id(rm.GoName)).Values(), []jen.Code{jen.Qual(pkgOrchestrix, "Paged").Types(jen.Id(rm.GoName)), jen.Error()}
	if q.Count {
		none, result = jen.Lit(0), []jen.Code{jen.Int64(), jen.Error()}
	} else {
		params = append(params, jen.Id("page").Qual(pkgOrchestrix, "Page"))
	}
	w := &checks{pkg: p, frame: fr, returns: func(err jen.Code) jen.Code { return jen.Return(none.Clone(), err) }}
	p.allowQuery(w, q, none)
	query := jen.Qual(pkgReadModel, "Query").Add(lines("{", "}", queryFields(w, q, conditions)...))
	ask := jen.Id("q").Dot("Stored").Dot("Page").Call(jen.Id("ctx"), query, jen.Id("page"))
	if q.Count {
		ask = jen.Id("q").Dot("Stored").Dot("Count").Call(jen.Id("ctx"), query)
	}
	return commented(queryDoc(q), onQueries(rm, q.GoName).Params(params...).Params(result...).Block(w.body(jen.Return(ask))...))
}

func queryDoc(q *model.Query) *jen.Statement {
	is := "is the query " + q.Name + ", a page of its answer"
	if q.Count {
		is = "is how many rows the query " + q.Name + " finds"
	}
	text := q.GoName + " " + is + "."
	if q.Doc != "" {
		text += " " + sentence(q.Doc)
	}
	return comment(text)
}

func queryFields(w *checks, q *model.Query, conditions []jen.Code) []jen.Code {
	fields := []jen.Code{jen.Id("Name").Op(":").Lit(q.Name)}
	switch len(conditions) {
	case 0:
	case 1:
		fields = append(fields, jen.Id("Where").Op(":").Add(conditions[0]))
	default:
		fields = append(fields, jen.Id("Where").Op(":").Qual(pkgOrchestrix, "And").Add(lines("{", "}", conditions...)))
	}
	if q.Filter != nil {
		fields = append(fields, jen.Id("Filter").Op(":").Add(w.filter(q.Filter)))
	}
	if q.Count {
		return fields
	}
	if len(q.OrderBy) > 0 {
		fields = append(fields, jen.Id("Order").Op(":").Index().Qual(pkgOrchestrix, "Order").ValuesFunc(func(g *jen.Group) {
			for _, o := range q.OrderBy {
				order := []jen.Code{jen.Id("Column").Op(":").Lit(columnName(o.Field))}
				if o.Desc {
					order = append(order, jen.Id("Desc").Op(":").True())
				}
				g.Values(order...)
			}
		}))
	}
	if q.Page > 0 {
		fields = append(fields, jen.Id("Page").Op(":").Lit(q.Page))
	}
	return fields
}

// allowQuery says who may ask a query, and declares what its expressions look at.
func (p *pkg) allowQuery(w *checks, q *model.Query, none *jen.Statement) {
	var nodes []model.Node
	if q.Filter != nil {
		nodes = filterNodes(q.Filter)
	}
	var allowed model.Expr
	if q.Allowed != nil {
		allowed = *q.Allowed
		allowed.Node = argumentsOf(allowed.Node)
		nodes = append(nodes, allowed.Node)
	}
	looks := func(scope model.Scope) bool {
		return slices.ContainsFunc(nodes, func(n model.Node) bool { return looksAt(n, scope) })
	}
	if looks(model.ScopeMeta) {
		w.add(jen.Id("meta").Op(":=").Id("q").Dot("Stored").Dot("Meta").Call(jen.Id("ctx")))
	}
	if looks(model.ScopeNow) {
		w.add(jen.Id("now").Op(":=").Id("q").Dot("Stored").Dot("Now").Call())
	}
	if q.Allowed == nil {
		return
	}
	w.unless("allowed", &allowed, func() []jen.Code {
		return []jen.Code{jen.Return(none.Clone(), jen.Op("&").Qual(pkgOrchestrix, "ForbiddenError").Values(
			jen.Id("Command").Op(":").Lit(q.ReadModel.Wire+"."+q.Name)))}
	})
}

// argumentsOf has an expression read a query's arguments by their names.
func argumentsOf(n model.Node) model.Node {
	if sel, ok := n.(*model.Select); ok {
		if v, ok := sel.X.(*model.Var); ok && v.Scope == model.ScopeCmd {
			return &model.Var{Scope: model.ScopeLocal, Name: sel.Field.Name, T: sel.Field.Type}
		}
	}
	return mapChildren(n, argumentsOf)
}
