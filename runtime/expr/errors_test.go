package expr_test

import (
	"errors"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/runtime/expr"
)

// term is what one side of && or || comes to.
type term int

const (
	no term = iota
	yes
	failing
)

var errTerm = errors.New("term")

func (t term) in(ev *expr.Errors) func() bool {
	return func() bool {
		if t == failing {
			ev.Fail(errTerm)
			return true // what a failing term gives must not count
		}
		return t == yes
	}
}

func TestAndIsFalseIfATermIsWhateverTheOthersEndIn(t *testing.T) {
	testLogic(t, (*expr.Errors).And, map[[2]term]term{
		{no, no}: no, {no, yes}: no, {no, failing}: no,
		{yes, no}: no, {yes, yes}: yes, {yes, failing}: failing,
		{failing, no}: no, {failing, yes}: failing, {failing, failing}: failing,
	})
}

func TestOrIsTrueIfATermIsWhateverTheOthersEndIn(t *testing.T) {
	testLogic(t, (*expr.Errors).Or, map[[2]term]term{
		{no, no}: no, {no, yes}: yes, {no, failing}: failing,
		{yes, no}: yes, {yes, yes}: yes, {yes, failing}: yes,
		{failing, no}: failing, {failing, yes}: yes, {failing, failing}: failing,
	})
}

func testLogic(t *testing.T, op func(*expr.Errors, ...func() bool) bool, want map[[2]term]term) {
	t.Helper()
	for terms, want := range want {
		var ev expr.Errors
		got := op(&ev, terms[0].in(&ev), terms[1].in(&ev))
		if (want == failing) != (ev.Err() != nil) {
			t.Errorf("%v: error %v", terms, ev.Err())
		}
		if want != failing && got != (want == yes) {
			t.Errorf("%v: got %v", terms, got)
		}
	}
}

func TestTheFirstErrorCounts(t *testing.T) {
	var ev expr.Errors
	ev.DivInt(1, 0)
	ev.AddInt(1<<62, 1<<62)
	if !errors.Is(ev.Err(), expr.ErrDivideByZero) {
		t.Errorf("got %v", ev.Err())
	}
}

func TestAnErrorFromBeforeIsNotAbsorbed(t *testing.T) {
	var ev expr.Errors
	ev.Fail(errTerm)
	ev.And(func() bool { t.Error("evaluated in vain"); return false })
	if !errors.Is(ev.Err(), errTerm) {
		t.Errorf("got %v", ev.Err())
	}
}

func TestLoopsAbsorbErrorsAsLogicDoes(t *testing.T) {
	var ev expr.Errors
	positive := func(x int64) bool { return ev.DivInt(10, x) > 0 }
	for _, test := range []struct {
		name string
		f    func() bool
		want term
	}{
		{"all, one false", func() bool { return expr.TryAll(&ev, []int64{0, -1}, positive) }, no},
		{"all, none false", func() bool { return expr.TryAll(&ev, []int64{1, 0}, positive) }, failing},
		{"all, all true", func() bool { return expr.TryAll(&ev, []int64{1, 2}, positive) }, yes},
		{"all of none", func() bool { return expr.TryAll(&ev, nil, positive) }, yes},
		{"exists, one true", func() bool { return expr.TryExists(&ev, []int64{0, 1}, positive) }, yes},
		{"exists, none true", func() bool { return expr.TryExists(&ev, []int64{0, -1}, positive) }, failing},
		{"exists of none", func() bool { return expr.TryExists(&ev, nil, positive) }, no},
		{"exists one", func() bool { return expr.ExistsOne([]int64{0, 1}, positive) }, failing},
		{"all of pairs", func() bool {
			return expr.TryAll2(&ev, expr.Indexed([]int64{0, -1}), func(_, x int64) bool { return positive(x) })
		}, no},
		{"exists of pairs", func() bool {
			return expr.TryExists2(&ev, expr.Indexed([]int64{0, -1}), func(_, x int64) bool { return positive(x) })
		}, failing},
	} {
		ev = expr.Errors{}
		got := test.f()
		if (test.want == failing) != (ev.Err() != nil) {
			t.Errorf("%s: error %v", test.name, ev.Err())
		}
		if test.want != failing && got != (test.want == yes) {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
}

func TestLogicAllocatesNothing(t *testing.T) {
	x, y := int64(3), int64(0)
	allocations := testing.AllocsPerRun(100, func() {
		var ev expr.Errors
		if ev.And(func() bool { return ev.DivInt(1, y) > 0 }, func() bool { return ev.AddInt(x, 1) > 10 }) {
			t.Error("got true")
		}
		if ev.Err() != nil {
			t.Error(ev.Err())
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func TestTheKindOfAnErrorTellsNoValue(t *testing.T) {
	var e expr.Errors
	expr.Index(&e, []string{"a"}, 7)
	for _, err := range []error{e.Err(), expr.ErrNoIndex} {
		if got := expr.Kind(err); got != expr.ErrNoIndex {
			t.Errorf("%v is %v", err, got)
		}
	}
}
