package orchestrix

import (
	"errors"
	"fmt"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// InvalidError says that a command broke rules of its own, all of which are listed.
type InvalidError struct {
	Type       string // what was invalid: "orders.PlaceOrder"
	Violations Violations
}

func (e *InvalidError) Error() string {
	var b strings.Builder
	b.WriteString(e.Type)
	b.WriteString(" is invalid")
	for i, violation := range e.Violations {
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString("; ")
		}
		b.WriteString(violation.String())
	}
	return b.String()
}

// ForbiddenError says that the sender may not send this command.
type ForbiddenError struct {
	Command string
	Message string
}

func (e *ForbiddenError) Error() string {
	return withMessage(e.Command+" is forbidden", e.Message)
}

// RejectionError says that the domain refused a command, and by which rule.
type RejectionError struct {
	Command string
	// ID is a refusal's, guard's or invariant's id, a rejection's name, or
	// wrong_<lifecycle field>.
	ID      string
	Message string
	// Personal says that Message may tell something personal: it is for who sent the
	// command, and not part of Error, which is kept and logged.
	Personal bool
	// Err is the typed rejection of a decision in Go, if it was one.
	Err error
}

func (e *RejectionError) Error() string {
	about := e.Command + " is refused (" + e.ID + ")"
	if e.Personal {
		return about
	}
	return withMessage(about, e.Message)
}

// Unwrap gives the typed rejection.
func (e *RejectionError) Unwrap() error { return e.Err }

// NotFoundError says that the aggregate a command is about doesn't exist.
type NotFoundError struct {
	Stream StreamID
	// Version is the one that was asked for and isn't there; 0 when it is the
	// aggregate that isn't.
	Version Version
}

func (e *NotFoundError) Error() string {
	if e.Version != 0 {
		return fmt.Sprintf("%v has no version %d", e.Stream, e.Version)
	}
	return e.Stream.String() + " doesn't exist"
}

// ExistsError says that the aggregate a command would create exists, or existed.
type ExistsError struct{ Stream StreamID }

func (e *ExistsError) Error() string {
	return e.Stream.String() + " exists already, or did: its id isn't used again"
}

// ConflictError says that a stream wasn't at the expected version.
type ConflictError struct {
	Stream   StreamID
	Expected Expectation
	Actual   Version
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%v is at version %d, expected %v", e.Stream, e.Actual, e.Expected)
}

// FaultError is a bug of the model or the program: an expression that can't be
// evaluated, a decision that raised an invalid event.
type FaultError struct {
	// Rule names the expression: "orders.Order.total_matches".
	Rule string
	// Source is its place in the model: "orders.orchestrix.yaml:41".
	Source string
	Err    error
}

func (e *FaultError) Error() string {
	about := "fault in " + e.Rule
	if e.Source != "" {
		about += " (" + e.Source + ")"
	}
	if e.Err == nil {
		return about
	}
	return about + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *FaultError) Unwrap() error { return e.Err }

// UnknownError says that an append broke off, so that the command happened
// once or not at all. Sending it again as this [CommandID] is safe, and tells:
// it happens now, or the first receipt comes back.
type UnknownError struct {
	CommandID CommandID
	Err       error
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("unknown whether command %q was carried out, send it again with this id: %v", e.CommandID, e.Err)
}

// Unwrap gives what the store said.
func (e *UnknownError) Unwrap() error { return e.Err }

// NewerError says that an event was written by a newer version of the program:
// its type, its shape or a member of an enum in it isn't known here. A
// subscription that meets it lets another process go on.
type NewerError struct {
	Type          string
	SchemaVersion int
	Err           error // what isn't known; nil for the type itself
}

func (e *NewerError) Error() string {
	about := fmt.Sprintf("%s@%d is newer than this program", e.Type, e.SchemaVersion)
	if e.Err == nil {
		return about
	}
	return about + ": " + e.Err.Error()
}

// Unwrap gives what isn't known.
func (e *NewerError) Unwrap() error { return e.Err }

// Undecodable is why an event couldn't be decoded: a [*NewerError] if it holds a
// word that an enum or union may have got since.
func Undecodable(recorded Recorded, err error) error {
	if problem, ok := errors.AsType[*jsontext.Error](err); ok &&
		(problem.Kind == jsontext.UnknownMember || problem.Kind == jsontext.UnknownVariant) {
		return &NewerError{Type: recorded.Type, SchemaVersion: recorded.SchemaVersion, Err: err}
	}
	return err
}

func withMessage(about, message string) string {
	if message == "" {
		return about
	}
	return about + ": " + message
}
