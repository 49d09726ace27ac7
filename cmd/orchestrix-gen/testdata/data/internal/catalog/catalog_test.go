package catalog_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/user/internal/catalog"
	"example.com/user/internal/crm"
	"example.com/user/internal/geo"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
	"github.com/shopspring/decimal"
)

// now is when things are past or future.
var now = time.Date(2026, 1, 29, 12, 0, 0, 0, time.UTC)

// form is a type of the model seen as JSON.
type form struct {
	valid string // a JSON object in its canonical form
	read  func([]byte) (thing, error)
}

type thing interface {
	AppendJSON(b []byte) ([]byte, error)
	Violations(now time.Time) orchestrix.Violations
}

func formOf[T thing, P interface {
	*T
	json.Unmarshaler
}](valid string) form {
	return form{valid, func(data []byte) (thing, error) {
		var x T
		err := P(&x).UnmarshalJSON(data)
		return x, err
	}}
}

var forms = map[string]form{
	"Money":     formOf[catalog.Money](`{"amount":1,"cur":"EUR"}`),
	"DateRange": formOf[catalog.DateRange](`{"from":"2026-01-01","to":"2026-01-31"}`),
	"Node":      formOf[catalog.Node](`{"name":"root","children":[{"name":"a","children":[],"by_name":{}}],"by_name":{"b":{"name":"b","children":[],"by_name":{},"kids":[]}}}`),
	"Card":      formOf[catalog.Card](`{"number":"4242424242424242","holder":"Ada","cvc":123}`),
	"Wallet":    formOf[catalog.Wallet](`{"cards":[{"number":"4242424242424242","holder":"Ada"}],"by_label":{"x":{"number":"4242424242424242","holder":"Ada"}}}`),
	"Texts": formOf[catalog.Texts](`{"len":"äöü","min_len":"ab","max_len":"日本語","pattern":"abxx","unanchored":"ax.yz","email":"a@b.de",` +
		`"uri":"https://a.de/x","hostname":"a.de","ip":"::1","e164":"+49301234567","slug":"a-b","iso4217":"EUR","iso3166":"DE","in":"on","not_in":"ok",` +
		`"prefix":"a%` + "`" + `z","trimmed":"a b","default":"on","example":"07:00","deprecated":""}`),
	"Numbers": formOf[catalog.Numbers](`{"i32":-2147483648,"i64":9223372036854775806,"u32":4294967295,"u64":18446744073709551615,"f":-1,"d":"0.1","d_in":"2.5","int":-14,"wait":"1m30s","neg":-5,"limit":10}`),
	"Times": formOf[catalog.Times](`{"at":"2026-01-01T00:00:00Z","past":"2026-01-29T11:59:59.999999999Z","future":"2026-01-29T12:00:00.000000001Z",` +
		`"day":"2026-01-01","born":"2026-01-28","due":"2026-01-30","start":"2024-02-29","when":"2024-02-29T12:00:00.5Z"}`),
	"Lists": formOf[catalog.Lists](`{"min":["a"],"money":[{"amount":1,"cur":"EUR"}],"grid":[[1]],"enums":["red","dark_blue"],"ids":["x"],` +
		`"foreign":["0198c0de-0000-7000-8000-000000000001"],"unions":[{"type":"nothing"},{"type":"circle","centre":{"lat":0,"lon":0},"radius":1}],"raw":[null,{"a":[1]}],"blobs":["","AQ=="],` +
		`"decs":["1","2"],"times":["2026-01-01T00:00:00Z"],"uuids":["0198c0de-0000-7000-8000-000000000001"],"maps":[{},{"a":1}],"dates":[],"spans":[],"floats":[0,0.5],"bools":[true,false],"tags":["a","true"]}`),
	"Maps": formOf[catalog.Maps](`{"s":{"a":1},"e":{"dark_blue":{"amount":1,"cur":"EUR"},"red":{"amount":1,"cur":"EUR"}},"id":{},"foreign":{"0198c0de-0000-7000-8000-000000000001":{"type":"nothing"}},` +
		`"nested":{"a":{"red":[{"amount":1,"cur":"EUR"}]}},"labels":{"a":"b"},"decs":{"a":"1"},"raw":{"a":null}}`),
	"Opts": formOf[catalog.Opts](`{}`),
}

