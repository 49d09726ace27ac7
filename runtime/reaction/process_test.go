package reaction_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// fulfilment is the state of an instance of the process that tests have.
type fulfilment struct {
	Steps []string `json:"steps"`
}

type when = reaction.When[fulfilment, does]

func keyOf(e does, _ orchestrix.Meta) ([]string, error) { return []string{e.With}, nil }

func takes(state *fulfilment, _ string, e does, _ orchestrix.Meta) (reaction.Step, error) {
	state.Steps = append(state.Steps, e.Does)
	return reaction.Step{}, nil
}

// fulfil is the process: an order (whose key is its With) starts it and has 30
// minutes to be paid; Remind sets the timeout anew, Pay cancels it and ships, End
// ends the instance; Many is for many, Brief starts what ends at once, and Late what
// should have ended an hour ago.
func fulfil() *reaction.Process[fulfilment] {
	return &reaction.Process[fulfilment]{
		Name:       "shop.Fulfilment",
		Categories: []string{"shop.Item"},
		New:        func() fulfilment { return fulfilment{Steps: []string{"new"}} },
		AppendJSON: func(state fulfilment, b []byte) ([]byte, error) { return appendJSON(b, state) },
		DecodeJSON: func(state *fulfilment, data []byte) error { return json.Unmarshal(data, state) },
		On: map[string]reaction.Trigger[fulfilment]{
			"shop.OrderDone": when{
				Decode: decodeDoes, Starts: true, Keys: keyOf,
				Step: func(state *fulfilment, key string, e does, meta orchestrix.Meta) (reaction.Step, error) {
					_, _ = takes(state, key, e, meta)
					return reaction.Step{Sets: []reaction.Timer{{Name: "payment_due", At: meta.Time.Add(30 * time.Minute)}}}, nil
				},
				Sends: func(_ *fulfilment, key string, _ does, _ orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
					return sends(does{Does: "Bill", ID: key}, does{Does: "Greet", ID: key}), nil
				},
			},
			"shop.RemindDone": when{
				Decode: decodeDoes, Keys: keyOf,
				Step: func(_ *fulfilment, _ string, _ does, meta orchestrix.Meta) (reaction.Step, error) {
					return reaction.Step{Sets: []reaction.Timer{{Name: "payment_due", At: meta.Time.Add(time.Hour)}}}, nil
				},
			},
			"shop.PayDone": when{
				Decode: decodeDoes, Keys: keyOf,
				Step: func(state *fulfilment, key string, e does, meta orchestrix.Meta) (reaction.Step, error) {
					_, _ = takes(state, key, e, meta)
					return reaction.Step{Cancels: []string{"payment_due"}}, nil
				},
				Sends: func(state *fulfilment, key string, _ does, _ orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
					return sends(does{Does: "Ship", ID: key, With: strings.Join(state.Steps, " ")}), nil
				},
			},
			"shop.EndDone": when{
				Decode: decodeDoes, Keys: keyOf,
				Step: func(*fulfilment, string, does, orchestrix.Meta) (reaction.Step, error) {
					return reaction.Step{Ends: true}, nil
				},
			},
			"shop.BriefDone": when{
				Decode: decodeDoes, Starts: true, Keys: keyOf,
				Step: func(state *fulfilment, key string, e does, meta orchestrix.Meta) (reaction.Step, error) {
					_, _ = takes(state, key, e, meta)
					return reaction.Step{Sets: []reaction.Timer{{Name: "payment_due", At: meta.Time}}, Ends: true}, nil
				},
				Sends: func(_ *fulfilment, key string, _ does, _ orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
					return sends(does{Does: "Greet", ID: key}), nil
				},
			},
			"shop.LateDone": when{
				Decode: decodeDoes, Starts: true, Keys: keyOf,
				Step: func(_ *fulfilment, _ string, _ does, meta orchestrix.Meta) (reaction.Step, error) {
					at := meta.Time.Add(-time.Hour)
					return reaction.Step{Cancels: []string{"payment_due"}, Sets: []reaction.Timer{{Name: "payment_due", At: at}}}, nil
				},
			},
			"shop.ManyDone": when{
				Decode: decodeDoes, Starts: true,
				Keys: func(e does, _ orchestrix.Meta) ([]string, error) { return strings.Fields(e.With), nil },
				Step: func(state *fulfilment, key string, e does, meta orchestrix.Meta) (reaction.Step, error) {
					if key == "broken" {
						return reaction.Step{}, &orchestrix.FaultError{Rule: "shop.Fulfilment"}
					}
					return takes(state, key, e, meta)
				},
				Sends: func(_ *fulfilment, key string, _ does, _ orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
					return sends(does{Does: "Call", ID: key}), nil
				},
			},
		},
		Timeouts: map[string]reaction.Timeout[fulfilment]{
			"payment_due": {
				Step: func(state *fulfilment, _ string, meta orchestrix.Meta) (reaction.Step, error) {
					state.Steps = append(state.Steps, "timed out at "+meta.Time.Format(time.TimeOnly))
					return reaction.Step{Ends: true}, nil
				},
				Sends: func(_ *fulfilment, key string, meta orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
					return sends(does{Does: "Cancel", ID: key, With: "due at " + meta.Time.Format(time.TimeOnly)}), nil
				},
			},
		},
	}
}

