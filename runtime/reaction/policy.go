package reaction

import (
	"context"
	"slices"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// Policy sends commands when events happen, or by itself. Generated code has one
// for each of the model.
type Policy struct {
	Name string // "inventory.ReserveOnPlaced"
	// Categories are what is read for On.
	Categories []string
	// Beginning has it react to all that has happened when it is new.
	Beginning bool
	// On has a reaction for the events of some types.
	On map[string]React
	// Known says of the events of a category, the context's own, whether this
	// program knows them; other events without a reaction are nothing to it.
	Known map[string]func(orchestrix.Recorded) error
	// Schedule is when it acts by itself; nil: it doesn't.
	Schedule *Schedule
}

// React says what is sent because of an event.
type React func(ctx context.Context, event orchestrix.Recorded, seed Seed) ([]Send, error)

// Decode makes an event from what was stored.
type Decode[E any] func(orchestrix.Recorded) (E, error)

// On reacts to an event by a function of nothing else.
func On[E any](decode Decode[E], react func(event E, meta orchestrix.Meta, seed Seed) ([]Send, error)) React {
	return func(_ context.Context, recorded orchestrix.Recorded, seed Seed) ([]Send, error) {
		event, err := decode(recorded)
		if err != nil {
			return nil, err
		}
		return react(event, recorded.Meta(), seed)
	}
}

// OnWith reacts to an event by a function that may ask others: an effect written
// by hand, or a query.
func OnWith[E any](decode Decode[E], react func(ctx context.Context, event E, meta orchestrix.Meta, seed Seed) ([]Send, error)) React {
	return func(ctx context.Context, recorded orchestrix.Recorded, seed Seed) ([]Send, error) {
		event, err := decode(recorded)
		if err != nil {
			return nil, err
		}
		return react(ctx, event, recorded.Meta(), seed)
	}
}

// Subscription implements [Reaction].
func (p *Policy) Subscription(engine *orchestrix.Engine, send Sender) subscription.Subscription {
	s := subscription.Subscription{
		Name:       p.Name,
		Categories: p.Categories,
		Beginning:  p.Beginning,
		Handle: func(ctx context.Context, event orchestrix.Recorded) error {
			return p.handle(ctx, event, send)
		},
	}
	if p.Schedule != nil {
		clock := &clock{store: engine.Store(), policy: p}
		s.Categories = append(slices.Clone(p.Categories), p.occurrences())
		s.Due = clock.due
	}
	return s
}

func (p *Policy) handle(ctx context.Context, event orchestrix.Recorded, send Sender) error {
	react := p.reactionTo(&event)
	if react == nil {
		return known(p.Known, event)
	}
	ctx = following(ctx, &event)
	seed := newSeed(ctx, p.Name, event.ID)
	sends, err := react(ctx, event, seed)
	if err != nil {
		return err
	}
	return send.dispatch(ctx, seed, sends)
}

func (p *Policy) reactionTo(event *orchestrix.Recorded) React {
	if p.Schedule != nil && event.Type == occurredType && event.Stream.Category == p.occurrences() {
		return p.Schedule.React
	}
	return p.On[event.Type]
}

// known is an error if an event of the context's own is newer than this program.
func known(by map[string]func(orchestrix.Recorded) error, event orchestrix.Recorded) error {
	if check := by[event.Stream.Category]; check != nil {
		return check(event)
	}
	return nil
}
