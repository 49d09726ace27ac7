package readmodel

import (
	"context"
	"errors"
	"fmt"
	"slices"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// lastEvents is how many events are left for the transaction that exchanges the
// tables, at most.
const lastEvents = 1000

// Rebuild projects all that has happened to another table, beside the one that
// is in use and goes on being written, and then has it take the place of that:
// who reads sees the one or the other. Events that couldn't be projected before
// are tried again, and parked again if need be. One whose process is killed leaves
// everything as it was, but for its table, which the next one drops, or
// [Set.Migrate], when it was left alone for a minute.
//
// An inline read model accepts no appends for the moment in which the tables
// are exchanged.
func (s *Stored[R]) Rebuild(ctx context.Context) error {
	if err := s.rebuild(ctx); err != nil {
		return fmt.Errorf("rebuild %s: %w", s.model.Name, err)
	}
	return nil
}

func (s *Stored[R]) rebuild(ctx context.Context) error {
	tables, err := s.tables()
	if err != nil {
		return err
	}
	if err := tables.CreateTable(ctx, registry); err != nil {
		return err
	}
	if err := s.sweep(ctx, tables); err != nil {
		return err
	}
	table := beside(s.table)
	if err := s.makeTable(ctx, tables, table); err != nil {
		return err
	}
	defer s.hold(ctx, tables, table)()
	ctx = context.WithValue(ctx, rebuildingKey{}, true)
	if s.model.Inline {
		err = s.exchangeInline(ctx, tables, table)
	} else {
		err = s.exchange(ctx, tables, table)
	}
	if err != nil {
		return errors.Join(err, s.discard(context.WithoutCancel(ctx), tables, table))
	}
	return nil
}

// errBehind says that what is left is more than one transaction does.
var errBehind = errors.New("behind")

// exchange fills a table by a subscription of its own, and gives it the place of
// the other one's.
func (s *Stored[R]) exchange(ctx context.Context, tables orchestrix.Tables, table *orchestrix.Table) error {
	live, filling := s.Subscription(), s.filling(table)
	runner := subscription.NewRunner(tables)
	if err := runner.Add(filling); err != nil {
		return err
	}
	for {
		if err := s.catchUp(ctx, tables, runner); err != nil {
			return err
		}
		err := tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
			return s.take(ctx, runner, tx, table, &live, &filling)
		})
		if !leftToRunner(err) {
			return err
		}
	}
}

// filling is the subscription that fills a table beside the live one.
func (s *Stored[R]) filling(table *orchestrix.Table) subscription.Subscription {
	filling := s.Subscription()
	filling.Shape = table.Name
	filling.Prepare = func(ctx context.Context) error {
		return s.prepare(ctx, table, fmt.Errorf("somebody dropped the table that it fills, %s: begin again", table.Name))
	}
	filling.Project = func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
		return s.projectBeside(context.WithValue(ctx, rebuildingKey{}, true), tx, table, events)
	}
	return filling
}

// leftToRunner says that the last events are the runner's: there are too many, or
// some that can't be projected, which it puts aside in its next turn.
func leftToRunner(err error) bool {
	_, failed := errors.AsType[*subscription.EventError](err)
	return failed || ofRows(err) || errors.Is(err, errBehind)
}

// catchUp projects what has happened up to now. Syncing would go on for as long
// as somebody writes.
func (s *Stored[R]) catchUp(ctx context.Context, tables orchestrix.Tables, runner *subscription.Runner) error {
	head, err := tables.Head(ctx)
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- runner.Run(running)
		stop()
	}()
	err = runner.WaitFor(running, s.model.Name, head)
	stop()
	// Where Run ended before, its error is why the wait did.
	if errRunning := <-ended; errRunning != nil {
		return errRunning
	}
	return err
}

// take projects the last events, and exchanges the tables and the places.
func (s *Stored[R]) take(ctx context.Context, runner *subscription.Runner, tx orchestrix.Tx, table *orchestrix.Table, live, filling *subscription.Subscription) error {
	// Whoever projects to the live one waits from here on.
	if _, _, err := subscription.Position(ctx, tx, live); err != nil {
		return err
	}
	after, _, err := subscription.Position(ctx, tx, filling)
	if err != nil {
		return err
	}
	events, upTo, err := s.eventsAfter(ctx, after, lastEvents)
	if err != nil {
		return err
	}
	if err := behindParked(ctx, runner, events); err != nil {
		return err
	}
	if err := s.project(ctx, s.rows(tx, table), events); err != nil {
		return err
	}
	if err := s.swap(ctx, tx, table); err != nil {
		return err
	}
	return subscription.Replace(ctx, tx, live, filling, upTo)
}

// behindParked is errBehind if some of the events have to wait behind others of
// their stream, which the filling has put aside.
func behindParked(ctx context.Context, runner *subscription.Runner, events []orchestrix.Recorded) error {
	if len(events) == 0 {
		return nil
	}
	parked, err := runner.Parked(ctx, 0)
	if err != nil {
		return err
	}
	stuck := map[orchestrix.StreamID]bool{}
	for _, p := range parked {
		stuck[p.Stream] = true
	}
	if slices.ContainsFunc(events, func(event orchestrix.Recorded) bool { return stuck[event.Stream] }) {
		return errBehind
	}
	return nil
}

// eventsAfter are the model's events after a position, and up to where there
// are none but these; errBehind if there are more than some.
func (s *Stored[R]) eventsAfter(ctx context.Context, after orchestrix.Position, most int) ([]orchestrix.Recorded, orchestrix.Position, error) {
	head, err := s.store.Head(ctx)
	if err != nil {
		return nil, after, err
	}
	events, err := s.page(ctx, after, most+1)
	if err != nil {
		return nil, after, err
	}
	if len(events) > most {
		return nil, after, errBehind
	}
	if n := len(events); n > 0 && events[n-1].Position.Compare(head) > 0 {
		head = events[n-1].Position
	}
	if head.Compare(after) < 0 {
		head = after
	}
	return events, head, nil
}

// page are the model's next events after a position, up to some.
func (s *Stored[R]) page(ctx context.Context, after orchestrix.Position, most int) ([]orchestrix.Recorded, error) {
	var events []orchestrix.Recorded
	for event, err := range s.store.All(ctx, after, orchestrix.Filter{Categories: s.model.Categories}) {
		if err != nil {
			return nil, err
		}
		event.Data = append([]byte(nil), event.Data...)
		events = append(events, event)
		if len(events) == most {
			break
		}
	}
	return events, nil
}

// swap gives a table the name of the one that is in use.
func (s *Stored[R]) swap(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table) error {
	if err := tx.Swap(ctx, table.Name, s.table.Name); err != nil {
		return err
	}
	if err := tx.Delete(ctx, registry, orchestrix.Row{table.Name}); err != nil {
		return err
	}
	return s.register(ctx, tx, s.table.Name)
}
