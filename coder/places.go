package coder

import (
	"slices"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// placeAt is a place named in a sentence.
type placeAt struct {
	from, to int
	index    int // into the book's places
	role     string
}

// findPlaces finds the places named. A capital that acts as its government is none here.
func (r *reading) findPlaces() {
	end := 0
	for i := range r.toks {
		if i < end {
			continue
		}
		entries, to := r.entriesAt(i, codebook.KindPlace)
		if to == 0 || !r.hasCapital(i, to) || r.longerName(i, to) || !r.placeLike(i, to) {
			continue
		}
		if index, ok := r.bestPlace(entries, to); ok {
			r.places = append(r.places, placeAt{i, to, index, r.placeRole(i)})
		}
		end = to
	}
	r.townsAsCrossings()
}

// townsAsCrossings: in "Torkham and Chaman remained closed" the town beside a crossing is its own crossing.
func (r *reading) townsAsCrossings() {
	for i, p := range r.places {
		town := r.book.Places[p.index]
		if town.Kind != "town" || !slices.ContainsFunc(r.places, func(o placeAt) bool { return r.book.Places[o.index].Kind == "crossing" }) {
			continue
		}
		for j, b := range r.book.Places {
			if b.Kind == "crossing" && b.Parent != "" && b.Parent == town.Parent {
				r.places[i].index = j
				break
			}
		}
	}
}

// hasCapital: a place's name has a capital somewhere, as "eastern Afghanistan" has.
func (r *reading) hasCapital(from, to int) bool {
	for i := from; i < to; i++ {
		if r.capital(i) {
			return true
		}
	}
	return false
}

// longerName: "Kunar" in the name of an organisation is no place.
func (r *reading) longerName(i, to int) bool {
	for _, m := range r.matches {
		if m.From <= i && m.To >= to && m.To-m.From > to-i {
			for _, e := range m.Entries {
				if e.Kind == codebook.KindActor {
					return true
				}
			}
		}
	}
	return false
}

// placeLike: behind a preposition or in front of a word for a place; a name that is an actor's too must
// have the preposition.
func (r *reading) placeLike(i, to int) bool {
	actor := r.metonym(i)
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			actor = actor || e.Kind == codebook.KindActor && m.To == to
		}
	}
	if !actor {
		return true
	}
	return r.locative(i) || r.metonym(i) && (r.actBehind(to) || r.struck(i))
}

// struck: in "bombed Annuminas" the capital is what the verb of an assault hits.
func (r *reading) struck(i int) bool {
	for _, m := range r.matches {
		if m.To != i {
			continue
		}
		for _, e := range m.Entries {
			if e.Kind == codebook.KindPredicate && e.Form != codebook.FormNoun && e.Form != codebook.FormPlural && r.book.Predicates[e.Index].Type == "ASSAULT" {
				return true
			}
		}
	}
	return false
}

// actBehind: in "the Annuminas bombing" the capital is where it happened.
func (r *reading) actBehind(i int) bool {
	for j := i; j < len(r.toks) && j < i+3 && r.inside[j] == r.inside[i-1] && r.tags[j] == tNoun; j++ {
		entries, _ := r.entriesAt(j, codebook.KindPredicate)
		for _, e := range entries {
			if (e.Form == codebook.FormNoun || e.Form == codebook.FormPlural) && r.book.Predicates[e.Index].Type == "ASSAULT" {
				return true
			}
		}
	}
	return false
}

// locative reports whether a preposition of place governs the phrase that begins before or at i.
func (r *reading) locative(i int) bool {
	for j := i - 1; j >= 0 && j >= i-6; j-- {
		if r.is(j, "locative") {
			return true
		}
		if r.tags[j] != tNoun && r.tags[j] != tDet && r.tags[j] != tConj && r.norm(j) != "," {
			return false
		}
	}
	return false
}

// bestPlace prefers a place that lies in what the text names right behind it, "Wana, South Waziristan", then one in
// the country that the text is about, then the first listed. "Bree, a village in Gondor" is no town in Arnor.
func (r *reading) bestPlace(entries []codebook.Entry, to int) (index int, ok bool) {
	if above, said := r.regionBehind(to); above != "" {
		for _, e := range entries {
			if p := r.book.Places[e.Index]; p.ID != above && r.book.PlaceWithin(p.ID, above) {
				return e.Index, true
			}
		}
		if b, _ := r.book.Place(above); said && b != nil && !slices.ContainsFunc(entries, func(e codebook.Entry) bool { return r.book.Places[e.Index].Country == b.Country }) {
			return 0, false
		}
	}
	for _, e := range entries {
		if r.book.Places[e.Index].Country == r.doc.country {
			return e.Index, true
		}
	}
	return entries[0].Index, true
}

// regionBehind is the place named behind a comma, and whether the text says that the one before lies in it.
func (r *reading) regionBehind(i int) (id string, said bool) {
	if r.norm(i) != "," {
		return "", false
	}
	for j := i + 1; j < len(r.toks) && j <= i+6; j++ {
		if e, to := r.entriesAt(j, codebook.KindPlace); to > 0 {
			return r.book.Places[e[0].Index].ID, said
		}
		if u := r.toks[j].UPOS; u == "VERB" || u == "PUNCT" || u == "CCONJ" {
			return "", false
		}
		said = said || r.is(j, "within")
	}
	return "", false
}

func (r *reading) placeRole(i int) string {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		switch {
		case r.is(j, "origin"):
			return "origin"
		case r.is(j, "destination"):
			return "destination"
		}
		if r.tags[j] == tPrep || r.tags[j] == tVerb || r.tags[j] == tPunct {
			break
		}
	}
	return "event"
}

