package subscription_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long a test waits for what should happen at once.
const patience = 2 * time.Minute

// fixture is a store, a clock, and what a handler got.
type fixture struct {
	*testing.T
	store    orchestrix.Tables
	commands int

	mu   sync.Mutex
	now  time.Time
	got  []string // "stream/version", in the order they were handled or projected
	fail func(event string) error
	log  bytes.Buffer
}

func newFixture(t *testing.T) *fixture {
	return &fixture{T: t, store: memory.New(), now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
}

// bubble runs a test whose time passes only while all of it waits: a lease ends
// because nobody renews it, and not because the machine is busy.
func bubble(t *testing.T, test func(f *fixture)) {
	synctest.Test(t, func(t *testing.T) { test(newFixture(t)) })
}

func (f *fixture) patient() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	f.Cleanup(cancel)
	return ctx
}

func (f *fixture) clock() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

func (f *fixture) pass(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}

// Write collects the log.
func (f *fixture) Write(b []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.Write(b)
}

func (f *fixture) logged() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.String()
}

func stream(id string) orchestrix.StreamID {
	return orchestrix.StreamID{Category: "test.Thing", ID: id}
}

// append puts events on streams, one each, in one command.
func (f *fixture) append(ids ...string) (last orchestrix.Position) {
	f.Helper()
	for _, id := range ids {
		f.commands++
		command := orchestrix.CommandID(fmt.Sprint("command-", f.commands))
		appended, err := f.store.Append(f.patient(), orchestrix.Batch{Stream: stream(id), Expect: orchestrix.Any, Events: []orchestrix.Pending{{
			ID: orchestrix.NewEventID(command, stream(id), 0), Type: "test.Happened", SchemaVersion: 1, Time: f.clock(),
			Metadata: orchestrix.Metadata{CommandID: command, CorrelationID: "correlated"}, Data: []byte(`{"secret":"hunter2"}`),
		}}})
		if err != nil {
			f.Fatal(err)
		}
		last = appended.Position
	}
	return last
}

func nameOf(event *orchestrix.Recorded) string {
	return fmt.Sprintf("%s/%d", event.Stream.ID, event.Version)
}

// take notes an event, unless it is to fail.
func (f *fixture) take(event *orchestrix.Recorded) error {
	f.mu.Lock()
	fail := f.fail
	f.mu.Unlock()
	if fail != nil {
		if err := fail(nameOf(event)); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.got = append(f.got, nameOf(event))
	return nil
}

// failing has some events fail with an error; none ends that.
func (f *fixture) failing(err error, events ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fail = func(event string) error {
		if slices.Contains(events, event) {
			return err
		}
		return nil
	}
}

func (f *fixture) handling() subscription.Subscription {
	return subscription.Subscription{
		Name: "test.Handling", Categories: []string{"test.Thing"}, Beginning: true,
		Handle: func(_ context.Context, event orchestrix.Recorded) error { return f.take(&event) },
	}
}

// projecting notes what is committed in a table, and fails where it is told to.
func (f *fixture) projecting() subscription.Subscription {
	return subscription.Subscription{
		Name: "test.Projecting", Categories: []string{"test.Thing"}, Beginning: true, Shape: "v1",
		Prepare: func(ctx context.Context) error { return f.store.CreateTable(ctx, projected) },
		Project: func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
			for i := range events {
				if err := f.take(&events[i]); err != nil {
					return &subscription.EventError{Index: i, Err: err}
				}
				if err := tx.Insert(ctx, projected, orchestrix.Row{nameOf(&events[i])}); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

var projected = &orchestrix.Table{Name: "projected", Key: 1, Columns: []orchestrix.Column{{Name: "event", Kind: orchestrix.TextColumn}}}

// runner makes a runner with the fixture's clock and log.
func (f *fixture) runner(s subscription.Subscription, options ...subscription.Option) *subscription.Runner {
	f.Helper()
	options = append([]subscription.Option{
		subscription.WithClock(f.clock),
		subscription.WithLogger(slog.New(slog.NewTextHandler(f, nil))),
	}, options...)
	r := subscription.NewRunner(f.store, options...)
	if err := r.Add(s); err != nil {
		f.Fatal(err)
	}
	return r
}

func (f *fixture) sync(r *subscription.Runner) {
	f.Helper()
	if err := r.Sync(f.patient()); err != nil {
		f.Fatalf("sync: %v", err)
	}
}

// run runs a runner until stop.
func (f *fixture) run(r *subscription.Runner) (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(patience):
			return errors.New("run goes on")
		}
	})
	f.Cleanup(func() {
		if err := stop(); err != nil {
			f.Errorf("run: %v", err)
		}
	})
	return stop
}

// until waits for a condition.
func (f *fixture) until(what string, holds func() bool) {
	f.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			f.Fatalf("%s: that doesn't come\n%s", what, f.logged())
		}
	}
}

func (f *fixture) handled() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.got)
}

func (f *fixture) wantHandled(want ...string) {
	f.Helper()
	if got := f.handled(); !slices.Equal(got, want) {
		f.Errorf("handled %v, want %v", got, want)
	}
}

func (f *fixture) wantProjected(want ...string) {
	f.Helper()
	var got []string
	for row, err := range f.store.Select(f.patient(), projected, orchestrix.Selection{}) {
		if err != nil {
			f.Fatal(err)
		}
		got = append(got, row[0].(string))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		f.Errorf("projected %v, want %v", got, want)
	}
}

// wantAside checks what is put aside: "a/1 x2 +3s: error" is the first event of
// a, which failed twice and is tried again in three seconds.
func (f *fixture) wantAside(r *subscription.Runner, want ...string) {
	f.Helper()
	parked, err := r.Parked(f.patient(), 0)
	if err != nil {
		f.Fatal(err)
	}
	var got []string
	for _, p := range parked {
		text := fmt.Sprintf("%s/%d", p.Stream.ID, p.Version)
		if p.Attempts > 0 {
			text += fmt.Sprintf(" x%d", p.Attempts)
		}
		if !p.Due.IsZero() {
			text += " due"
		}
		if p.Error != "" {
			text += ": " + p.Error
		}
		got = append(got, text)
	}
	if !slices.Equal(got, want) {
		f.Errorf("put aside are\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func (f *fixture) lag(r *subscription.Runner) subscription.Lag {
	f.Helper()
	lags, err := r.Lag(f.patient())
	if err != nil {
		f.Fatal(err)
	}
	return lags[0]
}
