package scenariotest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// outcome is what came of the last command.
type outcome struct {
	command string
	receipt orchestrix.Receipt
	err     error
	events  []orchestrix.Recorded
	// refused says that the test expected the refusal, and recorded are the
	// events that tell others of it.
	refused  bool
	recorded []orchestrix.Recorded
	// examined says that the test has looked at the error. One that it hasn't
	// looked at fails it.
	examined bool
}

// When sends a command.
func (f *Fixture) When(command orchestrix.Command) {
	f.t.Helper()
	f.sent++
	f.carryOut(command, f.commandID())
}

// WhenRepeated sends a command twice with one command id, and wants the second
// time to end as the first did and to write nothing.
func (f *Fixture) WhenRepeated(command orchestrix.Command) {
	f.t.Helper()
	f.sent++
	f.carryOut(command, f.commandID())
	first := f.last
	first.examined = true // it is compared with the second
	f.carryOut(command, f.commandID())
	second := f.last
	f.last = first
	first.examined = false
	f.compareRepeated(first, second)
}

func (f *Fixture) commandID() orchestrix.CommandID {
	return orchestrix.CommandID(fmt.Sprintf("command-%d", f.sent))
}

func (f *Fixture) carryOut(command orchestrix.Command, id orchestrix.CommandID) {
	f.t.Helper()
	f.settle()
	before, err := f.store.Head(f.Context())
	if err != nil {
		f.t.Fatalf("before %s: %v", command.CommandType(), err)
	}
	f.last = &outcome{command: command.CommandType()}
	f.last.receipt, f.last.err = f.module.Send(f.Context(), command, id)
	f.last.events = f.written(before, orchestrix.Filter{})
	for _, recorded := range f.written(before, orchestrix.Filter{Categories: []string{orchestrix.RejectedCategory}}) {
		if recorded.Type != rejectionType {
			f.last.recorded = append(f.last.recorded, recorded)
		}
	}
}

// rejectionType is the engine's own record beside the event that tells of a
// refusal.
const rejectionType = "orchestrix.Rejection"

// written are the events after a position.
func (f *Fixture) written(after orchestrix.Position, filter orchestrix.Filter) []orchestrix.Recorded {
	f.t.Helper()
	var events []orchestrix.Recorded
	for recorded, err := range f.store.All(f.Context(), after, filter) {
		if err != nil {
			f.t.Fatalf("reading what %s wrote: %v", f.last.command, err)
		}
		recorded.Data = bytes.Clone(recorded.Data)
		events = append(events, recorded)
	}
	return events
}

func (f *Fixture) compareRepeated(first, second *outcome) {
	f.t.Helper()
	if more := slices.Concat(second.events, second.recorded); len(more) > 0 {
		f.t.Errorf("%s, sent again with its command id, wrote more:%s", first.command, listed(more))
	}
	if a, b := ending(first.err), ending(second.err); a != b {
		f.t.Errorf("%s, sent again with its command id, ended in %s, at first in %s", first.command, b, a)
		return
	}
	again := second.receipt
	if first.err == nil && again.Duplicate != (first.receipt.Events > 0) {
		f.t.Errorf("%s, sent again with its command id: the receipt says duplicate: %v", first.command, again.Duplicate)
	}
	again.Duplicate = first.receipt.Duplicate
	if first.err == nil && again != first.receipt {
		f.t.Errorf("%s, sent again with its command id, has another receipt\n\twant %+v\n\tgot  %+v", first.command, first.receipt, again)
	}
}

// Receipt is what the last command was answered with; the zero Receipt if it
// failed.
func (f *Fixture) Receipt() orchestrix.Receipt {
	f.t.Helper()
	return f.outcome().receipt
}

// Err is what the last command failed with, for a test that looks at more than
// [Fixture.Rejected] and [Fixture.Invalid] do.
func (f *Fixture) Err() error {
	f.t.Helper()
	o := f.outcome()
	o.examined = true
	return o.err
}

// outcome is that of the last command.
func (f *Fixture) outcome() *outcome {
	f.t.Helper()
	if f.last == nil {
		f.t.Fatal("nothing was sent: When comes before what is expected of it")
	}
	return f.last
}

// settle fails the test if the last command failed and nobody has looked.
func (f *Fixture) settle() {
	f.t.Helper()
	if o := f.last; o != nil && o.err != nil && !o.examined {
		o.examined = true
		f.t.Errorf("%s failed: %v", o.command, o.err)
	}
}

// ending is the kind of a command's end, in words and without its details.
func ending(err error) string {
	if err == nil {
		return "success"
	}
	if id := rejectionID(err); id != "" {
		return "a refusal: " + id
	}
	return "an error: " + err.Error()
}

// rejectionID is by what a command was refused; empty if it wasn't.
func rejectionID(err error) string {
	var rejection *orchestrix.RejectionError
	if errors.As(err, &rejection) {
		return rejection.ID
	}
	switch code := orchestrix.CodeOf(err); code {
	case orchestrix.CodeNotFound, orchestrix.CodeAlreadyExists, orchestrix.CodeForbidden:
		return string(code)
	}
	return ""
}
