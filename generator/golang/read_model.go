package golang

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// readModelFile writes order_summary_gen.go: a read model's row, what it is kept
// in, how events change it, and its queries.
func (p *pkg) readModelFile(rm *model.ReadModel) (*generator.File, error) {
	f := p.newFile()
	recv := receiver(rm.GoName, rowKind)
	declare(f,
		commented(typeDoc(rm.GoName, "a row of the read model "+rm.Name, rm.Doc), p.structDecl(rm.GoName, rm.Fields)),
		p.readModelVar(rm),
		p.rowKey(rm, recv),
		p.rowValues(rm, recv),
		p.rowScan(rm, recv))
	if settle := p.rowSettle(rm, recv); settle != nil {
		declare(f, settle)
	}
	if rm.ProjectGo {
		declare(f, p.projectorDecl(rm))
	}
	declare(f, p.projectFunc(rm))
	declare(f, p.queriesDecls(rm)...)
	declare(f, p.equalMethod(recv, rm.GoName, rm.Fields))
	declare(f, p.logValue(recv, rm.GoName, rm.Fields)...)
	return p.rendered(p.readModelPrefix(rm)+"_gen.go", f)
}

// readModelJSON writes the codec of a read model's rows.
func (p *pkg) readModelJSON(rm *model.ReadModel) (*generator.File, error) {
	return p.codecFile(p.readModelPrefix(rm)+"_json_gen.go",
		p.codec(codec{goName: rm.GoName, kind: rowKind, fields: rm.Fields}))
}

// readModelPrefix begins the names of a read model's files: its name in snake
// case, unless another kind of file has that.
func (p *pkg) readModelPrefix(rm *model.ReadModel) string {
	prefix := words(rm.Name, "_")
	if contextFiles[prefix] || slices.ContainsFunc(concerns, func(concern string) bool { return strings.HasSuffix(prefix, concern) }) {
		prefix += "_read_model"
	}
	return prefix
}

// readModelName is the variable, of a read model that is projected in Go the
// function, that tells the runtime how it is kept.
func readModelName(rm *model.ReadModel) string { return lowerFirst(rm.GoName) + "ReadModel" }

func modelType(rm *model.ReadModel) *jen.Statement {
	return jen.Qual(pkgReadModel, "Model").Types(jen.Id(rm.GoName))
}

// readModelVar declares what the runtime needs to know of a read model.
func (p *pkg) readModelVar(rm *model.ReadModel) jen.Code {
	row := func() *jen.Statement { return jen.Parens(jen.Op("*").Id(rm.GoName)) }
	fields := []jen.Code{jen.Id("Name").Op(":").Lit(rm.Wire)}
	fields = append(fields,
		jen.Id("Table").Op(":").Add(p.tableValue(rm)),
		jen.Id("Fingerprint").Op(":").Lit(p.fingerprint(rm)),
		jen.Id("Categories").Op(":").Index().String().ValuesFunc(func(g *jen.Group) {
			for _, category := range rowCategories(rm) {
				if category == rejectedCategory {
					g.Qual(pkgOrchestrix, "RejectedCategory")
				} else {
					g.Lit(category)
				}
			}
		}))
	if rm.Inline {
		fields = append(fields, jen.Id("Inline").Op(":").True())
	}
	fields = append(fields,
		jen.Id("Key").Op(":").Add(row()).Dot("key"),
		jen.Id("Values").Op(":").Add(row()).Dot("values"))
	if settles(rm) {
		fields = append(fields, jen.Id("Settle").Op(":").Add(row()).Dot("settle"))
	}
	fields = append(fields, jen.Id("Scan").Op(":").Add(row()).Dot("scan"))
	project := jen.Id(projectName(rm))
	doc := readModelName(rm) + " tells the runtime how the rows are kept."
	if !rm.ProjectGo {
		fields = append(fields, jen.Id("Project").Op(":").Add(project))
		return commented(comment(doc),
			jen.Var().Id(readModelName(rm)).Op("=").Op("&").Add(modelType(rm)).Add(lines("{", "}", fields...)))
	}
	fields = append(fields, jen.Id("Project").Op(":").Func().Params(projectParams(rm)...).Error().Block(
		jen.Return(project.Call(jen.Id("ctx"), jen.Id("projector"), jen.Id("rows"), jen.Id("recorded")))))
	return commented(comment(doc),
		jen.Func().Id(readModelName(rm)).Params(jen.Id("projector").Id(projectorType(rm))).Op("*").Add(modelType(rm)).Block(
			jen.Return(jen.Op("&").Add(modelType(rm)).Add(lines("{", "}", fields...)))))
}

// rejectedCategory is that of the streams of recorded refusals.
const rejectedCategory = "~rejected"

// rowCategories are those of the streams that a read model's events are in.
func rowCategories(rm *model.ReadModel) []string {
	var all []string
	add := func(category string) {
		if !slices.Contains(all, category) {
			all = append(all, category)
		}
	}
	for _, p := range rm.Projections {
		event := triggering(p.Trigger)
		add(event.Category())
		if recordsRefusals(event) {
			add(rejectedCategory)
		}
	}
	return all
}

// triggering is the event that a trigger is about, this context's or another's.
func triggering(t model.Trigger) *model.Event {
	if t.View != nil {
		return t.View.Event
	}
	return t.Event
}

// recordsRefusals says that a command records its refusals as this event.
func recordsRefusals(e *model.Event) bool {
	return e.Aggregate != nil && slices.ContainsFunc(e.Aggregate.Commands, func(c *model.Command) bool {
		return c.OnRejected != nil && c.OnRejected.Event == e
	})
}
