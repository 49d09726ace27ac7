package golang

import (
	"path"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// kitExamples writes an aggregate's part of the test kit: an example of each of
// its commands and events, which a test changes where it matters.
func (p *pkg) kitExamples(a *model.Aggregate) (*generator.File, error) {
	if len(a.Commands)+len(a.Events) == 0 {
		return nil, nil
	}
	f := p.newSideFile(p.kitImport(), p.kitPackage())
	for _, c := range a.Commands {
		p.example(f, c.GoName, "c", c.Fields)
	}
	for _, e := range a.Events {
		p.example(f, e.GoName, "e", e.Fields)
	}
	return p.rendered(path.Join(p.kitPackage(), p.filePrefix(a)+"_examples_gen.go"), f)
}

// example is a function that makes one message.
func (p *pkg) example(f *jen.File, goName, variable string, fields []*model.Field) {
	name := p.exampleName(goName)
	literal := samples{}.message(fields)
	parts := p.structFields(literal.Value.(*model.StructLiteral))
	message := jen.Qual(p.ctx.Import, goName)
	change := jen.Func().Params(jen.Op("*").Add(message.Clone()))
	f.Comment(name + " is an example of " + p.ctx.Package + "." + goName + ", changed where a test needs it to be.")
	// A field a line: what a change of one field changes speaks of it alone.
	f.Func().Id(name).Params(jen.Id("changes").Op("...").Add(change)).Add(message.Clone()).Block(
		jen.Id(variable).Op(":=").Add(message.Clone()).Custom(jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}, parts...),
		jen.For(jen.List(jen.Id("_"), jen.Id("change")).Op(":=").Range().Id("changes")).Block(
			jen.Id("change").Call(jen.Op("&").Id(variable)),
		),
		jen.Return(jen.Id(variable)),
	)
}

// kitNames are what the fixture of a kit is made of.
var kitNames = map[string]bool{"New": true, "NewOn": true, "Fixture": true, "Scenario": true, "Answers": true}

// exampleName is the message's own unless the kit uses that for something else.
func (p *pkg) exampleName(goName string) string {
	name := goName
	for kitNames[name] || name != goName && p.isMessage(name) {
		name += "Example"
	}
	return name
}

// isMessage says that a command or an event of the context has a name.
func (p *pkg) isMessage(goName string) bool {
	for _, a := range p.ctx.Aggregates {
		if slices.ContainsFunc(a.Commands, func(c *model.Command) bool { return c.GoName == goName }) ||
			slices.ContainsFunc(a.Events, func(e *model.Event) bool { return e.GoName == goName }) {
			return true
		}
	}
	return false
}
