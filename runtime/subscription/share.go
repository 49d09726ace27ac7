package subscription

import (
	"context"
	"sync"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// share is which of a subscription's partitions this process works on: as many as
// others do. Each process that runs them has a row that says it is there.
type share struct {
	r    *Runner
	base string
	of   int
	log  func(msg string, args ...any)

	mu      sync.Mutex
	held    int
	asking  int
	leaving int // of held
	fair    int // how many there are for each process
}

// Its row is called so, which no name of a place is.
func (s *share) name() string { return s.base + present + s.r.id }

const present = "?"

// ask says whether this process may ask for one more partition. Whoever does
// calls asked afterwards.
func (s *share) ask() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held+s.asking >= s.fair {
		return false
	}
	s.asking++
	return true
}

func (s *share) asked() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asking--
}

// take is called when a partition was taken.
func (s *share) take() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held++
}

// leave is called when a partition was left.
func (s *share) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held--
}

// leaveOne says whether the one who asks is to leave its partition to others: as
// many are told so as there are too many.
func (s *share) leaveOne() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held-s.leaving <= s.fair {
		return false
	}
	s.leaving++
	return true
}

// left is called when one who was told to has done it.
func (s *share) left() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leaving--
}

// run says that this process is there, until ctx ends, and counts the others.
func (s *share) run(ctx context.Context) {
	if s.of == 1 {
		return
	}
	for ctx.Err() == nil {
		if err := s.beHere(ctx); err != nil && ctx.Err() == nil {
			s.log("it isn't known who else works on the partitions", "error", err)
		}
		sleep(ctx, s.r.lease/3)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(s.r.lease, 5*time.Second))
	defer cancel()
	err := s.r.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		return tx.Delete(ctx, orchestrix.SubscriptionsTable, orchestrix.Row{s.name()})
	})
	if err != nil {
		s.log("others take this process for one that works on the partitions for a while", "error", err)
	}
}

func (s *share) beHere(ctx context.Context) error {
	var here int
	err := s.r.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		here = 1
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		own := place{name: s.name(), owner: s.r.id, expires: now.Add(s.r.lease), updated: now}
		if err := tx.Put(ctx, orchestrix.SubscriptionsTable, own.row()); err != nil {
			return err
		}
		others, err := s.others(ctx, tx)
		if err != nil {
			return err
		}
		var gone []orchestrix.Row
		for _, p := range others {
			if p.leased(now) {
				here++
			} else {
				gone = append(gone, orchestrix.Row{p.name})
			}
		}
		return tx.Delete(ctx, orchestrix.SubscriptionsTable, gone...)
	})
	if err == nil {
		s.mu.Lock()
		s.fair = (s.of + here - 1) / here
		s.mu.Unlock()
	}
	return err
}

func (s *share) others(ctx context.Context, tx orchestrix.Tx) ([]*place, error) {
	var others []*place
	for row, err := range tx.Select(ctx, orchestrix.SubscriptionsTable, orchestrix.Selection{Where: orchestrix.And{
		orchestrix.Compare{Column: "name", Op: ">=", Value: s.base + present},
		orchestrix.Compare{Column: "name", Op: "<", Value: s.base + string(present[0]+1)},
		orchestrix.Compare{Column: "name", Op: "<>", Value: s.name()},
	}}) {
		if err != nil {
			return nil, err
		}
		p, err := placeOf(row)
		if err != nil {
			return nil, err
		}
		others = append(others, p)
	}
	return others, nil
}
