package postgres

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var _ orchestrix.Tables = (*Store)(nil)

// Transact implements [orchestrix.Tables].
func (s *Store) Transact(ctx context.Context, f func(ctx context.Context, tx orchestrix.Tx) error) error {
	return s.InTx(ctx, func(ctx context.Context, tx pgx.Tx) error { return f(ctx, &rowTx{s, tx}) })
}

// rowTx is a transaction on rows.
type rowTx struct {
	s  *Store
	tx pgx.Tx
}

// within makes a context the transaction's, whoever's it is.
func (x *rowTx) within(ctx context.Context) context.Context {
	if TxFrom(ctx) == x.tx {
		return ctx
	}
	return WithTx(ctx, x.tx)
}

// Get implements [orchestrix.RowReader].
func (x *rowTx) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	return x.s.get(x.within(ctx), table, key, "")
}

// Select implements [orchestrix.RowReader].
func (x *rowTx) Select(ctx context.Context, table *orchestrix.Table, selection orchestrix.Selection) iter.Seq2[orchestrix.Row, error] {
	return x.s.Select(x.within(ctx), table, selection)
}

// Count implements [orchestrix.RowReader].
func (x *rowTx) Count(ctx context.Context, table *orchestrix.Table, where orchestrix.Condition) (int64, error) {
	return x.s.Count(x.within(ctx), table, where)
}

// GetAll implements [orchestrix.Tx].
func (x *rowTx) GetAll(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) ([]orchestrix.Row, error) {
	for _, key := range keys {
		if err := table.CheckKey(key); err != nil {
			return nil, err
		}
	}
	if len(keys) == 0 {
		return nil, nil
	}
	found, _, err := x.s.fetch(x.within(ctx), selectKeys(table, keys), math.MaxInt)
	return found, err
}

// Lock implements [orchestrix.Tx]. A row that isn't there is made and removed
// again: who wants to make or lock it waits until this transaction ends.
func (x *rowTx) Lock(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	for {
		row, err := x.s.get(x.within(ctx), table, key, " FOR UPDATE")
		if row != nil || err != nil {
			return row, err
		}
		placeholder := make(orchestrix.Row, len(table.Columns))
		for i, column := range table.Columns {
			placeholder[i] = anyOf(column)
		}
		copy(placeholder, key)
		q := insertInto(table, []orchestrix.Row{placeholder})
		q.onKey("NOTHING")
		if made, err := x.exec(ctx, q); err != nil {
			return nil, err
		} else if made == 1 {
			return nil, x.Delete(ctx, table, key)
		}
		// Somebody has made it meanwhile.
	}
}

// anyOf is a value that a column can have.
func anyOf(column orchestrix.Column) any {
	switch {
	case column.Optional:
		return nil
	case column.Kind == orchestrix.JSONColumn:
		return "null"
	}
	return values{kind: column.Kind}.IndexType()
}

// Insert implements [orchestrix.Tx].
func (x *rowTx) Insert(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if err := table.CheckRows(rows...); err != nil || len(rows) == 0 {
		return err
	}
	q := insertInto(table, rows)
	q.onKey("NOTHING RETURNING " + columnList(table.Columns[:table.Key]))
	q.table = &orchestrix.Table{Name: table.Name, Columns: table.Columns[:table.Key], Key: table.Key}
	inserted, _, err := x.s.fetch(x.within(ctx), q, math.MaxInt)
	if err != nil || len(inserted) == len(rows) {
		return refused(table, err)
	}
	// Without any of them.
	if err := x.Delete(ctx, table, inserted...); err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, row := range inserted {
		taken[keyText(row)] = true
	}
	for _, row := range rows {
		of := keyText(row[:table.Key])
		if !taken[of] {
			return &orchestrix.RowExistsError{Table: table.Name, Key: append(orchestrix.Row(nil), row[:table.Key]...)}
		}
		delete(taken, of) // a second one of the key is too many
	}
	return nil
}

// Put implements [orchestrix.Tx].
func (x *rowTx) Put(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if err := table.CheckRows(rows...); err != nil || len(rows) == 0 {
		return err
	}
	q := insertInto(table, lastOfKeys(table, rows))
	q.onKey("")
	rest := table.Columns[table.Key:]
	if len(rest) == 0 {
		q.WriteString("NOTHING")
	}
	for i, column := range rest {
		name := quoted(column.Name)
		q.WriteString([]string{"UPDATE SET ", ", "}[min(i, 1)] + name + " = excluded." + name)
	}
	_, err := x.exec(ctx, q)
	return err
}

// lastOfKeys are the last rows of each key: a statement changes a row once.
func lastOfKeys(table *orchestrix.Table, rows []orchestrix.Row) []orchestrix.Row {
	if len(rows) == 1 {
		return rows
	}
	places := make(map[string]int, len(rows))
	last := make([]orchestrix.Row, 0, len(rows))
	for _, row := range rows {
		key := keyText(row[:table.Key])
		if at, twice := places[key]; twice {
			last[at] = row
			continue
		}
		places[key] = len(last)
		last = append(last, row)
	}
	return last
}

// keyText is the same for the same keys of a table.
func keyText(key orchestrix.Row) string {
	var b []byte
	for _, value := range key {
		switch v := value.(type) {
		case string:
			b = append(binary.AppendUvarint(b, uint64(len(v))), v...)
		case []byte:
			b = append(binary.AppendUvarint(b, uint64(len(v))), v...)
		case int64:
			b = binary.BigEndian.AppendUint64(b, uint64(v))
		case time.Time:
			b = binary.BigEndian.AppendUint64(b, uint64(v.UnixMicro()))
		case float64:
			if v == 0 {
				v = 0 // not -0, which is the same
			}
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(v))
		default:
			b = fmt.Appendf(b, "%v;", v)
		}
	}
	return string(b)
}

// Delete implements [orchestrix.Tx].
func (x *rowTx) Delete(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) error {
	for _, key := range keys {
		if err := table.CheckKey(key); err != nil {
			return err
		}
	}
	if len(keys) == 0 {
		return nil
	}
	q := &sqlText{table: table}
	columns := table.Columns[:table.Key]
	fmt.Fprintf(q, "DELETE FROM %s WHERE (%s) IN (SELECT * FROM ", quoted(table.Name), columnList(columns))
	q.unnested(columns, keys)
	q.WriteByte(')')
	_, err := x.exec(ctx, q)
	return err
}

// exec gives the number of rows that a statement changed.
func (x *rowTx) exec(ctx context.Context, q *sqlText) (int64, error) {
	tag, err := x.tx.Exec(ctx, q.String(), append([]any{x.s.mode}, q.args...)...)
	if err != nil {
		return 0, refused(q.table, explain(ctx, "write "+q.table.Name, err))
	}
	return tag.RowsAffected(), nil
}

// Swap implements [orchestrix.Tx].
func (x *rowTx) Swap(ctx context.Context, from, to string) error {
	for _, statement := range []string{"DROP TABLE IF EXISTS " + quoted(to), "ALTER TABLE " + quoted(from) + " RENAME TO " + quoted(to)} {
		if _, err := x.tx.Exec(ctx, statement); err != nil {
			return explain(ctx, "put "+from+" in the place of "+to, err)
		}
	}
	return nil
}

// Now implements [orchestrix.Tx].
func (x *rowTx) Now(ctx context.Context) (now time.Time, err error) {
	if err := x.tx.QueryRow(ctx, "SELECT clock_timestamp()").Scan(&now); err != nil {
		return time.Time{}, explain(ctx, "read the clock", err)
	}
	return now.UTC(), nil
}
