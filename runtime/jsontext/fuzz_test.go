package jsontext_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

var fuzzSeeds = []string{
	`{}`, `[]`, `null`, `true`, `-0.5e+10`, `"\u00e9\ud83c\udf89"`, `{"a":[1,{"b":null}],"a":2}`, ` [ 1 , "x" ] `,
	`{"order_id":"o","customer_id":"c","items":[{"sku":"A","name":"n","quantity":1,"price":{"amount":1,"currency":"EUR"}}],` +
		`"total":{"amount":1,"currency":"EUR"},"placed_at":"2026-01-29T12:00:00Z","channel":"web","express":true,"address":"x","note":null}`,
	`{"express":false,"order_id":"o"}`, `{"order_id":"o","order_id":"p"}`, "\"\xff\"", `"\ud800"`, `01`, `[1,]`, `{"a":1,}`, "", "\x00",
	`9223372036854775807`, `-9223372036854775808`, `18446744073709551615`, `4294967296`, `-0`, `1e400`, `"long enough to be read by words \n, twice"`,
}

// FuzzSkip compares what is valid JSON with encoding/json.
func FuzzSkip(f *testing.F) {
	for _, seed := range fuzzSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := jsontext.NewDecoder(data)
		d.Skip()
		sameValidity(t, data, d.Done())
	})
}

// sameValidity fails if data is valid JSON to one of us only, other than where
// we are stricter.
func sameValidity(t *testing.T, data []byte, err error) {
	t.Helper()
	if err == nil {
		if !json.Valid(data) {
			t.Fatalf("%q is accepted", data)
		}
		return
	}
	e := asError(t, err)
	if e.Offset < 0 || e.Offset > len(data) {
		t.Fatalf("%q: the offset is %d", data, e.Offset)
	}
	if (e.Kind == jsontext.Syntax || e.Kind == jsontext.TrailingData) && json.Valid(data) {
		t.Fatalf("%q is refused: %v", data, err)
	}
}

// FuzzValues compares what values of simple types are with encoding/json.
func FuzzValues(f *testing.F) {
	for _, seed := range fuzzSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		sameValue(t, data, (*jsontext.Decoder).Bool)
		sameValue(t, data, (*jsontext.Decoder).String)
		sameValue(t, data, (*jsontext.Decoder).Float64)
		sameValue(t, data, (*jsontext.Decoder).Int32)
		sameValue(t, data, (*jsontext.Decoder).Int64)
		sameValue(t, data, (*jsontext.Decoder).Uint32)
		sameValue(t, data, (*jsontext.Decoder).Uint64)
		sameValue(t, data, func(d *jsontext.Decoder) map[string]int64 {
			return jsontext.Map[string](d, (*jsontext.Decoder).Int64)
		})
		sameValue(t, data, func(d *jsontext.Decoder) []string {
			return jsontext.List(d, (*jsontext.Decoder).String)
		})
	})
}

func sameValue[T any](t *testing.T, data []byte, read func(*jsontext.Decoder) T) {
	t.Helper()
	d := jsontext.NewDecoder(data)
	got := read(d)
	err := d.Done()
	sameValidity(t, data, err)
	var plain T
	plainErr := json.Unmarshal(data, &plain)
	switch {
	case err == nil && (plainErr != nil || !reflect.DeepEqual(got, plain)):
		t.Fatalf("%q as %T is %v, and to encoding/json %v, %v", data, got, got, plain, plainErr)
	case err != nil && plainErr == nil && asError(t, err).Kind == jsontext.OutOfRange:
		t.Fatalf("%q as %T: %v, and to encoding/json it is %v", data, got, err, plain)
	}
}

// FuzzDecode compares a decoder as it is generated with encoding/json, and reads
// back what it writes.
func FuzzDecode(f *testing.F) {
	for _, seed := range fuzzSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got orderPlaced
		err := got.UnmarshalJSON(data)
		sameValidity(t, data, err)
		if err != nil {
			return
		}
		if plain := mirrored(t, data); !sameOrder(got, plain) {
			t.Fatalf("%s is read as %+v, and by encoding/json as %+v", data, got, plain)
		}
		comesBack(t, got)
	})
}

