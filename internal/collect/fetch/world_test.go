package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// world is a network that exists in memory: names, addresses and one server behind all of them, which knows
// them apart by the Host header. It keeps the time of each request.
type world struct {
	names   map[string][]string // name to addresses; a nil list: unknown
	lookups map[string]int
	mu      sync.Mutex
	asked   []asked
	conns   chan net.Conn
	handler http.HandlerFunc
	server  *http.Server
	serving sync.WaitGroup
}

type asked struct {
	url string
	at  time.Time
	h   http.Header
}

// newWorld plays handler to every host under 198.35.26.0/24. It must be called within a bubble of synctest.
func newWorld(t *testing.T, handler http.HandlerFunc) *world {
	w := &world{names: map[string][]string{}, lookups: map[string]int{}, conns: make(chan net.Conn)}
	w.handler = handler
	w.server = &http.Server{Handler: w, ErrorLog: nil}
	done := make(chan struct{})
	go func() { defer close(done); _ = w.server.Serve(w) }()
	t.Cleanup(func() { _ = w.server.Close(); <-done; w.serving.Wait() })
	return w
}

func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.serving.Add(1)
	defer w.serving.Done()
	w.mu.Lock()
	w.asked = append(w.asked, asked{"http://" + r.Host + r.URL.String(), time.Now(), r.Header.Clone()})
	w.mu.Unlock()
	w.handler(rw, r)
}

// Accept, Close and Addr make a net.Listener.
func (w *world) Accept() (net.Conn, error) {
	c, ok := <-w.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (w *world) Close() error {
	defer func() { _ = recover() }() // twice is once
	close(w.conns)
	return nil
}

func (w *world) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(198, 35, 26, 1), Port: 80} }

// LookupNetIP gives a name's addresses; one that has several lists of them gives the next each time.
func (w *world) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	list, ok := w.names[host]
	if !ok {
		list = []string{"198.35.26.96"}
	}
	if list == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	n := w.lookups[host]
	w.lookups[host]++
	return []netip.Addr{netip.MustParseAddr(list[min(n, len(list)-1)])}, nil
}

func (w *world) dial(_ context.Context, _, address string) (net.Conn, error) {
	a, err := netip.ParseAddrPort(address)
	if err != nil || !netip.MustParsePrefix("198.35.26.0/24").Contains(a.Addr()) {
		return nil, fmt.Errorf("dialled %s", address)
	}
	if a.Addr().String() == "198.35.26.13" {
		return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	}
	client, server := net.Pipe()
	w.conns <- server
	return client, nil
}

func (w *world) client(t *testing.T, opts Options) *Client {
	opts.Resolver, opts.Dial = w, w.dial
	if opts.Contact == "" {
		opts.Contact = "https://sanad.example/contact"
	}
	c := New(opts)
	t.Cleanup(c.Close)
	return c
}

// times are when a path was asked for.
func (w *world) times(url string) []time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []time.Time
	for _, a := range w.asked {
		if a.url == url {
			out = append(out, a.at)
		}
	}
	return out
}

// inBubble runs fn with a clock of its own, which only moves when everything waits.
func inBubble(t *testing.T, fn func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, fn)
}
