package otel_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/otel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

func tracing() (*otel.Tracing, *sdk.TracerProvider, *tracetest.InMemoryExporter) {
	exporter := tracetest.NewInMemoryExporter()
	provider := sdk.NewTracerProvider(sdk.WithSyncer(exporter))
	return otel.New(provider), provider, exporter
}

// attributes of a span, as "key=value", sorted.
func attributes(span tracetest.SpanStub) []string {
	var all []string
	for _, a := range span.Attributes {
		all = append(all, string(a.Key)+"="+a.Value.String())
	}
	slices.Sort(all)
	return all
}

var info = orchestrix.CommandInfo{Command: "orders.PlaceOrder", CommandID: "cmd-1", Stream: orchestrix.StreamID{Category: "orders.Order", ID: "ord_1"}}

func TestASpanACommand(t *testing.T) {
	const secret = "hunter2"
	for _, test := range []struct {
		name    string
		receipt orchestrix.Receipt
		err     error
		want    []string
		status  codes.Code
	}{
		{"success", orchestrix.Receipt{Version: 3, Events: 2}, nil, []string{"orchestrix.code=success", "orchestrix.events=2", "orchestrix.version=3"}, codes.Unset},
		{"duplicate", orchestrix.Receipt{Version: 3, Events: 2, Duplicate: true}, nil, []string{"orchestrix.code=duplicate", "orchestrix.events=2", "orchestrix.version=3"}, codes.Unset},
		{"refused", orchestrix.Receipt{}, &orchestrix.RejectionError{Message: secret}, []string{"orchestrix.code=refused"}, codes.Unset},
		{"not found", orchestrix.Receipt{}, fmt.Errorf("%s: %w", secret, &orchestrix.NotFoundError{}), []string{"orchestrix.code=not_found"}, codes.Unset},
		{"fault", orchestrix.Receipt{}, &orchestrix.FaultError{Err: errors.New(secret)}, []string{"orchestrix.code=fault"}, codes.Error},
		{"unknown", orchestrix.Receipt{}, &orchestrix.UnknownError{Err: errors.New(secret)}, []string{"orchestrix.code=unknown"}, codes.Error},
		{"failed", orchestrix.Receipt{}, errors.New(secret), []string{"orchestrix.code=failed"}, codes.Error},
	} {
		t.Run(test.name, func(t *testing.T) {
			traced, _, exporter := tracing()
			receipt, err := traced.Commands(func(context.Context, orchestrix.CommandInfo) (orchestrix.Receipt, error) {
				return test.receipt, test.err
			})(t.Context(), info)
			if receipt != test.receipt || !errors.Is(err, test.err) {
				t.Errorf("the answer was changed: %+v, %v", receipt, err)
			}
			spans := exporter.GetSpans()
			if len(spans) != 1 {
				t.Fatalf("%d spans", len(spans))
			}
			span := spans[0]
			want := append(test.want, "orchestrix.category=orders.Order", "orchestrix.command=orders.PlaceOrder", "orchestrix.stream=ord_1")
			slices.Sort(want)
			if got := attributes(span); !slices.Equal(got, want) || span.Name != "orders.PlaceOrder" || span.SpanKind != trace.SpanKindInternal || span.Status.Code != test.status {
				t.Errorf("span %s of kind %v, status %+v, %v", span.Name, span.SpanKind, span.Status, got)
			}
			if all := fmt.Sprintf("%+v", span); strings.Contains(all, secret) {
				t.Errorf("a value is in it: %s", all)
			}
		})
	}
}

