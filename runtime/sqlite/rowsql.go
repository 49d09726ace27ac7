package sqlite

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// sqlText is a statement about a table as it is written, and its arguments. Few
// texts are to come of many statements, since each is prepared.
type sqlText struct {
	strings.Builder
	table *orchestrix.Table
	args  []any
}

func selectFrom(table *orchestrix.Table, what string) *sqlText {
	q := &sqlText{table: table}
	fmt.Fprintf(q, "SELECT %s FROM %s", what, quoted(table.Name))
	return q
}

func (q *sqlText) value(v any) {
	q.WriteByte('?')
	q.args = append(q.args, stored(v))
}

// where writes a condition that the table takes.
func (q *sqlText) where(c orchestrix.Condition) {
	if c != nil {
		q.WriteString(" WHERE ")
		q.condition(c)
	}
}

func (q *sqlText) condition(c orchestrix.Condition) {
	switch c := c.(type) {
	case orchestrix.And:
		q.several(c, " AND ", "TRUE")
	case orchestrix.Or:
		q.several(c, " OR ", "FALSE")
	case orchestrix.Not:
		q.WriteString("NOT (")
		q.condition(c.Condition)
		q.WriteByte(')')
	case orchestrix.IsNull:
		q.WriteString(quoted(c.Column) + " IS NULL")
	case orchestrix.Compare:
		q.WriteString(quoted(c.Column) + " " + c.Op + " ")
		q.value(c.Value)
	case orchestrix.In:
		q.in(c)
	}
}

func (q *sqlText) several(conditions []orchestrix.Condition, operator, none string) {
	if len(conditions) == 0 {
		q.WriteString(none)
		return
	}
	q.WriteByte('(')
	for i, c := range conditions {
		if i > 0 {
			q.WriteString(operator)
		}
		q.condition(c)
	}
	q.WriteByte(')')
}

// in writes any number of values as one argument where JSON has them exactly.
func (q *sqlText) in(c orchestrix.In) {
	q.WriteString(quoted(c.Column) + " IN (")
	switch q.table.Columns[q.place(c.Column)].Kind {
	case orchestrix.FloatColumn, orchestrix.BytesColumn:
		for i, v := range c.Values {
			if i > 0 {
				q.WriteString(", ")
			}
			q.value(v)
		}
	default:
		values := make([]any, len(c.Values))
		for i, v := range c.Values {
			values[i] = stored(v)
		}
		list, _ := json.Marshal(values) // strings and integers always are JSON
		q.WriteString("SELECT value FROM json_each(?)")
		q.args = append(q.args, string(list))
	}
	q.WriteByte(')')
}

func (q *sqlText) place(column string) int {
	return slices.IndexFunc(q.table.Columns, func(c orchestrix.Column) bool { return c.Name == column })
}

// key writes that a row has a key.
func (q *sqlText) key(key []any) {
	for i, v := range key {
		q.WriteString([]string{" WHERE ", " AND "}[min(i, 1)] + quoted(q.table.Columns[i].Name) + " = ")
		q.value(v)
	}
}

// after writes that a row comes after another. Where it can, it does so by row
// values, which an index finds at once.
func (q *sqlText) after(order []orchestrix.Order, last orchestrix.Row) {
	values := make(orchestrix.Row, len(order))
	columns := make([]string, len(order))
	plain := true
	for i, by := range order {
		at := q.place(by.Column)
		values[i], columns[i] = last[at], by.Column
		plain = plain && !by.Desc && !q.table.Columns[at].Optional
	}
	if !plain {
		q.condition(orchestrix.AfterRow(order, values))
		return
	}
	q.WriteString("(" + columnList(columns) + ") > (")
	for i, v := range values {
		if i > 0 {
			q.WriteString(", ")
		}
		q.value(v)
	}
	q.WriteByte(')')
}

// order needs nothing said about absent values: to SQLite, too, they come before
// all others.
func (q *sqlText) order(order []orchestrix.Order) {
	for i, by := range order {
		q.WriteString([]string{" ORDER BY ", ", "}[min(i, 1)] + quoted(by.Column))
		if by.Desc {
			q.WriteString(" DESC")
		}
	}
}

func insertText(table *orchestrix.Table) string { return insertInto(table) + "NOTHING" }

func putText(table *orchestrix.Table) string {
	var sets []string
	for _, name := range names(table.Columns[table.Key:]) {
		sets = append(sets, quoted(name)+" = excluded."+quoted(name))
	}
	if sets == nil {
		return insertText(table)
	}
	return insertInto(table) + "UPDATE SET " + strings.Join(sets, ", ")
}

// insertInto inserts into a table under a name that isn't that of a table: its own
// may be excluded, which would be what is there already.
func insertInto(table *orchestrix.Table) string {
	return fmt.Sprintf(`INSERT INTO %s AS "T" (%s) VALUES (?%s) ON CONFLICT (%s) DO `, quoted(table.Name),
		columnList(names(table.Columns)), strings.Repeat(", ?", len(table.Columns)-1), columnList(names(table.Columns[:table.Key])))
}

func deleteText(table *orchestrix.Table) string {
	return fmt.Sprintf("DELETE FROM %s WHERE (%s) = (?%s)",
		quoted(table.Name), columnList(names(table.Columns[:table.Key])), strings.Repeat(", ?", table.Key-1))
}

// stored is what the database keeps of a value.
func stored(v any) any {
	switch v := v.(type) {
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case time.Time:
		return v.UnixMicro()
	}
	return v
}

// restored is a value again, from what a driver gives of it.
func restored(kind orchestrix.ColumnKind, v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	switch kind {
	case orchestrix.TextColumn, orchestrix.JSONColumn:
		switch v := v.(type) {
		case string:
			return v, nil
		case []byte:
			return string(v), nil
		}
	case orchestrix.IntColumn, orchestrix.BoolColumn, orchestrix.TimeColumn:
		if n, ok := v.(int64); ok {
			return ofInteger(kind, n), nil
		}
	case orchestrix.FloatColumn:
		if f, ok := v.(float64); ok {
			return f, nil
		}
	case orchestrix.BytesColumn:
		if b, ok := v.([]byte); ok {
			return append([]byte{}, b...), nil
		}
	}
	return nil, fmt.Errorf("the database has a %T where %v is kept", v, kind)
}

func ofInteger(kind orchestrix.ColumnKind, n int64) any {
	switch kind {
	case orchestrix.BoolColumn:
		return n != 0
	case orchestrix.TimeColumn:
		return time.UnixMicro(n).UTC()
	}
	return n
}
