package orchestrix

import (
	"context"
	"errors"
	"fmt"
)

// Rejected is a refusal as the event that records it may tell.
type Rejected struct {
	// ID is a [RejectionError]'s id, or the [Code] of any other refusal:
	// "forbidden", "not_found", "already_exists".
	ID      string
	Message string
}

// refuse records a refusal, if the error is one, in a stream of the command's
// own, so that it is there once however often the command is sent, and also if
// nothing was created. The error it gives is the refusal, unless that couldn't
// be recorded.
func (a *attempt[S, E]) refuse(ctx context.Context, err error) (Receipt, error) {
	x := a.x
	r := record{Type: rejectionType, Command: x.command, Stream: x.stream, Version: a.d.Version}
	if !r.tell(err) {
		return Receipt{}, err
	}
	event, errRecording := x.h.OnRejected(&a.d, Rejected{ID: r.ID, Message: r.Message})
	if errRecording == nil {
		errRecording = x.h.Aggregate.check(event, &x.work, x.stream.ID)
	}
	if errRecording != nil {
		return Receipt{}, fmt.Errorf("record that %v: %w", err, errRecording)
	}
	stream := StreamID{Tenant: x.stream.Tenant, Category: RejectedCategory, ID: string(x.call.commandID)}
	batch := Batch{Stream: stream, Expect: Any}
	for i, event := range []Event{event, r} {
		pending, errEncoding := a.ofOurs(stream, i, event)
		if errEncoding != nil {
			return Receipt{}, asFault(event.EventType(), "encode", stream, Version(i+1), errEncoding)
		}
		batch.Events = append(batch.Events, pending)
	}
	appended, errRecording := x.append(ctx, []Batch{batch})
	switch {
	case errRecording != nil:
		return Receipt{}, errRecording
	case appended.Duplicate:
		// The same command, sent twice at once: whichever outcome was first.
		receipt, _, err := x.firstAnswer(ctx, appended)
		return receipt, err
	}
	x.recorded = true
	return Receipt{}, err
}

// tell fills in what a refusal says. Any other error says nothing, and is none
// that is recorded.
func (r *record) tell(err error) bool {
	var (
		rejection *RejectionError
		forbidden *ForbiddenError
		notFound  *NotFoundError
		exists    *ExistsError
	)
	r.Code = CodeOf(err)
	r.ID = string(r.Code)
	switch {
	case r.Code == CodeRefused && errors.As(err, &rejection):
		r.ID, r.Message = rejection.ID, rejection.Message
	case r.Code == CodeForbidden && errors.As(err, &forbidden):
		r.Message = forbidden.Message
	case r.Code == CodeNotFound && errors.As(err, &notFound):
		r.Message, r.About, r.AboutVersion = notFound.Error(), notFound.Stream, notFound.Version
	case r.Code == CodeAlreadyExists && errors.As(err, &exists):
		r.Message, r.About = exists.Error(), exists.Stream
	default:
		return false
	}
	return true
}

// refusal is the error that was recorded.
func (r *record) refusal() error {
	switch r.Code {
	case CodeForbidden:
		return &ForbiddenError{Command: r.Command, Message: r.Message}
	case CodeNotFound:
		return &NotFoundError{Stream: r.About, Version: r.AboutVersion}
	case CodeAlreadyExists:
		return &ExistsError{Stream: r.About}
	}
	return &RejectionError{Command: r.Command, ID: r.ID, Message: r.Message}
}
