package incident

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sanad.example/sanad"
)

// Assemble fills in the incident of a cluster from its claims and their documents, which may come in any
// order; accounts, estimates and status follow from accounts.go and its neighbours.
func (l *Linker) Assemble(cluster *Cluster, claims []sanad.Claim, documents []sanad.Document) sanad.Incident {
	claims = slices.Clone(claims)
	slices.SortFunc(claims, func(a, b sanad.Claim) int { return cmp.Compare(a.ID, b.ID) })
	inc := sanad.Incident{
		ID: cluster.ID, Family: cluster.Family, Claims: cluster.Claims, Parts: cluster.Parts, PartOf: cluster.PartOf, Joins: cluster.Joins,
		Documents: documentsOf(cluster, documents),
	}
	var own []*sanad.Claim // those that say what happened: a refusal joins what it refuses
	for i := range claims {
		if l.family(&claims[i]) == cluster.Family {
			own = append(own, &claims[i])
		}
	}
	inc.Type, inc.Modes = mostSaid(own)
	inc.When = l.when(own, claims, documents)
	inc.Places = placesOf(own)
	for _, c := range own {
		inc.Actors = addEntities(inc.Actors, c.Actors)
		inc.Recipients = addEntities(inc.Recipients, c.Recipients)
	}
	byID(inc.Actors)
	byID(inc.Recipients)
	inc.Title = l.title(&inc, own)
	return inc
}

