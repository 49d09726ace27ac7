package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
)

// writeRules adds a context to a module that has every rule on every type that
// it fits, in every place, and a test that tries each.
func writeRules(m *usermodule.Module) {
	rules := rulesOnTypes()
	m.Write("internal/ruled/ruled.orchestrix.yaml", rulesModel(rules))
	m.Write("internal/ruled/ruled_test.go", rulesTest(rules))
}

// rulesAValue is how many rules are in one value, besides which there is nothing:
// a value for each takes longer to compile.
const rulesAValue = 10

// rulePlace is a place in a value where what has a rule can be.
type rulePlace struct {
	field string
	yaml  string // TYPE and RULE stand for those of the rule
	value string // in Go, with x for what has the rule, and GOOD for what keeps it
	path  string
}

// tried says that a rule is tried in the place: by itself
// always, as an optional if that is another type in Go, as a key if it can be one,
// elsewhere unless another stands for it.
func (p rulePlace) tried(rules []ruled, i int) bool {
	switch p.field {
	case "plain":
		return true
	case "maybe":
		return !isCollection(rules[i].typ) || standsForOthers(rules, i)
	case "keys":
		return rules[i].typ == "string"
	}
	return standsForOthers(rules, i)
}

// standsForOthers says that a rule stands for others of its type, or of its kind on
// types that are alike, in all places: to compile each everywhere takes long.
func standsForOthers(rules []ruled, i int) bool {
	key := func(r ruled) string {
		rule, _, _ := strings.Cut(r.rule, ":")
		switch {
		case strings.HasPrefix(rule, "unique"):
			return rule
		case r.typ == "decimal" || r.typ == "timestamp" || r.typ == "int32":
			return r.typ + rule
		}
		return r.typ
	}
	for _, r := range rules[:i] {
		if key(r) == key(rules[i]) {
			return false
		}
	}
	return true
}

var rulePlaces = []rulePlace{
	{"plain", "{type: TYPE, RULE}", "x", ""},
	{"maybe", "{type: optional TYPE, RULE}", "&x", ""},
	{"items", "{type: list of TYPE, each: {RULE}}", "[]T{GOOD, x}", "[1]"},
	{"entries", "{type: map of string to TYPE, each: {RULE}}", `map[string]T{"k": x}`, `["k"]`},
	{"deep", "{type: list of map of Colour to TYPE, each: {each: {RULE}}}", "[]map[Colour]T{{}, {ColourBlue: x}}", `[1]["blue"]`},
	{"keys", "{type: map of TYPE to int32, keys: {RULE}}", "map[T]int32{x: 1}", ""},
}

func rulesModel(rules []ruled) string {
	var b strings.Builder
	b.WriteString("context: ruled\nenums: {Colour: [red, blue]}\nvalues:\n  Point: {fields: {x: int32, at: timestamp}}\n")
	for _, e := range uniqueElements {
		fmt.Fprintf(&b, "  %s: {fields: {of: %s}}\n  May%[1]s: {fields: {maybe: optional %[2]s}}\n", holder(e.typ), e.typ)
	}
	for i, r := range rules {
		if i%rulesAValue == 0 {
			fmt.Fprintf(&b, "  R%d:\n    fields:\n", i/rulesAValue)
		}
		for _, p := range rulePlaces {
			if !p.tried(rules, i) {
				continue
			}
			fmt.Fprintf(&b, "      %s%d: %s\n", p.field, i, strings.NewReplacer("TYPE", r.typ, "RULE", r.rule).Replace(p.yaml))
		}
	}
	b.WriteString(vaultModel)
	b.WriteString("unions:\n  Shape: {round: {fields: {r: decimal}}}\n  Any:\n")
	for i, r := range rules {
		if standsForOthers(rules, i) {
			fmt.Fprintf(&b, "    v%d: {fields: {plain: {type: %s, %s}}}\n", i, r.typ, r.rule)
		}
	}
	b.WriteString("aggregates:\n  Thing:\n    id: {format: natural}\n    state: {}\n    events:\n      Noted:\n        apply: none\n        fields:\n")
	fields := func() {
		for i, r := range rules {
			if !standsForOthers(rules, i) {
				continue
			}
			fmt.Fprintf(&b, "          f%d: {type: %s, %s}\n", i, r.typ, r.rule)
		}
	}
	fields()
	b.WriteString("    commands:\n      Note:\n        creates: if_missing\n        emits: [Noted]\n        fields:\n")
	fields()
	return b.String()
}

