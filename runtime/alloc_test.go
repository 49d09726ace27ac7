package orchestrix_test

import (
	"context"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// constant is a store that holds nothing and takes everything, and allocates
// nothing itself.
type constant struct{ orchestrix.Store }

func (constant) Read(context.Context, orchestrix.StreamID, orchestrix.Version) sequence {
	return func(func(orchestrix.Recorded, error) bool) {}
}

func (constant) Append(context.Context, ...orchestrix.Batch) (orchestrix.Appended, error) {
	return orchestrix.Appended{}, nil
}

// What a command doesn't use it doesn't pay for: one that reads nothing, claims
// nothing and records nothing is carried out in as few allocations as ever.
func TestPlainCommandAllocatesLittle(t *testing.T) {
	ctx, engine := context.Background(), orchestrix.NewEngine(constant{})
	h := handling{
		Aggregate: &accounts, Command: "bank.Test", ID: "a", Creates: orchestrix.IfMissing,
		Decide: func(_ context.Context, _ *decision, raise raiser) error { return raise(moved{1}) },
	}
	got := testing.AllocsPerRun(100, func() {
		if _, err := orchestrix.Execute(ctx, engine, h); err != nil {
			t.Fatal(err)
		}
	})
	if got > 15 { // 14, and one more under the race detector
		t.Errorf("%v allocations, want at most 15", got)
	}
}
