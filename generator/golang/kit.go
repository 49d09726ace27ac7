package golang

import (
	"path"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// kitPackage is a context's test kit: orderstest, in a folder of that name.
func kitPackage(c *model.Context) string { return c.Package + "test" }

func (p *pkg) kitPackage() string { return kitPackage(p.ctx) }

func (p *pkg) kitImport() string { return p.ctx.Import + "/" + p.kitPackage() }

// kit writes the fixture of the context's test kit; nil if there is nothing to
// test.
func (p *pkg) kit() (*generator.File, error) {
	if !p.hasModule() {
		return nil, nil
	}
	f := p.newSideFile(p.kitImport(), p.kitPackage())
	f.PackageComment("Package " + p.kitPackage() + " is for tests of " + p.ctx.Package + ": a fixture to say given, when and")
	f.PackageComment("then with, and examples of its events and commands.")
	p.kitFixture(f)
	p.kitNew(f)
	p.kitScenario(f)
	for _, a := range p.ctx.Aggregates {
		p.kitState(f, a)
	}
	if len(p.ctx.Asks) > 0 {
		p.kitAnswers(f)
	}
	p.kitStream(f)
	return p.rendered(path.Join(p.kitPackage(), "kit_gen.go"), f)
}

func (p *pkg) kitFixture(f *jen.File) {
	fields := []jen.Code{
		jen.Op("*").Qual(pkgScenarioTest, "Fixture"),
		jen.Id("Module").Op("*").Qual(p.ctx.Import, "Module"),
	}
	if len(p.ctx.Asks) > 0 {
		fields = append(fields, jen.Id("Answers").Id("Answers"))
	}
	f.Add(comment("Fixture is the context " + p.ctx.Name + " on a store of its own, with a clock that stands still " +
		"and ids from a script. Given, When, Then and the like are its embedded fixture's."))
	f.Type().Id("Fixture").Struct(fields...)
}

func (p *pkg) kitNew(f *jen.File) {
	f.Comment("New makes a fixture on an empty store in memory.")
	f.Func().Id("New").Params(jen.Id("t").Qual("testing", "TB")).Op("*").Id("Fixture").Block(
		jen.Return(jen.Id("NewOn").Call(jen.Id("t"), jen.Qual(pkgMemory, "New").Call())))

	module := []jen.Code{jen.Id("f").Dot("Engine").Call()}
	for _, a := range p.ctx.Aggregates {
		if decidesInGo(a) {
			module = append(module, jen.Qual(p.ctx.Import, "New"+a.GoName+"Decider").Call())
		}
	}
	if len(p.ctx.Asks) > 0 {
		module = append(module, jen.Id("outside").Values(jen.Id("f")))
	}
	if p.hasEffects() {
		module = append(module, jen.Qual(p.ctx.Import, "NewEffects").Call())
	}
	for _, rm := range p.ctx.ReadModels {
		if rm.ProjectGo {
			module = append(module, jen.Qual(p.ctx.Import, "New"+projectorType(rm)).Call())
		}
	}
	f.Comment("NewOn makes a fixture on a store that is empty.")
	f.Func().Id("NewOn").Params(
		jen.Id("t").Qual("testing", "TB"), jen.Id("store").Qual(pkgOrchestrix, "Store"),
	).Op("*").Id("Fixture").Block(
		jen.Id("f").Op(":=").Op("&").Id("Fixture").Values(),
		jen.Id("f").Dot("Fixture").Op("=").Qual(pkgScenarioTest, "New").Call(
			jen.Id("t"), jen.Id("store"), jen.Id("stream")),
		jen.Id("f").Dot("Module").Op("=").Qual(p.ctx.Import, "NewModule").Call(module...),
		jen.Id("f").Dot("CarriesOut").Call(jen.Id("f").Dot("Module")),
		p.kitClaims(),
		p.kitProjects(),
		p.kitReacts(),
		jen.Return(jen.Id("f")),
	)
}

// kitClaims has what is given claim its unique values, if there are any.
func (p *pkg) kitClaims() jen.Code {
	if p.claiming() == nil {
		return jen.Null()
	}
	return jen.Id("f").Dot("Claims").Call(jen.Id("f").Dot("Module").Dot(backfillName))
}

// kitProjects tells the fixture of the read models, if there are any.
func (p *pkg) kitProjects() jen.Code {
	if len(p.ctx.ReadModels) == 0 {
		return jen.Null()
	}
	return jen.Id("f").Dot("Projects").Call(jen.Id("f").Dot("Module").Dot("ReadModels").Call())
}

// kitReacts tells the fixture of the policies and processes, if there are any.
func (p *pkg) kitReacts() jen.Code {
	if len(p.reactions()) == 0 {
		return jen.Null()
	}
	return jen.Id("f").Dot("Reacts").Call(jen.Id("f").Dot("Module").Dot("Reactions").Call().Op("..."))
}

func decidesInGo(a *model.Aggregate) bool {
	for _, c := range a.Commands {
		if c.DecideGo {
			return true
		}
	}
	return false
}

func (p *pkg) kitScenario(f *jen.File) {
	f.Comment("Scenario runs a test of its own on every registered store.")
	f.Func().Id("Scenario").Params(
		jen.Id("t").Op("*").Qual("testing", "T"), jen.Id("name").String(), jen.Id("test").Func().Params(jen.Id("f").Op("*").Id("Fixture")),
	).Block(
		jen.Id("t").Dot("Run").Call(jen.Id("name"), jen.Func().Params(jen.Id("t").Op("*").Qual("testing", "T")).Block(
			jen.Qual(pkgScenarioTest, "EachStore").Call(jen.Id("t"), jen.Func().Params(
				jen.Id("t").Op("*").Qual("testing", "T"), jen.Id("store").Qual(pkgOrchestrix, "Store"),
			).Block(
				jen.Id("test").Call(jen.Id("NewOn").Call(jen.Id("t"), jen.Id("store"))),
			)),
		)),
	)
}

// kitState gives an aggregate's state, and compares it in part.
func (p *pkg) kitState(f *jen.File, a *model.Aggregate) {
	id := func() *jen.Statement { return jen.Id("id").Qual(p.ctx.Import, a.ID.GoName) }
	fixture := func() *jen.Statement { return jen.Id("f").Op("*").Id("Fixture") }
	helper := func() jen.Code { return jen.Id("f").Dot("T").Call().Dot("Helper").Call() }

	f.Comment("StateOf" + a.GoName + " is the state as the events so far tell, also after the end of it.")
	f.Func().Params(fixture()).Id("StateOf"+a.GoName).Params(id()).Qual(p.ctx.Import, a.GoName).Block(
		helper(),
		jen.Id("version").Op(":=").Id("f").Dot("Version").Call(jen.Lit(a.Category), jen.String().Parens(jen.Id("id"))),
		jen.List(jen.Id("state"), jen.Err()).Op(":=").Id("f").Dot("Module").Dot(a.GoName+"At").Call(
			jen.Id("f").Dot("Context").Call(), jen.Id("id"), jen.Id("version")),
		jen.If(jen.Err().Op("!=").Nil()).Block(
			jen.Id("f").Dot("T").Call().Dot("Fatal").Call(jen.Err()),
		),
		jen.Return(jen.Id("state")),
	)

	f.Comment(a.GoName + "Is compares the state; fields that are left out aren't compared.")
	f.Func().Params(fixture()).Id(a.GoName+"Is").Params(id(), jen.Id("want").Qual(pkgScenarioTest, "Fields")).Block(
		helper(),
		jen.Id("f").Dot("Fixture").Dot("StateIs").Call(jen.Id("f").Dot("StateOf"+a.GoName).Call(jen.Id("id")), jen.Id("want")),
	)
}

// kitStream says whose fact an event is.
func (p *pkg) kitStream(f *jen.File) {
	var cases []jen.Code
	for _, a := range p.ctx.Aggregates {
		for _, e := range a.Events {
			cases = append(cases, jen.Case(jen.Qual(p.ctx.Import, e.GoName)).Block(
				jen.Return(jen.Qual(pkgOrchestrix, "StreamID").Values(
					jen.Id("Category").Op(":").Lit(a.Category),
					jen.Id("ID").Op(":").String().Parens(jen.Id("e").Dot(a.IDField.GoName)),
				), jen.Nil())))
		}
	}
	f.Comment("stream says whose fact an event is.")
	f.Func().Id("stream").Params(jen.Id("event").Qual(pkgOrchestrix, "Event")).Params(jen.Qual(pkgOrchestrix, "StreamID"), jen.Error()).Block(
		onType("e", "event", cases),
		jen.Return(jen.Qual(pkgOrchestrix, "StreamID").Values(),
			jen.Qual("fmt", "Errorf").Call(jen.Lit("%T isn't an event of "+p.ctx.Name), jen.Id("event"))),
	)
}

// onType is a type switch; Go doesn't take one that names its value and has no
// case.
func onType(name, of string, cases []jen.Code) jen.Code {
	if len(cases) == 0 {
		return jen.Null()
	}
	return jen.Switch(jen.Id(name).Op(":=").Id(of).Assert(jen.Type())).Block(cases...)
}
