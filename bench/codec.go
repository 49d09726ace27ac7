package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	"github.com/orchestrix-go/orchestrix-gen/bench/hand"
)

// The same event for encoding/json: plain structs with tags.
type (
	plainMoney struct {
		Amount   int64  `json:"amount"`
		Currency string `json:"currency"`
	}
	plainItem struct {
		SKU      string     `json:"sku"`
		Name     string     `json:"name"`
		Quantity int32      `json:"quantity"`
		Price    plainMoney `json:"price"`
	}
	plainPlaced struct {
		OrderID    string      `json:"order_id"`
		CustomerID string      `json:"customer_id"`
		Items      []plainItem `json:"items"`
		Total      plainMoney  `json:"total"`
		PlacedAt   time.Time   `json:"placed_at"`
		Channel    string      `json:"channel"`
		Express    bool        `json:"express"`
		Address    string      `json:"address"`
		Note       *string     `json:"note,omitempty"`
	}
)

func measureDecoding(r *run) ([]row, error) {
	event := samplePlaced()
	text, err := event.AppendJSON(nil)
	if err != nil {
		return nil, err
	}
	decoded, err := r.race(
		each("generated", func() error {
			var e ordering.OrderPlaced
			return e.UnmarshalJSON(text)
		}),
		each("by hand, this order of keys only", func() error {
			var e ordering.OrderPlaced
			if !hand.Decode(&e, text) {
				return fmt.Errorf("the decoder written by hand refuses %s", text)
			}
			return nil
		}),
		each("encoding/json", func() error {
			var e plainPlaced
			return json.Unmarshal(text, &e)
		}),
	)
	if err != nil {
		return nil, err
	}
	what := fmt.Sprintf("decode an event of %d bytes", len(text))
	return []row{
		slower(what, decoded[0], decoded[1], 1.05),
		faster(what, decoded[0], decoded[2], 9),
		atMost("the same, allocations", decoded[0].allocs, 3, count),
	}, nil
}

func measureEncoding(r *run) ([]row, error) {
	event := samplePlaced()
	text, err := event.AppendJSON(nil)
	if err != nil {
		return nil, err
	}
	var plain plainPlaced
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil, err
	}
	buffer := make([]byte, 0, 2*len(text))
	encoded, err := r.race(
		each("generated", func() error {
			_, err := event.AppendJSON(buffer)
			return err
		}),
		each("by hand", func() error {
			hand.Encode(buffer, &event)
			return nil
		}),
		each("encoding/json", func() error {
			_, err := json.Marshal(&plain)
			return err
		}),
	)
	if err != nil {
		return nil, err
	}
	what := "encode it into a given buffer"
	return []row{
		slower(what, encoded[0], encoded[1], 1.1),
		faster(what, encoded[0], encoded[2], 5),
		atMost("the same, allocations", encoded[0].allocs, 0, count),
	}, nil
}

// each is a contender that does one thing again and again.
func each(name string, do func() error) contender {
	return contender{name: name, work: func(n int) error {
		for range n {
			if err := do(); err != nil {
				return err
			}
		}
		return nil
	}}
}
