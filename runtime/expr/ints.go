package expr

import (
	"math"
	"math/bits"
)

// AddInt is x + y.
func (e *Errors) AddInt(x, y int64) int64 {
	sum := x + y
	if (sum > x) != (y > 0) {
		e.Fail(ErrOverflow)
		return 0
	}
	return sum
}

// SubInt is x - y.
func (e *Errors) SubInt(x, y int64) int64 {
	diff := x - y
	if (diff < x) != (y > 0) {
		e.Fail(ErrOverflow)
		return 0
	}
	return diff
}

// MulInt is x * y.
func (e *Errors) MulInt(x, y int64) int64 {
	if int64(int32(x)) == x && int64(int32(y)) == y {
		return x * y
	}
	return e.mulWide(x, y)
}

func (e *Errors) mulWide(x, y int64) int64 {
	product := x * y
	if x != 0 && (product/x != y || x == -1 && y == math.MinInt64) {
		e.Fail(ErrOverflow)
		return 0
	}
	return product
}

// DivInt is x / y, rounded towards zero.
func (e *Errors) DivInt(x, y int64) int64 {
	if e.undivided(x, y) {
		return 0
	}
	return x / y
}

// ModInt is x % y, with the sign of x.
func (e *Errors) ModInt(x, y int64) int64 {
	if e.undivided(x, y) {
		return 0
	}
	return x % y
}

// undivided notes why x can't be divided by y.
func (e *Errors) undivided(x, y int64) bool {
	switch {
	case y == 0:
		e.Fail(ErrDivideByZero)
	case x == math.MinInt64 && y == -1:
		e.Fail(ErrOverflow)
	default:
		return false
	}
	return true
}

// NegInt is -x.
func (e *Errors) NegInt(x int64) int64 { return e.SubInt(0, x) }

// AbsInt is math.abs(x).
func (e *Errors) AbsInt(x int64) int64 {
	if x < 0 {
		return e.NegInt(x)
	}
	return x
}

// AddUint is x + y.
func (e *Errors) AddUint(x, y uint64) uint64 {
	sum := x + y
	if sum < x {
		e.Fail(ErrOverflow)
		return 0
	}
	return sum
}

// SubUint is x - y.
func (e *Errors) SubUint(x, y uint64) uint64 {
	if y > x {
		e.Fail(ErrOverflow)
		return 0
	}
	return x - y
}

// MulUint is x * y.
func (e *Errors) MulUint(x, y uint64) uint64 {
	high, low := bits.Mul64(x, y)
	if high != 0 {
		e.Fail(ErrOverflow)
		return 0
	}
	return low
}

// DivUint is x / y, rounded down.
func (e *Errors) DivUint(x, y uint64) uint64 {
	if y == 0 {
		e.Fail(ErrDivideByZero)
		return 0
	}
	return x / y
}

// ModUint is x % y.
func (e *Errors) ModUint(x, y uint64) uint64 {
	if y == 0 {
		e.Fail(ErrDivideByZero)
		return 0
	}
	return x % y
}

// ShiftLeftInt is math.bitShiftLeft(x, places).
func (e *Errors) ShiftLeftInt(x, places int64) int64 { return x << e.places(places) }

// ShiftLeftUint is math.bitShiftLeft(x, places).
func (e *Errors) ShiftLeftUint(x uint64, places int64) uint64 { return x << e.places(places) }

// ShiftRightInt is math.bitShiftRight(x, places), which shifts zeros in.
func (e *Errors) ShiftRightInt(x, places int64) int64 { return int64(uint64(x) >> e.places(places)) }

// ShiftRightUint is math.bitShiftRight(x, places).
func (e *Errors) ShiftRightUint(x uint64, places int64) uint64 { return x >> e.places(places) }

// places is how far bits are shifted, in one direction only.
func (e *Errors) places(n int64) int64 {
	if n < 0 {
		e.failf(ErrArgument, "bits can't be shifted by %d places", n)
		return 0
	}
	return n
}

// SumInt adds up a list; an empty one is 0.
func SumInt(e *Errors, list []int64) (sum int64) {
	for _, x := range list {
		sum = e.AddInt(sum, x)
	}
	return sum
}

// SumIntOf adds up what each element is worth.
func SumIntOf[T any](e *Errors, list []T, worth func(T) int64) (sum int64) {
	for _, v := range list {
		sum = e.AddInt(sum, worth(v))
	}
	return sum
}

// SumUint adds up a list; an empty one is 0.
func SumUint(e *Errors, list []uint64) (sum uint64) {
	for _, x := range list {
		sum = e.AddUint(sum, x)
	}
	return sum
}

// SumUintOf adds up what each element is worth.
func SumUintOf[T any](e *Errors, list []T, worth func(T) uint64) (sum uint64) {
	for _, v := range list {
		sum = e.AddUint(sum, worth(v))
	}
	return sum
}
