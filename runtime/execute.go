package orchestrix

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Execute carries out one command in the order of work of the schema language:
// validate → a command id seen before gives its first receipt → asks → load →
// allowed → existence → refuses → skips → decide → each event valid and
// permitted → apply → invariants → append, expecting the version that was
// read. A conflict is tried again with a fresh load.
//
// Its errors are those of this package, what a decision in Go returned, or,
// wrapped, what the store or the context failed with. Only an [*UnknownError]
// leaves open whether anything was written.
func Execute[S any, E Event](ctx context.Context, engine *Engine, h Handling[S, E], options ...Option) (Receipt, error) {
	x := &execution[S, E]{engine: engine, h: &h}
	for _, option := range options {
		option.option(&x.call)
	}
	x.mayBeKnown = x.call.commandID != ""
	if x.call.commandID == "" {
		x.call.commandID = CommandID(engine.newID())
	}
	if h.ID == "" && h.NewAggregateID != nil {
		h.ID = h.NewAggregateID()
		x.madeID = true
		if h.SetID != nil {
			h.SetID(h.ID)
		}
	}
	if len(engine.middleware) == 0 {
		return x.run(ctx)
	}
	handler := Handler(func(ctx context.Context, _ CommandInfo) (Receipt, error) { return x.run(ctx) })
	for _, middleware := range slices.Backward(engine.middleware) {
		handler = middleware(handler)
	}
	stream := StreamID{Tenant: TenantFrom(ctx), Category: h.Aggregate.Category, ID: h.ID}
	return handler(ctx, CommandInfo{Command: h.Command, Stream: stream, CommandID: x.call.commandID})
}

// execution is one command on its way through the order of work.
type execution[S any, E Event] struct {
	engine *Engine
	h      *Handling[S, E]
	call   callOptions
	madeID bool // the command left its aggregate's id empty

	// mayBeKnown says that the store may have seen the command id: it is the
	// caller's, or an append with it ended unknown.
	mayBeKnown        bool
	askedFirst, asked bool

	stream   StreamID
	now      time.Time
	metadata Metadata
}

// run is the whole order of work. A middleware may call it again.
func (x *execution[S, E]) run(ctx context.Context) (Receipt, error) {
	x.begin(ctx)
	if err := x.validate(); err != nil {
		return Receipt{}, err
	}
	if x.mayBeKnown {
		receipt, known, err := x.firstReceipt(ctx)
		if known || err != nil {
			return receipt, err
		}
	}
	if x.h.AskFirst != nil && !x.askedFirst {
		if err := x.h.AskFirst(ctx); err != nil {
			return Receipt{}, err
		}
		x.askedFirst = true
	}
	receipt, err := x.attempts(ctx)
	if x.mayBeKnown && receipt.Events == 0 && !errors.As(err, new(*UnknownError)) {
		// The same command, sent twice at once, may have been carried out
		// since it was looked for, and that be the very reason why it is now
		// refused or has nothing to do.
		if first, known, errAsking := x.firstReceipt(ctx); known && errAsking == nil {
			return first, nil
		}
	}
	return receipt, err
}

func (x *execution[S, E]) begin(ctx context.Context) {
	x.now = x.engine.instant()
	x.stream = StreamID{Tenant: TenantFrom(ctx), Category: x.h.Aggregate.Category, ID: x.h.ID}
	x.metadata = MetadataFrom(ctx)
	x.metadata.CommandID = x.call.commandID
	if x.metadata.CorrelationID == "" {
		x.metadata.CorrelationID = string(x.call.commandID)
	}
}

// validate reports what is wrong with the ids together with the command's own
// violations, so that a caller sees everything at once.
func (x *execution[S, E]) validate() error {
	var own *InvalidError
	if x.h.Validate != nil {
		if err := x.h.Validate(x.now); err != nil && !errors.As(err, &own) {
			return err
		}
	}
	goodID, goodCommandID := ValidID(x.h.ID), ValidID(string(x.call.commandID))
	if own == nil && goodID && goodCommandID {
		return nil
	}
	var found Violations
	if own != nil {
		found = slices.Clone(own.Violations)
	}
	if !goodID && !slices.ContainsFunc(found, func(v Violation) bool { return v.Path == x.h.IDField }) {
		if x.h.ID == "" {
			found.Add(x.h.IDField, "required", "must be set")
		} else {
			found.Add(x.h.IDField, "id", "must be printable and at most 200 bytes long")
		}
	}
	if !goodCommandID {
		found.Add("command_id", "id", "must be printable and at most 200 bytes long")
	}
	return found.Err(x.h.Command)
}

// firstReceipt looks for the append that carried this command id.
func (x *execution[S, E]) firstReceipt(ctx context.Context) (Receipt, bool, error) {
	appended, known, err := x.engine.store.ByCommand(ctx, x.call.commandID)
	if err != nil {
		return Receipt{}, false, fmt.Errorf("look for command %q: %w", x.call.commandID, err)
	}
	if !known {
		return Receipt{}, false, nil
	}
	receipt, err := x.duplicate(appended)
	return receipt, true, err
}

// duplicate makes the first receipt again from what the store kept of it.
func (x *execution[S, E]) duplicate(appended Appended) (Receipt, error) {
	receipt := Receipt{
		ID:        x.h.ID,
		Position:  appended.Position,
		CommandID: x.call.commandID,
		Events:    appended.Events,
		Duplicate: true,
	}
	for i, stream := range appended.Streams {
		if stream.Category == x.stream.Category && (x.madeID || stream.ID == x.stream.ID) {
			receipt.ID, receipt.Version = stream.ID, appended.Versions[i]
			return receipt, nil
		}
	}
	// To answer with the receipt of something else would hide that this
	// command was never carried out.
	var found Violations
	found.Add("command_id", "reused", "was used before for a command on another aggregate")
	return Receipt{}, found.Err(x.h.Command)
}

