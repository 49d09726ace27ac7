package shop_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"example.com/user/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

type decider struct {
	decide func(shop.ChangeItemsInput) ([]shop.ChangeItemsEvent, error)
}

func (d decider) ChangeItems(_ context.Context, in shop.ChangeItemsInput) ([]shop.ChangeItemsEvent, error) {
	return d.decide(in)
}

type outside struct {
	limit int64
	err   error
	asked []string
}

func (o *outside) Limit(_ context.Context, about string, _ decimal.Decimal) (int64, error) {
	o.asked = append(o.asked, about)
	return o.limit, o.err
}

type world struct {
	*shop.Module
	asks    *outside
	decider *decider
	store   *memory.Store
}

func newWorld() world {
	w := world{asks: &outside{limit: 1000000}, decider: &decider{}, store: memory.New()}
	w.Module = shop.NewModule(orchestrix.NewEngine(w.store), w.decider, w.asks)
	return w
}

var ada = orchestrix.WithActor(context.Background(), "ada")

func (w world) placed(t *testing.T) shop.OrderID {
	t.Helper()
	receipt, err := w.PlaceOrder(ada, shop.PlaceOrder{Customer: "ada", Items: []shop.Item{item()}})
	if err != nil || receipt.Events != 1 || !strings.HasPrefix(receipt.ID, "ord_") {
		t.Fatal(receipt, err)
	}
	return shop.OrderID(receipt.ID)
}

func (w world) events(t *testing.T, id shop.OrderID) []string {
	t.Helper()
	var types []string
	for recorded, err := range w.store.Read(ada, orchestrix.StreamID{Category: "shop.Order", ID: string(id)}, 0) {
		if err != nil {
			t.Fatal(err)
		}
		types = append(types, strings.TrimPrefix(recorded.Type, "shop."))
	}
	return types
}

