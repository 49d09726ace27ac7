package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// checker writes the validator of one struct. A field's checks come in the
// order of the fields; rules over several fields follow. A validator of a valid
// struct allocates nothing, so paths and messages stand inside the ifs.
//
// The work is done in a method with a pointer receiver that appends to the
// violations there are: nothing is copied on the way down. What may hold others
// of itself is copied: Go would otherwise put on the heap what a loop of the
// method takes from a map, to call the same method on it.
type checker struct {
	pkg          *pkg
	recv, goName string
	fields       []*model.Field
	rules        []*model.Rule
	root         string // what the rules call the struct: "this" or "cmd"
	// within says that others hold the struct, whose violations are there before.
	within bool
	// mayOmitID says that the aggregate's id may be empty: a new one is made.
	mayOmitID bool

	// decls are what the checks need beside the method: patterns, bounds.
	decls []jen.Code
}

// violationsDecls are the method that lists what a struct breaks, and what it
// needs.
func (c *checker) violationsDecls() []jen.Code {
	if len(c.fields)+len(c.rules) == 0 {
		return []jen.Code{commented(comment("Violations is empty: there is nothing that could be wrong."),
			jen.Func().Params(jen.Id(c.goName)).Id("Violations").Params(jen.Qual("time", "Time")).
				Qual(pkgOrchestrix, "Violations").Add(short(jen.Return(jen.Nil()))))}
	}
	var body []jen.Code
	for _, f := range c.fields {
		body = append(body, c.fieldChecks(f)...)
	}
	for _, rule := range c.rules {
		body = append(body, c.rule(rule)...)
	}
	body = append(body, jen.Return(jen.Id("v")))
	if c.within && c.looksBack() {
		body = append([]jen.Code{jen.Id("own").Op(":=").Len(jen.Id("v"))}, body...)
	}
	violations := jen.Qual(pkgOrchestrix, "Violations")
	return append([]jen.Code{
		commented(
			comment("Violations lists every rule that "+c.recv+" breaks at a time, those of its parts included."),
			method(c.recv, c.goName, "Violations").Params(jen.Id("now").Qual("time", "Time")).Add(violations.Clone()).Block(
				jen.Return(c.append(jen.Id("now"))))),
		commented(
			comment(appendViolations+" adds them to v."),
			jen.Func().Params(jen.Id(c.recv).Add(c.receiverType())).Id(appendViolations).
				Params(c.params()...).Add(violations.Clone()).Block(body...)),
	}, c.decls...)
}

// appendViolations is the method that does a validator's work.
const appendViolations = "appendViolations"

// append is the call of it that begins with none.
func (c *checker) append(now jen.Code) *jen.Statement {
	args := []jen.Code{jen.Nil()}
	if c.pkg.takesNow(c.fields, c.rules, map[*model.Value]bool{}) {
		args = append(args, now)
	}
	return jen.Id(c.recv).Dot(appendViolations).Call(args...)
}

func (c *checker) params() []jen.Code {
	params := []jen.Code{jen.Id("v").Qual(pkgOrchestrix, "Violations")}
	if c.pkg.takesNow(c.fields, c.rules, map[*model.Value]bool{}) {
		params = append(params, jen.Id("now").Qual("time", "Time"))
	}
	return params
}

func (c *checker) receiverType() *jen.Statement {
	if c.recurs() {
		return jen.Id(c.goName)
	}
	return jen.Op("*").Id(c.goName)
}

// recurs says that the struct may hold others of itself.
func (c *checker) recurs() bool {
	return fieldsHold(c.fields, func(t *model.Type) bool {
		return t.Kind == model.ValueRef && t.Value.GoName == c.goName && t.Value.Context == c.pkg.ctx
	}, map[any]bool{})
}

// looksBack says that the validator looks at what it has found before.
func (c *checker) looksBack() bool {
	for _, rule := range c.rules {
		if len(rule.Fields) > 0 {
			return true
		}
	}
	for _, f := range c.fields {
		if f.Sensitivity != model.Plain && hasKeys(f.Type) {
			return true
		}
	}
	return false
}

// own are the violations that this validator has found.
func (c *checker) own() *jen.Statement {
	if c.within {
		return jen.Id("v").Index(jen.Id("own").Op(":"))
	}
	return jen.Id("v")
}

// fieldChecks are the checks of one field, after which no path shows the keys
// of a map that is to be hidden.
func (c *checker) fieldChecks(f *model.Field) []jen.Code {
	s := c.fieldSubject(f)
	codes := c.checks(s)
	if len(codes) == 0 || !s.hidden || !hasKeys(f.Type) {
		return codes
	}
	return append(codes, c.own().Dot("HideKeys").Call(jen.Lit(f.Name)))
}

// hasKeys says that paths into a type have keys of maps in them, its values'
// own paths aside.
func hasKeys(t *model.Type) bool {
	switch t.Kind {
	case model.Map:
		return true
	case model.List, model.Optional:
		return hasKeys(t.Elem)
	}
	return false
}

