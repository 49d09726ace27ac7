package expr_test

import (
	"cmp"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/runtime/expr"
)

func TestSortingIsStable(t *testing.T) {
	type word struct {
		text  string
		place int
	}
	var list []word
	for i := range 100 {
		list = append(list, word{strings.Repeat("x", i%3), i})
	}
	inOrder := func(got []word) bool {
		return slices.IsSortedFunc(got, func(a, b word) int {
			return cmp.Or(cmp.Compare(len(a.text), len(b.text)), cmp.Compare(a.place, b.place))
		})
	}
	byLength := func(w word) int64 { return int64(len(w.text)) }
	if got := expr.SortBy(list, byLength); len(got) != 100 || !inOrder(got) {
		t.Errorf("by a key: got %v", got)
	}
	if got := expr.SortByFunc(list, byLength, cmp.Compare[int64]); !inOrder(got) {
		t.Errorf("by a key and a function: got %v", got)
	}
	if got := expr.SortFunc(list, func(a, b word) int { return cmp.Compare(len(a.text), len(b.text)) }); !inOrder(got) {
		t.Errorf("by a function: got %v", got)
	}
	if !slices.IsSortedFunc(list, func(a, b word) int { return cmp.Compare(a.place, b.place) }) {
		t.Error("the list itself has been sorted")
	}
	if got := expr.Sort([]float64{2, math.NaN(), 1}); got[0] != 2 || got[2] != 1 {
		t.Errorf("not-a-number is neither less nor more than what is beside it: got %v", got)
	}
}

func TestListsAsSets(t *testing.T) {
	fold := func(x, y string) bool { return strings.EqualFold(x, y) }
	for _, test := range []struct {
		x, y                    []string
		all, any, exactly, fold bool
	}{
		{[]string{"a", "b"}, []string{"b"}, true, true, false, true},
		{[]string{"a", "b"}, []string{"b", "c"}, false, true, false, false},
		{[]string{"a", "b"}, []string{"b", "a", "b"}, true, true, true, true},
		{[]string{"a"}, []string{"A"}, false, false, false, true},
		{[]string{"a"}, nil, true, false, false, true},
		{nil, nil, true, false, true, true},
	} {
		if got := expr.HasAll(test.x, test.y); got != test.all {
			t.Errorf("%v has all of %v: %v", test.x, test.y, got)
		}
		if got := expr.HasAny(test.x, test.y); got != test.any {
			t.Errorf("%v has any of %v: %v", test.x, test.y, got)
		}
		if got := expr.HasExactly(test.x, test.y); got != test.exactly {
			t.Errorf("%v has exactly %v: %v", test.x, test.y, got)
		}
		if got := expr.HasAllFunc(test.x, test.y, fold); got != test.fold {
			t.Errorf("%v has all of %v in any case: %v", test.x, test.y, got)
		}
	}
	if !expr.HasAnyFunc([]string{"a"}, []string{"b", "A"}, fold) || expr.HasAnyFunc([]string{"a"}, []string{"b"}, fold) {
		t.Error("any by a function")
	}
	if !expr.HasExactlyFunc([]string{"a"}, []string{"A", "a"}, fold) || expr.HasExactlyFunc([]string{"a", "b"}, []string{"A"}, fold) {
		t.Error("exactly by a function")
	}
}

func TestMapsByBoolsGoInKeyOrder(t *testing.T) {
	m := map[bool]int64{true: 1, false: 0}
	if got := expr.SortedKeysFunc(m, expr.CompareBool); !slices.Equal(got, []bool{false, true}) {
		t.Errorf("keys: got %v", got)
	}
	if got := expr.Values(expr.SortedFunc(m, expr.CompareBool)); !slices.Equal(got, []int64{0, 1}) {
		t.Errorf("values: got %v", got)
	}
}

func TestEntriesOfOneKeyAreAnError(t *testing.T) {
	twice := func(i int64, text string) map[string]int64 { return map[string]int64{text: i, text + "!": i} }
	var fine, repeated expr.Errors
	got := expr.TransformMapEntries(&fine, expr.Indexed([]string{"a", "b"}), twice)
	if want := map[string]int64{"a": 0, "a!": 0, "b": 1, "b!": 1}; !maps.Equal(got, want) || fine.Err() != nil {
		t.Errorf("got %v, error %v", got, fine.Err())
	}
	if expr.TransformMapEntries(&repeated, expr.Indexed([]string{"a", "a!"}), twice); !errors.Is(repeated.Err(), expr.ErrRepeatedKey) {
		t.Errorf("two entries of one key end in %v", repeated.Err())
	}
}
