package main

import (
	"context"
	"fmt"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	"github.com/orchestrix-go/orchestrix-gen/bench/hand"
	"github.com/orchestrix-go/orchestrix-gen/bench/peers"
	"github.com/orchestrix-go/orchestrix-gen/bench/plain"
	"github.com/orchestrix-go/orchestrix-gen/bench/race"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// commands is how many commands one measurement runs, each on an order of its
// own that has ten events.
const commands = 1000

func measureCommand(r *run) ([]row, error) {
	ctx := context.Background()
	batch := commands
	if r.quick {
		batch = commands / 10
	}
	item := ordering.OrderItem{Sku: "SKU-0007", Name: "Grinder", Quantity: 1, Price: euro(8900)}
	command := func(i int) ordering.AddItem { return ordering.AddItem{OrderID: orderName(i), Item: item} }
	var module *ordering.Module
	var store orchestrix.Store
	rows, _, err := r.compare("a command, memory store, 10 events before",
		race.Contender{
			Name: "generated", Batch: batch,
			Prepare: func(n int) (err error) {
				store, err = tenEventsEach(ctx, n)
				module = ordering.NewModule(orchestrix.NewEngine(store))
				return err
			},
			Work: func(n int) error {
				for i := range n {
					if _, err := module.AddItem(ctx, command(i)); err != nil {
						return err
					}
				}
				return nil
			},
		},
		rival{goal: within(1.3), Contender: race.Contender{
			Name: "by hand, same codec", Batch: batch,
			Prepare: func(n int) (err error) {
				store, err = tenEventsEach(ctx, n)
				return err
			},
			Work: func(n int) error {
				for i := range n {
					if err := hand.AddItem(ctx, store, command(i)); err != nil {
						return err
					}
				}
				return nil
			},
		}},
		rival{goal: fasterBy(5), Contender: horizon("looplab/eventhorizon, events as JSON", batch, true, plainItem(item))},
		rival{goal: versus, Contender: horizon("looplab/eventhorizon, events copied", batch, false, plainItem(item))},
	)
	return rows, err
}

// horizon does the same with looplab/eventhorizon.
func horizon(name string, batch int, asJSON bool, item plain.Item) race.Contender {
	ctx := context.Background()
	var orders *peers.Horizon
	return race.Contender{
		Name: name, Batch: batch,
		Prepare: func(n int) (err error) {
			// One more order shows that the command does what it should.
			orders, err = peers.NewHorizon(asJSON, n+1, plainPlaced())
			if err == nil {
				err = orders.AddItem(ctx, n, item)
			}
			if err == nil {
				err = orders.Check(ctx, n, item)
			}
			return err
		},
		Work: func(n int) error {
			for i := range n {
				if err := orders.AddItem(ctx, i, item); err != nil {
					return err
				}
			}
			return nil
		},
	}
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
