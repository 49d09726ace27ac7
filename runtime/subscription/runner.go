package subscription

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Runner works on subscriptions, in turns with other processes: each partition
// of each is worked on by one at a time.
type Runner struct {
	store      orchestrix.Tables
	logger     *slog.Logger
	owner      string
	now        func() time.Time
	lease      time.Duration
	drain      time.Duration
	partitions map[string]int
	page       int
	maxWaiting int
	observer   Observer
}

// NewRunner makes a runner without subscriptions.
func NewRunner(store orchestrix.Tables, options ...Option) *Runner {
	host, _ := os.Hostname()
	r := &Runner{
		store:      store,
		logger:     slog.New(slog.DiscardHandler),
		owner:      fmt.Sprintf("%s/%d", host, os.Getpid()),
		now:        time.Now,
		lease:      15 * time.Second,
		drain:      10 * time.Second,
		partitions: map[string]int{},
		page:       1000,
		maxWaiting: 1000,
		observer:   unobserved{},
	}
	for _, option := range options {
		option(r)
	}
	return r
}

var errNotYet = errors.New("not yet")

// Add adds subscriptions, before Run or Sync. Their names differ.
func (r *Runner) Add(subscriptions ...Subscription) error { return errNotYet }

// Run works on all subscriptions until the context ends: handlers that are at
// it finish, checkpoints are written, and leases are given back. It gives nil
// then. A store that is away is waited for; an error is something that won't
// get better while the program runs.
func (r *Runner) Run(ctx context.Context) error { return errNotYet }

// Sync works until every subscription has handled all events up to the head,
// those that come of it included, and whatever is due by the runner's clock;
// afterwards nothing goes on. It is for tests and for programs that end. While
// Run is at it, it waits for that instead. An event that waits for its next
// attempt, or is parked, isn't waited for; any error of the store is given back.
func (r *Runner) Sync(ctx context.Context) error { return errNotYet }

// WaitFor returns when a subscription has handled all events up to a position,
// or put them aside, whichever process does it.
func (r *Runner) WaitFor(ctx context.Context, name string, position orchestrix.Position) error {
	return errNotYet
}

// Lag is how far a subscription, all partitions together, is behind.
type Lag struct {
	Subscription string
	Position     orchestrix.Position // up to which all is handled or put aside
	// Behind says whether there are events to handle; Age is how long ago the
	// first of them was recorded, else 0.
	Behind bool
	Age    time.Duration
	// Waiting counts events that wait for their next attempt, Parked those that
	// wait for somebody to decide; Queued are later ones of their streams.
	Waiting, Parked, Queued int64
	// Owners are the processes that work on the partitions now, in their order;
	// empty for one that nobody works on.
	Owners []string
}

// Lag gives the lag of each subscription, in the order in which they were added.
func (r *Runner) Lag(ctx context.Context) ([]Lag, error) { return nil, errNotYet }

// Parked is an event that was put aside.
type Parked struct {
	Subscription string
	EventID      orchestrix.EventID
	Type         string
	Stream       orchestrix.StreamID
	Version      orchestrix.Version
	// Error is what the last attempt failed with; empty for an event that waits
	// behind an earlier one of its stream.
	Error    string
	Attempts int
	// Due is when it is tried again; the zero time: somebody must decide, or it
	// waits behind an earlier one.
	Due   time.Time
	Since time.Time
}

// Parked lists what was put aside by some subscriptions, or by all, in the order
// of the events for each; at most limit of each, 0 for all.
func (r *Runner) Parked(ctx context.Context, limit int, names ...string) ([]Parked, error) {
	return nil, errNotYet
}

// Replay has the events of a stream that a subscription put aside handled, in
// order, whichever process works on it, and waits for it. It ends at the first
// that fails again, with a [*ParkedError].
func (r *Runner) Replay(ctx context.Context, name string, stream orchestrix.StreamID) error {
	return errNotYet
}

// Drop gives an event up that a subscription put aside; false if it isn't
// there. Those that waited behind it go on.
func (r *Runner) Drop(ctx context.Context, name string, id orchestrix.EventID) (bool, error) {
	return false, errNotYet
}

// ParkedError says that an event failed again.
type ParkedError struct{ Parked }

func (e *ParkedError) Error() string {
	return fmt.Sprintf("%s failed at %s of %v: %s", e.Subscription, e.Type, e.Stream, e.Parked.Error)
}

// WaitFor is [Runner.WaitFor] where there is no runner: it looks at what is
// written in the store now and then.
func WaitFor(ctx context.Context, store orchestrix.Tables, s *Subscription, position orchestrix.Position) error {
	return errNotYet
}
