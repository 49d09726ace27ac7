package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// SQLSTATE codes.
const (
	abortedTransaction   = "25P02"
	uniqueViolation      = "23505"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	lockNotAvailable     = "55P03"
	readOnly             = "25006"
	invalidText          = "22P02"
	duplicateTable       = "42P07"
	duplicateObject      = "42710"
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

// refused makes an error of the rows' own of one that will come again with the
// same rows: data that can't be (class 22), a constraint that somebody added to
// the table (23), what is larger than the server can keep (54).
func refused(table *orchestrix.Table, err error) error {
	switch state := stateOf(err); {
	case strings.HasPrefix(state, "22"), strings.HasPrefix(state, "23"), strings.HasPrefix(state, "54"):
		return &orchestrix.TableError{Table: table.Name, Reason: fmt.Sprintf("the database refuses it: %v", err)}
	}
	return err
}

// explain says what was being done, and what to do about it.
func explain(ctx context.Context, doing string, err error) error {
	if stateOf(err) == abortedTransaction || errors.Is(err, pgx.ErrTxCommitRollback) {
		err = &orchestrix.BrokenTxError{Err: err}
	}
	hint := ""
	switch stateOf(err) {
	case serializationFailure, deadlockDetected:
		err = &orchestrix.BusyError{Err: err} // nothing of the transaction was written
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
