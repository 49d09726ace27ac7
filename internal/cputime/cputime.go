// Package cputime tells tests what something costs, which a busy machine doesn't
// change as it changes how long it takes.
package cputime

import "time"

// Of is the time that processors have spent on f and what this process did beside
// it. Where it can't be told it is how long f took.
func Of(f func()) time.Duration {
	before, start := spent(), time.Now()
	f()
	if before < 0 {
		return time.Since(start)
	}
	return spent() - before
}
