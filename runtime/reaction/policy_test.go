package reaction_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// policy reacts to one type of event.
func policy(on string, react func(does, orchestrix.Meta, reaction.Seed) ([]reaction.Send, error)) *reaction.Policy {
	return &reaction.Policy{
		Name:       "shop.Policy",
		Categories: []string{"shop.Item"},
		On:         map[string]reaction.React{on: reaction.On(decodeDoes, react)},
	}
}

func TestAPolicySendsWithTheEventsMetadata(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(policy("shop.OrderDone", func(e does, meta orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
			return sends(does{Does: "Reserve", ID: e.With, With: meta.Actor}), nil
		}))
		r.happensIn(orchestrix.WithTenant(orchestrix.WithTrace(orchestrix.WithCorrelationID(orchestrix.WithActor(t.Context(), "ann"), "the-wish"), "00-parent", "a=b"), "acme"),
			does{Does: "Order", ID: "o", With: "tea"})
		r.pump()
		r.wantSent("Reserve tea")
		events := r.events(orchestrix.Position{})
		order, reserved := events[0], events[1]
		m := reserved.Metadata
		if reserved.Stream.Tenant != "acme" || m.Actor != "ann" || m.CorrelationID != "the-wish" || m.CausationID != string(order.ID) ||
			m.TraceParent != "00-parent" || m.TraceState != "a=b" {
			t.Errorf("the event that follows is %+v of tenant %q", m, reserved.Stream.Tenant)
		}
	})
}

func TestRolesAreNotAskedButAllowedIs(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.allowed = func(ctx context.Context) error {
			if actor := orchestrix.MetadataFrom(ctx).Actor; actor != "ann" {
				return &orchestrix.ForbiddenError{Command: "shop.Reserve", Message: "not " + actor}
			}
			return nil
		}
		r.works(policy("shop.OrderDone", func(e does, _ orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
			return sends(does{Does: "Reserve", ID: e.With}), nil
		}))
		r.happens(does{Does: "Order", ID: "o", With: "tea"})
		r.pump()
		r.wantParked()
		r.allowed = func(context.Context) error { return &orchestrix.ForbiddenError{Command: "shop.Reserve"} }
		order := r.events(orchestrix.Position{})[0]
		if err := r.subs[0].Handle(t.Context(), order); err != nil {
			t.Errorf("a command that was carried out is asked again: %v", err)
		}
	})
}

func TestIDsDeriveFromEventReactionEntryAndPlace(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		var made []string
		react := func(e does, _ orchestrix.Meta, seed reaction.Seed) ([]reaction.Send, error) {
			newID := seed.At("Reserve", 1).NewID()
			made = []string{newID(), newID(), seed.At("Reserve", 1).TypeID("res"), seed.At("Reserve", 2).TypeID("res"),
				seed.At("Other", 1).UUID(), seed.AtRow("Other", "1").UUID()}
			return sends(does{Does: "Reserve", ID: "a"}, does{Does: "Reserve", ID: "b"}, does{Does: "Tell", ID: "c"}), nil
		}
		reversed := func(e does, meta orchestrix.Meta, seed reaction.Seed) ([]reaction.Send, error) {
			all, err := react(e, meta, seed)
			return []reaction.Send{all[2], all[1], all[0]}, err
		}
		p := policy("shop.OrderDone", react)
		r.works(p)
		r.happens(does{Does: "Order", ID: "o"})
		r.pump()
		r.wantSent("Reserve a", "Reserve b", "Tell c")
		first, written := made, len(r.events(orchestrix.Position{}))
		seen := map[string]bool{}
		for _, id := range first {
			if seen[id] || !orchestrix.ValidID(id) {
				t.Errorf("ids repeat: %q", first)
			}
			seen[id] = true
		}

		// Again, with its entries in another order: the same ids, so nothing new.
		order := r.events(orchestrix.Position{})[0]
		p.On["shop.OrderDone"] = reaction.On(decodeDoes, reversed)
		if err := r.subs[0].Handle(t.Context(), order); err != nil {
			t.Fatal(err)
		}
		r.wantSent("Tell c", "Reserve b", "Reserve a")
		if strings.Join(made, " ") != strings.Join(first, " ") {
			t.Errorf("made %q, at first %q", made, first)
		}
		if now := len(r.events(orchestrix.Position{})); now != written {
			t.Errorf("%d events, at first %d", now, written)
		}
		// Of another policy they are others.
		p.Name = "shop.OtherPolicy"
		if err := r.subs[0].Handle(t.Context(), order); err != nil {
			t.Fatal(err)
		}
		if now := len(r.events(orchestrix.Position{})); now != written+3 {
			t.Errorf("another policy wrote %d events, want 3", now-written)
		}
	})
}

