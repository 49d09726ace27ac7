package postgrestest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
)

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	for range 2 {
		conn, err := pgx.Connect(t.Context(), postgrestest.Database(t))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		if _, err := conn.Exec(t.Context(), "CREATE TABLE mine (n integer)"); err != nil {
			t.Error(err)
		}
		var fsync string
		if err := conn.QueryRow(t.Context(), "SHOW fsync").Scan(&fsync); err != nil || fsync != "on" {
			t.Errorf("fsync is %s, error %v", fsync, err)
		}
	}
}

func TestProxyCutsConnections(t *testing.T) {
	proxy := postgrestest.NewProxy(t, postgrestest.Database(t))
	connect := func() (*pgx.Conn, error) { return pgx.Connect(t.Context(), proxy.URL()) }
	// In this order: the second cut lets no more connections through.
	for _, one := range []struct {
		name string
		cut  func()
	}{
		{"now", proxy.Cut},
		{"after some bytes", func() { proxy.CutAfter(1000) }},
	} {
		conn, err := connect()
		if err != nil {
			t.Fatalf("%s: %v", one.name, err)
		}
		one.cut()
		var long string
		if err := conn.QueryRow(t.Context(), "SELECT repeat('x', 100000)").Scan(&long); err == nil {
			t.Errorf("%s: a connection that was cut answers", one.name)
		}
		_ = conn.Close(t.Context())
	}
	if _, err := connect(); err == nil {
		t.Error("a cut proxy lets connections through")
	}
	proxy.CutAfter(-1)
	conn, err := connect()
	if err != nil {
		t.Fatalf("mended: %v", err)
	}
	_ = conn.Close(t.Context())
}

func TestServerComesBackAfterARestart(t *testing.T) {
	database := postgrestest.Database(t)
	server, err := postgrestest.Running()
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("a connection from before the restart lives on")
	}
	again, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	_ = again.Close(t.Context())
}
