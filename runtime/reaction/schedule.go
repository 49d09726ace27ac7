package reaction

import (
	"context"
	"fmt"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Schedule is when a policy acts by itself: at each of its times once, over all
// running processes. Of times that nobody was there for the last is made up for.
type Schedule struct {
	// Spec tells the schedule from another one that the policy had before: a new
	// one makes up for nothing that is older than itself.
	Spec string
	// Next is the first time after another one; zero if there is none.
	Next func(after time.Time) time.Time
	// React says what is sent; the event's time is the one on the schedule.
	React React
}

// Every is a time each interval, the same in every process.
func Every(interval time.Duration) func(after time.Time) time.Time {
	return func(after time.Time) time.Time { return after.UTC().Truncate(interval).Add(interval) }
}

// OnTime acts when it is time, by a function of nothing else.
func OnTime(react func(meta orchestrix.Meta, seed Seed) ([]Send, error)) React {
	return func(_ context.Context, occurred orchestrix.Recorded, seed Seed) ([]Send, error) {
		return react(occurred.Meta(), seed)
	}
}

// OnTimeWith acts when it is time, by a function that may ask others.
func OnTimeWith(react func(ctx context.Context, meta orchestrix.Meta, seed Seed) ([]Send, error)) React {
	return func(ctx context.Context, occurred orchestrix.Recorded, seed Seed) ([]Send, error) {
		return react(ctx, occurred.Meta(), seed)
	}
}

// What a schedule writes: that it began, and a stream for each of its times, so
// that one which fails keeps no other from happening.
const (
	scheduledType = "orchestrix.Scheduled"
	occurredType  = "orchestrix.Occurred"
)

// occurrences is the category of a policy's times.
func (p *Policy) occurrences() string { return "~schedule/" + p.Name }

// clock has a policy's times happen.
type clock struct {
	store  orchestrix.Store
	policy *Policy
	begun  time.Time // zero: not asked for yet
	last   time.Time // that this process knows to have happened
}

// due has the last time happen that has come, unless it has already.
func (c *clock) due(ctx context.Context, now time.Time) (next time.Time, err error) {
	now = now.UTC().Truncate(time.Microsecond)
	if c.begun.IsZero() {
		if err := c.begin(ctx, now); err != nil {
			return time.Time{}, err
		}
	}
	last := lastTime(c.policy.Schedule.Next, c.begun, now)
	if last.After(c.last) {
		if err := c.append(ctx, occurredType, last.Format(time.RFC3339Nano), last); err != nil {
			return time.Time{}, err
		}
		c.last = last
	}
	return c.policy.Schedule.Next(now), nil
}

// begin finds out since when the policy has this schedule.
func (c *clock) begin(ctx context.Context, now time.Time) error {
	since := "since " + c.policy.Schedule.Spec
	if !orchestrix.ValidID(since) { // it is too long
		since = orchestrix.DerivedUUID(since)
	}
	if err := c.append(ctx, scheduledType, since, now); err != nil {
		return err
	}
	stream := orchestrix.StreamID{Category: c.policy.occurrences(), ID: since}
	for recorded, err := range c.store.Read(ctx, stream, 0) {
		if err != nil {
			return fmt.Errorf("read %v: %w", stream, err)
		}
		c.begun = recorded.Time
		return nil
	}
	return fmt.Errorf("read %v: it has no event", stream)
}

// append writes an event of the schedule's own; nothing if it is there already.
func (c *clock) append(ctx context.Context, eventType, id string, at time.Time) error {
	stream := orchestrix.StreamID{Category: c.policy.occurrences(), ID: id}
	command := orchestrix.DerivedUUID("schedule", c.policy.Name, id)
	_, err := c.store.Append(ctx, orchestrix.Batch{Stream: stream, Expect: orchestrix.Any, Events: []orchestrix.Pending{{
		ID:            orchestrix.NewEventID(orchestrix.CommandID(command), stream, 0),
		Type:          eventType,
		SchemaVersion: 1,
		Time:          at,
		Metadata:      orchestrix.Metadata{CorrelationID: command, CommandID: orchestrix.CommandID(command)},
		Data:          []byte("{}"),
	}}})
	if err != nil {
		return fmt.Errorf("append to %v: %w", stream, err)
	}
	return nil
}

// lastTime is the last time of a schedule after begun and up to now; zero if
// there is none. It looks at ever longer spans back from now, so that it walks
// over few times however long nobody was there.
func lastTime(next func(time.Time) time.Time, begun, now time.Time) time.Time {
	var last time.Time
	for span := time.Minute; last.IsZero(); span *= 2 {
		from := now.Add(-span)
		whole := from.Before(begun)
		if whole {
			from = begun
		}
		for at := next(from); !at.IsZero() && !at.After(now); at = next(at) {
			last = at
		}
		if whole {
			break
		}
	}
	return last
}
