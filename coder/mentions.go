package coder

import (
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// mention is a noun phrase that names someone, or may.
type mention struct {
	chunk    int // of its head
	from, to int // tokens
	entities []sanad.Entity
	owner    []sanad.Entity // who stands before it: the possessor or the nationality
	bare     bool           // a country alone: itself or its government
	people   bool           // its head is a role, a name or a pronoun of people: it can act or speak
	role     string         // id of the codebook's role of its head
	word     string         // normalised head
	sector   string
	pronoun  string // class of a pronoun: "singular person"
	plural   bool
	unknown  bool // a name that the codebook doesn't have
	place    bool // a place's name that isn't a state's
}

// findMentions reads every noun phrase, then joins "members of the group" to its group.
func (r *reading) findMentions() {
	r.mentions = make([]*mention, len(r.chunks))
	for k, c := range r.chunks {
		if c.kind == cNP {
			r.mentions[k] = r.mentionOf(k, c)
		}
	}
	for k := len(r.chunks) - 1; k >= 0; k-- {
		r.joinOf(k)
		r.shareRole(k)
	}
	for _, m := range r.mentions {
		if m != nil {
			r.resolve(m)
		}
	}
}

// part is what one noun phrase consists of, from left to right.
type part struct {
	from, to int
	actor    string
	alias    codebook.Alias
	adj      bool
	role     int // index, -1 for none
	place    int // index, -1 for none
}

// parts finds the names and roles of a noun phrase, longest first, without overlap.
func (r *reading) parts(from, to int) []part {
	var out []part
	for i := from; i < to; {
		p, ok := r.partAt(i, to)
		if !ok {
			i++
			continue
		}
		out = append(out, p)
		i = p.to
	}
	return out
}

func (r *reading) partAt(i, limit int) (part, bool) {
	best := part{role: -1, place: -1}
	for _, m := range r.starts[i] {
		if m.To > limit {
			continue
		}
		if p, ok := r.partOf(m); ok && (p.to > best.to || p.to == best.to && best.actor == "" && p.actor != "") {
			if best.to == p.to && best.place >= 0 {
				p.place = best.place
			}
			best = p
		} else if ok && p.to == best.to && p.place >= 0 {
			best.place = p.place
		}
	}
	return best, best.to > 0
}

// partOf takes the reading of a phrase that names someone over one that names a role or a place.
func (r *reading) partOf(m codebook.Match) (part, bool) {
	p := part{from: m.From, to: m.To, role: -1, place: -1}
	var actors []codebook.Entry
	found := false
	for _, e := range m.Entries {
		switch e.Kind {
		case codebook.KindActor:
			// One side's word for someone is written in small letters too.
			if r.capital(m.From) || m.To-m.From > 1 || r.doc.lower || e.Alias.Label {
				actors = append(actors, e)
			}
		case codebook.KindAdjective, codebook.KindMetonym:
			p.actor, p.adj, found = r.book.Actors[e.Index].ID, e.Kind == codebook.KindAdjective, true
		case codebook.KindSource:
			if id := r.book.Sources[e.Index].Actor; id != "" && p.actor == "" {
				p.actor, found = id, true
			}
		case codebook.KindRole:
			p.role, found = e.Index, true
		case codebook.KindPlace:
			if r.capital(m.From) {
				p.place, found = e.Index, true
			}
		}
	}
	if e, ok := r.pickActor(actors); ok {
		p.actor, p.alias, p.adj, found = r.book.Actors[e.Index].ID, e.Alias, p.adj && p.actor == r.book.Actors[e.Index].ID, true
	}
	return p, found
}

// mentionOf reads one noun phrase: its last name or role is the head, what stands before it the owner.
func (r *reading) mentionOf(k int, c chunk) *mention {
	m := &mention{chunk: k, from: c.from, to: max(c.core, c.from+1), word: r.norm(c.head)}
	m.plural = strings.HasSuffix(m.word, "s")
	if r.tags[c.from] == tPron {
		m.pronoun, m.people = r.pronounClass(c.from), true
		return m
	}
	head := c.from
	for i := c.from; i < c.core; i++ {
		if r.tags[i] == tClitic {
			m.owner = r.named(r.parts(head, i), head, i)
			if len(m.owner) == 0 {
				if owner := r.mentionIn(k, head, i); owner.people {
					m.owner = owner.entities
				}
			}
			head = i + 1
		}
	}
	if r.tags[c.from] == tPoss {
		m.owner = r.possessor(c.from)
	}
	r.readHead(m, r.parts(head, c.core), head, c.core)
	if c.to > c.core && (m.unknown || len(m.entities) == 0) {
		r.abbreviated(m, c)
	}
	return m
}

// abbreviated takes whom a parenthesis names, "(UN)", for a name that isn't known.
func (r *reading) abbreviated(m *mention, c chunk) {
	for _, p := range r.parts(c.core, c.to) {
		if p.actor != "" {
			m.entities, m.unknown, m.people = []sanad.Entity{r.entity(p.actor, r.span(c.from, c.core))}, false, true
			return
		}
	}
}

// mentionIn reads the part of a noun phrase before a possessive: "the militant group's".
func (r *reading) mentionIn(k, from, to int) *mention {
	m := &mention{chunk: k, from: from, to: to, word: r.norm(to - 1)}
	r.readHead(m, r.parts(from, to), from, to)
	r.resolve(m)
	return m
}

// named returns the actor that the parts name, composed with the roles among them.
func (r *reading) named(parts []part, from, to int) []sanad.Entity {
	m := &mention{from: from, to: to}
	r.readHead(m, parts, from, to)
	if len(m.entities) > 0 {
		return m.entities
	}
	return m.owner
}

// readHead finds whom the phrase from from to to names.
func (r *reading) readHead(m *mention, parts []part, from, to int) {
	var actor *part
	var roles []part
	for i := range parts {
		p := &parts[i]
		switch {
		case p.actor != "" && (p.place < 0 || p.to == to || actor == nil):
			actor = p
		case p.role >= 0:
			roles = append(roles, *p)
		case p.place >= 0:
			m.place = p.to == to
		}
	}
	last := 0
	if len(parts) > 0 {
		last = parts[len(parts)-1].to
	}
	owner := m.owner
	if actor != nil {
		owner = []sanad.Entity{r.labelled(actor)}
	}
	if len(roles) > 0 && roles[len(roles)-1].to == last && last >= to-r.tail(last, to) {
		r.readRole(m, roles, owner, from, to)
		return
	}
	if actor != nil && actor.to >= to-r.tail(actor.to, to) && (!actor.adj || actor.to == to) {
		m.people, m.entities = true, owner
		a, ok := r.book.Actor(owner[0].ID)
		switch {
		case ok && a.Kind == "state" && r.demonym(a, actor):
			r.markPeople(m.entities)
			m.plural = true
		case ok && a.Kind == "state":
			m.bare, m.place = true, actor.place >= 0
		}
		return
	}
	m.owner = owner
	if actor == nil && len(roles) == 0 && !m.place && (r.nameLike(from, to) || r.holdsName(from, to)) {
		m.unknown, m.people = true, true
		span := r.span(from, to)
		m.entities = []sanad.Entity{{Text: r.doc.off.Slice(span), Name: r.doc.off.Slice(span), Span: span}}
	}
	if len(roles) > 0 && len(owner) == 0 && actor == nil {
		m.sector = r.sectorOf(roles)
	}
}

// demonym: "Arnorians" are people of Arnor, not its state.
func (r *reading) demonym(a *codebook.Actor, p *part) bool {
	if p.to != p.from+1 {
		return false
	}
	return slices.ContainsFunc(a.Adjectives, func(adj string) bool { return strings.ToLower(adj)+"s" == r.norm(p.from) })
}

// tail is how many tokens may stand behind the head and still leave it the head: a name ("Foreign Minister
// Haldir Amroth") or a bracketed abbreviation.
func (r *reading) tail(last, to int) int {
	for i := last; i < to; i++ {
		if !r.capital(i) {
			return 0
		}
	}
	return to - last
}

func (r *reading) labelled(p *part) sanad.Entity {
	e := r.entity(p.actor, r.span(p.from, p.to))
	if p.alias.Label {
		e.Label = e.Text
	}
	return e
}

// readRole composes the roles of a phrase with its owner; without one the country comes from around it.
func (r *reading) readRole(m *mention, roles []part, owner []sanad.Entity, from, to int) {
	m.role, m.sector = r.book.Roles[roles[len(roles)-1].role].ID, r.sectorOf(roles)
	m.people = m.role != "things"
	span := r.span(from, to)
	for _, o := range owner {
		id := r.composed(o.ID, m.sector, false)
		if m.role == "informants" && !r.isState(o) {
			id = o.ID // "Stewards sources"
		}
		if id == "" {
			continue
		}
		e := r.entity(id, span)
		e.Label = o.Label
		if e.Label == "" {
			e.Label = r.loaded(to)
		}
		m.entities = append(m.entities, e)
	}
	m.owner = owner
	r.markPeople(m.entities)
}

// sectorPeople marks a country's unnamed people while a sentence is read, so that they aren't taken for its
// state; claims never show it.
const sectorPeople = "people"

func (r *reading) markPeople(list []sanad.Entity) {
	for i, e := range list {
		if a, ok := r.book.Actor(e.ID); ok && a.Kind == "state" {
			list[i].Sector = sectorPeople
		}
	}
}

// sectorOf is the sector of a chain of roles: "army spokesman" is the army's, "interior ministry
// official" the government's.
func (r *reading) sectorOf(roles []part) string {
	sector := ""
	for i, p := range roles {
		s := r.book.Roles[p.role].Sector
		if i == 0 || s != "" && s != "GOV" && (sector == "" || sector == "GOV") {
			sector = s
		}
	}
	return sector
}

// nameLike: every word but a leading "the" begins with a capital, and it isn't merely a sentence's first word.
func (r *reading) nameLike(from, to int) bool {
	for from < to && (r.tags[from] == tDet || r.tags[from] == tNum) {
		from++
	}
	if from >= to || from == 0 && to-from == 1 && r.tags[from] == tNoun && len(r.toks[from].Text) > 1 && !r.inName(from) {
		return false
	}
	for i := from; i < to; i++ {
		if !r.capital(i) || r.tags[i] == tNum || r.isDate(i) {
			return false
		}
	}
	return true
}

// holdsName: some word of the phrase, not its first, is a name: "the women-led Hirak movement".
func (r *reading) holdsName(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if r.capital(i) && r.tags[i] == tNoun && !r.isDate(i) && len(r.toks[i].Text) > 1 {
			e, _ := r.entriesAt(to-1, codebook.KindPredicate)
			return len(e) == 0
		}
	}
	return false
}

