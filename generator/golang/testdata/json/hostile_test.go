package orders

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"example.com/user/money"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// document is one of the JSON test suite.
type document struct {
	Name            string
	Text            []byte
	Valid, Stricter bool
}

// TestTheJSONTestSuiteIsReadAsByEncodingJSON puts every document where a decoder
// may meet it.
func TestTheJSONTestSuiteIsReadAsByEncodingJSON(t *testing.T) {
	suite, err := os.ReadFile("testdata/suite.json")
	if err != nil {
		t.Fatal(err)
	}
	var documents []document
	if err := json.Unmarshal(suite, &documents); err != nil || len(documents) < 300 {
		t.Fatalf("%d documents, %v", len(documents), err)
	}
	for _, d := range documents {
		t.Run(d.Name, func(t *testing.T) {
			object := d.Valid && bytes.HasPrefix(bytes.TrimSpace(d.Text), []byte("{"))
			decodes(t, string(d.Text), new(Nothing), object && !d.Stricter)
			for _, place := range []struct {
				before, after string
				into          codec
			}{
				{`{"unknown":`, `}`, new(Nothing)},
				{`{"weight":1,"unknown":`, `}`, new(Options)},
				{`{"unknown":`, `,"weight":1}`, new(Options)},
				{`{"order_id":"o","raw":`, `}`, new(Optionals)},
				{`{"unknown":[`, `],"type":"nothing"}`, &anyDiscount{}},
			} {
				text := place.before + string(d.Text) + place.after
				decodes(t, text, place.into, json.Valid([]byte(text)) && !d.Stricter)
				if strings.HasPrefix(d.Name, "y_") && !json.Valid([]byte(text)) {
					t.Errorf("%s isn't valid", text)
				}
			}
			if d.Valid && !d.Stricter {
				staysAsItIs(t, d.Text)
			}
		})
	}
}

// anyDiscount is a union as a codec of its own.
type anyDiscount struct{ money.Discount }

func (a *anyDiscount) MarshalJSON() ([]byte, error) { return a.AppendJSON(nil) }

func (a *anyDiscount) UnmarshalJSON(data []byte) error {
	d := jsontext.NewDecoder(data)
	a.Discount = money.DecodeDiscount(d)
	return d.Done()
}

func decodes(t *testing.T, text string, into codec, want bool) {
	t.Helper()
	err := into.UnmarshalJSON([]byte(text))
	if got := err == nil; got != want {
		t.Errorf("%.200q as %T: %v", text, into, err)
	}
	if e := new(jsontext.Error); err != nil && !errors.As(err, &e) {
		t.Errorf("%.200q ends in a %T", text, err)
	}
}

// staysAsItIs reads a valid document as a json field and writes it again.
func staysAsItIs(t *testing.T, text []byte) {
	t.Helper()
	var x Optionals
	if err := x.UnmarshalJSON([]byte(`{"order_id":"o","raw":` + string(text) + "}")); err != nil {
		t.Errorf("%.200q: %v", text, err)
		return
	}
	written, err := x.MarshalJSON()
	var want bytes.Buffer
	if compactErr := json.Compact(&want, text); err != nil || compactErr != nil {
		t.Fatal(err, compactErr)
	}
	if want.String() == "null" {
		return // it is absent then
	}
	if got := string(written); got != `{"order_id":"o","raw":`+want.String()+"}" {
		t.Errorf("%.200q is written as %.200q", text, got)
	}
}

func TestEveryIntegerKnowsItsRange(t *testing.T) {
	for _, test := range []struct{ field, good, bad string }{
		{"i32", "2147483647", "2147483648"},
		{"i32", "-2147483648", "-2147483649"},
		{"i64", "9223372036854775807", "9223372036854775808"},
		{"i64", "-9223372036854775808", "-9223372036854775809"},
		{"u32", "4294967295", "4294967296"},
		{"u32", "0", "-1"},
		{"u64", "18446744073709551615", "18446744073709551616"},
		{"u64", "0", "-0"},
		{"f64", "1e308", "1e309"},
		{"i64", "0", "-" + strings.Repeat("9", 100_000)},
	} {
		with := func(number string) string { return `{"order_id":"o","` + test.field + `":` + number + "}" }
		if err := new(Optionals).UnmarshalJSON([]byte(with(test.good))); err != nil {
			t.Errorf("%s: %v", with(test.good), err)
		}
		wantError(t, with(test.bad), new(Optionals), jsontext.OutOfRange, test.field)
	}
}

