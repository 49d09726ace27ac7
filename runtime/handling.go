package orchestrix

import (
	"context"
	"time"
)

// Creation is what a command wants of its aggregate's existence.
type Creation int

const (
	// MustExist: else a [*NotFoundError].
	MustExist Creation = iota
	// MustNotExist: else an [*ExistsError]. An empty id gets a new one.
	MustNotExist
	// Once: an existing aggregate is success without events.
	Once
	// IfMissing makes the aggregate or goes on with it.
	IfMissing
)

// Aggregate tells the runtime how one type of aggregate is loaded. Generated
// code has one value of it an aggregate.
type Aggregate[S any, E Event] struct {
	Category string // "<context>.<Aggregate>"
	// New is the state before the first event.
	New func(id string) S
	// Apply changes the state by one event; its error is an evaluation error.
	Apply func(state *S, event E, meta Meta) error
	// Clone copies a state deeply; nil if an assignment does.
	Clone func(S) S
	// Decode makes an event from what was stored; an unknown type or shape is
	// an error.
	Decode func(Recorded) (E, error)
	// Validate checks an event by its own rules before it is stored; nil
	// without any.
	Validate func(event E, now time.Time) error
	// Permit refuses an event where the lifecycle forbids it; nil without one.
	Permit func(state *S, event E, meta Meta) error
	// Invariants checks the state after a command's events; nil without any.
	Invariants func(state *S, meta Meta) error
	// IDOf says whose fact an event is. It is nil where no decision in Go could
	// raise another aggregate's.
	IDOf func(event E) string
	// Ends says that an event ends the aggregate; nil if none does.
	Ends func(event E) bool
	// Snapshot tells how states are kept; nil: they aren't.
	Snapshot *Snapshot[S]
	// Unique are the values that no two aggregates of the type share.
	Unique []Unique[S]
}

// Subject is one aggregate as a decision sees it.
type Subject[S any] struct {
	// State is the aggregate before the command, After with the command's
	// earlier events applied. Nothing else shares them. After is there from
	// Decide on.
	State, After S
	Exists       bool
	Version      Version
}

// Decision is what the rules of one command look at.
type Decision[S any] struct {
	Subject[S]
	Now   time.Time
	Meta  Meta
	NewID func() string
}

// Handling tells the runtime how one command is decided. Generated code makes
// one a call; nil functions are steps the command doesn't have.
type Handling[S any, E Event] struct {
	Aggregate *Aggregate[S, E]
	Command   string // "<context>.<Command>"
	ID        string // of the aggregate; empty only where NewAggregateID is set
	// IDField is the id's name in the command: where a violation of the id's
	// own rules points.
	IDField string
	// NewAggregateID makes the id of a command that may leave it empty, and
	// SetID tells the command.
	NewAggregateID func() string
	SetID          func(id string)
	Creates        Creation
	// Actor is the role that may send the command, asked of [WithRoles]; empty:
	// anybody.
	Actor string
	// Validate is the command's own; it runs before anything is loaded.
	Validate func(now time.Time) error
	// AskFirst asks the outside before the load; Ask after it, when the command
	// is allowed and its aggregate there. Each is called once a command, not
	// again on a conflict.
	AskFirst func(ctx context.Context) error
	// Read reads the other aggregates that the command looks at, by [ReadOther]
	// and [ReadOthers]. It isn't called for a command that ends with the
	// existence of its own.
	Read    func(ctx context.Context, d *Decision[S], r *Reading) error
	Ask     func(ctx context.Context, d *Decision[S]) error
	Allowed func(d *Decision[S]) error
	Refuses func(d *Decision[S]) error
	Skips   func(d *Decision[S]) (bool, error)
	// Decide raises the command's events in order. raise checks an event,
	// applies it to d.After and remembers it for the append.
	Decide func(ctx context.Context, d *Decision[S], raise func(E) error) error
	// OnRejected makes the event that records a refusal: one that says forbidden,
	// refused, not_found or already_exists.
	OnRejected func(d *Decision[S], rejection Rejected) (E, error)
}
