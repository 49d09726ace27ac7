package orchestrix_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func TestViolationsOfPartsGetThePathOfThePart(t *testing.T) {
	price := func(v orchestrix.Violations) orchestrix.Violations {
		return v.With("amount", "min", "").With("", "one_currency", "")
	}
	tests := []struct {
		name string
		add  func(v orchestrix.Violations) orchestrix.Violations
		want []string
	}{
		{"of a field", func(v orchestrix.Violations) orchestrix.Violations { return v.In("price", price(v)) }, []string{"price.amount", "price"}},
		{"of an item", func(v orchestrix.Violations) orchestrix.Violations { return v.InItem("items", 2, price(v)) }, []string{"items[2].amount", "items[2]"}},
		{"of an entry", func(v orchestrix.Violations) orchestrix.Violations { return v.InEntry("stock", `a"b`, price(v)) },
			[]string{`stock["a\"b"].amount`, `stock["a\"b"]`}},
		{"of an item of an item", func(v orchestrix.Violations) orchestrix.Violations {
			return v.InItem("rows", 0, v.InItem("", 1, price(v)))
		}, []string{"rows[0][1].amount", "rows[0][1]"}},
		{"of a long name", func(v orchestrix.Violations) orchestrix.Violations { return v.In(strings.Repeat("x", 100), price(v)) },
			[]string{strings.Repeat("x", 100) + ".amount", strings.Repeat("x", 100)}},
		{"of a valid part", func(v orchestrix.Violations) orchestrix.Violations { return v.InItem("items", 1, v.In("price", v)) }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, before := range []orchestrix.Violations{nil, {{Path: "amount"}}} {
				v := tt.add(before)
				if len(v) != len(before)+len(tt.want) {
					t.Fatalf("got %v", v)
				}
				for i, want := range tt.want {
					if got := v[len(before)+i].Path; got != want {
						t.Errorf("path %d is %q, want %q", i, got, want)
					}
				}
				if len(before) > 0 && v[0].Path != "amount" {
					t.Errorf("what was there before is at %q", v[0].Path)
				}
			}
		})
	}
}

func TestWhatIsValidTakesNoMemory(t *testing.T) {
	var v orchestrix.Violations
	if n := testing.AllocsPerRun(10, func() {
		if v.In("a", v.InItem("b", 1, v.InEntry("c", "d", v))).Err("x") != nil {
			t.Error("an error of nothing")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestTouchLooksAtWholeNames(t *testing.T) {
	v := orchestrix.Violations{{Path: "items[0].price"}, {Path: "total.amount"}}
	for field, want := range map[string]bool{"items": true, "total": true, "item": false, "total.amount": true, "price": false} {
		if got := v.Touch("other", field); got != want {
			t.Errorf("Touch(%q) = %v", field, got)
		}
	}
}

func TestWhatIsHiddenTellsNoValues(t *testing.T) {
	v := orchestrix.Violations{
		{Path: `codes["a]\"b"].pins["c"][2].pin`, Rule: "min", Message: "must be at least 3, is 2"},
		{Path: "codes", Rule: "required", Message: "must be set"},
		{Path: `others["d"]`, Rule: "max", Message: "must be at most 3, is 4"},
	}
	want := orchestrix.Violations{
		{Path: `codes["[redacted]"].pins["[redacted]"][2].pin`, Rule: "min", Message: "must keep to its rule min"},
		{Path: "codes", Rule: "required", Message: "must be set"},
		{Path: `others["[redacted]"]`, Rule: "max", Message: "must keep to its rule max"},
	}
	if got := v.Hidden(); !slices.Equal(got, want) {
		t.Errorf("Hidden() = %v", got)
	}
	v.HideKeys("codes")
	if v[0].Path != want[0].Path || v[0].Message != "must be at least 3, is 2" || v[2].Path != `others["d"]` {
		t.Errorf("HideKeys() made %v", v)
	}
	if (orchestrix.Violations)(nil).Hidden() != nil {
		t.Error("nothing became something")
	}
}

func TestErrListsEveryViolation(t *testing.T) {
	if err := (orchestrix.Violations)(nil).Err("orders.PlaceOrder"); err != nil {
		t.Errorf("no violations, but %v", err)
	}
	v := orchestrix.Violations{{Path: "a", Rule: "min", Message: "must be at least 1"}, {Rule: "ordered", Message: "ends before its start"}}
	var invalid *orchestrix.InvalidError
	if err := v.Err("orders.PlaceOrder"); !errors.As(err, &invalid) || err.Error() != "orders.PlaceOrder is invalid: a: must be at least 1; ends before its start" {
		t.Errorf("Err() = %v", err)
	}
}

func TestUnsetAndMalformedAreToldApart(t *testing.T) {
	var v orchestrix.Violations
	v = v.WithID("a", "").WithID("b", "\n")
	v = v.WithUUID("c", "").WithUUID("d", "x")
	v = v.WithEnum("e", "").WithEnum("f", "x")
	for i, want := range []string{"required", "id", "required", "id", "required", "enum"} {
		if v[i].Rule != want {
			t.Errorf("%s: rule %q, want %q", v[i].Path, v[i].Rule, want)
		}
	}
}

func TestARuleThatCannotBeEvaluatedIsAFaultNotAViolation(t *testing.T) {
	var v orchestrix.Violations
	cause := errors.New("division by zero")
	v.Add("a", "min", "must be at least 1")
	v = v.In("price", v.WithFault("orders.Money.even", "orders.orchestrix.yaml", cause))
	err := v.Err("orders.PlaceOrder")
	var fault *orchestrix.FaultError
	if !errors.As(err, &fault) || fault.Rule != "orders.Money.even" || !errors.Is(err, cause) {
		t.Errorf("Err() = %v", err)
	}
	if errors.As(err, new(*orchestrix.InvalidError)) {
		t.Errorf("%v reads as if the value were at fault", err)
	}
}

func TestAFaultOfSomethingHiddenTellsItsKindOnly(t *testing.T) {
	kind := errors.New("no such key")
	v := orchestrix.Violations{}.WithHiddenFault("orders.Card.known", "orders.orchestrix.yaml", fmt.Errorf("%w: %q", kind, "hunter2"))
	if err := v.Err("orders.Card"); !errors.Is(err, kind) || strings.Contains(err.Error(), "hunter2") || strings.Contains(v[0].Message, "hunter2") {
		t.Errorf("Err() = %v", err)
	}
	if v := (orchestrix.Violations{}).WithHiddenFault("a", "b", kind); !errors.Is(v[0].Fault, kind) {
		t.Errorf("got %v", v[0].Fault)
	}
}

func TestSortKeepsTheOrderOfOnePath(t *testing.T) {
	v := orchestrix.Violations{{Path: "b"}, {Path: "a", Rule: "z"}, {Path: "a", Rule: "y"}}
	v.Sort()
	if v[0].Rule != "z" || v[1].Rule != "y" || v[2].Path != "b" {
		t.Errorf("sorted to %v", v)
	}
}