// instance compares an instance's state and end.
func (r *rig) instance(key string, ended bool, steps ...string) {
	r.t.Helper()
	i, ok, err := fulfil().Instance(r.t.Context(), r.store, key)
	if err != nil {
		r.t.Fatal(err)
	}
	var state fulfilment
	if ok {
		if err := json.Unmarshal(i.State, &state); err != nil {
			r.t.Fatal(err)
		}
	}
	if !slices.Equal(state.Steps, steps) || i.Ended != ended {
		r.t.Errorf("instance %s has the steps %q, ended %v; want %q, %v", key, state.Steps, i.Ended, steps, ended)
	}
}

func (r *rig) timers() string {
	r.t.Helper()
	var all []string
	for row, err := range r.store.Select(r.t.Context(), orchestrix.TimersTable, orchestrix.Selection{}) {
		if err != nil {
			r.t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%s.%s at %s", row[2], row[3], row[4].(time.Time).Format(time.TimeOnly)))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func TestAProcessFollowsToTheEnd(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(fulfil())
		r.happens(does{Does: "Pay", ID: "early", With: "o"})
		r.pump()
		r.instance("o", false) // not started
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		r.pump()
		r.wantSent("Bill o", "Greet o")
		r.instance("o", false, "new", "Order")
		if got := r.timers(); got != "o.payment_due at 12:30:00" {
			t.Errorf("timers: %s", got)
		}
		r.happens(does{Does: "Pay", ID: "payment", With: "o"})
		r.pump()
		r.wantSent("Ship o")
		r.passes(time.Hour)
		r.wantSent()
		r.happens(does{Does: "End", ID: "end", With: "o"})
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		r.happens(does{Does: "Pay", ID: "payment", With: "o"})
		r.pump()
		r.wantSent()
		r.instance("o", true, "new", "Order", "Pay")
		r.wantParked()
		if got := r.timers(); got != "" {
			t.Errorf("timers: %s", got)
		}
	})
}

// Handled again from the beginning it comes to what it came to, though an event
// that was nothing to an instance when it came now finds it.
func TestAnEventBeforeAnInstanceStaysNothingToIt(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(fulfil())
		r.happens(does{Does: "Pay", ID: "early", With: "o"})
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		r.pump()
		r.instance("o", false, "new", "Order")
		again := newRig(t, r.store)
		again.works(fulfil())
		again.pump()
		again.instance("o", false, "new", "Order")
		if r.happens(does{Does: "Pay", ID: "late", With: "o"}); again.timers() == "" {
			t.Error("the early payment cancelled the timeout")
		}
		again.pump()
		again.instance("o", false, "new", "Order", "Pay")
	})
}

// down is a store that can't be written to while it is down.
type down struct {
	orchestrix.Tables
	is bool
}

func (d *down) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	if d.is {
		return errors.New("the store is away")
	}
	return d.Tables.Transact(ctx, f)
}

// A step that the store doesn't take holds everything up: else what comes next
// might be nothing to the instance that it begins.
func TestAStoreThatIsAwayHoldsAllEventsUp(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		r.happens(does{Does: "Pay", ID: "payment", With: "o"})
		store := &down{Tables: r.store, is: true}
		engine := orchestrix.NewEngine(store, orchestrix.WithClock(func() time.Time { return r.now }))
		s := fulfil().Subscription(engine, r.send)
		s.Beginning = true
		runner := subscription.NewRunner(r.store)
		if err := runner.Add(s); err != nil {
			t.Fatal(err)
		}
		if err := runner.Sync(t.Context()); err == nil || !strings.Contains(err.Error(), "the store is away") {
			t.Errorf("sync: %v", err)
		}
		if parked, err := runner.Parked(t.Context(), 0); len(parked) > 0 || err != nil {
			t.Errorf("put aside: %v, %v", parked, err)
		}
		store.is = false
		if err := runner.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.instance("o", false, "new", "Order", "Pay")
	})
}

