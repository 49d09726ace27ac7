package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
)

// typesFile writes types_gen.go: enums, ids, values and unions of the context's
// own.
func (p *pkg) typesFile() (*generator.File, error) {
	f := p.newFile()
	declare(f, commented(
		comment("The code of this package needs a runtime that is at least as new."),
		jen.Const().Id("_").Op("=").Qual(pkgOrchestrix, "IsAtLeastV1")))
	for _, e := range p.ctx.Enums {
		if e.Of == nil {
			declare(f, enumDecls(e)...)
		}
	}
	for _, id := range p.ctx.IDs {
		declare(f, idDecls(id)...)
	}
	for _, v := range p.ctx.Values {
		if v.Of == nil {
			declare(f, p.valueDecls(v)...)
		}
	}
	for _, u := range p.ctx.Unions {
		if u.Of == nil {
			declare(f, p.unionDecls(u)...)
		}
	}
	return p.rendered("types_gen.go", f)
}
