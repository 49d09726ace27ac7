package postgres

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

const (
	channel = "orchestrix_events"
	// notifyText is sent by itself, and seldom: in the transactions of appends it
	// would make them wait for each other, since the server orders notifications
	// by commit under one lock. Nobody minds if one is lost, so it isn't made durable.
	notifyText = `SELECT set_config('synchronous_commit', 'off', true), pg_notify('` + channel + `', '')`
	// notifyPause is between one notification of a process and the next.
	notifyPause = 10 * time.Millisecond
)

// news wakes those who wait for events: of this process at once, of others by
// notifications, and by looking now and then in case one is lost.
type news struct {
	pool *pgxpool.Pool
	poll time.Duration

	mu    sync.Mutex
	grown chan struct{} // closed and replaced when something was written

	written   chan struct{} // has something when others are to be notified
	listening sync.Once
	ctx       context.Context // ends when the store is closed
	cancel    context.CancelFunc
	group     sync.WaitGroup
}

func newNews(pool *pgxpool.Pool, poll time.Duration) *news {
	n := &news{pool: pool, poll: poll, grown: make(chan struct{}), written: make(chan struct{}, 1)}
	n.ctx, n.cancel = context.WithCancel(context.Background())
	n.group.Go(n.notify)
	return n
}

// tell says that something was written in this process.
func (n *news) tell() {
	n.wake()
	select {
	case n.written <- struct{}{}:
	default: // somebody else's is still to be sent
	}
}

func (n *news) wake() {
	n.mu.Lock()
	close(n.grown)
	n.grown = make(chan struct{})
	n.mu.Unlock()
}

func (n *news) next() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.grown
}

func (n *news) close() {
	n.listening.Do(func() {}) // it doesn't begin any more
	n.cancel()
	n.group.Wait()
}

// sleep is false when the store is closed.
func (n *news) sleep(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-n.ctx.Done():
		return false
	}
}

// notify tells other processes.
func (n *news) notify() {
	for {
		select {
		case <-n.written:
		case <-n.ctx.Done():
			return
		}
		// Whom it doesn't reach looks by itself.
		_, _ = n.pool.Exec(n.ctx, notifyText)
		if !n.sleep(notifyPause) {
			return
		}
	}
}

// listen wakes those who wait whenever another process says so, and connects
// again when the connection is lost.
func (n *news) listen() {
	const longest = 5 * time.Second
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, longest) {
		if n.listenOnce() {
			pause = 50 * time.Millisecond
		}
		if !n.sleep(pause/2 + rand.N(pause)) {
			return
		}
	}
}

// listenOnce says whether there was a connection.
func (n *news) listenOnce() bool {
	pooled, err := n.pool.Acquire(n.ctx)
	if err != nil {
		return false
	}
	conn := pooled.Hijack() // it isn't one of those that appends wait for
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = conn.Close(ctx)
	}()
	if _, err := conn.Exec(n.ctx, "LISTEN "+channel); err != nil {
		return false
	}
	for {
		n.wake() // first for what came while nobody listened
		if _, err := conn.WaitForNotification(n.ctx); err != nil {
			return true
		}
	}
}

// Wait implements [orchestrix.Store].
func (s *Store) Wait(ctx context.Context, after orchestrix.Position) error {
	n := s.news
	n.listening.Do(func() { n.group.Go(n.listen) })
	// What was written may only be stable a little later, when a transaction of
	// before ends, which nobody tells.
	soon := n.poll
	for {
		// Taken before looking, so that nothing written in between is missed.
		grown := n.next()
		head, err := s.Head(ctx)
		if n.ctx.Err() != nil {
			return ErrClosed
		}
		if err != nil {
			return fmt.Errorf("wait for events: %w", err)
		}
		if head.Compare(after) > 0 {
			return nil
		}
		timer := time.NewTimer(soon)
		select {
		case <-grown:
			soon = min(2*time.Millisecond, n.poll)
		case <-timer.C:
			soon = min(2*soon, n.poll)
		case <-n.ctx.Done():
			err = ErrClosed
		case <-ctx.Done():
			err = context.Cause(ctx)
		}
		timer.Stop()
		if err != nil {
			return err
		}
	}
}
