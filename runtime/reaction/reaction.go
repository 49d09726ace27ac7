// Package reaction has a context act on what happens: policies (Brandolini) send
// commands when events happen or time comes, processes (process managers, Hohpe
// and Woolf) follow several aggregates to an end.
//
// A reaction is a pure function from an event to what is to be sent, and a
// dispatcher. Handling an event again makes the same commands with the same ids,
// so that twice is once.
package reaction

import (
	"context"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// Sender carries out a command: Send of a context's module, or a test that looks
// at what is sent.
type Sender func(ctx context.Context, command orchestrix.Command, options ...orchestrix.Option) (orchestrix.Receipt, error)

// Reaction is a policy or a process.
type Reaction interface {
	// Subscription is the reaction at work on an engine's store.
	Subscription(engine *orchestrix.Engine, send Sender) subscription.Subscription
}

// Subscriptions are reactions at work on an engine's store.
func Subscriptions(engine *orchestrix.Engine, send Sender, reactions ...Reaction) []subscription.Subscription {
	all := make([]subscription.Subscription, len(reactions))
	for i, r := range reactions {
		all[i] = r.Subscription(engine, send)
	}
	return all
}

// Send is one command that is to be sent.
type Send struct {
	// Entry names the entry of `sends` that it comes of, Place is its place among
	// those of the entry: its id derives from both, not from the order of entries.
	// Row stands for the place where a query's answer is gone through, which has
	// another order tomorrow.
	Entry   string
	Place   int
	Row     string
	Command orchestrix.Command
	// Retry is how often the command is tried; zero: as the subscription says.
	Retry subscription.Retry
	// OnRefusal says what comes of a refusal, and Then is what is sent instead.
	OnRefusal OnRefusal
	Then      func(rejection orchestrix.Rejected, seed Seed) ([]Send, error)
}

// OnRefusal says what comes of a sent command that is refused, forbidden, or
// whose aggregate isn't there or is there already.
type OnRefusal int

const (
	// Park has the event wait until somebody decides.
	Park OnRefusal = iota
	// Skip takes the refusal for an answer like any other.
	Skip
	// SendThen sends what [Send.Then] says.
	SendThen
)
