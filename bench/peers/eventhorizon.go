package peers

import (
	"context"
	"fmt"
	"slices"
	"time"

	eh "github.com/looplab/eventhorizon"
	"github.com/looplab/eventhorizon/aggregatestore/events"
	"github.com/looplab/eventhorizon/commandhandler/aggregate"
	"github.com/looplab/eventhorizon/eventstore/memory"
	"github.com/looplab/eventhorizon/uuid"

	"github.com/orchestrix-go/orchestrix-gen/bench/plain"
)

const (
	orderType      eh.AggregateType = "Order"
	addItemCommand eh.CommandType   = "AddItem"
	placedEvent    eh.EventType     = "ordering.OrderPlaced"
	itemEvent      eh.EventType     = "ordering.ItemAdded"
	addressEvent   eh.EventType     = "ordering.AddressChanged"
)

type itemAdded struct {
	OrderID string     `json:"order_id"`
	Item    plain.Item `json:"item"`
}

type addressChanged struct {
	OrderID string `json:"order_id"`
	Address string `json:"address"`
}

func init() {
	eh.RegisterEventData(placedEvent, func() eh.EventData { return new(plain.Placed) })
	eh.RegisterEventData(itemEvent, func() eh.EventData { return new(itemAdded) })
	eh.RegisterEventData(addressEvent, func() eh.EventData { return new(addressChanged) })
	eh.RegisterAggregate(func(id uuid.UUID) eh.Aggregate {
		return &order{AggregateBase: events.NewAggregateBase(orderType, id)}
	})
}

type addItem struct {
	ID   uuid.UUID
	Item plain.Item
}

func (c addItem) AggregateID() uuid.UUID          { return c.ID }
func (c addItem) AggregateType() eh.AggregateType { return orderType }
func (c addItem) CommandType() eh.CommandType     { return addItemCommand }

// order is the aggregate, with what the measured command needs of it.
type order struct {
	*events.AggregateBase
	placed     bool
	customerID string
	items      []plain.Item
	address    string
	note       *string
}

// HandleCommand has the rules of the command and its refusals.
func (o *order) HandleCommand(_ context.Context, cmd eh.Command) error {
	c, ok := cmd.(addItem)
	switch {
	case !ok:
		return fmt.Errorf("unknown command %T", cmd)
	case c.Item.Name == "" || len(c.Item.Name) > 100 || c.Item.Quantity < 1 || c.Item.Quantity > 1000 || c.Item.Price.Amount < 0:
		return fmt.Errorf("invalid command")
	case !o.placed:
		return fmt.Errorf("the order is not placed")
	case len(o.items) >= 100:
		return fmt.Errorf("there are %d items already", len(o.items))
	}
	o.AppendEvent(itemEvent, &itemAdded{OrderID: c.ID.String(), Item: c.Item}, time.Now())
	return nil
}

func (o *order) ApplyEvent(_ context.Context, event eh.Event) error {
	switch e := event.Data().(type) {
	case *plain.Placed:
		o.placed, o.customerID, o.items, o.address, o.note = true, e.CustomerID, e.Items, e.Address, e.Note
	case *itemAdded:
		o.items = append(o.items, e.Item)
	case *addressChanged:
		o.address = e.Address
	default:
		return fmt.Errorf("unknown event %T", e)
	}
	return nil
}

// Horizon carries out commands with looplab/eventhorizon.
type Horizon struct {
	ids    []uuid.UUID
	store  eh.EventStore
	handle *aggregate.CommandHandler
}

// NewHorizon has n orders of ten events, stored as JSON by the library's own
// codec, or as the library's memory store has them: copied, not serialised.
func NewHorizon(asJSON bool, n int, placed plain.Placed) (*Horizon, error) {
	var store eh.EventStore = newJSONStore()
	if !asJSON {
		var err error
		if store, err = memory.NewEventStore(); err != nil {
			return nil, err
		}
	}
	aggregates, err := events.NewAggregateStore(store)
	if err != nil {
		return nil, err
	}
	handle, err := aggregate.NewCommandHandler(orderType, aggregates)
	if err != nil {
		return nil, err
	}
	h := &Horizon{store: store, handle: handle}
	for range n {
		id := uuid.New()
		h.ids = append(h.ids, id)
		if err := store.Save(context.Background(), tenEvents(id, placed), 0); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func tenEvents(id uuid.UUID, placed plain.Placed) []eh.Event {
	placed.OrderID = id.String()
	o := events.NewAggregateBase(orderType, id)
	o.AppendEvent(placedEvent, &placed, time.Now())
	for range 3 {
		o.AppendEvent(itemEvent, &itemAdded{placed.OrderID, placed.Items[0]}, time.Now())
		o.AppendEvent(addressEvent, &addressChanged{placed.OrderID, placed.Address}, time.Now())
		o.AppendEvent(itemEvent, &itemAdded{placed.OrderID, placed.Items[1]}, time.Now())
	}
	return slices.Clone(o.UncommittedEvents())
}

// AddItem adds an item to the i-th order.
func (h *Horizon) AddItem(ctx context.Context, i int, item plain.Item) error {
	return h.handle.HandleCommand(ctx, addItem{h.ids[i], item})
}

// Check says whether the i-th order has its events and the item added to it.
func (h *Horizon) Check(ctx context.Context, i int, item plain.Item) error {
	stored, err := h.store.Load(ctx, h.ids[i])
	if err != nil {
		return err
	}
	if last, ok := stored[len(stored)-1].Data().(*itemAdded); len(stored) != 11 || !ok || last.Item != item {
		return fmt.Errorf("there are %d events, the last %v", len(stored), stored[len(stored)-1])
	}
	return nil
}
