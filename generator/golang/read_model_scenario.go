package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// rowScenarios writes a read model's examples as tests; nil if it has none.
func (p *pkg) rowScenarios(rm *model.ReadModel) (*generator.File, error) {
	if len(rm.Scenarios) == 0 {
		return nil, nil
	}
	f := p.scenarioFile()
	var tests []jen.Code
	for i, s := range rm.Scenarios {
		if i > 0 {
			tests = append(tests, jen.Line())
		}
		tests = append(tests, p.scenarioTest(s.Name, p.rowScenarioBody(rm, s)))
	}
	f.Comment("Test" + rm.GoName + "Scenarios are the examples of " + rm.Name + " in the model.")
	f.Func().Id("Test" + rm.GoName + "Scenarios").Params(jen.Id("t").Op("*").Qual("testing", "T")).Block(tests...)
	return p.rendered(p.readModelPrefix(rm)+"_scenarios_gen_test.go", f)
}

// rowScenarioBody is one example: what has happened, and which rows there are.
func (p *pkg) rowScenarioBody(rm *model.ReadModel, s *model.RowScenario) []jen.Code {
	w := &scenarioWriter{p: p}
	for i, step := range s.Steps {
		if i > 0 {
			w.line(jen.Line())
		}
		w.now(orElse(step.Now, s.Now))
		w.as(orElse(step.Meta, s.Meta))
		w.given(step.Given)
		w.call("Project")
		w.rows(rm, step)
	}
	return w.lines
}

func (w *scenarioWriter) rows(rm *model.ReadModel, s *model.RowStep) {
	p := w.p
	inKit := func(name string, args ...jen.Code) *jen.Statement {
		return jen.Qual(pkgScenarioTest, name).Call(append([]jen.Code{jen.Id("f").Dot("Fixture")}, args...)...)
	}
	queries := jen.Id("f").Dot("Module").Dot(rm.Plural).Call()
	if s.Query == nil {
		rows, width := w.patterns(s.Rows)
		rows = append([]jen.Code{jen.Id("f").Dot("Fixture"), queries.Dot("Stored")}, rows...)
		if len(s.Rows) == 0 {
			w.line(jen.Qual(pkgScenarioTest, "AllRows").Call(rows...))
			return
		}
		w.line(jen.Qual(pkgScenarioTest, "AllRows").Add(arguments(rows, width)))
		return
	}
	asked := inKit("Query", p.askQuery(rm, s, queries))
	if s.Query.Count {
		asked = inKit("Count", p.askQuery(rm, s, queries))
	}
	switch {
	case s.Forbidden:
		w.line(asked.Dot("Forbidden").Call())
	case s.Count != nil:
		w.line(asked.Dot("Is").Call(jen.Lit(*s.Count)))
	case len(s.Rows) == 0:
		w.line(asked.Dot("Rows").Call())
	default:
		rows, width := w.patterns(s.Rows)
		w.line(asked.Dot("Rows").Add(arguments(rows, width)))
	}
}

// patterns are what rows must be like, and how wide they are.
func (w *scenarioWriter) patterns(rows []*model.Literal) (patterns []jen.Code, width int) {
	for _, row := range rows {
		patterns = append(patterns, w.p.pattern(row))
		width += literalWidth(row) + 30
	}
	return patterns, width
}

// askQuery is the function that asks a query.
func (p *pkg) askQuery(rm *model.ReadModel, s *model.RowStep, queries *jen.Statement) jen.Code {
	args := []jen.Code{jen.Id("ctx")}
	for _, arg := range s.Args {
		args = append(args, p.literal(arg))
	}
	result := jen.Qual(pkgOrchestrix, "Paged").Types(jen.Qual(p.ctx.Import, rm.GoName))
	if s.Query.Count {
		result = jen.Int64()
	} else {
		args = append(args, jen.Qual(pkgOrchestrix, "Page").Values())
	}
	return jen.Func().Params(ctxParam()).Params(result, jen.Error()).Block(
		jen.Return(queries.Clone().Dot(s.Query.GoName).Call(args...)))
}

// foreignEvent is another context's event, with the fields that are used.
func (p *pkg) foreignEvent(view *model.View, value *model.Literal) *jen.Statement {
	parts := []jen.Code{
		jen.Id("Type").Op(":").Lit(view.Event.WireType),
		jen.Id("Category").Op(":").Lit(view.Event.Category()),
	}
	if value != nil && len(value.Value.(*model.StructLiteral).Fields) > 0 {
		parts = append(parts, jen.Id("Fields").Op(":").Add(p.pattern(value)))
	}
	return jen.Qual(pkgScenarioTest, "Foreign").Add(values(parts, literalWidth(value)+70))
}
