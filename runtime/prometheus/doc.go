// Package prometheus measures commands, appends and subscriptions, with
// github.com/prometheus/client_golang.
//
//	metrics := prometheus.New()
//	registry.MustRegister(metrics)
//	store := metrics.Tables(sqliteStore)
//	engine := orchestrix.NewEngine(store, orchestrix.WithMiddleware(metrics.Commands))
//	runner := subscription.NewRunner(store, subscription.WithObserver(metrics.Subscriptions()))
//	registry.MustRegister(prometheus.Lags(runner.Lag))
//	err := runner.Run(metrics.Observed(ctx))
//
// Labels have names of the model for values, and the words below: how many time
// series there are depends on how large the model is, never on what happens. No
// id of an aggregate, tenant or person is in them.
//
//	| metric                               | labels                  | what                                                        |
//	|--------------------------------------|-------------------------|-------------------------------------------------------------|
//	| commands_processed_total             | command_type, status    | commands, by how they ended                                 |
//	| command_duration_seconds             | command_type            | how long they took, retries after conflicts included        |
//	| appends_processed_total              | status                  | appends to the store, by how they ended                     |
//	| append_duration_seconds              | –                       | how long they took                                          |
//	| append_conflicts_total               | category                | appends that somebody was faster than, by whose stream      |
//	| events_appended_total                | category                | events written                                              |
//	| subscription_events_handled_total    | subscription            | events handled or projected                                 |
//	| subscription_attempts_failed_total   | subscription, outcome   | attempts that failed: to be tried again, or parked          |
//	| subscription_handling_seconds        | subscription            | how long a handler took for an event, or a projector for some |
//	| subscription_partitions_held         | subscription            | partitions that this process works on                       |
//	| read_model_rows_missed_total         | read_model, event_type  | updates and deletes that met no row, and did nothing        |
//	| subscription_lag_seconds             | subscription            | age of the first unhandled event; 0 if there is none        |
//	| subscription_parked_events           | subscription            | events that somebody must decide on                         |
//	| subscription_waiting_events          | subscription            | events that wait for their next attempt                     |
//	| subscription_queued_events           | subscription            | later events of the same streams as those                   |
//	| subscription_lag_read_failures_total | –                       | how often the four before couldn't be read                  |
//
// A command's status is success (also without an event), duplicate (it had been
// carried out before) or an [orchestrix.Code]; one that panics is a fault. An append's is success, duplicate,
// conflict or failed. An outcome is retry or parked. The categories of the
// engine's own streams come without what follows a slash: ~unique, ~process.
package prometheus
