package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sanad.example/sanad"
)

// incidentView is an incident as lists show it.
type incidentView struct {
	URL       string
	Title     string
	Status    string // as a sign's name
	StatusIs  string
	Reason    string
	Type      string
	Modes     []string
	When      string
	Places    []placeView
	Estimates []estimateView
	Accounts  string // how many
	Documents string
	Claims    string
}

// estimatesShown is how many estimates a list shows of one incident.
const estimatesShown = 4

func incidentURL(id string) string { return "/incidents/" + url.PathEscape(id) }

func (s *site) incidentView(in *sanad.Incident) incidentView {
	v := incidentView{
		URL: incidentURL(in.ID), Title: in.Title, Status: string(in.Status), StatusIs: s.words.named("status.", string(in.Status)), Reason: in.Reason,
		Type: s.words.named("type.", in.Type), When: s.words.when(in.When), Places: s.places(in.Places),
		Accounts: s.words.count("incident.accounts", len(in.Accounts)), Documents: s.words.count("incident.documents", len(in.Documents)),
		Claims: s.words.count("incident.claims", len(in.Claims)),
	}
	for _, m := range in.Modes {
		v.Modes = append(v.Modes, s.words.named("mode.", m))
	}
	for i := range in.Estimates {
		v.Estimates = append(v.Estimates, s.estimate(in, &in.Estimates[i]))
	}
	return v
}

// incidentFilters are in the order in which they are shown.
func incidentFilters() []incidentFilter {
	return []incidentFilter{
		{"status", func(q *sanad.IncidentQuery) *string { return &q.Status }},
		{"type", func(q *sanad.IncidentQuery) *string { return &q.Type }},
		{"party", func(q *sanad.IncidentQuery) *string { return &q.Party }},
		{"place", func(q *sanad.IncidentQuery) *string { return &q.Place }},
		{"measure", func(q *sanad.IncidentQuery) *string { return &q.Measure }},
		{"source", func(q *sanad.IncidentQuery) *string { return &q.Source }},
		{"from", func(q *sanad.IncidentQuery) *string { return &q.From }},
		{"to", func(q *sanad.IncidentQuery) *string { return &q.To }},
	}
}

type incidentFilter struct {
	name string
	into func(*sanad.IncidentQuery) *string
}

// incidentQuery reads a query from an address; what isn't known is an error, as with claims.
func incidentQuery(values url.Values) (sanad.IncidentQuery, error) {
	q := sanad.IncidentQuery{Text: strings.TrimSpace(values.Get("q")), Cursor: values.Get("cursor")}
	known := []string{"q", "cursor", "limit", "as_of", "published_by"}
	for _, f := range incidentFilters() {
		*f.into(&q) = strings.TrimSpace(values.Get(f.name))
		known = append(known, f.name)
	}
	if err := checkValues(values, known); err != nil {
		return q, err
	}
	for _, day := range []string{q.From, q.To} {
		if day != "" && sanad.Day(day) != day {
			return q, fmt.Errorf("day %q: %w: write it as 2025-10-12", day, sanad.ErrInvalid)
		}
	}
	if q.Status != "" && !slices.Contains(statuses(), sanad.Status(q.Status)) {
		return q, fmt.Errorf("status %q: %w: it is reported, corroborated, contested or denied", q.Status, sanad.ErrInvalid)
	}
	var err error
	if q.At, err = momentOf(values); err != nil {
		return q, err
	}
	q.Limit, err = limit(values.Get("limit"))
	return q, err
}

// momentOf reads up to when evidence counts.
func momentOf(values url.Values) (at sanad.Moment, err error) {
	if at.Recorded, err = sanad.ParseAsOf(values.Get("as_of")); err != nil {
		return at, err
	}
	at.Published = values.Get("published_by")
	if at.Published != "" && sanad.Day(at.Published) != at.Published {
		return at, fmt.Errorf("day %q: %w: write it as 2025-10-12", at.Published, sanad.ErrInvalid)
	}
	return at, nil
}

// momentIs says up to when evidence counts, "" for now.
func (s *site) momentIs(at sanad.Moment) string {
	var out []string
	if !at.Recorded.IsZero() {
		out = append(out, s.words.text("as_of.notice", "when", s.words.date(at.Recorded.UTC().Format(time.RFC3339))))
	}
	if at.Published != "" {
		out = append(out, s.words.text("as_of.published", "when", s.words.date(at.Published)))
	}
	return strings.Join(out, " ")
}

