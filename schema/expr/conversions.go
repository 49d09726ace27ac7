package expr

import (
	"math/big"
	"regexp/syntax"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// conversionFunctions are those named for the type they give. Enums, and ids
// and uuids, which are strings already, are seen to in apply.go.
func conversionFunctions() []Function {
	s, i, u, f := stringType, int64Type, uint64Type, float64Type
	conversion := func(name string, from, to *model.Type, fails bool) Function {
		return Function{Name: name, Args: signature(from), Result: to, CanFail: fails, same: from == to}
	}
	own := func(name string, from, to *model.Type, fails bool, constant func([]any) (any, string)) Function {
		return Function{Name: name, Args: signature(from), Result: to, CanFail: fails, constant: constant, same: from == to, own: true}
	}
	return []Function{
		conversion("string", s, s, false),
		conversion("string", i, s, false),
		conversion("string", u, s, false),
		conversion("string", f, s, false),
		conversion("string", boolType, s, false),
		conversion("string", bytesType, s, true),
		conversion("string", timestampType, s, false),
		conversion("string", durationType, s, false),
		own("string", decimalType, s, false, nil),
		own("string", dateType, s, false, nil),
		conversion("int", i, i, false),
		conversion("int", u, i, true),
		conversion("int", f, i, true),
		conversion("int", s, i, true),
		conversion("int", timestampType, i, false),
		conversion("int", durationType, i, false),
		conversion("uint", u, u, false),
		conversion("uint", i, u, true),
		conversion("uint", f, u, true),
		conversion("uint", s, u, true),
		conversion("double", f, f, false),
		conversion("double", i, f, false),
		conversion("double", u, f, false),
		conversion("double", s, f, true),
		conversion("bool", boolType, boolType, false),
		conversion("bool", s, boolType, true),
		conversion("bytes", bytesType, bytesType, false),
		conversion("bytes", s, bytesType, false),
		conversion("timestamp", timestampType, timestampType, false),
		{Name: "timestamp", Args: signature(s), Result: timestampType, CanFail: true, constant: timestampConstant},
		conversion("timestamp", i, timestampType, true),
		conversion("duration", durationType, durationType, false),
		{Name: "duration", Args: signature(s), Result: durationType, CanFail: true, constant: durationConstant},
		own("decimal", decimalType, decimalType, false, nil),
		own("decimal", i, decimalType, false, func(args []any) (any, string) {
			return strconv.FormatInt(args[0].(int64), 10), ""
		}),
		own("decimal", s, decimalType, true, decimalConstant),
		own("date", dateType, dateType, false, nil),
		own("date", timestampType, dateType, false, nil),
		own("date", s, dateType, true, dateConstant),
	}
}

func timestampConstant(args []any) (any, string) {
	text := args[0].(string)
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return nil, "isn't a timestamp such as 2026-01-29T12:00:00Z"
	}
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 {
		return nil, "is out of the range of timestamps"
	}
	return t, ""
}

func durationConstant(args []any) (any, string) {
	d, err := time.ParseDuration(args[0].(string))
	if err != nil {
		return nil, "isn't a duration such as 1h30m"
	}
	return d, ""
}

func dateConstant(args []any) (any, string) {
	t, err := time.Parse(time.DateOnly, args[0].(string))
	if err != nil || t.Year() < 1 {
		return nil, "isn't a date such as 2026-01-29"
	}
	return t, ""
}

// maxDigits bounds decimals as the runtime does.
const maxDigits = 100

func decimalConstant(args []any) (any, string) {
	text := args[0].(string)
	if len(text) > 2*maxDigits || strings.ContainsAny(text, "eE") {
		return nil, "isn't a decimal such as 13.50"
	}
	d, err := decimal.NewFromString(text)
	if err != nil {
		return nil, "isn't a decimal such as 13.50"
	}
	if len(new(big.Int).Abs(d.Coefficient()).String()) > maxDigits || -d.Exponent() > maxDigits {
		return nil, "has more digits than a decimal holds"
	}
	return d.String(), ""
}

func divConstant(args []any) (any, string) {
	if by, ok := args[1].(string); ok && by == "0" {
		return nil, "divides by zero"
	}
	return nil, ""
}

func patternConstant(args []any) (any, string) {
	pattern, ok := args[1].(string)
	if !ok {
		return nil, ""
	}
	if _, err := syntax.Parse(pattern, syntax.Perl); err != nil {
		return nil, "isn't a pattern that RE2 reads: " + strings.TrimPrefix(err.Error(), "error parsing regexp: ")
	}
	return nil, ""
}
