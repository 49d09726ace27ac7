package subscription

import (
	"log/slog"
	"time"
)

// Option sets up a [Runner].
type Option func(*Runner)

// WithLogger is where it is said what failed, was parked or changed hands;
// events' data is never part of it. Default: nowhere.
func WithLogger(logger *slog.Logger) Option { return func(r *Runner) { r.logger = logger } }

// WithOwner names this process in leases, for people who look; default the
// host's name and the process id. Two that run at once may have the same.
func WithOwner(name string) Option { return func(r *Runner) { r.owner = name } }

// WithClock is what retries and [Subscription.Due] go by; default [time.Now].
// Leases go by the database's clock.
func WithClock(now func() time.Time) Option { return func(r *Runner) { r.now = now } }

// WithLease sets how long a process that was killed keeps others from going on
// with its subscriptions; default 15 seconds, at most half an hour.
func WithLease(d time.Duration) Option {
	return func(r *Runner) { r.lease = min(max(d, time.Millisecond), longestLease/2) }
}

// WithDrain sets how long a handler may go on when Run's context has ended,
// before its own is ended; default 10 seconds.
func WithDrain(d time.Duration) Option { return func(r *Runner) { r.drain = d } }

// WithPartitions divides the streams that a subscription handles into n parts,
// which are worked on at once, by as many processes as there are; default 1, as
// it always is for projections and for what is [Subscription.Whole].
// Each process works on as many as others do. All should say the same: another n
// takes effect when none that says the former one is left.
func WithPartitions(name string, n int) Option {
	return func(r *Runner) { r.partitions[name] = n }
}

// WithPage sets how many events are read, and projected, at once; default 2,000.
func WithPage(events int) Option { return func(r *Runner) { r.page = max(1, events) } }

// WithMaxWaiting sets how many events of a subscription, or of a partition, may
// wait for their next attempt, or behind one that does, before it reads no
// further; default 1,000.
func WithMaxWaiting(events int) Option { return func(r *Runner) { r.maxWaiting = max(1, events) } }

// WithObserver is told what becomes of events.
func WithObserver(observer Observer) Option { return func(r *Runner) { r.observer = observer } }
