package jsontext_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// read decodes one value with a method of the decoder.
func read[T any](method func(*jsontext.Decoder) T) func(string) (any, error) {
	return func(text string) (any, error) {
		d := jsontext.NewDecoder([]byte(text))
		value := method(d)
		return value, d.Done()
	}
}

func asError(t *testing.T, err error) *jsontext.Error {
	t.Helper()
	var e *jsontext.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is a %T", err, err)
	}
	return e
}

type color string

func parseColor(s string) (color, error) {
	if s != "red" && s != "blue" {
		return "", fmt.Errorf("%q isn't a color", s)
	}
	return color(s), nil
}

var methods = map[string]func(string) (any, error){
	"Bool":     read((*jsontext.Decoder).Bool),
	"String":   read((*jsontext.Decoder).String),
	"Int64":    read((*jsontext.Decoder).Int64),
	"Int32":    read((*jsontext.Decoder).Int32),
	"Uint64":   read((*jsontext.Decoder).Uint64),
	"Uint32":   read((*jsontext.Decoder).Uint32),
	"Float64":  read((*jsontext.Decoder).Float64),
	"Bytes":    read((*jsontext.Decoder).Bytes),
	"Time":     read((*jsontext.Decoder).Time),
	"Duration": read((*jsontext.Decoder).Duration),
	"UUID":     read((*jsontext.Decoder).UUID),
	"Raw":      read((*jsontext.Decoder).Raw),
	"Enum":     read(func(d *jsontext.Decoder) color { return jsontext.Enum(d, parseColor) }),
	"Strings":  read(func(d *jsontext.Decoder) []string { return jsontext.List(d, (*jsontext.Decoder).String) }),
	"Ints": read(func(d *jsontext.Decoder) map[string]int64 {
		return jsontext.Map[string](d, (*jsontext.Decoder).Int64)
	}),
	"Colors": read(func(d *jsontext.Decoder) map[color]int64 {
		return jsontext.EnumMap(d, parseColor, (*jsontext.Decoder).Int64)
	}),
}

func TestValuesAreRead(t *testing.T) {
	for _, test := range []struct {
		method, text string
		want         any
	}{
		{"Bool", " true ", true},
		{"Bool", "false", false},
		{"String", `""`, ""},
		{"String", `"plain ASCII that is longer than eight bytes"`, "plain ASCII that is longer than eight bytes"},
		{"String", `"Grüße, 世界 🎉"`, "Grüße, 世界 🎉"},
		{"String", `"a\"b\\c\/d\b\f\n\r\te"`, "a\"b\\c/d\b\f\n\r\te"},
		{"String", `"\u0041\u00e9\ud83c\udf89\u0000"`, "Aé🎉\x00"},
		{"Int64", "0", int64(0)},
		{"Int64", "-0", int64(0)},
		{"Int64", "9223372036854775807", int64(9223372036854775807)},
		{"Int64", "-9223372036854775808", int64(-9223372036854775808)},
		{"Int32", "2147483647", int32(2147483647)},
		{"Int32", "-2147483648", int32(-2147483648)},
		{"Uint64", "18446744073709551615", uint64(18446744073709551615)},
		{"Uint32", "4294967295", uint32(4294967295)},
		{"Float64", "-1.5e-3", -0.0015},
		{"Float64", "12", 12.0},
		{"Float64", "1e-999", 0.0},
		{"Bytes", `"aGVsbG8="`, []byte("hello")},
		{"Bytes", `""`, []byte{}},
		{"Time", `"2026-01-29T12:34:56Z"`, time.Date(2026, 1, 29, 12, 34, 56, 0, time.UTC)},
		{"Time", `"2024-02-29T23:59:59.123456789+02:30"`, time.Date(2024, 2, 29, 21, 29, 59, 123456789, time.UTC)},
		{"Time", `"0000-01-01T00:00:00Z"`, time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"Time", `"9999-12-31T23:59:59.9-00:00"`, time.Date(9999, 12, 31, 23, 59, 59, 900000000, time.UTC)},
		{"Duration", `"1h30m0.5s"`, 90*time.Minute + 500*time.Millisecond},
		{"Duration", `"-2µs"`, -2 * time.Microsecond},
		{"UUID", `"0195f0a0-1234-7abc-8DEF-0123456789ab"`, [16]byte{1, 0x95, 0xf0, 0xa0, 0x12, 0x34, 0x7a, 0xbc, 0x8d, 0xef, 1, 0x23, 0x45, 0x67, 0x89, 0xab}},
		{"Raw", ` {"a": [1, {}]} `, `{"a": [1, {}]}`},
		{"Enum", `"red"`, color("red")},
		{"Strings", "[]", []string{}},
		{"Strings", ` [ "a" , "b" ] `, []string{"a", "b"}},
		{"Strings", `["a","b","c","d","e","f"]`, []string{"a", "b", "c", "d", "e", "f"}},
		{"Ints", "{}", map[string]int64{}},
		{"Ints", `{ "a" : 1 , "b\n": 2}`, map[string]int64{"a": 1, "b\n": 2}},
		{"Colors", `{"blue":2,"red":1}`, map[color]int64{"red": 1, "blue": 2}},
	} {
		got, err := methods[test.method](test.text)
		if err != nil {
			t.Errorf("%s of %s: %v", test.method, test.text, err)
		} else if !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s of %s is %v, want %v", test.method, test.text, got, test.want)
		}
	}
}

