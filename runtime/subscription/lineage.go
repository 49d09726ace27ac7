package subscription

import (
	"context"
	"slices"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// lineage are all rows that a subscription has had, under whichever name and in
// however many parts. At any time those of one base and number of parts live;
// the others were taken over, by them in the end.
type lineage struct {
	bases  []string
	places []*place // by name
}

func lineageOf(ctx context.Context, rows orchestrix.RowReader, s *Subscription) (lineage, error) {
	l := lineage{bases: append([]string{s.base()}, s.former()...)}
	for {
		var err error
		if l.places, err = placesOf(ctx, rows, l.bases...); err != nil {
			return l, err
		}
		known := len(l.bases)
		for _, p := range l.places {
			// A newer version of the program may have given it another name, before
			// it was taken back.
			if next, ok := strings.CutPrefix(p.owner, succeeded); ok && !slices.Contains(l.bases, next) {
				l.bases = append(l.bases, next)
			}
		}
		if len(l.bases) == known {
			return l, nil
		}
	}
}

func (l lineage) living() []*place {
	return slices.DeleteFunc(slices.Clone(l.places), (*place).retired)
}

// settle makes the rows of a subscription's partitions where they aren't or were
// taken over: at the place of those that live, which end, or else where it is to
// begin. It does nothing while anybody works on those, and says so.
func (w *worker) settle(ctx context.Context, tx orchestrix.Tx, now time.Time) (settled bool, err error) {
	// One at a time: what is made is the row of the base if there is one part.
	if _, err := tx.Lock(ctx, orchestrix.SubscriptionsTable, w.base); err != nil {
		return false, err
	}
	l, err := lineageOf(ctx, tx, w.s)
	if err != nil {
		return false, err
	}
	for i, p := range l.places { // as they are now, and stay
		if l.places[i], err = lockPlace(ctx, tx, p.name); err != nil {
			return false, err
		}
	}
	l.places = slices.DeleteFunc(l.places, func(p *place) bool { return p == nil })
	living := l.living()
	if slices.ContainsFunc(living, func(p *place) bool { return p.name == w.name }) {
		return true, nil
	}
	if slices.ContainsFunc(living, func(p *place) bool { return p.leased(now) }) {
		return false, nil
	}
	start, err := w.start(ctx, living)
	if err != nil {
		return false, err
	}
	places := w.successors(l, start)
	for _, p := range living {
		p.owner, p.token, p.expires = succeeded+w.base, p.token+1, never
		places = append(places, p)
	}
	rows := make([]orchestrix.Row, len(places))
	for i, p := range places {
		p.updated = now
		rows[i] = p.row()
	}
	if err := tx.Put(ctx, orchestrix.SubscriptionsTable, rows...); err != nil {
		return false, err
	}
	return true, inherit(ctx, tx, w.base, living)
}

// start is up to where all that is before is done with.
func (w *worker) start(ctx context.Context, living []*place) (orchestrix.Position, error) {
	switch {
	case len(living) > 0:
		return earliest(living), nil
	case w.s.Beginning:
		return orchestrix.Position{}, nil
	}
	return w.r.store.Head(ctx)
}

func earliest(places []*place) orchestrix.Position {
	return slices.MinFunc(places, func(p, q *place) int { return p.position.Compare(q.position) }).position
}

// successors are the rows of all partitions. What one had reached before it was
// taken over it needn't reach again.
func (w *worker) successors(l lineage, start orchestrix.Position) []*place {
	places := make([]*place, w.of)
	for i := range places {
		places[i] = &place{name: partition(w.base, i, w.of), shape: w.s.Shape, position: start}
		for _, p := range l.places {
			if p.name != places[i].name {
				continue
			}
			places[i].token = p.token + 1
			if p.position.Compare(start) > 0 {
				places[i].position = p.position
			}
		}
	}
	return places
}

// inherit puts what was put aside under former names under this one.
func inherit(ctx context.Context, tx orchestrix.Tx, base string, living []*place) error {
	renamed := map[string]bool{base: true}
	for _, p := range living {
		former, _, _ := splitPartition(p.name)
		if renamed[former] {
			continue
		}
		renamed[former] = true
		if err := rename(ctx, tx, former, base); err != nil {
			return err
		}
	}
	return nil
}

// generation is how far the parts of a former division had come.
type generation []orchestrix.Position

// generations are those that had come further than a position: events in
// between may have been handled then.
func (l lineage) generations(than orchestrix.Position) []generation {
	type division struct {
		base string
		of   int
	}
	divisions := map[division]generation{}
	for _, p := range l.places {
		base, index, of := splitPartition(p.name)
		if !p.retired() || of < 1 || index < 0 || index >= of {
			continue
		}
		key := division{base, of}
		if divisions[key] == nil {
			divisions[key] = make(generation, of)
		}
		divisions[key][index] = p.position
	}
	var further []generation
	for _, g := range divisions {
		if slices.ContainsFunc(g, func(p orchestrix.Position) bool { return p.Compare(than) > 0 }) {
			further = append(further, g)
		}
	}
	return further
}

func (g generation) handled(event *orchestrix.Recorded) bool {
	return event.Position.Compare(g[partitionOf(event.Stream, len(g))]) <= 0
}
