package reaction

import (
	"strconv"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Seed is what the ids that a reaction makes derive from: the reaction and the
// event that it handles, then an entry of `sends` and a place in it.
type Seed string

func newSeed(reaction string, event orchestrix.EventID) Seed {
	return Seed(orchestrix.DerivedUUID("reaction", reaction, string(event)))
}

// At is the seed of what an entry sends at a place.
func (s Seed) At(entry string, place int) Seed {
	return Seed(orchestrix.DerivedUUID(string(s), entry, strconv.Itoa(place)))
}

// AtRow is the seed of what an entry sends for a query's row.
func (s Seed) AtRow(entry, row string) Seed {
	return Seed(orchestrix.DerivedUUID(string(s), entry, "row", row))
}

// UUID makes the id of an aggregate that is created.
func (s Seed) UUID() string { return orchestrix.DerivedUUID(string(s), "aggregate") }

// TypeID makes the id of an aggregate that is created, with a prefix.
func (s Seed) TypeID(prefix string) string {
	return orchestrix.DerivedTypeID(prefix, string(s), "aggregate")
}

// NewID gives what new_id() gives, another id at each call.
func (s Seed) NewID() func() string {
	made := 0
	return func() string {
		made++
		return orchestrix.DerivedUUID(string(s), "new_id", strconv.Itoa(made))
	}
}

// of is the seed of a command that is sent.
func (s Seed) of(send *Send) Seed {
	if send.Row != "" {
		return s.AtRow(send.Entry, send.Row)
	}
	return s.At(send.Entry, send.Place)
}

// command is the id of the command that the seed is of.
func (s Seed) command() orchestrix.CommandID { return orchestrix.CommandID(s) }