func TestAPanicIsAFaultWithoutItsText(t *testing.T) {
	const secret = "hunter2"
	traced, _, exporter := tracing()
	works := traced.Subscription(subscription.Subscription{
		Name:    "orders.Any",
		Handle:  func(context.Context, orchestrix.Recorded) error { panic(secret) },
		Project: func(context.Context, orchestrix.Tx, []orchestrix.Recorded) error { panic(secret) },
	})
	for _, do := range []func(){
		func() {
			_, _ = traced.Commands(func(context.Context, orchestrix.CommandInfo) (orchestrix.Receipt, error) { panic(secret) })(t.Context(), info)
		},
		func() { _ = works.Handle(t.Context(), orchestrix.Recorded{}) },
		func() { _ = works.Project(t.Context(), nil, nil) },
	} {
		exporter.Reset()
		func() {
			defer func() {
				if recover() != secret {
					t.Error("the panic doesn't go on")
				}
			}()
			do()
		}()
		spans := exporter.GetSpans()
		if len(spans) != 1 {
			t.Fatalf("%d spans", len(spans))
		}
		if spans[0].Status.Code != codes.Error || !slices.Contains(attributes(spans[0]), "orchestrix.code=fault") {
			t.Errorf("span %s: status %+v, %v", spans[0].Name, spans[0].Status, attributes(spans[0]))
		}
		if all := fmt.Sprintf("%+v", spans[0]); strings.Contains(all, secret) {
			t.Errorf("the panic's text is in it: %s", all)
		}
	}
}

// parentOf reads the trace and span ids of a W3C trace context.
func parentOf(t *testing.T, parent string) (traceID, spanID string) {
	t.Helper()
	parts := strings.Split(parent, "-")
	if len(parts) != 4 {
		t.Fatalf("trace parent %q", parent)
	}
	return parts[1], parts[2]
}

// metadata has a handler tell what its events would be recorded with.
func metadata(into *orchestrix.Metadata) orchestrix.Handler {
	return func(ctx context.Context, _ orchestrix.CommandInfo) (orchestrix.Receipt, error) {
		*into = orchestrix.MetadataFrom(ctx)
		return orchestrix.Receipt{}, nil
	}
}

func TestEventsAreRecordedWithTheTrace(t *testing.T) {
	traced, provider, exporter := tracing()
	ctx, request := provider.Tracer("test").Start(t.Context(), "POST /orders")
	var got orchestrix.Metadata
	if _, err := traced.Commands(metadata(&got))(orchestrix.WithActor(ctx, "cus-1"), info); err != nil {
		t.Fatal(err)
	}
	request.End()
	command := exporter.GetSpans()[0]
	if command.Parent.SpanID() != request.SpanContext().SpanID() {
		t.Error("the command isn't part of its request")
	}
	traceID, spanID := parentOf(t, got.TraceParent)
	if traceID != request.SpanContext().TraceID().String() || spanID != command.SpanContext.SpanID().String() || got.Actor != "cus-1" {
		t.Errorf("recorded with %+v", got)
	}
}

func TestWhoeverHandlesAnEventGoesOnInItsTrace(t *testing.T) {
	traced, _, exporter := tracing()
	var first, then orchestrix.Metadata
	if _, err := traced.Commands(metadata(&first))(t.Context(), info); err != nil {
		t.Fatal(err)
	}
	first.TraceState = "vendor=1"
	event := orchestrix.Recorded{
		Pending: orchestrix.Pending{ID: "e-1", Type: "orders.OrderPlaced", Metadata: first, Data: []byte(`"hunter2"`)},
		Stream:  info.Stream, Version: 4,
	}
	policy := traced.Subscription(subscription.Subscription{
		Name: "inventory.ReserveOnPlaced",
		Handle: func(ctx context.Context, event orchestrix.Recorded) error {
			_, err := traced.Commands(metadata(&then))(ctx, info)
			return err
		},
	})
	if err := policy.Handle(t.Context(), event); err != nil {
		t.Fatal(err)
	}
	spans := exporter.GetSpans()
	cause, effect, handled := spans[0], spans[1], spans[2]
	if handled.Parent.SpanID() != cause.SpanContext.SpanID() || effect.Parent.SpanID() != handled.SpanContext.SpanID() {
		t.Error("the spans aren't of one trace")
	}
	if handled.Name != "handle inventory.ReserveOnPlaced" || handled.SpanKind != trace.SpanKindConsumer {
		t.Errorf("span %s of kind %v", handled.Name, handled.SpanKind)
	}
	want := []string{
		"orchestrix.category=orders.Order", "orchestrix.event.id=e-1", "orchestrix.event.type=orders.OrderPlaced",
		"orchestrix.event.version=4", "orchestrix.stream=ord_1", "orchestrix.subscription=inventory.ReserveOnPlaced",
	}
	if got := attributes(handled); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	traceID, _ := parentOf(t, first.TraceParent)
	if id, _ := parentOf(t, then.TraceParent); id != traceID || then.TraceState != "vendor=1" {
		t.Errorf("recorded with %+v, the cause with %+v", then, first)
	}
}

