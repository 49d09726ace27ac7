package sqlite

import (
	"context"
	"database/sql"
)

// lentSQL runs statements of others in a transaction, while there is one.
type lentSQL struct{ t *transaction }

func (l *lentSQL) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := l.t.usable(ctx); err != nil {
		return nil, err
	}
	return l.t.db.ExecContext(ctx, query, args...)
}

func (l *lentSQL) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := l.t.usable(ctx); err != nil {
		return nil, err
	}
	return l.t.db.QueryContext(ctx, query, args...)
}

// QueryRowContext tells that the transaction has ended by a context that has: a
// Row gets an error in no other way.
func (l *lentSQL) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if l.t.usable(ctx) != nil {
		var end context.CancelFunc
		ctx, end = context.WithCancel(ctx)
		end()
	}
	return l.t.db.QueryRowContext(ctx, query, args...)
}

func (l *lentSQL) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := l.t.usable(ctx); err != nil {
		return nil, err
	}
	return l.t.db.PrepareContext(ctx, query)
}
