package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sanad.example/sanad"
)

// incidentPage is everything of one incident.
type incidentPage struct {
	incidentView
	ID        string
	Accounts  []accountView
	Joins     []joinView
	Parts     []string // addresses
	PartOf    string
	Documents []incidentDocumentView
	JSON      string
	AsOf      string
	// Up to which days evidence counts, as the form has them: "" for now, or for what is no day.
	PublishedBy, RecordedBy string
	Proof                   string // address, "" where there is none
	NoCount                 bool   // no estimate rests on an independent count
}

// estimateView is what the claims allow to say of a number.
type estimateView struct {
	Measure string
	Group   string
	Range   string
	Kind    string
	KindIs  string
	Best    string
	Reason  string
	Rules   string
	Gap     string
	Bounds  []boundView
	Marks   []markView
	Scale   string // what the scale's right end stands for
}

// boundView is where one bound comes from.
type boundView struct{ Bound, Rule, Value, Claimant, Link string }

// markView is one claimant's value on a scale from 0 to 100.
type markView struct {
	Claimant string
	Side     int
	Value    string
	Link     string
	From     float64
	Width    float64
	Label    float64 // where the value is written
	Open     bool    // no upper bound
	Denied   bool
}

// accountView is one claimant's version.
type accountView struct {
	Name    string
	Source  bool
	Side    int
	Stance  string
	Verb    string
	Period  string
	Labels  []string
	Values  []valueView
	Answers []answerView
	Claims  []claimView
	More    string // how many claims aren't shown
	Repeats map[string]bool
}

// valueView is what a claimant says of a number, and what it said before.
type valueView struct {
	Measure  string
	Group    string
	Value    string
	Said     string
	Interest string
	Denied   bool
	Note     string
	Link     string
	Replaced []replacedView
}

type replacedView struct{ Value, Said, Link string }

// answerView is a claim of another claimant that is denied or confirmed.
type answerView struct{ Who, What, Link string }

// joinView is why two claims are together.
type joinView struct {
	A, B     string // quotations
	LinkA    string
	LinkB    string
	Score    string
	Reasons  []reasonView
	Decision string
}

type reasonView struct{ Feature, Text, Weight string }

type incidentDocumentView struct {
	Title, URL, Source, Published, Day string
	Lead                               bool
	Copies                             string
}

// claimsShown is how many claims an account shows.
const claimsShown = 25

// incident shows one incident; any of its claims leads to it.
func (s *site) incident(w http.ResponseWriter, r *http.Request) error {
	in, at, err := s.incidentAsked(r)
	if err != nil {
		return err
	}
	id, values := r.PathValue("id"), r.URL.Query()
	rows, err := s.Reader.ClaimRows(r.Context(), in.Claims[:min(len(in.Claims), rowsShown)])
	if err != nil {
		return fmt.Errorf("claims of incident %q: %w", clip(id), err)
	}
	p := s.incidentPage(&in, rows)
	p.AsOf, p.PublishedBy, p.RecordedBy = s.momentIs(at), at.Published, sanad.Day(values.Get("as_of"))
	if !at.IsZero() {
		p.JSON += "?" + values.Encode()
	}
	return s.html(w, r, "incident", view{Title: in.Title, Nav: "incidents", Body: p})
}

// rowsShown bounds the claims that one page reads.
const rowsShown = 1000

// incidentAsked is the incident that an address asks for, as of its moment.
func (s *site) incidentAsked(r *http.Request) (in sanad.Incident, at sanad.Moment, err error) {
	id, values := r.PathValue("id"), r.URL.Query()
	if err := checkValues(values, []string{"as_of", "published_by"}); err != nil {
		return in, at, err
	}
	if at, err = momentOf(values); err != nil {
		return in, at, err
	}
	if in, err = s.Reader.IncidentAt(r.Context(), id, at); err != nil {
		return in, at, fmt.Errorf("incident %q: %w", clip(id), err)
	}
	return in, at, nil
}

func (s *site) apiIncident(w http.ResponseWriter, r *http.Request) error {
	in, _, err := s.incidentAsked(r)
	if err != nil {
		return err
	}
	return s.json(w, r, in)
}

