package storetest

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// executeCases are what commands rely on, carried out by [orchestrix.Execute].
var executeCases = []testCase{
	{name: "two commands that read each other's aggregate never both get through", run: writeSkew},
	{name: "a command that read an ended aggregate is tied to its version", run: readOfEnded},
	{name: "of 64 that claim one value one wins and the others are refused", run: raceForAValue},
	{name: "a claim is released on change and on end, and can be made again", run: claimsComeAndGo},
	{name: "values from before are claimed while they change", run: backfillUnderChanges},
	{name: "a refusal is recorded once however often the command is sent at once", run: rejectionSentByMany},
}

// writeSkew has pairs of doctors of whom each goes home while the other stays:
// if what a command has read didn't hold until its append, both would go.
func writeSkew(s *subject) {
	const pairs, rounds = 12, 4
	engine := orchestrix.NewEngine(s.store)
	id := func(i int) string { return fmt.Sprint("doctor-", i) }
	for round := range rounds {
		endings := make([]string, 2*pairs)
		s.together(2*pairs, func(ctx context.Context, i int) error {
			return happen(ctx, engine, doctors, id(i), doctorEvent{kind: calledIn})
		})
		meeting := orchestrix.NewEngine(meet(s.store, 2*pairs))
		s.together(2*pairs, func(ctx context.Context, i int) error {
			err := goHome(ctx, meeting, id(i), id(i^1))
			if endings[i] = ending(err); endings[i] == "nobody_left" {
				return nil
			}
			return err
		})
		for i := 0; i < len(endings); i += 2 {
			if (endings[i] == "") == (endings[i+1] == "") {
				s.Fatalf("round %d: two doctors, each to go home while the other stays, ended in %q and %q; want one to go", round, endings[i], endings[i+1])
			}
		}
	}
}

// readOfEnded begins an append with what has become of an aggregate that was
// read as missing: one that has ended still has the version that it ended in.
func readOfEnded(s *subject) {
	engine := orchestrix.NewEngine(s.store)
	for _, event := range []string{calledIn, retired} {
		if err := happen(s.patient(), engine, doctors, "ended", doctorEvent{kind: event}); err != nil {
			s.Fatal(err)
		}
	}
	attempts := 0
	receipt, err := orchestrix.Execute(s.patient(), engine, handling{
		Aggregate: doctors, Command: "test.Replace", ID: "new", Creates: orchestrix.MustNotExist,
		Read: func(ctx context.Context, _ *decision, r *orchestrix.Reading) error {
			gone, err := orchestrix.ReadOthers(ctx, r, doctors, []string{"ended", "never"}, true)
			if err == nil && len(gone.States) > 0 {
				s.Errorf("there are %v", gone.States)
			}
			return err
		},
		Decide: func(ctx context.Context, _ *decision, raise raiser) error {
			if attempts++; attempts == 1 {
				// Nothing of ours writes to a stream that has ended, but others may.
				s.given(doctorStream("ended"), 1)
			}
			return raise(doctorEvent{kind: calledIn})
		},
	})
	if err != nil || attempts != 2 || receipt.Version != 1 {
		s.Errorf("receipt %+v after %d attempts, error %v; want a second attempt", receipt, attempts, err)
	}
}

func raceForAValue(s *subject) {
	store := meet(s.store, writers)
	engines := make([]*orchestrix.Engine, 4) // as several programs have them
	for i := range engines {
		engines[i] = orchestrix.NewEngine(store)
	}
	counts := map[string]int{}
	var mu sync.Mutex
	s.together(writers, func(ctx context.Context, i int) error {
		err := happen(ctx, engines[i%len(engines)], badgedDoctors, fmt.Sprint("doctor-", i), doctorEvent{badged, "1"})
		mu.Lock()
		defer mu.Unlock()
		counts[ending(err)]++
		return nil
	})
	if want := map[string]int{"": 1, "badge_taken": writers - 1}; !maps.Equal(counts, want) {
		s.Errorf("%d who claim one value ended in %v, want %v", writers, counts, want)
	}
	s.settle()
	if have := s.all(orchestrix.Position{}, orchestrix.Filter{Categories: []string{doctors.Category}}); len(have) != 1 {
		s.Errorf("%d have the value", len(have))
	}
}

