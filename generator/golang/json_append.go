package golang

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// appendDecl declares AppendJSON. Each field has statements of its own, and its
// key stands in them as it does in JSON.
func (p *pkg) appendDecl(c codec) jen.Code {
	recv := c.receiver()
	decl := method(recv, c.goName, "AppendJSON").
		Params(jen.Id("b").Index().Byte()).
		Params(jen.Id("_").Index().Byte(), jen.Id("err").Error())
	return commented(comment("AppendJSON appends "+c.noun()+" as a JSON object."), decl.Block(p.appendBody(c)...))
}

func (p *pkg) appendBody(c codec) []jen.Code {
	if c.variant == "" && len(c.fields) == 0 {
		return []jen.Code{jen.Return(appendText("{}"), jen.Nil())}
	}
	var body []jen.Code
	before := "{" // what stands before a key; empty where only the running program knows
	switch {
	case c.variant != "":
		body = append(body, assignB(appendText(`{"type":`+jsonKey(c.variant))))
		before = ","
	case c.fields[0].Type.Kind == model.Optional:
		body = append(body, assignB(jen.Append(jen.Id("b"), jen.LitRune('{'))))
		before = ""
	}
	for _, f := range c.fields {
		body = append(body, p.appendField(c, f, before)...)
		if f.Type.Kind != model.Optional {
			before = ","
		}
	}
	return append(body, jen.Return(jen.Append(jen.Id("b"), jen.LitRune('}')), jen.Nil()))
}

func (p *pkg) appendField(c codec, f *model.Field, before string) []jen.Code {
	key := jsonKey(f.Wire) + ":"
	appendKey := assignB(appendText(before + key))
	if before == "" {
		appendKey = assignB(jen.Append(inJSON("Comma").Call(jen.Id("b")), rawLiteral(key).Op("...")))
	}
	field := jen.Id(c.receiver()).Dot(f.GoName)
	if f.Type.Kind != model.Optional {
		return []jen.Code{appendKey, p.appendOrFail(f, f.Type, field)}
	}
	elem := f.Type.Elem
	value := field.Clone()
	if !nilIsAbsent(elem) && elem.Kind != model.ValueRef {
		value = jen.Op("*").Add(value)
	}
	return []jen.Code{jen.If(field.Clone().Op("!=").Nil()).Block(appendKey, p.appendOrFail(f, elem, value))}
}

// appendOrFail appends a field's value, or returns its error with the key.
func (p *pkg) appendOrFail(f *model.Field, t *model.Type, value *jen.Statement) jen.Code {
	call := p.appendCall(t, value)
	if !appendFails(t) {
		return assignB(call)
	}
	at := "AtKey"
	if f.Sensitivity != model.Plain && showsInErrors(t) {
		at = "AtHiddenKey"
	}
	return jen.If(jen.List(jen.Id("b"), jen.Err()).Op("=").Add(call), jen.Err().Op("!=").Nil()).Block(
		jen.Return(jen.Nil(), inJSON(at).Call(jen.Err(), jen.Lit(f.Wire))))
}

// appendCall appends a value of a type to b. It gives the longer slice, and an
// error too if appendFails.
func (p *pkg) appendCall(t *model.Type, value *jen.Statement) *jen.Statement {
	switch t.Kind {
	case model.ValueRef:
		return value.Clone().Dot("AppendJSON").Call(jen.Id("b"))
	case model.List:
		if t.Elem.Kind == model.ValueRef {
			return inJSON("AppendObjects").Call(jen.Id("b"), value, p.goType(t.Elem).Dot("AppendJSON"))
		}
		return inJSON("AppendList"+ofFailing(t.Elem)).Call(jen.Id("b"), value, p.appender(t.Elem))
	case model.Map:
		return inJSON("AppendMap"+ofFailing(t.Elem)).Call(jen.Id("b"), value, p.appender(t.Elem))
	}
	function, _ := appendFunc(t)
	return function.Call(jen.Id("b"), value)
}

// appendFunc is the function that appends a value of a simple type; generic
// says that it has the type as its parameter.
func appendFunc(t *model.Type) (function *jen.Statement, generic bool) {
	switch t.Kind {
	case model.String, model.IDRef:
		return inJSON("AppendString"), true
	case model.Bool:
		return inJSON("AppendBool"), false
	case model.Int32, model.Int64:
		return inJSON("AppendInt"), true
	case model.Uint32, model.Uint64:
		return inJSON("AppendUint"), true
	case model.Float64:
		return inJSON("AppendFloat64"), false
	case model.Bytes:
		return inJSON("AppendBytes"), false
	case model.JSON:
		return inJSON("AppendRaw"), true
	case model.Decimal:
		return jen.Qual(pkgDecimals, "AppendJSON"), false
	case model.Timestamp:
		return inJSON("AppendTime"), false
	case model.Duration:
		return inJSON("AppendDuration"), false
	case model.Date:
		return inJSON("AppendDate"), true
	case model.UUID:
		return inJSON("AppendUUID"), true
	case model.EnumRef:
		return inJSON("AppendEnum"), true
	case model.UnionRef:
		return inJSON("AppendUnion"), true
	}
	panic("no encoder for this kind of type; please report this as a bug of orchestrix-gen")
}

// appender is a function of b and a value of the type, for lists and maps.
func (p *pkg) appender(t *model.Type) *jen.Statement {
	switch t.Kind {
	case model.ValueRef, model.List, model.Map:
		return p.appenderLiteral(t, jen.Return(p.appendCall(t, jen.Id("x"))))
	case model.Optional:
		null := []jen.Code{appendText("null")}
		if appendFails(t) {
			null = append(null, jen.Nil())
		}
		value := jen.Id("x")
		if !nilIsAbsent(t.Elem) && t.Elem.Kind != model.ValueRef {
			value = jen.Op("*").Add(value)
		}
		return p.appenderLiteral(t,
			jen.If(jen.Id("x").Op("==").Nil()).Block(jen.Return(null...)),
			jen.Return(p.appendCall(t.Elem, value)))
	}
	function, generic := appendFunc(t)
	if generic {
		return function.Types(p.goType(t))
	}
	return function
}

func (p *pkg) appenderLiteral(t *model.Type, body ...jen.Code) *jen.Statement {
	result := jen.Index().Byte()
	if appendFails(t) {
		result = jen.Params(result, jen.Error())
	}
	return jen.Func().Params(jen.Id("b").Index().Byte(), jen.Id("x").Add(p.goType(t))).Add(result).Block(body...)
}

// appendFails says that some values of a type have no JSON.
func appendFails(t *model.Type) bool {
	switch t.Kind {
	case model.Float64, model.JSON, model.Decimal, model.Timestamp, model.Date, model.ValueRef, model.UnionRef:
		return true
	case model.List, model.Map, model.Optional:
		return appendFails(t.Elem)
	}
	return false
}

// ofFailing ends the name of the function for elements that may have no JSON.
func ofFailing(elem *model.Type) string {
	if appendFails(elem) {
		return "Of"
	}
	return ""
}

func assignB(code jen.Code) jen.Code { return jen.Id("b").Op("=").Add(code) }

func appendText(text string) *jen.Statement {
	literal := jen.Lit(text)
	if strings.Contains(text, `"`) {
		literal = rawLiteral(text)
	}
	return jen.Append(jen.Id("b"), literal.Op("..."))
}