// inName: a word in capitals throughout is a name even at the beginning.
func (r *reading) inName(i int) bool {
	t := r.toks[i].Text
	return len(t) > 1 && strings.ToUpper(t) == t
}

func (r *reading) isDate(i int) bool {
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			if e.Kind == codebook.KindMonth || e.Kind == codebook.KindWeekday {
				return true
			}
		}
	}
	return false
}

func (r *reading) pronounClass(i int) string {
	for _, class := range []string{"singular thing", "plural any", "singular person", "plural self", "singular self"} {
		if r.is(i, "pronoun "+class) {
			return class
		}
	}
	return ""
}

// joinOf reads "fighters of the group", "spokesman for the ministry", "elders from both countries": a role
// without an owner takes the next phrase as its owner.
func (r *reading) joinOf(k int) {
	m := r.mentions[k]
	if m == nil || k+2 >= len(r.chunks) || r.mentions[k+2] == nil || r.chunks[k+1].kind != cPrep {
		return
	}
	prep, next := r.chunkNorm(k+1), r.mentions[k+2]
	if prep != "of" && prep != "for" && prep != "from" {
		return
	}
	if both := r.dyadAt(next); both != nil && m.role != "" && m.role != "things" && len(m.entities) == 0 {
		for _, o := range both {
			if id := r.composed(o.ID, m.sector, false); id != "" {
				m.entities = append(m.entities, r.entity(id, r.span(m.from, next.to)))
			}
		}
		m.plural, m.people = true, true
		return
	}
	own := next.entities
	if len(own) == 0 {
		own = next.owner
	}
	if len(own) == 0 || len(m.entities) > 0 || m.role == "" || m.role == "things" || prep == "from" && !next.bare {
		return
	}
	for j := k + 2; j < len(r.chunks); j++ { // "of Arnor, Gondor and Rohan"
		for _, o := range r.mentions[j].entitiesOrOwner() {
			if id := r.composed(o.ID, m.sector, next.role != ""); id != "" {
				e := r.entity(id, r.span(m.from, r.chunks[j].to))
				e.Label = o.Label
				m.entities = append(m.entities, e)
			}
		}
		nxt, ok := r.nextInList(j)
		if !ok || prep == "for" {
			m.to = r.chunks[j].to
			break
		}
		j = nxt - 1
	}
}