func TestAnOrderGoesItsWay(t *testing.T) {
	w := newWorld()
	id := w.placed(t)
	if _, err := w.AddItem(ada, shop.AddItem{OrderID: id, Item: item()}); err != nil {
		t.Fatal(err)
	}
	order, version, err := w.Order(ada, id)
	if err != nil || version != 2 || len(order.Items) != 2 || order.Total != 500 || *order.Note != "ada" || order.Status != shop.StatusPlaced {
		t.Fatalf("%+v %d %v", order, version, err)
	}
	if before, err := w.OrderAt(ada, id, 1); err != nil || len(before.Items) != 1 {
		t.Errorf("%+v %v", before, err)
	}
	if _, err := w.CancelOrder(ada, shop.CancelOrder{OrderID: id, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	if receipt, err := w.CancelOrder(ada, shop.CancelOrder{OrderID: id, Reason: "x"}); err != nil || receipt.Events != 0 {
		t.Errorf("a repeat isn't skipped: %+v %v", receipt, err)
	}
	want := []string{"OrderPlaced", "ItemAdded", "OrderCancelled", "RestockRequested", "RestockRequested"}
	if got := w.events(t, id); !slices.Equal(got, want) {
		t.Errorf("events %v", got)
	}
	if _, err := w.DeleteOrder(ada, shop.DeleteOrder{OrderID: id}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.Order(ada, id); !errors.As(err, new(*orchestrix.NotFoundError)) {
		t.Errorf("error %v", err)
	}
	if _, err := w.PlaceOrder(ada, shop.PlaceOrder{OrderID: id, Customer: "ada", Items: []shop.Item{item()}}); !errors.As(err, new(*orchestrix.ExistsError)) {
		t.Errorf("error %v", err)
	}
}

func TestWhoMayNotIsForbidden(t *testing.T) {
	_, err := newWorld().PlaceOrder(ada, shop.PlaceOrder{Customer: "bob"})
	var forbidden *orchestrix.ForbiddenError
	if !errors.As(err, &forbidden) || forbidden.Command != "shop.PlaceOrder" {
		t.Errorf("error %v", err)
	}
}

func TestAnInvalidCommandIsToldBeforeAnythingIsLoaded(t *testing.T) {
	_, err := newWorld().CancelOrder(ada, shop.CancelOrder{})
	var invalid *orchestrix.InvalidError
	if !errors.As(err, &invalid) || len(invalid.Violations) != 2 || invalid.Type != "shop.CancelOrder" {
		t.Errorf("error %v", err)
	}
}

func TestAnEventThatBreaksItsRulesIsAFault(t *testing.T) {
	_, err := newWorld().PlaceOrder(ada, shop.PlaceOrder{Customer: "ada"})
	if !errors.As(err, new(*orchestrix.FaultError)) {
		t.Errorf("error %v", err)
	}
}

func wantRejection(t *testing.T, err error, id, message string) {
	t.Helper()
	var rejection *orchestrix.RejectionError
	if !errors.As(err, &rejection) || rejection.ID != id || rejection.Message != message || rejection.Command == "" {
		t.Errorf("error %#v, want %s: %s", err, id, message)
	} else if strings.Contains(err.Error(), message) == rejection.Personal {
		t.Errorf("%v, personal: %v", err, rejection.Personal)
	}
}

func TestRefusals(t *testing.T) {
	w := newWorld()
	id := w.placed(t)
	w.asks.limit = 0
	_, err := w.AddItem(ada, shop.AddItem{OrderID: id, Item: item()})
	wantRejection(t, err, shop.OrderRefusalTooDear, "that is too dear")
	if !slices.Equal(w.asks.asked, []string{"TEA-1"}) {
		t.Errorf("asked %v", w.asks.asked)
	}
	w.asks.limit = 1000000

	dear := item()
	dear.Price.Amount = 10001
	_, err = w.AddItem(ada, shop.AddItem{OrderID: id, Item: dear})
	wantRejection(t, err, shop.OrderRefusalInCredit, "order "+string(id)+" is too much")

	if _, err := w.CancelOrder(ada, shop.CancelOrder{OrderID: id, Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	_, err = w.AddItem(ada, shop.AddItem{OrderID: id, Item: item()})
	wantRejection(t, err, shop.OrderRefusalClosed, "order is cancelled")

	w.asks.err = errors.New("no line")
	if _, err := w.AddItem(ada, shop.AddItem{OrderID: id, Item: item()}); !errors.Is(err, w.asks.err) {
		t.Errorf("error %v", err)
	}
}

func TestTheLifecycleSaysWhereItStands(t *testing.T) {
	w := newWorld()
	w.decider.decide = func(in shop.ChangeItemsInput) ([]shop.ChangeItemsEvent, error) {
		return []shop.ChangeItemsEvent{shop.ItemAdded{OrderID: in.State.OrderID, Item: item()}}, nil
	}
	_, err := w.ChangeItems(ada, shop.ChangeItems{OrderID: "ord_1"})
	wantRejection(t, err, "wrong_status", "status is draft, must be placed for ItemAdded")
}

func TestADecisionInGo(t *testing.T) {
	w := newWorld()
	id := w.placed(t)
	add := []shop.Item{item()}
	w.decider.decide = func(in shop.ChangeItemsInput) ([]shop.ChangeItemsEvent, error) {
		if !in.Exists || in.Limit != 1000000 || in.Now.IsZero() || in.Meta.Actor != "ada" || in.NewID() == "" || in.State.Customer != "ada" {
			t.Errorf("input %+v", in)
		}
		in.Cmd.Add[0].SKU = "changed"
		return []shop.ChangeItemsEvent{shop.ItemAdded{OrderID: in.State.OrderID, Item: item()}}, nil
	}
	if _, err := w.ChangeItems(ada, shop.ChangeItems{OrderID: id, Add: add}); err != nil || add[0].SKU != "TEA-1" {
		t.Error(add, err)
	}
	w.decider.decide = func(shop.ChangeItemsInput) ([]shop.ChangeItemsEvent, error) {
		return nil, &shop.CreditExceeded{Excess: 7}
	}
	_, err := w.ChangeItems(ada, shop.ChangeItems{OrderID: id, Add: add})
	wantRejection(t, err, "CreditExceeded", "credit exceeded by 7")
	if rejection, ok := errors.AsType[*shop.CreditExceeded](err); !ok || rejection.Excess != 7 {
		t.Errorf("error %v", err)
	}
	cause := errors.New("no line")
	w.decider.decide = func(shop.ChangeItemsInput) ([]shop.ChangeItemsEvent, error) { return nil, cause }
	if _, err := w.ChangeItems(ada, shop.ChangeItems{OrderID: id, Add: add}); !errors.Is(err, cause) || errors.As(err, new(*orchestrix.RejectionError)) {
		t.Errorf("error %v", err)
	}
}

func TestAHandWrittenApplyIsCalled(t *testing.T) {
	w := newWorld()
	id := w.placed(t)
	w.decider.decide = func(in shop.ChangeItemsInput) ([]shop.ChangeItemsEvent, error) {
		return []shop.ChangeItemsEvent{shop.StockCounted{OrderID: in.State.OrderID, Count: 1}}, nil
	}
	_, err := w.ChangeItems(ada, shop.ChangeItems{OrderID: id, Add: []shop.Item{item()}})
	if !errors.As(err, new(*orchestrix.FaultError)) || !strings.Contains(err.Error(), "isn't applied yet") {
		t.Errorf("error %v", err)
	}
}

func TestAnOverflowIsAFault(t *testing.T) {
	var order shop.Order
	big := item()
	big.Price.Amount = 1<<63 - 1
	if err := order.Apply(shop.ItemAdded{Item: big}, orchestrix.Meta{}); err != nil {
		t.Fatal(err)
	}
	err := order.Apply(shop.ItemAdded{Item: item()}, orchestrix.Meta{})
	var fault *orchestrix.FaultError
	if !errors.As(err, &fault) || fault.Rule != "shop.ItemAdded" {
		t.Errorf("error %v", err)
	}
}

func TestAnEventAsAPointerIsNoEvent(t *testing.T) {
	var order shop.Order
	if err := order.Apply(&shop.ItemAdded{}, orchestrix.Meta{}); err == nil {
		t.Error("a pointer passes for an event and changes nothing")
	}
}

func TestApplyingSharesNothingThatIsWrittenLater(t *testing.T) {
	var order shop.Order
	placed := shop.OrderPlaced{Items: make([]shop.Item, 1, 10)}
	_ = order.Apply(placed, orchestrix.Meta{})
	_ = order.Apply(shop.ItemAdded{Item: item()}, orchestrix.Meta{})
	if placed.Items[:2][1].SKU != "" {
		t.Error("an append wrote into the event's list")
	}
}

func TestStubsSayWhatIsMissing(t *testing.T) {
	w := newWorld()
	w.Module = shop.NewModule(orchestrix.NewEngine(w.store), shop.NewOrderDecider(), shop.NewAsks())
	id := w.placed(t)
	if _, err := w.AddItem(ada, shop.AddItem{OrderID: id, Item: item()}); err == nil || !strings.Contains(err.Error(), "shop.limit isn't answered yet") {
		t.Errorf("error %v", err)
	}
}
