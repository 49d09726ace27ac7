package subscription

import (
	"context"
	"fmt"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Lag is how far a subscription, all partitions together, is behind.
type Lag struct {
	Subscription string
	Position     orchestrix.Position // up to which all is handled or put aside
	// Behind says whether there are events to handle; Age is how long ago the
	// first of them was recorded, else 0.
	Behind bool
	Age    time.Duration
	// Waiting counts events that wait for their next attempt, Parked those that
	// wait for somebody to decide; Queued are later ones of their streams.
	Waiting, Parked, Queued int64
	// Owners are the processes that work on the partitions, in their order;
	// empty for one that nobody works on.
	Owners []string
}

// Lag gives the lag of each subscription, in the order in which they were added.
func (r *Runner) Lag(ctx context.Context) ([]Lag, error) {
	lags := make([]Lag, len(r.subscriptions))
	for i, s := range r.subscriptions {
		var err error
		if lags[i], err = r.lagOf(ctx, s, r.workers[i]); err != nil {
			return nil, fmt.Errorf("lag of %s: %w", s.Name, err)
		}
	}
	return lags, nil
}

func (r *Runner) lagOf(ctx context.Context, s *Subscription, workers []*worker) (Lag, error) {
	lag := Lag{Subscription: s.Name}
	l, err := lineageOf(ctx, r.store, s)
	if err != nil {
		return lag, err
	}
	living := l.living()
	if len(living) > 0 {
		lag.Position = earliest(living)
	}
	for _, w := range workers {
		lag.Owners = append(lag.Owners, ownerOf(living, w.name))
	}
	if len(living) > 0 || s.Beginning {
		if err := r.age(ctx, s, living, &lag); err != nil {
			return lag, err
		}
	}
	return lag, r.countParked(ctx, s.base(), &lag)
}

func ownerOf(places []*place, name string) string {
	for _, p := range places {
		if p.name == name {
			return p.owner
		}
	}
	return ""
}

// lagSkipped bounds how many events are looked at that other partitions have
// handled already.
const lagSkipped = 10_000

// age looks for the first event that wasn't handled.
func (r *Runner) age(ctx context.Context, s *Subscription, living []*place, lag *Lag) error {
	reached := map[string]orchestrix.Position{}
	for _, p := range living {
		reached[p.name] = p.position
	}
	base, _, of := s.base(), 0, 1
	if len(living) > 0 {
		base, _, of = splitPartition(living[0].name)
	}
	seen := 0
	for event, err := range r.store.All(ctx, lag.Position, orchestrix.Filter{Categories: s.Categories}) {
		if err != nil {
			return err
		}
		at := reached[partition(base, partitionOf(event.Stream, of), of)]
		if seen++; event.Position.Compare(at) <= 0 && seen < lagSkipped {
			continue
		}
		lag.Behind, lag.Age = true, max(0, r.now().Sub(event.Time))
		return nil
	}
	return nil
}

func (r *Runner) countParked(ctx context.Context, base string, lag *Lag) error {
	due := orchestrix.Not{Condition: orchestrix.IsNull{Column: "due_at"}}
	undue := orchestrix.IsNull{Column: "due_at"}
	for _, c := range []struct {
		to    *int64
		where orchestrix.Condition
	}{
		{&lag.Waiting, due},
		{&lag.Parked, orchestrix.And{undue, orchestrix.Compare{Column: "error", Op: "<>", Value: ""}}},
		{&lag.Queued, orchestrix.And{undue, orchestrix.Compare{Column: "error", Op: "=", Value: ""}}},
	} {
		n, err := r.store.Count(ctx, orchestrix.ParkedTable, orchestrix.And{parkedBy(base), c.where})
		if err != nil {
			return err
		}
		*c.to = n
	}
	return nil
}