// counted is a store that counts the events that are read of streams.
type counted struct {
	orchestrix.Tables
	read int
}

func (c *counted) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) iter.Seq2[orchestrix.Recorded, error] {
	return func(yield func(orchestrix.Recorded, error) bool) {
		for event, err := range c.Tables.Read(ctx, stream, after) {
			if c.read++; !yield(event, err) {
				return
			}
		}
	}
}

func TestALongInstanceIsReadFromItsLastStep(t *testing.T) {
	on(t, inProcess, func(t *testing.T, r *rig) {
		store := &counted{Tables: r.store}
		r.engine = orchestrix.NewEngine(store, orchestrix.WithClock(func() time.Time { return r.now }))
		r.works(fulfil())
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		for i := range 200 {
			r.happens(does{Does: "Remind", ID: fmt.Sprint("remind-", i), With: "o"})
		}
		r.pump()
		store.read = 0
		r.happens(does{Does: "Pay", ID: "payment", With: "o"})
		r.happens(does{Does: "Remind", ID: "another", With: "o"})
		r.pump()
		if store.read > 10 {
			t.Errorf("two more steps read %d events", store.read)
		}
		r.instance("o", false, "new", "Order", "Pay")
		r.passes(2 * time.Hour)
		r.instance("o", true, "new", "Order", "Pay", "timed out at 13:00:00")
	})
}

func TestAStepCarriesMetadataOn(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(fulfil())
		r.happensIn(orchestrix.WithTenant(orchestrix.WithCorrelationID(orchestrix.WithActor(t.Context(), "ann"), "the-wish"), "acme"), does{Does: "Order", ID: "order", With: "o"})
		r.pump()
		r.passes(31 * time.Minute)
		of := map[string]orchestrix.Recorded{}
		for _, event := range r.events(orchestrix.Position{}, "shop.Item", "~process/shop.Fulfilment") {
			if _, seen := of[event.Type]; !seen {
				of[event.Type] = event
			}
			if event.Stream.Tenant != "acme" || event.Metadata.CorrelationID != "the-wish" {
				t.Errorf("%s is of tenant %q, part of %q", event.Type, event.Stream.Tenant, event.Metadata.CorrelationID)
			}
		}
		for effect, cause := range map[string]string{
			"shop.BillDone": "shop.OrderDone", "shop.GreetDone": "shop.OrderDone",
			"orchestrix.Step": "shop.OrderDone", "orchestrix.TimedOut": "orchestrix.Step",
		} {
			if got := of[effect].Metadata.CausationID; got != string(of[cause].ID) {
				t.Errorf("%s was caused by %s, want %s", effect, got, cause)
			}
		}
		if bill, cancel := of["shop.BillDone"].Metadata, of["shop.CancelDone"].Metadata; bill.Actor != "ann" || cancel.Actor != "" {
			t.Errorf("billed by %q, cancelled by %q", bill.Actor, cancel.Actor)
		}
	})
}

func TestATimeoutSurvivesARestart(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(fulfil())
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		r.happens(does{Does: "Order", ID: "order", With: "p"})
		r.pump()
		r.wantSent("Bill o", "Greet o", "Bill p", "Greet p")

		// The process stops, and starts again much later.
		again := newRig(t, r.store)
		again.now, again.at = r.now, r.at
		again.subs = reaction.Subscriptions(again.engine, again.send, fulfil())
		again.passes(29 * time.Minute)
		again.wantSent()
		next, err := again.subs[0].Due(t.Context(), again.now)
		if err != nil || !next.Equal(time.Date(2026, 1, 1, 12, 30, 0, 0, time.UTC)) {
			t.Errorf("due next at %v, %v", next, err)
		}
		again.passes(5 * time.Hour)
		again.wantSent("Cancel o", "Cancel p")
		again.instance("o", true, "new", "Order", "timed out at 12:30:00")
		again.passes(5 * time.Hour)
		again.wantSent()
		if next, err := again.subs[0].Due(t.Context(), again.now); !next.IsZero() || err != nil || again.timers() != "" {
			t.Errorf("due next at %v, %v; timers: %s", next, err, again.timers())
		}
	})
}

