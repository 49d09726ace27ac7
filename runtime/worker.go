package orchestrix

import (
	"context"
	"sync"
)

// maxWaiting is how many errands a [worker] has before it at most.
const maxWaiting = 256

// worker does what nobody waits for, one errand after another, one a stream at a
// time. What is too much is dropped: somebody asks for it again. There is a
// goroutine only while there is something to do.
type worker struct {
	mu      sync.Mutex
	waiting []errand
	streams map[StreamID]bool // that errands, also the current one, are about
	stopped chan struct{}     // closed by the goroutine; nil: there is none
	cancel  context.CancelFunc
	closed  bool
}

type errand struct {
	stream StreamID
	run    func(ctx context.Context)
}

func (w *worker) do(stream StreamID, run func(ctx context.Context)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || w.streams[stream] || len(w.waiting) >= maxWaiting {
		return
	}
	if w.streams == nil {
		w.streams = map[StreamID]bool{}
	}
	w.streams[stream] = true
	w.waiting = append(w.waiting, errand{stream, run})
	if w.stopped == nil {
		ctx, cancel := context.WithCancel(context.Background())
		w.stopped, w.cancel = make(chan struct{}), cancel
		go w.work(ctx)
	}
}

func (w *worker) work(ctx context.Context) {
	for next, more := w.next(nil); more; next, more = w.next(&next) {
		next.run(ctx)
	}
}

// next gives what to do after an errand that is done.
func (w *worker) next(done *errand) (errand, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if done != nil {
		delete(w.streams, done.stream)
	}
	if len(w.waiting) == 0 {
		w.cancel()
		close(w.stopped)
		w.stopped = nil
		return errand{}, false
	}
	next := w.waiting[0]
	w.waiting = w.waiting[1:]
	return next, true
}

// close has the worker do what waits, until the context ends, and take no more.
func (w *worker) close(ctx context.Context) error {
	w.mu.Lock()
	w.closed = true
	stopped, cancel := w.stopped, w.cancel
	w.mu.Unlock()
	if stopped == nil {
		return nil
	}
	select {
	case <-stopped:
		return nil
	case <-ctx.Done():
		cancel() // what is left ends at once
		<-stopped
		return context.Cause(ctx)
	}
}
