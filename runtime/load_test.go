package orchestrix_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

func TestLoad(t *testing.T) {
	engine := orchestrix.NewEngine(memory.New())
	must(t)(openAccount(t.Context(), engine, "a"))
	must(t)(run(t.Context(), engine, "a", moved{3}, moved{4}))
	state, version, err := orchestrix.Load(t.Context(), engine, &accounts, "a")
	if err != nil || state.ID != "a" || state.Balance != 7 || version != 3 {
		t.Errorf("state %+v at version %d, error %v", state, version, err)
	}
	must(t)(run(t.Context(), engine, "a", closed{}))
	for _, id := range []string{"a", "absent", ""} {
		_, _, err := orchestrix.Load(t.Context(), engine, &accounts, id)
		var notFound *orchestrix.NotFoundError
		if !errors.As(err, &notFound) || notFound.Stream.ID != id || notFound.Version != 0 {
			t.Errorf("%q: error %v", id, err)
		}
	}
}

func TestLoadAt(t *testing.T) {
	engine := orchestrix.NewEngine(memory.New())
	must(t)(openAccount(t.Context(), engine, "a"))
	must(t)(run(t.Context(), engine, "a", moved{3}, moved{4}, closed{}))
	for at, balance := range map[orchestrix.Version]int{1: 0, 2: 3, 3: 7, 4: 7} {
		state, err := orchestrix.LoadAt(t.Context(), engine, &accounts, "a", at)
		if err != nil || state.Balance != balance {
			t.Errorf("at version %d: balance %d, error %v; want %d", at, state.Balance, err, balance)
		}
	}
	for _, at := range []orchestrix.Version{-1, 0, 5} {
		_, err := orchestrix.LoadAt(t.Context(), engine, &accounts, "a", at)
		var notFound *orchestrix.NotFoundError
		if !errors.As(err, &notFound) || notFound.Version != at {
			t.Errorf("at version %d: error %v", at, err)
		}
	}
	if _, err := orchestrix.LoadAt(t.Context(), engine, &accounts, "absent", 1); !errors.As(err, new(*orchestrix.NotFoundError)) {
		t.Errorf("an absent account: error %v", err)
	}
}

func TestUnknownEventIsAnErrorThatNamesIt(t *testing.T) {
	store := memory.New()
	stream := orchestrix.StreamID{Category: "bank.Account", ID: "a"}
	_, err := store.Append(t.Context(), orchestrix.Batch{Stream: stream, Events: []orchestrix.Pending{{
		ID: "e", Type: "bank.Frozen", SchemaVersion: 2, Time: time.Unix(0, 0).UTC(), Data: []byte("{}"),
		Metadata: orchestrix.Metadata{CommandID: "c"},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = orchestrix.Load(t.Context(), orchestrix.NewEngine(store), &accounts, "a")
	if orchestrix.CodeOf(err) != orchestrix.CodeFault {
		t.Errorf("error %v, want a fault", err)
	}
	for _, part := range []string{"bank.Frozen@2", "version 1", `bank.Account "a"`, "unknown event type"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("error %v doesn't say %q", err, part)
		}
	}
}

// gappy gives a stream that its store promised not to.
type gappy struct {
	*memory.Store
	fail error
}

func (g gappy) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) sequence {
	return func(yield func(orchestrix.Recorded, error) bool) {
		for recorded, err := range g.Store.Read(ctx, stream, after) {
			if recorded.Version == 2 {
				if g.fail != nil {
					yield(orchestrix.Recorded{}, g.fail)
					return
				}
				continue
			}
			if !yield(recorded, err) {
				return
			}
		}
	}
}

func TestLoadingFromABrokenStoreIsAnError(t *testing.T) {
	store := memory.New()
	must(t)(openAccount(t.Context(), orchestrix.NewEngine(store), "a"))
	must(t)(run(t.Context(), orchestrix.NewEngine(store), "a", moved{3}, moved{4}))
	_, _, err := orchestrix.Load(t.Context(), orchestrix.NewEngine(gappy{Store: store}), &accounts, "a")
	if err == nil || !strings.Contains(err.Error(), "version 1 is followed by 3") {
		t.Errorf("a gap: error %v", err)
	}
	broken := errors.New("connection reset")
	_, err = move(t.Context(), orchestrix.NewEngine(gappy{store, broken}), "a", 1)
	if !errors.Is(err, broken) {
		t.Errorf("a read that breaks: error %v", err)
	}
}
