package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// idDecls declares the type of an aggregate's id. One of another context's has
// no constructor: only that context makes them.
func idDecls(id *model.ID) []jen.Code {
	of := withArticle(id.Aggregate.GoName)
	if id.Foreign() {
		of += " of context " + id.Aggregate.Context.Name
	}
	decls := []jen.Code{commented(
		comment(id.GoName+" names "+of+"."),
		jen.Type().Id(id.GoName).String())}
	if make := newID(id); make != nil && !id.Foreign() {
		decls = append(decls, commented(
			comment("New"+id.GoName+" makes an id. Ids sort by the time they were made."),
			jen.Func().Id("New"+id.GoName).Params().Id(id.GoName).Block(
				jen.Return(jen.Id(id.GoName).Call(make)))))
	}
	check, message := "ValidID", "%q isn't printable text of 1 to 200 bytes"
	if id.Format == model.IDUUID {
		check, message = "ValidUUID", "%q isn't a UUID in lower case"
	}
	return append(decls, parseDecl(id.GoName, "checks that s can be an id",
		jen.Op("!").Qual(pkgOrchestrix, check).Call(jen.Id("s")), message))
}

// newID is the text of a new id in Go; nil if it comes from outside.
func newID(id *model.ID) jen.Code {
	switch id.Format {
	case model.IDPrefix:
		return jen.Qual(pkgOrchestrix, "NewTypeID").Call(jen.Lit(id.Prefix))
	case model.IDUUID:
		return jen.Qual(pkgOrchestrix, "NewUUID").Call()
	}
	return nil
}
