package orchestrix_test

import (
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// BenchmarkExecute is a command on an account with 10 events before it. The
// store is made anew every so often, so that the stream doesn't grow.
func BenchmarkExecute(b *testing.B) {
	b.ReportAllocs()
	var engine *orchestrix.Engine
	for i := range b.N {
		if i%1000 == 0 {
			b.StopTimer()
			engine = orchestrix.NewEngine(memory.New())
			for _, id := range benchIDs {
				if _, err := openAccount(b.Context(), engine, id); err != nil {
					b.Fatal(err)
				}
				if _, err := run(b.Context(), engine, id, moved{1}, moved{1}, moved{1}, moved{1}, moved{1}, moved{1}, moved{1}, moved{1}, moved{1}); err != nil {
					b.Fatal(err)
				}
			}
			b.StartTimer()
		}
		if _, err := move(b.Context(), engine, benchIDs[i%1000], 1); err != nil {
			b.Fatal(err)
		}
	}
}

var benchIDs = func() (ids [1000]string) {
	for i := range ids {
		ids[i] = orchestrix.NewTypeID("acc")
	}
	return ids
}()