// set is an object with other entries; "-" leaves one out.
func set(t *testing.T, object string, entries map[string]string) string {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(object), &all); err != nil {
		t.Fatalf("%s: %v", object, err)
	}
	for key, text := range entries {
		if text == "-" {
			delete(all, key)
			continue
		}
		all[key] = json.RawMessage(text)
	}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(all)) {
		parts = append(parts, fmt.Sprintf("%q:%s", key, all[key]))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func TestCanonicalJSONComesBackAndIsValid(t *testing.T) {
	for name, form := range forms {
		x, err := form.read([]byte(form.valid))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if v := x.Violations(now); v != nil {
			t.Errorf("%s: %v", name, v)
		}
		b, err := x.AppendJSON(nil)
		if err != nil || string(b) != form.valid {
			t.Errorf("%s: %v\n got %s\nwant %s", name, err, b, form.valid)
		}
		// Patterns that need the regexp package, and comparing decimals, do allocate.
		if n := testing.AllocsPerRun(10, func() { x.Violations(now) }); n > 0 && name != "Texts" && name != "Numbers" {
			t.Errorf("%s: validating what is valid allocates %v times", name, n)
		}
		// any order, white space and unknown keys
		spaced := strings.ReplaceAll(set(t, form.valid, map[string]string{"zz_unknown": `{"a":[1,{"b":null}]}`}), ",", " ,\n\t")
		y, err := form.read([]byte(spaced))
		if err != nil {
			t.Errorf("%s in another order: %v", name, err)
			continue
		}
		if b, err := y.AppendJSON(nil); err != nil || string(b) != form.valid {
			t.Errorf("%s in another order: %v %s", name, err, b)
		}
	}
}

func TestAbsentNullAndRepeatedKeys(t *testing.T) {
	optional := map[string]bool{"kids": true, "cvc": true, "main": true, "note": true, "opt": true, "opt_d": true, "due": true, "seen": true}
	defaults := map[string]bool{"default": true, "limit": true, "start": true, "when": true, "dates": true, "tags": true, "labels": true}
	for name, form := range forms {
		var all map[string]json.RawMessage
		json.Unmarshal([]byte(form.valid), &all)
		for key := range all {
			_, err := form.read([]byte(set(t, form.valid, map[string]string{key: "-"})))
			if free := optional[key] || defaults[key]; (err == nil) != free {
				t.Errorf("%s without %s: %v", name, key, err)
			}
			if err != nil && !strings.Contains(err.Error(), key) {
				t.Errorf("%s without %s: %v doesn't name it", name, key, err)
			}
			_, err = form.read([]byte(set(t, form.valid, map[string]string{key: "null"})))
			if (err == nil) != optional[key] {
				t.Errorf("%s with %s null: %v", name, key, err)
			}
			twice := strings.TrimSuffix(form.valid, "}") + fmt.Sprintf(",%q:%s}", key, all[key])
			if _, err := form.read([]byte(twice)); err == nil {
				t.Errorf("%s with %s twice is read", name, key)
			}
			for _, wrong := range []string{`{"a":1,"a":1}x`, `[[[[1]]]]`, `3.25`, `"\ud800"`, `true`, `[}`} {
				if key == "raw" && wrong[0] == '[' || key == "f" && wrong == "3.25" { // these are right
					continue
				}
				other := strings.Replace(form.valid, fmt.Sprintf("%q:%s", key, all[key]), fmt.Sprintf("%q:%s", key, wrong), 1)
				if _, err := form.read([]byte(other)); err == nil {
					t.Errorf("%s with %s %s is read", name, key, wrong)
				}
			}
		}
	}
}

func TestViolations(t *testing.T) {
	many := func(n int, item string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(item+",", n), ",") + "]"
	}
	tests := []struct {
		typ     string
		entries map[string]string
		want    string
	}{
		{"Money", map[string]string{"amount": "-1", "cur": `"eur"`}, "amount min; currency pattern"},
		{"DateRange", map[string]string{"to": `"2025-12-31"`}, " ordered"},
		{"Node", map[string]string{"children": `[{"name":"","children":[{"name":"","children":[],"by_name":{}}],"by_name":{"b":{"name":"","children":[],"by_name":{}},"a":{"name":"","children":[],"by_name":{}}}}]`},
			`children[0].name min_len; children[0].children[0].name min_len; children[0].by_name["a"].name min_len; children[0].by_name["b"].name min_len`},
		{"Card", map[string]string{"number": `"0000000000000000"`, "cvc": "99"}, "number not_in; cvc min"},
		{"Wallet", map[string]string{"cards": many(2, `{"number":"4242424242424242","holder":""}`), "by_label": `{" x":{"number":"","holder":""}}`},
			`cards unique_by; by_label[" x"] trimmed; by_label[" x"].number len; by_label[" x"].number pattern`},
		{"Texts", map[string]string{"len": `"ab"`, "min_len": `"a"`, "max_len": `"abcd"`, "pattern": `"ab1"`, "unanchored": `"xy"`, "email": `"a"`, "uri": `"a"`, "hostname": `"-"`,
			"ip": `"1.2.3"`, "e164": `"030"`, "slug": `"A"`, "iso4217": `"XXY"`, "iso3166": `"XY"`, "in": `"off"`, "not_in": `"%s"`, "prefix": `"b"`, "trimmed": `" a"`, "default": `"x"`, "example": `"x"`, "note": `"x"`},
			"len len; min_len min_len; max_len max_len; pattern pattern; unanchored pattern; email format; uri format; hostname format; ip format; e164 format; slug format; iso4217 format; iso3166 format; " +
				"in in; not_in not_in; prefix prefix; prefix suffix; trimmed trimmed; default min_len; example pattern; note min_len"},
		{"Texts", map[string]string{"note": `"12345"`, "in": `""`}, "note max_len"},
		{"Numbers", map[string]string{"i64": "-9223372036854775808", "u32": "0", "u64": "0", "f": "-1.5", "d": `"0.095"`, "d_in": `"2.51"`, "int": "8", "wait": `"1h"`, "neg": "0", "opt": "2", "opt_d": `"0"`, "limit": "0"},
			"i64 gt; u32 min; u32 in; u64 gt; f gt; d min; d multiple_of; d_in in; int multiple_of; wait lt; neg max; neg in; opt min; opt_d gt; limit min"},
		{"Numbers", map[string]string{"i64": "9223372036854775807", "f": "1e9", "d": `"100"`, "wait": `"999ms"`, "d_in": `"2.500"`}, "i64 lt; f lt; d max; wait min"},
		{"Times", map[string]string{"at": `"2019-12-31T23:59:59Z"`, "past": `"2026-01-29T12:00:00Z"`, "future": `"2026-01-29T12:00:00Z"`, "day": `"2030-01-02"`, "born": `"2026-01-29"`, "due": `"2026-01-29"`, "seen": `"2026-01-30T00:00:00Z"`},
			"at min; past past; future future; day max; born past; due future; seen past"},
		{"Times", map[string]string{"at": `"2020-01-01T01:00:00+02:00"`, "day": `"2019-12-31"`}, "at min; day min"},
		{"Lists", map[string]string{"min": "[]", "ids": "[]", "opt": "[]"}, "min min_items; ids min_items; opt min_items"},
		{"Lists", map[string]string{"min": `["a","",  " b","a"]`}, "min max_items; min unique; min[1] min_len; min[2] trimmed"},
		{"Lists", map[string]string{"money": `[{"amount":1,"cur":"EUR"},{"amount":2,"cur":"EUR"},{"amount":-1,"cur":"SEK"}]`}, "money unique_by; money[2].amount min"},
		{"Lists", map[string]string{"grid": `[[1,-1],[]]`, "enums": `["red","red"]`, "ids": `["","a\n"]`, "foreign": `["x"]`}, "grid[0][1] min; grid[1] min_items; enums unique; ids[0] required; ids[1] id; foreign[0] id"},
		{"Lists", map[string]string{"unions": `[{"type":"group","shapes":[{"type":"poly","points":[{"lat":91,"lon":0},{"lat":0,"lon":0},{"lat":0,"lon":0}]}]}]`}, "unions[0].shapes[0].points unique; unions[0].shapes[0].points[0].lat max"},
		{"Lists", map[string]string{"blobs": `["AQ==","AQ=="]`, "decs": `["1.5","1.50"]`, "times": `["2026-01-01T00:00:00Z","2026-01-01T01:00:00+01:00","2027-01-01T00:00:00Z"]`}, "blobs unique; decs unique; times unique; times[2] past"},
		{"Lists", map[string]string{"maps": `[{"a":1,"b":2},{"b":2,"a":1}]`, "floats": `[0,-0.0]`, "spans": `[{"from":"2026-01-01","to":"2026-01-31"},{"from":"2026-01-01","to":"2026-01-30"}]`, "opt": many(3, `{"amount":1,"cur":"EUR"}`)},
			"opt unique_by; maps unique; spans unique_by; floats unique"},
		{"Maps", map[string]string{"s": `{"b":0,"A":1,"c":2}`}, `s max_items; s["A"] pattern; s["b"] min`},
		{"Maps", map[string]string{"s": `{}`, "opt": `{}`, "nested": `{"a":{"red":[{"amount":-1,"cur":"EUR"},{"amount":0,"cur":"EUR"}]},"B":{}}`}, `s min_items; nested["B"] min_items; nested["a"]["red"] unique_by; nested["a"]["red"][0].amount min; opt min_items`},
		{"Maps", map[string]string{"id": `{"":{"amount":1,"cur":""}}`, "foreign": `{"x":{"type":"circle","centre":{"lat":0,"lon":0},"radius":0}}`, "labels": `{"k\"":"four"}`, "decs": `{"a":"0.0"}`},
			`id[""] required; id[""].currency pattern; foreign["x"] id; foreign["x"].radius gt; labels["k\""] max_len; decs["a"] gt`},
		{"Opts", map[string]string{"item": `""`, "acc": `"x"`, "money": `{"amount":-1,"cur":"EUR"}`, "shape": `{"type":"circle","centre":{"lat":0,"lon":0},"radius":0}`, "l": `[{"amount":-1,"cur":"EUR"}]`, "weight": `{"amount":"0.0005","unit":"on"}`},
			"item required; acc id; money.amount min; shape.radius gt; weight.amount multiple_of; l[0].amount min"},
	}
	for _, tt := range tests {
		text := set(t, forms[tt.typ].valid, tt.entries)
		x, err := forms[tt.typ].read([]byte(text))
		if err != nil {
			t.Errorf("%s %v: %v", tt.typ, tt.entries, err)
			continue
		}
		var got []string
		for _, v := range x.Violations(now) {
			got = append(got, v.Path+" "+v.Rule)
			if strings.Contains(v.Message, "%!") || v.Message == "" {
				t.Errorf("message %q", v.Message)
			}
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%s %v\n got %s\nwant %s", tt.typ, tt.entries, strings.Join(got, "; "), tt.want)
		}
	}
}

