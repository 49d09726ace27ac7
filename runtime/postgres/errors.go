package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATE codes.
const (
	uniqueViolation      = "23505"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	lockNotAvailable     = "55P03"
	readOnly             = "25006"
	invalidText          = "22P02"
	duplicateTable       = "42P07"
	invalidCharacter     = "22021"
	undefinedTable       = "42P01"
	notPermitted         = "42501"
	diskFull             = "53100"
	tooManyConnections   = "53300"
)

func stateOf(err error) string {
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok {
		return answer.Code
	}
	return ""
}

// isRace says that somebody was faster: nothing was written, and looking again
// shows what is left to do.
func isRace(err error) bool {
	switch stateOf(err) {
	case uniqueViolation, serializationFailure, deadlockDetected, lockNotAvailable:
		return true
	}
	return false
}

// explain says what was being done, and what to do about it.
func explain(ctx context.Context, doing string, err error) error {
	hint := ""
	switch stateOf(err) {
	case readOnly:
		hint = ": the server only reads, as a standby does; connect to the primary (target_session_attrs=read-write)"
	case invalidText:
		hint = ": data must be JSON"
	case invalidCharacter:
		hint = ": a text must be UTF-8 without NUL"
	case undefinedTable:
		hint = ": call postgres.Migrate, or look whether the search path is that of the tables"
	case diskFull:
		hint = ": the server has no room left, nothing was written"
	case tooManyConnections:
		hint = ": the server takes no more connections; set pool_max_conns, or max_connections of the server"
	case notPermitted:
		hint = ": grant SELECT, INSERT and UPDATE on the tables, and DELETE on those of the runtime, to the user of the connection"
	}
	if ctx.Err() != nil && !errors.Is(err, context.Cause(ctx)) {
		// The driver has names of its own for why it ended.
		return fmt.Errorf("%s%s: %w (%w)", doing, hint, context.Cause(ctx), err)
	}
	return fmt.Errorf("%s%s: %w", doing, hint, err)
}