func TestWhatComesOfARefusal(t *testing.T) {
	instead := func(rejection orchestrix.Rejected, seed reaction.Seed) ([]reaction.Send, error) {
		return sends(does{Does: "Complain", ID: "desk", With: rejection.ID + ": " + rejection.Message}), nil
	}
	broken := func(orchestrix.Rejected, reaction.Seed) ([]reaction.Send, error) {
		return nil, &orchestrix.FaultError{Rule: "shop.Policy"}
	}
	for name, c := range map[string]struct {
		on      reaction.OnRefusal
		then    func(orchestrix.Rejected, reaction.Seed) ([]reaction.Send, error)
		sent    []string
		failure string
	}{
		"park":                     {on: reaction.Park, sent: []string{"Reserve tea", "Reserve cup"}, failure: "send shop.Reserve: shop.Reserve is refused (no)"},
		"skip":                     {on: reaction.Skip, sent: []string{"Reserve tea", "Reserve cup"}},
		"sends":                    {on: reaction.SendThen, then: instead, sent: []string{"Reserve tea", "Complain desk", "Reserve cup"}},
		"sends that can't be told": {on: reaction.SendThen, then: broken, sent: []string{"Reserve tea", "Reserve cup"}, failure: "fault in shop.Policy"},
	} {
		t.Run(name, func(t *testing.T) {
			on(t, inProcess, func(t *testing.T, r *rig) {
				r.refuses["tea"] = true
				r.works(policy("shop.OrderDone", func(does, orchestrix.Meta, reaction.Seed) ([]reaction.Send, error) {
					all := sends(does{Does: "Reserve", ID: "tea"}, does{Does: "Reserve", ID: "cup"})
					all[0].OnRefusal, all[0].Then = c.on, c.then
					return all, nil
				}))
				r.happens(does{Does: "Order", ID: "o"})
				r.pump()
				r.wantSent(c.sent...)
				err := r.parked[`shop.Policy shop.Item "o"`]
				switch {
				case c.failure == "" && err != nil, c.failure != "" && (err == nil || !strings.Contains(err.Error(), c.failure) || !subscription.IsPermanent(err)):
					t.Errorf("the event's error is %v, want a permanent one that says %q", err, c.failure)
				}
				if name == "sends" {
					events := r.events(orchestrix.Position{})
					if got := string(events[1].Data); !strings.Contains(got, "no: not tea") {
						t.Errorf("the complaint is %s", got)
					}
				}
			})
		})
	}
}

func TestWhatMayGoAwayIsTriedAgainBeforeWhatWont(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.refuses["tea"], r.fails["cup"] = true, true
		r.works(policy("shop.OrderDone", func(does, orchestrix.Meta, reaction.Seed) ([]reaction.Send, error) {
			all := sends(does{Does: "Reserve", ID: "tea"}, does{Does: "Reserve", ID: "cup"}, does{Does: "Reserve", ID: "pot"})
			all[1].Retry = subscription.Retry{Attempts: 5}
			return all, nil
		}))
		r.happens(does{Does: "Order", ID: "o"})
		r.pump()
		r.wantSent("Reserve tea", "Reserve cup", "Reserve pot")
		err := r.parked[`shop.Policy shop.Item "o"`]
		if err == nil || subscription.IsPermanent(err) || !strings.Contains(err.Error(), "send shop.Reserve: the outside is away (and 1 more failed)") {
			t.Errorf("the event's error is %v", err)
		}
	})
}

