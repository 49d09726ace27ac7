package reaction

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// Process follows several aggregates over time, an instance a key. S is an
// instance's state, kept as the events of a stream of its own. Generated code has
// one for each of the model.
//
// An event makes a step of each instance that it concerns; a step, which is an
// event, has commands sent. So one that fails keeps only its own instance waiting.
type Process[S any] struct {
	Name string // "orders.Fulfilment"
	// Categories are what is read for On.
	Categories []string
	// Beginning has it follow all that has happened when it is new.
	Beginning bool
	// New is the state of an instance before its first step.
	New func() S
	// AppendJSON appends a state as JSON, DecodeJSON reads it.
	AppendJSON func(state S, b []byte) ([]byte, error)
	DecodeJSON func(state *S, data []byte) error
	// On has what the events of some types lead to, Timeouts what timeouts do.
	On       map[string]Trigger[S]
	Timeouts map[string]Timeout[S]
	// Known is as [Policy.Known].
	Known map[string]func(orchestrix.Recorded) error
}

// Trigger is what events of one type lead to: a [When].
type Trigger[S any] interface {
	starts() bool
	keys(recorded orchestrix.Recorded) ([]string, error)
	step(state *S, key string, recorded orchestrix.Recorded) (Step, error)
	sends(ctx context.Context, state *S, key string, recorded orchestrix.Recorded, seed Seed) ([]Send, error)
	sending() bool
}

// When is what an event leads to.
type When[S, E any] struct {
	Decode Decode[E]
	// Starts has it make an instance where there is none; else it is nothing to
	// those that aren't there.
	Starts bool
	// Keys are the instances that it concerns.
	Keys func(event E, meta orchestrix.Meta) ([]string, error)
	// Step changes the state; nil: it changes nothing.
	Step func(state *S, key string, event E, meta orchestrix.Meta) (Step, error)
	// Sends says what is sent, with the state after the step; nil: nothing.
	Sends func(state *S, key string, event E, meta orchestrix.Meta, seed Seed) ([]Send, error)
	// SendsWith is Sends for a function that asks others: a query.
	SendsWith func(ctx context.Context, state *S, key string, event E, meta orchestrix.Meta, seed Seed) ([]Send, error)
}

// Timeout is what the end of a timeout leads to.
type Timeout[S any] struct {
	Step      func(state *S, key string, meta orchestrix.Meta) (Step, error)
	Sends     func(state *S, key string, meta orchestrix.Meta, seed Seed) ([]Send, error)
	SendsWith func(ctx context.Context, state *S, key string, meta orchestrix.Meta, seed Seed) ([]Send, error)
}

func (t Timeout[S]) sending() bool { return t.Sends != nil || t.SendsWith != nil }

func (t Timeout[S]) sends(ctx context.Context, state *S, key string, meta orchestrix.Meta, seed Seed) ([]Send, error) {
	if t.SendsWith != nil {
		return t.SendsWith(ctx, state, key, meta, seed)
	}
	return t.Sends(state, key, meta, seed)
}

// Step is what an event does to an instance beside its state.
type Step struct {
	// Cancels are timeouts that are given up, then Sets are set.
	Cancels []string
	Sets    []Timer
	// Ends ends the instance, and its timeouts.
	Ends bool
}

// Timer is a timeout that is set.
type Timer struct {
	Name string
	At   time.Time
	// round counts the timeouts, one setting the next, that led to this one without
	// time going on.
	round int
}

func (w When[S, E]) starts() bool  { return w.Starts }
func (w When[S, E]) sending() bool { return w.Sends != nil || w.SendsWith != nil }

func (w When[S, E]) keys(recorded orchestrix.Recorded) ([]string, error) {
	event, err := w.Decode(recorded)
	if err != nil {
		return nil, err
	}
	return w.Keys(event, recorded.Meta())
}

func (w When[S, E]) step(state *S, key string, recorded orchestrix.Recorded) (Step, error) {
	if w.Step == nil {
		return Step{}, nil
	}
	event, err := w.Decode(recorded)
	if err != nil {
		return Step{}, err
	}
	return w.Step(state, key, event, recorded.Meta())
}

func (w When[S, E]) sends(ctx context.Context, state *S, key string, recorded orchestrix.Recorded, seed Seed) ([]Send, error) {
	event, err := w.Decode(recorded)
	if err != nil {
		return nil, err
	}
	if w.SendsWith != nil {
		return w.SendsWith(ctx, state, key, event, recorded.Meta(), seed)
	}
	return w.Sends(state, key, event, recorded.Meta(), seed)
}

// Subscription implements [Reaction].
func (p *Process[S]) Subscription(engine *orchestrix.Engine, send Sender) subscription.Subscription {
	w := &worker[S]{Process: p, engine: engine, send: send}
	w.store, _ = engine.Store().(orchestrix.Tables)
	w.sub = subscription.Subscription{
		Name:       p.Name,
		Categories: append(slices.Clone(p.Categories), p.category()),
		Beginning:  p.Beginning,
		Prepare:    w.prepare,
		Handle:     w.handle,
		Due:        w.due,
		Whole:      true, // an event is nothing to an instance that begins only later
	}
	return w.sub
}

