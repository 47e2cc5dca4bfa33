package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sanad.example/sanad"
)

// claimView is a claim as lists and pages show it.
type claimView struct {
	ID        string
	URL       string
	InText    string // the document with this claim selected
	Who       whoView
	What      whatView
	Figures   []figureView
	Places    []placeView
	When      string // of the event
	Said      string
	Published string
	Day       string // of publication, ISO
	Source    string
	Title     string
	About     *aboutView
	Before    string
	Quote     string
	After     string
}

// aboutView is what a summary is about: the outlet, and its report where that can be linked to.
type aboutView struct{ Outlet, Title, URL string }

func (s *site) aboutOf(doc sanad.Document) *aboutView {
	a := doc.About
	if a == nil {
		return nil
	}
	v := aboutView{Outlet: a.Outlet, Title: a.Title, URL: s.names.link(a.URL, doc.Source, a.Outlet)}
	if v == (aboutView{}) {
		return nil
	}
	return &v
}

// view builds a claim's view from a row of the store.
func (s *site) view(row sanad.ClaimRow) claimView {
	c, doc := &row.Claim, &row.Document
	v := claimView{
		ID: c.ID, URL: "/claims/" + url.PathEscape(c.ID), InText: inText(c, doc),
		Who: s.who(c, doc), What: s.what(c), Figures: s.figures(c.Figures), Places: s.places(c.Places),
		When: s.words.when(c.When), Said: s.words.when(c.Said),
		Published: s.words.date(doc.Published), Day: sanad.Day(doc.Published),
		Source: s.sourceName(doc.Source), Title: doc.Title, About: s.aboutOf(*doc),
		Before: row.Before, Quote: row.Quote, After: row.After,
	}
	return v
}

// inText is the address of a claim's document with the claim selected.
func inText(c *sanad.Claim, doc *sanad.Document) string {
	return "/documents/" + url.PathEscape(cmp.Or(doc.ID, c.Document)) + "?claim=" + url.QueryEscape(c.ID) + "#selected"
}

// listView is a page of claims.
type listView struct {
	Overview *overviewView
	Claims   []claimView
	Count    string
	Filters  []chipView
	Facets   []facetView
	Hidden   []pairView // filters that a new search keeps
	Query    string
	From, To string
	Next     string // address of the page after
	First    string // address of the first page, "" on it
	AsOf     string
	JSON     string
	Sides    []string
	Nothing  bool // there are no documents at all
}

// chipView is a filter in force, with the address without it.
type chipView struct{ Field, Value, Without string }

type pairView struct{ Name, Value string }

// facetView is one field with the values that can be chosen.
type facetView struct {
	Name, Title string
	Values      []facetValueView
	More        []facetValueView // folded away until asked for
}

// facetShown is how many values of a field are shown at once.
const facetShown = 8

type facetValueView struct {
	Name   string
	Count  string
	URL    string
	Active bool
}

// home is the first page: what there is, and the newest claims.
func (s *site) home(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Reader.Overview(r.Context())
	if err != nil {
		return fmt.Errorf("overview: %w", err)
	}
	overview := s.overview(o)
	return s.list(w, r, &overview)
}

// claims is the search.
func (s *site) claims(w http.ResponseWriter, r *http.Request) error { return s.list(w, r, nil) }

func (s *site) list(w http.ResponseWriter, r *http.Request, overview *overviewView) error {
	values := r.URL.Query()
	q, err := s.claimQuery(values)
	if err != nil {
		return err
	}
	q.Facets = true
	found, err := s.Reader.Claims(r.Context(), q)
	if err != nil {
		return fmt.Errorf("claims: %w", err)
	}
	v := s.listOf(q, values, found)
	v.Overview = overview
	if v.Nothing, err = s.empty(r.Context(), v); err != nil {
		return err
	}
	title := s.words.text("claims.title")
	if overview != nil {
		title = ""
	}
	return s.html(w, r, "claims", view{Title: title, Nav: "claims", Search: v.Query, Hidden: v.Hidden, Body: v})
}

// empty reports whether a list without claims or filters is one of a folder without documents.
func (s *site) empty(ctx context.Context, v listView) (bool, error) {
	if len(v.Claims) > 0 || len(v.Filters) > 0 {
		return false, nil
	}
	o, err := s.Reader.Overview(ctx)
	if err != nil {
		return false, fmt.Errorf("overview: %w", err)
	}
	return o.Documents == 0, nil
}

// around is how many code points of a sentence a list shows on either side of a claim's words.
const around = 300

// nearby cuts a claim's sentence to what stands around its words: an outlet's sentence may be a whole page.
func (v *claimView) nearby() {
	v.Before, v.After = lastOf(v.Before, around), firstOf(v.After, around)
	if head, tail := firstOf(v.Quote, around), lastOf(v.Quote, around); len(head)+len(tail) < len(v.Quote) {
		v.Quote = head + " " + tail
	}
}

// firstOf returns the first n code points of s, to the end of a word, with an ellipsis where more follows.
func firstOf(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	head := string(runes[:n])
	if i := strings.LastIndexByte(head, ' '); i > len(head)/2 {
		head = head[:i]
	}
	return head + "…"
}

