package sqlite

import (
	"context"
	"fmt"
	"sync"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// news wakes those who wait for events.
type news struct {
	poll   time.Duration
	mu     sync.Mutex
	grown  chan struct{} // closed and replaced when something was written
	closed chan struct{}
	once   sync.Once
}

func (n *news) init(poll time.Duration) {
	n.poll, n.grown, n.closed = poll, make(chan struct{}), make(chan struct{})
}

func (n *news) tell() {
	n.mu.Lock()
	close(n.grown)
	n.grown = make(chan struct{})
	n.mu.Unlock()
}

func (n *news) next() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.grown
}

func (n *news) close() { n.once.Do(func() { close(n.closed) }) }

// Wait implements [orchestrix.Store].
func (s *Store) Wait(ctx context.Context, after orchestrix.Position) error {
	tick := time.NewTicker(s.news.poll)
	defer tick.Stop()
	for {
		// Taken before looking, so that nothing written in between is missed.
		grown := s.news.next()
		head, err := s.Head(ctx)
		if err != nil {
			return fmt.Errorf("wait for events: %w", err)
		}
		if head.Compare(after) > 0 {
			return nil
		}
		select {
		case <-grown:
		case <-tick.C: // another process may have written
		case <-s.news.closed:
			return ErrClosed
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
