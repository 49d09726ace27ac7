package jsontext_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

var fuzzSeeds = []string{
	`{}`, `[]`, `null`, `true`, `-0.5e+10`, `"\u00e9\ud83c\udf89"`, `{"a":[1,{"b":null}],"a":2}`, ` [ 1 , "x" ] `,
	`{"order_id":"o","customer_id":"c","items":[{"sku":"A","name":"n","quantity":1,"price":{"amount":1,"currency":"EUR"}}],` +
		`"total":{"amount":1,"currency":"EUR"},"placed_at":"2026-01-29T12:00:00Z","channel":"web","express":true,"address":"x","note":null}`,
	`{"express":false,"order_id":"o"}`, `{"order_id":"o","order_id":"p"}`, "\"\xff\"", `"\ud800"`, `01`, `[1,]`, `{"a":1,}`, "", "\x00",
}

// FuzzSkip compares what is valid JSON with encoding/json.
func FuzzSkip(f *testing.F) {
	for _, seed := range fuzzSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := jsontext.NewDecoder(data)
		d.Skip()
		err := d.Done()
		if err == nil {
			if !json.Valid(data) {
				t.Fatalf("%q is accepted", data)
			}
			return
		}
		switch e := asError(t, err); {
		case e.Kind == jsontext.BadUTF8 || e.Kind == jsontext.TooDeep: // where we are stricter
		case json.Valid(data):
			t.Fatalf("%q is refused: %v", data, err)
		case e.Offset < 0 || e.Offset > len(data):
			t.Fatalf("%q: the offset is %d", data, e.Offset)
		}
	})
}

// FuzzDecode compares a generated decoder with encoding/json, and reads back
// what it writes.
func FuzzDecode(f *testing.F) {
	for _, seed := range fuzzSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var got orderPlaced
		if err := got.UnmarshalJSON(data); err != nil {
			asError(t, err)
			return
		}
		text, err := got.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		var back orderPlaced
		if err := back.UnmarshalJSON(text); err != nil || !reflect.DeepEqual(got, back) {
			t.Fatalf("%+v comes back from %s as %+v, %v", got, text, back, err)
		}
		// A second reading by encoding/json of what we wrote must agree.
		var plain plainOrderPlaced
		if err := json.Unmarshal(text, &plain); err != nil {
			t.Fatalf("%s isn't read by encoding/json: %v", text, err)
		}
		if plain.OrderID != got.OrderID || plain.Address != got.Address || len(plain.Items) != len(got.Items) ||
			plain.Total != plainMoney(got.Total) || !plain.PlacedAt.Equal(got.PlacedAt) {
			t.Fatalf("%s is read as %+v, and by encoding/json as %+v", text, got, plain)
		}
	})
}
