package collect

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"sanad.example/sanad"
)

// The extractors and their versions. A change of what an extractor makes of the same bytes is a new
// version; what was extracted before stays as it is.
const (
	extractorPlain    = "plain/1"
	extractorMarkdown = "markdown/1 goldmark/1.8.7"
	extractorHTML     = "html/1 trafilatura/1.12.2"
	extractorRecord   = "record/1"
)

// maxLabel bounds what names a document, in code points.
const maxLabel = 500

// receipt is the evidence of bytes received.
func (c *Collector) receipt(origin, mediaType string, headers map[string]string, body []byte) sanad.Receipt {
	sum := sha256.Sum256(body)
	return sanad.Receipt{
		Origin:    origin,
		SHA256:    hex.EncodeToString(sum[:]),
		Size:      int64(len(body)),
		MediaType: mediaType,
		Collector: c.opts.Collector,
		Headers:   headers,
	}
}

// finish makes a document of what a record or an extractor gave. What a record states must be right;
// what was only found in a page or a text is left out where it isn't.
func (c *Collector) finish(in sanad.Input, stated bool) (sanad.Document, error) {
	doc := sanad.Document{Name: oneLine(in.ID)}
	var err error
	if doc.Text, err = c.text(in.Text); err != nil {
		return doc, inField("text", err)
	}
	if doc.URL, err = c.Canonical(in.URL); err != nil && stated {
		return doc, inField("url", err)
	}
	if doc.Published, err = c.date(in.Published, stated); err != nil {
		return doc, inField("published", err)
	}
	if doc.Lang, err = c.lang(in.Lang, doc.Text, stated); err != nil {
		return doc, inField("lang", err)
	}
	if doc.About, err = c.about(in.About); err != nil {
		return doc, inField("about", err)
	}
	doc.Source = c.source(in.Source, doc.URL, stated)
	if doc.Title = oneLine(in.Title); !stated {
		doc.Title = cut(doc.Title, maxLabel)
	}
	for _, f := range [][2]string{{"id", doc.Name}, {"source", doc.Source}, {"title", doc.Title}} {
		if err := short(f[1]); err != nil {
			return doc, inField(f[0], err)
		}
	}
	doc.ID = sanad.DocumentID(doc.Source, doc.URL, doc.Text)
	return doc, nil
}

// about returns what a summary is about, with an address that can be linked.
func (c *Collector) about(given *sanad.About) (*sanad.About, error) {
	if given == nil {
		return nil, nil
	}
	address, err := c.Canonical(given.URL)
	if err != nil {
		return nil, err
	}
	about := &sanad.About{Outlet: oneLine(given.Outlet), URL: address, Title: oneLine(given.Title)}
	if err := short(about.Outlet); err != nil {
		return nil, err
	}
	return about, short(about.Title)
}

// short refuses what is too long to name anything.
func short(label string) error {
	if n := utf8.RuneCountInString(label); n > maxLabel {
		return &Problem{Err: fmt.Errorf("%d characters: %w", n, sanad.ErrTooLarge), Remedy: fmt.Sprintf("at most %d", maxLabel)}
	}
	return nil
}

// text returns the text as it is kept. Errors: ErrInvalid where nothing is left of it, ErrTooLarge.
func (c *Collector) text(given string) (string, error) {
	text := given
	if !c.opts.Verbatim {
		text = Normalise(given)
	}
	if strings.TrimSpace(text) == "" {
		return "", &Problem{Err: fmt.Errorf("%w: the text is empty", sanad.ErrInvalid), Remedy: "leave it out, or give its text"}
	}
	if len(text) > MaxText {
		return "", &Problem{Err: fmt.Errorf("text of %d bytes: %w", len(text), sanad.ErrTooLarge), Remedy: fmt.Sprintf("split it: at most %d", MaxText)}
	}
	return text, nil
}

// source is who publishes: as the record says, as the options say, as found, or the address's host.
func (c *Collector) source(given, address string, stated bool) string {
	given, option := oneLine(given), oneLine(c.opts.Source)
	switch {
	case given != "" && (stated || option == ""):
		return given
	case option != "":
		return option
	}
	return host(address)
}

// date is the day of publication: as the record says, as the options say, or as found.
func (c *Collector) date(given string, stated bool) (string, error) {
	if given == "" || !stated && c.published != "" {
		return c.published, nil
	}
	published, err := ParsePublished(given)
	if err != nil && stated {
		return "", err
	}
	return published, nil
}

// lang is the language: as the record says, as the options say, or as the letters and words show.
func (c *Collector) lang(given, text string, stated bool) (string, error) {
	if given != "" && stated {
		return parseLang(given)
	}
	if c.opts.Lang != "" {
		return c.opts.Lang, nil
	}
	return c.tables.language(text), nil
}
