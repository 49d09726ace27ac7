package reaction_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
)

// mortal is a store under a process that is killed at its nth write, before it
// or, which the process doesn't learn, after it.
type mortal struct {
	orchestrix.Tables
	left  atomic.Int64
	after bool
}

func newMortal(store orchestrix.Tables, killedAt int, after bool) *mortal {
	m := &mortal{Tables: store, after: after}
	m.left.Store(int64(killedAt))
	return m
}

var errKilled = errors.New("killed")

func (m *mortal) write(write func() error) error {
	left := m.left.Add(-1)
	if left < 0 {
		return errKilled // nobody writes after its death
	}
	if left == 0 {
		if m.after {
			_ = write()
		}
		return errKilled
	}
	return write()
}

func (m *mortal) Append(ctx context.Context, batches ...orchestrix.Batch) (appended orchestrix.Appended, err error) {
	if orchestrix.InTransaction(ctx) {
		return m.Tables.Append(ctx, batches...)
	}
	err = m.write(func() error { appended, err = m.Tables.Append(ctx, batches...); return err })
	return appended, err
}

func (m *mortal) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	return m.write(func() error {
		return m.Tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
			return f(orchestrix.WithinTransaction(ctx), tx)
		})
	})
}

// Whenever a process is killed, the one that goes on, handling again from the
// beginning, comes to the same events as one that was never killed, and no other.
func TestHandlingAgainAfterADeathDoesNothingTwice(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		want, died := r.story(1_000, false)
		if len(want) != 24 || died {
			t.Fatalf("the story has %d events: %q", len(want), want)
		}
	})
	for name, open := range inProcess {
		t.Run(name, func(t *testing.T) {
			want, _ := newRig(t, open(t)).story(1_000, false)
			for _, after := range []bool{false, true} {
				for n, died := 1, true; died; n++ {
					r := newRig(t, open(t))
					var got []string
					got, died = r.story(n, after)
					if fmt.Sprint(got) != fmt.Sprint(want) {
						t.Errorf("killed at write %d (after it: %v) it comes to\n%q\nnot\n%q", n, after, got, want)
					}
					if timers := r.timers(); timers != "" {
						t.Errorf("killed at write %d (after it: %v) these timers are left: %s", n, after, timers)
					}
				}
			}
		})
	}
}

// story has a policy and a process at work that are killed at some write, if there
// are as many, and others that do everything again; it gives all that happened, by
// stream.
func (r *rig) story(killedAt int, after bool) (all []string, died bool) {
	tell := policy("shop.OrderDone", func(e does, _ orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
		return sends(does{Does: "Mail", ID: e.With}, does{Does: "Note", ID: e.With}), nil
	})
	r.happens(does{Does: "Pay", ID: "early", With: "o"}) // which is nothing to an instance that isn't there
	for _, order := range []string{"o", "p"} {
		r.happens(does{Does: "Order", ID: "order-" + order, With: order})
	}
	r.happens(does{Does: "Pay", ID: "payment", With: "p"})
	r.happens(does{Does: "Many", ID: "many", With: "x y"})
	store := newMortal(r.store, killedAt, after)
	r.engine = orchestrix.NewEngine(store, orchestrix.WithClock(func() time.Time { return r.now }))
	r.works(tell, fulfil())
	r.pump()
	r.now = r.now.Add(time.Hour)
	_, _ = r.subs[1].Due(r.t.Context(), r.now)
	r.pump()

	healthy := newRig(r.t, r.store)
	healthy.now = r.now
	healthy.works(tell, fulfil())
	healthy.pump()
	healthy.passes(0)
	healthy.wantParked()
	byStream := map[string][]string{}
	var streams []string
	for _, event := range r.events(orchestrix.Position{}, "shop.Item", "~process/shop.Fulfilment") {
		stream := event.Stream.String()
		if byStream[stream] == nil {
			streams = append(streams, stream)
		}
		byStream[stream] = append(byStream[stream], fmt.Sprintf("%s %s %s", stream, event.Type, event.ID))
	}
	for _, stream := range sorted(streams) {
		all = append(all, byStream[stream]...)
	}
	return all, store.left.Load() <= 0
}
