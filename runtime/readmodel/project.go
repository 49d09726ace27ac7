package readmodel

import (
	"context"
	"errors"
	"fmt"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// Subscription keeps the read model up to date. One that is inline has none.
func (s *Stored[R]) Subscription() subscription.Subscription {
	return subscription.Subscription{
		Name:       s.model.Name,
		Categories: s.model.Categories,
		Beginning:  true,
		Shape:      s.model.Fingerprint,
		Project: func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
			return s.project(ctx, s.rows(tx, s.table), events)
		},
		Prepare: func(ctx context.Context) error { return s.prepare(ctx, s.table, s.unmade()) },
	}
}

// prepare says whether there is a table, by an error that is to say what to do.
func (s *Stored[R]) prepare(ctx context.Context, table *orchestrix.Table, missing error) error {
	tables, err := s.tables()
	if err != nil {
		return subscription.Permanent(err)
	}
	exists, err := tables.TableExists(ctx, table.Name)
	if err != nil {
		return fmt.Errorf("look for the table of %s: %w", s.model.Name, err)
	}
	if !exists {
		return subscription.Permanent(missing)
	}
	return nil
}

// rows are those of a table, in a transaction.
func (s *Stored[R]) rows(tx orchestrix.Tx, table *orchestrix.Table) *Rows[R] {
	return &Rows[R]{
		model: s.model,
		table: table,
		tx:    tx,
		known: map[string]*entry[R]{},
	}
}

// project writes what some events come to. A [*subscription.EventError] says at
// which it failed, the first if there are several.
func (s *Stored[R]) project(ctx context.Context, rows *Rows[R], events []orchestrix.Recorded) error {
	var failed error
	for i := range events {
		rows.begin(i, &events[i])
		if err := s.model.Project(ctx, rows, events[i]); err != nil {
			failed = atEvent(i, err)
			break
		}
	}
	if err := rows.apply(ctx); err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	return rows.write(ctx)
}

// atEvent is an error of an event, unless it says itself which it is of: a
// projection that asks for a row has changes done that came before.
func atEvent(i int, err error) error {
	if at, ok := errors.AsType[*subscription.EventError](err); ok {
		return at
	}
	return &subscription.EventError{Index: i, Err: err}
}

// ofRows says that a database refused what some events come to, or that a projector
// kept an error of it to itself.
func ofRows(err error) bool {
	_, unfit := errors.AsType[*orchestrix.TableError](err)
	_, broken := errors.AsType[*orchestrix.BrokenTxError](err)
	return unfit || broken
}

type rebuildingKey struct{}

// Rebuilding says whether a projection is part of a rebuild: a projector that is
// written by hand mutes then what it does beside writing rows.
func Rebuilding(ctx context.Context) bool {
	rebuilding, _ := ctx.Value(rebuildingKey{}).(bool)
	return rebuilding
}

// Observer is told what projections met, for metrics.
type Observer interface {
	// RowMissed says that an update or delete met no row, and did nothing.
	RowMissed(model, eventType string)
}

type observerKey struct{}

// WithObserver has an observer told of the projections of a context: that of a
// runner of subscriptions, or of commands.
func WithObserver(ctx context.Context, observer Observer) context.Context {
	return context.WithValue(ctx, observerKey{}, observer)
}
