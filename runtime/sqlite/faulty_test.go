package sqlite_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"strings"
	"sync/atomic"
)

var errReset = errors.New("connection reset")

// faulty is a driver whose connections break when a test wants them to, and
// stay broken.
type faulty struct {
	name   string
	driver driver.Driver
	// rows is how many more rows come before the connections break; negative
	// is any number.
	rows   atomic.Int64
	broken atomic.Bool
	// exec may fail a statement, before it runs; commit a commit, after it
	// has happened.
	exec   atomic.Pointer[func(query string, args []driver.NamedValue) error]
	commit atomic.Pointer[func() error]
}

const durable = "?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"

// openFaulty opens a file through a faulty driver, which works for now.
func openFaulty(path string) (*faulty, *sql.DB) {
	db, err := sql.Open("sqlite", ":memory:") // opens nothing, only finds the driver
	if err != nil {
		panic(err)
	}
	defer db.Close()
	f := &faulty{name: "file:" + path + durable, driver: db.Driver()}
	f.rows.Store(-1)
	return f, sql.OpenDB(f)
}

func (f *faulty) Driver() driver.Driver { return f.driver }

func (f *faulty) Connect(context.Context) (driver.Conn, error) {
	if f.broken.Load() {
		return nil, errReset
	}
	conn, err := f.driver.Open(f.name)
	if err != nil {
		return nil, err
	}
	return &faultyConn{conn, f}, nil
}

func (f *faulty) before(query string, args []driver.NamedValue) error {
	if f.broken.Load() {
		return errReset
	}
	if exec := f.exec.Load(); exec != nil {
		return (*exec)(query, args)
	}
	return nil
}

type faultyConn struct {
	driver.Conn
	f *faulty
}

func (c *faultyConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if err := c.f.before("BEGIN", nil); err != nil {
		return nil, err
	}
	tx, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
	return faultyTx{tx, c.f}, err
}

func (c *faultyConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	stmt, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	return &faultyStmt{stmt, c.f, query}, err
}

func (c *faultyConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.f.before(query, args); err != nil {
		return nil, err
	}
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c *faultyConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.f.before(query, args); err != nil {
		return nil, err
	}
	rows, err := c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
	return c.f.wrap(rows, err)
}

type faultyTx struct {
	driver.Tx
	f *faulty
}

func (t faultyTx) Commit() error {
	err := t.Tx.Commit()
	if commit := t.f.commit.Load(); err == nil && commit != nil {
		return (*commit)()
	}
	return err
}

type faultyStmt struct {
	driver.Stmt
	f     *faulty
	query string
}

func (s *faultyStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if err := s.f.before(s.query, args); err != nil {
		return nil, err
	}
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

func (s *faultyStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if err := s.f.before(s.query, args); err != nil {
		return nil, err
	}
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
	return s.f.wrap(rows, err)
}

func (f *faulty) wrap(rows driver.Rows, err error) (driver.Rows, error) {
	if err != nil {
		return nil, err
	}
	return &faultyRows{rows, f}, nil
}

type faultyRows struct {
	driver.Rows
	f *faulty
}

func (r *faultyRows) Next(values []driver.Value) error {
	if r.f.broken.Load() {
		return errReset
	}
	err := r.Rows.Next(values)
	if err == io.EOF || r.f.rows.Load() < 0 {
		return err
	}
	if r.f.rows.Add(-1) < 0 {
		r.f.broken.Store(true)
		return errReset
	}
	return err
}

// failWhen makes the statements that begin so fail while a test says so.
func (f *faulty) failWhen(prefix string, when func() bool, err error) {
	exec := func(query string, _ []driver.NamedValue) error {
		if strings.HasPrefix(query, prefix) && when() {
			return err
		}
		return nil
	}
	f.exec.Store(&exec)
}
