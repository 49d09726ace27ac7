package literal

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/forms"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// rules reports the first rule of its own that a constant breaks.
func (c *checker) rules(v *syntax.Value, l *model.Literal, r *model.FieldRules) {
	rule, must := Broken(l, r, c.opts.Now)
	if rule == "" {
		return
	}
	text := Text(l)
	if v.Kind == syntax.ScalarValue {
		text = diag.Quote(text)
	}
	f := c.findings.Errorf(v.Span, or(c.opts.Broken, diag.BreaksOwnRule), "%s %s", text, must)
	if c.opts.RuleAt != nil {
		if at, ok := c.opts.RuleAt(r, rule); ok {
			f.Relate(at, "by this rule")
		}
	}
}

// Broken gives the first of its rules that a constant breaks, and what it says:
// min, "must be at least 3"; "" when it breaks none. Rules of its elements and
// keys aren't looked at. With a zero now neither are past and future.
func Broken(l *model.Literal, r *model.FieldRules, now time.Time) (rule, must string) {
	if l.Value == nil {
		return "", ""
	}
	switch kind(l.Type) {
	case model.String:
		rule, must = brokenText(l.Value.(string), r)
	case model.List:
		items := l.Value.([]*model.Literal)
		if rule, must = brokenCount(len(items), r); rule == "" {
			rule, must = brokenUnique(items, r)
		}
	case model.Map:
		rule, must = brokenCount(len(l.Value.([]model.MapEntry)), r)
	case model.Timestamp, model.Date:
		rule, must = brokenTime(l.Value.(time.Time), kind(l.Type), r, now)
	}
	if rule == "" {
		rule, must = brokenBounds(l, r)
	}
	if rule == "" {
		rule, must = brokenSet(l, r)
	}
	return rule, must
}

func brokenText(s string, r *model.FieldRules) (rule, must string) {
	n := utf8.RuneCountInString(s)
	switch {
	case r.Len != nil && n != *r.Len:
		return "len", fmt.Sprintf("must be %s long, is %d", characters(*r.Len), n)
	case r.MinLen != nil && n < *r.MinLen:
		return "min_len", fmt.Sprintf("must be at least %s long, is %d", characters(*r.MinLen), n)
	case r.MaxLen != nil && n > *r.MaxLen:
		return "max_len", fmt.Sprintf("must be at most %s long, is %d", characters(*r.MaxLen), n)
	case r.Pattern != "" && !matches(r.Pattern, s):
		return "pattern", "must match the pattern " + r.Pattern
	case r.Format != "" && !hasForm(r.Format, s):
		form, _ := forms.Named(r.Format)
		return "format", "must be " + form.Is
	case !strings.HasPrefix(s, r.Prefix):
		return "prefix", "must begin with " + diag.Quote(r.Prefix)
	case !strings.HasSuffix(s, r.Suffix):
		return "suffix", "must end with " + diag.Quote(r.Suffix)
	case r.Trimmed && strings.TrimSpace(s) != s:
		return "trimmed", "must not begin or end with white space"
	}
	return "", ""
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}

func hasForm(name, s string) bool {
	form, known := forms.Named(name)
	return !known || form.Has(s) // an unknown one is reported where it stands
}

var patterns sync.Map // string → *regexp.Regexp; nil where it doesn't compile

func matches(pattern, s string) bool {
	compiled, ok := patterns.Load(pattern)
	if !ok {
		re, err := regexp.Compile(pattern)
		if err != nil {
			re = nil // reported where the pattern stands
		}
		compiled, _ = patterns.LoadOrStore(pattern, re)
	}
	re := compiled.(*regexp.Regexp)
	return re == nil || re.MatchString(s)
}

func brokenCount(n int, r *model.FieldRules) (rule, must string) {
	switch {
	case r.MinItems != nil && n < *r.MinItems:
		return "min_items", fmt.Sprintf("must hold at least %d, holds %d", *r.MinItems, n)
	case r.MaxItems != nil && n > *r.MaxItems:
		return "max_items", fmt.Sprintf("must hold at most %d, holds %d", *r.MaxItems, n)
	}
	return "", ""
}