// vaultModel is a value whose fields are secret, with rules of every kind.
const vaultModel = `  Pair:
    fields: {s: {type: string, max_len: 3}, n: {type: int32, max: 3}, m: {type: map of string to int32, each: {max: 3}}}
    rules:
      - {id: equal, check: "this.s == string(this.n)", message: "{this.s} isn't {this.n}"}
  Vault:
    fields:
      len: {type: string, sensitivity: secret, len: 3}
      min: {type: string, sensitivity: secret, min_len: 30, max_len: 40}
      pattern: {type: string, sensitivity: secret, pattern: "^[A-Z]+$"}
      format: {type: string, sensitivity: secret, format: email}
      affix: {type: string, sensitivity: secret, prefix: a, suffix: z}
      in: {type: string, sensitivity: secret, in: [a, b]}
      not_in: {type: string, sensitivity: secret, not_in: [hunter2]}
      number: {type: int64, sensitivity: secret, min: 90000, multiple_of: 2, not_in: [77777]}
      unsigned: {type: uint32, sensitivity: secret, lt: 10, in: [1]}
      float: {type: float64, sensitivity: secret, max: 10}
      amount: {type: decimal, sensitivity: secret, max: 10}
      wait: {type: duration, sensitivity: secret, max: 1s}
      at: {type: timestamp, sensitivity: secret, max: 2026-01-01T00:00:00Z, past: true}
      day: {type: date, sensitivity: secret, past: true}
      colour: {type: Colour, sensitivity: secret}
      ref: {type: ref Thing, sensitivity: secret}
      maybe: {type: optional string, sensitivity: secret, max_len: 3}
      list: {type: list of string, sensitivity: secret, unique: true, max_items: 1, each: {max_len: 3}}
      map: {type: map of string to int32, sensitivity: secret, keys: {max_len: 3}, each: {max: 3}}
      pair: {type: Pair, sensitivity: secret}
      pairs: {type: list of Pair, sensitivity: secret, unique_by: s}
      named: {type: map of string to Pair, sensitivity: secret}
      shape: {type: optional Shape, sensitivity: pii}
      index: {type: int64, sensitivity: secret}
      few: list of int32
    rules:
      - {id: known, check: "this.few[this.index] == 0", message: the index is unknown}
`

