package postgres

import (
	"context"
	"errors"
	"sync"

	"github.com/jackc/pgx/v5"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

type txKey struct{}

// WithTx makes appends and reads with the context part of a transaction that the
// caller began, in the database of the store, and ends. What is appended is
// durable, and others see it, when the transaction is committed.
//
// Inside, [Store.Read] and [Store.ByCommand] see what the transaction appended;
// [Store.All] and [Store.Head] give the stable prefix, of which that isn't a
// part before it is committed. The transaction should be READ COMMITTED, as it
// is by default: in one of another level an append that somebody was faster than
// is a conflict that goes on until the transaction ends. As long as it lasts,
// readers of the whole store wait at the events that came after it began to write.
func WithTx(ctx context.Context, tx pgx.Tx) context.Context {
	return context.WithValue(orchestrix.WithinTransaction(ctx), txKey{}, tx)
}

// TxFrom gives the transaction that a context is part of, such as that of a
// projection, for statements of the program's own; nil without one. It is valid
// until the transaction ends.
func TxFrom(ctx context.Context) pgx.Tx {
	tx, _ := ctx.Value(txKey{}).(pgx.Tx)
	return tx
}

// InTx runs f in a transaction and commits it if f returns nil. Commands and
// reads with the context that f gets are part of it, beside whatever f does with
// the transaction itself. With the context of another transaction it is a
// savepoint of that.
func (s *Store) InTx(ctx context.Context, f func(ctx context.Context, tx pgx.Tx) error) error {
	if outer := TxFrom(ctx); outer != nil {
		return inTx(ctx, outer, f)
	}
	if !s.using.begin() {
		return ErrClosed
	}
	defer s.using.end()
	conn, err := s.acquire(ctx)
	if err != nil {
		return explain(ctx, "begin", err)
	}
	defer conn.Release()
	if err := inTx(ctx, conn, f); err != nil {
		return err
	}
	s.news.tell()
	return nil
}

type beginner interface {
	Begin(ctx context.Context) (pgx.Tx, error)
}

func inTx(ctx context.Context, db beginner, f func(ctx context.Context, tx pgx.Tx) error) error {
	tx, err := db.Begin(ctx)
	if err != nil {
		return explain(ctx, "begin", err)
	}
	// After a commit it does nothing; f may panic.
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := f(WithTx(ctx, tx), tx); err != nil {
		return err
	}
	// A commit undoes what failed, but the release of a savepoint fails, too, and
	// would leave all that is around it failed.
	if tx.Conn().PgConn().TxStatus() == 'E' {
		return explain(ctx, "commit", pgx.ErrTxCommitRollback)
	}
	if err := tx.Commit(ctx); err != nil {
		return explain(ctx, "commit", err)
	}
	return nil
}

const (
	savepoint  = "SAVEPOINT orchestrix_append"
	release    = "RELEASE SAVEPOINT orchestrix_append"
	rollbackTo = "ROLLBACK TO SAVEPOINT orchestrix_append; " + release
)

// appendIn appends in a transaction of the user's, which goes on whatever
// becomes of the append.
func (s *Store) appendIn(ctx context.Context, tx pgx.Tx, r *request) (orchestrix.Appended, error) {
	if err := checkEpoch(ctx, tx.Conn(), tx); err != nil {
		return orchestrix.Appended{}, explain(ctx, "append", err)
	}
	for first := true; ; first = false {
		w := writer{db: tx, begin: []string{savepoint}, end: release, leave: release}
		err := w.write(ctx, []*request{r})
		if err == nil {
			return r.appended, r.err
		}
		_, errBack := tx.Exec(context.WithoutCancel(ctx), rollbackTo)
		if stateOf(err) == uniqueViolation && errBack == nil && first {
			continue // The command was done meanwhile, and is known by now.
		}
		if isRace(err) && errBack == nil {
			err = s.lostIn(ctx, tx, r, err)
		}
		if errors.As(err, new(*orchestrix.ConflictError)) && errBack == nil {
			return orchestrix.Appended{}, err
		}
		return orchestrix.Appended{}, explain(ctx, "append", errors.Join(err, errBack))
	}
}

// lostIn is lost in a transaction. One whose snapshot is old doesn't see who was
// faster, as a connection of the pool does; but those may all be in transactions
// that wait for one, too, so that it mustn't wait for long.
func (s *Store) lostIn(ctx context.Context, tx pgx.Tx, r *request, cause error) error {
	err := lost(ctx, tx, r, cause)
	if conflict, ok := errors.AsType[*orchestrix.ConflictError](err); ok && !conflict.Expected.Holds(conflict.Actual) {
		return err
	}
	soon, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	if seen := lost(soon, s.pool, r, cause); errors.As(seen, new(*orchestrix.ConflictError)) {
		return seen
	}
	return err
}

// db is where statements of a context run: in its transaction, or on any
// connection.
func (s *Store) db(ctx context.Context) querier {
	if tx := TxFrom(ctx); tx != nil {
		return tx
	}
	return s.pool
}

// using counts the transactions that run, for Close to wait for.
type using struct {
	mu      sync.Mutex
	running sync.WaitGroup
	closed  bool
}

func (u *using) begin() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed {
		return false
	}
	u.running.Add(1)
	return true
}

func (u *using) end() { u.running.Done() }

func (u *using) close() {
	u.mu.Lock()
	u.closed = true
	u.mu.Unlock()
	u.running.Wait()
}
