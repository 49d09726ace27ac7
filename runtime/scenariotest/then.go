package scenariotest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Expected is an event that must come of a command.
type Expected struct {
	Type   string
	Fields any // a pattern
}

// Like expects an event of a type with fields like these.
func Like[E orchestrix.Event](fields Fields) Expected {
	var event E
	return Expected{Type: event.EventType(), Fields: fields}
}

// Then expects the last command to have written exactly these events, equal in
// every field; none: that nothing happened.
func (f *Fixture) Then(events ...orchestrix.Event) {
	f.t.Helper()
	expected := make([]Expected, len(events))
	for i, event := range events {
		data, err := event.AppendJSON(nil)
		if err != nil {
			f.t.Fatalf("expected event %d, %s: %v", i+1, event.EventType(), err)
		}
		value, err := decode(data)
		if err != nil {
			f.t.Fatalf("expected event %d, %s: %v", i+1, event.EventType(), err)
		}
		expected[i] = Expected{Type: event.EventType(), Fields: exact(value)}
	}
	f.ThenLike(expected...)
}

// ThenLike expects the last command to have written exactly these events; of
// their fields only those that are named are compared. Events of one aggregate
// are in this order, those of different ones in any. After [Fixture.Rejected] it
// is about the events that tell others of the refusal.
func (f *Fixture) ThenLike(expected ...Expected) {
	f.t.Helper()
	o := f.outcome()
	events := o.events
	switch {
	case o.refused:
		events = o.recorded
	case o.err != nil:
		o.examined = true
		f.t.Errorf("%s failed, want %s: %v", o.command, wanted(expected), o.err)
		return
	}
	if len(events) != len(expected) {
		f.t.Errorf("%s wrote %s, want %s%s", o.command, count(len(events)), wanted(expected), listed(events))
		return
	}
	for i, got := range inOrderOf(expected, events) {
		f.compareEvent(i, expected[i], &got)
	}
}

// inOrderOf are the events in the order in which they are expected, as far as
// each aggregate's own order allows: an expected event takes the first that it
// is like of those that are next, else the first of its type, else the first.
func inOrderOf(expected []Expected, events []orchestrix.Recorded) []orchestrix.Recorded {
	left := slices.Clone(events)
	ordered := make([]orchestrix.Recorded, 0, len(events))
	for _, want := range expected {
		next := nextOf(left)
		at := slices.IndexFunc(next, func(i int) bool { return isLike(want, &left[i]) })
		if at < 0 {
			at = max(0, slices.IndexFunc(next, func(i int) bool { return left[i].Type == want.Type }))
		}
		ordered = append(ordered, left[next[at]])
		left = slices.Delete(left, next[at], next[at]+1)
	}
	return ordered
}

// nextOf are the places of the events that are the first of their aggregates.
func nextOf(events []orchestrix.Recorded) []int {
	var next []int
	seen := map[orchestrix.StreamID]bool{}
	for i := range events {
		if stream := events[i].Stream; !seen[stream] {
			seen[stream] = true
			next = append(next, i)
		}
	}
	return next
}

func isLike(want Expected, got *orchestrix.Recorded) bool {
	if got.Type != want.Type {
		return false
	}
	differences, err := compare(want.Fields, got.Data)
	return err == nil && len(differences) == 0
}

func (f *Fixture) compareEvent(i int, want Expected, got *orchestrix.Recorded) {
	f.t.Helper()
	if got.Type != want.Type {
		f.t.Errorf("event %d is %s, want %s\n\t%s", i+1, got.Type, want.Type, got.Data)
		return
	}
	differences, err := compare(want.Fields, got.Data)
	if err != nil {
		f.t.Errorf("event %d, %s, isn't JSON: %v\n\t%q", i+1, got.Type, err, got.Data)
		return
	}
	if len(differences) > 0 {
		f.t.Errorf("event %d, %s, differs:\n\t%s\n\tthe event: %s", i+1, got.Type, strings.Join(differences, "\n\t"), got.Data)
	}
}

