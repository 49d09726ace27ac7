package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

const pkgSlog = "log/slog"

// logValue declares what a log shows of a struct: all fields, without what is
// personal or secret. Where there is such a thing it is also what fmt prints.
func (p *pkg) logValue(recv, goName string, fields []*model.Field) []jen.Code {
	var attrs []jen.Code
	for _, f := range fields {
		attrs = append(attrs, p.attr(f, jen.Id(recv).Dot(f.GoName)))
	}
	logValue := func(doc string) jen.Code {
		return commented(comment(doc), method(recv, goName, "LogValue").Params().Qual(pkgSlog, "Value").Block(
			jen.Return(jen.Qual(pkgSlog, "GroupValue").Add(lines("(", ")", attrs...)))))
	}
	if !sensitive(fields) {
		return []jen.Code{logValue("LogValue is what a log shows.")}
	}
	printed := func(name, doc string) jen.Code {
		return commented(comment(doc), method(recv, goName, name).Params().String().Block(
			jen.Return(jen.Id(recv).Dot("LogValue").Call().Dot("String").Call())))
	}
	decls := []jen.Code{
		logValue("LogValue is what a log shows: nothing that is personal or secret."),
		printed("GoString", "GoString is what a log shows, for the verb %#v."),
	}
	if slices.ContainsFunc(fields, func(f *model.Field) bool { return f.GoName == "String" }) {
		return decls // a field may be named string
	}
	return append(decls, printed("String", "String is what a log shows, for fmt."))
}

// attr is one field in a log.
func (p *pkg) attr(f *model.Field, x *jen.Statement) jen.Code {
	key := jen.Lit(f.Name)
	if f.Sensitivity != model.Plain || redactedAsAWhole(f.Type) {
		return jen.Qual(pkgSlog, "String").Call(key, jen.Lit("[redacted]"))
	}
	switch t := f.Type; t.Kind {
	case model.String:
		return jen.Qual(pkgSlog, "String").Call(key, x)
	case model.IDRef, model.EnumRef:
		return jen.Qual(pkgSlog, "String").Call(key, jen.String().Call(x))
	case model.Bool:
		return jen.Qual(pkgSlog, "Bool").Call(key, x)
	case model.Int64:
		return jen.Qual(pkgSlog, "Int64").Call(key, x)
	case model.Int32:
		return jen.Qual(pkgSlog, "Int64").Call(key, jen.Int64().Call(x))
	case model.Uint64:
		return jen.Qual(pkgSlog, "Uint64").Call(key, x)
	case model.Uint32:
		return jen.Qual(pkgSlog, "Uint64").Call(key, jen.Uint64().Call(x))
	case model.Float64:
		return jen.Qual(pkgSlog, "Float64").Call(key, x)
	case model.Timestamp:
		return jen.Qual(pkgSlog, "Time").Call(key, x)
	case model.Duration:
		return jen.Qual(pkgSlog, "Duration").Call(key, x)
	case model.Optional:
		if !nilIsAbsent(t.Elem) {
			return jen.Qual(pkgValues, "Attr").Call(key, x)
		}
	}
	return jen.Qual(pkgSlog, "Any").Call(key, x)
}

// redactedAsAWhole says that a collection holds values that would be asked for
// their LogValue if they stood alone; in a collection slog doesn't ask.
func redactedAsAWhole(t *model.Type) bool {
	switch t.Kind {
	case model.List, model.Map:
		return holdsSensitive(t.Elem)
	case model.Optional:
		return redactedAsAWhole(t.Elem)
	}
	return false
}

// sensitive says that a struct has something that must not reach a log.
func sensitive(fields []*model.Field) bool {
	for _, f := range fields {
		if f.Sensitivity != model.Plain || holdsSensitive(f.Type) {
			return true
		}
	}
	return false
}

func holdsSensitive(t *model.Type) bool {
	marked := func(fields []*model.Field) bool {
		for _, f := range fields {
			if f.Sensitivity != model.Plain {
				return true
			}
		}
		return false
	}
	return holds(t, func(t *model.Type) bool {
		switch t.Kind {
		case model.ValueRef:
			return marked(t.Value.Fields)
		case model.UnionRef:
			for _, v := range t.Union.Variants {
				if marked(v.Fields) {
					return true
				}
			}
		}
		return false
	})
}
