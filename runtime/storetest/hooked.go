package storetest

import (
	"context"
	"slices"
	"sync/atomic"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// hooked does something before each append to a store.
type hooked struct {
	orchestrix.Store
	before func(ctx context.Context, batches []orchestrix.Batch) error
}

func (h hooked) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	if err := h.before(ctx, batches); err != nil {
		return orchestrix.Appended{}, err
	}
	return h.Store.Append(ctx, batches...)
}

// meet holds up appends about doctors until n have come, so that all of n
// commands have read before any of them writes.
func meet(store orchestrix.Store, n int64) orchestrix.Store {
	var come atomic.Int64
	all := make(chan struct{})
	return hooked{store, func(ctx context.Context, batches []orchestrix.Batch) error {
		if _, ok := ofDoctor(batches); !ok {
			return nil
		}
		if come.Add(1) == n {
			close(all)
		}
		select {
		case <-all:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}}
}

// ofDoctor is the first batch that is about a doctor, if there is one.
func ofDoctor(batches []orchestrix.Batch) (orchestrix.Batch, bool) {
	i := slices.IndexFunc(batches, func(b orchestrix.Batch) bool { return b.Stream.Category == doctors.Category })
	if i < 0 {
		return orchestrix.Batch{}, false
	}
	return batches[i], true
}
