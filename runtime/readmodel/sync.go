package readmodel

import (
	"context"
	"errors"
	"fmt"

	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// Sync makes the tables that aren't there, and brings all read models of the set
// up to date before it returns: for tests, and for tools that end. Inline ones
// are. An event that couldn't be projected is a [*subscription.ParkedError].
func (s *Set) Sync(ctx context.Context) error {
	tables, err := tablesOf(s.store, "of "+s.context)
	if err != nil {
		return err
	}
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	runner := subscription.NewRunner(tables)
	for _, member := range s.members {
		if err := member.addTo(runner); err != nil {
			return err
		}
	}
	if err := runner.Sync(ctx); err != nil {
		return fmt.Errorf("bring the read models of %s up to date: %w", s.context, err)
	}
	parked, err := runner.Parked(ctx, 0)
	for i := range parked {
		err = errors.Join(err, &subscription.ParkedError{Parked: parked[i]})
	}
	return err
}

// addTo has a runner project the read model, unless it is inline.
func (s *Stored[R]) addTo(runner *subscription.Runner) error {
	if s.model.Inline {
		return nil
	}
	return runner.Add(s.Subscription())
}
