package orchestrix

import (
	"errors"
	"fmt"
)

// raising checks, applies and remembers the events of one decision.
type raising[S any, E Event] struct {
	x      *execution[S, E]
	d      *Decision[S]
	events []Pending
	buffer []byte // what the events' data share
	err    error  // the first
}

func (r *raising[S, E]) raise(event E) error {
	if r.err == nil {
		r.err = r.try(event)
	}
	return r.err
}

func (r *raising[S, E]) try(event E) error {
	x, a := r.x, r.x.h.Aggregate
	if any(event) == nil {
		return &FaultError{Rule: x.h.Command, Err: errors.New("raised an event that is nil")}
	}
	if a.Validate != nil {
		if err := a.Validate(event, x.now); err != nil {
			// The cause isn't wrapped: an InvalidError would read as if the
			// caller's command were at fault.
			return &FaultError{Rule: event.EventType(), Err: fmt.Errorf("%s raised an invalid event: %v", x.h.Command, err)}
		}
	}
	if a.IDOf != nil {
		if id := a.IDOf(event); id != x.stream.ID {
			return &FaultError{Rule: event.EventType(), Err: fmt.Errorf("%s to %q raised an event of %q", x.h.Command, x.stream.ID, id)}
		}
	}
	pending := Pending{
		ID:            NewEventID(x.call.commandID, x.stream, len(r.events)),
		Type:          event.EventType(),
		SchemaVersion: event.SchemaVersion(),
		Time:          x.now,
		Metadata:      x.metadata,
	}
	version := r.d.Version + Version(len(r.events)) + 1
	meta := metaOf(&pending, x.stream, version)
	if a.Permit != nil {
		if err := a.Permit(&r.d.After, event, meta); err != nil {
			return x.refused(err)
		}
	}
	if err := a.Apply(&r.d.After, event, meta); err != nil {
		return asFault(pending.Type, "apply", x.stream, version, err)
	}
	if r.buffer == nil {
		r.buffer = make([]byte, 0, 512)
	}
	start := len(r.buffer)
	data, err := event.AppendJSON(r.buffer)
	if err != nil {
		return asFault(pending.Type, "encode", x.stream, version, err)
	}
	r.buffer = data
	// Without room of its own behind it, nothing appended to one event's data
	// runs into the next one's.
	pending.Data = data[start:len(data):len(data)]
	r.events = append(r.events, pending)
	return nil
}

// asFault says which event of which stream the program couldn't handle; the
// rule is the event's type unless the cause is a fault that names its own.
func asFault(eventType, doing string, stream StreamID, version Version, err error) error {
	if fault := (*FaultError)(nil); errors.As(err, &fault) {
		return fmt.Errorf("%s version %d of %v: %w", doing, version, stream, err)
	}
	return &FaultError{Rule: eventType, Err: fmt.Errorf("%s version %d of %v: %w", doing, version, stream, err)}
}
