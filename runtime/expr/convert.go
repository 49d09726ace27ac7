package expr

import (
	"encoding/hex"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Int32 is x where an int32 is wanted.
func (e *Errors) Int32(x int64) int32 {
	if int64(int32(x)) != x {
		e.Fail(ErrOverflow)
		return 0
	}
	return int32(x)
}

// Uint32 is x where a uint32 is wanted.
func (e *Errors) Uint32(x uint64) uint32 {
	if x > math.MaxUint32 {
		e.Fail(ErrOverflow)
		return 0
	}
	return uint32(x)
}

// IntOfUint is int(x).
func (e *Errors) IntOfUint(x uint64) int64 {
	if x > math.MaxInt64 {
		e.Fail(ErrOverflow)
		return 0
	}
	return int64(x)
}

// UintOfInt is uint(x).
func (e *Errors) UintOfInt(x int64) uint64 {
	if x < 0 {
		e.Fail(ErrOverflow)
		return 0
	}
	return uint64(x)
}

// IntOfFloat is int(x), rounded towards zero. Like cel-go it takes neither end
// of the range of int64.
func (e *Errors) IntOfFloat(x float64) int64 {
	if !(x > math.MinInt64 && x < math.MaxInt64) {
		e.Fail(ErrOverflow)
		return 0
	}
	return int64(x)
}

// UintOfFloat is uint(x), rounded down.
func (e *Errors) UintOfFloat(x float64) uint64 {
	if !(x >= 0 && x < math.MaxUint64) {
		e.Fail(ErrOverflow)
		return 0
	}
	return uint64(x)
}

// Int is int(text).
func (e *Errors) Int(text string) int64 {
	x, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		e.failf(ErrConversion, "not an integer")
		return 0
	}
	return x
}

// Uint is uint(text).
func (e *Errors) Uint(text string) uint64 {
	x, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		e.failf(ErrConversion, "not an unsigned integer")
		return 0
	}
	return x
}

// Float is double(text).
func (e *Errors) Float(text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		e.failf(ErrConversion, "not a number")
		return 0
	}
	return x
}

// Bool is bool(text).
func (e *Errors) Bool(text string) bool {
	x, err := strconv.ParseBool(text)
	if err != nil {
		e.failf(ErrConversion, "neither true nor false")
		return false
	}
	return x
}

// Text is string(bytes), which must be UTF-8.
func (e *Errors) Text(b []byte) string {
	if !utf8.Valid(b) {
		e.failf(ErrConversion, "not UTF-8")
		return ""
	}
	return string(b)
}

// UUID is a text where a UUID is wanted: 36 characters, in either case.
func (e *Errors) UUID(text string) (id [16]byte) {
	digits := []byte(strings.ReplaceAll(text, "-", ""))
	hyphens := len(text) == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
	if !hyphens || len(digits) != 2*len(id) {
		e.failf(ErrConversion, "not a UUID")
		return [16]byte{}
	}
	if _, err := hex.Decode(id[:], digits); err != nil {
		e.failf(ErrConversion, "not a UUID")
		return [16]byte{}
	}
	return id
}

// FloatText is string(double).
func FloatText(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// Parse converts text with a parser of another package. The text itself stays
// out of the error: it may be nobody else's business.
func Parse[T any](e *Errors, text string, parse func(string) (T, error)) T {
	x, err := parse(text)
	if err != nil {
		var zero T
		e.failf(ErrConversion, "not a %T", zero)
		return zero
	}
	return x
}

// Strings is a list of ids or enum members as texts.
func Strings[T ~string](list []T) []string {
	return Map(list, func(v T) string { return string(v) })
}
