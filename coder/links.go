package coder

import (
	"strconv"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// joined is a link found in a sentence, between claims of it by their place in reading.claims.
type joined struct {
	join     int // into the book's joins
	from, to int
	link     sanad.Link
}

// findLinks joins the events on both sides of a word that says how they hang together: "Gondor shelled Bree in
// retaliation for a raid". The word's place in the tree says which events these are; where one of the two makes
// no claim, nothing is joined. The link is asserted by whoever speaks at the word.
func (r *reading) findLinks() {
	for i := range r.toks {
		entries, to := r.entriesAt(i, codebook.KindJoin)
		for _, e := range entries {
			j := &r.book.Joins[e.Index]
			here, other := r.sidesOf(tokens{i, to}, j)
			if here < 0 || other < 0 || here == other || r.claims[here].Negated || r.claims[other].Negated {
				continue
			}
			if m := &r.claims[other].Modality; j.From == "behind" && j.Type != string(sanad.LinkFollows) && *m == sanad.ModalityFuture {
				*m = sanad.ModalityActual // what is to be avenged has happened
			}
			if r.claims[other].Modality != sanad.ModalityActual {
				continue
			}
			r.join(e.Index, tokens{i, to}, here, other)
			break
		}
	}
}

// sidesOf are the claims of the event that a word hangs on or is the verb of, and of the other: here tells of the
// later event where the earlier stands behind the word, of the earlier where it stands in front. -1 is none.
func (r *reading) sidesOf(cue tokens, j *codebook.Join) (here, other int) {
	top := r.topOf(cue)
	if j.From == "front" {
		return r.claimBelow(r.tree.kid(top, "nsubj"), cue), r.claimBelow(r.tree.kid(top, "obj", "obl"), cue)
	}
	governed := r.governedBy(cue, top)
	other = r.claimBelow(governed, cue)
	for at, steps := top, 0; at >= 0 && steps <= len(r.toks); at, steps = r.tree.head(at), steps+1 {
		if at == governed || cue.has(at) {
			continue
		}
		if c := r.claimAt(at, governed); c >= 0 && c != other {
			return c, other
		}
		if r.tree.isRel(at, "ccomp", "parataxis") {
			break // whoever says it has no part in it
		}
	}
	return -1, other
}

// topOf is the token of a phrase that stands highest in the tree.
func (r *reading) topOf(p tokens) int {
	for i := p.from; i < p.to; i++ {
		if !p.has(r.tree.head(i)) {
			return i
		}
	}
	return p.from
}

// governedBy is the head of what a word of relation governs: what it is the case or mark of, or what hangs below
// its noun: "in retaliation for the raid", "after the army shelled Bree".
func (r *reading) governedBy(cue tokens, top int) int {
	for i := cue.to - 1; i >= cue.from; i-- {
		if h := r.tree.head(i); h >= cue.to && r.tree.isRel(i, "case", "mark", "advmod") {
			return h
		}
	}
	return r.tree.kid(top, "obj", "nmod", "obl")
}

// claimAt is the claim whose event's word is token i, or the noun that a light verb at i carries, -1 for none.
func (r *reading) claimAt(i, not int) int {
	for n := range r.claims {
		t := r.triggerOf(n)
		if t < 0 || r.claims[n].Stance != sanad.StanceAffirm {
			continue
		}
		if t == i || r.tree.head(t) == i && t != not && r.tree.isRel(t, "obj", "nsubj", "obl", "compound") && !r.ownWord(i) {
			return n
		}
	}
	return -1
}

// ownWord reports whether the word at i is itself an event's.
func (r *reading) ownWord(i int) bool {
	for n := range r.claims {
		if r.triggerOf(n) == i {
			return true
		}
	}
	return false
}

// claimBelow is the claim of the event that a phrase or clause is about: its head's, or the first right below.
func (r *reading) claimBelow(top int, cue tokens) int {
	if top < 0 || cue.has(top) {
		return -1
	}
	if c := r.claimAt(top, -1); c >= 0 {
		return c
	}
	for _, k := range r.tree.kids[top] {
		if c := r.claimAt(k, -1); c >= 0 && !cue.has(k) && r.tree.isRel(k, "nmod", "compound", "obj", "conj") {
			return c
		}
	}
	return -1
}

// triggerOf is the head token of the trigger of a claim of an event, -1 for other claims.
func (r *reading) triggerOf(claim int) int {
	e := r.claims[claim].Event
	if e == nil {
		return -1
	}
	for i := range r.toks {
		if r.toks[i].Start != e.Trigger.Start {
			continue
		}
		p := tokens{i, i + 1}
		for p.to < len(r.toks) && r.toks[p.to].End <= e.Trigger.End {
			p.to++
		}
		return r.topOf(p)
	}
	return -1
}

// join makes the link of two claims: whoever retaliates or follows points back, whatever causes points ahead.
func (r *reading) join(index int, cue tokens, here, other int) {
	j := &r.book.Joins[index]
	typ := sanad.LinkType(j.Type)
	if j.Hostile && (r.claims[here].Event.Score >= 0 || r.claims[other].Event.Score >= 0) {
		typ = sanad.LinkCauses
	}
	phrase := r.phrase(cue.from, cue.to)
	link := sanad.Link{Type: typ, Cue: &phrase}
	if frames := r.framesAt(cue.from); len(frames) > 0 && frames[0].stance == sanad.StanceAffirm {
		link.Speakers = frames[0].speakers
	}
	if typ == sanad.LinkCauses && j.From == "behind" {
		here, other = other, here
	}
	r.links = append(r.links, joined{index, here, other, link})
}

// linkClaims gives the claims of a document, before they are sorted, names of their own and the links that were
// found between them, to those names.
func linkClaims(claims []sanad.Claim, links []joined) {
	for i := range claims {
		claims[i].ID = strconv.Itoa(i)
	}
	for _, l := range links {
		l.link.To = strconv.Itoa(l.to)
		claims[l.from].Links = append(claims[l.from].Links, l.link)
	}
}

// setIDs gives sorted claims their ids and lets links lead to these.
func setIDs(claims []sanad.Claim) {
	was := make([]string, len(claims))
	for i := range claims {
		was[i] = claims[i].ID
	}
	sanad.SetIDs(claims)
	ids := make(map[string]string, len(claims))
	for i := range claims {
		ids[was[i]] = claims[i].ID
	}
	for i := range claims {
		for n := range claims[i].Links {
			claims[i].Links[n].To = ids[claims[i].Links[n].To]
		}
	}
}
