package reaction_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/cron"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
)

func sorted(texts []string) []string { slices.Sort(texts); return texts }

// nightly closes the day at three in the morning.
func nightly(spec string) *reaction.Policy {
	return &reaction.Policy{Name: "shop.Nightly", Schedule: &reaction.Schedule{
		Spec: spec,
		Next: cron.Must(spec).Next,
		React: reaction.OnTime(func(meta orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
			return sends(does{Does: "Close", ID: meta.Time.Format("2006-01-02T15:04")}), nil
		}),
	}}
}

func TestAScheduleHappensOnceOverAllProcesses(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(nightly("0 3 * * *"), nightly("0 3 * * *")) // as two processes would
		r.passes(0)
		r.wantSent()
		next, err := r.subs[0].Due(t.Context(), r.now)
		if err != nil || !next.Equal(time.Date(2026, 1, 2, 3, 0, 0, 0, time.UTC)) {
			t.Errorf("due next at %v, %v", next, err)
		}
		r.passes(15 * time.Hour)
		if events := r.events(orchestrix.Position{}); len(events) != 1 || events[0].Stream.ID != "2026-01-02T03:00" {
			t.Errorf("it came to %+v", events)
		}
		r.passes(time.Hour)
		if got := len(r.events(orchestrix.Position{})); got != 1 {
			t.Errorf("%d days are closed", got)
		}
	})
}

func TestTwoProcessesAtOnce(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(nightly("0 3 * * *"), nightly("0 3 * * *"))
		r.passes(0)
		var group sync.WaitGroup
		for _, s := range r.subs {
			group.Go(func() {
				if _, err := s.Due(t.Context(), r.now.Add(15*time.Hour)); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if got := len(r.events(orchestrix.Position{}, "~schedule/shop.Nightly")); got != 2 { // it began, and happened
			t.Errorf("the schedule has %d events", got)
		}
	})
}

func TestOfMissedTimesTheLastIsMadeUpFor(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(nightly("0 3 * * *"))
		r.passes(0)
		// Nobody is there for ten days; then a process starts.
		again := newRig(t, r.store)
		again.now, again.at = r.now, r.at
		again.subs = reaction.Subscriptions(again.engine, again.send, nightly("0 3 * * *"))
		again.passes(10 * 24 * time.Hour)
		again.wantSent("Close 2026-01-11T03:00")
		again.passes(0)
		again.wantSent()

		// Another schedule begins anew: it makes up for nothing before itself.
		other := newRig(t, r.store)
		other.now, other.at = again.now, again.at
		other.subs = reaction.Subscriptions(other.engine, other.send, nightly("0 2 * * *"))
		other.passes(0)
		other.wantSent()
		other.passes(14 * time.Hour)
		other.wantSent("Close 2026-01-12T02:00")

		// So does one that the policy had before.
		back := newRig(t, r.store)
		back.now, back.at = other.now.Add(2*time.Hour), other.at
		back.subs = reaction.Subscriptions(back.engine, back.send, nightly("0 3 * * *"))
		back.passes(0)
		back.wantSent()
		back.passes(24 * time.Hour)
		back.wantSent("Close 2026-01-13T03:00")
	})
}

func TestAScheduleMayBeLong(t *testing.T) {
	r := newRig(t, stores["memory"](t))
	r.works(nightly("0 3 1" + strings.Repeat(",1", 200) + " * *"))
	r.passes(0)
	r.passes(31 * 24 * time.Hour)
	r.wantSent("Close 2026-02-01T03:00")
}

func TestATimeThatFailsKeepsNoOther(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.refuses["2026-01-02T03:00"] = true
		r.works(nightly("0 3 * * *"))
		r.passes(0)
		r.passes(24 * time.Hour)
		r.passes(24 * time.Hour)
		r.wantSent("Close 2026-01-02T03:00", "Close 2026-01-03T03:00")
		r.wantParked(`shop.Nightly ~schedule/shop.Nightly "2026-01-02T03:00:00Z"`)
	})
}

func TestAScheduleBesideEvents(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		p := policy("shop.OrderDone", func(e does, _ orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
			return sends(does{Does: "Note", ID: e.ID}), nil
		})
		p.Schedule = &reaction.Schedule{Spec: "15m", Next: reaction.Every(15 * time.Minute), React: reaction.OnTimeWith(
			func(_ context.Context, meta orchestrix.Meta, seed reaction.Seed) ([]reaction.Send, error) {
				return sends(does{Does: "Look", ID: strings.ReplaceAll(meta.Time.Format(time.TimeOnly), ":", "-"), With: seed.At("Look", 0).UUID()}), nil
			})}
		r.works(p)
		r.passes(0)
		r.happens(does{Does: "Order", ID: "o"})
		r.passes(20 * time.Minute)
		r.wantSent("Note o", "Look 12-15-00")
		r.passes(10 * time.Minute)
		r.wantSent("Look 12-30-00")
	})
}
