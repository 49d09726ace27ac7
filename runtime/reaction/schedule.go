package reaction

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
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
		if err := c.occur(ctx, last); err != nil {
			return time.Time{}, err
		}
		c.last = last
	}
	return c.policy.Schedule.Next(now), nil
}

// begin finds out since when the policy has this schedule: the last that began
// is the one it has.
func (c *clock) begin(ctx context.Context, now time.Time) error {
	stream := orchestrix.StreamID{Category: c.policy.occurrences(), ID: "began"}
	spec := c.policy.Schedule.Spec
	for {
		var last orchestrix.Recorded
		for recorded, err := range c.store.Read(ctx, stream, 0) {
			if err != nil {
				return fmt.Errorf("read %v: %w", stream, err)
			}
			data := append(last.Data[:0], recorded.Data...)
			last = recorded
			last.Data = data
		}
		data := append(jsontext.AppendString([]byte(`{"spec":`), spec), '}')
		if bytes.Equal(last.Data, data) {
			c.begun = last.Time
			return nil
		}
		command := orchestrix.DerivedUUID("schedule", c.policy.Name, spec, strconv.FormatInt(int64(last.Version), 10))
		err := c.append(ctx, stream, orchestrix.Exactly(last.Version), command, scheduledType, now, data)
		// Another process may have had it begin just now.
		if err != nil && !errors.As(err, new(*orchestrix.ConflictError)) {
			return err
		}
	}
}

// occur has a time happen; nothing if it has already.
func (c *clock) occur(ctx context.Context, at time.Time) error {
	id := at.Format(time.RFC3339Nano)
	stream := orchestrix.StreamID{Category: c.policy.occurrences(), ID: id}
	command := orchestrix.DerivedUUID("schedule", c.policy.Name, id)
	return c.append(ctx, stream, orchestrix.Any, command, occurredType, at, []byte("{}"))
}

// append writes an event of the schedule's own; nothing if it is there already.
func (c *clock) append(ctx context.Context, stream orchestrix.StreamID, expect orchestrix.Expectation, command, eventType string, at time.Time, data []byte) error {
	_, err := c.store.Append(ctx, orchestrix.Batch{Stream: stream, Expect: expect, Events: []orchestrix.Pending{{
		ID:            orchestrix.NewEventID(orchestrix.CommandID(command), stream, 0),
		Type:          eventType,
		SchemaVersion: 1,
		Time:          at,
		Metadata:      orchestrix.Metadata{CorrelationID: command, CommandID: orchestrix.CommandID(command)},
		Data:          data,
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
