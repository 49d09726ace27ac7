package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

type txKey struct{}

// WithTx makes appends and reads with the context part of a transaction that
// the caller began in the database of [New], and ends. What is appended is
// durable, and others see it, when the transaction is committed.
//
// The transaction should take the write lock when it begins (BEGIN IMMEDIATE):
// one that reads first, and finds that another wrote meanwhile, can't write.
func WithTx(ctx context.Context, tx *sql.Tx) context.Context {
	return context.WithValue(orchestrix.WithinTransaction(ctx), txKey{}, tx)
}

func txFrom(ctx context.Context) *sql.Tx {
	tx, _ := ctx.Value(txKey{}).(*sql.Tx)
	return tx
}

// InTx runs f in a write transaction and commits it if f returns nil. Commands
// and reads with the context that f gets are part of it, beside whatever f does
// with the transaction itself; with any other context they would wait for a
// turn that doesn't come before f is done.
func (s *Store) InTx(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error {
	select {
	case s.writing <- struct{}{}:
		defer s.writing.unlock()
	case <-s.news.closed:
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	begin := s.writer.BeginTx
	if s.conn != nil {
		begin = s.conn.BeginTx
	}
	tx, err := begin(ctx, nil)
	if err != nil {
		return explain("begin", orEnded(ctx, err))
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing; f may panic
	if _, err := tx.ExecContext(ctx, s.statements.lock.text); err != nil {
		return explain("begin", orEnded(ctx, err))
	}
	if err := f(WithTx(ctx, tx), tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return explain("commit", orEnded(ctx, err))
	}
	s.news.tell()
	return nil
}

// appendIn appends in a transaction of the user's, which goes on whatever
// becomes of the append.
func (s *Store) appendIn(ctx context.Context, tx *sql.Tx, r *request) (orchestrix.Appended, error) {
	if _, err := tx.ExecContext(ctx, "SAVEPOINT orchestrix_append"); err != nil {
		return orchestrix.Appended{}, explain("append", orEnded(ctx, err))
	}
	err := s.inTx(ctx, tx).write(ctx, r)
	if err != nil {
		_, errBack := tx.ExecContext(context.WithoutCancel(ctx), "ROLLBACK TO orchestrix_append")
		err = errors.Join(err, errBack)
	}
	if _, errRelease := tx.ExecContext(context.WithoutCancel(ctx), "RELEASE orchestrix_append"); err == nil && errRelease != nil {
		err = fmt.Errorf("release: %w", errRelease)
	}
	if err != nil {
		return orchestrix.Appended{}, explain("append", orEnded(ctx, err))
	}
	if r.err != nil {
		return orchestrix.Appended{}, r.err
	}
	return r.appended, nil
}
