package orchestrix

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// SharedClaim is a value that should be unique and that an aggregate shares
// with another one, from before it had to be.
type SharedClaim struct {
	Constraint string // "<context>.<Aggregate>.<id>"
	Stream     StreamID
	HeldBy     string // the id of the aggregate that keeps the claim
}

// BackfillUnique makes the claims of an aggregate type's unique values agree
// with its history, in all tenants: what living aggregates have is claimed, what
// they have no more is released. Where several share a value the first to come
// keeps it; the others are reported, and stay as they are.
//
// The first command that changes a claim does this by itself where it never
// happened. Calling it is for who wants it done, and the report, before; and for
// after a rollout in which programs that didn't claim yet still wrote. It may be
// called while commands are carried out, and again after an error.
func BackfillUnique[S any, E Event](ctx context.Context, engine *Engine, a *Aggregate[S, E]) ([]SharedClaim, error) {
	var all []SharedClaim
	for i := range a.Unique {
		shared, err := backfill(ctx, engine, a, &a.Unique[i])
		all = append(all, shared...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// backfills are the constraints that an engine knows to be claimed for.
type backfills struct {
	known sync.Map      // by category and fingerprint
	turn  chan struct{} // held by who looks and backfills; others wait
}

// ensureClaimed backfills a constraint unless that has happened.
//
// In a transaction of the caller's it neither waits for another one's turn,
// which may in turn wait for the transaction, nor remembers what may yet be
// rolled back.
func ensureClaimed[S any, E Event](ctx context.Context, engine *Engine, a *Aggregate[S, E], u *Unique[S]) error {
	b, marker := &engine.backfills, u.marker()
	if _, known := b.known.Load(marker); known {
		return nil
	}
	within := InTransaction(ctx)
	if !within {
		select {
		case b.turn <- struct{}{}:
			defer func() { <-b.turn }()
		case <-ctx.Done():
			return fmt.Errorf("claim for %s what was there before: %w", u.Constraint, context.Cause(ctx))
		}
	}
	there, err := hasEvents(ctx, engine.store, marker)
	if err == nil && !there {
		_, err = backfill(ctx, engine, a, u)
	}
	if err == nil && !within {
		b.known.Store(marker, true)
	}
	return err
}

// marker is the stream that says that a constraint was claimed for; it is about
// all tenants, so it has none.
func (u *Unique[S]) marker() StreamID {
	return StreamID{Category: u.category(), ID: "~backfilled/" + u.fingerprint()}
}

func hasEvents(ctx context.Context, store Store, stream StreamID) (bool, error) {
	for _, err := range store.Read(ctx, stream, 0) {
		if err != nil {
			return false, fmt.Errorf("read %v: %w", stream, err)
		}
		return true, nil
	}
	return false, nil
}

// backfilling is the work of making one constraint's claims.
type backfilling[S any, E Event] struct {
	engine *Engine
	a      *Aggregate[S, E]
	u      *Unique[S]
	shared []SharedClaim
}

func backfill[S any, E Event](ctx context.Context, engine *Engine, a *Aggregate[S, E], u *Unique[S]) ([]SharedClaim, error) {
	b := &backfilling[S, E]{engine: engine, a: a, u: u}
	if err := b.run(ctx); err != nil {
		return b.shared, fmt.Errorf("claim for %s what was there before: %w", u.Constraint, err)
	}
	return b.shared, nil
}

func (b *backfilling[S, E]) run(ctx context.Context) error {
	claims, err := b.streams(ctx, b.u.category())
	if err != nil {
		return err
	}
	for _, claim := range claims {
		if err := b.untilNobodyIsFaster(ctx, func() ([]Batch, error) { return b.release(ctx, claim) }); err != nil {
			return err
		}
	}
	aggregates, err := b.streams(ctx, b.a.Category)
	if err != nil {
		return err
	}
	for _, stream := range aggregates {
		if err := b.untilNobodyIsFaster(ctx, func() ([]Batch, error) { return b.claim(ctx, stream) }); err != nil {
			return err
		}
	}
	return b.untilNobodyIsFaster(ctx, func() ([]Batch, error) { return b.mark(ctx) })
}

// streams are those of a category, in the order in which they began.
func (b *backfilling[S, E]) streams(ctx context.Context, category string) (streams []StreamID, err error) {
	for stored, err := range b.engine.store.All(ctx, Position{}, Filter{Categories: []string{category}}) {
		if err != nil {
			return nil, err
		}
		if stored.Version == 1 {
			streams = append(streams, stored.Stream)
		}
	}
	return streams, nil
}

// claim claims an aggregate's value, expecting the aggregate to be as it was
// read: one that changes meanwhile must not be left with a claim.
func (b *backfilling[S, E]) claim(ctx context.Context, stream StreamID) ([]Batch, error) {
	check, value, has, err := b.value(ctx, stream)
	if err != nil || !has {
		return nil, err
	}
	c, err := readClaim(ctx, b.engine.store, value)
	if err != nil || c.holder == stream.ID {
		return nil, err
	}
	if c.holder != "" {
		b.shared = append(b.shared, SharedClaim{Constraint: b.u.Constraint, Stream: stream, HeldBy: c.holder})
		b.engine.logger.WarnContext(ctx, "two aggregates share a value that is unique", "constraint", b.u.Constraint,
			"category", stream.Category, "stream", stream.ID, "held_by", c.holder)
		return nil, nil
	}
	return []Batch{b.change(value, c.version, claimEvent{stream.ID}), check}, nil
}

// release releases a claim if who has it doesn't have the value. What was claimed
// by another fingerprint is left to the programs that still work by that.
func (b *backfilling[S, E]) release(ctx context.Context, claim StreamID) ([]Batch, error) {
	if !strings.HasPrefix(claim.ID, b.u.fingerprint()+"/") {
		return nil, nil
	}
	c, err := readClaim(ctx, b.engine.store, claim)
	if err != nil || c.holder == "" {
		return nil, err
	}
	check, value, has, err := b.value(ctx, StreamID{Tenant: claim.Tenant, Category: b.a.Category, ID: c.holder})
	if err != nil || (has && value == claim) {
		return nil, err
	}
	return []Batch{b.change(claim, c.version, claimEvent{}), check}, nil
}

// value is the claim that an aggregate should have, and what expects the
// aggregate to be as it was read.
func (b *backfilling[S, E]) value(ctx context.Context, stream StreamID) (check Batch, value StreamID, has bool, err error) {
	l, err := load(ctx, b.engine, b.a, stream, 0)
	if err != nil {
		return Batch{}, StreamID{}, false, err
	}
	check = Batch{Stream: stream, Expect: Exactly(l.version)}
	if !l.exists() {
		return check, StreamID{}, false, nil
	}
	value, has, err = b.u.claimOf(stream.Tenant, &l.state)
	return check, value, has, err
}

func (b *backfilling[S, E]) mark(ctx context.Context) ([]Batch, error) {
	marker := b.u.marker()
	if there, err := hasEvents(ctx, b.engine.store, marker); there || err != nil {
		return nil, err
	}
	return []Batch{b.change(marker, 0, backfilled{})}, nil
}

// change appends an event to a stream of the engine's own, in a command by itself.
func (b *backfilling[S, E]) change(stream StreamID, version Version, event Event) Batch {
	command := CommandID(NewUUID())
	w := work{call: callOptions{commandID: command}, now: b.engine.instant()}
	w.metadata = Metadata{CommandID: command, CorrelationID: string(command)}
	pending := w.pending(stream, 0, event)
	pending.Data, _ = event.AppendJSON(nil) // these give no error
	return Batch{Stream: stream, Expect: Exactly(version), Events: []Pending{pending}}
}

// untilNobodyIsFaster appends what a look at the store says is to do. A conflict
// is somebody else's progress: it looks again.
func (b *backfilling[S, E]) untilNobodyIsFaster(ctx context.Context, look func() ([]Batch, error)) error {
	for n := 0; ; n++ {
		batches, err := look()
		if err != nil || len(batches) == 0 {
			return err
		}
		_, err = b.engine.store.Append(ctx, batches...)
		if !errors.As(err, new(*ConflictError)) {
			return err
		}
		if err := pause(ctx, n); err != nil {
			return err
		}
	}
}

// backfilled says that what was there before a constraint is claimed.
type backfilled struct{}

func (backfilled) EventType() string                   { return backfilledType }
func (backfilled) SchemaVersion() int                  { return 1 }
func (backfilled) AppendJSON(b []byte) ([]byte, error) { return append(b, "{}"...), nil }
