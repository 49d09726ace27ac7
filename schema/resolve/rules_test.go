package resolve_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// ruleTypes are all types that a field can have, each with a value of it
// where rules take one, else with a word.
var ruleTypes = []struct{ name, value string }{
	{"string", "ab"}, {"bool", "true"}, {"bytes", "AQ=="}, {"json", "1"}, {"uuid", "0190a1b2-0000-7000-8000-0000000000aa"},
	{"int32", "2"}, {"int64", "2"}, {"uint32", "2"}, {"uint64", "2"}, {"float64", "2.5"}, {"decimal", "2.5"}, {"duration", "2s"},
	{"timestamp", "2026-01-01T00:00:00Z"}, {"date", "2026-01-01"}, {"ref Order", "ord_1"}, {"Colour", "red"}, {"W", "a"},
	{"Method", "a"}, {"list of string", "a"}, {"list of W", "a"}, {"map of string to int32", "a"},
}

// fitting are the rules of the language with the types that they are for, and a
// value of the rule: VALUE is one of the type.
var fitting = []struct {
	rule, value string
	types       string
}{
	{"min_len", "1", "string"},
	{"max_len", "3", "string"},
	{"len", "3", "string"},
	{"pattern", "'^[a-z]+$'", "string"},
	{"format", "slug", "string"},
	{"prefix", "a", "string"},
	{"suffix", "a", "string"},
	{"trimmed", "true", "string"},
	{"in", "[VALUE]", "string int32 int64 uint32 uint64 float64 decimal duration"},
	{"not_in", "[VALUE]", "string int32 int64 uint32 uint64 float64 decimal duration"},
	{"min", "VALUE", "int32 int64 uint32 uint64 float64 decimal duration timestamp date"},
	{"max", "VALUE", "int32 int64 uint32 uint64 float64 decimal duration timestamp date"},
	{"gt", "VALUE", "int32 int64 uint32 uint64 float64 decimal duration"},
	{"lt", "VALUE", "int32 int64 uint32 uint64 float64 decimal duration"},
	{"multiple_of", "VALUE", "int32 int64 uint32 uint64 float64 decimal duration"},
	{"past", "true", "timestamp date"},
	{"future", "true", "timestamp date"},
	{"min_items", "1", "list_of_string list_of_W map_of_string_to_int32"},
	{"max_items", "1", "list_of_string list_of_W map_of_string_to_int32"},
	{"unique", "true", "list_of_string list_of_W"},
	{"unique_by", "n", "list_of_W"},
	{"each", "{}", "list_of_string list_of_W map_of_string_to_int32"},
	{"keys", "{}", "map_of_string_to_int32"},
}

// TestEveryRuleOnEveryType tries each rule on each type in each place: where it
// fits there is nothing to find, elsewhere one finding at its key.
func TestEveryRuleOnEveryType(t *testing.T) {
	places := []struct{ name, before, after string }{
		{"a field", "{type: TYPE, ", "}"},
		{"an optional", "{type: optional TYPE, ", "}"},
		{"elements", "{type: list of TYPE, each: {", "}}"},
		{"entries", "{type: map of string to TYPE, each: {", "}}"},
		{"elements of entries", "{type: optional map of Colour to list of TYPE, each: {each: {", "}}}"},
	}
	for _, rule := range fitting {
		for _, typ := range ruleTypes {
			fits := slices.Contains(strings.Fields(rule.types), strings.ReplaceAll(typ.name, " ", "_"))
			value := strings.ReplaceAll(rule.value, "VALUE", typ.value)
			for _, place := range places {
				before := "      x: " + strings.ReplaceAll(place.before, "TYPE", typ.name)
				_, findings := resolveText(t, inValue(before+rule.rule+": "+value+place.after))
				switch {
				case fits && len(findings) > 0:
					t.Errorf("%s of %s of %s: %v", rule.rule, place.name, typ.name, findings)
				case !fits && (len(findings) != 1 || findings[0].Rule != diag.RuleNotForType || findings[0].Span.Start.Column != len(before)+1):
					t.Errorf("%s of %s of %s: want one finding at the key, found %v", rule.rule, place.name, typ.name, findings)
				}
			}
		}
	}
}

func TestRulesOfKeys(t *testing.T) {
	for _, key := range []string{"string", "Colour", "ref Order"} {
		for _, rule := range fitting {
			fits := key == "string" && slices.Contains(strings.Fields(rule.types), "string")
			before := "      x: {type: map of " + key + " to int, keys: {"
			_, findings := resolveText(t, inValue(before+rule.rule+": "+strings.ReplaceAll(rule.value, "VALUE", "ab")+"}}"))
			if fits && len(findings) > 0 ||
				!fits && (len(findings) != 1 || findings[0].Rule != diag.RuleNotForType || findings[0].Span.Start.Column != len(before)+1) {
				t.Errorf("%s of keys of %s: %v", rule.rule, key, findings)
			}
		}
	}
}
