package storetest

import (
	"context"
	"fmt"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var lateCases = []testCase{
	{name: "a transaction that commits late is not skipped by a live reader", run: lateCommit, needs: begins},
	{name: "a transaction that is rolled back leaves no gap that readers stop at", run: rolledBack, needs: begins},
	{name: "a stream is in order whichever transaction began first", run: lateOnOneStream, needs: begins},
	{name: "a reader that catches up while others write misses nothing and sees nothing twice", run: catchUp},
}

// reader reads a whole store bit by bit, as a subscription does.
type reader struct {
	s        *subject
	at       orchestrix.Position
	seen     map[orchestrix.EventID]bool
	versions map[orchestrix.StreamID]orchestrix.Version
}

func (s *subject) reader() *reader {
	return &reader{s: s, seen: map[orchestrix.EventID]bool{}, versions: map[orchestrix.StreamID]orchestrix.Version{}}
}

// read reads on to the head.
func (r *reader) read(ctx context.Context) error {
	head, err := r.s.store.Head(ctx)
	if err != nil {
		return err
	}
	for event, err := range r.s.store.All(ctx, r.at, orchestrix.Filter{}) {
		switch {
		case err != nil:
			return err
		case event.Position.Compare(r.at) <= 0:
			return fmt.Errorf("position %v comes after %v", event.Position, r.at)
		case event.Version != r.versions[event.Stream]+1:
			return fmt.Errorf("version %d of %v comes after %d", event.Version, event.Stream, r.versions[event.Stream])
		}
		r.at = event.Position
		r.seen[event.ID], r.versions[event.Stream] = true, event.Version
	}
	if r.at.Compare(head) < 0 {
		return fmt.Errorf("all ended at %v, the head was %v", r.at, head)
	}
	return nil
}

// until reads on until it has seen so many events, or is past a position that is
// the last.
func (r *reader) until(ctx context.Context, events int, last orchestrix.Position) error {
	for {
		if err := r.read(ctx); err != nil {
			return err
		}
		switch {
		case len(r.seen) == events:
			return nil
		case r.at.Compare(last) >= 0:
			return fmt.Errorf("at the last position %v it has seen %d events of %d", r.at, len(r.seen), events)
		}
		// A short wait: it may be all there already, and only become stable.
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		err := r.s.store.Wait(short, r.at)
		cancel()
		if err != nil && (ctx.Err() != nil || short.Err() == nil) {
			return err
		}
	}
}

// begin begins a transaction.
func (s *subject) begin() (within context.Context, end func(commit bool)) {
	s.Helper()
	in, finish, err := s.harness.Begin(s.store)
	if err != nil {
		s.Fatalf("begin: %v", err)
	}
	s.begun = true
	return in(s.patient()), func(commit bool) {
		s.Helper()
		s.begun = false
		if err := finish(commit); err != nil {
			s.Fatalf("end of a transaction, commit %v: %v", commit, err)
		}
	}
}

// within appends n events in a transaction.
func (s *subject) within(ctx context.Context, id orchestrix.StreamID, n int) orchestrix.Appended {
	s.Helper()
	appended, err := s.store.Append(ctx, batch(s.command(), id, orchestrix.Any, n))
	if err != nil {
		s.Fatalf("append in a transaction: %v", err)
	}
	return appended
}

func later(a, b orchestrix.Position) orchestrix.Position {
	if a.Compare(b) > 0 {
		return a
	}
	return b
}

func lateCommit(s *subject) {
	ctx, r := s.patient(), s.reader()
	last, events := s.given(stream("before"), 1).Position, 1
	for round := range 3 {
		within, end := s.begin()
		last = later(last, s.within(within, stream("late"), 2).Position)
		for i := range 3 {
			last = later(last, s.given(stream(fmt.Sprint("early-", i)), 1).Position)
			if err := r.read(ctx); err != nil {
				s.Fatal(err)
			}
		}
		end(true)
		events += 5
		if err := r.until(ctx, events, last); err != nil {
			s.Fatalf("round %d: %v", round, err)
		}
	}
}

func rolledBack(s *subject) {
	ctx, r := s.patient(), s.reader()
	events := 0
	var last orchestrix.Position
	for round := range 5 {
		within, end := s.begin()
		undone := s.command()
		again := batch(undone, stream("undone"), orchestrix.Any, 2)
		if _, err := s.store.Append(within, again); err != nil {
			s.Fatalf("append in a transaction: %v", err)
		}
		s.given(stream("done"), 1)
		end(false)
		if _, known, err := s.store.ByCommand(ctx, orchestrix.CommandID(undone)); known || err != nil {
			s.Errorf("a command that was rolled back is known: %v, error %v", known, err)
		}
		if round%2 == 0 {
			events += 2
			if appended := s.append(again); appended.Duplicate {
				s.Error("a command that was rolled back is taken for done")
			}
		}
		last = s.given(stream("done"), 1).Position
		events += 2
		if err := r.until(ctx, events, last); err != nil {
			s.Fatalf("round %d: %v", round, err)
		}
	}
}

// lateOnOneStream has transactions append to a stream in another order than that
// in which they began.
func lateOnOneStream(s *subject) {
	ctx, r := s.patient(), s.reader()
	events := 0
	var last orchestrix.Position
	for round := range 5 {
		within, end := s.begin()
		s.within(within, stream(fmt.Sprint("own-", round)), 1)
		last = s.given(stream("shared"), 1).Position
		last = later(last, s.within(within, stream("shared"), 1).Position)
		end(true)
		last = later(last, s.given(stream("shared"), 1).Position)
		events += 4
		if err := r.until(ctx, events, last); err != nil {
			s.Fatalf("round %d: %v", round, err)
		}
	}
}

func catchUp(s *subject) {
	const loaders, appends, perAppend = 8, 10, 2
	s.given(stream("s0"), many)
	r := s.reader()
	read, _ := s.beside(s.patient(), func(ctx context.Context) error {
		// Past every position: it ends when all are seen, or patience does.
		return r.until(ctx, many+loaders*appends*perAppend, orchestrix.NewPosition(1<<62, 0, 0))
	})
	s.together(loaders, func(ctx context.Context, i int) error {
		for n := range appends {
			command, id := fmt.Sprintf("loader-%d-%d", i, n), stream(fmt.Sprint("s", (i+n)%3))
			if _, err := s.store.Append(ctx, batch(command, id, orchestrix.Any, perAppend)); err != nil {
				return err
			}
		}
		return nil
	})
	if err := <-read; err != nil {
		s.Fatal(err)
	}
}
