package main

import (
	"context"
	"fmt"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	"github.com/orchestrix-go/orchestrix-gen/bench/hand"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// commands is how many commands one measurement runs, each on an order of its
// own that has ten events.
const commands = 3000

func measureCommand(r *run) ([]row, error) {
	ctx := context.Background()
	item := ordering.OrderItem{Sku: "SKU-0007", Name: "Grinder", Quantity: 1, Price: euro(8900)}
	command := func(i int) ordering.AddItem { return ordering.AddItem{OrderID: orderName(i), Item: item} }
	var module *ordering.Module
	var store orchestrix.Store
	measured, err := r.race(
		contender{
			name: "generated", batch: commands,
			prepare: func(n int) (err error) {
				store, err = tenEventsEach(ctx, n)
				module = ordering.NewModule(orchestrix.NewEngine(store))
				return err
			},
			work: func(n int) error {
				for i := range n {
					if _, err := module.AddItem(ctx, command(i)); err != nil {
						return err
					}
				}
				return nil
			},
		},
		contender{
			name: "by hand, same codec", batch: commands,
			prepare: func(n int) (err error) {
				store, err = tenEventsEach(ctx, n)
				return err
			},
			work: func(n int) error {
				for i := range n {
					if err := hand.AddItem(ctx, store, command(i)); err != nil {
						return err
					}
				}
				return nil
			},
		},
	)
	if err != nil {
		return nil, err
	}
	return []row{slower("a command, memory store, 10 events before", measured[0], measured[1], 1.3)}, nil
}

func orderName(i int) ordering.OrderID {
	return ordering.OrderID(fmt.Sprintf("ord_01jqz3k9w8e6vb2x4t7n%06d", i))
}

// tenEventsEach is a store with n orders of ten events.
func tenEventsEach(ctx context.Context, n int) (orchestrix.Store, error) {
	store := memory.New()
	for i := range n {
		id := orderName(i)
		placed := samplePlaced()
		placed.OrderID = id
		events := []ordering.OrderEvent{placed}
		for len(events) < 10 {
			events = append(events,
				ordering.ItemAdded{OrderID: id, Item: placed.Items[0]},
				ordering.AddressChanged{OrderID: id, Address: placed.Address},
				ordering.ItemAdded{OrderID: id, Item: placed.Items[1]})
		}
		batch := orchestrix.Batch{Stream: orchestrix.StreamID{Category: "ordering.Order", ID: string(id)}}
		command := orchestrix.CommandID(orchestrix.NewUUID())
		for j, event := range events {
			data, err := event.AppendJSON(nil)
			if err != nil {
				return nil, err
			}
			batch.Events = append(batch.Events, pending(command, batch.Stream, j, event.EventType(), data))
		}
		if _, err := store.Append(ctx, batch); err != nil {
			return nil, err
		}
	}
	return store, nil
}

func pending(command orchestrix.CommandID, stream orchestrix.StreamID, index int, typ string, data []byte) orchestrix.Pending {
	return orchestrix.Pending{
		ID: orchestrix.NewEventID(command, stream, index), Type: typ, SchemaVersion: 1,
		Time:     time.Now().UTC().Truncate(time.Microsecond),
		Metadata: orchestrix.Metadata{CommandID: command, CorrelationID: string(command)},
		Data:     data,
	}
}