func TestWhatIsVisiblyUnset(t *testing.T) {
	var got []string
	for _, v := range (catalog.ListItem{Methods: []catalog.PaymentMethod{nil}, Opts: catalog.Opts{M: map[catalog.Colour]geo.Shape{"": nil}, Day: new(orchestrix.Date), Col: new(catalog.Colour)}}).Violations(now) {
		got = append(got, v.Path+" "+v.Rule)
	}
	want := `item_no required; opts.day required; opts.col required; opts.m[""] required; opts.m[""] required; method required; methods[0] required; colour required; raw required; price gt; day required; at required; start required`
	if strings.Join(got, "; ") != want {
		t.Errorf("\n got %s\nwant %s", strings.Join(got, "; "), want)
	}
}

func TestDecodingErrorsSayWhere(t *testing.T) {
	tests := []struct{ typ, key, text, where, what string }{
		{"Money", "amount", `1.0`, "amount", "integer"},
		{"Money", "amount", `1e2`, "amount", "integer"},
		{"Money", "amount", `9223372036854775808`, "amount", "range"},
		{"Money", "amount", `"1"`, "amount", ""},
		{"Numbers", "u64", `-1`, "u64", ""},
		{"Numbers", "i32", `2147483648`, "i32", "range"},
		{"Numbers", "d", `1.5`, "d", ""},
		{"Numbers", "d", `"1e5"`, "d", "decimal"},
		{"Numbers", "d", `"` + strings.Repeat("9", 101) + `"`, "d", "decimal"},
		{"Numbers", "wait", `"1 hour"`, "wait", "duration"},
		{"Times", "at", `"2026-01-01"`, "at", ""},
		{"Times", "day", `"2026-02-30"`, "day", "date"},
		{"Lists", "enums", `["red","green"]`, "enums[1]", "green"},
		{"Lists", "enums", `[""]`, "enums[0]", ""},
		{"Lists", "enums", `[null]`, "enums[0]", ""},
		{"Lists", "grid", `[[1],[1,null]]`, "grid[1][1]", ""},
		{"Lists", "unions", `[{"type":"nothing"},{"type":"square"}]`, "unions[1]", "square"},
		{"Lists", "unions", `[{"radius":1}]`, "unions[0]", "type"},
		{"Lists", "unions", `[null]`, "unions[0]", ""},
		{"Lists", "unions", `[{"type":"circle","type":"poly"}]`, "unions[0]", "type"},
		{"Lists", "blobs", `["A"]`, "blobs[0]", "base64"},
		{"Lists", "uuids", `["0198c0de000070008000000000000001"]`, "uuids[0]", "UUID"},
		{"Maps", "e", `{"green":{"amount":1,"cur":"EUR"}}`, `e`, "green"},
		{"Maps", "s", `{"a":1,"a":1}`, `s`, "twice"},
		{"Maps", "nested", `{"a":{"red":[{"amount":1}]}}`, `nested["a"]["red"][0].cur`, "missing"},
		{"Node", "children", `[{"name":"x","children":[]}]`, "children[0]", "by_name"},
	}
	for _, tt := range tests {
		_, err := forms[tt.typ].read([]byte(set(t, forms[tt.typ].valid, map[string]string{tt.key: tt.text})))
		var where *jsontext.Error
		if !errors.As(err, &where) {
			t.Errorf("%s.%s %s: %v", tt.typ, tt.key, tt.text, err)
			continue
		}
		if !strings.HasPrefix(where.Path, tt.where) || !strings.Contains(err.Error(), tt.what) {
			t.Errorf("%s.%s %s: %v, want it at %s, about %s", tt.typ, tt.key, tt.text, err, tt.where, tt.what)
		}
	}
}

