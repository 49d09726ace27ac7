package storetest

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

var soakCases = []testCase{
	{name: "processes that write, project and react are killed, and nothing is lost or doubled", run: soaked, needs: restarts},
}

const (
	// soakEnv is how often a process is killed; default a few times.
	soakEnv      = "ORCHESTRIX_SOAK"
	defaultSoaks = 3
	// slotEnv tells two processes apart that are at it at once.
	slotEnv = "ORCHESTRIX_STORETEST_SLOT"
	slots   = 2
)

// tallied is how many events each stream has, kept by the projection.
var tallied = &orchestrix.Table{
	Name: "test_tallied",
	Key:  1,
	Columns: []orchestrix.Column{
		{Name: "stream_id", Kind: orchestrix.TextColumn},
		{Name: "events", Kind: orchestrix.IntColumn},
	},
}

func soakSubscriptions(store orchestrix.Tables) []subscription.Subscription {
	return []subscription.Subscription{
		{
			Name: "test.Tally", Categories: []string{category}, Beginning: true, Shape: "v1",
			Prepare: func(ctx context.Context) error { return store.CreateTable(ctx, tallied) },
			Project: tally,
		},
		{
			Name: "test.Echo", Categories: []string{category}, Beginning: true,
			Handle: func(ctx context.Context, event orchestrix.Recorded) error {
				_, err := store.Append(ctx, batch("echo-"+string(event.ID), echoOf(event.Stream), orchestrix.Any, 1))
				return err
			},
			Retry: subscription.Retry{Attempts: 1000, Backoff: 20 * time.Millisecond},
		},
	}
}

func echoOf(stream orchestrix.StreamID) orchestrix.StreamID {
	return orchestrix.StreamID{Category: "test.Echo", ID: stream.ID}
}

func tally(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
	more := map[string]int64{}
	for _, event := range events {
		more[event.Stream.ID]++
	}
	for id, n := range more {
		row, err := tx.Get(ctx, tallied, id)
		if err != nil {
			return err
		}
		if row != nil {
			n += row[1].(int64)
		}
		if err := tx.Put(ctx, tallied, orchestrix.Row{id, n}); err != nil {
			return err
		}
	}
	return nil
}

func soaked(s *subject) {
	if dir := os.Getenv(childEnv); dir != "" {
		s.dieProjecting(dir, os.Getenv(slotEnv))
		return
	}
	kills, err := strconv.Atoi(cmp.Or(os.Getenv(soakEnv), strconv.Itoa(defaultSoaks)))
	if err != nil {
		s.Fatalf("%s: %v", soakEnv, err)
	}
	s.close()
	acknowledged := map[int]int{}
	temp := s.TempDir() // of processes that have no time to tidy up
	var children [slots]*child
	for slot := range children {
		children[slot] = s.startSoaking(slot, temp)
	}
	for round := range kills {
		slot := round % slots
		children[slot].killAfter(1+round*7%11, acknowledged)
		children[slot] = s.startSoaking(slot, temp)
		if round%100 == 99 {
			s.Logf("%d kills", round+1)
		}
	}
	for _, child := range children {
		child.killAfter(1, acknowledged)
	}
	s.open()
	s.checkSoaked(acknowledged, kills)
}

func (s *subject) startSoaking(slot int, temp string) *child {
	s.Helper()
	return s.start(s.Context(), slotEnv+"="+strconv.Itoa(slot), "TMPDIR="+temp)
}

// dieProjecting is the child: it appends and acknowledges, projects and reacts,
// until it is killed.
func (s *subject) dieProjecting(dir, slot string) {
	opened, err := s.harness.Open(dir)
	if err != nil {
		s.Fatalf("open: %v", err)
	}
	store := opened.(orchestrix.Tables)
	offset, err := strconv.Atoi(slot)
	if err != nil {
		s.Fatal(err)
	}
	ctx := context.Background()
	var group sync.WaitGroup
	r := s.runner(store, soakSubscriptions(store), subscription.WithLease(250*time.Millisecond), subscription.WithPage(20))
	group.Go(func() {
		if err := r.Run(ctx); err != nil {
			s.Errorf("run: %v", err)
		}
	})
	for i := range killWorkers {
		group.Go(func() {
			if err := writeUntilKilled(ctx, store, offset*killWorkers+i); err != nil {
				s.Errorf("write: %v", err)
			}
		})
	}
	group.Wait()
}

