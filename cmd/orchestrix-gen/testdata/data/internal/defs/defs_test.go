package defs_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.com/user/internal/defs"
	"example.com/user/internal/defs/defstest"
	"example.com/user/internal/geo"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

func TestAbsentKeysGetTheirDefaults(t *testing.T) {
	var d defs.D
	if err := d.UnmarshalJSON([]byte(`{}`)); err != nil {
		t.Fatal(err)
	}
	want := `{"s":"a\n\"` + "`" + `\\ ü ` + "\u2028" + `","b":true,"i":-5,"u":18446744073709551615,"f":1.5e-7,"by":"AQI=","j":{"a":[1,null,"x",true,1.5],"b":{}},` +
		`"dec":"-0.05","ts":"2024-02-29T10:00:00Z","du":"1h30m0s","da":"2024-02-29","id":"0198c0de-0000-7000-8000-000000000001","e":"right",` +
		`"m":{"amount":"1.5","currency":"SEK"},"m2":{"amount":"2","currency":"EUR"},"p":{"type":"circle","centre":{"lat":1,"lon":-1.5},"radius":2},"p2":{"type":"nothing"},` +
		`"l":[{"amount":"1","currency":"EUR"},{"amount":"2","currency":"SEK"}],"mp":{"left":[],"right":[{"type":"nothing"}]},"r":"x","el":["left","right"],"il":[1,-2],"dl":["1","2"],` +
		`"tl":{"a":"2024-02-29T12:00:00Z"},"bl":["","AQ=="],"jl":[null,1],"e0":"","ml":{},"new-er":"x"}`
	b, err := d.AppendJSON(nil)
	if err != nil || !sameJSON(t, string(b), want) {
		t.Errorf("%v\n got %s\nwant %s", err, b, want)
	}
	if v := d.Violations(time.Time{}); v != nil {
		t.Errorf("defaults break rules: %v", v)
	}
	var other defs.D
	if err := other.UnmarshalJSON(b); err != nil || !other.Equal(d) {
		t.Errorf("%v\n got %+v\nwant %+v", err, other, d)
	}
	d.By[0], d.J[0], d.El[0] = 9, 'x', "x"
	d.Tl["b"] = time.Time{}
	var fresh defs.D
	if err := fresh.UnmarshalJSON([]byte(`{}`)); err != nil || !fresh.Equal(other) {
		t.Errorf("a default was shared: %v %+v", err, fresh)
	}
	for _, old := range []string{"older", "oldest"} {
		if err := d.UnmarshalJSON([]byte(`{"` + old + `":"y"}`)); err != nil || d.Old != "y" {
			t.Errorf("%s isn't read: %v %q", old, err, d.Old)
		}
	}
}

func sameJSON(t *testing.T, got, want string) bool {
	t.Helper()
	var x, y any
	if err := errors.Join(json.Unmarshal([]byte(got), &x), json.Unmarshal([]byte(want), &y)); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}

func TestAStateNotYetSetComesBack(t *testing.T) {
	x := defs.Thing{ThingID: "thg_1"}
	b, err := x.AppendJSON(nil)
	if want := `{"thing_id":"thg_1","status":null,"pay":null,"when":"0001-01-01T00:00:00Z","list":[],"W-W":0}`; err != nil || string(b) != want {
		t.Fatalf("%v\n got %s\nwant %s", err, b, want)
	}
	var y defs.Thing
	if err := y.UnmarshalJSON(b); err != nil || !y.Equal(x) {
		t.Errorf("%v %+v", err, y)
	}
	x.Status, x.Pay, x.Secret, x.Opt = geo.SideLeft, geo.ShapeNothing{}, new("s"), new(int64(0))
	if b, err = x.AppendJSON(nil); err != nil {
		t.Fatal(err)
	}
	if err := y.UnmarshalJSON(b); err != nil || !y.Equal(x) {
		t.Errorf("%v %+v from %s", err, y, b)
	}
	if err := y.UnmarshalJSON([]byte(strings.Replace(string(b), "W-W", "vv", 1))); err != nil || !y.Equal(x) {
		t.Errorf("under an old key: %v", err)
	}
}

// TestWhatWasStoredUnderOldNamesIsRead stores an event as the program wrote it
// when the aggregate, the event and a field had other names.
func TestWhatWasStoredUnderOldNamesIsRead(t *testing.T) {
	ctx := t.Context()
	for _, old := range []string{
		`{"stuff_id":"thg_1","d":{},"v":7}`,
		`{"v":7,"item_id":"thg_1","d":{"oldest":"o"}}`,
		`{"thing_id":"thg_1","d":{},"w":7}`,
	} {
		for _, typ := range []string{"defs.Created", "defs.Born", "defs.Made"} {
			store := memory.New()
			module := defs.NewModule(orchestrix.NewEngine(store), defs.NewThingDecider())
			_, err := store.Append(ctx, orchestrix.Batch{
				Stream: orchestrix.StreamID{Category: "defs.Stuff", ID: "thg_1"},
				Expect: orchestrix.NoStream,
				Events: []orchestrix.Pending{{
					ID: orchestrix.EventID("e1"), Type: typ, SchemaVersion: 1, Data: []byte(old),
					Time: time.Unix(1, 0).UTC(), Metadata: orchestrix.Metadata{CommandID: "c1"},
				}},
			})
			if err != nil {
				t.Fatal(err)
			}
			x, _, err := module.Thing(ctx, "thg_1")
			if err != nil || x.W != 7 || x.ThingID != "thg_1" {
				t.Errorf("%s %s: %+v %v", typ, old, x, err)
			}
		}
	}
	if typ := (defs.Made{}).EventType(); typ != "defs.Made" {
		t.Errorf("written as %s", typ)
	}
}

func TestARejectionSaysWhatTheModelSays(t *testing.T) {
	r := &defs.Nope{N: 3, At: time.Date(2026, 1, 29, 12, 0, 0, 0, time.UTC), D: defstest.Make().D.Dec, E: geo.SideLeft, Pw: "SECRET", T: new("why")}
	if got := r.Error(); got != "no 3 at 2026-01-29T12:00:00Z of -0.05 for left: why" {
		t.Error(got)
	}
}

// TestNoCommentIsADirective looks for what tools would take for more than text.
func TestNoCommentIsADirective(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			bad := strings.HasPrefix(line, "//go:") && file != "doc.go" || strings.HasPrefix(line, "// +build") ||
				strings.HasPrefix(line, "// Code generated") && i > 0 || strings.HasPrefix(line, "//nolint")
			if bad && file != "defs_test.go" {
				t.Errorf("%s:%d: %s", file, i+1, line)
			}
		}
	}
}
