package ops_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/ops"
)

func TestALineACommandWithoutAValue(t *testing.T) {
	const secret = "hunter2"
	order := orchestrix.StreamID{Tenant: "acme", Category: "orders.Order", ID: "ord_1"}
	for _, test := range []struct {
		name    string
		receipt orchestrix.Receipt
		err     error
		want    []string
	}{
		{"success", orchestrix.Receipt{Version: 3, Events: 2}, nil, []string{"level=INFO", "code=success", "version=3", "events=2"}},
		{"duplicate", orchestrix.Receipt{Version: 3, Duplicate: true}, nil, []string{"level=INFO", "code=duplicate"}},
		{"refused", orchestrix.Receipt{}, &orchestrix.RejectionError{ID: "closed", Message: secret, Err: errors.New(secret)}, []string{"level=INFO", "code=refused", "rule=closed"}},
		{"invalid", orchestrix.Receipt{}, &orchestrix.InvalidError{Violations: orchestrix.Violations{{Path: "prices[" + secret + "]", Message: secret}}}, []string{"level=INFO", "code=invalid", "violations=1"}},
		{"forbidden", orchestrix.Receipt{}, &orchestrix.ForbiddenError{Message: secret}, []string{"level=INFO", "code=forbidden"}},
		{"fault", orchestrix.Receipt{}, &orchestrix.FaultError{Rule: "orders.Order.total", Source: "orders.yaml:4", Err: errors.New(secret)}, []string{"level=ERROR", "code=fault", "rule=orders.Order.total", "source=orders.yaml:4"}},
		{"unknown", orchestrix.Receipt{}, &orchestrix.UnknownError{Err: errAway}, []string{"level=ERROR", "code=unknown", "away"}},
		{"failed", orchestrix.Receipt{}, fmt.Errorf("load: %w", errAway), []string{"level=ERROR", "code=failed", `error="load: away"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var logged bytes.Buffer
			handler := ops.LogCommands(slog.New(slog.NewTextHandler(&logged, nil)))(
				func(context.Context, orchestrix.CommandInfo) (orchestrix.Receipt, error) {
					return test.receipt, test.err
				})
			ctx := orchestrix.WithCorrelationID(t.Context(), "wish-1")
			receipt, err := handler(ctx, orchestrix.CommandInfo{Command: "orders.PlaceOrder", Stream: order, CommandID: "cmd-1"})
			if receipt != test.receipt || !errors.Is(err, test.err) {
				t.Errorf("the answer was changed: %+v, %v", receipt, err)
			}
			line := logged.String()
			for _, want := range append(test.want, "command=orders.PlaceOrder", "category=orders.Order", "stream=ord_1", "tenant=acme", "command_id=cmd-1", "correlation=wish-1", "duration=") {
				if !strings.Contains(line, want) {
					t.Errorf("no %q in %s", want, line)
				}
			}
			if strings.Contains(line, secret) || strings.Count(line, "\n") != 1 {
				t.Errorf("logged:\n%s", line)
			}
		})
	}
}

// Who hangs up is nobody whom those who run the program have to look after.
func TestACommandThatIsGivenUpIsNoFailure(t *testing.T) {
	canceled := fmt.Errorf("load: %w", context.Canceled)
	for _, test := range []struct {
		name    string
		gone    bool
		err     error
		givenUp bool
	}{
		{"given up", true, canceled, true},
		{"given up in the midst", true, &orchestrix.UnknownError{Err: canceled}, true},
		{"failed by itself as its sender went", true, errAway, false},
		{"a part of it was given up", false, canceled, false},
		{"a bug", true, &orchestrix.FaultError{Err: canceled}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var logged bytes.Buffer
			handler := ops.LogCommands(slog.New(slog.NewTextHandler(&logged, nil)))(
				func(context.Context, orchestrix.CommandInfo) (orchestrix.Receipt, error) {
					if test.gone {
						cancel()
					}
					return orchestrix.Receipt{}, test.err
				})
			_, _ = handler(ctx, orchestrix.CommandInfo{Command: "orders.PlaceOrder"})
			line := logged.String()
			if strings.Contains(line, "level=INFO") != test.givenUp || strings.Contains(line, "given_up=true") != test.givenUp {
				t.Errorf("logged: %s", line)
			}
		})
	}
}

func TestACommandIsItsOwnCorrelationIfThereIsNone(t *testing.T) {
	var logged bytes.Buffer
	handler := ops.LogCommands(slog.New(slog.NewTextHandler(&logged, nil)))(
		func(context.Context, orchestrix.CommandInfo) (orchestrix.Receipt, error) {
			return orchestrix.Receipt{}, nil
		})
	_, _ = handler(t.Context(), orchestrix.CommandInfo{CommandID: "cmd-1"})
	if !strings.Contains(logged.String(), "correlation=cmd-1") || strings.Contains(logged.String(), "tenant") {
		t.Errorf("logged: %s", &logged)
	}
}

func TestACommandThatPanicsHasItsLine(t *testing.T) {
	var logged bytes.Buffer
	handler := ops.LogCommands(slog.New(slog.NewTextHandler(&logged, nil)))(
		func(context.Context, orchestrix.CommandInfo) (orchestrix.Receipt, error) { panic("hunter2") })
	func() {
		defer func() {
			if recover() != "hunter2" {
				t.Error("the panic doesn't go on")
			}
		}()
		_, _ = handler(t.Context(), orchestrix.CommandInfo{Command: "orders.PlaceOrder"})
	}()
	if line := logged.String(); !strings.Contains(line, "level=ERROR") || !strings.Contains(line, "code=fault rule=panic") || strings.Contains(line, "hunter2") {
		t.Errorf("logged: %s", line)
	}
}
