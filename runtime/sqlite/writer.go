package sqlite

import (
	"context"
	"database/sql"
)

// writing is held by whoever writes in this process: a group of appends, or a
// transaction.
type writing chan struct{}

func (w writing) lock()   { w <- struct{}{} }
func (w writing) unlock() { <-w }

// txWriter appends in one transaction.
type txWriter struct {
	look, version, insertEvent, insertCommand *sql.Stmt
	db                                        SQL
}

// begin begins a transaction that holds the write lock.
//
// On a connection of the store's own it does so by plain statements, since a
// sql.Tx starts goroutines that cost a lone writer more than its statements do.
func (s *Store) begin(ctx context.Context) (*transaction, error) {
	if s.conn == nil {
		return s.beginTx(ctx, s.writer.BeginTx)
	}
	if _, err := s.statements.begin.prepared.ExecContext(ctx); err != nil {
		// It may have begun, where the error is that of the context.
		_, _ = s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return nil, err
	}
	return &transaction{db: s.conn, rows: &s.writerRows}, nil
}

// beginTx begins one that is a sql.Tx.
func (s *Store) beginTx(ctx context.Context, begin func(context.Context, *sql.TxOptions) (*sql.Tx, error)) (*transaction, error) {
	tx, err := begin(ctx, nil)
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, s.statements.lock.text); err != nil {
		_ = tx.Rollback()
		return nil, err
	}
	return ofTx(tx), nil
}

func (s *Store) commitTx(t *transaction) error {
	if t.tx != nil {
		return t.tx.Commit()
	}
	_, err := s.statements.commit.prepared.ExecContext(context.Background())
	return err
}

// rollback of what is committed, or was ended by an error, does nothing.
func (t *transaction) rollback() {
	if t.tx != nil {
		_ = t.tx.Rollback()
		return
	}
	_, _ = t.db.ExecContext(context.Background(), "ROLLBACK")
}

// writerIn appends in a transaction.
func (s *Store) writerIn(ctx context.Context, t *transaction) *txWriter {
	prepared := func(statement *statement) *sql.Stmt {
		if t.tx != nil {
			return t.tx.StmtContext(ctx, statement.prepared)
		}
		return statement.prepared
	}
	of := &s.statements
	return &txWriter{
		look:          prepared(&of.look),
		version:       prepared(&of.version),
		insertEvent:   prepared(&of.insertEvent),
		insertCommand: prepared(&of.insertCommand),
		db:            t.db,
	}
}
