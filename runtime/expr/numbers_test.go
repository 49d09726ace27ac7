package expr_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/runtime/expr"
)

var interesting = []int64{
	0, 1, -1, 2, -2, 3, -3, 7, 10, 1 << 31, 1<<31 - 1, -1 << 31, -1<<31 - 1, 3037000499, 3037000500, -3037000500,
	1 << 32, 1 << 62, -1 << 62, math.MaxInt64, math.MaxInt64 - 1, math.MinInt64, math.MinInt64 + 1,
	math.MaxInt64 / 2, math.MinInt64 / 2, math.MaxInt64 / 3, math.MinInt64/3 - 1,
}

// TestIntegersAreExactOrAnError compares all operations with ones that can't
// overflow.
func TestIntegersAreExactOrAnError(t *testing.T) {
	type operation struct {
		name    string
		checked func(*expr.Errors, int64, int64) int64
		exact   func(z, x, y *big.Int) *big.Int
		divides bool
	}
	for _, op := range []operation{
		{"+", (*expr.Errors).AddInt, (*big.Int).Add, false},
		{"-", (*expr.Errors).SubInt, (*big.Int).Sub, false},
		{"*", (*expr.Errors).MulInt, (*big.Int).Mul, false},
		{"/", (*expr.Errors).DivInt, (*big.Int).Quo, true},
		{"%", (*expr.Errors).ModInt, (*big.Int).Rem, true},
	} {
		for _, x := range interesting {
			for _, y := range interesting {
				var ev expr.Errors
				got := op.checked(&ev, x, y)
				if op.divides && y == 0 {
					if !errors.Is(ev.Err(), expr.ErrDivideByZero) {
						t.Errorf("%d %s %d: error %v", x, op.name, y, ev.Err())
					}
					continue
				}
				want := op.exact(new(big.Int), big.NewInt(x), big.NewInt(y))
				fits := want.IsInt64() && !(op.divides && x == math.MinInt64 && y == -1)
				switch {
				case !fits && !errors.Is(ev.Err(), expr.ErrOverflow):
					t.Errorf("%d %s %d: got %d, error %v", x, op.name, y, got, ev.Err())
				case fits && (ev.Err() != nil || got != want.Int64()):
					t.Errorf("%d %s %d: got %d, error %v, want %d", x, op.name, y, got, ev.Err(), want)
				}
			}
		}
	}
}

func TestUnsignedIntegersAreExactOrAnError(t *testing.T) {
	numbers := []uint64{0, 1, 2, 3, 1 << 32, 1<<32 - 1, 1 << 63, math.MaxUint64, math.MaxUint64 - 1, math.MaxUint64 / 2}
	for name, op := range map[string]struct {
		checked func(*expr.Errors, uint64, uint64) uint64
		exact   func(z, x, y *big.Int) *big.Int
	}{
		"+": {(*expr.Errors).AddUint, (*big.Int).Add},
		"-": {(*expr.Errors).SubUint, (*big.Int).Sub},
		"*": {(*expr.Errors).MulUint, (*big.Int).Mul},
	} {
		for _, x := range numbers {
			for _, y := range numbers {
				var ev expr.Errors
				got := op.checked(&ev, x, y)
				want := op.exact(new(big.Int), new(big.Int).SetUint64(x), new(big.Int).SetUint64(y))
				if want.IsUint64() != (ev.Err() == nil) || want.IsUint64() && got != want.Uint64() {
					t.Errorf("%d %s %d: got %d, error %v", x, name, y, got, ev.Err())
				}
			}
		}
	}
	var ev expr.Errors
	if got := ev.DivUint(7, 2); got != 3 || ev.ModUint(7, 4) != 3 || ev.Err() != nil {
		t.Errorf("7 / 2 = %d, error %v", got, ev.Err())
	}
	ev.ModUint(1, 0)
	if !errors.Is(ev.Err(), expr.ErrDivideByZero) {
		t.Errorf("1 %% 0: error %v", ev.Err())
	}
}

func TestNegationAndAbsoluteValuesAtTheEnd(t *testing.T) {
	for _, f := range []func(*expr.Errors, int64) int64{(*expr.Errors).NegInt, (*expr.Errors).AbsInt} {
		var ev expr.Errors
		if got := f(&ev, -5); got != 5 || ev.Err() != nil {
			t.Errorf("of -5: got %d, error %v", got, ev.Err())
		}
		if f(&ev, math.MinInt64); !errors.Is(ev.Err(), expr.ErrOverflow) {
			t.Errorf("of the least integer: error %v", ev.Err())
		}
	}
}

