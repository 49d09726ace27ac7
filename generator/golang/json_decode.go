package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// decodeDecl declares DecodeJSON: a question a key, in the order in which
// AppendJSON writes them.
func (p *pkg) decodeDecl(c codec) jen.Code {
	recv := c.receiver()
	zero := jen.Id(c.goName).Values()
	if c.initial != "" {
		zero = jen.Id(c.initial).Call()
	}
	body := []jen.Code{jen.Op("*").Id(recv).Op("=").Add(zero)}
	if c.kind == stateKind || c.kind == rowKind || c.viewed && c.kind == eventKind {
		body = append([]jen.Code{jen.Id("d").Dot("AllowUnset").Call()}, body...)
	}
	var members []jen.Code
	if c.variant != "" {
		members = append(members, jen.If(asked("Key", "type")).Block(
			jen.Id("d").Dot("Literal").Call(jen.Lit(c.variant))))
	}
	for _, f := range c.fields {
		if f.Default != nil {
			// A default of an optional may be written as one of what it holds.
			value := &model.Literal{Type: f.Type, Value: f.Default.Value}
			body = append(body, jen.Id(recv).Dot(f.GoName).Op("=").Add(p.literal(value)))
		}
		members = append(members, p.decodeField(recv, f, c.viewed || c.initial != ""))
	}
	body = append(body,
		jen.Id("m").Op(":=").Id("d").Dot("Object").Call(),
		jen.For(jen.Id("m").Dot("Next").Call()).Block(members...))
	doc := "DecodeJSON reads " + c.noun() + "; d keeps the first error."
	if c.viewed {
		doc = "DecodeJSON reads " + c.noun() + ", of which what isn't there stays unset; d keeps the first error."
	}
	if c.initial != "" {
		doc = "DecodeJSON reads " + c.noun() + ", of which what isn't there is as before the first step; d keeps the first error."
	}
	return commented(comment(doc),
		jen.Func().Params(jen.Id(recv).Op("*").Id(c.goName)).Id("DecodeJSON").Params(p.decoderParam()).Block(body...))
}

func (p *pkg) decoderParam() *jen.Statement { return jen.Id("d").Op("*").Add(inJSON("Decoder")) }

func (p *pkg) decodeField(recv string, f *model.Field, mayLack bool) jen.Code {
	question := "Key"
	if mayLack || f.Type.Kind == model.Optional || f.Default != nil {
		question = "Optional"
	}
	asked := asked(question, f.Wire, f.Was...)
	target := jen.Id(recv).Dot(f.GoName)
	if f.Type.Kind != model.Optional {
		return jen.If(asked).Block(hiding(f, p.decodeInto(target, f.Type))...)
	}
	notNull := jen.Op("!").Id("d").Dot("Null").Call()
	set := hiding(f, p.decodeOptional(target, f.Type.Elem)...)
	if f.Default != nil {
		// null isn't absence here: it takes the default away.
		return jen.If(asked).Block(target.Clone().Op("=").Nil(), jen.If(notNull).Block(set...))
	}
	return jen.If(jen.Parens(asked).Op("&&").Add(notNull)).Block(set...)
}

// hiding has errors of reading a field tell no words of it, if it is sensitive.
func hiding(f *model.Field, read ...jen.Code) []jen.Code {
	if f.Sensitivity == model.Plain || !showsInErrors(f.Type) {
		return read
	}
	read = append([]jen.Code{jen.Id("d").Dot("Hide").Call()}, read...)
	return append(read, jen.Id("d").Dot("Show").Call())
}

// showsInErrors says that words or keys of a value may stand in errors about its
// JSON.
func showsInErrors(t *model.Type) bool {
	switch t.Kind {
	case model.List, model.Optional:
		return showsInErrors(t.Elem)
	case model.EnumRef:
		return t.Enum.Of == nil
	case model.UnionRef, model.ValueRef, model.Map, model.JSON:
		return true
	}
	return false
}

// asked is the question for a member: as AppendJSON writes it, in any other way,
// by an older name.
func asked(question, wire string, was ...string) *jen.Statement {
	asked := jen.Id("m").Dot("At").Call(rawLiteral(jsonKey(wire) + ":")).Op("||").Id("m").Dot(question).Call(jen.Lit(wire))
	for _, old := range was {
		asked.Op("||").Id("m").Dot("Was").Call(jen.Lit(old))
	}
	return asked
}

// decodeInto reads a value of a type into a field.
func (p *pkg) decodeInto(target *jen.Statement, t *model.Type) jen.Code {
	if t.Kind == model.ValueRef {
		return target.Clone().Dot("DecodeJSON").Call(jen.Id("d"))
	}
	return target.Clone().Op("=").Add(p.read(t))
}

// decodeOptional reads what is there into an optional field.
func (p *pkg) decodeOptional(target *jen.Statement, elem *model.Type) []jen.Code {
	switch {
	case nilIsAbsent(elem):
		return []jen.Code{target.Clone().Op("=").Add(p.read(elem))}
	case elem.Kind == model.ValueRef:
		return []jen.Code{
			target.Clone().Op("=").New(p.goType(elem)),
			target.Clone().Dot("DecodeJSON").Call(jen.Id("d")),
		}
	}
	return []jen.Code{target.Clone().Op("=").New(p.read(elem))}
}

