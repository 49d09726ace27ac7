package resolve

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// contradiction finds the rules of one field that no value satisfies.
type contradiction struct {
	*context
	from *syntax.FieldRules
	r    *model.FieldRules
}

// checkContradictions reports rules that no value satisfies, at the later of
// those that contradict.
func (c *context) checkContradictions(from *syntax.FieldRules, t *model.Type, r *model.FieldRules) {
	x := &contradiction{c, from, r}
	x.lengths()
	x.counts("min_items", r.MinItems, "max_items", r.MaxItems)
	x.bounds(t)
	x.sets()
	if r.Past && r.Future {
		x.report("past", "future", "nothing is both in the past and in the future")
	}
}

// report says that two rules contradict each other.
func (x *contradiction) report(one, other, format string, args ...any) {
	first, second := x.rule(one), x.rule(other)
	if first == nil || second == nil {
		return
	}
	if second.Key.Span.Start.Compare(first.Key.Span.Start) < 0 {
		first, second = second, first
	}
	x.errorf(second.Key.Span, diag.RuleContradiction, format, args...).Relate(first.Key.Span, "and this rule")
}

func (x *contradiction) rule(name string) *syntax.FieldRule {
	for i, rule := range x.from.Rules {
		if rule.Key.Text == name {
			return &x.from.Rules[i]
		}
	}
	return nil
}

func (x *contradiction) counts(lower string, least *int, upper string, most *int) {
	if least != nil && most != nil && *least > *most {
		x.report(lower, upper, "no value has at least %d and at most %d", *least, *most)
	}
}

func (x *contradiction) lengths() {
	r := x.r
	x.counts("min_len", r.MinLen, "max_len", r.MaxLen)
	for _, other := range []struct {
		name string
		n    *int
	}{{"min_len", r.MinLen}, {"max_len", r.MaxLen}} {
		if r.Len == nil || other.n == nil {
			continue
		}
		if (other.name == "min_len") == (*r.Len < *other.n) && *r.Len != *other.n {
			x.report("len", other.name, "no value is %d long with `%s: %d`", *r.Len, other.name, *other.n)
			continue
		}
		x.errorf(x.rule(other.name).Key.Span, diag.KeyConflict, "`len: %d` says more than `%s` does", *r.Len, other.name).
			Suggestf("leave one of them out").Relate(x.rule("len").Key.Span, "the length")
	}
	most, name := r.MaxLen, "max_len"
	if r.Len != nil {
		most, name = r.Len, "len"
	}
	if most == nil {
		return
	}
	for _, affix := range []struct{ name, text string }{{"prefix", r.Prefix}, {"suffix", r.Suffix}} {
		if utf8.RuneCountInString(affix.text) > *most {
			x.report(affix.name, name, "the %s alone is longer than %d", affix.name, *most)
		}
	}
}

// bounds compares each lower bound with each upper one.
func (x *contradiction) bounds(t *model.Type) {
	r := x.r
	type limit struct {
		name string
		l    *model.Literal
		open bool
	}
	for _, low := range []limit{{"min", r.Min, false}, {"gt", r.GT, true}} {
		for _, high := range []limit{{"max", r.Max, false}, {"lt", r.LT, true}} {
			if low.l == nil || high.l == nil {
				continue
			}
			order := literal.Compare(low.l, high.l)
			empty := order > 0 || order == 0 && (low.open || high.open)
			if !empty && low.open && high.open && isWhole(t) {
				empty = !between(low.l, high.l)
			}
			if empty {
				x.report(low.name, high.name, "no value satisfies both `%s: %s` and `%s: %s`",
					low.name, literal.Text(low.l), high.name, literal.Text(high.l))
				return
			}
		}
	}
}

func isWhole(t *model.Type) bool {
	switch t.Kind {
	case model.Int32, model.Int64, model.Uint32, model.Uint64, model.Duration:
		return true
	}
	return false
}

// between says whether a whole number lies between two others, of which the
// first is the smaller.
func between(low, high *model.Literal) bool {
	switch x := low.Value.(type) {
	case int64:
		return uint64(high.Value.(int64))-uint64(x) > 1
	case uint64:
		return high.Value.(uint64)-x > 1
	case time.Duration:
		return uint64(high.Value.(time.Duration))-uint64(x) > 1
	}
	return true
}

// sets looks at `in` and `not_in`: each member is a value that the other rules
// allow.
func (x *contradiction) sets() {
	r := x.r
	in := x.rule("in")
	if in == nil {
		return
	}
	if len(r.In) == 0 {
		x.errorf(in.Key.Span, diag.RuleContradiction, "`in` without members allows nothing")
		return
	}
	others := *r
	others.In = nil
	for i, l := range r.In {
		if must := literal.Broken(l, &others, time.Time{}); must != "" {
			x.errorf(in.Value.Items[i].Span, diag.RuleContradiction, "%s %s by another rule of the field", diag.Quote(literal.Text(l)), must).
				Suggestf("leave it out")
		}
	}
}

func joined(words []string) string { return strings.Join(words, ", ") }
