package expr_test

import (
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/runtime/expr"
)

func TestLookupsFailWhereThereIsNothing(t *testing.T) {
	list, m := []string{"a", "b"}, map[string]int64{"a": 1}
	text := "x"
	for name, test := range map[string]struct {
		f     func(*expr.Errors) any
		want  any
		fails error
	}{
		"first element":        {func(e *expr.Errors) any { return expr.Index(e, list, 0) }, "a", nil},
		"behind the last":      {func(e *expr.Errors) any { return expr.Index(e, list, 2) }, "", expr.ErrNoIndex},
		"before the first":     {func(e *expr.Errors) any { return expr.Index(e, list, -1) }, "", expr.ErrNoIndex},
		"far behind":           {func(e *expr.Errors) any { return expr.Index(e, list, math.MaxInt64) }, "", expr.ErrNoIndex},
		"key":                  {func(e *expr.Errors) any { return expr.Key(e, m, "a") }, int64(1), nil},
		"missing key":          {func(e *expr.Errors) any { return expr.Key(e, m, "b") }, int64(0), expr.ErrNoKey},
		"optional":             {func(e *expr.Errors) any { return expr.Deref(e, &text) }, "x", nil},
		"absent optional":      {func(e *expr.Errors) any { return expr.Deref[string](e, nil) }, "", expr.ErrAbsent},
		"absent list":          {func(e *expr.Errors) any { return len(expr.DerefList[[]int](e, nil)) }, 0, expr.ErrAbsent},
		"empty list":           {func(e *expr.Errors) any { return len(expr.DerefList(e, []int{})) }, 0, nil},
		"absent map":           {func(e *expr.Errors) any { return len(expr.DerefMap[map[string]int](e, nil)) }, 0, expr.ErrAbsent},
		"absent union":         {func(e *expr.Errors) any { return expr.DerefUnion[error](e, nil) == nil }, true, expr.ErrAbsent},
		"variant":              {func(e *expr.Errors) any { return expr.As[int](e, 5) }, 5, nil},
		"another variant":      {func(e *expr.Errors) any { return expr.As[int](e, "5") }, 0, expr.ErrVariant},
		"least of none":        {func(e *expr.Errors) any { return expr.Min(e, []int64{}) }, int64(0), expr.ErrEmpty},
		"greatest":             {func(e *expr.Errors) any { return expr.Max(e, []int64{1, 3, 2}) }, int64(3), nil},
		"least with NaN":       {func(e *expr.Errors) any { expr.Min(e, []float64{1, math.NaN()}); return 0 }, 0, expr.ErrNaN},
		"latest":               {func(e *expr.Errors) any { return expr.MaxFunc(e, []time.Time{{}}, time.Time.Compare) }, time.Time{}, nil},
		"slice":                {func(e *expr.Errors) any { return len(expr.Slice(e, list, 1, 2)) }, 1, nil},
		"slice too far":        {func(e *expr.Errors) any { return len(expr.Slice(e, list, 1, 3)) }, 0, expr.ErrNoIndex},
		"slice backwards":      {func(e *expr.Errors) any { return len(expr.Slice(e, list, 2, 1)) }, 0, expr.ErrNoIndex},
		"range":                {func(e *expr.Errors) any { return len(expr.Range(e, 3)) }, 3, nil},
		"range of all numbers": {func(e *expr.Errors) any { return len(expr.Range(e, math.MaxInt64)) }, 0, expr.ErrArgument},
	} {
		var ev expr.Errors
		if got := test.f(&ev); got != test.want || !errors.Is(ev.Err(), test.fails) {
			t.Errorf("%s: got %v, error %v; want %v, %v", name, got, ev.Err(), test.want, test.fails)
		}
	}
}

func TestNewListsShareNothingWithOldOnes(t *testing.T) {
	list := []int64{3, 1, 2, 1}
	for name, test := range map[string]struct{ got, want []int64 }{
		"filter":   {expr.Filter(list, func(x int64) bool { return x > 1 }), []int64{3, 2}},
		"map":      {expr.Map(list, func(x int64) int64 { return 2 * x }), []int64{6, 2, 4, 2}},
		"map if":   {expr.MapIf(list, func(x int64) bool { return x == 1 }, func(x int64) int64 { return -x }), []int64{-1, -1}},
		"reverse":  {expr.Reverse(list), []int64{1, 2, 1, 3}},
		"sort":     {expr.Sort(list), []int64{1, 1, 2, 3}},
		"distinct": {expr.Distinct(list), []int64{3, 1, 2}},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", name, test.got, test.want)
		}
		for i := range test.got {
			test.got[i] = 99
		}
	}
	if !slices.Equal(list, []int64{3, 1, 2, 1}) {
		t.Errorf("the list has become %v", list)
	}
	if got := expr.DistinctFunc([]string{"a", "A", "b"}, strings.EqualFold); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("distinct by a function: got %v", got)
	}
	var ev expr.Errors
	part := expr.Slice(&ev, list, 0, 1)
	if _ = append(part, 99); list[1] != 1 {
		t.Errorf("appending to a slice wrote into the list: %v", list)
	}
}

