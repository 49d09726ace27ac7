package literal_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// parse reads a value as the example of a field, from column 14 of line 4.
func parse(t *testing.T, text string) *syntax.Value {
	t.Helper()
	file, findings := syntax.Parse("a.yaml", []byte("context: a\nvalues:\n  V:\n    fields: {f: {type: T, example: "+text+"}}\n"))
	if len(findings) > 0 {
		t.Fatalf("%s: %v", text, findings)
	}
	return file.Values[0].Fields[0].Example
}

// column is where the value of parse begins.
const column = len("    fields: {f: {type: T, example: ") + 1

var (
	status = &model.Enum{Name: "Status", Members: []*model.EnumMember{{Name: "draft", GoName: "StatusDraft"}, {Name: "paid", GoName: "StatusPaid"}}}
	order  = &model.Aggregate{Name: "Order"}
	text   = &model.Type{Kind: model.String}
	number = &model.Type{Kind: model.Int64}
	money  = &model.Value{Name: "Money", Fields: []*model.Field{
		{Name: "amount", Type: number, Rules: model.FieldRules{Min: &model.Literal{Type: number, Value: int64(0)}}},
		{Name: "currency", Type: text, Default: &model.Literal{Type: text, Value: "EUR"}},
		{Name: "note", Type: optional(text)},
	}}
	method = &model.Union{Name: "Method", Variants: []*model.Variant{
		{Name: "card", GoName: "MethodCard", Fields: []*model.Field{{Name: "last4", Type: text}}},
		{Name: "cash", GoName: "MethodCash"},
	}}
)

func kind(k model.Kind) *model.Type        { return &model.Type{Kind: k} }
func optional(t *model.Type) *model.Type   { return &model.Type{Kind: model.Optional, Elem: t} }
func list(t *model.Type) *model.Type       { return &model.Type{Kind: model.List, Elem: t} }
func mapping(k, t *model.Type) *model.Type { return &model.Type{Kind: model.Map, Key: k, Elem: t} }
func ref(format model.IDFormat) *model.Type {
	return &model.Type{Kind: model.IDRef, ID: &model.ID{Aggregate: order, Format: format}}
}
func enumType() *model.Type   { return &model.Type{Kind: model.EnumRef, Enum: status} }
func moneyType() *model.Type  { return &model.Type{Kind: model.ValueRef, Value: money} }
func methodType() *model.Type { return &model.Type{Kind: model.UnionRef, Union: method} }

// shown writes a literal out.
func shown(l *model.Literal) string {
	if l == nil {
		return "nothing"
	}
	switch x := l.Value.(type) {
	case []*model.Literal:
		var all []string
		for _, item := range x {
			all = append(all, shown(item))
		}
		return "[" + strings.Join(all, " ") + "]"
	case []model.MapEntry:
		var all []string
		for _, entry := range x {
			all = append(all, shown(entry.Key)+": "+shown(entry.Value))
		}
		return "{" + strings.Join(all, ", ") + "}"
	case *model.StructLiteral:
		var all []string
		if x.Variant != nil {
			all = append(all, x.Variant.Name)
		}
		for _, f := range x.Fields {
			all = append(all, f.Field.Name+"="+shown(f.Value))
		}
		return "(" + strings.Join(all, " ") + ")"
	case time.Time:
		return x.Format(time.RFC3339Nano)
	case *model.EnumMember:
		return x.Name
	case []byte:
		return fmt.Sprintf("%q", x)
	}
	return fmt.Sprintf("%T %v", l.Value, l.Value)
}

