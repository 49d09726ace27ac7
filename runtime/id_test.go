package orchestrix

import (
	"encoding/hex"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestValidID(t *testing.T) {
	for _, valid := range []string{"a", " ", "ord_01h455vb4pex5vsknk084sn02q", "日本語", "🎉", "a/b", strings.Repeat("x", 200), "\ufffd"} {
		if !ValidID(valid) {
			t.Errorf("%q isn't valid", valid)
		}
	}
	for _, invalid := range []string{"", "\n", "a\x00", "a\x7f", "\xff", "a\xc3", "\u0085", "\u200b", "\u2028", strings.Repeat("x", 201), strings.Repeat("ü", 101)} {
		if ValidID(invalid) {
			t.Errorf("%q is valid", invalid)
		}
	}
}

func TestValidUUID(t *testing.T) {
	for text, valid := range map[string]bool{
		"01890a5d-ac96-774b-bcce-b302099a8057":   true,
		"00000000-0000-0000-0000-000000000000":   true,
		"01890A5D-ac96-774b-bcce-b302099a8057":   false,
		"01890a5dac96774bbcceb302099a8057":       false,
		"{01890a5d-ac96-774b-bcce-b302099a8057}": false,
		"01890a5d-ac96-774b-bcce-b302099a805":    false,
		"01890a5d-ac96-774b-bcce-b302099a805g":   false,
		"01890a5d-ac96-774b-bcceb-302099a8057":   false,
		"":                                       false,
	} {
		if ValidUUID(text) != valid {
			t.Errorf("ValidUUID(%q) is %v", text, !valid)
		}
	}
}

// The pairs are those of the TypeID specification.
func TestBase32(t *testing.T) {
	for uuid, want := range map[string]string{
		"00000000-0000-0000-0000-000000000000": "00000000000000000000000000",
		"00000000-0000-0000-0000-000000000001": "00000000000000000000000001",
		"00000000-0000-0000-0000-00000000000a": "0000000000000000000000000a",
		"00000000-0000-0000-0000-000000000020": "00000000000000000000000010",
		"ffffffff-ffff-ffff-ffff-ffffffffffff": "7zzzzzzzzzzzzzzzzzzzzzzzzz",
		"0110c853-1d09-52d8-d73e-1194e95b5f19": "0123456789abcdefghjkmnpqrs",
		"01890a5d-ac96-774b-bcce-b302099a8057": "01h455vb4pex5vsknk084sn02q",
	} {
		b, err := hex.DecodeString(strings.ReplaceAll(uuid, "-", ""))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(appendBase32(nil, [16]byte(b))); got != want {
			t.Errorf("%s in base32 is %s, want %s", uuid, got, want)
		}
		if got := formatUUID([16]byte(b)); got != uuid {
			t.Errorf("%s is formatted as %s", uuid, got)
		}
	}
}

func TestNewIDsSortByTimeAndDiffer(t *testing.T) {
	before := time.Now().UnixMilli()
	last, lastTyped := "", ""
	for range 20000 {
		id, typed := NewUUID(), NewTypeID("ord")
		if !ValidUUID(id) || id[14] != '7' || !strings.Contains("89ab", id[19:20]) {
			t.Fatalf("%q isn't a UUIDv7", id)
		}
		if id <= last || typed <= lastTyped {
			t.Fatalf("%s follows %s, %s follows %s", id, last, typed, lastTyped)
		}
		last, lastTyped = id, typed
	}
	if len(lastTyped) != len("ord_")+26 || !strings.HasPrefix(lastTyped, "ord_0") || !ValidID(lastTyped) {
		t.Errorf("%q isn't a TypeID", lastTyped)
	}
	if bare := NewTypeID(""); len(bare) != 26 {
		t.Errorf("%q isn't a TypeID without a prefix", bare)
	}
	b, err := hex.DecodeString(last[:8] + last[9:13])
	if err != nil {
		t.Fatal(err)
	}
	var millis int64
	for _, c := range b {
		millis = millis<<8 | int64(c)
	}
	if millis < before || millis > time.Now().UnixMilli()+1 {
		t.Errorf("the time in %s is %d ms, want about %d", last, millis, before)
	}
}

func TestSequenceRisesWhenTheClockDoesNot(t *testing.T) {
	var s sequence
	now := time.UnixMilli(1_700_000_000_000)
	last := s.next(now)
	for _, clock := range []time.Time{now, now.Add(-time.Hour), time.UnixMilli(-5), now.Add(time.Millisecond)} {
		id := s.next(clock)
		if formatUUID(id) <= formatUUID(last) {
			t.Errorf("at %v: %x follows %x", clock, id, last)
		}
		last = id
	}
	// Full to the last bit: the next one carries into the time.
	s.high, s.low = 1<<highBits-1, 1<<lowBits-1
	full, millis := s.next(now), s.millis
	if formatUUID(full) <= formatUUID(last) || millis != uint64(now.UnixMilli())+2 {
		t.Errorf("after the last number: %x follows %x, time %d", full, last, millis)
	}
}

func TestNewIDsDifferAcrossGoroutines(t *testing.T) {
	var seen sync.Map
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 2000 {
				if id := NewUUID(); !isNew(&seen, id) {
					t.Errorf("%s was made twice", id)
				}
			}
		})
	}
	group.Wait()
}