const rulesTestHead = `package ruled_test

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	. "example.com/user/internal/ruled"
	"github.com/google/uuid"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/shopspring/decimal"
)

var now = time.Date(2026, 1, 29, 12, 0, 0, 0, time.UTC)

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

func dec[T int | string](x T) decimal.Decimal {
	if text, ok := any(x).(string); ok {
		return decimal.RequireFromString(text)
	}
	return decimal.NewFromInt(int64(any(x).(int)))
}

// place is where a value is tried: what is found there, and the path to it.
type place[T any] struct {
	path string // but for the key of a map itself
	find func(x T) orchestrix.Violations
}

func try[T any](t *testing.T, rule string, good, bad []T, places ...place[T]) {
	t.Helper()
	id, _, _ := strings.Cut(rule, ":")
	_, id, _ = strings.Cut(id, "|")
	expect := func(x T, want string) {
		t.Helper()
		for _, p := range places {
			path := p.path
			if text, ok := any(x).(string); ok && strings.HasPrefix(path, "keys") {
				path += "[" + strconv.Quote(text) + "]"
			}
			root := path
			if i := strings.IndexAny(path, "[."); i >= 0 {
				root = path[:i]
			}
			got := ""
			for _, v := range p.find(x) {
				if v.Path == root || strings.HasPrefix(v.Path, root+"[") {
					got += v.Path + " " + v.Rule + ";"
				}
			}
			wanted := ""
			if want != "" {
				wanted = path + " " + want + ";"
			}
			if got != wanted {
				t.Errorf("%s: %v at %s: got %q, want %q", rule, x, path, got, wanted)
			}
		}
	}
	for _, x := range good {
		expect(x, "")
	}
	for _, x := range bad {
		expect(x, id)
	}
}

func TestNothingSecretIsInAMessage(t *testing.T) {
	pair := Pair{S: "hunter2", N: 77777, M: map[string]int32{"hunter2": 77777}}
	v := Vault{
		Len: "hunter2", Min: "hunter2", Pattern: "hunter2", Format: "hunter2", Affix: "hunter2", In: "hunter2", NotIn: "hunter2",
		Number: 77777, Unsigned: 77777, Float: 77777, Amount: dec(77777), Wait: 77777 * time.Second, At: at("7777-07-07T07:07:07Z"),
		Day: orchestrix.MustParseDate("7777-07-07"), Colour: "hunter2", Ref: "hunter2\n", Maybe: new("hunter2"),
		List: []string{"hunter2", "hunter2"}, Map: map[string]int32{"hunter2": 77777, "hunter22": 77777}, Pair: pair, Pairs: []Pair{pair, pair},
		Named: map[string]Pair{"hunter2": pair}, Shape: ShapeRound{}, Index: 77777,
	}
	rules := map[string]bool{}
	found := v.Violations(now)
	for _, violation := range found {
		rules[violation.Rule] = true
		for _, secret := range []string{"hunter2", "7777", "77m", "2h", "21h"} {
			if strings.Contains(violation.String(), secret) {
				t.Errorf("%s (%s)", violation, violation.Rule)
			}
		}
	}
	for _, rule := range strings.Fields("len min_len pattern format prefix suffix in not_in min multiple_of lt max past enum id max_len unique max_items unique_by ruled.Vault.known") {
		if !rules[rule] {
			t.Errorf("%s isn't broken: %v", rule, found)
		}
	}
	if again := v.Violations(now); len(again) != len(found) {
		t.Errorf("%v, then %v", found, again)
	}
	// A message of the model's own, inside of something secret.
	found = Vault{Pair: Pair{S: "abc", N: 3}}.Violations(now)
	i := slices.IndexFunc(found, func(v orchestrix.Violation) bool { return v.Rule == "equal" })
	if i < 0 || found[i].Path != "pair" || strings.Contains(found[i].Message, "abc") {
		t.Errorf("found %v", found)
	}
}

var _ = []any{json.RawMessage(nil), math.Inf, uuid.UUID{}}
`

func rulesTest(rules []ruled) string {
	var b strings.Builder
	b.WriteString(rulesTestHead)
	for i, r := range rules {
		typ := goType(r.typ)
		fmt.Fprintf(&b, "\nfunc TestRule%d(t *testing.T) {\n\ttry(t, %q, []%s{%s}, []%s{%s},\n", i, r.typ+"|"+r.rule, typ, strings.Join(r.good, ", "), typ, strings.Join(r.bad, ", "))
		try := func(path, value string) {
			fmt.Fprintf(&b, "\t\tplace[%s]{%q, func(x %s) orchestrix.Violations { return %s.Violations(now) }},\n", typ, path, typ, value)
		}
		for _, p := range rulePlaces {
			value := p.value
			if !p.tried(rules, i) {
				continue
			}
			if p.field == "maybe" && isCollection(r.typ) {
				value = "present(x)"
			}
			value = strings.NewReplacer("[]T", "[]"+typ, "]T", "]"+typ, "[T]", "["+typ+"]", "GOOD", r.good[0]).Replace(value)
			path := p.field + strconv.Itoa(i) + p.path
			try(path, fmt.Sprintf("R%d{%s: %s}", i/rulesAValue, strings.ToUpper(path[:1])+p.field[1:]+strconv.Itoa(i), value))
		}
		if standsForOthers(rules, i) {
			try("plain", fmt.Sprintf("Any(AnyV%d{Plain: x})", i))
			try(fmt.Sprintf("f%d", i), fmt.Sprintf("Note{F%d: x}", i))
			try(fmt.Sprintf("f%d", i), fmt.Sprintf("ThingEvent(Noted{F%d: x})", i))
		}
		b.WriteString("\t)\n}\n")
	}
	b.WriteString(`
// present is a list or map that an optional holds: nil would be absent.
func present[T any](x T) T {
	switch list := any(x).(type) {
	case []int32:
		if list == nil {
			return any([]int32{}).(T)
		}
	case map[string]int32:
		if list == nil {
			return any(map[string]int32{}).(T)
		}
	}
	return x
}
`)
	return b.String()
}

func isCollection(typ string) bool {
	return strings.HasPrefix(typ, "list of ") || strings.HasPrefix(typ, "map of ")
}
