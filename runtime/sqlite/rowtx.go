package sqlite

import (
	"context"
	"errors"
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
	if len(rows) == 0 {
		return x.t.usable(ctx)
	}
	insert := func() error {
		n, err := x.write(ctx, table, rows, len(table.Columns), insertText)
		if err == nil && n < int64(len(rows)) {
			err = errTaken
		}
		return err
	}
	var err error
	if len(rows) == 1 { // of which there is nothing to undo
		err = insert()
	} else {
		err = x.t.part(ctx, insert)
	}
	if err == errTaken {
		return x.taken(ctx, table, rows)
	}
	return err
}

var errTaken = errors.New("a row's key is taken")

// taken says which of some rows is the first that can't be added.
func (x *rowTx) taken(ctx context.Context, table *orchestrix.Table, rows []orchestrix.Row) error {
	byKey := table.ByKey(nil)
	for i, row := range rows {
		key := row[:table.Key]
		found, err := x.Get(ctx, table, key...)
		if err != nil {
			return err
		}
		twice := slices.ContainsFunc(rows[:i], func(before orchestrix.Row) bool { return table.Compare(byKey, before, row) == 0 })
		if found != nil || twice {
			return &orchestrix.RowExistsError{Table: table.Name, Key: append(orchestrix.Row(nil), key...)}
		}
	}
	return errTaken
}

// Put implements [orchestrix.Tx].
func (x *rowTx) Put(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if err := table.CheckRows(rows...); err != nil {
		return err
	}
	_, err := x.write(ctx, table, rows, len(table.Columns), putText)
	return err
}

// Delete implements [orchestrix.Tx].
func (x *rowTx) Delete(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) error {
	for _, key := range keys {
		if err := table.CheckKey(key); err != nil {
			return err
		}
	}
	_, err := x.write(ctx, table, keys, table.Key, deleteText)
	return err
}

// maxValues is how many arguments one statement has at most; SQLite takes more.
const maxValues = 2048

// write runs a statement over some rows at a time, in few sizes, and gives the
// number of rows that it changed.
func (x *rowTx) write(ctx context.Context, table *orchestrix.Table, rows []orchestrix.Row, columns int, text func(*orchestrix.Table, int) string) (int64, error) {
	var changed int64
	args := make([]any, 0, min(len(rows)*columns, maxValues))
	for len(rows) > 0 {
		if err := x.t.usable(ctx); err != nil {
			return 0, err
		}
		n := portion(len(rows), columns)
		args = args[:0]
		for _, row := range rows[:n] {
			for _, v := range row {
				args = append(args, stored(v))
			}
		}
		// A write that is interrupted ends the whole transaction.
		result, err := x.t.rows.exec(context.WithoutCancel(ctx), text(table, n), args...)
		if err != nil {
			return 0, explain("write "+table.Name, x.t.failed(ctx, err))
		}
		more, err := result.RowsAffected()
		if err != nil {
			return 0, x.t.failed(ctx, err)
		}
		changed, rows = changed+more, rows[n:]
	}
	return changed, nil
}

// portion is how many rows the next statement takes.
func portion(rows, columns int) int {
	for _, size := range []int{64, 8} {
		if rows >= size && size*columns <= maxValues {
			return size
		}
	}
	return 1
}
