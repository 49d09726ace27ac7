package golang

import (
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// policyScenarios writes the policies' examples as tests; nil if there are none.
func (p *pkg) policyScenarios() (*generator.File, error) {
	f := p.scenarioFile()
	any := false
	for _, policy := range p.ctx.Policies {
		if len(policy.Scenarios) > 0 {
			any = true
			p.reactionTests(f, policy.GoName, policy.Name, policy.Wire, policy.Scenarios)
		}
	}
	if !any {
		return nil, nil
	}
	return p.rendered("policies_scenarios_gen_test.go", f)
}

// processScenarios writes a process's examples as tests; nil if it has none.
func (p *pkg) processScenarios(process *model.Process) (*generator.File, error) {
	if len(process.Scenarios) == 0 {
		return nil, nil
	}
	f := p.scenarioFile()
	p.reactionTests(f, process.GoName, process.Name, process.Wire, process.Scenarios)
	return p.rendered(p.processPrefix(process)+"_scenarios_gen_test.go", f)
}

func (p *pkg) reactionTests(f *jen.File, goName, name, wire string, scenarios []*model.ReactionScenario) {
	var tests []jen.Code
	for i, s := range scenarios {
		if i > 0 {
			tests = append(tests, jen.Line())
		}
		tests = append(tests, p.scenarioTest(s.Name, p.reactionScenario(s, wire)))
	}
	f.Comment("Test" + goName + "Scenarios are the examples of " + name + " in the model.")
	f.Func().Id("Test" + goName + "Scenarios").Params(jen.Id("t").Op("*").Qual("testing", "T")).Block(tests...)
}

// reactionScenario is one example.
func (p *pkg) reactionScenario(s *model.ReactionScenario, wire string) []jen.Code {
	w := &scenarioWriter{p: p}
	w.now(s.Now)
	w.as(s.Meta)
	w.ids(s.IDs)
	w.call("About", jen.Lit(wire))
	for i, step := range s.Steps {
		if i > 0 {
			w.line(jen.Line())
		}
		w.reactionStep(s, step)
	}
	return w.lines
}

func (w *scenarioWriter) reactionStep(s *model.ReactionScenario, step *model.ReactionStep) {
	if step.Now != nil {
		w.now(*step.Now)
	}
	w.as(orElse(step.Meta, s.Meta))
	w.ids(step.IDs)
	w.given(step.Given)
	switch {
	case step.When != nil:
		w.line(jen.Id("f").Dot("Happens").Add(arguments([]jen.Code{w.p.givenEvent(step.When)}, literalWidth(step.When.Value)+30)))
	case step.Timeout != "":
		w.line(instanceCall(step, "TimesOut", jen.Lit(step.Timeout)))
	case step.Passes != 0:
		w.currentNow = time.Time{}
		w.call("Passes", durationLiteral(step.Passes))
	}
	if step.HasSends {
		w.sends(step.Sends)
	}
	if step.State != nil {
		w.line(instanceCall(step, "Is", w.p.pattern(step.State)))
	}
	if step.Ended != nil {
		w.line(instanceCall(step, "Ended", jen.Lit(*step.Ended)))
	}
}

// instanceCall calls a method of the instance that a step is about.
func instanceCall(step *model.ReactionStep, method string, arg jen.Code) jen.Code {
	var key []jen.Code
	if step.Key != "" {
		key = append(key, jen.Lit(step.Key))
	}
	return jen.Id("f").Dot("Instance").Call(key...).Dot(method).Call(arg)
}

func (w *scenarioWriter) sends(sent []*model.SentCommand) {
	if len(sent) == 0 {
		w.call("Sends")
		return
	}
	var commands []jen.Code
	width := 0
	for _, c := range sent {
		fields := jen.Code(jen.Nil())
		if c.Value != nil && len(c.Value.Value.(*model.StructLiteral).Fields) > 0 {
			fields = w.p.pattern(c.Value)
		}
		commands = append(commands, jen.Qual(pkgScenarioTest, "Sent").Types(jen.Qual(w.p.ctx.Import, c.Command.GoName)).Call(fields))
		width += literalWidth(c.Value) + len(c.Command.GoName) + 30
	}
	w.line(jen.Id("f").Dot("Sends").Add(arguments(commands, width)))
}
