package shop_test

import (
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"example.com/user/internal/shop"
	"example.com/user/money"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var now = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func item() shop.Item {
	return shop.Item{SKU: "TEA-1", Quantity: 2, Price: money.Money{Amount: 500, Currency: "EUR"}}
}

func valid() shop.Rules {
	return shop.Rules{
		Len: "äöü", MinLen: "ab", NotEmpty: "äöü", Pattern: "abcd", Format: "a-b", Affix: "az", Trimmed: "a b",
		In: "b", NotIn: "y", Small: 3, Count: 5, Rate: 0.75, Wait: time.Minute,
		Price: decimal.RequireFromString("9.99"), Tier: decimal.RequireFromString("1.50"),
		Born: orchestrix.MustParseDate("2000-02-29"), Due: now.Add(time.Hour),
		Tags: []string{"ab", "cd"}, Items: []shop.Item{item()}, Stock: map[string]int64{"a": 1, "b": 2},
		Grid: [][]shop.Item{{item()}}, ByStatus: map[shop.Status]shop.OrderID{shop.StatusPaid: "ord_1"},
		Status: shop.StatusDraft, Method: shop.MethodCard{Last4: "1234"}, Raw: json.RawMessage("{}"),
		Password: "12345678", Pin: 1000,
	}
}

func TestAValidValueHasNoViolationsAndCostsNoMemory(t *testing.T) {
	x := valid()
	if v := x.Violations(now); v != nil {
		t.Fatalf("violations: %v", v)
	}
	x.Price, x.Tier = decimal.NewFromInt(9), decimal.NewFromInt(2) // comparing decimals of other scales takes memory
	placed := shop.OrderPlaced{OrderID: "ord_1", Items: []shop.Item{item(), item()}, PlacedAt: now}
	if n := testing.AllocsPerRun(100, func() { _ = placed.Violations(now) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestEachRuleIsReportedAtItsPlace(t *testing.T) {
	short, empty := "x", shop.Item{}
	tests := []struct {
		name   string
		change func(*shop.Rules)
		want   string
	}{
		{"len", func(x *shop.Rules) { x.Len = "ab c" }, "len:len"},
		{"min_len", func(x *shop.Rules) { x.MinLen = "ä" }, "min_len:min_len"},
		{"empty", func(x *shop.Rules) { x.NotEmpty = "" }, "not_empty:min_len"},
		{"max_len", func(x *shop.Rules) { x.NotEmpty = "äöüß" }, "not_empty:max_len"},
		{"pattern by regexp", func(x *shop.Rules) { x.Pattern = "abc" }, "pattern:pattern"},
		{"format", func(x *shop.Rules) { x.Format = "A" }, "format:format"},
		{"prefix and suffix", func(x *shop.Rules) { x.Affix = "b" }, "affix:prefix affix:suffix"},
		{"trimmed", func(x *shop.Rules) { x.Trimmed = " a" }, "trimmed:trimmed"},
		{"in", func(x *shop.Rules) { x.In = "c" }, "in:in"},
		{"not_in", func(x *shop.Rules) { x.NotIn = "x" }, "not_in:not_in"},
		{"gt", func(x *shop.Rules) { x.Small = 0 }, "small:gt"},
		{"lt and multiple_of", func(x *shop.Rules) { x.Small = 10 }, "small:lt small:multiple_of"},
		{"unsigned", func(x *shop.Rules) { x.Count = 0 }, "count:gt count:in"},
		{"float", func(x *shop.Rules) { x.Rate = 0.4 }, "rate:min rate:multiple_of"},
		{"no number", func(x *shop.Rules) { x.Rate = math.NaN() }, "rate:min rate:multiple_of"},
		{"duration", func(x *shop.Rules) { x.Wait = 59 * time.Second }, "wait:min wait:multiple_of"},
		{"decimal gt", func(x *shop.Rules) { x.Price = decimal.Decimal{} }, "price:gt"},
		{"decimal max", func(x *shop.Rules) { x.Price = decimal.RequireFromString("9.991") }, "price:max price:multiple_of"},
		{"decimal in", func(x *shop.Rules) { x.Tier = decimal.NewFromInt(1) }, "tier:in"},
		{"date unset", func(x *shop.Rules) { x.Born = orchestrix.Date{} }, "born:required"},
		{"date min", func(x *shop.Rules) { x.Born = orchestrix.MustParseDate("1899-12-31") }, "born:min"},
		{"date past", func(x *shop.Rules) { x.Born = orchestrix.DateOf(now) }, "born:past"},
		{"time unset", func(x *shop.Rules) { x.Due = time.Time{} }, "due:required"},
		{"time future", func(x *shop.Rules) { x.Due = now }, "due:future"},
		{"time max", func(x *shop.Rules) { x.Due = time.Date(2030, 1, 1, 0, 0, 0, 1, time.UTC) }, "due:max"},
		{"min_items", func(x *shop.Rules) { x.Tags = nil }, "tags:min_items"},
		{"max_items and unique", func(x *shop.Rules) { x.Tags = []string{"ab", "cd", "ef", "ab"} }, "tags:max_items tags:unique"},
		{"each", func(x *shop.Rules) { x.Tags = []string{"ab", "c"} }, "tags[1]:min_len"},
		{"unique_by", func(x *shop.Rules) { x.Items = []shop.Item{item(), item()} }, "items:unique_by"},
		{"nested", func(x *shop.Rules) { x.Items = []shop.Item{item(), empty} },
			"items[1].sku:pattern items[1].quantity:min items[1].price.currency:pattern"},
		{"nested deeper", func(x *shop.Rules) { x.Grid = [][]shop.Item{{}, {item(), item()}}; x.Grid[1][1].Quantity = 1001 }, "grid[1][1].quantity:max"},
		{"map", func(x *shop.Rules) { x.Stock = map[string]int64{"b": 0, "A": 1, "a": 0} }, `stock["A"]:pattern stock["a"]:min stock["b"]:min`},
		{"map size", func(x *shop.Rules) { x.Stock = nil }, "stock:min_items"},
		{"map of enum to id", func(x *shop.Rules) { x.ByStatus = map[shop.Status]shop.OrderID{"x": ""} }, `by_status["x"]:enum by_status["x"]:required`},
		{"enum unset", func(x *shop.Rules) { x.Status = "" }, "status:required"},
		{"enum unknown", func(x *shop.Rules) { x.Status = "gone" }, "status:enum"},
		{"union unset", func(x *shop.Rules) { x.Method = nil }, "method:required"},
		{"union", func(x *shop.Rules) { x.Method = shop.MethodInvoice{} }, "method.due:required"},
		{"json unset", func(x *shop.Rules) { x.Raw = nil }, "raw:required"},
		{"optional", func(x *shop.Rules) { x.Note = &short }, "note:min_len"},
		{"optional union", func(x *shop.Rules) { x.MaybeMethod = shop.MethodCard{} }, "maybe_method.last4:len"},
		{"optional value", func(x *shop.Rules) { x.MaybeItem = &empty },
			"maybe_item.sku:pattern maybe_item.quantity:min maybe_item.price.currency:pattern"},
		{"optional list", func(x *shop.Rules) { x.MaybeTags = []string{} }, "maybe_tags:min_items"},
		{"secret", func(x *shop.Rules) { x.Password, x.Pin = "hunter2", 999 }, "password:min_len pin:min"},
		{"rule over fields", func(x *shop.Rules) { x.Len, x.MinLen = "abc", "abc" }, ":short"},
		{"rule over fields of which one is wrong", func(x *shop.Rules) { x.Len, x.MinLen = "a", "a" }, "len:len min_len:min_len"},
		{"rule that can fail", func(x *shop.Rules) { x.Small = 9; x.Count = 5 }, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			x := valid()
			tt.change(&x)
			var got []string
			for _, violation := range x.Violations(now) {
				got = append(got, violation.Path+":"+violation.Rule)
				if violation.Message == "" || strings.Contains(violation.Message, "hunter2") || strings.Contains(violation.Message, "999") && violation.Path == "pin" {
					t.Errorf("message %q", violation.Message)
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}

func TestViolationsComeInOneOrder(t *testing.T) {
	x := valid()
	for _, key := range strings.Split("ABCDEFGHIJKLMNOP", "") {
		x.Stock[key] = 0
	}
	first := x.Violations(now)
	for range 10 {
		if v := x.Violations(now); !slices.Equal(v, first) {
			t.Fatalf("%v, then %v", first, v)
		}
	}
}

func TestARuleThatFailsIsAFault(t *testing.T) {
	x := valid()
	x.Small = 6
	var fault *orchestrix.FaultError
	if err := x.ValidateAt(now); !errors.As(err, &fault) || fault.Rule != "shop.Rules.divides" || fault.Source != "shop.orchestrix.yaml" {
		t.Errorf("error %v", err)
	}
}

func TestValidateNamesTheTypeAndTellsTheValue(t *testing.T) {
	bad := money.Money{Amount: -1, Currency: "EUR"}
	if err := bad.Validate(); err == nil || err.Error() != "money.Money is invalid: amount: must be at least 0, is -1" {
		t.Errorf("error %v", err)
	}
	if err := valid().Validate(); err != nil && !strings.Contains(err.Error(), "due") {
		t.Errorf("error %v", err)
	}
}

func TestCompiledPatternsAgreeWithTheirText(t *testing.T) {
	for sku, ok := range map[string]bool{
		"AB-1": true, "ABCD-123456": true, "ABC-1": true,
		"": false, "A-1": false, "ABCDE-1": false, "AB-": false, "AB-1234567": false, "AB1": false, "ab-1": false,
		"AB-1 ": false, "AB-1\n": false, "ÄB-1": false, "AB--1": false, "-1AB": false,
	} {
		x := item()
		x.SKU = sku
		if got := x.Violations(now) == nil; got != ok {
			t.Errorf("%q: valid is %v", sku, got)
		}
	}
}

func TestEqualLooksAtEveryField(t *testing.T) {
	if !valid().Equal(valid()) || !valid().Equal(valid().Clone()) {
		t.Error("equal values differ")
	}
	scaled := valid()
	scaled.Price = decimal.RequireFromString("9.990")
	scaled.Due = scaled.Due.In(time.FixedZone("", 3600))
	if !valid().Equal(scaled) {
		t.Error("the same number and instant, written otherwise, differ")
	}
	one := "x"
	for i, change := range []func(*shop.Rules){
		func(x *shop.Rules) { x.Len = "" }, func(x *shop.Rules) { x.Price = decimal.Decimal{} },
		func(x *shop.Rules) { x.Due = now }, func(x *shop.Rules) { x.Tags[0] = "" },
		func(x *shop.Rules) { x.Items[0].Labels = []string{"x"} }, func(x *shop.Rules) { x.Stock["a"] = 9 },
		func(x *shop.Rules) { x.Grid[0][0].Quantity = 9 }, func(x *shop.Rules) { x.Method = nil },
		func(x *shop.Rules) { x.Method = shop.MethodInvoice{} }, func(x *shop.Rules) { x.Method = shop.MethodCard{} },
		func(x *shop.Rules) { x.Note = &one }, func(x *shop.Rules) { x.MaybeTags = []string{} },
		func(x *shop.Rules) { i := item(); x.MaybeItem = &i }, func(x *shop.Rules) { x.Raw = nil },
		func(x *shop.Rules) { x.Pin = 0 },
	} {
		x := valid()
		change(&x)
		if valid().Equal(x) || x.Equal(valid()) {
			t.Errorf("change %d isn't seen", i)
		}
	}
}

func TestACloneSharesNothing(t *testing.T) {
	note, maybe := "x", item()
	x := valid()
	x.Note, x.MaybeItem, x.Data, x.MaybeTags = &note, &maybe, []byte("a"), []string{"a"}
	x.Items[0].Labels = []string{"a"}
	before := x.Clone()
	y := x.Clone()
	y.Tags[0], y.Items[0].Labels[0], y.Stock["a"], y.Grid[0][0].Quantity = "z", "z", 99, 99
	*y.Note, y.MaybeItem.Quantity, y.Data[0], y.Raw[0], y.MaybeTags[0] = "z", 99, 'z', 'z', "z"
	y.ByStatus["z"] = "z"
	if !x.Equal(before) {
		t.Errorf("changing a clone changed the original: %+v", x)
	}
}

func TestLogsHaveNoSecrets(t *testing.T) {
	x := valid()
	x.Method = shop.MethodCard{Last4: "1234", Holder: "Ada Lovelace"}
	x.Password = "hunter2hunter2"
	var out strings.Builder
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("x", "rules", x)
	}
	if strings.Contains(out.String(), "hunter2") || strings.Contains(out.String(), "Ada") {
		t.Error(out.String())
	}
	if !strings.Contains(out.String(), "[redacted]") || !strings.Contains(out.String(), "1234") {
		t.Error(out.String())
	}
}

func TestEnumsAndIDsAreParsed(t *testing.T) {
	if s, err := shop.ParseStatus("paid"); s != shop.StatusPaid || err != nil {
		t.Error(s, err)
	}
	for _, word := range []string{"", "gone"} {
		if _, err := shop.ParseStatus(word); err == nil {
			t.Errorf("%q is a status", word)
		}
	}
	if len(shop.StatusMembers()) != 4 || shop.Status("").Valid() {
		t.Error("members")
	}
	first, second := shop.NewOrderID(), shop.NewOrderID()
	if first >= second || !strings.HasPrefix(string(first), "ord_") {
		t.Error(first, second)
	}
	if id, err := shop.ParseOrderID("any"); id != "any" || err != nil {
		t.Error(id, err)
	}
	if _, err := shop.ParseOrderID("\n"); err == nil {
		t.Error("a line break is an id")
	}
}
