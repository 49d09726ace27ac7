package golang

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// bound is one of min, max, gt and lt.
type bound struct {
	rule, must string
	// bad is the operator that a value out of bounds is found with, good the
	// one that holds within.
	bad, good string
	limit     *model.Literal
}

// bounds are those that a field has, lower ones first.
func bounds(r *model.FieldRules) []bound {
	var found []bound
	for _, b := range []bound{
		{"min", "must be at least ", "<", ">=", r.Min},
		{"gt", "must be more than ", "<=", ">", r.GT},
		{"max", "must be at most ", ">", "<=", r.Max},
		{"lt", "must be less than ", ">=", "<", r.LT},
	} {
		if b.limit != nil {
			found = append(found, b)
		}
	}
	return found
}

// numberChecks are the rules of a number that Go has operators for.
func (c *checker) numberChecks(s subject) []jen.Code {
	if s.rules == nil {
		return nil
	}
	var codes []jen.Code
	for _, b := range bounds(s.rules) {
		if !alwaysHolds(s.t.Kind, b) {
			codes = append(codes, jen.If(c.outOfBounds(s, b)).Block(
				s.place.add(b.rule, told(s, b.must+literalText(b.limit)))))
		}
	}
	if of := s.rules.MultipleOf; of != nil {
		rest := s.value().Op("%").Add(c.pkg.literal(of)).Op("!=").Lit(0)
		switch s.t.Kind {
		case model.Duration:
			rest = s.value().Op("%").Add(durationOperand(of.Value.(time.Duration))).Op("!=").Lit(0)
		case model.Float64:
			rest = jen.Op("!").Qual(pkgValues, "MultipleOf").Call(s.value(), c.pkg.literal(of))
		}
		codes = append(codes, jen.If(rest).Block(
			s.place.add("multiple_of", told(s, "must be a multiple of "+literalText(of)))))
	}
	return append(codes, c.memberChecks(s)...)
}

// outOfBounds is the condition that a number is out of bounds.
func (c *checker) outOfBounds(s subject, b bound) *jen.Statement {
	limit := c.pkg.literal(b.limit)
	switch {
	case s.t.Kind == model.Float64:
		// Not-a-number is within no bounds.
		return jen.Op("!").Parens(s.value().Op(b.good).Add(limit))
	case isUnsigned(s.t.Kind) && b.rule == "gt" && b.limit.Value == uint64(0):
		return s.value().Op("==").Lit(0)
	}
	return s.value().Op(b.bad).Add(limit)
}

func isUnsigned(k model.Kind) bool { return k == model.Uint32 || k == model.Uint64 }

// alwaysHolds says that no value of the type is out of bounds.
func alwaysHolds(k model.Kind, b bound) bool {
	switch limit := b.limit.Value.(type) {
	case uint64:
		return b.rule == "min" && limit == 0 ||
			b.rule == "max" && (limit == math.MaxUint64 || k == model.Uint32 && limit == math.MaxUint32)
	case int64:
		if k == model.Int32 {
			return b.rule == "min" && limit == math.MinInt32 || b.rule == "max" && limit == math.MaxInt32
		}
		return b.rule == "min" && limit == math.MinInt64 || b.rule == "max" && limit == math.MaxInt64
	}
	return false
}

// told is a message that tells the value there is, unless that must not be
// shown.
func told(s subject, must string) jen.Code {
	if s.hidden {
		return jen.Lit(must)
	}
	return jen.Lit(must + ", is ").Op("+").Add(s.text())
}

// text is a number or time as a message shows it.
func (s subject) text() *jen.Statement {
	format := func(function string, args ...jen.Code) *jen.Statement {
		return jen.Qual("strconv", function).Call(args...)
	}
	switch s.t.Kind {
	case model.Int32:
		return format("FormatInt", jen.Int64().Call(s.value()), jen.Lit(10))
	case model.Int64:
		return format("FormatInt", s.value(), jen.Lit(10))
	case model.Uint32:
		return format("FormatUint", jen.Uint64().Call(s.value()), jen.Lit(10))
	case model.Uint64:
		return format("FormatUint", s.value(), jen.Lit(10))
	case model.Float64:
		return format("FormatFloat", s.value(), jen.LitRune('g'), jen.Lit(-1), jen.Lit(64))
	case model.Timestamp:
		return s.dot("Format").Call(jen.Qual("time", "RFC3339Nano"))
	}
	return s.dot("String").Call() // decimal, duration, date
}

