package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// doctor is an aggregate as the generator would write it, made small: one of
// several of whom some must be on call, with a badge that nobody else has.
type doctor struct {
	ID     string
	OnCall bool
	Badge  string
}

// doctorEvent is every event of a doctor.
type doctorEvent struct{ kind, badge string }

// The kinds of events.
const (
	calledIn = "CalledIn"
	sentHome = "SentHome"
	badged   = "Badged"
	retired  = "Retired"
	declined = "Declined" // records a refusal
)

func (e doctorEvent) EventType() string { return "test." + e.kind }

func (e doctorEvent) SchemaVersion() int { return 1 }

func (e doctorEvent) AppendJSON(b []byte) ([]byte, error) { return fmt.Appendf(b, "%q", e.badge), nil }

type (
	aggregate = orchestrix.Aggregate[doctor, doctorEvent]
	handling  = orchestrix.Handling[doctor, doctorEvent]
	decision  = orchestrix.Decision[doctor]
	raiser    = func(doctorEvent) error
)

// doctors is the aggregate before badges had to be unique.
var doctors = &aggregate{
	Category: "test.Doctor",
	New:      func(id string) doctor { return doctor{ID: id} },
	Apply: func(d *doctor, event doctorEvent, _ orchestrix.Meta) error {
		switch event.kind {
		case calledIn:
			d.OnCall = true
		case sentHome:
			d.OnCall = false
		case badged:
			d.Badge = event.badge
		}
		return nil
	},
	Decode: func(r orchestrix.Recorded) (doctorEvent, error) {
		return doctorEvent{strings.TrimPrefix(r.Type, "test."), strings.Trim(string(r.Data), `"`)}, nil
	},
	Ends: func(event doctorEvent) bool { return event.kind == retired },
}

// badgedDoctors is the aggregate since.
var badgedDoctors = func() *aggregate {
	a := *doctors
	a.Unique = []orchestrix.Unique[doctor]{{
		ID: "badge_taken", Constraint: "test.Doctor.badge_taken", Fingerprint: "state.badge",
		By:      func(d *doctor) ([]byte, error) { return []byte(d.Badge), nil },
		Message: func(d *doctor) (string, error) { return d.Badge + " is taken", nil },
	}}
	return &a
}()

func doctorStream(id string) orchestrix.StreamID {
	return orchestrix.StreamID{Category: doctors.Category, ID: id}
}

// happen carries out a command that raises an event on a doctor, who is made if
// need be.
func happen(ctx context.Context, engine *orchestrix.Engine, a *aggregate, id string, event doctorEvent) error {
	_, err := orchestrix.Execute(ctx, engine, handling{
		Aggregate: a, Command: "test.Happen", ID: id, Creates: orchestrix.IfMissing,
		Decide: func(_ context.Context, _ *decision, raise raiser) error { return raise(event) },
	})
	return err
}

// goHome carries out a command by which a doctor goes home while the other one,
// whom it only reads, is on call.
func goHome(ctx context.Context, engine *orchestrix.Engine, id, other string) error {
	var stays *orchestrix.Other[doctor, doctorEvent]
	_, err := orchestrix.Execute(ctx, engine, handling{
		Aggregate: doctors, Command: "test.GoHome", ID: id,
		Read: func(ctx context.Context, _ *decision, r *orchestrix.Reading) (err error) {
			stays, err = orchestrix.ReadOther(ctx, r, doctors, other, false)
			return err
		},
		Refuses: func(*decision) error {
			if !stays.State.OnCall {
				return &orchestrix.RejectionError{Command: "test.GoHome", ID: "nobody_left"}
			}
			return nil
		},
		Decide: func(_ context.Context, _ *decision, raise raiser) error { return raise(doctorEvent{kind: sentHome}) },
	})
	return err
}

// ending is how a command ended: empty for success, a refusal's id, or the code.
func ending(err error) string {
	if refused, ok := errors.AsType[*orchestrix.RejectionError](err); ok {
		return refused.ID
	}
	return string(orchestrix.CodeOf(err))
}
