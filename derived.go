package sanad

import (
	"context"
	"time"
)

// Coded is a document with the claims that one generation read from it. Its sentences are the spans that
// claims refer to by index.
type Coded struct {
	Document  Document
	Claims    []Claim
	Linkables []Linkable // of those claims that can be part of an incident
}

// MaxClaims is how many claims one document can have in derived data.
const MaxClaims = 1 << 14

// Derived is one generation of derived data: what a codebook and a program version made of the evidence.
// It can be thrown away and rebuilt.
type Derived interface {
	Records
	Linking
	// Cursor is the index of the first evidence entry that this generation has not read.
	Cursor(ctx context.Context) (int64, error)
	// Put replaces the documents and their claims and moves the cursor, as one unit. Errors, with nothing put:
	// ErrInvalid (a document or claim without id, a claim of another document, a linkable of no claim of it),
	// ErrTooLarge (over MaxClaims).
	Put(ctx context.Context, docs []Coded, cursor int64) error
	// Remove takes documents and their claims out, as after a redaction. Errors: ErrCompactionDue, as of
	// Evidence.Redact.
	Remove(ctx context.Context, documents []string) error
	// Digest is the canonical hash of the derived data: rows by key, fixed decimals, no row ids, no clocks.
	// It doesn't depend on the order in which documents were put.
	Digest(ctx context.Context) (string, error)
	Close() error
}

// Reader is what pages, API and exports see of derived data, at any moment.
type Reader interface {
	Records
	// IncidentAt is the incident as it was known at a moment: made anew of the evidence that counted then, by the
	// rulings of then. Errors: ErrNotFound, where nothing of it was known.
	IncidentAt(ctx context.Context, id string, at Moment) (Incident, error)
}

// Records is what is read of one generation of derived data. A document or claim may be asked for by its
// id or, for a document, by the name that it was handed in under where only one document has it.
type Records interface {
	IncidentReader
	Document(ctx context.Context, id string) (Document, error)      // ErrNotFound, ErrRedacted
	DocumentClaims(ctx context.Context, id string) ([]Claim, error) // in order of their anchors
	Claim(ctx context.Context, id string) (Claim, error)
	Claims(ctx context.Context, q ClaimQuery) (ClaimPage, error)
	// EachClaim streams all claims that match, in the order of document key and anchor, each with
	// Document set to the document's public id; memory doesn't grow with their number.
	EachClaim(ctx context.Context, q ClaimQuery, fn func(Claim) error) error
	Documents(ctx context.Context, q DocumentQuery) (DocumentPage, error)
	Overview(ctx context.Context) (Overview, error)
}

// ClaimQuery selects claims. Empty fields select everything; fields together narrow.
type ClaimQuery struct {
	Text      string // words that the claim's sentence or its document's title has, all of them
	Speaker   string // entity id, or any of its ancestors
	Actor     string
	Recipient string
	Party     string // actor, recipient or speaker
	Stance    string
	Modality  string
	Type      string // event type, relation type, or "figures"
	Measure   string
	Place     string // place id, or any of its ancestors
	Source    string
	Document  string
	From, To  string    // days of publication, inclusive
	AsOf      time.Time // recorded at or before; zero: now
	Limit     int       // at most 200; 0: 50
	Cursor    string    // ClaimPage.Next of the page before
	Facets    bool      // count facets too
}

// ClaimRow is a claim with what is shown beside it.
type ClaimRow struct {
	Claim    Claim
	Document Document // without text
	Before   string   // the sentence up to the claim's span
	Quote    string   // the claim's span
	After    string   // the rest of the sentence
}

// ClaimPage is one page of claims, newest publication first, unknown dates last.
type ClaimPage struct {
	Rows   []ClaimRow
	Count  int    // at most CountCap
	Capped bool   // there are more than Count
	Next   string // cursor of the next page, "" at the end
	Facets []Facet
}

// CountCap is where counting stops: "10,000+".
const CountCap = 10_000

// Facet is one field by which claims can be narrowed, with its most frequent values among the newest
// CountCap claims that match.
type Facet struct {
	Field  string // as ClaimQuery's, in lower case: "speaker", "type"
	Values []FacetValue
}

// FacetValue is a value and how many claims have it.
type FacetValue struct {
	Value string
	Count int
}

// DocumentQuery selects documents, newest first.
type DocumentQuery struct {
	Source string
	Text   string
	AsOf   time.Time
	Limit  int
	Cursor string
}

// DocumentPage is one page of documents, without their texts.
type DocumentPage struct {
	Rows   []DocumentRow
	Count  int
	Capped bool
	Next   string
}

// DocumentRow is a document, without its text, and how many claims were read from it.
type DocumentRow struct {
	Document Document
	Claims   int
}

// Overview is what there is, in numbers.
type Overview struct {
	Documents, Claims, Sources int
	Incidents                  int
	Denials                    int    // claims with StanceDeny
	FirstPublished             string // days, "" where unknown
	LastPublished              string
	LastRecorded               time.Time // UTC
	Generation                 string    // id of the generation
	Behind                     int64     // evidence entries not yet read
}
