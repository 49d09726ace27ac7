package memory

import (
	"bytes"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// log is what has been appended: the store's own, or a transaction's on top of
// another, which it leaves as it is.
type log struct {
	below *log // nil for the store's own
	// events and streams only ever grow, so a reader takes a slice under the
	// lock and walks it without.
	events  []*orchestrix.Recorded // position n is at n-1; all of them
	streams map[orchestrix.StreamID][]*orchestrix.Recorded
	// commands are the receipts of every append.
	commands map[command]orchestrix.Appended
}

type command struct {
	tenant string
	id     orchestrix.CommandID
}

func newLog(below *log) *log {
	l := &log{
		below:    below,
		streams:  map[orchestrix.StreamID][]*orchestrix.Recorded{},
		commands: map[command]orchestrix.Appended{},
	}
	if below != nil {
		l.events = below.events
	}
	return l
}

func (l *log) stream(id orchestrix.StreamID) []*orchestrix.Recorded {
	for ; l != nil; l = l.below {
		if events, has := l.streams[id]; has {
			return events
		}
	}
	return nil
}

func (l *log) receipt(c command) (orchestrix.Appended, bool) {
	for ; l != nil; l = l.below {
		if first, known := l.commands[c]; known {
			return asDuplicate(first), true
		}
	}
	return orchestrix.Appended{}, false
}

func (l *log) append(c command, batches []orchestrix.Batch) (orchestrix.Appended, error) {
	if first, known := l.receipt(c); known {
		return first, nil
	}
	for _, batch := range batches {
		actual := orchestrix.Version(len(l.stream(batch.Stream)))
		if !batch.Expect.Holds(actual) {
			return orchestrix.Appended{}, &orchestrix.ConflictError{Stream: batch.Stream, Expected: batch.Expect, Actual: actual}
		}
	}
	var appended orchestrix.Appended
	for _, batch := range batches {
		l.write(batch, &appended)
	}
	if appended.Events == 0 {
		return appended, nil
	}
	l.commands[c] = appended
	return copyOf(appended), nil
}

func (l *log) write(batch orchestrix.Batch, appended *orchestrix.Appended) {
	if len(batch.Events) == 0 {
		return
	}
	stream := l.stream(batch.Stream)
	for _, pending := range batch.Events {
		pending.Data = bytes.Clone(pending.Data)
		recorded := &orchestrix.Recorded{
			Pending:  pending,
			Stream:   batch.Stream,
			Version:  orchestrix.Version(len(stream) + 1),
			Position: position(len(l.events) + 1),
		}
		stream = append(stream, recorded)
		l.events = append(l.events, recorded)
	}
	l.streams[batch.Stream] = stream
	appended.Position = position(len(l.events))
	appended.Versions = append(appended.Versions, orchestrix.Version(len(stream)))
	appended.Streams = append(appended.Streams, batch.Stream)
	appended.Events += len(batch.Events)
}

// settle makes what was appended part of the log below.
func (l *log) settle() {
	l.below.events = l.events
	for id, events := range l.streams {
		l.below.streams[id] = events
	}
	for c, appended := range l.commands {
		l.below.commands[c] = appended
	}
}

func position(n int) orchestrix.Position { return orchestrix.NewPosition(0, uint64(n), 0) }

func asDuplicate(first orchestrix.Appended) orchestrix.Appended {
	first = copyOf(first)
	first.Duplicate = true
	return first
}

// copyOf keeps a caller that changes its receipt from changing the store's.
func copyOf(a orchestrix.Appended) orchestrix.Appended {
	a.Versions = append([]orchestrix.Version(nil), a.Versions...)
	a.Streams = append([]orchestrix.StreamID(nil), a.Streams...)
	return a
}
