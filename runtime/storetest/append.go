package storetest

import (
	"slices"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var appendCases = []testCase{
	{name: "an expectation that holds is met", run: expectationsThatHold},
	{name: "an expectation that doesn't hold is a conflict and nothing is written", run: expectationsThatDoNot},
	{name: "an append to several streams happens as a whole", run: wholeAppend},
	{name: "a conflict on one stream leaves the others alone", run: noPartOfAnAppend},
	{name: "a batch without events only checks", run: checkOnly},
	{name: "a receipt tells versions, streams, events and position", run: receiptTells},
	{name: "batches that make no sense are refused", run: senseless},
	{name: "a store keeps its own copy of an event's data", run: ownCopy},
}

var expectations = []struct {
	expect orchestrix.Expectation
	before int
	holds  bool
}{
	{orchestrix.NoStream, 0, true},
	{orchestrix.NoStream, 1, false},
	{orchestrix.Exactly(1), 0, false},
	{orchestrix.Exactly(1), 1, true},
	{orchestrix.Exactly(3), 3, true},
	{orchestrix.Exactly(2), 3, false}, // too low
	{orchestrix.Exactly(4), 3, false}, // too high
	{orchestrix.Exactly(9), 3, false},
	{orchestrix.Exists, 0, false},
	{orchestrix.Exists, 3, true},
	{orchestrix.Any, 0, true},
	{orchestrix.Any, 3, true},
}

// expecting runs f for the expectations that hold, or those that don't, each for
// appends of one event and of several: stores have ways of their own for one.
func (s *subject) expecting(holds bool, f func(id orchestrix.StreamID, expect orchestrix.Expectation, before, n int)) {
	for _, e := range expectations {
		if e.holds != holds {
			continue
		}
		for n := range 2 {
			id := stream(s.command())
			if e.before > 0 {
				s.given(id, e.before)
			}
			f(id, e.expect, e.before, n+1)
		}
	}
}

func expectationsThatHold(s *subject) {
	s.expecting(true, func(id orchestrix.StreamID, expect orchestrix.Expectation, before, n int) {
		appended := s.append(batch(s.command(), id, expect, n))
		if want := []orchestrix.Version{orchestrix.Version(before + n)}; !slices.Equal(appended.Versions, want) {
			s.Errorf("expecting %v of a stream at %d for %d more: versions %v, want %v", expect, before, n, appended.Versions, want)
		}
		s.wantLen(id, before+n)
	})
}

func expectationsThatDoNot(s *subject) {
	s.expecting(false, func(id orchestrix.StreamID, expect orchestrix.Expectation, before, n int) {
		want := orchestrix.ConflictError{Stream: id, Expected: expect, Actual: orchestrix.Version(before)}
		command := s.command()
		s.conflict(want, batch(command, id, expect, n))
		s.wantLen(id, before)
		if _, known, err := s.store.ByCommand(s.patient(), orchestrix.CommandID(command)); known || err != nil {
			s.Errorf("the command of a conflict: known %v, error %v", known, err)
		}
	})
}

func wholeAppend(s *subject) {
	a, b, c := stream("a"), stream("b"), stream("c")
	s.given(b, 2)
	command := s.command()
	appended := s.append(
		batch(command, a, orchestrix.NoStream, 1),
		batch(command, b, orchestrix.Exactly(2), 3),
		batch(command, c, orchestrix.Any, 2),
	)
	if want := []orchestrix.Version{1, 5, 2}; !slices.Equal(appended.Versions, want) {
		s.Errorf("versions %v, want %v", appended.Versions, want)
	}
	s.wantLen(a, 1)
	s.wantLen(b, 5)
	s.wantLen(c, 2)
	if got := len(s.all(orchestrix.Position{}, orchestrix.Filter{})); got != 8 {
		s.Errorf("the store has %d events, want 8", got)
	}
}

func noPartOfAnAppend(s *subject) {
	a, b, c := stream("a"), stream("b"), stream("c")
	s.given(b, 2)
	// The stream that is wrong comes first, between and last.
	for wrong := range 3 {
		command := s.command()
		expect := []orchestrix.Expectation{orchestrix.NoStream, orchestrix.Exactly(2), orchestrix.NoStream}
		expect[wrong] = orchestrix.Exactly(7)
		streams := []orchestrix.StreamID{a, b, c}
		actual := []orchestrix.Version{0, 2, 0}
		s.conflict(orchestrix.ConflictError{Stream: streams[wrong], Expected: expect[wrong], Actual: actual[wrong]},
			batch(command, a, expect[0], 1), batch(command, b, expect[1], 1), batch(command, c, expect[2], 1))
	}
	s.wantLen(a, 0)
	s.wantLen(b, 2)
	s.wantLen(c, 0)
	if got := len(s.all(orchestrix.Position{}, orchestrix.Filter{})); got != 2 {
		s.Errorf("the store has %d events, want 2", got)
	}
}

func checkOnly(s *subject) {
	read, written := stream("read"), stream("written")
	s.given(read, 2)
	check := func(expect orchestrix.Expectation) orchestrix.Batch {
		return orchestrix.Batch{Stream: read, Expect: expect}
	}
	appended := s.append(check(2), batch(s.command(), written, orchestrix.NoStream, 1))
	if want := []orchestrix.Version{1}; !slices.Equal(appended.Versions, want) {
		s.Errorf("versions %v, want those of the batch with events: %v", appended.Versions, want)
	}
	s.conflict(orchestrix.ConflictError{Stream: read, Expected: 1, Actual: 2},
		batch(s.command(), written, orchestrix.Exactly(1), 1), check(1))
	s.wantLen(read, 2)
	s.wantLen(written, 1)

	// Beside events of another stream, and whether it comes before or after them.
	for _, e := range expectations {
		for _, last := range []bool{false, true} {
			read, written, command := stream(s.command()), stream(s.command()), s.command()
			if e.before > 0 {
				s.given(read, e.before)
			}
			batches := []orchestrix.Batch{{Stream: read, Expect: e.expect}, batch(command, written, orchestrix.NoStream, 1)}
			if last {
				slices.Reverse(batches)
			}
			wrote := 0
			if e.holds {
				s.append(batches...)
				wrote = 1
			} else {
				s.conflict(orchestrix.ConflictError{Stream: read, Expected: e.expect, Actual: orchestrix.Version(e.before)}, batches...)
			}
			s.wantLen(read, e.before)
			s.wantLen(written, wrote)
		}
	}

	// Nothing but checks is an append, too.
	if appended := s.append(check(2), orchestrix.Batch{Stream: stream("none"), Expect: orchestrix.NoStream}); appended.Events != 0 {
		s.Errorf("checks wrote %d events", appended.Events)
	}
	s.conflict(orchestrix.ConflictError{Stream: read, Expected: orchestrix.NoStream, Actual: 2}, check(orchestrix.NoStream))
}

func receiptTells(s *subject) {
	a, b := stream("a"), stream("b")
	command := s.command()
	appended := s.append(batch(command, a, orchestrix.Any, 2), batch(command, b, orchestrix.Any, 1))
	all := s.all(orchestrix.Position{}, orchestrix.Filter{})
	if len(all) != 3 {
		s.Fatalf("the store has %d events, want 3", len(all))
	}
	want := orchestrix.Appended{
		Position: all[2].Position,
		Versions: []orchestrix.Version{2, 1},
		Streams:  []orchestrix.StreamID{a, b},
		Events:   3,
	}
	s.wantAppended(appended, want)
}

func (s *subject) wantAppended(got, want orchestrix.Appended) {
	s.Helper()
	if got.Position != want.Position || !slices.Equal(got.Versions, want.Versions) || !slices.Equal(got.Streams, want.Streams) ||
		got.Events != want.Events || got.Duplicate != want.Duplicate {
		s.Errorf("receipt is %+v, want %+v", got, want)
	}
}

func senseless(s *subject) {
	a := stream("a")
	good := func() orchestrix.Batch { return batch(s.command(), a, orchestrix.Any, 1) }
	changed := func(change func(*orchestrix.Batch)) []orchestrix.Batch {
		b := good()
		change(&b)
		return []orchestrix.Batch{b}
	}
	for name, batches := range map[string][]orchestrix.Batch{
		"none at all":     {},
		"a stream twice":  {good(), {Stream: a, Expect: orchestrix.Any}},
		"two tenants":     {good(), {Stream: orchestrix.StreamID{Tenant: "t", Category: category, ID: "b"}}},
		"two command ids": {good(), batch(s.command(), stream("b"), orchestrix.Any, 1)},
		"no category":     changed(func(b *orchestrix.Batch) { b.Stream.Category = "" }),
		"no stream id":    changed(func(b *orchestrix.Batch) { b.Stream.ID = "" }),
		"no command id":   changed(func(b *orchestrix.Batch) { b.Events[0].Metadata.CommandID = "" }),
		"no event id":     changed(func(b *orchestrix.Batch) { b.Events[0].ID = "" }),
		"a time in a zone": changed(func(b *orchestrix.Batch) {
			b.Events[0].Time = epoch.In(time.FixedZone("elsewhere", 3600))
		}),
		"a time in nanoseconds":    changed(func(b *orchestrix.Batch) { b.Events[0].Time = epoch.Add(1) }),
		"an expectation below all": changed(func(b *orchestrix.Batch) { b.Expect = -3 }),
	} {
		if _, err := s.store.Append(s.patient(), batches...); err == nil {
			s.Errorf("%s: no error", name)
		}
	}
	if got := len(s.all(orchestrix.Position{}, orchestrix.Filter{})); got != 0 {
		s.Errorf("%d events were written", got)
	}
}

func ownCopy(s *subject) {
	id := stream("a")
	b := batch(s.command(), id, orchestrix.Any, 1)
	want := string(b.Events[0].Data)
	appended := s.append(b)
	for i := range b.Events[0].Data {
		b.Events[0].Data[i] = 'x'
	}
	appended.Versions[0], appended.Streams[0].ID = 99, "changed"

	for event, err := range s.store.Read(s.patient(), id, 0) {
		if err != nil {
			s.Fatal(err)
		}
		if string(event.Data) != want {
			s.Errorf("data is %s after the caller changed its slice, want %s", event.Data, want)
		}
		for i := range event.Data {
			event.Data[i] = 'y'
		}
	}
	if again := s.read(id, 0); string(again[0].Data) != want {
		s.Errorf("data is %s after a reader changed its slice, want %s", again[0].Data, want)
	}
}
