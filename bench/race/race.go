// Package race measures ways to do a piece of work against each other, in short
// turns.
package race

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Contender is one way to do a piece of work.
type Contender struct {
	Name string
	// Work does it n times.
	Work func(n int) error
	// Prepare makes, unmeasured, what n times of the work need; nil if that is
	// nothing.
	Prepare func(n int) error
	// Batch is n of every turn; 0 lets it be found out.
	Batch int
	// Wall measures elapsed time instead of CPU time.
	Wall bool
	// turn measures a turn elsewhere; nil for work of this process.
	turn func(n int) (Sample, error)
}

// Each is a contender that does one thing again and again.
func Each(name string, do func() error) Contender {
	return Contender{Name: name, Work: func(n int) error {
		for range n {
			if err := do(); err != nil {
				return err
			}
		}
		return nil
	}}
}

// Sample is what one time of the work took in a turn.
type Sample struct {
	Time   float64 // nanoseconds
	Allocs float64
}

// Figures are what was measured of a contender.
type Figures struct {
	Name   string
	Times  []float64 // nanoseconds each, one a round
	Allocs float64   // each
}

// Add takes a round's time down.
func (f *Figures) Add(d time.Duration) { f.Times = append(f.Times, float64(d.Nanoseconds())) }

// Median is the median of the rounds, in nanoseconds.
func (f Figures) Median() float64 { return median(f.Times) }

// Ratio is the median of the rounds' ratios to another contender: both ran side
// by side in each, so what disturbed the machine for a while disturbed both.
func (f Figures) Ratio(to Figures) float64 {
	ratios := make([]float64, len(f.Times))
	for i := range ratios {
		ratios[i] = f.Times[i] / to.Times[i]
	}
	return median(ratios)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) == 0 {
		return math.NaN()
	}
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}

// Race says how long contenders run.
type Race struct {
	Rounds int
	Slice  time.Duration // how long a turn is
}

// Run lets contenders take turns, each once a round, every other round
// backwards.
func (r Race) Run(contenders ...Contender) ([]Figures, error) {
	all := make([]Figures, len(contenders))
	for i := range contenders {
		c := &contenders[i]
		all[i].Name = c.Name
		if c.turn == nil {
			c.turn = c.here
		}
		if c.Batch == 0 {
			n, err := r.calibrate(*c)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.Name, err)
			}
			c.Batch = n
		}
	}
	for round := range r.Rounds {
		for i := range contenders {
			if round%2 == 1 {
				i = len(contenders) - 1 - i
			}
			sample, err := contenders[i].turn(contenders[i].Batch)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", contenders[i].Name, err)
			}
			all[i].Times = append(all[i].Times, sample.Time)
			all[i].Allocs = sample.Allocs
		}
	}
	return all, nil
}

// calibrate finds how often the work fits into a slice.
func (r Race) calibrate(c Contender) (int, error) {
	for n := 1; ; n *= 2 {
		sample, err := c.turn(n)
		if err != nil {
			return 0, err
		}
		took := sample.Time
		if took*float64(n) < float64(r.Slice)/2 {
			continue
		}
		// The quickest of a few: one that was disturbed would make for short turns.
		for range 2 {
			again, err := c.turn(n)
			if err != nil {
				return 0, err
			}
			took = min(took, again.Time)
		}
		return max(1, int(float64(r.Slice)/took)), nil
	}
}
