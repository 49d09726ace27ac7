package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
)

// typesFile writes types_gen.go: enums, ids, values and unions.
func (p *pkg) typesFile() (*generator.File, error) {
	f := p.newFile()
	declare(f, commented(
		comment("The code of this package needs a runtime that is at least as new."),
		jen.Const().Id("_").Op("=").Qual(pkgOrchestrix, "IsAtLeastV1")))
	for _, e := range p.ctx.Enums {
		declare(f, enumDecls(e)...)
	}
	for _, id := range p.ctx.IDs {
		declare(f, idDecls(id)...)
	}
	for _, v := range p.ctx.Values {
		declare(f, p.valueDecls(v)...)
	}
	for _, u := range p.ctx.Unions {
		declare(f, p.unionDecls(u)...)
	}
	return p.rendered("types_gen.go", f)
}
