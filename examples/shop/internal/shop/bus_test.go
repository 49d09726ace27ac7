package shop_test

import (
	"errors"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/payments"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

func TestABusFindsTheModuleOfACommand(t *testing.T) {
	f := newFlow(t, memory.New())
	bus := orchestrix.Bus{f.Orders, f.Payments, f.Inventory}
	if _, err := bus.Send(f.ctx, payments.OpenCreditAccount{CustomerID: "cus-1", Currency: "EUR"}); err != nil {
		t.Errorf("a command of payments: %v", err)
	}
	if _, _, err := f.Payments.CreditAccount(f.ctx, "cus-1"); err != nil {
		t.Errorf("what it made: %v", err)
	}
	_, err := orchestrix.Bus{f.Orders, f.Payments}.Send(f.ctx, inventory.PickStock{})
	if unknown, ok := errors.AsType[*orchestrix.UnknownCommandError](err); !ok || unknown.Command != "inventory.PickStock" {
		t.Errorf("a command of a context that isn't on the bus: error %v", err)
	}
}
