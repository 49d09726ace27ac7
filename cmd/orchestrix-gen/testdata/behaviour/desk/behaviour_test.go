package desk_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"example.com/user/desk"
	"example.com/user/desk/desktest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/scenariotest"
	_ "github.com/orchestrix-go/orchestrix-gen/runtime/sqlite/sqlitescenarios"
)

func TestFaultsNameTheExpression(t *testing.T) {
	f := desktest.New(t)
	f.Given(desk.DeskBought{DeskID: "dsk_1", Owner: "ada"}, desk.DeskLent{DeskID: "dsk_1", Guest: "eve", Lines: []desk.Line{{Sku: "a", Quantity: 1}}})
	note := desk.LendLike{DeskID: "dsk_1", Key: "k", Text: "t", Level: desk.LevelBasic}
	for rule, command := range map[string]orchestrix.Command{
		"desk.BillDesk.LineBilled.amount": desk.BillDesk{DeskID: "dsk_1", Scale: 0},
		"desk.LendLike.broken_rule":       note,
		"desk.LendLike.broken_message":    desktest.LendLike(func(c *desk.LendLike) { *c = note; c.Extra = -1 }),
		"desk.Tried":                      desktest.LendLike(func(c *desk.LendLike) { *c = note; c.Extra = 6 }), // breaks a rule of the event
	} {
		f.When(command)
		var fault *orchestrix.FaultError
		if err := f.Err(); !errors.As(err, &fault) || fault.Rule != rule {
			t.Errorf("%s: got %v", rule, err)
		}
		if orchestrix.CodeOf(f.Err()) != orchestrix.CodeFault {
			t.Errorf("%s: the code is %s", rule, orchestrix.CodeOf(f.Err()))
		}
	}
	if version := f.Version("desk.Desk", "dsk_1"); version != 2 {
		t.Errorf("version %d: a fault wrote something", version)
	}
}

func TestMessagesSayWhatTheModelSays(t *testing.T) {
	f := desktest.New(t)
	f.Now(time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC))
	until := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	f.Given(desk.DeskBought{DeskID: "dsk_1", Owner: "ada"}, desk.DeskLent{DeskID: "dsk_1", Guest: "eve", Until: &until})
	f.AnswerPrice(decimal.RequireFromString("12.50"))
	f.AnswerBlocked(nil)
	f.AnswerCredit(nil)
	f.When(desk.LendDesk{DeskID: "dsk_1", Guest: "bob"})
	refused(t, f.Err(), desk.DeskRefusalTooLate, "was lent until 2026-03-02T09:00:00Z, now 2026-03-03T12:00:00Z")

	f.As(scenariotest.Meta{Actor: "eve"})
	f.When(desk.Haggle{DeskID: "dsk_1", Say: "no", Offer: desk.Offer{
		Price: decimal.NewFromInt(3), Until: orchestrix.DateOf(until), Level: desk.LevelGold}})
	refused(t, f.Err(), "TooDear", "12.5 is 1 over what eve pays at gold, since 2026-03-03")
	var typed *desk.TooDear
	if !errors.As(f.Err(), &typed) || typed.Who != "eve" {
		t.Errorf("no typed rejection in %v", f.Err())
	}

	f.Given(desk.DeskClosed{DeskID: "dsk_1", Reason: "x"})
	f.When(desk.CloseDesk{DeskID: "dsk_1", Reason: "y"})
	refused(t, f.Err(), desk.DeskRefusalWrongStatus, "dsk_1 is closed")
	f.When(desk.BillDesk{DeskID: "dsk_1", Scale: 1})
	f.Then()
}

func refused(t *testing.T, err error, id, message string) {
	t.Helper()
	var rejection *orchestrix.RejectionError
	if !errors.As(err, &rejection) {
		t.Errorf("no refusal by %s but %v", id, err)
		return
	}
	if rejection.ID != id || rejection.Message != message || !strings.HasPrefix(rejection.Command, "desk.") {
		t.Errorf("%s refused by %s: %q, want %s: %q", rejection.Command, rejection.ID, rejection.Message, id, message)
	}
}

func TestIDs(t *testing.T) {
	f := desktest.New(t)
	f.As(scenariotest.Meta{Actor: "ada"})
	f.When(desk.BuyDesk{Owner: "ada"})
	id := f.Receipt().ID
	if !strings.HasPrefix(id, "dsk_") || f.StateOfDesk(desk.DeskID(id)).Owner != "ada" {
		t.Errorf("the receipt says %q", id)
	}
	for name, command := range map[string]orchestrix.Command{
		"once":       desk.TakeDesk{Owner: "ada", Level: desk.LevelGold},
		"if_missing": desk.TryDesk{Owner: "ada"},
		"existing":   desk.CloseDesk{Reason: "x"},
		"broken":     desk.CloseDesk{Reason: "x", DeskID: "a\x00b"},
		"long":       desk.CloseDesk{Reason: "x", DeskID: desk.DeskID(strings.Repeat("x", 201))},
	} {
		f.When(command)
		if code := orchestrix.CodeOf(f.Err()); code != orchestrix.CodeInvalid {
			t.Errorf("%s: %v", name, f.Err())
			continue
		}
		f.Invalid("desk_id")
	}
}