func (s *site) incidentPage(in *sanad.Incident, rows []sanad.ClaimRow) incidentPage {
	p := incidentPage{incidentView: s.incidentView(in), ID: in.ID, JSON: "/api/incidents/" + url.PathEscape(in.ID), Proof: s.proofPath("incidents", in.ID)}
	byID := map[string]sanad.ClaimRow{}
	for _, row := range rows {
		byID[row.Claim.ID] = row
	}
	for i := range in.Accounts {
		p.Accounts = append(p.Accounts, s.account(in, &in.Accounts[i], byID))
	}
	for _, j := range in.Joins {
		p.Joins = append(p.Joins, s.join(j, byID))
	}
	for _, part := range in.Parts {
		p.Parts = append(p.Parts, incidentURL(part))
	}
	if in.PartOf != "" {
		p.PartOf = incidentURL(in.PartOf)
	}
	p.Documents = s.incidentDocuments(in, rows)
	p.NoCount = len(in.Estimates) > 0 && !slices.ContainsFunc(in.Estimates, func(e sanad.Estimate) bool { return e.Best != nil })
	return p
}

func claimAnchor(id string) string { return "#claim-" + url.PathEscape(id) }

// between says a value as its bounds do.
func (s *site) between(low, high *sanad.Decimal) string {
	return s.bounds(sanad.Figure{Low: low, High: high})
}

func (s *site) groupName(g sanad.Group) string {
	switch {
	case g.Name != "":
		return g.Name
	case g.ID != "":
		return s.names.actor(g.ID)
	}
	return s.words.text("group.unsaid")
}

func (s *site) estimate(in *sanad.Incident, e *sanad.Estimate) estimateView {
	v := estimateView{
		Measure: s.measureName(e.Measure), Group: s.groupName(e.Group), Range: s.between(e.Low, e.High), Kind: string(e.Kind),
		KindIs: s.words.named("estimate.", string(e.Kind)), Reason: e.Reason, Rules: e.Rules,
	}
	if e.Kind == sanad.EstimateInconsistent {
		v.Range = s.words.text("estimate.no_range")
	}
	if e.Best != nil {
		v.Best = s.words.value(*e.Best)
	}
	if e.Gap != nil && *e.Gap != 0 {
		v.Gap = s.words.text("estimate.gap", "n", *e.Gap)
	}
	names := map[string]string{}
	for _, a := range in.Accounts {
		names[a.Claimant.ID] = a.Claimant.Name
	}
	for _, b := range e.Bounds {
		v.Bounds = append(v.Bounds, boundView{
			Bound: s.words.named("bound_is.", b.Bound), Rule: b.Rule, Value: s.open(b.Value), Claimant: cmp.Or(names[b.Claimant], b.Claimant),
			Link: claimAnchor(b.Claim),
		})
	}
	v.Marks, v.Scale = s.marks(in, e)
	return v
}

func (s *site) open(d *sanad.Decimal) string {
	if d == nil {
		return s.words.text("estimate.open")
	}
	return s.words.value(*d)
}

// marks places what each claimant says of a number on one scale from nought to the largest that is said.
func (s *site) marks(in *sanad.Incident, e *sanad.Estimate) (out []markView, scale string) {
	most := sanad.Decimal(0)
	type said struct {
		claimant *sanad.Claimant
		value    *sanad.Value
	}
	var all []said
	for i := range in.Accounts {
		a := &in.Accounts[i]
		for j := range a.Values {
			if v := &a.Values[j]; v.Measure == e.Measure && v.Group.ID == e.Group.ID && (v.Low != nil || v.High != nil) {
				all = append(all, said{&a.Claimant, v})
				for _, d := range []*sanad.Decimal{v.Low, v.High} {
					if d != nil {
						most = max(most, *d)
					}
				}
			}
		}
	}
	if most <= 0 {
		return nil, ""
	}
	at := func(d sanad.Decimal) float64 { return 92 * float64(max(d, 0)) / float64(most) }
	for _, one := range all {
		m := markView{
			Claimant: one.claimant.Name, Side: s.sideNumber(one.claimant.Side), Value: s.between(one.value.Low, one.value.High), Denied: one.value.Denied,
			Link: claimAnchor(one.value.Claim),
		}
		low, high := one.value.Low, one.value.High
		switch {
		case high == nil:
			m.From, m.Width, m.Open = at(*low), 100-at(*low), true
		case low == nil:
			m.From, m.Width = 0, at(*high)
		default:
			m.From, m.Width = at(*low), at(*high)-at(*low)
		}
		out = append(out, m)
	}
	return out, s.words.value(most)
}

func (s *site) sideNumber(id string) int {
	for i, side := range s.names.sides {
		if i < 2 && side.ID == id {
			return i + 1
		}
	}
	return 0
}

