package odd_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"example.com/user/internal/odd"
	"github.com/google/uuid"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/shopspring/decimal"
)

var at = time.Date(2026, 1, 29, 12, 0, 0, 0, time.UTC)

func leaf(x *int64, d string) odd.Leaf {
	return odd.Leaf{X: x, D: decimal.RequireFromString(d), T: at}
}

// TestRepeatsAreFoundByValue puts in two elements that are equal and not the
// same in memory, and then two that differ; long lists are searched otherwise.
func TestRepeatsAreFoundByValue(t *testing.T) {
	one, other := leaf(new(int64(1)), "1.50"), leaf(new(int64(1)), "1.5")
	other.T = at.In(time.FixedZone("x", 3600))
	differing := leaf(nil, "1.5")
	holder := func(change func(*odd.Holder)) odd.Holder {
		h := odd.Holder{At: at, Union: odd.ChoiceNone{}, JSON: json.RawMessage(`{}`)}
		change(&h)
		return h
	}
	byLeaf := func(l odd.Leaf) odd.Holder { return holder(func(h *odd.Holder) { h.OptLeaf = &l }) }
	byUnion := func(c odd.Choice) odd.Holder { return holder(func(h *odd.Holder) { h.Union, h.OptUnion = c, c }) }
	tests := []struct {
		path          string
		again, differ odd.Deep
	}{
		{"a", odd.Deep{A: [][]odd.Leaf{{one}, {other}}}, odd.Deep{A: [][]odd.Leaf{{one}, {one, one}, {differing}, {}}}},
		{"b", odd.Deep{B: []odd.Leaf{one, other}}, odd.Deep{B: []odd.Leaf{one, differing}}},
		{"c", odd.Deep{C: []map[string]odd.Leaf{{"x": one}, {"x": other}}}, odd.Deep{C: []map[string]odd.Leaf{{"x": one}, {"y": one}}}},
		{"d", odd.Deep{D: []odd.Holder{holder(func(h *odd.Holder) {}), holder(func(h *odd.Holder) { h.List = []string{} })}},
			odd.Deep{D: []odd.Holder{holder(func(h *odd.Holder) {}), holder(func(h *odd.Holder) { h.List = []string{""} })}}},
		{"e", odd.Deep{E: []odd.Holder{holder(func(h *odd.Holder) { h.OptList = []decimal.Decimal{one.D} }), holder(func(h *odd.Holder) { h.OptList = []decimal.Decimal{other.D} })}},
			odd.Deep{E: []odd.Holder{holder(func(h *odd.Holder) {}), holder(func(h *odd.Holder) { h.OptList = []decimal.Decimal{} })}}},
		{"f", odd.Deep{F: []odd.Holder{byLeaf(one), byLeaf(other)}}, odd.Deep{F: []odd.Holder{byLeaf(one), byLeaf(differing)}}},
		{"h", odd.Deep{H: []odd.Holder{holder(func(h *odd.Holder) {}), holder(func(h *odd.Holder) { h.At = other.T })}},
			odd.Deep{H: []odd.Holder{holder(func(h *odd.Holder) {}), holder(func(h *odd.Holder) { h.At = at.Add(1) })}}},
		{"i", odd.Deep{I: []odd.Holder{byUnion(odd.ChoiceLeaf{Leaf: one}), byUnion(odd.ChoiceLeaf{Leaf: other})}},
			odd.Deep{I: []odd.Holder{byUnion(odd.ChoiceLeaf{Leaf: one}), byUnion(odd.ChoiceNone{})}}},
		{"j", odd.Deep{J: []odd.Choice{odd.ChoiceLeaf{Leaf: one}, odd.ChoiceLeaf{Leaf: other}}}, odd.Deep{J: []odd.Choice{odd.ChoiceLeaf{Leaf: one}, odd.ChoiceNone{}}}},
		{"n", odd.Deep{N: []odd.Holder{byUnion(odd.ChoiceLeaf{Leaf: one}), byUnion(odd.ChoiceLeaf{Leaf: other})}},
			odd.Deep{N: []odd.Holder{byUnion(odd.ChoiceLeaf{Leaf: one}), byUnion(odd.ChoiceNone{})}}},
	}
	for _, tt := range tests {
		if v := tt.again.Violations(at); len(v) != 1 || v[0].Path != tt.path || !strings.HasPrefix(v[0].Rule, "unique") {
			t.Errorf("%s: a repeat gives %v", tt.path, v)
		}
		if v := tt.differ.Violations(at); v != nil {
			t.Errorf("%s: without repeats: %v", tt.path, v)
		}
	}
	long := make([]odd.Leaf, 500)
	for i := range long {
		long[i] = leaf(new(int64(i)), "1.5")
	}
	if v := (odd.Deep{B: long}).Violations(at); v != nil {
		t.Error(v)
	}
	long[400] = leaf(new(int64(7)), "1.50")
	if v := (odd.Deep{B: long}).Violations(at); len(v) != 1 || v[0].Message != "must not repeat: elements 7 and 400 are the same" {
		t.Error(v)
	}
}