func TestATimeoutThatIsSetAgainOrCancelledDoesNotFire(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(fulfil())
		for _, order := range []string{"cancelled", "ended", "later", "raced", "due"} {
			r.happens(does{Does: "Order", ID: "order", With: order})
		}
		r.happens(does{Does: "Pay", ID: "payment", With: "cancelled"})
		r.happens(does{Does: "End", ID: "end", With: "ended"})
		r.happens(does{Does: "Remind", ID: "remind", With: "later"})
		r.pump()
		r.sent = nil
		if got := r.timers(); got != "due.payment_due at 12:30:00, later.payment_due at 13:00:00, raced.payment_due at 12:30:00" {
			t.Errorf("timers: %s", got)
		}
		// Paid in time, but nobody has handled that yet when the timeout ends.
		r.happens(does{Does: "Pay", ID: "payment", With: "raced"})
		r.passes(31 * time.Minute)
		r.wantSent("Ship raced", "Cancel due")
		r.passes(time.Hour)
		r.wantSent("Cancel later")
	})
}

func TestAnInstanceMayEndAsItStarts(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(fulfil())
		r.happens(does{Does: "Brief", ID: "brief", With: "o"})
		r.happens(does{Does: "Brief", ID: "brief", With: "o"})
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		r.pump()
		r.passes(time.Hour)
		r.wantSent("Greet o")
		r.instance("o", true, "new", "Brief")
	})
}

func TestATimeoutThatIsOverEndsAtOnce(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(fulfil())
		r.happens(does{Does: "Late", ID: "late", With: "o"})
		r.pump()
		r.passes(0)
		r.wantSent("Cancel o")
		r.instance("o", true, "new", "timed out at 11:00:00")
		if got := r.timers(); got != "" {
			t.Errorf("timers: %s", got)
		}
	})
}

// A timeout ends once for each time that it is set, also to when it was due before,
// or to earlier.
func TestATimeoutMaySetItselfToATimeThatIsOver(t *testing.T) {
	for name, after := range map[string]time.Duration{"the same": 0, "earlier": -time.Minute, "later": time.Minute} {
		t.Run(name, func(t *testing.T) {
			onEachStore(t, func(t *testing.T, r *rig) {
				p, ended := fulfil(), 0
				p.Timeouts["payment_due"] = reaction.Timeout[fulfilment]{
					Step: func(state *fulfilment, _ string, meta orchestrix.Meta) (reaction.Step, error) {
						state.Steps = append(state.Steps, meta.Time.Format(time.TimeOnly))
						return reaction.Step{
							Sets: []reaction.Timer{{Name: "payment_due", At: meta.Time.Add(after)}},
							Ends: len(state.Steps) == 5,
						}, nil
					},
				}
				r.works(p)
				r.happens(does{Does: "Order", ID: "order", With: "o"})
				r.pump()
				r.now = r.now.Add(time.Hour)
				for ; r.timers() != ""; ended++ {
					if r.passes(0); ended > 5 {
						t.Fatalf("it is set still: %s", r.timers())
					}
				}
				at := time.Date(2026, 1, 1, 12, 30, 0, 0, time.UTC)
				want := []string{"new", "Order"}
				for i := range 3 {
					want = append(want, at.Add(time.Duration(i)*after).Format(time.TimeOnly))
				}
				r.instance("o", true, want...)
				if ended != 3 {
					t.Errorf("it ended %d times", ended)
				}
			})
		})
	}
}

// Set again to the same time between its end and the step that comes of it, it
// ends once: there was but one that was still to come.
func TestATimeoutThatIsSetAgainToTheSameTimeEndsOnce(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		p := fulfil()
		p.Timeouts["payment_due"] = reaction.Timeout[fulfilment]{
			Step: func(state *fulfilment, _ string, meta orchestrix.Meta) (reaction.Step, error) {
				state.Steps = append(state.Steps, meta.Time.Format(time.TimeOnly))
				return reaction.Step{}, nil
			},
		}
		r.works(p)
		r.happens(does{Does: "Late", ID: "late", With: "o"})
		r.pump()
		r.happens(does{Does: "Late", ID: "late", With: "o"})
		r.passes(0)
		r.passes(0)
		r.instance("o", false, "new", "11:00:00")
		if got := r.timers(); got != "" {
			t.Errorf("timers: %s", got)
		}
	})
}

