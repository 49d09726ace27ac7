package orchestrix

import (
	"context"
	"fmt"
)

// Other is an aggregate that a command reads beside its own. One that may be
// missing, and is, has the state of one before its first event.
type Other[S any, E Event] struct {
	*Subject[S]
	part *participant[S, E]
}

// ReadOther reads an aggregate. Its version is expected by the command's append,
// also where it is missing, so that what was decided still holds then. One that
// is missing or has ended, and isn't optional, ends the command in a
// [*NotFoundError] once the command is known to be allowed. An empty id is of no
// aggregate: it is missing.
func ReadOther[S any, E Event](ctx context.Context, r *Reading, a *Aggregate[S, E], id string, optional bool) (*Other[S, E], error) {
	stream := StreamID{Tenant: r.work.stream.Tenant, Category: a.Category, ID: id}
	p, err := read(ctx, r, a, stream)
	if err != nil {
		return nil, err
	}
	if !p.Exists && !optional && r.missing == nil {
		r.missing = &NotFoundError{Stream: stream}
	}
	return &Other[S, E]{Subject: p.Subject, part: p}, nil
}

// read makes an aggregate a participant, unless it is one already: the command's
// own, or one that is read by two names.
func read[S any, E Event](ctx context.Context, r *Reading, a *Aggregate[S, E], stream StreamID) (*participant[S, E], error) {
	if known := r.participant(stream); known != nil {
		p, ok := known.(*participant[S, E])
		if !ok {
			return nil, &FaultError{Rule: r.work.command, Err: fmt.Errorf("reads %v as aggregates of two types", stream)}
		}
		return p, nil
	}
	p := absent(r, a, stream)
	if !ValidID(stream.ID) {
		return p, nil // of no aggregate, ever: there is nothing to expect
	}
	l, err := load(ctx, r.work.engine, a, stream, 0)
	if err != nil {
		return nil, err
	}
	p.begin(&l)
	r.participants = append(r.participants, p)
	if r.byStream == nil {
		r.byStream = map[StreamID]party{}
	}
	r.byStream[stream] = p
	return p, nil
}

// participant is the one of a stream, nil if there is none.
func (r *Reading) participant(stream StreamID) party {
	if stream == r.work.stream {
		return r.participants[0]
	}
	return r.byStream[stream]
}

func absent[S any, E Event](r *Reading, a *Aggregate[S, E], stream StreamID) *participant[S, E] {
	return &participant[S, E]{Subject: &Subject[S]{State: a.New(stream.ID)}, r: r, a: a, stream: stream}
}

// Others are several aggregates of a type that a command reads.
type Others[S any, E Event, ID ~string] struct {
	// States are those of the aggregates that exist.
	States map[ID]S

	r    *Reading
	a    *Aggregate[S, E]
	byID map[ID]*Other[S, E]
}

// ReadOthers is [ReadOther] of several. An id that is there twice is one.
func ReadOthers[S any, E Event, ID ~string](ctx context.Context, r *Reading, a *Aggregate[S, E], ids []ID, optional bool) (*Others[S, E, ID], error) {
	o := &Others[S, E, ID]{States: make(map[ID]S, len(ids)), r: r, a: a, byID: make(map[ID]*Other[S, E], len(ids))}
	for _, id := range ids {
		if o.byID[id] != nil {
			continue
		}
		other, err := ReadOther(ctx, r, a, string(id), optional)
		if err != nil {
			return nil, err
		}
		o.byID[id] = other
		if other.Exists {
			o.States[id] = other.State
		}
	}
	return o, nil
}

// At is one of the aggregates; for an id that wasn't read it is one that
// doesn't exist. It is never nil.
func (o *Others[S, E, ID]) At(id ID) *Other[S, E] {
	if other := o.byID[id]; other != nil {
		return other
	}
	p := absent(o.r, o.a, StreamID{Tenant: o.r.work.stream.Tenant, Category: o.a.Category, ID: string(id)})
	return &Other[S, E]{Subject: p.Subject, part: p}
}

// Raise raises an event on the aggregate, under the same checks as an event of
// the command's own and for the same append. To raise one on an aggregate that
// doesn't exist is a fault.
func (o *Other[S, E]) Raise(event E) error { return o.part.raise(event) }

// Found is the state, nil if the aggregate doesn't exist.
func (o *Other[S, E]) Found() *S {
	if !o.Exists {
		return nil
	}
	return &o.State
}

// RaiseByID raises an event on the aggregate that it says itself it is of: the
// command's own or one that it has read. It is how a decision in Go raises
// events on several aggregates; one of any other aggregate is a fault.
func RaiseByID[S any, E Event](r *Reading, a *Aggregate[S, E], event E) error {
	stream := StreamID{Tenant: r.work.stream.Tenant, Category: a.Category, ID: a.IDOf(event)}
	if p, ok := r.participant(stream).(*participant[S, E]); ok {
		return p.raise(event)
	}
	return &FaultError{Rule: event.EventType(), Err: fmt.Errorf("%s raised it on %v, which it hasn't read", r.work.command, stream)}
}
