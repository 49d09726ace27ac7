package orchestrix

import (
	"context"
	"errors"
)

// SharedClaim is a value that should be unique and that an aggregate shares
// with another one, from before it had to be.
type SharedClaim struct {
	Constraint string // "<context>.<Aggregate>.<id>"
	Stream     StreamID
	HeldBy     string // the id of the aggregate that keeps the claim
}

// BackfillUnique makes the claims of an aggregate type's unique values agree
// with its history.
func BackfillUnique[S any, E Event](ctx context.Context, engine *Engine, a *Aggregate[S, E]) ([]SharedClaim, error) {
	return nil, errors.ErrUnsupported
}
