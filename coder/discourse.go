package coder

import (
	"slices"
	"strings"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder/timex"
	"sanad.example/sanad/text"
)

// discourse is what the sentences before tell about one document: who spoke and acted last, where.
type discourse struct {
	doc   sanad.Document
	off   *sanad.Offsets
	day   string       // of publication, "" unknown
	date  time.Time    // of publication, zero unknown
	dated timex.Period // the time that a sentence named last
	lower bool         // the text has no capitals at all
	topic string       // a topic of no conflict that the document is about, "" none

	country   string // of the place named last
	roles     map[string]sanad.Entity
	speakers  []sanad.Entity     // of the last attribution
	subject   []sanad.Entity     // of the last main clause
	person    []sanad.Entity     // for "he"
	thing     []sanad.Entity     // for "it"
	group     []sanad.Entity     // for "they"
	accuser   []sanad.Entity     // who last accused or claimed, for the recipient of a denial
	quote     *frame             // a quotation that goes on in the next sentence
	org       []sanad.Entity     // for "the agency", "the group"
	lastGroup []sanad.Entity     // org or armed, for "the group"
	countedBy []sanad.Entity     // who gave the last figures
	period    bool               // the last figures were totals over a period
	armed     []sanad.Entity     // the last armed group, for "the rebels"
	counted   []sanad.Population // of the last figure
	requester []sanad.Entity     // who last asked or offered, for the recipient of a refusal
	figures   []string           // measures of the sentence before
	told      map[string]bool    // types of the events claimed before
}

func (c *Coder) newDiscourse(doc sanad.Document, sentences []text.Sentence) *discourse {
	d := &discourse{doc: doc, off: sanad.NewOffsets(doc.Text), day: sanad.Day(doc.Published), roles: map[string]sanad.Entity{}, told: map[string]bool{}}
	if d.day != "" {
		d.date, _ = time.Parse(time.DateOnly, d.day)
	} else if len(doc.Published) >= 7 {
		d.date, _ = time.Parse("2006-01", doc.Published[:7])
	}
	d.topic = c.topicOf(sentences)
	d.country = c.firstCountry(sentences)
	return d
}

// topicOf finds a topic whose words a text is full of while it has none of war's.
func (c *Coder) topicOf(sentences []text.Sentence) string {
	seen := map[string]map[string]bool{}
	armed := map[string]bool{}
	for _, s := range sentences {
		for _, t := range s.Tokens {
			for topic, words := range c.topics {
				if words[t.Norm] {
					if seen[topic] == nil {
						seen[topic] = map[string]bool{}
					}
					seen[topic][t.Norm] = true
				}
			}
			if slices.Contains(c.book.Words.Other["armed"], t.Norm) {
				armed[t.Norm] = true
			}
		}
	}
	best := ""
	for topic, words := range seen {
		if len(words) >= 4 && len(words) > 2*len(armed) && (best == "" || len(words) > len(seen[best]) || len(words) == len(seen[best]) && topic < best) {
			best = topic
		}
	}
	return best
}

// firstCountry is the country of the first place named, the dateline's as a rule.
func (c *Coder) firstCountry(sentences []text.Sentence) string {
	for _, s := range sentences {
		for _, m := range c.lex.Find(s.Tokens) {
			for _, e := range m.Entries {
				if e.Kind != codebook.KindPlace {
					continue
				}
				if p := c.book.Places[e.Index]; p.Kind != "country" && p.Kind != "region" && p.Kind != "river" {
					return p.Country
				}
			}
		}
	}
	return ""
}

// antecedent is whom a pronoun stands for.
func (d *discourse) antecedent(class string) []sanad.Entity {
	first := func(lists ...[]sanad.Entity) []sanad.Entity {
		for _, l := range lists {
			if len(l) > 0 {
				return l
			}
		}
		return nil
	}
	switch class {
	case "singular person":
		return first(d.person, d.speakers)
	case "singular thing":
		return first(d.thing, d.subject)
	case "plural any":
		return first(d.group, d.subject, d.speakers)
	}
	return d.speakers
}

