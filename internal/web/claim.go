package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"sanad.example/sanad"
)

// claimPage is everything of one claim.
type claimPage struct {
	claimView
	Fields     []fieldView
	Links      []linkView
	Sureness   string
	Percent    string
	Rule       string
	JSON       string
	Proof      string // address, "" where there is none
	Document   string // address
	Incident   string // address of the incident that holds it, "" where none does
	OthersText string // how many more claims the document has
}

// fieldView is one field: its name, what it says, and the words of the text that it rests on.
type fieldView struct {
	Name     string
	Values   []string
	Evidence string
}

// linkView is how this claim bears on another.
type linkView struct {
	Type, To, URL, Cue string
	Speakers           []entityView
}

// claim shows one claim, field by field.
func (s *site) claim(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := checkValues(r.URL.Query(), nil); err != nil {
		return err
	}
	c, doc, err := s.claimAndDocument(r.Context(), id)
	if err != nil {
		return err
	}
	claims, err := s.Reader.DocumentClaims(r.Context(), doc.ID)
	if err != nil {
		return fmt.Errorf("claims of document %q: %w", doc.ID, err)
	}
	p := s.claimPage(rowOf(c, doc))
	switch in, err := s.Reader.IncidentAt(r.Context(), c.ID, sanad.Moment{}); {
	case err == nil:
		p.Incident = incidentURL(in.ID) + claimAnchor(c.ID)
	case !errors.Is(err, sanad.ErrNotFound):
		return fmt.Errorf("incident of claim %q: %w", clip(id), err)
	}
	if n := len(claims) - 1; n > 0 {
		p.OthersText = s.words.count("claim.others", n)
	}
	return s.html(w, r, "claim", view{Title: s.words.text("claim.title"), Nav: "claims", Body: p})
}

func (s *site) claimAndDocument(ctx context.Context, id string) (sanad.Claim, sanad.Document, error) {
	c, err := s.Reader.Claim(ctx, id)
	if err != nil {
		return c, sanad.Document{}, fmt.Errorf("claim %q: %w", clip(id), err)
	}
	doc, err := s.Reader.Document(ctx, c.Document)
	if err != nil {
		return c, doc, fmt.Errorf("document of claim %q: %w", clip(id), err)
	}
	return c, doc, nil
}

// rowOf cuts a claim's sentence from its document as a store's rows have it. A span that leaves the
// sentence is shown whole all the same.
func rowOf(c sanad.Claim, doc sanad.Document) sanad.ClaimRow {
	off := sanad.NewOffsets(doc.Text)
	start, end := c.Span.Start, c.Span.End
	return sanad.ClaimRow{
		Claim: c, Document: doc,
		Before: off.Slice(sanad.Span{Start: c.Sentence.Start, End: start}),
		Quote:  off.Slice(c.Span),
		After:  off.Slice(sanad.Span{Start: end, End: c.Sentence.End}),
	}
}

func (s *site) claimPage(row sanad.ClaimRow) claimPage {
	c := &row.Claim
	p := claimPage{
		claimView: s.view(row), Fields: s.fields(row), Sureness: s.sureness(c.Confidence), Percent: percent(c.Confidence),
		Rule: c.Rule, JSON: "/api/claims/" + url.PathEscape(c.ID), Proof: s.proofPath("claims", c.ID), Document: "/documents/" + url.PathEscape(row.Document.ID),
	}
	for _, l := range c.Links {
		v := linkView{Type: s.words.named("link.", string(l.Type)), To: l.To, URL: "/claims/" + url.PathEscape(l.To), Speakers: s.speakers(l.Speakers)}
		if l.Cue != nil {
			v.Cue = l.Cue.Text
		}
		p.Links = append(p.Links, v)
	}
	return p
}

// fields lists what was read, each with the words that it was read from.
func (s *site) fields(row sanad.ClaimRow) []fieldView {
	c, w := &row.Claim, s.words
	var out []fieldView
	add := func(name, evidence string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			out = append(out, fieldView{Name: w.text("field." + name), Values: values, Evidence: evidence})
		}
	}
	add("voice", "", w.named("voice.", string(c.Voice)))
	add("stance", cues(c.Speakers), w.named("stance.", string(c.Stance)))
	add("denies", "", named(w, "denies.", string(c.Denies)))
	add("modality", "", w.named("modality.", string(c.Modality)))
	if c.Negated {
		add("negated", "", w.text("negated.yes"))
	}
	s.addEntities(add, "speaker", c.Speakers)
	s.addEntities(add, "via", c.Via)
	s.addEvent(add, c)
	s.addEntities(add, "actor", c.Actors)
	s.addEntities(add, "recipient", c.Recipients)
	if c.When != nil {
		add("when", c.When.Text, w.when(c.When))
	}
	if c.Said != nil {
		add("said", c.Said.Text, w.when(c.Said))
	}
	for _, place := range c.Places {
		add("place", place.Text, s.placeFacts(place)...)
	}
	return out
}

func named(w *catalogue, prefix, id string) string {
	if id == "" {
		return ""
	}
	return w.named(prefix, id)
}

// cues are the words that say that someone speaks.
func cues(speakers []sanad.Entity) string {
	var out []string
	for _, e := range speakers {
		if e.Cue != nil {
			out = append(out, e.Cue.Text)
		}
	}
	return strings.Join(out, ", ")
}

type addField func(name, evidence string, values ...string)

func (s *site) addEntities(add addField, name string, list []sanad.Entity) {
	for _, e := range list {
		v := s.entity(e)
		values := []string{v.Name}
		if e.ID != "" {
			values = append(values, e.ID)
		}
		for _, id := range e.Ancestors {
			values = append(values, s.words.text("entity.within", "of", s.names.actor(id)))
		}
		for _, c := range v.Candidates {
			values = append(values, s.words.text("entity.perhaps", "who", c))
		}
		if v.Label != "" {
			values = append(values, s.words.text("entity.label", "label", v.Label))
		}
		add(name, v.Text, values...)
	}
}

func (s *site) addEvent(add addField, c *sanad.Claim) {
	w := s.words
	switch {
	case c.Event != nil:
		values := []string{w.named("type.", c.Event.Type), c.Event.Type}
		for _, m := range c.Event.Modes {
			values = append(values, w.named("mode.", m))
		}
		add("type", c.Event.Trigger.Text, values...)
		var contexts []string
		for _, x := range c.Event.Contexts {
			contexts = append(contexts, w.named("context.", x))
		}
		add("contexts", "", contexts...)
		add("score", "", w.text("score.of", "n", c.Event.Score))
	case c.Relation != nil:
		add("type", c.Relation.Trigger.Text, w.named("relation.", string(c.Relation.Type)))
	}
}

func (s *site) placeFacts(p sanad.Place) []string {
	values := []string{s.names.place(p.ID), p.ID, s.words.text("place.at", "lat", p.Lat.String(), "lon", p.Lon.String())}
	if values[0] == p.ID && p.Name != "" {
		values[0] = p.Name
	}
	for _, x := range []struct{ prefix, id string }{{"precision.", p.Precision}, {"place.", p.Role}} {
		if x.id != "" {
			values = append(values, s.words.named(x.prefix, x.id))
		}
	}
	return values
}
