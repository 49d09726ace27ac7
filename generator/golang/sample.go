package golang

import (
	"math/big"
	"regexp"
	"regexp/syntax"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// samples makes values that a field's own rules accept, for the examples of a
// test kit. It makes what is easily made: nil is a zero value that will do, or
// a rule that is beyond it.
type samples struct{ depth int }

// sampleTime is the default instant of scenarios.
var sampleTime = time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC)

// message is the fields of an event or command that need a value.
func (s samples) message(fields []*model.Field) *model.Literal {
	return &model.Literal{Value: &model.StructLiteral{Fields: s.fields(fields)}}
}

func (s samples) fields(fields []*model.Field) []model.FieldLiteral {
	var out []model.FieldLiteral
	for _, f := range fields {
		if value := s.field(f); value != nil {
			out = append(out, model.FieldLiteral{Field: f, Value: value})
		}
	}
	return out
}

func (s samples) field(f *model.Field) *model.Literal {
	switch {
	case f.Example != nil:
		return f.Example
	case f.Default != nil:
		return f.Default
	}
	return s.value(f.Type, &f.Rules)
}

func (s samples) value(t *model.Type, rules *model.FieldRules) *model.Literal {
	literal := func(value any) *model.Literal { return &model.Literal{Type: t, Value: value} }
	if len(rules.In) > 0 {
		return rules.In[0]
	}
	switch t.Kind {
	case model.String:
		if text := sampleText(rules); text != "" {
			return literal(text)
		}
	case model.Int32, model.Int64, model.Uint32, model.Uint64, model.Float64, model.Decimal:
		return s.number(t, rules)
	case model.Timestamp, model.Date:
		return literal(sampleInstant(t, rules))
	case model.IDRef:
		return literal(t.ID.ScenarioID())
	case model.EnumRef:
		if len(t.Enum.Members) > 0 {
			return literal(t.Enum.Members[0])
		}
	case model.ValueRef:
		if fields := s.nested(t.Value.Fields); len(fields) > 0 {
			return literal(&model.StructLiteral{Fields: fields})
		}
	case model.UnionRef:
		if len(t.Union.Variants) > 0 {
			v := t.Union.Variants[0]
			return literal(&model.StructLiteral{Variant: v, Fields: s.nested(v.Fields)})
		}
	case model.List:
		return s.list(t, rules)
	case model.Map:
		return s.entries(t, rules)
	}
	return nil
}

// maxSampleDepth ends values that hold themselves through a list.
const maxSampleDepth = 8

func (s samples) nested(fields []*model.Field) []model.FieldLiteral {
	if s.depth == maxSampleDepth {
		return nil
	}
	return samples{s.depth + 1}.fields(fields)
}

// list has as many elements as it must; more than one can't be told apart.
func (s samples) list(t *model.Type, rules *model.FieldRules) *model.Literal {
	least := valueOr(rules.MinItems, 0)
	if least == 0 || least > 10 || (least > 1 && (rules.Unique || rules.UniqueBy != nil)) {
		return nil
	}
	item := s.element(t.Elem, rules.Each)
	if item == nil {
		return nil
	}
	items := make([]*model.Literal, least)
	for i := range items {
		items[i] = item
	}
	return &model.Literal{Type: t, Value: items}
}

func (s samples) entries(t *model.Type, rules *model.FieldRules) *model.Literal {
	if valueOr(rules.MinItems, 0) != 1 {
		return nil
	}
	key, value := s.element(t.Key, rules.Keys), s.element(t.Elem, rules.Each)
	if key == nil || value == nil {
		return nil
	}
	return &model.Literal{Type: t, Value: []model.MapEntry{{Key: key, Value: value}}}
}

// element is a value that has to be written even if it is zero.
func (s samples) element(t *model.Type, rules *model.FieldRules) *model.Literal {
	if rules == nil {
		rules = &model.FieldRules{}
	}
	if value := s.value(t, rules); value != nil {
		return value
	}
	switch t.Kind {
	case model.String:
		return &model.Literal{Type: t, Value: ""}
	case model.Bool:
		return &model.Literal{Type: t, Value: false}
	case model.ValueRef:
		return &model.Literal{Type: t, Value: &model.StructLiteral{}}
	case model.Int32, model.Int64, model.Uint32, model.Uint64, model.Float64, model.Decimal:
		return numberLiteral(t, new(big.Rat))
	}
	return nil
}

func (s samples) number(t *model.Type, rules *model.FieldRules) *model.Literal {
	zero, step := new(big.Rat), big.NewRat(1, 1)
	if rules.MultipleOf != nil {
		step = ratOf(rules.MultipleOf)
	}
	candidates := []*big.Rat{zero, step}
	for _, bound := range []*model.Literal{rules.Min, rules.Max} {
		if bound != nil {
			candidates = append(candidates, ratOf(bound))
		}
	}
	if rules.GT != nil {
		candidates = append(candidates, new(big.Rat).Add(ratOf(rules.GT), step))
	}
	if rules.LT != nil {
		candidates = append(candidates, new(big.Rat).Sub(ratOf(rules.LT), step))
	}
	for i, candidate := range candidates {
		if numberFits(candidate, rules) {
			if i == 0 {
				return nil
			}
			return numberLiteral(t, candidate)
		}
	}
	return nil
}

