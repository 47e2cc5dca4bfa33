package collect

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/markusmobius/go-htmldate"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sanad.example/sanad"
)

// maxNodes bounds the tree that is given to the extractor, whose work grows faster than the tree. A
// larger page has all its text taken.
const maxNodes = 100_000

// page reads a page of HTML: its main text, without navigation, adverts and readers' comments, and
// title, date and address as it gives them. address is where it was fetched from, or "": a page speaks
// for another address of its own site alone.
func (c *Collector) page(src, address string) (sanad.Input, error) {
	src = strings.TrimPrefix(src, "\ufeff")
	in := sanad.Input{URL: address}
	if doc, err := html.Parse(strings.NewReader(src)); err == nil && count(doc, maxNodes) < maxNodes {
		dropUnseen(doc)
		c.article(doc, &in)
	}
	if strings.TrimSpace(in.Text) == "" {
		all := tokenText(src)
		in.Text = strings.Join(all.paragraphs, "\n\n")
		if in.Title == "" {
			in.Title = all.title
		}
	}
	if strings.TrimSpace(Normalise(in.Text)) == "" {
		return in, &Problem{
			Err:    fmt.Errorf("%w: no text in the page", sanad.ErrInvalid),
			Remedy: "it may show its text by script alone: save it from a browser once it is shown",
		}
	}
	return in, nil
}

// article fills in what the extractor finds. It recovers from the extractor's panics, since a page from
// outside must not stop the rest: such a page has all its text taken.
func (c *Collector) article(doc *html.Node, in *sanad.Input) {
	given := *in
	defer func() {
		if recover() != nil {
			*in = given
		}
	}()
	found, err := trafilatura.ExtractDocument(doc, trafilatura.Options{
		EnableFallback:  true,
		ExcludeComments: true,
		HtmlDateOptions: &htmldate.Options{
			UseOriginalDate:     true,
			SkipExtensiveSearch: true, // it takes any year in the page for a date
			DeferUrlExtractor:   true,
			MinDate:             time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC),
			MaxDate:             time.Date(2199, 12, 31, 0, 0, 0, 0, time.UTC), // no clock: the default is next year
		},
	})
	if err != nil || found == nil {
		return
	}
	meta := found.Metadata
	in.Title = meta.Title
	in.Text = mainText(doc, found.ContentNode)
	if !meta.Date.IsZero() {
		in.Published = meta.Date.Format(time.DateOnly)
	}
	if own, err := c.Canonical(meta.URL); err == nil && own != "" && (in.URL == "" || c.ownAddress(own, in.URL)) {
		in.URL = own
	}
}

// mainText returns the text of what the extractor has chosen. Its last resort, for short pages, runs all
// paragraphs together into one, by itself or behind those that it has already given: then the part of
// the page that says the same has it with its paragraphs.
func mainText(doc, content *html.Node) string {
	own := "" // what the page itself shows, of its innermost part that shows anything
	for _, a := range []atom.Atom{atom.Body, atom.Main, atom.Article} {
		if shown := nodeText(first(doc, a)); shown != "" {
			own = shown
		}
	}
	if own == "" {
		return embeddedText(doc)
	}
	text := nodeText(content)
	if i := strings.LastIndex(text, "\n\n"); i >= 0 && strings.Contains(squeeze(text[i:]), squeeze(text[:i])) {
		text = text[:i]
	}
	if text == "" || strings.Contains(text, "\n") {
		return text
	}
	if strings.Contains(squeeze(own), squeeze(text)) {
		return own
	}
	if body := embeddedText(doc); body != "" {
		return body // the extractor takes any of several
	}
	return text
}

// embeddedText returns the longest article body among a page's JSON-LD: all that there is where the
// page shows its text by script.
func embeddedText(doc *html.Node) string {
	longest := ""
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Script || n.FirstChild == nil || !strings.Contains(n.FirstChild.Data, "articleBody") {
			continue
		}
		var v any
		if json.Unmarshal([]byte(html.UnescapeString(n.FirstChild.Data)), &v) == nil {
			longest = longerBody(longest, v)
		}
	}
	if strings.Contains(longest, "<p") {
		return strings.Join(tokenText(longest).paragraphs, "\n\n")
	}
	return longest
}

// longerBody returns the longest of an article body and those in a JSON value, the first by letters
// among equals.
func longerBody(longest string, v any) string {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			longest = longerBody(longest, item)
		}
	case map[string]any:
		for key, item := range v {
			body, ok := item.(string)
			if !ok || key != "articleBody" {
				longest = longerBody(longest, item)
			} else if len(body) > len(longest) || len(body) == len(longest) && body < longest {
				longest = body
			}
		}
	}
	return longest
}

// first returns the first element of a kind below n, or nil.
func first(n *html.Node, a atom.Atom) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.DataAtom == a {
			return d
		}
	}
	return nil
}

// squeeze returns s without white space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// ownAddress reports whether a page fetched from one address may say that it belongs at another.
func (c *Collector) ownAddress(own, fetched string) bool {
	from, err := c.Canonical(fetched)
	return err == nil && sameSite(own, from)
}

// count returns the number of nodes below n, at most limit.
func count(n *html.Node, limit int) int {
	total := 0
	for range n.Descendants() {
		if total++; total >= limit {
			break
		}
	}
	return total
}
