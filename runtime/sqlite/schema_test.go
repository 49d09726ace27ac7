package sqlite

import (
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
