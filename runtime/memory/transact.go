package memory

import (
	"context"
	"fmt"
	"iter"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// tx is a transaction: what it changed, on top of what was there. To undo it is
// to forget it.
type tx struct {
	store  *Store
	log    *log
	tables *tables
}

type txKey struct{ of *Store }

// txFrom gives the transaction of a context; nil without one.
func (s *Store) txFrom(ctx context.Context) *tx {
	t, _ := ctx.Value(txKey{s}).(*tx)
	return t
}

// Transact implements [orchestrix.Tables].
func (s *Store) Transact(ctx context.Context, f func(ctx context.Context, tx orchestrix.Tx) error) error {
	return s.change(ctx, func(ctx context.Context, t *tx) error { return f(ctx, t) })
}

// change runs f in a transaction, on top of the context's if it has one.
func (s *Store) change(ctx context.Context, f func(ctx context.Context, t *tx) error) error {
	outer := s.txFrom(ctx)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if outer == nil {
		if err := s.lock(ctx); err != nil {
			return err
		}
		defer s.unlock()
		outer = &tx{log: s.log, tables: s.tables}
	}
	t := &tx{store: s, log: newLog(outer.log), tables: newTables(outer.tables)}
	if err := f(context.WithValue(orchestrix.WithinTransaction(ctx), txKey{s}, t), t); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("commit: %w", context.Cause(ctx))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.log.events)
	t.log.settle()
	t.tables.settle()
	s.wake(before)
	return nil
}

// CreateTable implements [orchestrix.Tables].
func (s *Store) CreateTable(ctx context.Context, table *orchestrix.Table) error {
	if err := table.Check(); err != nil {
		return err
	}
	return s.change(ctx, func(_ context.Context, t *tx) error {
		t.tables.create(table)
		return nil
	})
}

// DropTable implements [orchestrix.Tables].
func (s *Store) DropTable(ctx context.Context, name string) error {
	return s.change(ctx, func(_ context.Context, t *tx) error {
		t.tables.drop(name)
		return nil
	})
}

// TableExists implements [orchestrix.Tables].
func (s *Store) TableExists(ctx context.Context, name string) (exists bool, err error) {
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	s.view(ctx, func(_ *log, t *tables) { exists = t.of(name) != nil })
	return exists, nil
}

// Get implements [orchestrix.RowReader].
func (s *Store) Get(ctx context.Context, table *orchestrix.Table, key ...any) (row orchestrix.Row, err error) {
	if err := table.CheckKey(key); err != nil {
		return nil, err
	}
	err = s.rows(ctx, table, func(r *rows) {
		if found := r.get(keyOf(key)); found != nil {
			row = clone(found)
		}
	})
	return row, err
}

// Select implements [orchestrix.RowReader].
func (s *Store) Select(ctx context.Context, table *orchestrix.Table, selection orchestrix.Selection) iter.Seq2[orchestrix.Row, error] {
	return func(yield func(orchestrix.Row, error) bool) {
		var found []orchestrix.Row
		err := table.CheckSelection(selection)
		if err == nil {
			err = s.rows(ctx, table, func(r *rows) { found = r.where(table, selection) })
		}
		for _, row := range found {
			if ctx.Err() != nil {
				err = fmt.Errorf("read %s: %w", table.Name, context.Cause(ctx))
				break
			}
			if !yield(row, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// Count implements [orchestrix.RowReader].
func (s *Store) Count(ctx context.Context, table *orchestrix.Table, where orchestrix.Condition) (n int64, err error) {
	if err := table.CheckCondition(where); err != nil {
		return 0, err
	}
	err = s.rows(ctx, table, func(r *rows) {
		r.all(func(row orchestrix.Row) {
			if table.Holds(where, row) {
				n++
			}
		})
	})
	return n, err
}

// rows calls f with the rows of a table that a context sees.
func (s *Store) rows(ctx context.Context, table *orchestrix.Table, f func(*rows)) (err error) {
	if ctx.Err() != nil {
		return fmt.Errorf("read %s: %w", table.Name, context.Cause(ctx))
	}
	s.view(ctx, func(_ *log, t *tables) {
		if rows := t.of(table.Name); rows != nil {
			f(rows)
		} else {
			err = noTable(table.Name)
		}
	})
	return err
}

// within has reads see the transaction whatever context they are given.
func (t *tx) within(ctx context.Context) context.Context {
	return context.WithValue(ctx, txKey{t.store}, t)
}

// Get implements [orchestrix.RowReader].
func (t *tx) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	return t.store.Get(t.within(ctx), table, key...)
}

// Select implements [orchestrix.RowReader].
func (t *tx) Select(ctx context.Context, table *orchestrix.Table, selection orchestrix.Selection) iter.Seq2[orchestrix.Row, error] {
	return t.store.Select(t.within(ctx), table, selection)
}

// Count implements [orchestrix.RowReader].
func (t *tx) Count(ctx context.Context, table *orchestrix.Table, where orchestrix.Condition) (int64, error) {
	return t.store.Count(t.within(ctx), table, where)
}

// GetAll implements [orchestrix.Tx].
func (t *tx) GetAll(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) (found []orchestrix.Row, err error) {
	for _, key := range keys {
		row, err := t.Get(ctx, table, key...)
		if err != nil {
			return nil, err
		}
		if row != nil {
			found = append(found, row)
		}
	}
	return found, nil
}

// Lock implements [orchestrix.Tx]: there is no other transaction.
func (t *tx) Lock(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	return t.Get(ctx, table, key...)
}

// Insert implements [orchestrix.Tx].
func (t *tx) Insert(ctx context.Context, table *orchestrix.Table, added ...orchestrix.Row) error {
	if err := table.CheckRows(added...); err != nil {
		return err
	}
	return t.write(ctx, table, func(r *rows) error {
		taken := map[string]bool{}
		for _, row := range added {
			key := keyOf(row[:table.Key])
			if taken[key] || r.get(key) != nil {
				return &orchestrix.RowExistsError{Table: table.Name, Key: clone(row[:table.Key])}
			}
			taken[key] = true
		}
		r.put(table, added)
		return nil
	})
}

// Put implements [orchestrix.Tx].
func (t *tx) Put(ctx context.Context, table *orchestrix.Table, added ...orchestrix.Row) error {
	if err := table.CheckRows(added...); err != nil {
		return err
	}
	return t.write(ctx, table, func(r *rows) error {
		r.put(table, added)
		return nil
	})
}

// Delete implements [orchestrix.Tx].
func (t *tx) Delete(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) error {
	for _, key := range keys {
		if err := table.CheckKey(key); err != nil {
			return err
		}
	}
	return t.write(ctx, table, func(r *rows) error {
		for _, key := range keys {
			r.byKey[keyOf(key)] = nil
		}
		return nil
	})
}

func (t *tx) write(ctx context.Context, table *orchestrix.Table, f func(*rows) error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("write %s: %w", table.Name, context.Cause(ctx))
	}
	rows := t.tables.writable(table.Name)
	if rows == nil {
		return noTable(table.Name)
	}
	return f(rows)
}

// Swap implements [orchestrix.Tx].
func (t *tx) Swap(ctx context.Context, from, to string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return t.tables.swap(from, to)
}

// Now implements [orchestrix.Tx].
func (t *tx) Now(ctx context.Context) (time.Time, error) {
	if ctx.Err() != nil {
		return time.Time{}, context.Cause(ctx)
	}
	return t.store.now().UTC().Truncate(time.Microsecond), nil
}
