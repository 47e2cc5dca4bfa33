package coder

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// tag is what kind of word a token is, as coarse as chunks need it: the parser's part of speech, and for
// some words what the tree says that they do.
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

// tag gives every token its kind. What the codebook knows corrects the parser in two places: a name of
// several words is one noun whatever its words are, and a verb's particles go with it ("carried out").
func (r *reading) tag() {
	n := len(r.toks)
	r.tags = make([]tag, n)
	for i := 0; i < n; {
		if to := r.nameAt(i); to > 0 {
			for ; i < to; i++ {
				r.tags[i] = tNoun
			}
			continue
		}
		if n := r.phraseAt(i, "adverb"); n > 1 {
			for to := i + n; i < to; i++ {
				r.tags[i] = tAdv
			}
			continue
		}
		r.tags[i] = r.kindOf(i)
		if r.missedVerb(i) {
			r.tags[i] = tVerb
		}
		i++
		if v := r.tags[i-1]; v == tVerb || v == tIng {
			for to := i - 1 + r.verbPhrase(i-1); i < to; i++ {
				r.tags[i] = tAdv
			}
		}
	}
	for i := range r.toks {
		if r.hyphen(i) {
			for j := i - 1; j <= i+1; j++ {
				if r.tags[j] != tNum {
					r.tags[j] = tNoun
				}
			}
		}
	}
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

// kindOf is the kind of one token.
func (r *reading) kindOf(i int) tag {
	t := r.toks[i]
	if r.is(i, "clitic") && t.UPOS != "PUNCT" && i > 0 && r.tags[i-1] == tNoun {
		return tClitic // the parser often takes the one behind a name for "is"
	}
	switch t.UPOS {
	case "PUNCT":
		return tPunct
	case "SYM":
		if first, _ := utf8.DecodeRuneInString(t.Norm); unicode.IsLetter(first) || strings.ContainsRune("$€£%", first) {
			return tNoun
		}
		return tPunct
	case "NUM":
		return tNum
	case "DET", "PRON":
		return r.pronounTag(i)
	case "AUX":
		if t.XPOS == "MD" {
			return tModal
		}
		if !r.is(i, "auxiliary") && t.Lemma != "be" {
			return tVerb // "met"
		}
		return tAux
	case "PART":
		return r.particleTag(i)
	case "ADP":
		if r.tree.isRel(i, "compound:prt") {
			return tAdv
		}
		if r.tree.isRel(i, "mark") && r.is(i, "subordinator") && i+1 < len(r.toks) && r.toks[i+1].XPOS != "VBG" {
			return tSub // "as forces launched"
		}
		return tPrep
	case "SCONJ":
		if r.is(i, "preposition") && i+1 < len(r.toks) && r.toks[i+1].XPOS == "VBG" {
			return tPrep // "for bombing"
		}
		return tSub
	case "CCONJ":
		if r.tree.isRel(i, "cc:preconj") {
			return tDet // "both the rebels and the army"
		}
		return tConj
	case "ADV":
		if r.is(i, "subordinator") && t.XPOS == "WRB" {
			return tSub
		}
		if r.is(i, "preposition") && r.numberAt(i+1) {
			return tPrep // "over 600"
		}
		return tAdv
	case "ADJ":
		if r.is(i, "determiner") {
			return tDet // "more", "such"
		}
	case "VERB":
		return r.verbTag(i)
	}
	return tNoun
}

// pronounTag tells determiners, possessives, relatives and pronouns apart.
func (r *reading) pronounTag(i int) tag {
	t := r.toks[i]
	switch {
	case t.XPOS == "PRP$":
		return tPoss
	case r.isPronoun(i):
		return tPron
	case t.Norm == "that" && r.tree.isRel(i, "det"):
		return tSub
	case strings.HasPrefix(t.XPOS, "W"):
		return tRel
	case t.XPOS == "EX":
		return tAdv
	case t.UPOS == "DET":
		return tDet
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

func (r *reading) particleTag(i int) tag {
	switch r.toks[i].XPOS {
	case "TO":
		return tTo
	case "POS":
		return tClitic
	}
	if r.is(i, "clitic") {
		return tClitic
	}
	return tNeg
}

// verbTag: a participle before its noun belongs to the noun; "there were" and "got" are verbs of being.
func (r *reading) verbTag(i int) tag {
	switch {
	case r.tree.isRel(i, "amod") && r.toks[i].XPOS == "VBG" && i > 0 && (r.tags[i-1] == tPrep || r.tags[i-1] == tVerb || r.norm(i-1) == ",") && r.verbForms(i)&formIng != 0:
		return tIng // "accused of sheltering militants"
	case r.tree.isRel(i, "amod", "compound", "flat"), r.tree.isRel(i, "conj") && r.tree.isRel(r.tree.head(i), "amod", "nummod"):
		return tNoun // "200 regular and affiliated fighters"
	case r.tree.isRel(i, "obj", "obl", "nmod") && r.tree.kid(i, "nummod", "amod", "compound", "det") >= 0:
		return tNoun // "let 143 trucks through"
	case r.toks[i].Lemma == "be":
		return tAux
	case r.toks[i].XPOS == "VBG" && r.stateOnly(i):
		return tNoun // "are still missing"
	case i > 0 && r.tags[i-1] == tNum && r.toks[i].XPOS == "VBZ" && unicode.IsLetter(firstRune(r.norm(i-1))):
		return tNoun // "forty rebels"
	case i > 0 && r.tags[i-1] == tConj && r.toks[i].XPOS == "VBN" && r.verbForms(i) == 0 && i+1 < len(r.toks) && r.toks[i+1].XPOS == "NNS":
		return tNoun // "and affiliated fighters"
	case i > 0 && r.tags[i-1] == tNum && r.roleAt(i) && r.verbForms(i) == 0:
		return tNoun // "forty rebels"
	case r.tree.isRel(i, "case") || r.toks[i].XPOS == "VBG" && r.is(i, "preposition") && (i == 0 || r.toks[i-1].UPOS != "AUX"):
		return tPrep // "following talks"
	case r.toks[i].XPOS == "VBG":
		return tIng
	}
	return tVerb
}

// missedVerb reports whether the parser took a verb that the codebook knows for another word. Its tags are learnt
// from letters and blogs, where few people are accused, and headlines have no articles; so a word that follows
// its subject and has an object behind it is the verb, and so is a participle that stands as a predicate.
func (r *reading) missedVerb(i int) bool {
	switch r.tags[i] {
	case tNoun, tPrep, tAdv:
	default:
		return false
	}
	forms := r.verbForms(i)
	if forms == 0 || i > 0 && (r.capital(i) || r.tags[i-1] == tNum && forms&formPast == 0) {
		return false
	}
	if r.toks[i].UPOS == "ADJ" && forms&formPast != 0 && !r.tree.isRel(i, "amod", "compound", "flat") {
		return true // "the crossing shut for a fifth day", "remain closed"
	}
	if forms&formBase != 0 && i > 0 && (r.tags[i-1] == tModal || r.tags[i-1] == tTo && r.toks[i].UPOS == "ADJ") {
		return true // "would free"
	}
	if forms&formBase != 0 && i > 0 && r.tags[i-1] == tNoun && r.demandedOf(i) {
		return true // "demanded that they renounce it"
	}
	next := i + r.verbPhrase(i)
	if forms&formPast != 0 && i > 0 && r.tags[i-1] != tDet && r.tags[i-1] != tPoss && r.tags[i-1] != tClitic && next < len(r.toks) && (r.toks[next].UPOS == "NUM" || r.toks[next].UPOS == "DET" || r.phraseAt(next, "at_least") > 0) {
		return true // an adjective stands behind these, not before
	}
	if i == 0 || r.tags[i-1] != tNoun && r.tags[i-1] != tPron && r.tags[i-1] != tNum && r.tags[i-1] != tRel {
		return false
	}
	if forms&formPast != 0 && r.tree.isRel(i, "amod") && r.tags[i-1] == tNoun && r.tree.nominal(i-1) != r.tree.nominal(i) {
		return true // a noun that is no part of the next phrase
	}
	if r.toks[i-1].UPOS == "ADJ" && !r.toks[i-1].SpaceAfter || r.adjectiveAt(i-1) {
		return false
	}
	switch {
	case forms&formPast != 0:
		return r.opensObject(next) || next < len(r.toks) && r.toks[next].UPOS == "ADP" && r.tree.isRel(i, "amod")
	case r.is(i-1, "verdict") && r.is(i, "report_noun"):
		return false // "false reports that"
	case forms&formThird != 0:
		return r.opensObject(next) || next > i+1 || r.closes(next) && r.cueAt(i) // "the paper writes."
	}
	return r.opensObject(next) && (r.toks[i-1].XPOS == "NNS" || r.toks[i-1].XPOS == "NNPS" || r.groupName(i-1))
}

// demandedOf reports whether between a demand's "that" and i there is nothing but a noun phrase.
func (r *reading) demandedOf(i int) bool {
	j := i - 1
	for j > 0 && (r.tags[j] == tNoun || r.tags[j] == tDet || r.tags[j] == tPoss || r.tags[j] == tClitic) {
		j--
	}
	if j < 1 || r.norm(j) != "that" {
		return false
	}
	entries, _ := r.entriesAt(j-1, codebook.KindPredicate)
	return slices.ContainsFunc(entries, func(e codebook.Entry) bool {
		c := r.book.Predicates[e.Index].Content
		return c != nil && c.Modality == string(sanad.ModalityDemanded)
	})
}

const (
	formBase = 1 << iota
	formThird
	formPast
	formIng
)

// verbForms are the forms of verbs of the codebook that token i may be.
func (r *reading) verbForms(i int) int {
	forms, state := 0, 0
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			switch e.Kind {
			case codebook.KindPredicate, codebook.KindCue:
			case codebook.KindMeasure:
				if e.Form == codebook.FormOther {
					state = formPast // "hurt", where it is a verb's form too
					continue
				}
			case codebook.KindWord:
				if e.Word != "verb" && e.Word != "light" {
					continue
				}
			default:
				continue
			}
			switch e.Form {
			case codebook.FormBase:
				forms |= formBase
			case codebook.FormThird:
				forms |= formThird
			case codebook.FormPast, codebook.FormOther:
				forms |= formPast
			case codebook.FormIng:
				forms |= formIng
			}
		}
	}
	if forms != 0 {
		forms |= state
	}
	return forms
}

// opensObject reports whether an object or a complement may begin at i.
func (r *reading) opensObject(i int) bool {
	if i >= len(r.toks) {
		return false
	}
	switch t := r.toks[i]; t.UPOS {
	case "DET", "NUM", "PRON":
		return t.XPOS != "WP" && t.XPOS != "WDT" || t.Norm == "that"
	case "PROPN":
		return true
	case "SCONJ":
		return t.Norm == "that"
	case "PART":
		return t.XPOS == "TO"
	}
	return r.capital(i) || r.numberAt(i) || r.nameAt(i) > 0 || r.phraseAt(i, "at_least") > 0 || r.is(i, "about")
}

// stateOnly reports whether the codebook knows token i as a state alone, no verb's form: "missing".
func (r *reading) stateOnly(i int) bool {
	if r.verbForms(i) != 0 {
		return false
	}
	entries, to := r.entriesAt(i, codebook.KindMeasure)
	return to == i+1 && len(entries) > 0 && entries[0].Form == codebook.FormOther
}

// verbPhrase is how many tokens the longest phrase of the codebook has that begins with the verb at i.
func (r *reading) verbPhrase(i int) int {
	n := 1
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			switch e.Kind {
			case codebook.KindPredicate, codebook.KindCue, codebook.KindMeasure:
			case codebook.KindWord:
				if e.Word != "verb" && e.Word != "light" {
					continue
				}
			default:
				continue
			}
			switch e.Form {
			case codebook.FormNoun, codebook.FormPlural, codebook.FormPhrase:
			default:
				n = max(n, m.To-m.From)
			}
		}
	}
	return n
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

// hyphen reports whether token i is a hyphen inside a compound: "cross-border".
func (r *reading) hyphen(i int) bool {
	return i > 0 && i+1 < len(r.toks) && (r.norm(i) == "-" || r.norm(i) == "–") && !r.toks[i-1].SpaceAfter && !r.toks[i].SpaceAfter &&
		r.tags[i+1] != tPunct && r.tags[i-1] != tPunct && !(r.tags[i-1] == tNum && r.tags[i+1] == tNum)
}

// participle reports whether the verb at j may be a past participle.
func (r *reading) participle(j int) bool {
	x := r.toks[j].XPOS
	return x == "VBN" || x == "VBD" || r.verbForms(j)&formPast != 0
}

func firstRune(w string) rune {
	first, _ := utf8.DecodeRuneInString(w)
	return first
}