func TestOldKeysAreReadAndNewOnesWritten(t *testing.T) {
	for _, text := range []string{`{"amount":1,"ccy":"EUR"}`, `{"money_currency":"EUR","amount":1}`} {
		var m catalog.Money
		if err := m.UnmarshalJSON([]byte(text)); err != nil || m.Currency != "EUR" {
			t.Errorf("%s: %+v %v", text, m, err)
		}
		if b, err := json.Marshal(m); err != nil || string(b) != `{"amount":1,"cur":"EUR"}` {
			t.Errorf("%s %v", b, err)
		}
	}
	var m catalog.Money
	if err := m.UnmarshalJSON([]byte(`{"amount":1,"cur":"EUR","ccy":"SEK"}`)); err == nil && m.Currency != "EUR" {
		t.Errorf("an old key wins: %+v", m)
	}
	if err := m.UnmarshalJSON([]byte(`{"amount":1,"currency":"EUR"}`)); err == nil {
		t.Error("the field's name is read as its JSON key")
	}
}

func TestUnionsCarryTheirTypeFirstAndAreReadInAnyOrder(t *testing.T) {
	read := func(text string) catalog.PaymentMethod {
		t.Helper()
		d := jsontext.NewDecoder([]byte(text))
		p := catalog.DecodePaymentMethod(d)
		if err := d.Done(); err != nil {
			t.Fatal(err)
		}
		return p
	}
	card := read(`{"holder":"Ada","more":{"type":"cash"},"l4":"4242","type":"card"}`)
	if !catalog.EqualPaymentMethod(card, catalog.PaymentMethodCard{Last4: "4242", Holder: "Ada"}) {
		t.Errorf("read %+v", card)
	}
	split := catalog.PaymentMethodInvoice{Due: orchestrix.MustParseDate("2026-01-01"), Split: []catalog.PaymentMethod{card, catalog.PaymentMethodCash{}}}
	b, err := json.Marshal(split)
	if want := `{"type":"invoice","due":"2026-01-01","split":[{"type":"card","l4":"4242","holder":"Ada"},{"type":"cash"}]}`; err != nil || string(b) != want {
		t.Errorf("%v\n got %s\nwant %s", err, b, want)
	}
	copied := catalog.ClonePaymentMethod(split).(catalog.PaymentMethodInvoice)
	copied.Split[0] = catalog.PaymentMethodCash{}
	if catalog.EqualPaymentMethod(split, copied) || catalog.EqualPaymentMethod(split, card) || catalog.EqualPaymentMethod(nil, card) || !catalog.EqualPaymentMethod(nil, nil) {
		t.Error("unions share what they hold, or aren't compared by it")
	}
}