// validateDecls are Validate and ValidateAt, whose errors name the type.
func (c *checker) validateDecls(typ jen.Code) []jen.Code {
	now := jen.Qual("time", "Time").Values()
	if needsNow(c.fields, c.rules) {
		now = jen.Qual("time", "Now").Call()
	}
	validate := func(now jen.Code) jen.Code {
		if len(c.fields)+len(c.rules) == 0 {
			return jen.Nil()
		}
		return c.append(now).Dot("Err").Call(typ)
	}
	return []jen.Code{
		commented(comment("Validate gives nil or an [*orchestrix.InvalidError] with every rule that "+c.recv+" breaks."),
			method(c.recv, c.goName, "Validate").Params().Error().Block(
				jen.Return(validate(now)))),
		commented(comment("ValidateAt is Validate at a time, which rules about the past and the future look at."),
			method(c.recv, c.goName, "ValidateAt").Params(jen.Id("now").Qual("time", "Time")).Error().Block(
				jen.Return(validate(jen.Id("now"))))),
	}
}

// rule is a check over several fields, looked at when they are valid by
// themselves. One that can't be worked out is a fault.
func (c *checker) rule(r *model.Rule) []jen.Code {
	fr := &frame{pkg: c.pkg, now: "now", taken: []string{"v", "own", c.recv}}
	root := c.recv
	if !c.recurs() && (usesWhole(r, model.ScopeCmd) || usesWhole(r, model.ScopeThis)) {
		root = "(*" + c.recv + ")"
	}
	if c.root == "cmd" {
		fr.cmd = root
	} else {
		fr.this = root
	}
	broken := fr.not(r.Check.Node)
	fails := fr.fails(r.Check.Node)
	report := c.breach(fr, r)
	var touched []jen.Code
	for _, f := range r.Fields {
		touched = append(touched, jen.Lit(f.Name))
	}
	touch := jen.Op("!").Add(c.own()).Dot("Touch").Call(touched...)
	switch {
	case !fails && len(touched) == 0:
		return []jen.Code{jen.If(broken).Block(report...)}
	case !fails:
		return []jen.Code{jen.If(touch.Op("&&").Add(fr.operand(simplify(&model.Not{X: r.Check.Node})).at(precAnd))).Block(report...)}
	}
	body := []jen.Code{
		fr.errors(),
		jen.Id("broken").Op(":=").Add(broken),
		jen.If(jen.Err().Op(":=").Add(fr.failed()), jen.Err().Op("!=").Nil()).Block(
			c.fault(r.Check)).Else().If(jen.Id("broken")).Block(report...),
	}
	if len(touched) == 0 {
		return []jen.Code{jen.Block(body...)}
	}
	return []jen.Code{jen.If(touch).Block(body...)}
}

// breach notes that a rule over several fields is broken.
func (c *checker) breach(fr *frame, r *model.Rule) []jen.Code {
	message := fr.message(r.Message)
	add := func(message jen.Code) jen.Code {
		return found("With", jen.Lit(""), jen.Lit(r.ID), message)
	}
	if !fr.messageFails(r.Message) {
		return []jen.Code{add(message)}
	}
	// A message that can't be worked out doesn't make the rule hold.
	return []jen.Code{
		jen.Var().Id(errorsVar).Qual(pkgExpr, "Errors"),
		jen.Id("message").Op(":=").Add(message),
		jen.If(jen.Err().Op(":=").Add(fr.failed()), jen.Err().Op("!=").Nil()).Block(
			c.fault(r.Check)).Else().Block(add(jen.Id("message"))),
	}
}

func (c *checker) fault(e *model.Expr) jen.Code {
	method := "WithFault"
	if looksAtHidden(e.Node) {
		method = "WithHiddenFault"
	}
	return found(method, jen.Lit(e.Rule), jen.Lit(sourceOf(e.Pos)), jen.Err())
}

// looksAtHidden says that an expression looks at something secret or personal,
// also through the sub-expressions that it names.
func looksAtHidden(n model.Node) bool {
	return anyNode(n, func(n model.Node) bool {
		switch n := n.(type) {
		case *model.Select:
			return n.Field.Sensitivity != model.Plain
		case *model.Var:
			return n.Scope == model.ScopeLet && looksAtHidden(n.Let.Value.Node)
		}
		return false
	})
}

// usesWhole says that a rule looks at what it is about as a whole, not only at
// its fields.
func usesWhole(r *model.Rule, scope model.Scope) bool {
	whole := false
	look := func(n model.Node) {
		model.Walk(n, func(n model.Node) bool {
			if s, ok := n.(*model.Select); ok {
				if v, ok := s.X.(*model.Var); ok && v.Scope == scope {
					return false
				}
			}
			v, ok := n.(*model.Var)
			whole = whole || ok && v.Scope == scope
			return !whole
		})
	}
	look(r.Check.Node)
	for _, part := range r.Message.Parts {
		if part.Expr != nil {
			look(part.Expr.Node)
		}
	}
	return whole
}