// category is that of the instances' streams.
func (p *Process[S]) category() string { return "~process/" + p.Name }

// worker is a process at work on a store.
type worker[S any] struct {
	*Process[S]
	engine *orchestrix.Engine
	store  orchestrix.Tables
	send   Sender
	sub    subscription.Subscription
	long   long
}

func (w *worker[S]) prepare(context.Context) error {
	if w.store == nil {
		return subscription.Permanent(fmt.Errorf("%s: a process keeps its timeouts in tables, which this store doesn't have", w.Name))
	}
	return nil
}

func (w *worker[S]) handle(ctx context.Context, event orchestrix.Recorded) error {
	if event.Stream.Category == w.category() {
		switch event.Type {
		case stepType:
			return w.follow(ctx, event)
		case timedOutType:
			return w.timedOut(ctx, event)
		}
		return &orchestrix.NewerError{Type: event.Type, SchemaVersion: event.SchemaVersion}
	}
	trigger := w.On[event.Type]
	if trigger == nil {
		return known(w.Known, event)
	}
	keys, err := trigger.keys(event)
	if err != nil {
		return err
	}
	var failed failures
	for _, key := range distinct(keys) {
		err := w.triggered(ctx, trigger, key, event)
		if err == nil && trigger.starts() && subscription.WasAside(ctx) {
			err = w.catchUp(ctx, key, event)
		}
		if err != nil {
			failed.add(fmt.Errorf("step of %s %q: %w", w.Name, key, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return failed.worst()
}

// triggered makes the step of one instance that an event leads to.
func (w *worker[S]) triggered(ctx context.Context, trigger Trigger[S], key string, event orchestrix.Recorded) error {
	stream := orchestrix.StreamID{Tenant: event.Stream.Tenant, Category: w.category(), ID: key}
	if !orchestrix.ValidID(key) {
		return subscription.Permanent(errors.New("a key is printable and at most 200 bytes long"))
	}
	return w.advance(ctx, stream, &event, func(i *instance[S]) (stepEvent, bool, error) {
		// What came before the instance is nothing to it, also when it is handled
		// again and the instance is there by then.
		early := i.version == 0 || event.Position.Compare(i.since) < 0
		if i.ended || early && !trigger.starts() {
			return stepEvent{}, false, nil
		}
		if early { // it begins with this event, or would have if that hadn't been put aside
			i.since = event.Position
		}
		step, err := trigger.step(&i.state, key, event)
		return stepEvent{Step: step, Trigger: event.Stream, TriggerVersion: event.Version, Sending: trigger.sending()}, true, err
	})
}

// follow sends what a step has sent.
func (w *worker[S]) follow(ctx context.Context, recorded orchestrix.Recorded) error {
	i, step, err := w.decodeStep(recorded)
	if err != nil || !step.Sending {
		return err
	}
	seed, key := newSeed(ctx, w.Name, recorded.ID), recorded.Stream.ID
	ctx = following(ctx, &recorded)
	var sends []Send
	if step.Timeout != "" {
		timeout, err := w.timeout(step.Timeout)
		if err != nil {
			return err
		}
		meta := recorded.Meta()
		meta.Time = step.Due
		if sends, err = timeout.sends(ctx, &i.state, key, meta, seed); err != nil {
			return err
		}
		return w.send.dispatch(ctx, seed, sends)
	}
	trigger, event, err := w.triggerOf(ctx, step)
	if err != nil {
		return err
	}
	if sends, err = trigger.sends(ctx, &i.state, key, event, seed); err != nil {
		return err
	}
	return w.send.dispatch(orchestrix.WithCausationID(ctx, string(event.ID)), seed, sends)
}

// triggerOf reads the event that led to a step.
func (w *worker[S]) triggerOf(ctx context.Context, step stepEvent) (Trigger[S], orchestrix.Recorded, error) {
	for event, err := range w.store.Read(ctx, step.Trigger, step.TriggerVersion-1) {
		if err != nil {
			return nil, event, fmt.Errorf("read %v: %w", step.Trigger, err)
		}
		event.Data = slices.Clone(event.Data)
		trigger := w.On[event.Type]
		if trigger == nil || !trigger.sending() {
			return nil, event, &orchestrix.NewerError{Type: event.Type, SchemaVersion: event.SchemaVersion, Err: fmt.Errorf("%s sent something because of it", w.Name)}
		}
		return trigger, event, nil
	}
	return nil, orchestrix.Recorded{}, subscription.Permanent(fmt.Errorf("read %v: version %d, which led to a step, isn't there", step.Trigger, step.TriggerVersion))
}

func (w *worker[S]) timeout(name string) (Timeout[S], error) {
	timeout, ok := w.Timeouts[name]
	if !ok {
		return timeout, &orchestrix.NewerError{Type: timedOutType, SchemaVersion: 1, Err: fmt.Errorf("%s has no timeout %q", w.Name, name)}
	}
	return timeout, nil
}

// distinct are the keys in order, each once: twice in one event is once.
func distinct(keys []string) []string {
	if len(keys) < 2 {
		return keys
	}
	seen := make(map[string]bool, len(keys))
	return slices.DeleteFunc(slices.Clone(keys), func(key string) bool {
		before := seen[key]
		seen[key] = true
		return before
	})
}