// mirrored is what encoding/json reads. Keys are looked up in maps because it
// takes "ORDER_ID" for order_id.
func mirrored(t *testing.T, data []byte) (p plainOrderPlaced) {
	t.Helper()
	order := members(t, data)
	unmarshal(t, order["order_id"], &p.OrderID)
	unmarshal(t, order["customer_id"], &p.CustomerID)
	p.Total = mirroredMoney(t, order["total"])
	unmarshal(t, order["placed_at"], &p.PlacedAt)
	unmarshal(t, order["channel"], &p.Channel)
	unmarshal(t, order["express"], &p.Express)
	unmarshal(t, order["address"], &p.Address)
	if note := order["note"]; note != nil {
		unmarshal(t, note, &p.Note)
	}
	var items []json.RawMessage
	unmarshal(t, order["items"], &items)
	for _, data := range items {
		var i plainItem
		item := members(t, data)
		unmarshal(t, item["sku"], &i.SKU)
		unmarshal(t, item["name"], &i.Name)
		unmarshal(t, item["quantity"], &i.Quantity)
		i.Price = mirroredMoney(t, item["price"])
		p.Items = append(p.Items, i)
	}
	return p
}

func mirroredMoney(t *testing.T, data []byte) (m plainMoney) {
	t.Helper()
	money := members(t, data)
	unmarshal(t, money["amount"], &m.Amount)
	unmarshal(t, money["currency"], &m.Currency)
	return m
}

func members(t *testing.T, data []byte) (m map[string]json.RawMessage) {
	t.Helper()
	unmarshal(t, data, &m)
	return m
}

func unmarshal(t *testing.T, data []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("%q is accepted, but not by encoding/json: %v", data, err)
	}
}

func sameOrder(e orderPlaced, p plainOrderPlaced) bool {
	if len(e.Items) != len(p.Items) || !e.PlacedAt.Equal(p.PlacedAt) || (e.Note == nil) != (p.Note == nil) {
		return false
	}
	for i, item := range e.Items {
		if item.SKU != p.Items[i].SKU || item.Name != p.Items[i].Name || item.Quantity != p.Items[i].Quantity ||
			plainMoney(item.Price) != p.Items[i].Price {
			return false
		}
	}
	return e.OrderID == p.OrderID && e.CustomerID == p.CustomerID && plainMoney(e.Total) == p.Total && e.Channel == p.Channel &&
		e.Express == p.Express && e.Address == p.Address && (e.Note == nil || *e.Note == *p.Note)
}

// comesBack writes an event and reads it again, by us and by encoding/json.
func comesBack(t *testing.T, event orderPlaced) {
	t.Helper()
	text, err := event.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back orderPlaced
	if err := back.UnmarshalJSON(text); err != nil || !reflect.DeepEqual(event, back) {
		t.Fatalf("%+v comes back from %s as %+v, %v", event, text, back, err)
	}
	var plain plainOrderPlaced
	if unmarshal(t, text, &plain); !sameOrder(event, plain) {
		t.Fatalf("%s is read by encoding/json as %+v", text, plain)
	}
}

// FuzzRoundTrip writes events of all texts and numbers, and reads them back.
func FuzzRoundTrip(f *testing.F) {
	f.Add("ord_1", "Grüße \"x\" <&>\n", int64(math.MinInt64), int64(1), int64(0), true, 2)
	f.Add("", "\u2028\x00\x7f🎉", int64(math.MaxInt64), int64(-62135596800), int64(999_999_999), false, 0)
	f.Fuzz(func(t *testing.T, id, text string, n, seconds, nanos int64, flag bool, items int) {
		at := time.Unix(seconds, nanos).UTC()
		if !utf8.ValidString(id) || !utf8.ValidString(text) || at.Year() < 0 || at.Year() > 9999 {
			return
		}
		event := orderPlaced{
			OrderID: id, CustomerID: text, Items: []orderItem{}, Total: money{n, id}, PlacedAt: at, Channel: strings.ToUpper(text), Express: flag, Address: id + text,
		}
		for range uint(items) % 9 {
			event.Items = append(event.Items, orderItem{text, id, n, money{seconds, text}})
		}
		if flag {
			event.Note = &text
		}
		comesBack(t, event)
	})
}