// shareRole: in "Arnorian and Gondorian delegations" both are delegations.
func (r *reading) shareRole(k int) {
	if r.kindAt(k) != cNP || r.kindAt(k+1) != cConj || r.kindAt(k+2) != cNP || k+2 >= len(r.chunks) {
		return
	}
	m, next := r.mentions[k], r.mentions[k+2]
	if !r.adjectiveAt(m.to-1) || m.role != "" || len(m.entities) != 1 || !r.isState(m.entities[0]) || next.role == "" || next.role == "things" || len(next.owner) != 1 || !r.isState(next.owner[0]) {
		return
	}
	if id := r.composed(m.entities[0].ID, next.sector, false); id != "" {
		m.owner = m.entities
		m.entities = []sanad.Entity{r.entity(id, r.span(m.from, m.to))}
		m.role, m.sector, m.word, m.bare, m.people, m.plural = next.role, next.sector, next.word, false, true, true
		r.markPeople(m.entities)
	}
}

func (m *mention) entitiesOrOwner() []sanad.Entity {
	if m == nil {
		return nil
	}
	if len(m.entities) > 0 {
		return m.entities
	}
	return m.owner
}

// nextInList returns the chunk of the phrase that is coordinated with the one at k: "A, B and C".
func (r *reading) nextInList(k int) (int, bool) {
	switch {
	case r.kindAt(k+1) == cConj && r.kindAt(k+2) == cNP && r.chunkNorm(k+1) != "but":
		return k + 2, true
	case r.kindAt(k+1) == cPunct && r.chunkNorm(k+1) == "," && r.kindAt(k+2) == cNP && r.listGoesOn(k+2):
		return k + 2, true
	case r.kindAt(k+1) == cPunct && r.chunkNorm(k+1) == "," && r.kindAt(k+2) == cConj && r.kindAt(k+3) == cNP && k+3 < len(r.chunks) && r.listEnds(k+3):
		return k + 3, true
	}
	return 0, false
}

// listGoesOn: behind "A, B" comes ", C" or "and C" before anything else.
func (r *reading) listGoesOn(k int) bool {
	for ; k+2 < len(r.chunks); k += 2 {
		if r.kindAt(k+1) == cConj && r.kindAt(k+2) == cNP || r.chunkNorm(k+1) == "," && r.kindAt(k+2) == cConj {
			return true
		}
		if r.chunkNorm(k+1) != "," || r.kindAt(k+2) != cNP {
			return false
		}
	}
	return false
}

// listEnds: no verb follows right behind, or the "and" would begin a clause.
func (r *reading) listEnds(k int) bool { return r.kindAt(k+1) != cVerb }
