// Package otel makes spans of commands and of what subscriptions do, with the
// API of OpenTelemetry; a program decides with its SDK where they go.
//
//	tracing := otel.New(provider)
//	engine := orchestrix.NewEngine(store, orchestrix.WithMiddleware(tracing.Commands))
//	for i := range subscriptions {
//		subscriptions[i] = tracing.Subscription(subscriptions[i])
//	}
//
// A command's span is a child of the one in its context; events are recorded
// with its trace context (W3C). What a policy or process does about an event goes
// on in the event's trace, however much later: one trace shows what one wish from
// outside brought about, across processes. A projection is about many wishes: its
// span is a trace of its own, with links.
//
//	| span                  | kind     | attributes                                                                |
//	|-----------------------|----------|---------------------------------------------------------------------------|
//	| <context>.<Command>   | internal | command, category, stream, code, and version and events where it succeeded |
//	| handle <subscription> | consumer | subscription, category, stream, event.type, event.id, event.version       |
//	| project <subscription> | consumer | subscription, events                                                      |
//
// Attributes begin with "orchestrix."; a value of a command or an event is never
// one, nor is an error's text, which may have some in it: an error is told by its
// code, a panic by that of a fault. A span's status is an error where the program
// failed, not where its domain refused.
package otel
