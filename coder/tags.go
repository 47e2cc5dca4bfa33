package coder

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// tag is what kind of word a token is, as coarse as finding roles needs it.
type tag uint8

const (
	tNoun   tag = iota // nouns, adjectives, names: what a noun phrase is made of
	tDet               // the, some
	tPoss              // its, their
	tClitic            // 's
	tNum
	tPron
	tVerb // finite verbs, infinitives and participles
	tIng
	tAux
	tModal
	tTo
	tNeg
	tAdv
	tPrep
	tConj
	tSub
	tRel
	tPunct
)

// tag gives every token its kind: closed classes first, then verbs and nouns by what stands around them.
func (r *reading) tag() {
	n := len(r.toks)
	r.tags = make([]tag, n)
	skip := 0
	for i := range n {
		if i < skip {
			continue
		}
		if to := r.nameAt(i); to > 0 {
			for j := i; j < to; j++ {
				r.tags[j] = tNoun
			}
			skip = to
			continue
		}
		if n := r.phraseAt(i, "adverb"); n > 1 {
			for j := i; j < i+n; j++ {
				r.tags[j] = tAdv
			}
			skip = i + n
			continue
		}
		r.tags[i] = r.closedTag(i)
		if r.tags[i] != tNoun {
			continue
		}
		lx := r.lexicalAt(i)
		if lx.verb && r.verbal(i, lx) {
			r.tags[i] = tVerb
			if lx.ing {
				r.tags[i] = tIng
			}
			for j := i + 1; j < i+lx.length && j < n; j++ {
				r.tags[j] = tAdv // particles: "carried out"
			}
			skip = i + lx.length
		}
	}
	r.retag()
}

// nameAt returns the end of the longest name of an actor, place or source at i that is no common word.
func (r *reading) nameAt(i int) int {
	end := 0
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			switch e.Kind {
			case codebook.KindActor, codebook.KindPlace, codebook.KindMetonym, codebook.KindAdjective, codebook.KindSource:
				if r.capital(i) || m.To-m.From > 1 {
					end = max(end, m.To)
				}
			case codebook.KindRole:
				if m.To-m.From > 1 {
					end = max(end, m.To)
				}
			}
		}
	}
	return end
}

// closedTag is the tag of a closed class, or tNoun.
func (r *reading) closedTag(i int) tag {
	w := r.norm(i)
	first, _ := utf8.DecodeRuneInString(w)
	switch {
	case !unicode.IsLetter(first) && !unicode.IsDigit(first) && !strings.ContainsRune("'’$€£%", first) || w == "'" && !r.is(i, "clitic"):
		return tPunct
	case unicode.IsDigit(first):
		return tNum
	case w == "to":
		return tTo
	case r.is(i, "clitic"):
		return r.cliticTag(i)
	case r.isPronoun(i):
		return tPron
	case r.is(i, "possessive"):
		return tPoss
	case r.is(i, "relative") && w != "that" && w != "where":
		return tRel
	case w == "that":
		return r.thatTag(i)
	case r.is(i, "modal"):
		return r.modalTag(i)
	case r.is(i, "auxiliary"):
		return tAux
	case r.is(i, "conjunction"):
		return tConj
	case r.is(i, "adverb") && !r.is(i, "subordinator"):
		return tAdv
	case r.is(i, "negation") && !r.is(i, "determiner"):
		return tNeg
	}
	return r.looseTag(i)
}

func (r *reading) looseTag(i int) tag {
	switch {
	case i > 0 && r.tags[i-1] == tAux && r.is(i, "adverb"):
		return tAdv
	case r.is(i, "preposition") && r.is(i, "subordinator"):
		return r.prepOrSub(i)
	case r.is(i, "preposition"):
		return tPrep
	case r.is(i, "subordinator"):
		return tSub
	case r.is(i, "determiner"):
		return tDet
	}
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			if m.To == i+1 && (e.Kind == codebook.KindNumber || e.Kind == codebook.KindMultiplier || e.Kind == codebook.KindVague) {
				return tNum
			}
		}
	}
	return tNoun
}

func (r *reading) isPronoun(i int) bool {
	for class := range r.classes[i] {
		if strings.HasPrefix(class, "pronoun ") {
			return true
		}
	}
	return false
}

// cliticTag: "'s" is a possessive between nouns and "is" or "has" before a verb.
func (r *reading) cliticTag(i int) tag {
	w := r.norm(i)
	if (w == "'" || w == "’") && (i == 0 || !strings.HasSuffix(r.norm(i-1), "s") || r.toks[i-1].SpaceAfter) {
		return tPunct
	}
	if i > 0 && r.tags[i-1] == tPron {
		return tAux
	}
	return tClitic
}