func TestNestingHasAnEnd(t *testing.T) {
	const deep = 100_000
	arrays, objects := strings.Repeat("[", deep), strings.Repeat(`{"a":`, deep)
	for _, test := range []struct {
		before string
		into   codec
		path   string
	}{
		{`{"unknown":`, new(Nothing), "unknown"},
		{`{"order_id":"o","raw":`, new(Optionals), "raw"},
		{`{"order_id":"o","text":{},"raw":{"k":`, new(Maps), `raw["k"]`},
		{`{"last4":`, new(Payments), "last4"},
	} {
		for _, nested := range []string{arrays, objects, arrays + strings.Repeat("]", deep), objects + "1" + strings.Repeat("}", deep)} {
			err := test.into.UnmarshalJSON([]byte(test.before + nested))
			var e *jsontext.Error
			if !errors.As(err, &e) || e.Kind != jsontext.TooDeep || !strings.HasPrefix(e.Path, test.path) || len(e.Path) > 500 {
				t.Errorf("%s…: %v", test.before, err)
			}
		}
	}
}

// Payments is a union as a codec of its own.
type Payments struct{ Payment }

func (p *Payments) MarshalJSON() ([]byte, error) { return p.AppendJSON(nil) }

func (p *Payments) UnmarshalJSON(data []byte) error {
	d := jsontext.NewDecoder(data)
	p.Payment = DecodePayment(d)
	return d.Done()
}

func TestInvalidUTF8IsNamedWhereverItStands(t *testing.T) {
	for _, bad := range []string{"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", `\ud800`, `\udc00\ud800`} {
		for _, test := range []struct {
			before, after string
			into          codec
			path          string
		}{
			{`{"order_id":"`, `"}`, new(Optionals), "order_id"},
			{`{"order_id":"o","text":"eight bytes and `, `"}`, new(Optionals), "text"},
			{`{"order_id":"o","status":"`, `"}`, new(Optionals), "status"},
			{`{"order_id":"o","raw":["`, `"]}`, new(Optionals), "raw[0]"},
			{`{"order_id":"o","text":["a","`, `"]}`, new(Lists), "text[1]"},
			{`{"order_id":"o","text":{"k":"`, `"}}`, new(Maps), `text["k"]`},
			{`{"order_id":"o","text":{"`, `":"v"}}`, new(Maps), "text"},
			{`{"unknown":{"a":"`, `"}}`, new(Nothing), "unknown.a"},
			{`{"`, `":1}`, new(Nothing), ""},
		} {
			wantError(t, test.before+bad+test.after, test.into, jsontext.BadUTF8, test.path)
		}
	}
}

func TestAnUnfinishedTextIsAnErrorAtItsEnd(t *testing.T) {
	one, some, many, named := single(), optionals(), lists(), mapped()
	for _, x := range []codec{&one, &some, &many, &named} {
		whole := text(t, x)
		for _, written := range []string{whole, shuffled(t, whole)} {
			for end := range len(written) {
				err := x.UnmarshalJSON([]byte(written[:end]))
				var e *jsontext.Error
				if !errors.As(err, &e) || e.Kind == jsontext.Syntax && e.Offset != end ||
					e.Kind != jsontext.Syntax && (e.Kind != jsontext.BadUTF8 || utf8.ValidString(written[:end])) {
					t.Fatalf("%s: %v", written[:end], err)
				}
			}
			wantError(t, written+" x", x, jsontext.TrailingData, "")
		}
	}
}