func TestAnEventReachesManyInstancesInOrder(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(fulfil())
		r.happens(does{Does: "Many", ID: "m", With: "c a b a"})
		r.happens(does{Does: "Many", ID: "m", With: ""})
		r.pump()
		r.wantSent("Call c", "Call a", "Call b")
		r.wantParked()
		if keys, err := fulfil().Keys(t.Context(), r.store); err != nil || strings.Join(keys, "") != "cab" {
			t.Errorf("the instances are %q, %v", keys, err)
		}
		// One that can't take a step doesn't keep the others from theirs.
		r.happens(does{Does: "Many", ID: "n", With: "d broken e \x00"})
		r.pump()
		r.wantSent("Call d", "Call e")
		r.wantParked(`shop.Fulfilment shop.Item "n"`)
		for _, err := range r.parked {
			if !subscription.IsPermanent(err) || !strings.Contains(err.Error(), `step of shop.Fulfilment "broken"`) {
				t.Errorf("parked by %v", err)
			}
		}
	})
}

func TestACommandThatFailsParksItsOwnInstanceOnly(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(fulfil())
		r.refuses["o"] = true
		r.happens(does{Does: "Order", ID: "orders", With: "o"})
		r.happens(does{Does: "Order", ID: "orders", With: "p"})
		r.happens(does{Does: "Pay", ID: "orders", With: "o"})
		r.happens(does{Does: "Pay", ID: "orders", With: "p"})
		r.pump()
		r.wantSent("Bill o", "Greet o", "Bill p", "Greet p", "Ship p")
		r.wantParked(`shop.Fulfilment ~process/shop.Fulfilment "o"`)
		r.instance("o", false, "new", "Order", "Pay") // it takes its steps all the same

		// Replayed in order: each step with the state it had.
		delete(r.refuses, "o")
		for _, event := range r.events(orchestrix.Position{}, "~process/shop.Fulfilment") {
			if event.Stream.ID == "o" {
				if err := r.subs[0].Handle(t.Context(), event); err != nil {
					t.Error(err)
				}
			}
		}
		r.wantSent("Bill o", "Greet o", "Ship o")
		shipped := r.events(orchestrix.Position{}, "shop.Item")
		if got := string(shipped[len(shipped)-1].Data); !strings.Contains(got, "new Order Pay") {
			t.Errorf("shipped: %s", got)
		}
	})
}

func TestAProcessMeetsWhatIsNewer(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(fulfil())
		r.happens(does{Does: "Order", ID: "order", With: "o"})
		r.pump()
		r.now = r.now.Add(time.Hour)
		if _, err := r.subs[0].Due(t.Context(), r.now); err != nil {
			t.Fatal(err)
		}
		older := fulfil()
		delete(older.On, "shop.OrderDone")
		clear(older.Timeouts)
		older.Known = map[string]func(orchestrix.Recorded) error{"shop.Item": func(recorded orchestrix.Recorded) error {
			return &orchestrix.NewerError{Type: recorded.Type, SchemaVersion: 1}
		}}
		s := older.Subscription(r.engine, r.send)
		seen := 0
		for _, event := range r.events(orchestrix.Position{}, s.Categories...) {
			if err := s.Handle(t.Context(), event); !errors.As(err, new(*orchestrix.NewerError)) {
				t.Errorf("%s: %v", event.Type, err)
			}
			seen++
		}
		event := orchestrix.Recorded{Pending: orchestrix.Pending{Type: "orchestrix.Paused", Data: []byte("{}")}}
		event.Stream.Category = "~process/shop.Fulfilment"
		if err := s.Handle(t.Context(), event); !errors.As(err, new(*orchestrix.NewerError)) || seen != 5 {
			t.Errorf("an event of a newer runtime, after %d others: %v", seen, err)
		}
	})
}

func TestAProcessNeedsTables(t *testing.T) {
	store := struct{ orchestrix.Store }{newRig(t, stores["memory"](t)).store}
	s := fulfil().Subscription(orchestrix.NewEngine(store), nil)
	if err := s.Prepare(context.Background()); err == nil || !strings.Contains(err.Error(), "tables") {
		t.Errorf("it works without: %v", err)
	}
}