func TestAPolicyMeetsWhatIsNewer(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		newer := func(recorded orchestrix.Recorded) (does, error) {
			return does{}, &orchestrix.NewerError{Type: recorded.Type, SchemaVersion: 2}
		}
		p := policy("shop.OrderDone", nil)
		p.Known = map[string]func(orchestrix.Recorded) error{"shop.Item": reaction.Known(newer)}
		p.On["shop.ReserveDone"] = reaction.On(reaction.Own[does](newer), func(does, orchestrix.Meta, reaction.Seed) ([]reaction.Send, error) { return nil, nil })
		r.works(p)
		r.happens(does{Does: "Other", ID: "o"})
		r.happens(does{Does: "Reserve", ID: "p"})
		r.pump()
		r.wantParked(`shop.Policy shop.Item "o"`, `shop.Policy shop.Item "p"`)
		for stream, err := range r.parked {
			if !errors.As(err, new(*orchestrix.NewerError)) {
				t.Errorf("%s: %v", stream, err)
			}
		}
	})
}

// novel is a view that holds a variant which isn't known.
type novel struct{}

func (*novel) UnmarshalJSON([]byte) error { return &jsontext.Error{Kind: jsontext.UnknownVariant} }

func TestAViewOfWhatIsNewer(t *testing.T) {
	_, err := reaction.View[novel]()(orchestrix.Recorded{Pending: orchestrix.Pending{Type: "shop.OrderDone", SchemaVersion: 1}})
	if !errors.As(err, new(*orchestrix.NewerError)) {
		t.Errorf("it isn't told from one that is broken: %v", err)
	}
}

func TestAnEventThatCantBeDecodedAndOneThatIsNothingToAPolicy(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		r.works(policy("shop.OrderDone", func(does, orchestrix.Meta, reaction.Seed) ([]reaction.Send, error) {
			t.Error("reacted")
			return nil, nil
		}))
		for _, event := range []orchestrix.Recorded{
			{Pending: orchestrix.Pending{Type: "shop.OrderDone", Data: []byte(`{"does": 1}`)}},
			{Pending: orchestrix.Pending{Type: "shop.Foreign", Data: []byte(`{}`)}},
		} {
			event.Stream.Category = "shop.Item"
			if err := r.subs[0].Handle(t.Context(), event); (err != nil) != (event.Type == "shop.OrderDone") {
				t.Errorf("%s: %v", event.Type, err)
			}
		}
	})
}

func TestAnEffectMayFailAndAskOthers(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		away := errors.New("no mail today")
		p := policy("shop.OrderDone", nil)
		p.On["shop.OrderDone"] = reaction.OnWith(decodeDoes, func(_ context.Context, e does, _ orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
			if away != nil {
				return nil, away
			}
			return sends(does{Does: "Note", ID: e.ID}), nil
		})
		r.works(p)
		r.happens(does{Does: "Order", ID: "o"})
		event := r.events(orchestrix.Position{})[0]
		if err := r.subs[0].Handle(t.Context(), event); !errors.Is(err, away) || subscription.IsPermanent(err) {
			t.Errorf("the effect's error became %v", err)
		}
		away = nil
		r.pump()
		r.wantSent("Note o")
	})
}

// Two contexts that react to each other come to an end, and to the same one when
// everything is handled twice.
func TestTwoPoliciesReactToEachOther(t *testing.T) {
	onEachStore(t, func(t *testing.T, r *rig) {
		ask := policy("shop.OrderDone", func(e does, _ orchestrix.Meta, seed reaction.Seed) ([]reaction.Send, error) {
			return sends(does{Does: "Pay", ID: seed.At("Pay", 0).TypeID("pay"), With: e.ID}), nil
		})
		ask.Name = "payments.Ask"
		confirm := policy("shop.PayDone", func(e does, _ orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
			return sends(does{Does: "Confirm", ID: e.With, With: e.ID}), nil
		})
		confirm.Name = "orders.Confirm"
		r.works(ask, confirm)
		r.happens(does{Does: "Order", ID: "o"})
		r.pump()
		once := r.events(orchestrix.Position{})
		if len(once) != 3 || once[2].Type != "shop.ConfirmDone" || once[2].Metadata.CorrelationID != "the-wish" || once[2].Metadata.CausationID != string(once[1].ID) {
			t.Fatalf("it came to %+v", once)
		}
		clear(r.at)
		r.pump()
		if twice := r.events(orchestrix.Position{}); len(twice) != len(once) {
			t.Errorf("handled twice it came to %d events, once to %d", len(twice), len(once))
		}
		r.wantParked()
	})
}