func TestACommandOfOneVersion(t *testing.T) {
	f := desktest.New(t)
	f.Given(desk.DeskBought{DeskID: "dsk_1", Owner: "ada"})
	ctx := f.Context()
	_, err := f.Module.CloseDesk(ctx, desk.CloseDesk{DeskID: "dsk_1"}, orchestrix.ExpectVersion(2))
	var conflict *orchestrix.ConflictError
	if !errors.As(err, &conflict) || conflict.Actual != 1 || conflict.Expected != orchestrix.Exactly(2) {
		t.Errorf("got %v", err)
	}
	if _, err := f.Module.CloseDesk(ctx, desk.CloseDesk{DeskID: "dsk_1"}, orchestrix.ExpectVersion(1)); err != nil {
		t.Error(err)
	}
}

// lossy writes, and then says that it failed.
type lossy struct {
	orchestrix.Store
	lose int
}

func (s *lossy) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	appended, err := s.Store.Append(ctx, batches...)
	if err == nil && s.lose > 0 {
		s.lose--
		return orchestrix.Appended{}, errors.New("the line broke")
	}
	return appended, err
}

func TestACommandWhoseAnswerWasLostGetsItsFirstReceipt(t *testing.T) {
	store := &lossy{Store: memory.New()}
	f := desktest.NewOn(t, store)
	f.As(scenariotest.Meta{Actor: "ada"})
	ctx := f.Context()

	store.lose = 1
	_, err := f.Module.BuyDesk(ctx, desk.BuyDesk{Owner: "ada"})
	var unknown *orchestrix.UnknownError
	if !errors.As(err, &unknown) {
		t.Fatalf("got %v", err)
	}
	bought, err := f.Module.BuyDesk(ctx, desk.BuyDesk{Owner: "ada"}, unknown.CommandID)
	if err != nil || !bought.Duplicate || bought.Version != 1 || bought.ID == "" {
		t.Fatalf("receipt %+v, %v", bought, err)
	}

	id := desk.DeskID(bought.ID)
	store.lose = 1
	closing := desk.CloseDesk{DeskID: id, Reason: "x"}
	if _, err := f.Module.CloseDesk(ctx, closing, orchestrix.CommandID("close-1")); !errors.As(err, &unknown) {
		t.Fatalf("got %v", err)
	}
	// By now it would be refused: it is closed, and then gone.
	if _, err := f.Module.CloseDesk(ctx, closing); orchestrix.CodeOf(err) != orchestrix.CodeRefused {
		t.Fatalf("got %v", err)
	}
	if _, err := f.Module.BurnDesk(ctx, desk.BurnDesk{DeskID: id}); err != nil {
		t.Fatal(err)
	}
	receipt, err := f.Module.CloseDesk(ctx, closing, orchestrix.CommandID("close-1"))
	if err != nil || !receipt.Duplicate || receipt.Version != 2 || receipt.ID != bought.ID || receipt.Events != 1 {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
	if _, _, err := f.Module.Desk(ctx, id); orchestrix.CodeOf(err) != orchestrix.CodeNotFound {
		t.Errorf("it has ended, got %v", err)
	}
	if state, err := f.Module.DeskAt(ctx, id, 2); err != nil || state.Status != desk.StatusClosed {
		t.Errorf("state %+v, %v", state, err)
	}
	// An invalid command is invalid, whatever its id.
	if _, err := f.Module.CloseDesk(ctx, desk.CloseDesk{}, orchestrix.CommandID("close-1")); orchestrix.CodeOf(err) != orchestrix.CodeInvalid {
		t.Errorf("got %v", err)
	}
}

// stubborn conflicts a number of times before it writes.
type stubborn struct {
	orchestrix.Store
	conflicts int
}

func (s *stubborn) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	if s.conflicts > 0 {
		s.conflicts--
		return orchestrix.Appended{}, &orchestrix.ConflictError{Stream: batches[0].Stream, Expected: batches[0].Expect}
	}
	return s.Store.Append(ctx, batches...)
}

