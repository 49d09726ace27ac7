package storetest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var tableQueryCases = []testCase{
	{name: "conditions, orders and absent values are those of SQL", run: randomSelections},
	{name: "a page begins where the one before it ended", run: pagesJoin},
}

// values are what random rows and conditions are made of: few, so that they are
// often equal, and at the ends of what their columns hold.
var values = map[orchestrix.ColumnKind][]any{
	orchestrix.TextColumn:  {"", "a", "A", "B", "a b", "aa", "ä", "z", "😀", "%", "'", "1", "10", "9", "\x00", "\x01", "\x02", "a\x00", "a\x01", "\x00a", "\x01\x01", "\x01\x02"},
	orchestrix.IntColumn:   {int64(0), int64(1), int64(-1), int64(7), int64(10), int64(math.MaxInt64), int64(math.MinInt64), int64(1<<53 + 1), int64(1 << 53)},
	orchestrix.FloatColumn: {0.0, math.Copysign(0, -1), 1.0, -1.5, 2.25, 0.1, 1e300, math.Inf(1), math.Inf(-1)},
	orchestrix.BoolColumn:  {false, true},
	orchestrix.BytesColumn: {[]byte{}, []byte{0}, []byte{0xff}, []byte("a"), []byte("aa")},
	orchestrix.TimeColumn:  {time.Time{}, epoch, epoch.Add(time.Microsecond), time.Unix(0, 0).UTC(), time.Unix(-1, 0).UTC(), time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC), time.Date(-1, 12, 31, 10, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 13, 59, 59, 999999000, time.UTC)},
	orchestrix.JSONColumn:  {`null`, `{"b": 1}`, `[]`},
}

// chance makes tables, rows and selections.
type chance struct{ *rand.Rand }

func (c chance) of(kind orchestrix.ColumnKind) any { return values[kind][c.IntN(len(values[kind]))] }

// text makes one of so many bytes.
func (c chance) text(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = byte(' ' + c.IntN('~'-' '))
	}
	return string(text)
}

func (c chance) table(n int) *orchestrix.Table {
	table := &orchestrix.Table{Name: fmt.Sprint("test_random_", n), Key: 1 + c.IntN(3)}
	for i := range table.Key + 1 + c.IntN(6) {
		column := orchestrix.Column{Name: fmt.Sprint("c", i), Kind: orchestrix.ColumnKind(c.IntN(7))}
		if i < table.Key {
			column.Kind = orchestrix.ColumnKind(c.IntN(6)) // not JSON
		} else {
			column.Optional = c.IntN(3) > 0
		}
		table.Columns = append(table.Columns, column)
	}
	for i := range c.IntN(3) {
		index := orchestrix.Index{Name: fmt.Sprint("i", i)}
		for _, by := range c.order(table) {
			index.Columns = append(index.Columns, by.Column)
		}
		if len(index.Columns) > 0 {
			table.Indexes = append(table.Indexes, index)
		}
	}
	return table
}

// rows makes some with different keys, in the order of these.
func (c chance) rows(table *orchestrix.Table, n int) []orchestrix.Row {
	var rows []orchestrix.Row
	for range n {
		row := make(orchestrix.Row, len(table.Columns))
		for i, column := range table.Columns {
			if !column.Optional || c.IntN(3) > 0 {
				row[i] = c.of(column.Kind)
			}
		}
		rows = append(rows, row)
	}
	byKey := func(a, b orchestrix.Row) int { return table.Compare(table.ByKey(nil), a, b) }
	slices.SortFunc(rows, byKey)
	return slices.CompactFunc(rows, func(a, b orchestrix.Row) bool { return byKey(a, b) == 0 })
}

// order gives some of the columns that can be compared.
func (c chance) order(table *orchestrix.Table) []orchestrix.Order {
	var order []orchestrix.Order
	for _, at := range c.Perm(len(table.Columns))[:c.IntN(min(4, len(table.Columns)))] {
		if column := table.Columns[at]; column.Kind != orchestrix.JSONColumn {
			order = append(order, orchestrix.Order{Column: column.Name, Desc: c.IntN(2) == 0})
		}
	}
	return order
}

