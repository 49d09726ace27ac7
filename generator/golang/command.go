package golang

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// commandsFile writes order_commands_gen.go: the commands of an aggregate and
// what they check by themselves.
func (p *pkg) commandsFile(a *model.Aggregate) (*generator.File, error) {
	if len(a.Commands) == 0 {
		return nil, nil
	}
	f := p.newFile()
	for _, c := range a.Commands {
		declare(f, p.commandDecls(c)...)
	}
	return p.rendered(p.filePrefix(a)+"_commands_gen.go", f)
}

func (p *pkg) commandDecls(c *model.Command) []jen.Code {
	recv := receiver(c.GoName, commandKind)
	doc := c.Doc
	if c.Actor != "" {
		doc = sentence(doc) + " It is for the actor " + c.Actor + "."
	}
	decls := []jen.Code{
		commented(typeDoc(c.GoName, "a command to "+linked(c.Aggregate.GoName), doc), p.structDecl(c.GoName, c.Fields)),
		commented(comment("CommandType is "+strconv.Quote(c.WireType)+"."),
			constant(c.GoName, "CommandType", jen.String(), jen.Lit(c.WireType))),
		p.equalMethod(recv, c.GoName, c.Fields),
	}
	if c.DecideGo { // which gets a copy
		decls = append(decls, p.cloneMethod(recv, c.GoName, c.Fields, false)...)
	}
	check := &checker{
		pkg: p, recv: recv, goName: c.GoName, fields: c.Fields, rules: c.Rules, root: "cmd",
		mayOmitID: mayOmitID(c),
	}
	decls = append(decls, check.validateDecls(jen.Id(recv).Dot("CommandType").Call())...)
	decls = append(decls, check.violationsDecls()...)
	return append(decls, p.logValue(recv, c.GoName, c.Fields)...)
}

// mayOmitID says that the command may leave its aggregate's id empty: a new one
// is made.
func mayOmitID(c *model.Command) bool {
	return c.Creates == model.MustNotExist && c.Aggregate.ID.Format != model.IDNatural
}
