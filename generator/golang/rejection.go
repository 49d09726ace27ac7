package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// rejectionDecls declares a named refusal: an error that a decision returns.
func (p *pkg) rejectionDecls(r *model.Rejection) []jen.Code {
	fr := &frame{pkg: p, locals: map[string]string{}}
	for _, f := range r.Fields {
		fr.locals[f.Name] = "r." + f.GoName
	}
	var body []jen.Code
	if fr.messageFails(r.Message) {
		body = append(body, fr.errors())
	}
	body = append(body, jen.Return(fr.message(r.Message)))
	decls := []jen.Code{
		commented(typeDoc(r.GoName, "a refusal that a decision may return", r.Doc), p.structDecl(r.GoName, r.Fields)),
		commented(comment("Error is what the model says."),
			jen.Func().Params(jen.Id("r").Op("*").Id(r.GoName)).Id("Error").Params().String().Block(body...)),
	}
	if told := open(r.Fields); told != nil {
		decls = append(decls, p.appendDecl(codec{goName: r.GoName, kind: rejectionKind, fields: told}))
	}
	return decls
}

// open are the fields of a rejection that whoever sent the command is told of:
// those without anything personal or secret.
func open(fields []*model.Field) (open []*model.Field) {
	for _, f := range fields {
		if !sensitive([]*model.Field{f}) {
			open = append(open, f)
		}
	}
	return open
}
