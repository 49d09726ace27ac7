package reaction

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// instance is one instance of a process as its stream tells.
type instance[S any] struct {
	state S
	// version is that of its stream; 0: there is none.
	version orchestrix.Version
	// since is where the event stands that it began with.
	since  orchestrix.Position
	timers []Timer
	ended  bool
}

// Instance is one instance of a process, for those who look.
type Instance struct {
	// State is the state's JSON.
	State  []byte
	Timers []Timer // that are still to come
	Ended  bool
}

// Instance reads the instance of a key, for the tenant of the context; false if
// there is none.
func (p *Process[S]) Instance(ctx context.Context, store orchestrix.Store, key string) (Instance, bool, error) {
	stream := orchestrix.StreamID{Tenant: orchestrix.TenantFrom(ctx), Category: p.category(), ID: key}
	last, _, err := lastStep(ctx, store, stream, 0)
	if err != nil || last.Version == 0 {
		return Instance{}, false, err
	}
	var step stepEvent
	if err := step.decode(last); err != nil {
		return Instance{}, false, err
	}
	return Instance{State: step.State, Timers: step.Timers, Ended: step.Ends}, true, nil
}

// Keys are those of all instances, for the tenant of the context, in the order in
// which they began.
func (p *Process[S]) Keys(ctx context.Context, store orchestrix.Store) ([]string, error) {
	var keys []string
	filter := orchestrix.Filter{Categories: []string{p.category()}, Types: []string{stepType}}
	for step, err := range store.All(ctx, orchestrix.Position{}, filter) {
		if err != nil {
			return nil, fmt.Errorf("read the instances of %s: %w", p.Name, err)
		}
		if step.Version == 1 && step.Stream.Tenant == orchestrix.TenantFrom(ctx) {
			keys = append(keys, step.Stream.ID)
		}
	}
	return keys, nil
}

// lastStep reads the last step of an instance after a version, whose version is 0
// if there is none, and the version of its stream.
func lastStep(ctx context.Context, store orchestrix.Store, stream orchestrix.StreamID, after orchestrix.Version) (last orchestrix.Recorded, version orchestrix.Version, err error) {
	for recorded, err := range store.Read(ctx, stream, after) {
		if err != nil {
			return last, 0, fmt.Errorf("read %v: %w", stream, err)
		}
		version = recorded.Version
		if recorded.Type == stepType {
			data := append(last.Data[:0], recorded.Data...)
			last = recorded
			last.Data = data
		}
	}
	return last, version, nil
}

// long remembers where the last steps of instances are that have many: each has
// all that the instance is, so those before it needn't be read again.
type long struct {
	mu sync.Mutex
	at map[orchestrix.StreamID]orchestrix.Version
}

const (
	manySteps = 50
	maxLong   = 10_000
)

func (l *long) last(stream orchestrix.StreamID) orchestrix.Version {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at[stream]
}

func (l *long) note(stream orchestrix.StreamID, last orchestrix.Version) {
	if last < manySteps {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.at) >= maxLong || l.at == nil {
		l.at = map[orchestrix.StreamID]orchestrix.Version{}
	}
	l.at[stream] = last
}

// lastStep is [lastStep], from where it was the last time.
func (w *worker[S]) lastStep(ctx context.Context, stream orchestrix.StreamID) (last orchestrix.Recorded, version orchestrix.Version, err error) {
	known := w.long.last(stream)
	last, version, err = lastStep(ctx, w.store, stream, max(known-1, 0))
	if err == nil && last.Version == 0 && known > 0 { // the store was set back
		last, version, err = lastStep(ctx, w.store, stream, 0)
	}
	if err == nil {
		w.long.note(stream, last.Version)
	}
	return last, version, err
}

// load reads an instance.
func (w *worker[S]) load(ctx context.Context, stream orchestrix.StreamID) (instance[S], error) {
	last, version, err := w.lastStep(ctx, stream)
	if err != nil {
		return instance[S]{}, err
	}
	if last.Version == 0 {
		return instance[S]{state: w.New(), version: version}, nil
	}
	i, _, err := w.decodeStep(last)
	i.version = version
	return i, err
}

// advance appends the step that something leads to, and sets the timers as it
// says, in one transaction. It does nothing if that was done before, or if next
// says that there is none. An error of the store keeps everything waiting: events
// of other streams may be nothing to an instance that this one begins.
func (w *worker[S]) advance(ctx context.Context, stream orchestrix.StreamID, cause *orchestrix.Recorded, next func(*instance[S]) (stepEvent, bool, error)) error {
	ctx = orchestrix.WithTenant(ctx, stream.Tenant)
	command := orchestrix.CommandID(orchestrix.DerivedUUID("step", w.Name, stream.ID, string(cause.ID)))
	if _, done, err := w.store.ByCommand(ctx, command); done || err != nil {
		return halt(err)
	}
	for {
		i, err := w.load(ctx, stream)
		if err != nil {
			return halt(err)
		}
		before := i.timers
		step, concerned, err := next(&i)
		if err != nil || !concerned {
			return err
		}
		i.set(step.Step)
		data, err := w.encode(&i, &step)
		if err != nil {
			return err
		}
		batch := orchestrix.Batch{Stream: stream, Expect: orchestrix.Exactly(i.version), Events: []orchestrix.Pending{
			w.pending(stream, command, stepType, cause, data),
		}}
		err = w.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
			appended, err := w.store.Append(ctx, batch)
			if err != nil || appended.Duplicate {
				return err
			}
			return w.keepTimers(ctx, tx, stream, before, i.timers, step.Sets, batch.Events[0].ID)
		})
		if !errors.As(err, new(*orchestrix.ConflictError)) {
			return halt(err)
		}
	}
}

// halt is for errors of the store, unless it refuses what it is given.
func halt(err error) error {
	if subscription.IsPermanent(err) {
		return err
	}
	return subscription.Halt(err)
}

// set changes the timers as a step says.
func (i *instance[S]) set(step Step) {
	timers := slices.DeleteFunc(slices.Clone(i.timers), func(t Timer) bool {
		return step.Ends || slices.Contains(step.Cancels, t.Name) || slices.ContainsFunc(step.Sets, named(t.Name))
	})
	if !step.Ends {
		for _, timer := range step.Sets {
			timer.At = instant(timer.At)
			timers = append(timers, timer)
		}
	}
	i.timers, i.ended = timers, step.Ends
}

func named(name string) func(Timer) bool { return func(t Timer) bool { return t.Name == name } }

// pending is an event of an instance's stream, with the metadata of what led to
// it.
func (w *worker[S]) pending(stream orchestrix.StreamID, command orchestrix.CommandID, eventType string, cause *orchestrix.Recorded, data []byte) orchestrix.Pending {
	metadata := cause.Metadata
	metadata.CausationID, metadata.CommandID = string(cause.ID), command
	return orchestrix.Pending{
		ID:            orchestrix.NewEventID(command, stream, 0),
		Type:          eventType,
		SchemaVersion: 1,
		Time:          w.engine.Now(),
		Metadata:      metadata,
		Data:          data,
	}
}