// thatTag: behind a noun with a verb to come it is relative; else it opens a clause.
func (r *reading) thatTag(i int) tag {
	if i > 0 && (r.tags[i-1] == tNoun || r.tags[i-1] == tNum) {
		lx := r.lexicalAt(i + 1)
		if lx.verb || r.is(i+1, "auxiliary") || r.is(i+1, "modal") {
			return tRel
		}
		return tSub
	}
	return tSub
}

// modalTag: "May" and "Will" with a capital inside a sentence are a month and a name.
func (r *reading) modalTag(i int) tag {
	if i > 0 && r.capital(i) {
		return tNoun
	}
	return tModal
}

// prepOrSub: "after the attack" is a preposition, "after he attacked" a subordinator; a subject pronoun or
// a name with a verb close behind tells.
func (r *reading) prepOrSub(i int) tag {
	for j := i + 1; j < len(r.toks) && j <= i+7; j++ {
		if c := r.closedAhead(j); c == tPunct || c == tPrep || c == tConj {
			break
		} else if c == tAux || c == tModal {
			return tSub
		}
		if lx := r.lexicalAt(j); lx.verb && lx.only && !lx.ing && j > i+1 && !r.is(j-1, "determiner") {
			return tSub
		}
	}
	return tPrep
}

// closedAhead looks at a token that has no tag yet.
func (r *reading) closedAhead(i int) tag {
	w := r.norm(i)
	first, _ := utf8.DecodeRuneInString(w)
	switch {
	case !unicode.IsLetter(first) && !unicode.IsDigit(first):
		return tPunct
	case r.is(i, "modal"):
		return tModal
	case r.is(i, "auxiliary"):
		return tAux
	case r.is(i, "conjunction"):
		return tConj
	case r.is(i, "preposition"):
		return tPrep
	}
	return tNoun
}

// verbal decides between verb and noun by the neighbours.
func (r *reading) verbal(i int, lx lexical) bool {
	prev := tPunct
	if i > 0 {
		prev = r.tags[i-1]
	}
	if i > 0 && r.capital(i) && !lx.parti && prev != tNoun && prev != tPron && prev != tPunct {
		return false
	}
	next := i + max(1, lx.length)
	if lx.suffix && prev != tNoun && prev != tPron && prev != tAux && prev != tRel && prev != tNeg && prev != tAdv && next < len(r.toks) && (r.nounAhead(next) || r.nameAt(next) > 0) {
		return false // "undocumented refugees"
	}
	switch prev {
	case tTo, tModal, tPron, tAux:
		return true
	case tNeg, tAdv, tRel:
		return true
	case tDet, tPoss, tClitic:
		return lx.only && !lx.base && !lx.third && !r.nounAhead(next)
	case tNum:
		return lx.only && !lx.ing && (lx.parti && !r.nounAhead(next) || r.objectAhead(next))
	case tPrep:
		return lx.ing && r.objectAhead(next) || lx.ing && lx.only
	}
	if lx.ing {
		return lx.only && !(prev == tNoun && r.nounAhead(next)) || r.objectAhead(next) && prev != tNoun
	}
	if lx.only {
		return !(lx.parti && r.nounAhead(next) && (prev == tPunct || prev == tConj || prev == tVerb) && !r.objectAhead(next) && !lx.base && i == 0)
	}
	return r.ambiguous(i, lx, prev, next)
}

// ambiguous: "attacks", "strike", "claims" after a noun, a comma or at the beginning.
func (r *reading) ambiguous(i int, lx lexical, prev tag, next int) bool {
	switch prev {
	case tNoun:
		if r.is(i-1, "clitic") || r.is(i-1, "verdict") && r.is(i, "report_noun") {
			return false // "false reports"
		}
		if lx.third && r.phraseOfPredicate(i) || lx.base && lx.common && !lx.sure && r.demandedOf(i) {
			return true // "operates from", "demanded that they renounce"
		}
		plural := strings.HasSuffix(r.norm(i-1), "s") || r.groupName(i-1)
		adjective := r.adjectiveAt(i - 1)
		if adjective && !plural {
			return false
		}
		if lx.third && adjective {
			return false
		}
		if lx.third && !plural && (lx.common && !lx.sure && r.is(next, "particle") || r.closes(next) && r.cueAt(i)) {
			return true // "the toll goes up", "the office reports."
		}
		return r.objectAhead(next) && (lx.third || plural || lx.parti)
	case tConj, tPunct, tVerb:
		return lx.third && r.objectAhead(next) && prev == tConj || lx.parti
	case tSub:
		return false
	}
	return false
}

// phraseOfPredicate reports whether a phrase of several words that says an event begins at i.
func (r *reading) phraseOfPredicate(i int) bool {
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			if m.To > i+1 && e.Kind == codebook.KindPredicate && e.Form == codebook.FormPhrase {
				return true
			}
		}
	}
	return false
}

