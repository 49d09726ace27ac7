package resolve_test

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// relatedMarker stands before each place that a finding is also about.
const relatedMarker = "▹"

// contradicting are fields whose rules no value satisfies: the finding stands at
// the mark, and is related to what has the other mark.
var contradicting = []struct{ name, field, says string }{
	{"min above max", "{type: int, ▹min: 3, ▸max: 2}", "no value satisfies both `min: 3` and `max: 2`"},
	{"max before min", "{type: int, ▹max: 2, ▸min: 3}", "no value satisfies both"},
	{"min of dates", "{type: date, ▹min: 2026-01-02, ▸max: 2026-01-01}", "`min: 2026-01-02` and `max: 2026-01-01`"},
	{"min of timestamps", "{type: timestamp, ▹min: 2026-01-01T00:00:01Z, ▸max: 2026-01-01T01:00:00+01:00}", "no value satisfies both"},
	{"min of durations", "{type: duration, ▹min: 1h, ▸max: 59m}", "no value satisfies both"},
	{"bounds beyond int64", "{type: decimal, ▹min: 9223372036854775808.01, ▸max: 9223372036854775808}", "no value satisfies both"},
	{"gt at lt", "{type: decimal, ▹gt: 3, ▸lt: 3.0}", "no value satisfies both"},
	{"gt at max", "{type: float64, ▹gt: 0.5, ▸max: 0.5}", "no value satisfies both"},
	{"min at lt", "{type: int, ▹min: 3, ▸lt: 3}", "no value satisfies both"},
	{"nothing whole between", "{type: int, ▹gt: 3, ▸lt: 4}", "no value satisfies both"},
	{"below the least of the type", "{type: uint32, ▸lt: 0}", "no uint32 satisfies `lt: 0`"},
	{"above the greatest of the type", "{type: int32, ▸gt: 2147483647}", "no int32 satisfies `gt: 2147483647`"},
	{"no multiple", "{type: int, ▹min: 4, ▹max: 5, ▸multiple_of: 3}", "no multiple of 3 lies within the bounds"},
	{"no multiple within open bounds", "{type: int, ▹gt: 3, ▹lt: 6, ▸multiple_of: 3}", "no multiple of 3"},
	{"no multiple below 0", "{type: int, ▹min: -5, ▹max: -4, ▸multiple_of: 3}", "no multiple of 3"},
	{"no multiple of a float", "{type: float64, ▹min: 0.11, ▹max: 0.19, ▸multiple_of: 0.1}", "no multiple of 0.1"},
	{"no multiple of a decimal", "{type: decimal, ▹multiple_of: 0.05, ▹min: 1.01, ▸max: 1.04}", "no multiple of 0.05"},
	{"no multiple of a duration", "{type: duration, ▹min: 1s, ▹max: 59s, ▸multiple_of: 1m}", "no multiple of 1m0s"},
	{"no multiple before the type ends", "{type: int32, ▹min: 2147483640, ▸multiple_of: 1000}", "no multiple of 1000"},
	{"lengths", "{type: string, ▹min_len: 3, ▸max_len: 2}", "no value has at least 3 and at most 2"},
	{"len below min_len", "{type: string, ▹len: 3, ▸min_len: 4}", "no value is 3 long with `min_len: 4`"},
	{"len above max_len", "{type: string, ▹max_len: 2, ▸len: 3}", "no value is 3 long with `max_len: 2`"},
	{"a long prefix", "{type: string, ▹prefix: abc, ▸max_len: 2}", "the prefix alone is longer than 2"},
	{"a suffix longer than len", "{type: string, ▹len: 2, ▸suffix: äöü}", "the suffix alone is longer than 2"},
	{"a prefix with white space", "{type: string, ▹trimmed: true, ▸prefix: ' a'}", "the prefix has white space"},
	{"a suffix with white space of Unicode", `{type: string, ▹suffix: "a\u2003", ▸trimmed: true}`, "the suffix has white space"},
	{"a pattern longer than max_len", "{type: string, ▹pattern: '^[A-Z]{3}-', ▸max_len: 3}", "what matches the pattern is at least 4 characters long"},
	{"a pattern longer than len", "{type: string, ▹len: 1, ▸pattern: 'a+b|cde'}", "at least 2 characters"},
	{"a pattern shorter than min_len", "{type: string, ▹pattern: '^(ab?){1,3}ü$', ▸min_len: 8}", "what matches the pattern is at most 7 characters long"},
	{"a pattern shorter than len", "{type: string, ▹pattern: '^a?$', ▸len: 2}", "at most 1 character long"},
	{"items", "{type: list of int, ▹min_items: 3, ▸max_items: 2}", "no value has at least 3 and at most 2"},
	{"entries", "{type: map of string to int, ▹max_items: 0, ▸min_items: 1}", "no value has at least 1 and at most 0"},
	{"unique words", "{type: list of Colour, ▹unique: true, ▸min_items: 3}", "no 3 differ: there is no more than 2 words of Colour"},
	{"unique bools", "{type: list of bool, ▹min_items: 3, ▸unique: true}", "no more than 2 bools"},
	{"unique members", "{type: list of int, ▹unique: true, ▸min_items: 3, each: {in: [1, 2, 1]}}", "no more than 2 values that `in` allows"},
	{"unique by words", "{type: list of P, ▹unique_by: c, ▸min_items: 3}", "no more than 2 words of Colour"},
	{"keys of words", "{type: map of Colour to int, ▸min_items: 3}", "no more than 2 words of Colour"},
	{"keys of a set", "{type: map of string to int, ▹keys: {in: [a]}, ▸min_items: 2}", "no more than 1 value that `in` allows"},
	{"in nothing", "{type: string, ▸in: []}", "`in` without members allows nothing"},
	{"in against another rule", "{type: string, in: [a, ▸bbb], ▹max_len: 2}", `"bbb" must be at most 2 characters long`},
	{"in against a pattern", "{type: string, ▹pattern: '^b', in: [▸a, b]}", `"a" must match the pattern ^b`},
	{"in against a format", "{type: string, ▹format: iso4217, in: [EUR, ▸ABC]}", `"ABC" must be a currency code`},
	{"in and not_in", "{type: int, in: [1, ▸2], ▹not_in: [2]}", `"2" must not be one of 2`},
	{"in against a bound", "{type: decimal, in: [▸0, 2.5], ▹gt: 0}", `"0" must be more than 0`},
	{"past and future", "{type: date, ▹past: true, ▸future: true}", "nothing is both in the past and in the future"},
	{"in elements", "{type: list of int, each: {▹min: 2, ▸max: 1}}", "no value satisfies both"},
	{"in keys", "{type: map of string to int, keys: {▹min_len: 2, ▸max_len: 1}}", "no value has"},
	{"in elements of entries", "{type: map of string to list of int, each: {each: {▹min: 2, ▸max: 1}}}", "no value satisfies both"},
	{"of an optional", "{type: optional int, ▹min: 3, ▸max: 2}", "no value satisfies both"},
}

