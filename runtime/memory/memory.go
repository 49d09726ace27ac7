// Package memory keeps events in memory, under the same contract as any other
// store except that nothing outlives the process. It is for tests.
package memory

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"sync"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Store is an [orchestrix.Store] in memory, safe for concurrent use.
type Store struct {
	mu sync.Mutex
	// events and streams only ever grow, so a reader takes a slice under the
	// lock and walks it without.
	events  []*orchestrix.Recorded // position n is at n-1
	streams map[orchestrix.StreamID][]*orchestrix.Recorded
	// commands are the receipts of every append.
	commands map[command]orchestrix.Appended
	grown    chan struct{} // closed at the next append
}

type command struct {
	tenant string
	id     orchestrix.CommandID
}

// New makes an empty store.
func New() *Store {
	return &Store{
		streams:  map[orchestrix.StreamID][]*orchestrix.Recorded{},
		commands: map[command]orchestrix.Appended{},
		grown:    make(chan struct{}),
	}
}

// Append implements [orchestrix.Store].
func (s *Store) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	id, tenant, err := orchestrix.CheckAppend(batches)
	if err != nil {
		return orchestrix.Appended{}, err
	}
	if ctx.Err() != nil {
		return orchestrix.Appended{}, context.Cause(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if first, known := s.commands[command{tenant, id}]; known {
		return asDuplicate(first), nil
	}
	for _, batch := range batches {
		actual := orchestrix.Version(len(s.streams[batch.Stream]))
		if !batch.Expect.Holds(actual) {
			return orchestrix.Appended{}, &orchestrix.ConflictError{Stream: batch.Stream, Expected: batch.Expect, Actual: actual}
		}
	}
	var appended orchestrix.Appended
	for _, batch := range batches {
		s.write(batch, &appended)
	}
	if appended.Events == 0 {
		return appended, nil
	}
	s.commands[command{tenant, id}] = appended
	close(s.grown)
	s.grown = make(chan struct{})
	return copyOf(appended), nil
}

func (s *Store) write(batch orchestrix.Batch, appended *orchestrix.Appended) {
	if len(batch.Events) == 0 {
		return
	}
	stream := s.streams[batch.Stream]
	for _, pending := range batch.Events {
		pending.Data = bytes.Clone(pending.Data)
		recorded := &orchestrix.Recorded{
			Pending:  pending,
			Stream:   batch.Stream,
			Version:  orchestrix.Version(len(stream) + 1),
			Position: position(len(s.events) + 1),
		}
		stream = append(stream, recorded)
		s.events = append(s.events, recorded)
	}
	s.streams[batch.Stream] = stream
	appended.Position = position(len(s.events))
	appended.Versions = append(appended.Versions, orchestrix.Version(len(stream)))
	appended.Streams = append(appended.Streams, batch.Stream)
	appended.Events += len(batch.Events)
}

// Read implements [orchestrix.Store].
func (s *Store) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) iter.Seq2[orchestrix.Recorded, error] {
	return func(yield func(orchestrix.Recorded, error) bool) {
		s.mu.Lock()
		events := s.streams[stream]
		s.mu.Unlock()
		walk(ctx, events[min(max(int(after), 0), len(events)):], nil, yield)
	}
}

// All implements [orchestrix.Store].
func (s *Store) All(ctx context.Context, after orchestrix.Position, filter orchestrix.Filter) iter.Seq2[orchestrix.Recorded, error] {
	return func(yield func(orchestrix.Recorded, error) bool) {
		s.mu.Lock()
		events := s.events
		s.mu.Unlock()
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
	s.mu.Lock()
	defer s.mu.Unlock()
	return position(len(s.events)), nil
}

// Wait implements [orchestrix.Store].
func (s *Store) Wait(ctx context.Context, after orchestrix.Position) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		s.mu.Lock()
		head, grown := position(len(s.events)), s.grown
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
func (s *Store) ByCommand(ctx context.Context, id orchestrix.CommandID) (orchestrix.Appended, bool, error) {
	if ctx.Err() != nil {
		return orchestrix.Appended{}, false, context.Cause(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	first, known := s.commands[command{orchestrix.TenantFrom(ctx), id}]
	if !known {
		return orchestrix.Appended{}, false, nil
	}
	return asDuplicate(first), true, nil
}

func position(n int) orchestrix.Position { return orchestrix.NewPosition(0, uint64(n), 0) }

func asDuplicate(first orchestrix.Appended) orchestrix.Appended {
	first = copyOf(first)
	first.Duplicate = true
	return first
}

// copyOf keeps a caller that changes its receipt from changing the store's.
func copyOf(a orchestrix.Appended) orchestrix.Appended {
	a.Versions = append([]orchestrix.Version(nil), a.Versions...)
	a.Streams = append([]orchestrix.StreamID(nil), a.Streams...)
	return a
}
