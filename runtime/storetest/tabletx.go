package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var tableTxCases = []testCase{
	{name: "rows and events of a transaction are there together or not at all", run: togetherOrNot},
	{name: "a transaction sees what it wrote, and nobody else does", run: seenWithin},
	{name: "a conflict in a transaction leaves the rest of it", run: conflictWithin},
	{name: "a part of a transaction that fails leaves the rest of it", run: failedPart},
	{name: "a transaction that panics is undone", run: panickingTransaction},
	{name: "waiting ends when a transaction with events is done", run: transactionWakes},
	{name: "rows that are locked lose no increment", run: lockedIncrements},
	{name: "a reader during a swap sees one table or the other", run: swapWhileRead},
	{name: "a table can be swapped for again and again", run: swapAgain},
	{name: "with a context that has ended no rows are touched", run: cancelledRows},
	{name: "a transaction whose context ends isn't done", run: cancelledTransaction},
	{name: "the transaction's clock is in whole microseconds", run: clockOfTransaction},
}

var errStop = errors.New("stop")

func togetherOrNot(s *subject) {
	s.make(counts)
	s.put(counts, orchestrix.Row{"old", int64(1)})
	id := stream("a")
	write := func(command string, end error) error {
		return s.tables().Transact(s.patient(), func(ctx context.Context, tx orchestrix.Tx) error {
			if _, err := s.store.Append(ctx, batch(command, id, orchestrix.NoStream, 2)); err != nil {
				return err
			}
			err := errors.Join(
				tx.Put(ctx, counts, orchestrix.Row{"new", int64(1)}),
				tx.Delete(ctx, counts, orchestrix.Row{"old"}))
			return errors.Join(err, end)
		})
	}
	if err := write("undone", errStop); !errors.Is(err, errStop) {
		s.Errorf("error %v, want that of the function", err)
	}
	s.wantRows(counts, orchestrix.Row{"old", int64(1)})
	s.wantLen(id, 0)
	if _, known, err := s.store.ByCommand(s.patient(), "undone"); known || err != nil {
		s.Errorf("a command that was undone is known: %v, error %v", known, err)
	}
	if err := write("done", nil); err != nil {
		s.Fatal(err)
	}
	s.wantRows(counts, orchestrix.Row{"new", int64(1)})
	s.wantLen(id, 2)
	s.settle()
	if len(s.all(orchestrix.Position{}, orchestrix.Filter{})) != 2 {
		s.Error("what was undone and done has other events than what was done")
	}
	if _, known, err := s.store.ByCommand(s.patient(), "done"); !known || err != nil {
		s.Errorf("a command that was done is known: %v, error %v", known, err)
	}
}

func seenWithin(s *subject) {
	s.make(counts)
	id := stream("a")
	s.given(id, 1)
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		if !orchestrix.InTransaction(ctx) {
			s.Error("appends aren't told that they are in a transaction")
		}
		if _, err := s.store.Append(ctx, batch("within", id, orchestrix.Exactly(1), 1)); err != nil {
			return err
		}
		if err := tx.Insert(ctx, counts, orchestrix.Row{"a", int64(1)}); err != nil {
			return err
		}
		if read := s.collect(s.store.Read(ctx, id, 0)); len(read) != 2 {
			s.Errorf("within, %d events of the stream, want 2", len(read))
		}
		// Of the whole store it may see what is stable only, which its own isn't yet.
		head, err := s.store.Head(ctx)
		all := s.collect(s.store.All(ctx, orchestrix.Position{}, orchestrix.Filter{}))
		if err != nil || len(all) == 0 || len(all) > 2 || all[len(all)-1].Position != head {
			s.Errorf("within, the head is %v, error %v, after %d events", head, err, len(all))
		}
		if again, err := s.store.Append(ctx, batch("within", id, orchestrix.NoStream, 1)); err != nil || !again.Duplicate {
			s.Errorf("sent again within: %+v, error %v", again, err)
		}
		for name, reader := range map[string]orchestrix.RowReader{"the transaction": tx, "the store with its context": s.tables()} {
			row, err := reader.Get(ctx, counts, "a")
			n, errCount := reader.Count(ctx, counts, nil)
			rows, errSelect := collectRows(reader.Select(ctx, counts, orchestrix.Selection{}))
			if err := errors.Join(err, errCount, errSelect); row == nil || n != 1 || len(rows) != 1 || err != nil {
				s.Errorf("within, %s sees row %v, %d and %v, error %v", name, row, n, rows, err)
			}
		}
		// A reader elsewhere may be told nothing until the end, but nothing that
		// may still be undone.
		hasty, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		if row, err := s.tables().Get(hasty, counts, "a"); row != nil {
			s.Errorf("elsewhere, row %v is seen, error %v", row, err)
		}
		if _, known, err := s.store.ByCommand(hasty, "within"); known {
			s.Errorf("elsewhere, the command is known, error %v", err)
		}
		if got, err := collect(s.store.Read(hasty, id, 0)); err == nil && len(got) != 1 {
			s.Errorf("elsewhere, %d events are seen", len(got))
		}
		return nil
	})
	s.wantRows(counts, orchestrix.Row{"a", int64(1)})
}

