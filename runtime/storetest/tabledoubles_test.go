package storetest_test

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

type rowSequence = iter.Seq2[orchestrix.Row, error]

// rowDouble is a store in memory with some of what it does to rows spoilt.
type rowDouble struct {
	*memory.Store
	// wrap changes a transaction, run how one is run.
	wrap func(orchestrix.Tx) orchestrix.Tx
	run  func(ctx context.Context, d *rowDouble, f txFunc) error
	// selects and rows change what is asked, and what is read.
	selects func(orchestrix.Selection) orchestrix.Selection
	rows    func(rowSequence) rowSequence
	// context changes that of everything but appends.
	context func(context.Context) context.Context
	appends func(ctx context.Context, d *rowDouble, err error)
	deaf    bool
	current orchestrix.Tx
}

type txFunc = func(ctx context.Context, tx orchestrix.Tx) error

// spoilt has the rest of a double as it is.
func spoilt(d *rowDouble) orchestrix.Store {
	d.Store = memory.New()
	return d
}

func (d *rowDouble) ctx(ctx context.Context) context.Context {
	if d.context != nil {
		return d.context(ctx)
	}
	return ctx
}

func (d *rowDouble) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	appended, err := d.Store.Append(ctx, batches...)
	if d.appends != nil {
		d.appends(ctx, d, err)
	}
	return appended, err
}

func (d *rowDouble) Wait(ctx context.Context, after orchestrix.Position) error {
	if d.deaf {
		return errors.New("nobody told")
	}
	return d.Store.Wait(ctx, after)
}

func (d *rowDouble) Transact(ctx context.Context, f txFunc) error {
	if d.wrap != nil {
		inner := f
		f = func(ctx context.Context, tx orchestrix.Tx) error { return inner(ctx, d.wrap(tx)) }
	}
	if d.run != nil {
		return d.run(ctx, d, f)
	}
	return d.Store.Transact(d.ctx(ctx), f)
}

func (d *rowDouble) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	if d.current != nil {
		return d.current.Get(ctx, table, key...)
	}
	return d.Store.Get(d.ctx(ctx), table, key...)
}

func (d *rowDouble) Select(ctx context.Context, table *orchestrix.Table, selection orchestrix.Selection) rowSequence {
	if d.selects != nil {
		selection = d.selects(selection)
	}
	rows := d.Store.Select(d.ctx(ctx), table, selection)
	if d.rows != nil {
		return d.rows(rows)
	}
	return rows
}

// txDouble is a transaction with some of what it does replaced.
type txDouble struct {
	orchestrix.Tx
	insert func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error
	put    func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error
	delete func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, keys []orchestrix.Row) error
	getAll func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, keys []orchestrix.Row) ([]orchestrix.Row, error)
	swap   func(ctx context.Context, tx orchestrix.Tx, from, to string) error
	now    func() time.Time
}

func (x txDouble) Insert(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if x.insert != nil {
		return x.insert(ctx, x.Tx, table, rows)
	}
	return x.Tx.Insert(ctx, table, rows...)
}

func (x txDouble) Put(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if x.put != nil {
		return x.put(ctx, x.Tx, table, rows)
	}
	return x.Tx.Put(ctx, table, rows...)
}

func (x txDouble) Delete(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) error {
	if x.delete != nil {
		return x.delete(ctx, x.Tx, table, keys)
	}
	return x.Tx.Delete(ctx, table, keys...)
}

func (x txDouble) GetAll(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) ([]orchestrix.Row, error) {
	if x.getAll != nil {
		return x.getAll(ctx, x.Tx, table, keys)
	}
	return x.Tx.GetAll(ctx, table, keys...)
}

func (x txDouble) Swap(ctx context.Context, from, to string) error {
	if x.swap != nil {
		return x.swap(ctx, x.Tx, from, to)
	}
	return x.Tx.Swap(ctx, from, to)
}

func (x txDouble) Now(ctx context.Context) (time.Time, error) {
	if x.now != nil {
		return x.now(), nil
	}
	return x.Tx.Now(ctx)
}

