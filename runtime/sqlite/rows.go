package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"math"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// pageRows is how many rows are read at once, less if they are large: no
// connection is held while the caller works.
const pageRows = 512

// Get implements [orchestrix.RowReader].
func (s *Store) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	return s.get(ctx, txFrom(ctx), table, key)
}

// Select implements [orchestrix.RowReader].
func (s *Store) Select(ctx context.Context, table *orchestrix.Table, selection orchestrix.Selection) iter.Seq2[orchestrix.Row, error] {
	return s.selection(ctx, txFrom(ctx), table, selection)
}

// Count implements [orchestrix.RowReader].
func (s *Store) Count(ctx context.Context, table *orchestrix.Table, where orchestrix.Condition) (int64, error) {
	return s.count(ctx, txFrom(ctx), table, where)
}

func (s *Store) get(ctx context.Context, t *transaction, table *orchestrix.Table, key []any) (orchestrix.Row, error) {
	if err := table.CheckKey(key); err != nil {
		return nil, err
	}
	q := selectFrom(table, columnList(names(table.Columns)))
	q.key(key)
	found, _, err := s.fetch(ctx, t, q, math.MaxInt)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

func (s *Store) count(ctx context.Context, t *transaction, table *orchestrix.Table, where orchestrix.Condition) (int64, error) {
	if err := table.CheckCondition(where); err != nil {
		return 0, err
	}
	q := selectFrom(table, "count(*)")
	q.where(where)
	rows, err := s.query(ctx, t, q)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var n int64
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	if err := rows.Err(); err != nil {
		return 0, t.readFailed(ctx, table, err)
	}
	return n, nil
}

func (s *Store) selection(ctx context.Context, t *transaction, table *orchestrix.Table, of orchestrix.Selection) iter.Seq2[orchestrix.Row, error] {
	return func(yield func(orchestrix.Row, error) bool) {
		if err := table.CheckSelection(of); err != nil {
			yield(nil, err)
			return
		}
		// What is asked for by the page is read at once, however large.
		paged, bytes, order := of.Limit == 0 || of.Limit > pageRows, math.MaxInt, of.Order
		if paged {
			bytes, order = pageBytes, table.ByKey(order)
		}
		var last orchestrix.Row
		for left := of.Limit; ; {
			limit := pageRows
			if of.Limit > 0 {
				limit = min(left, pageRows)
			}
			found, more, err := s.fetch(ctx, t, pageOf(table, of.Where, order, last, limit), bytes)
			for _, row := range found {
				if ctx.Err() != nil {
					err = t.readFailed(ctx, table, context.Cause(ctx))
					break
				}
				if paged {
					last = append(last[:0], row...) // the caller may change its own
				}
				if !yield(row, nil) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
				return
			}
			left -= len(found)
			if len(found) < limit && !more || of.Limit > 0 && left == 0 {
				return
			}
		}
	}
}

// pageOf selects the rows that come after the last one, if there is one.
func pageOf(table *orchestrix.Table, where orchestrix.Condition, order []orchestrix.Order, last orchestrix.Row, limit int) *sqlText {
	q := selectFrom(table, columnList(names(table.Columns)))
	q.where(where)
	if last != nil {
		if where == nil {
			q.WriteString(" WHERE ")
		} else {
			q.WriteString(" AND ")
		}
		q.after(order, last)
	}
	q.order(order)
	q.WriteString(" LIMIT ?")
	q.args = append(q.args, limit)
	return q
}

func (s *Store) query(ctx context.Context, t *transaction, q *sqlText) (*sql.Rows, error) {
	on := &s.readerRows
	if t != nil {
		if err := t.usable(ctx); err != nil {
			return nil, err
		}
		on = t.rows
	}
	rows, err := on.query(ctx, q.String(), q.args...)
	if err != nil {
		return nil, t.readFailed(ctx, q.table, err)
	}
	return rows, nil
}

// readFailed breaks the transaction, if it is of one.
func (t *transaction) readFailed(ctx context.Context, table *orchestrix.Table, err error) error {
	if t != nil {
		err = t.failed(ctx, err)
	}
	return fmt.Errorf("read %s: %w", table.Name, orEnded(ctx, err))
}

// fetch gives the rows of a query that has its table's columns. There are more
// if they have so many bytes that it stopped before the end.
func (s *Store) fetch(ctx context.Context, t *transaction, q *sqlText, bytes int) (found []orchestrix.Row, more bool, err error) {
	rows, err := s.query(ctx, t, q)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	columns := q.table.Columns
	into := make([]any, len(columns))
	for size := 0; rows.Next(); {
		row := make(orchestrix.Row, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, false, t.readFailed(ctx, q.table, err)
		}
		for i := range row {
			if row[i], err = restored(columns[i].Kind, row[i]); err != nil {
				return nil, false, fmt.Errorf("read %s, column %q: %w", q.table.Name, columns[i].Name, err)
			}
			size += sizeOf(row[i])
		}
		found = append(found, row)
		if size >= bytes {
			return found, true, rows.Close()
		}
	}
	if err := rows.Err(); err != nil {
		return nil, false, t.readFailed(ctx, q.table, err)
	}
	return found, false, nil
}

func sizeOf(v any) int {
	switch v := v.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	}
	return 8
}
