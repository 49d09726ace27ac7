// Package literal reads values as a schema writes them — defaults, examples,
// bounds, scenarios — as constants of a type.
package literal

import (
	"strconv"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// Options says how values are read; the zero Options takes complete values and
// looks at types only.
type Options struct {
	// Partial lets fields be left out at any depth, but for a union's `type`;
	// `null` is then said of what must be absent. Without it a field that is left
	// out must be optional, or have a default, which then stands in the literal.
	Partial bool
	// Rules looks at the fields' own rules, too.
	Rules bool
	// Now is what `past` and `future` go by with Rules; zero leaves them out.
	Now time.Time
	// RuleAt is where a rule of some rules stands, for findings to point at.
	RuleAt func(rules *model.FieldRules, rule string) (diag.Span, bool)
	// Free says that what is found at a path, as violations have it
	// (items[2].quantity), is there to be refused: it may be missing or break
	// rules, a word may be of no enum (a member without a GoName), text no id.
	// What Go could not hold at all is still wrong. Nil is nowhere.
	Free func(path string) bool
	// The rules that findings have instead of BAD_VALUE, MISSING_KEY,
	// UNKNOWN_FIELD (with UNKNOWN_VARIANT, UNKNOWN_ENUM_MEMBER) and
	// BREAKS_OWN_RULE; "" keeps those.
	BadValue, Missing, Unknown, Broken diag.Rule
}

// Check reads a value of a type. The literal is nil when there are findings.
//
// A present optional is the literal of what it holds with the optional's type:
// Value is as for the element. An absent one has a nil Value.
func Check(v *syntax.Value, t *model.Type, opts Options) (*model.Literal, []diag.Finding) {
	return Field(v, &model.Field{Type: t}, opts)
}

// Field reads a value of a field, with the field's rules if the options say so.
func Field(v *syntax.Value, f *model.Field, opts Options) (*model.Literal, []diag.Finding) {
	c := &checker{opts: opts}
	l := c.check(v, place{t: f.Type, rules: &f.Rules})
	return c.result(l)
}

// Struct reads the fields of a message or a state; nil is one without any, for
// which at is the place. Fields that hold the aggregate's own id may be left
// out. The literal's Value is a StructLiteral.
func Struct(v *syntax.Value, at diag.Span, record *model.RecordType, opts Options) (*model.Literal, []diag.Finding) {
	c := &checker{opts: opts}
	if v == nil {
		v = &syntax.Value{Kind: syntax.MapValue, Span: at}
	}
	l := c.lit(v, &model.Type{Kind: model.Record, Record: record}, nil)
	if v.Kind != syntax.MapValue {
		c.shape(v, "a mapping of fields")
		return c.result(nil)
	}
	l.Value = c.fields(v, record.Name, record.Fields, "", "")
	return c.result(l)
}

// checker reads one value and collects what is wrong with it.
type checker struct {
	opts     Options
	findings diag.List
}

func (c *checker) result(l *model.Literal) (*model.Literal, []diag.Finding) {
	if c.findings.Len() > 0 {
		return nil, c.findings.Findings()
	}
	return l, nil
}

// place is where a value stands: its type, the rules there, and the path that
// leads to it.
type place struct {
	t     *model.Type
	rules *model.FieldRules
	path  string
}

func (c *checker) free(path string) bool {
	return c.opts.Free != nil && c.opts.Free(path)
}

func (c *checker) lit(v *syntax.Value, t *model.Type, value any) *model.Literal {
	return &model.Literal{Type: t, Value: value, Pos: model.Pos{File: v.Span.File, Line: v.Span.Start.Line}}
}

// check reads a value at a place; nil when it can't be one.
func (c *checker) check(v *syntax.Value, p place) *model.Literal {
	if p.t.Kind == model.Optional {
		return c.optional(v, p)
	}
	if isNull(v) && p.t.Kind != model.JSON {
		c.bad(v, "%s must be there: only an optional value is absent", diag.Quote(v.Scalar.Text)).
			Suggestf("write the value, in quotes if it is the text null")
		return nil
	}
	var value any
	switch p.t.Kind {
	case model.List:
		value = c.list(v, p)
	case model.Map:
		value = c.entries(v, p)
	case model.ValueRef:
		value = c.value(v, p)
	case model.UnionRef:
		value = c.union(v, p)
	case model.JSON:
		value = c.json(v)
	default:
		if v.Kind != syntax.ScalarValue {
			c.shape(v, Article(p.t.String()))
			return nil
		}
		value = c.scalar(v, p)
	}
	if value == nil {
		return nil
	}
	l := c.lit(v, p.t, value)
	if c.opts.Rules && p.rules != nil && !c.free(p.path) {
		c.rules(v, l, p.rules)
	}
	return l
}

func (c *checker) optional(v *syntax.Value, p place) *model.Literal {
	if isNull(v) {
		return c.lit(v, p.t, nil)
	}
	inner := c.check(v, place{p.t.Elem, p.rules, p.path})
	if inner == nil {
		return nil
	}
	return &model.Literal{Type: p.t, Value: inner.Value, Pos: inner.Pos}
}

func isNull(v *syntax.Value) bool { return v.Kind == syntax.ScalarValue && v.Scalar.Null() }

func (c *checker) bad(v *syntax.Value, format string, args ...any) *diag.Finding {
	return c.findings.Errorf(v.Span, or(c.opts.BadValue, diag.BadValue), format, args...)
}

func (c *checker) shape(v *syntax.Value, want string) {
	is := "a single value"
	switch v.Kind {
	case syntax.ListValue:
		is = "a list"
	case syntax.MapValue:
		is = "a mapping"
	}
	c.findings.Errorf(v.Span, or(c.opts.BadValue, diag.WrongShape), "%s is expected here, not %s", want, is)
}

func or(rule, standard diag.Rule) diag.Rule {
	if rule != "" {
		return rule
	}
	return standard
}

// itemPath, entryPath and fieldPath are paths as the runtime's violations have
// them.
func itemPath(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func entryPath(path, key string) string { return path + "[" + strconv.Quote(key) + "]" }

func fieldPath(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}
