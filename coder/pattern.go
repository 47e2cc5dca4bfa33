package coder

import (
	"slices"
	"strings"

	"sanad.example/sanad/codebook"
)

// pattern is what must stand around a predicate's word in the tree.
type pattern struct {
	object, subject, except *arguments // nil: anything
	with                    map[string]bool
	without                 []string // relations
}

// arguments is a set of things by their heads and by kinds of what the codebook names.
type arguments struct {
	words map[string]bool
	kinds []string
	any   bool
}

func newPattern(book *codebook.Book, p codebook.Predicate) pattern {
	w := pattern{object: newArguments(book, p.Object), subject: newArguments(book, p.Subject), except: newArguments(book, p.Except), without: p.Without}
	if len(p.With) > 0 {
		w.with = map[string]bool{}
		for _, prep := range p.With {
			w.with[prep] = true
		}
	}
	return w
}

func newArguments(book *codebook.Book, list []string) *arguments {
	if len(list) == 0 {
		return nil
	}
	a := &arguments{words: map[string]bool{}}
	for _, s := range list {
		if s == "*" {
			a.any = true
		} else if kind, ok := strings.CutPrefix(s, "%"); ok {
			for _, word := range book.Words.Kinds[kind] {
				a.add(word)
			}
		} else if kind, ok := strings.CutPrefix(s, "@"); ok {
			a.kinds = append(a.kinds, kind)
		} else {
			a.add(s)
		}
	}
	return a
}

// add takes a word and its plural: where the parser's lemma is wrong, the word as it stands still counts.
func (a *arguments) add(word string) {
	for _, f := range codebook.NounForms(word) {
		a.words[f] = true
	}
}

// asks is how much a predicate asks of what stands around it: its arguments weigh more than its neighbours.
func (r *reading) asks(pred int) int {
	n := 0
	if w := r.wants[pred]; w.object != nil || w.subject != nil || w.with != nil {
		n = 2
	}
	if len(r.needs[pred]) > 0 {
		n++
	}
	return n
}

// misfit says why a candidate's arguments aren't those of its sense, "" where they are.
func (r *reading) misfit(i int, c candidate) string {
	w := r.wants[c.entry.Index]
	if w.object == nil && w.subject == nil && w.except == nil && w.with == nil && w.without == nil {
		return ""
	}
	h := r.headOf(i, c.to)
	var acted []int
	if w.object != nil || w.except != nil {
		acted = r.actedOn(h, c.to)
	}
	switch {
	case w.object != nil && !r.anyOf(w.object, acted):
		return "not done to what it is done to"
	case w.except != nil && r.anyOf(w.except, acted):
		return "done to something else"
	case w.subject != nil && !r.anyOf(w.subject, r.acting(h)):
		return "not done by who does it"
	case w.with != nil && !r.hasPrep(h, w.with):
		return "without its preposition"
	case len(w.without) > 0 && r.tree.kid(h, w.without...) >= 0:
		return "with a complement of another sense"
	}
	return ""
}

// headOf is the token of a phrase that the others of it depend on.
func (r *reading) headOf(from, to int) int {
	for i := from; i < to; i++ {
		if h := r.tree.head(i); h < from || h >= to {
			return i
		}
	}
	return from
}

// actedOn are the heads of what a verb or an event's noun is done to. A phrase up to token to may end in a
// particle that the tree takes for a preposition: "flew in tents".
func (r *reading) actedOn(h, to int) []int {
	var out []int
	if r.nominal(h) {
		for _, k := range r.tree.all(h, "nmod", "obl") {
			if w := r.caseOf(k); w == "of" || w == "on" || w == "against" || w == "in" || w == "for" || w == "to" || w == "from" {
				out = append(out, k)
			}
		}
		out = append(out, r.tree.all(h, "compound", "amod")...)
		out = append(out, r.tree.all(h, "nmod:poss")...)
		return r.widened(out)
	}
	out = append(out, r.tree.all(h, "obj", "iobj", "nsubj:pass")...)
	for _, k := range r.tree.all(h, "obl") {
		if p := r.tree.kid(k, "case"); p > h && p < to {
			out = append(out, k)
		}
	}
	if len(out) == 0 {
		out = r.passedObject(h)
	}
	return r.widened(out)
}

// passedObject is the object that verb h has from elsewhere: the noun whose participle or relative clause
// it is, or a coordinated verb's.
func (r *reading) passedObject(h int) []int {
	up := r.tree.head(h)
	switch {
	case up < 0:
	case r.tree.isRel(h, "acl") && r.tree.kid(h, "nsubj") < 0 && r.toks[h].XPOS == "VBN", r.tree.rel(h) == "acl:relcl":
		return []int{up}
	case r.tree.isRel(h, "conj") && !r.nominal(up) && r.tree.kid(h, "nsubj") < 0:
		return r.tree.all(up, "obj", "iobj", "nsubj:pass")
	}
	for _, k := range r.tree.all(h, "conj") {
		if objs := r.tree.all(k, "obj"); len(objs) > 0 {
			return objs
		}
	}
	return nil
}

// acting are the heads of who does what a verb or an event's noun says.
func (r *reading) acting(h int) []int {
	var out []int
	for _, k := range r.tree.all(h, "obl", "nmod") {
		if r.caseOf(k) == "by" {
			out = append(out, k)
		}
	}
	if r.nominal(h) {
		return r.widened(append(out, r.tree.all(h, "nmod:poss", "compound")...))
	}
	for v, n := h, 0; v >= 0 && n < 5; n++ {
		if subj := r.tree.all(v, "nsubj"); len(subj) > 0 {
			if !r.tree.isRel(subj[0], "nsubj:pass") {
				out = append(out, r.antecedents(subj)...)
			}
			break
		}
		up := r.tree.head(v)
		if r.tree.isRel(v, "acl") && up >= 0 {
			out = append(out, up)
			break
		}
		if !r.tree.isRel(v, "conj", "xcomp", "advcl", "ccomp", "csubj") {
			break
		}
		v = up
	}
	return r.widened(out)
}