func TestValuesOfEveryType(t *testing.T) {
	for _, tt := range []struct {
		text string
		t    *model.Type
		want string
	}{
		{"on", text, "string on"},
		{"07:00", text, "string 07:00"},
		{"'null'", text, "string null"},
		{`""`, text, "string "},
		{"true", kind(model.Bool), "bool true"},
		{"-2147483648", kind(model.Int32), "int64 -2147483648"},
		{"2147483647", kind(model.Int32), "int64 2147483647"},
		{"-9223372036854775808", number, "int64 -9223372036854775808"},
		{"010", number, "int64 10"},
		{"0x1F", number, "int64 31"},
		{"0o17", number, "int64 15"},
		{"+5", number, "int64 5"},
		{"4294967295", kind(model.Uint32), "uint64 4294967295"},
		{"18446744073709551615", kind(model.Uint64), "uint64 18446744073709551615"},
		{"-0", kind(model.Uint64), "uint64 0"},
		{"1.5e3", kind(model.Float64), "float64 1500"},
		{"12.50", kind(model.Decimal), "string 12.5"},
		{"-0.0", kind(model.Decimal), "string 0"},
		{"'007'", kind(model.Decimal), "string 7"},
		{"aGk=", kind(model.Bytes), `"hi"`},
		{"2026-01-29T12:00:00+02:00", kind(model.Timestamp), "2026-01-29T10:00:00Z"},
		{"2026-02-28", kind(model.Date), "2026-02-28T00:00:00Z"},
		{"1h30m", kind(model.Duration), "time.Duration 1h30m0s"},
		{"0190a1b2-0000-7000-8000-0000000000aa", kind(model.UUID), "string 0190a1b2-0000-7000-8000-0000000000aa"},
		{"ord_1", ref(model.IDPrefix), "string ord_1"},
		{"null", optional(text), "<nil> <nil>"},
		{"x", optional(text), "string x"},
		{"paid", enumType(), "paid"},
		{"[1, 2]", list(number), "[int64 1 int64 2]"},
		{"[]", list(number), "[]"},
		{"{paid: 1, draft: 2}", mapping(enumType(), number), "{draft: int64 2, paid: int64 1}"},
		{"{null: 1}", mapping(text, number), "{string null: int64 1}"},
		{"{amount: 5, note: hi}", moneyType(), "(amount=int64 5 currency=string EUR note=string hi)"},
		{"{type: card, last4: '4242'}", methodType(), "(card last4=string 4242)"},
		{"{type: cash}", methodType(), "(cash)"},
		{`{b: [1, x, null, "1"], a: true}`, kind(model.JSON), `string {"b":[1,"x",null,"1"],"a":true}`},
		{"null", kind(model.JSON), "string null"},
	} {
		l, findings := literal.Check(parse(t, tt.text), tt.t, literal.Options{})
		if len(findings) > 0 {
			t.Errorf("%s as %s: %v", tt.text, tt.t.String(), findings)
			continue
		}
		if got := shown(l); got != tt.want {
			t.Errorf("%s as %s is %s, want %s", tt.text, tt.t.String(), got, tt.want)
		}
		if l.Pos.Line != 4 {
			t.Errorf("%s is on line %d", tt.text, l.Pos.Line)
		}
	}
}

