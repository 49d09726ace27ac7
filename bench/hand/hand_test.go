package hand_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	"github.com/orchestrix-go/orchestrix-gen/bench/hand"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func placed() ordering.OrderPlaced {
	return ordering.OrderPlaced{
		OrderID: "ord_1", CustomerID: "ann", Items: []ordering.OrderItem{
			{Sku: "SKU-0001", Name: "beans", Quantity: 2, Price: ordering.Money{Amount: 5, Currency: "EUR"}},
			{Sku: "SKU-0002", Name: "filters", Quantity: 1, Price: ordering.Money{Amount: 3, Currency: "EUR"}},
		},
		Total: ordering.Money{Amount: 13, Currency: "EUR"}, PlacedAt: time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC),
		Channel: ordering.ChannelApp, Express: true, Address: "Main Street 1", Note: new("ring twice"),
	}
}

func TestTheCodecByHandAgreesWithTheGeneratedOne(t *testing.T) {
	event := placed()
	want, err := event.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := hand.Encode(nil, &event); string(got) != string(want) {
		t.Errorf("by hand:   %s\ngenerated: %s", got, want)
	}
	var decoded ordering.OrderPlaced
	if !hand.Decode(&decoded, want) || !decoded.Equal(event) {
		t.Errorf("decoded by hand: %+v", decoded)
	}
	if hand.Decode(&decoded, want[:len(want)-1]) {
		t.Error("an unfinished event was decoded")
	}
}

// TestTheDecoderByHandPromisesNoLess changes every byte of a text: a limit that
// lets wrong input pass would be none.
func TestTheDecoderByHandPromisesNoLess(t *testing.T) {
	event := placed()
	text, err := event.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		for c := range 256 {
			changed := slices.Clone(text)
			changed[i] = byte(c)
			var byHand, generated ordering.OrderPlaced
			if !hand.Decode(&byHand, changed) {
				continue
			}
			if err := generated.UnmarshalJSON(changed); err != nil || !byHand.Equal(generated) {
				t.Errorf("%s by hand is %+v, generated: %+v, %v", changed, byHand, generated, err)
			}
		}
	}
}

func TestValidationByHandAgreesWithTheGeneratedOne(t *testing.T) {
	long := make([]byte, 600)
	for i := range long {
		long[i] = 'x'
	}
	e := placed()
	valid := ordering.PlaceOrder{OrderID: e.OrderID, CustomerID: e.CustomerID, Items: e.Items, Total: e.Total, Channel: e.Channel, Address: e.Address, Note: e.Note}
	breaks := map[string]func(*ordering.PlaceOrder){
		"nothing":     func(*ordering.PlaceOrder) {},
		"id":          func(c *ordering.PlaceOrder) { c.OrderID = "\n" },
		"empty texts": func(c *ordering.PlaceOrder) { c.CustomerID, c.Address, c.Items[0].Name = "", "", "" },
		"long texts": func(c *ordering.PlaceOrder) {
			c.CustomerID, c.Address, c.Note = string(long), string(long), new(string(long))
		},
		"long name":  func(c *ordering.PlaceOrder) { c.Items[1].Name = string(long) },
		"no items":   func(c *ordering.PlaceOrder) { c.Items = nil },
		"many items": func(c *ordering.PlaceOrder) { c.Items = make([]ordering.OrderItem, 101) },
		"patterns": func(c *ordering.PlaceOrder) {
			c.Items[0].Sku, c.Items[0].Price.Currency, c.Total.Currency = "SKU-12x4", "eur", ""
		},
		"numbers":      func(c *ordering.PlaceOrder) { c.Items[0].Quantity, c.Items[1].Quantity, c.Total.Amount = 0, 1001, -1 },
		"a price":      func(c *ordering.PlaceOrder) { c.Items[1].Price.Amount = -7 },
		"no channel":   func(c *ordering.PlaceOrder) { c.Channel = "" },
		"some channel": func(c *ordering.PlaceOrder) { c.Channel = "pigeon" },
	}
	for name, change := range breaks {
		t.Run(name, func(t *testing.T) {
			c := valid
			c.Items = slices.Clone(valid.Items)
			change(&c)
			if got, want := violations(t, hand.Validate(c)), violations(t, c.Validate()); !reflect.DeepEqual(got, want) {
				t.Errorf("by hand:   %v\ngenerated: %v", got, want)
			}
		})
	}
}

func violations(t *testing.T, err error) orchestrix.Violations {
	t.Helper()
	if err == nil {
		return nil
	}
	invalid, ok := errors.AsType[*orchestrix.InvalidError](err)
	if !ok {
		t.Fatalf("the error is %v", err)
	}
	return invalid.Violations
}

func TestApplyByHandAgreesWithTheGeneratedOne(t *testing.T) {
	events := []ordering.OrderEvent{
		placed(), ordering.ItemAdded{Item: placed().Items[0]}, ordering.PaymentReceived{Amount: 5}, ordering.AddressChanged{Address: "elsewhere"},
		ordering.NoteWritten{}, ordering.OrderClosed{},
	}
	var byHand, generated ordering.Order
	for _, event := range events {
		if err := errors.Join(hand.Apply(&byHand, event), generated.Apply(event, orchestrix.Meta{})); err != nil {
			t.Fatal(err)
		}
		if !byHand.Equal(generated) {
			t.Errorf("after %s by hand: %+v\ngenerated: %+v", event.EventType(), byHand, generated)
		}
	}
	if hand.Apply(&byHand, ordering.PaymentReceived{Amount: 1<<63 - 1}) == nil {
		t.Error("an overflow went unnoticed")
	}
}
