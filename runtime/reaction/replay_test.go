package reaction_test

import (
	"errors"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// A refusal that was recorded is the answer to its command for ever. Who replays
// the event wants it asked anew, but what was done stays done.
func TestAReplayAsksAnewWhatWasRefused(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.records = true
		r.refuses["cup"], r.refuses["pot"] = true, true
		p := policy("shop.OrderDone", func(does, orchestrix.Meta, reaction.Seed) ([]reaction.Send, error) {
			all := sends(does{Does: "Reserve", ID: "tea"}, does{Does: "Reserve", ID: "cup"}, does{Does: "Reserve", ID: "pot"})
			all[2].OnRefusal = reaction.Skip
			return all, nil
		})
		p.Beginning = true
		runner := r.runner(p)
		order := orchestrix.StreamID{Category: "shop.Item", ID: "o"}
		r.happens(does{Does: "Order", ID: "o"})
		r.sync(runner)
		r.wantWritten(2, 2) // the order, tea; cup and pot refused

		// Still too little: another refusal, of the cup.
		if err := runner.Replay(t.Context(), "shop.Policy", order); !errors.As(err, new(*subscription.ParkedError)) {
			t.Errorf("the replay ended in %v", err)
		}
		r.wantWritten(2, 3)

		clear(r.refuses)
		if err := runner.Replay(t.Context(), "shop.Policy", order); err != nil {
			t.Errorf("the replay ended in %v", err)
		}
		r.wantWritten(3, 3)
		if parked, err := runner.Parked(t.Context(), 10); err != nil || len(parked) != 0 {
			t.Errorf("parked: %v, %v", parked, err)
		}
	})
}

// wantWritten compares how many events there are of items, and of refusals.
func (r *rig) wantWritten(items, refusals int) {
	r.t.Helper()
	if got := len(r.events(orchestrix.Position{})); got != items {
		r.t.Errorf("%d events of items, want %d", got, items)
	}
	got := 0
	for _, event := range r.events(orchestrix.Position{}, orchestrix.RejectedCategory) {
		if event.Type == "shop.RefuseDone" {
			got++
		}
	}
	if got != refusals {
		r.t.Errorf("%d refusals are recorded, want %d", got, refusals)
	}
}
