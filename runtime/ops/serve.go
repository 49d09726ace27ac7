package ops

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Service is a program that answers requests and works behind them.
type Service struct {
	// Handler answers requests at Listener, or else Addr.
	Handler  http.Handler
	Addr     string
	Listener net.Listener
	// Health goes down when the end begins; nil for none.
	Health *Health
	// Work runs beside the requests, such as subscriptions, until its context
	// ends and what is in hand is done. An error ends the whole service.
	Work []func(ctx context.Context) error
	// Close is called at the end, one after another: engine, then store.
	Close []func(ctx context.Context) error
	// Timeout bounds the end; default 20 seconds. Delay is how much of it requests
	// are still taken for after readiness went down, so that whoever sends them
	// notices.
	Timeout time.Duration
	Delay   time.Duration
	Logger  *slog.Logger // nil: nowhere
}

// ErrCutShort says that the service was ended at once by a second signal.
var ErrCutShort = errors.New("ended at once, by a second signal")

// Serve runs a service until the context ends, SIGINT or SIGTERM comes, or a
// part of it fails. Then it ends in order: readiness goes down, no more
// connections are taken, requests in flight are answered, work is done, and
// what there is to close is closed. When that takes longer than the timeout, or a
// second signal comes, Serve returns with an error at once; nothing that was
// acknowledged depends on an end in order.
func Serve(ctx context.Context, service Service) error {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	return service.serve(ctx, signals)
}

func (s *Service) serve(ctx context.Context, signals <-chan os.Signal) error {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	if s.Timeout == 0 {
		s.Timeout = 20 * time.Second
	}
	r, err := s.begin(ctx)
	if err != nil {
		return errors.Join(err, s.closeAll(ctx))
	}
	var why error
	select {
	case <-ctx.Done():
		s.Logger.Info("ending", "reason", context.Cause(ctx))
	case sig := <-signals:
		s.Logger.Info("ending", "reason", sig.String())
	case why = <-r.failed:
		s.Logger.Error("ending", "reason", why)
	}
	return errors.Join(why, r.end(signals))
}

// running is a service between its beginning and its end.
type running struct {
	*Service
	server *http.Server
	// cut ends the context of requests; stopWork that of work.
	cut, stopWork context.CancelFunc
	working       sync.WaitGroup
	failed        chan error
	step          atomic.Value // string: what the end is waiting for
}

// begin takes requests and begins to work. The ends of both are decided by end,
// not by the context's.
func (s *Service) begin(ctx context.Context) (*running, error) {
	listener := s.Listener
	if listener == nil {
		var err error
		if listener, err = net.Listen("tcp", s.Addr); err != nil {
			return nil, fmt.Errorf("listen: %w", err)
		}
	}
	ctx = context.WithoutCancel(ctx)
	r := &running{Service: s, failed: make(chan error, 1+len(s.Work))}
	requests, cut := context.WithCancel(ctx)
	work, stopWork := context.WithCancel(ctx)
	r.cut, r.stopWork = cut, stopWork
	r.server = &http.Server{
		Handler:           s.Handler,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(s.Logger.Handler(), slog.LevelWarn),
	}
	s.Logger.Info("listening", "address", listener.Addr().String())
	r.working.Go(func() {
		if err := r.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			r.failed <- fmt.Errorf("serve: %w", err)
		}
	})
	for _, do := range s.Work {
		r.working.Go(func() {
			if err := do(work); err != nil && work.Err() == nil {
				r.failed <- err
			}
		})
	}
	return r, nil
}

// end ends the service in order, or at once.
func (r *running) end(signals <-chan os.Signal) error {
	if r.Health != nil {
		r.Health.Leave()
	}
	ctx, cancel := context.WithTimeout(context.Background(), r.Timeout)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- r.drain(ctx) }()
	// The first of these that comes is how the service ended.
	var err error
	select {
	case err = <-ended:
	case <-signals:
		err = ErrCutShort
	case <-ctx.Done():
		err = fmt.Errorf("ending took longer than %v: %v", r.Timeout, r.step.Load())
	}
	r.cut()
	r.stopWork()
	_ = r.server.Close() // only has an effect where it was cut short
	if err == nil {
		r.Logger.Info("ended")
	}
	return err
}

func (r *running) drain(ctx context.Context) error {
	r.step.Store("waiting until others have noticed")
	delay := time.NewTimer(r.Delay)
	defer delay.Stop()
	select {
	case <-delay.C:
	case <-ctx.Done():
		return ctx.Err()
	}
	r.step.Store("waiting for requests")
	if err := r.server.Shutdown(ctx); err != nil {
		return fmt.Errorf("wait for requests: %w", err)
	}
	r.step.Store("waiting for work in hand")
	r.stopWork()
	r.working.Wait()
	r.step.Store("closing")
	return r.closeAll(ctx)
}

func (s *Service) closeAll(ctx context.Context) error {
	var errs []error
	for _, closing := range s.Close {
		errs = append(errs, closing(ctx))
	}
	return errors.Join(errs...)
}