// transactions spoils each transaction in the same way.
func transactions(spoil txDouble) orchestrix.Store {
	return spoilt(&rowDouble{wrap: func(tx orchestrix.Tx) orchestrix.Tx {
		spoil.Tx = tx
		return spoil
	}})
}

// emptyIsAbsent takes empty bytes for none.
func emptyIsAbsent() orchestrix.Store {
	return spoilt(&rowDouble{rows: func(seq rowSequence) rowSequence {
		return func(yield func(orchestrix.Row, error) bool) {
			for row, err := range seq {
				for i, v := range row {
					if b, ok := v.([]byte); ok && len(b) == 0 {
						row[i] = nil
					}
				}
				if !yield(row, err) {
					return
				}
			}
		}
	}})
}

// terminating takes a NUL for the end of a text, as C does.
func terminating() orchestrix.Store {
	return transactions(txDouble{put: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error {
		rows = slices.Clone(rows)
		for i, row := range rows {
			rows[i] = slices.Clone(row)
			for at, v := range row {
				if text, ok := v.(string); ok {
					rows[i][at], _, _ = strings.Cut(text, "\x00")
				}
			}
		}
		return tx.Put(ctx, table, rows...)
	}})
}

// balky doesn't say that it is a row's own fault.
func balky() orchestrix.Store {
	return transactions(txDouble{insert: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error {
		if err := tx.Insert(ctx, table, rows...); err != nil {
			return errors.New(err.Error())
		}
		return nil
	}})
}

func overwriting() orchestrix.Store {
	return transactions(txDouble{insert: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error {
		return tx.Put(ctx, table, rows...)
	}})
}

// halfInserting writes the rows before the one whose key is taken.
func halfInserting() orchestrix.Store {
	return transactions(txDouble{insert: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error {
		for _, row := range rows {
			if err := tx.Insert(ctx, table, row); err != nil {
				return err
			}
		}
		return nil
	}})
}

// firstWins keeps the first of two rows with a key.
func firstWins() orchestrix.Store {
	return transactions(txDouble{put: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error {
		return tx.Put(ctx, table, slices.Concat(rows, reversed(rows))...)
	}})
}

func reversed(rows []orchestrix.Row) []orchestrix.Row {
	rows = slices.Clone(rows)
	slices.Reverse(rows)
	return rows
}

func hoarding() orchestrix.Store {
	return transactions(txDouble{delete: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, keys []orchestrix.Row) error {
		return tx.Delete(ctx, table, keys[:min(1, len(keys))]...)
	}})
}

// fewKeys reads the rows of the first keys.
func fewKeys() orchestrix.Store {
	return transactions(txDouble{getAll: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, keys []orchestrix.Row) ([]orchestrix.Row, error) {
		return tx.GetAll(ctx, table, keys[:min(500, len(keys))]...)
	}})
}

// onePage reads what fits in one page.
func onePage() orchestrix.Store {
	return spoilt(&rowDouble{rows: func(seq rowSequence) rowSequence { return firstRows(seq, 1000, nil) }})
}

