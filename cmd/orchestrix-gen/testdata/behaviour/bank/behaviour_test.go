package bank_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"example.com/user/bank"
	"example.com/user/bank/banktest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	_ "github.com/orchestrix-go/orchestrix-gen/runtime/sqlite/sqlitescenarios"
)

// opened is an account by its letter, with that as its number.
func opened(letter string) bank.AccountOpened {
	return bank.AccountOpened{AccountID: bank.AccountID("acc_" + letter), OwnerID: "cus_1", Number: letter}
}

func booked(letter string, amount int64) bank.AmountBooked {
	return bank.AmountBooked{AccountID: bank.AccountID("acc_" + letter), Amount: amount, OwnerID: "cus_1"}
}

func TestRoles(t *testing.T) {
	broken := errors.New("nobody knows")
	roles := orchestrix.WithRoles(func(_ context.Context, actor, role string) (bool, error) {
		switch actor {
		case "ada":
			return role == "teller", nil
		case "":
			return false, broken
		}
		return false, nil
	})
	f := banktest.New(t)
	f.Given(opened("a"), opened("b"), booked("a", 10))
	module := bank.NewModule(orchestrix.NewEngine(f.Store(), roles), bank.NewTransferDecider())
	command := bank.MakeTransfer{From: "acc_a", To: "acc_b", Amount: 1}

	if _, err := module.MakeTransfer(orchestrix.WithActor(t.Context(), "ada"), command); err != nil {
		t.Errorf("a teller: %v", err)
	}
	_, err := module.MakeTransfer(orchestrix.WithActor(t.Context(), "bob"), command)
	var forbidden *orchestrix.ForbiddenError
	if !errors.As(err, &forbidden) || !strings.Contains(err.Error(), "teller") {
		t.Errorf("somebody else: %v", err)
	}
	if _, err := module.MakeTransfer(t.Context(), command); !errors.Is(err, broken) || orchestrix.CodeOf(err) == orchestrix.CodeForbidden {
		t.Errorf("a resolver that fails: %v", err)
	}
	// A command without an actor is for everybody.
	if _, err := module.FreezeAccount(orchestrix.WithActor(t.Context(), "bob"), bank.FreezeAccount{AccountID: "acc_a"}); err != nil {
		t.Errorf("a command for everybody: %v", err)
	}
}

// decider decides as a test says.
type decider func(bank.WeighInput) ([]bank.WeighEvent, error)

func (d decider) Weigh(_ context.Context, in bank.WeighInput) ([]bank.WeighEvent, error) {
	return d(in)
}

func TestWhatADecisionOnSeveralAggregatesCanDo(t *testing.T) {
	f := banktest.New(t)
	f.Given(opened("a"), opened("b"), opened("c"), booked("a", 100))
	command := bank.Weigh{From: "acc_a", To: []bank.AccountID{"acc_b", "acc_x"}, Amount: 1}
	on := func(events ...bank.WeighEvent) decider {
		return func(bank.WeighInput) ([]bank.WeighEvent, error) { return events, nil }
	}
	tests := map[string]struct {
		decide decider
		code   orchestrix.Code
	}{
		"what it sees": {func(in bank.WeighInput) ([]bank.WeighEvent, error) {
			if in.Source.Balance != 100 || in.Payer != nil || len(in.Targets) != 1 || in.Targets["acc_b"].Number != "b" || in.Exists {
				return nil, fmt.Errorf("it sees %+v", in)
			}
			return nil, nil
		}, ""},
		"on an account that wasn't read":   {on(booked("c", 1)), orchestrix.CodeFault},
		"on an account that isn't there":   {on(booked("x", 1)), orchestrix.CodeFault},
		"on no account":                    {on(bank.AmountBooked{Amount: 1, OwnerID: "cus_1"}), orchestrix.CodeFault},
		"on an account, breaking its rule": {on(booked("a", 0)), orchestrix.CodeFault},
		"on another transfer":              {on(bank.TransferMade{TransferID: "trf_other"}), orchestrix.CodeFault},
		"nil":                              {on(nil), orchestrix.CodeFault},
		"a pointer":                        {on(new(booked("a", 1))), orchestrix.CodeFault},
		"an invariant of an account":       {on(booked("b", -101)), orchestrix.CodeRefused},
		"the lifecycle of an account":      {on(bank.AccountFrozen{AccountID: "acc_b"}, booked("b", 1)), orchestrix.CodeRefused},
		"changing what it got": {func(in bank.WeighInput) ([]bank.WeighEvent, error) {
			in.Source.Tags = append(in.Source.Tags, "x")
			in.Targets["acc_c"] = bank.Account{}
			return nil, nil
		}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := bank.NewModule(f.Engine(), tt.decide).Weigh(f.Context(), command)
			if code := orchestrix.CodeOf(err); code != tt.code {
				t.Errorf("code %q, want %q: %v", code, tt.code, err)
			}
		})
	}
	for _, id := range []string{"acc_a", "acc_b", "acc_c"} {
		if version := f.Version("bank.Account", id); version != 1 && id != "acc_a" || version > 2 {
			t.Errorf("%s has %d events", id, version)
		}
	}
}

// overtaken lets somebody else be faster, once, before it writes.
type overtaken struct {
	orchestrix.Store
	by func()
}

func (s *overtaken) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	if by := s.by; by != nil {
		s.by = nil
		by()
	}
	return s.Store.Append(ctx, batches...)
}