// lastOf is firstOf from the end.
func lastOf(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	tail := string(runes[len(runes)-n:])
	if i := strings.IndexByte(tail, ' '); i >= 0 && i < len(tail)/2 {
		tail = tail[i+1:]
	}
	return "…" + tail
}

func (s *site) listOf(q sanad.ClaimQuery, values url.Values, found sanad.ClaimPage) listView {
	v := listView{
		Count:   s.words.counted("claims.count", found.Count, found.Capped),
		Filters: s.chips(q, values), Facets: s.facets(q, values, found.Facets), Query: q.Text, From: q.From, To: q.To,
		JSON: with("/api/claims", values, "", ""),
	}
	for _, row := range found.Rows {
		c := s.view(row)
		c.nearby()
		v.Claims = append(v.Claims, c)
	}
	for _, side := range s.names.sides {
		v.Sides = append(v.Sides, side.Name)
	}
	if found.Next != "" {
		v.Next = with("/claims", values, "cursor", found.Next)
	}
	if q.Cursor != "" {
		v.First = with("/claims", values, "", "")
	}
	if !q.AsOf.IsZero() {
		v.AsOf = s.words.date(q.AsOf.UTC().Format(time.RFC3339))
	}
	for _, name := range sortedKeys(values) {
		if name != "q" && name != "cursor" && values.Get(name) != "" {
			v.Hidden = append(v.Hidden, pairView{name, values.Get(name)})
		}
	}
	return v
}

func (s *site) chips(q sanad.ClaimQuery, values url.Values) []chipView {
	var out []chipView
	add := func(name, value string) {
		if value != "" {
			out = append(out, chipView{s.words.text("field." + name), value, with("/claims", values, name, "")})
		}
	}
	add("q", q.Text)
	for _, f := range filters() {
		if value := *f.into(&q); value != "" {
			add(f.name, s.valueName(f.name, value))
		}
	}
	if !q.AsOf.IsZero() {
		add("as_of", values.Get("as_of"))
	}
	return out
}

// valueName says a filter's value in words.
func (s *site) valueName(field, value string) string {
	switch field {
	case "speaker", "actor", "recipient", "party":
		return s.names.actor(value)
	case "place":
		return s.names.place(value)
	case "source":
		return s.sourceName(value)
	case "measure":
		return s.measureName(value)
	case "stance", "modality":
		return s.words.named(field+".", value)
	case "from", "to":
		return s.words.date(value)
	case "type":
		return s.typeName(value)
	}
	return value
}

// typeName says an event type, a relation, or the kind of claims that are figures alone.
func (s *site) typeName(value string) string {
	if value == "figures" {
		return s.words.text("what.figures")
	}
	if name, ok := s.words.Messages["relation."+value]; ok {
		return name
	}
	return s.words.named("type.", value)
}

// facets orders what the store counted as filters are ordered, and drops fields that can't be linked to.
func (s *site) facets(q sanad.ClaimQuery, values url.Values, found []sanad.Facet) []facetView {
	var out []facetView
	for _, f := range filters() {
		for _, facet := range found {
			if facet.Field != f.name || len(facet.Values) == 0 {
				continue
			}
			out = append(out, s.facet(facet, *f.into(&q), values))
		}
	}
	return out
}

func (s *site) facet(facet sanad.Facet, active string, values url.Values) facetView {
	v := facetView{Name: facet.Field, Title: s.words.text("field." + facet.Field)}
	for _, value := range facet.Values {
		if value.Value == "" {
			continue
		}
		item := facetValueView{
			Name: s.valueName(facet.Field, value.Value), Count: s.words.capped(value.Count, value.Count >= sanad.CountCap),
			URL: with("/claims", values, facet.Field, value.Value), Active: value.Value == active,
		}
		if item.Active {
			item.URL = with("/claims", values, facet.Field, "")
		}
		if len(v.Values) < facetShown || item.Active {
			v.Values = append(v.Values, item)
		} else {
			v.More = append(v.More, item)
		}
	}
	return v
}

// overviewView is what there is, in numbers.
type overviewView struct {
	Documents, Claims, Denials, Sources string
	Period                              string
	Recorded                            string // in words, how long ago
	RecordedAt                          string
	Behind                              string // "" where everything is read
}

func (s *site) overview(o sanad.Overview) overviewView {
	w := s.words
	v := overviewView{
		Documents: w.value(o.Documents), Claims: w.value(o.Claims), Denials: w.value(o.Denials), Sources: w.value(o.Sources),
		Recorded: w.ago(s.Clock(), o.LastRecorded),
	}
	if !o.LastRecorded.IsZero() {
		v.RecordedAt = w.date(o.LastRecorded.UTC().Format(time.RFC3339))
	}
	if o.FirstPublished != "" && o.LastPublished != "" {
		first, last := o.FirstPublished, o.LastPublished
		v.Period = w.when(&sanad.When{Start: &first, End: &last})
	}
	if o.Behind > 0 {
		v.Behind = w.count("overview.behind", int(o.Behind))
	}
	return v
}
