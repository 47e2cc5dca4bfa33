package codebook

import (
	"reflect"
	"slices"
	"strings"
)

// PeopleKind is a kind of people that figures count. With a country it makes a group: PAK-MIL.
type PeopleKind struct {
	ID      string   `yaml:"id"`      // MIL
	Name    string   `yaml:"name"`    // in our own words; "{adjective}" and "{country}" stand for whose they are
	Sectors []string `yaml:"sectors"` // of the entities that are counted so
	Fights  bool     `yaml:"fights"`  // their deaths are a force's losses, not civilians'
	Example string   `yaml:"example"`
	Counter string   `yaml:"counter"`
}

// EstimateRules is one set of rules by which the figures of an incident's claimants give low, best and
// high. It is named and has a version: a user may choose another set, and a change of rules runs again.
type EstimateRules struct {
	ID        string         `yaml:"id"`
	Version   int            `yaml:"version"`
	BasedOn   string         `yaml:"based_on,omitempty"` // the set whose fields it takes where it has none
	About     string         `yaml:"about"`
	Interests []InterestRule `yaml:"interests"`
	Low       []string       `yaml:"low"`  // admission, verified_minimum: the largest of them
	High      string         `yaml:"high"` // claimed: the largest of anyone's; independent: of independent counts
	Best      string         `yaml:"best"` // independent_count, or none
	// Methods are the ways of counting that make a count, the best first; Relays those that only pass on
	// what others count.
	Methods []string `yaml:"methods"`
	Relays  []string `yaml:"relays"`
	// Compilations are the kinds of source that put together what others tell: of one incident they count nothing.
	Compilations []string `yaml:"compilations"`
	Verified     []string `yaml:"verified"` // standards of proof at which a count is a minimum that holds
	Rounding     Rounding `yaml:"rounding"`
	// Background is after how many days a report without a day of its own for a statement is looking back:
	// what it tells replaces nothing.
	Background int       `yaml:"background_days"`
	Harm       []string  `yaml:"harm"`   // measures of what was done to people, in the order in which they are shown
	Losses     []string  `yaml:"losses"` // measures of what was taken or destroyed
	Counts     []string  `yaml:"counts"` // other measures of one incident
	Sums       []SumRule `yaml:"sums"`
	Speech     []string  `yaml:"speech"`   // event types whose actor is who speaks
	Denials    []string  `yaml:"denials"`  // those of them that deny
	Accusals   []string  `yaml:"accusals"` // modes of those that say who did it
	// Acts are the modes of events by which things counted are told apart, with our word for each.
	Acts map[string]string `yaml:"acts"`
	// Organs are the kinds of actor that are one voice with the government or force above them, by sector.
	Organs      map[string][]string `yaml:"organs"`
	Belligerent []string            `yaml:"belligerent"` // sectors that are their side's own word; "" is the bare country
	// Officials are words of a description that make a country's unnamed people its side's word.
	Officials []string  `yaml:"officials"`
	Witnesses []Witness `yaml:"witnesses"`
	Headlines []string  `yaml:"headlines"` // words by which a report speaks of its own headline
}

// InterestRule is what a claimant gains by a figure, from what the people counted are to it.
type InterestRule struct {
	Relation string `yaml:"relation"` // own_fighters enemy_fighters own_civilians harmed_civilians own_losses enemy_losses
	Interest string `yaml:"interest"` // minimise maximise none
	Example  string `yaml:"example"`
	Counter  string `yaml:"counter"`
}

// Rounding is how far two figures may lie apart and still be the same, as shares of the larger.
type Rounding struct {
	Share       float64 `yaml:"share"`
	Approximate float64 `yaml:"approximate"` // where one is told as "about"
}

// SumRule is a measure that other measures add up to.
type SumRule struct {
	Whole string   `yaml:"whole"`
	Parts []string `yaml:"parts"`
}

// Witness is a described speaker who is no side's organ: staff of a hospital, residents.
type Witness struct {
	ID     string   `yaml:"id"`
	Name   string   `yaml:"name"`
	Words  []string `yaml:"words"`            // one of which the description has
	Method string   `yaml:"method,omitempty"` // how they know; "": they are no count
}

var (
	relations = []string{"own_fighters", "enemy_fighters", "own_civilians", "harmed_civilians", "own_losses", "enemy_losses"}
	interests = []string{"minimise", "maximise", "none"}
)

// EstimateRules returns the rule set of an id, with what it takes from the set that it is based on; "" is
// the first.
func (b *Book) EstimateRules(id string) (EstimateRules, bool) {
	for _, r := range b.Estimates {
		if id != "" && r.ID != id {
			continue
		}
		if r.BasedOn == "" || r.BasedOn == r.ID {
			return r, true
		}
		base, ok := b.base(r.BasedOn)
		into, from := reflect.ValueOf(&r).Elem(), reflect.ValueOf(base)
		for i := range into.NumField() {
			if into.Field(i).IsZero() {
				into.Field(i).Set(from.Field(i))
			}
		}
		return r, ok
	}
	return EstimateRules{}, false
}

func (b *Book) base(id string) (EstimateRules, bool) {
	i := slices.IndexFunc(b.Estimates, func(r EstimateRules) bool { return r.ID == id })
	if i < 0 {
		return EstimateRules{}, false
	}
	return b.Estimates[i], true
}

// Voice returns whose word it is when an actor speaks on a day ("2025-10-12", or "" where it isn't known):
// for a spokesman or a media wing the organ that it speaks for, for a person the office held then, else
// the actor itself. A circle ends where it began.
func (b *Book) Voice(id, day string) string {
	seen := map[string]bool{}
	for at := id; !seen[at]; {
		seen[at] = true
		a, ok := b.Actor(at)
		if !ok {
			return at
		}
		next := a.SpeaksFor
		for _, o := range a.Offices {
			if next == "" && o.On(day) {
				next = o.Of
			}
		}
		if next == "" {
			return at
		}
		at = next
	}
	return id
}

