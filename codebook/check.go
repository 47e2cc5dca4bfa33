package codebook

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Check looks for what is wrong with a book that could be read: ids, parents, words that the ontology
// doesn't know, dates, coordinates, names that lead to two actors, missing examples. Load calls it.
func (b *Book) Check() Problems {
	c := &checker{book: b}
	c.ontology()
	for _, e := range b.Predicates {
		c.predicate(e)
	}
	for _, e := range b.Cues {
		c.cue(e)
	}
	for _, e := range b.Joins {
		c.join(e)
	}
	for _, e := range b.Measures {
		c.measure(e)
	}
	for _, e := range b.Roles {
		c.role(e)
	}
	for _, e := range b.Times {
		c.time(e)
	}
	for _, e := range b.Actors {
		c.actor(e)
	}
	for _, e := range b.Places {
		c.place(e)
	}
	for _, e := range b.Sources {
		c.source(e)
	}
	for _, e := range b.Groups {
		c.group(e)
	}
	for _, e := range b.Estimates {
		c.estimates(e)
	}
	for _, e := range b.NonEvents {
		c.nonEvent(e)
	}
	for _, e := range b.Doubts {
		c.doubt(e)
	}
	c.words()
	c.incidents()
	c.crisis()
	c.ambiguous()
	return c.problems.sorted()
}

// checker collects problems; kind and id say which entry is being looked at.
type checker struct {
	book     *Book
	problems Problems
	kind, id string
}

func (c *checker) at(kind, id string) { c.kind, c.id = kind, id }

// bad notes a problem of the entry being looked at.
func (c *checker) bad(remedy, format string, args ...any) {
	p, ok := c.book.where[strings.TrimSpace(c.kind+" "+c.id)]
	if !ok {
		p = position{c.kind, 1, 1}
	}
	c.problems = append(c.problems, Problem{
		p.file, p.line, p.column,
		fmt.Sprintf("%s %q: ", c.kind, c.id) + fmt.Sprintf(format, args...), remedy,
	})
}

// need reports a value that isn't one of those allowed.
func (c *checker) need(field, value string, allowed []string, optional bool) {
	if value == "" && optional || slices.Contains(allowed, value) {
		return
	}
	c.bad("use one of "+strings.Join(allowed, ", "), "%s %q isn't known", field, value)
}

func (c *checker) examples(example, counter string) {
	if example == "" || counter == "" {
		c.bad("give a sentence in which it fires and one in which it must not", "has no example or no counter-example")
	}
}

func (c *checker) somePhrase(lists ...[]string) {
	n := 0
	for _, l := range lists {
		n += len(l)
		for _, w := range l {
			if strings.TrimSpace(w) == "" {
				c.bad("remove it", "has an empty word")
			}
		}
	}
	if n == 0 {
		c.bad("list the words that lead to it", "has no words")
	}
}

