package readmodel

import (
	"context"
	"errors"
	"fmt"
	"slices"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// apply reads the rows that the changes in the queue are about, and some others,
// and does the changes. Nothing comes of any once it has failed: a projector that
// asked for a row may keep the error to itself.
func (r *Rows[R]) apply(ctx context.Context, others ...*entry[R]) error {
	if r.failed == nil {
		r.failed = r.doQueue(ctx, others)
	}
	return r.failed
}

func (r *Rows[R]) doQueue(ctx context.Context, others []*entry[R]) error {
	if err := r.read(ctx, r.unread(others)); err != nil {
		return err
	}
	queue := r.queue
	r.queue = r.queue[len(r.queue):]
	for i := range queue {
		if err := r.do(ctx, &queue[i]); err != nil {
			return err
		}
	}
	return nil
}

// unread are the rows that must be read. A row that is inserted first needn't
// be: the table tells when it is written.
func (r *Rows[R]) unread(others []*entry[R]) []*entry[R] {
	var entries []*entry[R]
	seen := map[*entry[R]]bool{}
	note := func(e *entry[R], looked bool) {
		if e.stored != unread || seen[e] {
			return
		}
		seen[e] = true
		if looked {
			entries = append(entries, e)
		}
	}
	for i := range r.queue {
		if e := r.queue[i].entry; e != nil {
			note(e, r.queue[i].does != inserts)
		}
	}
	for _, e := range others {
		note(e, true)
	}
	return entries
}

func (r *Rows[R]) do(ctx context.Context, c *change[R]) error {
	if c.entry != nil {
		return r.doOne(ctx, c, c.entry)
	}
	entries, err := r.selected(ctx, c.where)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		r.missed(ctx, c)
	}
	for _, e := range entries {
		if err := r.doOne(ctx, c, e); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rows[R]) doOne(ctx context.Context, c *change[R], e *entry[R]) error {
	switch {
	case c.does == inserts:
		if e.exists {
			return r.existing(c.index, e)
		}
		if e.stored == unread {
			e.stored, e.inserted = unlooked, c.index
		}
		e.row = *c.row
	case c.does == deletes && e.stored == unlooked:
		// Whether it could be inserted at all must be known first.
		e.exists, e.stored = false, unread
		if err := r.read(ctx, []*entry[R]{e}); err != nil {
			return err
		}
		if e.exists {
			return r.existing(e.inserted, e)
		}
		return nil
	case c.does == upserts && !e.exists:
		e.row = *c.row
		if err := r.update(c, e, false); err != nil {
			return err
		}
	case !e.exists:
		r.missed(ctx, c)
		return nil
	case c.does != deletes:
		if err := r.update(c, e, true); err != nil {
			return err
		}
	}
	r.model.settle(&e.row)
	e.exists, e.dirty, e.changed = c.does != deletes, true, c.index
	return nil
}

// update changes a row, all but its key.
func (r *Rows[R]) update(c *change[R], e *entry[R], found bool) error {
	if err := c.update(&e.row, found); err != nil {
		return &subscription.EventError{Index: c.index, Err: err}
	}
	r.key = r.model.Key(&e.row, append(r.key[:0], e.key[0]))
	if compareKeys(r.key, e.key) != 0 {
		err := fmt.Errorf("a row of %s keeps its key %v, delete and insert it instead", r.model.Name, []any(e.key[1:]))
		return &subscription.EventError{Index: c.index, Err: subscription.Permanent(err)}
	}
	return nil
}

// existing is the error of an insert over a row that is there.
func (r *Rows[R]) existing(index int, e *entry[R]) error {
	err := &orchestrix.RowExistsError{Table: r.model.Name, Key: e.key[1:]}
	return &subscription.EventError{Index: index, Err: subscription.Permanent(err)}
}

func (r *Rows[R]) missed(ctx context.Context, c *change[R]) {
	if observer, ok := ctx.Value(observerKey{}).(Observer); ok {
		observer.RowMissed(r.model.Name, c.event.Type)
	}
}

// write brings the table to what the rows are now: first what is no more, then
// what is new. Rows are written in the order of their keys, so that two
// transactions that write the same ones don't wait for each other.
func (r *Rows[R]) write(ctx context.Context) error {
	var dirty []*entry[R]
	for _, e := range r.known {
		if e.dirty {
			dirty = append(dirty, e)
		}
	}
	slices.SortFunc(dirty, func(a, b *entry[R]) int { return compareKeys(a.key, b.key) })
	var gone, added, put []orchestrix.Row
	for _, e := range dirty {
		if !e.exists {
			if e.stored == present {
				gone = append(gone, e.key)
			}
			continue
		}
		values, err := r.values(e)
		if err != nil {
			return err
		}
		if e.stored == present {
			put = append(put, values)
		} else {
			added = append(added, values)
		}
	}
	if err := r.writeRows(ctx, gone, added, put); err != nil {
		return err
	}
	for _, e := range dirty {
		e.dirty, e.stored = false, absent
		if e.exists {
			e.stored = present
		}
	}
	return nil
}

// values are a row's, fit for the table. What a table can't hold, or what of it
// couldn't be read again, is the fault of the event that changed the row last.
func (r *Rows[R]) values(e *entry[R]) (orchestrix.Row, error) {
	values, err := r.model.Values(&e.row, append(make(orchestrix.Row, 0, len(r.table.Columns)), e.key...))
	if err == nil {
		err = r.table.CheckRows(values)
	}
	if err == nil {
		if _, unreadable := r.model.read(values); unreadable != nil {
			err = fmt.Errorf("it couldn't be read again: %w", unreadable)
		}
	}
	if err != nil {
		err = fmt.Errorf("write the row %v of %s: %w", []any(e.key[1:]), r.model.Name, err)
		return nil, &subscription.EventError{Index: e.changed, Err: subscription.Permanent(err)}
	}
	return values, nil
}

func (r *Rows[R]) writeRows(ctx context.Context, gone, added, put []orchestrix.Row) error {
	if len(gone) > 0 {
		if err := r.tx.Delete(ctx, r.table, gone...); err != nil {
			return fmt.Errorf("delete rows of %s: %w", r.model.Name, err)
		}
	}
	if len(added) > 0 {
		err := r.tx.Insert(ctx, r.table, added...)
		if exists, ok := errors.AsType[*orchestrix.RowExistsError](err); ok {
			if e := r.known[string(appendKey(nil, exists.Key))]; e != nil {
				return r.existing(e.inserted, e)
			}
		}
		if err != nil {
			return fmt.Errorf("insert rows of %s: %w", r.model.Name, err)
		}
	}
	if len(put) > 0 {
		if err := r.tx.Put(ctx, r.table, put...); err != nil {
			return fmt.Errorf("write rows of %s: %w", r.model.Name, err)
		}
	}
	return nil
}
