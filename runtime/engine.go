package orchestrix

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"
)

// Engine carries out commands against one store. It is safe for concurrent use.
type Engine struct {
	store      Store
	now        func() time.Time
	newID      func() string
	retries    int
	logger     *slog.Logger
	middleware []Middleware
	roles      Roles
	backfills  backfills
	inline     []InlineProjection
	snapshots  snapshots
}

// EngineOption sets up an [Engine].
type EngineOption func(*Engine)

// NewEngine makes an engine over a store.
func NewEngine(store Store, options ...EngineOption) *Engine {
	e := &Engine{
		store:   store,
		now:     time.Now,
		newID:   NewUUID,
		retries: 3,
		logger:  slog.New(slog.DiscardHandler),
	}
	e.backfills.turn = make(chan struct{}, 1)
	e.snapshots.tables, _ = store.(Tables)
	for _, option := range options {
		option(e)
	}
	return e
}

// WithClock replaces the clock, for tests.
func WithClock(now func() time.Time) EngineOption { return func(e *Engine) { e.now = now } }

// WithNewID replaces where new_id() and new command ids come from, for tests.
func WithNewID(newID func() string) EngineOption { return func(e *Engine) { e.newID = newID } }

// WithRetries sets how often a conflict is tried again; default 3.
func WithRetries(n int) EngineOption { return func(e *Engine) { e.retries = n } }

// WithLogger sets where the engine tells of what no error does, such as a
// conflict that a retry resolved; default nowhere.
func WithLogger(logger *slog.Logger) EngineOption { return func(e *Engine) { e.logger = logger } }

// WithMiddleware puts middleware around every command, the first outermost.
func WithMiddleware(middleware ...Middleware) EngineOption {
	return func(e *Engine) { e.middleware = append(e.middleware, middleware...) }
}

// Roles says whether an actor, as a command's context names it, has a role.
type Roles func(ctx context.Context, actor, role string) (bool, error)

// WithRoles has commands that say who may send them check it; without it they
// don't.
func WithRoles(roles Roles) EngineOption { return func(e *Engine) { e.roles = roles } }

// Handler carries out one command.
type Handler func(ctx context.Context, info CommandInfo) (Receipt, error)

// Middleware wraps a [Handler], to log, measure, trace or authorise. What it
// puts into the context (an actor, a tenant) holds for the command; calling
// the next handler again is harmless.
type Middleware func(next Handler) Handler

// CommandInfo tells a [Middleware] what is being carried out. Changing it
// changes nothing.
type CommandInfo struct {
	Command   string // "<context>.<Command>"
	Stream    StreamID
	CommandID CommandID
}

// Store is the store that the engine was made over.
func (e *Engine) Store() Store { return e.store }

// Now is the time by the engine's clock, in UTC and whole microseconds.
func (e *Engine) Now() time.Time { return e.instant() }

// instant is a command's one time, as precise as every store keeps it.
func (e *Engine) instant() time.Time { return e.now().UTC().Truncate(time.Microsecond) }

// Backoff between attempts after a conflict: long enough for the faster writer
// to be done, and random so that several losers don't meet again.
const (
	firstBackoff = 2 * time.Millisecond
	maxBackoff   = 100 * time.Millisecond
)

// pause waits before attempt n+1, or until the context is done.
func pause(ctx context.Context, n int) error {
	bound := min(firstBackoff<<min(n, 10), maxBackoff)
	timer := time.NewTimer(bound/2 + rand.N(bound/2))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