func TestLoopsOverMapsGoInKeyOrder(t *testing.T) {
	m := map[string]int64{"c": 3, "a": 1, "b": 2}
	if got := expr.SortedKeys(m); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("keys: got %v", got)
	}
	if got := expr.Keys(expr.Sorted(m)); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("pairs' keys: got %v", got)
	}
	if got := expr.Values(expr.Sorted(m)); !slices.Equal(got, []int64{1, 2, 3}) {
		t.Errorf("values: got %v", got)
	}
	got := expr.TransformList(expr.Sorted(m), func(k string, v int64) string { return k + strings.Repeat("!", int(v)) })
	if !slices.Equal(got, []string{"a!", "b!!", "c!!!"}) {
		t.Errorf("list: got %v", got)
	}
	large := expr.Where(expr.Sorted(m), func(_ string, v int64) bool { return v > 1 })
	doubled := expr.TransformMap(large, func(_ string, v int64) int64 { return 2 * v })
	if !maps.Equal(doubled, map[string]int64{"b": 4, "c": 6}) {
		t.Errorf("map: got %v", doubled)
	}
	if !expr.ExistsOne2(maps.All(m), func(_ string, v int64) bool { return v == 2 }) ||
		expr.ExistsOne2(maps.All(m), func(_ string, v int64) bool { return v > 1 }) {
		t.Error("exists one")
	}
	if !expr.Exists2(maps.All(m), func(k string, _ int64) bool { return k == "b" }) ||
		expr.All2(maps.All(m), func(k string, _ int64) bool { return k == "b" }) {
		t.Error("exists and all")
	}
}

func TestAKeyIsMadeOnce(t *testing.T) {
	var ev expr.Errors
	list := expr.Indexed([]string{"x", "y"})
	got := expr.TransformMapEntry(&ev, list, func(i int64, s string) (string, int64) { return s, i })
	if !maps.Equal(got, map[string]int64{"x": 0, "y": 1}) || ev.Err() != nil {
		t.Errorf("got %v, error %v", got, ev.Err())
	}
	for name, f := range map[string]func(){
		"entry": func() { expr.TransformMapEntry(&ev, list, func(int64, string) (int, int) { return 1, 1 }) },
		"map":   func() { expr.MakeMap(&ev, expr.Entry[string, int]{Key: "a"}, expr.Entry[string, int]{Key: "a"}) },
	} {
		ev = expr.Errors{}
		if f(); !errors.Is(ev.Err(), expr.ErrRepeatedKey) {
			t.Errorf("%s: error %v", name, ev.Err())
		}
	}
}

func TestMapsAreMadeAndCopiedToBeWritten(t *testing.T) {
	var m map[string]int
	expr.Put(&m, "a", 1)
	changed := expr.PutCopy(m, "a", 2)
	if m["a"] != 1 || changed["a"] != 2 || !expr.HasKey(m, "a") || expr.HasKey(m, "b") {
		t.Errorf("map %v, copy %v", m, changed)
	}
	if got := expr.PutCopy(map[string]int(nil), "a", 1); got["a"] != 1 {
		t.Errorf("copy of nil: %v", got)
	}
}

func TestOptionals(t *testing.T) {
	one, two := int64(1), int64(2)
	if expr.ValueOr(&one, 5) != 1 || expr.ValueOr[int64](nil, 5) != 5 {
		t.Error("value or another")
	}
	if !expr.EqualPtr(&one, new(one)) || expr.EqualPtr(&one, &two) || expr.EqualPtr(&one, nil) || !expr.EqualPtr[int64](nil, nil) {
		t.Error("equality")
	}
	never := func(int64, int64) bool { return false }
	if expr.EqualPtrFunc(&one, &one, never) || !expr.EqualPtrFunc(nil, nil, never) {
		t.Error("equality by a function")
	}
	if expr.SomeList([]int(nil)) == nil || expr.SomeMap(map[int]int(nil)) == nil {
		t.Error("present is nil")
	}
	double := func(x int64) int64 { return 2 * x }
	if got := expr.MapOptional(&one, double); *got != 2 || expr.MapOptional(nil, double) != nil {
		t.Error("map")
	}
	if !expr.Is[int](5) || expr.Is[int]("5") || expr.Is[int](nil) {
		t.Error("variants")
	}
}

