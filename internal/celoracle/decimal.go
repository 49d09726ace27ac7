package celoracle

import (
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"strings"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// celDecimal is an exact decimal for cel-go, on math/big's fractions: nothing
// of the runtime's is in it.
type celDecimal struct{ *big.Rat }

var decimalType = types.NewOpaqueType("decimal").WithTraits(
	traits.AdderType | traits.SubtractorType | traits.MultiplierType | traits.NegatorType | traits.ComparerType)

// maxDigits is how many digits the language reads, and the largest scale.
const maxDigits = 100

var decimalForm = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

func decimalOf(text string) ref.Val {
	digits := len(strings.NewReplacer("-", "", ".", "").Replace(text))
	rat, ok := new(big.Rat).SetString(text)
	if !ok || !decimalForm.MatchString(text) || digits > maxDigits {
		return types.NewErr("not a decimal")
	}
	return celDecimal{rat}
}

// bounded is a result, an error where it has too many digits.
func bounded(r *big.Rat) ref.Val {
	if digits := strings.NewReplacer("-", "", ".", "").Replace(decimalText(r)); len(digits) > maxDigits {
		return types.NewErr("too many digits")
	}
	return celDecimal{r}
}

// decimalText is in plain notation, without zeros at the end of the fraction.
func decimalText(r *big.Rat) string {
	places, exact := r.FloatPrec()
	if !exact {
		return "inexact " + r.String()
	}
	return r.FloatString(places)
}

func divide(x, y celDecimal, scale types.Int) ref.Val {
	if y.Sign() == 0 {
		return types.NewErr("division by zero")
	}
	return round(celDecimal{new(big.Rat).Quo(x.Rat, y.Rat)}, scale)
}

// round rounds half to even.
func round(x celDecimal, scale types.Int) ref.Val {
	if scale < 0 || scale > maxDigits {
		return types.NewErr("scale out of range")
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	scaled := new(big.Rat).Mul(x.Rat, new(big.Rat).SetInt(unit))
	whole, rest := new(big.Int).DivMod(scaled.Num(), scaled.Denom(), new(big.Int)) // down
	if half := rest.Lsh(rest, 1).Cmp(scaled.Denom()); half > 0 || half == 0 && whole.Bit(0) == 1 {
		whole.Add(whole, big.NewInt(1))
	}
	return bounded(new(big.Rat).SetFrac(whole, unit))
}

func (d celDecimal) Add(other ref.Val) ref.Val {
	return bounded(new(big.Rat).Add(d.Rat, other.(celDecimal).Rat))
}

func (d celDecimal) Subtract(other ref.Val) ref.Val {
	return bounded(new(big.Rat).Sub(d.Rat, other.(celDecimal).Rat))
}

func (d celDecimal) Multiply(other ref.Val) ref.Val {
	return bounded(new(big.Rat).Mul(d.Rat, other.(celDecimal).Rat))
}

func (d celDecimal) Negate() ref.Val { return celDecimal{new(big.Rat).Neg(d.Rat)} }

func (d celDecimal) Compare(other ref.Val) ref.Val {
	return types.Int(d.Cmp(other.(celDecimal).Rat))
}

func (d celDecimal) Equal(other ref.Val) ref.Val {
	o, ok := other.(celDecimal)
	return types.Bool(ok && d.Cmp(o.Rat) == 0)
}

func (d celDecimal) Type() ref.Type { return decimalType }
func (d celDecimal) Value() any     { return d.Rat }

func (d celDecimal) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("no %v of a decimal", t)
}

func (d celDecimal) ConvertToType(t ref.Type) ref.Val { return types.NewErr("no %v of a decimal", t) }

// celDate is a day for cel-go. Its text orders it; "0000-00-00" is unset.
type celDate string

var dateType = types.NewOpaqueType("date").WithTraits(traits.ComparerType)

func dateOf(text string) ref.Val {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 1 {
		return types.NewErr("no date")
	}
	return celDate(day.Format(time.DateOnly))
}

func (d celDate) Compare(other ref.Val) ref.Val {
	return types.Int(strings.Compare(string(d), string(other.(celDate))))
}

func (d celDate) Equal(other ref.Val) ref.Val {
	o, ok := other.(celDate)
	return types.Bool(ok && d == o)
}

func (d celDate) Type() ref.Type { return dateType }
func (d celDate) Value() any     { return string(d) }

func (d celDate) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("no %v of a date", t)
}

func (d celDate) ConvertToType(t ref.Type) ref.Val { return types.NewErr("no %v of a date", t) }
