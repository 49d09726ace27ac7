package hand

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// AddItem carries out the command straight on a store, with the generated codec:
// validate, load, decide, append.
func AddItem(ctx context.Context, store orchestrix.Store, c ordering.AddItem) error {
	if c.OrderID == "" || !orchestrix.ValidID(string(c.OrderID)) || c.Item.Name == "" || len(c.Item.Name) > 100 ||
		!IsSKU(c.Item.Sku) || c.Item.Quantity < 1 || c.Item.Quantity > 1000 || c.Item.Price.Amount < 0 || !IsCurrency(c.Item.Price.Currency) {
		return fmt.Errorf("invalid command")
	}
	stream := orchestrix.StreamID{Category: "ordering.Order", ID: string(c.OrderID)}
	var order ordering.Order
	var version orchestrix.Version
	for recorded, err := range store.Read(ctx, stream, 0) {
		if err != nil {
			return err
		}
		event, err := decodeEvent(recorded)
		if err != nil {
			return err
		}
		if err := Apply(&order, event); err != nil {
			return err
		}
		version = recorded.Version
	}
	switch {
	case version == 0:
		return fmt.Errorf("order %s not found", c.OrderID)
	case len(order.Items) >= 100:
		return fmt.Errorf("there are %d items already", len(order.Items))
	case order.Status != ordering.OrderStatusPlaced:
		return fmt.Errorf("order %s is %s", c.OrderID, order.Status)
	}
	event := ordering.ItemAdded{OrderID: c.OrderID, Item: c.Item}
	after := order
	after.Items = slices.Clone(order.Items)
	if err := Apply(&after, event); err != nil {
		return err
	}
	data, err := event.AppendJSON(nil)
	if err != nil {
		return err
	}
	command := orchestrix.CommandID(orchestrix.NewUUID())
	_, err = store.Append(ctx, orchestrix.Batch{
		Stream: stream, Expect: orchestrix.Exactly(version), Events: []orchestrix.Pending{{
			ID: orchestrix.NewEventID(command, stream, 0), Type: event.EventType(), SchemaVersion: event.SchemaVersion(),
			Time:     time.Now().UTC().Truncate(time.Microsecond),
			Metadata: orchestrix.Metadata{CommandID: command, CorrelationID: string(command)},
			Data:     data,
		}},
	})
	return err
}

func decodeEvent(recorded orchestrix.Recorded) (ordering.OrderEvent, error) {
	switch recorded.Type {
	case "ordering.OrderPlaced":
		var e ordering.OrderPlaced
		err := e.UnmarshalJSON(recorded.Data)
		return e, err
	case "ordering.ItemAdded":
		var e ordering.ItemAdded
		err := e.UnmarshalJSON(recorded.Data)
		return e, err
	case "ordering.AddressChanged":
		var e ordering.AddressChanged
		err := e.UnmarshalJSON(recorded.Data)
		return e, err
	}
	return nil, fmt.Errorf("unknown event %s", recorded.Type)
}
