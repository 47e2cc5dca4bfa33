package collect

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect/archive"
	"sanad.example/sanad/internal/collect/sheet"
)

// Bounds on what holds documents in another form than text.
const (
	MaxPDF   = 32 << 20 // bytes
	MaxSheet = 64 << 20 // bytes
	maxDepth = 3        // archives in one another
)

const extractorSheet = "sheet/1"

// unpack streams what an archive holds, if r is one.
func (c *Collector) unpack(in input, r *bufio.Reader, yield func(Item, error) bool) (isArchive, goOn bool) {
	head, _ := r.Peek(sniffLength)
	zip, tar := archive.IsZip(head), archive.IsTar(head)
	if !zip && !tar {
		return false, true
	}
	if in.depth >= maxDepth {
		return true, yield(Item{}, &Problem{Origin: in.origin, Err: fmt.Errorf("archives %d deep in one another: %w", in.depth+1, sanad.ErrTooLarge), Remedy: "unpack them and name the folder"})
	}
	files := archive.Tar(r)
	if zip {
		body, err := io.ReadAll(io.LimitReader(r, archive.MaxPacked+1))
		if err == nil && len(body) > archive.MaxPacked {
			err = fmt.Errorf("over %d bytes: %w", archive.MaxPacked, sanad.ErrTooLarge)
		}
		if err != nil {
			return true, yield(Item{}, c.failed(in, err))
		}
		files = archive.Zip(body)
	}
	for file, err := range files {
		if goOn := c.member(in, file, err, yield); !goOn {
			return true, false
		}
	}
	return true, true
}

// member streams one file of an archive.
func (c *Collector) member(in input, file archive.File, err error, yield func(Item, error) bool) bool {
	var skipped *archive.Skipped
	switch {
	case errors.As(err, &skipped):
		return yield(Item{}, &Skipped{Origin: member(in.origin, skipped.Name), Why: skipped.Why})
	case err != nil:
		return yield(Item{}, &Problem{Origin: in.origin, Err: err, Remedy: "unpack it with another program, save what isn't text as text, and name the folder"})
	}
	origin := member(in.origin, file.Name)
	base := path.Base(file.Name)
	switch {
	case strings.HasPrefix(base, "."), strings.HasPrefix(file.Name, "__MACOSX/"):
		return yield(Item{}, &Skipped{Origin: origin, Why: "hidden", Remedy: "unpack it and name it to have it read"})
	case c.kindOfName(base) == "" && !isArchiveName(base):
		return yield(Item{}, &Skipped{Origin: origin, Why: "not a kind that is read", Remedy: "unpack it and name it to have it read by its content"})
	}
	return c.read(input{origin: origin, name: base, kind: c.kindOfName(base), depth: in.depth + 1}, file.Body, yield)
}

// member is how a file of an archive is called: "reports.zip!october/a.txt".
func member(archive, name string) string { return archive + "!" + cut(printable(name), maxLabel) }

// isArchiveName reports whether a file's name says that it is an archive.
func isArchiveName(name string) bool {
	name = strings.ToLower(name)
	for _, ext := range []string{".zip", ".tar", ".tgz", ".tar.gz"} {
		if strings.HasSuffix(name, ext) {
			return true
		}
	}
	return false
}

// kindOfName is the kind that a name says, as far as this collector can read it.
func (c *Collector) kindOfName(name string) kind {
	switch k := kindOfName(name); {
	case k == kindPDF && c.opts.PDF == nil, k == kindSheet && c.opts.Sheet == nil:
		return ""
	default:
		return k
	}
}

// pdf makes a text of a PDF file, with its extractor.
func (c *Collector) pdf(r Received) (in sanad.Input, extractor string, err error) {
	if c.opts.PDF == nil {
		return in, "", refuseBinary(r.Body[:min(len(r.Body), sniffLength)])
	}
	title, text, extractor, err := c.opts.PDF(r.Body)
	if err != nil {
		remedy := "save it as text"
		if errors.Is(err, sanad.ErrTooLarge) {
			remedy = "split it"
		}
		return in, "", &Problem{Err: err, Remedy: remedy}
	}
	in = c.plain(text)
	if title != "" && strings.Contains(squeeze(text[:min(len(text), 4000)]), squeeze(title)) { // else it is a template's, or a file's name
		in.Title = title
	}
	return in, extractor, nil
}

// rows streams the documents of a sheet.
func (c *Collector) rows(in input, r io.Reader, headers map[string]string, yield func(Item, error) bool) bool {
	if c.opts.Sheet == nil {
		return yield(Item{}, &Problem{Origin: in.origin, Err: fmt.Errorf("%w: a sheet without a mapping", sanad.ErrInvalid), Remedy: "say which column is what: docs/formats/spreadsheet.md"})
	}
	body, err := io.ReadAll(io.LimitReader(r, MaxSheet+1))
	if err != nil {
		return yield(Item{}, c.failed(in, err))
	}
	if len(body) > MaxSheet {
		return yield(Item{}, tooLarge(in.origin, MaxSheet))
	}
	text, charset, err := decode(body, "", false)
	if err != nil {
		return yield(Item{}, problem(in.origin, err))
	}
	for row, err := range c.opts.Sheet.Rows([]byte(text)) {
		item, err := c.row(in, row, charset, headers, err)
		if !yield(item, err) {
			return false
		}
	}
	return true
}

// row makes a document of one row.
func (c *Collector) row(in input, row sheet.Row, charset string, headers map[string]string, err error) (Item, error) {
	var bad *sheet.Problem
	if errors.As(err, &bad) {
		return Item{}, &Problem{Origin: in.origin, Line: bad.Line, Column: bad.Column, Err: bad.Err, Remedy: bad.Remedy}
	}
	doc, err := c.finish(row.Input, true)
	if err != nil {
		p := problem(in.origin, asProblem(err)).(*Problem)
		p.Line = row.Line
		return Item{}, p
	}
	return Item{
		Receipt:   c.receipt(in.origin+"#"+strconv.Itoa(row.Line), string(kindSheet)+"; header=present; charset="+charset, headers, row.Bytes),
		Bytes:     row.Bytes,
		Extractor: extractorSheet,
		Document:  doc,
	}, nil
}

// asProblem names the field that an error is about.
func asProblem(err error) error {
	var in *fieldError
	if errors.As(err, &in) {
		return &Problem{Err: fmt.Errorf("%q: %w", in.name, in.err.Err), Remedy: in.err.Remedy}
	}
	return err
}
