package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var waitCases = []testCase{
	{name: "waiting ends at once when there are events", run: waitOver},
	{name: "waiting ends when an event comes", run: waitWakes},
	{name: "waiting ends with the context", run: waitCancelled},
	{name: "a live reader under load misses nothing and sees nothing twice", run: liveReader},
}

func waitOver(s *subject) {
	first := s.given(stream("a"), 1)
	second := s.given(stream("a"), 1)
	for _, after := range []orchestrix.Position{{}, first.Position} {
		if err := s.store.Wait(s.patient(), after); err != nil {
			s.Fatalf("after %v: %v", after, err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := s.store.Wait(ctx, second.Position); !errors.Is(err, context.DeadlineExceeded) {
		s.Errorf("after the last event: error %v, want to wait until the deadline", err)
	}
}

func waitWakes(s *subject) {
	head := s.given(stream("a"), 1).Position
	for range 3 {
		var waiters []<-chan error
		for range 4 {
			woken, _ := s.beside(s.patient(), func(ctx context.Context) error { return s.store.Wait(ctx, head) })
			waiters = append(waiters, woken)
		}
		next := s.given(stream("a"), 1).Position
		for _, woken := range waiters {
			if err := <-woken; err != nil {
				s.Fatalf("wait: %v", err)
			}
		}
		if rest := s.all(head, orchestrix.Filter{}); len(rest) != 1 || rest[0].Position != next {
			s.Fatalf("%d events after the wait, want 1", len(rest))
		}
		head = next
	}
}

func waitCancelled(s *subject) {
	head := s.given(stream("a"), 1).Position
	ended, stop := s.beside(s.patient(), func(ctx context.Context) error { return s.store.Wait(ctx, head) })
	stop()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			s.Errorf("error %v, want the context's", err)
		}
	case <-time.After(patience):
		s.Fatal("waiting goes on after its context has ended")
	}
}

func liveReader(s *subject) {
	const loaders, appends, perAppend = 16, 20, 3
	const total = loaders * appends * perAppend
	var seen []orchestrix.Recorded
	var done atomic.Bool
	read, _ := s.beside(s.patient(), func(ctx context.Context) error {
		var last orchestrix.Position
		for {
			// Looked at before reading: what is written by then must be seen.
			over := done.Load()
			for event, err := range s.store.All(ctx, last, orchestrix.Filter{}) {
				if err != nil {
					return err
				}
				if event.Position.Compare(last) <= 0 {
					return fmt.Errorf("position %v comes after %v", event.Position, last)
				}
				event.Data = nil
				seen, last = append(seen, event), event.Position
			}
			if over || len(seen) >= total {
				return nil
			}
			// A short wait, since nothing more comes once all is written.
			short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
			err := s.store.Wait(short, last)
			cancel()
			if err != nil && (ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded)) {
				return err
			}
		}
	})
	s.together(loaders, func(ctx context.Context, i int) error {
		for n := range appends {
			command, id := fmt.Sprintf("loader-%d-%d", i, n), stream(fmt.Sprint("s", (i+n)%5))
			if _, err := s.store.Append(ctx, batch(command, id, orchestrix.Any, perAppend)); err != nil {
				return err
			}
		}
		return nil
	})
	s.settle()
	done.Store(true)
	if err := <-read; err != nil {
		s.Fatal(err)
	}
	versions := map[orchestrix.StreamID]orchestrix.Version{}
	for _, event := range seen {
		if versions[event.Stream]++; event.Version != versions[event.Stream] {
			s.Fatalf("the live reader saw version %d of %v, want %d", event.Version, event.Stream, versions[event.Stream])
		}
	}
	if len(seen) != total {
		s.Errorf("the live reader saw %d events, want %d", len(seen), total)
	}
}
