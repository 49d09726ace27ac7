package orchestrix

import (
	"context"
	"fmt"
	"strings"
)

// Receipt is the answer to a command that succeeded.
type Receipt struct {
	// ID is the aggregate's id, also when the command made it.
	ID string
	// Version is the aggregate's version afterwards, Position the store's.
	Version  Version
	Position Position
	// CommandID is the caller's or the one that was made.
	CommandID CommandID
	// Events is how many events the command raised, also those on other
	// aggregates; 0 when there was nothing to do.
	Events int
	// Duplicate says that this command had been carried out before.
	Duplicate bool
}

// firstReceipt looks for the append that carried this command id. If that
// recorded a refusal, the refusal is the error.
func (x *execution[S, E]) firstReceipt(ctx context.Context) (receipt Receipt, known bool, err error) {
	appended, known, err := x.engine.store.ByCommand(ctx, x.call.commandID)
	if err != nil {
		return Receipt{}, false, fmt.Errorf("look for command %q: %w", x.call.commandID, err)
	}
	if !known {
		return Receipt{}, false, nil
	}
	return x.firstAnswer(ctx, appended)
}

// firstAnswer makes the first answer again from what the store kept of it. The
// stream that an append of Execute begins with tells which command it was: that
// of the command's own aggregate, or of a record. It isn't known if the record
// can't be read.
func (x *execution[S, E]) firstAnswer(ctx context.Context, appended Appended) (receipt Receipt, known bool, err error) {
	first := StreamID{}
	receipt = Receipt{Position: appended.Position, CommandID: x.call.commandID, Duplicate: true}
	if len(appended.Streams) > 0 {
		first, receipt.Version = appended.Streams[0], appended.Versions[0]
	}
	receipt.Events = appended.Events
	for _, stream := range appended.Streams {
		if strings.HasPrefix(stream.Category, "~") {
			receipt.Events-- // the engine's own: one a stream
		}
	}
	if first.Category == RejectedCategory || first.Category == commandCategory {
		r, err := readRecord(ctx, x.engine.store, first)
		switch {
		case err != nil:
			return Receipt{}, false, err
		case r.Command != x.command:
			return Receipt{}, true, x.reused()
		case r.Code != "" && x.isOwn(r.Stream):
			return Receipt{}, true, r.refusal()
		}
		first, receipt.Version = r.Stream, r.Version
	}
	if !x.isOwn(first) {
		return Receipt{}, true, x.reused()
	}
	receipt.ID = first.ID
	return receipt, true, nil
}

// isOwn says whether a stream is that of the command's aggregate, or may be the
// one that it made the first time.
func (x *execution[S, E]) isOwn(stream StreamID) bool {
	return stream.Category == x.stream.Category && (x.madeID || stream.ID == x.stream.ID)
}

// reused says that the command id belongs to something else. To answer with the
// receipt of that would hide that this command was never carried out.
func (x *execution[S, E]) reused() error {
	var found Violations
	found.Add("command_id", "reused", "was used before for another command, or on another aggregate")
	return found.Err(x.command)
}
