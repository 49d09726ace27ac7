package resolve

import (
	"fmt"
	"math"

	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// limit is a bound of a number or time: of a rule, or without a name of the type
// itself.
type limit struct {
	name string
	l    *model.Literal
	open bool
}

// bounds compares each lower bound with each upper one.
func (x *contradiction) bounds() {
	lows, highs := x.lows(), x.highs()
	for _, low := range lows {
		for _, high := range highs {
			if !empty(x.t, low, high) {
				continue
			}
			switch {
			case low.name == "":
				x.report(fmt.Sprintf("no %s satisfies `%s: %s`", x.t, high.name, literal.Text(high.l)), high.name)
			case high.name == "":
				x.report(fmt.Sprintf("no %s satisfies `%s: %s`", x.t, low.name, literal.Text(low.l)), low.name)
			default:
				x.report(fmt.Sprintf("no value satisfies both `%s: %s` and `%s: %s`",
					low.name, literal.Text(low.l), high.name, literal.Text(high.l)), low.name, high.name)
			}
			return
		}
	}
}

func (x *contradiction) lows() []limit {
	least, _ := typeLimits(x.t)
	return limits(limit{"min", x.r.Min, false}, limit{"gt", x.r.GT, true}, limit{"", least, false})
}

func (x *contradiction) highs() []limit {
	_, most := typeLimits(x.t)
	return limits(limit{"max", x.r.Max, false}, limit{"lt", x.r.LT, true}, limit{"", most, false})
}

func limits(all ...limit) []limit {
	var there []limit
	for _, l := range all {
		if l.l != nil {
			there = append(there, l)
		}
	}
	return there
}

// typeLimits are the least and the greatest value of a whole number's type.
func typeLimits(t *model.Type) (least, most *model.Literal) {
	of := func(value any) *model.Literal { return &model.Literal{Type: t, Value: value} }
	switch t.Kind {
	case model.Int32:
		return of(int64(math.MinInt32)), of(int64(math.MaxInt32))
	case model.Int64:
		return of(int64(math.MinInt64)), of(int64(math.MaxInt64))
	case model.Uint32:
		return of(uint64(0)), of(uint64(math.MaxUint32))
	case model.Uint64:
		return of(uint64(0)), of(uint64(math.MaxUint64))
	}
	return nil, nil
}

// empty says that nothing lies between two bounds.
func empty(t *model.Type, low, high limit) bool {
	order := literal.Compare(low.l, high.l)
	if order > 0 || order == 0 && (low.open || high.open) {
		return true
	}
	return low.open && high.open && isWhole(t) && !literal.Between(low.l, high.l)
}

func isWhole(t *model.Type) bool {
	switch t.Kind {
	case model.Int32, model.Int64, model.Uint32, model.Uint64, model.Duration:
		return true
	}
	return false
}

// multiples looks for a multiple within the bounds.
func (x *contradiction) multiples() {
	of := x.r.MultipleOf
	if of == nil {
		return
	}
	lows, highs := x.lows(), x.highs()
	for _, low := range lows {
		for _, high := range highs {
			if !literal.HasMultiple(of, low.l, low.open, high.l, high.open) {
				x.report(fmt.Sprintf("no multiple of %s lies within the bounds", literal.Text(of)), "multiple_of", low.name, high.name)
				return
			}
		}
	}
}
