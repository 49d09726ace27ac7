package orchestrix

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Store keeps events. What is promised here is tested for every store by
// package storetest:
//
//   - An acknowledged append survives kill -9 and power loss.
//   - A conflict is a [*ConflictError], whatever the driver called it, and
//     nothing was written.
//   - An append that ended in any other error is unknown: it happened once or
//     not at all. Sending it again with the same command id is safe.
//   - Positions are monotonic in commit order as readers see it.
//   - A read that breaks off ends in an error, never in a stream that looks
//     complete.
type Store interface {
	// Append writes all batches or none, and returns only when they are
	// durable. A batch without events only checks its expectation. All events
	// of one call carry the same command id; if that id (of that tenant) is
	// already recorded nothing is written, no expectation is looked at, and
	// the first receipt comes back marked as a duplicate.
	Append(ctx context.Context, batches ...Batch) (Appended, error)
	// Read yields one stream's events after a version, in order and dense: a
	// gap is an error.
	Read(ctx context.Context, stream StreamID, after Version) iter.Seq2[Recorded, error]
	// All yields the stable prefix of all events after a position and ends at
	// its head: no event that an earlier one could still precede.
	All(ctx context.Context, after Position, filter Filter) iter.Seq2[Recorded, error]
	// Head is the position of the last stable event.
	Head(ctx context.Context) (Position, error)
	// Wait returns when there may be events after a position, or with the
	// context's error.
	Wait(ctx context.Context, after Position) error
	// ByCommand gives the receipt of the append that carried a command id, for
	// the tenant of the context.
	ByCommand(ctx context.Context, id CommandID) (Appended, bool, error)
}

// Batch is what one Append does to one stream; a stream occurs once a call.
type Batch struct {
	Stream StreamID
	Expect Expectation
	Events []Pending
}

// Appended is the receipt of an append.
type Appended struct {
	// Position is that of the last event written.
	Position Position
	// Versions are the streams' versions afterwards, in the order of the
	// batches that had events.
	Versions []Version
	// Streams are the streams of those batches, in the same order: the first
	// tells [Execute] whose command it was when it is sent again.
	Streams []StreamID
	// Events is how many events were written.
	Events int
	// Duplicate says that the append had happened before.
	Duplicate bool
}

// Expectation is what an append wants of a stream before it writes.
type Expectation int64

// Expectations other than [Exactly] one version.
const (
	NoStream Expectation = 0
	Any      Expectation = -1
	Exists   Expectation = -2
)

// Holds says whether a stream at this version is what was expected.
func (e Expectation) Holds(actual Version) bool {
	switch e {
	case Any:
		return true
	case Exists:
		return actual > 0
	}
	return Version(e) == actual
}

// String is the expectation in words.
func (e Expectation) String() string {
	switch e {
	case NoStream:
		return "no stream"
	case Any:
		return "any version"
	case Exists:
		return "an existing stream"
	}
	return "version " + strconv.FormatInt(int64(e), 10)
}

// Exactly expects a stream to be at a version; Exactly(0) is [NoStream].
func Exactly(v Version) Expectation { return Expectation(v) }

// Filter narrows what All yields; an empty list means all. Categories that
// begin with "~" are the store's own and only come when they are named.
type Filter struct {
	Categories []string
	Types      []string
}

// Matches says whether All yields this event, for stores that look at one
// event at a time.
func (f Filter) Matches(category, eventType string) bool {
	if len(f.Types) > 0 && !slices.Contains(f.Types, eventType) {
		return false
	}
	if len(f.Categories) > 0 {
		return slices.Contains(f.Categories, category)
	}
	return !strings.HasPrefix(category, "~")
}

// CheckAppend is for stores: it gives the command id and the tenant of an
// append's batches, or says what about them no store can take. The command id
// is empty when there are no events.
func CheckAppend(batches []Batch) (CommandID, string, error) {
	var command CommandID
	var seen map[StreamID]bool
	for i := range batches {
		stream := batches[i].Stream
		if stream.Category == "" || stream.ID == "" {
			return "", "", fmt.Errorf("append to %v: a stream has a category and an id", stream)
		}
		if stream.Tenant != batches[0].Stream.Tenant {
			return "", "", fmt.Errorf("append to %v: one append is about one tenant, not also %q", stream, batches[0].Stream.Tenant)
		}
		if batches[i].Expect < Exists {
			return "", "", fmt.Errorf("append to %v: there is no expectation %d", stream, batches[i].Expect)
		}
		if occursBefore(batches, i, &seen) {
			return "", "", fmt.Errorf("append to %v: a stream occurs once in an append", stream)
		}
		for j := range batches[i].Events {
			event := &batches[i].Events[j]
			if err := checkPending(event); err != nil {
				return "", "", fmt.Errorf("append to %v: event %d: %w", stream, j, err)
			}
			if command == "" {
				command = event.Metadata.CommandID
			}
			if event.Metadata.CommandID != command {
				return "", "", fmt.Errorf("append to %v: event %d: one append has one command id, not %q and %q", stream, j, command, event.Metadata.CommandID)
			}
		}
	}
	if len(batches) == 0 {
		return "", "", fmt.Errorf("append without batches")
	}
	return command, batches[0].Stream.Tenant, nil
}

// occursBefore says whether batch i is about a stream that an earlier one is
// about. Few batches are compared, of many the streams are remembered.
func occursBefore(batches []Batch, i int, seen *map[StreamID]bool) bool {
	const few = 8
	stream := batches[i].Stream
	if len(batches) <= few {
		return slices.ContainsFunc(batches[:i], func(b Batch) bool { return b.Stream == stream })
	}
	if *seen == nil {
		*seen = make(map[StreamID]bool, len(batches))
	}
	before := (*seen)[stream]
	(*seen)[stream] = true
	return before
}

func checkPending(event *Pending) error {
	switch {
	case event.ID == "" || event.Type == "" || event.SchemaVersion < 1:
		return fmt.Errorf("it has no id, type or schema version")
	case event.Metadata.CommandID == "":
		return fmt.Errorf("it has no command id")
	case event.Time.Location() != time.UTC || event.Time.Nanosecond()%1000 != 0:
		return fmt.Errorf("its time %v isn't in UTC and whole microseconds", event.Time)
	}
	return nil
}
