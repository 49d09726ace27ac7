package club_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	_ "github.com/orchestrix-go/orchestrix-gen/runtime/sqlite/sqlitescenarios"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"

	"example.com/user/club"
)

// work is the context at work on a store, with nobody who stands in for anything.
type work struct {
	t      *testing.T
	store  *memory.Store
	module *club.Module
	runner *subscription.Runner
	now    time.Time
}

func newWork(t *testing.T) *work {
	w := &work{t: t, store: memory.New()}
	w.module = club.NewModule(orchestrix.NewEngine(w.store), club.NewEffects())
	if err := w.module.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.now = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	w.runner = subscription.NewRunner(w.store, subscription.WithClock(func() time.Time { return w.now }))
	if err := w.runner.Add(w.module.Subscriptions()...); err != nil {
		t.Fatal(err)
	}
	w.sync()
	return w
}

func (w *work) sync() {
	w.t.Helper()
	if err := w.runner.Sync(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// happens receives an event of the tills, and does what comes of it.
func (w *work) happens(id, eventType, data string) {
	w.t.Helper()
	w.append(id, eventType, data)
	w.sync()
}

func (w *work) append(id, eventType, data string) {
	w.t.Helper()
	stream := orchestrix.StreamID{Category: "till", ID: id}
	command := orchestrix.CommandID(eventType + id)
	_, err := w.store.Append(w.t.Context(), orchestrix.Batch{Stream: stream, Expect: orchestrix.Any, Events: []orchestrix.Pending{{
		ID: orchestrix.NewEventID(command, stream, 0), Type: eventType, SchemaVersion: 1, Time: time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC),
		Metadata: orchestrix.Metadata{CommandID: command, CorrelationID: "the-sale", Actor: "till-7"}, Data: []byte(data),
	}}})
	if err != nil {
		w.t.Fatal(err)
	}
}

// texts are the data of events of some types, a line each.
func (w *work) texts(types ...string) string {
	w.t.Helper()
	var b strings.Builder
	for event, err := range w.store.All(w.t.Context(), orchestrix.Position{}, orchestrix.Filter{Types: types}) {
		if err != nil {
			w.t.Fatal(err)
		}
		b.WriteString(event.Type + " " + string(event.Data) + "\n")
		if event.Metadata.CorrelationID != "the-sale" {
			w.t.Errorf("%s is part of %q", event.Type, event.Metadata.CorrelationID)
		}
	}
	return b.String()
}

func (w *work) want(got, want string) {
	w.t.Helper()
	if got != want {
		w.t.Errorf("it came to\n%swant\n%s", got, want)
	}
}

func TestARefusalIsAnsweredAndHeard(t *testing.T) {
	w := newWork(t)
	w.happens("7", "till.TillBroken", `{"till": 7, "cards": [], "news": "field"}`)
	w.happens("s-1", "till.SaleClosed", `{"sale_id":"s-1","card":"till-7","kind":"sale","lines":[{"sku":"A","quantity":60}],"tags":{},"paid":{"type":"cash","given":1},"closed_at":"2026-01-01T12:00:00Z"}`)
	w.want(w.texts("club.Noted"), `club.Noted {"card":"till-7","text":"welcomed"}
club.Noted {"card":"till-7","text":"too_many: 120 points are too many of 60"}
club.Noted {"card":"till-7","text":"a lot"}
club.Noted {"card":"till-7","text":"even more: 2"}
club.Noted {"card":"till-7","text":"refused: too_many by till-7"}
`)
}

// What this context doesn't know of an enum is kept, and an error where it is to
// become one of its own.
func TestAnUnknownWordOfAnotherContext(t *testing.T) {
	w := newWork(t)
	w.happens("7", "till.TillBroken", `{"till": 7, "cards": []}`)
	w.happens("s-1", "till.SaleClosed", `{"sale_id":"s-1","card":"till-7","kind":"lease","lines":[],"tags":{"A":"loan"},"paid":{"type":"card","last4":"1"},"closed_at":"2026-01-01T12:00:00Z"}`)
	w.happens("s-2", "till.SaleClosed", `{"sale_id":"s-2","card":"till-7","kind":"lease","lines":[{"sku":"A","quantity":1}],"tags":{},"paid":{"type":"card","last4":"1"},"closed_at":"2026-01-01T12:00:00Z"}`)
	w.happens("s-3", "till.SaleClosed", `{"sale_id":"s-3","card":"till-7","kind":"refund","lines":[],"tags":{},"paid":{"type":"cheque","no":[1]},"closed_at":"2026-01-01T12:00:00Z"}`)
	parked, err := w.runner.Parked(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, p := range parked {
		found[p.Subscription+" "+p.Stream.ID] = p.Error
	}
	for at, want := range map[string]string{
		"club.GrantOnSale s-2": "club.GrantOnSale.GrantPoints.kind",  // no Kind of the club
		"club.GrantOnSale s-3": "club.GrantOnSale.WriteLetter.means", // no Means of it either
		"club.Visits s-3":      "",                                   // who doesn't look at it goes on
	} {
		if !strings.Contains(found[at], want) || (want == "") != (found[at] == "") {
			t.Errorf("%s is parked by %q, want %q", at, found[at], want)
		}
	}
	if found["club.GrantOnSale s-1"] != "" || found["club.Visits s-1"] != "" {
		t.Errorf("an unknown word nobody looks at parks the event: %v", found)
	}
}

// Two rows are two, whatever their keys look like written one after the other.
func TestEachRowOfAQueryHasACommand(t *testing.T) {
	w := newWork(t)
	for _, grant := range []club.GrantPoints{{Card: "a", Points: 1, Why: "b/c"}, {Card: "a/b", Points: 1, Why: "c"}} {
		if _, err := w.module.JoinClub(t.Context(), club.JoinClub{Card: grant.Card, Name: "Ann", Number: uuid.New()}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.module.GrantPoints(t.Context(), grant); err != nil {
			t.Fatal(err)
		}
	}
	w.sync()
	w.now = w.now.Add(24 * time.Hour)
	w.sync()
	notes := 0
	for event, err := range w.store.All(t.Context(), orchestrix.Position{}, orchestrix.Filter{Types: []string{"club.Noted"}}) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(event.Data), `"for `) {
			notes++
		}
	}
	if notes != 2 {
		t.Errorf("of two rows %d are told", notes)
	}
}

// An instance from before its model had a field has it as a new one has.
func TestAnInstanceFromBeforeAFieldWasThere(t *testing.T) {
	var repair club.Repair
	if err := repair.UnmarshalJSON([]byte(`{"tries":2,"gone":[1]}`)); err != nil || repair.Tries != 2 || repair.Patience != 3 {
		t.Errorf("it is read as %+v, %v", repair, err)
	}
}

func TestTimeoutsEndInOrder(t *testing.T) {
	w := newWork(t)
	w.happens("7", "till.TillBroken", `{"till": 7, "cards": ["c-1"]}`)
	for range 3 {
		w.now = w.now.Add(9 * time.Minute)
		w.sync()
	}
	w.want(w.texts("club.Noted"), `club.Noted {"card":"till-7","text":"welcomed"}
club.Noted {"card":"c-1","text":"looked at 2026-01-01T12:10:00Z"}
club.Noted {"card":"c-1","text":"looked at 2026-01-01T12:20:00Z"}
`)
}

// Another process may know what isn't known here: nothing is put aside.
func TestAWordOfAKernelThatIsntKnownStopsAProjectionLoudly(t *testing.T) {
	w := newWork(t)
	w.append("7", "till.TillBroken", `{"till":7,"cards":[],"fault":"water"}`)
	err := w.module.ReadModels().Sync(t.Context())
	newer, ok := errors.AsType[*orchestrix.NewerError](err)
	if !ok || newer.Type != "till.TillBroken" {
		t.Errorf("got %v, want that the event is newer", err)
	}
}
