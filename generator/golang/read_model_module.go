package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// queriesField is the module's field for a read model's queries.
func queriesField(rm *model.ReadModel) string { return lowerFirst(rm.QueriesType) }

// readModelValue is a read model in the engine's store, with its queries.
func readModelValue(rm *model.ReadModel) jen.Code {
	kept := jen.Id(readModelName(rm))
	if rm.ProjectGo {
		kept = kept.Call(jen.Id(projectorField(rm)))
	}
	return jen.Id(rm.QueriesType).Values(kept.Dot("In").Call(jen.Id("engine")))
}

// projectInline has the engine write the read models that are inline; nil without
// any.
func (p *pkg) projectInline() jen.Code {
	var inline []jen.Code
	for _, rm := range p.ctx.ReadModels {
		if rm.Inline {
			inline = append(inline, jen.Id("m").Dot(queriesField(rm)).Dot("Inline").Call())
		}
	}
	if inline == nil {
		return nil
	}
	return jen.Id("engine").Dot("ProjectInline").Call(inline...)
}

// readModelMethods are the module's methods for its read models. Every module can be
// migrated, so that a program does so for all, and for the first read model of one, too.
func (p *pkg) readModelMethods() []jen.Code {
	if len(p.ctx.ReadModels) == 0 {
		return []jen.Code{commented(comment("Migrate makes the tables of read models, of which there are none."),
			onModule("Migrate").Params(jen.Qual("context", "Context")).Error().Block(jen.Return(jen.Nil())))}
	}
	var decls, members []jen.Code
	for _, rm := range p.ctx.ReadModels {
		decls = append(decls, commented(comment(rm.Plural+" finds rows of ["+rm.GoName+"]. "+sentence(rm.Doc)),
			onModule(rm.Plural).Params().Id(rm.QueriesType).Block(jen.Return(jen.Id("m").Dot(queriesField(rm))))))
		members = append(members, jen.Id("m").Dot(queriesField(rm)))
	}
	set := append([]jen.Code{jen.Lit(p.ctx.Name), jen.Id("m").Dot("engine").Dot("Store").Call()}, members...)
	return append(decls,
		commented(comment("ReadModels are the read models, for who makes, lists and drops their tables."),
			onModule("ReadModels").Params().Op("*").Qual(pkgReadModel, "Set").Block(
				jen.Return(jen.Qual(pkgReadModel, "NewSet").Add(lines("(", ")", set...))))),
		commented(comment("Migrate makes the tables of read models that aren't there yet."),
			onModule("Migrate").Params(ctxParam()).Error().Block(
				jen.Return(jen.Id("m").Dot("ReadModels").Call().Dot("Migrate").Call(jen.Id("ctx"))))))
}

// readModelSubscriptions are expressions, each the subscription of a read model.
func (p *pkg) readModelSubscriptions() []jen.Code {
	var all []jen.Code
	for _, rm := range p.ctx.ReadModels {
		if !rm.Inline {
			all = append(all, jen.Id("m").Dot(queriesField(rm)).Dot("Subscription").Call())
		}
	}
	return all
}