// firstRows ends a sequence, in an error or as if it were complete.
func firstRows(seq rowSequence, n int, end error) rowSequence {
	return func(yield func(orchestrix.Row, error) bool) {
		left := n
		for row, err := range seq {
			if left--; left < 0 {
				if end != nil {
					yield(nil, end)
				}
				return
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// unquoting takes no column that is called like a keyword.
type unquoting struct{ *memory.Store }

func (u unquoting) CreateTable(ctx context.Context, table *orchestrix.Table) error {
	if slices.ContainsFunc(table.Columns, func(c orchestrix.Column) bool { return c.Name == "select" }) {
		return errors.New(`syntax error near "select"`)
	}
	return u.Store.CreateTable(ctx, table)
}

// confusing puts no row in the place of another in a table that is called excluded.
func confusing() orchestrix.Store {
	return transactions(txDouble{put: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error {
		if table.Name != "excluded" {
			return tx.Put(ctx, table, rows...)
		}
		if err := tx.Insert(ctx, table, rows...); !errors.As(err, new(*orchestrix.RowExistsError)) {
			return err
		}
		return nil
	}})
}

// recreating makes a table anew.
type recreating struct{ *memory.Store }

func (r recreating) CreateTable(ctx context.Context, table *orchestrix.Table) error {
	return errors.Join(r.Store.DropTable(ctx, table.Name), r.Store.CreateTable(ctx, table))
}

// tolerant drops rows that it can't hold.
func tolerant() orchestrix.Store {
	return transactions(txDouble{put: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error {
		return tx.Put(ctx, table, slices.DeleteFunc(slices.Clone(rows), func(row orchestrix.Row) bool { return table.CheckRows(row) != nil })...)
	}})
}

// twoValued knows only yes and no: what isn't equal is different.
func twoValued() orchestrix.Store {
	var known func(orchestrix.Condition) orchestrix.Condition
	all := func(conditions []orchestrix.Condition) []orchestrix.Condition {
		conditions = slices.Clone(conditions)
		for i, c := range conditions {
			conditions[i] = known(c)
		}
		return conditions
	}
	known = func(c orchestrix.Condition) orchestrix.Condition {
		switch c := c.(type) {
		case orchestrix.And:
			return orchestrix.And(all(c))
		case orchestrix.Or:
			return orchestrix.Or(all(c))
		case orchestrix.Not:
			return orchestrix.Not{Condition: known(c.Condition)}
		case orchestrix.Compare:
			if c.Op == "<>" {
				return orchestrix.Or{c, orchestrix.IsNull{Column: c.Column}}
			}
		}
		return c
	}
	return spoilt(&rowDouble{selects: func(selection orchestrix.Selection) orchestrix.Selection {
		selection.Where = known(selection.Where)
		return selection
	}})
}

// looselyOrdered looks at the first column of an order only.
func looselyOrdered() orchestrix.Store {
	return spoilt(&rowDouble{selects: func(selection orchestrix.Selection) orchestrix.Selection {
		selection.Order = selection.Order[:min(1, len(selection.Order))]
		return selection
	}})
}

// committing commits whatever becomes of the function.
func committing() orchestrix.Store {
	return spoilt(&rowDouble{run: func(ctx context.Context, d *rowDouble, f txFunc) error {
		var errF error
		err := d.Store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
			errF = f(ctx, tx)
			return nil
		})
		return errors.Join(errF, err)
	}})
}

// dirty shows readers what isn't committed.
func dirty() orchestrix.Store {
	return spoilt(&rowDouble{run: func(ctx context.Context, d *rowDouble, f txFunc) error {
		defer func() { d.current = nil }()
		return d.Store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
			d.current = timeless{tx}
			return f(ctx, tx)
		})
	}})
}

// timeless gives a row whatever becomes of the context: the suite gives a reader
// elsewhere a short while, which a busy machine may use up before it asks.
type timeless struct{ orchestrix.Tx }

func (t timeless) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	return t.Tx.Get(context.WithoutCancel(ctx), table, key...)
}

// touchy ends a transaction with any error in it.
func touchy() orchestrix.Store {
	var failed error
	return spoilt(&rowDouble{
		appends: func(_ context.Context, _ *rowDouble, err error) { failed = errors.Join(failed, err) },
		run: func(ctx context.Context, d *rowDouble, f txFunc) error {
			return d.Store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error { return errors.Join(f(ctx, tx), failed) })
		},
	})
}

// flat has no parts of transactions: what is within one is all of it.
func flat() orchestrix.Store {
	return spoilt(&rowDouble{run: func(ctx context.Context, d *rowDouble, f txFunc) error {
		if orchestrix.InTransaction(ctx) {
			return f(ctx, d.current)
		}
		defer func() { d.current = nil }()
		return d.Store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
			d.current = tx
			return f(ctx, tx)
		})
	}})
}

// fearless commits what panicked.
func fearless() orchestrix.Store {
	return spoilt(&rowDouble{run: func(ctx context.Context, d *rowDouble, f txFunc) error {
		var bug any
		err := d.Store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
			defer func() { bug = recover() }()
			return f(ctx, tx)
		})
		if bug != nil {
			panic(bug)
		}
		return err
	}})
}

func quiet() orchestrix.Store { return spoilt(&rowDouble{deaf: true}) }

