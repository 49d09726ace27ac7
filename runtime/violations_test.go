package orchestrix_test

import (
	"errors"
	"slices"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func TestViolationsOfPartsGetThePathOfThePart(t *testing.T) {
	price := orchestrix.Violations{{Path: "amount", Rule: "min"}, {Rule: "one_currency"}}
	tests := []struct {
		name string
		add  func(v *orchestrix.Violations)
		want []string
	}{
		{"of a field", func(v *orchestrix.Violations) { v.AddField("price", price) }, []string{"price.amount", "price"}},
		{"of an item", func(v *orchestrix.Violations) { v.AddItem("items", 2, price) }, []string{"items[2].amount", "items[2]"}},
		{"of an entry", func(v *orchestrix.Violations) { v.AddEntry("stock", `a"b`, price) }, []string{`stock["a\"b"].amount`, `stock["a\"b"]`}},
		{"of an item of an item", func(v *orchestrix.Violations) {
			var inner orchestrix.Violations
			inner.AddItem("", 1, price)
			v.AddItem("rows", 0, inner)
		}, []string{"rows[0][1].amount", "rows[0][1]"}},
		{"of a valid part", func(v *orchestrix.Violations) { v.AddField("price", nil) }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var v orchestrix.Violations
			tt.add(&v)
			if len(v) != len(tt.want) {
				t.Fatalf("got %v", v)
			}
			for i, want := range tt.want {
				if v[i].Path != want {
					t.Errorf("path %d is %q, want %q", i, v[i].Path, want)
				}
			}
		})
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
	v.AddID("a", "")
	v.AddID("b", "\n")
	v.AddUUID("c", "")
	v.AddUUID("d", "x")
	v.AddEnum("e", "")
	v.AddEnum("f", "x")
	for i, want := range []string{"required", "id", "required", "id", "required", "enum"} {
		if v[i].Rule != want {
			t.Errorf("%s: rule %q, want %q", v[i].Path, v[i].Rule, want)
		}
	}
}

func TestARuleThatCannotBeEvaluatedIsAFaultNotAViolation(t *testing.T) {
	var nested, v orchestrix.Violations
	cause := errors.New("division by zero")
	nested.AddFault("orders.Money.even", "orders.orchestrix.yaml", cause)
	v.Add("a", "min", "must be at least 1")
	v.AddField("price", nested)
	err := v.Err("orders.PlaceOrder")
	var fault *orchestrix.FaultError
	if !errors.As(err, &fault) || fault.Rule != "orders.Money.even" || !errors.Is(err, cause) {
		t.Errorf("Err() = %v", err)
	}
	if errors.As(err, new(*orchestrix.InvalidError)) {
		t.Errorf("%v reads as if the value were at fault", err)
	}
}

func TestSortKeepsTheOrderOfOnePath(t *testing.T) {
	v := orchestrix.Violations{{Path: "b"}, {Path: "a", Rule: "z"}, {Path: "a", Rule: "y"}}
	v.Sort()
	if v[0].Rule != "z" || v[1].Rule != "y" || v[2].Path != "b" {
		t.Errorf("sorted to %v", v)
	}
}
