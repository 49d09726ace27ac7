package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// A step that was released stays as it is: where this fails then, another one is
// due.
func TestMigrationsMakeTheRuntimesTables(t *testing.T) {
	all := strings.Join(migrations, "\n")
	for _, table := range orchestrix.SystemTables() {
		if !strings.Contains(all, TableSQL(table)) {
			t.Errorf("no migration makes what the runtime keeps in %s:\n%s", table.Name, TableSQL(table))
		}
	}
}

func TestAnOlderDatabaseIsMigratedStepByStep(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.db")
	for version := 1; version < len(migrations); version++ {
		db, err := sql.Open("sqlite", "file:"+path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.Exec(versionTable + strings.Join(migrations[:version], "") + fmt.Sprintf(setVersion, version) +
			`INSERT INTO orchestrix_commands VALUES ('', 'kept', 1, 1)`)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		_, err = Open(path)
		if older, ok := errors.AsType[*SchemaError](err); !ok || older.Have != version || !strings.Contains(err.Error(), "sqlite.Migrate") {
			t.Errorf("at version %d: error %v", version, err)
		}
		store, err := Open(path, WithMigrate())
		if err != nil {
			t.Fatalf("from version %d: %v", version, err)
		}
		for _, table := range orchestrix.SystemTables() {
			if n, err := store.Count(t.Context(), table, nil); n != 0 || err != nil {
				t.Errorf("from version %d: %s has %d rows, error %v", version, table.Name, n, err)
			}
		}
		err = store.Transact(t.Context(), func(ctx context.Context, _ orchestrix.Tx) error {
			var kept int
			if err := SQLFrom(ctx).QueryRowContext(ctx, "SELECT count(*) FROM orchestrix_commands").Scan(&kept); err != nil || kept != 1 {
				return fmt.Errorf("%d of what was there: %w", kept, err)
			}
			return nil
		})
		if err := errors.Join(err, store.Close()); err != nil {
			t.Error(err)
		}
		path = filepath.Join(t.TempDir(), "events.db")
	}
}
