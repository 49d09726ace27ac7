package reaction

import (
	"fmt"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// The events of an instance's stream.
const (
	stepType     = "orchestrix.Step"
	timedOutType = "orchestrix.TimedOut"
)

// stepEvent is one step of an instance: what led to it, and all that the
// instance is after it.
type stepEvent struct {
	Step // what the step does; Cancels aren't kept, they show in Timers
	// Trigger is where the event is that led to it; without one it was Timeout.
	Trigger        orchestrix.StreamID
	TriggerVersion orchestrix.Version
	Timeout        string
	Due            time.Time
	// Sending says that something may have to be sent.
	Sending bool
	// Since is where the event stands that the instance began with.
	Since orchestrix.Position
	// Timers are the timeouts that are still to come.
	Timers []Timer
	// State is the state's JSON.
	State []byte
}

func (s *stepEvent) appendJSON(b []byte) (_ []byte, err error) {
	b = append(b, '{')
	if s.Timeout != "" {
		b = append(b, `"timeout":`...)
		b = jsontext.AppendString(b, s.Timeout)
		b = append(b, `,"due":`...)
		if b, err = jsontext.AppendTime(b, s.Due); err != nil {
			return nil, err
		}
	} else {
		b = append(b, `"category":`...)
		b = jsontext.AppendString(b, s.Trigger.Category)
		b = append(b, `,"id":`...)
		b = jsontext.AppendString(b, s.Trigger.ID)
		b = append(b, `,"version":`...)
		b = jsontext.AppendInt(b, int64(s.TriggerVersion))
	}
	b = append(b, `,"sending":`...)
	b = jsontext.AppendBool(b, s.Sending)
	b = append(b, `,"ended":`...)
	b = jsontext.AppendBool(b, s.Ends)
	b = append(b, `,"since":`...)
	b = jsontext.AppendString(b, s.Since.String())
	b = append(b, `,"timers":`...)
	if b, err = jsontext.AppendListOf(b, s.Timers, appendTimer); err != nil {
		return nil, err
	}
	b = append(b, `,"state":`...)
	b = append(b, s.State...)
	return append(b, '}'), nil
}

func (s *stepEvent) decode(recorded orchestrix.Recorded) error {
	*s = stepEvent{}
	s.Trigger.Tenant = recorded.Stream.Tenant
	since := ""
	d := jsontext.Open(recorded.Data)
	m := d.Object()
	for m.Next() {
		if m.At(`"timeout":`) || m.Optional("timeout") {
			s.Timeout = d.String()
		}
		if m.At(`"due":`) || m.Optional("due") {
			s.Due = d.Time()
		}
		if m.At(`"category":`) || m.Optional("category") {
			s.Trigger.Category = d.String()
		}
		if m.At(`"id":`) || m.Optional("id") {
			s.Trigger.ID = d.String()
		}
		if m.At(`"version":`) || m.Optional("version") {
			s.TriggerVersion = orchestrix.Version(d.Int64())
		}
		if m.At(`"sending":`) || m.Key("sending") {
			s.Sending = d.Bool()
		}
		if m.At(`"ended":`) || m.Key("ended") {
			s.Ends = d.Bool()
		}
		if m.At(`"since":`) || m.Key("since") {
			since = d.String()
		}
		if m.At(`"timers":`) || m.Key("timers") {
			s.Timers = jsontext.Objects(d, decodeTimer)
		}
		if m.At(`"state":`) || m.Key("state") {
			s.State = []byte(d.Raw())
		}
	}
	err := d.Close()
	if err == nil {
		s.Since, err = orchestrix.ParsePosition(since)
	}
	if err != nil {
		return fmt.Errorf("decode version %d of %v: %w", recorded.Version, recorded.Stream, err)
	}
	return nil
}

func appendTimer(b []byte, t Timer) (_ []byte, err error) {
	b = append(b, `{"name":`...)
	b = jsontext.AppendString(b, t.Name)
	b = append(b, `,"at":`...)
	if b, err = jsontext.AppendTime(b, t.At); err != nil {
		return nil, err
	}
	if t.round > 0 {
		b = append(b, `,"round":`...)
		b = jsontext.AppendInt(b, int64(t.round))
	}
	return append(b, '}'), nil
}

func decodeTimer(t *Timer, d *jsontext.Decoder) {
	m := d.Object()
	for m.Next() {
		if m.At(`"name":`) || m.Key("name") {
			t.Name = d.String()
		}
		if m.At(`"at":`) || m.Key("at") {
			t.At = d.Time()
		}
		if m.At(`"round":`) || m.Optional("round") {
			t.round = int(d.Int64())
		}
	}
}

func (t *Timer) decode(recorded orchestrix.Recorded) error {
	d := jsontext.Open(recorded.Data)
	decodeTimer(t, d)
	if err := d.Close(); err != nil {
		return fmt.Errorf("decode version %d of %v: %w", recorded.Version, recorded.Stream, err)
	}
	return nil
}

// decodeStep reads a step, and the instance as it was after it.
func (p *Process[S]) decodeStep(recorded orchestrix.Recorded) (instance[S], stepEvent, error) {
	var step stepEvent
	if err := step.decode(recorded); err != nil {
		return instance[S]{}, step, err
	}
	var state S
	if err := p.DecodeJSON(&state, step.State); err != nil {
		err = orchestrix.Undecodable(recorded, err)
		return instance[S]{}, step, fmt.Errorf("decode the state in version %d of %v: %w", recorded.Version, recorded.Stream, err)
	}
	return instance[S]{state: state, version: recorded.Version, since: step.Since, timers: step.Timers, ended: step.Ends}, step, nil
}

// encode writes what an instance is after a step.
func (p *Process[S]) encode(i *instance[S], step *stepEvent) ([]byte, error) {
	var err error
	if step.State, err = p.AppendJSON(i.state, nil); err != nil {
		return nil, subscription.Permanent(fmt.Errorf("encode the state: %w", err))
	}
	step.Timers, step.Since = i.timers, i.since
	data, err := step.appendJSON(nil)
	return data, subscription.Permanent(err)
}
