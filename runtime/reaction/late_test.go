package reaction_test

import (
	"errors"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// What comes for an instance while the event that begins it is parked is told it
// when that is handled after all, and once.
func TestNothingIsLostWhileTheEventThatBeginsAnInstanceIsParked(t *testing.T) {
	fault := &orchestrix.FaultError{Rule: "shop.Fulfilment", Err: errors.New("it overflows")}
	for name, broken := range map[string]func(order *when, is *bool){
		"by its step": func(order *when, is *bool) {
			step := order.Step
			order.Step = func(state *fulfilment, key string, e does, meta orchestrix.Meta) (reaction.Step, error) {
				if *is {
					return reaction.Step{}, fault
				}
				return step(state, key, e, meta)
			}
		},
		"by its key": func(order *when, is *bool) {
			order.Keys = func(e does, meta orchestrix.Meta) ([]string, error) {
				if *is {
					return nil, fault
				}
				return keyOf(e, meta)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			onEachStore(t, func(t *testing.T, r *rig) {
				p, is := fulfil(), true
				order := p.On["shop.OrderDone"].(when)
				broken(&order, &is)
				p.On["shop.OrderDone"] = order
				p.Beginning = true
				runner := subscription.NewRunner(r.store, subscription.WithClock(func() time.Time { return r.now }))
				if err := runner.Add(p.Subscription(r.engine, r.send)); err != nil {
					t.Fatal(err)
				}
				sync := func() {
					t.Helper()
					if err := runner.Sync(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				r.happens(does{Does: "Pay", ID: "too early", With: "o"})
				r.happens(does{Does: "Order", ID: "order", With: "o"})
				r.happens(does{Does: "Pay", ID: "order", With: "o"}) // behind it
				r.happens(does{Does: "Pay", ID: "payment", With: "o"})
				r.happens(does{Does: "Pay", ID: "other", With: "p"})
				sync()
				is = false
				if err := runner.Replay(t.Context(), p.Name, orchestrix.StreamID{Category: "shop.Item", ID: "order"}); err != nil {
					t.Fatal(err)
				}
				sync()
				r.instance("o", false, "new", "Order", "Pay", "Pay")
				r.instance("p", false)
				r.happens(does{Does: "End", ID: "end", With: "o"})
				sync()
				r.instance("o", true, "new", "Order", "Pay", "Pay")
				if parked, err := runner.Parked(t.Context(), 0); err != nil || len(parked) > 0 {
					t.Errorf("parked: %v, %v", parked, err)
				}
			})
		})
	}
}

// Where another event began the instance meanwhile, what came between the two isn't
// lost either.
func TestAnEventThatWasToBeginAnInstanceComesLate(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		p, is := fulfil(), true
		order := p.On["shop.OrderDone"].(when)
		keys := order.Keys
		order.Keys = func(e does, meta orchestrix.Meta) ([]string, error) {
			if is {
				return nil, &orchestrix.FaultError{Rule: "shop.Fulfilment"}
			}
			return keys(e, meta)
		}
		p.On["shop.OrderDone"] = order
		p.Beginning = true
		runner := subscription.NewRunner(r.store, subscription.WithClock(func() time.Time { return r.now }))
		if err := runner.Add(p.Subscription(r.engine, r.send)); err != nil {
			t.Fatal(err)
		}
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		r.happens(does{Does: "Pay", ID: "payment", With: "o"})
		r.happens(does{Does: "Many", ID: "many", With: "x o y"})
		if err := runner.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.instance("o", false, "new", "Many")
		is = false
		if err := runner.Replay(t.Context(), p.Name, orchestrix.StreamID{Category: "shop.Item", ID: "order"}); err != nil {
			t.Fatal(err)
		}
		r.instance("o", false, "new", "Many", "Order", "Pay")
	})
}

// What an instance can't be told of what it missed keeps the event parked that
// begins it, and nothing else; dropping that gives up the rest.
func TestAnEventThatWasMissedMayFail(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		p, ordering, paying := fulfil(), true, true
		order, pay := p.On["shop.OrderDone"].(when), p.On["shop.PayDone"].(when)
		fails := func(step func(*fulfilment, string, does, orchestrix.Meta) (reaction.Step, error), is *bool, id string) func(*fulfilment, string, does, orchestrix.Meta) (reaction.Step, error) {
			return func(state *fulfilment, key string, e does, meta orchestrix.Meta) (reaction.Step, error) {
				if *is && e.ID == id {
					return reaction.Step{}, &orchestrix.FaultError{Rule: "shop.Fulfilment"}
				}
				return step(state, key, e, meta)
			}
		}
		order.Step, pay.Step = fails(order.Step, &ordering, "order"), fails(pay.Step, &paying, "bad")
		p.On["shop.OrderDone"], p.On["shop.PayDone"] = order, pay
		p.Beginning = true
		runner := subscription.NewRunner(r.store, subscription.WithClock(func() time.Time { return r.now }))
		if err := runner.Add(p.Subscription(r.engine, r.send)); err != nil {
			t.Fatal(err)
		}
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		r.happens(does{Does: "Pay", ID: "bad", With: "o"})
		r.happens(does{Does: "Pay", ID: "good", With: "o"})
		if err := runner.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		replay := func() error {
			return runner.Replay(t.Context(), p.Name, orchestrix.StreamID{Category: "shop.Item", ID: "order"})
		}
		ordering = false
		if err := replay(); !errors.As(err, new(*subscription.ParkedError)) {
			t.Errorf("the replay ended in %v", err)
		}
		r.instance("o", false, "new", "Order", "Pay")
		paying = false
		if err := replay(); err != nil {
			t.Errorf("the replay ended in %v", err)
		}
		r.instance("o", false, "new", "Order", "Pay", "Pay")
	})
}

// Timeouts that set each other to times that are over end in a fault that somebody
// sees, and other instances go on.
func TestTimeoutsDoNotGoRoundForEver(t *testing.T) {
	on(t, inProcess, func(t *testing.T, r *rig) {
		p, ended := fulfil(), 0
		round := func(next string) reaction.Timeout[fulfilment] {
			return reaction.Timeout[fulfilment]{Step: func(_ *fulfilment, _ string, meta orchestrix.Meta) (reaction.Step, error) {
				ended++
				return reaction.Step{Sets: []reaction.Timer{{Name: next, At: meta.Time}}}, nil
			}}
		}
		p.Timeouts["payment_due"], p.Timeouts["reminder"] = round("reminder"), round("payment_due")
		r.works(p)
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		r.pump()
		r.now = r.now.Add(time.Hour)
		for r.timers() != "" && ended < 1500 {
			r.passes(0)
		}
		r.wantParked(`shop.Fulfilment ~process/shop.Fulfilment "o"`)
		if ended != 1001 {
			t.Errorf("they ended %d times", ended)
		}
	})
}
