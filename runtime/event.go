package orchestrix

import (
	"strconv"
	"time"
)

// Event is a fact of one aggregate. Generated events implement it; each
// aggregate seals its own set with an interface of its own.
type Event interface {
	// EventType is the wire type: "<context>.<Event>".
	EventType() string
	// SchemaVersion is the version of the event's shape, from 1.
	SchemaVersion() int
	// AppendJSON appends the event's fields as a JSON object to b.
	AppendJSON(b []byte) ([]byte, error)
}

// EventID identifies one recorded event in every store: a UUIDv8 made from
// the command id, the stream and the event's place in it, so that a command
// that is sent again makes the same ids.
type EventID string

// CommandID identifies one wish to change something, however often it is
// sent. It is also an [Option] of a command: the caller's own id makes sending
// again harmless. The id is to be that of this one wish: an aggregate that has
// recorded it says that it is done, also to another command. So where ids come
// from clients, make them of the client's and the command's name.
type CommandID string

// Version counts the events of one stream: 1, 2, … without a gap. 0 is a
// stream without events.
type Version int64

// StreamID names one aggregate's events.
type StreamID struct {
	// Tenant is empty unless the workspace isolates tenants.
	Tenant string
	// Category is the aggregate's type: "<context>.<Aggregate>".
	Category string
	// ID is the aggregate's id.
	ID string
}

// String is the stream in words, for errors and logs.
func (s StreamID) String() string {
	text := s.Category + " " + strconv.Quote(s.ID)
	if s.Tenant != "" {
		text += " of tenant " + strconv.Quote(s.Tenant)
	}
	return text
}

// Metadata is what is known of an event besides its data: who, and why.
type Metadata struct {
	Actor         string
	CorrelationID string
	CausationID   string
	CommandID     CommandID
	// TraceParent and TraceState are a W3C trace context.
	TraceParent string
	TraceState  string
}

// Pending is an event on its way to a store. The caller of Append, not the
// store, sets every field of it.
type Pending struct {
	ID            EventID
	Type          string
	SchemaVersion int
	Time          time.Time // UTC, microseconds
	Metadata      Metadata
	Data          []byte // JSON text
}

// Recorded is an event as a store gives it back.
type Recorded struct {
	Pending
	Stream   StreamID
	Version  Version
	Position Position
}

// Meta is what an event's expressions and apply functions may look at beside
// the event itself.
type Meta struct {
	Time          time.Time
	Actor         string
	Tenant        string
	EventID       EventID
	Version       Version
	CorrelationID string
	CausationID   string
}

// Meta gives what expressions may look at.
func (r *Recorded) Meta() Meta { return metaOf(&r.Pending, r.Stream, r.Version) }

func metaOf(p *Pending, stream StreamID, version Version) Meta {
	return Meta{
		Time:          p.Time,
		Actor:         p.Metadata.Actor,
		Tenant:        stream.Tenant,
		EventID:       p.ID,
		Version:       version,
		CorrelationID: p.Metadata.CorrelationID,
		CausationID:   p.Metadata.CausationID,
	}
}