func numberFits(n *big.Rat, rules *model.FieldRules) bool {
	switch {
	case rules.Min != nil && n.Cmp(ratOf(rules.Min)) < 0,
		rules.Max != nil && n.Cmp(ratOf(rules.Max)) > 0,
		rules.GT != nil && n.Cmp(ratOf(rules.GT)) <= 0,
		rules.LT != nil && n.Cmp(ratOf(rules.LT)) >= 0:
		return false
	case rules.MultipleOf != nil:
		of := ratOf(rules.MultipleOf)
		return of.Sign() == 0 || new(big.Rat).Quo(n, of).IsInt()
	}
	return true
}

// ratOf is a numeric literal as an exact number.
func ratOf(l *model.Literal) *big.Rat {
	n := new(big.Rat)
	switch x := l.Value.(type) {
	case int64:
		n.SetInt64(x)
	case uint64:
		n.SetUint64(x)
	case float64:
		n.SetFloat64(x)
	case string:
		n.SetString(x)
	}
	return n
}

func numberLiteral(t *model.Type, n *big.Rat) *model.Literal {
	var value any
	switch t.Kind {
	case model.Int32, model.Int64:
		value = n.Num().Int64()
	case model.Uint32, model.Uint64:
		value = n.Num().Uint64()
	case model.Float64:
		value, _ = n.Float64()
	case model.Decimal:
		digits, exact := n.FloatPrec()
		if !exact {
			return nil
		}
		value = n.FloatString(digits)
	}
	return &model.Literal{Type: t, Value: value}
}

// sampleInstant is a time or a day within a field's bounds.
func sampleInstant(t *model.Type, rules *model.FieldRules) time.Time {
	instant := sampleTime
	if t.Kind == model.Date {
		instant = instant.Truncate(24 * time.Hour)
	}
	switch {
	case rules.Past:
		instant = instant.AddDate(-1, 0, 0)
	case rules.Future:
		instant = instant.AddDate(1, 0, 0)
	}
	if rules.Min != nil {
		if bound, ok := rules.Min.Value.(time.Time); ok && instant.Before(bound) {
			instant = bound
		}
	}
	if rules.Max != nil {
		if bound, ok := rules.Max.Value.(time.Time); ok && instant.After(bound) {
			instant = bound
		}
	}
	return instant
}

// formatSamples are examples of each format, from ranges that are reserved for
// examples where there are any.
var formatSamples = map[string]string{
	"email":    "someone@example.com",
	"uri":      "https://example.com",
	"hostname": "example.com",
	"ip":       "192.0.2.1",
	"ipv4":     "192.0.2.1",
	"ipv6":     "2001:db8::1",
	"e164":     "+12025550123",
	"slug":     "an-example",
	"iso4217":  "EUR",
	"iso3166":  "DE",
	"uuid":     "11111111-1111-7111-8111-111111111111",
}

// sampleText is text that the rules accept; "" where that is acceptable or
// nothing is found.
func sampleText(rules *model.FieldRules) string {
	least := max(valueOr(rules.MinLen, 0), valueOr(rules.Len, 0))
	candidates := []string{"", rules.Prefix + rules.Suffix, formatSamples[rules.Format], "a", "example"}
	if least > 0 && least <= 100 {
		filling := strings.Repeat("a", max(0, least-utf8.RuneCountInString(rules.Prefix+rules.Suffix)))
		candidates = append(candidates, rules.Prefix+filling+rules.Suffix)
	}
	var pattern *regexp.Regexp
	if rules.Pattern != "" {
		compiled, err := regexp.Compile(rules.Pattern)
		parsed, errParsing := syntax.Parse(rules.Pattern, syntax.Perl)
		if err != nil || errParsing != nil {
			return ""
		}
		pattern = compiled
		candidates = append(candidates, shortestMatch(parsed.Simplify()))
	}
	for _, text := range candidates {
		if textFits(text, rules, pattern) {
			return text
		}
	}
	return ""
}

func textFits(text string, rules *model.FieldRules, pattern *regexp.Regexp) bool {
	length := utf8.RuneCountInString(text)
	switch {
	case length < valueOr(rules.MinLen, 0), length > valueOr(rules.MaxLen, length), length != valueOr(rules.Len, length):
		return false
	case !strings.HasPrefix(text, rules.Prefix), !strings.HasSuffix(text, rules.Suffix):
		return false
	case pattern != nil && !pattern.MatchString(text):
		return false
	case rules.Format != "" && text != formatSamples[rules.Format]:
		return false
	}
	for _, not := range rules.NotIn {
		if not.Value == text {
			return false
		}
	}
	return true
}

// shortestMatch is a short text that matches, but for what looks around.
func shortestMatch(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		return classMember(re.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "a"
	case syntax.OpCapture, syntax.OpPlus, syntax.OpAlternate:
		return shortestMatch(re.Sub[0])
	case syntax.OpConcat:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString(shortestMatch(sub))
		}
		return b.String()
	case syntax.OpRepeat:
		return strings.Repeat(shortestMatch(re.Sub[0]), re.Min)
	}
	return ""
}

// classMember prefers what people read easily to the class's first character.
func classMember(ranges []rune) string {
	for _, preferred := range "aA1" {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= preferred && preferred <= ranges[i+1] {
				return string(preferred)
			}
		}
	}
	if len(ranges) == 0 {
		return ""
	}
	return string(ranges[0])
}

func valueOr(n *int, otherwise int) int {
	if n == nil {
		return otherwise
	}
	return *n
}