func TestConversionsKeepTheNumberOrFail(t *testing.T) {
	for _, test := range []struct {
		name  string
		f     func(*expr.Errors) any
		want  any
		fails error
	}{
		{"int32", func(e *expr.Errors) any { return e.Int32(math.MaxInt32) }, int32(math.MaxInt32), nil},
		{"int32 above", func(e *expr.Errors) any { return e.Int32(math.MaxInt32 + 1) }, nil, expr.ErrOverflow},
		{"int32 below", func(e *expr.Errors) any { return e.Int32(math.MinInt32 - 1) }, nil, expr.ErrOverflow},
		{"uint32", func(e *expr.Errors) any { return e.Uint32(math.MaxUint32) }, uint32(math.MaxUint32), nil},
		{"uint32 above", func(e *expr.Errors) any { return e.Uint32(math.MaxUint32 + 1) }, nil, expr.ErrOverflow},
		{"int of uint", func(e *expr.Errors) any { return e.IntOfUint(math.MaxInt64) }, int64(math.MaxInt64), nil},
		{"int of a large uint", func(e *expr.Errors) any { return e.IntOfUint(math.MaxInt64 + 1) }, nil, expr.ErrOverflow},
		{"uint of int", func(e *expr.Errors) any { return e.UintOfInt(7) }, uint64(7), nil},
		{"uint of a negative", func(e *expr.Errors) any { return e.UintOfInt(-1) }, nil, expr.ErrOverflow},
		{"int of float", func(e *expr.Errors) any { return e.IntOfFloat(-7.9) }, int64(-7), nil},
		{"int of 2^63", func(e *expr.Errors) any { return e.IntOfFloat(1 << 63) }, nil, expr.ErrOverflow},
		{"int of -2^63", func(e *expr.Errors) any { return e.IntOfFloat(-1 << 63) }, nil, expr.ErrOverflow},
		{"int of NaN", func(e *expr.Errors) any { return e.IntOfFloat(math.NaN()) }, nil, expr.ErrOverflow},
		{"uint of float", func(e *expr.Errors) any { return e.UintOfFloat(7.9) }, uint64(7), nil},
		{"uint of 2^64", func(e *expr.Errors) any { return e.UintOfFloat(1 << 64) }, nil, expr.ErrOverflow},
		{"uint of a negative float", func(e *expr.Errors) any { return e.UintOfFloat(-0.5) }, nil, expr.ErrOverflow},
		{"int of text", func(e *expr.Errors) any { return e.Int("-12") }, int64(-12), nil},
		{"int of other text", func(e *expr.Errors) any { return e.Int("1.5") }, nil, expr.ErrConversion},
		{"uint of text", func(e *expr.Errors) any { return e.Uint("12") }, uint64(12), nil},
		{"uint of negative text", func(e *expr.Errors) any { return e.Uint("-1") }, nil, expr.ErrConversion},
		{"double of text", func(e *expr.Errors) any { return e.Float("1e3") }, 1000.0, nil},
		{"double of other text", func(e *expr.Errors) any { return e.Float("x") }, nil, expr.ErrConversion},
		{"bool of text", func(e *expr.Errors) any { return e.Bool("true") }, true, nil},
		{"bool of other text", func(e *expr.Errors) any { return e.Bool("yes") }, nil, expr.ErrConversion},
		{"text of bytes", func(e *expr.Errors) any { return e.Text([]byte("hé")) }, "hé", nil},
		{"text of other bytes", func(e *expr.Errors) any { return e.Text([]byte{0xff}) }, nil, expr.ErrConversion},
	} {
		var ev expr.Errors
		got := test.f(&ev)
		if !errors.Is(ev.Err(), test.fails) {
			t.Errorf("%s: error %v, want %v", test.name, ev.Err(), test.fails)
		}
		if test.fails == nil && got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestSums(t *testing.T) {
	var ev expr.Errors
	if got := expr.SumInt(&ev, []int64{1, 2, 3}); got != 6 {
		t.Errorf("sum: got %d", got)
	}
	if got := expr.SumIntOf(&ev, []string{"a", "bcd"}, func(s string) int64 { return int64(len(s)) }); got != 4 {
		t.Errorf("sum of lengths: got %d", got)
	}
	if got := expr.SumFloat([]float64{0.5, 0.25}); got != 0.75 {
		t.Errorf("sum of floats: got %v", got)
	}
	if ev.Err() != nil {
		t.Error(ev.Err())
	}
	expr.SumUint(&ev, []uint64{math.MaxUint64, 1})
	if !errors.Is(ev.Err(), expr.ErrOverflow) {
		t.Errorf("error %v", ev.Err())
	}
}

func BenchmarkCheckedArithmetic(b *testing.B) {
	prices := []int64{500, 1200, 99, 45_000}
	for b.Loop() {
		var ev expr.Errors
		var sum int64
		for _, price := range prices {
			sum = ev.AddInt(sum, ev.MulInt(price, 3))
		}
		if ev.Err() != nil || sum == 0 {
			b.Fatal(ev.Err())
		}
	}
}
