// Package postgres keeps events and rows in a PostgreSQL database, version 13 or
// later, with jackc/pgx: for production, and for many processes.
//
// An append of one batch is one statement; what several goroutines append while
// others are being written shares a transaction, and each append still succeeds
// or fails by itself. The row of a stream is locked by whoever appends to it or
// checks it. Readers hold nothing while their caller works: a long read fetches
// pages.
//
// An append that ends in an error of the context or of the connection is unknown:
// it happened or it didn't, and sending it again with its command id is safe.
//
// # Order
//
// Positions are made of transaction ids, and only what no running transaction
// can precede any more is read by [Store.All]: nothing is skipped, however late a
// transaction commits. A transaction that stays open, anywhere in the server and
// in any of its databases, holds readers of the whole store up once it has
// written; lag shows it.
//
// Transaction ids begin anew in another server, so positions begin with an epoch,
// which a store raises when it finds the tables in another database than before,
// as after dump and restore: what is appended then comes after all that was there,
// and a position from before is good as long as its event is there. One whose
// event isn't is a [*PositionError]. A recovery to a point in time, and a copy of
// the server's files, can't be told from going on: call [BeginEpoch] afterwards,
// before programs append.
//
// # Tables
//
// All keys begin with the tenant; names are looked for in the search path.
//
//   - orchestrix_events: one row an event. epoch, transaction_id and place are its
//     position, version its place in the stream (tenant, category, stream_id);
//     data is JSON text as it was written. The first event of an append says in
//     command_events how many it has, in places one after the other; its command
//     id is one that no other append has.
//   - orchestrix_streams: one row a stream, with its version, and the transaction
//     id of its last event. A stream that was only checked is at version 0.
//   - orchestrix_epochs: in which database each epoch began.
//   - orchestrix_appends: a sequence that numbers appends, with the epoch above
//     its lower 40 bits.
//   - orchestrix_subscriptions, orchestrix_parked, orchestrix_timers and
//     orchestrix_snapshots: what the runtime keeps, see [orchestrix.SystemTables].
//   - orchestrix_schema: which version of these tables there is.
//
// Events are only ever added. [Schema] gives the SQL for
// whoever migrates with tools of their own. Waiting readers are notified on the
// channel orchestrix_events; through a pooler that can't carry notifications they
// look now and then instead.
package postgres
