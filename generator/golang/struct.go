package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// structDecl declares a struct with the fields of a value, variant, command,
// event, state or rejection.
func (p *pkg) structDecl(goName string, fields []*model.Field) *jen.Statement {
	var items []jen.Code
	for _, f := range fields {
		items = append(items, documented(f.Doc, f.Deprecated, jen.Id(f.GoName).Add(p.goType(f.Type)))...)
	}
	return jen.Type().Id(goName).Struct(items...)
}

// method begins a method of a struct: func (x Money) Equal.
func method(receiver, goName, name string) *jen.Statement {
	return jen.Func().Params(jen.Id(receiver).Id(goName)).Id(name)
}

// lines is a list of arguments or elements with a line for each, so that one
// more is one more line.
func lines(open, end string, items ...jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Open: open, Close: end, Separator: ",", Multi: true}, items...)
}

// declare adds declarations to a file, with an empty line before each.
func declare(f *jen.File, decls ...jen.Code) {
	for _, decl := range decls {
		f.Line().Add(decl)
	}
}

// commented puts a comment before a declaration. Both begin their lines, which
// is how go/format sees that the comment documents something.
func commented(c, decl jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Multi: true}, c, decl)
}

// oneALine are the alternatives of a case, each on a line.
func oneALine(items []jen.Code) *jen.Statement {
	s := jen.Add(items[0])
	for _, item := range items[1:] {
		s.Op(",").Line().Add(item)
	}
	return s
}

// short is a body of one statement on one line.
func short(statement jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Open: "{ ", Close: " }"}, statement)
}

// constant is a method without a receiver's name that gives a constant.
func constant(goName, name string, typ, value jen.Code) *jen.Statement {
	return jen.Func().Params(jen.Id(goName)).Id(name).Params().Add(typ).Add(short(jen.Return(value)))
}
