package orchestrix

import (
	"context"
	"errors"
	"fmt"
)

// Load gives an aggregate's current state and version; a [*NotFoundError] if
// it has none or has ended.
func Load[S any, E Event](ctx context.Context, engine *Engine, a *Aggregate[S, E], id string) (S, Version, error) {
	stream := StreamID{Tenant: TenantFrom(ctx), Category: a.Category, ID: id}
	l, err := load(ctx, engine, a, stream, 0)
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
	l, err := load(ctx, engine, a, stream, at)
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
	event    EventID  // the last one's
	ended    bool
	snapshot Version // where the load began; 0: before the first event
	unseen   *kept   // that snapshot, until the stream has shown the event that was its last
}

func (l *loaded[S]) exists() bool { return l.version > 0 && !l.ended }

// load makes the state of a stream's events, up to a version if that isn't 0,
// from a snapshot if there is a good one.
func load[S any, E Event](ctx context.Context, engine *Engine, a *Aggregate[S, E], stream StreamID, upTo Version) (loaded[S], error) {
	l := fromSnapshot(ctx, engine, a, stream, upTo)
	err := a.replay(ctx, engine.store, &l, stream, upTo)
	if errors.Is(err, errUnfit) {
		engine.ignoring(ctx, stream, err)
		l = loaded[S]{state: a.New(stream.ID)}
		err = a.replay(ctx, engine.store, &l, stream, upTo)
	}
	if err == nil && engine.snapshots.checked && a.Snapshot != nil {
		err = checkSnapshots(ctx, engine, a, stream, &l)
	}
	if err != nil {
		return loaded[S]{}, err
	}
	if upTo == 0 && !l.ended {
		keepSnapshot(engine, a, stream, l.snapshot, l.version)
	}
	return l, nil
}

// replay applies what follows in a stream.
func (a *Aggregate[S, E]) replay(ctx context.Context, store Store, l *loaded[S], stream StreamID, upTo Version) error {
	after := l.version
	if l.unseen != nil {
		after--
	}
	for recorded, err := range store.Read(ctx, stream, after) {
		switch {
		case err != nil:
			return fmt.Errorf("read %v: %w", stream, err)
		case l.unseen != nil && (recorded.Version != l.unseen.version || recorded.ID != l.unseen.event):
			return errUnfit
		case l.unseen != nil:
			l.unseen = nil
		case recorded.Version != l.version+1:
			return fmt.Errorf("read %v: version %d is followed by %d", stream, l.version, recorded.Version)
		default:
			ends, err := a.applying(&l.state, recorded)
			if err != nil {
				return err
			}
			l.ended = l.ended || ends
		}
		l.version, l.position, l.event = recorded.Version, recorded.Position, recorded.ID
		if l.version == upTo {
			break
		}
	}
	if l.unseen != nil {
		return errUnfit // it is ahead
	}
	return nil
}

// applying changes a state by a stored event, and says whether that ends the
// aggregate.
func (a *Aggregate[S, E]) applying(state *S, recorded Recorded) (ends bool, err error) {
	event, err := a.Decode(recorded)
	if err != nil {
		doing := fmt.Sprintf("decode %s@%d,", recorded.Type, recorded.SchemaVersion)
		return false, asFault(recorded.Type, doing, recorded.Stream, recorded.Version, err)
	}
	if err := a.Apply(state, event, recorded.Meta()); err != nil {
		return false, asFault(recorded.Type, "apply", recorded.Stream, recorded.Version, err)
	}
	return a.Ends != nil && a.Ends(event), nil
}
