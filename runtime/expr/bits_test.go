package expr_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/runtime/expr"
)

func TestBitsAreShiftedOneWay(t *testing.T) {
	for _, test := range []struct {
		x, places   int64
		left, right int64
	}{
		{7, 2, 28, 1},
		{-8, 1, -16, math.MaxInt64 - 3},
		{-8, 0, -8, -8},
		{1, 63, math.MinInt64, 0},
		{1, 64, 0, 0},
		{-1, math.MaxInt64, 0, 0},
	} {
		var ev expr.Errors
		left, right := ev.ShiftLeftInt(test.x, test.places), ev.ShiftRightInt(test.x, test.places)
		if left != test.left || right != test.right || ev.Err() != nil {
			t.Errorf("%d by %d places: got %d and %d, error %v; want %d and %d", test.x, test.places, left, right, ev.Err(), test.left, test.right)
		}
		unsigned := ev.ShiftRightUint(ev.ShiftLeftUint(uint64(test.x), 1), 1)
		if want := uint64(test.x) &^ (1 << 63); unsigned != want {
			t.Errorf("%d there and back: got %d, want %d", uint64(test.x), unsigned, want)
		}
	}
	for name, shift := range map[string]func(*expr.Errors){
		"left":           func(e *expr.Errors) { e.ShiftLeftInt(1, -1) },
		"right":          func(e *expr.Errors) { e.ShiftRightInt(1, -1) },
		"unsigned left":  func(e *expr.Errors) { e.ShiftLeftUint(1, math.MinInt64) },
		"unsigned right": func(e *expr.Errors) { e.ShiftRightUint(1, -1) },
	} {
		var ev expr.Errors
		if shift(&ev); !errors.Is(ev.Err(), expr.ErrArgument) {
			t.Errorf("%s by less than nothing ends in %v", name, ev.Err())
		}
	}
}

func TestSignsAndKindsOfNumbers(t *testing.T) {
	for _, test := range []struct {
		x, sign float64
		finite  bool
	}{
		{2.5, 1, true}, {-0.1, -1, true}, {0, 0, true}, {math.Copysign(0, -1), 0, true}, {math.Inf(-1), -1, false},
	} {
		if sign := expr.SignFloat(test.x); sign != test.sign || math.Signbit(sign) != (test.sign < 0) {
			t.Errorf("the sign of %v is %v", test.x, sign)
		}
		if expr.IsFinite(test.x) != test.finite {
			t.Errorf("%v is finite: %v", test.x, !test.finite)
		}
	}
	if nan := math.NaN(); !math.IsNaN(expr.SignFloat(nan)) || expr.IsFinite(nan) {
		t.Error("not-a-number has no sign and isn't finite")
	}
}

func TestIntegersOfTwoTypesAreOrdered(t *testing.T) {
	for _, test := range []struct {
		x    int64
		y    uint64
		want int
	}{
		{-1, 0, -1}, {0, 0, 0}, {1, 0, 1}, {math.MaxInt64, math.MaxUint64, -1}, {math.MaxInt64, math.MaxInt64, 0}, {math.MinInt64, math.MaxUint64, -1},
	} {
		if got := expr.CompareIntUint(test.x, test.y); got != test.want {
			t.Errorf("%d beside %d: got %d, want %d", test.x, test.y, got, test.want)
		}
	}
}

func TestAddingUpElements(t *testing.T) {
	list := []int64{1, 2, 3}
	var ev, over expr.Errors
	if got := expr.SumFloatOf(list, func(n int64) float64 { return float64(n) / 2 }); got != 3 {
		t.Errorf("halves: got %v", got)
	}
	hours := func(n int64) time.Duration { return time.Duration(n) * time.Hour }
	if got := expr.SumDurationOf(&ev, list, hours); got != 6*time.Hour || ev.Err() != nil {
		t.Errorf("hours: got %v, error %v", got, ev.Err())
	}
	if expr.SumDurationOf(&over, list, func(int64) time.Duration { return math.MaxInt64 }); !errors.Is(over.Err(), expr.ErrOverflow) {
		t.Errorf("three times the longest duration ends in %v", over.Err())
	}
}

func TestUUIDsAreReadStrictly(t *testing.T) {
	var fine expr.Errors
	for _, text := range []string{"0190163d-8694-739b-aea5-966c26f8ad90", "0190163D-8694-739B-AEA5-966C26F8AD90"} {
		if got := fine.UUID(text); got[0] != 0x01 || got[15] != 0x90 || fine.Err() != nil {
			t.Errorf("%s: got %x, error %v", text, got, fine.Err())
		}
	}
	for _, text := range []string{
		"", "x", "urn:uuid:0190163d-8694-739b-aea5-966c26f8ad90", "{0190163d-8694-739b-aea5-966c26f8ad90}", "0190163d8694739baea5966c26f8ad90",
		"0190163d-8694-739b-aea5-966c26f8ad9-", "0190163d-8694-739b-aea5-966c26f8ad9g", "0190163-d8694-739b-aea5-966c26f8ad90",
	} {
		var ev expr.Errors
		if got := ev.UUID(text); got != [16]byte{} || !errors.Is(ev.Err(), expr.ErrConversion) {
			t.Errorf("%q: got %x, error %v", text, got, ev.Err())
		}
	}
}
