package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sanad.example/sanad"
)

// documentView is a document without its text.
type documentView struct {
	ID, Name, URL, Title, Source, SourceID string
	Published, Day, Recorded, Lang         string
	Link                                   string // where it was published, if that can be linked to
	About                                  *aboutView
	Claims                                 string
}

func (s *site) documentView(doc sanad.Document, claims int) documentView {
	v := documentView{
		ID: doc.ID, Name: doc.Name, URL: "/documents/" + url.PathEscape(doc.ID), Title: doc.Title,
		Source: s.sourceName(doc.Source), SourceID: doc.Source, Published: s.words.date(doc.Published), Day: sanad.Day(doc.Published),
		Lang: doc.Lang, Link: s.names.link(doc.URL, doc.Source, outletOf(doc)), About: s.aboutOf(doc), Claims: s.words.count("claims.count", claims),
	}
	if !doc.Recorded.IsZero() {
		v.Recorded = s.words.date(doc.Recorded.UTC().Format(time.RFC3339))
	}
	if v.Title == "" {
		v.Title = s.words.text("document.untitled")
	}
	return v
}

// outletOf is whose report a document is about, "" where it is its own.
func outletOf(doc sanad.Document) string {
	if doc.About == nil {
		return ""
	}
	return doc.About.Outlet
}

type documentsView struct {
	Documents []documentView
	Count     string
	Query     string
	Filters   []chipView
	Hidden    []pairView
	Next      string
	First     string
}

// documents lists documents, newest first.
func (s *site) documents(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	q, err := documentQuery(values)
	if err != nil {
		return err
	}
	found, err := s.Reader.Documents(r.Context(), q)
	if err != nil {
		return fmt.Errorf("documents: %w", err)
	}
	v := documentsView{Count: s.words.counted("documents.count", found.Count, found.Capped), Query: q.Text}
	for _, row := range found.Rows {
		v.Documents = append(v.Documents, s.documentView(row.Document, row.Claims))
	}
	for _, f := range []struct{ name, value string }{{"q", q.Text}, {"source", q.Source}, {"as_of", values.Get("as_of")}} {
		if f.value == "" {
			continue
		}
		v.Filters = append(v.Filters, chipView{s.words.text("field." + f.name), s.valueName(f.name, f.value), with("/documents", values, f.name, "")})
		if f.name != "q" {
			v.Hidden = append(v.Hidden, pairView{f.name, f.value})
		}
	}
	if found.Next != "" {
		v.Next = with("/documents", values, "cursor", found.Next)
	}
	if q.Cursor != "" {
		v.First = with("/documents", values, "", "")
	}
	return s.html(w, r, "documents", view{Title: s.words.text("documents.title"), Nav: "documents", Body: v})
}

// documentPage is a document with its text cut into segments and its claims beside it.
type documentPage struct {
	documentView
	Paragraphs [][]segmentView
	Claims     []numberedClaim
	Selected   *numberedClaim
	JSON       string
	Clear      string // address with nothing selected
}

// numberedClaim is a claim of a document by its number there, from 1.
type numberedClaim struct {
	claimView
	Number   int
	Selected bool
	Select   string
}

// segmentView is a run of text. Claim is the shortest claim that covers it; Ends are those whose numbers
// stand behind it.
type segmentView struct {
	Text     string
	Claim    *numberedClaim
	Depth    int
	Selected bool
	Anchor   string // of the first segment of a claim, or of the selected claim
	First    bool   // the first segment that links to its claim
	Own      bool   // its claim's number stands within the link
	Ends     []*numberedClaim
}

// document shows one document; ?claim=ID selects one of its claims.
func (s *site) document(w http.ResponseWriter, r *http.Request) error {
	id, values := r.PathValue("id"), r.URL.Query()
	if err := checkValues(values, []string{"claim"}); err != nil {
		return err
	}
	doc, err := s.Reader.Document(r.Context(), id)
	if err != nil {
		return fmt.Errorf("document %q: %w", clip(id), err)
	}
	claims, err := s.Reader.DocumentClaims(r.Context(), doc.ID)
	if err != nil {
		return fmt.Errorf("claims of document %q: %w", clip(id), err)
	}
	p, err := s.documentPage(doc, claims, values.Get("claim"))
	if err != nil {
		return err
	}
	return s.html(w, r, "document", view{Title: p.Title, Nav: "documents", Body: p})
}

func (s *site) documentPage(doc sanad.Document, claims []sanad.Claim, selected string) (documentPage, error) {
	p := documentPage{documentView: s.documentView(doc, len(claims)), JSON: "/api/documents/" + url.PathEscape(doc.ID)}
	p.Clear = p.URL
	spans := make([]sanad.Span, len(claims))
	p.Claims = make([]numberedClaim, len(claims))
	off := sanad.NewOffsets(doc.Text)
	head := doc
	head.Text = ""
	for i, c := range claims {
		spans[i] = c.Span
		v := s.view(sanad.ClaimRow{Claim: c, Document: head, Quote: off.Slice(c.Span)})
		p.Claims[i] = numberedClaim{claimView: v, Number: i + 1, Selected: c.ID == selected, Select: v.InText}
		if c.ID == selected {
			p.Selected = &p.Claims[i]
		}
	}
	if selected != "" && p.Selected == nil {
		return p, fmt.Errorf("claim %q in document %q: %w", clip(selected), doc.ID, sanad.ErrNotFound)
	}
	p.Paragraphs = lay(cut(doc.Text, spans), p.Claims)
	return p, nil
}

// lay turns cut segments into what the page shows: one number for each claim, behind its last segment,
// and one anchor, at its first.
func lay(paragraphs [][]segment, claims []numberedClaim) [][]segmentView {
	l := layout{claims: claims, last: lastSegments(paragraphs, len(claims)), seen: make([]bool, len(claims)), linked: make([]bool, len(claims))}
	var out [][]segmentView
	for _, segs := range paragraphs {
		var line []segmentView
		for _, seg := range segs {
			line = append(line, l.segment(seg))
			l.at++
		}
		if len(line) > 0 {
			out = append(out, line)
		}
	}
	return out
}

// layout is how far the laying of one document has come.
type layout struct {
	claims       []numberedClaim
	last         []int  // of each claim: the running number of its last segment
	seen, linked []bool // of each claim: a segment before was its, or linked to it
	selected     bool   // the selected claim's anchor has been set
	at           int    // running number of the segment
}

func (l *layout) segment(seg segment) segmentView {
	// A line break of two characters leaves its first one at the end of the line.
	v := segmentView{Text: strings.TrimSuffix(seg.Text, "\r"), Depth: min(len(seg.Claims), 3)}
	for k, i := range seg.Claims {
		c := &l.claims[i]
		if k == 0 {
			v.Claim, v.First = c, !l.linked[i]
			v.Own = l.last[i] == l.at
			l.linked[i] = true
		} else if l.last[i] == l.at {
			v.Ends = append(v.Ends, c)
		}
		if !l.seen[i] && v.Anchor == "" {
			v.Anchor = "c" + strconv.Itoa(c.Number)
		}
		l.seen[i] = true
		v.Selected = v.Selected || c.Selected
	}
	if v.Selected && !l.selected {
		v.Anchor, l.selected = "selected", true
	}
	return v
}

// lastSegments returns, for each claim, the running number of the last segment that it covers, or -1.
func lastSegments(paragraphs [][]segment, claims int) []int {
	last := slices.Repeat([]int{-1}, claims)
	at := 0
	for _, segs := range paragraphs {
		for _, seg := range segs {
			for _, i := range seg.Claims {
				last[i] = at
			}
			at++
		}
	}
	return last
}