var (
	lowerID  = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	upperID  = regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$`)
	entryID  = regexp.MustCompile(`^[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*$`)
	alpha3   = regexp.MustCompile(`^[A-Z]{3}$`)
	quads    = []string{"verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"}
	relTypes = []string{"harbours", "supports", "controls", "recognises", "member_of"}
	stances  = []string{"affirm", "deny", "question"}
	modals   = []string{"actual", "future", "conditional", "demanded", "possible", "attempted"}
	cueKinds = []string{"say", "claim", "confirm", "admit", "doubt", "report", "estimate", KindOfAttitude}

	actorKinds  = []string{"state", "government", "ministry", "force", "armed_group", "person", "igo", "ngo", "agency", "media", "party", "company", "population", "umbrella"}
	placeKinds  = []string{"country", "province", "district", "city", "town", "crossing", "airport", "base", "region", "river", "site"}
	sourceKinds = []string{"wire", "daily", "broadcaster", "agency", "ministry", "igo", "ngo", "tracker", "thinktank", "blog", "aggregator", "party_media", "own"}
	grades      = []string{"A", "B", "C", "D", "E", "F"}
	methods     = []string{"own_verification", "records", "remote", "relays", "statement"}
	thresholds  = []string{"reported", "reasonable_grounds", "clear_and_convincing"}
)

func (c *checker) ontology() {
	c.at("ontology", "")
	for name, t := range c.book.Ontology.Types {
		if !slices.Contains(quads, t.Quad) {
			c.bad("use one of "+strings.Join(quads, ", "), "type %s has quad class %q", name, t.Quad)
		}
		for m, s := range t.Modes {
			if s < -10 || s > 10 {
				c.bad("scores run from -10 to 10", "mode %s/%s has score %v", name, m, s)
			}
		}
		if t.Score < -10 || t.Score > 10 {
			c.bad("scores run from -10 to 10", "type %s has score %v", name, t.Score)
		}
	}
}

func (c *checker) idOf(kind, id string, form *regexp.Regexp, like string) {
	c.at(kind, id)
	if !form.MatchString(id) {
		c.bad("write it like "+like, "id isn't well-formed")
	}
}

func (c *checker) predicate(p Predicate) {
	c.idOf("predicate", p.ID, lowerID, "airstrike or close-border")
	c.somePhrase(p.Verbs, p.Forms, p.Nouns, p.Phrases)
	c.examples(p.Example, p.Counter)
	if (p.Type == "") == (p.Relation == "") {
		c.bad("give the one that it says", "needs either a type or a relation")
	}
	if p.Type != "" {
		t, ok := c.book.Ontology.Types[p.Type]
		if !ok {
			c.bad("use one of ontology.yaml's types", "type %q isn't known", p.Type)
		}
		for _, m := range p.Modes {
			if _, ok := t.Modes[m]; ok || !known16(t) {
				continue
			}
			c.bad("use one of ontology.yaml's modes of the type", "mode %q of %s isn't known", m, p.Type)
		}
	}
	c.need("relation", p.Relation, relTypes, true)
	for _, x := range p.Contexts {
		c.need("context", x, c.book.Ontology.Contexts, false)
	}
	c.need("actor", p.Actor, []string{"subject", "object", "speaker", "none"}, true)
	c.need("recipient", p.Recipient, []string{"object", "subject", "none"}, true)
	for _, list := range [][]string{p.Object, p.Subject, p.Except} {
		c.arguments(list)
	}
	if p.Content != nil {
		c.need("content stance", p.Content.Stance, stances, true)
		c.need("content modality", p.Content.Modality, modals, true)
	}
}

// arguments are lemmas, kinds of words.yaml, or kinds of actors and places.
func (c *checker) arguments(list []string) {
	for _, a := range list {
		switch name := a[min(1, len(a)):]; {
		case strings.HasPrefix(a, "%"):
			if _, ok := c.book.Words.Kinds[name]; !ok {
				c.bad("use one of the kinds of words.yaml or add it there", "kind %q isn't known", a)
			}
		case strings.HasPrefix(a, "@"):
			if a != "@people" && a != "@money" && !slices.Contains(actorKinds, name) && !slices.Contains(placeKinds, name) {
				c.bad("use @people, @money or a kind of actors or places", "kind %q isn't known", a)
			}
		case a == "*":
		case a == "" || strings.Contains(a, " "):
			c.bad("give the head noun alone", "argument %q isn't one word", a)
		}
	}
}

// known16 reports whether a type was found at all: a missing one has no quad class.
func known16(t EventType) bool { return t.Quad != "" }

func (c *checker) cue(e Cue) {
	c.idOf("cue", e.ID, lowerID, "say or according-to")
	c.somePhrase(e.Verbs, e.Forms, e.Adjectives, e.Phrases, e.Nouns)
	c.examples(e.Example, e.Counter)
	c.need("stance", e.Stance, stances, false)
	c.need("kind", e.Kind, cueKinds, true)
}

func (c *checker) join(e Join) {
	c.idOf("link", e.ID, lowerID, "retaliation")
	c.need("type", e.Type, []string{"causes", "retaliates", "follows"}, false)
	c.need("from", e.From, []string{"behind", "front"}, false)
	c.somePhrase(e.Verbs, e.Forms, e.Phrases)
	c.examples(e.Example, e.Counter)
}

func (c *checker) measure(e Measure) {
	c.idOf("measure", e.ID, regexp.MustCompile(`^[a-z][a-z_]*$`), "killed or change_pct")
	c.somePhrase(e.Verbs, e.Forms, e.Nouns, e.Phrases, e.Units)
	c.need("counts", e.Counts, []string{"people", "things", "acts", "money", "days", "change", "share"}, false)
	for _, near := range slices.Sorted(maps.Values(e.Events)) {
		c.need("events", near, []string{"sentence", "clause", "counting", "verb", "noun"}, false)
	}
	c.need("noun", e.Noun, []string{"first", "last"}, true)
	c.examples(e.Example, e.Counter)
}

func (c *checker) role(e Role) {
	c.idOf("role", e.ID, lowerID, "soldiers")
	c.somePhrase(e.Words, e.Forms)
	c.examples(e.Example, e.Counter)
	c.need("sector", e.Sector, c.book.Ontology.Sectors, true)
}

func (c *checker) validity(v Validity) {
	for _, d := range []string{v.From, v.To} {
		if d == "" {
			continue
		}
		if t, err := time.Parse(time.DateOnly, d); err != nil || t.Year() < 1800 || t.Year() > 2100 {
			c.bad(`write days as "2021-08-15", in quotes`, "date %q isn't a day", d)
		}
	}
	if v.From != "" && v.To != "" && v.To < v.From {
		c.bad("swap them or correct one", "ends on %s before it begins on %s", v.To, v.From)
	}
}

func (c *checker) aliases(list []Alias) {
	seen := map[string]Validity{}
	for _, a := range list {
		c.validity(a.Validity)
		if strings.TrimSpace(a.Text) == "" {
			c.bad("remove it", "has an empty alias")
		}
		if v, ok := seen[a.Text]; ok && v.Overlaps(a.Validity) {
			c.bad("remove one", "alias %q stands twice", a.Text)
		}
		seen[a.Text] = a.Validity
	}
}

func (c *checker) actor(a Actor) {
	c.idOf("actor", a.ID, upperID, "PAK-GOV-MFA or TTP")
	if a.Name == "" {
		c.bad("give the name that pages show", "has no name")
	}
	c.need("kind", a.Kind, actorKinds, false)
	c.need("sector", a.Sector, c.book.Ontology.Sectors, true)
	c.country(a.Country)
	c.validity(a.Validity)
	c.aliases(a.Aliases)
	if a.Parent != "" {
		if _, ok := c.book.Actor(a.Parent); !ok {
			c.bad("add the parent or correct its id", "parent %q isn't there", a.Parent)
		} else if slices.Contains(c.book.Ancestors(a.Parent), a.ID) || a.Parent == a.ID {
			c.bad("break the circle", "is its own ancestor through %q", a.Parent)
		}
	}
	for _, id := range a.Candidates {
		if _, ok := c.book.Actor(id); !ok {
			c.bad("add the actor or correct its id", "candidate %q isn't there", id)
		}
	}
	if a.Kind == "umbrella" && len(a.Candidates) == 0 {
		c.bad("list the actors that the word may stand for", "is an umbrella word without candidates")
	}
	for _, o := range a.Offices {
		c.validity(o.Validity)
		if _, ok := c.book.Actor(o.Of); !ok {
			c.bad("add the actor or correct its id", "office of %q, which isn't there", o.Of)
		}
	}
	c.need("method", a.Method, methods, true)
	c.speaksFor(a)
	if len(a.Offices) > 0 && a.Kind != "person" {
		c.bad("move them to the person", "has offices but is a %s", a.Kind)
	}
}

// speaksFor reports an office that speaks for nobody, for itself, or for someone else's country.
func (c *checker) speaksFor(a Actor) {
	if a.SpeaksFor == "" {
		return
	}
	of, ok := c.book.Actor(a.SpeaksFor)
	switch {
	case !ok:
		c.bad("add the actor or correct its id", "speaks for %q, which isn't there", a.SpeaksFor)
	case a.Kind == "person":
		c.bad("give the person an office", "a person speaks through offices, not for %q", a.SpeaksFor)
	case c.book.Country(of.ID) != c.book.Country(a.ID):
		c.bad("correct the id", "speaks for %q, which is another country's", a.SpeaksFor)
	case c.book.Voice(a.ID, "") == a.ID:
		c.bad("break the circle", "speaks for itself through %q", a.SpeaksFor)
	}
}

func (c *checker) country(id string) {
	if id != "" && !alpha3.MatchString(id) {
		c.bad("use the ISO 3166 alpha-3 code, such as PAK", "country %q", id)
	}
}

func (c *checker) place(p Place) {
	c.idOf("place", p.ID, entryID, "AF-KAB")
	if p.Name == "" {
		c.bad("give the name that pages show", "has no name")
	}
	c.need("kind", p.Kind, placeKinds, false)
	c.country(p.Country)
	c.aliases(p.Aliases)
	if p.Lat < -90 || p.Lat > 90 || p.Lon < -180 || p.Lon > 180 {
		c.bad("give degrees, latitude -90 to 90 and longitude -180 to 180", "lies at %v, %v", p.Lat, p.Lon)
	}
	if p.Lat == 0 && p.Lon == 0 {
		c.bad("give lat and lon in degrees", "has no coordinates")
	}
	if p.Parent != "" {
		if _, ok := c.book.Place(p.Parent); !ok {
			c.bad("add the parent or correct its id", "parent %q isn't there", p.Parent)
		} else if p.Parent == p.ID || c.book.PlaceWithin(p.Parent, p.ID) {
			c.bad("break the circle", "is its own parent through %q", p.Parent)
		}
	}
	for _, id := range p.Links {
		if _, ok := c.book.Place(id); !ok {
			c.bad("add the place or correct its id", "links to %q, which isn't there", id)
		}
	}
}

func (c *checker) source(s Source) {
	c.idOf("source", s.ID, entryID, "dawn")
	c.need("kind", s.Kind, sourceKinds, false)
	c.need("grade", s.Grade, grades, true)
	c.need("method", s.Method, methods, true)
	c.need("threshold", s.Threshold, thresholds, true)
	c.country(s.Country)
	c.aliases(s.Aliases)
	if s.Name == "" {
		c.bad("give the name that pages show", "has no name")
	}
	if s.Actor != "" {
		if _, ok := c.book.Actor(s.Actor); !ok {
			c.bad("add the actor or correct its id", "speaks as %q, which isn't there", s.Actor)
		}
	}
	if s.Side != "" && !slices.ContainsFunc(c.book.Crisis.Sides, func(x Side) bool { return x.ID == s.Side }) {
		c.bad("use the id of one of crisis.yaml's sides", "side %q isn't known", s.Side)
	}
}

func (c *checker) words() {
	w := c.book.Words
	c.at("words", "months")
	for m, n := range w.Months {
		if n < 1 || n > 12 {
			c.bad("number them 1 to 12", "month %q is %d", m, n)
		}
	}
	c.at("words", "weekdays")
	for d, n := range w.Weekdays {
		if n < 1 || n > 7 {
			c.bad("number them 1 (Monday) to 7", "weekday %q is %d", d, n)
		}
	}
	c.at("words", "modality")
	for m := range w.Modality {
		c.need("modality", m, modals, false)
	}
}

func (c *checker) crisis() {
	c.at("crisis", "")
	cr := c.book.Crisis
	if cr.Zone != "" {
		if _, err := time.LoadLocation(cr.Zone); err != nil {
			c.bad("use an IANA name such as Asia/Karachi", "zone %q isn't known", cr.Zone)
		}
	}
	if len(cr.Sides) != 2 {
		c.bad("name the two parties of the dyad", "has %d sides", len(cr.Sides))
	}
	if cr.Since != "" {
		c.validity(Validity{From: cr.Since})
	}
	for _, s := range cr.Sides {
		for _, id := range s.Members {
			if _, ok := c.book.Actor(id); !ok {
				c.bad("add the actor or correct its id", "side %s: member %q isn't there", s.ID, id)
			}
		}
	}
}

// ambiguous reports names that lead to two actors at one time. An actor that has the other among its
// candidates settles it, and so do validity dates that don't overlap.
func (c *checker) ambiguous() {
	type bearer struct {
		actor *Actor
		when  []Validity
	}
	names := map[string][]bearer{}
	add := func(text string, a *Actor, v Validity) {
		key := strings.ToLower(text)
		names[key] = append(names[key], bearer{a, []Validity{a.Validity, v}})
	}
	for i := range c.book.Actors {
		a := &c.book.Actors[i]
		add(a.Name, a, Validity{})
		for _, al := range a.Aliases {
			add(al.Text, a, al.Validity)
		}
	}
	for name, all := range names {
		for i, x := range all {
			for _, y := range all[:i] {
				if x.actor != y.actor && sameTime(x.when, y.when) && !settles(x.actor, y.actor) {
					c.at("actor", x.actor.ID)
					c.bad("give one of them validity dates, drop the alias, or make the other a candidate", "%q leads to %s too", name, y.actor.ID)
				}
			}
		}
	}
}

func sameTime(a, b []Validity) bool {
	for _, v := range a {
		for _, w := range b {
			if !v.Overlaps(w) {
				return false
			}
		}
	}
	return true
}

func settles(a, b *Actor) bool {
	return slices.Contains(a.Candidates, b.ID) || slices.Contains(b.Candidates, a.ID)
}
