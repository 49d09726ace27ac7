package scenariotest

import (
	"fmt"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Past is a given event of a certain time or sender.
type Past struct {
	orchestrix.Event
	// At is when it happened; zero is as if it stood in [Fixture.Given] by itself.
	At   time.Time
	Meta Meta
}

// Given writes events that have happened, whatever rules and lifecycle say of
// them; of a value that should be unique the first to have it keeps it. Those
// without a time of their own lie a second apart before now.
func (f *Fixture) Given(events ...orchestrix.Event) {
	f.t.Helper()
	f.settle()
	var last time.Time
	for i, event := range events {
		past, ok := event.(Past)
		if !ok {
			past = Past{Event: event}
		}
		if past.At.IsZero() {
			past.At = f.now.Add(-time.Duration(len(events)-i) * time.Second)
		}
		if past.Meta.Tenant == "" {
			past.Meta.Tenant = f.meta.Tenant
		}
		if err := f.write(past); err != nil {
			f.t.Fatalf("given event %d, %s: %v", i+1, past.EventType(), err)
		}
		last = past.At
	}
	if f.backfill != nil {
		if _, err := f.backfill(f.Context()); err != nil {
			f.t.Fatalf("claiming the unique values of given events: %v", err)
		}
	}
	if len(events) > 0 {
		f.wasGiven(last)
	}
}

// streamOf is the stream of an event of the context or of another.
func (f *Fixture) streamOf(event orchestrix.Event) (orchestrix.StreamID, error) {
	if foreign, ok := event.(Foreign); ok {
		return foreign.stream(), nil
	}
	return f.stream(event)
}

func (f *Fixture) write(past Past) error {
	stream, err := f.streamOf(past.Event)
	if err != nil {
		return err
	}
	stream.Tenant = past.Meta.Tenant
	data, err := past.AppendJSON(nil)
	if err != nil {
		return err
	}
	f.given++
	command := orchestrix.CommandID(fmt.Sprintf("given-%d", f.given))
	correlation := past.Meta.CorrelationID
	if correlation == "" {
		correlation = string(command)
	}
	_, err = f.engine.Append(f.t.Context(), orchestrix.Batch{
		Stream: stream,
		Expect: orchestrix.Any,
		Events: []orchestrix.Pending{{
			ID:            orchestrix.NewEventID(command, stream, 0),
			Type:          past.EventType(),
			SchemaVersion: past.SchemaVersion(),
			Time:          past.At.UTC().Truncate(time.Microsecond),
			Metadata: orchestrix.Metadata{
				Actor:         past.Meta.Actor,
				CorrelationID: correlation,
				CausationID:   past.Meta.CausationID,
				CommandID:     command,
			},
			Data: data,
		}},
	})
	return err
}
