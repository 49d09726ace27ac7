// Package subscription has durable, named readers of a store follow its events:
// none is skipped, whatever is written concurrently, and what comes of it is
// kept where the checkpoint is.
package subscription

import (
	"context"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Subscription is a durable reader. Generated code has one for each read model,
// policy and process.
type Subscription struct {
	// Name is unique in the store: "orders.ReserveOnPlaced". Was are names it had
	// before, whose place it takes.
	Name string
	Was  []string
	// Categories are what is read; events of other categories never come.
	Categories []string
	// Beginning has it read all that has happened when it is new; else it begins
	// where the store is then.
	Beginning bool
	// Shape is the fingerprint of what a projection writes to: with another shape
	// it is another subscription, at another place. Empty for what has none.
	Shape string

	// Exactly one of Handle and Project is set.
	//
	// Handle reacts to one event, at least once; what it does is to be the same
	// done twice, and the event's id tells. One at a time for a partition, in
	// order for a stream. The event's data is valid until it returns.
	Handle func(ctx context.Context, event orchestrix.Recorded) error
	// Project writes what some events, in order, come to, in the transaction that
	// moves the checkpoint: once. An *[EventError] says which one it failed at.
	Project func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error

	// Prepare is called when this process has got the lease, before anything is
	// read; nil: nothing to prepare.
	Prepare func(ctx context.Context) error
	// Due does what the clock is the reason for, such as timeouts, and says when
	// it is to be called next; the zero time: when an event has been handled. It
	// is called while this process has the lease of the first partition.
	Due func(ctx context.Context, now time.Time) (next time.Time, err error)
	// Whole says that it isn't partitioned, since what it makes of an event depends
	// on those before it in other streams.
	Whole bool
	// Retry is how often Handle is tried.
	Retry Retry
}

// Retry says how often something is tried, and how far apart: the pause doubles
// from Backoff, with jitter, up to a bound. Zero values are the defaults.
type Retry struct {
	Attempts int
	Backoff  time.Duration
}

// EventError says at which of the events it was given a projection failed.
type EventError struct {
	Index int
	Err   error
}

func (e *EventError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *EventError) Unwrap() error { return e.Err }
