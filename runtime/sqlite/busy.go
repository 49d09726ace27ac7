package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// ErrFull is what writing gives when there is no room for it: nothing was written.
var ErrFull = errors.New("the disk is full, or the database has the size that it may have at most")

// explain says what was being done, and what to do when another process was in
// the way for too long. That is no conflict: nothing was written, and what the
// caller expects may still hold.
func explain(doing string, err error) error {
	if isBusy(err) {
		return fmt.Errorf("%s: another process holds the database's write lock for longer than the busy timeout: %w", doing, err)
	}
	if isFull(err) {
		return fmt.Errorf("%s: %w: %w", doing, ErrFull, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// isBusy recognises SQLITE_BUSY and SQLITE_LOCKED of any driver.
func isBusy(err error) bool {
	if code, known := codeOf(err); known {
		const busy, locked = 5, 6
		return code == busy || code == locked
	}
	return err != nil && (strings.Contains(err.Error(), "database is locked") || strings.Contains(err.Error(), "database table is locked"))
}

// isFull recognises SQLITE_FULL of any driver.
func isFull(err error) bool {
	if code, known := codeOf(err); known {
		const full = 13
		return code == full
	}
	return err != nil && strings.Contains(err.Error(), "database or disk is full")
}

// refused makes an error of the rows' own of one that will come again with the
// same rows: what is too large, or breaks a constraint that somebody added to the
// table (SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH).
func refused(table *orchestrix.Table, err error) error {
	const tooBig, constraint, mismatch = 18, 19, 20
	switch code, _ := codeOf(err); code {
	case tooBig, constraint, mismatch:
		return &orchestrix.TableError{Table: table.Name, Reason: fmt.Sprintf("the database refuses it: %v", err)}
	}
	return err
}

// codeOf is SQLite's primary result code, where the driver tells it as
// modernc.org/sqlite does.
func codeOf(err error) (code int, known bool) {
	var coded interface{ Code() int }
	if !errors.As(err, &coded) {
		return 0, false
	}
	const primary = 0xff
	return coded.Code() & primary, true
}

// orEnded is the context's error if that is why a query failed: drivers have
// names of their own for it.
func orEnded(ctx context.Context, err error) error {
	if ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		return fmt.Errorf("%w (%w)", context.Cause(ctx), err)
	}
	return err
}
