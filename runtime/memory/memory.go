// Package memory keeps events and rows in memory, under the same contract as any
// other store except that nothing outlives the process. It is for tests.
package memory

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Store is an [orchestrix.Store] with [orchestrix.Tables] in memory, safe for
// concurrent use.
type Store struct {
	now func() time.Time
	// writing is held by whoever writes: an append, or a transaction from its
	// beginning to its end. So what is below a transaction doesn't change.
	writing chan struct{}
	// mu is held, beside it, for moments: by who changes what follows, and by
	// readers.
	mu     sync.Mutex
	log    *log
	tables *tables
	grown  chan struct{} // closed at the next append
}

var _ orchestrix.Tables = (*Store)(nil)

// Option sets up a [Store].
type Option func(*Store)

// WithClock replaces the clock of [orchestrix.Tx], for tests.
func WithClock(now func() time.Time) Option { return func(s *Store) { s.now = now } }

// New makes an empty store.
func New(options ...Option) *Store {
	s := &Store{
		now:     time.Now,
		writing: make(chan struct{}, 1),
		log:     newLog(nil),
		tables:  newTables(nil),
		grown:   make(chan struct{}),
	}
	for _, table := range orchestrix.SystemTables() {
		s.tables.create(table)
	}
	for _, option := range options {
		option(s)
	}
	return s
}

// lock waits for this writer's turn.
func (s *Store) lock(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case s.writing <- struct{}{}:
		return nil
	default:
	}
	select {
	case s.writing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (s *Store) unlock() { <-s.writing }

// Append implements [orchestrix.Store].
func (s *Store) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	id, tenant, err := orchestrix.CheckAppend(batches)
	if err != nil {
		return orchestrix.Appended{}, err
	}
	if tx := s.txFrom(ctx); tx != nil {
		if ctx.Err() != nil {
			return orchestrix.Appended{}, context.Cause(ctx)
		}
		return tx.log.append(command{tenant, id}, batches)
	}
	if err := s.lock(ctx); err != nil {
		return orchestrix.Appended{}, err
	}
	defer s.unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.log.events)
	appended, err := s.log.append(command{tenant, id}, batches)
	s.wake(before)
	return appended, err
}

// wake tells those who wait if there are more events than before.
func (s *Store) wake(before int) {
	if len(s.log.events) > before {
		close(s.grown)
		s.grown = make(chan struct{})
	}
}

// view calls f with what a context sees: its transaction, or what is committed.
func (s *Store) view(ctx context.Context, f func(*log, *tables)) {
	if tx := s.txFrom(ctx); tx != nil {
		f(tx.log, tx.tables)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.log, s.tables)
}

// Read implements [orchestrix.Store].
func (s *Store) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) iter.Seq2[orchestrix.Recorded, error] {
	return func(yield func(orchestrix.Recorded, error) bool) {
		var events []*orchestrix.Recorded
		s.view(ctx, func(l *log, _ *tables) { events = l.stream(stream) })
		walk(ctx, events[min(max(int(after), 0), len(events)):], nil, yield)
	}
}

// All implements [orchestrix.Store].
func (s *Store) All(ctx context.Context, after orchestrix.Position, filter orchestrix.Filter) iter.Seq2[orchestrix.Recorded, error] {
	return func(yield func(orchestrix.Recorded, error) bool) {
		var events []*orchestrix.Recorded
		s.view(ctx, func(l *log, _ *tables) { events = l.events })
		_, n, _ := after.Parts()
		walk(ctx, events[min(n, uint64(len(events))):], &filter, yield)
	}
}

// walk yields events. What a reader gets of an event's data is a copy that the
// next step overwrites, as in a store that reads from a connection.
func walk(ctx context.Context, events []*orchestrix.Recorded, filter *orchestrix.Filter, yield func(orchestrix.Recorded, error) bool) {
	var data []byte
	for i := 0; ; i++ {
		if ctx.Err() != nil {
			yield(orchestrix.Recorded{}, fmt.Errorf("read events: %w", context.Cause(ctx)))
			return
		}
		if i == len(events) {
			return
		}
		event := events[i]
		if filter != nil && !filter.Matches(event.Stream.Category, event.Type) {
			continue
		}
		recorded := *event
		data = append(data[:0], event.Data...)
		recorded.Data = data
		if !yield(recorded, nil) {
			return
		}
	}
}

// Head implements [orchestrix.Store].
func (s *Store) Head(ctx context.Context) (orchestrix.Position, error) {
	if ctx.Err() != nil {
		return orchestrix.Position{}, context.Cause(ctx)
	}
	var head orchestrix.Position
	s.view(ctx, func(l *log, _ *tables) { head = position(len(l.events)) })
	return head, nil
}

// Wait implements [orchestrix.Store].
func (s *Store) Wait(ctx context.Context, after orchestrix.Position) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		s.mu.Lock()
		head, grown := position(len(s.log.events)), s.grown
		s.mu.Unlock()
		if head.Compare(after) > 0 {
			return nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
		}
	}
}

// ByCommand implements [orchestrix.Store].
func (s *Store) ByCommand(ctx context.Context, id orchestrix.CommandID) (appended orchestrix.Appended, known bool, err error) {
	if ctx.Err() != nil {
		return orchestrix.Appended{}, false, context.Cause(ctx)
	}
	s.view(ctx, func(l *log, _ *tables) {
		appended, known = l.receipt(command{orchestrix.TenantFrom(ctx), id})
	})
	return appended, known, nil
}
