package orchestrix

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Snapshot tells how states of an aggregate are kept, so that one is loaded from
// the last that was kept and the events that came after it.
type Snapshot[S any] struct {
	// Every is after how many events one is taken; 0: only if the engine says so,
	// by [WithSnapshots].
	Every int
	// Shape is the fingerprint of the state's fields and of how events change
	// them. A snapshot of another shape is as good as none. Of an event that is
	// applied in Go it can't know how.
	Shape  string
	Append func(b []byte, state *S) ([]byte, error)
	Decode func(data []byte) (S, error)
	Equal  func(a, b S) bool
}

// SnapshotOf is how generated code keeps states: as JSON.
func SnapshotOf[S interface {
	AppendJSON(b []byte) ([]byte, error)
	Equal(other S) bool
}, P interface {
	*S
	UnmarshalJSON(data []byte) error
}](every int, shape string) *Snapshot[S] {
	return &Snapshot[S]{
		Every:  every,
		Shape:  shape,
		Append: func(b []byte, state *S) ([]byte, error) { return (*state).AppendJSON(b) },
		Decode: func(data []byte) (state S, err error) {
			err = P(&state).UnmarshalJSON(data)
			return state, err
		},
		Equal: S.Equal,
	}
}

// snapshots is what an engine does about them.
type snapshots struct {
	tables  Tables // nil: the store has none, nothing is kept
	every   int    // 0: what the aggregate says
	off     bool
	checked bool
	worker  worker
}

// WithSnapshots has every aggregate keep a snapshot after so many events, from 1,
// whatever its model says. The store must be one with [Tables].
func WithSnapshots(every int) EngineOption {
	return func(e *Engine) { e.snapshots.every = max(every, 0) }
}

// WithoutSnapshots has aggregates loaded from all their events.
func WithoutSnapshots() EngineOption { return func(e *Engine) { e.snapshots.off = true } }

// WithSnapshotChecks is for tests: whatever is loaded or changed is also loaded
// from a snapshot of each of its versions, and it is an error if that makes
// another state.
func WithSnapshotChecks() EngineOption { return func(e *Engine) { e.snapshots.checked = true } }

// interval is after how many events of an aggregate a snapshot is taken; 0: never.
func (s *snapshots) interval(every int) Version {
	switch {
	case s.off || s.tables == nil:
		return 0
	case s.every > 0:
		return Version(s.every)
	}
	return Version(every)
}

// crossed says whether a multiple of n lies behind a version and not behind
// another.
func crossed(from, to, n Version) bool { return from/n != to/n }

// kept is a snapshot as it is stored.
type kept struct {
	version Version
	event   EventID
	shape   string
	data    []byte
}

func (k *kept) row(stream StreamID) Row {
	return Row{stream.Tenant, stream.Category, stream.ID, int64(k.version), string(k.event), k.shape, string(k.data)}
}

// keptSnapshot is that of a stream, nil if there is none.
func (s *snapshots) keptSnapshot(ctx context.Context, stream StreamID) (*kept, error) {
	row, err := s.tables.Get(ctx, SnapshotsTable, stream.Tenant, stream.Category, stream.ID)
	if err != nil || row == nil {
		return nil, err
	}
	return &kept{
		version: Version(row[3].(int64)),
		event:   EventID(row[4].(string)),
		shape:   row[5].(string),
		data:    []byte(row[6].(string)),
	}, nil
}

// errUnfit says that a snapshot isn't of this aggregate's history. It is ignored.
var errUnfit = errors.New("it isn't of this stream")

// fromSnapshot is where a load may begin: at a snapshot whose event the stream
// has still to show, or before the first event.
func fromSnapshot[S any, E Event](ctx context.Context, engine *Engine, a *Aggregate[S, E], stream StreamID, upTo Version) loaded[S] {
	l := loaded[S]{state: a.New(stream.ID)}
	if a.Snapshot == nil || engine.snapshots.interval(a.Snapshot.Every) == 0 {
		return l
	}
	k, err := engine.snapshots.keptSnapshot(ctx, stream)
	if err == nil && k != nil {
		switch {
		case k.shape != a.Snapshot.Shape:
			err = errors.New("it has another shape")
		case k.version < 1:
			err = errUnfit
		case upTo != 0 && k.version > upTo:
			return l
		default:
			var state S
			if state, err = a.Snapshot.Decode(k.data); err == nil {
				l.state, l.version, l.snapshot, l.unseen = state, k.version, k.version, k
				return l
			}
		}
	}
	if err != nil {
		engine.ignoring(ctx, stream, err)
	}
	return l
}

