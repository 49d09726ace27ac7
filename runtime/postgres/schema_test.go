package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
)

// connect connects to a database until the test ends.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// exec runs statements.
func exec(t *testing.T, conn *pgx.Conn, text string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), text, pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

func TestOpenDoesNotMigrateByItself(t *testing.T) {
	url := postgrestest.Database(t)
	_, err := postgres.Open(t.Context(), url)
	var schema *postgres.SchemaError
	if !errors.As(err, &schema) || schema.Have != 0 || !strings.Contains(err.Error(), "WithMigrate") {
		t.Fatalf("an empty database: error %v", err)
	}
	if err := open(t, url).Close(); err != nil {
		t.Fatal(err)
	}
	store, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatalf("a migrated database: %v", err)
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	exec(t, connect(t, url), "UPDATE orchestrix_schema SET version = 99")
	for name, options := range map[string][]postgres.Option{"as it is": nil, "migrating": {postgres.WithMigrate()}} {
		if _, err := postgres.Open(t.Context(), url, options...); !errors.As(err, &schema) || schema.Have != 99 || !strings.Contains(err.Error(), "older") {
			t.Errorf("a database of the future, opened %s: error %v", name, err)
		}
	}
}

func TestSchemaIsWhatMigrateMakes(t *testing.T) {
	columns := func(make func(conn *pgx.Conn) error) string {
		conn := connect(t, postgrestest.Database(t))
		if err := make(conn); err != nil {
			t.Fatal(err)
		}
		var text string
		err := conn.QueryRow(t.Context(), `SELECT string_agg(c::text, E'\n' ORDER BY c::text) FROM (
			SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(collation_name, '') FROM information_schema.columns WHERE table_schema = 'public'
			UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
			UNION ALL SELECT component || version FROM orchestrix_schema) AS t(c)`).Scan(&text)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	exported := columns(func(conn *pgx.Conn) error {
		_, err := conn.Exec(t.Context(), postgres.Schema(), pgx.QueryExecModeSimpleProtocol)
		return err
	})
	migrated := columns(func(conn *pgx.Conn) error {
		return errors.Join(postgres.Migrate(t.Context(), conn), postgres.Migrate(t.Context(), conn)) // again it does nothing
	})
	if exported != migrated || !strings.Contains(exported, "orchestrix_timers") {
		t.Errorf("exported:\n%s\nmigrated:\n%s", exported, migrated)
	}
}

func TestMigratingAtOnceIsSafe(t *testing.T) {
	url := postgrestest.Database(t)
	var group sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		group.Go(func() {
			store, err := postgres.Open(t.Context(), url, postgres.WithMigrate())
			if err == nil {
				err = store.Close()
			}
			errs[i] = err
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

func TestServerThatLosesEventsIsRefused(t *testing.T) {
	url := postgrestest.Database(t)
	if err := open(t, url).Close(); err != nil {
		t.Fatal(err)
	}
	for setting, good := range map[string]bool{"off": false, "local": true, "on": true} {
		store, err := postgres.Open(t.Context(), url+"&synchronous_commit="+setting)
		if (err == nil) != good {
			t.Errorf("synchronous_commit=%s: error %v", setting, err)
		}
		if err == nil {
			_ = store.Close()
		} else if !strings.Contains(err.Error(), "synchronous_commit = on") {
			t.Errorf("synchronous_commit=%s: error %v doesn't say what to do", setting, err)
		}
	}
	if _, err := postgres.Open(t.Context(), "postgres://%zz"); err == nil {
		t.Error("what isn't a URL is opened")
	}
}

func TestPoolersThatKeepNothingOnTheServerWillDo(t *testing.T) {
	url := postgrestest.Database(t)
	for _, mode := range []string{"cache_describe", "describe_exec"} {
		store := open(t, url+"&default_query_exec_mode="+mode)
		if _, err := store.Append(t.Context(), some(2, mode+"-1", mode, 0)); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Append(t.Context(), some(1, mode+"-2", mode, 2), some(1, mode+"-2", mode+"-b", 0)); err != nil {
			t.Fatal(err)
		}
		if a, b := count(t, store, mode), count(t, store, mode+"-b"); a != 3 || b != 1 {
			t.Errorf("%s: %d and %d events, want 3 and 1", mode, a, b)
		}
	}
	for _, mode := range []string{"exec", "simple_protocol"} {
		if _, err := postgres.Open(t.Context(), url+"&default_query_exec_mode="+mode); err == nil || !strings.Contains(err.Error(), "cache_describe") {
			t.Errorf("%s: error %v doesn't say what to do", mode, err)
		}
	}
}

// What the server says to whoever makes a table while another does depends on how
// far that one is.
func TestATableThatAnotherMakesAtOnceIsThere(t *testing.T) {
	for _, state := range []string{"duplicate_table", "duplicate_object", "unique_violation"} {
		t.Run(state, func(t *testing.T) {
			url := postgrestest.Database(t)
			store := open(t, url)
			// A sequence doesn't go back when the transaction does.
			exec(t, connect(t, url), `CREATE SEQUENCE makers; CREATE FUNCTION another() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
					IF nextval('makers') = 1 THEN RAISE 'another makes it' USING ERRCODE = '`+state+`'; END IF;
				END $$;
				CREATE EVENT TRIGGER another ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION another()`)
			table := &orchestrix.Table{Name: "made", Key: 1, Columns: []orchestrix.Column{{Name: "name", Kind: orchestrix.TextColumn}}}
			if err := store.CreateTable(t.Context(), table); err != nil {
				t.Fatal(err)
			}
			if exists, err := store.TableExists(t.Context(), table.Name); !exists || err != nil {
				t.Errorf("it is there: %v, error %v", exists, err)
			}
		})
	}
}
