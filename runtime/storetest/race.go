package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var raceCases = []testCase{
	{name: "of 64 writers on one stream exactly one wins each version", run: raceOnOneStream},
	{name: "64 writers on many streams don't disturb each other", run: raceOnMany},
	{name: "checks of what others write hold until the append", run: raceOnChecks},
}

const writers = 64

// together runs f n times at once; an error of any fails the test.
func (s *subject) together(n int, f func(ctx context.Context, i int) error) {
	s.Helper()
	ctx := s.patient()
	var group sync.WaitGroup
	start := make(chan struct{})
	errs := make([]error, n)
	for i := range n {
		group.Go(func() {
			<-start
			errs[i] = f(ctx, i)
		})
	}
	close(start)
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		s.Fatal(err)
	}
}

func raceOnOneStream(s *subject) {
	const wins = 3
	id := stream("contended")
	var mu sync.Mutex
	winners := map[orchestrix.Version]string{}
	s.together(writers, func(ctx context.Context, writer int) error {
		at := orchestrix.Version(0)
		for won := 0; won < wins; {
			command := fmt.Sprintf("writer-%d-%d-at-%d", writer, won, at)
			appended, err := s.store.Append(ctx, batch(command, id, orchestrix.Exactly(at), 1))
			var conflict *orchestrix.ConflictError
			switch {
			case errors.As(err, &conflict):
				if conflict.Actual == at || conflict.Expected != orchestrix.Exactly(at) || conflict.Stream != id {
					return fmt.Errorf("a conflict that is none: %w", conflict)
				}
				at = conflict.Actual
				continue
			case err != nil:
				return err
			case len(appended.Versions) != 1 || appended.Versions[0] != at+1:
				return fmt.Errorf("versions %v after an append at %d", appended.Versions, at)
			}
			mu.Lock()
			other, taken := winners[at+1]
			winners[at+1] = command
			mu.Unlock()
			if taken {
				return fmt.Errorf("version %d was won by %s and %s", at+1, other, command)
			}
			at++
			won++
		}
		return nil
	})
	s.wantLen(id, writers*wins)
	for _, event := range s.read(id, 0) {
		if got := string(event.Metadata.CommandID); got != winners[event.Version] {
			s.Errorf("version %d is of %s, but won by %s", event.Version, got, winners[event.Version])
		}
	}
}

func raceOnMany(s *subject) {
	const appends = 8
	s.together(writers, func(ctx context.Context, writer int) error {
		own, shared := stream(fmt.Sprint("own-", writer)), stream(fmt.Sprint("shared-", writer%4))
		for n := range appends {
			command := fmt.Sprintf("writer-%d-%d", writer, n)
			appended, err := s.store.Append(ctx,
				batch(command, own, orchestrix.Exactly(orchestrix.Version(n)), 1),
				batch(command, shared, orchestrix.Any, 1))
			if err != nil {
				return err
			}
			if appended.Duplicate || appended.Events != 2 || appended.Versions[0] != orchestrix.Version(n+1) {
				return fmt.Errorf("%s got the receipt %+v", command, appended)
			}
		}
		return nil
	})
	for writer := range writers {
		s.wantLen(stream(fmt.Sprint("own-", writer)), appends)
	}
	for i := range 4 {
		s.wantLen(stream(fmt.Sprint("shared-", i)), writers*appends/4)
	}
	s.settle()
	if got := len(s.all(orchestrix.Position{}, orchestrix.Filter{})); got != 2*writers*appends {
		s.Errorf("all gives %d events, want %d", got, 2*writers*appends)
	}
}

// raceOnChecks has pairs of writers of which each may write only while the
// other hasn't: if a check didn't hold until the append, both would.
func raceOnChecks(s *subject) {
	const pairs, rounds = 12, 8
	for round := range rounds {
		name := func(i int) string { return fmt.Sprint("round-", round, "-", i) }
		s.together(2*pairs, func(ctx context.Context, i int) error {
			batches := []orchestrix.Batch{
				batch(name(i), stream(name(i)), orchestrix.NoStream, 1),
				{Stream: stream(name(i ^ 1)), Expect: orchestrix.NoStream},
			}
			if round%2 == 1 {
				slices.Reverse(batches)
			}
			_, err := s.store.Append(ctx, batches...)
			if conflict := (*orchestrix.ConflictError)(nil); errors.As(err, &conflict) {
				return nil
			}
			return err
		})
		for i := 0; i < 2*pairs; i += 2 {
			if a, b := len(s.read(stream(name(i)), 0)), len(s.read(stream(name(i+1)), 0)); a+b != 1 {
				s.Errorf("round %d: two of which each writes while the other hasn't wrote %d and %d events, want one in all", round, a, b)
			}
		}
	}
}
