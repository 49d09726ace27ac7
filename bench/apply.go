package main

import (
	"fmt"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	"github.com/orchestrix-go/orchestrix-gen/bench/hand"
	"github.com/orchestrix-go/orchestrix-gen/bench/race"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func measureApply(r *run) ([]row, error) {
	events := history()
	var ours, theirs ordering.Order
	rows, applied, err := r.compare("apply 1,000 events",
		race.Each("generated", func() error {
			ours = ordering.Order{}
			for _, event := range events {
				if err := ours.Apply(event, orchestrix.Meta{}); err != nil {
					return err
				}
			}
			return nil
		}),
		rival{goal: within(1.05), Contender: race.Each("a switch by hand", func() error {
			theirs = ordering.Order{}
			for _, event := range events {
				if err := hand.Apply(&theirs, event); err != nil {
					return err
				}
			}
			return nil
		})},
	)
	if err != nil {
		return nil, err
	}
	if !ours.Equal(theirs) {
		return nil, fmt.Errorf("the switch by hand gives %+v, not %+v", theirs, ours)
	}
	return append(rows, atMost("the same, allocations", applied.Allocs, 0, count)), nil
}

// history is a thousand events whose application needs no memory: no list grows.
func history() []ordering.OrderEvent {
	note := "leave it at the neighbour's"
	events := []ordering.OrderEvent{samplePlaced()}
	for i := 1; i < 1000; i++ {
		switch i % 3 {
		case 0:
			events = append(events, ordering.PaymentReceived{OrderID: orderID, Amount: int64(i), Reference: "r"})
		case 1:
			events = append(events, ordering.AddressChanged{OrderID: orderID, Address: "Musterstrasse 12"})
		case 2:
			events = append(events, ordering.NoteWritten{OrderID: orderID, Note: &note})
		}
	}
	return events
}
