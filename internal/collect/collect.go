// Package collect turns bytes from outside into receipts and documents: files, folders and standard
// input, as plain text, Markdown, HTML, JSON Lines or JSON, gzipped or not.
//
// It decides what a document's text is (decoded and normalised once, so that an offset never moves
// again), and what title, date, address and language it carries as far as the bytes say so. It refuses
// to decide what the text means, and never invents: what isn't there stays empty. What can't be used is
// an error that names the place and the remedy and doesn't stop the rest.
//
// Worked sentence: of `{"text":"Pakistan denied bombing Kabul.\r\n","published":"2025-10"}` in line 3 of
// notes.jsonl, the receipt has the origin "notes.jsonl#3" and the line's bytes, the document the text
// "Pakistan denied bombing Kabul." and the month in which it was published; nobody says the day.
package collect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"path"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect/archive"
	"sanad.example/sanad/internal/collect/sheet"
)

// Bounds that hold where Options doesn't say otherwise.
const (
	DefaultMaxBytes = 8 << 20  // of one document or record as received, unpacked
	MaxText         = 4 << 20  // bytes of one document's text, normalised
	MaxUnpacked     = 64 << 30 // bytes that one gzipped file may unpack to
	MaxRatio        = 250      // how many times its size a gzipped file may unpack to, beyond ratioGrace
)

// DefaultCollector is the collector that receipts name where Options doesn't.
const DefaultCollector = "sanad collect/1"

// Options says how to collect. The zero value is usable.
type Options struct {
	MaxBytes  int64  // of one document or record as received; 0: DefaultMaxBytes
	Collector string // program and version, for receipts; "": DefaultCollector

	// What a document gets where a record doesn't say itself. They go before anything that is guessed
	// from the content, such as a page's own address or a date among a text's first lines.
	Source    string
	Published string // as ParsePublished takes it
	Lang      string

	// Kind is what files and standard input are, whatever they look like: "text", "jsonl", or "" to find out.
	Kind string

	// PDF takes title and text out of a PDF file and names the extractor; nil: PDF files are refused.
	PDF func(body []byte) (title, text, extractor string, err error)

	// Sheet says which column of a sheet is what; nil: sheets are refused.
	Sheet *sheet.Mapping

	// Verbatim leaves the texts of plain files and of records as given, for coding without storing.
	Verbatim bool
}

// Item is one document with the receipt of the bytes that it was made of.
type Item struct {
	Receipt   sanad.Receipt
	Bytes     []byte // as received, unpacked; Receipt.SHA256 is theirs
	Extractor string // name and version: "plain/1"
	Document  sanad.Document
}

// Received is one document's bytes with what is known of where they are from: the way in for whatever
// fetches.
type Received struct {
	Origin    string            // address, path, path#line, or "-"
	Name      string            // of the document, such as its file's base name
	URL       string            // that it was fetched from, if it was
	MediaType string            // as declared ("text/html; charset=utf-8"), "" to find out
	Headers   map[string]string // that bear on provenance
	Given     Given
	Body      []byte
}

// Given is what whoever hands bytes over says of them, such as the feed that led to a page. It goes before
// what is found in them, but for the title, which only stands where they have none.
type Given struct {
	Source    string
	Title     string
	Published string // as ParsePublished takes it
	Lang      string
}

// Collector reads documents. It is read-only once made and safe for concurrent use.
type Collector struct {
	opts      Options
	published string
	tables    tables
}

// New returns a collector. Errors: ErrInvalid where an option can't be used.
func New(opts Options) (*Collector, error) {
	if opts.MaxBytes <= 0 {
		opts.MaxBytes = DefaultMaxBytes
	}
	if opts.Collector == "" {
		opts.Collector = DefaultCollector
	}
	c := &Collector{opts: opts}
	switch opts.Kind {
	case "", "text", "jsonl":
	default:
		return nil, fmt.Errorf("collect: option kind: %w: %q is neither text nor jsonl", sanad.ErrInvalid, opts.Kind)
	}
	var err error
	if opts.Published != "" {
		if c.published, err = ParsePublished(opts.Published); err != nil {
			return nil, fmt.Errorf("collect: option published: %w", err)
		}
	}
	if c.opts.Lang, err = parseLang(opts.Lang); err != nil {
		return nil, fmt.Errorf("collect: option lang: %w", err)
	}
	if c.tables, err = loadTables(); err != nil {
		return nil, fmt.Errorf("collect: %w", err)
	}
	return c, nil
}

// Paths streams the documents of each path in turn: a file, a folder with all that is in it in sorted
// order, or "-" for standard input. Memory doesn't grow with the number of documents. An error stands
// for one document, file or folder and the stream goes on behind it: a *Problem, or a *Skipped for what
// was passed over on purpose. Only the context's end stops it; its error then comes last.
func (c *Collector) Paths(ctx context.Context, paths []string, stdin io.Reader) iter.Seq2[Item, error] {
	return c.stream(ctx, func(yield func(Item, error) bool) {
		for _, path := range paths {
			if path == "-" {
				if !c.read(input{origin: "-"}, stdin, yield) {
					return
				}
			} else if !c.path(path, yield) {
				return
			}
		}
	})
}

