package readmodel

import (
	"fmt"
	"math"
	"strconv"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// What generated code makes columns of fields with.

// Text is a string type as a column keeps it.
func Text[T ~string](text T) string { return string(text) }

// Int is a number as a column keeps it, for a duration its nanoseconds.
func Int[T ~int32 | ~int64 | ~uint32](n T) int64 { return int64(n) }

// Uint is an unsigned number of 64 bits as a column keeps it: a text, in the
// order of the numbers.
func Uint(n uint64) string { return fmt.Sprintf("%020d", n) }

// UintAsInt is an unsigned number of 64 bits as what a column of those of 32 is
// compared with: what is more than all of them is as good as anything else that is.
func UintAsInt(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// ParseUint reads what [Uint] wrote.
func ParseUint(text string) (uint64, error) { return strconv.ParseUint(text, 10, 64) }

// Time is an instant as a column keeps it, in UTC and whole microseconds.
func Time(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// OptionalTime is an optional instant of a row as it is when it is read back.
func OptionalTime(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	return new(Time(*t))
}

// Bytes are bytes as a column keeps them: none are there, too.
func Bytes(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// Same is a value that a column keeps as it is.
func Same[T any](value T) T { return value }

// Optional is an optional field as a column keeps it, by what keeps one that is
// there.
func Optional[T, C any](field *T, column func(T) C) any {
	if field == nil {
		return nil
	}
	return column(*field)
}

// Equals is the condition that a column has a value, or none.
func Equals(column string, value any) orchestrix.Condition {
	if value == nil {
		return orchestrix.IsNull{Column: column}
	}
	return orchestrix.Compare{Column: column, Op: "=", Value: value}
}

// OptionalBytes is an optional field of bytes as a column keeps it.
func OptionalBytes(b []byte) any {
	if b == nil {
		return nil
	}
	return b
}

// CompareTime is the condition that a column's instant is before, at or after
// another, which may be finer than those of columns are.
func CompareTime(column, op string, t time.Time) orchestrix.Condition {
	if !fine(t) {
		return orchestrix.Compare{Column: column, Op: op, Value: Time(t)}
	}
	switch op {
	case "=":
		return orchestrix.In{Column: column}
	case "<>":
		return orchestrix.Not{Condition: orchestrix.In{Column: column}}
	case "<", "<=":
		op = "<="
	default:
		op = ">"
	}
	return orchestrix.Compare{Column: column, Op: op, Value: Time(t)}
}

// EqualsTime is [Equals] for an optional instant.
func EqualsTime(column string, t *time.Time) orchestrix.Condition {
	if t == nil {
		return orchestrix.IsNull{Column: column}
	}
	return CompareTime(column, "=", *t)
}

// Times are those of some instants that a column may have.
func Times(list ...time.Time) []any {
	values := make([]any, 0, len(list))
	for _, t := range list {
		if !fine(t) {
			values = append(values, Time(t))
		}
	}
	return values
}

// fine says that an instant lies between two that a column may have.
func fine(t time.Time) bool { return !Time(t).Equal(t) }

// ParseDate reads a date that a column keeps, the unset one, too.
func ParseDate(text string) (orchestrix.Date, error) {
	if text == (orchestrix.Date{}).String() {
		return orchestrix.Date{}, nil
	}
	return orchestrix.ParseDate(text)
}

// Each are the elements of a list as a column keeps them.
func Each[T, C any](list []T, column func(T) C) []any {
	values := make([]any, len(list))
	for i, element := range list {
		values[i] = column(element)
	}
	return values
}
