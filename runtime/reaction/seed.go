package reaction

import (
	"context"
	"strconv"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Seed is what the ids that a reaction makes derive from: the reaction and the
// event that it handles, then an entry of `sends` and a place in it.
type Seed struct {
	text  string
	newID func() string // of a test; nil: ids derive
}

func newSeed(ctx context.Context, reaction string, event orchestrix.EventID) Seed {
	newID, _ := ctx.Value(newIDKey{}).(func() string)
	return Seed{orchestrix.DerivedUUID("reaction", reaction, string(event)), newID}
}

type newIDKey struct{}

// WithNewID replaces what new_id() gives, for tests.
func WithNewID(ctx context.Context, newID func() string) context.Context {
	return context.WithValue(ctx, newIDKey{}, newID)
}

// At is the seed of what an entry sends at a place.
func (s Seed) At(entry string, place int) Seed {
	return Seed{orchestrix.DerivedUUID(s.text, entry, strconv.Itoa(place)), s.newID}
}

// AtRow is the seed of what an entry sends for a query's row.
func (s Seed) AtRow(entry, row string) Seed {
	return Seed{orchestrix.DerivedUUID(s.text, entry, "row", row), s.newID}
}

// UUID makes the id of an aggregate that is created.
func (s Seed) UUID() string { return orchestrix.DerivedUUID(s.text, "aggregate") }

// TypeID makes the id of an aggregate that is created, with a prefix.
func (s Seed) TypeID(prefix string) string {
	return orchestrix.DerivedTypeID(prefix, s.text, "aggregate")
}

// NewID gives what new_id() gives, another id at each call.
func (s Seed) NewID() func() string {
	if s.newID != nil {
		return s.newID
	}
	made := 0
	return func() string {
		made++
		return orchestrix.DerivedUUID(s.text, "new_id", strconv.Itoa(made))
	}
}

// of is the seed of a command that is sent.
func (s Seed) of(send *Send) Seed {
	if send.Row != "" {
		return s.AtRow(send.Entry, send.Row)
	}
	return s.At(send.Entry, send.Place)
}

// command is the id of the command that the seed is of; of a wish that isn't the
// first, of that one.
func (s Seed) command(wish int) orchestrix.CommandID {
	if wish == 0 {
		return orchestrix.CommandID(s.text)
	}
	return orchestrix.CommandID(orchestrix.DerivedUUID(s.text, "again", strconv.Itoa(wish)))
}
