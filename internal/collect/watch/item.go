package watch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/collect/feed"
	"sanad.example/sanad/internal/collect/fetch"
)

// dateGrace is how far ahead of our clock a publication may be dated: clocks and zones differ.
const dateGrace = 24 * time.Hour

// errLater says that an item waits.
var errLater = errors.New("waits for its page")

// key is an item's among all sources: feeds of one source that have the same entry have one item.
func (s *subscription) key(of string) string {
	sum := sha256.Sum256([]byte(s.Source + "\x00" + of))
	return hex.EncodeToString(sum[:16])
}

// retryPending tries the items that wait, those that are due.
func (w *Watcher) retryPending(ctx context.Context, s *subscription) error {
	for _, p := range slices.Clone(s.rec.Pending) {
		if w.now().Before(p.Next) {
			continue
		}
		s.rec.Pending = slices.DeleteFunc(s.rec.Pending, func(q pending) bool { return q.Entry.Key == p.Entry.Key })
		err := w.item(ctx, s, p)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		var kept *keepError
		if errors.As(err, &kept) {
			return kept.err
		}
	}
	return nil
}

// item reads one entry and makes it safe. Errors: errLater where it waits, a *keepError, ctx's.
func (w *Watcher) item(ctx context.Context, s *subscription, p pending) error {
	got, err := w.text(ctx, s, p.Entry)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	p.Tries++
	switch {
	case err == nil:
		return w.keep(ctx, s, got, p.Entry.Published, s.key(p.Entry.Key))
	case transient(err) && p.Tries < maxTries:
		return w.wait(ctx, s, p, err)
	}
	w.opts.Report(err)
	if got, ferr := w.entry(s, p.Entry); ferr == nil {
		w.opts.Report(&collect.Skipped{Origin: p.Entry.URL, Why: "the page can't be had; what the feed itself has is read instead"})
		return w.keep(ctx, s, got, p.Entry.Published, s.key(p.Entry.Key))
	}
	s.rec.GivenUp++
	w.count(func(t *Tally) { t.GivenUp++ })
	return wrapKeep(w.save(ctx, s, s.key(p.Entry.Key)))
}

func wrapKeep(err error) error {
	if err != nil {
		return &keepError{err}
	}
	return nil
}

// wait puts an item back, to be tried with a later round.
func (w *Watcher) wait(ctx context.Context, s *subscription, p pending, err error) error {
	if len(s.rec.Pending) >= maxPending {
		return errLater
	}
	if len(p.Entry.Content) > maxPendingText {
		p.Entry.Content = "" // a part would be a text that nobody wrote
	}
	p.Next = w.now().Add(s.Every << min(p.Tries-1, maxDoublings))
	s.rec.Pending = append(s.rec.Pending, p)
	w.opts.Report(err)
	if err := w.save(ctx, s); err != nil {
		return &keepError{err}
	}
	return errLater
}

// transient reports whether an item's page may come later.
func transient(err error) bool {
	var f *fetch.Failure
	return errors.As(err, &f) && f.Transient()
}

// text makes the item of an entry: of its page, or of the entry where the list says so or it has no page.
func (w *Watcher) text(ctx context.Context, s *subscription, e feed.Entry) (collect.Item, error) {
	if s.Content == ContentEntry || e.URL == "" {
		return w.entry(s, e)
	}
	resp, err := w.opts.Fetch.Get(ctx, fetch.Request{URL: e.URL})
	if err != nil {
		return collect.Item{}, err
	}
	return w.opts.Collector.Document(collect.Received{
		Origin: resp.URL, URL: resp.URL, MediaType: resp.MediaType, Headers: w.headers(s, resp.Headers, s.key(e.Key)),
		Given: w.given(s, e), Body: resp.Body,
	})
}

// entry makes the item of what the feed itself has.
func (w *Watcher) entry(s *subscription, e feed.Entry) (collect.Item, error) {
	origin := s.URL + "#" + e.Key
	if strings.TrimSpace(e.Content) == "" {
		return collect.Item{}, &collect.Problem{Origin: origin, Err: fmt.Errorf("%w: the feed has no text for the entry", sanad.ErrInvalid), Remedy: "set content: page in the list"}
	}
	return w.opts.Collector.Document(collect.Received{
		Origin: origin, URL: e.URL, MediaType: "text/html; charset=utf-8", Headers: w.headers(s, nil, s.key(e.Key)),
		Given: w.given(s, e), Body: []byte(e.Content),
	})
}

func (w *Watcher) given(s *subscription, e feed.Entry) collect.Given {
	g := collect.Given{Source: s.Source, Title: e.Title, Lang: s.Lang}
	if !e.Published.IsZero() && e.Published.Before(w.now().Add(dateGrace)) {
		g.Published = e.Published.Format("2006-01-02T15:04:05Z07:00")
	}
	return g
}

// headers are a response's, with the item that the receipt is of.
func (w *Watcher) headers(s *subscription, of map[string]string, key string) map[string]string {
	out := map[string]string{headerFeed: s.URL, headerItem: key}
	for k, v := range of {
		out[k] = v
	}
	return out
}

// readPage reads a page that is followed, where its text is a new one.
func (w *Watcher) readPage(ctx context.Context, s *subscription, resp fetch.Response) error {
	r := collect.Received{
		Origin: resp.URL, URL: resp.URL, MediaType: resp.MediaType, Given: collect.Given{Source: s.Source, Lang: s.Lang}, Body: resp.Body,
	}
	item, err := w.opts.Collector.Document(r)
	if err != nil {
		return err
	}
	key := s.key("page " + item.Document.ID)
	seen, err := w.opts.State.Seen(ctx, []string{key})
	if err != nil {
		return &keepError{err}
	}
	if seen[key] {
		w.count(func(t *Tally) { t.Same++ })
		return nil
	}
	item.Receipt.Headers = w.headers(s, resp.Headers, key)
	return w.keep(ctx, s, item, time.Time{}, key)
}

// keep makes an item safe, then marks it.
func (w *Watcher) keep(ctx context.Context, s *subscription, item collect.Item, published time.Time, key string) error {
	if err := w.opts.Sink(ctx, item); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return &keepError{err}
	}
	s.rec.Read++
	s.rec.arrived(published, w.now())
	w.count(func(t *Tally) { t.Read++ })
	return wrapKeep(w.save(ctx, s, key))
}
