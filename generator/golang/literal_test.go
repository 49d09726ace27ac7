package golang

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// literalCase is a constant and how Go writes it in a context called shop.
type literalCase struct {
	name    string
	literal *model.Literal
	field   string // as a field's value
	alone   string // where nothing tells its type
	pattern string // what JSON must be
}

func literalCases(ctx *model.Context) []literalCase {
	status := &model.Enum{Context: ctx, Name: "Status", GoName: "Status", Members: []*model.EnumMember{{Name: "paid", GoName: "StatusPaid"}}}
	money := &model.Value{Context: ctx, Name: "Money", GoName: "Money", Fields: []*model.Field{
		codecField("amount", "Amount", simple(model.Int64)), codecField("unit", "Unit", optionalOf(simple(model.String)))}}
	method := &model.Union{Context: ctx, Name: "Method", GoName: "Method", Variants: []*model.Variant{
		{Name: "card", GoName: "MethodCard", Fields: []*model.Field{codecField("last4", "Last4", simple(model.String))}}}}
	method.Variants[0].Union = method
	id := &model.ID{Context: ctx, GoName: "OrderID"}
	lit := func(t *model.Type, v any) *model.Literal { return &model.Literal{Type: t, Value: v} }
	text := func(s string) *model.Literal { return lit(simple(model.String), s) }
	amount := func(n int64) *model.Literal {
		return lit(valueRef(money), &model.StructLiteral{Fields: []model.FieldLiteral{{Field: money.Fields[0], Value: lit(simple(model.Int64), n)}}})
	}
	noon := time.Date(2026, 1, 2, 12, 30, 0, 5000, time.UTC)
	return []literalCase{
		{"text", text(`a "b"`), `"a \"b\""`, `"a \"b\""`, `"a \"b\""`},
		{"bool", lit(simple(model.Bool), true), "true", "true", "true"},
		{"int32", lit(simple(model.Int32), int64(-5)), "-5", "int32(-5)", "-5"},
		{"int64", lit(simple(model.Int64), int64(5000000000)), "5000000000", "int64(5000000000)", "int64(5000000000)"},
		{"least int64", lit(simple(model.Int64), int64(math.MinInt64)), "math.MinInt64", "int64(math.MinInt64)", "int64(math.MinInt64)"},
		{"uint64", lit(simple(model.Uint64), uint64(math.MaxUint64)), "18446744073709551615", "uint64(18446744073709551615)", "uint64(18446744073709551615)"},
		{"float", lit(simple(model.Float64), 2.0), "2", "float64(2)", "2.0"},
		{"decimal", lit(simple(model.Decimal), "10.5"), `decimal.RequireFromString("10.5")`, `decimal.RequireFromString("10.5")`, `scenariotest.Decimal("10.5")`},
		{"timestamp", lit(simple(model.Timestamp), noon), "time.Date(2026, time.January, 2, 12, 30, 0, 5000, time.UTC)",
			"time.Date(2026, time.January, 2, 12, 30, 0, 5000, time.UTC)", "time.Date(2026, time.January, 2, 12, 30, 0, 5000, time.UTC)"},
		{"date", lit(simple(model.Date), noon), `orchestrix.MustParseDate("2026-01-02")`, `orchestrix.MustParseDate("2026-01-02")`, `"2026-01-02"`},
		{"duration", lit(simple(model.Duration), 90*time.Minute), "90 * time.Minute", "90 * time.Minute", "90 * time.Minute"},
		{"one unit", lit(simple(model.Duration), time.Hour), "time.Hour", "time.Hour", "time.Hour"},
		{"no duration", lit(simple(model.Duration), time.Duration(0)), "0", "time.Duration(0)", "time.Duration(0)"},
		{"uuid", lit(simple(model.UUID), "0190a1b2-0000-7000-8000-0000000000aa"), `uuid.MustParse("0190a1b2-0000-7000-8000-0000000000aa")`,
			`uuid.MustParse("0190a1b2-0000-7000-8000-0000000000aa")`, `"0190a1b2-0000-7000-8000-0000000000aa"`},
		{"text bytes", lit(simple(model.Bytes), []byte("abc")), `[]byte("abc")`, `[]byte("abc")`, `[]byte("abc")`},
		{"bytes", lit(simple(model.Bytes), []byte{0, 255}), "[]byte{0x00, 0xff}", "[]byte{0x00, 0xff}", "[]byte{0x00, 0xff}"},
		{"json", lit(simple(model.JSON), `{"a":1}`), "json.RawMessage(`{\"a\":1}`)", "json.RawMessage(`{\"a\":1}`)", "json.RawMessage(`{\"a\":1}`)"},
		{"id", lit(idRef(id), "ord_1"), `"ord_1"`, `shop.OrderID("ord_1")`, `"ord_1"`},
		{"enum", lit(enumRef(status), status.Members[0]), "shop.StatusPaid", "shop.StatusPaid", `"paid"`},
		{"no member", lit(enumRef(status), &model.EnumMember{Name: "lost"}), `shop.Status("lost")`, `shop.Status("lost")`, `"lost"`},
		{"list", lit(listOf(simple(model.String)), []*model.Literal{text("a"), text("b")}), `[]string{"a", "b"}`, `[]string{"a", "b"}`, `scenariotest.List{"a", "b"}`},
		{"no elements", lit(listOf(simple(model.String)), []*model.Literal{}), "[]string{}", "[]string{}", "scenariotest.List{}"},
		{"list of values", lit(listOf(valueRef(money)), []*model.Literal{amount(1)}), "[]shop.Money{{Amount: 1}}", "[]shop.Money{{Amount: 1}}",
			`scenariotest.List{scenariotest.Fields{"amount": 1}}`},
		{"map", lit(mapOf(enumRef(status), simple(model.Int64)), []model.MapEntry{{Key: lit(enumRef(status), status.Members[0]), Value: lit(simple(model.Int64), int64(1))}}),
			"map[shop.Status]int64{shop.StatusPaid: 1}", "map[shop.Status]int64{shop.StatusPaid: 1}", `scenariotest.Entries{"paid": 1}`},
		{"value", amount(5), "shop.Money{Amount: 5}", "shop.Money{Amount: 5}", `scenariotest.Fields{"amount": 5}`},
		{"absent field", lit(valueRef(money), &model.StructLiteral{Fields: []model.FieldLiteral{{Field: money.Fields[1], Value: lit(money.Fields[1].Type, nil)}}}),
			"shop.Money{}", "shop.Money{}", `scenariotest.Fields{"unit": nil}`},
		{"variant", lit(unionRef(method), &model.StructLiteral{Variant: method.Variants[0], Fields: []model.FieldLiteral{{Field: method.Variants[0].Fields[0], Value: text("42")}}}),
			`shop.MethodCard{Last4: "42"}`, `shop.MethodCard{Last4: "42"}`, `scenariotest.Fields{"type": "card", "last4": "42"}`},
		{"absent", lit(optionalOf(simple(model.String)), nil), "nil", "nil", "nil"},
		{"optional text", lit(optionalOf(simple(model.String)), "a"), `new("a")`, `new("a")`, `"a"`},
		{"optional number", lit(optionalOf(simple(model.Int64)), int64(1)), "new(int64(1))", "new(int64(1))", "1"},
		{"optional id", lit(optionalOf(idRef(id)), "x"), `new(shop.OrderID("x"))`, `new(shop.OrderID("x"))`, `"x"`},
		{"optional decimal", lit(optionalOf(simple(model.Decimal)), "1"), `new(decimal.RequireFromString("1"))`, `new(decimal.RequireFromString("1"))`, `scenariotest.Decimal("1")`},
		{"optional date", lit(optionalOf(simple(model.Date)), noon), `new(orchestrix.MustParseDate("2026-01-02"))`, `new(orchestrix.MustParseDate("2026-01-02"))`, `"2026-01-02"`},
		{"optional value", lit(optionalOf(valueRef(money)), amount(1).Value), "new(shop.Money{Amount: 1})", "new(shop.Money{Amount: 1})", `scenariotest.Fields{"amount": 1}`},
		{"optional list", lit(optionalOf(listOf(simple(model.String))), []*model.Literal{text("a")}), `[]string{"a"}`, `[]string{"a"}`, `scenariotest.List{"a"}`},
	}
}

func TestLiterals(t *testing.T) {
	ctx := &model.Context{Name: "shop", Package: "shop", Import: "example.com/shop"}
	p := newPkg(&model.Workspace{Contexts: []*model.Context{ctx}}, ctx)
	show := func(code jen.Code) string {
		f := p.newSideFile("example.com/user", "user")
		f.Var().Id("x").Op("=").Add(code)
		_, text, _ := strings.Cut(f.GoString(), "var x = ")
		return strings.TrimSpace(text)
	}
	for _, c := range literalCases(ctx) {
		t.Run(c.name, func(t *testing.T) {
			if got := show(p.literal(c.literal)); got != c.field {
				t.Errorf("literal\n got %s\nwant %s", got, c.field)
			}
			if got := show(p.typedLiteral(c.literal)); got != c.alone {
				t.Errorf("typed literal\n got %s\nwant %s", got, c.alone)
			}
			if got := show(p.pattern(c.literal)); got != c.pattern {
				t.Errorf("pattern\n got %s\nwant %s", got, c.pattern)
			}
		})
	}
}