func TestWhatHasNoJSON(t *testing.T) {
	for _, x := range []thing{
		catalog.Opts{F: new(math.NaN())},
		catalog.Maps{Decs: map[string]decimal.Decimal{"a": decimal.New(1, 200)}},
		catalog.Lists{Raw: []json.RawMessage{[]byte("{")}},
		catalog.Lists{Times: []time.Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}},
	} {
		if b, err := x.AppendJSON(nil); err == nil {
			t.Errorf("%T became %s", x, b)
		}
	}
}

func TestEqualIsByValue(t *testing.T) {
	a := catalog.Opts{D: new(decimal.RequireFromString("1.50")), T: new(now), Day: new(orchestrix.MustParseDate("2026-01-01")), L: []catalog.Money{}}
	b := catalog.Opts{D: new(decimal.RequireFromString("1.5")), T: new(now.In(time.FixedZone("x", 3600))), Day: new(orchestrix.MustParseDate("2026-01-01")), L: []catalog.Money{}}
	if !a.Equal(b) || !b.Equal(a.Clone()) {
		t.Error("equal values differ")
	}
	b.L = nil
	if a.Equal(b) {
		t.Error("an empty list is an absent one")
	}
	if !(catalog.Lists{}).Equal(catalog.Lists{Min: []string{}, Maps: []map[string]int64{}}) {
		t.Error("a list that isn't optional is absent")
	}
}

