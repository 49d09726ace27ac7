package postgres

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"strings"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// pageRows is how many rows are read at once, less if they are large: no
// connection is held while the caller works.
const pageRows = 512

// Get implements [orchestrix.RowReader].
func (s *Store) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	return s.get(ctx, table, key, "")
}

func (s *Store) get(ctx context.Context, table *orchestrix.Table, key []any, locking string) (orchestrix.Row, error) {
	if err := table.CheckKey(key); err != nil {
		return nil, err
	}
	q := selectFrom(table, columnList(table.Columns))
	q.key(key)
	q.WriteString(locking)
	found, _, err := s.fetch(ctx, q, math.MaxInt)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// Count implements [orchestrix.RowReader].
func (s *Store) Count(ctx context.Context, table *orchestrix.Table, where orchestrix.Condition) (n int64, err error) {
	if err := table.CheckCondition(where); err != nil {
		return 0, err
	}
	q := selectFrom(table, "count(*)")
	q.where(where)
	err = s.run(ctx, func(db querier) error { return db.QueryRow(ctx, q.String(), q.args...).Scan(&n) })
	if err != nil {
		return 0, explain(ctx, "read "+table.Name, err)
	}
	return n, nil
}

// Select implements [orchestrix.RowReader].
func (s *Store) Select(ctx context.Context, table *orchestrix.Table, of orchestrix.Selection) iter.Seq2[orchestrix.Row, error] {
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
		for left, limit := of.Limit, pageRows; ; {
			if of.Limit > 0 {
				limit = min(left, limit)
			}
			found, size, err := s.fetch(ctx, pageOf(table, of.Where, order, last, limit), bytes)
			for _, row := range found {
				if ctx.Err() != nil {
					err = explain(ctx, "read "+table.Name, context.Cause(ctx))
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
			if len(found) < limit && size < bytes || of.Limit > 0 && left == 0 {
				return
			}
			limit = fitting(len(found), size, pageRows)
		}
	}
}

// pageOf selects the rows that come after the last one, if there is one.
func pageOf(table *orchestrix.Table, where orchestrix.Condition, order []orchestrix.Order, last orchestrix.Row, limit int) *sqlText {
	q := selectFrom(table, columnList(table.Columns))
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
	q.WriteString(" LIMIT ")
	q.value(int64(limit))
	return q
}

// fetch gives the rows of a query that has its table's columns, and their size. If
// that is so many bytes, it stopped there, and there may be more.
func (s *Store) fetch(ctx context.Context, q *sqlText, bytes int) (found []orchestrix.Row, size int, err error) {
	columns := q.table.Columns
	err = s.run(ctx, func(db querier) error {
		rows, err := db.Query(ctx, q.String(), append([]any{s.mode, binaryResults}, q.args...)...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for size < bytes && rows.Next() {
			raw := rows.RawValues()
			row := make(orchestrix.Row, len(columns))
			for i := range row {
				if row[i], err = restored(columns[i].Kind, raw[i]); err != nil {
					return fmt.Errorf("column %q: %w", columns[i].Name, err)
				}
				size += len(raw[i])
			}
			found = append(found, row)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, 0, explain(ctx, "read "+q.table.Name, err)
	}
	return found, size, nil
}

// sizes are those of the kinds of columns that have one.
var sizes = map[orchestrix.ColumnKind]int{
	orchestrix.IntColumn: 8, orchestrix.FloatColumn: 8, orchestrix.TimeColumn: 8, orchestrix.BoolColumn: 1,
}

// restored is a value again, from how the server sends it.
func restored(kind orchestrix.ColumnKind, raw []byte) (any, error) {
	if raw == nil {
		return nil, nil
	}
	if size, fixed := sizes[kind]; fixed && len(raw) != size {
		return nil, fmt.Errorf("the database has %d bytes where %v is kept", len(raw), kind)
	}
	switch kind {
	case orchestrix.IntColumn:
		return int64(binary.BigEndian.Uint64(raw)), nil
	case orchestrix.FloatColumn:
		return math.Float64frombits(binary.BigEndian.Uint64(raw)), nil
	case orchestrix.BoolColumn:
		return raw[0] != 0, nil
	case orchestrix.BytesColumn:
		return append([]byte{}, raw...), nil
	case orchestrix.TimeColumn:
		return timeOf(int64(binary.BigEndian.Uint64(raw))), nil
	}
	text := string(raw)
	if strings.IndexByte(text, 1) >= 0 {
		text = withNUL.Replace(text)
	}
	return text, nil
}