func TestRulesThatNoValueSatisfies(t *testing.T) {
	for _, tt := range contradicting {
		t.Run(tt.name, func(t *testing.T) { expectFinding(t, tt.field, diag.RuleContradiction, tt.says) })
	}
}

func TestALengthThatSaysMore(t *testing.T) {
	expectFinding(t, "{type: string, ▹len: 3, ▸max_len: 5}", diag.KeyConflict, "`len: 3` says more than `max_len` does")
}

func TestConstantsThatBreakTheirOwnRules(t *testing.T) {
	for _, tt := range []struct{ name, field, says string }{
		{"example", "{type: int, ▹min: 3, example: ▸2}", `"2" must be at least 3`},
		{"default", "{type: string, ▹len: 3, default: ▸ab}", `"ab" must be 3 characters long`},
		{"an element", "{type: list of int, each: {▹min: 3}, example: [4, ▸2]}", `"2" must be at least 3`},
		{"a key", "{type: map of string to int, keys: {▹max_len: 1}, example: {▸ab: 1}}", "must be at most 1 character long"},
		{"an optional", "{type: optional string, ▹format: email, example: ▸nobody}", "must be an email address"},
		{"a list", "{type: list of int, ▹unique: true, default: ▸[1, 1]}", "must hold nothing twice"},
		{"a map", "{type: map of string to int, ▹min_items: 1, default: ▸{}}", "must hold at least 1"},
		{"in a value", "{type: R, example: {n: ▸2}}", "must be at least 3"},
		{"of white space", `{type: string, ▹trimmed: true, default: ▸"a\u00a0"}`, "white space"},
	} {
		t.Run(tt.name, func(t *testing.T) { expectFinding(t, tt.field, diag.BreaksOwnRule, tt.says) })
	}
	wrong{"initial", "context: a\naggregates:\n  Order:\n    state:\n      n: {type: int, min: 3, initial: ▸2}\n",
		[]string{`BREAKS_OWN_RULE "2" must be at least 3`}}.run(t)
}

