// Package web shows claims, documents and what they rest on as pages and as JSON, over a sanad.Reader.
//
// It decides how a claim is put into words on a page, which part of a text is marked, and who may ask
// (loopback alone, reading alone). It refuses to decide what a text says, to compute anything that a
// Reader doesn't give, and to show a claim without the one who makes it.
//
// Worked sentence: "Gondor denied burning the mill at Bree" is shown as "Gondor denies that it happened:
// Assault · destroy, Gondor, at Bree" over the sentence itself with the claim's words marked; nowhere as
// an attack that took place.
package web

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// Options is what pages are made from. Reader and Book are required.
type Options struct {
	Reader sanad.Reader
	Book   *codebook.Book   // names of actors, places, measures and sources; the two sides
	Clock  func() time.Time // nil: time.Now

	// CheckQuery refuses what the codebook doesn't know and puts ids in the place of names; nil: any value
	// is looked for.
	CheckQuery func(*sanad.ClaimQuery) error

	// Prove writes a bundle by which others can check claims; nil: pages offer none.
	Prove func(ctx context.Context, w io.Writer, claims []string) error

	Title   string       // "": the name in the catalogue
	Version string       // of the program, shown in the footer
	Lang    string       // of the pages' own words; "": en
	DevMode bool         // error pages show the error's own text
	Log     *slog.Logger // nil: nothing is logged
}

// handleTime is how long one request may keep the store busy.
const handleTime = 20 * time.Second

// site is everything that handlers share, read-only once built.
type site struct {
	Options
	names  *names
	words  *catalogue
	assets *assets
	pages  map[string]*template.Template
}

// New returns the handler for pages, API and assets, with its security headers and its check that the
// Host header names this machine. Errors: ErrInvalid where an option, a template or a catalogue is wrong.
func New(o Options) (http.Handler, error) {
	if o.Reader == nil || o.Book == nil {
		return nil, fmt.Errorf("web: %w: a reader and a codebook are needed", sanad.ErrInvalid)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Reader = o.Book.Unnaming(o.Reader)
	s := &site{Options: o, names: newNames(o.Book)}
	var err error
	if s.words, err = loadCatalogue(o.Lang); err != nil {
		return nil, err
	}
	if s.Title == "" {
		s.Title = s.words.text("site.name")
	}
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.pages, err = s.parsePages(); err != nil {
		return nil, err
	}
	return s.guard(s.routes()), nil
}

// NewServer returns a server for h with the time and size limits that pages need; the caller gives it a
// listener and shuts it down.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}

// page is a handler that may fail; the error becomes a page or, under /api/, a problem document.
type page func(w http.ResponseWriter, r *http.Request) error

func (s *site) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range map[string]page{
		"/{$}":                  s.home,
		"/claims":               s.claims,
		"/claims/{id}":          s.claim,
		"/claims/{id}/proof":    s.claimProof,
		"/incidents":            s.incidents,
		"/incidents/{id}":       s.incident,
		"/incidents/{id}/proof": s.incidentProof,
		"/api/incidents":        s.apiIncidents,
		"/api/incidents/{id}":   s.apiIncident,
		"/documents":            s.documents,
		"/documents/{id}":       s.document,
		"/about":                s.about,
		"/api/claims":           s.apiClaims,
		"/api/claims/{id}":      s.apiClaim,
		"/api/documents/{id}":   s.apiDocument,
		"/healthz":              s.healthz,
		"/static/{name...}":     s.asset,
		"/favicon.ico":          s.favicon,
		"/robots.txt":           s.robots,
		"/":                     s.missing,
	} {
		mux.Handle(pattern, s.run(h))
	}
	return mux
}

// run gives a page its time limit and turns what it returns into an answer.
func (s *site) run(h page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), handleTime)
		defer cancel()
		r = r.WithContext(ctx)
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

func (s *site) missing(_ http.ResponseWriter, r *http.Request) error {
	return fmt.Errorf("page %q: %w", r.URL.Path, sanad.ErrNotFound)
}

// healthz answers 200 where the store can be read.
func (s *site) healthz(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.Reader.Overview(r.Context()); err != nil {
		return fmt.Errorf("health: %w", err)
	}
	return s.send(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
}

func (s *site) robots(w http.ResponseWriter, r *http.Request) error {
	return s.send(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte("User-agent: *\nDisallow: /\n"))
}
