package golang

import (
	"cmp"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// constantCall is what a call of constants gives, where that is worked out when
// code is generated; nil for others. Go would take whole numbers among constants
// for its int.
func constantCall(n *model.Call) any {
	values := make([]any, len(n.Args))
	for i, arg := range n.Args {
		lit, ok := arg.(*model.Lit)
		if !ok {
			return nil
		}
		values[i] = lit.Value.Value
	}
	if len(values) == 0 {
		return nil
	}
	switch x := values[0].(type) {
	case string:
		if isTextLiteral(n.Args[0]) {
			return constantTime(n.Name, x)
		}
	case int64:
		return constantNumber(n.Name, x, values)
	case uint64:
		return constantNumber(n.Name, x, values)
	case float64:
		if n.Name == "math.greatest" || n.Name == "math.least" {
			return constantExtreme(n.Name, x, values)
		}
	}
	return nil
}

// constantTime is the value of timestamp("…") and duration("…").
func constantTime(name, text string) any {
	switch name {
	case "timestamp":
		if t, err := time.Parse("2006-01-02T15:04:05.999999999Z", text); err == nil && t.Year() > 0 {
			return t
		}
	case "duration":
		if d, err := time.ParseDuration(text); err == nil {
			return d
		}
	}
	return nil
}

// constantNumber is the value of a function of package math over constants.
func constantNumber[T int64 | uint64](name string, x T, values []any) any {
	switch name {
	case "math.bitNot":
		return ^x
	case "math.abs":
		switch {
		case x >= 0:
			return x
		case -x > 0: // the least number has no opposite
			return -x
		}
	case "math.sign":
		return T(cmp.Compare(x, 0)) // an unsigned number is never less
	case "math.greatest", "math.least":
		return constantExtreme(name, x, values)
	case "math.bitShiftLeft":
		if places, ok := values[1].(int64); ok && places >= 0 {
			return x << places
		}
	case "math.bitShiftRight":
		if places, ok := values[1].(int64); ok && places >= 0 {
			return T(uint64(x) >> places)
		}
	}
	if len(values) != 2 {
		return nil
	}
	y, ok := values[1].(T)
	if !ok {
		return nil
	}
	switch name {
	case "math.bitAnd":
		return x & y
	case "math.bitOr":
		return x | y
	case "math.bitXor":
		return x ^ y
	}
	return nil
}

// constantExtreme is the first of the greatest or least: zeros of both signs are
// equal.
func constantExtreme[T int64 | uint64 | float64](name string, x T, values []any) any {
	for _, value := range values {
		y, ok := value.(T)
		switch {
		case !ok:
			return nil
		case name == "math.greatest" && y > x, name == "math.least" && y < x:
			x = y
		}
	}
	return x
}
