package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

var errPoison = errors.New("poison")

// poison fails at the second event of one stream, until it is cured.
type poison struct{ cured atomic.Bool }

func (p *poison) taken(event *orchestrix.Recorded) error {
	if event.Stream.ID == "bad" && event.Version == 2 && !p.cured.Load() {
		return subscription.Permanent(errPoison)
	}
	return nil
}

func poisoned(s *subject) {
	p := &poison{}
	w := &witness{before: func(_ context.Context, event orchestrix.Recorded) error { return p.taken(&event) }}
	r := s.runner(s.tables(), []subscription.Subscription{w.subscription()}, subscription.WithPage(3))
	s.parks(r, "test.Witness", func(want int) {
		s.Helper()
		if n := len(w.seen()); n != want {
			s.Errorf("%d events were handled, want %d", n, want)
		}
	}, p)
	s.wantSeen(w, s.events())
}

func poisonedProjection(s *subject) {
	s.make(counted)
	p := &poison{}
	r := s.runner(s.tables(), []subscription.Subscription{projecting(p.taken)}, subscription.WithPage(5))
	s.parks(r, "test.Counting", func(want int) {
		s.Helper()
		n, err := s.tables().Count(s.patient(), counted, nil)
		if err != nil || n != int64(want) {
			s.Errorf("%d events were projected, error %v; want %d", n, err, want)
		}
	}, p)
	s.wantCounted(s.events())
}

// unfitRows has a projection write what no table holds, without saying of which
// event it is.
func unfitRows(s *subject) {
	s.make(counted)
	projection := projecting(nil)
	projection.Project = func(ctx context.Context, tx orchestrix.Tx, events []orchestrix.Recorded) error {
		var rows []orchestrix.Row
		for _, event := range events {
			id := string(event.ID)
			if event.Stream.ID == "bad" && event.Version == 2 {
				id += strings.Repeat("x", 5000)
			}
			rows = append(rows, orchestrix.Row{id, event.Stream.ID, int64(1)})
		}
		return tx.Insert(ctx, counted, rows...)
	}
	for i := range 4 {
		s.given(stream("bad"), 1)
		s.given(stream(fmt.Sprint("good", i%2)), 1)
	}
	r := s.runner(s.tables(), []subscription.Subscription{projection}, subscription.WithPage(5))
	s.sync(r)
	parked, err := r.Parked(s.patient(), 0)
	if err != nil {
		s.Fatal(err)
	}
	for i, p := range parked {
		if p.Stream != stream("bad") || p.Version != orchestrix.Version(2+i) || (p.Error != "") != (i == 0) {
			s.Errorf("event %d put aside is %+v, want version %d of the bad stream, the first with an error", i, p, 2+i)
		}
	}
	if n, err := s.tables().Count(s.patient(), counted, nil); len(parked) != 3 || n != 5 || err != nil {
		s.Errorf("%d events are put aside and %d were projected, error %v, want 3 and 5", len(parked), n, err)
	}
}

// parks goes through the life of a poisonous event of a subscription that is
// then cured, and of another one that is given up.
func (s *subject) parks(r *subscription.Runner, name string, wantDone func(int), p *poison) {
	s.Helper()
	for i := range 4 {
		s.given(stream("bad"), 1)
		s.given(stream(fmt.Sprint("good", i%2)), 1)
	}
	s.sync(r)
	wantDone(5) // all but three of the bad one
	s.given(stream("bad"), 1)
	s.sync(r)
	wantDone(5)
	s.wantParked(r, name, 2, 3, 4, 5)

	if err := r.Replay(s.patient(), name, stream("bad")); !isParked(err, 2) {
		s.Errorf("replay of what is still poisonous gave %v", err)
	}
	s.wantParked(r, name, 2, 3, 4, 5)
	p.cured.Store(true)
	stop := s.running(r)
	if err := r.Replay(s.patient(), name, stream("bad")); err != nil {
		s.Fatalf("replay of what is cured: %v", err)
	}
	s.wantParked(r, name)
	s.await(r, name, s.given(stream("bad"), 1).Position)
	stop()
	wantDone(10)

	// Elsewhere nobody works on it, and its first event is given up.
	p.cured.Store(false)
	elsewhere := s.runner(s.tables(), []subscription.Subscription{other(p)})
	s.sync(elsewhere)
	s.wantParked(elsewhere, "test.Other", 2, 3, 4, 5, 6)
	parked, err := elsewhere.Parked(s.patient(), 1)
	if err != nil {
		s.Fatal(err)
	}
	if dropped, err := elsewhere.Drop(s.patient(), "test.Other", parked[0].EventID); !dropped || err != nil {
		s.Errorf("drop gave %v, error %v", dropped, err)
	}
	if dropped, err := elsewhere.Drop(s.patient(), "test.Other", parked[0].EventID); dropped || err != nil {
		s.Errorf("dropping what isn't there gave %v, error %v", dropped, err)
	}
	s.sync(elsewhere)
	s.wantParked(elsewhere, "test.Other")
}

func other(p *poison) subscription.Subscription {
	return subscription.Subscription{
		Name: "test.Other", Categories: []string{category}, Beginning: true,
		Handle: func(_ context.Context, event orchestrix.Recorded) error { return p.taken(&event) },
	}
}

func isParked(err error, version orchestrix.Version) bool {
	parked, ok := errors.AsType[*subscription.ParkedError](err)
	return ok && parked.Version == version && parked.Parked.Error == errPoison.Error()
}

// wantParked checks which versions of the bad stream are put aside, and that only
// the first has failed.
func (s *subject) wantParked(r *subscription.Runner, name string, versions ...orchestrix.Version) {
	s.Helper()
	parked, err := r.Parked(s.patient(), 0, name)
	if err != nil {
		s.Fatal(err)
	}
	if len(parked) != len(versions) {
		s.Fatalf("%d events are put aside, want %d: %+v", len(parked), len(versions), parked)
	}
	for i, p := range parked {
		wantError := ""
		if i == 0 {
			wantError = errPoison.Error()
		}
		if p.Stream != stream("bad") || p.Version != versions[i] || p.Error != wantError || p.Type != "test.Happened" {
			s.Errorf("event %d put aside is %+v, want version %d of the bad stream with error %q", i, p, versions[i], wantError)
		}
	}
}