func documentsOf(cluster *Cluster, documents []sanad.Document) []sanad.IncidentDocument {
	var out []sanad.IncidentDocument
	for i := range documents {
		_, leads := slices.BinarySearch(cluster.Leads, documents[i].ID)
		out = append(out, sanad.IncidentDocument{ID: documents[i].ID, Lead: leads})
	}
	slices.SortFunc(out, func(a, b sanad.IncidentDocument) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// mostSaid is the event or relation type that most claims have, the first by name of equals, and all modes of it.
// Figures alone have their measure in its place.
func mostSaid(claims []*sanad.Claim) (typ string, modes []string) {
	count := map[string]int{}
	for _, c := range claims {
		if kind, content := c.Kind(); kind != "figures" {
			count[content] += 1 << 20
		} else {
			count[content]++
		}
	}
	for _, t := range sorted(count) {
		if typ == "" || count[t] > count[typ] {
			typ = t
		}
	}
	for _, c := range claims {
		if c.Event != nil && c.Event.Type == typ {
			modes = append(modes, c.Event.Modes...)
		}
	}
	return typ, unique(modes)
}

// when is the day that most claims tell, of those that tell one day or two, and how far it is from certain:
// from the first to the last day where claims differ by a day, as of one night. Where none tells a day it is what
// most tell, and without that the days before the first publication.
func (l *Linker) when(own []*sanad.Claim, claims []sanad.Claim, documents []sanad.Document) *sanad.When {
	var best *sanad.When
	count := map[string]int{}
	var all []*sanad.When
	for _, c := range own {
		w := c.When
		for i := 0; w == nil && i < len(c.Figures); i++ {
			w = c.Figures[i].When
		}
		if w != nil && (w.Start != nil || w.End != nil) {
			all = append(all, w)
			count[daysOf(w)]++
		}
	}
	for _, w := range all {
		if best == nil || narrower(w, best, count) {
			best = w
		}
	}
	if best == nil {
		return published(documents)
	}
	return &sanad.When{Start: best.Start, End: best.End, Precision: best.Precision}
}

func daysOf(w *sanad.When) string {
	end := func(s *string) string {
		if s == nil {
			return ""
		}
		return cmp.Or(sanad.Day(*s), *s)
	}
	return end(w.Start) + "/" + end(w.End)
}

// narrower: a time that says which day before one that doesn't, then what more claims tell, then the finer, then the earlier.
func narrower(a, b *sanad.When, count map[string]int) bool {
	fine := func(w *sanad.When) int {
		return slices.Index([]string{"interval", "year", "month", "week", "day", "hour"}, w.Precision)
	}
	dayOf := func(w *sanad.When) int { return cond(fine(w) >= 4, 1, 0) }
	return cmp.Or(
		dayOf(b)-dayOf(a), count[daysOf(b)]-count[daysOf(a)], fine(b)-fine(a), cmp.Compare(whole(a), whole(b)),
	) < 0
}

func whole(w *sanad.When) string {
	s := ""
	for _, p := range []*string{w.Start, w.End} {
		if p != nil {
			s += *p
		}
		s += "/"
	}
	return s
}

// published is the first publication, of which it is only known that what is told came before it.
func published(documents []sanad.Document) *sanad.When {
	first := ""
	for i := range documents {
		if d := sanad.LastDay(documents[i].Published); d != "" && (first == "" || d < first) {
			first = d
		}
	}
	if first == "" {
		return nil
	}
	return &sanad.When{End: &first, Precision: "interval"}
}

// placesOf are the places that claims tell, those that more tell first; spans stay with the claims.
func placesOf(claims []*sanad.Claim) []sanad.Place {
	count := map[string]int{}
	var out []sanad.Place
	for _, c := range claims {
		for _, p := range c.Places {
			if count[p.ID] == 0 {
				p.Text, p.Span, p.Role = "", sanad.Span{}, ""
				out = append(out, p)
			}
			count[p.ID]++
		}
	}
	slices.SortFunc(out, func(a, b sanad.Place) int { return cmp.Or(count[b.ID]-count[a.ID], cmp.Compare(a.ID, b.ID)) })
	return out
}

// addEntities adds those that aren't there, as the codebook knows them: what a text calls them, and where, stays
// with its claim.
func addEntities(list, more []sanad.Entity) []sanad.Entity {
	for _, e := range more {
		if e.ID != "" && !slices.ContainsFunc(list, func(o sanad.Entity) bool { return o.ID == e.ID }) {
			list = append(list, sanad.Entity{ID: e.ID, Name: e.Name, Country: e.Country, Sector: e.Sector, Ancestors: e.Ancestors, Candidates: e.Candidates})
		}
	}
	return list
}

func byID(list []sanad.Entity) {
	slices.SortFunc(list, func(a, b sanad.Entity) int { return cmp.Compare(a.ID, b.ID) })
}

// title says in the codebook's words what is told, where and when, and never who did it: that is for those who
// claim it to say.
func (l *Linker) title(inc *sanad.Incident, own []*sanad.Claim) string {
	titles := l.rules.Families[inc.Family].Titles
	what := titles[inc.Type]
	for _, m := range inc.Modes {
		if t := titles[inc.Type+"/"+m]; t != "" && said(own, m)*2 >= said(own, "") {
			what = t
			break
		}
	}
	if what == "" {
		what = l.rules.Families[inc.Family].Title
	}
	parts := []string{strings.ToUpper(what[:min(1, len(what))]) + what[min(1, len(what)):]}
	var where []string
	var ids []string
	for _, p := range inc.Places {
		ids = append(ids, p.ID)
	}
	for _, p := range inc.Places {
		if slices.Contains(l.narrowest(ids), p.ID) && len(where) < 3 {
			where = append(where, p.Name)
		}
	}
	if where != nil {
		parts = append(parts, strings.Join(where, " and "))
	}
	if d := dayTitle(inc.When); d != "" {
		parts = append(parts, d)
	}
	return strings.Join(parts, ", ")
}

// said counts the claims with an event of a mode, or of any.
func said(claims []*sanad.Claim, mode string) int {
	n := 0
	for _, c := range claims {
		if c.Event != nil && (mode == "" || slices.Contains(c.Event.Modes, mode)) {
			n++
		}
	}
	return n
}

// dayTitle writes a time as a heading has it: "25 November 2025", "October 2025", "2025", "to 8 March 2026".
func dayTitle(w *sanad.When) string {
	if w == nil || w.Start == nil && w.End == nil {
		return ""
	}
	form := func(s *string, layout string) string {
		t, err := time.Parse(time.DateOnly, sanad.Day(*s))
		if err != nil {
			return *s
		}
		return t.Format(layout)
	}
	const full = "2 January 2006"
	switch {
	case w.Start == nil:
		return "by " + form(w.End, full)
	case w.End == nil:
		return "since " + form(w.Start, full)
	case w.Precision == "year":
		return form(w.Start, "2006")
	case w.Precision == "month":
		return form(w.Start, "January 2006")
	case sanad.Day(*w.Start) == sanad.Day(*w.End):
		return form(w.Start, full)
	}
	return form(w.Start, full) + " to " + form(w.End, full)
}