// decoderMethods read a value each and need no conversion.
var decoderMethods = map[model.Kind]string{
	model.String:    "String",
	model.Bool:      "Bool",
	model.Int32:     "Int32",
	model.Int64:     "Int64",
	model.Uint32:    "Uint32",
	model.Uint64:    "Uint64",
	model.Float64:   "Float64",
	model.Bytes:     "Bytes",
	model.Timestamp: "Time",
	model.Duration:  "Duration",
}

// read is an expression that reads a value of any type but a struct's.
func (p *pkg) read(t *model.Type) *jen.Statement {
	if name, ok := decoderMethods[t.Kind]; ok {
		return jen.Id("d").Dot(name).Call()
	}
	switch t.Kind {
	case model.IDRef:
		return p.goType(t).Parens(jen.Id("d").Dot("String").Call())
	case model.UUID:
		return p.goType(t).Parens(jen.Id("d").Dot("UUID").Call())
	case model.JSON:
		return p.goType(t).Parens(jen.Id("d").Dot("Raw").Call())
	case model.Decimal:
		return inJSON("Text").Call(jen.Id("d"), jen.Lit("a decimal"), jen.Qual(pkgDecimals, "Parse"))
	case model.Date:
		return inJSON("Text").Call(jen.Id("d"), jen.Lit("a date"), jen.Qual(pkgOrchestrix, "ParseDate"))
	case model.EnumRef:
		if t.Enum.Of != nil {
			return p.goType(t).Parens(jen.Id("d").Dot("String").Call())
		}
		return inJSON("Enum").Call(jen.Id("d"), parseEnum(t.Enum))
	case model.UnionRef:
		return jen.Qual(t.Union.Context.Import, "Decode"+t.Union.GoName).Call(jen.Id("d"))
	case model.List:
		if t.Elem.Kind == model.ValueRef {
			return inJSON("Objects").Call(jen.Id("d"), jen.Parens(jen.Op("*").Add(p.goType(t.Elem))).Dot("DecodeJSON"))
		}
		return inJSON("List").Call(jen.Id("d"), p.reader(t.Elem))
	case model.Map:
		if t.Key.Kind == model.EnumRef && t.Key.Enum.Of == nil {
			return inJSON("EnumMap").Call(jen.Id("d"), parseEnum(t.Key.Enum), p.reader(t.Elem))
		}
		return inJSON("Map").Types(p.goType(t.Key)).Call(jen.Id("d"), p.reader(t.Elem))
	}
	panic("no decoder for this kind of type; please report this as a bug of orchestrix-gen")
}

// reader is a function of d that gives a value of the type, for lists and maps.
func (p *pkg) reader(t *model.Type) *jen.Statement {
	if name, ok := decoderMethods[t.Kind]; ok {
		return jen.Parens(jen.Op("*").Add(inJSON("Decoder"))).Dot(name)
	}
	switch {
	case t.Kind == model.IDRef, t.Kind == model.EnumRef && t.Enum.Of != nil:
		return inJSON("StringAs").Types(p.goType(t))
	}
	switch t.Kind {
	case model.UnionRef:
		return jen.Qual(t.Union.Context.Import, "Decode"+t.Union.GoName)
	case model.ValueRef:
		return jen.Func().Params(p.decoderParam()).Params(jen.Id("x").Add(p.goType(t))).Block(
			jen.Id("x").Dot("DecodeJSON").Call(jen.Id("d")),
			jen.Return(jen.Id("x")))
	case model.Optional:
		return jen.Func().Params(p.decoderParam()).Params(jen.Id("x").Add(p.goType(t))).Block(
			jen.If(jen.Op("!").Id("d").Dot("Null").Call()).Block(p.decodeOptional(jen.Id("x"), t.Elem)...),
			jen.Return(jen.Id("x")))
	}
	return jen.Func().Params(p.decoderParam()).Add(p.goType(t)).Block(jen.Return(p.read(t)))
}

func parseEnum(e *model.Enum) *jen.Statement { return jen.Qual(e.Context.Import, "Parse"+e.GoName) }

// decodeUnion declares the function that reads a union: it looks ahead for the
// variant and lets its struct read the object.
func (p *pkg) decodeUnion(u *model.Union) jen.Code {
	var cases []jen.Code
	for _, v := range u.Variants {
		cases = append(cases, jen.Case(jen.Lit(v.Name)).Block(
			jen.Var().Id("x").Id(v.GoName),
			jen.Id("x").Dot("DecodeJSON").Call(jen.Id("d")),
			jen.Return(jen.Id("x"))))
	}
	doc := "Decode" + u.GoName + " reads the variant that the object's type names; nil after an error, which d keeps."
	subject := []jen.Code{jen.Id("variant").Op(":=").Id("d").Dot("Variant").Call(), jen.Id("variant")}
	unknown := jen.Id("d").Dot("UnknownVariant").Call(jen.Lit(u.GoName), jen.Id("variant"))
	if u.Of != nil {
		doc = "Decode" + u.GoName + " reads the variant that the object's type names; nil for one that isn't known here."
		subject = []jen.Code{jen.Id("d").Dot("Variant").Call()}
		unknown = jen.Id("d").Dot("Skip").Call()
	}
	cases = append(cases, jen.Default().Block(unknown))
	return commented(comment(doc),
		jen.Func().Id("Decode"+u.GoName).Params(p.decoderParam()).Id(u.GoName).Block(
			jen.Switch(subject...).Block(cases...),
			jen.Return(jen.Nil())))
}
