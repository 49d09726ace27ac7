package resolve

import (
	"maps"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

var boolType = &model.Type{Kind: model.Bool}

// scope is what is in scope at one place of a schema, and how expressions there
// are named in faults.
type scope struct {
	*context
	env  *expr.Env
	rule string // "orders.Order": a name is added for each expression
	// beyond are names that one might expect here and that aren't in scope, each
	// with the way out.
	beyond map[string]string
	// unused are fields of the event that one might expect to be there, each with
	// the way out.
	unused map[string]string
}

// scopeOf is a scope with some names in it; rule begins the names of its
// expressions.
func (c *context) scopeOf(rule string, vars ...*model.Var) scope {
	return scope{context: c, env: &expr.Env{Types: c.types, Vars: vars}, rule: rule}
}

// with is the scope with more names.
func (s scope) with(vars ...*model.Var) scope {
	s.env = s.env.With(vars...)
	return s
}

// without is the scope with fewer names: those that are left out are explained.
func (s scope) without(why string, out func(*model.Var) bool) scope {
	env := *s.env
	env.Vars = nil
	beyond := maps.Clone(s.beyond)
	if beyond == nil {
		beyond = map[string]string{}
	}
	for _, v := range s.env.Vars {
		if out(v) {
			beyond[v.Name] = why
			continue
		}
		env.Vars = append(env.Vars, v)
	}
	s.env, s.beyond = &env, beyond
	return s
}

// given is the scope where a condition holds.
func (s scope) given(condition *model.Expr) scope {
	if condition == nil {
		return s
	}
	env := *s.env
	env.Given = append(env.Given[:len(env.Given):len(env.Given)], condition)
	s.env = &env
	return s
}

// holding is the scope where a condition holds that may have been found wrong.
func (s scope) holding(condition *model.Expr) scope {
	if condition == nil {
		return s.deferred() // what it would have proved isn't known
	}
	return s.given(condition)
}

// failing is the scope of a message about a check that doesn't hold.
func (s scope) failing(check *model.Expr) scope {
	if check == nil {
		return s.holding(nil)
	}
	opposite := *check
	opposite.Node = &model.Not{X: check.Node}
	return s.holding(&opposite)
}

// deferred is the scope of what is worked out elsewhere.
func (s scope) deferred() scope {
	env := *s.env
	env.Deferred = true
	s.env = &env
	return s
}

// making is the scope of what may make ids.
func (s scope) making() scope {
	env := *s.env
	env.MakesIDs = true
	s.env = &env
	return s
}

func (s scope) named(id string) *expr.Env {
	env := *s.env
	env.Rule = s.rule + "." + id
	return &env
}

// check reads an expression of a type; nil where none is written or it is wrong.
func (s scope) check(src syntax.Scalar, id string, want *model.Type) *model.Expr {
	if !src.Present() || s.full() {
		return nil
	}
	e, findings := expr.Check(src, s.named(id), want)
	return s.take(e, findings, src)
}

// condition reads an expression that is true or false.
func (s scope) condition(src syntax.Scalar, id string) *model.Expr { return s.check(src, id, boolType) }

// value reads what stands beside a target: an expression or a literal.
func (s scope) value(v *syntax.Value, id string, want *model.Type) *model.Expr {
	if s.full() {
		return nil
	}
	e, findings := expr.CheckValue(v, s.named(id), want)
	return s.take(e, findings, scalarsOf(v)...)
}

// message reads text with expressions in it.
func (s scope) message(src syntax.Scalar, id string) *model.Message {
	if !src.Present() || s.full() {
		return nil
	}
	m, findings := expr.Message(src, s.named(id))
	s.report(findings, src)
	return m
}

// take keeps the findings of an expression.
func (s scope) take(e *model.Expr, findings []diag.Finding, texts ...syntax.Scalar) *model.Expr {
	if len(findings) == 0 {
		return e
	}
	s.report(findings, texts...)
	return nil
}

// report keeps the findings of expressions, unless they speak of something that
// was found wrong before.
func (s scope) report(findings []diag.Finding, texts ...syntax.Scalar) {
	own := s.withoutEchoes(findings, texts...)
	for i := range own {
		switch own[i].Rule {
		case diag.ExprUnknown:
			explain(&own[i], texts, s.beyond)
		case diag.UnknownField:
			explain(&own[i], texts, s.unused)
			s.breakUnused(own[i], texts)
		}
	}
	s.add(own)
}

// breakUnused notes a field that isn't under `uses` and is needed: examples have it,
// too.
func (s scope) breakUnused(f diag.Finding, texts []syntax.Scalar) {
	for _, text := range texts {
		for from, to := range words(text.Text) {
			if name := text.Text[from:to]; s.unused[name] != "" && text.Part(from, to) == f.Span {
				s.broken[name] = true
			}
		}
	}
}

// explain says why a name isn't there that one might expect to be.
func explain(f *diag.Finding, texts []syntax.Scalar, reasons map[string]string) {
	if len(reasons) == 0 {
		return
	}
	for _, text := range texts {
		for from, to := range words(text.Text) {
			if why := reasons[text.Text[from:to]]; why != "" && text.Part(from, to) == f.Span {
				f.Suggestion = why
			}
		}
	}
}
