package subscription

import (
	"context"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

const (
	pageBytes = 1 << 20 // of data; an event more may be over it
	// pageSkipped bounds what is passed by for one page.
	pageSkipped = 20_000
)

// page is some events, read before any transaction is begun, with copies of
// their data. The next one overwrites it.
type page struct {
	events []orchestrix.Recorded
	data   []byte
	to     orchestrix.Position // up to here nothing else is to be handled
}

// read reads the next page of what is this partition's.
func (w *worker) read(ctx context.Context) error {
	p := &w.page
	from, _ := w.reached()
	p.events, p.data, p.to = p.events[:0], p.data[:0], from
	// Asked for before reading: all up to here is going to be seen.
	head, err := w.r.store.Head(ctx)
	if err != nil || head.Compare(from) <= 0 {
		return err
	}
	seen := 0
	for event, err := range w.r.store.All(ctx, from, orchestrix.Filter{Categories: w.s.Categories}) {
		if err != nil {
			return err
		}
		p.to = event.Position
		if w.mine(&event) {
			p.add(event)
		}
		if seen++; len(p.events) == w.r.page || len(p.data) >= pageBytes || seen == pageSkipped {
			return nil
		}
	}
	if head.Compare(p.to) > 0 {
		p.to = head
	}
	return nil
}

func (p *page) add(event orchestrix.Recorded) {
	start := len(p.data)
	p.data = append(p.data, event.Data...)
	event.Data = p.data[start:len(p.data):len(p.data)]
	p.events = append(p.events, event)
}

// mine says whether an event is this partition's to handle, and wasn't handled
// when the streams were divided otherwise.
func (w *worker) mine(event *orchestrix.Recorded) bool {
	if w.of > 1 && partitionOf(event.Stream, w.of) != w.index {
		return false
	}
	for _, former := range w.former {
		if former.handled(event) {
			return false
		}
	}
	return true
}
