package otel

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/internal/outcome"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// Subscription is a subscription whose work is traced.
func (t *Tracing) Subscription(s subscription.Subscription) subscription.Subscription {
	if s.Handle != nil {
		s.Handle = t.handle(s.Name, s.Handle)
	}
	if s.Project != nil {
		s.Project = t.project(s.Name, s.Project)
	}
	return s
}

type handler = func(ctx context.Context, event orchestrix.Recorded) error

// handle goes on in the trace that the event was recorded with.
func (t *Tracing) handle(name string, handle handler) handler {
	return func(ctx context.Context, event orchestrix.Recorded) (err error) {
		ctx, span := t.tracer.Start(withParent(ctx, event.Metadata), "handle "+name,
			trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(
				attribute.String("orchestrix.subscription", name),
				attribute.String("orchestrix.category", event.Stream.Category),
				attribute.String("orchestrix.stream", event.Stream.ID),
				attribute.String("orchestrix.event.type", event.Type),
				attribute.String("orchestrix.event.id", string(event.ID)),
				attribute.Int64("orchestrix.event.version", int64(event.Version)),
			))
		err = outcome.Panic // unless handle returns
		defer func() { end(span, err) }()
		err = handle(recorded(ctx), event)
		return err
	}
}

type projector = func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error

// mostLinks is how many links a span keeps in the SDK unless it is told otherwise.
const mostLinks = 128

// project links to the traces of the events.
func (t *Tracing) project(name string, project projector) projector {
	return func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) (err error) {
		ctx, span := t.tracer.Start(ctx, "project "+name,
			trace.WithSpanKind(trace.SpanKindConsumer), trace.WithNewRoot(), trace.WithLinks(links(events)...), trace.WithAttributes(
				attribute.String("orchestrix.subscription", name),
				attribute.Int("orchestrix.events", len(events)),
			))
		err = outcome.Panic // unless project returns
		defer func() { end(span, err) }()
		err = project(ctx, tx, events)
		return err
	}
}

// links are to the spans that events were recorded in, each once.
func links(events []orchestrix.Recorded) []trace.Link {
	var found []trace.Link
	seen := map[string]bool{"": true}
	for i := range events {
		metadata := events[i].Metadata
		if seen[metadata.TraceParent] {
			continue
		}
		seen[metadata.TraceParent] = true
		if of := trace.SpanContextFromContext(withParent(context.Background(), metadata)); of.IsValid() {
			found = append(found, trace.Link{SpanContext: of})
		}
		if len(found) == mostLinks {
			break
		}
	}
	return found
}
