package storetest_test

import (
	"context"
	"iter"
	"slices"
	"strings"
	"sync"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

type sequence = iter.Seq2[orchestrix.Recorded, error]

// double is a store in memory with some of its answers spoilt.
type double struct {
	*memory.Store
	// before changes an append, all at once or each of several.
	before func(ctx context.Context, batches []orchestrix.Batch) (context.Context, [][]orchestrix.Batch)
	filter func(orchestrix.Filter) orchestrix.Filter
	reads  func(sequence) sequence
	alls   func(sequence) sequence
	// selects changes what is read of rows.
	selects func(rowSequence) rowSequence
	deaf    bool
	// receipt changes what is remembered of an append.
	receipt func(orchestrix.Appended) orchestrix.Appended
}

func (d *double) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	appends := [][]orchestrix.Batch{batches}
	if d.before != nil {
		ctx, appends = d.before(ctx, batches)
	}
	var last orchestrix.Appended
	for _, batches := range appends {
		var err error
		if last, err = d.Store.Append(ctx, batches...); err != nil {
			return last, err
		}
	}
	return last, nil
}

func (d *double) ByCommand(ctx context.Context, id orchestrix.CommandID) (orchestrix.Appended, bool, error) {
	appended, known, err := d.Store.ByCommand(ctx, id)
	if d.receipt != nil {
		appended = d.receipt(appended)
	}
	return appended, known, err
}

func (d *double) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) sequence {
	seq := d.Store.Read(ctx, stream, after)
	if d.reads != nil {
		return d.reads(seq)
	}
	return seq
}

func (d *double) All(ctx context.Context, after orchestrix.Position, filter orchestrix.Filter) sequence {
	if d.filter != nil {
		filter = d.filter(filter)
	}
	seq := d.Store.All(ctx, after, filter)
	if d.alls != nil {
		return d.alls(seq)
	}
	return seq
}

func (d *double) Select(ctx context.Context, table *orchestrix.Table, selection orchestrix.Selection) rowSequence {
	seq := d.Store.Select(ctx, table, selection)
	if d.selects != nil {
		return d.selects(seq)
	}
	return seq
}

func (d *double) Wait(ctx context.Context, after orchestrix.Position) error {
	if d.deaf {
		<-ctx.Done()
		return ctx.Err()
	}
	return d.Store.Wait(ctx, after)
}

// rewriting changes a copy of an append's batches.
func rewriting(change func(*orchestrix.Batch)) func(context.Context, []orchestrix.Batch) (context.Context, [][]orchestrix.Batch) {
	return func(ctx context.Context, batches []orchestrix.Batch) (context.Context, [][]orchestrix.Batch) {
		batches = slices.Clone(batches)
		for i := range batches {
			batches[i].Events = slices.Clone(batches[i].Events)
			change(&batches[i])
		}
		return ctx, [][]orchestrix.Batch{batches}
	}
}

func careless() orchestrix.Store {
	return &double{Store: memory.New(), before: rewriting(func(b *orchestrix.Batch) { b.Expect = orchestrix.Any })}
}

func piecemeal() orchestrix.Store {
	return &double{Store: memory.New(), before: func(ctx context.Context, batches []orchestrix.Batch) (context.Context, [][]orchestrix.Batch) {
		var each [][]orchestrix.Batch
		for i := range batches {
			each = append(each, batches[i:i+1])
		}
		return ctx, each
	}}
}

func unchecked() orchestrix.Store {
	return &double{Store: memory.New(), before: rewriting(func(b *orchestrix.Batch) {
		if len(b.Events) == 0 {
			b.Expect = orchestrix.Any
		}
	})}
}

// tidy keeps only what is an aggregate's.
func tidy() orchestrix.Store {
	return &double{Store: memory.New(), before: func(ctx context.Context, batches []orchestrix.Batch) (context.Context, [][]orchestrix.Batch) {
		batches = slices.DeleteFunc(slices.Clone(batches), func(b orchestrix.Batch) bool { return strings.HasPrefix(b.Stream.Category, "~") })
		if len(batches) == 0 {
			return ctx, nil
		}
		return ctx, [][]orchestrix.Batch{batches}
	}}
}

func forgetful() orchestrix.Store {
	return &double{Store: memory.New(), before: rewriting(func(b *orchestrix.Batch) {
		b.Expect = orchestrix.Any
		rename(b, orchestrix.CommandID(orchestrix.NewUUID()))
	})}
}

