package literal

import (
	"bytes"
	"cmp"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// Compare orders two constants of one type that has an order: numbers,
// decimals, timestamps, dates, durations, texts.
func Compare(a, b *model.Literal) int {
	switch x := a.Value.(type) {
	case int64:
		return cmp.Compare(x, b.Value.(int64))
	case uint64:
		return cmp.Compare(x, b.Value.(uint64))
	case float64:
		return cmp.Compare(x, b.Value.(float64))
	case time.Time:
		return x.Compare(b.Value.(time.Time))
	case time.Duration:
		return cmp.Compare(x, b.Value.(time.Duration))
	case string:
		if kind(a.Type) == model.Decimal {
			return toDecimal(a).Cmp(toDecimal(b))
		}
		return strings.Compare(x, b.Value.(string))
	}
	return 0
}

// Between says whether a whole number lies between two others, of which the
// first is the smaller.
func Between(low, high *model.Literal) bool {
	switch x := low.Value.(type) {
	case int64:
		return uint64(high.Value.(int64))-uint64(x) > 1
	case uint64:
		return high.Value.(uint64)-x > 1
	case time.Duration:
		return uint64(high.Value.(time.Duration))-uint64(x) > 1
	}
	return true
}

// HasMultiple says whether a multiple of a number lies within two bounds, which
// open ones leave out.
func HasMultiple(of, low *model.Literal, lowOpen bool, high *model.Literal, highOpen bool) bool {
	step, from, to := number(of), number(low), number(high)
	times, _ := from.QuoRem(step, 0)
	least := times.Mul(step)
	if c := least.Cmp(from); c < 0 || c == 0 && lowOpen {
		least = least.Add(step)
	}
	c := least.Cmp(to)
	return c < 0 || c == 0 && !highOpen
}

// number is a number as it is written, exactly.
func number(l *model.Literal) decimal.Decimal {
	switch x := l.Value.(type) {
	case int64:
		return decimal.NewFromInt(x)
	case uint64:
		return decimal.NewFromUint64(x)
	case float64:
		return decimal.NewFromFloat(x)
	case time.Duration:
		return decimal.NewFromInt(int64(x))
	}
	return toDecimal(l)
}

// toDecimal reads canonical text, which is bounded.
func toDecimal(l *model.Literal) decimal.Decimal { return decimal.RequireFromString(l.Value.(string)) }

// Equal says whether two constants of one type are the same.
func Equal(a, b *model.Literal) bool {
	if a == nil || b == nil {
		return a == b
	}
	switch x := a.Value.(type) {
	case []byte:
		y, ok := b.Value.([]byte)
		return ok && bytes.Equal(x, y)
	case time.Time:
		y, ok := b.Value.(time.Time)
		return ok && x.Equal(y)
	case []*model.Literal:
		y, ok := b.Value.([]*model.Literal)
		return ok && equalLists(x, y)
	case []model.MapEntry:
		y, ok := b.Value.([]model.MapEntry)
		return ok && equalEntries(x, y)
	case *model.StructLiteral:
		y, ok := b.Value.(*model.StructLiteral)
		return ok && equalStructs(x, y)
	}
	// Decimals are in canonical text, members are pointers to one another.
	return isPlain(b.Value) && a.Value == b.Value
}

// isPlain says that a value can stand beside == without a panic.
func isPlain(x any) bool {
	switch x.(type) {
	case []byte, []*model.Literal, []model.MapEntry:
		return false
	}
	return true
}

func equalLists(x, y []*model.Literal) bool {
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if !Equal(x[i], y[i]) {
			return false
		}
	}
	return true
}

func equalEntries(x, y []model.MapEntry) bool {
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if !Equal(x[i].Key, y[i].Key) || !Equal(x[i].Value, y[i].Value) {
			return false
		}
	}
	return true
}

// equalStructs compares field by field; one that was left out is an absent one.
func equalStructs(x, y *model.StructLiteral) bool {
	if x.Variant != y.Variant {
		return false
	}
	for _, f := range x.Fields {
		if !sameField(f.Value, Get(y, f.Field)) {
			return false
		}
	}
	for _, f := range y.Fields {
		if !sameField(Get(x, f.Field), f.Value) {
			return false
		}
	}
	return true
}

func sameField(x, y *model.Literal) bool {
	absent := func(l *model.Literal) bool { return l == nil || l.Value == nil }
	return absent(x) && absent(y) || !absent(x) && !absent(y) && Equal(x, y)
}

// Get is what a struct has for a field; nil when it was left out.
func Get(s *model.StructLiteral, f *model.Field) *model.Literal {
	for _, given := range s.Fields {
		if given.Field == f {
			return given.Value
		}
	}
	return nil
}

// Positive says whether a number is above 0.
func Positive(l *model.Literal) bool {
	switch x := l.Value.(type) {
	case int64:
		return x > 0
	case uint64:
		return x > 0
	case float64:
		return x > 0
	case time.Duration:
		return x > 0
	case string:
		return toDecimal(l).IsPositive()
	}
	return false
}
