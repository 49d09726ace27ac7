package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// typesJSON writes the codecs of the context's values and unions.
func (p *pkg) typesJSON() (*generator.File, error) {
	var decls []jen.Code
	for _, v := range p.ctx.Values {
		if v.Of == nil {
			decls = append(decls, p.codec(codec{goName: v.GoName, kind: valueKind, fields: v.Fields})...)
		}
	}
	for _, u := range p.ctx.Unions {
		if u.Of != nil {
			continue
		}
		decls = append(decls, p.decodeUnion(u))
		for _, v := range u.Variants {
			decls = append(decls, p.codec(codec{goName: v.GoName, kind: valueKind, variant: v.Name, fields: v.Fields})...)
		}
	}
	return p.codecFile("types_json_gen.go", decls)
}

// aggregateJSON writes the codecs of an aggregate's state, events and commands.
func (p *pkg) aggregateJSON(a *model.Aggregate) (*generator.File, error) {
	decls := p.codec(codec{goName: a.GoName, kind: stateKind, fields: a.State})
	for _, e := range a.Events {
		decls = append(decls, p.codec(codec{goName: e.GoName, kind: eventKind, fields: e.Fields})...)
	}
	for _, c := range a.Commands {
		decls = append(decls, p.codec(codec{goName: c.GoName, kind: commandKind, fields: c.Fields})...)
	}
	return p.codecFile(p.filePrefix(a)+"_json_gen.go", decls)
}

func (p *pkg) codecFile(name string, decls []jen.Code) (*generator.File, error) {
	if len(decls) == 0 {
		return nil, nil
	}
	f := p.newFile()
	declare(f, decls...)
	file, err := p.render(name, f)
	if err != nil {
		return nil, err
	}
	return &file, nil
}

// codec is a struct that goes into JSON and comes out of it.
type codec struct {
	goName  string
	kind    kind
	variant string // a union's variant carries it as its "type"
	fields  []*model.Field
	// viewed says that it is another context's: what isn't there stays unset.
	viewed bool
	// initial is the function that gives what isn't there, of what was kept when
	// the model had less in it; "" where that is an error.
	initial string
}

func (c codec) receiver() string { return receiver(c.goName, c.kind) }

// noun is what the struct is called in comments.
func (c codec) noun() string {
	switch {
	case c.variant != "":
		return "the variant"
	case c.kind == commandKind:
		return "the command"
	case c.kind == eventKind:
		return "the event"
	case c.kind == stateKind:
		return "the state"
	case c.kind == rowKind:
		return "the row"
	case c.kind == rejectionKind:
		return "what a caller may be told"
	}
	return "the value"
}

func (p *pkg) codec(c codec) []jen.Code {
	return []jen.Code{p.appendDecl(c), p.decodeDecl(c), marshalDecl(c), unmarshalDecl(c)}
}

func marshalDecl(c codec) jen.Code {
	recv := c.receiver()
	return commented(comment("MarshalJSON is AppendJSON for encoding/json."),
		method(recv, c.goName, "MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
			jen.Return(jen.Id(recv).Dot("AppendJSON").Call(jen.Nil()))))
}

func unmarshalDecl(c codec) jen.Code {
	recv := c.receiver()
	return commented(comment("UnmarshalJSON is DecodeJSON for encoding/json."),
		jen.Func().Params(jen.Id(recv).Op("*").Id(c.goName)).Id("UnmarshalJSON").Params(jen.Id("data").Index().Byte()).Error().Block(
			jen.Id("d").Op(":=").Add(inJSON("Open")).Call(jen.Id("data")),
			jen.Id(recv).Dot("DecodeJSON").Call(jen.Id("d")),
			jen.Return(jen.Id("d").Dot("Close").Call())))
}

// jsonKey is a key as JSON text.
func jsonKey(wire string) string { return string(jsontext.AppendString(nil, wire)) }

// inJSON is a function of package jsontext.
func inJSON(name string) *jen.Statement { return jen.Qual(pkgJSONText, name) }
