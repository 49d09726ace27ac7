package resolve

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
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
	t    *model.Type
	r    *model.FieldRules
}

// checkContradictions reports rules that no value satisfies, at the last of
// those that contradict.
func (c *context) checkContradictions(from *syntax.FieldRules, t *model.Type, r *model.FieldRules) {
	x := &contradiction{c, from, t, r}
	before := c.findings.Len()
	x.lengths()
	x.affixes()
	x.counts("min_items", r.MinItems, "max_items", r.MaxItems)
	x.bounds()
	if r.Past && r.Future {
		x.report("nothing is both in the past and in the future", "past", "future")
	}
	x.sets()
	if c.findings.Len() > before {
		return // what follows from these would say it again
	}
	x.patterns()
	x.multiples()
	x.choices()
}

// report says that rules contradict each other.
func (x *contradiction) report(message string, names ...string) {
	var rules []*syntax.FieldRule
	for _, name := range names {
		if rule := x.rule(name); rule != nil {
			rules = append(rules, rule)
		}
	}
	slices.SortFunc(rules, func(a, b *syntax.FieldRule) int { return a.Key.Span.Start.Compare(b.Key.Span.Start) })
	last := len(rules) - 1
	f := x.errorf(rules[last].Key.Span, diag.RuleContradiction, "%s", message)
	for _, rule := range rules[:last] {
		f.Relate(rule.Key.Span, "and this rule")
	}
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
		x.report(fmt.Sprintf("no value has at least %d and at most %d", *least, *most), lower, upper)
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
			x.report(fmt.Sprintf("no value is %d long with `%s: %d`", *r.Len, other.name, *other.n), "len", other.name)
			continue
		}
		x.errorf(x.rule(other.name).Key.Span, diag.KeyConflict, "`len: %d` says more than `%s` does", *r.Len, other.name).
			Suggestf("leave one of them out").Relate(x.rule("len").Key.Span, "the length")
	}
}

// longest is how long a text may be, and by which rule; nil without one.
func (x *contradiction) longest() (string, *int) {
	if x.r.Len != nil {
		return "len", x.r.Len
	}
	return "max_len", x.r.MaxLen
}

// affixes looks at what texts begin and end with.
func (x *contradiction) affixes() {
	r := x.r
	name, most := x.longest()
	for _, affix := range []struct {
		name, text string
		trimmed    string
	}{
		{"prefix", r.Prefix, strings.TrimLeftFunc(r.Prefix, unicode.IsSpace)},
		{"suffix", r.Suffix, strings.TrimRightFunc(r.Suffix, unicode.IsSpace)},
	} {
		if most != nil && utf8.RuneCountInString(affix.text) > *most {
			x.report(fmt.Sprintf("the %s alone is longer than %d", affix.name, *most), affix.name, name)
		}
		if r.Trimmed && affix.text != affix.trimmed {
			x.report(fmt.Sprintf("the %s has white space where `trimmed` allows none", affix.name), affix.name, "trimmed")
		}
	}
}

// patterns looks at the lengths of what a pattern matches.
func (x *contradiction) patterns() {
	r := x.r
	if r.Pattern == "" {
		return
	}
	least, most := matchLengths(r.Pattern)
	if name, bound := x.longest(); bound != nil && least > *bound {
		x.report(fmt.Sprintf("what matches the pattern is at least %s long", amount(least, "character")), "pattern", name)
		return
	}
	name, bound := "min_len", r.MinLen
	if r.Len != nil {
		name, bound = "len", r.Len
	}
	if bound != nil && most >= 0 && most < *bound {
		x.report(fmt.Sprintf("what matches the pattern is at most %s long", amount(most, "character")), "pattern", name)
	}
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
		if rule, must := literal.Broken(l, &others, time.Time{}); rule != "" {
			x.errorf(in.Value.Items[i].Span, diag.RuleContradiction, "%s %s by another rule of the field", diag.Quote(literal.Text(l)), must).
				Suggestf("leave it out").Relate(x.rule(rule).Key.Span, "this one")
		}
	}
}

// choices counts the values that the elements of a list that repeats nothing,
// or the keys of a map, can have.
func (x *contradiction) choices() {
	r := x.r
	if r.MinItems == nil {
		return
	}
	n, what, of, rule := -1, "", "", ""
	switch {
	case x.t.Kind == model.Map:
		n, what, of = choicesOf(x.t.Key, r.Keys)
		rule = "keys"
	case r.UniqueBy != nil:
		n, what, of = choicesOf(r.UniqueBy.Type, &r.UniqueBy.Rules)
		rule = "unique_by"
	case r.Unique:
		n, what, of = choicesOf(x.t.Elem, r.Each)
		rule = "unique"
	}
	if n >= 0 && n < *r.MinItems {
		x.report(fmt.Sprintf("no %d differ: there is no more than %s%s", *r.MinItems, amount(n, what), of), rule, "min_items")
	}
}

// choicesOf are how many values a type has with some rules, what one is called,
// and of what; negative when they are many.
func choicesOf(t *model.Type, r *model.FieldRules) (n int, what, of string) {
	switch {
	case r != nil && len(r.In) > 0:
		return countDistinct(r.In), "value", " that `in` allows"
	case t.Kind == model.EnumRef:
		return len(t.Enum.Members), "word", " of " + t.Enum.Name
	case t.Kind == model.Bool:
		return 2, "bool", ""
	}
	return -1, "", ""
}

func countDistinct(set []*model.Literal) int {
	n := 0
	for i, l := range set {
		if !slices.ContainsFunc(set[:i], func(o *model.Literal) bool { return literal.Equal(o, l) }) {
			n++
		}
	}
	return n
}

// amount is a number of things: 1 word, 2 words.
func amount(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func joined(words []string) string { return strings.Join(words, ", ") }
