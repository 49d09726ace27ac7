package orchestrix_test

import (
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var people = &orchestrix.Table{
	Name: "people",
	Key:  1,
	Columns: []orchestrix.Column{
		{Name: "name", Kind: orchestrix.TextColumn},
		{Name: "age", Kind: orchestrix.IntColumn, Optional: true},
		{Name: "photo", Kind: orchestrix.BytesColumn, Optional: true},
		{Name: "more", Kind: orchestrix.JSONColumn, Optional: true},
	},
	Indexes: []orchestrix.Index{{Name: "age", Columns: []string{"age"}}},
}

// As in SQL: what is compared with something absent is neither so nor otherwise.
func TestConditionsKnowThreeValues(t *testing.T) {
	age := func(op string, n any) orchestrix.Condition {
		return orchestrix.Compare{Column: "age", Op: op, Value: n}
	}
	not := func(c orchestrix.Condition) orchestrix.Condition { return orchestrix.Not{Condition: c} }
	absent := orchestrix.IsNull{Column: "age"}
	yes, no := orchestrix.And{}, orchestrix.Or{}
	unknown := age("=", nil)
	for _, test := range []struct {
		name      string
		condition orchestrix.Condition
		at30      bool
		atNone    bool
	}{
		{"nothing asked", nil, true, true},
		{"none of none", no, false, false},
		{"all of none", yes, true, true},
		{"equal", age("=", int64(30)), true, false},
		{"not equal", not(age("=", int64(30))), false, false},
		{"different", age("<>", int64(31)), true, false},
		{"not different", not(age("<>", int64(31))), false, false},
		{"less", age("<", int64(31)), true, false},
		{"at most", age("<=", int64(30)), true, false},
		{"more", age(">", int64(29)), true, false},
		{"at least", age(">=", int64(31)), false, false},
		{"absent", absent, false, true},
		{"not absent", not(absent), true, false},
		{"equal to nothing", unknown, false, false},
		{"not equal to nothing", not(unknown), false, false},
		{"unknown and no", not(orchestrix.And{unknown, no}), true, true},
		{"unknown and yes", not(orchestrix.And{unknown, yes}), false, false},
		{"unknown or yes", orchestrix.Or{unknown, yes}, true, true},
		{"unknown or no", not(orchestrix.Or{unknown, no}), false, false},
		{"one of", orchestrix.In{Column: "age", Values: []any{int64(1), int64(30)}}, true, false},
		{"none of", not(orchestrix.In{Column: "age", Values: []any{int64(1)}}), true, false},
		{"none of some and nothing", not(orchestrix.In{Column: "age", Values: []any{int64(1), nil}}), false, false},
		{"one of some and nothing", orchestrix.In{Column: "age", Values: []any{nil, int64(30)}}, true, false},
		{"one of nothing at all", orchestrix.In{Column: "age"}, false, false},
		{"none of nothing at all", not(orchestrix.In{Column: "age"}), true, true},
	} {
		if err := people.CheckCondition(test.condition); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if got := people.Holds(test.condition, orchestrix.Row{"a", int64(30), nil, nil}); got != test.at30 {
			t.Errorf("%s: at 30 it is %v", test.name, got)
		}
		if got := people.Holds(test.condition, orchestrix.Row{"a", nil, nil, nil}); got != test.atNone {
			t.Errorf("%s: without an age it is %v", test.name, got)
		}
	}
}

func TestValuesAreOrdered(t *testing.T) {
	for name, ascending := range map[string][]any{
		"text":     {nil, "", "A", "B", "a", "aa", "ä"},
		"integers": {nil, int64(-1), int64(0), int64(1)},
		"floats":   {nil, -1.5, 0.0, 0.1},
		"booleans": {nil, false, true},
		"bytes":    {nil, []byte{}, []byte{0}, []byte{0, 0}, []byte{1}},
		"times":    {nil, time.Unix(0, 0).UTC(), time.Unix(0, 1000).UTC()},
	} {
		for i, a := range ascending {
			for j, b := range ascending {
				if got := orchestrix.CompareValues(a, b); (got < 0) != (i < j) || (got > 0) != (i > j) {
					t.Errorf("%s: %v against %v is %d", name, a, b, got)
				}
			}
		}
	}
}

// What comes after a row in an order is all that is sorted behind it.
func TestAfterRow(t *testing.T) {
	rows := []orchestrix.Row{{"a", nil, nil, nil}, {"b", nil, nil, nil}, {"a", int64(1), nil, nil}, {"b", int64(1), nil, nil}, {"c", int64(2), nil, nil}}
	for _, order := range [][]orchestrix.Order{
		{{Column: "age"}, {Column: "name"}},
		{{Column: "age", Desc: true}, {Column: "name"}},
		{{Column: "age"}, {Column: "name", Desc: true}},
		{{Column: "age", Desc: true}, {Column: "name", Desc: true}},
		{{Column: "name"}, {Column: "age", Desc: true}},
	} {
		for _, last := range rows {
			values := orchestrix.Row{last[1], last[0]}
			if order[0].Column == "name" {
				values = orchestrix.Row{last[0], last[1]}
			}
			after := orchestrix.AfterRow(order, values)
			if err := people.CheckCondition(after); err != nil {
				t.Errorf("%+v: %v", order, err)
			}
			for _, row := range rows {
				if got, want := people.Holds(after, row), people.Compare(order, row, last) > 0; got != want {
					t.Errorf("by %+v, %v after %v is %v, want %v", order, row, last, got, want)
				}
			}
		}
	}
	if people.Holds(orchestrix.AfterRow(nil, nil), rows[0]) {
		t.Error("a row comes after another in no order")
	}
}