func (e *Engine) ignoring(ctx context.Context, stream StreamID, why error) {
	e.logger.InfoContext(ctx, "snapshot ignored", "category", stream.Category, "stream", stream.ID, "error", why)
}

// keepSnapshot sees to it that a snapshot is taken when one is due at a version:
// a multiple of the interval lies behind it, and not behind the last snapshot.
func keepSnapshot[S any, E Event](engine *Engine, a *Aggregate[S, E], stream StreamID, last, version Version) {
	if a.Snapshot == nil {
		return
	}
	every := engine.snapshots.interval(a.Snapshot.Every)
	if every == 0 || !crossed(last, version, every) {
		return
	}
	engine.snapshots.worker.do(stream, func(ctx context.Context) {
		if err := takeSnapshot(ctx, engine, a, stream); err != nil && ctx.Err() == nil {
			engine.logger.WarnContext(ctx, "snapshot not taken", "category", stream.Category, "stream", stream.ID, "error", err)
		}
	})
}

// takeSnapshot loads the aggregate for itself, from the snapshot before: what a
// command has loaded may be in other hands.
func takeSnapshot[S any, E Event](ctx context.Context, engine *Engine, a *Aggregate[S, E], stream StreamID) (err error) {
	defer func() {
		if bug := recover(); bug != nil { // whoever loads it meets it, too, where it can be seen
			err = fmt.Errorf("panic: %v", bug)
		}
	}()
	tables := engine.snapshots.tables
	key := []any{stream.Tenant, stream.Category, stream.ID}
	before, err := tables.Get(ctx, SnapshotsTable, key...)
	if err != nil {
		return err
	}
	l, err := load(ctx, engine, a, stream, 0)
	if err != nil || l.ended || !crossed(l.snapshot, l.version, engine.snapshots.interval(a.Snapshot.Every)) {
		return err
	}
	data, err := a.Snapshot.Append(nil, &l.state)
	if err != nil {
		return fmt.Errorf("encode the state: %w", err)
	}
	k := kept{version: l.version, event: l.event, shape: a.Snapshot.Shape, data: data}
	err = tables.Transact(ctx, func(ctx context.Context, tx Tx) error {
		if before == nil {
			return tx.Insert(ctx, SnapshotsTable, k.row(stream))
		}
		// Another process that was faster may have seen more events.
		if now, err := tx.Lock(ctx, SnapshotsTable, key...); err != nil || !slices.Equal(now, before) {
			return err
		}
		return tx.Put(ctx, SnapshotsTable, k.row(stream))
	})
	if errors.As(err, new(*RowExistsError)) {
		return nil
	}
	return err
}

// checkSnapshots makes a loaded state again from a snapshot of each version.
func checkSnapshots[S any, E Event](ctx context.Context, engine *Engine, a *Aggregate[S, E], stream StreamID, l *loaded[S]) error {
	for at := Version(1); at <= l.version; at++ {
		then := loaded[S]{state: a.New(stream.ID)}
		if err := a.replay(ctx, engine.store, &then, stream, at); err != nil {
			return err
		}
		if then.ended {
			return nil // of what has ended there are none
		}
		data, err := a.Snapshot.Append(nil, &then.state)
		if err != nil {
			return fmt.Errorf("snapshot of %v at version %d: %w", stream, at, err)
		}
		if then.state, err = a.Snapshot.Decode(data); err != nil {
			return fmt.Errorf("snapshot of %v at version %d: %w: %s", stream, at, err, data)
		}
		if err := a.replay(ctx, engine.store, &then, stream, l.version); err != nil {
			return err
		}
		if !a.Snapshot.Equal(then.state, l.state) {
			return fmt.Errorf("%v at version %d is %+v, from its snapshot of version %d it is %+v", stream, l.version, l.state, at, then.state)
		}
	}
	return nil
}

// Close ends what the engine does beside commands: snapshots that are due are
// taken, until the context ends. Commands may go on; they take none.
func (e *Engine) Close(ctx context.Context) error { return e.snapshots.worker.close(ctx) }