func conflictWithin(s *subject) {
	s.make(counts)
	id := stream("a")
	s.given(id, 1)
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		if err := tx.Insert(ctx, counts, orchestrix.Row{"a", int64(1)}); err != nil {
			return err
		}
		_, err := s.store.Append(ctx, batch("late", id, orchestrix.NoStream, 1), batch("late", stream("b"), orchestrix.NoStream, 1))
		if conflict, ok := errors.AsType[*orchestrix.ConflictError](err); !ok || conflict.Actual != 1 {
			s.Errorf("error %v, want a conflict", err)
		}
		_, err = s.store.Append(ctx, batch("right", id, orchestrix.Exactly(1), 1))
		return err
	})
	s.wantRows(counts, orchestrix.Row{"a", int64(1)})
	s.wantLen(id, 2)
	s.wantLen(stream("b"), 0)
}

func failedPart(s *subject) {
	s.make(counts)
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		if err := tx.Insert(ctx, counts, orchestrix.Row{"a", int64(1)}); err != nil {
			return err
		}
		for name, end := range map[string]error{"kept": nil, "undone": errStop} {
			err := s.tables().Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
				if err := tx.Insert(ctx, counts, orchestrix.Row{name, int64(1)}); err != nil {
					return err
				}
				if row, err := tx.Get(ctx, counts, "a"); row == nil || err != nil {
					s.Errorf("a part sees %v of the rest, error %v", row, err)
				}
				_, err := s.store.Append(ctx, batch(name, stream(name), orchestrix.NoStream, 1))
				return errors.Join(err, end)
			})
			if !errors.Is(err, end) {
				s.Errorf("the part that is %s gave error %v", name, err)
			}
		}
		return tx.Put(ctx, counts, orchestrix.Row{"z", int64(1)})
	})
	s.wantRows(counts, orchestrix.Row{"a", int64(1)}, orchestrix.Row{"kept", int64(1)}, orchestrix.Row{"z", int64(1)})
	s.wantLen(stream("kept"), 1)
	s.wantLen(stream("undone"), 0)
}

func panickingTransaction(s *subject) {
	s.make(counts)
	func() {
		defer func() {
			if recover() != "bug" {
				s.Error("the panic is gone")
			}
		}()
		_ = s.tables().Transact(s.patient(), func(ctx context.Context, tx orchestrix.Tx) error {
			if err := tx.Insert(ctx, counts, orchestrix.Row{"a", int64(1)}); err != nil {
				s.Error(err)
			}
			panic("bug")
		})
	}()
	s.wantRows(counts)
	s.put(counts, orchestrix.Row{"b", int64(1)})
	s.wantRows(counts, orchestrix.Row{"b", int64(1)})
}

func transactionWakes(s *subject) {
	waiting, _ := s.beside(s.patient(), func(ctx context.Context) error { return s.store.Wait(ctx, orchestrix.Position{}) })
	s.transact(func(ctx context.Context, _ orchestrix.Tx) error {
		_, err := s.store.Append(ctx, batch("c", stream("a"), orchestrix.NoStream, 1))
		return err
	})
	if err := <-waiting; err != nil {
		s.Errorf("waiting: %v", err)
	}
	s.wantLen(stream("a"), 1)
}