// Side returns the id of the side of the crisis that an actor belongs to, or "" for third parties. An armed
// group belongs to neither side: who supports it is a claim.
func (b *Book) Side(id string) string {
	chain := append([]string{id}, b.Ancestors(id)...)
	if a, ok := b.Actor(id); ok {
		if a.Kind == "armed_group" || a.Kind == "umbrella" || a.Sector == "REB" {
			return ""
		}
	} else if country, sector, ok := strings.Cut(id, "-"); ok { // a country's sector without an entry: PAK-JRN
		if sector == "REB" {
			return ""
		}
		chain = append(chain, country)
	}
	for _, s := range b.Crisis.Sides {
		if slices.ContainsFunc(chain, func(c string) bool { return slices.Contains(s.Members, c) }) {
			return s.ID
		}
	}
	return ""
}

// PeopleKind returns the kind of people that a sector's are counted as.
func (b *Book) PeopleKind(sector string) (PeopleKind, bool) {
	for _, k := range b.Groups {
		if slices.Contains(k.Sectors, sector) {
			return k, true
		}
	}
	return PeopleKind{}, false
}

// GroupName names the people of a kind and country in our own words: "Gondorian soldiers".
func (b *Book) GroupName(k PeopleKind, country string) string {
	adjective, name := "", ""
	if a, ok := b.Actor(country); ok {
		name = a.Name
		if len(a.Adjectives) > 0 {
			adjective = a.Adjectives[0]
		}
	}
	if country == "" {
		plain, _, _ := strings.Cut(k.Name, " in {country}")
		return strings.TrimSpace(strings.ReplaceAll(plain, "{adjective}", ""))
	}
	if adjective == "" {
		adjective = name
	}
	return strings.NewReplacer("{adjective}", adjective, "{country}", name).Replace(k.Name)
}

func (c *checker) group(k PeopleKind) {
	c.at("group", k.ID)
	c.examples(k.Example, k.Counter)
	if k.Name == "" {
		c.bad("give the name that pages show", "has no name")
	}
	for _, s := range k.Sectors {
		c.need("sector", s, c.book.Ontology.Sectors, s == "")
		if first, _ := c.book.PeopleKind(s); first.ID != k.ID {
			c.bad("leave it to one of them", "sector %q is counted as %s too", s, first.ID)
		}
	}
}

func (c *checker) estimates(r EstimateRules) {
	c.idOf("estimates", r.ID, lowerID, "by-interest")
	if base, _ := c.book.base(r.BasedOn); r.BasedOn != "" && (base.ID == "" || base.BasedOn != "" || r.BasedOn == r.ID) {
		c.bad("name a set that stands on its own", "is based on %q", r.BasedOn)
		return
	}
	r, _ = c.book.EstimateRules(r.ID)
	if r.Version < 1 || r.About == "" {
		c.bad("count versions from 1 and say what the rules do", "has no version or says nothing about itself")
	}
	seen := map[string]bool{}
	for _, i := range r.Interests {
		c.need("relation", i.Relation, relations, false)
		c.need("interest", i.Interest, interests, false)
		c.examples(i.Example, i.Counter)
		if seen[i.Relation] {
			c.bad("leave one", "relation %q stands twice", i.Relation)
		}
		seen[i.Relation] = true
	}
	for _, l := range r.Low {
		c.need("low", l, []string{"admission", "verified_minimum"}, false)
	}
	c.need("high", r.High, []string{"claimed", "independent"}, false)
	c.need("best", r.Best, []string{"independent_count", "none"}, false)
	for _, m := range append(slices.Clone(r.Methods), r.Relays...) {
		c.need("method", m, methods, false)
	}
	for _, k := range r.Compilations {
		c.need("compilation", k, sourceKinds, false)
	}
	for _, t := range r.Verified {
		c.need("verified", t, thresholds, false)
	}
	if r.Rounding.Share < 0 || r.Rounding.Share >= .5 || r.Rounding.Approximate < r.Rounding.Share || r.Rounding.Approximate >= .5 {
		c.bad("give shares from 0 to under a half, approximate the larger", "rounds by %v and %v", r.Rounding.Share, r.Rounding.Approximate)
	}
	c.measuresOf(r)
	for _, t := range append(slices.Clone(r.Speech), r.Denials...) {
		if _, ok := c.book.Ontology.Types[t]; !ok {
			c.bad("use one of ontology.yaml's types", "type %q isn't known", t)
		}
	}
	for _, kinds := range r.Organs {
		for _, k := range kinds {
			c.need("organ", k, actorKinds, false)
		}
	}
	for _, s := range r.Belligerent {
		c.need("sector", s, c.book.Ontology.Sectors, s == "")
	}
	for _, w := range r.Witnesses {
		c.somePhrase(w.Words)
		c.need("method", w.Method, methods, true)
	}
}

func (c *checker) measuresOf(r EstimateRules) {
	used := map[string]bool{}
	for _, m := range slices.Concat(r.Harm, r.Losses, r.Counts) {
		if _, ok := c.book.Measure(m); !ok {
			c.bad("use one of measures.yaml's", "measure %q isn't known", m)
		}
		if used[m] {
			c.bad("leave one", "measure %q stands twice", m)
		}
		used[m] = true
	}
	for _, s := range r.Sums {
		for _, m := range append([]string{s.Whole}, s.Parts...) {
			if !used[m] {
				c.bad("list it among harm, losses or counts", "adds up measure %q, which isn't estimated", m)
			}
		}
	}
}