func claimsComeAndGo(s *subject) {
	engine := orchestrix.NewEngine(s.store)
	for i, step := range []struct {
		id    string
		event doctorEvent
		want  string
	}{
		{"a", doctorEvent{badged, "1"}, ""},
		{"b", doctorEvent{badged, "1"}, "badge_taken"},
		{"a", doctorEvent{badged, "2"}, ""},
		{"b", doctorEvent{badged, "1"}, ""},
		{"b", doctorEvent{badged, "2"}, "badge_taken"},
		{"a", doctorEvent{kind: retired}, ""},
		{"b", doctorEvent{badged, "2"}, ""},
		{"c", doctorEvent{badged, "1"}, ""},
		{"d", doctorEvent{badged, "2"}, "badge_taken"},
	} {
		if got := ending(happen(s.patient(), engine, badgedDoctors, step.id, step.event)); got != step.want {
			s.Fatalf("step %d, %v of %s: ended in %q, want %q", i+1, step.event, step.id, got, step.want)
		}
	}
}

// backfillUnderChanges adds a unique value to a history that changes meanwhile:
// each doctor once at the worst moment, by a program that doesn't claim, and then
// all at once by one that does, beside several that backfill. In the end a value
// is claimed if and only if somebody has it.
func backfillUnderChanges(s *subject) {
	const those, changes = 8, 4
	plain, claiming := orchestrix.NewEngine(s.store), orchestrix.NewEngine(s.store)
	id := func(i int) string { return fmt.Sprint("doctor-", i) }
	badge := func(i, n int) string { return fmt.Sprint("badge-", i, "-", n) }
	for i := range those {
		if err := happen(s.patient(), plain, doctors, id(i), doctorEvent{badged, badge(i, 0)}); err != nil {
			s.Fatal(err)
		}
	}
	overtaken := 0
	store := hooked{s.store, func(ctx context.Context, batches []orchestrix.Batch) error {
		if doctor, ok := ofDoctor(batches); ok && doctor.Expect == 1 {
			overtaken++
			return happen(ctx, plain, doctors, doctor.Stream.ID, doctorEvent{badged, "badge-" + strings.TrimPrefix(doctor.Stream.ID, "doctor-") + "-1"})
		}
		return nil
	}}
	if _, err := orchestrix.BackfillUnique(s.patient(), orchestrix.NewEngine(store), badgedDoctors); err != nil || overtaken != those {
		s.Fatalf("backfill: error %v, after %d changes", err, overtaken)
	}
	// wantClaims lets somebody else claim each value up to the n-th, which is the
	// one that its doctor has.
	wantClaims := func(n int) {
		for i := range those {
			for at := range n + 1 {
				want := ""
				if at == n {
					want = "badge_taken"
				}
				if got := ending(happen(s.patient(), claiming, badgedDoctors, "taker", doctorEvent{badged, badge(i, at)})); got != want {
					s.Errorf("%s: claiming it ended in %q, want %q", badge(i, at), got, want)
				}
			}
		}
	}
	wantClaims(1)
	s.together(those+2, func(ctx context.Context, i int) error {
		if i >= those {
			_, err := orchestrix.BackfillUnique(ctx, orchestrix.NewEngine(s.store), badgedDoctors)
			return err
		}
		for n := 2; n <= changes; n++ {
			if err := happen(ctx, claiming, badgedDoctors, id(i), doctorEvent{badged, badge(i, n)}); err != nil {
				return err
			}
		}
		return nil
	})
	wantClaims(changes)
}

func rejectionSentByMany(s *subject) {
	const senders, rounds = 32, 4
	engine := orchestrix.NewEngine(s.store)
	var mu sync.Mutex
	for round := range rounds {
		command := orchestrix.CommandID(fmt.Sprint("refused-", round))
		endings := map[string]int{}
		s.together(senders, func(ctx context.Context, i int) error {
			reason := fmt.Sprint("reason-", i) // which only the first is to give
			_, err := orchestrix.Execute(ctx, engine, handling{
				Aggregate: doctors, Command: "test.Refused", ID: "none", Creates: orchestrix.IfMissing,
				Refuses: func(*decision) error { return &orchestrix.RejectionError{Command: "test.Refused", ID: reason} },
				OnRejected: func(_ *decision, r orchestrix.Rejected) (doctorEvent, error) {
					return doctorEvent{declined, r.ID}, nil
				},
			}, command)
			mu.Lock()
			defer mu.Unlock()
			endings[ending(err)]++
			return nil
		})
		recorded := s.read(orchestrix.StreamID{Category: "~rejected", ID: string(command)}, 0)
		if len(recorded) != 2 || recorded[0].Type != "test."+declined {
			s.Fatalf("recorded %d events: %+v, want the refusal and its record", len(recorded), recorded)
		}
		first := string(recorded[0].Data)
		if len(endings) != 1 || endings[first[1:len(first)-1]] != senders {
			s.Errorf("recorded was %s, but those who sent the command ended in %v", first, endings)
		}
	}
}