// demandedOf: between a demand's "that" and i there is nothing but a noun phrase.
func (r *reading) demandedOf(i int) bool {
	j := i - 1
	for j > 0 && (r.tags[j] == tNoun || r.tags[j] == tDet || r.tags[j] == tPoss || r.tags[j] == tClitic) {
		j--
	}
	if j < 1 || r.norm(j) != "that" {
		return false
	}
	entries, _ := r.entriesAt(j-1, codebook.KindPredicate)
	for _, e := range entries {
		if c := r.book.Predicates[e.Index].Content; c != nil && c.Modality == string(sanad.ModalityDemanded) {
			return true
		}
	}
	return false
}

// closes reports whether the sentence or a quotation ends at i.
func (r *reading) closes(i int) bool {
	return i >= len(r.toks)-1 || i < len(r.toks) && (r.norm(i) == "." || r.norm(i) == ";")
}

func (r *reading) cueAt(i int) bool {
	e, _ := r.entriesAt(i, codebook.KindCue)
	return len(e) > 0
}

// adjectiveAt reports whether a nationality's adjective ends at token i and nothing else does.
func (r *reading) adjectiveAt(i int) bool {
	for _, m := range r.matches {
		if m.To != i+1 {
			continue
		}
		for _, e := range m.Entries {
			if e.Kind == codebook.KindAdjective {
				return true
			}
		}
	}
	return false
}

// groupName reports whether a name that takes a plural verb ends at i: an armed group or a government.
func (r *reading) groupName(i int) bool {
	for _, m := range r.matches {
		if m.To != i+1 {
			continue
		}
		for _, e := range m.Entries {
			if e.Kind == codebook.KindActor && r.book.Actors[e.Index].Kind != "state" {
				return true
			}
		}
	}
	return false
}

// nounAhead reports whether a noun phrase goes on at i.
func (r *reading) nounAhead(i int) bool {
	if i >= len(r.toks) {
		return false
	}
	if c := r.closedAhead(i); c != tNoun {
		return false
	}
	w := r.norm(i)
	if w == "to" || r.is(i, "determiner") || r.is(i, "subordinator") || r.is(i, "adverb") || r.is(i, "relative") || r.isPronoun(i) || r.is(i, "possessive") || r.numberAt(i) {
		return false
	}
	lx := r.lexicalAt(i)
	return !(lx.verb && !lx.noun) && !r.capital(i)
}

func (r *reading) numberAt(i int) bool {
	first, _ := utf8.DecodeRuneInString(r.norm(i))
	if unicode.IsDigit(first) {
		return true
	}
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			if e.Kind == codebook.KindNumber || e.Kind == codebook.KindVague {
				return true
			}
		}
	}
	return false
}

// objectAhead reports whether what stands at i looks like the beginning of an object or a complement.
func (r *reading) objectAhead(i int) bool {
	if i >= len(r.toks) {
		return false
	}
	w := r.norm(i)
	opens := isQuote(w) && i > 0 && r.toks[i-1].SpaceAfter
	return w == "that" || w == "to" || opens || w == "no" || r.is(i, "determiner") || r.is(i, "possessive") ||
		r.isPronoun(i) || r.numberAt(i) || r.capital(i) || r.is(i, "at_least") || r.is(i, "about") ||
		r.phraseAt(i, "at_least") > 0 || r.nameAt(i) > 0
}

// hyphen reports whether token i is a hyphen inside a compound: "cross-border".
func (r *reading) hyphen(i int) bool {
	return i > 0 && i+1 < len(r.toks) && (r.norm(i) == "-" || r.norm(i) == "–") && !r.toks[i-1].SpaceAfter && !r.toks[i].SpaceAfter &&
		r.tags[i+1] != tPunct && r.tags[i-1] != tPunct && !(r.tags[i-1] == tNum && r.tags[i+1] == tNum)
}

// retag corrects what only shows once all tags are there: a verb between a determiner and a noun is none.
func (r *reading) retag() {
	for i := range r.toks {
		if r.hyphen(i) {
			r.tags[i] = tNoun
			if r.tags[i+1] != tNum {
				r.tags[i+1] = tNoun
			}
			if r.tags[i-1] != tNum {
				r.tags[i-1] = tNoun
			}
		}
		if i >= 2 && r.tags[i] == tVerb && r.tags[i-1] == tAdv && r.tags[i-2] == tDet && i+1 < len(r.toks) && r.tags[i+1] == tNoun {
			r.tags[i-1], r.tags[i] = tNoun, tNoun // "a strongly worded demarche"
		}
		if r.tags[i] == tVerb && i > 0 && (r.tags[i-1] == tDet || r.tags[i-1] == tClitic) && i+1 < len(r.toks) && r.tags[i+1] == tNoun {
			r.tags[i] = tNoun
		}
	}
}
