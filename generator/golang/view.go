package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// viewsFile writes views_gen.go: other contexts' events as this one sees them,
// and the types of what they hold. They are read and never written, so they have
// decoders only, which take whatever is there.
func (p *pkg) viewsFile() (*generator.File, error) {
	if len(p.ctx.Views) == 0 {
		return nil, nil
	}
	f := p.newFile()
	for _, v := range p.ctx.Views {
		declare(f, p.viewDecls(v)...)
	}
	for _, e := range p.ctx.Enums {
		if e.Of != nil {
			declare(f, openEnumDecls(e)...)
		}
	}
	for _, v := range p.ctx.Values {
		if v.Of != nil {
			declare(f, p.viewedValueDecls(v.GoName, typeDoc(v.GoName, "a value of context "+v.Of.Context.Name, v.Doc), "", v.Fields)...)
		}
	}
	for _, u := range p.ctx.Unions {
		if u.Of != nil {
			declare(f, p.viewedUnionDecls(u)...)
		}
	}
	return p.rendered("views_gen.go", f)
}

// viewDecls declare one event of another context.
func (p *pkg) viewDecls(v *model.View) []jen.Code {
	c := codec{goName: v.GoName, kind: eventKind, fields: v.Fields, viewed: true}
	return append([]jen.Code{
		commented(typeDoc(v.GoName, "what this context sees of "+v.Event.WireType, v.Doc), p.structDecl(v.GoName, v.Fields)),
		p.decodeDecl(c),
		unmarshalDecl(c),
	}, p.logValue(c.receiver(), v.GoName, v.Fields)...)
}

// openEnumDecls declare an enum of another context, in which words that aren't
// known here are kept.
func openEnumDecls(e *model.Enum) []jen.Code {
	return []jen.Code{
		commented(typeDoc(e.GoName, "a word of context "+e.Of.Context.Name+", which may have more of them than are known here", e.Doc),
			jen.Type().Id(e.GoName).String()),
		commented(comment("The words of "+e.GoName+" that are known."), jen.Const().Defs(enumConstants(e)...)),
	}
}

// viewedValueDecls declare a value, or a variant of a union, of another context.
func (p *pkg) viewedValueDecls(goName string, doc jen.Code, variant string, fields []*model.Field) []jen.Code {
	c := codec{goName: goName, kind: valueKind, variant: variant, fields: fields, viewed: true}
	decls := []jen.Code{
		commented(doc, p.structDecl(goName, fields)),
		p.equalMethod(c.receiver(), goName, fields),
	}
	decls = append(decls, p.cloneMethod(c.receiver(), goName, fields, false)...)
	decls = append(decls, p.decodeDecl(c))
	if sensitive(fields) {
		decls = append(decls, p.logValue(c.receiver(), goName, fields)...)
	}
	return decls
}

func (p *pkg) viewedUnionDecls(u *model.Union) []jen.Code {
	var variants []string
	for _, v := range u.Variants {
		variants = append(variants, v.GoName)
	}
	decls := []jen.Code{
		commented(typeDoc(u.GoName, "exactly one of "+orList(variants)+", of context "+u.Of.Context.Name, u.Doc),
			jen.Type().Id(u.GoName).Interface(jen.Id(unionMarker(u)).Params())),
		p.equalUnion(u),
	}
	if sharing(&model.Type{Kind: model.UnionRef, Union: u}) {
		decls = append(decls, p.cloneUnion(u))
	}
	decls = append(decls, p.decodeUnion(u))
	for _, v := range u.Variants {
		decls = append(decls, marker(v.GoName, unionMarker(u)))
		decls = append(decls, p.viewedValueDecls(v.GoName, typeDoc(v.GoName, withArticle(u.GoName), v.Doc), v.Name, v.Fields)...)
	}
	return decls
}
