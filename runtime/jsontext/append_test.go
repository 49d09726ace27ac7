package jsontext_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

func TestStringsAreWrittenAsJSON(t *testing.T) {
	for _, s := range []string{
		"", "plain", "longer than eight bytes, twice over", "a\"b\\c", "\b\f\n\r\t\x00\x1f\x7f",
		"Grüße, 世界 🎉", "\u2028<&>", strings.Repeat("x", 7) + "\"", strings.Repeat("é", 20) + "\n",
	} {
		got := jsontext.AppendString([]byte("x"), s)
		var back string
		if err := json.Unmarshal(got[1:], &back); err != nil || back != s || got[0] != 'x' {
			t.Errorf("%q is written %s and read %q, %v", s, got, back, err)
		}
	}
}

func TestInvalidUTF8IsReplaced(t *testing.T) {
	if got := string(jsontext.AppendString(nil, "a\xffb\xed\xa0\x80c")); got != "\"a\ufffdb\ufffd\ufffd\ufffdc\"" {
		t.Errorf("it is written %q", got)
	}
}

func TestFloatsAreWrittenAsEncodingJSONDoes(t *testing.T) {
	for _, f := range []float64{0, 1, -1.5, 1e20, 1e21, 1e-6, 9.99e-7, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Copysign(0, -1), 0.1} {
		want, _ := json.Marshal(f)
		got, err := jsontext.AppendFloat64(nil, f)
		var a, b float64
		if err != nil || json.Unmarshal(got, &a) != nil || json.Unmarshal(want, &b) != nil || a != b {
			t.Errorf("%v is written %s, %v; encoding/json writes %s", f, got, err, want)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got, err := jsontext.AppendFloat64(nil, f); err == nil {
			t.Errorf("%v is written %s", f, got)
		}
	}
}

func TestTimesAreWrittenInUTC(t *testing.T) {
	for _, test := range []struct {
		time time.Time
		want string
	}{
		{time.Time{}, `"0001-01-01T00:00:00Z"`},
		{time.Date(2026, 1, 29, 12, 34, 56, 0, time.UTC), `"2026-01-29T12:34:56Z"`},
		{time.Date(2026, 1, 29, 0, 30, 0, 120_000_000, time.FixedZone("", 3600)), `"2026-01-28T23:30:00.12Z"`},
		{time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), `"9999-12-31T23:59:59.999999999Z"`},
		{time.Date(0, 1, 1, 0, 0, 0, 1, time.UTC), `"0000-01-01T00:00:00.000000001Z"`},
	} {
		got, err := jsontext.AppendTime(nil, test.time)
		if err != nil || string(got) != test.want {
			t.Errorf("%v is written %s, %v, want %s", test.time, got, err, test.want)
		}
	}
	for _, year := range []int{-1, 10000} {
		if got, err := jsontext.AppendTime(nil, time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)); err == nil {
			t.Errorf("year %d is written %s", year, got)
		}
	}
}

type day string

func (d day) IsZero() bool { return d == "" }

func (d day) AppendText(b []byte) ([]byte, error) {
	if d == "never" {
		return nil, errors.New("no day")
	}
	return append(b, d...), nil
}

func TestOtherValuesAreWritten(t *testing.T) {
	must := func(b []byte, err error) []byte {
		if err != nil {
			t.Error(err)
		}
		return b
	}
	for _, test := range []struct {
		got  []byte
		want string
	}{
		{jsontext.AppendBool(nil, true), "true"},
		{jsontext.AppendInt(nil, int64(math.MinInt64)), "-9223372036854775808"},
		{jsontext.AppendUint(nil, uint64(math.MaxUint64)), "18446744073709551615"},
		{jsontext.AppendBytes(nil, []byte("hello")), `"aGVsbG8="`},
		{jsontext.AppendBytes(nil, nil), `""`},
		{jsontext.AppendUUID(nil, [16]byte{1, 0x95, 15: 0xab}), `"01950000-0000-0000-0000-0000000000ab"`},
		{jsontext.AppendDuration(nil, 90*time.Minute), `"1h30m0s"`},
		{jsontext.AppendEnum(nil, color("red")), `"red"`},
		{jsontext.AppendEnum(nil, color("")), "null"},
		{must(jsontext.AppendDate(nil, day("2026-01-29"))), `"2026-01-29"`},
		{must(jsontext.AppendDate(nil, day(""))), "null"},
		{must(jsontext.AppendRaw(nil, []byte(" {\"a b\" : [ 1 ,\n\"x \\\" y\" ] } "))), `{"a b":[1,"x \" y"]}`},
		{must(jsontext.AppendRaw(nil, []byte(nil))), "null"},
		{jsontext.AppendList(nil, []string(nil), jsontext.AppendString[string]), "[]"},
		{jsontext.AppendList(nil, []string{"a", "b"}, jsontext.AppendString[string]), `["a","b"]`},
		{jsontext.AppendMap(nil, map[string]int64{"b": 2, "a": 1, "c\n": 3}, jsontext.AppendInt[int64]), `{"a":1,"b":2,"c\n":3}`},
		{must(jsontext.AppendMapOf(nil, map[string]float64{"b": 2, "a": 1}, jsontext.AppendFloat64)), `{"a":1,"b":2}`},
		{must(jsontext.AppendUnion[interface {
			AppendJSON([]byte) ([]byte, error)
		}](nil, nil)), "null"},
		{must(jsontext.AppendUnion(nil, money{1, "EUR"})), `{"amount":1,"currency":"EUR"}`},
	} {
		if string(test.got) != test.want {
			t.Errorf("%s is written, want %s", test.got, test.want)
		}
	}
}

func TestEncodingErrorsNameThePath(t *testing.T) {
	far := time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err := jsontext.AppendMapOf(nil, map[string][]time.Time{"a": {{}, far}}, func(b []byte, x []time.Time) ([]byte, error) {
		return jsontext.AppendListOf(b, x, jsontext.AppendTime)
	})
	if e := asError(t, jsontext.AtKey(err, "times")); e.Path != `times["a"][1]` || e.Kind != jsontext.OutOfRange || e.Offset != -1 {
		t.Errorf("it is %+v", e)
	}
	_, err = jsontext.AppendDate(nil, day("never"))
	if e := asError(t, jsontext.AtKey(err, "due")); e.Path != "due" {
		t.Errorf("it is %+v", e)
	}
	if e := asError(t, jsontext.AtKey(errors.New("broken"), "x")); e.Error() != "x: broken" {
		t.Errorf("it reads %q", e.Error())
	}
	if _, err = jsontext.AppendRaw(nil, []byte("{]")); err == nil {
		t.Error("text that isn't JSON is written")
	}
}

func TestEncodingIntoABufferAllocatesNothing(t *testing.T) {
	event, buffer := sample(), make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { _, _ = event.AppendJSON(buffer) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestNoTextIsNull(t *testing.T) {
	for _, test := range []struct {
		x, y  string
		equal bool
	}{{"", "", true}, {"", "null", true}, {"null", "", true}, {`{"a":1}`, `{"a":1}`, true}, {`{"a":1}`, `{"a":2}`, false}, {"", "0", false}} {
		if got := jsontext.EqualRaw([]byte(test.x), []byte(test.y)); got != test.equal {
			t.Errorf("%q and %q are equal: %v", test.x, test.y, got)
		}
	}
	if !jsontext.EqualRaw(nil, []byte("null")) {
		t.Error("no text isn't null")
	}
}
