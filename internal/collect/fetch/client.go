package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"sanad.example/sanad"
)

// Bounds and manners that hold where Options doesn't say otherwise.
const (
	DefaultMaxBytes  = 32 << 20         // of a body, unpacked, and of a packed one
	DefaultTotal     = 60 * time.Second // from the first byte sent to the last received, of one request
	DefaultDelay     = 2 * time.Second  // between requests to one host
	DefaultTries     = 3                // of one address
	DefaultParallel  = 16               // requests at once, of all hosts
	DefaultLeastRate = 512              // bytes a second of a body
	MaxRedirects     = 10
	MaxHeaderBytes   = 64 << 10
	MaxWait          = 2 * time.Minute // that a host may ask for before the same call tries again
	MaxBlock         = 24 * time.Hour  // that a host may ask to be left alone
)

// Options says how to fetch. The zero value is usable.
type Options struct {
	Agent     string         // product and version: "sanad/0.1"; "": "sanad"
	Contact   string         // an address or page where the operator can be reached, told to every server
	Open      []netip.Prefix // networks that may be asked though they aren't public, at any port
	MaxBytes  int64
	Total     time.Duration
	Delay     time.Duration // negative: none
	Tries     int
	Parallel  int
	LeastRate int64

	// What the network is made of; nil takes the system's.
	Resolver  Resolver
	Dial      func(ctx context.Context, network, address string) (net.Conn, error) // to a checked address
	Transport http.RoundTripper                                                    // in place of all connections
}

// Request is what to ask for.
type Request struct {
	URL          string
	ETag         string // of what we have, as it was given
	LastModified string // likewise
	Accept       string // media types; "": any

	maxBytes int64
}

// Response is an answer: a whole body, or word that what we have is still so.
type Response struct {
	URL          string            // that answered, behind all redirects
	Moved        string            // where permanent redirects alone lead, "" where there were none
	NotModified  bool              // 304: Body is empty
	MediaType    string            // as declared
	ETag         string            // to be given back as it is
	LastModified string            // likewise
	Headers      map[string]string // that bear on provenance
	Body         []byte            // unpacked
	Received     time.Time         // UTC
}

// Client fetches. It is safe for concurrent use.
type Client struct {
	opts    Options
	agent   string // the User-Agent header
	product string // the name that robots.txt knows us by
	hosts   *hosts
	slots   chan struct{}
	web     http.RoundTripper
}

// New returns a client. Close ends its idle connections.
func New(opts Options) *Client {
	opts = opts.filled()
	c := &Client{opts: opts, hosts: newHosts(opts.Delay), slots: make(chan struct{}, opts.Parallel), web: opts.Transport}
	c.product, _, _ = strings.Cut(opts.Agent, "/")
	c.agent = opts.Agent
	if contact := strings.Join(strings.Fields(short(opts.Contact)), " "); contact != "" {
		c.agent += " (+" + contact + ")"
	}
	if c.web == nil {
		c.web = transport(opts)
	}
	return c
}

func (o Options) filled() Options {
	orElse(&o.Agent, "sanad")
	orElse(&o.MaxBytes, DefaultMaxBytes)
	orElse(&o.Total, DefaultTotal)
	orElse(&o.Delay, DefaultDelay)
	orElse(&o.Tries, DefaultTries)
	orElse(&o.Parallel, DefaultParallel)
	orElse(&o.LeastRate, DefaultLeastRate)
	return o
}

func orElse[T comparable](to *T, standard T) {
	var zero T
	if *to == zero {
		*to = standard
	}
}

// transport makes connections, each to an address that was looked at. No proxy is used: behind one, nobody
// could look.
func transport(opts Options) http.RoundTripper {
	g := guard{open: opts.Open, ports: []uint16{80, 443}}
	d := &dialer{guard: g, resolver: opts.Resolver, connect: opts.Dial}
	if d.resolver == nil {
		d.resolver = net.DefaultResolver
	}
	if d.connect == nil {
		d.connect = (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second, Control: g.control}).DialContext
	}
	return &http.Transport{
		DialContext:            d.dial,
		DisableCompression:     true, // read bounds the unpacking
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: MaxHeaderBytes,
		TLSHandshakeTimeout:    15 * time.Second,
		ResponseHeaderTimeout:  30 * time.Second,
		IdleConnTimeout:        30 * time.Second,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    1,
	}
}

// Close ends idle connections.
func (c *Client) Close() {
	if t, ok := c.web.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// Get asks for an address, follows its redirects, and tries again where that may help soon. It returns once
// the whole body is there. Errors: a *Failure, or ctx's.
func (c *Client) Get(ctx context.Context, req Request) (Response, error) {
	policy := &backoff.ExponentialBackOff{
		InitialInterval: 2 * time.Second, RandomizationFactor: 0.3, Multiplier: 3, MaxInterval: MaxWait,
	}
	resp, err := backoff.Retry(ctx, func() (Response, error) {
		resp, err := c.follow(ctx, req, true)
		var f *Failure
		switch {
		case err == nil, ctx.Err() != nil:
			return resp, err
		case !errors.As(err, &f) || !f.Transient() || f.RetryAfter > MaxWait:
			return resp, backoff.Permanent(err)
		case f.RetryAfter > 0:
			return resp, &pause{backoff.RetryAfterError{Duration: f.RetryAfter}, f}
		}
		return resp, err
	}, backoff.WithBackOff(policy), backoff.WithMaxTries(uint(c.opts.Tries)), backoff.WithMaxElapsedTime(0))
	if err == nil {
		return resp, nil
	}
	if cause := context.Cause(ctx); cause != nil {
		return Response{}, cause
	}
	return Response{}, failure(req.URL, err)
}

// pause is a failure with the time that the host asks for.
type pause struct {
	after   backoff.RetryAfterError
	failure *Failure
}

func (p *pause) Error() string   { return p.failure.Error() }
func (p *pause) Unwrap() []error { return []error{&p.after, p.failure} }

// follow asks once, along all redirects.
func (c *Client) follow(ctx context.Context, req Request, robots bool) (Response, error) {
	seen := map[string]bool{}
	at, moved, permanent := req.URL, "", true
	for range MaxRedirects + 1 {
		u, err := parse(at)
		if err != nil {
			return Response{}, err
		}
		if at = u.String(); seen[at] {
			return Response{}, redirects(req.URL, "they go in a circle")
		}
		seen[at] = true
		if robots {
			if err := c.permitted(ctx, u); err != nil {
				return Response{}, err
			}
		}
		resp, next, err := c.ask(ctx, u, req)
		if err != nil || next == nil {
			resp.Moved = moved
			return resp, err
		}
		at = next.to
		if permanent = permanent && next.permanent; permanent {
			moved = at
		}
	}
	return Response{}, redirects(req.URL, fmt.Sprintf("there are over %d", MaxRedirects))
}

func redirects(origin, why string) error {
	return &Failure{
		Origin: origin, Kind: Redirects, Err: fmt.Errorf("%w: redirects: %s", sanad.ErrInvalid, why),
		Remedy: "open it in a browser to see where it leads",
	}
}
