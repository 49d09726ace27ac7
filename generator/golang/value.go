package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// valueDecls declares a value: a struct and how it is compared, copied and
// checked.
func (p *pkg) valueDecls(v *model.Value) []jen.Code {
	return p.plainDecls(plain{
		goName: v.GoName,
		typ:    p.ctx.Name + "." + v.Name,
		doc:    typeDoc(v.GoName, "a value", v.Doc),
		fields: v.Fields,
		rules:  v.Rules,
	})
}

// plain is a value or a variant of a union.
type plain struct {
	goName string
	typ    string // for errors: "orders.Money"
	doc    jen.Code
	fields []*model.Field
	rules  []*model.Rule
	marker jen.Code // of a union
}

func (p *pkg) plainDecls(x plain) []jen.Code {
	recv := receiver(x.goName, valueKind)
	decls := []jen.Code{commented(x.doc, p.structDecl(x.goName, x.fields))}
	if x.marker != nil {
		decls = append(decls, x.marker)
	}
	decls = append(decls, p.equalMethod(recv, x.goName, x.fields))
	decls = append(decls, p.cloneMethod(recv, x.goName, x.fields, false)...)
	check := &checker{pkg: p, recv: recv, goName: x.goName, fields: x.fields, rules: x.rules, root: "this", within: true}
	decls = append(decls, check.validateDecls(jen.Lit(x.typ))...)
	decls = append(decls, check.violationsDecls()...)
	if sensitive(x.fields) {
		decls = append(decls, p.logValue(recv, x.goName, x.fields)...)
	}
	return decls
}
