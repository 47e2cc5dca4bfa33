package fetch

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxHosts is from how many hosts on those that nothing is known of any more are forgotten.
const maxHosts = 4096

// host is what is known of one host: whether it is being asked, when it may be next, and its robots.txt.
type host struct {
	slot    chan struct{} // holds one token while a request is under way
	pace    *rate.Limiter
	mu      sync.Mutex
	until   time.Time // not to be asked before
	used    time.Time
	waiting int

	looking chan struct{} // holds one token while robots.txt is looked at or fetched
	robots  rules
}

// hosts keeps them by name and port.
type hosts struct {
	delay time.Duration
	mu    sync.Mutex
	all   map[string]*host
}

func newHosts(delay time.Duration) *hosts { return &hosts{delay: delay, all: map[string]*host{}} }

// of returns the host of that name, held until let go.
func (hs *hosts) of(name string) *host {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	h := hs.all[name]
	if h == nil {
		hs.forget()
		h = &host{slot: make(chan struct{}, 1), looking: make(chan struct{}, 1), pace: rate.NewLimiter(limit(hs.delay), 1)}
		hs.all[name] = h
	}
	h.mu.Lock()
	h.waiting++
	h.used = time.Now()
	h.mu.Unlock()
	return h
}

// forget drops what is idle, where there are many: a page may link to any number of hosts.
func (hs *hosts) forget() {
	if len(hs.all) < maxHosts {
		return
	}
	now := time.Now()
	for name, h := range hs.all {
		h.mu.Lock()
		idle := h.waiting == 0 && now.After(h.until) && now.Sub(h.used) > time.Hour
		h.mu.Unlock()
		if idle {
			delete(hs.all, name)
		}
	}
}

func limit(delay time.Duration) rate.Limit {
	if delay <= 0 {
		return rate.Inf
	}
	return rate.Every(delay)
}

func (h *host) letGo() {
	h.mu.Lock()
	h.waiting--
	h.mu.Unlock()
}

// enter waits for the host's turn and its pace. leave must be called when the answer has been read.
func (h *host) enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.slot <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	leave = func() { <-h.slot }
	if err := sleepUntil(ctx, h.blocked()); err != nil {
		leave()
		return nil, err
	}
	turn := h.pace.Reserve() // not Wait, which takes a deadline to come for one that has passed
	if err := sleepUntil(ctx, time.Now().Add(turn.Delay())); err != nil {
		turn.Cancel()
		leave()
		return nil, err
	}
	return leave, nil
}

func (h *host) blocked() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.until
}

// block leaves the host alone for a while.
func (h *host) block(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if until := time.Now().Add(d); until.After(h.until) {
		h.until = until
	}
}

func sleepUntil(ctx context.Context, t time.Time) error {
	d := time.Until(t)
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
