package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

var databases atomic.Int64

// Database makes an empty database for one test, and gives its URL. Without a
// server the test is skipped, unless it is required.
func Database(t testing.TB) string {
	t.Helper()
	server, err := Running()
	if errors.Is(err, ErrMissing) && !Required() {
		t.Skipf("skipped: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	at, drop, err := server.Create()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	return at
}

// Create makes an empty database, and gives its URL and what drops it, whoever
// is still connected.
func (s *Server) Create() (at string, drop func() error, err error) {
	named, err := url.Parse(s.url)
	if err != nil {
		return "", nil, err
	}
	name, fresh := s.name()
	named.Path = "/" + name
	if fresh {
		err = s.admin(s.url, func(ctx context.Context, conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, "CREATE DATABASE "+name)
			return err
		})
	}
	if !s.Ours() {
		return named.String(), func() error { return s.drop(name) }, err
	}
	return named.String(), func() error { return s.recycle(named.String(), name) }, err
}

// name is that of an emptied database, or else a fresh one.
func (s *Server) name() (name string, fresh bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.emptied); n > 0 {
		name, s.emptied = s.emptied[n-1], s.emptied[:n-1]
		return name, false
	}
	return fmt.Sprintf("orchestrix_test_%d_%d_%d", time.Now().UnixNano(), os.Getpid(), databases.Add(1)), true
}

func (s *Server) drop(name string) error {
	return s.admin(s.url, func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		return err
	})
}

// recycle empties a database for the next test: to make one, and to drop one, is
// slow. It ends with the server.
func (s *Server) recycle(at, name string) error {
	err := s.admin(at, func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
			DROP SCHEMA public CASCADE; CREATE SCHEMA public`, pgx.QueryExecModeSimpleProtocol)
		return err
	})
	if err != nil {
		return errors.Join(err, s.drop(name))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emptied = append(s.emptied, name)
	return nil
}
