package readmodel

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// Inline has the read model written in the transaction of each append, for
// [orchestrix.Engine.ProjectInline].
func (s *Stored[R]) Inline() orchestrix.InlineProjection {
	return orchestrix.InlineProjection{
		Name:       s.model.Name,
		Categories: s.model.Categories,
		Project:    s.projectInline,
	}
}

// projectInline writes what the events of an append come to. The append came
// first: one that finds the model open is among the events that [Stored.Rebuild]
// waits for after it has closed it.
func (s *Stored[R]) projectInline(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
	row, err := tx.Get(ctx, registry, s.table.Name)
	if err != nil {
		return s.explainInline(ctx, err)
	}
	if row == nil {
		return s.unmade()
	}
	if until, closed := row[untilColumn].(time.Time); closed {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if now.Before(until) {
			return &orchestrix.BusyError{Projection: s.model.Name}
		}
	}
	rows := s.rows(tx, s.table)
	rows.shared = true
	return s.asFault(s.project(ctx, rows, events), events)
}

// asFault makes a fault of a failure that is the events' own.
func (s *Stored[R]) asFault(err error, events []orchestrix.Recorded) error {
	if at, ok := errors.AsType[*subscription.EventError](err); ok {
		if fault, ok := errors.AsType[*orchestrix.FaultError](at.Err); ok {
			return fault
		}
		return s.fault(events[at.Index:at.Index+1], at.Err)
	}
	if ofRows(err) {
		return s.fault(events, err)
	}
	return err
}

// fault is one at some events. It doesn't wrap its cause: an error of a command's
// kind would read as the command's.
func (s *Stored[R]) fault(events []orchestrix.Recorded, err error) error {
	types := make([]string, len(events))
	for i := range events {
		types[i] = events[i].Type
	}
	return &orchestrix.FaultError{Rule: s.model.Name, Err: fmt.Errorf("%s: %v", strings.Join(types, ", "), err)}
}

func (s *Stored[R]) explainInline(ctx context.Context, err error) error {
	if tables, errTables := s.tables(); errTables == nil {
		return s.explain(ctx, tables, err)
	}
	return err
}

const (
	// closedFor is how long appends wait for a rebuild that was killed.
	closedFor = 15 * time.Second
	// lateBy is how much earlier the rebuild gives up, for its commit to be in
	// time.
	lateBy = 5 * time.Second
	// pageOfRebuild is how many events are projected in one transaction.
	pageOfRebuild = 1000
)

// exchangeInline fills a table, closes the model to appends, waits for those
// under way, fills in what they wrote, and exchanges the tables.
func (s *Stored[R]) exchangeInline(ctx context.Context, tables orchestrix.Tables, table *orchestrix.Table) error {
	at, err := s.fill(ctx, tables, table, orchestrix.Position{})
	if err != nil {
		return err
	}
	until, err := s.close(ctx, tables)
	if err != nil {
		return err
	}
	err = s.waitForAppends(ctx, tables)
	if err == nil {
		_, err = s.fill(ctx, tables, table, at)
	}
	return tables.Transact(context.WithoutCancel(ctx), func(ctx context.Context, tx orchestrix.Tx) error {
		return errors.Join(err, s.open(ctx, tx, table, until, err == nil))
	})
}

// fill projects all events after a position, up to where it is given back.
func (s *Stored[R]) fill(ctx context.Context, tables orchestrix.Tables, table *orchestrix.Table, at orchestrix.Position) (orchestrix.Position, error) {
	for {
		events, err := s.page(ctx, at, pageOfRebuild)
		if err != nil || len(events) == 0 {
			return at, err
		}
		if err := s.fillIn(ctx, tables, table, events); err != nil {
			return at, err
		}
		at = events[len(events)-1].Position
	}
}

// fillIn projects some events in one transaction. Where an error doesn't say of
// which event it is, each in a transaction of its own tells.
func (s *Stored[R]) fillIn(ctx context.Context, tables orchestrix.Tables, table *orchestrix.Table, events []orchestrix.Recorded) error {
	err := tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		return s.projectBeside(ctx, tx, table, events)
	})
	if failed, ok := errors.AsType[*subscription.EventError](err); ok {
		return ofEvent(&events[failed.Index], failed.Err)
	}
	if !ofRows(err) {
		return err
	}
	if len(events) == 1 {
		return ofEvent(&events[0], err)
	}
	for i := range events {
		if err := s.fillIn(ctx, tables, table, events[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

// ofEvent says which event an error is of.
func ofEvent(event *orchestrix.Recorded, err error) error {
	return fmt.Errorf("%s, version %d of %v: %w", event.Type, event.Version, event.Stream, err)
}

var errClosed = errors.New("another rebuild of it is at its end")

// close keeps appends from being projected for a while.
func (s *Stored[R]) close(ctx context.Context, tables orchestrix.Tables) (until time.Time, err error) {
	err = tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		if err := s.register(ctx, tx, s.table.Name); err != nil {
			return err
		}
		row, err := tx.Lock(ctx, registry, s.table.Name)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if other, closed := row[untilColumn].(time.Time); closed && now.Before(other) {
			return errClosed
		}
		until = now.Add(closedFor)
		row[untilColumn] = until
		return tx.Put(ctx, registry, row)
	})
	return until, err
}

// waitForAppends returns when all appends that began before are among the
// store's stable events: when one is that begins now.
func (s *Stored[R]) waitForAppends(ctx context.Context, tables orchestrix.Tables) error {
	id := "rebuild-" + rand.Text()
	now := time.Now().UTC().Truncate(time.Microsecond)
	appended, err := tables.Append(ctx, orchestrix.Batch{
		Stream: orchestrix.StreamID{Category: "~rebuild", ID: s.model.Name},
		Expect: orchestrix.Any,
		Events: []orchestrix.Pending{{
			ID: orchestrix.EventID(id), Type: "orchestrix.Rebuilt", SchemaVersion: 1, Time: now,
			Metadata: orchestrix.Metadata{CommandID: orchestrix.CommandID(id), CorrelationID: id},
			Data:     []byte("{}"),
		}},
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, closedFor-lateBy)
	defer cancel()
	for {
		head, err := tables.Head(ctx)
		if err != nil || head.Compare(appended.Position) >= 0 {
			return err
		}
		if err := tables.Wait(ctx, head); err != nil {
			return err
		}
	}
}

// open ends what close began, with the tables exchanged or as they were.
func (s *Stored[R]) open(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, until time.Time, exchange bool) error {
	row, err := tx.Lock(ctx, registry, s.table.Name)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	other, _ := row[untilColumn].(time.Time)
	if !other.Equal(until) || exchange && now.After(until.Add(-lateBy)) {
		return errors.New("it took too long to wait for the appends under way")
	}
	if exchange {
		if err := s.swap(ctx, tx, table); err != nil {
			return err
		}
		row[madeColumn] = now
	}
	row[untilColumn] = nil
	return tx.Put(ctx, registry, row)
}