// placeAsClaimed makes the place of a claim.
func (r *reading) placeAsClaimed(p placeAt) sanad.Place {
	b := r.book.Places[p.index]
	span := r.span(p.from, p.to)
	precision := "point"
	switch b.Kind {
	case "city", "town":
		precision = "city"
	case "district", "province", "country":
		precision = b.Kind
	case "region", "river":
		precision = "province"
	}
	return sanad.Place{
		ID: b.ID, Name: b.Name, Lat: sanad.Decimal(b.Lat), Lon: sanad.Decimal(b.Lon), Precision: precision,
		Role: p.role, Text: r.doc.off.Slice(span), Span: span,
	}
}

// placesOf are the places where that happens of which the word at token i tells: those that hang below it in the
// tree, else those of its verb, else of the verb that this one continues ("bombed Bree, killing ten"). A place of
// another event or of whoever speaks is none of them, nor the province behind its town.
func (r *reading) placesOf(i int) []sanad.Place {
	own := r.eventAt(i)
	told := slices.ContainsFunc(r.triggers, func(t *trigger) bool { return t.ok && t.from <= i && i < t.to })
	if own < 0 {
		own = -2
	}
	if out := r.struckPlaces(i + 1); len(out) > 0 {
		return out
	}
	verb := r.verbOver(i)
	for steps := 0; verb >= 0 && steps < 4; steps++ {
		if out := r.placesAt(own, -2); len(out) > 0 {
			return out
		}
		if out := r.placesAt(-2, verb); len(out) > 0 {
			return out
		}
		if !r.tree.isRel(verb, "conj", "xcomp", "advcl", "acl") || r.inCue(r.tree.head(verb)) {
			break
		}
		own, verb = -2, r.verbOver(r.tree.head(verb))
	}
	var out []sanad.Place
	for _, p := range r.places { // where the tree says nothing
		if s := r.seatOf(p); (s.event < 0 || own < 0 && !told) && !s.speaker && r.sameClause(i, p.from) && p.from >= r.afterDateline(0) {
			out = r.addPlace(out, p)
		}
	}
	return out
}

// struckPlaces are the place named at token i, right behind a verb, and what hangs on it: "bombed Bree and Tharbad".
func (r *reading) struckPlaces(i int) []sanad.Place {
	top := -1
	var out []sanad.Place
	for _, p := range r.places {
		if p.from == i {
			top = r.topOf(tokens{p.from, p.to})
		}
		if top >= 0 && r.tree.under(r.topOf(tokens{p.from, p.to}), top) {
			out = r.addPlace(out, p)
		}
	}
	return out
}

// placesAt are the places of an event's noun, or of a verb where no event's noun has them.
func (r *reading) placesAt(own, verb int) []sanad.Place {
	var out []sanad.Place // -2 is no event and no verb
	for _, p := range r.places {
		if p.from < r.afterDateline(0) {
			continue
		}
		if s := r.seatOf(p); s.event == own || s.event < 0 && s.verb == verb && !s.speaker {
			out = r.addPlace(out, p)
		}
	}
	return out
}

func (r *reading) addPlace(list []sanad.Place, p placeAt) []sanad.Place {
	id := r.book.Places[p.index].ID
	if slices.ContainsFunc(list, func(o sanad.Place) bool { return r.book.PlaceWithin(o.ID, id) && o.Role == p.role }) {
		return list
	}
	return append(list, r.placeAsClaimed(p))
}

// seat is where a place hangs in the tree: the noun of an event below its verb, -1 for none, the verb, and whether
// it is where somebody speaks.
type seat struct {
	event, verb int
	speaker     bool
}

func (r *reading) seatOf(p placeAt) seat {
	s := seat{event: -1, verb: -1}
	via := r.topOf(tokens{p.from, p.to})
	for steps := 0; steps <= len(r.toks); steps++ {
		at := r.tree.head(via)
		if at < 0 {
			return s
		}
		if r.toks[at].UPOS == "VERB" || r.inCue(at) {
			s.verb, s.speaker = at, r.speaksFrom(via, at)
			return s
		}
		if s.event < 0 && r.eventAt(at) == at {
			s.event = at
		}
		via = at
	}
	return s
}

// speaksFrom: "officials in Annuminas said", "said in Annuminas", but not "put the deaths in Bree at nine", nor
// "In Bree, an official said, nine died".
func (r *reading) speaksFrom(via, cue int) bool {
	return r.inCue(cue) && r.tree.isRel(via, "nsubj", "obl", "advcl", "advmod", "nmod") && (via > cue || r.norm(cue+1) != "," || r.tree.isRel(via, "nsubj"))
}

// eventAt is the head token of the noun of an event that token i belongs to, -1 for none.
func (r *reading) eventAt(i int) int {
	for _, t := range r.triggers {
		if t.noun && t.ok && t.from <= i && i < t.to {
			return r.topOf(tokens{t.from, t.to})
		}
	}
	return -1
}

// verbOver is the verb at token i or the nearest above it, the root where there is none.
func (r *reading) verbOver(i int) int {
	for steps := 0; i >= 0 && steps <= len(r.toks); steps++ {
		h := r.tree.head(i)
		if r.toks[i].UPOS == "VERB" || h < 0 {
			return i
		}
		i = h
	}
	return -1
}

// inCue reports whether token i is the word by which somebody speaks.
func (r *reading) inCue(i int) bool {
	return slices.ContainsFunc(r.frames, func(f *frame) bool { return f.speech == nil && f.cue.has(i) })
}
