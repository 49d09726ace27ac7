package sqlite

import (
	"context"
	"database/sql"
)

// writing is held by whoever writes in this process: a group of appends, or a
// transaction of the user's.
type writing chan struct{}

func (w writing) lock()   { w <- struct{}{} }
func (w writing) unlock() { <-w }

// txWriter writes in one transaction.
type txWriter struct {
	look, version, insertEvent, insertCommand *sql.Stmt
	db                                        interface {
		rowQuerier
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	}
	commit   func() error
	rollback func()
}

// begin begins a transaction that holds the write lock.
//
// On a connection of the store's own it does so by plain statements, since a
// sql.Tx starts goroutines that cost a lone writer more than its statements do.
func (s *Store) begin(ctx context.Context) (*txWriter, error) {
	of := &s.statements
	if s.conn != nil {
		if _, err := of.begin.prepared.ExecContext(ctx); err != nil {
			return nil, err
		}
		return &txWriter{
			look:          of.look.prepared,
			version:       of.version.prepared,
			insertEvent:   of.insertEvent.prepared,
			insertCommand: of.insertCommand.prepared,
			db:            s.conn,
			commit: func() error {
				_, err := of.commit.prepared.ExecContext(ctx)
				return err
			},
			// After an error that ended the transaction there is none to roll
			// back, which is as well.
			rollback: func() { _, _ = s.conn.ExecContext(ctx, "ROLLBACK") },
		}, nil
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	w := s.inTx(ctx, tx)
	if _, err := tx.StmtContext(ctx, of.lock.prepared).ExecContext(ctx); err != nil {
		w.rollback()
		return nil, err
	}
	return w, nil
}

// inTx writes in a transaction that somebody else began.
func (s *Store) inTx(ctx context.Context, tx *sql.Tx) *txWriter {
	prepared := func(statement *statement) *sql.Stmt { return tx.StmtContext(ctx, statement.prepared) }
	of := &s.statements
	return &txWriter{
		look:          prepared(&of.look),
		version:       prepared(&of.version),
		insertEvent:   prepared(&of.insertEvent),
		insertCommand: prepared(&of.insertCommand),
		db:            tx,
		commit:        tx.Commit,
		rollback:      func() { _ = tx.Rollback() },
	}
}
