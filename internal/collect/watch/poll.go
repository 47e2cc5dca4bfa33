package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/collect/feed"
	"sanad.example/sanad/internal/collect/fetch"
)

// How failures stretch the interval.
const (
	maxDoublings = 6
	longestWait  = 24 * time.Hour
	goneAgain    = 7 * 24 * time.Hour // that one which is gone is asked again, in case it isn't
)

const acceptFeed = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"

// poll asks one subscription, reads what is new and keeps what is known. An error means that nothing can be
// kept, or that ctx has ended: then nothing is changed that isn't safe.
func (w *Watcher) poll(ctx context.Context, s *subscription) error {
	began := w.now()
	if s.rec.Since.IsZero() {
		s.rec.Since = began
	}
	w.count(func(t *Tally) { t.Asked++ })
	if err := w.retryPending(ctx, s); err != nil {
		return err
	}
	resp, err := w.opts.Fetch.Get(ctx, s.request())
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err == nil {
		if err = w.read(ctx, s, resp); ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	var kept *keepError
	if errors.As(err, &kept) {
		return kept.err
	}
	s.rec.Tried = w.now()
	if err != nil {
		w.failed(s, err, began)
	} else {
		s.rec.Succeeded, s.rec.Failures, s.rec.LastError, s.rec.Gone, s.rec.Malformed = s.rec.Tried, 0, "", false, false
		s.rec.Next = later(began.Add(s.Every), s.rec.Tried.Add(min(s.Every, time.Minute)))
	}
	return w.save(ctx, s)
}

func (s *subscription) request() fetch.Request {
	req := fetch.Request{URL: s.URL, ETag: s.rec.ETag, LastModified: s.rec.LastModified}
	if s.rec.MovedTo != "" {
		req.URL = s.rec.MovedTo
	}
	if s.Kind == KindFeed {
		req.Accept = acceptFeed
	}
	return req
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// failed notes that an answer was no use, and asks again later the more often that was so.
func (w *Watcher) failed(s *subscription, err error, began time.Time) {
	w.count(func(t *Tally) { t.Failed++ })
	r := &s.rec
	r.Failures++
	r.LastError = clip(err.Error())
	wait := min(s.Every<<min(r.Failures, maxDoublings), max(longestWait, s.Every))
	var f *fetch.Failure
	r.Malformed = !errors.As(err, &f)
	if f != nil {
		wait = max(wait, f.RetryAfter)
		switch {
		case r.MovedTo != "" && (f.Kind == fetch.Missing || f.Kind == fetch.Gone || f.Kind == fetch.Name || f.Kind == fetch.Refused):
			r.MovedTo = "" // the new address has gone: back to the one in the list
			wait = s.Every
		case f.Kind == fetch.Gone:
			r.Gone, wait = true, goneAgain
		}
	}
	r.Next = began.Add(wait)
	w.opts.Report(err)
}

// read takes in what came. A *keepError means that it couldn't be kept.
func (w *Watcher) read(ctx context.Context, s *subscription, resp fetch.Response) error {
	if resp.NotModified {
		w.count(func(t *Tally) { t.Same++ })
		return nil
	}
	var err error
	whole := true
	if s.Kind == KindPage {
		err = w.readPage(ctx, s, resp)
	} else {
		whole, err = w.readFeed(ctx, s, resp)
	}
	if err != nil {
		return err
	}
	s.rec.ETag, s.rec.LastModified = "", ""
	if whole { // else the rest must be seen again
		s.rec.ETag, s.rec.LastModified = resp.ETag, resp.LastModified
	}
	if resp.Moved != "" {
		s.rec.MovedTo = resp.Moved
		if resp.Moved == s.URL {
			s.rec.MovedTo = ""
		}
	}
	return nil
}

// readFeed reads the new entries of a feed. It reports whether all of them are read or waiting.
func (w *Watcher) readFeed(ctx context.Context, s *subscription, resp fetch.Response) (whole bool, err error) {
	f, err := feed.Parse(resp.Body, resp.MediaType, resp.URL)
	if err != nil {
		return false, &collect.Problem{Origin: resp.URL, Err: err, Remedy: "open it in a browser to see whether it is a feed"}
	}
	w.tell(resp.URL, f)
	fresh, err := w.fresh(ctx, s, f.Entries)
	if err != nil {
		return false, &keepError{err}
	}
	whole = true
	for i := len(fresh) - 1; i >= 0; i-- { // the oldest first
		e := fresh[i]
		if !w.claim(s, e) {
			continue // another feed of the same source is reading it
		}
		err := w.item(ctx, s, pending{Entry: e})
		w.unclaim(s, e)
		switch {
		case errors.Is(err, errLater) && len(s.rec.Pending) >= maxPending:
			whole = false
		case errors.Is(err, errLater):
		case err != nil:
			return false, err
		}
	}
	return whole, nil
}

// tell reports what of a feed wasn't taken: nothing is lost silently.
func (w *Watcher) tell(origin string, f feed.Feed) {
	if f.Over > 0 {
		w.opts.Report(&collect.Skipped{Origin: origin, Why: fmt.Sprintf("%d entries beyond the first %d of the feed", f.Over, feed.MaxEntries), Remedy: "they are read once they stand further up"})
	}
	if f.Empty > 0 {
		w.opts.Report(&collect.Skipped{Origin: origin, Why: fmt.Sprintf("%d entries with neither link nor text", f.Empty)})
	}
}

// fresh returns the entries that are neither seen nor waiting.
func (w *Watcher) fresh(ctx context.Context, s *subscription, entries []feed.Entry) ([]feed.Entry, error) {
	keys := make([]string, len(entries))
	for i, e := range entries {
		keys[i] = s.key(e.Key)
	}
	seen, err := w.opts.State.Seen(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, p := range s.rec.Pending {
		seen[s.key(p.Entry.Key)] = true
	}
	var fresh []feed.Entry
	for i, e := range entries {
		if !seen[keys[i]] {
			fresh = append(fresh, e)
		}
	}
	return fresh, nil
}

// claim takes an entry for this subscription, unless another is at it.
func (w *Watcher) claim(s *subscription, e feed.Entry) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := s.key(e.Key)
	if w.busy[key] {
		return false
	}
	w.busy[key] = true
	return true
}

func (w *Watcher) unclaim(s *subscription, e feed.Entry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.busy, s.key(e.Key))
}

// keepError wraps an error that means that nothing can be kept any more.
type keepError struct{ err error }

func (k *keepError) Error() string { return k.err.Error() }
func (k *keepError) Unwrap() error { return k.err }

func (w *Watcher) save(ctx context.Context, s *subscription, seen ...string) error {
	b, err := json.Marshal(s.rec)
	if err == nil {
		err = w.opts.State.Save(context.WithoutCancel(ctx), s.URL, b, seen) // short, and what it says has happened
	}
	if err != nil {
		return fmt.Errorf("watch: keep what is known of %q: %w", s.URL, err)
	}
	return nil
}
