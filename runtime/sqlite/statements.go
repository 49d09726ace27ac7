package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// statement is SQL that is prepared once, and run as it is in a transaction of
// the user's.
type statement struct {
	text     string
	prepared *sql.Stmt
}

type statements struct {
	begin, commit, lock, look, version, insertEvent, insertCommand statement // on the writer

	head, command, receipt, readStream, readAll, readFiltered, tableExists statement // on the reader
}

const eventColumns = `version, position, event_id, type, schema_version, time,
	actor, correlation_id, causation_id, command_id, trace_parent, trace_state, data`

// Statements that writers and readers share.
const (
	commandText = `SELECT first_position, last_position FROM orchestrix_commands WHERE tenant = ? AND command_id = ?`
	receiptText = `SELECT category, stream_id, max(version), count(*) FROM orchestrix_events
	WHERE position BETWEEN ? AND ? GROUP BY category, stream_id ORDER BY min(position)`
)

// preparer is a database or one connection to it.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

func (s *statements) prepare(ctx context.Context, writer, reader preparer) error {
	s.begin.text, s.commit.text = `BEGIN IMMEDIATE`, `COMMIT`
	// It changes nothing, but SQLite takes the write lock for it.
	s.lock.text = `DELETE FROM orchestrix_commands WHERE tenant IS NULL`
	s.look.text = `SELECT
	(SELECT last_position FROM orchestrix_commands WHERE tenant = ? AND command_id = ?),
	(SELECT max(version) FROM orchestrix_events WHERE tenant = ? AND category = ? AND stream_id = ?)`
	s.version.text = `SELECT max(version) FROM orchestrix_events WHERE tenant = ? AND category = ? AND stream_id = ?`
	s.insertEvent.text = `INSERT INTO orchestrix_events (tenant, category, stream_id, ` + eventColumns + `)
	VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	s.insertCommand.text = `INSERT INTO orchestrix_commands (tenant, command_id, first_position, last_position) VALUES (?, ?, ?, ?)`

	s.head.text = `SELECT coalesce(max(position), 0) FROM orchestrix_events`
	s.command.text, s.receipt.text = commandText, receiptText
	s.tableExists.text = `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?)`
	s.readStream.text = `SELECT tenant, category, stream_id, ` + eventColumns + ` FROM orchestrix_events
	WHERE tenant = ? AND category = ? AND stream_id = ? AND version > ? ORDER BY version LIMIT ?`
	s.readAll.text = `SELECT tenant, category, stream_id, ` + eventColumns + ` FROM orchestrix_events
	WHERE position > ? AND position <= ? AND substr(category, 1, 1) <> '~' ORDER BY position LIMIT ?`
	// An empty list of categories or types takes all; lists are JSON, so that
	// any number of them is one statement.
	s.readFiltered.text = `SELECT tenant, category, stream_id, ` + eventColumns + ` FROM orchestrix_events
	WHERE position > ? AND position <= ?
	AND CASE WHEN ? THEN category IN (SELECT value FROM json_each(?)) ELSE substr(category, 1, 1) <> '~' END
	AND CASE WHEN ? THEN type IN (SELECT value FROM json_each(?)) ELSE TRUE END
	ORDER BY position LIMIT ?`

	for _, each := range []struct {
		on         preparer
		statements []*statement
	}{
		{writer, []*statement{&s.begin, &s.commit, &s.lock, &s.look, &s.version, &s.insertEvent, &s.insertCommand}},
		{reader, []*statement{&s.head, &s.command, &s.receipt, &s.readStream, &s.readAll, &s.readFiltered, &s.tableExists}},
	} {
		for _, statement := range each.statements {
			prepared, err := each.on.PrepareContext(ctx, statement.text)
			if err != nil {
				return fmt.Errorf("prepare %s: %w", statement.text, err)
			}
			statement.prepared = prepared
		}
	}
	return nil
}

func (s *statements) close() error {
	var errs []error
	for _, statement := range []*statement{
		&s.begin, &s.commit, &s.lock, &s.look, &s.version, &s.insertEvent, &s.insertCommand,
		&s.head, &s.command, &s.receipt, &s.readStream, &s.readAll, &s.readFiltered, &s.tableExists,
	} {
		if statement.prepared != nil {
			errs = append(errs, statement.prepared.Close())
		}
	}
	return errors.Join(errs...)
}

// query runs a reader's statement, in the transaction of the context if it has one.
func (s *statement) query(ctx context.Context, args ...any) (*sql.Rows, error) {
	if t := txFrom(ctx); t != nil {
		if err := t.usable(ctx); err != nil {
			return nil, err
		}
		return t.rows.query(ctx, s.text, args...)
	}
	return s.prepared.QueryContext(ctx, args...)
}

func (s *statement) queryRow(ctx context.Context, args ...any) *sql.Row {
	if t := txFrom(ctx); t != nil && !t.ended.Load() {
		return t.db.QueryRowContext(ctx, s.text, args...)
	}
	return s.prepared.QueryRowContext(ctx, args...)
}