func TestWhatIsReadStillHoldsAtTheAppend(t *testing.T) {
	store := &overtaken{Store: memory.New()}
	f := banktest.NewOn(t, store)
	f.Given(bank.CustomerMet{CustomerID: "cus_1", Name: "Ada"}, opened("a"), opened("b"), opened("c"), booked("a", 100), booked("b", 10))
	first := bank.MakeTransfer{TransferID: "trf_1", From: "acc_a", To: "acc_b", Amount: 60}
	second := bank.MakeTransfer{TransferID: "trf_2", From: "acc_a", To: "acc_c", Amount: 60}
	store.by = func() {
		if _, err := f.Module.MakeTransfer(f.Context(), second); err != nil {
			t.Error(err)
		}
	}
	_, err := f.Module.MakeTransfer(f.Context(), first)
	var refused *orchestrix.RejectionError
	if !errors.As(err, &refused) || refused.ID != bank.TransferRefusalNotEnough || refused.Message != "20 are missing on a" {
		t.Errorf("who was slower got %v", err)
	}

	// What isn't there mustn't come to be meanwhile, either.
	donate := bank.Donate{From: new(bank.AccountID("acc_b")), To: []bank.AccountID{"acc_d"}}
	store.by = func() {
		if _, err := f.Module.OpenAccount(f.Context(), bank.OpenAccount{AccountID: "acc_d", OwnerID: "cus_1", Number: "d"}); err != nil {
			t.Error(err)
		}
	}
	if _, err := f.Module.Donate(f.Context(), donate); err != nil {
		t.Fatal(err)
	}
	if got := f.StateOfAccount("acc_d").Balance; got != 10 {
		t.Errorf("the account that was opened meanwhile got %d", got)
	}
}

func TestOfManyClaimsOneWins(t *testing.T) {
	banktest.Scenario(t, "a number", func(f *banktest.Fixture) {
		t := f.T()
		f.Given(bank.CustomerMet{CustomerID: "cus_1", Name: "Ada"}, opened("a"), opened("b"), opened("c"), opened("d"), opened("e"), opened("f"))
		module := bank.NewModule(orchestrix.NewEngine(f.Store(), orchestrix.WithRetries(64)), bank.NewTransferDecider())
		letters := []string{"a", "b", "c", "d", "e", "f"}
		results := make(chan error, len(letters))
		var racing sync.WaitGroup
		for _, letter := range letters {
			racing.Go(func() {
				_, err := module.RenameAccount(t.Context(), bank.RenameAccount{AccountID: bank.AccountID("acc_" + letter), Nickname: new("best")})
				results <- err
			})
		}
		racing.Wait()
		close(results)
		won := 0
		for err := range results {
			var refused *orchestrix.RejectionError
			switch {
			case err == nil:
				won++
			case !errors.As(err, &refused) || refused.ID != bank.AccountRefusalNicknameTaken || refused.Message != "another account is called best":
				t.Errorf("a loser got %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d accounts have the name", won)
		}
	})
}

func TestValuesFromBeforeTheyHadToBeUniqueAreClaimed(t *testing.T) {
	banktest.Scenario(t, "numbers", func(f *banktest.Fixture) {
		t := f.T()
		f.Claims(nil) // as if the events were from before
		f.Given(opened("a"), bank.AccountOpened{AccountID: "acc_b", OwnerID: "cus_1", Number: "a"}, opened("c"), bank.AccountClosed{AccountID: "acc_c"})
		shared, err := f.Module.BackfillUnique(f.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(shared) != 1 || shared[0].Constraint != "bank.Account.number_taken" || shared[0].Stream.ID != "acc_b" || shared[0].HeldBy != "acc_a" {
			t.Errorf("shared: %+v", shared)
		}
		f.Given(opened("d"))
		f.When(bank.ChangeNumber{AccountID: "acc_d", Numbers: []string{"a"}})
		f.Rejected(bank.AccountRefusalNumberTaken)
		f.When(bank.ChangeNumber{AccountID: "acc_d", Numbers: []string{"c"}})
		f.Then(bank.AccountNumbered{AccountID: "acc_d", Number: "c"})
	})
	banktest.Scenario(t, "by the first command that needs them", func(f *banktest.Fixture) {
		f.Claims(nil)
		f.Given(opened("a"), opened("b"))
		f.When(bank.ChangeNumber{AccountID: "acc_b", Numbers: []string{"a"}})
		f.Rejected(bank.AccountRefusalNumberTaken)
	})
}

func TestARecordedRefusalIsToldAgain(t *testing.T) {
	banktest.Scenario(t, "a typed one", func(f *banktest.Fixture) {
		t := f.T()
		f.Given(opened("a"), opened("b"))
		command := bank.Weigh{TransferID: "trf_1", From: "acc_a", To: []bank.AccountID{"acc_b"}, Amount: 5}
		_, first := f.Module.Weigh(f.Context(), command, orchestrix.CommandID("weigh-1"))
		if typed := (*bank.TooMuch)(nil); !errors.As(first, &typed) || typed.Amount != 5 {
			t.Errorf("first %v", first)
		}
		// By now it would go through.
		f.Given(booked("a", 100))
		_, again := f.Module.Weigh(f.Context(), command, orchestrix.CommandID("weigh-1"))
		var refused *orchestrix.RejectionError
		if !errors.As(again, &refused) || refused.ID != "TooMuch" || refused.Message != "5 is over the limit of 0" || refused.Command != "bank.Weigh" {
			t.Errorf("again %v", again)
		}
		if _, err := f.Module.Weigh(f.Context(), command, orchestrix.CommandID("weigh-2")); err != nil {
			t.Errorf("with another id %v", err)
		}
	})
}
