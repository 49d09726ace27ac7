package reaction_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// shaky is a store of which some transactions fail, before they do anything or
// after they have.
type shaky struct {
	orchestrix.Tables
	random *rand.Rand
	failed int
}

var errShaken = errors.New("the connection is gone")

func (s *shaky) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	n := s.random.IntN(10)
	if n == 0 {
		s.failed++
		return errShaken
	}
	err := s.Tables.Transact(ctx, f)
	if n == 1 && err == nil {
		s.failed++
		return errShaken
	}
	return err
}

// What events of many streams make of instances is what they make of them one
// after the other, however the store fails meanwhile.
func TestInstancesSeeEventsInOrderWhateverFails(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			on(t, inProcess, func(t *testing.T, r *rig) {
				random := rand.New(rand.NewPCG(seed, 1))
				store := &shaky{Tables: r.store, random: random}
				engine := orchestrix.NewEngine(store, orchestrix.WithClock(func() time.Time { return r.now }))
				s := fulfil().Subscription(engine, func(context.Context, orchestrix.Command, ...orchestrix.Option) (orchestrix.Receipt, error) {
					return orchestrix.Receipt{}, nil
				})
				s.Beginning = true
				runner := subscription.NewRunner(store, subscription.WithPage(7), subscription.WithClock(func() time.Time { return r.now }),
					subscription.WithLease(30*time.Minute)) // nothing renews it meanwhile, nor does it end
				if err := runner.Add(s); err != nil {
					t.Fatal(err)
				}
				type seen struct {
					ended bool
					steps []string
				}
				want := map[string]*seen{}
				for range 150 {
					does := does{
						Does: []string{"Order", "Pay", "Pay", "End"}[random.IntN(4)],
						ID:   fmt.Sprint("stream-", random.IntN(20)),
						With: fmt.Sprint("key-", random.IntN(15)),
					}
					r.happens(does)
					i := want[does.With]
					switch {
					case i == nil && does.Does == "Order":
						want[does.With] = &seen{steps: []string{"new", "Order"}}
					case i == nil || i.ended:
					case does.Does == "End":
						i.ended = true
					default:
						i.steps = append(i.steps, does.Does)
					}
				}
				for {
					err := runner.Sync(t.Context())
					if err == nil {
						break
					}
					if !errors.Is(err, errShaken) {
						t.Fatal(err)
					}
				}
				for key, i := range want {
					r.instance(key, i.ended, i.steps...)
				}
				if store.failed < 5 {
					t.Errorf("the store failed only %d times", store.failed)
				}
			})
		})
	}
}