func TestBadValuesAreTypedErrors(t *testing.T) {
	for _, test := range []struct {
		method, text string
		kind         jsontext.Kind
		offset       int
	}{
		{"Bool", `"true"`, jsontext.WrongType, 0},
		{"Bool", "tru", jsontext.Syntax, 3},
		{"Bool", "", jsontext.Syntax, 0},
		{"Bool", " \n", jsontext.Syntax, 2},
		{"Bool", "true false", jsontext.TrailingData, 5},
		{"Bool", "true\x00", jsontext.TrailingData, 4},
		{"String", "null", jsontext.WrongType, 0},
		{"String", `"open`, jsontext.Syntax, 5},
		{"String", `"\x"`, jsontext.Syntax, 2},
		{"String", `"\u12g4"`, jsontext.Syntax, 5},
		{"String", `"\u12`, jsontext.Syntax, 5},
		{"String", `"\`, jsontext.Syntax, 2},
		{"String", "\"a\nb\"", jsontext.Syntax, 2},
		{"String", "\"a\xff\"", jsontext.BadUTF8, 2},
		{"String", "\"\xed\xa0\x80\"", jsontext.BadUTF8, 1},
		{"String", `"\ud800"`, jsontext.BadUTF8, 1},
		{"String", `"\udc00\ud800"`, jsontext.BadUTF8, 1},
		{"String", `"\ud800\u0041"`, jsontext.BadUTF8, 1},
		{"Int64", "9223372036854775808", jsontext.OutOfRange, 0},
		{"Int64", "-9223372036854775809", jsontext.OutOfRange, 0},
		{"Int64", " 99999999999999999999999999", jsontext.OutOfRange, 1},
		{"Int64", "1.0", jsontext.WrongType, 0},
		{"Int64", "1e3", jsontext.WrongType, 0},
		{"Int64", "1.", jsontext.Syntax, 2},
		{"Int64", "1e+", jsontext.Syntax, 3},
		{"Int64", "01", jsontext.Syntax, 1},
		{"Int64", "-", jsontext.Syntax, 1},
		{"Int64", "+1", jsontext.Syntax, 0},
		{"Int64", "1a", jsontext.TrailingData, 1},
		{"Int64", `"1"`, jsontext.WrongType, 0},
		{"Int32", "2147483648", jsontext.OutOfRange, 0},
		{"Uint64", "-1", jsontext.OutOfRange, 0},
		{"Uint64", "-0", jsontext.OutOfRange, 0},
		{"Uint64", "-1.5", jsontext.WrongType, 0},
		{"Uint64", "-x", jsontext.Syntax, 1},
		{"Uint64", "18446744073709551616", jsontext.OutOfRange, 0},
		{"Uint64", "118446744073709551615", jsontext.OutOfRange, 0},
		{"Uint32", "4294967296", jsontext.OutOfRange, 0},
		{"Float64", "1e999", jsontext.OutOfRange, 0},
		{"Float64", ".5", jsontext.Syntax, 0},
		{"Float64", "00.5", jsontext.TrailingData, 1},
		{"Float64", "NaN", jsontext.Syntax, 0},
		{"Bytes", `"aGVsbG8"`, jsontext.BadValue, 0},
		{"Bytes", `"aGVsbG9="`, jsontext.BadValue, 0},
		{"Bytes", `"aGVs\nbG8="`, jsontext.BadValue, 0},
		{"Time", `"2026-02-29T00:00:00Z"`, jsontext.BadValue, 0},
		{"Time", `"2026-01-29 12:34:56Z"`, jsontext.BadValue, 0},
		{"Time", `"2026-01-29T12:34:56"`, jsontext.BadValue, 0},
		{"Time", `"2026-01-29T12:34:60Z"`, jsontext.BadValue, 0},
		{"Time", `"2026-01-29T12:34:56.Z"`, jsontext.BadValue, 0},
		{"Time", `"2026-01-29T12:34:56.1234567890Z"`, jsontext.BadValue, 0},
		{"Time", `"2026-01-29T12:34:56+24:00"`, jsontext.BadValue, 0},
		{"Time", `"2026-01-29t12:34:56z"`, jsontext.BadValue, 0},
		{"Time", `"20x6-01-29T12:34:56Z"`, jsontext.BadValue, 0},
		{"Time", `"0000-01-01T00:00:00+01:00"`, jsontext.OutOfRange, 0},
		{"Time", `"9999-12-31T23:59:59-01:00"`, jsontext.OutOfRange, 0},
		{"Duration", `"1 hour"`, jsontext.BadValue, 0},
		{"UUID", `"0195f0a012347abc8def0123456789ab"`, jsontext.BadValue, 0},
		{"UUID", `"0195f0a0-1234-7abc-8def-0123456789ag"`, jsontext.BadValue, 0},
		{"UUID", `"0195f0a0-1234-7abc-8def--123456789ab"`, jsontext.BadValue, 0},
		{"UUID", `"0195f0a0-1234-7abc-8def-01234567-9ab"`, jsontext.BadValue, 0},
		{"UUID", `"0195f0a0-1234-7abc-8def-0123456789--"`, jsontext.BadValue, 0},
		{"Raw", `{"a":}`, jsontext.Syntax, 5},
		{"Raw", `{"a" 1}`, jsontext.Syntax, 5},
		{"Raw", `{"a":1,}`, jsontext.Syntax, 7},
		{"Raw", `[1,]`, jsontext.Syntax, 3},
		{"Raw", `[1}`, jsontext.Syntax, 2},
		{"Raw", `{"a":1]`, jsontext.Syntax, 6},
		{"Raw", `{a:1}`, jsontext.Syntax, 1},
		{"Enum", `"green"`, jsontext.UnknownMember, 0},
		{"Enum", `""`, jsontext.UnknownMember, 0},
		{"Enum", "null", jsontext.WrongType, 0},
		{"Strings", `["a" "b"]`, jsontext.Syntax, 5},
		{"Strings", `["a",]`, jsontext.Syntax, 5},
		{"Strings", `["a"`, jsontext.Syntax, 4},
		{"Strings", `{}`, jsontext.WrongType, 0},
		{"Ints", `{"a":1,"\u0061":2}`, jsontext.DuplicateKey, 7},
		{"Ints", `{"a":1,}`, jsontext.Syntax, 7},
		{"Ints", `{"a":1`, jsontext.Syntax, 6},
		{"Ints", `[]`, jsontext.WrongType, 0},
		{"Colors", `{"green":1}`, jsontext.UnknownMember, 1},
	} {
		got, err := methods[test.method](test.text)
		if err == nil {
			t.Errorf("%s of %s is %v, want an error", test.method, test.text, got)
			continue
		}
		if e := asError(t, err); e.Kind != test.kind || e.Offset != test.offset {
			t.Errorf("%s of %s: %v of kind %q at %d, want %q at %d", test.method, test.text, e, e.Kind, e.Offset, test.kind, test.offset)
		}
	}
}

func TestErrorsNameThePath(t *testing.T) {
	for _, test := range []struct{ text, path, message string }{
		{`{"items":[{"sku":"A","name":"a","quantity":1,"price":{"amount":1,"currency":"EUR"}},{"sku":"B","name":"b","quantity":"2"}]}`, "items[1].quantity", "is a string, not an integer"},
		{`{"total":{"amount":1.5}}`, "total.amount", "is a number with a fraction or an exponent, not an integer"},
		{`{"total":{"currency":"EUR"}}`, "total.amount", "is missing"},
		{`{"express":true,"express":false}`, "express", "stands twice, maybe under an older name"},
		{`{"un known":{"a\"b":[1,tru]}}`, `["un known"]["a\"b"][1]`, "']' stands where true is expected"},
		{`{}`, "order_id", "is missing"},
		{`[]`, "", "is an array, not an object"},
	} {
		err := new(orderPlaced).UnmarshalJSON([]byte(test.text))
		if err == nil {
			t.Errorf("%s is no error", test.text)
			continue
		}
		if e := asError(t, err); e.Path != test.path || e.Message != test.message {
			t.Errorf("%s: %q %q, want %q %q", test.text, e.Path, e.Message, test.path, test.message)
		}
	}
}

func TestLongPathsStayReadable(t *testing.T) {
	text := strings.Repeat(`{"`+strings.Repeat("k", 5000)+`":`, 200) + "?"
	err := new(orderPlaced).UnmarshalJSON([]byte(text))
	if e := asError(t, err); len(e.Path) > 500 || !strings.HasSuffix(e.Path, "…") {
		t.Errorf("the path has %d bytes: %s", len(e.Path), e.Path)
	}
}

func TestDepthIsBounded(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	if _, err := methods["Raw"](deep(jsontext.MaxDepth)); err != nil {
		t.Errorf("%d levels: %v", jsontext.MaxDepth, err)
	}
	for _, text := range []string{deep(jsontext.MaxDepth + 1), deep(100_000), strings.Repeat(`{"a":`, 100_000), strings.Repeat("[", 1<<20)} {
		_, err := methods["Raw"](text)
		if e := asError(t, err); e.Kind != jsontext.TooDeep {
			t.Errorf("%d bytes end in %v", len(text), e)
		}
		err = new(orderPlaced).UnmarshalJSON([]byte(`{"unknown":` + text))
		if e := asError(t, err); e.Kind != jsontext.TooDeep {
			t.Errorf("%d bytes under an unknown key end in %v", len(text), e)
		}
	}
}

// tree nests without bound, so that what reads it recurses.
type tree struct{ children []tree }

func (x *tree) DecodeJSON(d *jsontext.Decoder) {
	m := d.Object()
	for m.Next() {
		if m.At(`"children":`) || m.Key("children") {
			x.children = jsontext.Objects(d, (*tree).DecodeJSON)
		}
	}
}

func TestRecursiveTypesAreBoundedToo(t *testing.T) {
	d := jsontext.NewDecoder([]byte(strings.Repeat(`{"children":[`, 100_000)))
	new(tree).DecodeJSON(d)
	if e := asError(t, d.Done()); e.Kind != jsontext.TooDeep {
		t.Errorf("it ends in %v", e)
	}
	d = jsontext.NewDecoder([]byte(`{"children":[{"children":[]},{"children":[{"children":[]}]}]}`))
	var root tree
	root.DecodeJSON(d)
	if err := d.Done(); err != nil || len(root.children) != 2 || len(root.children[1].children) != 1 {
		t.Errorf("%v, %v", root, err)
	}
}

func TestTheFirstErrorSticks(t *testing.T) {
	d := jsontext.NewDecoder([]byte(`"x"`))
	if n := d.Int64(); n != 0 {
		t.Errorf("an integer is %d", n)
	}
	first := d.Err()
	if d.String() != "" || d.Bool() || d.Null() || d.Raw() != "" || len(d.Bytes()) != 0 || !d.Time().IsZero() || d.Variant() != "" {
		t.Error("something is read after an error")
	}
	if d.Done() != first {
		t.Errorf("the error becomes %v", d.Done())
	}
}

func TestUnsetIsNullWhereItIsAllowed(t *testing.T) {
	d := jsontext.NewDecoder([]byte("null"))
	d.AllowUnset()
	if got := jsontext.Enum(d, parseColor); got != "" || d.Done() != nil {
		t.Errorf("an enum is %q, %v", got, d.Done())
	}
	d = jsontext.NewDecoder([]byte("null"))
	d.AllowUnset()
	if got := d.Variant(); got != "" || d.Done() != nil {
		t.Errorf("a variant is %q, %v", got, d.Done())
	}
}

func TestVariantLooksAhead(t *testing.T) {
	for _, test := range []struct {
		text, want string
		kind       jsontext.Kind
	}{
		{text: `{"type":"card","last4":"4242"}`, want: "card"},
		{text: ` { "last4" : [{"type":"x"}] , "type" : "card" } `, want: "card"},
		{text: `{}`, kind: jsontext.MissingKey},
		{text: `{"type":""}`, kind: jsontext.MissingKey},
		{text: `{"type":1}`, kind: jsontext.WrongType},
		{text: `{"last4":"4242"}`, kind: jsontext.MissingKey},
		{text: `{"last4":}`, kind: jsontext.Syntax},
		{text: `{"last4":"4242"`, kind: jsontext.Syntax},
		{text: `{"last4":"4242"]`, kind: jsontext.Syntax},
		{text: `"card"`, kind: jsontext.WrongType},
	} {
		d := jsontext.NewDecoder([]byte(test.text))
		got := d.Variant()
		if got != test.want {
			t.Errorf("%s is %q", test.text, got)
		}
		if test.want == "" {
			if e := asError(t, d.Done()); e.Kind != test.kind {
				t.Errorf("%s ends in %v, want %q", test.text, e, test.kind)
			}
			continue
		}
		if d.Skip(); d.Done() != nil {
			t.Errorf("%s: the object isn't there any more: %v", test.text, d.Done())
		}
	}
}

func TestAnyOrderGivesTheSame(t *testing.T) {
	text := sampleText(t)
	var want orderPlaced
	if err := want.UnmarshalJSON(text); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(want, sample()) {
		t.Fatalf("%+v comes back as %+v", sample(), want)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		t.Fatal(err)
	}
	var indented strings.Builder
	encoder := json.NewEncoder(&indented)
	encoder.SetIndent("\t", "  ")
	if err := encoder.Encode(members); err != nil {
		t.Fatal(err)
	}
	texts := []string{indented.String()}
	// A Go map is gone through in another order each time.
	for range 50 {
		var b strings.Builder
		b.WriteString(`{"unknown":{"order_id":[1,2]}`)
		for key, value := range members {
			fmt.Fprintf(&b, ",%q:%s,\"x_%s\":[{}]", key, value, key)
		}
		texts = append(texts, b.String()+"}")
	}
	for _, text := range texts {
		var got orderPlaced
		if err := got.UnmarshalJSON([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		} else if !reflect.DeepEqual(got, want) {
			t.Errorf("%s gives %+v", text, got)
		}
	}
}

// wide asks for more keys than a word has bits.
type wide struct{ fields [150]int64 }

func (w *wide) DecodeJSON(d *jsontext.Decoder) {
	m := d.Object()
	for m.Next() {
		for i := range w.fields {
			if m.Key(fmt.Sprint("f", i)) {
				w.fields[i] = d.Int64()
			}
		}
	}
}

func TestMoreThan64Keys(t *testing.T) {
	member := func(i int) string { return fmt.Sprintf(`"f%d":%d`, i, i+1) }
	var inOrder, reversed, gap []string
	for i := range 150 {
		inOrder = append(inOrder, member(i))
		reversed = append(reversed, member(149-i))
		if i != 100 {
			gap = append(gap, member(i))
		}
	}
	decode := func(members []string) (w wide, err error) {
		d := jsontext.NewDecoder([]byte("{" + strings.Join(members, ",") + "}"))
		w.DecodeJSON(d)
		return w, d.Done()
	}
	for _, members := range [][]string{inOrder, reversed} {
		w, err := decode(members)
		if err != nil {
			t.Error(err)
		}
		for i, n := range w.fields {
			if n != int64(i+1) {
				t.Errorf("field %d is %d", i, n)
			}
		}
	}
	_, err := decode(gap)
	if e := asError(t, err); e.Kind != jsontext.MissingKey || e.Path != "f100" {
		t.Errorf("without f100 it ends in %v", e)
	}
	_, err = decode(append(inOrder, member(120)))
	if e := asError(t, err); e.Kind != jsontext.DuplicateKey || e.Path != "f120" {
		t.Errorf("with two of f120 it ends in %v", e)
	}
}

// renamed reads a key by an older name.
type renamed struct {
	customer string
	note     *string
}

func (r *renamed) DecodeJSON(d *jsontext.Decoder) {
	m := d.Object()
	for m.Next() {
		if m.At(`"customer":`) || m.Key("customer") || m.Was("client") || m.Was("buyer") {
			r.customer = d.String()
		}
		if (m.At(`"note":`) || m.Optional("note")) && !d.Null() {
			r.note = new(d.String())
		}
	}
}

func TestOlderNamesAreRead(t *testing.T) {
	for _, text := range []string{`{"customer":"c"}`, `{"client":"c"}`, `{"buyer":"c","note":null}`, `{"note":null,"client":"c"}`} {
		d := jsontext.NewDecoder([]byte(text))
		var r renamed
		if r.DecodeJSON(d); d.Done() != nil || r.customer != "c" || r.note != nil {
			t.Errorf("%s gives %+v, %v", text, r, d.Done())
		}
	}
	for text, kind := range map[string]jsontext.Kind{
		`{"customer":"c","client":"d"}`: jsontext.DuplicateKey,
		`{"client":"c","buyer":"d"}`:    jsontext.DuplicateKey,
		`{"note":"n"}`:                  jsontext.MissingKey,
		`{"customer":null}`:             jsontext.WrongType,
	} {
		d := jsontext.NewDecoder([]byte(text))
		new(renamed).DecodeJSON(d)
		if e := asError(t, d.Done()); e.Kind != kind {
			t.Errorf("%s ends in %v, want %q", text, e, kind)
		}
	}
}

func TestAClosedDecoderRemembersNothing(t *testing.T) {
	for range 100 { // a pool may give another one
		d := jsontext.Open([]byte(`{"a":{"b":[1,`))
		d.AllowUnset()
		jsontext.Map[string](d, func(d *jsontext.Decoder) map[string]string {
			return jsontext.Map[string](d, (*jsontext.Decoder).Raw)
		})
		if e := asError(t, d.Close()); e.Path != `["a"]["b"][1]` {
			t.Fatalf("the path is %s", e.Path)
		}
		d = jsontext.Open([]byte("null"))
		if jsontext.Enum(d, parseColor); d.Close() == nil {
			t.Fatal("null is still allowed")
		}
		deep := strings.Repeat("[", jsontext.MaxDepth) + strings.Repeat("]", jsontext.MaxDepth)
		d = jsontext.Open([]byte(deep))
		if d.Skip(); d.Close() != nil {
			t.Fatal("the depth is still counted")
		}
		if e := asError(t, new(orderPlaced).UnmarshalJSON([]byte(`{"total":{"amount":"1"}}`))); e.Path != "total.amount" {
			t.Fatalf("the path is %s", e.Path)
		}
	}
}

func TestDecodingAllocatesThreeTimes(t *testing.T) {
	text := sampleText(t)
	allocations := testing.AllocsPerRun(100, func() {
		var e orderPlaced
		d := jsontext.NewDecoder(text)
		if e.DecodeJSON(d); d.Done() != nil {
			t.Fatal(d.Done())
		}
	})
	if allocations > 3 { // the decoder, its copy of the input, the list
		t.Errorf("%v allocations", allocations)
	}
}
