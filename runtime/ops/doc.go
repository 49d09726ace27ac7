// Package ops is what a program that runs for long needs around its domain: the
// endpoints that a supervisor asks, a log line a command, and an end in order.
//
//	health := ops.NewHealth(
//		ops.WithCheck("store", ops.Store(store)),
//		ops.WithCheck("subscriptions", ops.Lag(runner.Lag, time.Minute)),
//	)
//	mux.Handle("/", ops.Handler(health, promhttp.Handler()))
//	err := ops.Serve(ctx, ops.Service{Handler: mux, Addr: ":8080", Health: health, …})
//
// /livez answers 200 as long as the program answers at all: restarting helps
// against nothing else. /readyz answers 200 or 503, and what each check found,
// as plain text, or as JSON where the request prefers it.
package ops
