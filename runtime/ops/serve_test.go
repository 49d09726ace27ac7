package ops

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// trace is what happened, in order.
type trace struct {
	mutex sync.Mutex
	steps []string
}

func (tr *trace) add(step string) {
	tr.mutex.Lock()
	defer tr.mutex.Unlock()
	tr.steps = append(tr.steps, step)
}

func (tr *trace) all() []string {
	tr.mutex.Lock()
	defer tr.mutex.Unlock()
	return slices.Clone(tr.steps)
}

// pipes are connections within the process: waiting for them waits for nothing
// outside, so that a test may own the clock.
type pipes struct {
	dialled chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.dialled:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "pipe"} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.dialled <- theirs:
		return ours, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// served is a service at work, with a request in flight that release lets go on.
type served struct {
	Service
	pipes    *pipes
	trace    trace
	signals  chan os.Signal
	inFlight chan struct{} // a request has come
	release  chan struct{} // lets it be answered
	answer   chan string
	ended    chan error
}

func serveOne(t *testing.T, change func(*served)) *served {
	t.Helper()
	s := &served{
		pipes:    &pipes{dialled: make(chan net.Conn), closed: make(chan struct{})},
		signals:  make(chan os.Signal, 2),
		inFlight: make(chan struct{}), release: make(chan struct{}),
		answer: make(chan string, 1), ended: make(chan error, 1),
	}
	s.Service = Service{
		Listener: s.pipes,
		Health:   NewHealth(),
		Timeout:  30 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(s.inFlight)
			select {
			case <-s.release:
				s.trace.add("request answered")
				_, _ = io.WriteString(w, "done")
			case <-r.Context().Done():
				s.trace.add("request cut")
			}
		}),
		Work: []func(context.Context) error{func(ctx context.Context) error {
			<-ctx.Done()
			s.trace.add("work drained")
			return nil
		}},
		Close: []func(context.Context) error{
			func(context.Context) error { s.trace.add("engine closed"); return nil },
			func(context.Context) error { s.trace.add("store closed"); return nil },
		},
	}
	if change != nil {
		change(s)
	}
	go func() { s.ended <- s.serve(t.Context(), s.signals) }()
	client := &http.Client{Transport: &http.Transport{DialContext: s.pipes.dial, DisableKeepAlives: true}}
	go func() {
		response, err := client.Get("http://service")
		if err != nil {
			s.answer <- err.Error()
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		s.answer <- string(body)
	}()
	<-s.inFlight
	return s
}

// leaves waits until readiness has gone down.
func (s *served) leaves() {
	for !s.Health.leaving.Load() {
		runtime.Gosched()
	}
}

func TestAServiceEndsInOrder(t *testing.T) {
	s := serveOne(t, nil)
	s.signals <- syscall.SIGTERM
	s.leaves()
	if steps := s.trace.all(); len(steps) != 0 {
		t.Errorf("with a request in flight: %v", steps)
	}
	close(s.release)
	if err := <-s.ended; err != nil {
		t.Error(err)
	}
	if got := <-s.answer; got != "done" {
		t.Errorf("the request in flight got %q", got)
	}
	want := []string{"request answered", "work drained", "engine closed", "store closed"}
	if steps := s.trace.all(); !slices.Equal(steps, want) {
		t.Errorf("%v", steps)
	}
}

func TestRequestsAreStillTakenUntilOthersHaveNoticed(t *testing.T) {
	s := serveOne(t, func(s *served) { s.Delay = time.Hour })
	s.signals <- syscall.SIGTERM
	s.leaves()
	conn, err := s.pipes.dial(t.Context(), "", "")
	if err != nil {
		t.Fatalf("no connection is taken any more: %v", err)
	}
	conn.Close()
	s.signals <- syscall.SIGTERM
	if err := <-s.ended; !errors.Is(err, ErrCutShort) {
		t.Errorf("error %v", err)
	}
	<-s.answer
}

func TestASecondSignalEndsAtOnce(t *testing.T) {
	s := serveOne(t, nil)
	s.signals <- os.Interrupt
	s.leaves()
	s.signals <- os.Interrupt
	if err := <-s.ended; !errors.Is(err, ErrCutShort) {
		t.Errorf("error %v", err)
	}
	if got := <-s.answer; got == "done" {
		t.Error("the request was answered nevertheless")
	}
}

func TestAnEndThatTakesTooLongIsCutShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serveOne(t, nil)
		s.signals <- os.Interrupt
		err := <-s.ended
		if err == nil || !strings.Contains(err.Error(), "requests") {
			t.Errorf("error %v", err)
		}
		<-s.answer
	})
}

func TestAFailureEndsTheService(t *testing.T) {
	errLost := errors.New("lost")
	lose := make(chan struct{})
	failing := func(context.Context) error { <-lose; return errLost }
	finished := func(context.Context) error { return nil }
	s := serveOne(t, func(s *served) { s.Work = append(s.Work, finished, failing) })
	close(lose)
	s.leaves()
	close(s.release)
	if err := <-s.ended; !errors.Is(err, errLost) {
		t.Errorf("error %v", err)
	}
	<-s.answer
	want := []string{"request answered", "work drained", "engine closed", "store closed"}
	if steps := s.trace.all(); !slices.Equal(steps, want) {
		t.Errorf("%v", steps)
	}
}

func TestErrorsOfClosingAreToldTogether(t *testing.T) {
	one, two := errors.New("one"), errors.New("two")
	service := Service{
		Addr: "127.0.0.1:0", Handler: http.NotFoundHandler(),
		Close: []func(context.Context) error{
			func(context.Context) error { return one }, func(context.Context) error { return two },
		},
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Serve(ctx, service); !errors.Is(err, one) || !errors.Is(err, two) {
		t.Errorf("error %v", err)
	}
	service.Addr = "nowhere"
	if err := Serve(ctx, service); !errors.Is(err, one) || !strings.Contains(err.Error(), "listen") {
		t.Errorf("without an address: error %v", err)
	}
}

func TestASignalOfTheSystemEndsTheService(t *testing.T) {
	working := make(chan struct{})
	go func() {
		<-working
		_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
	}()
	err := Serve(t.Context(), Service{
		Addr: "127.0.0.1:0", Handler: http.NotFoundHandler(),
		Work: []func(context.Context) error{func(ctx context.Context) error {
			close(working)
			<-ctx.Done()
			return nil
		}},
	})
	if err != nil {
		t.Error(err)
	}
}