// Reader streams the documents of r, whose kind is found from its first bytes, as Paths does for "-".
func (c *Collector) Reader(ctx context.Context, origin string, r io.Reader) iter.Seq2[Item, error] {
	return c.stream(ctx, func(yield func(Item, error) bool) {
		c.read(input{origin: printable(origin)}, r, yield)
	})
}

// Document makes one document of bytes that were fetched or read elsewhere. Errors: a *Problem.
func (c *Collector) Document(r Received) (Item, error) {
	kind, err := kindOf(r)
	if err == nil && (kind == kindLines || kind == kindJSON) {
		err = fmt.Errorf("%w: records where one document is expected", sanad.ErrInvalid)
	}
	if err != nil {
		return Item{}, problem(r.Origin, err)
	}
	return c.document(kind, r)
}

// Received streams the documents of bytes that were fetched: one, or those of an archive, of records or of a
// sheet.
func (c *Collector) Received(ctx context.Context, r Received) iter.Seq2[Item, error] {
	return c.stream(ctx, func(yield func(Item, error) bool) {
		name := r.URL
		if u, err := url.Parse(r.URL); err == nil {
			name = path.Base(u.Path)
		}
		head := r.Body[:min(len(r.Body), sniffLength)]
		k, err := kindOf(r)
		if named := kindOfName(name); err == nil && k == kindPlain && named == kindSheet {
			k = named
		}
		many := err == nil && (k == kindLines || k == kindJSON || k == kindSheet)
		if many || archive.IsZip(head) || archive.IsTar(head) || bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
			c.read(input{origin: printable(r.Origin), name: printable(name), kind: k}, bytes.NewReader(r.Body), yield)
			return
		}
		yield(c.Document(r))
	})
}

// stream ends seq where ctx is done.
func (c *Collector) stream(ctx context.Context, seq iter.Seq2[Item, error]) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for item, err := range seq {
			if ctx.Err() != nil {
				yield(Item{}, context.Cause(ctx))
				return
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// document makes one document of a kind that isn't records.
func (c *Collector) document(kind kind, r Received) (Item, error) {
	if bound := c.bound(kind); int64(len(r.Body)) > bound {
		return Item{}, tooLarge(r.Origin, bound)
	}
	var text, charset string
	var err error
	if kind != kindPDF {
		text, charset, err = decode(r.Body, r.MediaType, kind == kindHTML)
	}
	if err != nil {
		return Item{}, problem(r.Origin, err)
	}
	var in sanad.Input
	item := Item{Bytes: r.Body}
	stated := false
	switch kind {
	case kindPDF:
		in, item.Extractor, err = c.pdf(r)
	case kindPost:
		item.Extractor, stated = extractorPost, true
		in, err = c.post(text)
	case kindHTML:
		item.Extractor = extractorHTML
		in, err = c.page(text, r.URL)
	case kindMarkdown:
		in, item.Extractor, err = c.markdown(text)
	default:
		item.Extractor = extractorPlain
		in = c.plain(text)
	}
	if err != nil {
		return Item{}, problem(r.Origin, err)
	}
	mediaType := string(kind)
	if charset != "" {
		mediaType += "; charset=" + charset
	}
	item.Receipt = c.receipt(r.Origin, mediaType, r.Headers, r.Body)
	if in.ID == "" {
		in.ID = r.Name
	}
	if r.URL != "" && in.URL == "" {
		in.URL = r.URL
	}
	item.Document, err = c.finish(r.Given.over(in), stated)
	if err == nil && r.Given.Lang != "" {
		item.Document.Lang, err = parseLang(r.Given.Lang)
	}
	if err != nil {
		if stated {
			err = asProblem(err)
		}
		return Item{}, problem(r.Origin, err)
	}
	return item, nil
}

// bound is how many bytes a document of a kind may have as received.
func (c *Collector) bound(k kind) int64 {
	if k == kindPDF {
		return max(MaxPDF, c.opts.MaxBytes)
	}
	return c.opts.MaxBytes
}

// over lays what is given over what was found.
func (g Given) over(in sanad.Input) sanad.Input {
	if g.Source != "" {
		in.Source = g.Source
	}
	if g.Published != "" {
		in.Published = g.Published
	}
	if in.Title == "" {
		in.Title = g.Title
	}
	return in
}

// tooLarge is the problem of a document over the bound.
func tooLarge(origin string, bound int64) error {
	return &Problem{
		Origin: origin, Err: fmt.Errorf("over %d bytes: %w", bound, sanad.ErrTooLarge),
		Remedy: "split it into documents, or raise the bound",
	}
}

// problem places err at origin, unless it has its place already.
func problem(origin string, err error) error {
	var p *Problem
	if errors.As(err, &p) {
		if p.Origin == "" {
			q := *p
			q.Origin = origin
			return &q
		}
		return err
	}
	return &Problem{Origin: origin, Err: err}
}
