package orchestrix

import (
	"context"
	"errors"
)

// Reading is what one attempt to carry out a command reads.
type Reading struct{}

// Other is an aggregate that a command reads beside its own.
type Other[S any, E Event] struct {
	*Subject[S]
}

// ReadOther reads an aggregate; its version is one that the command's append
// expects. A missing one that isn't optional ends the command in a
// [*NotFoundError], once the command is known to be allowed.
func ReadOther[S any, E Event](ctx context.Context, r *Reading, a *Aggregate[S, E], id string, optional bool) (*Other[S, E], error) {
	return nil, errors.ErrUnsupported
}

// Others are several aggregates of a type that a command reads.
type Others[S any, E Event, ID ~string] struct {
	// States are those of the aggregates that exist.
	States map[ID]S
}

// ReadOthers is [ReadOther] of several.
func ReadOthers[S any, E Event, ID ~string](ctx context.Context, r *Reading, a *Aggregate[S, E], ids []ID, optional bool) (*Others[S, E, ID], error) {
	return nil, errors.ErrUnsupported
}

// At is one of the aggregates; for an id that wasn't read it is one that
// doesn't exist. It is never nil.
func (o *Others[S, E, ID]) At(id ID) *Other[S, E] { return nil }

// RaiseOn raises an event on an aggregate that the command has read, under the
// same checks as an event of its own, for the same append.
func RaiseOn[S any, E Event](o *Other[S, E], event E) error { return errors.ErrUnsupported }
