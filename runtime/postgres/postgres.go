package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/internal/groupcommit"
)

// ErrClosed is what a store gives after Close.
var ErrClosed = groupcommit.ErrClosed

// Store is an [orchestrix.Store] in a PostgreSQL database, safe for concurrent
// use.
type Store struct {
	pool    *pgxpool.Pool
	owned   bool // the pool is this store's own
	mode    pgx.QueryExecMode
	queue   *groupcommit.Queue[*request]
	news    *news
	using   using
	closing sync.Once
}

var _ orchestrix.Store = (*Store)(nil)

// Option sets up a [Store].
type Option func(*settings)

type settings struct {
	migrate bool
	poll    time.Duration
}

// WithMigrate lets opening a store make or update its tables.
func WithMigrate() Option { return func(s *settings) { s.migrate = true } }

// WithPoll sets how often a waiting reader looks for events of which no
// notification came; default 250 milliseconds.
func WithPoll(d time.Duration) Option { return func(s *settings) { s.poll = d } }

// Open opens the store in the database of a URL or a key-value connection
// string, with a pool of its own: pool_max_conns and the other parameters of
// package pgxpool set it up.
func Open(ctx context.Context, url string, options ...Option) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	s, err := New(ctx, pool, options...)
	if err != nil {
		pool.Close()
		return nil, err
	}
	s.owned = true
	return s, nil
}

// New makes a store in a database of the user's own, next to their tables.
// Closing the store leaves the pool open.
func New(ctx context.Context, pool *pgxpool.Pool, options ...Option) (*Store, error) {
	set := settings{poll: 250 * time.Millisecond}
	for _, option := range options {
		option(&set)
	}
	s := &Store{pool: pool, mode: pool.Config().ConnConfig.DefaultQueryExecMode}
	err := checkMode(s.mode)
	if err == nil {
		err = s.start(ctx, set)
	}
	if err != nil {
		return nil, explain(ctx, "open", err)
	}
	s.queue = groupcommit.New(leaders, patience, s.commit)
	s.news = newNews(pool, set.poll)
	return s, nil
}

// checkMode refuses ways to run statements in which the driver doesn't ask the
// server for the types of arguments.
func checkMode(mode pgx.QueryExecMode) error {
	switch mode {
	case pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol:
		return fmt.Errorf("the pool runs statements by default_query_exec_mode=%v, in which JSON isn't told from bytes; cache_describe keeps nothing on the server either, and does", mode)
	}
	return nil
}

func (s *Store) start(ctx context.Context, set settings) error {
	if set.migrate {
		if err := Migrate(ctx, s.pool); err != nil {
			return err
		}
	}
	if err := checkServer(ctx, s.pool); err != nil {
		return err
	}
	conn, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	conn.Release()
	return nil
}

// Close waits for the appends and transactions that are under way, and lets go
// of the database. What comes later gets [ErrClosed]. Closing again does nothing.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.queue.Close()
		s.news.close()
		s.using.close()
		if s.owned {
			s.pool.Close()
		}
	})
	return nil
}
