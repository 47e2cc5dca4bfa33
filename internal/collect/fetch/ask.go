package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sanad.example/sanad"
)

// redirect is where an answer sends us.
type redirect struct {
	to        string
	permanent bool
}

// ask makes one request. A redirect is returned, not followed.
func (c *Client) ask(ctx context.Context, u *url.URL, req Request) (Response, *redirect, error) {
	h := c.hosts.of(u.Host)
	defer h.letGo()
	leave, err := h.enter(ctx)
	if err != nil {
		return Response{}, nil, err
	}
	defer leave()
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return Response{}, nil, context.Cause(ctx)
	}
	w, stop := watchOver(ctx, c.opts.Total, c.opts.LeastRate)
	defer stop()
	resp, err := c.web.RoundTrip(c.request(w.ctx, u, req))
	if err != nil {
		if cause := context.Cause(w.ctx); cause != nil {
			err = cause
		}
		if ctx.Err() != nil {
			return Response{}, nil, context.Cause(ctx)
		}
		return Response{}, nil, failure(u.String(), err)
	}
	defer resp.Body.Close()
	w.body()
	out, next, err := c.answer(resp, u, req, w)
	if err != nil {
		if ctx.Err() != nil {
			return Response{}, nil, context.Cause(ctx)
		}
		f := failure(u.String(), err)
		if f.RetryAfter > 0 {
			h.block(f.RetryAfter)
		}
		return out, nil, f
	}
	return out, next, nil
}

func (c *Client) request(ctx context.Context, u *url.URL, req Request) *http.Request {
	r := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	accept := req.Accept
	if accept == "" {
		accept = "*/*"
	}
	r.Header.Set("User-Agent", c.agent)
	r.Header.Set("Accept", accept)
	r.Header.Set("Accept-Encoding", acceptEncoding)
	if plainHeader(req.ETag) {
		r.Header.Set("If-None-Match", req.ETag)
	}
	if plainHeader(req.LastModified) {
		r.Header.Set("If-Modified-Since", req.LastModified)
	}
	return r.WithContext(ctx)
}

// plainHeader reports whether a value that a server gave may be sent back to it.
func plainHeader(v string) bool {
	return v != "" && len(v) <= 1000 && !strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// answer reads what came.
func (c *Client) answer(resp *http.Response, u *url.URL, req Request, w *watch) (Response, *redirect, error) {
	out := Response{
		URL: u.String(), MediaType: short(resp.Header.Get("Content-Type")), Received: time.Now().UTC(),
		ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified"), Headers: provenance(resp.Header),
	}
	switch {
	case resp.StatusCode == http.StatusNotModified && (req.ETag != "" || req.LastModified != ""):
		out.NotModified = true
		return out, nil, nil
	case isRedirect(resp.StatusCode):
		next, err := target(resp, u)
		return out, next, err
	case resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusNonAuthoritativeInfo:
		return out, nil, badStatus(resp)
	}
	maxBytes := c.opts.MaxBytes
	if req.maxBytes > 0 {
		maxBytes = req.maxBytes
	}
	var err error
	out.Body, err = c.read(resp, maxBytes, w)
	return out, nil, err
}

func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// target is where a redirect leads.
func target(resp *http.Response, from *url.URL) (*redirect, error) {
	to, err := from.Parse(resp.Header.Get("Location"))
	if err != nil || resp.Header.Get("Location") == "" {
		return nil, redirects(from.String(), "one leads nowhere")
	}
	return &redirect{to: to.String(), permanent: resp.StatusCode == 301 || resp.StatusCode == 308}, nil
}

// badStatus is the failure that a status means.
func badStatus(resp *http.Response) error {
	f := &Failure{Kind: Status, Status: resp.StatusCode, Remedy: "open it in a browser to see what the site says"}
	is := sanad.ErrUnavailable
	switch resp.StatusCode {
	case http.StatusNotFound:
		f.Kind, f.Remedy, is = Missing, "check the address", sanad.ErrNotFound
	case http.StatusGone:
		f.Kind, f.Remedy, is = Gone, "the site says that it won't come back: look for a new address", sanad.ErrNotFound
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		f.Kind, f.Remedy = Busy, "try again later"
		f.RetryAfter = retryAfter(resp.Header)
	}
	f.Err = fmt.Errorf("%w: status %d %s", is, resp.StatusCode, http.StatusText(resp.StatusCode))
	return f
}

// retryAfter is how long a host asks to be left alone, in seconds or as a date; at most MaxBlock.
func retryAfter(h http.Header) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(v, 10, 64); err == nil {
		return time.Duration(min(max(0, seconds), int64(MaxBlock/time.Second))) * time.Second
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	now := time.Now()
	if there, err := http.ParseTime(h.Get("Date")); err == nil { // their clock may be wrong, twice the same
		now = there
	}
	return min(max(0, at.Sub(now)), MaxBlock)
}

// provenance keeps the headers that say where and when bytes are from.
func provenance(h http.Header) map[string]string {
	kept := map[string]string{}
	for _, name := range []string{"Date", "Last-Modified", "ETag", "Content-Type", "Content-Encoding", "Content-Language"} {
		if v := h.Get(name); v != "" {
			kept[name] = short(v)
		}
	}
	return kept
}
