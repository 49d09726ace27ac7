package orchestrix

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Execute carries out one command in the order of work of the schema language:
// validate → a command id seen before gives its first receipt → asks → load,
// also what the command reads → role and allowed → existence → refuses → skips →
// decide → each event valid and permitted → apply → invariants → unique →
// append, expecting every version that was read. A conflict is tried again with
// a fresh load of everything.
//
// A refusal that the command records is answered in the same way when the
// command is sent again with its id, but without the details of a typed
// rejection.
//
// Its errors are those of this package, what a decision in Go returned, or,
// wrapped, what the store or the context failed with. Only an [*UnknownError]
// leaves open whether anything was written.
func Execute[S any, E Event](ctx context.Context, engine *Engine, h Handling[S, E], options ...Option) (Receipt, error) {
	x := &execution[S, E]{h: h, work: work{engine: engine, command: h.Command}}
	for _, option := range options {
		option.option(&x.call)
	}
	x.mayBeKnown = x.call.commandID != ""
	if x.call.commandID == "" {
		x.call.commandID = CommandID(engine.newID())
	}
	if h.ID == "" && h.NewAggregateID != nil {
		x.h.ID = h.NewAggregateID()
		x.madeID = true
		if h.SetID != nil {
			h.SetID(x.h.ID)
		}
	}
	if len(engine.middleware) == 0 {
		return x.run(ctx)
	}
	handler := Handler(func(ctx context.Context, _ CommandInfo) (Receipt, error) { return x.run(ctx) })
	for _, middleware := range slices.Backward(engine.middleware) {
		handler = middleware(handler)
	}
	stream := StreamID{Tenant: TenantFrom(ctx), Category: h.Aggregate.Category, ID: x.h.ID}
	return handler(ctx, CommandInfo{Command: h.Command, Stream: stream, CommandID: x.call.commandID})
}

// execution is one command on its way through the order of work.
type execution[S any, E Event] struct {
	work
	h      Handling[S, E]
	madeID bool // the command left its aggregate's id empty

	// mayBeKnown says that the store may have seen the command id: it is the
	// caller's, or an append with it ended unknown.
	mayBeKnown bool
	// recorded says that the refusal was: asking the store would give it back
	// without the details of a typed one.
	recorded bool
	// What the outside is asked once a command, and not again on a conflict.
	askedFirst, asked, askedRole bool
}

// work is what of a command on its way doesn't depend on its aggregate's type.
type work struct {
	engine   *Engine
	command  string // "<context>.<Command>"
	call     callOptions
	stream   StreamID // of the command's own aggregate
	now      time.Time
	metadata Metadata
}

// meta is what expressions about an aggregate at a version may look at.
func (w *work) meta(stream StreamID, version Version) Meta {
	return metaOf(&Pending{Time: w.now, Metadata: w.metadata}, stream, version)
}

// pending is an event of this command, without its data.
func (w *work) pending(stream StreamID, index int, event Event) Pending {
	return Pending{
		ID:            NewEventID(w.call.commandID, stream, index),
		Type:          event.EventType(),
		SchemaVersion: event.SchemaVersion(),
		Time:          w.now,
		Metadata:      w.metadata,
	}
}

// run is the whole order of work. A middleware may call it again.
func (x *execution[S, E]) run(ctx context.Context) (Receipt, error) {
	x.begin(ctx)
	if err := x.validate(); err != nil {
		return Receipt{}, err
	}
	if x.mayBeKnown {
		receipt, known, err := x.firstReceipt(ctx)
		if known || err != nil {
			return receipt, err
		}
	}
	if x.h.AskFirst != nil && !x.askedFirst {
		if err := x.h.AskFirst(ctx); err != nil {
			return Receipt{}, err
		}
		x.askedFirst = true
	}
	receipt, err := x.attempts(ctx)
	if x.mayBeKnown && receipt.Events == 0 && !x.recorded && !errors.As(err, new(*UnknownError)) {
		// The same command, sent twice at once, may have been carried out
		// since it was looked for, and that be the very reason why it is now
		// refused or has nothing to do.
		if first, known, errFirst := x.firstReceipt(ctx); known {
			return first, errFirst
		}
	}
	return receipt, err
}

func (x *execution[S, E]) begin(ctx context.Context) {
	x.recorded, x.askedRole = false, false
	x.now = x.engine.instant()
	x.stream = StreamID{Tenant: TenantFrom(ctx), Category: x.h.Aggregate.Category, ID: x.h.ID}
	x.metadata = MetadataFrom(ctx)
	x.metadata.CommandID = x.call.commandID
	if x.metadata.CorrelationID == "" {
		x.metadata.CorrelationID = string(x.call.commandID)
	}
}

// validate reports what is wrong with the ids together with the command's own
// violations, so that a caller sees everything at once.
func (x *execution[S, E]) validate() error {
	var own *InvalidError
	if x.h.Validate != nil {
		if err := x.h.Validate(x.now); err != nil {
			var invalid bool
			if own, invalid = errors.AsType[*InvalidError](err); !invalid {
				return err
			}
		}
	}
	goodID, goodCommandID := ValidID(x.h.ID), ValidID(string(x.call.commandID))
	if own == nil && goodID && goodCommandID {
		return nil
	}
	var found Violations
	if own != nil {
		found = slices.Clone(own.Violations)
	}
	if !goodID && !slices.ContainsFunc(found, func(v Violation) bool { return v.Path == x.h.IDField }) {
		if x.h.ID == "" {
			found.Add(x.h.IDField, "required", "must be set")
		} else {
			found.Add(x.h.IDField, "id", "must be printable and at most 200 bytes long")
		}
	}
	if !goodCommandID {
		found.Add("command_id", "id", "must be printable and at most 200 bytes long")
	}
	return found.Err(x.h.Command)
}
