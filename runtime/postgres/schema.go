package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// migrations are the steps from one version of the tables to the next: a step
// that was ever released stays as it is.
var migrations = []string{
	`CREATE TABLE orchestrix_epochs (
	epoch             bigint      NOT NULL PRIMARY KEY,
	system_identifier bigint      NOT NULL,
	database_oid      oid         NOT NULL,
	began_at          timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE orchestrix_streams (
	tenant         text COLLATE "C" NOT NULL,
	category       text COLLATE "C" NOT NULL,
	stream_id      text COLLATE "C" NOT NULL,
	version        bigint           NOT NULL,
	transaction_id xid8             NOT NULL,
	PRIMARY KEY (tenant, category, stream_id)
) WITH (fillfactor = 70);

CREATE SEQUENCE orchestrix_appends;

CREATE TABLE orchestrix_events (
	epoch          bigint           NOT NULL,
	transaction_id xid8             NOT NULL,
	place          bigint           NOT NULL,
	version        bigint           NOT NULL,
	time           timestamptz      NOT NULL,
	schema_version integer          NOT NULL,
	command_events integer,
	tenant         text COLLATE "C" NOT NULL,
	category       text COLLATE "C" NOT NULL,
	stream_id      text COLLATE "C" NOT NULL,
	event_id       text COLLATE "C" NOT NULL,
	type           text COLLATE "C" NOT NULL,
	actor          text             NOT NULL,
	correlation_id text             NOT NULL,
	causation_id   text             NOT NULL,
	command_id     text COLLATE "C" NOT NULL,
	trace_parent   text             NOT NULL,
	trace_state    text             NOT NULL,
	data           json             NOT NULL,
	PRIMARY KEY (epoch, transaction_id, place),
	UNIQUE (tenant, category, stream_id, version)
);

CREATE UNIQUE INDEX orchestrix_events_command ON orchestrix_events (tenant, command_id) WHERE command_events IS NOT NULL;
`,
	systemTables(),
}

// systemTables is the SQL of the tables that the runtime keeps.
func systemTables() string {
	var statements []string
	for _, table := range orchestrix.SystemTables() {
		statements = append(statements, createTable(table)...)
	}
	return strings.Join(statements, ";\n") + ";\n"
}

const versionTable = `CREATE TABLE IF NOT EXISTS orchestrix_schema (
	component text    NOT NULL PRIMARY KEY,
	version   integer NOT NULL
);
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

// DB is what migrates, and what a store is opened for: a pool or one connection.
type DB interface {
	Begin(ctx context.Context) (pgx.Tx, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// migrating is the advisory lock of whoever migrates: "orch".
const migrating = 0x6f726368

// Migrate brings a database's tables to the version that this package works
// with, in one transaction. It does nothing when they are there already. The
// user that it connects as must be allowed to make tables.
func Migrate(ctx context.Context, db DB) error {
	err := pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", int64(migrating)); err != nil {
			return err
		}
		return migrate(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func migrate(ctx context.Context, tx pgx.Tx) error {
	version, err := schemaVersion(ctx, tx)
	if err != nil {
		return err
	}
	if version > len(migrations) {
		return &SchemaError{Have: version, Want: len(migrations)}
	}
	if version == len(migrations) {
		return nil
	}
	steps := append([]string{versionTable}, migrations[version:]...)
	for _, step := range append(steps, fmt.Sprintf(setVersion, len(migrations))) {
		if _, err := tx.Exec(ctx, step, pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
	}
	return nil
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
		return "the database has no tables for events in its search path: call postgres.Migrate once, or open it with postgres.WithMigrate()"
	case e.Have < e.Want:
		return fmt.Sprintf("the tables for events are at version %d, this program needs %d: call postgres.Migrate, or open with postgres.WithMigrate()", e.Have, e.Want)
	}
	return fmt.Sprintf("the tables for events are at version %d, this program knows %d: it is older than the database, update it", e.Have, e.Want)
}

// checkServer never changes anything.
func checkServer(ctx context.Context, db DB) error {
	var number int
	var name, fsync, synchronous string
	err := db.QueryRow(ctx, `SELECT current_setting('server_version_num')::integer, current_setting('server_version'),
		current_setting('fsync'), current_setting('synchronous_commit')`).Scan(&number, &name, &fsync, &synchronous)
	const oldest = 13_00_00
	switch {
	case err != nil:
		return err
	case number < oldest:
		return fmt.Errorf("it is PostgreSQL %s; the store needs 13 or later", name)
	case fsync == "off":
		return errors.New("it loses acknowledged events in a power loss: set fsync = on")
	case synchronous == "off":
		return errors.New("it loses acknowledged events in a crash: set synchronous_commit = on, for the database, the user or in the URL")
	}
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
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func schemaVersion(ctx context.Context, db rowQuerier) (int, error) {
	var there bool
	if err := db.QueryRow(ctx, "SELECT to_regclass('orchestrix_schema') IS NOT NULL").Scan(&there); err != nil || !there {
		return 0, err
	}
	var version int
	err := db.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM orchestrix_schema WHERE component = 'events'").Scan(&version)
	return version, err
}
