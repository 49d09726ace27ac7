package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// commit answers a group of requests: simple ones in one round trip, the others
// in two.
func (s *Store) commit(group []*request) {
	simple, others := split(group)
	s.answer(simple, s.inOneTrip)
	for _, r := range simple {
		if r.missed {
			// Why, is asked with the others.
			others = append(others, r)
		}
	}
	s.answer(others, s.together)
}

// split parts what has nothing to do with each other, a batch of events each, from
// the rest.
func split(group []*request) (simple, others []*request) {
	commands, streams := make(map[commandKey]bool, len(group)), make(map[orchestrix.StreamID]bool, len(group))
	for _, r := range group {
		command, stream := commandKey{r.tenant, r.command}, r.batches[0].Stream
		if r.simple() && !commands[command] && !streams[stream] {
			simple = append(simple, r)
		} else {
			others = append(others, r)
		}
		commands[command], streams[stream] = true, true
	}
	return simple, others
}

// answer answers requests by a function that writes all or none of them.
func (s *Store) answer(group []*request, write func(context.Context, []*request) error) {
	if len(group) <= 1 {
		for _, r := range group {
			s.alone(r)
		}
		return
	}
	ctx, release := contextOf(group)
	err := write(ctx, group)
	release()
	if err == nil {
		return
	}
	// What the server refused was rolled back. What one of them can't do must
	// not be the others' fault, and each again by itself shows whose it is.
	again := stateOf(err) != "" || pgconn.SafeToRetry(err)
	for _, r := range group {
		r.appended, r.err, r.missed = orchestrix.Appended{}, nil, false
		if again {
			s.alone(r)
		} else {
			r.err = explain(r.ctx, "append", err)
		}
	}
}

// leaders is how many transactions there are at once: while one is made durable,
// another is written.
const leaders = 2

// grace is how long a group is waited for after one of its callers has left: its
// end is near, unless the connection is dead.
const grace = time.Second

// contextOf ends a while after the first of a group's contexts.
func contextOf(group []*request) (ctx context.Context, release func()) {
	ctx, cancel := context.WithCancel(context.Background())
	stops := make([]func() bool, 0, len(group))
	for _, r := range group {
		if r.ctx.Done() == nil {
			continue
		}
		stops = append(stops, context.AfterFunc(r.ctx, func() {
			late := time.AfterFunc(grace, cancel)
			context.AfterFunc(ctx, func() { late.Stop() })
		}))
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}
