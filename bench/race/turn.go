package race

import (
	"runtime"
	"syscall"
	"time"
)

// heap makes the process look like a program with data: with next to none, the
// garbage collector would run, and give memory back to the system, every few
// thousand operations. Its pages are never touched.
var heap = make([]byte, 64<<20)

// here measures a turn in this process.
func (c *Contender) here(n int) (Sample, error) {
	if c.Prepare != nil {
		if err := c.Prepare(n); err != nil {
			return Sample{}, err
		}
	}
	if c.Prepare == nil {
		// A whole turn first: memory that lay idle while others had theirs was given
		// back to the system, and having it again costs more than the work.
		if err := c.Work(n); err != nil {
			return Sample{}, err
		}
	}
	runtime.GC()
	if c.Prepare == nil {
		// Sweeping, and filling caches again, is not the work's.
		if err := c.Work(max(1, n/10)); err != nil {
			return Sample{}, err
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began, cpu := time.Now(), CPUTime()
	if err := c.Work(n); err != nil {
		return Sample{}, err
	}
	elapsed, used := time.Since(began), CPUTime()-cpu
	runtime.ReadMemStats(&after)
	if c.Wall {
		used = elapsed
	}
	runtime.KeepAlive(heap)
	return Sample{
		Time:   float64(used.Nanoseconds()) / float64(n),
		Allocs: float64(after.Mallocs-before.Mallocs) / float64(n),
	}, nil
}

// CPUTime is the CPU time of this process so far, garbage collection included.
func CPUTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err) // only for arguments that aren't these
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
