package orchestrix_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// history is members from before their names had to be unique.
func history(t *testing.T, store orchestrix.Store, tenant string, names ...string) {
	t.Helper()
	engine := orchestrix.NewEngine(store)
	for _, name := range names {
		id, name, _ := strings.Cut(name, ":")
		var event memberEvent = named{name}
		if name == "left" {
			event = left{}
		}
		if err := become(orchestrix.WithTenant(t.Context(), tenant), engine, members(), id, event); err != nil {
			t.Fatal(err)
		}
	}
}

// taken are which of the values can't be had.
func taken(t *testing.T, store orchestrix.Store, tenant string, values ...string) (of []string) {
	t.Helper()
	engine := orchestrix.NewEngine(store)
	for _, value := range values {
		err := become(orchestrix.WithTenant(t.Context(), tenant), engine, unique(), "taker-"+value, named{value})
		switch outcome(err) {
		case "name_taken":
			of = append(of, value)
		case "":
		default:
			t.Fatal(err)
		}
	}
	return of
}

func TestFirstCommandClaimsWhatWasThereBefore(t *testing.T) {
	store := memory.New()
	history(t, store, "", "a:x", "b:y", "b:z", "c:v", "c:left", "d:")
	history(t, store, "blue", "a:v")
	if got := taken(t, store, "", "x", "y", "z", "v"); !slices.Equal(got, []string{"x", "z"}) {
		t.Errorf("taken are %v", got)
	}
	if got := taken(t, store, "blue", "x", "v"); !slices.Equal(got, []string{"v"}) {
		t.Errorf("in blue: %v", got)
	}
}

