package golang

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// moduleFile writes module_gen.go: the context as a program uses it. There is
// none for one of types only.
func (p *pkg) moduleFile() (*generator.File, error) {
	if !p.hasModule() {
		return nil, nil
	}
	f := p.newFile()
	if len(p.ctx.Asks) > 0 {
		declare(f, p.asksDecl())
	}
	declare(f, p.moduleDecls()...)
	for _, a := range p.ctx.Aggregates {
		for _, c := range a.Commands {
			declare(f, commandMethod(c))
		}
		declare(f, loaders(a)...)
	}
	declare(f, p.sendMethod())
	declare(f, p.readModelMethods()...)
	declare(f, p.reactionMethods()...)
	if decl := p.backfillMethod(); decl != nil {
		declare(f, decl)
	}
	return p.rendered("module_gen.go", f)
}

// hasModule says that the context does something.
func (p *pkg) hasModule() bool {
	return len(p.ctx.Aggregates)+len(p.ctx.ReadModels)+len(p.ctx.Policies)+len(p.ctx.Processes) > 0
}

// asksDecl declares what the outside answers.
func (p *pkg) asksDecl() jen.Code {
	var methods []jen.Code
	for _, ask := range p.ctx.Asks {
		methods = append(methods, documented(ask.Doc, "", p.askSignature(ask))...)
	}
	return commented(comment("Asks is written by hand: what only the outside knows."),
		jen.Type().Id("Asks").Interface(methods...))
}

func (p *pkg) askSignature(ask *model.Ask) *jen.Statement {
	params := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	for _, param := range ask.Params {
		params = append(params, jen.Id(p.paramName(param.GoName)).Add(p.goType(param.Type)))
	}
	return jen.Id(ask.GoName).Params(params...).Params(p.goType(ask.Type), jen.Error())
}

// paramName is a parameter's name that hides nothing which a signature, or a
// hand-written method with it, is likely to use.
func (p *pkg) paramName(name string) string {
	return (&frame{pkg: p, taken: []string{"ctx", "asks", "answer", "err", "errors"}}).local(name)
}

// moduleDecls declare the module and how it is made.
func (p *pkg) moduleDecls() []jen.Code {
	fields := []jen.Code{jen.Id("engine").Op("*").Qual(pkgOrchestrix, "Engine")}
	values := []jen.Code{jen.Id("engine").Op(":").Id("engine")}
	outside := func(name, typ string) {
		fields = append(fields, jen.Id(name).Id(typ))
		values = append(values, jen.Id(name).Op(":").Id(name))
	}
	for _, a := range p.ctx.Aggregates {
		if decidesInGo(a) {
			outside(deciderField(a), deciderType(a))
		}
	}
	if len(p.ctx.Asks) > 0 {
		outside("asks", "Asks")
	}
	if p.hasEffects() {
		outside("effects", "Effects")
	}
	params := fields
	for _, rm := range p.ctx.ReadModels {
		if rm.ProjectGo {
			params = append(params[:len(params):len(params)], jen.Id(projectorField(rm)).Id(projectorType(rm)))
		}
		fields = append(fields[:len(fields):len(fields)], jen.Id(queriesField(rm)).Id(rm.QueriesType))
		values = append(values, jen.Id(queriesField(rm)).Op(":").Add(readModelValue(rm)))
	}
	module := jen.Op("&").Id("Module").Values(values...)
	if len(p.ctx.ReadModels) > 0 {
		module = jen.Op("&").Id("Module").Add(lines("{", "}", values...))
	}
	body := []jen.Code{jen.Return(module)}
	if inline := p.projectInline(); inline != nil {
		body = []jen.Code{jen.Id("m").Op(":=").Add(module), inline, jen.Return(jen.Id("m"))}
	}
	return []jen.Code{
		commented(comment("Module is the context "+p.ctx.Name+" over one store. It is safe for concurrent use."),
			jen.Type().Id("Module").Struct(fields...)),
		commented(comment("NewModule wires the context to an engine."),
			jen.Func().Id("NewModule").Params(params...).Op("*").Id("Module").Block(body...)),
	}
}

// commandMethod declares the method that carries out a command.
func commandMethod(c *model.Command) jen.Code {
	return commented(methodDoc(c),
		onModule(c.GoName).Params(
			jen.Id("ctx").Qual("context", "Context"),
			jen.Id("cmd").Id(c.GoName),
			jen.Id("options").Op("...").Qual(pkgOrchestrix, "Option")).
			Params(jen.Qual(pkgOrchestrix, "Receipt"), jen.Error()).Block(
			jen.Return(jen.Qual(pkgOrchestrix, "Execute").Call(
				jen.Id("ctx"), jen.Id("m").Dot("engine"), jen.Id("m").Dot("handle"+c.GoName).Call(jen.Op("&").Id("cmd")),
				jen.Id("options").Op("...")))))
}

// sendMethod declares the method that carries out any command.
func (p *pkg) sendMethod() jen.Code {
	var cases []jen.Code
	for _, a := range p.ctx.Aggregates {
		for _, c := range a.Commands {
			cases = append(cases, jen.Case(jen.Id(c.GoName)).Block(
				jen.Return(jen.Id("m").Dot(c.GoName).Call(jen.Id("ctx"), jen.Id("c"), jen.Id("options").Op("...")))))
		}
	}
	return commented(comment("Send carries out a command of "+p.ctx.Name+" by its type, for an [orchestrix.Bus]."),
		onModule("Send").Params(
			param("ctx", cases != nil, jen.Qual("context", "Context")),
			jen.Id("command").Qual(pkgOrchestrix, "Command"),
			param("options", cases != nil, jen.Op("...").Qual(pkgOrchestrix, "Option")),
		).Params(jen.Qual(pkgOrchestrix, "Receipt"), jen.Error()).Block(
			onType("c", "command", cases),
			jen.Return(jen.Qual(pkgOrchestrix, "Receipt").Values(), jen.Qual(pkgOrchestrix, "UnknownCommand").Call(jen.Id("command")))))
}

// methodDoc says what a command does, as far as the model does.
func methodDoc(c *model.Command) *jen.Statement {
	return comment(strings.TrimSpace(c.GoName + " carries out the command. " + sentence(c.Doc)))
}

// loaders declare the methods that read an aggregate's state.
func loaders(a *model.Aggregate) []jen.Code {
	ctx, id := jen.Id("ctx").Qual("context", "Context"), jen.Id("id").Id(a.ID.GoName)
	version := jen.Qual(pkgOrchestrix, "Version")
	args := []jen.Code{jen.Id("ctx"), jen.Id("m").Dot("engine"), jen.Id(aggregateName(a)), jen.String().Call(jen.Id("id"))}
	return []jen.Code{
		commented(comment(a.GoName+" gives the current state and its version."),
			onModule(a.GoName).Params(ctx, id).Params(jen.Id(a.GoName), version, jen.Error()).Block(
				jen.Return(jen.Qual(pkgOrchestrix, "Load").Call(args...)))),
		commented(comment(a.GoName+"At gives the state as it was at a version, also of one that has ended."),
			onModule(a.GoName+"At").Params(ctx, id, jen.Id("version").Add(version)).Params(jen.Id(a.GoName), jen.Error()).Block(
				jen.Return(jen.Qual(pkgOrchestrix, "LoadAt").Call(append(args, jen.Id("version"))...)))),
	}
}

func onModule(name string) *jen.Statement {
	return jen.Func().Params(jen.Id("m").Op("*").Id("Module")).Id(name)
}
