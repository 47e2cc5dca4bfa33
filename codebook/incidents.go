package codebook

import (
	"maps"
	"slices"
	"strings"
)

// Incidents says which claims can be about the same occurrence and what speaks for it and against it.
type Incidents struct {
	Version   int                       `yaml:"version"`
	Threshold float64                   `yaml:"threshold"` // a pair from here on is joined; 0 to 1
	Largest   int                       `yaml:"largest"`   // claims in a component, above which the threshold is raised
	Raise     float64                   `yaml:"raise"`
	NearKm    float64                   `yaml:"near_km"`
	NearHours int                       `yaml:"near_hours"` // of one occurrence, hours are told so far apart
	Parts     map[string][2]int         `yaml:"parts"`      // first and last hour of a part of a day, by its value in time.yaml; of a night beyond 24
	Weights   map[string]float64        `yaml:"weights"`    // by Weights' names
	Families  map[string]IncidentFamily `yaml:"families"`   // by name
}

// IncidentFamily is event types, relations and measures whose claims can be about one occurrence.
type IncidentFamily struct {
	Title     string             `yaml:"title"`           // in our own voice, as Titles
	Types     []string           `yaml:"types,omitempty"` // "RETREAT", or "RETREAT/access", which goes before it
	Relations []string           `yaml:"relations,omitempty"`
	Measures  []string           `yaml:"measures,omitempty"` // of figures without an event
	Together  bool               `yaml:"together,omitempty"` // who acts and who is acted on are compared as one: those who meet or agree
	Period    bool               `yaml:"period,omitempty"`   // takes every count over a period
	Titles    map[string]string  `yaml:"titles"`             // by type, "TYPE/mode", relation or measure
	Days      int                `yaml:"days"`               // before its publication that a report without a day may be about
	Weights   map[string]float64 `yaml:"weights,omitempty"`  // of its own: of reasons of time alone
	Example   string             `yaml:"example"`            // has a claim of the family
	Counter   string             `yaml:"counter"`            // has none
}

// incidentWeights are the names of what speaks for two claims being about the same, and against it.
var incidentWeights = []string{
	"type", "mode", "mode_differs", "actors", "actors_differ", "rivals", "hit", "hit_alike", "hit_differ", "reversed", "reversed_here",
	"day", "day_next", "day_published", "day_within", "days_apart", "hours_apart", "period_differs",
	"place", "place_within", "place_near", "place_country", "place_part", "place_apart",
	"number", "words", "speaker", "origin", "told_apart",
}

// timeWeights are those that a family can have of its own.
var timeWeights = []string{"day", "day_next", "day_published", "day_within", "days_apart", "hours_apart", "period_differs"}

// Family returns the name of the family of what a claim says: of a count over a period, of a type with its
// modes, of a relation or of a measure; "" where there is none.
func (n Incidents) Family(content string, modes []string, period bool) string {
	for _, m := range modes {
		if f := n.with(func(f IncidentFamily) bool { return slices.Contains(f.Types, content+"/"+m) }); f != "" && !period {
			return f
		}
	}
	return n.with(func(f IncidentFamily) bool {
		if period {
			return f.Period
		}
		return slices.Contains(f.Types, content) || slices.Contains(f.Relations, content) || slices.Contains(f.Measures, content)
	})
}

func (n Incidents) with(ok func(IncidentFamily) bool) string {
	for _, name := range slices.Sorted(maps.Keys(n.Families)) {
		if ok(n.Families[name]) {
			return name
		}
	}
	return ""
}

// incidents checks incidents.yaml. A codebook without one links nothing.
func (c *checker) incidents() {
	n := c.book.Incidents
	c.at("incidents", "")
	if len(n.Families) == 0 && len(n.Weights) == 0 {
		return
	}
	if n.Threshold <= 0 || n.Threshold >= 1 || n.Raise <= 0 || n.Largest < 2 || n.NearKm <= 0 || n.Version < 1 {
		c.bad("give version 1 or more, threshold and raise between 0 and 1, largest 2 or more, near_km above 0",
			"version %d, threshold %v, raise %v, largest %d, near_km %v", n.Version, n.Threshold, n.Raise, n.Largest, n.NearKm)
	}
	for _, name := range slices.Sorted(maps.Keys(n.Weights)) {
		if !slices.Contains(incidentWeights, name) {
			c.bad("use one of "+strings.Join(incidentWeights, ", "), "weight %q isn't known", name)
		}
		if w := n.Weights[name]; w < -1 || w > 1 {
			c.bad("weights run from -1 to 1", "weight %q is %v", name, w)
		}
	}
	for _, name := range incidentWeights {
		if _, ok := n.Weights[name]; !ok {
			c.bad("give it, 0 where it isn't to count", "has no weight %q", name)
		}
	}
	for _, part := range slices.Sorted(maps.Keys(n.Parts)) {
		if h := n.Parts[part]; h[0] < 0 || h[1] <= h[0] || h[1] > 36 || !slices.ContainsFunc(c.book.Times, func(t Time) bool { return t.Class == "part" && t.Value == part }) {
			c.bad("give a part of time.yaml, and its first and last hour", "part %q of a day is %v", part, h)
		}
	}
	of := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(n.Families)) {
		c.family(name, n.Families[name], of)
	}
}

func (c *checker) family(name string, f IncidentFamily, of map[string]string) {
	c.at("incidents", "families")
	c.examples(f.Example, f.Counter)
	if f.Title == "" || f.Days < 0 || f.Days > 366 {
		c.bad("give a title and days from 0 to 366", "family %s has title %q and days %d", name, f.Title, f.Days)
	}
	for _, w := range slices.Sorted(maps.Keys(f.Weights)) {
		if !slices.Contains(timeWeights, w) {
			c.bad("a family has weights of its own for "+strings.Join(timeWeights, ", ")+" alone", "family %s: weight %q", name, w)
		}
	}
	own := slices.Concat(f.Types, f.Relations, f.Measures)
	for _, t := range own {
		if old := of[t]; old != "" {
			c.bad("leave it in one", "%q is in the families %s and %s", t, old, name)
		}
		of[t] = name
	}
	for _, t := range append(slices.Clone(f.Types), c.titled(f)...) {
		typ, mode, _ := strings.Cut(t, "/")
		e, ok := c.book.Ontology.Types[typ]
		if _, has := e.Modes[mode]; !ok || mode != "" && !has {
			c.bad("use one of ontology.yaml's types, or TYPE/mode", "family %s: type %q isn't known", name, t)
		}
	}
	for _, r := range f.Relations {
		c.need("relation", r, relTypes, false)
	}
	for _, m := range f.Measures {
		if _, ok := c.book.Measure(m); !ok {
			c.bad("use one of measures.yaml's ids", "family %s: measure %q isn't known", name, m)
		}
	}
	for _, t := range own {
		typ, _, _ := strings.Cut(t, "/")
		if f.Titles[t] == "" && f.Titles[typ] == "" {
			c.bad("say in our own words what it is", "family %s has no title for %q", name, t)
		}
	}
}

// titled are the event types among what a family has titles for.
func (c *checker) titled(f IncidentFamily) []string {
	var out []string
	for _, t := range slices.Sorted(maps.Keys(f.Titles)) {
		if _, measure := c.book.Measure(t); !measure && !slices.Contains(relTypes, t) {
			out = append(out, t)
		}
	}
	return out
}
