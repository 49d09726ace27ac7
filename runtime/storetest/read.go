package storetest

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var readCases = []testCase{
	{name: "an event comes back as it was written", run: asWritten},
	{name: "an event comes back as it was written after a restart", run: asWrittenAfterRestart, needs: restarts},
	{name: "a stream is read in order and dense from any version", run: readFromAnyVersion},
	{name: "all events are read in order from any position", run: allFromAnyPosition},
	{name: "a filter takes categories and types, and leaves out the store's own", run: filters},
	{name: "a reader may stop at any event", run: stopEarly},
	{name: "a reader may append and read while it reads", run: nested},
	{name: "tenants are apart", run: tenantsApart},
	{name: "streams with odd ids are apart", run: oddIDs},
	{name: "a big event comes back whole", run: bigEvents},
	{name: "the head is the last event's position", run: head},
}

// full is an event with something in every field.
func full(id orchestrix.StreamID) orchestrix.Pending {
	return orchestrix.Pending{
		ID: orchestrix.NewEventID("full", id, 0), Type: "test.Filled", SchemaVersion: 3,
		Time: time.Date(2026, 2, 3, 4, 5, 6, 789012000, time.UTC),
		Metadata: orchestrix.Metadata{Actor: "müller", CorrelationID: "corr", CausationID: "cause", CommandID: "full",
			TraceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", TraceState: "a=b,c=d"},
		Data: []byte(`{"text":"ü 🎉 \u0000 ' \" \\", "b" : [1, 2 ,3] }`),
	}
}

func asWritten(s *subject)             { s.comesBack(func() {}) }
func asWrittenAfterRestart(s *subject) { s.comesBack(s.reopen) }

func (s *subject) comesBack(between func()) {
	id := orchestrix.StreamID{Tenant: "tenant", Category: category, ID: "full"}
	want := []orchestrix.Pending{full(id), full(id), full(id), full(id)}
	want[1].Data, want[1].Time = []byte(`{}`), time.Unix(0, 0).UTC()
	want[2].Time = time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC)
	want[3].Time = time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)
	s.append(orchestrix.Batch{Stream: id, Expect: orchestrix.NoStream, Events: want})
	between()
	for how, got := range map[string][]orchestrix.Recorded{
		"read": s.read(id, 0),
		"all":  s.all(orchestrix.Position{}, orchestrix.Filter{}),
	} {
		if len(got) != len(want) {
			s.Fatalf("%s: %d events, want %d", how, len(got), len(want))
		}
		for i, event := range got {
			w := want[i]
			if event.ID != w.ID || event.Type != w.Type || event.SchemaVersion != w.SchemaVersion || event.Metadata != w.Metadata ||
				!event.Time.Equal(w.Time) || event.Time.Location() != time.UTC || !bytes.Equal(event.Data, w.Data) {
				s.Errorf("%s: event %d is\n%+v, want\n%+v", how, i, event.Pending, w)
			}
			if event.Stream != id || event.Version != orchestrix.Version(i+1) || event.Position.IsZero() {
				s.Errorf("%s: event %d is at %v version %d position %v", how, i, event.Stream, event.Version, event.Position)
			}
		}
	}
}

// many is more than a store reads at once.
const many = 1200

func readFromAnyVersion(s *subject) {
	id := stream("long")
	s.given(id, many/2)
	s.given(stream("other"), 10)
	s.given(id, many/2)
	for _, after := range []orchestrix.Version{0, 1, 255, 256, 257, many - 1, many, many + 5} {
		want := max(many-int(after), 0)
		if got := len(s.read(id, after)); got != want {
			s.Errorf("after version %d: %d events, want %d", after, got, want)
		}
	}
	s.wantLen(stream("absent"), 0)
}

func allFromAnyPosition(s *subject) {
	for i := range 10 {
		s.given(stream(fmt.Sprint("s", i%3)), many/10)
	}
	all := s.all(orchestrix.Position{}, orchestrix.Filter{})
	if len(all) != many {
		s.Fatalf("%d events, want %d", len(all), many)
	}
	for _, i := range []int{0, 1, 255, 256, 500, many - 2, many - 1} {
		rest := s.all(all[i].Position, orchestrix.Filter{})
		if len(rest) != many-1-i {
			s.Fatalf("after event %d: %d events, want %d", i, len(rest), many-1-i)
		}
		if len(rest) > 0 && rest[0].Position != all[i+1].Position {
			s.Errorf("after event %d comes %v, want %v", i, rest[0].Position, all[i+1].Position)
		}
	}
}

func filters(s *subject) {
	for i, id := range []orchestrix.StreamID{
		{Category: "a.Thing", ID: "1"}, {Category: "b.Thing", ID: "1"}, {Category: "~own/a", ID: "1"}, {Category: "A.Thing", ID: "1"},
	} {
		b := batch(s.command(), id, orchestrix.Any, 3)
		b.Events[1].Type = "test.Second"
		b.Events[2].Type = "TEST.second"
		if i == 3 {
			b.Events = b.Events[:1]
		}
		s.append(b)
	}
	for _, c := range []struct {
		name   string
		filter orchestrix.Filter
		want   string
	}{
		{"nothing named", orchestrix.Filter{}, "a.Thing/1 a.Thing/2 a.Thing/3 b.Thing/1 b.Thing/2 b.Thing/3 A.Thing/1"},
		{"one category", orchestrix.Filter{Categories: []string{"b.Thing"}}, "b.Thing/1 b.Thing/2 b.Thing/3"},
		{"the store's own, named", orchestrix.Filter{Categories: []string{"~own/a"}}, "~own/a/1 ~own/a/2 ~own/a/3"},
		{"a type", orchestrix.Filter{Types: []string{"test.Second"}}, "a.Thing/2 b.Thing/2"},
		{"two types", orchestrix.Filter{Types: []string{"test.Happened", "TEST.second"}}, "a.Thing/1 a.Thing/3 b.Thing/1 b.Thing/3 A.Thing/1"},
		{"both", orchestrix.Filter{Categories: []string{"a.Thing", "~own/a"}, Types: []string{"test.Second"}}, "a.Thing/2 ~own/a/2"},
		{"what isn't there", orchestrix.Filter{Categories: []string{"%", "a.*", "' OR 1=1 --"}}, ""},
	} {
		var got []string
		for _, event := range s.all(orchestrix.Position{}, c.filter) {
			got = append(got, fmt.Sprintf("%s/%d", event.Stream.Category, event.Version))
		}
		if strings.Join(got, " ") != c.want {
			s.Errorf("%s: %v, want %s", c.name, got, c.want)
		}
	}
}

