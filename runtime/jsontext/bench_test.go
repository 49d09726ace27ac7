package jsontext_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// The types below are an event with a nested value and a list, once with the
// codec as it is generated, once plain for encoding/json. The third decoder,
// handDecode, is what a person would write for this one event.

type (
	money struct {
		Amount   int64  `json:"amount"`
		Currency string `json:"currency"`
	}
	orderItem struct {
		SKU      string `json:"sku"`
		Name     string `json:"name"`
		Quantity int64  `json:"quantity"`
		Price    money  `json:"price"`
	}
	orderPlaced struct {
		OrderID    string      `json:"order_id"`
		CustomerID string      `json:"customer_id"`
		Items      []orderItem `json:"items"`
		Total      money       `json:"total"`
		PlacedAt   time.Time   `json:"placed_at"`
		Channel    string      `json:"channel"`
		Express    bool        `json:"express"`
		Address    string      `json:"address"`
		Note       *string     `json:"note,omitempty"`
	}
	plainMoney money
	plainItem  struct {
		SKU      string     `json:"sku"`
		Name     string     `json:"name"`
		Quantity int64      `json:"quantity"`
		Price    plainMoney `json:"price"`
	}
	plainOrderPlaced struct {
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

func (m *money) DecodeJSON(d *jsontext.Decoder) {
	*m = money{}
	o := d.Object()
	for o.Next() {
		if o.At(`"amount":`) || o.Key("amount") {
			m.Amount = d.Int64()
		}
		if o.At(`"currency":`) || o.Key("currency") {
			m.Currency = d.String()
		}
	}
}

func (m money) AppendJSON(b []byte) (_ []byte, err error) {
	b = append(b, `{"amount":`...)
	b = jsontext.AppendInt(b, m.Amount)
	b = append(b, `,"currency":`...)
	b = jsontext.AppendString(b, m.Currency)
	return append(b, '}'), nil
}

func (o *orderItem) DecodeJSON(d *jsontext.Decoder) {
	*o = orderItem{}
	obj := d.Object()
	for obj.Next() {
		if obj.At(`"sku":`) || obj.Key("sku") {
			o.SKU = d.String()
		}
		if obj.At(`"name":`) || obj.Key("name") {
			o.Name = d.String()
		}
		if obj.At(`"quantity":`) || obj.Key("quantity") {
			o.Quantity = d.Int64()
		}
		if obj.At(`"price":`) || obj.Key("price") {
			o.Price.DecodeJSON(d)
		}
	}
}

func (o orderItem) AppendJSON(b []byte) (_ []byte, err error) {
	b = append(b, `{"sku":`...)
	b = jsontext.AppendString(b, o.SKU)
	b = append(b, `,"name":`...)
	b = jsontext.AppendString(b, o.Name)
	b = append(b, `,"quantity":`...)
	b = jsontext.AppendInt(b, o.Quantity)
	b = append(b, `,"price":`...)
	if b, err = o.Price.AppendJSON(b); err != nil {
		return nil, jsontext.AtKey(err, "price")
	}
	return append(b, '}'), nil
}

func (e *orderPlaced) DecodeJSON(d *jsontext.Decoder) {
	*e = orderPlaced{}
	o := d.Object()
	for o.Next() {
		if o.At(`"order_id":`) || o.Key("order_id") {
			e.OrderID = d.String()
		}
		if o.At(`"customer_id":`) || o.Key("customer_id") {
			e.CustomerID = d.String()
		}
		if o.At(`"items":`) || o.Key("items") {
			e.Items = jsontext.Objects(d, (*orderItem).DecodeJSON)
		}
		if o.At(`"total":`) || o.Key("total") {
			e.Total.DecodeJSON(d)
		}
		if o.At(`"placed_at":`) || o.Key("placed_at") {
			e.PlacedAt = d.Time()
		}
		if o.At(`"channel":`) || o.Key("channel") {
			e.Channel = d.String()
		}
		if o.At(`"express":`) || o.Key("express") {
			e.Express = d.Bool()
		}
		if o.At(`"address":`) || o.Key("address") {
			e.Address = d.String()
		}
		if (o.At(`"note":`) || o.Optional("note")) && !d.Null() {
			e.Note = new(d.String())
		}
	}
}

func (e orderPlaced) AppendJSON(b []byte) (_ []byte, err error) {
	b = append(b, `{"order_id":`...)
	b = jsontext.AppendString(b, e.OrderID)
	b = append(b, `,"customer_id":`...)
	b = jsontext.AppendString(b, e.CustomerID)
	b = append(b, `,"items":`...)
	if b, err = jsontext.AppendObjects(b, e.Items, orderItem.AppendJSON); err != nil {
		return nil, jsontext.AtKey(err, "items")
	}
	b = append(b, `,"total":`...)
	if b, err = e.Total.AppendJSON(b); err != nil {
		return nil, jsontext.AtKey(err, "total")
	}
	b = append(b, `,"placed_at":`...)
	if b, err = jsontext.AppendTime(b, e.PlacedAt); err != nil {
		return nil, jsontext.AtKey(err, "placed_at")
	}
	b = append(b, `,"channel":`...)
	b = jsontext.AppendString(b, e.Channel)
	b = append(b, `,"express":`...)
	b = jsontext.AppendBool(b, e.Express)
	b = append(b, `,"address":`...)
	b = jsontext.AppendString(b, e.Address)
	if e.Note != nil {
		b = append(b, `,"note":`...)
		b = jsontext.AppendString(b, *e.Note)
	}
	return append(b, '}'), nil
}

func (e *orderPlaced) UnmarshalJSON(data []byte) error {
	d := jsontext.Open(data)
	e.DecodeJSON(d)
	return d.Close()
}

func sample() orderPlaced {
	euro := func(cents int64) money { return money{cents, "EUR"} }
	return orderPlaced{
		OrderID:    "ord_01jqz3k9w8e6vb2x4t7n5m0pcd",
		CustomerID: "cus_01jqz3k9w8e6vb2x4t7n5m0abc",
		Items: []orderItem{
			{"SKU-1001", "Espresso beans, dark roast, 1 kg", 2, euro(1899)},
			{"SKU-2042", "Paper filters, size 4, 100 pieces", 1, euro(349)},
		},
		Total:    euro(4147),
		PlacedAt: time.Date(2026, 1, 29, 12, 34, 56, 789012000, time.UTC),
		Channel:  "web",
		Express:  true,
		Address:  "Musterstrasse 12, 10115 Berlin, Germany, second backyard, third floor",
	}
}

func sampleText(t testing.TB) []byte {
	t.Helper()
	text, err := sample().AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func BenchmarkDecode(b *testing.B) {
	text := sampleText(b)
	b.Run("generated", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			var e orderPlaced
			if err := e.UnmarshalJSON(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			var e orderPlaced
			if !handDecode(&e, text) {
				b.Fatal("not in order")
			}
		}
	})
	b.Run("any order", func(b *testing.B) {
		reversed := []byte(`{"address":"Musterstrasse 12, 10115 Berlin, Germany, second backyard, third floor","express":true,"channel":"web","placed_at":"2026-01-29T12:34:56.789012Z","total":{"currency":"EUR","amount":4147},"items":[{"price":{"currency":"EUR","amount":1899},"quantity":2,"name":"Espresso beans, dark roast, 1 kg","sku":"SKU-1001"},{"price":{"currency":"EUR","amount":349},"quantity":1,"name":"Paper filters, size 4, 100 pieces","sku":"SKU-2042"}],"customer_id":"cus_01jqz3k9w8e6vb2x4t7n5m0abc","order_id":"ord_01jqz3k9w8e6vb2x4t7n5m0pcd"}`)
		b.ReportAllocs()
		b.SetBytes(int64(len(reversed)))
		for b.Loop() {
			var e orderPlaced
			if err := e.UnmarshalJSON(reversed); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			var e plainOrderPlaced
			if err := json.Unmarshal(text, &e); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	event := sample()
	buffer := make([]byte, 0, 1024)
	b.Run("generated", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := event.AppendJSON(buffer); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("by hand", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			handEncode(buffer, &event)
		}
	})
	var plain plainOrderPlaced
	if err := json.Unmarshal(sampleText(b), &plain); err != nil {
		b.Fatal(err)
	}
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(&plain); err != nil {
				b.Fatal(err)
			}
		}
	})
}
