// Package synth makes load: any number of invented documents over any years, from a codebook, with the
// claims that each is meant to make.
//
// It decides who and what stand in a text, from a seed alone: the same codebook, options and seed give
// the same documents, in any order. It refuses to judge coding, since its sentences are plainer than
// any report, to put words into a person's mouth, and to pass for a report: its source is itself, and
// every text ends by saying what it is.
//
// Worked sentence: "{gov_a} denied that {force_a} had bombed {place_b}." becomes "The Government of Arnor
// denied that the Army of Arnor had bombed Minas Tirith.", with two claims: REJECT by ARN-GOV, and an
// ASSAULT by ARN-MIL at GON-MT with ARN-GOV as its speaker and StanceDeny.
package synth

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// Bounds of options.
const (
	DefaultDocuments = 1000
	DefaultWords     = 400
	MaxWords         = 20_000
)

// Options says what to make. The zero value makes a thousand documents of 400 words over the year that
// the crisis begins in.
type Options struct {
	Seed      uint64
	Documents int    // 0: DefaultDocuments
	From, To  string // days of publication, inclusive; "": the crisis's first day, and a year from From
	Words     int    // of a document, about; 0: DefaultWords
}

// Claim is one claim that a document is meant to make: gold, as the scorers in ../eval take it, with ids
// for people and places. Span is of its sentence, in code points.
type Claim struct {
	Document   string         `json:"document"`
	Span       sanad.Span     `json:"span"`
	Quote      string         `json:"quote"`
	Rule       string         `json:"rule"` // the template's id
	Speakers   []string       `json:"speakers"`
	Stance     sanad.Stance   `json:"stance"`
	Denies     sanad.Denied   `json:"denies,omitempty"`
	Modality   sanad.Modality `json:"modality"`
	Event      *Event         `json:"event,omitempty"`
	Relation   *Relation      `json:"relation,omitempty"`
	Actors     []string       `json:"actors,omitempty"`
	Recipients []string       `json:"recipients,omitempty"`
	When       *sanad.When    `json:"when,omitempty"`
	Places     []string       `json:"places,omitempty"`
	Figures    []Figure       `json:"figures,omitempty"`
}

// Event is what is meant to be claimed to happen.
type Event struct {
	Type  string   `json:"type"`
	Modes []string `json:"modes,omitempty"`
}

// Relation is what is meant to be claimed to stand.
type Relation struct {
	Type sanad.RelationType `json:"type"`
}

// Figure is a meant figure; nil is open.
type Figure struct {
	Measure     string         `json:"measure"`
	Low         *sanad.Decimal `json:"low"`
	High        *sanad.Decimal `json:"high"`
	Approximate bool           `json:"approximate"`
	Of          []string       `json:"of,omitempty"`
	Unit        string         `json:"unit,omitempty"`
}

// Made is one document with the claims that it is meant to make, in the order of their sentences.
type Made struct {
	Input  sanad.Input
	Claims []Claim
}

// Generator makes documents. It is read-only once made and safe for concurrent use.
type Generator struct {
	opts      Options
	from      time.Time
	days      int
	templates *templates
	pools     map[string][]choice // by slot and side, in the codebook's order
}

// New returns a generator. Errors: ErrInvalid where an option can't be used or the codebook has too
// little to fill a text.
func New(book *codebook.Book, opts Options) (*Generator, error) {
	if opts.Documents == 0 {
		opts.Documents = DefaultDocuments
	}
	if opts.Words == 0 {
		opts.Words = DefaultWords
	}
	if opts.Documents < 0 || opts.Words < 0 || opts.Words > MaxWords {
		return nil, fmt.Errorf("synth: %d documents of %d words: %w; at most %d words", opts.Documents, opts.Words, sanad.ErrInvalid, MaxWords)
	}
	g := &Generator{opts: opts}
	if err := g.setDays(book.Crisis.Since); err != nil {
		return nil, fmt.Errorf("synth: %w", err)
	}
	var err error
	if g.templates, err = loadTemplates(); err != nil {
		return nil, fmt.Errorf("synth: %w", err)
	}
	if err := g.templates.fits(book); err != nil {
		return nil, fmt.Errorf("synth: codebook %q: %w", book.Crisis.Name, err)
	}
	g.pools = pools(book, g.templates)
	return g, nil
}

// setDays reads the days of publication.
func (g *Generator) setDays(since string) error {
	from, err := time.Parse(time.DateOnly, either(g.opts.From, since))
	if err != nil {
		return fmt.Errorf("from %q: %w; write a day such as 2025-10-15", g.opts.From, sanad.ErrInvalid)
	}
	to := from.AddDate(1, 0, -1)
	if g.opts.To != "" {
		if to, err = time.Parse(time.DateOnly, g.opts.To); err != nil {
			return fmt.Errorf("to %q: %w; write a day such as 2025-10-15", g.opts.To, sanad.ErrInvalid)
		}
	}
	if to.Before(from) {
		return fmt.Errorf("from %s to %s: %w; from must not be later", from.Format(time.DateOnly), g.opts.To, sanad.ErrInvalid)
	}
	g.from, g.days = from, int(to.Sub(from)/(24*time.Hour))+1
	return nil
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// All makes the documents one after the other, in the order of their days; memory doesn't grow with
// their number.
func (g *Generator) All() iter.Seq[Made] {
	return func(yield func(Made) bool) {
		for i := range g.opts.Documents {
			if !yield(g.Document(i)) {
				return
			}
		}
	}
}

// Document makes document i of Options.Documents, the same whatever was made before it.
func (g *Generator) Document(i int) Made {
	day := g.from.AddDate(0, 0, int(int64(i)*int64(g.days)/int64(max(1, g.opts.Documents))))
	w := &writer{
		Generator: g,
		rand:      rand.New(rand.NewPCG(g.opts.Seed, uint64(i))),
		day:       day,
		name:      fmt.Sprintf("synth-%d-%07d", g.opts.Seed, i+1),
	}
	for before := -1; w.words < g.opts.Words && w.words > before; {
		before = w.words
		w.story()
	}
	w.paragraph(g.templates.Notice)
	return Made{
		Input: sanad.Input{
			ID: w.name, Title: w.title, Text: strings.Join(w.paragraphs, "\n\n"),
			Published: day.Format(time.DateOnly), Source: g.templates.Source, Lang: "en",
		},
		Claims: w.claims,
	}
}
