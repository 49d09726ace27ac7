package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var cancelCases = []testCase{
	{name: "with a context that has ended nothing is done", run: cancelledBefore},
	{name: "an append that was cancelled happened once or happens when sent again", run: cancelledAppend},
	{name: "a read that is cancelled ends in an error", run: cancelledRead},
	{name: "a connection that breaks ends a read in an error", run: brokenRead, needs: breaks},
}

func cancelledBefore(s *subject) {
	id := stream("a")
	s.given(id, 1)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.store.Append(ctx, batch(s.command(), id, orchestrix.Any, 1)); !errors.Is(err, context.Canceled) {
		s.Errorf("append: error %v, want the context's", err)
	}
	if _, err := collect(s.store.Read(ctx, id, 0)); !errors.Is(err, context.Canceled) {
		s.Errorf("read: error %v, want the context's", err)
	}
	if _, err := collect(s.store.All(ctx, orchestrix.Position{}, orchestrix.Filter{})); !errors.Is(err, context.Canceled) {
		s.Errorf("all: error %v, want the context's", err)
	}
	if _, err := s.store.Head(ctx); !errors.Is(err, context.Canceled) {
		s.Errorf("head: error %v, want the context's", err)
	}
	if err := s.store.Wait(ctx, orchestrix.Position{}); !errors.Is(err, context.Canceled) {
		s.Errorf("wait: error %v, want the context's", err)
	}
	if _, _, err := s.store.ByCommand(ctx, "command"); !errors.Is(err, context.Canceled) {
		s.Errorf("by command: error %v, want the context's", err)
	}
	s.wantLen(id, 1)
}

func cancelledAppend(s *subject) {
	const senders, appends = 16, 10
	s.together(senders, func(ctx context.Context, i int) error {
		id := stream(fmt.Sprint("sender-", i))
		for n := range appends {
			command := fmt.Sprintf("sender-%d-%d", i, n)
			send := batch(command, id, orchestrix.Exactly(orchestrix.Version(2*n)), 2)
			hasty, cancel := context.WithCancel(ctx)
			cancelled := make(chan struct{})
			go func() {
				defer close(cancelled)
				for range (i + n) % 7 * 50 { // some cancel at once, some in the midst of it
					if hasty.Err() != nil {
						return
					}
				}
				cancel()
			}()
			_, err := s.store.Append(hasty, send)
			cancel()
			<-cancelled
			if conflict := (*orchestrix.ConflictError)(nil); errors.As(err, &conflict) {
				return fmt.Errorf("an append that nobody races with: %w", err)
			}
			again, errAgain := s.store.Append(ctx, send)
			if errAgain != nil {
				return fmt.Errorf("sent again: %w", errAgain)
			}
			if err == nil && !again.Duplicate {
				return fmt.Errorf("%s was acknowledged but isn't known", command)
			}
			if again.Versions[0] != orchestrix.Version(2*n+2) {
				return fmt.Errorf("%s: versions %v, want %d", command, again.Versions, 2*n+2)
			}
		}
		return nil
	})
	for i := range senders {
		s.wantLen(stream(fmt.Sprint("sender-", i)), 2*appends)
	}
}

// readings are the two ways to read everything of a store with one stream.
func readings(ctx context.Context, store orchestrix.Store, id orchestrix.StreamID) map[string]iter.Seq2[orchestrix.Recorded, error] {
	return map[string]iter.Seq2[orchestrix.Recorded, error]{
		"read": store.Read(ctx, id, 0),
		"all":  store.All(ctx, orchestrix.Position{}, orchestrix.Filter{}),
	}
}

func cancelledRead(s *subject) {
	id := stream("a")
	s.given(id, many)
	for _, at := range []int{1, 100, 255, 256, 257, 700} {
		for how := range readings(s.patient(), s.store, id) {
			ctx, cancel := context.WithCancel(context.Background())
			n := 0
			var last error
			for _, err := range readings(ctx, s.store, id)[how] {
				if last = err; err != nil {
					break
				}
				if n++; n == at {
					cancel()
				}
			}
			cancel()
			if !errors.Is(last, context.Canceled) {
				s.Errorf("%s, cancelled after %d events, gave %d events and error %v", how, at, n, last)
			}
		}
	}
}

func brokenRead(s *subject) {
	id := stream("a")
	s.given(id, many)
	s.close()
	for _, rows := range []int{0, 1, 100, 255, 256, 257, 700, many - 1} {
		for _, how := range []string{"read", "all"} {
			store, err := s.harness.Break(s.dir, rows)
			if err != nil {
				s.Fatalf("open with a connection that breaks: %v", err)
			}
			got, err := collect(readings(s.patient(), store, id)[how])
			if err == nil && len(got) != many {
				s.Errorf("%s, broken after %d rows, looks complete with %d of %d events", how, rows, len(got), many)
			}
			for i, event := range got {
				if event.Version != orchestrix.Version(i+1) {
					s.Errorf("%s, broken after %d rows: event %d has version %d", how, rows, i, event.Version)
					break
				}
			}
			if s.harness.Close != nil {
				_ = s.harness.Close(store) // may well fail: its connection is broken
			}
		}
	}
	s.open()
}
