package orchestrix

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// InlineProjection writes what events come to in the transaction of the append
// that records them. It is for what must never be behind; every command pays for
// it.
type InlineProjection struct {
	Name string // "inventory.StockLevel"
	// Categories are those of the events that are projected.
	Categories []string
	// Project gets the events of one append to these categories. Their positions
	// aren't known yet. An error of it is the command's, and nothing is written;
	// a [*BusyError] has the command wait and append again.
	Project func(ctx context.Context, tx Tx, events []Recorded) error
}

// ProjectInline adds projections, before commands are carried out. One takes the
// place of another of its name. The engine's store must be one with [Tables].
func (e *Engine) ProjectInline(projections ...InlineProjection) {
	for _, p := range projections {
		e.inline = slices.DeleteFunc(e.inline, func(other InlineProjection) bool { return other.Name == p.Name })
		e.inline = append(e.inline, p)
	}
}

// BusyError says that an inline projection can't be written for a moment, as
// while a table takes the place of another, or where two transactions waited for
// each other and the database ended one.
type BusyError struct {
	Projection string // empty: the database says it, by Err
	Err        error
}

func (e *BusyError) Error() string {
	if e.Err != nil {
		return e.Err.Error()
	}
	return e.Projection + " is busy"
}

func (e *BusyError) Unwrap() error { return e.Err }

// Append is the store's, and has inline projections written as with a command:
// for who imports events.
func (e *Engine) Append(ctx context.Context, batches ...Batch) (Appended, error) {
	appended, _, err := e.append(ctx, batches)
	return appended, err
}

// append writes batches and, if somebody projects their events inline, what
// these come to. open says of an error that something may have been written.
func (e *Engine) append(ctx context.Context, batches []Batch) (appended Appended, open bool, err error) {
	concerned := e.projecting(batches)
	if concerned == nil {
		appended, err = e.store.Append(ctx, batches...)
		return appended, true, err
	}
	for try := 1; ; try++ {
		appended, open, err = e.appendInline(ctx, batches, concerned)
		// A transaction of the caller's may be what is waited for.
		if _, busy := errors.AsType[*BusyError](err); !busy || try >= busyTries || InTransaction(ctx) {
			return appended, open, err
		}
		if errWaiting := waitBusy(ctx); errWaiting != nil {
			return Appended{}, false, errors.Join(err, errWaiting)
		}
	}
}

func (e *Engine) appendInline(ctx context.Context, batches []Batch, concerned []InlineProjection) (appended Appended, open bool, err error) {
	tables, ok := e.store.(Tables)
	if !ok {
		return Appended{}, false, fmt.Errorf("project %s: the store %T keeps no tables", concerned[0].Name, e.store)
	}
	var inside error
	err = tables.Transact(ctx, func(ctx context.Context, tx Tx) error {
		if appended, inside = e.store.Append(ctx, batches...); inside == nil && !appended.Duplicate {
			inside = projectInline(ctx, tx, concerned, batches, appended)
		}
		return inside
	})
	if broken, ok := errors.AsType[*BrokenTxError](err); ok && inside == nil {
		return appended, false, &FaultError{Rule: names(concerned), Err: broken}
	}
	return appended, inside == nil, err
}

// names are those of projections, one of which kept an error to itself.
func names(projections []InlineProjection) string {
	all := make([]string, len(projections))
	for i := range projections {
		all[i] = projections[i].Name
	}
	return strings.Join(all, ", ")
}

// projecting are the projections that some batches concern.
func (e *Engine) projecting(batches []Batch) []InlineProjection {
	var concerned []InlineProjection
	for _, p := range e.inline {
		if slices.ContainsFunc(batches, p.concerns) {
			concerned = append(concerned, p)
		}
	}
	return concerned
}

func (p *InlineProjection) concerns(batch Batch) bool {
	return len(batch.Events) > 0 && slices.Contains(p.Categories, batch.Stream.Category)
}

func projectInline(ctx context.Context, tx Tx, concerned []InlineProjection, batches []Batch, appended Appended) error {
	for i := range concerned {
		events := concerned[i].recorded(batches, appended)
		if err := concerned[i].Project(ctx, tx, events); err != nil {
			return fmt.Errorf("project %s: %w", concerned[i].Name, err)
		}
	}
	return nil
}

// recorded are the events of an append that a projection is about.
func (p *InlineProjection) recorded(batches []Batch, appended Appended) []Recorded {
	var events []Recorded
	written := 0 // batches with events
	for _, batch := range batches {
		if len(batch.Events) == 0 {
			continue
		}
		version := appended.Versions[written] - Version(len(batch.Events))
		written++
		if !p.concerns(batch) {
			continue
		}
		for _, pending := range batch.Events {
			version++
			events = append(events, Recorded{Pending: pending, Stream: batch.Stream, Version: version})
		}
	}
	return events
}

// How long an append waits for a projection that is busy.
const (
	busyPause = 10 * time.Millisecond
	busyTries = 3000
)

// waitBusy waits a moment, or until the context is done.
func waitBusy(ctx context.Context) error {
	timer := time.NewTimer(busyPause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
