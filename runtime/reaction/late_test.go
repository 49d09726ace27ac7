package reaction_test

import (
	"errors"
	"strings"
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
				runner := r.runner(p)
				r.happens(does{Does: "Pay", ID: "too early", With: "o"})
				r.happens(does{Does: "Order", ID: "order", With: "o"})
				r.happens(does{Does: "Many", ID: "order", With: "o"}) // behind it
				r.happens(does{Does: "Pay", ID: "payment", With: "o"})
				r.happens(does{Does: "Pay", ID: "other", With: "p"})
				r.sync(runner)
				is = false
				if err := runner.Replay(t.Context(), p.Name, orchestrix.StreamID{Category: "shop.Item", ID: "order"}); err != nil {
					t.Fatal(err)
				}
				r.sync(runner)
				r.instance("o", false, "new", "Order", "Pay", "Many")
				r.instance("p", false)
				r.happens(does{Does: "End", ID: "end", With: "o"})
				r.sync(runner)
				r.instance("o", true, "new", "Order", "Pay", "Many")
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
		runner := r.runner(p)
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		r.happens(does{Does: "Pay", ID: "payment", With: "o"})
		r.happens(does{Does: "Many", ID: "many", With: "x o y"})
		r.sync(runner)
		r.instance("o", false, "new", "Many")
		is = false
		if err := runner.Replay(t.Context(), p.Name, orchestrix.StreamID{Category: "shop.Item", ID: "order"}); err != nil {
			t.Fatal(err)
		}
		r.instance("o", false, "new", "Many", "Order", "Pay")
	})
}

// What an instance can't be told of what it missed keeps the event parked that
// begins it, and nothing else; dropping that gives up only what failed.
func TestAnEventThatWasMissedMayFail(t *testing.T) {
	for name, drop := range map[string]bool{"and is replayed": false, "and is given up": true} {
		t.Run(name, func(t *testing.T) {
			onEachStore(t, func(t *testing.T, r *rig) { missedAndFailed(t, r, drop) })
		})
	}
}

func missedAndFailed(t *testing.T, r *rig, drop bool) {
	p, broken := fulfil(), map[string]bool{"order": true, "bad": true}
	for _, event := range []string{"shop.OrderDone", "shop.PayDone"} {
		on := p.On[event].(when)
		step := on.Step
		on.Step = func(state *fulfilment, key string, e does, meta orchestrix.Meta) (reaction.Step, error) {
			if broken[e.ID] {
				return reaction.Step{}, &orchestrix.FaultError{Rule: "shop.Fulfilment"}
			}
			return step(state, key, e, meta)
		}
		p.On[event] = on
	}
	p.Beginning = true
	runner := r.runner(p)
	replay := func() error {
		return runner.Replay(t.Context(), p.Name, orchestrix.StreamID{Category: "shop.Item", ID: "order"})
	}
	for _, event := range []does{{"Order", "order", "o"}, {"Pay", "bad", "o"}, {"Pay", "good", "o"}} {
		r.happens(event)
	}
	r.sync(runner)
	broken["order"] = false
	err := replay()
	failed, ok := errors.AsType[*subscription.ParkedError](err)
	if !ok || !strings.Contains(err.Error(), `shop.PayDone of shop.Item "bad", which came while`) {
		t.Fatalf("the replay ended in %v", err)
	}
	r.instance("o", false, "new", "Order", "Pay")
	if drop {
		if dropped, err := runner.Drop(t.Context(), p.Name, failed.EventID); !dropped || err != nil {
			t.Errorf("dropped: %v, %v", dropped, err)
		}
		r.happens(does{Does: "Pay", ID: "next", With: "o"})
		r.sync(runner)
	} else {
		broken["bad"] = false
		if err := replay(); err != nil {
			t.Errorf("the replay ended in %v", err)
		}
	}
	r.instance("o", false, "new", "Order", "Pay", "Pay")
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
