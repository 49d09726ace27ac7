package reaction

import (
	"context"
	"errors"
	"fmt"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// following is the context of what is sent because of an event: of its tenant
// and actor, part of what it is part of, and caused by it.
func following(ctx context.Context, event *orchestrix.Recorded) context.Context {
	m := event.Metadata
	ctx = orchestrix.WithTenant(ctx, event.Stream.Tenant)
	ctx = orchestrix.WithActor(ctx, m.Actor)
	ctx = orchestrix.WithCorrelationID(ctx, m.CorrelationID)
	ctx = orchestrix.WithCausationID(ctx, string(event.ID))
	return orchestrix.WithTrace(ctx, m.TraceParent, m.TraceState)
}

// dispatch sends all commands, also those after one that fails, and gives the
// failure that matters most.
func (s Sender) dispatch(ctx context.Context, seed Seed, sends []Send) error {
	var failed failures
	for i := range sends {
		if err := s.dispatchOne(ctx, seed.of(&sends[i]), &sends[i]); err != nil {
			failed.add(fmt.Errorf("send %s: %w", sends[i].Command.CommandType(), err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return failed.worst()
}

func (s Sender) dispatchOne(ctx context.Context, seed Seed, send *Send) error {
	rejection, refused, err := s.carryOut(ctx, seed, send)
	switch {
	case err == nil:
		return nil
	case !refused:
		if send.Retry == (subscription.Retry{}) {
			return err
		}
		return subscription.WithRetry(err, send.Retry)
	case send.OnRefusal == Skip:
		return nil
	case send.OnRefusal == SendThen:
		sends, errThen := send.Then(rejection, seed)
		if errThen != nil {
			return errThen
		}
		return s.dispatch(ctx, seed, sends)
	}
	return subscription.Permanent(err)
}

// carryOut sends one command. A refusal that was recorded stays the answer to that
// command, so each time that somebody has a parked event handled after all is a
// wish of its own, unless an earlier one has come true.
func (s Sender) carryOut(ctx context.Context, seed Seed, send *Send) (rejection orchestrix.Rejected, refused bool, err error) {
	for wish := 0; ; wish++ {
		_, err = s(ctx, send.Command, seed.command(wish), orchestrix.AnyRole)
		rejection, refused = refusalOf(err)
		if !refused || send.OnRefusal != Park || wish >= subscription.Replays(ctx) {
			return rejection, refused, err
		}
	}
}

// refusalOf is the answer of the domain, if the error is one.
func refusalOf(err error) (orchestrix.Rejected, bool) {
	if errors.As(err, new(*orchestrix.NewerError)) {
		return orchestrix.Rejected{}, false
	}
	switch code := orchestrix.CodeOf(err); code {
	case orchestrix.CodeRefused:
		var rejection *orchestrix.RejectionError
		errors.As(err, &rejection)
		return orchestrix.Rejected{ID: rejection.ID, Message: rejection.Message}, true
	case orchestrix.CodeForbidden, orchestrix.CodeNotFound, orchestrix.CodeAlreadyExists:
		return orchestrix.Rejected{ID: string(code), Message: err.Error()}, true
	}
	return orchestrix.Rejected{}, false
}

// failures are those of what was done because of one event.
type failures []error

func (f *failures) add(err error) { *f = append(*f, err) }

// worst is the failure that decides what becomes of the event: that something is
// newer than this program, before one that may go away when it is tried again,
// before one that won't.
func (f failures) worst() error {
	var worst error
	rank := -1
	for _, err := range f {
		if r := rankOf(err); r > rank {
			worst, rank = err, r
		}
	}
	if len(f) > 1 {
		return fmt.Errorf("%w (and %d more failed)", worst, len(f)-1)
	}
	return worst
}

func rankOf(err error) int {
	switch {
	case errors.As(err, new(*orchestrix.NewerError)):
		return 2
	case !subscription.IsPermanent(err):
		return 1
	}
	return 0
}
