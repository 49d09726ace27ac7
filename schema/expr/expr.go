// Package expr turns CEL source in a schema, with what is in scope there, into
// typed expressions of the model.
//
// The text is parsed and type-checked by cel-go. In between it is lowered to
// model nodes, which is where what the schema language adds to CEL is worked
// out: bare enum members, integer literals that take the type beside them, ids
// and uuids that are strings, optionals that need has() before them. A function
// of the language is one entry of the tables in functions.go, an operator one
// in operators.go, a comprehension one in loops.go.
package expr

import (
	"cmp"
	"slices"

	"cel.dev/cel-go/common/ast"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// Env is what is in scope at one place of a schema.
type Env struct {
	// Types are the enums, values and unions that can be named.
	Types *Types
	// Vars are the names in scope; of two with one name the later one counts.
	// Meta, Rejection, Now and Exists are ready-made; Record makes the others.
	Vars []*model.Var
	// Given are conditions that hold wherever the expression is evaluated, such
	// as an entry's `when`: what they prove with has() counts as present.
	Given []*model.Expr
	// Deferred says that the expression is evaluated where conditions may hold
	// that aren't seen here, as a `let` is: an optional without has() is then an
	// evaluation error when it is absent, and no finding.
	Deferred bool
	// Rule names the expression in faults: it becomes model.Expr.Rule.
	Rule string
	// MakesIDs says that new ids can be made here: the expression is evaluated
	// once, and what it came to is kept.
	MakesIDs bool

	// hidden are names of elements that were chosen out of sight.
	hidden []*model.Var
}

// With is the scope with more names in it.
func (e *Env) With(vars ...*model.Var) *Env {
	inner := *e
	inner.Vars = append(e.Vars[:len(e.Vars):len(e.Vars)], vars...)
	return &inner
}

// WithElement is the scope with a name for the elements of a list.
func (e *Env) WithElement(v *model.Var, of *model.Expr) *Env {
	inner := e.With(v)
	if l := newLowering(nil, e); l.hidden(of.Node) {
		inner.hidden = append(e.hidden[:len(e.hidden):len(e.hidden)], v)
	}
	return inner
}

// Check reads an expression that is wanted as a value of a type; nil wants any.
// The expression has exactly the wanted type, by conversions of its own where
// CEL has none (an id from a string, an int32 from an int64, an optional from a
// value). It is nil when there are findings.
func Check(src syntax.Scalar, env *Env, want *model.Type) (*model.Expr, []diag.Finding) {
	return check(newSource(src, 0, len(src.Text)), env, want)
}

// CheckParts is Check that also tells where a part of the expression is written;
// of a node that it doesn't know it is the whole.
func CheckParts(src syntax.Scalar, env *Env, want *model.Type) (*model.Expr, func(model.Node) (diag.Span, string), []diag.Finding) {
	l := newLowering(newSource(src, 0, len(src.Text)), env)
	l.written = map[model.Node]ast.Expr{}
	e, findings := l.check(want)
	return e, func(n model.Node) (diag.Span, string) {
		at := extent{0, len(l.src.text)}
		if part, ok := l.written[n]; ok {
			at = l.extent(part)
		}
		return l.src.span(at.from, at.to), l.src.text[at.from:at.to]
	}, findings
}

func check(src *source, env *Env, want *model.Type) (*model.Expr, []diag.Finding) {
	return newLowering(src, env).check(want)
}

func (l *lowering) check(want *model.Type) (*model.Expr, []diag.Finding) {
	root := l.parse()
	if root == nil {
		return nil, l.found()
	}
	n := l.as(root, want)
	if n != nil && len(l.findings) == 0 && !plainlyTyped(n) {
		l.celCheck(root, n)
	}
	if n == nil || len(l.findings) > 0 {
		return nil, l.found()
	}
	return l.expr(n, l.src.text), nil
}

func (l *lowering) expr(n model.Node, text string) *model.Expr {
	return newExpr(n, text, l.src.pos(), l.env)
}

func newExpr(n model.Node, text string, pos model.Pos, env *Env) *model.Expr {
	x := &model.Expr{Node: n, Source: text, Pos: pos, Rule: env.Rule}
	x.Fails() // asked once, before emitters ask side by side
	return x
}

// Remade is an expression with another node in the place of its own.
func Remade(e *model.Expr, n model.Node) *model.Expr {
	made := &model.Expr{Node: n, Source: e.Source, Pos: e.Pos, Rule: e.Rule}
	made.Fails() // asked once, before emitters ask side by side
	return made
}

// found are the findings in the order of the text.
func (l *lowering) found() []diag.Finding {
	slices.SortStableFunc(l.findings, func(a, b diag.Finding) int {
		return cmp.Or(cmp.Compare(a.Span.Start.Line, b.Span.Start.Line), cmp.Compare(a.Span.Start.Column, b.Span.Start.Column))
	})
	return l.findings
}

func sorted(words []string) []string {
	slices.Sort(words)
	return words
}
