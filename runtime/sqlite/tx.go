package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// transaction is what appends, reads and rows with its context are part of.
type transaction struct {
	db SQL
	// tx is nil where the transaction was begun by a statement on the store's own
	// connection.
	tx   *sql.Tx
	rows *prepared
	// lent says that others run statements of their own in it.
	lent bool
	// broken is why the transaction can't go on: SQLite may have ended it, and
	// what came next would be outside of it.
	broken error
	ended  atomic.Bool
}

func ofTx(tx *sql.Tx) *transaction {
	return &transaction{db: tx, tx: tx, rows: &prepared{on: tx}, lent: true}
}

type txKey struct{}

// WithTx makes appends and reads with the context part of a transaction that
// the caller began in the database of [New], and ends. What is appended is
// durable, and others see it, when the transaction is committed.
//
// The transaction should take the write lock when it begins (BEGIN IMMEDIATE):
// one that reads first, and finds that another wrote meanwhile, can't write.
func WithTx(ctx context.Context, tx *sql.Tx) context.Context { return within(ctx, ofTx(tx)) }

func within(ctx context.Context, t *transaction) context.Context {
	return context.WithValue(orchestrix.WithinTransaction(ctx), txKey{}, t)
}

func txFrom(ctx context.Context) *transaction {
	t, _ := ctx.Value(txKey{}).(*transaction)
	return t
}

// InTx runs f in a write transaction and commits it if f returns nil. Commands
// and reads with the context that f gets are part of it, beside whatever f does
// with the transaction itself; with any other context they would wait for a
// turn that doesn't come before f is done.
func (s *Store) InTx(ctx context.Context, f func(ctx context.Context, tx *sql.Tx) error) error {
	if t := txFrom(ctx); t != nil && t.tx == nil {
		return errors.New("a transaction of rows has no sql.Tx: run statements by sqlite.SQLFrom")
	}
	begin := func(ctx context.Context) (*transaction, error) {
		if s.conn != nil {
			return s.beginTx(ctx, s.conn.BeginTx)
		}
		return s.beginTx(ctx, s.writer.BeginTx)
	}
	return s.transact(ctx, begin, func(ctx context.Context, t *transaction) error { return f(ctx, t.tx) })
}

// SQLFrom gives what runs statements in the transaction that a context is part
// of, such as that of a projection; nil without one. It is valid until the
// transaction ends. An error is to be returned: after some SQLite ends the
// transaction, as after a write that is interrupted or finds no room, and all that
// comes next is a [*orchestrix.BrokenTxError].
func SQLFrom(ctx context.Context) SQL {
	if t := txFrom(ctx); t != nil {
		t.lent = true
		return &lentSQL{t}
	}
	return nil
}

// Transact implements [orchestrix.Tables].
func (s *Store) Transact(ctx context.Context, f func(ctx context.Context, tx orchestrix.Tx) error) error {
	return s.transact(ctx, s.begin, func(ctx context.Context, t *transaction) error { return f(ctx, &rowTx{s, t}) })
}

// transact runs f in a transaction that it begins and ends, or in a part of the
// context's.
func (s *Store) transact(ctx context.Context, begin func(context.Context) (*transaction, error), f func(context.Context, *transaction) error) error {
	if outer := txFrom(ctx); outer != nil {
		return outer.part(ctx, func() error { return f(ctx, outer) })
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case s.writing <- struct{}{}:
		defer s.writing.unlock()
	case <-s.news.closed:
		return ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	t, err := begin(ctx)
	if err != nil {
		return explain("begin", orEnded(ctx, err))
	}
	defer func() { // f may panic
		if !t.ended.Load() {
			t.end(t.rollback)
		}
	}()
	if err := f(within(ctx, t), t); err != nil {
		return errors.Join(err, t.broken)
	}
	if err := t.whole(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("commit: %w", context.Cause(ctx))
	}
	t.end(func() { err = s.commitTx(t) })
	if err != nil {
		t.rollback()
		return &commitError{explain("commit", orEnded(ctx, err))}
	}
	s.news.tell()
	return nil
}

// end sees to it that nobody who kept the context writes outside the transaction.
func (t *transaction) end(how func()) {
	t.ended.Store(true)
	how()
}

// usable says whether the transaction can go on.
func (t *transaction) usable(ctx context.Context) error {
	if t.ended.Load() {
		return sql.ErrTxDone
	}
	if err := t.whole(ctx); err != nil {
		return err
	}
	return context.Cause(ctx)
}

// whole says whether what was done so far is still part of the transaction.
func (t *transaction) whole(ctx context.Context) error {
	if t.broken == nil && t.lent {
		t.broken = t.lost(context.WithoutCancel(ctx))
	}
	if t.broken != nil {
		return &orchestrix.BrokenTxError{Err: t.broken}
	}
	return nil
}

var errLost = errors.New("a statement of the program's own ended the transaction")

// lost looks whether a statement that the store didn't see ended the transaction:
// then another can begin, which within one is an error.
func (t *transaction) lost(ctx context.Context) error {
	if _, err := t.db.ExecContext(ctx, "BEGIN"); err != nil {
		return nil
	}
	_, _ = t.db.ExecContext(ctx, "ROLLBACK")
	return errLost
}

// failed remembers an error after which the transaction can't go on, or only
// from where a part of it began.
func (t *transaction) failed(ctx context.Context, err error) error {
	err = orEnded(ctx, err)
	t.broken = err
	return err
}

// part does something of which, if it fails, nothing is left, and the rest of
// the transaction goes on.
func (t *transaction) part(ctx context.Context, do func() error) error {
	if err := t.usable(ctx); err != nil {
		return err
	}
	steadily := context.WithoutCancel(ctx)
	if _, err := t.rows.exec(steadily, "SAVEPOINT orchestrix_part"); err != nil {
		return t.failed(ctx, err)
	}
	err := do()
	if err == nil && t.broken != nil {
		err = &orchestrix.BrokenTxError{Err: t.broken}
	}
	if err != nil {
		t.broken = nil
		if _, errBack := t.rows.exec(steadily, "ROLLBACK TO orchestrix_part"); errBack != nil {
			return errors.Join(err, t.failed(ctx, errBack))
		}
	}
	if _, errRelease := t.rows.exec(steadily, "RELEASE orchestrix_part"); errRelease != nil {
		return errors.Join(err, t.failed(ctx, fmt.Errorf("release: %w", errRelease)))
	}
	return err
}

// appendIn appends in a transaction, which goes on whatever becomes of the append.
func (s *Store) appendIn(ctx context.Context, t *transaction, r *request) (orchestrix.Appended, error) {
	err := t.part(ctx, func() error { return s.writerIn(ctx, t).write(ctx, r) })
	if err != nil {
		return orchestrix.Appended{}, explain("append", orEnded(ctx, err))
	}
	if r.err != nil {
		return orchestrix.Appended{}, r.err
	}
	return r.appended, nil
}