func statuses() []sanad.Status {
	return []sanad.Status{sanad.StatusContested, sanad.StatusDenied, sanad.StatusCorroborated, sanad.StatusReported}
}

// incidentsView is a page of incidents.
type incidentsView struct {
	Incidents []incidentView
	Count     string
	Filters   []chipView
	Facets    []facetView
	Hidden    []pairView
	Query     string
	From, To  string
	Next      string
	First     string
	AsOf      string
	JSON      string
}

func (s *site) incidents(w http.ResponseWriter, r *http.Request) error {
	values := r.URL.Query()
	q, err := incidentQuery(values)
	if err != nil {
		return err
	}
	q.Facets = true
	page, err := s.Reader.Incidents(r.Context(), q)
	if err != nil {
		return fmt.Errorf("incidents: %w", err)
	}
	v := incidentsView{
		Count: s.words.counted("incidents.count", page.Count, page.Capped), Query: q.Text, From: q.From, To: q.To,
		Filters: s.incidentChips(&q, values), Facets: s.incidentFacets(&q, values, page.Facets), JSON: with("/api/incidents", values, "", ""),
	}
	for i := range page.Rows {
		in := s.incidentView(&page.Rows[i])
		in.Estimates = in.Estimates[:min(len(in.Estimates), estimatesShown)]
		v.Incidents = append(v.Incidents, in)
	}
	if page.Next != "" {
		v.Next = with("/incidents", values, "cursor", page.Next)
	}
	if q.Cursor != "" {
		v.First = with("/incidents", values, "", "")
	}
	v.AsOf = s.momentIs(q.At)
	for _, name := range sortedKeys(values) {
		if name != "q" && name != "cursor" && values.Get(name) != "" {
			v.Hidden = append(v.Hidden, pairView{name, values.Get(name)})
		}
	}
	return s.html(w, r, "incidents", view{Title: s.words.text("incidents.title"), Nav: "incidents", Body: v})
}

func (s *site) incidentChips(q *sanad.IncidentQuery, values url.Values) []chipView {
	var out []chipView
	add := func(name, value string) {
		if value != "" {
			out = append(out, chipView{s.words.text("field." + name), value, with("/incidents", values, name, "")})
		}
	}
	add("q", q.Text)
	for _, f := range incidentFilters() {
		if value := *f.into(q); value != "" {
			add(f.name, s.incidentValue(f.name, value))
		}
	}
	add("as_of", values.Get("as_of"))
	add("published_by", values.Get("published_by"))
	return out
}

func (s *site) incidentValue(field, value string) string {
	if field == "status" {
		return s.words.named("status.", value)
	}
	return s.valueName(field, value)
}

func (s *site) incidentFacets(q *sanad.IncidentQuery, values url.Values, found []sanad.Facet) []facetView {
	var out []facetView
	for _, f := range incidentFilters() {
		for _, facet := range found {
			if facet.Field != f.name || len(facet.Values) == 0 {
				continue
			}
			v := facetView{Name: f.name, Title: s.words.text("field." + f.name)}
			for _, value := range facet.Values {
				item := facetValueView{
					Name: s.incidentValue(f.name, value.Value), Count: s.words.capped(value.Count, value.Count >= sanad.CountCap),
					URL: with("/incidents", values, f.name, value.Value), Active: value.Value == *f.into(q),
				}
				if item.Active {
					item.URL = with("/incidents", values, f.name, "")
				}
				if len(v.Values) < facetShown || item.Active {
					v.Values = append(v.Values, item)
				} else {
					v.More = append(v.More, item)
				}
			}
			out = append(out, v)
		}
	}
	return out
}

// incidentsAnswer is one page of incidents as JSON.
type incidentsAnswer struct {
	Count     int              `json:"count"`
	Capped    bool             `json:"capped"`
	Next      string           `json:"next,omitempty"`
	Incidents []sanad.Incident `json:"incidents"`
}

func (s *site) apiIncidents(w http.ResponseWriter, r *http.Request) error {
	q, err := incidentQuery(r.URL.Query())
	if err != nil {
		return err
	}
	page, err := s.Reader.Incidents(r.Context(), q)
	if err != nil {
		return fmt.Errorf("incidents: %w", err)
	}
	answer := incidentsAnswer{Count: page.Count, Capped: page.Capped, Next: page.Next, Incidents: page.Rows}
	if answer.Incidents == nil {
		answer.Incidents = []sanad.Incident{}
	}
	return s.json(w, r, answer)
}