// The row isn't there at first: to make it is held up as well.
func lockedIncrements(s *subject) {
	const adders, times = 8, 15
	s.make(counts)
	s.together(adders, func(ctx context.Context, _ int) error {
		for range times {
			err := s.tables().Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
				row, err := tx.Lock(ctx, counts, "total")
				switch {
				case err != nil:
					return err
				case row == nil:
					return tx.Insert(ctx, counts, orchestrix.Row{"total", int64(1)})
				}
				return tx.Put(ctx, counts, orchestrix.Row{"total", row[1].(int64) + 1})
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	s.wantRows(counts, orchestrix.Row{"total", int64(adders * times)})
}

// named is a table with another's columns.
func named(name string, like *orchestrix.Table) *orchestrix.Table {
	table := *like
	table.Name = name
	return &table
}

func swapWhileRead(s *subject) {
	next := named("test_counts_next", counts)
	s.make(counts)
	s.put(counts, orchestrix.Row{"a", int64(0)}, orchestrix.Row{"b", int64(0)})
	const swaps = 10
	var done atomic.Bool
	seen := make(chan struct{}, 1)
	s.together(3, func(ctx context.Context, i int) error {
		if i == 0 { // the one that swaps, when somebody has read
			defer done.Store(true)
			for n := range int64(swaps) {
				if err := s.tables().CreateTable(ctx, next); err != nil {
					return err
				}
				err := s.tables().Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
					if err := tx.Insert(ctx, next, orchestrix.Row{"a", n + 1}, orchestrix.Row{"b", n + 1}); err != nil {
						return err
					}
					return tx.Swap(ctx, next.Name, counts.Name)
				})
				if err != nil {
					return err
				}
				select {
				case <-seen:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
			return nil
		}
		for last := int64(0); !done.Load(); {
			rows, err := collectRows(s.tables().Select(ctx, counts, orchestrix.Selection{Order: counts.ByKey(nil)}))
			if err != nil {
				return fmt.Errorf("read during a swap: %w", err)
			}
			if len(rows) != 2 || rows[0][1] != rows[1][1] || rows[0][1].(int64) < last {
				return fmt.Errorf("read %v during a swap, after %d", rows, last)
			}
			last = rows[0][1].(int64)
			select {
			case seen <- struct{}{}:
			default:
			}
		}
		return nil
	})
	if exists, err := s.tables().TableExists(s.patient(), next.Name); exists || err != nil {
		s.Errorf("the table is still there by the name it had: %v, error %v", exists, err)
	}
	s.wantRows(counts, orchestrix.Row{"a", int64(swaps)}, orchestrix.Row{"b", int64(swaps)})
}

func swapAgain(s *subject) {
	next := named("test_everything_next", everything)
	row := func(n int) orchestrix.Row {
		return orchestrix.Row{"a", int64(n), nil, nil, nil, epoch, nil, "note", int64(n)}
	}
	for n := range 4 { // the first time there is no other
		s.make(next)
		s.put(next, row(n))
		s.transact(func(ctx context.Context, tx orchestrix.Tx) error { return tx.Swap(ctx, next.Name, everything.Name) })
		s.make(everything) // does nothing
		s.wantRows(everything, row(n))
		s.wantSelected(s.tables(), everything, orchestrix.Selection{Where: orchestrix.Compare{Column: "note", Op: "=", Value: "note"}}, []orchestrix.Row{row(n)})
	}
	err := s.tables().Transact(s.patient(), func(ctx context.Context, tx orchestrix.Tx) error {
		return tx.Swap(ctx, next.Name, everything.Name)
	})
	if err == nil {
		s.Error("a table that isn't there takes the place of another")
	}
	// One that is undone leaves both.
	s.make(next)
	err = s.tables().Transact(s.patient(), func(ctx context.Context, tx orchestrix.Tx) error {
		return errors.Join(tx.Swap(ctx, next.Name, everything.Name), errStop)
	})
	if !errors.Is(err, errStop) {
		s.Errorf("error %v", err)
	}
	s.wantRows(everything, row(3))
	s.wantRows(next)
}

func cancelledRows(s *subject) {
	s.make(counts)
	s.put(counts, orchestrix.Row{"a", int64(1)})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ended := func(what string, err error) {
		s.Helper()
		if !errors.Is(err, context.Canceled) {
			s.Errorf("%s: error %v, want the context's", what, err)
		}
	}
	_, err := s.tables().Get(ctx, counts, "a")
	ended("get", err)
	_, err = collectRows(s.tables().Select(ctx, counts, orchestrix.Selection{}))
	ended("select", err)
	_, err = s.tables().Count(ctx, counts, nil)
	ended("count", err)
	_, err = s.tables().TableExists(ctx, counts.Name)
	ended("exists", err)
	ended("create", s.tables().CreateTable(ctx, everything))
	ended("drop", s.tables().DropTable(ctx, counts.Name))
	ended("transact", s.tables().Transact(ctx, func(context.Context, orchestrix.Tx) error {
		s.Error("a transaction is begun with a context that has ended")
		return nil
	}))
	s.wantRows(counts, orchestrix.Row{"a", int64(1)})
}

func cancelledTransaction(s *subject) {
	s.make(counts)
	ctx, cancel := context.WithCancel(context.Background())
	err := s.tables().Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		if err := tx.Put(ctx, counts, orchestrix.Row{"a", int64(1)}); err != nil {
			return err
		}
		cancel()
		if err := tx.Put(ctx, counts, orchestrix.Row{"b", int64(1)}); !errors.Is(err, context.Canceled) {
			s.Errorf("put: error %v, want the context's", err)
		}
		if err := tx.Delete(ctx, counts, orchestrix.Row{"b"}); !errors.Is(err, context.Canceled) {
			s.Errorf("delete: error %v, want the context's", err)
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		s.Errorf("error %v, want the context's", err)
	}
	s.wantRows(counts)
	// A read that is cancelled in the midst of it isn't complete.
	for i := range 40 {
		s.put(counts, orchestrix.Row{fmt.Sprint(i), int64(i)})
	}
	ctx, cancel = context.WithCancel(context.Background())
	n := 0
	for _, errRead := range s.tables().Select(ctx, counts, orchestrix.Selection{}) {
		if err = errRead; err != nil {
			break
		}
		if n++; n == 3 {
			cancel()
		}
	}
	cancel()
	if !errors.Is(err, context.Canceled) {
		s.Errorf("a selection that is cancelled gave %d rows and error %v", n, err)
	}
}

func clockOfTransaction(s *subject) {
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		now, err := tx.Now(ctx)
		if now.IsZero() || now.Location() != time.UTC || now.Nanosecond()%1000 != 0 {
			s.Errorf("now is %v", now)
		}
		return err
	})
}
