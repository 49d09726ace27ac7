package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"sync/atomic"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

const category = "test.Thing"

// patience is how long the suite waits for something that a good store does
// at once; only a broken one makes it wait that long.
var patience = patienceOf(os.Getenv(patienceEnv))

// patienceEnv is for whoever tests the suite with stores that are broken.
const patienceEnv = "ORCHESTRIX_STORETEST_PATIENCE"

func patienceOf(text string) time.Duration {
	if d, err := time.ParseDuration(text); err == nil {
		return d
	}
	return 2 * time.Minute // a busy machine syncs a disk now and then only
}

// subject is the store under test, and the folder it is kept in.
type subject struct {
	*testing.T
	harness  Harness
	dir      string
	store    orchestrix.Store
	commands atomic.Int64
	begun    bool // a transaction, before whose end nothing later is stable
}

func newSubject(t *testing.T, h Harness) *subject {
	s := &subject{T: t, harness: h, dir: t.TempDir()}
	if os.Getenv(childEnv) == "" { // the child that is to be killed has another's
		s.open()
	}
	t.Cleanup(s.close)
	return s
}

func (s *subject) open() {
	s.Helper()
	store, err := s.harness.Open(s.dir)
	if err != nil {
		s.Fatalf("open: %v", err)
	}
	s.store = store
}

func (s *subject) close() {
	s.Helper()
	if s.store != nil && s.harness.Close != nil {
		if err := s.harness.Close(s.store); err != nil {
			s.Errorf("close: %v", err)
		}
	}
	s.store = nil
}

func (s *subject) reopen() {
	s.Helper()
	s.close()
	s.open()
}

// patient is a context that ends when patience does.
func (s *subject) patient() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	s.Cleanup(cancel)
	return ctx
}

// beside runs f at the same time as the test, until it returns or stop ends its
// context, and gives its error. However the test ends, f has returned before the
// store is closed.
func (s *subject) beside(ctx context.Context, f func(context.Context) error) (ended <-chan error, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	result, returned := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(returned)
		result <- f(ctx)
	}()
	s.Cleanup(func() {
		cancel()
		select {
		case <-returned:
		case <-time.After(patience):
			s.Error("what runs beside the test goes on though its context has ended")
		}
	})
	return result, cancel
}

func stream(id string) orchestrix.StreamID {
	return orchestrix.StreamID{Category: category, ID: id}
}

var epoch = time.Date(2026, 1, 29, 12, 0, 0, 123456000, time.UTC)

// events makes n events of one command for a stream.
func events(command string, stream orchestrix.StreamID, n int) []orchestrix.Pending {
	var pending []orchestrix.Pending
	for i := range n {
		pending = append(pending, orchestrix.Pending{
			ID:            orchestrix.NewEventID(orchestrix.CommandID(command), stream, i),
			Type:          "test.Happened",
			SchemaVersion: 1,
			Time:          epoch,
			Metadata:      orchestrix.Metadata{CommandID: orchestrix.CommandID(command)},
			Data:          fmt.Appendf(nil, `{"command":%q,"n":%d}`, command, i),
		})
	}
	return pending
}

// batch makes a batch of n events; a command occurs once in a call.
func batch(command string, stream orchestrix.StreamID, expect orchestrix.Expectation, n int) orchestrix.Batch {
	return orchestrix.Batch{Stream: stream, Expect: expect, Events: events(command, stream, n)}
}

// command makes a command id that the test hasn't used yet.
func (s *subject) command() string { return fmt.Sprintf("command-%d", s.commands.Add(1)) }

// append appends and expects success, and waits until the events are stable.
func (s *subject) append(batches ...orchestrix.Batch) orchestrix.Appended {
	s.Helper()
	appended, err := s.store.Append(s.patient(), batches...)
	if err != nil {
		s.Fatalf("append: %v", err)
	}
	if !s.begun {
		s.stable(appended.Position)
	}
	return appended
}

// given puts n events on a stream whatever is there.
func (s *subject) given(stream orchestrix.StreamID, n int) orchestrix.Appended {
	s.Helper()
	return s.append(batch(s.command(), stream, orchestrix.Any, n))
}

// settle waits until all that was appended so far is stable.
func (s *subject) settle() {
	s.Helper()
	s.given(orchestrix.StreamID{Category: "~settled", ID: "all"}, 1)
}

// stable waits until a position is: transactions that began before, also such as
// nobody here knows of, may be about to end.
func (s *subject) stable(position orchestrix.Position) {
	s.Helper()
	ctx := s.patient()
	for {
		head, err := s.store.Head(ctx)
		if err == nil && head.Compare(position) < 0 {
			if err = s.store.Wait(ctx, head); err == nil {
				continue
			}
		}
		if err != nil {
			s.Fatalf("wait until position %v is stable: %v", position, err)
		}
		return
	}
}

// conflict appends and expects a conflict with exactly this content.
func (s *subject) conflict(want orchestrix.ConflictError, batches ...orchestrix.Batch) {
	s.Helper()
	_, err := s.store.Append(s.patient(), batches...)
	var conflict *orchestrix.ConflictError
	if !errors.As(err, &conflict) {
		s.Fatalf("append gave error %v, want the conflict: %v", err, &want)
	}
	if *conflict != want {
		s.Fatalf("append gave the conflict %+v, want %+v", *conflict, want)
	}
}

// read collects a stream and checks that it is dense.
func (s *subject) read(stream orchestrix.StreamID, after orchestrix.Version) []orchestrix.Recorded {
	s.Helper()
	recorded := s.collect(s.store.Read(s.patient(), stream, after))
	for i, event := range recorded {
		if want := after + orchestrix.Version(i) + 1; event.Version != want {
			s.Fatalf("event %d read after version %d of %v has version %d, want %d", i, after, stream, event.Version, want)
		}
		if event.Stream != stream {
			s.Fatalf("reading %v gave an event of %v", stream, event.Stream)
		}
	}
	return recorded
}

// all collects all events after a position and checks their order.
func (s *subject) all(after orchestrix.Position, filter orchestrix.Filter) []orchestrix.Recorded {
	s.Helper()
	recorded := s.collect(s.store.All(s.patient(), after, filter))
	last := after
	for _, event := range recorded {
		if event.Position.Compare(last) <= 0 {
			s.Fatalf("position %v comes after %v", event.Position, last)
		}
		last = event.Position
	}
	return recorded
}

func (s *subject) collect(seq iter.Seq2[orchestrix.Recorded, error]) []orchestrix.Recorded {
	s.Helper()
	recorded, err := collect(seq)
	if err != nil {
		s.Fatalf("read: %v", err)
	}
	return recorded
}

// collect keeps what a sequence gives, up to its error.
func collect(seq iter.Seq2[orchestrix.Recorded, error]) ([]orchestrix.Recorded, error) {
	var all []orchestrix.Recorded
	for recorded, err := range seq {
		if err != nil {
			return all, err
		}
		recorded.Data = append([]byte(nil), recorded.Data...) // valid until the next step only
		all = append(all, recorded)
	}
	return all, nil
}

// wantLen checks how many events a stream has.
func (s *subject) wantLen(stream orchestrix.StreamID, want int) {
	s.Helper()
	if got := len(s.read(stream, 0)); got != want {
		s.Fatalf("%v has %d events, want %d", stream, got, want)
	}
}