func TestRulesThatSomeValueSatisfies(t *testing.T) {
	for _, field := range []string{
		"{type: int, min: 3, max: 3}",
		"{type: int, gt: 3, lt: 5}",
		"{type: int, gt: -9223372036854775808, lt: 9223372036854775807}",
		"{type: decimal, gt: 3, lt: 4}",
		"{type: uint32, min: 0, max: 4294967295}",
		"{type: uint64, max: 0}",
		"{type: int, min: 4, max: 6, multiple_of: 3}",
		"{type: int, gt: -3, lt: 3, multiple_of: 3}",
		"{type: int, min: 4, multiple_of: 9000000000000000000}",
		"{type: float64, min: 0.29, max: 0.31, multiple_of: 0.1}",
		"{type: float64, gt: -1.7e308, lt: 1.7e308, multiple_of: 5e-324}",
		"{type: decimal, gt: 1, multiple_of: 0.05, max: 1.05}",
		"{type: duration, min: 1s, max: 1m, multiple_of: 1m}",
		"{type: string, min_len: 3, max_len: 3}",
		"{type: string, prefix: aba, suffix: ba, max_len: 3}",
		"{type: string, prefix: a b, trimmed: true}",
		"{type: string, pattern: '^[A-Z]{3}$', len: 3}",
		"{type: string, pattern: '[A-Z]{3}', min_len: 30}",
		"{type: string, pattern: '^a|b$', min_len: 30}",
		"{type: string, pattern: '^(a|bc+)$', min_len: 30}",
		"{type: string, pattern: '(?m)^a$', min_len: 30}",
		"{type: list of Colour, unique: true, min_items: 2}",
		"{type: list of Colour, min_items: 30}",
		"{type: list of string, unique: true, min_items: 30}",
		"{type: map of Colour to int, min_items: 2}",
		"{type: map of string to int, keys: {in: [a, b]}, min_items: 2}",
		"{type: string, in: [ab, abc], min_len: 2, prefix: a}",
		"{type: date, min: 2026-01-01, max: 2026-01-01}",
		"{type: timestamp, past: true, min: 2026-01-01T00:00:00Z}",
	} {
		wrong{field, inValue("      x: " + field + moreTypes), nil}.run(t)
	}
}

// moreTypes are values beside the one that a field is in.
const moreTypes = `
  P: {fields: {c: Colour}}
  R: {fields: {n: {type: int, min: 3}}}`

// expectFinding wants one finding at the mark in a field, related to the places
// that have the other mark.
func expectFinding(t *testing.T, field string, rule diag.Rule, says string) {
	t.Helper()
	const before = "      x: "
	column := func(r string) (columns []int) {
		at := len(before) + 1
		for _, c := range field {
			switch string(c) {
			case r:
				columns = append(columns, at)
			case marker, relatedMarker:
			default:
				at++
			}
		}
		return columns
	}
	plain := strings.NewReplacer(marker, "", relatedMarker, "").Replace(field)
	_, findings := resolveText(t, inValue(before+plain+moreTypes))
	if len(findings) != 1 {
		t.Fatalf("%d findings: %v", len(findings), findings)
	}
	f := findings[0]
	if f.Rule != rule || !strings.Contains(f.Message, says) || f.Span.Start.Column != column(marker)[0] {
		t.Errorf("%d %s %s, want %d %s %s", f.Span.Start.Column, f.Rule, f.Message, column(marker)[0], rule, says)
	}
	want := column(relatedMarker)
	for i, related := range f.Related {
		if i < len(want) && related.Span.Start.Line == f.Span.Start.Line && related.Span.Start.Column != want[i] {
			t.Errorf("related to column %d, want %d", related.Span.Start.Column, want[i])
		}
	}
	if len(f.Related) < len(want) {
		t.Errorf("related to %v, want columns %v", f.Related, want)
	}
}