// unlocked reads before it has the lock, and writes afterwards.
func unlocked() orchestrix.Store {
	return spoilt(&rowDouble{run: func(ctx context.Context, d *rowDouble, f txFunc) error {
		var written []orchestrix.Row
		var into *orchestrix.Table
		note := func(_ context.Context, _ orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error {
			into, written = table, append(written, rows...)
			return nil
		}
		if err := f(ctx, txDouble{Tx: readOnly{d.Store}, insert: note, put: note}); err != nil {
			return err
		}
		return d.Store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error { return tx.Put(ctx, into, written...) })
	}})
}

// readOnly locks nothing.
type readOnly struct{ *memory.Store }

func (r readOnly) Lock(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	defer runtime.Gosched()
	return r.Get(ctx, table, key...)
}
func (readOnly) GetAll(context.Context, *orchestrix.Table, ...orchestrix.Row) ([]orchestrix.Row, error) {
	return nil, nil
}
func (readOnly) Insert(context.Context, *orchestrix.Table, ...orchestrix.Row) error { return nil }
func (readOnly) Put(context.Context, *orchestrix.Table, ...orchestrix.Row) error    { return nil }
func (readOnly) Delete(context.Context, *orchestrix.Table, ...orchestrix.Row) error { return nil }
func (readOnly) Swap(context.Context, string, string) error                         { return nil }
func (readOnly) Now(context.Context) (time.Time, error)                             { return time.Now(), nil }

// gapping drops a table before another takes its place, and leaves the gap until
// a reader was in it.
func gapping() orchestrix.Store {
	var mu sync.Mutex
	var noticed atomic.Bool
	return spoilt(&rowDouble{
		rows: func(seq rowSequence) rowSequence {
			return func(yield func(orchestrix.Row, error) bool) {
				for row, err := range seq {
					if err != nil {
						noticed.Store(true)
					}
					if !yield(row, err) {
						return
					}
				}
			}
		},
		run: func(ctx context.Context, d *rowDouble, f txFunc) error {
			mu.Lock()
			defer mu.Unlock()
			var swaps [][2]string
			err := d.Store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
				return f(ctx, txDouble{Tx: tx, swap: func(_ context.Context, _ orchestrix.Tx, from, to string) error {
					swaps = append(swaps, [2]string{from, to})
					return nil
				}})
			})
			for _, swap := range swaps {
				err = errors.Join(err, d.DropTable(ctx, swap[1]))
				for !noticed.Load() && ctx.Err() == nil {
					runtime.Gosched()
				}
				err = errors.Join(err, d.Store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error { return tx.Swap(ctx, swap[0], swap[1]) }))
			}
			return err
		},
	})
}

// easygoing takes a swap for done if there is nothing to swap.
func easygoing() orchestrix.Store {
	return transactions(txDouble{swap: func(ctx context.Context, tx orchestrix.Tx, from, to string) error {
		_ = tx.Swap(ctx, from, to)
		return nil
	}})
}

// relentless goes on when a context has ended.
func relentless() orchestrix.Store { return spoilt(&rowDouble{context: context.WithoutCancel}) }

// deadlineless commits what nobody waits for any more.
func deadlineless() orchestrix.Store {
	return spoilt(&rowDouble{run: func(ctx context.Context, d *rowDouble, f txFunc) error {
		return d.Store.Transact(context.WithoutCancel(ctx), func(steady context.Context, tx orchestrix.Tx) error { return f(ctx, tx) })
	}})
}

func precise() orchestrix.Store {
	return transactions(txDouble{now: func() time.Time { return time.Unix(1, 1) }})
}

// oneMegabyte reads what a megabyte holds.
func oneMegabyte() orchestrix.Store {
	return spoilt(&rowDouble{rows: func(seq rowSequence) rowSequence {
		return func(yield func(orchestrix.Row, error) bool) {
			size := 0
			for row, err := range seq {
				for _, v := range row {
					if text, ok := v.(string); ok {
						size += len(text)
					}
				}
				if size > 1<<20 || !yield(row, err) {
					return
				}
			}
		}
	}})
}
