package storetest_test

import (
	"context"
	"errors"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

var errDiskFull = errors.New("disk full")

// small is a store in memory that has room for some appends. halves has one that
// fails write what it can.
type small struct {
	*memory.Store
	left   int
	halves bool
}

func (s *small) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	if s.left > 0 {
		s.left--
		return s.Store.Append(ctx, batches...)
	}
	if s.halves {
		_, _ = s.Store.Append(ctx, batches[:1]...)
	}
	return orchestrix.Appended{}, errDiskFull
}

func (s *small) Transact(ctx context.Context, f txFunc) error {
	var errF error
	err := s.Store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		if errF = f(ctx, tx); s.halves {
			return nil
		}
		return errF
	})
	return errors.Join(errF, err)
}

// filling is a harness's Fill over a store that stays what it is.
func filling(halves bool) func(string) (orchestrix.Store, func() error, error) {
	return func(string) (orchestrix.Store, func() error, error) {
		s := &small{Store: memory.New(), left: 10, halves: halves}
		free := func() error {
			s.left = 1000
			return nil
		}
		return s, free, nil
	}
}
