package orchestrix_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// What follows is an aggregate as the generator would write it, made small:
// an account, opened once, paid into and drawn from, and closed.

type account struct {
	ID      string
	Balance int
	Log     []string
}

type accountEvent interface {
	orchestrix.Event
	isAccountEvent()
}

type opened struct{}

type moved struct{ Amount int }

type closed struct{}

func (opened) EventType() string { return "bank.Opened" }
func (moved) EventType() string  { return "bank.Moved" }
func (closed) EventType() string { return "bank.Closed" }

func (opened) SchemaVersion() int { return 1 }
func (moved) SchemaVersion() int  { return 1 }
func (closed) SchemaVersion() int { return 1 }

func (opened) AppendJSON(b []byte) ([]byte, error) { return append(b, "{}"...), nil }
func (closed) AppendJSON(b []byte) ([]byte, error) { return append(b, "{}"...), nil }
func (e moved) AppendJSON(b []byte) ([]byte, error) {
	return append(strconv.AppendInt(append(b, `{"amount":`...), int64(e.Amount), 10), '}'), nil
}

func (opened) isAccountEvent() {}
func (moved) isAccountEvent()  {}
func (closed) isAccountEvent() {}

var accounts = orchestrix.Aggregate[account, accountEvent]{
	Category: "bank.Account",
	New:      func(id string) account { return account{ID: id} },
	Apply: func(a *account, event accountEvent, _ orchestrix.Meta) error {
		if e, ok := event.(moved); ok {
			a.Balance += e.Amount
			a.Log = append(a.Log, strconv.Itoa(e.Amount))
		}
		return nil
	},
	Clone: func(a account) account {
		a.Log = append([]string(nil), a.Log...)
		return a
	},
	Decode: func(r orchestrix.Recorded) (accountEvent, error) {
		switch r.Type {
		case "bank.Opened":
			return opened{}, nil
		case "bank.Moved":
			text := strings.TrimSuffix(strings.TrimPrefix(string(r.Data), `{"amount":`), "}")
			amount, err := strconv.Atoi(text)
			return moved{amount}, err
		case "bank.Closed":
			return closed{}, nil
		}
		return nil, errors.New("unknown event type")
	},
	Validate: func(event accountEvent, _ time.Time) error {
		var v orchestrix.Violations
		if e, ok := event.(moved); ok && e.Amount == 0 {
			v.Add("amount", "not_zero", "must not be 0")
		}
		return v.Err(event.EventType())
	},
	Invariants: func(a *account, _ orchestrix.Meta) error {
		if a.Balance < 0 {
			return &orchestrix.RejectionError{ID: "covered", Message: "the balance is " + strconv.Itoa(a.Balance)}
		}
		return nil
	},
	Ends: func(event accountEvent) bool { _, ok := event.(closed); return ok },
}

func openAccount(ctx context.Context, engine *orchestrix.Engine, id string, options ...orchestrix.Option) (orchestrix.Receipt, error) {
	return orchestrix.Execute(ctx, engine, orchestrix.Handling[account, accountEvent]{
		Aggregate: &accounts, Command: "bank.Open", ID: id, IDField: "account_id", Creates: orchestrix.MustNotExist,
		NewAggregateID: func() string { return orchestrix.NewTypeID("acc") },
		Decide: func(_ context.Context, _ *orchestrix.Decision[account], raise func(accountEvent) error) error {
			return raise(opened{})
		},
	}, options...)
}

func move(ctx context.Context, engine *orchestrix.Engine, id string, amount int, options ...orchestrix.Option) (orchestrix.Receipt, error) {
	return orchestrix.Execute(ctx, engine, orchestrix.Handling[account, accountEvent]{
		Aggregate: &accounts, Command: "bank.Move", ID: id, IDField: "account_id",
		Decide: func(_ context.Context, _ *orchestrix.Decision[account], raise func(accountEvent) error) error {
			return raise(moved{amount})
		},
	}, options...)
}

// An aggregate written by hand, carried through three commands on a store in
// memory. Generated code does the same behind one method a command.
func Example() {
	ctx := context.Background()
	engine := orchestrix.NewEngine(memory.New())

	receipt, _ := openAccount(ctx, engine, "acc_1")
	fmt.Println("opened at version", receipt.Version)

	receipt, _ = move(ctx, engine, "acc_1", 50, orchestrix.CommandID("salary-2026-01"))
	fmt.Println("moved at version", receipt.Version)

	// Sent again, because the answer got lost.
	receipt, _ = move(ctx, engine, "acc_1", 50, orchestrix.CommandID("salary-2026-01"))
	fmt.Println("moved at version", receipt.Version, "duplicate:", receipt.Duplicate)

	_, err := move(ctx, engine, "acc_1", -80)
	var refused *orchestrix.RejectionError
	fmt.Println("refused:", errors.As(err, &refused), refused.ID, "-", refused.Message)

	state, version, _ := orchestrix.Load(ctx, engine, &accounts, "acc_1")
	fmt.Println("balance", state.Balance, "at version", version)
	// Output:
	// opened at version 1
	// moved at version 2
	// moved at version 2 duplicate: true
	// refused: true covered - the balance is -30
	// balance 50 at version 2
}
