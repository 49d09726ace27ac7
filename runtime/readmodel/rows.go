package readmodel

import (
	"context"
	"slices"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// Rows are a read model's rows as a projection changes them: those of the tenant
// of the event at hand. A row is named by another that has the same key:
//
//	rows.Update(ctx, OrderSummary{OrderID: e.OrderID}, func(row *OrderSummary) error { … })
//
// Changes are done in order, but not at once: the rows of many events are read
// together, and each is written once. So a function that changes a row may run
// after Project has returned for its event; its error is that event's.
type Rows[R any] struct {
	model  *Model[R]
	table  *orchestrix.Table
	tx     orchestrix.Tx
	shared bool // others write rows of the table at the same time

	event  *orchestrix.Recorded // at hand
	index  int                  // of the event at hand
	tenant any                  // its tenant

	known  map[string]*entry[R]
	queue  []change[R]
	failed error          // of doing what was in the queue, or of looking for rows
	key    orchestrix.Row // a buffer, and so is binary
	binary []byte
}

// entry is one row that the events at hand are about.
type entry[R any] struct {
	key    orchestrix.Row // the tenant and the key's values
	row    R
	exists bool // now, after what has been done
	stored stored
	dirty  bool
	// inserted is the event that inserted it without looking, changed the last
	// one that changed it.
	inserted, changed int
}

// stored is what is known of a row in the table.
type stored int

const (
	unread   stored = iota
	unlooked        // it was inserted without looking whether it is there
	absent
	present
)

// change is something to do with a row, or with those of a condition.
type change[R any] struct {
	index  int
	event  *orchestrix.Recorded
	does   does
	entry  *entry[R] // nil: those of where
	where  orchestrix.Condition
	row    *R
	update func(row *R, found bool) error
}

type does int

const (
	inserts does = iota
	updates
	upserts
	deletes
)

// Tx is the transaction that the rows are written in, for other tables of the
// user's own. What it reads of this one lacks what is yet to be written.
func (r *Rows[R]) Tx() orchestrix.Tx { return r.tx }

// Insert adds a row. If there is one with its key the event is parked.
func (r *Rows[R]) Insert(_ context.Context, row R) error {
	return r.add(change[R]{does: inserts, row: &row})
}

// Update changes the row of a key. Without one it does nothing.
func (r *Rows[R]) Update(_ context.Context, key R, update func(row *R) error) error {
	return r.add(change[R]{does: updates, row: &key, update: ofFound(update)})
}

// Upsert changes the row of a key or, if there is none, makes it of what it is
// given as the key.
func (r *Rows[R]) Upsert(_ context.Context, key R, update func(row *R, found bool) error) error {
	return r.add(change[R]{does: upserts, row: &key, update: update})
}

// Put adds a row, or replaces the one with its key.
func (r *Rows[R]) Put(ctx context.Context, row R) error {
	return r.Upsert(ctx, row, func(old *R, _ bool) error {
		*old = row
		return nil
	})
}

// Delete removes the row of a key. Without one it does nothing.
func (r *Rows[R]) Delete(_ context.Context, key R) error {
	return r.add(change[R]{does: deletes, row: &key})
}

// UpdateWhere changes the rows for which a condition holds.
func (r *Rows[R]) UpdateWhere(_ context.Context, where orchestrix.Condition, update func(row *R) error) error {
	return r.addWhere(change[R]{does: updates, where: where, update: ofFound(update)})
}

// DeleteWhere removes the rows for which a condition holds.
func (r *Rows[R]) DeleteWhere(_ context.Context, where orchestrix.Condition) error {
	return r.addWhere(change[R]{does: deletes, where: where})
}

// Get gives the row of a key as it is after the changes so far.
func (r *Rows[R]) Get(ctx context.Context, key R) (row R, found bool, err error) {
	e, err := r.entry(&key)
	if err != nil {
		return row, false, err
	}
	if err := r.apply(ctx, e); err != nil {
		return row, false, err
	}
	return e.row, e.exists, nil
}

// Where gives the rows for which a condition holds after the changes so far.
func (r *Rows[R]) Where(ctx context.Context, where orchestrix.Condition) ([]R, error) {
	where = ofTenant(r.event.Stream.Tenant, where)
	if err := r.table.CheckCondition(where); err != nil {
		return nil, subscription.Permanent(err)
	}
	if err := r.apply(ctx); err != nil {
		return nil, err
	}
	found, err := r.selected(ctx, where)
	if err != nil {
		r.failed = err
		return nil, err
	}
	rows := make([]R, len(found))
	for i, e := range found {
		rows[i] = e.row
	}
	return rows, nil
}

// begin says which event is projected next.
func (r *Rows[R]) begin(index int, event *orchestrix.Recorded) {
	if r.event == nil || r.event.Stream.Tenant != event.Stream.Tenant {
		r.tenant = event.Stream.Tenant
	}
	r.index, r.event = index, event
}

// add puts a change of the row of a key into the queue.
func (r *Rows[R]) add(c change[R]) (err error) {
	c.index, c.event = r.index, r.event
	if c.entry, err = r.entry(c.row); err != nil {
		return err
	}
	r.queue = append(r.queue, c)
	return nil
}

// addWhere puts a change of the rows of a condition into the queue.
func (r *Rows[R]) addWhere(c change[R]) error {
	c.index, c.event = r.index, r.event
	c.where = ofTenant(r.event.Stream.Tenant, c.where)
	if err := r.table.CheckCondition(c.where); err != nil {
		return subscription.Permanent(err)
	}
	r.queue = append(r.queue, c)
	return nil
}

// entry is that of the row with a key. A key that no table can hold is an error
// here, where it is known of which event it is.
func (r *Rows[R]) entry(row *R) (*entry[R], error) {
	r.key = r.model.Key(row, append(r.key[:0], r.tenant))
	r.binary = appendKey(r.binary[:0], r.key)
	if known := r.known[string(r.binary)]; known != nil {
		return known, nil
	}
	if err := r.table.CheckKey(r.key); err != nil {
		return nil, subscription.Permanent(err)
	}
	e := &entry[R]{key: slices.Clone(r.key)}
	r.known[string(r.binary)] = e
	return e, nil
}

func ofTenant(tenant string, where orchestrix.Condition) orchestrix.Condition {
	own := orchestrix.Compare{Column: tenantColumn, Op: "=", Value: tenant}
	if where == nil {
		return own
	}
	return orchestrix.And{own, where}
}

func ofFound[R any](update func(*R) error) func(*R, bool) error {
	return func(row *R, _ bool) error { return update(row) }
}