func (c chance) condition(table *orchestrix.Table, depth int) orchestrix.Condition {
	if depth > 0 {
		switch c.IntN(5) {
		case 0:
			return orchestrix.And(c.conditions(table, depth-1))
		case 1:
			return orchestrix.Or(c.conditions(table, depth-1))
		case 2:
			return orchestrix.Not{Condition: c.condition(table, depth-1)}
		}
	}
	column := table.Columns[c.IntN(len(table.Columns))]
	if column.Kind == orchestrix.JSONColumn || c.IntN(6) == 0 {
		return orchestrix.IsNull{Column: column.Name}
	}
	value := func() any {
		if c.IntN(10) == 0 {
			return nil
		}
		return c.of(column.Kind)
	}
	if c.IntN(4) == 0 {
		in := orchestrix.In{Column: column.Name}
		for range c.IntN(4) {
			in.Values = append(in.Values, value())
		}
		return in
	}
	return orchestrix.Compare{Column: column.Name, Op: []string{"=", "<>", "<", "<=", ">", ">="}[c.IntN(6)], Value: value()}
}

func (c chance) conditions(table *orchestrix.Table, depth int) []orchestrix.Condition {
	var conditions []orchestrix.Condition
	for range c.IntN(4) {
		conditions = append(conditions, c.condition(table, depth))
	}
	return conditions
}

// selected is what a selection is to give, by the runtime's own reading of it.
func selected(table *orchestrix.Table, rows []orchestrix.Row, selection orchestrix.Selection) []orchestrix.Row {
	var found []orchestrix.Row
	for _, row := range rows {
		if table.Holds(selection.Where, row) {
			found = append(found, row)
		}
	}
	slices.SortFunc(found, func(a, b orchestrix.Row) int { return table.Compare(selection.Order, a, b) })
	if selection.Limit > 0 {
		found = found[:min(selection.Limit, len(found))]
	}
	return found
}

// eachTable calls f with some random tables, filled.
func (s *subject) eachTable(f func(c chance, table *orchestrix.Table, rows []orchestrix.Row)) {
	s.Helper()
	for n := range 8 {
		c := chance{rand.New(rand.NewPCG(2026, uint64(n)))}
		table := c.table(n)
		rows := c.rows(table, 60)
		s.make(table)
		s.put(table, rows...)
		f(c, table, rows)
	}
}

func randomSelections(s *subject) {
	s.eachTable(func(c chance, table *orchestrix.Table, rows []orchestrix.Row) {
		for range 60 {
			selection := orchestrix.Selection{Where: c.condition(table, 3), Order: table.ByKey(c.order(table)), Limit: c.IntN(10)}
			s.wantSelected(s.tables(), table, selection, selected(table, rows, selection))
			selection.Limit = 0
			want := len(selected(table, rows, selection))
			if n, err := s.tables().Count(s.patient(), table, selection.Where); err != nil || n != int64(want) {
				s.Fatalf("%+v holds for %d rows of %+v, error %v, want %d", selection.Where, n, table, err, want)
			}
		}
	})
}

func pagesJoin(s *subject) {
	s.eachTable(func(c chance, table *orchestrix.Table, rows []orchestrix.Row) {
		for range 8 {
			whole := orchestrix.Selection{Where: c.condition(table, 1), Order: table.ByKey(c.order(table))}
			page := whole
			page.Limit = 1 + c.IntN(9)
			want := selected(table, rows, whole)
			for len(want) > 0 {
				next := want[:min(page.Limit, len(want))]
				s.wantSelected(s.tables(), table, page, next)
				want = want[len(next):]
				last := make(orchestrix.Row, len(page.Order))
				for i, by := range page.Order {
					at := slices.IndexFunc(table.Columns, func(c orchestrix.Column) bool { return c.Name == by.Column })
					last[i] = next[len(next)-1][at]
				}
				page.Where = orchestrix.And{whole.Where, orchestrix.AfterRow(page.Order, last)}
			}
			s.wantSelected(s.tables(), table, page, selected(table, rows, page))
		}
	})
}
