package orders

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"sort"
	"strings"
	"testing"
	"time"

	"example.com/user/money"
	"github.com/google/uuid"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
	"github.com/shopspring/decimal"
)

type codec interface {
	json.Marshaler
	json.Unmarshaler
	AppendJSON([]byte) ([]byte, error)
}

var (
	at    = time.Date(2026, 1, 29, 12, 34, 56, 789, time.UTC)
	uid   = uuid.MustParse("0195f0a0-1234-7abc-8def-0123456789ab")
	dec   = decimal.RequireFromString("12.5")
	day   = orchestrix.MustParseDate("2026-01-29")
	total = money.Money{Amount: 4147, Currency: money.CurrencyEUR}
	item  = Item{SKU: "A", Price: total, Tags: []string{"x", "y\n"}}
	card  = PaymentCard{Last4: "4242", Holder: new("Ann")}
	off   = money.DiscountPercent{Rate: dec}
)

func single() Single {
	return Single{
		OrderID: "ord_1", Text: "Grüße \"x\" <&>", Yes: true, I32: math.MinInt32, I64: math.MaxInt64, U32: math.MaxUint32,
		U64: math.MaxUint64, F64: 0.1, Bin: []byte("bytes"), Raw: json.RawMessage(`{"a":[1,"x y"]}`), Dec: dec, At: at,
		Took: 90 * time.Minute, Day: day, UID: uid, Other: "ord_2", Status: StatusPlaced, Item: item, Total: total,
		Payment: card, Discount: off,
	}
}

func optionals() Optionals {
	return Optionals{
		OrderID: "ord_1", Text: new(""), Yes: new(false), I32: new(int32(0)), I64: new(int64(-1)), U32: new(uint32(2)),
		U64: new(uint64(3)), F64: new(1e-9), Bin: []byte{}, Raw: json.RawMessage("1"), Dec: &dec, At: &at,
		Took: new(time.Duration(0)), Day: &day, UID: &uid, Other: new(OrderID("ord_2")), Status: new(StatusDraft), Item: &item,
		Total: &total, Payment: PaymentInvoice{Due: day}, Discount: money.DiscountNothing{}, List: []string{},
	}
}

func lists() Lists {
	return Lists{
		OrderID: "ord_1", Text: []string{"a", ""}, Yes: []bool{true, false}, I32: []int32{1, 2, 3, 4, 5, 6}, I64: []int64{}, U32: []uint32{1},
		U64: []uint64{1}, F64: []float64{1, 2.5}, Bin: [][]byte{{1}, {}}, Raw: []json.RawMessage{json.RawMessage("null"), json.RawMessage("{}")},
		Dec: []decimal.Decimal{dec}, At: []time.Time{at}, Took: []time.Duration{1}, Day: []orchestrix.Date{day}, UID: []uuid.UUID{uid},
		Other: []OrderID{"ord_2"}, Status: []Status{StatusDraft, StatusPlaced}, Item: []Item{item, item}, Total: []money.Money{total},
		Payment: []Payment{card, PaymentInvoice{Due: day}}, Discount: []money.Discount{money.DiscountNothing{}},
		Grid: [][]int64{{1, 2}, {}}, Baskets: [][]Item{{item}, {}},
	}
}

func mapped() Maps {
	return Maps{
		OrderID: "ord_1", Text: map[string]string{"b": "2", "a": "1", "c\"d": "3"}, Yes: map[string]bool{"a": true}, I32: map[string]int32{"a": 1},
		I64: map[string]int64{}, U32: map[string]uint32{"a": 1}, U64: map[string]uint64{"a": 1}, F64: map[string]float64{"a": 1},
		Bin: map[string][]byte{"a": {1}}, Raw: map[string]json.RawMessage{"a": json.RawMessage("[]")}, Dec: map[string]decimal.Decimal{"a": dec},
		At: map[string]time.Time{"a": at}, Took: map[string]time.Duration{"a": 1}, Day: map[string]orchestrix.Date{"a": day},
		UID: map[string]uuid.UUID{"a": uid}, Other: map[string]OrderID{"a": "ord_2"}, Status: map[string]Status{"a": StatusDraft},
		Item: map[string]Item{"a": item}, Total: map[string]money.Money{"a": total}, Payment: map[string]Payment{"a": card},
		Discount: map[string]money.Discount{"a": off}, ByStatus: map[Status]int64{StatusPlaced: 2, StatusDraft: 1},
		ByID: map[OrderID][]Item{"ord_2": {item}}, Maybe: map[string]*int64{"a": nil, "b": new(int64(1))},
		MaybeItem: map[string]*Item{"a": nil, "b": &item},
	}
}