// decimalChecks are the rules of a decimal.
func (c *checker) decimalChecks(s subject) []jen.Code {
	if s.rules == nil {
		return nil
	}
	var codes []jen.Code
	for _, b := range bounds(s.rules) {
		codes = append(codes, jen.If(c.decimalOutOfBounds(s, b)).Block(
			s.place.add(b.rule, told(s, b.must+literalText(b.limit)))))
	}
	if of := s.rules.MultipleOf; of != nil {
		name := c.limit(s, "multipleOf", of)
		codes = append(codes, jen.If(jen.Op("!").Add(s.dot("Mod").Call(jen.Id(name)).Dot("IsZero").Call())).Block(
			s.place.add("multiple_of", told(s, "must be a multiple of "+literalText(of)))))
	}
	return append(codes, c.memberChecks(s)...)
}

func (c *checker) decimalOutOfBounds(s subject, b bound) *jen.Statement {
	if b.limit.Value == "0" {
		switch b.rule {
		case "min":
			return s.dot("IsNegative").Call()
		case "gt":
			return jen.Op("!").Add(s.dot("IsPositive").Call())
		case "max":
			return s.dot("IsPositive").Call()
		}
		return jen.Op("!").Add(s.dot("IsNegative").Call())
	}
	outside := map[string]string{
		"min": "LessThan", "gt": "LessThanOrEqual", "max": "GreaterThan", "lt": "GreaterThanOrEqual",
	}
	return s.dot(outside[b.rule]).Call(jen.Id(c.limit(s, b.rule, b.limit)))
}

// limit declares a bound that is no constant in Go, and gives its name.
func (c *checker) limit(s subject, rule string, l *model.Literal) string {
	name := s.name(rule)
	c.decls = append(c.decls, jen.Var().Id(name).Op("=").Add(c.pkg.literal(l)))
	return name
}

// timeChecks are the rules of a timestamp or date; a zero one is unset, and no
// rule is looked at.
func (c *checker) timeChecks(s subject) []jen.Code {
	unset := jen.If(s.dot("IsZero").Call()).Block(s.place.add("required", jen.Lit("must be set")))
	var codes []jen.Code
	if s.rules != nil {
		codes = c.timeRules(s)
	}
	if len(codes) == 0 {
		return []jen.Code{unset}
	}
	if len(codes) == 1 {
		return []jen.Code{unset.Else().Add(codes[0])} // else if
	}
	return []jen.Code{unset.Else().Block(codes...)}
}

func (c *checker) timeRules(s subject) []jen.Code {
	var codes []jen.Code
	must := map[string]string{
		"min": "must not be before ", "gt": "must be after ", "max": "must not be after ", "lt": "must be before ",
	}
	for _, b := range bounds(s.rules) {
		compared := s.dot("Compare").Call(jen.Id(c.limit(s, b.rule, b.limit))).Op(b.bad).Lit(0)
		codes = append(codes, jen.If(compared).Block(
			s.place.add(b.rule, told(s, must[b.rule]+literalText(b.limit)))))
	}
	now := jen.Id("now")
	if s.t.Kind == model.Date {
		now = jen.Qual(pkgOrchestrix, "DateOf").Call(now)
	}
	if s.rules.Past {
		codes = append(codes, jen.If(s.dot("Compare").Call(now.Clone()).Op(">=").Lit(0)).Block(
			s.place.add("past", told(s, "must be in the past"))))
	}
	if s.rules.Future {
		codes = append(codes, jen.If(s.dot("Compare").Call(now.Clone()).Op("<=").Lit(0)).Block(
			s.place.add("future", told(s, "must be in the future"))))
	}
	return append(codes, c.memberChecks(s)...)
}

// literalText is how a message shows a constant.
func literalText(l *model.Literal) string {
	switch x := l.Value.(type) {
	case string:
		if l.Type.Kind == model.Decimal || l.Type.Kind == model.UUID {
			return x
		}
		return strconv.Quote(x)
	case float64:
		return strconv.FormatFloat(x, 'g', -1, 64)
	case time.Time:
		if l.Type.Kind == model.Date {
			return x.Format(time.DateOnly)
		}
		return x.Format(time.RFC3339Nano)
	case *model.EnumMember:
		return x.Name
	}
	return fmt.Sprint(l.Value)
}
