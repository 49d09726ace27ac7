package scenariotest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestPatterns(t *testing.T) {
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		name string
		want any
		data string
		// differences are joined by "; "; empty if the pattern matches
		differences string
	}{
		{"fields left out", Fields{}, `{"a":1}`, ""},
		{"no fields", Fields(nil), `{"a":1}`, ""},
		{"a field", Fields{"a": 1}, `{"a":1,"b":2}`, ""},
		{"another value", Fields{"a": 1}, `{"a":2}`, "a: want 1, got 2"},
		{"a missing field", Fields{"a": 1}, `{}`, "a: want 1, it is absent"},
		{"a null field", Fields{"a": 1}, `{"a":null}`, "a: want 1, got null"},
		{"an absent field", Fields{"a": nil}, `{}`, ""},
		{"an absent field as null", Fields{"a": nil}, `{"a":null}`, ""},
		{"a field that should be absent", Fields{"a": nil}, `{"a":0}`, "a: want null, got 0"},
		{"no object", Fields{"a": 1}, `[]`, `the whole: want {"a":1}, got []`},
		{"deep", Fields{"a": Fields{"b": List{Fields{"c": 1}}}}, `{"a":{"b":[{"c":2,"d":3}],"e":4}}`, "a.b[0].c: want 1, got 2"},
		{"deep and right", Fields{"a": Fields{"b": List{Fields{"c": 2}}}}, `{"a":{"b":[{"c":2,"d":3}],"e":4}}`, ""},
		{"a longer list", Fields{"a": List{1}}, `{"a":[1,2]}`, "a: want [1], got [1,2]"},
		{"a shorter list", List{1, 2}, `[1]`, "the whole: want [1,2], got [1]"},
		{"another order", List{1, 2}, `[2,1]`, "[0]: want 1, got 2; [1]: want 2, got 1"},
		{"an empty list", List{}, `[]`, ""},
		{"no list", List{}, `{}`, "the whole: want [], got {}"},
		{"entries", Entries{"x": Fields{"a": 1}}, `{"x":{"a":1,"b":2}}`, ""},
		{"one entry more", Entries{"x": 1}, `{"x":1,"y":2}`, `["y"]: want null, got 2`},
		{"one entry less", Entries{"x": 1, "y": 2}, `{"x":1}`, `["y"]: want 2, it is absent`},
		{"no entries", Entries{}, `[]`, `the whole: want {}, got []`},
		{"a string", "a", `"a"`, ""},
		{"another string", "a", `"b"`, `the whole: want "a", got "b"`},
		{"a number for a string", "1", `1`, `the whole: want "1", got 1`},
		{"a string for a number", 1, `"1"`, `the whole: want 1, got "1"`},
		{"true", true, `true`, ""},
		{"false", true, `false`, `the whole: want true, got false`},
		{"beyond a float's precision", int64(9007199254740993), `9007199254740993`, ""},
		{"near beyond a float's precision", int64(9007199254740993), `9007199254740992`, "the whole: want 9007199254740993, got 9007199254740992"},
		{"unsigned", uint64(18446744073709551615), `18446744073709551615`, ""},
		{"a float", 1.5, `1.50`, ""},
		{"another float", 1.5, `1.25`, "the whole: want 1.5, got 1.25"},
		{"a decimal", Decimal("1.50"), `"1.5"`, ""},
		{"zero", Decimal("-0.0"), `"0"`, ""},
		{"another decimal", Decimal("1.50"), `"1.51"`, `the whole: want "1.50", got "1.51"`},
		{"a text for a decimal", Decimal("1.50"), `"much"`, `the whole: want "1.50", got "much"`},
		{"a time", noon, `"2026-01-01T12:00:00Z"`, ""},
		{"a time of another zone", noon, `"2026-01-01T13:00:00.000+01:00"`, ""},
		{"another time", noon, `"2026-01-01T12:00:00.001Z"`, `the whole: want "2026-01-01T12:00:00Z", got "2026-01-01T12:00:00.001Z"`},
		{"a duration", 90 * time.Minute, `"1h30m0s"`, ""},
		{"another duration", 90 * time.Minute, `"1h31m0s"`, `the whole: want "1h30m0s", got "1h31m0s"`},
		{"bytes", []byte{0, 255}, `"AP8="`, ""},
		{"other bytes", []byte{0, 255}, `"AP4="`, `the whole: want "AP8=", got "AP4="`},
		{"raw JSON", json.RawMessage(`{"b": [1], "a": null}`), `{"a":null,"b":[1]}`, ""},
		{"other raw JSON", json.RawMessage(`{"b": [1]}`), `{"b":[1],"a":1}`, `the whole: want {"b":[1]}, got {"a":1,"b":[1]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := compare(tt.want, []byte(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			if text := strings.Join(got, "; "); text != tt.differences {
				t.Errorf("differences %q, want %q", text, tt.differences)
			}
		})
	}
}

func TestWhatIsNoJSONIsAnError(t *testing.T) {
	for _, data := range []string{"", "{", "{} {}"} {
		if _, err := compare(Fields{}, []byte(data)); err == nil {
			t.Errorf("%q was compared", data)
		}
	}
}

func TestTheExactPatternOfAValueMatchesIt(t *testing.T) {
	const data = `{"a":[{"b":1.50,"c":null}],"d":"x","e":true}`
	value, err := decode([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := compare(exact(value), []byte(data)); got != nil {
		t.Error(got)
	}
	if got, _ := compare(exact(value), []byte(`{"a":[{"b":1.50,"c":null,"z":1}],"d":"x","e":true}`)); len(got) != 1 {
		t.Errorf("a key more gives %q", got)
	}
}
