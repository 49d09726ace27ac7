package main

import (
	"fmt"
	"strings"
)

// ruled is one rule on one type, with values in Go that keep it and that break
// it: at, just inside and just outside its bounds.
type ruled struct {
	typ, rule string // in the language: int32, "min: 3"
	good, bad []string
}

// goTypes are the types of the language in Go.
var goTypes = map[string]string{
	"decimal": "decimal.Decimal", "duration": "time.Duration", "timestamp": "time.Time", "date": "orchestrix.Date",
	"uuid": "uuid.UUID", "bytes": "[]byte", "json": "json.RawMessage", "ref Thing": "ThingID",
}

// goType is a type of the language as the package of the rules spells it.
func goType(t string) string {
	if elem, ok := strings.CutPrefix(t, "list of "); ok {
		return "[]" + goType(elem)
	}
	if rest, ok := strings.CutPrefix(t, "map of "); ok {
		key, elem, _ := strings.Cut(rest, " to ")
		return "map[" + goType(key) + "]" + goType(elem)
	}
	if spelled, ok := goTypes[t]; ok {
		return spelled
	}
	return t
}

// rulesOnTypes are all rules on all types that they fit.
func rulesOnTypes() []ruled {
	all := []ruled{
		{"string", "min_len: 2", []string{`"ab"`, `"äö"`, `"\xff\xff"`}, []string{`""`, `"ä"`}},
		{"string", "min_len: 1", []string{`"a"`, `" "`}, []string{`""`}},
		{"string", "max_len: 2", []string{`""`, `"日本"`}, []string{`"abc"`, `"äöü"`}},
		{"string", "len: 2", []string{`"ab"`, `"äö"`}, []string{`"a"`, `"ä"`, `"abc"`}},
		{"string", "len: 0", []string{`""`}, []string{`"a"`}},
		{"string", `pattern: "^[A-Z]{2}$"`, []string{`"AB"`}, []string{`""`, `"A"`, `"ABC"`, `"AB\n"`, `"Ab"`}},
		{"string", `pattern: "^(ab)+$"`, []string{`"ab"`, `"abab"`}, []string{`""`, `"aba"`}},
		{"string", `pattern: "^(a|bc)+$"`, []string{`"a"`, `"bca"`}, []string{`""`, `"b"`, `"ab"`}},
		{"string", `pattern: "b"`, []string{`"abc"`}, []string{`""`, `"ac"`}},
		{"string", `pattern: "^(draft|live)$"`, []string{`"draft"`, `"live"`}, []string{`""`, `"drafts"`}},
		{"string", "format: ipv4", []string{`"127.0.0.1"`}, []string{`""`, `"127.0.0.256"`}},
		{"string", "prefix: ä-", []string{`"ä-"`, `"ä-b"`}, []string{`""`, `"ä"`, `"a-b"`}},
		{"string", "suffix: -ö", []string{`"-ö"`, `"b-ö"`}, []string{`""`, `"ö"`, `"-o"`}},
		{"string", "trimmed: true", []string{`""`, `"a b"`, `"a\u200bb"`, `"\u200b"`}, []string{`" "`, `"a "`, `"\ta"`, `"a\u00a0"`, `"\u2003a"`, `"a\u3000"`, `"\u2028"`}},
		{"string", `in: [a, "ö"]`, []string{`"a"`, `"ö"`}, []string{`""`, `"A"`}},
		{"string", "not_in: [a, b]", []string{`""`, `"c"`}, []string{`"a"`, `"b"`}},

		{"timestamp", "min: 2026-01-01T00:00:00Z", instants("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "2027-01-01T00:00:00Z"), instants("2025-12-31T23:59:59.999999999Z", "2026-01-01T00:00:00+00:01")},
		{"timestamp", "max: 2026-01-01T00:00:00Z", instants("2026-01-01T00:00:00Z", "1970-01-01T00:00:00Z"), instants("2026-01-01T00:00:00.000000001Z", "2026-01-01T00:00:00-00:01")},
		{"timestamp", "past: true", instants("2026-01-29T11:59:59.999999999Z"), instants("2026-01-29T12:00:00Z", "2026-01-29T12:00:00.000000001Z")},
		{"timestamp", "future: true", instants("2026-01-29T12:00:00.000000001Z"), instants("2026-01-29T12:00:00Z", "2026-01-29T11:59:59.999999999Z")},
		{"date", "min: 2026-01-01", dates("2026-01-01", "2026-01-02"), dates("2025-12-31")},
		{"date", "max: 2026-01-01", dates("2026-01-01", "2025-12-31"), dates("2026-01-02")},
		{"date", "past: true", dates("2026-01-28"), dates("2026-01-29", "2026-01-30")},
		{"date", "future: true", dates("2026-01-30"), dates("2026-01-29", "2026-01-28")},

		{"list of int32", "min_items: 2", []string{`[]int32{1, 1}`}, []string{`nil`, `[]int32{1}`}},
		{"list of int32", "min_items: 1", []string{`[]int32{1}`}, []string{`nil`, `[]int32{}`}},
		{"list of int32", "max_items: 2", []string{`nil`, `[]int32{1, 2}`}, []string{`[]int32{1, 2, 3}`}},
		{"list of int32", "max_items: 0", []string{`nil`}, []string{`[]int32{1}`}},
		{"map of string to int32", "min_items: 2", []string{`map[string]int32{"a": 1, "b": 2}`}, []string{`nil`, `map[string]int32{"a": 1}`}},
		{"map of string to int32", "max_items: 1", []string{`nil`, `map[string]int32{"a": 1}`}, []string{`map[string]int32{"a": 1, "b": 1}`}},
	}
	all = append(all, numberRules()...)
	all = append(all, uniqueRules()...)
	return all
}

func instants(texts ...string) []string { return calls("at", texts) }
func dates(texts ...string) []string    { return calls("orchestrix.MustParseDate", texts) }

func calls(function string, texts []string) []string {
	var all []string
	for _, text := range texts {
		all = append(all, fmt.Sprintf("%s(%q)", function, text))
	}
	return all
}

// numberRules are the rules of numbers on every type of number: around 10 of its
// smallest steps, and at its ends.
func numberRules() []ruled {
	var all []ruled
	for _, typ := range []string{"int32", "int64", "uint32", "uint64", "float64", "decimal", "duration"} {
		number := func(n string) string {
			switch typ {
			case "decimal":
				return "dec(" + n + ")"
			case "duration":
				return n + " * time.Nanosecond"
			}
			return n
		}
		numbers := func(ns ...string) []string {
			var all []string
			for _, n := range ns {
				all = append(all, number(n))
			}
			return all
		}
		unit := ""
		if typ == "duration" {
			unit = "ns"
		}
		all = append(all,
			ruled{typ, "min: 10" + unit, numbers("10", "11"), numbers("9", "0")},
			ruled{typ, "max: 10" + unit, numbers("10", "9"), numbers("11")},
			ruled{typ, "gt: 10" + unit, numbers("11"), numbers("10", "9")},
			ruled{typ, "lt: 10" + unit, numbers("9"), numbers("10", "11")},
			ruled{typ, "multiple_of: 10" + unit, numbers("0", "10", "20"), numbers("1", "15")},
			ruled{typ, "in: [10" + unit + ", 20" + unit + ", 10" + unit + "]", numbers("10", "20"), numbers("0", "15")},
			ruled{typ, "in: [10" + unit + "]", numbers("10"), numbers("0", "15")},
			ruled{typ, "not_in: [10" + unit + ", 20" + unit + "]", numbers("0", "15"), numbers("10", "20")},
		)
	}
	return append(all,
		ruled{"int32", "min: -2147483648", []string{"math.MinInt32"}, nil},
		ruled{"int64", "max: -9223372036854775808", []string{"math.MinInt64"}, []string{"math.MinInt64 + 1"}},
		ruled{"int64", "gt: 9223372036854775806", []string{"math.MaxInt64"}, []string{"math.MaxInt64 - 1"}},
		ruled{"int64", "multiple_of: 10", []string{"-10", "math.MinInt64 + 8"}, []string{"-1", "math.MinInt64"}},
		ruled{"uint32", "gt: 0", []string{"1", "math.MaxUint32"}, []string{"0"}},
		ruled{"uint64", "min: 18446744073709551615", []string{"math.MaxUint64"}, []string{"math.MaxUint64 - 1"}},
		ruled{"float64", "min: 0.1", []string{"0.1", "math.Inf(1)"}, []string{"math.Nextafter(0.1, 0)", "math.NaN()", "math.Inf(-1)"}},
		ruled{"float64", "lt: 0.1", []string{"math.Nextafter(0.1, 0)", "math.Inf(-1)"}, []string{"0.1", "math.NaN()"}},
		ruled{"float64", "multiple_of: 0.1", []string{"0.3", "-0.7", "0"}, []string{"0.35", "math.NaN()", "math.Inf(1)"}},
		ruled{"float64", "in: [0.1, 0]", []string{"0.1", "0", "math.Copysign(0, -1)"}, []string{"math.NaN()"}},
		ruled{"float64", "not_in: [0.1]", []string{"math.NaN()"}, []string{"0.1"}},
		ruled{"decimal", "min: 9223372036854775808.01", []string{`dec("9223372036854775808.01")`, `dec("1e30")`}, []string{`dec("9223372036854775808.009")`, "dec(0)"}},
		ruled{"decimal", "lt: -18446744073709551616", []string{`dec("-18446744073709551617")`}, []string{`dec("-18446744073709551616.000")`}},
		ruled{"decimal", "gt: 0", []string{`dec("0.001")`}, []string{"dec(0)", `dec("0.00")`, "dec(-1)"}},
		ruled{"decimal", "min: 0", []string{"dec(0)"}, []string{`dec("-0.001")`}},
		ruled{"decimal", "multiple_of: 0.05", []string{"dec(0)", `dec("1.150")`, `dec("-0.05")`}, []string{`dec("0.01")`, `dec("1.151")`}},
		ruled{"decimal", "in: [1.5, 2]", []string{`dec("1.50")`, "dec(2)"}, []string{`dec("1.501")`}},
		ruled{"duration", "min: -1h", []string{"-time.Hour"}, []string{"-time.Hour - 1"}},
		ruled{"duration", "multiple_of: 1m30s", []string{"0", "3 * time.Minute"}, []string{"time.Minute", "time.Second"}},
	)
}

// uniqueElements are what lists without repetition hold: one value twice, perhaps
// written in two ways, and another.
var uniqueElements = []struct {
	typ           string
	one, same, to string
}{
	{"string", `"a"`, `"a"`, `"A"`},
	{"bool", `true`, `true`, `false`},
	{"int32", `1`, `1`, `2`},
	{"uint64", `1`, `1`, `2`},
	{"float64", `0`, `math.Copysign(0, -1)`, `0.1`},
	{"decimal", `dec("1.5")`, `dec("1.50")`, `dec(1)`},
	{"duration", `time.Second`, `1000 * time.Millisecond`, `time.Minute`},
	{"timestamp", `at("2026-01-01T00:00:00Z")`, `at("2026-01-01T01:00:00+01:00")`, `at("2026-01-01T00:00:00.000000001Z")`},
	{"date", `orchestrix.MustParseDate("2026-01-01")`, `orchestrix.MustParseDate("2026-01-01")`, `orchestrix.MustParseDate("2026-01-02")`},
	{"uuid", `uuid.UUID{1}`, `uuid.UUID{1}`, `uuid.UUID{2}`},
	{"bytes", `[]byte("a")`, `[]byte("a")`, `[]byte("b")`},
	{"json", `json.RawMessage("1")`, `json.RawMessage("1")`, `json.RawMessage("2")`},
	{"Colour", `ColourRed`, `ColourRed`, `ColourBlue`},
	{"ref Thing", `ThingID("a")`, `ThingID("a")`, `ThingID("b")`},
	{"Point", `Point{X: 1, At: at("2026-01-01T00:00:00Z")}`, `Point{X: 1, At: at("2026-01-01T01:00:00+01:00")}`, `Point{X: 2, At: at("2026-01-01T00:00:00Z")}`},
	{"Shape", `ShapeRound{R: dec("1.0")}`, `ShapeRound{R: dec(1)}`, `ShapeRound{R: dec(2)}`},
	{"list of int32", `[]int32{1}`, `[]int32{1}`, `[]int32{1, 1}`},
	{"map of string to decimal", `map[string]decimal.Decimal{"a": dec(1)}`, `map[string]decimal.Decimal{"a": dec("1.0")}`, `map[string]decimal.Decimal{"b": dec(1)}`},
}

// holder is a value that has something of a type in a field.
func holder(typ string) string {
	return "Has" + strings.ReplaceAll(strings.ToUpper(typ[:1])+typ[1:], " ", "")
}

// uniqueRules are `unique` on lists of every type, and `unique_by` fields of
// every type.
func uniqueRules() []ruled {
	var all []ruled
	for _, e := range uniqueElements {
		list := func(items ...string) string { return goType("list of "+e.typ) + "{" + strings.Join(items, ", ") + "}" }
		all = append(all, ruled{"list of " + e.typ, "unique: true", []string{"nil", list(e.one), list(e.one, e.to)}, []string{list(e.one, e.same), list(e.to, e.one, e.same)}})
		holder := holder(e.typ)
		held := func(items ...string) string {
			var all []string
			for _, item := range items {
				all = append(all, "{Of: "+item+"}")
			}
			return "[]" + holder + "{" + strings.Join(all, ", ") + "}"
		}
		all = append(all, ruled{"list of " + holder, "unique_by: of", []string{"nil", held(e.one), held(e.one, e.to)}, []string{held(e.one, e.same), held(e.to, e.one, e.same)}})
		maybe := func(items ...string) string {
			var all []string
			for _, item := range items {
				switch {
				case strings.HasPrefix(e.typ, "list") || strings.HasPrefix(e.typ, "map") || e.typ == "bytes" || e.typ == "json" || e.typ == "Shape" || item == "nil":
					all = append(all, "{Maybe: "+item+"}")
				default:
					all = append(all, "{Maybe: new("+goType(e.typ)+"("+item+"))}")
				}
			}
			return "[]May" + holder + "{" + strings.Join(all, ", ") + "}"
		}
		all = append(all, ruled{"list of May" + holder, "unique_by: maybe", []string{maybe(e.one), maybe(e.one, e.to), maybe("nil", e.one), maybe("nil", "nil")}, []string{maybe(e.one, e.same), maybe("nil", e.one, "nil", e.same)}})
	}
	all = append(all, ruled{"list of float64", "unique: true", []string{"[]float64{math.NaN(), math.NaN()}"}, []string{"[]float64{1, math.NaN(), 1}"}})
	return all
}
