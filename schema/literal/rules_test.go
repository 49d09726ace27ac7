package literal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

func n(i int) *int { return &i }

func of(t *testing.T, text string, typ *model.Type) *model.Literal {
	t.Helper()
	l, findings := literal.Check(parse(t, text), typ, literal.Options{})
	if len(findings) > 0 {
		t.Fatalf("%s: %v", text, findings)
	}
	return l
}

func TestRulesAreKeptOrBroken(t *testing.T) {
	decimals, floats, times, dates := kind(model.Decimal), kind(model.Float64), kind(model.Timestamp), kind(model.Date)
	for _, tt := range []struct {
		name       string
		t          *model.Type
		rules      model.FieldRules
		good, bad  string
		complaints string
	}{
		{"min_len counts characters", text, model.FieldRules{MinLen: n(3)}, "äöü", "äö", "at least 3 characters"},
		{"max_len", text, model.FieldRules{MaxLen: n(2)}, "äö", "äöü", "at most 2"},
		{"len", text, model.FieldRules{Len: n(2)}, "ab", "a", "must be 2 characters"},
		{"pattern", text, model.FieldRules{Pattern: "^[A-Z]+$"}, "EUR", "eur", "pattern"},
		{"format", text, model.FieldRules{Format: "email"}, "a@b.org", "nowhere", "email address"},
		{"prefix", text, model.FieldRules{Prefix: "x-"}, "x-1", "y-1", `begin with "x-"`},
		{"suffix", text, model.FieldRules{Suffix: ".go"}, "a.go", "a.py", `end with ".go"`},
		{"trimmed", text, model.FieldRules{Trimmed: true}, "a b", `" a"`, "white space"},
		{"in", text, model.FieldRules{In: []*model.Literal{of(t, "a", text)}}, "a", "b", "one of a"},
		{"not_in", text, model.FieldRules{NotIn: []*model.Literal{of(t, "a", text)}}, "b", "a", "not be one of a"},
		{"min", number, model.FieldRules{Min: of(t, "3", number)}, "3", "2", "at least 3"},
		{"max", number, model.FieldRules{Max: of(t, "3", number)}, "3", "4", "at most 3"},
		{"gt of decimals", decimals, model.FieldRules{GT: of(t, "0.10", decimals)}, "0.11", "0.1", "more than 0.1"},
		{"lt", number, model.FieldRules{LT: of(t, "3", number)}, "2", "3", "less than 3"},
		{"multiple_of floats", floats, model.FieldRules{MultipleOf: of(t, "0.1", floats)}, "0.3", "0.35", "multiple of 0.1"},
		{"multiple_of decimals", decimals, model.FieldRules{MultipleOf: of(t, "0.05", decimals)}, "1.15", "1.16", "multiple of 0.05"},
		{"min of a timestamp", times, model.FieldRules{Min: of(t, "2026-01-01T00:00:00Z", times)}, "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", "at least 2026"},
		{"past", times, model.FieldRules{Past: true}, "2026-01-29T11:59:59Z", "2026-01-29T12:00:00Z", "in the past"},
		{"future is after today", dates, model.FieldRules{Future: true}, "2026-01-30", "2026-01-29", "in the future"},
		{"min_items", list(number), model.FieldRules{MinItems: n(1)}, "[1]", "[]", "at least 1"},
		{"max_items of a map", mapping(text, number), model.FieldRules{MaxItems: n(1)}, "{a: 1}", "{a: 1, b: 2}", "at most 1"},
		{"unique", list(number), model.FieldRules{Unique: true}, "[1, 2]", "[1, 1]", "nothing twice"},
		{"unique values", list(moneyType()), model.FieldRules{Unique: true}, "[{amount: 1}, {amount: 2}]", "[{amount: 1}, {amount: 1, currency: EUR}]", "nothing twice"},
		{"unique_by", list(moneyType()), model.FieldRules{UniqueBy: money.Fields[0]}, "[{amount: 1}, {amount: 2}]", "[{amount: 1}, {amount: 1, currency: SEK}]", "one amount"},
		{"a rule of what an optional holds", optional(number), model.FieldRules{Min: of(t, "3", number)}, "3", "2", "at least 3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now := time.Date(2026, 1, 29, 12, 0, 0, 0, time.UTC)
			f := &model.Field{Type: tt.t, Rules: tt.rules}
			if _, findings := literal.Field(parse(t, tt.good), f, literal.Options{Rules: true, Now: now}); len(findings) > 0 {
				t.Errorf("%s breaks a rule: %v", tt.good, findings)
			}
			_, findings := literal.Field(parse(t, tt.bad), f, literal.Options{Rules: true, Now: now})
			if len(findings) != 1 || findings[0].Rule != diag.BreaksOwnRule || !strings.Contains(findings[0].Message, tt.complaints) {
				t.Errorf("%s: want one finding that says %q, found %v", tt.bad, tt.complaints, findings)
			}
			if _, findings := literal.Field(parse(t, tt.bad), f, literal.Options{}); len(findings) > 0 {
				t.Errorf("rules are looked at without being asked for: %v", findings)
			}
		})
	}
}

func TestRulesOfElementsPointAtThem(t *testing.T) {
	f := &model.Field{Type: list(text), Rules: model.FieldRules{Each: &model.FieldRules{MaxLen: n(1)}}}
	_, findings := literal.Field(parse(t, "[a, bb]"), f, literal.Options{Rules: true})
	if len(findings) != 1 || findings[0].Span.Start.Column != column+len("[a, ") {
		t.Errorf("want one finding at the second element: %v", findings)
	}
	f = &model.Field{Type: mapping(text, number), Rules: model.FieldRules{Keys: &model.FieldRules{MaxLen: n(1)}}}
	_, findings = literal.Field(parse(t, "{a: 1, bb: 2}"), f, literal.Options{Rules: true})
	if len(findings) != 1 || findings[0].Span.Start.Column != column+len("{a: 1, ") {
		t.Errorf("want one finding at the second key: %v", findings)
	}
}
