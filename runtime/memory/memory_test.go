package memory_test

import (
	"testing"

	"go.uber.org/goleak"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestStore(t *testing.T) {
	storetest.Run(t, storetest.Harness{
		Open:     func(string) (orchestrix.Store, error) { return memory.New(), nil },
		Volatile: true,
	})
}
