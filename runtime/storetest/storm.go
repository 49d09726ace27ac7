package storetest

import (
	"context"
	"errors"
	"fmt"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var stormCases = []testCase{
	{name: "an append whose connection is cut happened once or happens when sent again", run: cutAppends, needs: cuts},
	{name: "what was acknowledged is there after the server restarted under load", run: restartUnderLoad, needs: serves},
}

const (
	stormWriters = 8
	stormAppends = 12 // of a writer, between one storm and the next
)

// storm has writers append while something disturbs them a few times: each sends a command
// again until it is acknowledged. Afterwards every command is there, once, and
// in order.
func (s *subject) storm(store orchestrix.Store, storms int, disturb func() error) {
	s.Helper()
	acknowledged := make(chan struct{}, stormWriters*storms*stormAppends)
	disturbed, _ := s.beside(s.patient(), func(ctx context.Context) error {
		for range storms {
			for range stormWriters * stormAppends / 2 {
				select {
				case <-acknowledged:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			if err := disturb(); err != nil { // in the midst of them
				return err
			}
		}
		return nil
	})
	s.together(stormWriters, func(ctx context.Context, writer int) error {
		id := stream(fmt.Sprint("writer-", writer))
		for n := range storms * stormAppends {
			command := fmt.Sprintf("writer-%d-%d", writer, n)
			send := []orchestrix.Batch{
				batch(command, id, orchestrix.Exactly(orchestrix.Version(2*n)), 2),
				batch(command, stream("shared"), orchestrix.Any, 1),
			}
			if n%2 == 0 { // one stream, or several
				send = send[:1]
			}
			if err := insist(ctx, store, send); err != nil {
				return fmt.Errorf("%s: %w", command, err)
			}
			acknowledged <- struct{}{}
		}
		return nil
	})
	if err := <-disturbed; err != nil {
		s.Fatalf("disturb: %v", err)
	}
	for writer := range stormWriters {
		for i, event := range s.read(stream(fmt.Sprint("writer-", writer)), 0) {
			if want := fmt.Sprintf("writer-%d-%d", writer, i/2); string(event.Metadata.CommandID) != want {
				s.Fatalf("event %d of writer %d is of %s, want %s", i, writer, event.Metadata.CommandID, want)
			}
		}
		s.wantLen(stream(fmt.Sprint("writer-", writer)), 2*storms*stormAppends)
	}
	s.wantLen(stream("shared"), stormWriters*storms*stormAppends/2)
}

// insist sends a command until it is acknowledged. Nobody races with it.
func insist(ctx context.Context, store orchestrix.Store, send []orchestrix.Batch) error {
	for {
		_, err := store.Append(ctx, send...)
		if err == nil || ctx.Err() != nil || errors.As(err, new(*orchestrix.ConflictError)) {
			return err
		}
		breathe(ctx)
	}
}

// breathe is between one attempt and the next.
func breathe(ctx context.Context) {
	select {
	case <-time.After(5 * time.Millisecond):
	case <-ctx.Done():
	}
}

func cutAppends(s *subject) {
	store, cut, err := s.harness.Cut(s.dir)
	if err != nil {
		s.Fatalf("open with connections that are cut: %v", err)
	}
	s.storm(store, 4, func() error {
		cut()
		return nil
	})
	if s.harness.Close != nil {
		if err := s.harness.Close(store); err != nil {
			s.Errorf("close: %v", err)
		}
	}
}

func restartUnderLoad(s *subject) {
	r := s.reader()
	followed, stop := s.beside(s.patient(), func(ctx context.Context) error { // goes on after errors, too
		for ctx.Err() == nil {
			if err := r.read(ctx); err != nil {
				breathe(ctx)
				continue
			}
			_ = s.store.Wait(ctx, r.at)
		}
		return nil
	})
	const restarts = 1 // it takes its time
	s.storm(s.store, restarts, s.harness.Restart)
	stop()
	<-followed
	s.given(stream("last"), 1) // all before is stable with it
	const events = stormWriters*restarts*stormAppends*5/2 + 1
	all := s.all(orchestrix.Position{}, orchestrix.Filter{})
	if err := r.until(s.patient(), events, all[len(all)-1].Position); err != nil {
		s.Error(err)
	}
}