func brokenUnique(items []*model.Literal, r *model.FieldRules) (rule, must string) {
	if !r.Unique && r.UniqueBy == nil {
		return "", ""
	}
	if repeats(items, func(l *model.Literal) *model.Literal { return l }) && r.Unique {
		return "unique", "must hold nothing twice"
	}
	if by := r.UniqueBy; by != nil && repeats(items, func(l *model.Literal) *model.Literal {
		if s, ok := l.Value.(*model.StructLiteral); ok {
			return Get(s, by)
		}
		return nil
	}) {
		return "unique_by", "must hold no two with one " + by.Name
	}
	return "", ""
}

// repeats says whether two items are the same in a part. Single constants are
// found in a set; only lists of whole structs are compared pair by pair.
func repeats(items []*model.Literal, part func(*model.Literal) *model.Literal) bool {
	seen := make(map[any]bool, len(items))
	var others []*model.Literal
	for _, item := range items {
		l := part(item)
		if l == nil || l.Value == nil {
			continue
		}
		switch x := l.Value.(type) {
		case []byte, []*model.Literal, []model.MapEntry, *model.StructLiteral:
			if slices.ContainsFunc(others, func(o *model.Literal) bool { return Equal(o, l) }) {
				return true
			}
			others = append(others, l)
		default:
			if seen[x] {
				return true
			}
			seen[x] = true
		}
	}
	return false
}

func brokenTime(t time.Time, k model.Kind, r *model.FieldRules, now time.Time) (rule, must string) {
	if now.IsZero() {
		return "", ""
	}
	if now = now.UTC(); k == model.Date {
		now = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	}
	switch {
	case r.Past && !t.Before(now):
		return "past", "must be in the past"
	case r.Future && !t.After(now):
		return "future", "must be in the future"
	}
	return "", ""
}

func brokenBounds(l *model.Literal, r *model.FieldRules) (rule, must string) {
	switch {
	case r.Min != nil && Compare(l, r.Min) < 0:
		return "min", "must be at least " + Text(r.Min)
	case r.GT != nil && Compare(l, r.GT) <= 0:
		return "gt", "must be more than " + Text(r.GT)
	case r.Max != nil && Compare(l, r.Max) > 0:
		return "max", "must be at most " + Text(r.Max)
	case r.LT != nil && Compare(l, r.LT) >= 0:
		return "lt", "must be less than " + Text(r.LT)
	case r.MultipleOf != nil && !isMultiple(l, r.MultipleOf):
		return "multiple_of", "must be a multiple of " + Text(r.MultipleOf)
	}
	return "", ""
}

// isMultiple is never asked of a multiple of nothing: `multiple_of` is above 0.
func isMultiple(l, of *model.Literal) bool {
	switch x := l.Value.(type) {
	case int64:
		return x%of.Value.(int64) == 0
	case uint64:
		return x%of.Value.(uint64) == 0
	case float64:
		return decimal.NewFromFloat(x).Mod(decimal.NewFromFloat(of.Value.(float64))).IsZero()
	case time.Duration:
		return x%of.Value.(time.Duration) == 0
	case string:
		return toDecimal(l).Mod(toDecimal(of)).IsZero()
	}
	return true
}

func brokenSet(l *model.Literal, r *model.FieldRules) (rule, must string) {
	among := func(set []*model.Literal) bool {
		return slices.ContainsFunc(set, func(o *model.Literal) bool { return Equal(o, l) })
	}
	switch {
	case len(r.In) > 0 && !among(r.In):
		return "in", "must be one of " + texts(r.In)
	case among(r.NotIn):
		return "not_in", "must not be one of " + texts(r.NotIn)
	}
	return "", ""
}

func texts(set []*model.Literal) string {
	const most = 10
	var all []string
	for i, l := range set {
		if i == most {
			all = append(all, "…")
			break
		}
		all = append(all, Text(l))
	}
	return strings.Join(all, ", ")
}
