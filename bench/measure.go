package main

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// contender is one way to do a piece of work.
type contender struct {
	name string
	// work does it n times; what it needs beforehand is not measured if prepare
	// makes it.
	work func(n int) error
	// prepare gets ready for n times; nil if there is nothing to prepare.
	prepare func(n int) error
	// batch is n of every measurement; 0 lets it be found out.
	batch int
	// wall measures elapsed time instead of CPU time.
	wall bool
}

// figures are what was measured of one contender.
type figures struct {
	name   string
	times  []float64 // nanoseconds each, one a round
	allocs float64   // each
}

func (f figures) median() float64 { return median(f.times) }

// ratio is the median of the rounds' ratios to another contender: both ran side
// by side in each, so what disturbed the machine for a while disturbed both.
func (f figures) ratio(to figures) float64 {
	ratios := make([]float64, len(f.times))
	for i := range ratios {
		ratios[i] = f.times[i] / to.times[i]
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

// heap makes the process look like a program with data: with next to none, the
// garbage collector would run, and give memory back to the system, every few
// thousand operations. Its pages are never touched.
var heap = make([]byte, 64<<20)

// race measures contenders in turns, each once a round, every other round
// backwards.
func (r *run) race(contenders ...contender) ([]figures, error) {
	all := make([]figures, len(contenders))
	for i := range contenders {
		c := &contenders[i]
		all[i].name = c.name
		if c.batch == 0 {
			n, err := r.calibrate(*c)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			c.batch = n
		}
	}
	for round := range r.rounds {
		for i := range contenders {
			if round%2 == 1 {
				i = len(contenders) - 1 - i
			}
			took, allocs, err := measure(contenders[i])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", contenders[i].name, err)
			}
			all[i].times = append(all[i].times, took)
			all[i].allocs = allocs
		}
	}
	return all, nil
}

// calibrate finds how often the work fits into a slice.
func (r *run) calibrate(c contender) (int, error) {
	for c.batch = 1; ; c.batch *= 2 {
		took, _, err := measure(c)
		if err != nil {
			return 0, err
		}
		if took*float64(c.batch) < float64(r.slice)/2 {
			continue
		}
		// The quickest of a few: one that was disturbed would make for short rounds.
		for range 2 {
			again, _, err := measure(c)
			if err != nil {
				return 0, err
			}
			took = min(took, again)
		}
		return max(1, int(float64(r.slice)/took)), nil
	}
}

// measure is what the work takes each time, in nanoseconds.
func measure(c contender) (took, allocs float64, err error) {
	if c.prepare != nil {
		if err := c.prepare(c.batch); err != nil {
			return 0, 0, err
		}
	}
	runtime.GC()
	if c.prepare == nil {
		// Sweeping, and filling caches again, is not the work's.
		if err := c.work(max(1, c.batch/10)); err != nil {
			return 0, 0, err
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began, cpu := time.Now(), cpuTime()
	if err := c.work(c.batch); err != nil {
		return 0, 0, err
	}
	elapsed, used := time.Since(began), cpuTime()-cpu
	runtime.ReadMemStats(&after)
	if c.wall {
		used = elapsed
	}
	n := float64(c.batch)
	runtime.KeepAlive(heap)
	return float64(used.Nanoseconds()) / n, float64(after.Mallocs-before.Mallocs) / n, nil
}

// cpuTime is the CPU time of this process so far, garbage collection included.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err) // only for arguments that aren't these
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
