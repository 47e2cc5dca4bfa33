package coder

import (
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
		r.places = append(r.places, placeAt{i, to, r.bestPlace(entries), r.placeRole(i)})
		end = to
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

// bestPlace prefers a place in the country that the text is about, else the first listed.
func (r *reading) bestPlace(entries []codebook.Entry) int {
	for _, e := range entries {
		if r.book.Places[e.Index].Country == r.doc.country {
			return e.Index
		}
	}
	return entries[0].Index
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
