package readmodel

import (
	"context"
	"fmt"
	"slices"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// read reads rows by their keys: by one statement, but where others write the
// table too one after another, so that they wait.
func (r *Rows[R]) read(ctx context.Context, entries []*entry[R]) error {
	if !r.shared && len(entries) > 1 {
		return r.readTogether(ctx, entries)
	}
	slices.SortFunc(entries, func(a, b *entry[R]) int { return compareKeys(a.key, b.key) })
	for _, e := range entries {
		if err := r.readOne(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rows[R]) readOne(ctx context.Context, e *entry[R]) error {
	get := r.tx.Get
	if r.shared {
		get = r.tx.Lock
	}
	row, err := get(ctx, r.table, e.key...)
	if err != nil {
		return fmt.Errorf("read the row %v of %s: %w", []any(e.key[1:]), r.model.Name, err)
	}
	return r.fill(e, row)
}

func (r *Rows[R]) fill(e *entry[R], row orchestrix.Row) (err error) {
	if row == nil {
		e.stored, e.exists = absent, false
		return nil
	}
	e.stored, e.exists = present, true
	e.row, err = r.model.scan(row)
	return err
}

// readTogether reads rows by one statement.
func (r *Rows[R]) readTogether(ctx context.Context, entries []*entry[R]) error {
	keys := make([]orchestrix.Row, len(entries))
	for i, e := range entries {
		keys[i], e.stored = e.key, absent
	}
	found, err := r.tx.GetAll(ctx, r.table, keys...)
	if err != nil {
		return fmt.Errorf("read rows of %s: %w", r.model.Name, err)
	}
	for _, row := range found {
		r.binary = appendKey(r.binary[:0], row[:r.table.Key])
		e := r.known[string(r.binary)]
		if e == nil {
			return fmt.Errorf("read rows of %s: the key %v isn't one that was asked for", r.model.Name, []any(row[:r.table.Key]))
		}
		if err := r.fill(e, row); err != nil {
			return err
		}
	}
	return nil
}

// keyIs is the condition for one key, all but the tenant.
func keyIs(t *orchestrix.Table, key orchestrix.Row) orchestrix.And {
	all := make(orchestrix.And, 0, len(key)-1)
	for i := 1; i < len(key); i++ {
		all = append(all, orchestrix.Compare{Column: t.Columns[i].Name, Op: "=", Value: key[i]})
	}
	return all
}

// selected are the rows for which a condition holds. What is to be written is
// written first, for the database to see it.
func (r *Rows[R]) selected(ctx context.Context, where orchestrix.Condition) ([]*entry[R], error) {
	if err := r.write(ctx); err != nil {
		return nil, err
	}
	selection := orchestrix.Selection{Where: where, Order: r.table.ByKey(nil)}
	var found []*entry[R]
	for row, err := range r.tx.Select(ctx, r.table, selection) {
		if err != nil {
			return nil, fmt.Errorf("read rows of %s: %w", r.model.Name, err)
		}
		e, err := r.entryOf(row)
		if err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	if !r.shared {
		return found, nil
	}
	return r.still(ctx, found, where)
}

// entryOf is that of a row that was read.
func (r *Rows[R]) entryOf(row orchestrix.Row) (*entry[R], error) {
	key := row[:r.table.Key]
	r.binary = appendKey(r.binary[:0], key)
	e := r.known[string(r.binary)]
	if e == nil {
		e = &entry[R]{key: slices.Clone(key)}
		r.known[string(r.binary)] = e
	}
	if e.stored != present {
		return e, r.fill(e, row)
	}
	return e, nil
}

// still are those of the rows for which the condition holds when they are
// locked: somebody else may have changed them since.
func (r *Rows[R]) still(ctx context.Context, found []*entry[R], where orchestrix.Condition) ([]*entry[R], error) {
	var still []*entry[R]
	for _, e := range found {
		if err := r.readOne(ctx, e); err != nil {
			return nil, err
		}
		if !e.exists {
			continue
		}
		n, err := r.tx.Count(ctx, r.table, append(keyIs(r.table, e.key), where))
		if err != nil {
			return nil, fmt.Errorf("read rows of %s: %w", r.model.Name, err)
		}
		if n > 0 {
			still = append(still, e)
		}
	}
	return still, nil
}
