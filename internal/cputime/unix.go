//go:build unix

package cputime

import (
	"syscall"
	"time"
)

// spent is the process's time on processors so far, -1 if the system doesn't tell.
func spent() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return -1
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
