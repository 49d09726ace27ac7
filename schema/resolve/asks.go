package resolve

import (
	"strconv"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// ask is a question to the outside, with where it was put first.
type ask struct {
	m *model.Ask
	s *syntax.Ask
}

// resolveAsks reads what a command asks the outside, and gives the scope with
// the answers in it.
func (cmd *command) resolveAsks(s scope) scope {
	var answers []*model.Var
	for _, x := range cmd.s.Asks {
		t := cmd.context.typeOf(x.Type)
		args, complete := cmd.arguments(s, x)
		if !s.newName(x.Name, "a question") || t == nil || !complete {
			s.breaks(x.Name)
			continue
		}
		m := cmd.context.question(x, t, args)
		if m == nil || !cmd.inputName(m.GoName, x.Name, "the question") {
			s.breaks(x.Name)
			continue
		}
		asked := &model.CommandAsk{Ask: m, Args: args, BeforeLoad: true}
		for _, arg := range args {
			if usesScope(arg, model.ScopeState, model.ScopeExists, model.ScopeRead) {
				asked.BeforeLoad = false
			}
		}
		cmd.m.Asks = append(cmd.m.Asks, asked)
		answers = append(answers, &model.Var{Scope: model.ScopeAsk, Name: m.Name, T: m.Type, Ask: m})
	}
	return s.with(answers...)
}

// arguments reads what a question is put with. An id is a string to the outside.
func (cmd *command) arguments(s scope, x *syntax.Ask) (args []*model.Expr, complete bool) {
	complete = true
	for _, src := range x.Args {
		arg := s.check(src, x.Name.Text, nil)
		switch {
		case arg == nil:
			complete = false
			continue
		case !isValue(arg.Type()):
			s.errorf(src.Span, diag.ExprType, "an argument is a value, and this is none").Suggestf("give a field of it")
			complete = false
			continue
		case arg.Type().Kind == model.IDRef:
			text := *arg
			text.Node = &model.Convert{X: arg.Node, T: &model.Type{Kind: model.String}}
			arg = &text
		}
		args = append(args, arg)
	}
	return args, complete
}

// isValue says that something of a type can be kept: that it is no root of
// expressions, nor null.
func isValue(t *model.Type) bool {
	switch t.Kind {
	case model.Record, model.Null:
		return false
	case model.List, model.Map, model.Optional:
		return isValue(t.Elem)
	}
	return true
}

// question is the context's question of a name: commands that ask the same put
// it in the same way.
func (c *context) question(x *syntax.Ask, t *model.Type, args []*model.Expr) *model.Ask {
	name := x.Name.Text
	if known := c.asks[name]; known != nil {
		if same(known.m, t, args) {
			return known.m
		}
		c.errorf(x.Name.Span, diag.DuplicateName, "%s is asked in another way already: with other arguments, or for another type", name).
			Suggestf("ask in one way everywhere, or give the questions two names").Relate(known.s.Name.Span, "the first is here")
		return nil
	}
	m := &model.Ask{
		Name: name, GoName: c.namer.Exported(name), Doc: x.Doc.Text, Type: t, Params: c.parameters(x, args), Pos: at(x.Name.Span),
	}
	if other, taken := c.askNames.Take(m.GoName, naming.Claim{What: name, Span: x.Name.Span}); taken {
		c.errorf(x.Name.Span, diag.GoNameClash, "the questions %s and %s are both %s in Go", other.What, name, m.GoName).
			Relate(other.Span, "the other one")
		return nil
	}
	if !c.kitMethod("Answer"+m.GoName, x.Name, "the question "+name) {
		return nil
	}
	c.asks[name] = &ask{m, x}
	c.m.Asks = append(c.m.Asks, m)
	return m
}

func same(known *model.Ask, t *model.Type, args []*model.Expr) bool {
	if !sameType(known.Type, t) || len(known.Params) != len(args) {
		return false
	}
	for i, arg := range args {
		if !sameType(known.Params[i].Type, arg.Type()) {
			return false
		}
	}
	return true
}

// parameters are named after what is given: cmd.parcel_id → parcelID.
func (c *context) parameters(x *syntax.Ask, args []*model.Expr) []*model.Param {
	var names naming.Scope
	names.Take("ctx", naming.Claim{})
	var params []*model.Param
	for i, arg := range args {
		text := x.Args[i].Text
		name := text[strings.LastIndexByte(text, '.')+1:]
		goName := c.namer.Unexported(name)
		if !naming.IsSnake(name) || naming.IsGoWord(goName) || c.shadows(goName) {
			goName = "arg" + strconv.Itoa(i+1)
		}
		for n := i + 1; names.Has(goName); n++ {
			goName = "arg" + strconv.Itoa(n)
		}
		names.Take(goName, naming.Claim{})
		params = append(params, &model.Param{GoName: goName, Type: arg.Type()})
	}
	return params
}

// shadows says that a parameter would hide a package that its neighbours' types
// are of.
func (c *context) shadows(goName string) bool {
	for _, other := range c.order {
		if other.m.Package == goName {
			return true
		}
	}
	switch goName {
	case "context", "decimal", "json", "orchestrix", "time", "uuid":
		return true
	}
	return false
}

// typeText is a type for messages.
func typeText(t *model.Type) string { return literal.Article(t.String()) }
