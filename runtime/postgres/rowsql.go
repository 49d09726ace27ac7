package postgres

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

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
	q.args = append(q.args, stored(v))
	q.WriteByte('$')
	q.WriteString(strconv.Itoa(len(q.args)))
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
		q.WriteString(quoted(c.Column) + " = ANY (")
		q.value(values{kind: q.kind(c.Column), n: len(c.Values), at: func(i int) any { return c.Values[i] }})
		q.WriteByte(')')
	}
}

func (q *sqlText) kind(column string) orchestrix.ColumnKind {
	return q.table.Columns[place(q.table, column)].Kind
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
	columns := make([]orchestrix.Column, len(order))
	plain := true
	for i, by := range order {
		at := place(q.table, by.Column)
		values[i], columns[i] = last[at], q.table.Columns[at]
		plain = plain && !by.Desc && !columns[i].Optional
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

// order says where absent values come only where there may be some: it would
// keep an index from being of use.
func (q *sqlText) order(order []orchestrix.Order) {
	for i, by := range order {
		q.WriteString([]string{" ORDER BY ", ", "}[min(i, 1)] + quoted(by.Column))
		optional := q.table.Columns[place(q.table, by.Column)].Optional
		switch {
		case by.Desc && optional:
			q.WriteString(" DESC NULLS LAST")
		case by.Desc:
			q.WriteString(" DESC")
		case optional:
			q.WriteString(" NULLS FIRST")
		}
	}
}

// unnested writes the columns' values of any number of rows as a few arguments.
func (q *sqlText) unnested(columns []orchestrix.Column, rows []orchestrix.Row) {
	q.WriteString("unnest(")
	for i, column := range columns {
		if i > 0 {
			q.WriteString(", ")
		}
		q.value(values{kind: column.Kind, n: len(rows), at: func(row int) any { return rows[row][i] }})
		q.WriteString("::" + columnType(column.Kind) + "[]")
	}
	q.WriteByte(')')
}

// selectKeys selects the rows of any number of keys. Each is looked up by the
// table's key, whatever the server knows of the table: left to itself it would go
// by what it knew when the statement was new and the table small, and read the
// whole table for some keys. OFFSET 0 keeps the inner statement one of its own. No
// table is called K: in the inner statement its name would be the table's.
func selectKeys(table *orchestrix.Table, keys []orchestrix.Row) *sqlText {
	key := table.Columns[:table.Key]
	q := &sqlText{table: table}
	q.WriteString("SELECT wanted.* FROM ")
	q.unnested(key, keys)
	q.WriteString(` AS "K" (` + columnList(key) + ") CROSS JOIN LATERAL (SELECT " + columnList(table.Columns) + " FROM " + quoted(table.Name))
	for i, column := range key {
		q.WriteString([]string{" WHERE ", " AND "}[min(i, 1)] + quoted(table.Name) + "." + quoted(column.Name) + ` = "K".` + quoted(column.Name))
	}
	q.WriteString(" OFFSET 0) AS wanted")
	return q
}

// insertInto inserts rows into a table under a name that isn't that of a table:
// its own may be excluded, which an ON CONFLICT has another use for.
func insertInto(table *orchestrix.Table, rows []orchestrix.Row) *sqlText {
	q := &sqlText{table: table}
	fmt.Fprintf(q, `INSERT INTO %s AS "T" (%s) SELECT * FROM `, quoted(table.Name), columnList(table.Columns))
	q.unnested(table.Columns, rows)
	return q
}

// onKey writes what to do about a row with the key of another. What contradicts a
// constraint that somebody added is an error.
func (q *sqlText) onKey(do string) {
	q.WriteString(" ON CONFLICT (" + columnList(q.table.Columns[:q.table.Key]) + ") DO " + do)
}

// values are an array of the database's.
type values struct {
	kind orchestrix.ColumnKind
	n    int
	at   func(int) any
}

// Dimensions implements [pgtype.ArrayGetter].
func (v values) Dimensions() []pgtype.ArrayDimension {
	return []pgtype.ArrayDimension{{Length: int32(v.n), LowerBound: 1}}
}

// Index implements [pgtype.ArrayGetter].
func (v values) Index(i int) any { return stored(v.at(i)) }

// IndexType implements [pgtype.ArrayGetter].
func (v values) IndexType() any {
	switch v.kind {
	case orchestrix.IntColumn:
		return int64(0)
	case orchestrix.FloatColumn:
		return float64(0)
	case orchestrix.BoolColumn:
		return false
	case orchestrix.BytesColumn:
		return []byte{}
	case orchestrix.TimeColumn:
		return time.Time{}
	}
	return ""
}

// A text of the database has no NUL. One is kept as \x01\x01 and \x01, so that
// there is no doubt, as \x01\x02: the order of texts stays that of their bytes.
var (
	withoutNUL = strings.NewReplacer("\x00", "\x01\x01", "\x01", "\x01\x02")
	withNUL    = strings.NewReplacer("\x01\x01", "\x00", "\x01\x02", "\x01")
)

// stored is what the database keeps of a value.
func stored(v any) any {
	text, ok := v.(string)
	if !ok || strings.IndexByte(text, 0) < 0 && strings.IndexByte(text, 1) < 0 {
		return v
	}
	return withoutNUL.Replace(text)
}
