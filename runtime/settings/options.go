package settings

import (
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// EngineOptions are what the settings say about an engine.
func (s *Settings) EngineOptions() []orchestrix.EngineOption {
	switch {
	case !s.Snapshots:
		return []orchestrix.EngineOption{orchestrix.WithoutSnapshots()}
	case s.SnapshotInterval > 0:
		return []orchestrix.EngineOption{orchestrix.WithSnapshots(s.SnapshotInterval)}
	}
	return nil
}

// RunnerOptions are what the settings say about how subscriptions are worked on.
func (s *Settings) RunnerOptions() []subscription.Option {
	// Ending leaves half its time to requests, and to what is closed.
	options := []subscription.Option{subscription.WithDrain(s.ShutdownTimeout / 2)}
	if s.SubscriptionOwner != "" {
		options = append(options, subscription.WithOwner(s.SubscriptionOwner))
	}
	if s.SubscriptionLease != 0 {
		options = append(options, subscription.WithLease(s.SubscriptionLease))
	}
	return options
}
