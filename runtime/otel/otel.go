package otel

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/internal/outcome"
)

// Tracing makes spans.
type Tracing struct{ tracer trace.Tracer }

const scope = "github.com/orchestrix-go/orchestrix-gen/runtime/otel"

// New makes spans by a provider; nil is the global one.
func New(provider trace.TracerProvider) *Tracing {
	if provider == nil {
		provider = otel.GetTracerProvider()
	}
	return &Tracing{tracer: provider.Tracer(scope)}
}

// Commands is an [orchestrix.Middleware] that makes a span of a command, and has
// its events recorded with the trace context. In a context without a span it goes
// on in the trace that the context's metadata names.
func (t *Tracing) Commands(next orchestrix.Handler) orchestrix.Handler {
	return func(ctx context.Context, info orchestrix.CommandInfo) (receipt orchestrix.Receipt, err error) {
		if !trace.SpanContextFromContext(ctx).IsValid() {
			ctx = withParent(ctx, orchestrix.MetadataFrom(ctx))
		}
		ctx, span := t.tracer.Start(ctx, info.Command, trace.WithSpanKind(trace.SpanKindInternal), trace.WithAttributes(
			attribute.String("orchestrix.command", info.Command),
			attribute.String("orchestrix.category", info.Stream.Category),
			attribute.String("orchestrix.stream", info.Stream.ID),
		))
		err = outcome.Panic // unless next returns
		defer func() { end(span, err) }()
		receipt, err = next(recorded(ctx), info)
		if err == nil {
			span.SetAttributes(
				attribute.String("orchestrix.code", outcome.Status(receipt.Duplicate, nil)),
				attribute.Int64("orchestrix.version", int64(receipt.Version)),
				attribute.Int("orchestrix.events", receipt.Events),
			)
		}
		return receipt, err
	}
}

// end ends a span, and tells how what it is about failed, if it did. It isn't
// deferred by itself: the SDK's End would then put a panic's text into the span.
func end(span trace.Span, err error) {
	defer span.End()
	if err == nil {
		return
	}
	code := orchestrix.CodeOf(err)
	span.SetAttributes(attribute.String("orchestrix.code", string(code)))
	switch code {
	case orchestrix.CodeFault, orchestrix.CodeUnknown, orchestrix.CodeFailed:
		span.SetStatus(codes.Error, string(code))
	}
}

var traceContext propagation.TraceContext

// recorded has events that come of the context recorded with its trace context.
func recorded(ctx context.Context) context.Context {
	carrier := propagation.MapCarrier{}
	traceContext.Inject(ctx, carrier)
	if carrier["traceparent"] == "" {
		return ctx // nobody traces: what the context was given is carried on
	}
	return orchestrix.WithTrace(ctx, carrier["traceparent"], carrier["tracestate"])
}

// withParent has the next span be part of the trace that metadata names, if it
// does.
func withParent(ctx context.Context, metadata orchestrix.Metadata) context.Context {
	return traceContext.Extract(ctx, propagation.MapCarrier{
		"traceparent": metadata.TraceParent,
		"tracestate":  metadata.TraceState,
	})
}
