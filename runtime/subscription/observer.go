package subscription

import "time"

// Observer is told what becomes of events, for metrics. It is called by several
// goroutines, and mustn't block. How far behind a subscription is, and how much
// of it is parked, is asked of [Runner.Lag].
type Observer interface {
	// Handled: events were handled, or projected together, which took a time.
	Handled(subscription string, events int, took time.Duration)
	// Failed: an attempt at an event failed; either it is tried again, or it is
	// parked.
	Failed(subscription string, parked bool)
	// Leased: this process began (held) or ceased to work on a partition, from 1.
	Leased(subscription string, partition int, held bool)
}

// unobserved is an [Observer] that looks away.
type unobserved struct{}

func (unobserved) Handled(string, int, time.Duration) {}
func (unobserved) Failed(string, bool)                {}
func (unobserved) Leased(string, int, bool)           {}