func TestQuestionsAreAskedOnceACommand(t *testing.T) {
	store := &stubborn{Store: memory.New()}
	f := desktest.NewOn(t, store)
	f.Given(desk.DeskBought{DeskID: "dsk_1", Owner: "ada"})
	var asked []string
	f.Answers.Price = func(_ context.Context, guest string, days int64) (decimal.Decimal, error) {
		asked = append(asked, "price for "+guest)
		return decimal.NewFromInt(days), nil
	}
	f.Answers.Blocked = func(context.Context) ([]string, error) {
		asked = append(asked, "blocked")
		return nil, nil
	}
	f.Answers.Credit = func(_ context.Context, owner, id string) (*int64, error) {
		asked = append(asked, "credit of "+owner+" for "+id)
		return nil, nil
	}
	store.conflicts = 2
	f.When(desk.LendDesk{DeskID: "dsk_1", Guest: "eve", Days: 1})
	f.Then(desk.DeskLent{DeskID: "dsk_1", Guest: "eve", Price: decimal.NewFromInt(1), Lines: []desk.Line{}, Until: new(scenariotest.DefaultNow.Add(24 * time.Hour))})
	if got := strings.Join(asked, ", "); got != "price for eve, blocked, credit of ada for dsk_1" {
		t.Errorf("asked %s", got)
	}

	// What depends on the command alone is asked before the load; the rest of an
	// aggregate that isn't there isn't.
	asked = nil
	f.When(desk.LendDesk{DeskID: "dsk_2", Guest: "eve", Days: 1})
	f.Rejected("not_found")
	if got := strings.Join(asked, ", "); got != "price for eve, blocked" {
		t.Errorf("asked %s", got)
	}
	asked = nil
	f.When(desk.LendDesk{DeskID: "dsk_2", Guest: "", Days: 1})
	f.Invalid("guest")
	if asked != nil {
		t.Errorf("an invalid command asked %v", asked)
	}

	broken := errors.New("nobody is in")
	f.Answers.Blocked = func(context.Context) ([]string, error) { return nil, broken }
	f.When(desk.LendDesk{DeskID: "dsk_1", Guest: "bob", Days: 1})
	if !errors.Is(f.Err(), broken) {
		t.Errorf("got %v", f.Err())
	}
}

// decider decides as a test says.
type decider func(desk.HaggleInput) ([]desk.HaggleEvent, error)

func (d decider) Haggle(_ context.Context, in desk.HaggleInput) ([]desk.HaggleEvent, error) {
	return d(in)
}

func TestWhatADecisionInGoCanDo(t *testing.T) {
	f := desktest.New(t)
	f.AnswerPrice(decimal.NewFromInt(5))
	f.Given(desk.DeskBought{DeskID: "dsk_1", Owner: "ada"})
	broken := errors.New("no idea")
	offer := desk.Offer{Price: decimal.NewFromInt(1), Until: orchestrix.DateOf(scenariotest.DefaultNow), Level: desk.LevelGold, Lines: []desk.Line{{Sku: "a"}}}
	tests := map[string]struct {
		decide decider
		code   orchestrix.Code
	}{
		"an error of its own": {func(desk.HaggleInput) ([]desk.HaggleEvent, error) { return nil, broken }, orchestrix.CodeFailed},
		"a wrapped rejection": {func(desk.HaggleInput) ([]desk.HaggleEvent, error) {
			return nil, errors.Join(broken, &desk.NoReason{})
		}, orchestrix.CodeRefused},
		"an event that breaks its rules": {func(in desk.HaggleInput) ([]desk.HaggleEvent, error) {
			return []desk.HaggleEvent{desk.Tried{DeskID: in.Cmd.DeskID, Times: 6}}, nil
		}, orchestrix.CodeFault},
		"another's event": {func(desk.HaggleInput) ([]desk.HaggleEvent, error) {
			return []desk.HaggleEvent{desk.Tried{DeskID: "dsk_other", Times: 1}}, nil
		}, orchestrix.CodeFault},
		"no event": {func(desk.HaggleInput) ([]desk.HaggleEvent, error) {
			return []desk.HaggleEvent{nil}, nil
		}, orchestrix.CodeFault},
		"a pointer": {func(in desk.HaggleInput) ([]desk.HaggleEvent, error) {
			return []desk.HaggleEvent{&desk.Tried{DeskID: in.Cmd.DeskID, Times: 1}}, nil
		}, orchestrix.CodeFault},
		"what it got is its own": {func(in desk.HaggleInput) ([]desk.HaggleEvent, error) {
			in.Cmd.Offer.Lines[0].Sku = "changed"
			in.State.Guests = append(in.State.Guests, "x")
			return nil, nil
		}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			module := desk.NewModule(f.Engine(), tt.decide, answers{})
			_, err := module.Haggle(f.Context(), desk.Haggle{DeskID: "dsk_1", Say: "x", Offer: offer})
			if code := orchestrix.CodeOf(err); code != tt.code {
				t.Errorf("code %q, want %q: %v", code, tt.code, err)
			}
		})
	}
	if offer.Lines[0].Sku != "a" {
		t.Error("the decision changed the caller's command")
	}
}

// answers are those of a module that a test makes by itself.
type answers struct{}

func (answers) Price(context.Context, string, int64) (decimal.Decimal, error) {
	return decimal.NewFromInt(5), nil
}
func (answers) Credit(context.Context, string, string) (*int64, error) { return nil, nil }
func (answers) Blocked(context.Context) ([]string, error)              { return nil, nil }
