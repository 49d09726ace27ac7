package golang

import (
	"reflect"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// scenarios writes an aggregate's examples as tests of an external test
// package; nil if it has none.
func (p *pkg) scenarios(a *model.Aggregate) (*generator.File, error) {
	if len(a.Scenarios) == 0 {
		return nil, nil
	}
	f := p.scenarioFile()
	var tests []jen.Code
	for i, s := range a.Scenarios {
		if i > 0 {
			tests = append(tests, jen.Line())
		}
		tests = append(tests, p.scenarioTest(s.Name, p.scenarioBody(s)))
	}
	f.Comment("Test" + a.GoName + "Scenarios are the examples of " + a.Name + " in the model.")
	f.Func().Id("Test" + a.GoName + "Scenarios").Params(jen.Id("t").Op("*").Qual("testing", "T")).Block(tests...)
	return p.rendered(p.filePrefix(a)+"_scenarios_gen_test.go", f)
}

// scenarioFile begins a file of the external test package.
func (p *pkg) scenarioFile() *jen.File {
	f := p.newSideFile(p.ctx.Import+" [test]", p.ctx.Package+"_test")
	if kit := p.kitPackage(); importedAnyway[kit] {
		f.ImportAlias(p.kitImport(), kit+"kit")
	} else {
		f.ImportName(p.kitImport(), kit)
	}
	return f
}

// scenarioTest is one example as a test on every store.
func (p *pkg) scenarioTest(name string, body []jen.Code) jen.Code {
	return jen.Qual(p.kitImport(), "Scenario").Call(
		jen.Id("t"), jen.Lit(name),
		jen.Func().Params(jen.Id("f").Op("*").Qual(p.kitImport(), "Fixture")).Block(body...))
}

// scenarioBody is one example.
func (p *pkg) scenarioBody(s *model.Scenario) []jen.Code {
	w := &scenarioWriter{p: p, scenario: s}
	w.now(s.Now)
	w.as(s.Meta)
	w.ids(s.IDs)
	w.answer(s.Answers)
	w.given(s.Given)
	for i, step := range s.Steps {
		if i > 0 {
			w.line(jen.Line())
		}
		w.step(step)
	}
	return w.lines
}

// scenarioWriter writes an example's lines, and remembers what they have set up
// so that a step which goes back to the scenario's own says so.
type scenarioWriter struct {
	p        *pkg
	scenario *model.Scenario
	lines    []jen.Code

	currentNow     time.Time
	currentMeta    model.ScenarioMeta
	currentAnswers []model.Answer
}

func (w *scenarioWriter) line(code jen.Code) { w.lines = append(w.lines, code) }

// call is a line that calls a method of the fixture.
func (w *scenarioWriter) call(method string, args ...jen.Code) {
	w.line(jen.Id("f").Dot(method).Call(args...))
}

func (w *scenarioWriter) now(now time.Time) {
	if now.Equal(w.currentNow) {
		return
	}
	w.currentNow = now
	if now.IsZero() {
		w.call("Now", jen.Qual(pkgScenarioTest, "DefaultNow"))
		return
	}
	w.call("Now", timeLiteral(now))
}

func (w *scenarioWriter) as(meta model.ScenarioMeta) {
	if meta != w.currentMeta {
		w.currentMeta = meta
		w.call("As", metaLiteral(meta))
	}
}

func (w *scenarioWriter) ids(ids []string) {
	if ids == nil {
		return
	}
	var args []jen.Code
	for _, id := range ids {
		args = append(args, jen.Lit(id))
	}
	w.call("IDs", args...)
}

func (w *scenarioWriter) answer(answers []model.Answer) {
	if reflect.DeepEqual(answers, w.currentAnswers) {
		return
	}
	w.currentAnswers = answers
	for _, a := range answers {
		w.call("Answer"+a.Ask.GoName, w.p.literal(a.Value))
	}
}

func (w *scenarioWriter) given(given []*model.Given) {
	if len(given) == 0 {
		return
	}
	var events []jen.Code
	width := 0
	for _, g := range given {
		events = append(events, w.p.givenEvent(g))
		width += literalWidth(g.Value) + 20
	}
	w.line(jen.Id("f").Dot("Given").Add(arguments(events, width)))
}

func (w *scenarioWriter) step(s *model.Step) {
	w.now(orElse(s.Now, w.scenario.Now))
	w.as(orElse(s.Meta, w.scenario.Meta))
	w.ids(s.IDs)
	if s.Answers != nil {
		w.answer(s.Answers)
	} else {
		w.answer(w.scenario.Answers)
	}
	w.given(s.Given)
	if s.Command != nil {
		w.when(s)
	}
	if s.State != nil {
		w.state(s)
	}
}

func (w *scenarioWriter) when(s *model.Step) {
	send := "When"
	if s.Repeat {
		send = "WhenRepeated"
	}
	w.call(send, w.p.messageLiteral(s.Command.GoName, s.Value))
	if s.Rejected != "" {
		w.call("Rejected", jen.Lit(s.Rejected))
	}
	switch {
	case s.Invalid != nil:
		var respects []jen.Code
		for _, respect := range s.Invalid {
			respects = append(respects, jen.Lit(respect))
		}
		w.call("Invalid", respects...)
	case s.HasThen && len(s.Then) == 0:
		w.call("Then")
	case s.HasThen:
		w.then(s.Then)
	}
}

func (w *scenarioWriter) then(expected []*model.Expected) {
	var events []jen.Code
	width := 0
	for _, e := range expected {
		events = append(events, w.p.expectedEvent(e))
		width += literalWidth(e.Value) + len(e.Event.GoName) + 30
	}
	w.line(jen.Id("f").Dot("ThenLike").Add(arguments(events, width)))
}

func (w *scenarioWriter) state(s *model.Step) {
	a := w.scenario.Aggregate
	id := jen.Lit(s.StateID)
	if s.StateID == "" {
		id = jen.Qual(w.p.ctx.Import, a.ID.GoName).Parens(jen.Id("f").Dot("Receipt").Call().Dot("ID"))
	}
	w.call(a.GoName+"Is", id, w.p.pattern(s.State))
}

// givenEvent is an event that has happened, with its time and sender if the
// scenario tells them.
func (p *pkg) givenEvent(g *model.Given) jen.Code {
	var event jen.Code
	if g.View != nil {
		event = p.foreignEvent(g.View, g.Value)
	} else {
		event = p.messageLiteral(g.Event.GoName, g.Value)
	}
	if g.At.IsZero() && g.Meta == (model.ScenarioMeta{}) {
		return event
	}
	parts := []jen.Code{jen.Id("Event").Op(":").Add(event)}
	if !g.At.IsZero() {
		parts = append(parts, jen.Id("At").Op(":").Add(timeLiteral(g.At)))
	}
	if g.Meta != (model.ScenarioMeta{}) {
		parts = append(parts, jen.Id("Meta").Op(":").Add(metaLiteral(g.Meta)))
	}
	return jen.Qual(pkgScenarioTest, "Past").Add(values(parts, literalWidth(g.Value)+70))
}

func (p *pkg) expectedEvent(e *model.Expected) jen.Code {
	fields := jen.Nil()
	if e.Value != nil && len(e.Value.Value.(*model.StructLiteral).Fields) > 0 {
		fields = p.pattern(e.Value)
	}
	return jen.Qual(pkgScenarioTest, "Like").Types(jen.Qual(p.ctx.Import, e.Event.GoName)).Call(fields)
}

func metaLiteral(meta model.ScenarioMeta) jen.Code {
	var parts []jen.Code
	for _, part := range []struct{ name, value string }{
		{"Actor", meta.Actor},
		{"Tenant", meta.Tenant},
		{"CorrelationID", meta.CorrelationID},
		{"CausationID", meta.CausationID},
	} {
		if part.value != "" {
			parts = append(parts, jen.Id(part.name).Op(":").Lit(part.value))
		}
	}
	return jen.Qual(pkgScenarioTest, "Meta").Values(parts...)
}

// arguments are a call's: one a line if they are many or long.
func arguments(args []jen.Code, width int) *jen.Statement {
	if len(args) == 1 && width <= lineWidth {
		return jen.Call(args...)
	}
	return jen.Custom(jen.Options{Open: "(", Close: ")", Separator: ",", Multi: true}, args...)
}

func orElse[T any](own *T, general T) T {
	if own != nil {
		return *own
	}
	return general
}
