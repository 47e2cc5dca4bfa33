package sanad

import (
	"context"
	"time"
)

// Linkable is what is kept of a claim for deciding which claims are about the same occurrence. What its
// features are the linking stage knows.
type Linkable struct {
	Claim    string   // id
	Document string   // id of its document
	Blocks   []string // where claims that may be about the same meet
	Features []byte
}

// Edge joins two claims that may be about the same occurrence, each way alike.
type Edge struct {
	A, B  string // claim ids, A before B
	Score Decimal
}

// Linking is how a generation keeps incidents up to date: claims that were put or taken away since are stale
// until PutLinks has brought the incidents that they touch.
type Linking interface {
	// Stale returns at most limit ids of claims whose incidents are to be made anew, in no special order.
	Stale(ctx context.Context, limit int) ([]string, error)
	// MarkStale makes all claims stale, as when a source is graded: it may speak in anybody's document.
	MarkStale(ctx context.Context) error
	// Told returns the documents of claims, texts included, each with all of its claims, in order of their ids;
	// unlike a Reader's, the claims name their document by its id. Claims that aren't there are left out.
	Told(ctx context.Context, claims []string) ([]Coded, error)
	// Linkables returns what is kept of claims, in the order asked; those that aren't there are left out.
	Linkables(ctx context.Context, claims []string) ([]Linkable, error)
	// Block calls fn for each claim of a block in order of its id.
	Block(ctx context.Context, block string, fn func(Linkable) error) error
	// Edges returns the edges at any of the claims, ordered.
	Edges(ctx context.Context, claims []string) ([]Edge, error)
	// PutEdges adds edges. Those at a claim leave with it. Errors: ErrInvalid, where a claim isn't there.
	PutEdges(ctx context.Context, edges []Edge) error
	// PutIncidents replaces the incidents that any of the claims is in by those given, as one unit; the claims
	// are stale no longer. Every claim of the incidents must be among them. Errors: ErrInvalid.
	PutIncidents(ctx context.Context, claims []string, incidents []Incident) error
}

// IncidentReader is what pages, API and exports see of incidents.
type IncidentReader interface {
	// Incident returns the one that has the claim of that id among its own; any member's id leads to it.
	Incident(ctx context.Context, id string) (Incident, error) // ErrNotFound
	Incidents(ctx context.Context, q IncidentQuery) (IncidentPage, error)
	// EachIncident streams all incidents that match in order of id.
	EachIncident(ctx context.Context, q IncidentQuery, fn func(Incident) error) error
	// ClaimRows returns claims with what is shown beside them, in the order asked; those that aren't there are
	// left out. At most 2,000 at once: ErrTooLarge.
	ClaimRows(ctx context.Context, ids []string) ([]ClaimRow, error)
}

// Moment is up to when evidence counts: by when we recorded it, by when it was published, or both. The zero
// Moment is now. Codebook and program are always today's.
type Moment struct {
	Recorded  time.Time // at or before; zero: now. Decisions count by it too
	Published string    // day, inclusive; "": any. What has no date of publication doesn't count then
}

// IsZero reports whether everything counts.
func (m Moment) IsZero() bool { return m.Recorded.IsZero() && m.Published == "" }

// Has reports whether a document counts.
func (m Moment) Has(d *Document) bool {
	last := LastDay(d.Published)
	return (m.Recorded.IsZero() || !d.Recorded.After(m.Recorded)) && (m.Published == "" || last != "" && last <= m.Published)
}

// IncidentQuery selects incidents. Empty fields select everything; fields together narrow.
type IncidentQuery struct {
	Text     string // words that a sentence of one of its claims has, all of them
	Party    string // actor, recipient or claimant; or any of its ancestors
	Type     string // event type
	Place    string // place id, or any of its ancestors
	Status   string
	Measure  string // that there is an estimate of
	Source   string
	From, To string // days of the occurrence, inclusive
	At       Moment
	Limit    int // at most 200; 0: 50
	Cursor   string
	Facets   bool
}

// IncidentPage is one page of incidents, the newest occurrence first, those without a date last.
type IncidentPage struct {
	Rows   []Incident
	Count  int // at most CountCap
	Capped bool
	Next   string
	Facets []Facet
}
