package orchestrix

import (
	"context"
	"fmt"

	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// RejectedCategory is that of refusals which were recorded. Each has a stream by
// the command's id: the event that the model says, then a record of the
// engine's own. [Store.All] gives them to those who name the category.
const RejectedCategory = "~rejected"

// Other streams of the engine's own, beside those of aggregates.
const (
	// commandCategory has a stream a command whose events are all on others than
	// its own aggregate, by command id: a record.
	commandCategory = "~command"
	// claimCategories, each with a constraint's name behind it, have a stream a
	// value that was ever claimed.
	claimCategories = "~unique/"
)

// The types of the events in them.
const (
	rejectionType  = "orchestrix.Rejection"
	commandType    = "orchestrix.Command"
	claimedType    = "orchestrix.Claimed"
	releasedType   = "orchestrix.Released"
	backfilledType = "orchestrix.Backfilled"
)

// record says whose command an append was and how it ended, where the stream of
// its aggregate doesn't tell.
type record struct {
	Type    string
	Command string
	Stream  StreamID // of the command's own aggregate
	Version Version
	// What follows is of a refusal.
	Code    Code
	ID      string
	Message string
	// About is the aggregate that wasn't found or exists, at a version or at all.
	About        StreamID
	AboutVersion Version
}

// EventType says what kind of record it is.
func (r record) EventType() string { return r.Type }

// SchemaVersion is 1.
func (r record) SchemaVersion() int { return 1 }

// AppendJSON appends the record; the tenant is that of the stream it is in.
func (r record) AppendJSON(b []byte) ([]byte, error) {
	b = append(b, `{"command":`...)
	b = jsontext.AppendString(b, r.Command)
	b = append(b, `,"category":`...)
	b = jsontext.AppendString(b, r.Stream.Category)
	b = append(b, `,"id":`...)
	b = jsontext.AppendString(b, r.Stream.ID)
	b = append(b, `,"version":`...)
	b = jsontext.AppendInt(b, int64(r.Version))
	if r.Code != "" {
		b = append(b, `,"code":`...)
		b = jsontext.AppendString(b, r.Code)
		b = append(b, `,"rejection":`...)
		b = jsontext.AppendString(b, r.ID)
		b = append(b, `,"message":`...)
		b = jsontext.AppendString(b, r.Message)
		b = append(b, `,"about_category":`...)
		b = jsontext.AppendString(b, r.About.Category)
		b = append(b, `,"about_id":`...)
		b = jsontext.AppendString(b, r.About.ID)
		b = append(b, `,"about_version":`...)
		b = jsontext.AppendInt(b, int64(r.AboutVersion))
	}
	return append(b, '}'), nil
}

func (r *record) decode(stored Recorded) error {
	d := jsontext.Open(stored.Data)
	*r = record{Type: stored.Type}
	r.Stream.Tenant, r.About.Tenant = stored.Stream.Tenant, stored.Stream.Tenant
	m := d.Object()
	for m.Next() {
		if m.At(`"command":`) || m.Key("command") {
			r.Command = d.String()
		}
		if m.At(`"category":`) || m.Key("category") {
			r.Stream.Category = d.String()
		}
		if m.At(`"id":`) || m.Key("id") {
			r.Stream.ID = d.String()
		}
		if m.At(`"version":`) || m.Key("version") {
			r.Version = Version(d.Int64())
		}
		if m.At(`"code":`) || m.Optional("code") {
			r.Code = Code(d.String())
		}
		if m.At(`"rejection":`) || m.Optional("rejection") {
			r.ID = d.String()
		}
		if m.At(`"message":`) || m.Optional("message") {
			r.Message = d.String()
		}
		if m.At(`"about_category":`) || m.Optional("about_category") {
			r.About.Category = d.String()
		}
		if m.At(`"about_id":`) || m.Optional("about_id") {
			r.About.ID = d.String()
		}
		if m.At(`"about_version":`) || m.Optional("about_version") {
			r.AboutVersion = Version(d.Int64())
		}
	}
	return d.Close()
}

// readRecord reads the record in a stream of the engine's own.
func readRecord(ctx context.Context, store Store, stream StreamID) (record, error) {
	for stored, err := range store.Read(ctx, stream, 0) {
		if err != nil {
			return record{}, fmt.Errorf("read %v: %w", stream, err)
		}
		if stored.Type != rejectionType && stored.Type != commandType {
			continue
		}
		var r record
		if err := r.decode(stored); err != nil {
			return record{}, fmt.Errorf("decode %s in %v: %w", stored.Type, stream, err)
		}
		return r, nil
	}
	return record{}, fmt.Errorf("read %v: there is no record in it", stream)
}

// recordElsewhere records that a command happened, at this version of its own
// aggregate, without an event on that.
func (r *Reading) recordElsewhere(version Version) (Batch, error) {
	w := r.work
	stream := StreamID{Tenant: w.stream.Tenant, Category: commandCategory, ID: string(w.call.commandID)}
	event, err := r.ofOurs(stream, 0, record{Type: commandType, Command: w.command, Stream: w.stream, Version: version})
	return Batch{Stream: stream, Expect: Any, Events: []Pending{event}}, err
}

// ofOurs is an event in a stream of the engine's own.
func (r *Reading) ofOurs(stream StreamID, index int, event Event) (Pending, error) {
	pending := r.work.pending(stream, index, event)
	data, err := r.encode(event)
	pending.Data = data
	return pending, err
}
