package orchestrix

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"
)

// truth is what SQL knows of a condition: three values, in the order in which
// And takes the least and Or the greatest.
type truth int

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// Holds says whether a condition holds for a row, for stores that look at one
// row at a time. The condition is one that [Table.CheckCondition] takes.
func (t *Table) Holds(where Condition, row Row) bool { return t.truth(where, row) == yes }

func (t *Table) truth(where Condition, row Row) truth {
	switch c := where.(type) {
	case And:
		all := yes
		for _, each := range c {
			all = min(all, t.truth(each, row))
		}
		return all
	case Or:
		one := no
		for _, each := range c {
			one = max(one, t.truth(each, row))
		}
		return one
	case Not:
		return yes - t.truth(c.Condition, row)
	case IsNull:
		return truthOf(row[t.column(c.Column)] == nil)
	case Compare:
		return compared(row[t.column(c.Column)], c.Op, c.Value)
	case In:
		one := no
		for _, value := range c.Values {
			one = max(one, compared(row[t.column(c.Column)], "=", value))
		}
		return one
	}
	return yes // nil: all rows
}

func compared(a any, op string, b any) truth {
	if a == nil || b == nil {
		return unknown
	}
	n := CompareValues(a, b)
	switch op {
	case "=":
		return truthOf(n == 0)
	case "<>":
		return truthOf(n != 0)
	case "<":
		return truthOf(n < 0)
	case "<=":
		return truthOf(n <= 0)
	case ">":
		return truthOf(n > 0)
	}
	return truthOf(n >= 0)
}

// CompareValues is negative when a value of a row comes before another of the
// same column, 0 when they are equal, and positive when it comes after. An
// absent one comes before all others.
func CompareValues(a, b any) int {
	switch a := a.(type) {
	case nil:
		if b == nil {
			return 0
		}
		return -1
	case string:
		if b, ok := b.(string); ok {
			return strings.Compare(a, b)
		}
	case int64:
		if b, ok := b.(int64); ok {
			return cmp.Compare(a, b)
		}
	case float64:
		if b, ok := b.(float64); ok {
			return cmp.Compare(a, b)
		}
	case bool:
		if b, ok := b.(bool); ok {
			return cmp.Compare(truthOf(a), truthOf(b))
		}
	case []byte:
		if b, ok := b.([]byte); ok {
			return bytes.Compare(a, b)
		}
	case time.Time:
		if b, ok := b.(time.Time); ok {
			return a.Compare(b)
		}
	}
	return 1 // b is absent
}

// Compare compares two rows by an order.
func (t *Table) Compare(order []Order, a, b Row) int {
	for _, by := range order {
		at := t.column(by.Column)
		n := CompareValues(a[at], b[at])
		if by.Desc {
			n = -n
		}
		if n != 0 {
			return n
		}
	}
	return 0
}

// ByKey appends what of the key an order leaves open, so that no two rows are
// equal by it.
func (t *Table) ByKey(order []Order) []Order {
	order = slices.Clip(order)
	for _, column := range t.Columns[:t.Key] {
		if !slices.ContainsFunc(order, func(o Order) bool { return o.Column == column.Name }) {
			order = append(order, Order{Column: column.Name})
		}
	}
	return order
}

// AfterRow is the condition that a row comes after another in an order, of which
// values has the value of each column: where the next page begins.
func AfterRow(order []Order, values Row) Condition {
	after := Or{}
	var equal And
	for i, by := range order {
		if next := beyond(by, values[i]); next != nil {
			after = append(after, append(slices.Clip(equal), next))
		}
		equal = append(equal, same(by.Column, values[i]))
	}
	if len(order) == 0 || values[0] == nil || order[0].Desc {
		return after
	}
	// What follows from the rest, said for the sake of indexes: databases begin
	// to look at it.
	return And{Compare{Column: order[0].Column, Op: ">=", Value: values[0]}, after}
}

// beyond is the condition that a value comes after another; nil if none does.
func beyond(by Order, value any) Condition {
	switch {
	case value == nil && by.Desc:
		return nil
	case value == nil:
		return Not{IsNull{by.Column}}
	case by.Desc:
		return Or{Compare{Column: by.Column, Op: "<", Value: value}, IsNull{by.Column}}
	}
	return Compare{Column: by.Column, Op: ">", Value: value}
}

func same(column string, value any) Condition {
	if value == nil {
		return IsNull{column}
	}
	return Compare{Column: column, Op: "=", Value: value}
}