// rename has a batch be another command's.
func rename(b *orchestrix.Batch, command orchestrix.CommandID) {
	for i := range b.Events {
		b.Events[i].Metadata.CommandID = command
	}
}

// wishful looks whether a command is known only where an expectation doesn't hold.
type wishful struct {
	*memory.Store
	mu   sync.Mutex
	sent map[orchestrix.CommandID]bool
}

func (w *wishful) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, b := range batches {
		if len(b.Events) == 0 {
			continue
		}
		command := b.Events[0].Metadata.CommandID
		if !w.sent[command] {
			w.sent[command] = true
			break
		}
		_, again := rewriting(func(b *orchestrix.Batch) { rename(b, orchestrix.CommandID(orchestrix.NewUUID())) })(ctx, batches)
		if appended, err := w.Store.Append(ctx, again[0]...); err == nil {
			return appended, nil
		}
		break
	}
	return w.Store.Append(ctx, batches...)
}

// muddled tells a command's streams in another order than that of its batches.
func muddled() orchestrix.Store {
	return &double{Store: memory.New(), receipt: func(a orchestrix.Appended) orchestrix.Appended {
		slices.Reverse(a.Streams)
		slices.Reverse(a.Versions)
		return a
	}}
}

func tenantless() orchestrix.Store {
	return &double{Store: memory.New(), before: rewriting(func(b *orchestrix.Batch) { b.Stream.Tenant = "" })}
}

func anonymous() orchestrix.Store {
	return &double{Store: memory.New(), before: rewriting(func(b *orchestrix.Batch) {
		for i := range b.Events {
			b.Events[i].Metadata.Actor = ""
		}
	})}
}

func stubborn() orchestrix.Store {
	return &double{Store: memory.New(), before: func(ctx context.Context, batches []orchestrix.Batch) (context.Context, [][]orchestrix.Batch) {
		return context.WithoutCancel(ctx), [][]orchestrix.Batch{batches}
	}}
}

func lossy() orchestrix.Store {
	return &double{Store: memory.New(), alls: func(seq sequence) sequence {
		return func(yield func(orchestrix.Recorded, error) bool) {
			for recorded, err := range seq {
				if _, n, _ := recorded.Position.Parts(); n%100 == 77 {
					continue
				}
				if !yield(recorded, err) {
					return
				}
			}
		}
	}}
}

func stuttering() orchestrix.Store {
	return &double{Store: memory.New(), alls: func(seq sequence) sequence {
		return func(yield func(orchestrix.Recorded, error) bool) {
			for recorded, err := range seq {
				if _, n, _ := recorded.Position.Parts(); n%100 == 77 && !yield(recorded, err) {
					return
				}
				if !yield(recorded, err) {
					return
				}
			}
		}
	}}
}

func shortening() orchestrix.Store {
	quiet := func(seq sequence) sequence {
		return func(yield func(orchestrix.Recorded, error) bool) {
			for recorded, err := range seq {
				if err != nil || !yield(recorded, nil) {
					return
				}
			}
		}
	}
	return &double{Store: memory.New(), reads: quiet, alls: quiet}
}

func sleepy() orchestrix.Store { return &double{Store: memory.New(), deaf: true} }

func unfiltered() orchestrix.Store {
	return &double{Store: memory.New(), filter: func(orchestrix.Filter) orchestrix.Filter { return orchestrix.Filter{} }}
}

// breaking gives some events of each read of a store, and then ends it in an
// error, or without one.
func breaking(store orchestrix.Store, rows int, err error) orchestrix.Store {
	cut := func(seq sequence) sequence {
		return func(yield func(orchestrix.Recorded, error) bool) {
			n := 0
			for recorded, errRead := range seq {
				if n++; n > rows {
					if err != nil {
						yield(orchestrix.Recorded{}, err)
					}
					return
				}
				if !yield(recorded, errRead) {
					return
				}
			}
		}
	}
	broken := &double{reads: cut, alls: cut, selects: func(seq rowSequence) rowSequence { return firstRows(seq, rows, err) }}
	if inner, ok := store.(*double); ok {
		broken.Store = inner.Store
	} else {
		broken.Store = store.(*memory.Store)
	}
	return broken
}