func writeUntilKilled(ctx context.Context, store orchestrix.Store, worker int) error {
	n, version := 0, orchestrix.Version(0)
	for recorded, err := range store.Read(ctx, workerStream(worker), 0) {
		if err != nil {
			return err
		}
		version = recorded.Version
		_, text, _ := strings.Cut(string(recorded.Metadata.CommandID), "/")
		if n, err = strconv.Atoi(text); err != nil {
			return err
		}
	}
	for ; ; n++ {
		// The first is one that was written before, if maybe not acknowledged.
		appended, err := store.Append(ctx,
			batch(workerCommand(worker, n), workerStream(worker), orchestrix.Exactly(version), workerEvents(n)),
			batch(workerCommand(worker, n), sharedStream, orchestrix.Any, 1))
		if err != nil {
			return err
		}
		version = appended.Versions[0]
		if _, err := fmt.Printf("acknowledged %d %d\n", worker, n); err != nil {
			return nil // the parent is gone
		}
	}
}

// checkSoaked lets the subscriptions come to the end, and checks that all that
// was acknowledged is there, and what came of it is as if nobody had been killed.
func (s *subject) checkSoaked(acknowledged map[int]int, kills int) {
	s.Helper()
	// What a process began that was killed may end later.
	s.settle()
	ctx, cancel := context.WithTimeout(context.Background(), patience+time.Duration(kills)*5*time.Second) // there may be much to catch up with
	defer cancel()
	if err := s.runner(s.tables(), soakSubscriptions(s.tables())).Sync(ctx); err != nil {
		s.Fatalf("sync: %v", err)
	}
	events := map[orchestrix.StreamID][]orchestrix.Recorded{}
	for _, event := range s.events() {
		events[event.Stream] = append(events[event.Stream], event)
	}
	commands := 0
	for worker := range slots * killWorkers {
		want := 0
		for _, event := range events[workerStream(worker)] {
			if command := string(event.Metadata.CommandID); command != workerCommand(worker, want) {
				want++
				if command != workerCommand(worker, want) {
					s.Fatalf("%s comes after command %d of worker %d", command, want-1, worker)
				}
			}
		}
		if last, ok := acknowledged[worker]; ok && want < last {
			s.Errorf("command %d of worker %d was acknowledged, but %d is the last", last, worker, want)
		}
		if len(events[workerStream(worker)]) > 0 {
			commands += want + 1
		}
	}
	if n := len(events[sharedStream]); n != commands {
		s.Errorf("the shared stream has %d events, want one for each of %d commands", n, commands)
	}
	for stream, events := range events {
		row, err := s.tables().Get(s.patient(), tallied, stream.ID)
		if err != nil || row == nil || row[1] != int64(len(events)) {
			s.Errorf("%v has %d events, but the projection says %v, error %v", stream, len(events), row, err)
		}
		echoes := s.read(echoOf(stream), 0)
		for i, event := range events {
			if i < len(echoes) && string(echoes[i].Metadata.CommandID) != "echo-"+string(event.ID) {
				s.Fatalf("echo %d of %v is %s, want that of %s", i, stream, echoes[i].Metadata.CommandID, event.ID)
			}
		}
		if len(echoes) != len(events) {
			s.Errorf("%v has %d events and %d echoes", stream, len(events), len(echoes))
		}
	}
	parked, err := s.runner(s.tables(), soakSubscriptions(s.tables())).Parked(s.patient(), 0)
	if err != nil || len(parked) > 0 {
		s.Errorf("%d events are put aside, error %v: %+v", len(parked), err, parked)
	}
}
