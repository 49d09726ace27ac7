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
// their data.
type page struct {
	events  []orchestrix.Recorded
	data    []byte
	to      orchestrix.Position // up to here nothing else is to be handled
	skipped int
	last    bool // there was no more
	err     error
}

func (p *page) begin(from orchestrix.Position) {
	p.events, p.data, p.to = p.events[:0], p.data[:0], from
	p.skipped, p.last, p.err = 0, false, nil
}

func (p *page) add(event orchestrix.Recorded) {
	start := len(p.data)
	p.data = append(p.data, event.Data...)
	event.Data = p.data[start:len(p.data):len(p.data)]
	p.events = append(p.events, event)
}

// read reads the next page.
func (w *worker) read(ctx context.Context) error {
	if w.ahead != nil {
		w.page = w.ahead.next(ctx, w.page)
	} else {
		from, _ := w.reached()
		w.page.begin(from)
		w.readPages(ctx, w.page, func(*page) *page { return nil })
		if !w.page.last {
			w.ahead = w.readAhead(ctx, w.page.to)
		}
	}
	if w.page.last {
		w.stopAhead()
	}
	return w.page.err
}

// readPages reads pages of what is this partition's, from where the first one
// begins. It gives each that is full to full, and goes on with what that gives,
// unless it is nil. What it ends at is the last one.
func (w *worker) readPages(ctx context.Context, p *page, full func(*page) *page) *page {
	// Asked for before reading: all up to here is going to be seen.
	head, err := w.r.store.Head(ctx)
	if err != nil || head.Compare(p.to) <= 0 {
		p.last, p.err = true, err
		return p
	}
	for event, err := range w.r.store.All(ctx, p.to, orchestrix.Filter{Categories: w.s.Categories}) {
		if err != nil {
			p.last, p.err = true, err
			return p
		}
		if w.mine(&event) {
			p.add(event)
		} else {
			p.skipped++
		}
		p.to = event.Position
		if len(p.events) < w.r.page && len(p.data) < pageBytes && p.skipped < pageSkipped {
			continue
		}
		next := full(p)
		if next == nil {
			return p
		}
		next.begin(p.to)
		p = next
	}
	if p.last = true; head.Compare(p.to) > 0 {
		p.to = head
	}
	return p
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

// ahead reads on while a page is handled, of which there are two in turns.
type ahead struct {
	read, spare chan *page
	stop        context.CancelFunc
}

func (w *worker) readAhead(ctx context.Context, from orchestrix.Position) *ahead {
	ctx, stop := context.WithCancel(ctx)
	a := &ahead{read: make(chan *page), spare: make(chan *page, 1), stop: stop}
	go func() {
		defer close(a.read)
		first := &page{}
		first.begin(from)
		last := w.readPages(ctx, first, func(p *page) *page {
			if !a.give(ctx, p) {
				return nil
			}
			select {
			case spare := <-a.spare:
				return spare
			case <-ctx.Done():
				return nil
			}
		})
		if last.last {
			a.give(ctx, last)
		}
	}()
	return a
}

func (a *ahead) give(ctx context.Context, p *page) bool {
	select {
	case a.read <- p:
		return true
	case <-ctx.Done():
		return false
	}
}

// next gives the next page for one that is done with.
func (a *ahead) next(ctx context.Context, done *page) *page {
	p, ok := <-a.read
	if !ok { // it was stopped by its context
		done.begin(done.to)
		done.last, done.err = true, context.Cause(ctx)
		return done
	}
	a.spare <- done
	return p
}

// stopAhead ends reading ahead, and waits for that.
func (w *worker) stopAhead() {
	if w.ahead == nil {
		return
	}
	w.ahead.stop()
	for range w.ahead.read {
	}
	w.ahead = nil
}
