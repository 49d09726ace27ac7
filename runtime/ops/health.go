package ops

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Check says whether something that the program needs is there, and a detail
// worth showing. An error means that the program isn't ready; only that of an
// [*UnreadyError] is shown, others are logged.
type Check func(ctx context.Context) (detail string, err error)

// UnreadyError says why a program isn't ready, in words that whoever may ask
// /readyz may read.
type UnreadyError struct{ Reason string }

func (e *UnreadyError) Error() string { return e.Reason }

// Health knows whether a program is ready for requests. It is safe for
// concurrent use.
type Health struct {
	checks  []*namedCheck
	timeout time.Duration
	logger  *slog.Logger
	leaving atomic.Bool
}

// HealthOption sets up a [Health].
type HealthOption func(*Health)

// NewHealth makes a Health; without checks the program is ready until it leaves.
func NewHealth(options ...HealthOption) *Health {
	h := &Health{timeout: 2 * time.Second, logger: slog.New(slog.DiscardHandler)}
	for _, option := range options {
		option(h)
	}
	return h
}

// WithCheck adds a check under a name.
func WithCheck(name string, check Check) HealthOption {
	return func(h *Health) {
		h.checks = append(h.checks, &namedCheck{name: name, check: check, turn: make(chan struct{}, 1)})
	}
}

// WithTimeout sets how long a check may take; default 2 seconds.
func WithTimeout(d time.Duration) HealthOption { return func(h *Health) { h.timeout = d } }

// WithHealthLogger sets where it is told that a check began or ceased to fail.
func WithHealthLogger(logger *slog.Logger) HealthOption {
	return func(h *Health) { h.logger = logger }
}

// Leave has the program be unready from now on: it is about to end.
func (h *Health) Leave() { h.leaving.Store(true) }

// Report is what the checks found.
type Report struct {
	Ready   bool
	Leaving bool
	Results []Result
}

// Result is what one check found.
type Result struct {
	Name   string
	OK     bool
	Detail string // may be empty
}

// Ready runs the checks, side by side.
func (h *Health) Ready(ctx context.Context) Report {
	if h.leaving.Load() {
		return Report{Leaving: true}
	}
	report := Report{Ready: true, Results: make([]Result, len(h.checks))}
	var group sync.WaitGroup
	for i, c := range h.checks {
		group.Go(func() { report.Results[i] = h.result(ctx, c) })
	}
	group.Wait()
	for _, r := range report.Results {
		report.Ready = report.Ready && r.OK
	}
	return report
}

func (h *Health) result(ctx context.Context, c *namedCheck) Result {
	detail, err := c.run(ctx, h.timeout)
	if ctx.Err() == nil { // else whoever asked is gone, and nothing was found
		h.log(ctx, c, err)
	}
	unready, told := errors.AsType[*UnreadyError](err)
	switch {
	case told:
		detail = unready.Reason
	case err != nil:
		detail = "failed: the log says why"
	}
	return Result{Name: c.name, OK: err == nil, Detail: detail}
}

// log tells a change, not each time that somebody asks.
func (h *Health) log(ctx context.Context, c *namedCheck, err error) {
	if failing := err != nil; c.failing.Swap(failing) == failing {
		return
	}
	if err != nil {
		h.logger.WarnContext(ctx, "not ready", "check", c.name, "error", err)
	} else {
		h.logger.InfoContext(ctx, "ready again", "check", c.name)
	}
}

// namedCheck runs one check, once at a time however many ask: one that hangs
// holds one goroutine.
type namedCheck struct {
	name    string
	check   Check
	turn    chan struct{}
	failing atomic.Bool
}

func (c *namedCheck) run(ctx context.Context, timeout time.Duration) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, &UnreadyError{Reason: fmt.Sprintf("no answer within %v", timeout)})
	defer cancel()
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	type answer struct {
		detail string
		err    error
	}
	answered := make(chan answer, 1)
	go func() {
		defer func() { <-c.turn }()
		detail, err := guarded(ctx, c.check)
		answered <- answer{detail, err}
	}()
	select {
	case a := <-answered:
		if a.err != nil && ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		return a.detail, a.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// guarded keeps a check that panics from ending the program.
func guarded(ctx context.Context, check Check) (detail string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return check(ctx)
}