func TestWhatIsNoValueOfItsType(t *testing.T) {
	for _, tt := range []struct {
		text string
		t    *model.Type
		at   int // columns after the value's first
		rule diag.Rule
	}{
		{"yes", kind(model.Bool), 0, diag.BadValue},
		{"2147483648", kind(model.Int32), 0, diag.BadValue},
		{"9223372036854775808", number, 0, diag.BadValue},
		{"1.5", number, 0, diag.BadValue},
		{"1_000", number, 0, diag.BadValue},
		{"-1", kind(model.Uint32), 0, diag.BadValue},
		{"4294967296", kind(model.Uint32), 0, diag.BadValue},
		{".inf", kind(model.Float64), 0, diag.BadValue},
		{"1e400", kind(model.Float64), 0, diag.BadValue},
		{"1e3", kind(model.Decimal), 0, diag.BadValue},
		{strings.Repeat("1", 101), kind(model.Decimal), 0, diag.BadValue},
		{"a", kind(model.Bytes), 0, diag.BadValue},
		{"2026-01-29", kind(model.Timestamp), 0, diag.BadValue},
		{"0001-01-01T00:00:00+01:00", kind(model.Timestamp), 0, diag.BadValue},
		{"2026-02-29", kind(model.Date), 0, diag.BadValue},
		{"1 hour", kind(model.Duration), 0, diag.BadValue},
		{"0190A1B2-0000-7000-8000-0000000000AA", kind(model.UUID), 0, diag.BadValue},
		{`""`, ref(model.IDPrefix), 0, diag.BadValue},
		{"x", ref(model.IDUUID), 0, diag.BadValue},
		{"null", text, 0, diag.BadValue},
		{"payd", enumType(), 0, diag.UnknownEnumMember},
		{"[1, x]", list(number), len("[1, "), diag.BadValue},
		{"1", list(number), 0, diag.WrongShape},
		{"[1]", mapping(text, number), 0, diag.WrongShape},
		{"{open: 1}", mapping(enumType(), number), 1, diag.UnknownEnumMember},
		{"[1]", text, 0, diag.WrongShape},
		{"{currency: EUR}", moneyType(), 0, diag.MissingKey},
		{"{amount: 1, colour: red}", moneyType(), len("{amount: 1, "), diag.UnknownField},
		{"{ammount: 1}", moneyType(), 1, diag.UnknownField},
		{"{last4: x}", methodType(), 0, diag.MissingKey},
		{"{type: cart, last4: x}", methodType(), len("{type: "), diag.UnknownVariant},
		{"{type: cash, last4: x}", methodType(), len("{type: cash, "), diag.UnknownField},
	} {
		l, findings := literal.Check(parse(t, tt.text), tt.t, literal.Options{})
		if len(findings) != 1 || findings[0].Rule != tt.rule || findings[0].Span.Start.Column != column+tt.at {
			t.Errorf("%s as %s: want one %s at column %d, found %+v", tt.text, tt.t.String(), tt.rule, column+tt.at, findings)
		}
		if l != nil {
			t.Errorf("%s as %s is a literal beside its finding", tt.text, tt.t.String())
		}
	}
}

func TestAPartialValueLeavesFieldsOut(t *testing.T) {
	partial := literal.Options{Partial: true}
	for given, want := range map[string]string{
		"{}":                      "()",
		"{currency: SEK}":         "(currency=string SEK)",
		"{amount: 1, note: null}": "(amount=int64 1 note=<nil> <nil>)",
	} {
		l, findings := literal.Check(parse(t, given), moneyType(), partial)
		if len(findings) > 0 || shown(l) != want {
			t.Errorf("%s is %s, want %s; found %v", given, shown(l), want, findings)
		}
	}
	if _, findings := literal.Check(parse(t, "{amount: null}"), moneyType(), partial); len(findings) != 1 {
		t.Errorf("an amount that is never absent may be expected to be: %v", findings)
	}
}

func TestAFreePathMayBeAnything(t *testing.T) {
	record := &model.RecordType{Name: "PlaceOrder", Fields: []*model.Field{
		{Name: "status", Type: enumType()}, {Name: "price", Type: moneyType()}, {Name: "order", Type: ref(model.IDUUID)},
	}}
	free := func(paths ...string) literal.Options {
		return literal.Options{Rules: true, Free: func(path string) bool {
			for _, p := range paths {
				if p == path {
					return true
				}
			}
			return false
		}}
	}
	v := parse(t, "{status: open, price: {amount: -1}, order: x}")
	l, findings := literal.Struct(v, v.Span, record, free("status", "price.amount", "order"))
	if len(findings) > 0 || shown(l) != "(status=open price=(amount=int64 -1 currency=string EUR) order=string x)" {
		t.Errorf("%s; found %v", shown(l), findings)
	}
	if m := l.Value.(*model.StructLiteral).Fields[0].Value.Value.(*model.EnumMember); m.GoName != "" {
		t.Errorf("a word of no enum has the constant %s", m.GoName)
	}
	if _, findings = literal.Struct(v, v.Span, record, free("status")); len(findings) != 2 {
		t.Errorf("want findings for price.amount and order: %v", findings)
	}
	v = parse(t, "{}")
	if _, findings = literal.Struct(v, v.Span, record, free("status", "price", "order")); len(findings) > 0 {
		t.Errorf("what is free need not be there: %v", findings)
	}
	if _, findings = literal.Struct(nil, v.Span, record, literal.Options{Missing: diag.ScenarioIncomplete}); len(findings) != 3 || findings[0].Rule != diag.ScenarioIncomplete {
		t.Errorf("want three missing fields: %v", findings)
	}
}
