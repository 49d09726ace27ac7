package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/internal/groupcommit"
)

// ErrClosed is what a store gives after Close.
var ErrClosed = groupcommit.ErrClosed

// Store is an [orchestrix.Store] in a SQLite database, safe for concurrent use.
type Store struct {
	writer, reader *sql.DB
	// conn is the writer's one connection if the databases are this store's
	// own; else nil.
	conn       *sql.Conn
	writing    writing
	closing    sync.Once
	closed     error
	statements statements
	// writerRows and readerRows are statements about rows.
	writerRows, readerRows prepared
	queue                  *groupcommit.Queue[*request]
	news                   news
}

var _ orchestrix.Tables = (*Store)(nil)

// Option sets up a [Store].
type Option func(*settings)

type settings struct {
	migrate     bool
	busyTimeout time.Duration
	poll        time.Duration
}

func newSettings(options []Option) settings {
	s := settings{busyTimeout: 10 * time.Second, poll: 200 * time.Millisecond}
	for _, option := range options {
		option(&s)
	}
	return s
}

// WithMigrate lets opening a store make or update its tables.
func WithMigrate() Option { return func(s *settings) { s.migrate = true } }

// WithBusyTimeout sets how long [Open]'s store waits for its turn while another
// process writes; default 10 seconds.
func WithBusyTimeout(d time.Duration) Option { return func(s *settings) { s.busyTimeout = d } }

// WithPoll sets how often a waiting reader looks for events that another
// process has written; default 200 milliseconds. Those of this process wake it
// at once.
func WithPoll(d time.Duration) Option { return func(s *settings) { s.poll = d } }

// Open opens the store in a file, which is made if it isn't there, in WAL mode
// and with synchronous=FULL: what is acknowledged survives a power loss.
func Open(path string, options ...Option) (*Store, error) {
	if path == "" || path == ":memory:" {
		return nil, fmt.Errorf("open %q: a store needs a file; package memory has one without", path)
	}
	set := newSettings(options)
	writer, err := openDB(path, set, "_txlock=immediate", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1) // writes are one at a time anyway
	reader, err := openDB(path, set, "_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	connections := max(4, runtime.GOMAXPROCS(0))
	reader.SetMaxOpenConns(connections)
	reader.SetMaxIdleConns(connections)
	s := &Store{writer: writer, reader: reader}
	s.init(set)
	if s.conn, err = connect(writer, set.busyTimeout); err == nil {
		s.writerRows.on = s.conn
		err = s.start(set, s.conn)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), s.Close(), s.closeDBs())
	}
	return s, nil
}

// connect is the first connection to a database that may not be in WAL mode yet.
// Who turns it on while others do isn't queued by SQLite, whatever the busy
// timeout, but told that it is busy.
func connect(db *sql.DB, patience time.Duration) (*sql.Conn, error) {
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		conn, err := db.Conn(context.Background())
		if !isBusy(err) || time.Now().After(end) {
			return conn, err
		}
	}
}

func openDB(path string, set settings, parameters ...string) (*sql.DB, error) {
	// Escaped, so that no part of a path is taken for a parameter.
	name := "file:" + (&url.URL{Path: path}).EscapedPath()
	name += "?_pragma=busy_timeout(" + strconv.FormatInt(set.busyTimeout.Milliseconds(), 10) + ")"
	for _, parameter := range parameters {
		name += "&" + parameter
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return db, nil
}

// New makes a store in a database of the user's own, next to their tables; any
// SQLite driver will do. Its connections must have synchronous=FULL or EXTRA,
// should be in WAL mode and have a busy timeout. Closing the store leaves the
// database open.
func New(db *sql.DB, options ...Option) (*Store, error) {
	s := &Store{writer: db, reader: db}
	set := newSettings(options)
	s.init(set)
	if err := s.start(set, db); err != nil {
		return nil, errors.Join(fmt.Errorf("use database: %w", err), s.Close())
	}
	return s, nil
}

func (s *Store) init(set settings) {
	s.writing = make(writing, 1)
	s.readerRows.on = s.reader
	s.queue = groupcommit.New(1, 0, s.commit)
	s.news.init(set.poll)
}

// writable is where the store writes: a database or one connection to it.
type writable interface {
	rowQuerier
	preparer
}

func (s *Store) start(set settings, writer writable) error {
	ctx := context.Background()
	if err := checkDurable(ctx, writer); err != nil {
		return err
	}
	if set.migrate {
		migrate := func() error { return Migrate(ctx, s.writer) }
		if s.conn != nil {
			migrate = func() error { return migrateOn(ctx, s.conn) }
		}
		if err := migrate(); err != nil {
			return err
		}
	}
	if err := checkSchema(ctx, writer); err != nil {
		return err
	}
	return s.statements.prepare(ctx, writer, s.reader)
}

func checkDurable(ctx context.Context, db rowQuerier) error {
	var synchronous int
	if err := db.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return err
	}
	const full = 2
	if synchronous < full {
		return errors.New("its connections lose acknowledged events in a power loss: set synchronous=FULL, with this driver by _pragma=synchronous(FULL) in the data source name")
	}
	return nil
}

// Close waits for the appends and transactions that are under way, and lets go
// of the database. What comes later gets [ErrClosed]. Closing again does nothing.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.queue.Close()
		s.news.close()
		s.writing.lock() // for good
		s.closed = errors.Join(s.writerRows.close(), s.readerRows.close(), s.statements.close())
		if s.conn != nil {
			s.closed = errors.Join(s.closed, s.conn.Close(), s.closeDBs())
		}
	})
	return s.closed
}

func (s *Store) closeDBs() error { return errors.Join(s.reader.Close(), s.writer.Close()) }
