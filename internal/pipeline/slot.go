package pipeline

import (
	"context"
	"errors"
	"sync"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/store/sqlite"
)

// shelf has the generations that are open, and closes each when nobody uses it any more.
type shelf struct {
	mu   sync.Mutex
	open map[*held]bool
}

// held is an open generation and how many use it; the shelf's lock guards users.
type held struct {
	*sqlite.Derived
	users int
}

// add puts an open generation on the shelf, with its caller as its user.
func (s *shelf) add(d *sqlite.Derived) *held {
	h := &held{Derived: d, users: 1}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[*held]bool{}
	}
	s.open[h] = true
	return h
}

// release ends one use of a generation.
func (s *shelf) release(h *held) error {
	s.mu.Lock()
	h.users--
	last := h.users == 0 && s.open[h]
	if last {
		delete(s.open, h)
	}
	s.mu.Unlock()
	if !last {
		return nil
	}
	return h.Close()
}

// close closes what is open, used or not.
func (s *shelf) close() error {
	s.mu.Lock()
	open := s.open
	s.open = nil
	s.mu.Unlock()
	var errs []error
	for h := range open {
		errs = append(errs, h.Close())
	}
	return errors.Join(errs...)
}

// slot is a generation that can be exchanged while it is used: each call keeps the one that it began with.
// It fulfils sanad.Derived.
type slot struct {
	shelf *shelf
	now   *held // the shelf's lock guards it
}

var _ sanad.Derived = (*slot)(nil)

// set puts h in and lets go of what was there before.
func (s *slot) set(h *held) error {
	s.shelf.mu.Lock()
	old := s.now
	s.now = h
	h.users++
	s.shelf.mu.Unlock()
	if old == nil {
		return nil
	}
	return s.shelf.release(old)
}

func (s *slot) get() *held {
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	return s.now
}

// with runs fn on the generation of this moment, which stays open until fn returns.
func (s *slot) with(fn func(*sqlite.Derived) error) error {
	s.shelf.mu.Lock()
	h := s.now
	h.users++
	s.shelf.mu.Unlock()
	return errors.Join(fn(h.Derived), s.shelf.release(h))
}

func (s *slot) Document(ctx context.Context, id string) (doc sanad.Document, err error) {
	err = s.with(func(d *sqlite.Derived) error { doc, err = d.Document(ctx, id); return err })
	return doc, err
}

func (s *slot) DocumentClaims(ctx context.Context, id string) (claims []sanad.Claim, err error) {
	err = s.with(func(d *sqlite.Derived) error { claims, err = d.DocumentClaims(ctx, id); return err })
	return claims, err
}

func (s *slot) Claim(ctx context.Context, id string) (c sanad.Claim, err error) {
	err = s.with(func(d *sqlite.Derived) error { c, err = d.Claim(ctx, id); return err })
	return c, err
}

func (s *slot) Claims(ctx context.Context, q sanad.ClaimQuery) (page sanad.ClaimPage, err error) {
	err = s.with(func(d *sqlite.Derived) error { page, err = d.Claims(ctx, q); return err })
	return page, err
}

func (s *slot) EachClaim(ctx context.Context, q sanad.ClaimQuery, fn func(sanad.Claim) error) error {
	return s.with(func(d *sqlite.Derived) error { return d.EachClaim(ctx, q, fn) })
}

func (s *slot) Documents(ctx context.Context, q sanad.DocumentQuery) (page sanad.DocumentPage, err error) {
	err = s.with(func(d *sqlite.Derived) error { page, err = d.Documents(ctx, q); return err })
	return page, err
}

func (s *slot) Overview(ctx context.Context) (v sanad.Overview, err error) {
	err = s.with(func(d *sqlite.Derived) error { v, err = d.Overview(ctx); return err })
	return v, err
}

func (s *slot) Cursor(ctx context.Context) (n int64, err error) {
	err = s.with(func(d *sqlite.Derived) error { n, err = d.Cursor(ctx); return err })
	return n, err
}

func (s *slot) Put(ctx context.Context, docs []sanad.Coded, cursor int64) error {
	return s.with(func(d *sqlite.Derived) error { return d.Put(ctx, docs, cursor) })
}

func (s *slot) Remove(ctx context.Context, documents []string) error {
	return s.with(func(d *sqlite.Derived) error { return d.Remove(ctx, documents) })
}

func (s *slot) Digest(ctx context.Context) (digest string, err error) {
	err = s.with(func(d *sqlite.Derived) error { digest, err = d.Digest(ctx); return err })
	return digest, err
}

func (s *slot) Stale(ctx context.Context, limit int) (claims []string, err error) {
	err = s.with(func(d *sqlite.Derived) error { claims, err = d.Stale(ctx, limit); return err })
	return claims, err
}

func (s *slot) MarkStale(ctx context.Context) error {
	return s.with(func(d *sqlite.Derived) error { return d.MarkStale(ctx) })
}

func (s *slot) Told(ctx context.Context, claims []string) (coded []sanad.Coded, err error) {
	err = s.with(func(d *sqlite.Derived) error { coded, err = d.Told(ctx, claims); return err })
	return coded, err
}

func (s *slot) Linkables(ctx context.Context, claims []string) (list []sanad.Linkable, err error) {
	err = s.with(func(d *sqlite.Derived) error { list, err = d.Linkables(ctx, claims); return err })
	return list, err
}

func (s *slot) Block(ctx context.Context, block string, fn func(sanad.Linkable) error) error {
	return s.with(func(d *sqlite.Derived) error { return d.Block(ctx, block, fn) })
}

func (s *slot) Edges(ctx context.Context, claims []string) (edges []sanad.Edge, err error) {
	err = s.with(func(d *sqlite.Derived) error { edges, err = d.Edges(ctx, claims); return err })
	return edges, err
}

func (s *slot) PutEdges(ctx context.Context, edges []sanad.Edge) error {
	return s.with(func(d *sqlite.Derived) error { return d.PutEdges(ctx, edges) })
}

func (s *slot) PutIncidents(ctx context.Context, claims []string, incidents []sanad.Incident) error {
	return s.with(func(d *sqlite.Derived) error { return d.PutIncidents(ctx, claims, incidents) })
}

func (s *slot) Incident(ctx context.Context, id string) (in sanad.Incident, err error) {
	err = s.with(func(d *sqlite.Derived) error { in, err = d.Incident(ctx, id); return err })
	return in, err
}

func (s *slot) Incidents(ctx context.Context, q sanad.IncidentQuery) (page sanad.IncidentPage, err error) {
	err = s.with(func(d *sqlite.Derived) error { page, err = d.Incidents(ctx, q); return err })
	return page, err
}

func (s *slot) EachIncident(ctx context.Context, q sanad.IncidentQuery, fn func(sanad.Incident) error) error {
	return s.with(func(d *sqlite.Derived) error { return d.EachIncident(ctx, q, fn) })
}

func (s *slot) ClaimRows(ctx context.Context, ids []string) (rows []sanad.ClaimRow, err error) {
	err = s.with(func(d *sqlite.Derived) error { rows, err = d.ClaimRows(ctx, ids); return err })
	return rows, err
}

// Close closes nothing: the shelf does.
func (s *slot) Close() error { return nil }