func TestBackfillHappensOnce(t *testing.T) {
	for name, before := range map[string][]string{"an empty history": nil, "a history": {"a:x", "b:y"}} {
		store := &scanned{Store: memory.New()}
		history(t, store, "", before...)
		for program := range 2 { // one after the other
			engine := orchestrix.NewEngine(store)
			for i := range 3 {
				if err := become(t.Context(), engine, unique(), fmt.Sprint("new-", i), named{fmt.Sprint(program, i)}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if scans := store.scans.Load(); scans != 2 { // of the claims and of the aggregates
			t.Errorf("%s: read all %d times", name, scans)
		}
		if looks := store.looks.Load(); looks != 3 { // by each program, and before it is marked
			t.Errorf("%s: looked %d times", name, looks)
		}
	}
}

// scanned counts how often all of a store is read, and how often it was looked
// whether that has to be.
type scanned struct {
	*memory.Store
	scans, looks atomic.Int64
}

func (s *scanned) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) sequence {
	if strings.HasPrefix(stream.ID, "~backfilled/") {
		s.looks.Add(1)
	}
	return s.Store.Read(ctx, stream, after)
}

func (s *scanned) All(ctx context.Context, after orchestrix.Position, filter orchestrix.Filter) sequence {
	s.scans.Add(1)
	return s.Store.All(ctx, after, filter)
}

func TestAnotherExpressionIsBackfilledAgain(t *testing.T) {
	store := memory.New()
	engine := orchestrix.NewEngine(store)
	for _, name := range []string{"Ann", "Bob"} {
		if err := become(t.Context(), engine, unique(), name, named{name}); err != nil {
			t.Fatal(err)
		}
	}
	lower := unique()
	lower.Unique[0].Fingerprint = "state.name.lowerAscii()"
	lower.Unique[0].By = func(m *member) ([]byte, error) { return bytes.ToLower([]byte(m.Name)), nil }
	if err := become(t.Context(), orchestrix.NewEngine(store), lower, "c", named{"aNN"}); outcome(err) != "name_taken" {
		t.Errorf("error %v", err)
	}
	// Programs that work by the former one go on meanwhile.
	if _, err := orchestrix.BackfillUnique(t.Context(), engine, lower); err != nil {
		t.Fatal(err)
	}
	if got := taken(t, store, "", "Ann", "Bob", "ann"); !slices.Equal(got, []string{"Ann", "Bob"}) {
		t.Errorf("by the former expression, taken are %v", got)
	}
}

func TestValuesSharedBeforeAreReported(t *testing.T) {
	store := memory.New()
	history(t, store, "", "a:x", "b:x", "c:y", "d:x")
	var log bytes.Buffer
	engine := orchestrix.NewEngine(store, orchestrix.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	shared, err := orchestrix.BackfillUnique(t.Context(), engine, unique())
	want := []orchestrix.SharedClaim{
		{Constraint: "club.Member.name_taken", Stream: orchestrix.StreamID{Category: "club.Member", ID: "b"}, HeldBy: "a"},
		{Constraint: "club.Member.name_taken", Stream: orchestrix.StreamID{Category: "club.Member", ID: "d"}, HeldBy: "a"},
	}
	if err != nil || !slices.Equal(shared, want) {
		t.Errorf("shared %+v, error %v", shared, err)
	}
	if strings.Count(log.String(), "level=WARN") != 2 || !strings.Contains(log.String(), "stream=b") || strings.Contains(log.String(), "=x") {
		t.Errorf("logged:\n%s", log.String())
	}
	// They stay as they are, and go on.
	for _, event := range []memberEvent{named{"x"}, named{"free"}, left{}} {
		if err := become(t.Context(), engine, unique(), "b", event); err != nil {
			t.Errorf("%v: %v", event, err)
		}
	}
	if got := taken(t, store, "", "x", "y"); !slices.Equal(got, []string{"x", "y"}) {
		t.Errorf("taken are %v", got)
	}
}

// A program that doesn't know of the constraint yet may go on for a while.
func TestBackfillAgainHealsWhatWasWrittenWithoutClaims(t *testing.T) {
	store := memory.New()
	engine := orchestrix.NewEngine(store)
	for _, name := range []string{"a", "b", "c"} {
		if err := become(t.Context(), engine, unique(), name, named{name}); err != nil {
			t.Fatal(err)
		}
	}
	history(t, store, "", "a:x", "b:left", "d:y", "e:a")
	var heads []orchestrix.Position
	for range 2 {
		shared, err := orchestrix.BackfillUnique(t.Context(), engine, unique())
		if err != nil || len(shared) != 0 {
			t.Errorf("shared %v, error %v", shared, err)
		}
		head, _ := store.Head(t.Context())
		heads = append(heads, head)
	}
	if heads[0] != heads[1] {
		t.Error("it wrote though all was right")
	}
	if got := taken(t, store, "", "a", "b", "c", "x", "y"); !slices.Equal(got, []string{"a", "c", "x", "y"}) {
		t.Errorf("taken are %v", got)
	}
}

// An aggregate that changes between the look at it and its claim must not be
// left with a claim to what it had.
func TestBackfillMeetsChanges(t *testing.T) {
	for name, change := range map[string]memberEvent{"another value": named{"other"}, "the end": left{}} {
		r := newRecorder()
		history(t, r.Store, "", "a:x")
		r.beforeAppend = func() error {
			r.beforeAppend = nil
			return become(t.Context(), orchestrix.NewEngine(r.Store), members(), "a", change)
		}
		if _, err := orchestrix.BackfillUnique(t.Context(), orchestrix.NewEngine(r), unique()); err != nil {
			t.Fatal(err)
		}
		if got := taken(t, r.Store, "", "x"); got != nil {
			t.Errorf("%s: taken are %v", name, got)
		}
	}
}

// Nor must one that takes back what it had be without it for a while.
func TestReleaseMeetsChanges(t *testing.T) {
	r := newRecorder()
	if err := become(t.Context(), orchestrix.NewEngine(r.Store), unique(), "a", named{"x"}); err != nil {
		t.Fatal(err)
	}
	history(t, r.Store, "", "a:y")
	r.beforeAppend = func() error {
		r.beforeAppend = nil
		return become(t.Context(), orchestrix.NewEngine(r.Store), unique(), "a", named{"x"})
	}
	if _, err := orchestrix.BackfillUnique(t.Context(), orchestrix.NewEngine(r), unique()); err != nil {
		t.Fatal(err)
	}
	appended := slices.DeleteFunc(r.trace, func(step string) bool { return step != "append" })
	if got := taken(t, r.Store, "", "x", "y"); !slices.Equal(got, []string{"x"}) || len(appended) != 1 {
		t.Errorf("taken are %v, after %d appends of which the first is late", got, len(appended))
	}
}

func TestOneBackfillsAndOthersWait(t *testing.T) {
	store := &scanned{Store: memory.New()}
	history(t, store, "", "a:x", "b:y")
	engine := orchestrix.NewEngine(store)
	var group sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		group.Go(func() { errs[i] = become(t.Context(), engine, unique(), fmt.Sprint("new-", i), named{fmt.Sprint(i)}) })
	}
	group.Wait()
	if err, scans := errors.Join(errs...), store.scans.Load(); err != nil || scans != 2 {
		t.Errorf("read all %d times, error %v", scans, err)
	}
}

func TestBackfillThatFailsFailsTheCommandAndIsTriedAgain(t *testing.T) {
	r := newRecorder()
	history(t, r.Store, "", "a:x", "b:y")
	engine := orchestrix.NewEngine(r)
	lost, appends := errors.New("connection reset"), 0
	r.beforeAppend = func() error {
		if appends++; appends == 2 {
			return lost
		}
		return nil
	}
	err := become(t.Context(), engine, unique(), "c", named{"z"})
	if !errors.Is(err, lost) || orchestrix.CodeOf(err) != orchestrix.CodeFailed || !strings.Contains(err.Error(), "club.Member.name_taken") {
		t.Errorf("error %v", err)
	}
	if _, _, err := orchestrix.Load(t.Context(), engine, members(), "c"); orchestrix.CodeOf(err) != orchestrix.CodeNotFound {
		t.Errorf("the command was carried out: %v", err)
	}
	if err := become(t.Context(), engine, unique(), "c", named{"y"}); outcome(err) != "name_taken" {
		t.Errorf("then: error %v", err)
	}
}

func TestWaitingForABackfillEndsWithTheContext(t *testing.T) {
	r := newRecorder()
	history(t, r.Store, "", "a:x")
	engine := orchestrix.NewEngine(r)
	waited := false
	r.beforeAppend = func() error { // of the one that backfills
		r.beforeAppend = nil
		waited = true
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if err := become(ctx, engine, unique(), "b", named{"y"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("of one that waits: error %v", err)
		}
		// In a transaction it would wait for ever: the one that backfills may
		// need the transaction to end.
		return become(orchestrix.WithinTransaction(t.Context()), engine, unique(), "b", named{"y"})
	}
	if err := become(t.Context(), engine, unique(), "c", named{"z"}); err != nil || !waited {
		t.Errorf("waited %v, error %v", waited, err)
	}
}

// What a transaction has backfilled may be rolled back.
func TestBackfillInATransactionIsNotReliedOn(t *testing.T) {
	before, within := memory.New(), memory.New()
	history(t, before, "", "a:x")
	history(t, within, "", "a:x")
	store := &changing{within}
	engine := orchestrix.NewEngine(store)
	if err := become(orchestrix.WithinTransaction(t.Context()), engine, unique(), "b", named{"y"}); err != nil {
		t.Fatal(err)
	}
	store.Store = before // it is rolled back
	if err := become(t.Context(), engine, unique(), "b", named{"x"}); outcome(err) != "name_taken" {
		t.Errorf("error %v", err)
	}
}

// changing is a store that another one can take the place of.
type changing struct{ orchestrix.Store }
