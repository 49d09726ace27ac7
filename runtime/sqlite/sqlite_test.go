package sqlite_test

import (
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
	"github.com/orchestrix-go/orchestrix-gen/runtime/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	storetest.Run(t, storetest.Harness{
		Open: func(dir string) (orchestrix.Store, error) {
			return sqlite.Open(filepath.Join(dir, "events.db"), sqlite.WithMigrate())
		},
		Close: func(s orchestrix.Store) error { return s.(*sqlite.Store).Close() },
	})
}
