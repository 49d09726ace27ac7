package decimals

import (
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/orchestrix-go/orchestrix-gen/runtime/expr"
)

// A result of more than [MaxDigits] digits is an evaluation error: whoever
// stored it couldn't read it again, and what grows by multiplying would grow
// without end.

// Add is x + y.
func Add(e *expr.Errors, x, y decimal.Decimal) decimal.Decimal {
	if unworkable(e, x, y) {
		return decimal.Decimal{}
	}
	return bounded(e, x.Add(y))
}

// Sub is x - y.
func Sub(e *expr.Errors, x, y decimal.Decimal) decimal.Decimal {
	if unworkable(e, x, y) {
		return decimal.Decimal{}
	}
	return bounded(e, x.Sub(y))
}

// Mul is x * y.
func Mul(e *expr.Errors, x, y decimal.Decimal) decimal.Decimal {
	if unworkable(e, x, y) {
		return decimal.Decimal{}
	}
	return bounded(e, x.Mul(y))
}

// Sum adds up a list; an empty one is 0.
func Sum(e *expr.Errors, list []decimal.Decimal) decimal.Decimal {
	return SumOf(e, list, func(d decimal.Decimal) decimal.Decimal { return d })
}

// SumOf adds up what each element is worth.
func SumOf[T any](e *expr.Errors, list []T, worth func(T) decimal.Decimal) decimal.Decimal {
	sum := decimal.Zero
	for _, v := range list {
		sum = Add(e, sum, worth(v))
	}
	return sum
}

// Round rounds to a number of digits after the point, half to even.
func Round(e *expr.Errors, d decimal.Decimal, scale int64) decimal.Decimal {
	if badScale(e, scale) || unworkable(e, d) {
		return decimal.Decimal{}
	}
	if int64(-d.Exponent()) > scale {
		d = d.RoundBank(int32(scale))
	}
	return bounded(e, d)
}

// Div divides and rounds to a number of digits after the point, half to even.
func Div(e *expr.Errors, a, b decimal.Decimal, scale int64) decimal.Decimal {
	if badScale(e, scale) || unworkable(e, a, b) {
		return decimal.Decimal{}
	}
	if b.IsZero() {
		e.Fail(ErrDivideByZero)
		return decimal.Decimal{}
	}
	quotient, rest := a.QuoRem(b, int32(scale)) // towards zero
	unit := decimal.New(1, -int32(scale))
	odd := quotient.Coefficient().Bit(0) == 1
	switch twice := rest.Abs().Mul(two).Cmp(b.Abs().Mul(unit)); {
	case twice < 0, twice == 0 && !odd:
	case a.Sign()*b.Sign() < 0:
		quotient = quotient.Sub(unit)
	default:
		quotient = quotient.Add(unit)
	}
	return bounded(e, quotient)
}

var two = decimal.NewFromBigInt(big.NewInt(2), 0)

func badScale(e *expr.Errors, scale int64) bool {
	if scale < 0 || scale > MaxDigits {
		e.Fail(ErrScale)
		return true
	}
	return false
}

// unworkable says that a decimal's exponent is too large for working with all
// its digits.
func unworkable(e *expr.Errors, decimals ...decimal.Decimal) bool {
	const far = 100 * MaxDigits
	for _, d := range decimals {
		if d.Exponent() > far || d.Exponent() < -far {
			e.Fail(ErrTooLong)
			return true
		}
	}
	return false
}

func bounded(e *expr.Errors, d decimal.Decimal) decimal.Decimal {
	// Nearly all have so few digits that zeros needn't be looked for.
	if exponent := d.Exponent(); exponent <= 0 && exponent > -MaxDigits && d.NumDigits() <= MaxDigits {
		return d
	}
	if _, ok := plain(d); !ok {
		e.Fail(ErrTooLong)
		return decimal.Decimal{}
	}
	return d
}
