package orchestrix

import (
	"context"
	"errors"
	"fmt"
)

// attempts carries out the command, again after each conflict, up to a bound.
func (x *execution[S, E]) attempts(ctx context.Context) (Receipt, error) {
	for n := 0; ; n++ {
		a := &attempt[S, E]{x: x}
		receipt, err := a.carryOut(ctx)
		conflict, lost := errors.AsType[*lostRace](err)
		if !lost {
			if err != nil && x.h.OnRejected != nil && !a.failed {
				return a.refuse(ctx, err)
			}
			return receipt, err
		}
		// What the caller expects is about the command's own aggregate. Where
		// another one was faster, deciding again keeps to it.
		expected := x.call.expecting && conflict.err.Stream == x.stream
		if expected || n >= x.engine.retries {
			return Receipt{}, conflict.err
		}
		x.engine.logger.DebugContext(ctx, "conflict, deciding again", "command", x.command,
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
type attempt[S any, E Event] struct {
	Reading
	x   *execution[S, E]
	d   Decision[S]
	own participant[S, E]
	// failed says that the error is of the outside, not of the domain, whatever
	// its type.
	failed bool
}

func (a *attempt[S, E]) carryOut(ctx context.Context) (Receipt, error) {
	x, h, d := a.x, &a.x.h, &a.d
	if err := a.load(ctx); err != nil {
		return Receipt{}, err
	}
	nothing := Receipt{ID: h.ID, Version: d.Version, Position: a.own.position, CommandID: x.call.commandID}
	done, inexistent := a.existence()
	if h.Read != nil && !done && inexistent == nil {
		if err := h.Read(ctx, d, &a.Reading); err != nil {
			return a.fail(err)
		}
	}
	if err := a.checkRole(ctx); err != nil {
		return Receipt{}, err
	}
	if h.Allowed != nil {
		if err := h.Allowed(d); err != nil {
			return Receipt{}, err
		}
	}
	switch {
	case inexistent != nil:
		return Receipt{}, inexistent
	case done:
		return nothing, nil
	case a.missing != nil:
		return Receipt{}, a.missing
	case x.call.expecting && d.Version != x.call.expected:
		return Receipt{}, &ConflictError{Stream: x.stream, Expected: Exactly(x.call.expected), Actual: d.Version}
	}
	if h.Ask != nil && !x.asked {
		if err := h.Ask(ctx, d); err != nil {
			return a.fail(err)
		}
		x.asked = true
	}
	if h.Refuses != nil {
		if err := h.Refuses(d); err != nil {
			return Receipt{}, err
		}
	}
	if h.Skips != nil {
		if skip, err := h.Skips(d); err != nil {
			return Receipt{}, err
		} else if skip {
			return nothing, nil
		}
	}
	if err := a.decide(ctx); err != nil {
		return Receipt{}, err
	}
	if a.events == 0 {
		return nothing, nil
	}
	return a.append(ctx)
}

// load makes the command's own aggregate the first of those that take part.
func (a *attempt[S, E]) load(ctx context.Context) error {
	x := a.x
	a.work = &x.work
	l, err := load(ctx, x.engine, x.h.Aggregate, x.stream, 0)
	if err != nil {
		return err
	}
	a.d.Now, a.d.NewID, a.d.Meta = x.now, x.engine.newID, x.meta(x.stream, l.version)
	a.own = participant[S, E]{Subject: &a.d.Subject, r: &a.Reading, a: x.h.Aggregate, stream: x.stream, own: true}
	a.own.begin(&l)
	a.participants = append(a.room[:0], &a.own)
	return nil
}

// existence says whether the command is done because its aggregate is there, or
// why it can't be carried out. An aggregate that has ended isn't there, but its
// id stays taken: only a command that would create it can tell.
func (a *attempt[S, E]) existence() (done bool, err error) {
	own, creates := &a.own, a.x.h.Creates
	if creates == MustExist {
		if !own.Exists {
			return false, &NotFoundError{Stream: own.stream}
		}
		return false, nil
	}
	if own.ended || (creates == MustNotExist && own.Exists) {
		return false, &ExistsError{Stream: own.stream}
	}
	return creates == Once && own.Exists, nil
}

// checkRole asks once a command whether the actor has the role it takes.
func (a *attempt[S, E]) checkRole(ctx context.Context) error {
	x := a.x
	role, resolve := x.h.Actor, x.engine.roles
	if role == "" || resolve == nil || x.askedRole || x.call.anyRole {
		return nil
	}
	has, err := resolve(ctx, x.metadata.Actor, role)
	if err != nil {
		a.failed = true
		return fmt.Errorf("ask for the role %s: %w", role, err)
	}
	if !has {
		return &ForbiddenError{Command: x.command, Message: "it takes the role " + role}
	}
	x.askedRole = true
	return nil
}

func (a *attempt[S, E]) fail(err error) (Receipt, error) {
	a.failed = true
	return Receipt{}, err
}

// decide raises the command's events, and checks what they make of the
// aggregates.
func (a *attempt[S, E]) decide(ctx context.Context) error {
	for _, p := range a.participants {
		p.prepare()
	}
	if err := a.x.h.Decide(ctx, &a.d, a.own.raise); err != nil {
		return err
	}
	if a.err != nil {
		// A decision may drop an error of raise; the event would be missing.
		return a.err
	}
	for _, p := range a.participants {
		if err := p.checkInvariants(); err != nil {
			return err
		}
	}
	return nil
}

// append writes what the participants raised, and claims what must be unique.
func (a *attempt[S, E]) append(ctx context.Context) (Receipt, error) {
	batches, err := a.batches()
	if err != nil {
		return Receipt{}, err
	}
	claims, err := a.claims(ctx)
	if err != nil {
		return Receipt{}, err
	}
	appended, err := a.x.append(ctx, append(batches, claims...))
	if err != nil {
		return Receipt{}, err
	}
	if appended.Duplicate {
		receipt, _, err := a.x.firstAnswer(ctx, appended)
		return receipt, err
	}
	for _, p := range a.participants {
		if err := p.appended(ctx); err != nil {
			return Receipt{}, err
		}
	}
	return Receipt{
		ID:        a.own.stream.ID,
		Version:   a.own.Version + Version(len(a.own.events)),
		Position:  appended.Position,
		CommandID: a.x.call.commandID,
		Events:    a.events,
	}, nil
}

// append says of an append that failed whether it may have happened.
func (x *execution[S, E]) append(ctx context.Context, batches []Batch) (Appended, error) {
	if ctx.Err() != nil {
		// Known not to have happened, which is better than unknown.
		return Appended{}, fmt.Errorf("append to %v: %w", x.stream, context.Cause(ctx))
	}
	appended, open, err := x.engine.append(ctx, batches)
	if conflict, ok := errors.AsType[*ConflictError](err); ok {
		return Appended{}, &lostRace{conflict}
	}
	if err != nil && !open {
		return Appended{}, err
	}
	if err != nil {
		x.mayBeKnown = true
		x.engine.logger.WarnContext(ctx, "append ended unknown", "command", x.command, "command_id", x.call.commandID,
			"category", x.stream.Category, "stream", x.stream.ID, "correlation", x.metadata.CorrelationID, "error", err)
		return Appended{}, &UnknownError{CommandID: x.call.commandID, Err: fmt.Errorf("append to %v: %w", x.stream, err)}
	}
	return appended, nil
}
