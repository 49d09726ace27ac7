// Package postgrestest gives tests PostgreSQL: a throw-away server of their own,
// started from installed binaries, or one that is named by the environment.
package postgrestest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	// serverEnv names a server for tests, by a URL with the right to make databases.
	serverEnv = "ORCHESTRIX_TEST_POSTGRES"
	// requireEnv makes it a failure that there is no server.
	requireEnv = "ORCHESTRIX_REQUIRE_POSTGRES"
)

// ErrMissing says that there is no server, and nothing to start one from.
var ErrMissing = errors.New("PostgreSQL isn't installed (no initdb and postgres in PATH or /usr/lib/postgresql), and " + serverEnv + " names no server")

// Required says whether it is a failure that there is no server.
func Required() bool { return os.Getenv(requireEnv) != "" }

// Server is a running server.
type Server struct {
	url string
	// orders is how its keeper is told to restart it; nil for a server that
	// somebody else started. The keeper ends it when this process does.
	orders *os.File

	mu      sync.Mutex
	emptied []string // databases that tests are done with
}

// Running gives the server of this process, which is started when it is first
// asked for. Child processes of this one have the same.
var Running = sync.OnceValues(func() (*Server, error) {
	if named := os.Getenv(serverEnv); named != "" {
		return &Server{url: named}, nil
	}
	server, err := start()
	if err != nil {
		return nil, err
	}
	return server, os.Setenv(serverEnv, server.url)
})

// keeper runs the server until its input ends, which is when the process ends
// that started it, however it does. A line restarts the server, whose connections
// break in the midst of what they do. To crash it would cost a flush of all files.
// It isn't vacuumed: a transaction of the server's own keeps events from being
// stable, whenever there is one.
const keeper = `
trap '' INT TERM HUP
run() {
	"$0/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c max_connections=300 -c autovacuum=off >>"$1/log" 2>&1 </dev/null &
	server=$!
}
run "$@"
while read -r order; do
	kill -INT $server
	wait $server
	run "$@"
done
kill -QUIT $server
wait $server
rm -rf "$1"
`

func start() (server *Server, err error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "orchestrix-postgres-")
	if err != nil {
		return nil, err
	}
	kept := false
	defer func() {
		if !kept {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	attributes, err := asServer(dir)
	if err != nil {
		return nil, err
	}
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = attributes, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	in, orders, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	keep := exec.Command("/bin/sh", "-c", keeper, bin, dir)
	keep.SysProcAttr, keep.Dir, keep.Stdin = attributes, dir, in
	if err := keep.Start(); err != nil {
		return nil, errors.Join(err, orders.Close())
	}
	kept = true
	server = &Server{url: (&url.URL{Scheme: "postgres", Path: "/postgres", RawQuery: url.Values{"host": {dir}, "user": {"postgres"}}.Encode()}).String(), orders: orders}
	if err := server.ready(); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		return nil, errors.Join(fmt.Errorf("%w\n%s", err, log), orders.Close())
	}
	return server, nil
}

// binaries is the folder that has the server's programs.
func binaries() (string, error) {
	if path, err := exec.LookPath("postgres"); err == nil {
		if resolved, err := filepath.EvalSymlinks(path); err == nil {
			if dir := filepath.Dir(resolved); executable(dir, "initdb") {
				return dir, nil
			}
		}
	}
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(dirs, func(a, b string) int { return cmp.Compare(major(b), major(a)) })
	for _, dir := range dirs {
		if executable(dir, "postgres") && executable(dir, "initdb") {
			return dir, nil
		}
	}
	return "", ErrMissing
}

func major(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	return n
}

func executable(dir, name string) bool {
	_, err := exec.LookPath(filepath.Join(dir, name))
	return err == nil
}

// asServer is what a server's processes run as, to whom it gives the folder:
// PostgreSQL refuses to be root.
func asServer(dir string) (*syscall.SysProcAttr, error) {
	// A group of its own: an interrupt from the terminal isn't for it.
	attributes := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return attributes, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUser := strconv.ParseUint(account.Uid, 10, 32)
		gid, errGroup := strconv.ParseUint(account.Gid, 10, 32)
		if err := errors.Join(errUser, errGroup, os.Chown(dir, int(uid), int(gid))); err != nil {
			return nil, err
		}
		attributes.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return attributes, nil
	}
	return nil, errors.New("PostgreSQL doesn't run as root, and there is neither a user postgres nor nobody")
}

const patience = 3 * time.Minute

// ready waits until the server takes connections.
func (s *Server) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.url)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server doesn't come up: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Ours says whether this process started it, and may restart it.
func (s *Server) Ours() bool { return s.orders != nil }

// ErrNotOurs says that a server can't be restarted, since somebody else started it.
var ErrNotOurs = errors.New(serverEnv + " names a server that isn't this test's to restart")

// Restart restarts the server.
func (s *Server) Restart() error {
	if !s.Ours() {
		return ErrNotOurs
	}
	before, err := s.started()
	if err != nil {
		return err
	}
	// Beforehand, so that there is little to do when it stops.
	err = s.admin(s.url, func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "CHECKPOINT")
		return err
	})
	if err != nil {
		return err
	}
	if _, err := s.orders.WriteString("restart\n"); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		if now, err := s.started(); err == nil && now.After(before) {
			return nil
		}
		select {
		case <-ctx.Done():
			return errors.New("the server doesn't come back")
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (s *Server) started() (at time.Time, err error) {
	err = s.admin(s.url, func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, "SELECT pg_postmaster_start_time()").Scan(&at)
	})
	return at, err
}

func (s *Server) admin(url string, f func(ctx context.Context, conn *pgx.Conn) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return f(ctx, conn)
}
