// Package sqlite keeps events in one SQLite file, with modernc.org/sqlite: the
// embedded default for one process.
//
// Writes go through one connection, one transaction at a time. What several
// goroutines append at once is committed together, with one fsync, and each
// append still succeeds or fails by itself. Readers have connections of their
// own, see only what is committed, and hold nothing while their caller works:
// a long read fetches pages.
//
// The tables, all of whose keys begin with the tenant:
//
//   - orchestrix_events: one row an event. position is its place in the whole
//     store, version its place in the stream (tenant, category, stream_id);
//     time is in microseconds since 1970 in UTC, data is JSON text.
//   - orchestrix_commands: one row an append: the command id that it carried,
//     and the positions of its first and last event.
//   - orchestrix_schema: which version of these tables there is.
//   - those of [orchestrix.SystemTables], and tables of read models.
//
// Of events rows are only ever added. [Schema] and [TableSQL] give the SQL for
// whoever migrates with tools of their own. A second process may use the same file: it waits its
// turn to write, and is woken by looking at the file now and then.
package sqlite
