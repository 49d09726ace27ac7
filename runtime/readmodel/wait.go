package readmodel

import (
	"context"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// WaitFor returns when the read model has all events up to a position, such as
// that of a receipt: for who must read what they wrote. Somebody must run its
// subscription. An inline one has them already.
func (s *Stored[R]) WaitFor(ctx context.Context, position orchestrix.Position) error {
	if s.model.Inline {
		return nil
	}
	tables, err := s.tables()
	if err != nil {
		return err
	}
	own := s.Subscription()
	return subscription.WaitFor(ctx, tables, &own, position)
}
