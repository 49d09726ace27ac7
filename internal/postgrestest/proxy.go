package postgrestest

import (
	"io"
	"net"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Proxy stands between a program and its database, and cuts connections.
type Proxy struct {
	listener net.Listener
	network  string // of the database
	address  string
	url      string
	// left is how many more bytes the database may say before all connections
	// are cut; negative is any number.
	left  atomic.Int64
	mu    sync.Mutex
	conns map[net.Conn]struct{}
	// accepting ends before the last connections are cut.
	accepting, done sync.WaitGroup
}

// NewProxy stands before the database of a URL until the test ends.
func NewProxy(t testing.TB, database string) *Proxy {
	t.Helper()
	p, err := newProxy(database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func newProxy(database string) (*Proxy, error) {
	config, err := pgx.ParseConfig(database)
	if err != nil {
		return nil, err
	}
	p := &Proxy{conns: map[net.Conn]struct{}{}}
	p.left.Store(-1)
	p.network, p.address = pgconn.NetworkAddress(config.Host, config.Port)
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	port := p.listener.Addr().(*net.TCPAddr).Port
	through, err := url.Parse(database)
	if err != nil {
		return nil, err
	}
	query := through.Query()
	query.Set("host", "127.0.0.1")
	query.Set("port", strconv.Itoa(port))
	query.Set("sslmode", "disable")
	through.Host, through.RawQuery = "", query.Encode()
	p.url = through.String()
	p.accepting.Go(p.accept)
	return p, nil
}

// URL is that of the database through the proxy.
func (p *Proxy) URL() string { return p.url }

// Cut cuts all connections; new ones come through.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		_ = conn.Close()
	}
}

// CutAfter cuts all connections, and lets no new ones through, when the database
// has said so many more bytes; negative mends it.
func (p *Proxy) CutAfter(bytes int) { p.left.Store(int64(bytes)) }

// Close ends the proxy, and its connections.
func (p *Proxy) Close() {
	_ = p.listener.Close()
	p.accepting.Wait()
	p.Cut()
	p.done.Wait()
}

func (p *Proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial(p.network, p.address)
		if err != nil || p.left.Load() == 0 {
			_ = client.Close()
			if server != nil {
				_ = server.Close()
			}
			continue
		}
		p.mu.Lock()
		p.conns[client], p.conns[server] = struct{}{}, struct{}{}
		p.mu.Unlock()
		p.done.Go(func() { p.pipe(server, client, io.Discard) })
		p.done.Go(func() { p.pipe(client, server, (*meter)(p)) })
	}
}

// pipe carries bytes until one side ends.
func (p *Proxy) pipe(to, from net.Conn, metered io.Writer) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			allowed, _ := metered.Write(buffer[:n])
			if _, errWrite := to.Write(buffer[:allowed]); errWrite != nil || allowed < n {
				break
			}
		}
		if err != nil {
			break
		}
	}
	_, _ = to.Close(), from.Close()
	p.mu.Lock()
	delete(p.conns, to)
	delete(p.conns, from)
	p.mu.Unlock()
}

// meter says how much of what the database says gets through.
type meter Proxy

func (m *meter) Write(b []byte) (int, error) {
	for {
		left := m.left.Load()
		if left < 0 {
			return len(b), nil
		}
		allowed := min(int64(len(b)), left)
		if !m.left.CompareAndSwap(left, left-allowed) {
			continue
		}
		if allowed < int64(len(b)) {
			m.left.Store(0)
			(*Proxy)(m).Cut()
		}
		return int(allowed), nil
	}
}
