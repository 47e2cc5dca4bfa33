package coder

import (
	"slices"
	"strings"

	"sanad.example/sanad"
)

// canSpeak reports whether one of the phrases names people, or what people speak through.
func (r *reading) canSpeak(list []int) bool {
	for _, k := range list {
		if m := r.mentions[k]; m != nil && (m.people && m.role != "things" && len(m.entities) > 0) {
			return true
		}
	}
	return false
}

// speakersIn are the speaking entities of phrases; a bare country speaks as its government.
func (r *reading) speakersIn(list []int) []sanad.Entity {
	var out []sanad.Entity
	for _, k := range list {
		m := r.mentions[k]
		if m == nil || m.role == "things" && !m.people && len(m.entities) == 0 {
			continue
		}
		if r.is(m.from, "negation") && len(m.entities) < 2 {
			continue // "no group"
		}
		found := m.entities
		if len(found) == 0 {
			found = r.unlistedSpeaker(m)
		}
		if (m.pronoun == "singular thing" || m.pronoun == "plural any") && len(r.doc.speakers) > 0 && !r.spokenBefore(k) {
			found = r.at(r.doc.speakers, m)
		}
		for _, e := range found {
			out = append(out, r.asState(e, false))
		}
	}
	return distinct(out)
}

// speakersAmong are who acts by speaking where the phrases name nobody of the codebook: an Arnorian cricketer
// who accuses Gondor isn't Arnor, Arnor's language is.
func (r *reading) speakersAmong(list []int) []sanad.Entity {
	var out []sanad.Entity
	for _, k := range list {
		if m := r.mentions[k]; m != nil && len(m.entities) == 0 && len(m.owner) > 0 {
			out = append(out, r.unlistedSpeaker(m)...)
		}
	}
	return distinct(out)
}

// unlistedSpeaker is who speaks in a phrase that names nobody of the codebook: the owner of a statement, or
// a person or an organisation by the noun; an explosion says nothing.
func (r *reading) unlistedSpeaker(m *mention) []sanad.Entity {
	if len(m.owner) > 0 && !r.isState(m.owner[0]) {
		return m.owner // "the group's authors"
	}
	if len(m.owner) > 0 && (r.is(m.to-1, "statement") || r.is(m.to-1, "report_noun") || r.endsWith(m.to, "statement")) {
		return m.owner
	}
	switch noun := r.speakerNoun(m); {
	case !noun && len(m.owner) > 0 && r.possessed(m):
		return m.owner // "Gondor's language"
	case !noun && len(m.owner) == 0 || m.role == "things":
		return nil
	}
	e := r.nameless(m)
	if len(m.owner) > 0 && e.ID == "" {
		e.Country = m.owner[0].Country
	}
	return []sanad.Entity{e}
}

func (r *reading) possessed(m *mention) bool {
	return slices.Contains(r.tags[m.from:m.to], tClitic) || r.tags[m.from] == tPoss
}

func (r *reading) isState(e sanad.Entity) bool {
	a, ok := r.book.Actor(e.ID)
	return ok && a.Kind == "state"
}

// speakerNoun reports whether the last word of a phrase is one for a person, an organisation or a text.
func (r *reading) speakerNoun(m *mention) bool {
	if m.pronoun != "" {
		return r.is(m.from, "speaking_pronoun")
	}
	if m.role != "" && m.role != "things" {
		return true
	}
	i := m.to - 1
	for _, class := range []string{"organisation", "statement", "report_noun", "group_noun", "armed_noun", "person_noun"} {
		if r.endsWith(m.to, class) {
			return true
		}
	}
	if r.is(i, "no_person") {
		return false
	}
	if r.capital(i) || r.tags[i] == tNum || r.tags[i] == tDet {
		return true // "Ali", "two", "many"
	}
	return slices.ContainsFunc(r.book.Words.Other["person_ending"], func(s string) bool { return strings.HasSuffix(r.norm(i), s) })
}

// nameless is a speaker whom the codebook doesn't know: "one woman", "a witness".
func (r *reading) nameless(m *mention) sanad.Entity {
	if r.kindAt(m.chunk+1) == cPrep && m.chunk+2 < len(r.chunks) && (r.chunkNorm(m.chunk+1) == "by" || r.chunkNorm(m.chunk+1) == "from" || r.chunkNorm(m.chunk+1) == "of") {
		if n := r.mentions[m.chunk+2]; n != nil && len(n.entities) > 0 && n.people { // "a study by X"
			return r.asState(n.entities[0], false)
		}
	}
	p := r.phrase(m.from, m.to)
	return sanad.Entity{Name: p.Text, Text: p.Text, Span: p.Span}
}

// speaking reports whether a phrase stands beside a word of speech, as who speaks.
func (r *reading) speaking(m *mention) bool {
	for k := m.chunk + 1; k < len(r.chunks) && k <= m.chunk+8; k++ {
		switch r.chunks[k].kind {
		case cVerb:
			return r.cueVerb(k) >= 0 || r.speechVerb(k) || r.chunks[k].copula && k == m.chunk+1 && r.cueVerb(k+1) >= 0
		case cPrep, cNP, cAdv:
			continue
		}
		break
	}
	if k := m.chunk - 1; k >= 0 && r.kindAt(k) == cVerb && r.cueVerb(k) >= 0 && k > 0 && r.kindAt(k-1) == cPunct {
		return true
	}
	_, class := r.cuePhraseBefore(r.chunks[m.chunk].from)
	return class
}

// cuePhraseBefore reports whether a phrase like "according to" ends right before token i, and how long it is.
func (r *reading) cuePhraseBefore(i int) (int, bool) {
	for n := 1; n <= 4 && n <= i; n++ {
		if r.cuePhraseAt(i-n) == n {
			return n, true
		}
	}
	return 0, false
}

// bareSpeaker is whom a bare role speaks for: "an official" for the party that spoke or denied last, else
// for nobody known. The country where a report is from says nothing about whose official speaks.
func (r *reading) bareSpeaker(m *mention) (list []sanad.Entity, bare bool) {
	if m.role != "official" || m.to != m.from+2 || r.norm(m.from) != "a" && r.norm(m.from) != "an" || r.placeAttached(m) || !r.speaking(m) {
		return nil, false
	}
	for _, e := range r.doc.speakers {
		if a, ok := r.book.Actor(e.ID); ok && !r.relays(a.Kind) || !ok && e.ID != "" {
			list = append(list, e)
		}
	}
	return list, true
}

// relays reports whether actors of a kind report what others say: no spokesman or group is theirs.
func (r *reading) relays(kind string) bool {
	return kind == "media" || kind == "agency" || kind == "company"
}

// placeAttached: "officials in Bree" are those of Bree's country.
func (r *reading) placeAttached(m *mention) bool {
	k := r.inside[m.to-1]
	return r.kindAt(k+1) == cPrep && r.is(r.chunks[k+1].from, "locative") && k+2 < len(r.chunks) && r.placeCountry(r.chunks[k+2].from) != ""
}