// remember keeps what later sentences refer to.
func (d *discourse) remember(r *reading) {
	d.dated = r.countedFrom()
	for i := range r.toks {
		if c := r.placeCountry(i); c != "" && (d.country == "" || r.ofDyad(c)) {
			d.country = c
		}
	}
	for k, m := range r.mentions {
		if m != nil && m.pronoun == "" && len(m.entities) > 0 {
			d.note(r, k, m)
		}
	}
	d.figures = nil
	for _, f := range r.figures {
		if f.scope != "" {
			d.period = f.scope == sanad.ScopePeriod && (d.period || r.longPeriod())
		}
	}
	if len(r.figures) > 0 {
		d.countedBy = nil
		if frames := r.framesAt(r.figures[0].nfrom); len(frames) > 0 && frames[0].stance == sanad.StanceAffirm && frames[0].speech == nil {
			d.countedBy = frames[0].speakers
		}
	}
	for _, f := range r.figures {
		d.figures = append(d.figures, f.measure)
		if len(f.of) > 0 {
			d.counted = f.of
		}
	}
	d.hear(r)
	for _, t := range r.triggers {
		if t.ok && len(t.actors) > 0 && r.typeOf(t) == "ACCUSE" && len(r.voices(t)) == 0 { // in somebody's words it is they who accuse
			d.accuser = t.actors
		}
		if t.ok && len(t.actors) > 0 && (r.typeOf(t) == "REQUEST" || r.typeOf(t) == "AGREE") {
			d.requester = t.actors
		}
	}
}

// ofDyad reports whether a country is one of the two sides'.
func (c *Coder) ofDyad(country string) bool {
	return slices.ContainsFunc(c.book.Crisis.Sides, func(s codebook.Side) bool { return s.ID == country })
}

// hear keeps who spoke last: by a reporting word, or by a speech act where there is none.
func (d *discourse) hear(r *reading) {
	for _, acts := range []bool{false, true} {
		heard := false
		for _, f := range r.frames {
			if len(f.speakers) == 0 || f.cue.to == f.cue.from || (f.speech != nil) != acts {
				continue
			}
			heard = true
			d.speakers = f.speakers
			d.heard(r, f)
			if f.stance == sanad.StanceAffirm && f.speech == nil && f.kind != "responsibility" {
				d.accuser = f.speakers
			}
		}
		if heard {
			return
		}
	}
}

// heard keeps a person who spoke for "he", an organisation for "the agency".
func (d *discourse) heard(r *reading, f *frame) {
	for _, k := range f.who {
		if m := r.mentions[k]; m != nil && m.pronoun == "" && r.isPerson(m) {
			d.person = f.speakers
		}
	}
	if len(f.speakers) == 1 && r.organisation(f.speakers[0]) {
		d.named(r, f.speakers)
		d.thing = f.speakers
	}
}

// named keeps the one group named last, by whether it is armed.
func (d *discourse) named(r *reading, list []sanad.Entity) {
	if !r.relaying(list[0]) {
		d.lastGroup = list
	}
	if r.isArmed(list[0]) {
		d.armed = list
		return
	}
	d.org = list
}

// organisation reports whether an entity is one that "the agency" or "the group" may stand for.
func (r *reading) organisation(e sanad.Entity) bool {
	a, ok := r.book.Actor(e.ID)
	if !ok {
		return e.ID == "" && e.Sector == "" && e.Text != "" && strings.ToLower(e.Text[:1]) != e.Text[:1]
	}
	switch a.Kind {
	case "igo", "ngo", "agency", "media", "armed_group", "party", "company":
		return true
	}
	return false
}

// note keeps one mention: roles by their word, and subjects for the pronouns.
func (d *discourse) note(r *reading, k int, m *mention) {
	if len(m.entities) == 1 && m.role != "" && m.entities[0].ID != "" {
		d.roles[m.word] = m.entities[0]
	}
	if len(m.entities) == 1 && r.organisation(m.entities[0]) && !m.unknown {
		d.named(r, m.entities)
	}
	subject := r.kindAt(k-1) != cPrep && (r.kindAt(k+1) == cVerb || r.kindAt(k+1) == cPrep || r.kindAt(k-1) == cVerb || r.chunkNorm(k+1) == ",")
	if !subject || m.role == "things" {
		return
	}
	if r.isPerson(m) {
		d.person = m.entities
		if r.kindAt(k+1) != cVerb {
			return
		}
		d.subject = m.entities
		return
	}
	if len(m.entities) > 1 || m.plural || r.groupName(m.to-1) {
		d.group = m.entities
	}
	if r.kindAt(k-1) != cVerb && (!m.plural || r.groupName(m.to-1)) && len(m.entities) == 1 {
		d.thing, d.subject = m.entities, m.entities
	}
}

// isPerson reports whether "he" or "she" may stand for a mention.
func (r *reading) isPerson(m *mention) bool {
	if m.role == "minister" || m.role == "official" || m.role == "police" && m.word != "police" {
		return !m.plural
	}
	for i := m.from; i < m.to; i++ {
		entries, _ := r.entriesAt(i, codebook.KindActor)
		for _, e := range entries {
			if r.book.Actors[e.Index].Kind == "person" {
				return true
			}
		}
	}
	return m.unknown && m.role == "" && m.to-m.from <= 3
}
