package storetest_test

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// numbering is a store that numbers events when they are appended and shows them
// when they are committed, as one does whose positions are a sequence.
type numbering struct {
	*memory.Store
	// stops has readers stop at a number that isn't there.
	stops bool
	// early numbers what a transaction appends as of when it began.
	early bool

	mu      sync.Mutex
	last    uint64
	numbers map[orchestrix.EventID]uint64
}

func numbered(n *numbering) *numbering {
	n.Store, n.numbers = memory.New(), map[orchestrix.EventID]uint64{}
	return n
}

func at(n uint64) orchestrix.Position { return orchestrix.NewPosition(0, n, 0) }

type held struct {
	batches [][]orchestrix.Batch
	number  uint64 // reserved when the transaction began
}

type heldKey struct{}

func begin(store orchestrix.Store) (func(context.Context) context.Context, func(bool) error, error) {
	return store.(*numbering).begin()
}

func (n *numbering) begin() (func(context.Context) context.Context, func(bool) error, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.last += 10
	h := &held{number: n.last - 10}
	end := func(commit bool) error {
		for _, batches := range h.batches {
			if !commit {
				break
			}
			if _, err := n.Store.Append(context.Background(), batches...); err != nil {
				return err
			}
		}
		return nil
	}
	return func(ctx context.Context) context.Context { return context.WithValue(ctx, heldKey{}, h) }, end, nil
}

func (n *numbering) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	h, _ := ctx.Value(heldKey{}).(*held)
	n.mu.Lock()
	next := &n.last
	if h != nil && n.early {
		next = &h.number
	}
	for _, b := range batches {
		for _, event := range b.Events {
			*next++
			n.numbers[event.ID] = *next
		}
	}
	position := at(*next)
	n.mu.Unlock()
	if h != nil {
		h.batches = append(h.batches, batches)
		return orchestrix.Appended{Position: position, Events: 1}, nil
	}
	appended, err := n.Store.Append(ctx, batches...)
	appended.Position = position
	return appended, err
}

// committed are all events, by number.
func (n *numbering) committed(ctx context.Context) ([]orchestrix.Recorded, error) {
	var all []orchestrix.Recorded
	for event, err := range n.Store.All(ctx, orchestrix.Position{}, orchestrix.Filter{}) {
		if err != nil {
			return nil, err
		}
		n.mu.Lock()
		event.Position = at(n.numbers[event.ID])
		n.mu.Unlock()
		all = append(all, event)
	}
	slices.SortFunc(all, func(a, b orchestrix.Recorded) int { return a.Position.Compare(b.Position) })
	return all, nil
}

func (n *numbering) All(ctx context.Context, after orchestrix.Position, _ orchestrix.Filter) sequence {
	return func(yield func(orchestrix.Recorded, error) bool) {
		all, err := n.committed(ctx)
		if err != nil {
			yield(orchestrix.Recorded{}, err)
			return
		}
		for i, event := range all {
			_, number, _ := event.Position.Parts()
			if n.stops && number != uint64(i+1) {
				return
			}
			if event.Position.Compare(after) > 0 && !yield(event, nil) {
				return
			}
		}
	}
}

func (n *numbering) Head(ctx context.Context) (orchestrix.Position, error) {
	all, err := n.committed(ctx)
	if len(all) == 0 || err != nil {
		return orchestrix.Position{}, err
	}
	return all[len(all)-1].Position, nil
}

func (n *numbering) Wait(ctx context.Context, after orchestrix.Position) error {
	head, err := n.Head(ctx)
	if err == nil && head.Compare(after) <= 0 {
		<-ctx.Done()
		err = ctx.Err()
	}
	return err
}

func hasty() orchestrix.Store     { return numbered(&numbering{}) }
func timid() orchestrix.Store     { return numbered(&numbering{stops: true}) }
func earlyborn() orchestrix.Store { return numbered(&numbering{early: true}) }

// unsure writes, and every few times says that its connection is cut; and it has
// no memory for commands.
type unsure struct {
	orchestrix.Store
	mu sync.Mutex
	n  int
}

func (u *unsure) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	appended, err := u.Store.Append(ctx, batches...)
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.n++; u.n%5 == 0 {
		err = cmp.Or(err, errors.New("connection reset"))
	}
	return appended, err
}

func doubtful() orchestrix.Store { return &unsure{Store: forgetful()} }

// fleeting loses what it acknowledged when its server restarts.
type fleeting struct{ now atomic.Pointer[memory.Store] }

func (f *fleeting) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	return f.now.Load().Append(ctx, batches...)
}

func (f *fleeting) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) sequence {
	return f.now.Load().Read(ctx, stream, after)
}

func (f *fleeting) All(ctx context.Context, after orchestrix.Position, filter orchestrix.Filter) sequence {
	return f.now.Load().All(ctx, after, filter)
}

func (f *fleeting) Head(ctx context.Context) (orchestrix.Position, error) {
	return f.now.Load().Head(ctx)
}

func (f *fleeting) Wait(ctx context.Context, after orchestrix.Position) error {
	return f.now.Load().Wait(ctx, after)
}

func (f *fleeting) ByCommand(ctx context.Context, id orchestrix.CommandID) (orchestrix.Appended, bool, error) {
	return f.now.Load().ByCommand(ctx, id)
}

func (f *fleeting) restart() error {
	f.now.Store(memory.New())
	return nil
}

func fleet() orchestrix.Store {
	f := &fleeting{}
	_ = f.restart()
	return f
}

// hanging never ends an append of several batches.
type hanging struct{ orchestrix.Store }

func (h hanging) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	if len(batches) > 1 {
		select {
		case <-ctx.Done():
			return orchestrix.Appended{}, context.Cause(ctx)
		case <-time.After(time.Hour): // or else the child would be told that all of it waits
		}
	}
	return h.Store.Append(ctx, batches...)
}