func TestStringsCountCharacters(t *testing.T) {
	const s = "tàcocàt"
	for name, test := range map[string]struct {
		f     func(*expr.Errors) any
		want  any
		fails error
	}{
		"charAt":            {func(e *expr.Errors) any { return expr.CharAt(e, s, 1) }, "à", nil},
		"charAt end":        {func(e *expr.Errors) any { return expr.CharAt(e, s, 7) }, "", nil},
		"charAt beyond":     {func(e *expr.Errors) any { return expr.CharAt(e, s, 8) }, "", expr.ErrNoIndex},
		"charAt before":     {func(e *expr.Errors) any { return expr.CharAt(e, s, -1) }, "", expr.ErrNoIndex},
		"substring":         {func(e *expr.Errors) any { return expr.Substring(e, s, 1, 3) }, "àc", nil},
		"substring from":    {func(e *expr.Errors) any { return expr.SubstringFrom(e, s, 5) }, "àt", nil},
		"substring ASCII":   {func(e *expr.Errors) any { return expr.Substring(e, "tacocat", 0, 4) }, "taco", nil},
		"substring inverse": {func(e *expr.Errors) any { return expr.Substring(e, s, 2, 1) }, "", expr.ErrNoIndex},
		"substring beyond":  {func(e *expr.Errors) any { return expr.Substring(e, s, 0, 8) }, "", expr.ErrNoIndex},
		"indexOf":           {func(e *expr.Errors) any { return expr.IndexOf(s, "co") }, int64(2), nil},
		"indexOf none":      {func(e *expr.Errors) any { return expr.IndexOf(s, "x") }, int64(-1), nil},
		"indexOf empty":     {func(e *expr.Errors) any { return expr.IndexOf(s, "") }, int64(0), nil},
		"indexOf from":      {func(e *expr.Errors) any { return expr.IndexOfFrom(e, s, "à", 2) }, int64(5), nil},
		"indexOf from far":  {func(e *expr.Errors) any { return expr.IndexOfFrom(e, s, "à", 20) }, int64(-1), nil},
		"indexOf no text":   {func(e *expr.Errors) any { return expr.IndexOfFrom(e, s, "", 20) }, int64(7), nil},
		"indexOf negative":  {func(e *expr.Errors) any { return expr.IndexOfFrom(e, s, "à", -1) }, int64(0), expr.ErrNoIndex},
		"lastIndexOf":       {func(e *expr.Errors) any { return expr.LastIndexOf(s, "à") }, int64(5), nil},
		"lastIndexOf empty": {func(e *expr.Errors) any { return expr.LastIndexOf(s, "") }, int64(7), nil},
		"lastIndexOf to":    {func(e *expr.Errors) any { return expr.LastIndexOfUpTo(e, s, "à", 4) }, int64(1), nil},
		"lastIndexOf at":    {func(e *expr.Errors) any { return expr.LastIndexOfUpTo(e, s, "àt", 5) }, int64(5), nil},
		"lastIndexOf far":   {func(e *expr.Errors) any { return expr.LastIndexOfUpTo(e, s, "à", 20) }, int64(-1), nil},
		"lower":             {func(*expr.Errors) any { return expr.LowerASCII("TacoCÆt Xii") }, "tacocÆt xii", nil},
		"upper":             {func(*expr.Errors) any { return expr.UpperASCII("TacoCÆt Xii") }, "TACOCÆT XII", nil},
		"reverse":           {func(*expr.Errors) any { return expr.ReverseText("àb") }, "bà", nil},
		"split none":        {func(*expr.Errors) any { return expr.Split("a b", " ", 0) == nil }, false, nil},
		"split two":         {func(*expr.Errors) any { return len(expr.Split("a b c", " ", 2)) }, 2, nil},
		"split all":         {func(*expr.Errors) any { return len(expr.Split("a b c", " ", -5)) }, 3, nil},
		"replace one":       {func(*expr.Errors) any { return expr.Replace("aaa", "a", "b", 1) }, "baa", nil},
		"replace all":       {func(*expr.Errors) any { return expr.Replace("aaa", "a", "b", -1) }, "bbb", nil},
		"replace many":      {func(*expr.Errors) any { return expr.Replace("aaa", "a", "b", math.MaxInt64) }, "bbb", nil},
		"matches":           {func(*expr.Errors) any { return expr.Matches("abc", "^a.c$") }, true, nil},
		"matches again":     {func(*expr.Errors) any { return expr.Matches("abd", "^a.c$") }, false, nil},
		"matches text":      {func(e *expr.Errors) any { return expr.MatchesPattern(e, "abc", "b") }, true, nil},
		"no pattern":        {func(e *expr.Errors) any { return expr.MatchesPattern(e, "abc", "(") }, false, expr.ErrArgument},
	} {
		var ev expr.Errors
		if got := test.f(&ev); got != test.want || !errors.Is(ev.Err(), test.fails) {
			t.Errorf("%s: got %v, error %v; want %v, %v", name, got, ev.Err(), test.want, test.fails)
		}
	}
}

func TestParsersOfOtherPackages(t *testing.T) {
	var ev expr.Errors
	if got := expr.Parse(&ev, "90s", time.ParseDuration); got != 90*time.Second || ev.Err() != nil {
		t.Errorf("got %v, error %v", got, ev.Err())
	}
	if expr.Parse(&ev, "secret", time.ParseDuration); !errors.Is(ev.Err(), expr.ErrConversion) || strings.Contains(ev.Err().Error(), "secret") {
		t.Errorf("error %v", ev.Err())
	}
}