func shuffled(t *testing.T, written string) string {
	t.Helper()
	var out any
	if err := json.Unmarshal([]byte(written), &out); err != nil {
		t.Fatal(err)
	}
	return shuffle(out)
}

// TestAnyByteMayBeWrong changes every byte of a valid text, and leaves it out.
func TestAnyByteMayBeWrong(t *testing.T) {
	one, many, named := single(), lists(), mapped()
	for _, x := range []codec{&one, &many, &named} {
		written := text(t, x)
		for i := range len(written) {
			for _, wrong := range []string{"", "\x00", "\xff", "\"", "\\", "{", "}", "]", ",", ":", "9", "-", " "} {
				data := []byte(written[:i] + wrong + written[i+1:])
				err := x.UnmarshalJSON(data)
				if e := new(jsontext.Error); err != nil && !errors.As(err, &e) {
					t.Fatalf("%s ends in a %T", data, err)
				}
				if err == nil && !json.Valid(data) {
					t.Fatalf("%s is accepted", data)
				}
			}
		}
	}
}

func wantError(t *testing.T, text string, into codec, kind jsontext.Kind, path string) {
	t.Helper()
	err := into.UnmarshalJSON([]byte(text))
	var e *jsontext.Error
	if !errors.As(err, &e) {
		t.Errorf("%.200q as %T ends in %v", text, into, err)
	} else if e.Kind != kind || e.Path != path {
		t.Errorf("%.200q as %T: %v of kind %q at %q, want %q at %q", text, into, e, e.Kind, e.Path, kind, path)
	}
}

// What is secret or personal doesn't show in errors; a word of a field after it
// does.
func TestErrorsTellNothingThatIsHidden(t *testing.T) {
	valid := Hidden{
		OrderID: "o", Status: StatusDraft, Maybe: new(StatusPlaced), Payment: PaymentCard{Last4: "1234"},
		ByName: map[string]float64{"ann": 1.5}, ByStatus: map[Status]int64{StatusDraft: 1},
		Totals: []money.Money{{Amount: 1, Currency: money.CurrencyEUR}}, Raw: json.RawMessage(`{"a":1}`), Plain: StatusDraft,
	}
	text, err := valid.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := new(Hidden).UnmarshalJSON(text); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ right, wrong, path string }{
		{`"status":"draft"`, `"status":"leaked"`, "status"},
		{`"maybe":"placed"`, `"maybe":"leaked"`, "maybe"},
		{`"type":"card"`, `"type":"leaked"`, "payment"},
		{`{"ann":1.5}`, `{"leaked":"many"}`, "by_name"},
		{`{"ann":1.5}`, `{"leaked":1,"leaked":2}`, "by_name"},
		{`{"draft":1}`, `{"leaked":1}`, "by_status"},
		{`"currency":"eur"`, `"currency":"leaked"`, "totals"},
		{`{"a":1}`, `{"leaked":nothing}`, "raw"},
		{`"plain":"draft"`, `"plain":"shown"`, "plain"},
	} {
		wrong := strings.Replace(string(text), test.right, test.wrong, 1)
		texts := []string{wrong}
		if json.Valid([]byte(wrong)) && strings.Count(wrong, "leaked") < 2 {
			texts = append(texts, shuffled(t, wrong))
		}
		for _, text := range texts {
			err := new(Hidden).UnmarshalJSON([]byte(text))
			var own *jsontext.Error
			if !errors.As(err, &own) || own.Path != test.path || strings.Contains(err.Error(), "leaked") {
				t.Errorf("%s: %v, want an error at %s", test.wrong, err, test.path)
			}
			if strings.Contains(test.wrong, "shown") && !strings.Contains(err.Error(), "shown") {
				t.Errorf("%s: %v doesn't tell the word", test.wrong, err)
			}
		}
	}
	valid.ByName = map[string]float64{"leaked": math.NaN()}
	if _, err := valid.AppendJSON(nil); err == nil || strings.Contains(err.Error(), "leaked") || !strings.Contains(err.Error(), "by_name") {
		t.Errorf("encoding: %v", err)
	}
}
