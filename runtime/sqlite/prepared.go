package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// SQL runs statements: a database, a connection or a transaction.
type SQL interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// maxPrepared bounds how many statements stay prepared; more than it run all the
// same, only slower.
const maxPrepared = 512

// prepared has the statements about rows prepared, as they turn up.
type prepared struct {
	on     SQL
	mu     sync.Mutex
	byText map[string]*sql.Stmt
}

func (p *prepared) exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	statement, err := p.get(ctx, text)
	if err != nil {
		return nil, err
	}
	if statement == nil {
		return p.on.ExecContext(ctx, text, args...)
	}
	return statement.ExecContext(ctx, args...)
}

func (p *prepared) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	statement, err := p.get(ctx, text)
	if err != nil {
		return nil, err
	}
	if statement == nil {
		return p.on.QueryContext(ctx, text, args...)
	}
	return statement.QueryContext(ctx, args...)
}

// get gives nil where there are too many already.
func (p *prepared) get(ctx context.Context, text string) (*sql.Stmt, error) {
	p.mu.Lock()
	known, full := p.byText[text], len(p.byText) >= maxPrepared
	p.mu.Unlock()
	if known != nil || full {
		return known, nil
	}
	// Without the lock: a database may wait for a connection.
	statement, err := p.on.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if other := p.byText[text]; other != nil {
		return other, statement.Close()
	}
	if p.byText == nil {
		p.byText = map[string]*sql.Stmt{}
	}
	p.byText[text] = statement
	return statement, nil
}

func (p *prepared) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, statement := range p.byText {
		errs = append(errs, statement.Close())
	}
	p.byText = nil
	return errors.Join(errs...)
}
