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
	name := fmt.Sprintf("orchestrix_test_%d_%d_%d", time.Now().UnixNano(), os.Getpid(), databases.Add(1))
	named.Path = "/" + name
	create := func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "CREATE DATABASE "+name)
		return err
	}
	drop = func() error {
		return s.admin(func(ctx context.Context, conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
			return err
		})
	}
	return named.String(), drop, s.admin(create)
}