func TestNothingSecretOrPersonalReachesALog(t *testing.T) {
	card := catalog.Card{Number: "4242SECRET", Holder: "AdaSECRET", Cvc: new(int32(77777))}
	wallet := catalog.Wallet{Cards: []catalog.Card{card}, Main: &card, ByLabel: map[string]catalog.Card{"x": card}}
	c := catalog.ListItem{
		Method:   catalog.PaymentMethodWallet{Wallet: wallet},
		Methods:  []catalog.PaymentMethod{catalog.PaymentMethodCard{Last4: "4242", Holder: "BobSECRET"}},
		Home:     &geo.Home{Line: "StreetSECRET"},
		Wallet:   &wallet,
		Password: new("passSECRET"),
		Pin:      77777,
		Secrets:  []string{"listSECRET"},
	}
	for _, handler := range []func(*strings.Builder) slog.Handler{
		func(b *strings.Builder) slog.Handler { return slog.NewJSONHandler(b, nil) },
		func(b *strings.Builder) slog.Handler { return slog.NewTextHandler(b, nil) },
	} {
		var b strings.Builder
		log := slog.New(handler(&b))
		log.Info("x", "cmd", c, "method", c.Method, "home", *c.Home, "wallet", wallet, "invoice", catalog.PaymentMethodInvoice{Split: c.Methods})
		if strings.Contains(b.String(), "SECRET") || strings.Contains(b.String(), "77777") || !strings.Contains(b.String(), "[redacted]") {
			t.Error(b.String())
		}
	}
	c.Secrets = []string{"S1", "S1"}
	if err := c.Validate(); err == nil || strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "77777") || strings.Contains(err.Error(), "S1") {
		t.Error(err)
	}
}

func TestForeignIDsWithClashingNames(t *testing.T) {
	if _, err := catalog.ParseCrmAccountID("x"); err == nil {
		t.Error("an id of crm's accounts is no UUID")
	}
	if id, err := catalog.ParseAccountID(string(catalog.NewAccountID())); err != nil || !strings.HasPrefix(string(id), "acc_") {
		t.Error(id, err)
	}
	if id, err := catalog.ParseTagID("any name"); err != nil || id != "any name" {
		t.Error(id, err)
	}
	if _, err := crm.ParseAccountID(string(crm.NewAccountID())); err != nil {
		t.Error(err)
	}
}