func stopEarly(s *subject) {
	id := stream("a")
	s.given(id, many)
	for _, stop := range []int{0, 1, 255, 256, 300} {
		n := 0
		for _, err := range s.store.Read(s.patient(), id, 0) {
			if err != nil {
				s.Fatal(err)
			}
			if n == stop {
				break
			}
			n++
		}
		n = 0
		for _, err := range s.store.All(s.patient(), orchestrix.Position{}, orchestrix.Filter{}) {
			if err != nil {
				s.Fatal(err)
			}
			if n == stop {
				break
			}
			n++
		}
	}
	// Nothing that was left behind stands in the way.
	s.given(id, 1)
	s.wantLen(id, many+1)
}

func nested(s *subject) {
	a, b := stream("a"), stream("b")
	s.given(a, 600)
	n := 0
	for event, err := range s.store.Read(s.patient(), a, 0) {
		if err != nil {
			s.Fatal(err)
		}
		n++
		if event.Version%100 == 0 {
			s.given(b, 1)
			s.wantLen(b, int(event.Version/100))
		}
	}
	if n != 600 {
		s.Errorf("%d events, want 600", n)
	}
}

func tenantsApart(s *subject) {
	ids := []orchestrix.StreamID{
		{Category: category, ID: "same"},
		{Tenant: "blue", Category: category, ID: "same"},
		{Tenant: "green", Category: category, ID: "same"},
		{Tenant: "Blue", Category: category, ID: "same"},
	}
	s.apart(ids)
	if got := len(s.all(orchestrix.Position{}, orchestrix.Filter{})); got != 1+2+3+4 {
		s.Errorf("all gives %d events, want those of every tenant: 10", got)
	}
}

// apart gives each stream a number of events of its own, and checks that it
// has these.
func (s *subject) apart(ids []orchestrix.StreamID) {
	s.Helper()
	for i, id := range ids {
		if appended := s.append(batch(s.command(), id, orchestrix.NoStream, i+1)); appended.Streams[0] != id {
			s.Errorf("receipt for %v tells of %v", id, appended.Streams[0])
		}
	}
	for i, id := range ids {
		s.wantLen(id, i+1)
	}
}

func oddIDs(s *subject) {
	var ids []orchestrix.StreamID
	for _, odd := range []string{
		"a", "A", "a ", " a", "ä", "a\u0308", "a/b", "a|b", "%", "_", "a%", "*", "'", `"`, "''; DROP TABLE events; --", `\`, "0", "00",
		"1", "1.0", "1e0", "NULL", "日本語", "🎉", "ß", "ss", strings.Repeat("x", 200), strings.Repeat("x", 199), "?1", ":a", "$a", "\u200b",
	} {
		ids = append(ids, stream(odd))
	}
	// What would be one key if the parts of a stream ran together.
	for _, parts := range [][3]string{{"t", "c", "i"}, {"tc", "i", "i"}, {"t", "ci", "i"}, {"t/c", "i", "x"}, {"t", "c/i", "x"}, {"t", "c", "i/x"}} {
		ids = append(ids, orchestrix.StreamID{Tenant: parts[0], Category: parts[1], ID: parts[2]})
	}
	s.apart(ids)
}

func bigEvents(s *subject) {
	id := stream("big")
	b := batch(s.command(), id, orchestrix.NoStream, 4)
	sizes := []int{1, 1 << 16, 3 << 20, 100}
	for i, size := range sizes {
		b.Events[i].Data = []byte(`"` + strings.Repeat(string(rune('a'+i)), size) + `"`)
	}
	s.append(b)
	for i, event := range s.read(id, 0) {
		if !bytes.Equal(event.Data, b.Events[i].Data) {
			s.Errorf("event %d of %d bytes comes back different, with %d bytes", i, sizes[i], len(event.Data))
		}
	}
	if all := s.all(orchestrix.Position{}, orchestrix.Filter{}); len(all) != 4 || !bytes.Equal(all[2].Data, b.Events[2].Data) {
		s.Errorf("all gives %d events, or a different one", len(all))
	}
}

func head(s *subject) {
	got, err := s.store.Head(s.patient())
	if err != nil || !got.IsZero() {
		s.Errorf("an empty store's head is %v, error %v", got, err)
	}
	for range 3 {
		appended := s.given(stream("a"), 2)
		got, err := s.store.Head(s.patient())
		if err != nil || got != appended.Position {
			s.Errorf("head is %v, error %v; want %v", got, err, appended.Position)
		}
		text, err := orchestrix.ParsePosition(got.String())
		if err != nil || text != got {
			s.Errorf("position %v is read back as %v, error %v", got, text, err)
		}
	}
}
