package coder

import (
	"slices"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// resolve gives entities to pronouns, to roles without an owner and to words for both sides.
func (r *reading) resolve(m *mention) {
	if n := r.dyadAt(m); n != nil && len(m.entities) < 2 {
		m.entities, m.people, m.plural = n, true, true
		return
	}
	if len(m.entities) > 0 {
		return
	}
	switch {
	case m.pronoun == "" && r.definite(m) && len(m.owner) == 0 && r.referred(m):
		m.people = true
	case m.pronoun != "":
		m.entities = r.at(r.antecedentHere(m), m)
	case m.role != "" && m.role != "things":
		r.resolveRole(m)
	case m.role == "" && len(m.owner) == 0 && (m.sector == "COP" || m.sector == "MIL"):
		if c := r.countryAround(m); r.ofDyad(c) {
			m.owner = []sanad.Entity{r.entity(c+"-"+m.sector, r.span(m.from, m.to))} // "a police station"
		}
	}
}

// referred resolves "the statement", "the agency", "the rebels", "the group" to who was named before.
func (r *reading) referred(m *mention) bool {
	for _, back := range []struct {
		class string
		armed int // 1 armed groups, 0 either, -1 others
		last  []sanad.Entity
	}{{"statement", 0, r.doc.speakers}, {"organisation", -1, r.doc.org}, {"armed_noun", 1, r.doc.armed}, {"group_noun", r.armedGroup(m), r.doc.lastGroup}} {
		if !r.endsWith(m.to, back.class) {
			continue
		}
		list := back.last
		if back.class == "group_noun" && back.armed > 0 {
			list = r.doc.armed
		}
		if back.class == "statement" && r.endsWith(m.to, "spoken_noun") {
			list = slices.DeleteFunc(slices.Clone(list), func(e sanad.Entity) bool { return r.relaying(e) })
		}
		if back.class != "statement" {
			if here := r.groupBefore(m, back.armed); here != nil {
				list = here
			}
		}
		if len(list) > 0 {
			m.entities = r.at(list, m)
			return true
		}
	}
	return false
}

// armedGroup is 1 where a phrase says that it means an armed group: "the militant group".
func (r *reading) armedGroup(m *mention) int {
	if m.role == "militants" {
		return 1
	}
	return 0
}

// relaying reports whether an entity relays what others say: a newspaper, a news agency.
func (r *reading) relaying(e sanad.Entity) bool {
	a, ok := r.book.Actor(e.ID)
	return ok && r.relays(a.Kind)
}

// endsWith reports whether a phrase of a class ends right before token i.
func (r *reading) endsWith(i int, class string) bool {
	for n := 1; n <= 3 && n <= i; n++ {
		if r.phraseAt(i-n, class) == n {
			return true
		}
	}
	return false
}

// groupBefore is the organisation or armed group named last before m in its sentence.
func (r *reading) groupBefore(m *mention, armed int) []sanad.Entity {
	for k := m.chunk - 1; k >= 0; k-- {
		n := r.mentions[k]
		if n == nil || len(n.entities) != 1 || n.unknown || !r.organisation(n.entities[0]) {
			continue
		}
		if is := r.isArmed(n.entities[0]); armed == 0 && !r.relaying(n.entities[0]) || armed != 0 && is == (armed > 0) {
			return n.entities
		}
	}
	return nil
}

func (r *reading) isArmed(e sanad.Entity) bool {
	a, ok := r.book.Actor(e.ID)
	return ok && a.Kind == "armed_group"
}

// agrees: "it" stands for one, "they" for a group or several, "he" for a person.
func (r *reading) agrees(m, s *mention) bool {
	switch m.pronoun {
	case "singular thing":
		return !s.plural && !r.isPerson(s)
	case "singular person":
		return r.isPerson(s)
	case "plural any":
		return s.plural || r.groupName(s.to-1) || len(s.entities) > 1
	}
	return false
}

// resolveRole: "the ministry" is the ministry spoken of before; else the country comes from around it.
func (r *reading) resolveRole(m *mention) {
	if e, ok := r.doc.roles[m.word]; ok && r.definite(m) {
		m.entities = r.at([]sanad.Entity{e}, m)
		return
	}
	if m.role == "informants" {
		return // no country's, unless the text says whose
	}
	if owner := r.sharedOwner(m); owner != nil {
		r.ownRole(m, owner)
		return
	}
	last, bare := r.bareSpeaker(m)
	if len(last) > 0 {
		m.entities = r.at(last, m)
		return
	}
	country := ""
	if !bare {
		country = r.countryAround(m)
	}
	if m.role == "militants" && r.acrossBorder(m, country) {
		country = ""
	}
	span := r.span(m.from, m.to)
	if country == "" || !r.ofDyad(country) && (m.sector == "" || m.sector == "REB" || m.sector == "CVL" || m.sector == "REF") {
		m.unknown = true
		text := r.doc.off.Slice(span)
		m.entities = []sanad.Entity{{Name: text, Text: text, Sector: m.sector, Span: span}}
		return
	}
	id := country
	if m.sector != "" {
		id += "-" + m.sector
	}
	e := r.entity(id, span)
	e.Label = r.loaded(m.to)
	m.entities = []sanad.Entity{e}
	r.markPeople(m.entities)
}

// acrossBorder reports whether one side of the dyad speaks of militants, or strikes them, in the other's country: they
// are said to be there, not of there.
func (r *reading) acrossBorder(m *mention, country string) bool {
	if !r.ofDyad(country) {
		return false
	}
	for k := m.chunk - 1; k >= 0; k-- {
		for _, e := range r.mentions[k].entitiesOrOwner() {
			if r.ofDyad(e.Country) {
				return e.Country != country && e.Sector != "REB"
			}
		}
	}
	return false
}

// sharedOwner is whose people both phrases of "Arnorian soldiers and policemen" are.
func (r *reading) sharedOwner(m *mention) []sanad.Entity {
	k := m.chunk
	if r.kindAt(k-1) != cConj || r.norm(r.chunks[k-1].from) != "and" || r.kindAt(k-2) != cNP || m.to != m.from+1 {
		return nil
	}
	if before := r.mentions[k-2]; before.role != "" && before.plural && len(before.owner) == 1 && r.isState(before.owner[0]) {
		return before.owner
	}
	return nil
}

// ownRole gives a role to its owners: "ministers" of Arnor are its government.
func (r *reading) ownRole(m *mention, owner []sanad.Entity) {
	span := r.span(m.from, m.to)
	for _, o := range owner {
		if id := r.composed(o.ID, m.sector, false); id != "" {
			m.entities = append(m.entities, r.entity(id, span))
		}
	}
	m.owner = owner
	r.markPeople(m.entities)
}

// loaded is the speaker's own word for someone, "terrorists", where the phrase that ends before token i is one.
func (r *reading) loaded(i int) string {
	if i > 0 && r.is(i-1, "loaded") {
		return r.toks[i-1].Text
	}
	return ""
}

func (r *reading) definite(m *mention) bool {
	w := r.norm(m.from)
	return w == "the" || w == "that" || w == "this" || w == "these" || w == "those" || r.tags[m.from] == tPoss
}

// at gives entities found elsewhere the span of this mention.
func (r *reading) at(list []sanad.Entity, m *mention) []sanad.Entity {
	out := make([]sanad.Entity, len(list))
	for i, e := range list {
		e.Span = r.span(m.from, m.to)
		e.Text = r.doc.off.Slice(e.Span)
		e.Cue = nil
		out[i] = e
	}
	return out
}

// possessor is whom "its" or "their" at token i stands for: a name before it in the sentence, or the
// document's last subject.
func (r *reading) possessor(i int) []sanad.Entity {
	if w := r.norm(i); w == "our" || w == "my" {
		return r.doc.speakers
	}
	for k := r.chunkOf(i) - 1; k >= 0; k-- {
		m := r.mentions[k]
		if m != nil && len(m.owner) > 0 && r.reportNoun(k) && r.verbBefore(k) < 0 {
			return m.owner[:1] // "Arnor's claim that its soldiers"
		}
		if m == nil || len(m.entities) == 0 || m.unknown || m.pronoun != "" {
			continue
		}
		if r.kindAt(k-1) == cPrep && r.chunkNorm(k-1) != "of" && r.chunkNorm(k-1) != "to" || m.role == "things" || m.place && !m.bare {
			continue
		}
		return m.entities[:1]
	}
	return r.doc.subject
}

// dyadAt returns both sides where the phrase is a word for them: "the two governments".
func (r *reading) dyadAt(m *mention) []sanad.Entity {
	for i := m.from; i < m.to; i++ {
		for _, sector := range []string{"GOV", "MIL", "any"} {
			if r.phraseAt(i, "dyad "+sector) > 0 {
				return r.bothSides(sector, m)
			}
		}
	}
	return nil
}

func (r *reading) bothSides(sector string, m *mention) []sanad.Entity {
	var out []sanad.Entity
	for _, s := range r.book.Crisis.Sides {
		id := s.ID
		if sector != "any" {
			id += "-" + sector
		} else {
			m.bare = true
		}
		out = append(out, r.entity(id, r.span(m.from, m.to)))
	}
	return out
}

// countryAround is the country of a role that says none: that of a place near it in the sentence, else of
// the place that the document spoke of last.
func (r *reading) countryAround(m *mention) string {
	if m.role == "militants" {
		if c := r.victimCountry(m); c != "" {
			return c
		}
	}
	best, country := 1<<30, ""
	for i := range r.toks {
		c := r.placeCountry(i)
		if c == "" {
			continue
		}
		d := i - m.to
		if d < 0 {
			d = 2 * (m.from - i)
		}
		if d < best {
			best, country = d, c
		}
	}
	if country != "" {
		return country
	}
	return r.doc.country
}

// victimCountry is the country of the nationals that stand right behind a verb that militants act in.
func (r *reading) victimCountry(m *mention) string {
	for k := m.chunk + 1; k < len(r.chunks) && k <= m.chunk+3; k++ {
		if n := r.mentions[k]; n != nil {
			for _, o := range n.owner {
				return o.Country
			}
		}
	}
	return ""
}

// placeCountry is the country of a place named at token i that is no country, capital standing for a
// government, or crossing.
func (r *reading) placeCountry(i int) string {
	entries, to := r.entriesAt(i, codebook.KindPlace)
	if to == 0 || !r.capital(i) {
		return ""
	}
	p := r.book.Places[entries[0].Index]
	if p.Kind == "country" && i > 0 && r.is(i-1, "within") {
		return p.Country
	}
	if p.Kind == "country" || p.Kind == "river" || p.Kind == "region" {
		return ""
	}
	if r.metonym(i) && (i == 0 || r.tags[i-1] != tPrep) {
		return ""
	}
	return p.Country
}

func (r *reading) metonym(i int) bool {
	e, _ := r.entriesAt(i, codebook.KindMetonym)
	return len(e) > 0
}