func (s *site) account(in *sanad.Incident, a *sanad.Account, rows map[string]sanad.ClaimRow) accountView {
	v := accountView{
		Name: a.Claimant.Name, Source: a.Claimant.Source, Side: s.sideNumber(a.Claimant.Side), Stance: string(a.Stance), Labels: a.Labels,
		Verb: s.words.text("verb." + string(cmp.Or(a.Stance, sanad.StanceAffirm)) + ".one"), Repeats: map[string]bool{},
	}
	if a.Stance == sanad.StanceDeny && a.Denies != "" {
		v.Verb = s.words.text("verb.denies."+string(a.Denies), "verb", v.Verb)
	}
	if a.Since != "" {
		until := cmp.Or(a.Until, a.Since)
		v.Period = s.words.when(&sanad.When{Start: &a.Since, End: &until})
	}
	for _, id := range a.Repeats {
		v.Repeats[id] = true
	}
	for _, x := range a.Values {
		v.Values = append(v.Values, s.value(&x))
	}
	for _, id := range a.Answers {
		if row, ok := rows[id]; ok {
			c := s.view(row)
			v.Answers = append(v.Answers, answerView{Who: whoName(c.Who), What: c.Quote, Link: claimAnchor(id)})
		}
	}
	for _, id := range a.Claims {
		row, ok := rows[id]
		if !ok {
			continue
		}
		c := s.view(row)
		c.nearby()
		v.Claims = append(v.Claims, c)
	}
	if n := len(v.Claims) - claimsShown; n > 0 {
		v.Claims, v.More = v.Claims[:claimsShown], s.words.count("account.more", n)
	}
	return v
}

// whoName is who stands behind a claim, in one string.
func whoName(w whoView) string {
	var names []string
	for _, e := range w.Speakers {
		names = append(names, e.Name)
	}
	return cmp.Or(strings.Join(names, ", "), w.Source)
}

func (s *site) value(x *sanad.Value) valueView {
	v := valueView{
		Measure: s.measureName(x.Measure), Group: s.groupName(x.Group), Value: s.bounds(sanad.Figure{Low: x.Low, High: x.High, Approximate: x.Approximate, Vague: x.Vague}), Said: s.words.date(x.Said),
		Denied: x.Denied, Note: x.Note, Link: claimAnchor(x.Claim),
	}
	if x.Interest != "" && x.Interest != "none" {
		v.Interest = s.words.named("interest.", x.Interest)
	}
	for _, r := range x.Replaced {
		v.Replaced = append(v.Replaced, replacedView{Value: s.between(r.Low, r.High), Said: s.words.date(r.Said), Link: claimAnchor(r.Claim)})
	}
	return v
}

func (s *site) join(j sanad.Join, rows map[string]sanad.ClaimRow) joinView {
	quote := func(id string) string {
		row, ok := rows[id]
		if !ok {
			return id
		}
		return firstOf(row.Quote, 120)
	}
	v := joinView{A: quote(j.A), B: quote(j.B), LinkA: claimAnchor(j.A), LinkB: claimAnchor(j.B), Score: percent(j.Score), Decision: j.Decision}
	for _, b := range j.Reasons {
		v.Reasons = append(v.Reasons, reasonView{Feature: s.words.named("feature.", b.Feature), Text: b.Text, Weight: s.signed(b.Weight)})
	}
	return v
}

// signed writes a number with its sign.
func (s *site) signed(d sanad.Decimal) string {
	if d > 0 {
		return "+" + s.words.value(d)
	}
	return s.words.value(d)
}

func (s *site) incidentDocuments(in *sanad.Incident, rows []sanad.ClaimRow) []incidentDocumentView {
	docs := map[string]sanad.Document{}
	for _, row := range rows {
		docs[row.Document.ID], docs[row.Document.Name] = row.Document, row.Document
	}
	var out []incidentDocumentView
	for _, d := range in.Documents {
		doc, ok := docs[d.ID]
		if !ok {
			continue
		}
		out = append(out, incidentDocumentView{
			Title: cmp.Or(doc.Title, s.words.text("document.untitled")), URL: "/documents/" + url.PathEscape(doc.ID), Source: s.sourceName(doc.Source),
			Published: s.words.date(doc.Published), Day: sanad.Day(doc.Published), Lead: d.Lead, Copies: d.Copies,
		})
	}
	slices.SortStableFunc(out, func(a, b incidentDocumentView) int { return strings.Compare(a.Day, b.Day) })
	return out
}
