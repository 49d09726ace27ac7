package orchestrix_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

var stream = orchestrix.StreamID{Category: "orders.Order", ID: "ord_1"}

func TestErrorsSayWhatHappenedAndHaveACode(t *testing.T) {
	cause := errors.New("the cause")
	for _, c := range []struct {
		err  error
		code orchestrix.Code
		text string
		wrap bool // the cause
	}{
		{&orchestrix.InvalidError{Type: "orders.PlaceOrder", Violations: []orchestrix.Violation{
			{Path: "items[0].quantity", Rule: "min", Message: "must be at least 1"}, {Rule: "distinct", Message: "each SKU may appear once"},
		}}, orchestrix.CodeInvalid, "orders.PlaceOrder is invalid: items[0].quantity: must be at least 1; each SKU may appear once", false},
		{&orchestrix.ForbiddenError{Command: "orders.CancelOrder"}, orchestrix.CodeForbidden, "orders.CancelOrder is forbidden", false},
		{&orchestrix.ForbiddenError{Command: "orders.CancelOrder", Message: "not yours"}, orchestrix.CodeForbidden, "orders.CancelOrder is forbidden: not yours", false},
		{&orchestrix.RejectionError{Command: "orders.CancelOrder", ID: "closed", Message: "order ord_1 is closed", Err: cause},
			orchestrix.CodeRefused, "orders.CancelOrder is refused (closed): order ord_1 is closed", true},
		{&orchestrix.NotFoundError{Stream: stream}, orchestrix.CodeNotFound, `orders.Order "ord_1" doesn't exist`, false},
		{&orchestrix.NotFoundError{Stream: stream, Version: 7}, orchestrix.CodeNotFound, `orders.Order "ord_1" has no version 7`, false},
		{&orchestrix.ExistsError{Stream: stream}, orchestrix.CodeAlreadyExists, `orders.Order "ord_1" exists already, or did: its id isn't used again`, false},
		{&orchestrix.ConflictError{Stream: stream, Expected: 3, Actual: 5}, orchestrix.CodeConflict, `orders.Order "ord_1" is at version 5, expected version 3`, false},
		{&orchestrix.ConflictError{Stream: orchestrix.StreamID{Tenant: "blue", Category: "c", ID: "i"}, Expected: orchestrix.NoStream, Actual: 5},
			orchestrix.CodeConflict, `c "i" of tenant "blue" is at version 5, expected no stream`, false},
		{&orchestrix.ConflictError{Stream: stream, Expected: orchestrix.Exists}, orchestrix.CodeConflict, `orders.Order "ord_1" is at version 0, expected an existing stream`, false},
		{&orchestrix.FaultError{Rule: "orders.Order.total", Source: "orders.yaml:41", Err: cause}, orchestrix.CodeFault, "fault in orders.Order.total (orders.yaml:41): the cause", true},
		{&orchestrix.FaultError{Rule: "orders.Order.total"}, orchestrix.CodeFault, "fault in orders.Order.total", false},
		{&orchestrix.UnknownError{CommandID: "c", Err: cause}, orchestrix.CodeUnknown, `unknown whether command "c" was carried out, send it again with this id: the cause`, true},
		{cause, orchestrix.CodeFailed, "the cause", true},
		{context.Canceled, orchestrix.CodeFailed, "context canceled", false},
	} {
		if c.err.Error() != c.text {
			t.Errorf("%T says\n%s, want\n%s", c.err, c.err, c.text)
		}
		wrapped := fmt.Errorf("place the order: %w", c.err)
		if orchestrix.CodeOf(c.err) != c.code || orchestrix.CodeOf(wrapped) != c.code {
			t.Errorf("%T has the code %s, wrapped %s; want %s", c.err, orchestrix.CodeOf(c.err), orchestrix.CodeOf(wrapped), c.code)
		}
		if errors.Is(c.err, cause) != c.wrap {
			t.Errorf("%T wraps its cause: %v", c.err, !c.wrap)
		}
	}
	if code := orchestrix.CodeOf(nil); code != "" {
		t.Errorf("success has the code %s", code)
	}
	// The outermost counts: what a fault was caused by isn't what it is.
	fault := &orchestrix.FaultError{Rule: "r", Err: &orchestrix.NotFoundError{Stream: stream}}
	if code := orchestrix.CodeOf(fault); code != orchestrix.CodeFault {
		t.Errorf("a fault has its cause's code %s", code)
	}
}

func TestExpectations(t *testing.T) {
	for _, c := range []struct {
		e        orchestrix.Expectation
		at0, at3 bool
		text     string
	}{
		{orchestrix.NoStream, true, false, "no stream"},
		{orchestrix.Any, true, true, "any version"},
		{orchestrix.Exists, false, true, "an existing stream"},
		{orchestrix.Exactly(3), false, true, "version 3"},
		{orchestrix.Exactly(0), true, false, "no stream"},
	} {
		if c.e.Holds(0) != c.at0 || c.e.Holds(3) != c.at3 || c.e.String() != c.text {
			t.Errorf("%v: holds at 0 %v, at 3 %v", c.e, c.e.Holds(0), c.e.Holds(3))
		}
	}
}

func TestAnUnknownWordOfAnEnumIsNewer(t *testing.T) {
	recorded := orchestrix.Recorded{Pending: orchestrix.Pending{Type: "orders.OrderPlaced", SchemaVersion: 2}}
	for kind, newer := range map[jsontext.Kind]bool{jsontext.UnknownMember: true, jsontext.UnknownVariant: true, jsontext.MissingKey: false} {
		cause := &jsontext.Error{Kind: kind, Message: "some word"}
		err := orchestrix.Undecodable(recorded, fmt.Errorf("decode: %w", cause))
		var as *orchestrix.NewerError
		if errors.As(err, &as) != newer || !errors.Is(err, cause) {
			t.Errorf("%v gives %v", kind, err)
		}
	}
}