func text(t *testing.T, x json.Marshaler) string {
	t.Helper()
	b, err := x.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEverythingComesBack(t *testing.T) {
	one, some, many, named := single(), optionals(), lists(), mapped()
	for _, test := range []struct{ have, into codec }{
		{&one, new(Single)}, {&some, new(Optionals)}, {&many, new(Lists)}, {&named, new(Maps)},
		{&Optionals{OrderID: "ord_1"}, new(Optionals)},
		{&Options{Weight: 1}, new(Options)}, {&Options{Note: new("n"), Weight: 1, Express: new(true)}, new(Options)},
		{&Nothing{}, new(Nothing)},
		{&Order{OrderID: "ord_1", Items: []Item{}}, new(Order)},
		{&Order{OrderID: "ord_1", Status: StatusPlaced, Day: day, Payment: card, Total: total, Items: []Item{item}}, new(Order)},
	} {
		written := text(t, test.have)
		if !json.Valid([]byte(written)) {
			t.Errorf("%s isn't JSON", written)
		}
		if err := test.into.UnmarshalJSON([]byte(written)); err != nil {
			t.Errorf("%s: %v", written, err)
			continue
		}
		if !reflect.DeepEqual(test.have, test.into) {
			t.Errorf("%+v comes back from %s as %+v", test.have, written, test.into)
		}
		again := text(t, test.into)
		if again != written {
			t.Errorf("%s is written again as %s", written, again)
		}
		var out any
		if err := json.Unmarshal([]byte(written), &out); err != nil {
			t.Fatal(err)
		}
		for range 10 {
			shuffled := shuffle(out)
			if err := test.into.UnmarshalJSON([]byte(shuffled)); err != nil {
				t.Errorf("%s: %v", shuffled, err)
			} else if got := text(t, test.into); got != written {
				t.Errorf("%s is read as %s", shuffled, got)
			}
		}
	}
}

// shuffle writes JSON with every object's members in the order in which Go
// goes through a map, and white space.
func shuffle(v any) string {
	switch x := v.(type) {
	case map[string]any:
		var members []string
		for key, value := range x {
			quoted, _ := json.Marshal(key)
			members = append(members, string(quoted)+" : "+shuffle(value))
		}
		return "{\n" + strings.Join(members, " ,\t") + "}"
	case []any:
		var elements []string
		for _, element := range x {
			elements = append(elements, shuffle(element))
		}
		return "[ " + strings.Join(elements, ",\r\n") + " ]"
	case float64:
		// Integers of 64 bits don't survive a float64.
		for _, n := range []string{"9223372036854775807", "18446744073709551615"} {
			if f, _ := json.Number(n).Float64(); f == x {
				return n
			}
		}
	}
	b, _ := json.Marshal(v)
	return string(b)
}

func TestItIsTheJSONThatEncodingJSONWrites(t *testing.T) {
	type plainMoney struct {
		Amount   int64  `json:"amount"`
		Currency string `json:"currency"`
	}
	type plain struct {
		SKU   string     `json:"sku"`
		Price plainMoney `json:"price"`
		Tags  []string   `json:"tags"`
	}
	want, err := json.Marshal(plain{"A", plainMoney{4147, "eur"}, []string{"x", "y\n"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := text(t, item); got != string(want) {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := text(t, card), `{"type":"card","last4":"4242","holder":"Ann"}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := text(t, Options{Weight: 1, Express: new(true)}), `{"weight":1,"express":true}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := text(t, Order{OrderID: "o"}),
		`{"order_id":"o","status":null,"day":null,"payment":null,"total":{"amount":0,"currency":null},"items":[]}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	named := mapped()
	if got := text(t, named); !strings.Contains(got, `"text":{"a":"1","b":"2","c\"d":"3"}`) || !strings.Contains(got, `"by_status":{"draft":1,"placed":2}`) {
		t.Errorf("keys aren't in order: %s", got)
	}
}

func TestPlaceIsReadWithDefaultsAndOlderNames(t *testing.T) {
	low := "low"
	for _, test := range []struct {
		text string
		want Place
	}{
		{`{"order_id":"o","cust\"omer":"c","options":{"weight":1}}`,
			Place{OrderID: "o", Customer: "c", Channel: "web", Limit: &low, Options: Options{Weight: 1}}},
		{`{"order_id":"o","client":"c","channel":"app","limit":null,"remark":"r","options":{"weight":1}}`,
			Place{OrderID: "o", Customer: "c", Channel: "app", Note: new("r"), Options: Options{Weight: 1}}},
		{`{"order_id":"o","buyer":"c","limit":"high","note":null,"options":{"weight":1,"gift":null}}`,
			Place{OrderID: "o", Customer: "c", Channel: "web", Limit: new("high"), Options: Options{Weight: 1}}},
	} {
		got := Place{Channel: "old", Note: new("old")} // what was there before doesn't show through
		if err := got.UnmarshalJSON([]byte(test.text)); err != nil {
			t.Errorf("%s: %v", test.text, err)
		} else if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s is read as %+v", test.text, got)
		}
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	good := text(t, single())
	change := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("%s isn't in %s", old, good)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, test := range []struct {
		text string
		into codec
		path string
		kind jsontext.Kind
	}{
		{change(`"order_id":"ord_1",`, ""), new(Single), "order_id", jsontext.MissingKey},
		{change(`"last4":"4242",`, ""), new(Single), "payment.last4", jsontext.MissingKey},
		{change(`"type":"card",`, ""), new(Single), "payment.type", jsontext.MissingKey},
		{change(`"type":"card"`, `"type":"cash"`), new(Single), "payment.type", jsontext.UnknownVariant},
		{change(`"type":"percent"`, `"type":"nothing","type":"percent"`), new(Single), "discount.type", jsontext.DuplicateKey},
		{change(`"yes":true`, `"yes":true,"yes":true`), new(Single), "yes", jsontext.DuplicateKey},
		{change(`"status":"placed"`, `"status":"lost"`), new(Single), "status", jsontext.UnknownMember},
		{change(`"status":"placed"`, `"status":null`), new(Single), "status", jsontext.WrongType},
		{change(`"currency":"eur"`, `"currency":""`), new(Single), "item.price.currency", jsontext.UnknownMember},
		{change(`"payment":{"type":"card","last4":"4242","holder":"Ann"}`, `"payment":null`), new(Single), "payment", jsontext.WrongType},
		{change(`"i32":-2147483648`, `"i32":-2147483649`), new(Single), "i32", jsontext.OutOfRange},
		{change(`"dec":"12.5"`, `"dec":"1e999999999"`), new(Single), "dec", jsontext.BadValue},
		{change(`"dec":"12.5"`, `"dec":12.5`), new(Single), "dec", jsontext.WrongType},
		{change(`"day":"2026-01-29"`, `"day":"2026-02-29"`), new(Single), "day", jsontext.BadValue},
		{change(`"uid":"0195`, `"uid":"x195`), new(Single), "uid", jsontext.BadValue},
		{change(`"tags":["x",`, `"tags":["x",1,`), new(Single), "item.tags[1]", jsontext.WrongType},
		{good + "{}", new(Single), "", jsontext.TrailingData},
		{`{"order_id":"o","client":"c","buyer":"d","options":{"weight":1}}`, new(Place), `["cust\"omer"]`, jsontext.DuplicateKey},
		{`{"order_id":"o","client":"c","channel":null,"options":{"weight":1}}`, new(Place), "channel", jsontext.WrongType},
		{`{"order_id":"o","client":"c","options":{}}`, new(Place), "options.weight", jsontext.MissingKey},
		{strings.Replace(text(t, mapped()), `"draft":1`, `"lost":1`, 1), new(Maps), `by_status["lost"]`, jsontext.UnknownMember},
		{strings.Replace(text(t, mapped()), `"a":"1"`, `"a":"1","a":"1"`, 1), new(Maps), `text["a"]`, jsontext.DuplicateKey},
	} {
		err := test.into.UnmarshalJSON([]byte(test.text))
		var e *jsontext.Error
		if !errors.As(err, &e) {
			t.Errorf("%s ends in %v", test.text, err)
		} else if e.Kind != test.kind || e.Path != test.path && !samePlace(e.Path, test.path) {
			t.Errorf("%s: %v of kind %q at %q, want %q at %q", test.text, e, e.Kind, e.Path, test.kind, test.path)
		}
	}
}

// samePlace lets a key that stands twice be named by either of its names.
func samePlace(a, b string) bool {
	names := []string{a, b}
	sort.Strings(names)
	return names[0] == `["cust\"omer"]` && names[1] == "buyer"
}

func TestWhatHasNoJSONIsAnError(t *testing.T) {
	for path, x := range map[string]codec{
		"options.weight": &Place{Options: Options{Weight: math.NaN()}},
		"f64[1]":         &Lists{F64: []float64{1, math.Inf(1)}},
		`at["k"]`:        &Maps{At: map[string]time.Time{"k": at.AddDate(9000, 0, 0)}},
		"discount.rate":  &Optionals{Discount: money.DiscountPercent{Rate: decimal.New(1, 1_000_000)}},
		"raw":            &Optionals{Raw: json.RawMessage("{")},
	} {
		_, err := x.MarshalJSON()
		var e *jsontext.Error
		if !errors.As(err, &e) || e.Path != path {
			t.Errorf("%v, want an error at %s", err, path)
		}
	}
}
