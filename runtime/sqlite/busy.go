package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// explain says what was being done, and what to do when another process was in
// the way for too long. That is no conflict: nothing was written, and what the
// caller expects may still hold.
func explain(doing string, err error) error {
	if isBusy(err) {
		return fmt.Errorf("%s: another process holds the database's write lock for longer than the busy timeout: %w", doing, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// isBusy recognises SQLITE_BUSY and SQLITE_LOCKED of any driver.
func isBusy(err error) bool {
	var coded interface{ Code() int } // as modernc.org/sqlite has it
	if errors.As(err, &coded) {
		const busy, locked, primary = 5, 6, 0xff
		return coded.Code()&primary == busy || coded.Code()&primary == locked
	}
	return err != nil && (strings.Contains(err.Error(), "database is locked") || strings.Contains(err.Error(), "database table is locked"))
}

// orEnded is the context's error if that is why a query failed: drivers have
// names of their own for it.
func orEnded(ctx context.Context, err error) error {
	if ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		return fmt.Errorf("%w (%w)", context.Cause(ctx), err)
	}
	return err
}
