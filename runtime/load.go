package orchestrix

import (
	"context"
	"fmt"
)

// Load gives an aggregate's current state and version; a [*NotFoundError] if
// it has none or has ended.
func Load[S any, E Event](ctx context.Context, engine *Engine, a *Aggregate[S, E], id string) (S, Version, error) {
	stream := StreamID{Tenant: TenantFrom(ctx), Category: a.Category, ID: id}
	l, err := load(ctx, engine.store, a, stream, 0)
	if err == nil && !l.exists() {
		err = &NotFoundError{Stream: stream}
	}
	if err != nil {
		var none S
		return none, 0, err
	}
	return l.state, l.version, nil
}

// LoadAt gives the state as it was at a version from 1, also of an aggregate
// that has ended; a [*NotFoundError] if there is no such version.
func LoadAt[S any, E Event](ctx context.Context, engine *Engine, a *Aggregate[S, E], id string, at Version) (S, error) {
	var none S
	stream := StreamID{Tenant: TenantFrom(ctx), Category: a.Category, ID: id}
	if at < 1 {
		return none, &NotFoundError{Stream: stream, Version: at}
	}
	l, err := load(ctx, engine.store, a, stream, at)
	switch {
	case err != nil:
		return none, err
	case l.version == 0:
		return none, &NotFoundError{Stream: stream}
	case l.version != at:
		return none, &NotFoundError{Stream: stream, Version: at}
	}
	return l.state, nil
}

// loaded is an aggregate as its stream tells.
type loaded[S any] struct {
	state    S
	version  Version
	position Position // of the last event
	ended    bool
}

func (l *loaded[S]) exists() bool { return l.version > 0 && !l.ended }

// load applies a stream's events, up to a version if that isn't 0.
func load[S any, E Event](ctx context.Context, store Store, a *Aggregate[S, E], stream StreamID, upTo Version) (loaded[S], error) {
	l := loaded[S]{state: a.New(stream.ID)}
	for recorded, err := range store.Read(ctx, stream, 0) {
		if err != nil {
			return loaded[S]{}, fmt.Errorf("read %v: %w", stream, err)
		}
		if recorded.Version != l.version+1 {
			return loaded[S]{}, fmt.Errorf("read %v: version %d is followed by %d", stream, l.version, recorded.Version)
		}
		event, err := a.Decode(recorded)
		if err != nil {
			doing := fmt.Sprintf("decode %s@%d,", recorded.Type, recorded.SchemaVersion)
			return loaded[S]{}, asFault(recorded.Type, doing, stream, recorded.Version, err)
		}
		if err := a.Apply(&l.state, event, recorded.Meta()); err != nil {
			return loaded[S]{}, asFault(recorded.Type, "apply", stream, recorded.Version, err)
		}
		l.version, l.position = recorded.Version, recorded.Position
		l.ended = l.ended || (a.Ends != nil && a.Ends(event))
		if l.version == upTo {
			break
		}
	}
	return l, nil
}
