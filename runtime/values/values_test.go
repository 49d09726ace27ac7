package values_test

import (
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/runtime/values"
)

func TestCopiesShareNothingAndKeepNil(t *testing.T) {
	clone := func(list []int) []int { return slices.Clone(list) }

	p := &[]int{1}
	q := values.ClonePtrFunc(p, clone)
	(*q)[0] = 2
	n := 1
	m := values.ClonePtr(&n)
	*m = 2
	list := [][]int{{1}}
	values.CloneList(list, clone)[0][0] = 2
	entries := map[string][]int{"a": {1}}
	values.CloneMap(entries, clone)["a"][0] = 2
	if (*p)[0] != 1 || n != 1 || list[0][0] != 1 || entries["a"][0] != 1 {
		t.Errorf("a copy shares: %v %v %v %v", *p, n, list, entries)
	}
	if values.ClonePtr[int](nil) != nil || values.ClonePtrFunc(nil, clone) != nil ||
		values.CloneList([][]int(nil), clone) != nil || values.CloneMap(map[string][]int(nil), clone) != nil {
		t.Error("nil doesn't stay nil")
	}
	if values.CloneList([][]int{}, clone) == nil {
		t.Error("an empty list became nil")
	}
}

func TestRepeatFindsTheFirstPair(t *testing.T) {
	long := make([]string, 200)
	for i := range long {
		long[i] = strconv.Itoa(i)
	}
	repeating := slices.Clone(long)
	repeating[150] = "7"
	tests := []struct {
		name           string
		list           []string
		earlier, later int
		found          bool
	}{
		{"empty", nil, 0, 0, false},
		{"short", []string{"a", "b"}, 0, 0, false},
		{"short, repeating", []string{"a", "b", "c", "b", "a"}, 1, 3, true},
		{"long", long, 0, 0, false},
		{"long, repeating", repeating, 7, 150, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			earlier, later, found := values.Repeat(tt.list)
			if earlier != tt.earlier || later != tt.later || found != tt.found {
				t.Errorf("Repeat() = %d, %d, %v", earlier, later, found)
			}
			earlier, later, found = values.RepeatBy(tt.list, func(s string) string { return s })
			if earlier != tt.earlier || later != tt.later || found != tt.found {
				t.Errorf("RepeatBy() = %d, %d, %v", earlier, later, found)
			}
			earlier, later, found = values.RepeatFunc(tt.list, strings.EqualFold, strings.ToLower)
			if earlier != tt.earlier || later != tt.later || found != tt.found {
				t.Errorf("RepeatFunc() = %d, %d, %v", earlier, later, found)
			}
		})
	}
}

func TestAShortListIsLookedThroughWithoutMemory(t *testing.T) {
	list := []string{"a", "b", "c"}
	key := func(s string) string { return s }
	if n := testing.AllocsPerRun(10, func() {
		values.Repeat(list)
		values.RepeatBy(list, key)
		values.RepeatFunc(list, strings.EqualFold, key)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestWhatIsAbsentRepeatsNothing(t *testing.T) {
	key := func(p *int) (int, bool) {
		if p == nil {
			return 0, false
		}
		return *p, true
	}
	if _, _, found := values.RepeatByPresent([]*int{nil, new(0), nil, new(1)}, key); found {
		t.Error("absence repeats, or is zero")
	}
	for _, absent := range [][]*int{nil, make([]*int, 100)} { // a short list and a long one
		list := append([]*int{nil, new(0), nil, new(1), new(0)}, absent...)
		if earlier, later, found := values.RepeatByPresent(list, key); !found || earlier != 1 || later != 4 {
			t.Errorf("RepeatByPresent() = %d, %d, %v", earlier, later, found)
		}
	}
}

type text string

func (x text) AppendJSON(b []byte) ([]byte, error) {
	if x == "" {
		return b, strconv.ErrSyntax
	}
	return append(b, x...), nil
}

func TestTextIsEmptyForWhatHasNone(t *testing.T) {
	var unset interface {
		AppendJSON(b []byte) ([]byte, error)
	}
	if values.Text(text("a")) != "a" || values.Text(text("")) != "" || values.Text(unset) != "" {
		t.Error("text isn't the JSON")
	}
}

func TestAnAbsentOptionalIsLeftOutOfALog(t *testing.T) {
	if got := values.Attr[int]("n", nil); !got.Equal(slog.Attr{}) {
		t.Errorf("absent is %v", got)
	}
	if got := values.Attr("n", new(3)); !reflect.DeepEqual(got.Value.Any(), slog.Any("n", 3).Value.Any()) {
		t.Errorf("present is %v", got)
	}
}
