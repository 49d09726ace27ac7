package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var snapshotCases = []testCase{
	{name: "a snapshot is taken when its multiple is crossed, and loads begin there", run: snapshotTaken},
	{name: "a snapshot of an event that didn't happen is ignored and replaced", run: unfit(func(row orchestrix.Row) { row[4] = "another event" })},
	{name: "a snapshot of another stream is ignored and replaced", run: unfit(func(row orchestrix.Row) { row[3], row[4] = int64(2), "theirs" })},
	{name: "a snapshot that is ahead of its stream is ignored and replaced", run: unfit(func(row orchestrix.Row) { row[3] = int64(1000) })},
	{name: "a snapshot of another shape is ignored and replaced", run: unfit(func(row orchestrix.Row) { row[5] = "an older shape" })},
	{name: "a snapshot that can't be read is ignored and replaced", run: unfit(func(row orchestrix.Row) { row[6] = `["corrupt"]` })},
	{name: "a snapshot that another process took meanwhile isn't replaced", run: overtaken(true)},
	{name: "a first snapshot that another process took meanwhile isn't replaced", run: overtaken(false)},
}

// remembered are doctors of whom a snapshot is kept after every 5 events.
var remembered = func() *aggregate {
	a := *doctors
	a.Snapshot = &orchestrix.Snapshot[doctor]{
		Every: 5,
		Shape: "a doctor",
		Append: func(b []byte, d *doctor) ([]byte, error) {
			data, err := json.Marshal(d)
			return append(b, data...), err
		},
		Decode: func(data []byte) (d doctor, err error) {
			err = json.Unmarshal(data, &d)
			return d, err
		},
		Equal: func(a, b doctor) bool { return a == b },
	}
	return &a
}()

// countingReads counts the events of streams that are read with a context which
// says so. What an engine does beside has another.
type countingReads struct {
	orchestrix.Tables
	read *int
}

type countedKey struct{}

func (c countingReads) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) iter.Seq2[orchestrix.Recorded, error] {
	return func(yield func(orchestrix.Recorded, error) bool) {
		for recorded, err := range c.Tables.Read(ctx, stream, after) {
			if ctx.Value(countedKey{}) != nil {
				*c.read++
			}
			if !yield(recorded, err) {
				return
			}
		}
	}
}

// badges has a doctor given so many badges, by as many commands, after which due
// snapshots are there.
func (s *subject) badges(id string, from, n int) {
	s.Helper()
	engine := orchestrix.NewEngine(s.store)
	for i := range n {
		if err := happen(s.patient(), engine, remembered, id, doctorEvent{badged, fmt.Sprint("badge-", from+i)}); err != nil {
			s.Fatal(err)
		}
		if i+1 == n/2 || i+1 == n {
			s.settled(engine)
			engine = orchestrix.NewEngine(s.store)
		}
	}
}

func (s *subject) settled(engine *orchestrix.Engine) {
	s.Helper()
	if err := engine.Close(s.patient()); err != nil {
		s.Fatalf("close the engine: %v", err)
	}
}

// loadsAs checks a doctor's state, and how many events are read for it at most.
// Due snapshots are there afterwards.
func (s *subject) loadsAs(want doctor, version orchestrix.Version, events int) {
	s.Helper()
	read := 0
	engine := orchestrix.NewEngine(countingReads{s.tables(), &read})
	counted := context.WithValue(s.patient(), countedKey{}, true)
	got, at, err := orchestrix.Load(counted, engine, remembered, want.ID)
	if err != nil || got != want || at != version {
		s.Errorf("loaded %+v at version %d, error %v, want %+v at %d", got, at, err, want, version)
	}
	if read > events {
		s.Errorf("%d events were read, want at most %d", read, events)
	}
	s.settled(engine)
}

func snapshotTaken(s *subject) {
	s.badges("ada", 0, 12)
	row := s.snapshotRow("ada")
	if version := row[3].(int64); version < 10 || version > 12 {
		s.Fatalf("after 12 events the snapshot is of version %d", version)
	}
	s.loadsAs(doctor{ID: "ada", Badge: "badge-11"}, 12, 3)
	// What was read together with it stays together.
	for at := orchestrix.Version(1); at <= 12; at++ {
		got, err := orchestrix.LoadAt(s.patient(), orchestrix.NewEngine(s.store), remembered, "ada", at)
		if want := (doctor{ID: "ada", Badge: fmt.Sprint("badge-", at-1)}); err != nil || got != want {
			s.Errorf("at version %d: %+v, error %v, want %+v", at, got, err, want)
		}
	}
}

func (s *subject) snapshotRow(id string) orchestrix.Row {
	s.Helper()
	row, err := s.tables().Get(s.patient(), orchestrix.SnapshotsTable, "", doctors.Category, id)
	if err != nil || row == nil {
		s.Fatalf("the snapshot is %v, error %v", row, err)
	}
	return row
}

// unfit puts a snapshot in place that says something else than the events, and
// is spoilt so that it must not be believed.
func unfit(spoil func(orchestrix.Row)) func(*subject) {
	return func(s *subject) {
		s.badges("ada", 0, 12)
		row := s.snapshotRow("ada")
		row[6] = `{"ID":"ada","Badge":"forged","OnCall":true}`
		spoil(row)
		s.put(orchestrix.SnapshotsTable, row)
		s.loadsAs(doctor{ID: "ada", Badge: "badge-11"}, 12, 13)
		s.loadsAs(doctor{ID: "ada", Badge: "badge-11"}, 12, 3) // it was replaced
	}
}

// overtaken has another process take a snapshot of more events while one is
// taken, where there was one before, or none.
func overtaken(before bool) func(*subject) {
	return func(s *subject) {
		have, due := 4, 5
		if before {
			have, due = 7, 10
		}
		s.badges("ada", 0, have)
		slow, snapshot, taken := *remembered, *remembered.Snapshot, false
		slow.Snapshot = &snapshot
		snapshot.Append = func(b []byte, d *doctor) ([]byte, error) {
			taken = true
			s.badges("ada", due, 7)
			return remembered.Snapshot.Append(b, d)
		}
		engine := orchestrix.NewEngine(s.store)
		for i := have; i < due; i++ {
			if err := happen(s.patient(), engine, &slow, "ada", doctorEvent{badged, fmt.Sprint("badge-", i)}); err != nil {
				s.Fatal(err)
			}
		}
		s.settled(engine)
		if version := s.snapshotRow("ada")[3].(int64); !taken || version < int64(due+5) {
			s.Errorf("another process took a later snapshot (%v), what is there is of version %d, want %d or more", taken, version, due+5)
		}
	}
}