func isNew(seen *sync.Map, id string) bool {
	_, loaded := seen.LoadOrStore(id, true)
	return !loaded
}

func TestEventIDsDependOnEveryPart(t *testing.T) {
	base := StreamID{Tenant: "t", Category: "c", ID: "i"}
	id := NewEventID("cmd", base, 0)
	if !ValidUUID(string(id)) || id[14] != '8' {
		t.Errorf("%q isn't a UUIDv8", id)
	}
	if again := NewEventID("cmd", base, 0); again != id {
		t.Errorf("the same event has the ids %s and %s", id, again)
	}
	// Written down, because stored ids must stay the same for ever.
	if want := EventID("4e2d1618-8b2c-807b-a6d0-180bbdfaa0d0"); id != want {
		t.Errorf("id is %s, want %s", id, want)
	}
	seen := map[EventID]string{id: "the first"}
	for name, other := range map[string]EventID{
		"command":            NewEventID("cmd2", base, 0),
		"tenant":             NewEventID("cmd", StreamID{Category: "c", ID: "i"}, 0),
		"category":           NewEventID("cmd", StreamID{Tenant: "t", Category: "d", ID: "i"}, 0),
		"id":                 NewEventID("cmd", StreamID{Tenant: "t", Category: "c", ID: "j"}, 0),
		"index":              NewEventID("cmd", base, 1),
		"parts run together": NewEventID("cmd", StreamID{Tenant: "tc", Category: "", ID: "i"}, 0),
		"parts shifted":      NewEventID("cmdt", StreamID{Tenant: "", Category: "c", ID: "i"}, 0),
	} {
		if as, ok := seen[other]; ok {
			t.Errorf("another %s gives the same id as %s", name, as)
		}
		seen[other] = name
	}
}

func TestDerivedIDsDependOnEveryPart(t *testing.T) {
	id := DerivedUUID("a", "b")
	// Written down: stored ids must stay the same for ever.
	if want := "fa4a350f"; !ValidUUID(id) || id[14] != '8' || id != DerivedUUID("a", "b") || id[:8] != want {
		t.Errorf("%q isn't the UUIDv8 of a and b, %s…", id, want)
	}
	for _, other := range [][]string{{"ab"}, {"a", "b", ""}, {"", "a", "b"}, {"b", "a"}, {"a"}, {}} {
		if DerivedUUID(other...) == id {
			t.Errorf("%q give the id of a and b", other)
		}
	}
	typed := DerivedTypeID("ord", "a", "b")
	if typed != DerivedTypeID("ord", "a", "b") || typed[:4] != "ord_" || len(typed) != 30 || typed == DerivedTypeID("ord", "a", "c") {
		t.Errorf("%q isn't the TypeID of a and b", typed)
	}
}
