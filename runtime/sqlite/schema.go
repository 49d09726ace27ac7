package sqlite

import (
	"context"
	"database/sql"
	"fmt"
)

// migrations are the steps from one version of the tables to the next: a step
// that was ever released stays as it is.
var migrations = []string{
	`CREATE TABLE orchestrix_events (
	position       INTEGER PRIMARY KEY,
	tenant         TEXT    NOT NULL,
	category       TEXT    NOT NULL,
	stream_id      TEXT    NOT NULL,
	version        INTEGER NOT NULL,
	event_id       TEXT    NOT NULL,
	type           TEXT    NOT NULL,
	schema_version INTEGER NOT NULL,
	time           INTEGER NOT NULL,
	actor          TEXT    NOT NULL,
	correlation_id TEXT    NOT NULL,
	causation_id   TEXT    NOT NULL,
	command_id     TEXT    NOT NULL,
	trace_parent   TEXT    NOT NULL,
	trace_state    TEXT    NOT NULL,
	data           TEXT    NOT NULL,
	UNIQUE (tenant, category, stream_id, version)
) STRICT;

CREATE TABLE orchestrix_commands (
	tenant         TEXT    NOT NULL,
	command_id     TEXT    NOT NULL,
	first_position INTEGER NOT NULL,
	last_position  INTEGER NOT NULL,
	PRIMARY KEY (tenant, command_id)
) STRICT, WITHOUT ROWID;
`,
	`CREATE TABLE "orchestrix_subscriptions" (
	"name" TEXT NOT NULL,
	"position" TEXT NOT NULL,
	"shape" TEXT NOT NULL,
	"owner" TEXT NOT NULL,
	"token" INTEGER NOT NULL,
	"expires_at" INTEGER NOT NULL,
	"updated_at" INTEGER NOT NULL,
	PRIMARY KEY ("name")
) STRICT, WITHOUT ROWID;

CREATE TABLE "orchestrix_parked" (
	"subscription" TEXT NOT NULL,
	"event_id" TEXT NOT NULL,
	"place" TEXT NOT NULL,
	"tenant" TEXT NOT NULL,
	"category" TEXT NOT NULL,
	"stream_id" TEXT NOT NULL,
	"version" INTEGER NOT NULL,
	"type" TEXT NOT NULL,
	"error" TEXT NOT NULL,
	"attempts" INTEGER NOT NULL,
	"replays" INTEGER NOT NULL,
	"due_at" INTEGER,
	"parked_at" INTEGER NOT NULL,
	PRIMARY KEY ("subscription", "event_id")
) STRICT, WITHOUT ROWID;
CREATE INDEX "orchestrix_parked_stream" ON "orchestrix_parked" ("subscription", "tenant", "category", "stream_id", "place");
CREATE INDEX "orchestrix_parked_due" ON "orchestrix_parked" ("subscription", "due_at");

CREATE TABLE "orchestrix_timers" (
	"tenant" TEXT NOT NULL,
	"process" TEXT NOT NULL,
	"instance" TEXT NOT NULL,
	"name" TEXT NOT NULL,
	"due_at" INTEGER NOT NULL,
	"set_by" TEXT NOT NULL,
	PRIMARY KEY ("tenant", "process", "instance", "name")
) STRICT, WITHOUT ROWID;
CREATE INDEX "orchestrix_timers_due" ON "orchestrix_timers" ("process", "due_at");

CREATE TABLE "orchestrix_snapshots" (
	"tenant" TEXT NOT NULL,
	"category" TEXT NOT NULL,
	"stream_id" TEXT NOT NULL,
	"version" INTEGER NOT NULL,
	"event_id" TEXT NOT NULL,
	"shape" TEXT NOT NULL,
	"data" TEXT NOT NULL,
	PRIMARY KEY ("tenant", "category", "stream_id")
) STRICT, WITHOUT ROWID;
`,
}

const versionTable = `CREATE TABLE IF NOT EXISTS orchestrix_schema (
	component TEXT    NOT NULL PRIMARY KEY,
	version   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`

const setVersion = `INSERT INTO orchestrix_schema (component, version) VALUES ('events', %[1]d)
	ON CONFLICT (component) DO UPDATE SET version = %[1]d;
`

// Schema is the SQL that makes the tables in an empty database.
func Schema() string {
	schema := versionTable + "\n"
	for _, migration := range migrations {
		schema += migration + "\n"
	}
	return schema + fmt.Sprintf(setVersion, len(migrations))
}

// Migrate brings a database's tables to the version that this package works
// with, in one transaction. It does nothing when they are there already.
func Migrate(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer conn.Close()
	return migrateOn(ctx, conn)
}

func migrateOn(ctx context.Context, conn *sql.Conn) error {
	// Not a sql.Tx: whether that takes the write lock at once is a setting of
	// the driver's, and two processes may migrate at the same time.
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if err := migrate(ctx, conn); err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func migrate(ctx context.Context, conn *sql.Conn) error {
	version, err := schemaVersion(ctx, conn)
	if err != nil {
		return err
	}
	if version > len(migrations) {
		return &SchemaError{Have: version, Want: len(migrations)}
	}
	if version == len(migrations) {
		return nil
	}
	if _, err := conn.ExecContext(ctx, versionTable); err != nil {
		return err
	}
	for _, migration := range migrations[version:] {
		if _, err := conn.ExecContext(ctx, migration); err != nil {
			return err
		}
	}
	_, err = conn.ExecContext(ctx, fmt.Sprintf(setVersion, len(migrations)))
	return err
}

// SchemaError says that a database's tables aren't of the version that this
// package works with.
type SchemaError struct {
	// Have is the version of the tables, 0 if there are none.
	Have, Want int
}

func (e *SchemaError) Error() string {
	switch {
	case e.Have == 0:
		return "the database has no tables for events: call sqlite.Migrate once, or open it with sqlite.WithMigrate()"
	case e.Have < e.Want:
		return fmt.Sprintf("the tables for events are at version %d, this program needs %d: call sqlite.Migrate, or open with sqlite.WithMigrate()", e.Have, e.Want)
	}
	return fmt.Sprintf("the tables for events are at version %d, this program knows %d: it is older than the database, update it", e.Have, e.Want)
}

// checkSchema never changes anything.
func checkSchema(ctx context.Context, db rowQuerier) error {
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	if version != len(migrations) {
		return &SchemaError{Have: version, Want: len(migrations)}
	}
	return nil
}

type rowQuerier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func schemaVersion(ctx context.Context, db rowQuerier) (int, error) {
	var tables int
	err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'orchestrix_schema'").Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	var version int
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM orchestrix_schema WHERE component = 'events'").Scan(&version)
	return version, err
}
