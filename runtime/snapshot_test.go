package orchestrix_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// remembered are accounts of which a snapshot is kept after every 3 events.
func remembered() *orchestrix.Aggregate[account, accountEvent] {
	a := accounts
	a.Snapshot = &orchestrix.Snapshot[account]{
		Every: 3,
		Shape: "an account",
		Append: func(b []byte, a *account) ([]byte, error) {
			data, err := json.Marshal(a)
			return append(b, data...), err
		},
		Decode: func(data []byte) (a account, err error) {
			err = json.Unmarshal(data, &a)
			return a, err
		},
		Equal: func(a, b account) bool {
			return a.ID == b.ID && a.Balance == b.Balance && strings.Join(a.Log, ",") == strings.Join(b.Log, ",")
		},
	}
	return &a
}

// pay carries out a command that raises an account's events together.
func pay(t *testing.T, engine *orchestrix.Engine, a *orchestrix.Aggregate[account, accountEvent], events ...accountEvent) {
	t.Helper()
	_, err := orchestrix.Execute(t.Context(), engine, orchestrix.Handling[account, accountEvent]{
		Aggregate: a, Command: "bank.Pay", ID: "acc_1", Creates: orchestrix.IfMissing,
		Decide: func(_ context.Context, _ *orchestrix.Decision[account], raise func(accountEvent) error) error {
			for _, event := range events {
				if err := raise(event); err != nil {
					return err
				}
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// snapshotVersion is that of the account's; 0 without one.
func snapshotVersion(t *testing.T, store orchestrix.Tables, engine *orchestrix.Engine) int64 {
	t.Helper()
	if err := engine.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	row, err := store.Get(t.Context(), orchestrix.SnapshotsTable, "", "bank.Account", "acc_1")
	if err != nil {
		t.Fatal(err)
	}
	if row == nil {
		return 0
	}
	return row[3].(int64)
}

func moves(n int) []accountEvent {
	events := make([]accountEvent, n)
	for i := range events {
		events[i] = moved{i + 1}
	}
	return events
}

func TestSnapshotsAreTakenWhenAMultipleIsCrossed(t *testing.T) {
	for _, test := range []struct {
		name    string
		options []orchestrix.EngineOption
		batches []int
		want    int64
	}{
		{"before it", nil, []int{1, 1}, 0},
		{"at it", nil, []int{1, 1, 1}, 3},
		{"stepping over it", nil, []int{2, 3}, 5},
		{"stepping over several", nil, []int{8}, 8},
		{"not ended before the next", nil, []int{3, 2}, 3},
		{"switched off", []orchestrix.EngineOption{orchestrix.WithoutSnapshots()}, []int{8}, 0},
		{"more often", []orchestrix.EngineOption{orchestrix.WithSnapshots(2)}, []int{2}, 2},
		{"less often", []orchestrix.EngineOption{orchestrix.WithSnapshots(100)}, []int{50}, 0},
		{"switched off and more often", []orchestrix.EngineOption{orchestrix.WithSnapshots(2), orchestrix.WithoutSnapshots()}, []int{2}, 0},
	} {
		store := memory.New()
		for _, n := range test.batches {
			engine := orchestrix.NewEngine(store, test.options...)
			pay(t, engine, remembered(), moves(n)...)
			snapshotVersion(t, store, engine) // waits for it
		}
		if got := snapshotVersion(t, store, orchestrix.NewEngine(store)); got != test.want {
			t.Errorf("%s: the snapshot is of version %d, want %d", test.name, got, test.want)
		}
	}
}

func TestWhatEndedHasNoNewSnapshot(t *testing.T) {
	store := memory.New()
	engine := orchestrix.NewEngine(store)
	pay(t, engine, remembered(), opened{}, moved{1}, closed{})
	if got := snapshotVersion(t, store, engine); got != 0 {
		t.Errorf("what has ended has a snapshot of version %d", got)
	}
	if _, _, err := orchestrix.Load(t.Context(), orchestrix.NewEngine(store), remembered(), "acc_1"); !errors.As(err, new(*orchestrix.NotFoundError)) {
		t.Errorf("loaded, error %v", err)
	}
}

// An aggregate whose history is older than its snapshots gets one when it is
// read.
func TestSnapshotsAreTakenOfWhatIsOlder(t *testing.T) {
	store := memory.New()
	pay(t, orchestrix.NewEngine(store, orchestrix.WithoutSnapshots()), remembered(), moves(50)...)
	engine := orchestrix.NewEngine(store)
	if _, _, err := orchestrix.Load(t.Context(), engine, remembered(), "acc_1"); err != nil {
		t.Fatal(err)
	}
	if got := snapshotVersion(t, store, engine); got != 50 {
		t.Errorf("the snapshot is of version %d, want 50", got)
	}
}

// held holds up the writing of a snapshot.
type held struct {
	*memory.Store
	writing, release chan struct{}
}

func newHeld() *held { return &held{memory.New(), make(chan struct{}), make(chan struct{})} }

func (h *held) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	close(h.writing)
	select {
	case <-h.release:
		return h.Store.Transact(ctx, f)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func TestClosingAnEngineWaitsForSnapshots(t *testing.T) {
	store := newHeld()
	engine := orchestrix.NewEngine(store)
	pay(t, engine, remembered(), moves(3)...) // isn't held up
	<-store.writing
	go close(store.release)
	if got := snapshotVersion(t, store, engine); got != 3 {
		t.Errorf("after closing, the snapshot is of version %d, want 3", got)
	}
	// What comes later is carried out without.
	pay(t, engine, remembered(), moves(10)...)
	if got := snapshotVersion(t, store, engine); got != 3 {
		t.Errorf("an engine that was closed took a snapshot of version %d", got)
	}
}

func TestClosingAnEngineEndsWithItsContext(t *testing.T) {
	store := newHeld()
	engine := orchestrix.NewEngine(store)
	pay(t, engine, remembered(), moves(3)...)
	<-store.writing
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := engine.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
	if err := engine.Close(t.Context()); err != nil {
		t.Errorf("closed again: %v", err)
	}
}

// A snapshot that fails, even by a bug, is nobody's trouble.
func TestSnapshotsThatFailDisturbNobody(t *testing.T) {
	for name, spoil := range map[string]func(*orchestrix.Snapshot[account]){
		"an error": func(s *orchestrix.Snapshot[account]) {
			s.Append = func([]byte, *account) ([]byte, error) { return nil, errors.New("too large") }
		},
		"a panic": func(s *orchestrix.Snapshot[account]) {
			s.Append = func([]byte, *account) ([]byte, error) { panic("bug") }
		},
		"no JSON": func(s *orchestrix.Snapshot[account]) {
			s.Append = func(b []byte, _ *account) ([]byte, error) { return append(b, '{'), nil }
		},
	} {
		store := memory.New()
		a := remembered()
		spoil(a.Snapshot)
		engine := orchestrix.NewEngine(store)
		pay(t, engine, a, moves(5)...)
		if got := snapshotVersion(t, store, engine); got != 0 {
			t.Errorf("%s: a snapshot of version %d", name, got)
		}
		if got, version, err := orchestrix.Load(t.Context(), orchestrix.NewEngine(store), a, "acc_1"); err != nil || version != 5 || got.Balance != 15 {
			t.Errorf("%s: loaded %+v at %d, error %v", name, got, version, err)
		}
	}
}

func TestSnapshotChecksFindWhatACodecLoses(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(*orchestrix.Snapshot[account])
		says  string
	}{
		"nothing": {func(*orchestrix.Snapshot[account]) {}, ""},
		"a field": {func(s *orchestrix.Snapshot[account]) {
			decode := s.Decode
			s.Decode = func(data []byte) (account, error) {
				a, err := decode(data)
				a.Log = nil
				return a, err
			}
		}, "from its snapshot of version 1"},
		"what it wrote": {func(s *orchestrix.Snapshot[account]) {
			s.Decode = func([]byte) (account, error) { return account{}, errors.New("unknown key") }
		}, "unknown key"},
	} {
		a := remembered()
		a.Snapshot.Every = 0
		test.spoil(a.Snapshot)
		engine := orchestrix.NewEngine(struct{ orchestrix.Store }{memory.New()}, orchestrix.WithSnapshotChecks())
		_, err := orchestrix.Execute(t.Context(), engine, orchestrix.Handling[account, accountEvent]{
			Aggregate: a, Command: "bank.Pay", ID: "acc_1", Creates: orchestrix.IfMissing,
			Decide: func(_ context.Context, _ *orchestrix.Decision[account], raise func(accountEvent) error) error {
				return errors.Join(raise(moved{1}), raise(moved{2}))
			},
		})
		if (err == nil) != (test.says == "") || !strings.Contains(fmt.Sprint(err), test.says) {
			t.Errorf("losing %s: error %v, want %q", name, err, test.says)
		}
	}
}
