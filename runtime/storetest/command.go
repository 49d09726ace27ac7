package storetest

import (
	"context"
	"sync"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var commandCases = []testCase{
	{name: "a command id seen before gives the first receipt", run: firstReceipt},
	{name: "a command id seen before gives the first receipt after a restart", run: firstReceiptAfterRestart, needs: restarts},
	{name: "a command id seen before gives the first receipt, though its expectation would hold", run: firstReceiptThoughItHolds},
	{name: "a command id is looked for in the tenant of the context", run: commandsOfTenants},
	{name: "an unknown command id is unknown", run: unknownCommand},
	{name: "one command sent by many at once happens once", run: sentByMany},
}

func firstReceipt(s *subject) {
	s.sendAgain(func() {})
}

func firstReceiptAfterRestart(s *subject) {
	s.sendAgain(s.reopen)
}

// sendAgain sends one command until its first receipt must have come back in
// every way, with something done in between.
func (s *subject) sendAgain(between func()) {
	a, b := stream("z"), stream("a") // in the order of their batches, whatever their names
	const command = "pay-invoice-7"
	send := func() orchestrix.Appended {
		return s.append(
			batch(command, a, orchestrix.NoStream, 2),
			orchestrix.Batch{Stream: stream("read"), Expect: orchestrix.NoStream},
			batch(command, b, orchestrix.NoStream, 1))
	}
	want := send()
	if want.Duplicate {
		s.Fatal("the first receipt says that it is a duplicate")
	}
	// The world moves on, so that no expectation holds any more.
	s.given(a, 1)
	s.given(stream("read"), 1)
	between()

	want.Duplicate = true
	s.wantAppended(send(), want)
	got, known, err := s.store.ByCommand(s.patient(), command)
	if !known || err != nil {
		s.Fatalf("by command: known %v, error %v", known, err)
	}
	s.wantAppended(got, want)
	// Also with other content: it is the id that counts.
	s.wantAppended(s.append(batch(command, stream("c"), orchestrix.Exactly(7), 1)), want)

	s.wantLen(a, 3)
	s.wantLen(b, 1)
	s.wantLen(stream("c"), 0)
}

func firstReceiptThoughItHolds(s *subject) {
	for n := range 2 {
		n++
		id := stream(s.command())
		command := s.command()
		want := s.append(batch(command, id, orchestrix.NoStream, n))
		want.Duplicate = true
		for _, expect := range []orchestrix.Expectation{orchestrix.Any, orchestrix.Exists, orchestrix.Exactly(orchestrix.Version(n))} {
			s.wantAppended(s.append(batch(command, id, expect, n)), want)
		}
		other := stream(s.command())
		s.wantAppended(s.append(batch(command, other, orchestrix.NoStream, n)), want)
		s.wantLen(id, n)
		s.wantLen(other, 0)
	}
}

func commandsOfTenants(s *subject) {
	const command = "the-same"
	for _, tenant := range []string{"", "blue", "green"} {
		id := orchestrix.StreamID{Tenant: tenant, Category: category, ID: "a"}
		ctx := orchestrix.WithTenant(s.patient(), tenant)
		if _, known, err := s.store.ByCommand(ctx, command); known || err != nil {
			s.Errorf("tenant %q: known %v, error %v, before it was sent", tenant, known, err)
		}
		if appended := s.append(batch(command, id, orchestrix.NoStream, 1)); appended.Duplicate {
			s.Errorf("tenant %q gets another tenant's receipt", tenant)
		}
		first, known, err := s.store.ByCommand(ctx, command)
		if !known || err != nil || len(first.Streams) != 1 || first.Streams[0] != id {
			s.Errorf("tenant %q: receipt %+v, known %v, error %v", tenant, first, known, err)
		}
	}
}

func unknownCommand(s *subject) {
	s.given(stream("a"), 1)
	for _, id := range []orchestrix.CommandID{"", "never", "command-1 "} {
		if _, known, err := s.store.ByCommand(s.patient(), id); known || err != nil {
			s.Errorf("command %q: known %v, error %v", id, known, err)
		}
	}
}

func sentByMany(s *subject) {
	const senders = 16
	for round := range 5 {
		command, id := s.command(), stream(s.command())
		var firsts sync.Map
		s.together(senders, func(ctx context.Context, i int) error {
			appended, err := s.store.Append(ctx, batch(command, id, orchestrix.NoStream, 2))
			if err == nil && !appended.Duplicate {
				firsts.Store(i, true)
			}
			return err
		})
		n := 0
		firsts.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			s.Errorf("round %d: %d senders were told that theirs was the first, want 1", round, n)
		}
		s.wantLen(id, 2)
	}
}
