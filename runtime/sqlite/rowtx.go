package sqlite

import (
	"context"
	"iter"
	"slices"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// rowTx is a transaction on rows.
type rowTx struct {
	s *Store
	t *transaction
}

// Get implements [orchestrix.RowReader].
func (x *rowTx) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	return x.s.get(ctx, x.t, table, key)
}

// Select implements [orchestrix.RowReader].
func (x *rowTx) Select(ctx context.Context, table *orchestrix.Table, selection orchestrix.Selection) iter.Seq2[orchestrix.Row, error] {
	return x.s.selection(ctx, x.t, table, selection)
}

// Count implements [orchestrix.RowReader].
func (x *rowTx) Count(ctx context.Context, table *orchestrix.Table, where orchestrix.Condition) (int64, error) {
	return x.s.count(ctx, x.t, table, where)
}

// GetAll implements [orchestrix.Tx]: keys that differ in their last column only
// are looked for together.
func (x *rowTx) GetAll(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) (found []orchestrix.Row, err error) {
	for _, key := range keys {
		if err := table.CheckKey(key); err != nil {
			return nil, err
		}
	}
	last := table.Key - 1
	keys = slices.Clone(keys)
	order := table.ByKey(nil)
	slices.SortFunc(keys, func(a, b orchestrix.Row) int { return table.Compare(order, a, b) })
	for len(keys) > 0 {
		var together []any
		for n, key := range keys {
			if n == keysAtOnce || table.Compare(order[:last], key, keys[0]) != 0 {
				break
			}
			together = append(together, key[last])
		}
		where := orchestrix.And{orchestrix.In{Column: table.Columns[last].Name, Values: together}}
		for i, value := range keys[0][:last] {
			where = append(where, orchestrix.Compare{Column: table.Columns[i].Name, Op: "=", Value: value})
		}
		for row, err := range x.Select(ctx, table, orchestrix.Selection{Where: where}) {
			if err != nil {
				return nil, err
			}
			found = append(found, row)
		}
		keys = keys[len(together):]
	}
	return found, nil
}

// keysAtOnce is for how many rows one statement looks by their keys.
const keysAtOnce = 500

// Lock implements [orchestrix.Tx]: nobody else writes anyway.
func (x *rowTx) Lock(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	return x.s.get(ctx, x.t, table, key)
}

// Now implements [orchestrix.Tx]: whoever uses the file has this machine's clock.
func (x *rowTx) Now(ctx context.Context) (time.Time, error) {
	return time.Now().UTC().Truncate(time.Microsecond), x.t.usable(ctx)
}

// Insert implements [orchestrix.Tx].
func (x *rowTx) Insert(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if err := table.CheckRows(rows...); err != nil {
		return err
	}
	insert := func() error {
		return x.write(ctx, table, insertText(table), rows, func(row orchestrix.Row, changed int64) error {
			if changed == 0 {
				return &orchestrix.RowExistsError{Table: table.Name, Key: slices.Clone(row[:table.Key])}
			}
			return nil
		})
	}
	if len(rows) < 2 { // there is nothing to undo
		return insert()
	}
	return x.t.part(ctx, insert)
}

// Put implements [orchestrix.Tx].
func (x *rowTx) Put(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if err := table.CheckRows(rows...); err != nil {
		return err
	}
	return x.write(ctx, table, putText(table), rows, nil)
}

// Delete implements [orchestrix.Tx].
func (x *rowTx) Delete(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) error {
	for _, key := range keys {
		if err := table.CheckKey(key); err != nil {
			return err
		}
	}
	return x.write(ctx, table, deleteText(table), keys, nil)
}

// write runs a statement over each of some rows: several rows in one statement
// take SQLite longer, because it could have to undo them. check gets how many
// rows one changed; nil: that doesn't matter.
func (x *rowTx) write(ctx context.Context, table *orchestrix.Table, text string, rows []orchestrix.Row, check func(orchestrix.Row, int64) error) error {
	if err := x.t.usable(ctx); err != nil || len(rows) == 0 {
		return err
	}
	// A write that is interrupted ends the whole transaction.
	steadily := context.WithoutCancel(ctx)
	args := make([]any, len(rows[0]))
	for _, row := range rows {
		if ctx.Err() != nil {
			return x.t.failed(ctx, context.Cause(ctx))
		}
		for i, v := range row {
			args[i] = stored(v)
		}
		result, err := x.t.rows.exec(steadily, text, args...)
		if err != nil {
			return refused(table, explain("write "+table.Name, x.t.failed(ctx, err)))
		}
		if check == nil {
			continue
		}
		changed, err := result.RowsAffected()
		if err != nil {
			return x.t.failed(ctx, err)
		}
		if err := check(row, changed); err != nil {
			return err
		}
	}
	return nil
}