func (x *execution[S, E]) attempts(ctx context.Context) (Receipt, error) {
	for n := 0; ; n++ {
		receipt, err := x.attempt(ctx)
		var conflict *lostRace
		if !errors.As(err, &conflict) {
			return receipt, err
		}
		if x.call.expecting || n >= x.engine.retries {
			return Receipt{}, conflict.err
		}
		x.engine.logger.DebugContext(ctx, "conflict, deciding again", "command", x.h.Command,
			"category", x.stream.Category, "stream", x.stream.ID, "correlation", x.metadata.CorrelationID, "attempt", n+1)
		if pause(ctx, n) != nil {
			return Receipt{}, conflict.err
		}
	}
}

// lostRace is a conflict that the append met, as opposed to one that a decision
// in Go passed on from elsewhere: only this one is worth deciding again.
type lostRace struct{ err *ConflictError }

func (e *lostRace) Error() string { return e.err.Error() }

// attempt loads, decides and appends once.
func (x *execution[S, E]) attempt(ctx context.Context) (Receipt, error) {
	l, err := load(ctx, x.engine.store, x.h.Aggregate, x.stream, 0)
	if err != nil {
		return Receipt{}, err
	}
	nothing := Receipt{ID: x.h.ID, Version: l.version, Position: l.position, CommandID: x.call.commandID}
	d := &Decision[S]{Subject: Subject[S]{State: l.state, Exists: l.exists(), Version: l.version}, Now: x.now, NewID: x.engine.newID}
	d.Meta = metaOf(&Pending{Time: x.now, Metadata: x.metadata}, x.stream, l.version)

	if x.h.Allowed != nil {
		if err := x.h.Allowed(d); err != nil {
			return Receipt{}, err
		}
	}
	if done, err := x.existence(&l); err != nil {
		return Receipt{}, err
	} else if done {
		return nothing, nil
	}
	if x.call.expecting && l.version != x.call.expected {
		return Receipt{}, &ConflictError{Stream: x.stream, Expected: Exactly(x.call.expected), Actual: l.version}
	}
	if x.h.Ask != nil && !x.asked {
		if err := x.h.Ask(ctx, d); err != nil {
			return Receipt{}, err
		}
		x.asked = true
	}
	if x.h.Refuses != nil {
		if err := x.h.Refuses(d); err != nil {
			return Receipt{}, err
		}
	}
	if x.h.Skips != nil {
		if skip, err := x.h.Skips(d); err != nil {
			return Receipt{}, err
		} else if skip {
			return nothing, nil
		}
	}
	events, err := x.decide(ctx, d)
	if err != nil {
		return Receipt{}, err
	}
	if len(events) == 0 {
		return nothing, nil
	}
	return x.append(ctx, l.version, events)
}

// existence says whether the command is done because its aggregate is there.
// An aggregate that has ended isn't there, but its id stays taken: only a
// command that would create it can tell.
func (x *execution[S, E]) existence(l *loaded[S]) (done bool, err error) {
	if x.h.Creates == MustExist {
		if !l.exists() {
			return false, &NotFoundError{Stream: x.stream}
		}
		return false, nil
	}
	if l.ended || (x.h.Creates == MustNotExist && l.exists()) {
		return false, &ExistsError{Stream: x.stream}
	}
	return x.h.Creates == Once && l.exists(), nil
}

func (x *execution[S, E]) decide(ctx context.Context, d *Decision[S]) ([]Pending, error) {
	a := x.h.Aggregate
	d.After = d.State
	if a.Clone != nil {
		d.After = a.Clone(d.State)
	}
	r := raising[S, E]{x: x, d: d}
	if err := x.h.Decide(ctx, d, r.raise); err != nil {
		return nil, err
	}
	if r.err != nil {
		// A decision may drop an error of raise; the event would be missing.
		return nil, r.err
	}
	if len(r.events) > 0 && a.Invariants != nil {
		if err := a.Invariants(&d.After, d.Meta); err != nil {
			return nil, x.refused(err)
		}
	}
	return r.events, nil
}

// refused names the command in a rejection by its aggregate, which doesn't know
// of it.
func (x *execution[S, E]) refused(err error) error {
	var rejection *RejectionError
	if errors.As(err, &rejection) && rejection.Command == "" {
		rejection.Command = x.h.Command
	}
	return err
}

func (x *execution[S, E]) append(ctx context.Context, expected Version, events []Pending) (Receipt, error) {
	if ctx.Err() != nil {
		// Known not to have happened, which is better than unknown.
		return Receipt{}, fmt.Errorf("append to %v: %w", x.stream, context.Cause(ctx))
	}
	appended, err := x.engine.store.Append(ctx, Batch{Stream: x.stream, Expect: Exactly(expected), Events: events})
	var conflict *ConflictError
	switch {
	case errors.As(err, &conflict):
		return Receipt{}, &lostRace{conflict}
	case err != nil:
		x.mayBeKnown = true
		x.engine.logger.WarnContext(ctx, "append ended unknown", "command", x.h.Command, "command_id", x.call.commandID,
			"category", x.stream.Category, "stream", x.stream.ID, "correlation", x.metadata.CorrelationID, "error", err)
		return Receipt{}, &UnknownError{CommandID: x.call.commandID, Err: fmt.Errorf("append to %v: %w", x.stream, err)}
	case appended.Duplicate:
		return x.duplicate(appended)
	}
	return Receipt{
		ID:        x.h.ID,
		Version:   expected + Version(len(events)),
		Position:  appended.Position,
		CommandID: x.call.commandID,
		Events:    len(events),
	}, nil
}