func TestACommandGoesOnInTheTraceOfItsMetadata(t *testing.T) {
	traced, _, exporter := tracing()
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	for _, test := range []struct {
		parent string
		goesOn bool
	}{{parent, true}, {"", false}, {"nonsense", false}} {
		exporter.Reset()
		var got orchestrix.Metadata
		_, _ = traced.Commands(metadata(&got))(orchestrix.WithTrace(t.Context(), test.parent, ""), info)
		if span := exporter.GetSpans()[0]; (span.SpanContext.TraceID().String() == "0af7651916cd43dd8448eb211c80319c") != test.goesOn {
			t.Errorf("%q: %v", test.parent, span.SpanContext)
		}
	}
	// Where nobody traces, what came in is carried on.
	var got orchestrix.Metadata
	_, _ = otel.New(noop.NewTracerProvider()).Commands(metadata(&got))(orchestrix.WithTrace(t.Context(), parent, ""), info)
	if got.TraceParent != parent {
		t.Errorf("recorded with %+v", got)
	}
}

func TestAProjectionLinksToTheTracesOfItsEvents(t *testing.T) {
	traced, _, exporter := tracing()
	event := func(parent string) orchestrix.Recorded {
		return orchestrix.Recorded{Pending: orchestrix.Pending{Metadata: orchestrix.Metadata{TraceParent: parent}}}
	}
	const one, two = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	events := []orchestrix.Recorded{event(one), event(""), event(two), event(one), event("nonsense")}
	errAway := errors.New("away")
	calls := 0
	readModel := traced.Subscription(subscription.Subscription{
		Name: "orders.Summary",
		Project: func(_ context.Context, _ orchestrix.Tx, got []orchestrix.Recorded) error {
			calls += len(got)
			return errAway
		},
	})
	if err := readModel.Project(t.Context(), nil, events); !errors.Is(err, errAway) || calls != 5 {
		t.Errorf("error %v after %d events", err, calls)
	}
	span := exporter.GetSpans()[0]
	if span.Name != "project orders.Summary" || len(span.Links) != 2 || span.Parent.IsValid() || span.Status.Code != codes.Error {
		t.Errorf("%+v", span)
	}
	if want := []string{"orchestrix.code=failed", "orchestrix.events=5", "orchestrix.subscription=orders.Summary"}; !slices.Equal(attributes(span), want) {
		t.Errorf("%v", attributes(span))
	}
}

func TestLinksAreBounded(t *testing.T) {
	traced, _, exporter := tracing()
	var events []orchestrix.Recorded
	for i := range 1000 {
		parent := fmt.Sprintf("00-0af7651916cd43dd8448eb211c80319c-%016x-01", i+1)
		events = append(events, orchestrix.Recorded{Pending: orchestrix.Pending{Metadata: orchestrix.Metadata{TraceParent: parent}}})
	}
	readModel := traced.Subscription(subscription.Subscription{
		Project: func(context.Context, orchestrix.Tx, []orchestrix.Recorded) error { return nil },
	})
	if err := readModel.Project(t.Context(), nil, events); err != nil {
		t.Fatal(err)
	}
	if span := exporter.GetSpans()[0]; len(span.Links) != 128 || span.DroppedLinks != 0 {
		t.Errorf("%d links, %d were dropped", len(span.Links), span.DroppedLinks)
	}
}

func TestASubscriptionKeepsAllElse(t *testing.T) {
	traced, _, _ := tracing()
	s := traced.Subscription(subscription.Subscription{
		Name: "n", Was: []string{"m"}, Categories: []string{"c"}, Beginning: true, Shape: "s", Retry: subscription.Retry{Attempts: 3},
		Due: func(context.Context, time.Time) (time.Time, error) { return time.Time{}, nil },
	})
	if s.Handle != nil || s.Project != nil || s.Due == nil || s.Name != "n" || s.Shape != "s" || !s.Beginning || s.Retry.Attempts != 3 || len(s.Was) != 1 || len(s.Categories) != 1 {
		t.Errorf("%+v", s)
	}
}
