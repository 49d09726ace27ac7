package orchestrix

import (
	"errors"
	"fmt"
)

// raise checks an event, applies it and remembers it for the append.
func (p *participant[S, E]) raise(event E) error {
	if p.r.err == nil {
		p.r.err = p.try(event)
	}
	return p.r.err
}

func (p *participant[S, E]) try(event E) error {
	r, w, a := p.r, p.r.work, p.a
	if err := a.check(event, w, p.stream.ID); err != nil {
		return err
	}
	if !p.Exists && !p.own {
		return &FaultError{Rule: event.EventType(), Err: fmt.Errorf("%s raised it on %v, which doesn't exist: has() must be asked before", w.command, p.stream)}
	}
	pending := w.pending(p.stream, len(p.events), event)
	version := p.Version + Version(len(p.events)) + 1
	meta := metaOf(&pending, p.stream, version)
	p.prepare()
	if a.Permit != nil {
		if err := a.Permit(&p.After, event, meta); err != nil {
			return w.refused(err)
		}
	}
	if err := a.Apply(&p.After, event, meta); err != nil {
		return asFault(pending.Type, "apply", p.stream, version, err)
	}
	data, err := r.encode(event)
	if err != nil {
		return asFault(pending.Type, "encode", p.stream, version, err)
	}
	pending.Data = data
	p.ends = p.ends || (a.Ends != nil && a.Ends(event))
	if len(p.events) == 0 && !p.own {
		r.raised = append(r.raised, p)
	}
	p.events = append(p.events, pending)
	r.events++
	return nil
}

// check says whether an event keeps its own rules and is a fact of the aggregate
// of an id. If not, that is a fault of the command that raised it.
func (a *Aggregate[S, E]) check(event E, w *work, id string) error {
	if any(event) == nil {
		return &FaultError{Rule: w.command, Err: errors.New("raised an event that is nil")}
	}
	if a.Validate != nil {
		if err := a.Validate(event, w.now); err != nil {
			// The cause isn't wrapped: an InvalidError would read as if the
			// caller's command were at fault.
			return &FaultError{Rule: event.EventType(), Err: fmt.Errorf("%s raised an invalid event: %v", w.command, err)}
		}
	}
	if a.IDOf != nil {
		if of := a.IDOf(event); of != id {
			return &FaultError{Rule: event.EventType(), Err: fmt.Errorf("%s to %q raised an event of %q", w.command, id, of)}
		}
	}
	return nil
}

// encode gives an event's data, in a buffer that all events of an attempt share.
func (r *Reading) encode(event Event) ([]byte, error) {
	if r.buffer == nil {
		r.buffer = make([]byte, 0, 512)
	}
	start := len(r.buffer)
	data, err := event.AppendJSON(r.buffer)
	if err != nil {
		return nil, err
	}
	r.buffer = data
	// Without room of its own behind it, nothing appended to one event's data
	// runs into the next one's.
	return data[start:len(data):len(data)], nil
}

// refused names the command in a rejection by its aggregate, which doesn't know
// of it.
func (w *work) refused(err error) error {
	var rejection *RejectionError
	if errors.As(err, &rejection) && rejection.Command == "" {
		rejection.Command = w.command
	}
	return err
}

// asFault says which event of which stream the program couldn't handle; the
// rule is the event's type unless the cause is a fault that names its own.
func asFault(eventType, doing string, stream StreamID, version Version, err error) error {
	if fault := (*FaultError)(nil); errors.As(err, &fault) {
		return fmt.Errorf("%s version %d of %v: %w", doing, version, stream, err)
	}
	return &FaultError{Rule: eventType, Err: fmt.Errorf("%s version %d of %v: %w", doing, version, stream, err)}
}