// Rejected expects the last command to be refused by a rule of the domain, and
// to have changed nothing: the id of a refusal, guard, invariant or unique value,
// the name of a rejection, wrong_<lifecycle field>, not_found, already_exists or
// forbidden. What others are told of it is for [Fixture.Then] or
// [Fixture.ThenLike] after it.
func (f *Fixture) Rejected(id string) {
	f.t.Helper()
	o := f.outcome()
	o.examined, o.refused = true, o.err != nil
	switch got := rejectionID(o.err); {
	case o.err == nil:
		f.t.Errorf("%s succeeded, want it refused by %s%s", o.command, id, listed(o.events))
	case got == "":
		f.t.Errorf("%s wasn't refused by %s but failed: %v", o.command, id, o.err)
	case got != id:
		f.t.Errorf("%s was refused by %s, want %s: %v", o.command, got, id, o.err)
	case len(o.events) > 0:
		f.t.Errorf("%s was refused by %s and yet wrote %s%s", o.command, id, count(len(o.events)), listed(o.events))
	}
}

// Invalid expects the last command to be invalid in exactly these respects,
// paths or ids of rules: each says something about a violation, and there is
// no violation that none of them is about.
func (f *Fixture) Invalid(respects ...string) {
	f.t.Helper()
	o := f.outcome()
	o.examined = true
	var invalid *orchestrix.InvalidError
	switch {
	case o.err == nil:
		f.t.Errorf("%s succeeded, want it invalid: %s%s", o.command, strings.Join(respects, ", "), listed(o.events))
		return
	case !errors.As(o.err, &invalid):
		f.t.Errorf("%s wasn't invalid but failed: %v", o.command, o.err)
		return
	}
	var differences []string
	for _, respect := range respects {
		if !anyAbout(invalid.Violations, respect) {
			differences = append(differences, fmt.Sprintf("want a violation of %s, there is none", respect))
		}
	}
	for _, v := range invalid.Violations {
		if !aboutAny(v, respects) {
			differences = append(differences, fmt.Sprintf("unexpected violation of %s (rule %s): %s", pathOrWhole(v.Path), v.Rule, v.Message))
		}
	}
	if len(differences) > 0 {
		f.t.Errorf("%s is invalid in other respects:\n\t%s", o.command, strings.Join(differences, "\n\t"))
	}
}

// StateIs compares an aggregate's state; fields left out aren't compared.
func (f *Fixture) StateIs(state interface {
	AppendJSON(b []byte) ([]byte, error)
}, want Fields) {
	f.t.Helper()
	f.settle()
	data, err := state.AppendJSON(nil)
	if err != nil {
		f.t.Fatalf("encoding the state: %v", err)
	}
	differences, err := compare(want, data)
	if err != nil {
		f.t.Fatalf("the state isn't JSON: %v\n\t%q", err, data)
	}
	if len(differences) > 0 {
		f.t.Errorf("the state differs:\n\t%s\n\tthe state: %s", strings.Join(differences, "\n\t"), data)
	}
}

func anyAbout(violations orchestrix.Violations, respect string) bool {
	for _, v := range violations {
		if about(v, respect) {
			return true
		}
	}
	return false
}

func aboutAny(v orchestrix.Violation, respects []string) bool {
	for _, respect := range respects {
		if about(v, respect) {
			return true
		}
	}
	return false
}

func about(v orchestrix.Violation, respect string) bool {
	return respect != "" && (v.Path == respect || v.Rule == respect)
}

func pathOrWhole(path string) string {
	if path == "" {
		return "the whole command"
	}
	return path
}

func count(n int) string {
	switch n {
	case 0:
		return "no event"
	case 1:
		return "1 event"
	}
	return fmt.Sprintf("%d events", n)
}

func wanted(expected []Expected) string {
	if len(expected) == 0 {
		return "none"
	}
	types := make([]string, len(expected))
	for i, e := range expected {
		types[i] = e.Type
	}
	return strings.Join(types, ", ")
}

// listed are events a line each.
func listed(events []orchestrix.Recorded) string {
	var b bytes.Buffer
	for i := range events {
		fmt.Fprintf(&b, "\n\tgot %s %s", events[i].Type, events[i].Data)
	}
	return b.String()
}