func secrets() odd.Make {
	return odd.Make{
		VaultID: "v", A: map[string]int64{"K": 2}, B: "S", C: "S\n", D: time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC), E: orchestrix.MustParseDate("2999-01-01"),
		F: decimal.RequireFromString("-77.7"), G: 77.7, H: []string{"SSS", "SSS"}, I: "SSS", J: []byte("SSS"), K: json.RawMessage(`"SSS"`),
		L: odd.Deep{Q: []time.Duration{77, 77}, M: [][][]decimal.Decimal{{{decimal.RequireFromString("-77.7")}}}}, M: odd.ChoiceLeaf{}, O: uuid.UUID{0x77},
		P: 77, Q: [][]int32{{77}}, R: 77, S: new(true),
	}
}

func TestNoSecretIsInAMessage(t *testing.T) {
	c := secrets()
	err := c.ValidateAt(at)
	if err == nil {
		t.Fatal("valid")
	}
	for _, secret := range []string{"77", "S", `"K"`, "2999"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%s is in %v", secret, err)
		}
	}
	var got []string
	for _, v := range c.Violations(at) {
		got = append(got, v.Path+" "+v.Rule)
	}
	want := `a["[redacted]"] min_len; a["[redacted]"] min; b enum; c id; d past; e past; f gt; f in; g lt; h max_items; h unique; h[0] max_len; h[0] in; h[1] max_len; h[1] in; i format; ` +
		`l.m[0][0][0] min; l.q unique; l.q[0] min; l.q[1] min; m.leaf.t required; p multiple_of; q[0][0] max; r multiple_of`
	if strings.Join(got, "; ") != want {
		t.Errorf("\n got %s\nwant %s", strings.Join(got, "; "), want)
	}
}

func TestNoSecretIsInALog(t *testing.T) {
	withoutTime := &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.TimeKey {
			return slog.Attr{} // which may have any digits
		}
		return a
	}}
	for _, json := range []bool{true, false} {
		var b bytes.Buffer
		var handler slog.Handler = slog.NewTextHandler(&b, withoutTime)
		if json {
			handler = slog.NewJSONHandler(&b, withoutTime)
		}
		slog.New(handler).With("c", secrets()).Info("x", "again", secrets())
		text := strings.ReplaceAll(b.String(), "[redacted]", "")
		for _, secret := range []string{"77", "SS", "2999", "true"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s is in %s", secret, text)
			}
		}
	}
}

func TestRareRules(t *testing.T) {
	valid := odd.Rare{Key: "k", Once: "a", Zero: 1, Tenths: 0.3, Same: decimal.RequireFromString("1.00"), Pattern: "any", Affix: "a"}
	if v := valid.Violations(at); v != nil {
		t.Error(v)
	}
	b, err := json.Marshal(valid)
	var again odd.Rare
	if err != nil || !strings.Contains(string(b), `"a b\"\u0000</script>":"k"`) && !strings.Contains(string(b), `"a b\"\u0000\u003c/script\u003e":"k"`) {
		t.Errorf("%s %v", b, err)
	}
	if err := again.UnmarshalJSON(b); err != nil || !again.Equal(valid) {
		t.Errorf("%+v %v", again, err)
	}
	wrong := odd.Rare{Once: "b", Zero: 2, Tenths: 100, Same: decimal.RequireFromString("2.0"), None: []string{""}, Affix: "ab"}
	var got []string
	for _, v := range wrong.Violations(at) {
		got = append(got, v.Path+" "+v.Rule)
	}
	if want := "once in; zero in; same in; same not_in; none max_items; affix suffix;  texts"; strings.Join(got, "; ") != want {
		t.Errorf("\n got %s\nwant %s", strings.Join(got, "; "), want)
	}
	if v := wrong.Violations(at); v[len(v)-1].Message != "100 { 100% %d" {
		t.Errorf("message %q", v[len(v)-1].Message)
	}
}

func TestWhatHoldsItself(t *testing.T) {
	leaf := odd.Loop{Choice: odd.RoundLoop{}}
	x := odd.Loop{Choice: odd.RoundOnce{Again: odd.RoundLoop{Loop: &leaf}}, Self: &leaf, List: []odd.Loop{leaf}, ByKey: map[odd.Colour]odd.Loop{odd.ColourRed: leaf}}
	b, err := x.AppendJSON(nil)
	var y odd.Loop
	if err != nil || y.UnmarshalJSON(b) != nil || !y.Equal(x) || y.Violations(at) != nil {
		t.Errorf("%v %s", err, b)
	}
	z := y.Clone()
	z.Self.List = []odd.Loop{leaf}
	z.ByKey[odd.ColourBlue] = leaf
	if !y.Equal(x) || z.Equal(x) {
		t.Error("a copy shares")
	}
	z.Self.Choice = odd.RoundOnce{}
	if v := z.Violations(at); len(v) != 1 || v[0].Path != "self.choice.again" {
		t.Error(v)
	}
	deep := strings.Repeat(`{"type":"once","again":`, 2000) + `{"type":"loop"}` + strings.Repeat("}", 2000)
	if err := y.UnmarshalJSON([]byte(`{"choice":` + deep + `,"list":[],"by_key":{}}`)); err == nil || !strings.Contains(err.Error(), "deep") {
		t.Errorf("nested without end: %.80v", err)
	}
}
