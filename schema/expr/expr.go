// Package expr turns CEL source in a schema, with what is in scope there, into
// typed expressions of the model.
//
// The text is parsed and type-checked by cel-go. In between it is lowered to
// model nodes, which is where what the schema language adds to CEL is worked
// out: bare enum members, integer literals that take the type beside them, ids
// that are strings, optionals that need has() before them. A function of the
// language is one entry of the table in functions.go.
package expr

import (
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
}

// With is the scope with more names in it.
func (e *Env) With(vars ...*model.Var) *Env {
	inner := *e
	inner.Vars = append(e.Vars[:len(e.Vars):len(e.Vars)], vars...)
	return &inner
}

// Check reads an expression that is wanted as a value of a type; nil wants any.
// The expression has exactly the wanted type, by conversions of its own where
// CEL has none (an id from a string, an int32 from an int64, an optional from a
// value). It is nil when there are findings.
func Check(src syntax.Scalar, env *Env, want *model.Type) (*model.Expr, []diag.Finding) {
	panic("contract only")
}

// CheckValue reads what stands beside a field under `sets`, `with` and the
// like: an expression, or a literal as YAML writes it (null, a date, a list or
// mapping whose scalars are expressions).
func CheckValue(v *syntax.Value, env *Env, want *model.Type) (*model.Expr, []diag.Finding) {
	panic("contract only")
}

// Message reads text that holds expressions in braces. Each expression is
// converted to a string: a value becomes its fields' texts, a space between.
func Message(src syntax.Scalar, env *Env) (*model.Message, []diag.Finding) {
	panic("contract only")
}

// Target reads the left-hand side of `sets`: a field of the state, then steps
// below it. The type is that of the place it leads to.
func Target(path syntax.Scalar, state []*model.Field, env *Env) (field *model.Field, steps []model.PathStep, t *model.Type, findings []diag.Finding) {
	panic("contract only")
}
