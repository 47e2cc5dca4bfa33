package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/temoto/robotstxt"

	"sanad.example/sanad"
)

const (
	robotsBytes   = 512 << 10        // of a robots.txt; the rest isn't read
	robotsFor     = 24 * time.Hour   // that one is kept
	robotsAgain   = time.Hour        // after which one that couldn't be had is tried again
	maxCrawlDelay = 60 * time.Second // a longer one would mean never
)

// rules are a host's, as far as they are known.
type rules struct {
	group *robotstxt.Group // nil: all is allowed
	all   bool             // nothing is allowed
	until time.Time        // known until then
}

// allows reports whether a path may be asked for.
func (r rules) allows(u *url.URL) bool {
	if r.all {
		return false
	}
	return r.group == nil || r.group.Test(u.RequestURI())
}

// permitted asks the host's robots.txt, fetching it where it isn't known. Errors: a *Failure.
func (c *Client) permitted(ctx context.Context, u *url.URL) error {
	h := c.hosts.of(u.Host)
	defer h.letGo()
	select {
	case h.looking <- struct{}{}:
		defer func() { <-h.looking }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if time.Now().After(h.robots.until) {
		got, err := c.lookUp(ctx, u)
		if err != nil {
			return err
		}
		h.robots = got
		if got.group != nil && got.group.CrawlDelay > c.hosts.delay {
			h.pace.SetLimit(limit(min(got.group.CrawlDelay, maxCrawlDelay)))
		} else {
			h.pace.SetLimit(limit(c.hosts.delay))
		}
	}
	if !h.robots.allows(u) {
		return &Failure{
			Origin: u.String(), Kind: Robots, Err: fmt.Errorf("%w: robots.txt of %q asks not to read it", sanad.ErrUnavailable, u.Host),
			Remedy: "ask the site, or save the page from a browser and give the file",
		}
	}
	return nil
}

// lookUp fetches robots.txt, after RFC 9309: none there allows all, one that can't be had allows nothing
// for a while.
func (c *Client) lookUp(ctx context.Context, u *url.URL) (rules, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	resp, err := c.follow(ctx, Request{URL: at.String(), maxBytes: robotsBytes}, false)
	var f *Failure
	switch {
	case err == nil:
		return parseRobots(resp.Body, c.product), nil
	case !errors.As(err, &f):
		return rules{}, err
	case f.Kind == TooLarge && resp.Body != nil:
		return parseRobots(resp.Body, c.product), nil
	case f.Status >= 400 && f.Status < 500 && f.Status != 429, f.Kind == Redirects, f.Kind == Encoding, f.Kind == TooLarge:
		return rules{until: time.Now().Add(robotsFor)}, nil
	case f.Status == 429, f.Status >= 500:
		return rules{all: true, until: time.Now().Add(robotsAgain)}, nil
	}
	return rules{}, err
}

// parseRobots reads a robots.txt. What can't be read allows all.
func parseRobots(body []byte, product string) (r rules) {
	r.until = time.Now().Add(robotsFor)
	defer func() {
		if recover() != nil { // bytes from outside must not stop the rest
			r.group = nil
		}
	}()
	data, err := robotstxt.FromBytes(body)
	if err == nil {
		r.group = data.FindGroup(product)
	}
	return r
}