// antecedents puts what a relative pronoun stands for in its place.
func (r *reading) antecedents(list []int) []int {
	out := slices.Clone(list)
	for i, k := range out {
		if r.is(k, "relative") && r.tree.rel(r.tree.head(k)) == "acl:relcl" {
			out[i] = max(k-1, r.tree.head(r.tree.head(k)))
		}
	}
	return out
}

// widened adds what is coordinated with heads, and what they are parts or numbers of: "a series of talks".
func (r *reading) widened(heads []int) []int {
	var out []int
	for len(heads) > 0 && len(out) < 24 {
		k := heads[0]
		heads = heads[1:]
		out = append(out, k)
		heads = append(heads, r.tree.all(k, "conj")...)
		if r.is(k, "relative") && r.tree.rel(r.tree.head(k)) == "acl:relcl" {
			out = append(out, r.tree.head(r.tree.head(k)))
		}
		if r.toks[k].UPOS == "NUM" || r.toks[k].UPOS == "PRON" || r.toks[k].UPOS == "DET" || slices.Contains(r.book.Words.Kinds["part"], r.toks[k].Lemma) {
			for _, part := range r.tree.all(k, "nmod") {
				if r.caseOf(part) == "of" {
					heads = append(heads, part)
				}
			}
		}
	}
	return out
}

func (r *reading) nominal(i int) bool {
	switch r.toks[i].UPOS {
	case "NOUN", "PROPN", "ADJ", "NUM":
		return true
	}
	return false
}

func (r *reading) hasPrep(h int, preps map[string]bool) bool {
	for _, k := range r.tree.all(h, "obl", "nmod") {
		if preps[r.caseOf(k)] {
			return true
		}
	}
	for _, o := range r.tree.all(h, "obj", "nsubj:pass") {
		for _, k := range r.tree.all(o, "nmod") {
			if preps[r.caseOf(k)] {
				return true
			}
		}
	}
	return false
}

// anyOf reports whether one of the heads is among the arguments.
func (r *reading) anyOf(a *arguments, heads []int) bool {
	return slices.ContainsFunc(heads, func(k int) bool {
		return a.any || a.words[r.lemma(k)] || a.words[r.norm(k)] || slices.ContainsFunc(a.kinds, func(kind string) bool { return r.ofKind(k, kind) })
	})
}

// lemma is a token's lemma in small letters.
func (r *reading) lemma(i int) string {
	if i < 0 || i >= len(r.toks) {
		return ""
	}
	if l := r.toks[i].Lemma; l != "" {
		return strings.ToLower(l)
	}
	return r.norm(i)
}

// ofKind reports whether token k is part of the name of an actor or a place of a kind; "people" is any
// phrase for people, "money" a sum.
func (r *reading) ofKind(k int, kind string) bool {
	if kind == "people" {
		m := r.mentions[r.inside[k]]
		return m != nil && m.people
	}
	if kind == "money" {
		return slices.ContainsFunc(r.quantities, func(q quantity) bool { return q.currency != "" && q.from <= k && k < q.to })
	}
	for from := max(0, k-6); from <= k; from++ {
		for _, m := range r.starts[from] {
			if m.To <= k {
				continue
			}
			for _, e := range m.Entries {
				if e.Kind == codebook.KindPlace && r.book.Places[e.Index].Kind == kind || e.Kind == codebook.KindActor && r.book.Actors[e.Index].Kind == kind {
					return true
				}
			}
		}
	}
	return false
}

// verbPhrase is a predicate's verb without its first word: "back" of "call back".
type verbPhrase struct {
	rest []string
	pred int
}

func verbPhrases(book *codebook.Book) map[string][]verbPhrase {
	all := map[string][]verbPhrase{}
	for i, p := range book.Predicates {
		for _, v := range p.Verbs {
			words := strings.Fields(v)
			all[words[0]] = append(all[words[0]], verbPhrase{words[1:], i})
		}
	}
	return all
}

// verbsAt adds the predicates whose verb stands at i in an irregular form or apart from its particle:
// "withdrew", "called the talks off".
func (r *reading) verbsAt(i int, all []candidate) []candidate {
	if r.toks[i].UPOS != "VERB" {
		return all
	}
	for _, v := range r.verbs[r.lemma(i)] {
		to := i + 1
		switch {
		case r.follows(i+1, v.rest):
			to += len(v.rest)
		case len(v.rest) == 1 && r.particle(i, v.rest[0]):
		default:
			continue
		}
		words := 1 + len(v.rest)
		if !slices.ContainsFunc(all, func(c candidate) bool { return c.entry.Index == v.pred && c.words >= words }) {
			all = append(all, candidate{codebook.Entry{Kind: codebook.KindPredicate, Index: v.pred, Form: codebook.FormPast}, to, words})
		}
	}
	return all
}

func (r *reading) follows(i int, words []string) bool {
	for j, w := range words {
		if r.norm(i+j) != w {
			return false
		}
	}
	return true
}

// particle reports whether verb i has a particle behind its object.
func (r *reading) particle(i int, word string) bool {
	for _, k := range r.tree.all(i, "compound:prt", "advmod", "xcomp") {
		if k > i && r.norm(k) == word {
			return true
		}
	}
	return false
}
