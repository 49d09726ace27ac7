package subscription

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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

	id            string // of this runner in leases
	subscriptions []*Subscription
	workers       [][]*worker // of each subscription
	progress      progress
	running       atomic.Bool
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
		page:       2000,
		maxWaiting: 1000,
		observer:   unobserved{},
		progress:   progress{made: make(chan struct{})},
	}
	for _, option := range options {
		option(r)
	}
	r.id = fmt.Sprintf("%s#%08x", r.owner, rand.Uint32())
	return r
}

// clock is the runner's clock, as precise as a store keeps it.
func (r *Runner) clock() time.Time { return r.now().UTC().Truncate(time.Microsecond) }

// Add adds subscriptions, before Run or Sync. Their names differ.
func (r *Runner) Add(subscriptions ...Subscription) error {
	for i := range subscriptions {
		s := subscriptions[i]
		if err := s.check(); err != nil {
			return fmt.Errorf("subscription %q: %w", s.Name, err)
		}
		for _, other := range r.subscriptions {
			if slices.Contains(other.names(), s.Name) || slices.Contains(s.names(), other.Name) {
				return fmt.Errorf("subscription %q: there is one called so, or that was called so, already", s.Name)
			}
		}
		of := max(1, r.partitions[s.Name])
		if of > 1 && s.Project != nil {
			return fmt.Errorf("subscription %q: a projection isn't partitioned: its rows are shared by streams", s.Name)
		}
		if of > 1 && s.Whole {
			return fmt.Errorf("subscription %q isn't partitioned: what it makes of an event depends on those of other streams", s.Name)
		}
		share := &share{r: r, base: s.base(), of: of, fair: of, log: r.logger.With("subscription", s.Name).Warn}
		workers := make([]*worker, of)
		for i := range workers {
			workers[i] = r.newWorker(&s, i, of, share)
		}
		r.subscriptions, r.workers = append(r.subscriptions, &s), append(r.workers, workers)
	}
	return nil
}

func (s *Subscription) names() []string { return append([]string{s.Name}, s.Was...) }

func (s *Subscription) check() error {
	for _, name := range append(s.names(), s.Shape+"x") {
		if name == "" || strings.ContainsAny(name, "/@?\x00") {
			return errors.New(`a name, or a shape, is text without "/", "@" and "?"`)
		}
	}
	if (s.Handle == nil) == (s.Project == nil) {
		return errors.New("it either handles or projects")
	}
	if len(s.Categories) == 0 {
		return errors.New("it has no categories to read")
	}
	return nil
}

// of gives the workers of a subscription.
func (r *Runner) of(name string) ([]*worker, error) {
	for i, s := range r.subscriptions {
		if s.Name == name {
			return r.workers[i], nil
		}
	}
	return nil, fmt.Errorf("there is no subscription %q", name)
}

// Begin gives subscriptions that are new their place. One that doesn't read what
// happened before begins there and then; without, where the store is when Run or
// Sync first gets at it. A program calls it before it takes commands.
func (r *Runner) Begin(ctx context.Context) error {
	if err := r.checkTables(ctx); err != nil {
		return err
	}
	for _, workers := range r.workers {
		w := workers[0] // which makes the others' places, too
		made, _, err := w.look(ctx)
		if err == nil && !made {
			err = r.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
				now, err := tx.Now(ctx)
				if err != nil {
					return err
				}
				_, err = w.settle(ctx, tx, now)
				return err
			})
		}
		if err != nil {
			return w.about("begin", err)
		}
	}
	return nil
}

// Run works on all subscriptions until the context ends: handlers that are at
// it finish, checkpoints are written, and leases are given back. It gives nil
// then. A store that is away is waited for; an error is something that won't
// get better while the program runs.
func (r *Runner) Run(ctx context.Context) error {
	if !r.running.CompareAndSwap(false, true) {
		return errors.New("the subscriptions are run already")
	}
	defer r.running.Store(false)
	if err := r.awaitTables(ctx); err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var group sync.WaitGroup
	var once sync.Once
	var fatal error
	for _, workers := range r.workers {
		group.Go(func() { workers[0].share.run(ctx) })
		for _, w := range workers {
			group.Go(func() {
				if err := w.run(ctx); err != nil {
					once.Do(func() { fatal = err })
					stop(err)
				}
			})
		}
	}
	group.Wait()
	return fatal
}

// awaitTables looks whether the store has the tables that are needed, as soon as
// it can be asked.
func (r *Runner) awaitTables(ctx context.Context) error {
	for failures := 1; ctx.Err() == nil; failures++ {
		err := r.checkTables(ctx)
		if missing, ok := errors.AsType[*missingTableError](err); ok || err == nil {
			if missing != nil {
				return missing
			}
			return nil
		}
		pause := backoff(100*time.Millisecond, failures, 10*time.Second)
		r.logger.Error("subscriptions wait for the store", "error", err, "pause", pause)
		sleep(ctx, pause)
	}
	return nil
}

func (r *Runner) checkTables(ctx context.Context) error {
	for _, table := range []*orchestrix.Table{orchestrix.SubscriptionsTable, orchestrix.ParkedTable} {
		there, err := r.store.TableExists(ctx, table.Name)
		if err != nil {
			return fmt.Errorf("look for the table %s: %w", table.Name, err)
		}
		if !there {
			return &missingTableError{table.Name}
		}
	}
	return nil
}

type missingTableError struct{ name string }

func (e *missingTableError) Error() string {
	return fmt.Sprintf("the store has no table %s: migrate it", e.name)
}

// progress tells that some worker got further.
type progress struct {
	mu   sync.Mutex
	made chan struct{} // closed at the next
}

func (p *progress) tell() {
	p.mu.Lock()
	close(p.made)
	p.made = make(chan struct{})
	p.mu.Unlock()
}

func (p *progress) next() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.made
}
