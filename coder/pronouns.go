package coder

import (
	"slices"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// antecedentHere is whom a pronoun stands for: of "three of them" those counted before, of "Arnor's claim that
// it" its owner, behind "X said" X, else whom the document spoke of last. The subject of a clause is never
// its object, and "it" as an object is as a rule a thing or an event, which is nobody.
func (r *reading) antecedentHere(m *mention) []sanad.Entity {
	if m.pronoun == "singular thing" && r.impersonal(m) {
		return nil
	}
	if k := m.chunk - 2; r.reportNoun(k) && r.chunkNorm(k+1) == "that" && m.pronoun == "singular thing" && r.mentions[k] != nil && len(r.mentions[k].owner) > 0 {
		return r.mentions[k].owner
	}
	if m.pronoun == "plural any" && r.isObject(m) {
		if list, ok := r.pluralBefore(m); ok {
			return list
		}
	}
	actor := r.actorOn(m)
	for k := m.chunk - 1; k > 0; k-- {
		if r.kindAt(k) == cPunct && isQuote(r.chunkNorm(k)) {
			break
		}
		if r.kindAt(k) != cVerb || r.cueVerb(k) < 0 && !r.speechVerb(k) {
			continue
		}
		if s := r.mentions[k-1]; s != nil && len(s.entities) > 0 && s.pronoun == "" && s != actor && r.agrees(m, s) {
			return s.entities
		}
	}
	list := r.doc.antecedent(m.pronoun)
	if actor == nil || len(list) > 0 && !r.share(list, actor.entities) {
		return list
	}
	return r.namedLater(m, actor)
}

// actorOn is who does something to the pronoun m, which therefore means another ("Arnor accused it"), or nil.
func (r *reading) actorOn(m *mention) *mention {
	if !r.tree.isRel(m.from, "obj", "iobj") {
		return nil
	}
	subj := r.tree.kid(r.tree.head(m.from), "nsubj")
	if subj < 0 || subj > m.from {
		return nil
	}
	return r.mentions[r.chunkOf(subj)]
}

// namedLater is the subject of the main clause behind the subordinate one with the object m: "after Arnor accused it,
// Gondor said".
func (r *reading) namedLater(m, actor *mention) []sanad.Entity {
	verb := r.tree.head(m.from)
	if !r.tree.isRel(verb, "advcl") {
		return nil
	}
	subj := r.tree.kid(r.tree.head(verb), "nsubj")
	if subj < m.to {
		return nil
	}
	if s := r.mentions[r.chunkOf(subj)]; s != nil && s.pronoun == "" && r.agrees(m, s) && !r.share(s.entities, actor.entities) {
		return s.entities
	}
	return nil
}

// share reports whether two lists have an entity in common, or a country's own: no armed group is of its country.
func (r *reading) share(a, b []sanad.Entity) bool {
	return slices.ContainsFunc(a, func(x sanad.Entity) bool {
		return slices.ContainsFunc(b, func(y sanad.Entity) bool {
			return x.ID == y.ID || x.Country != "" && x.Country == y.Country && r.isArmed(x) == r.isArmed(y)
		})
	})
}

// isObject reports whether a phrase stands behind its verb or a preposition.
func (r *reading) isObject(m *mention) bool {
	if m.from == 0 {
		return false
	}
	if r.tree.isRel(m.from, "nsubj") && r.tree.head(m.from) > m.from {
		return false
	}
	return r.kindAt(m.chunk-1) == cPrep || r.tree.isRel(m.from, "obj", "iobj", "obl", "nmod") || r.kindAt(m.chunk-1) == cVerb && r.kindAt(m.chunk+1) != cVerb
}

// impersonal reports whether an "it" is nobody: the object of a verb that isn't done to people or parties, the
// subject of "it was the second month" and of "it was not confirmed".
func (r *reading) impersonal(m *mention) bool {
	h := r.tree.head(m.from)
	if r.isObject(m) {
		if r.toks[m.from-1].UPOS == "ADP" {
			return !slices.Contains([]string{"against", "by", "with"}, r.norm(m.from-1))
		}
		return h < 0 || !r.doneToParties(h) || r.kindAt(m.chunk+1) == cNP // "called it retaliation"
	}
	if h < 0 || !r.tree.isRel(m.from, "nsubj") {
		return false
	}
	if r.tree.kid(h, "cop") >= 0 {
		return (r.toks[h].UPOS == "NOUN" || r.toks[h].UPOS == "NUM") && r.tree.kid(h, "case") < 0 // "it was behind the raid" is somebody
	}
	k := r.inside[h]
	return r.kindAt(k) == cVerb && r.chunks[k].passive && r.cueVerb(k) >= 0
}

// doneToParties reports whether verb h is one that has a party as its object: attack, accuse, urge.
func (r *reading) doneToParties(h int) bool {
	if r.is(h, "object_control") {
		return true
	}
	entries, _ := r.entriesAt(h, codebook.KindPredicate)
	return slices.ContainsFunc(entries, func(e codebook.Entry) bool {
		if len(r.needs[e.Index]) > 0 {
			return false // "violate", of a truce
		}
		switch r.book.Predicates[e.Index].Type {
		case "ASSAULT", "ACCUSE":
			return true
		}
		return false
	})
}

// pluralBefore is the plural phrase of people or things last named before a "them", but not the subject of its
// clause.
func (r *reading) pluralBefore(m *mention) (list []sanad.Entity, found bool) {
	k := m.chunk - 1
	partitive := r.kindAt(k) == cPrep && (r.chunkNorm(k) == "of" || r.chunkNorm(k) == "among")
	if r.chunkNorm(k) == "of" {
		k-- // "three of them"
	}
	subject := r.clauseSubject(m)
	for k--; k >= 0; k-- {
		s := r.mentions[k]
		if s == nil || r.inside[s.from] == subject || !r.pluralNoun(k) || !partitive && !s.people {
			continue
		}
		if !partitive && (len(s.entities) == 0 || subject >= 0 && sameEntities(s.entities, r.mentions[subject])) {
			continue
		}
		return s.entities, true
	}
	return nil, partitive && len(r.doc.counted) == 0
}

// sameEntities reports whether a mention names the first of a list.
func sameEntities(list []sanad.Entity, m *mention) bool {
	return m != nil && slices.ContainsFunc(m.entities, func(e sanad.Entity) bool {
		return e.ID != "" && (e.ID == list[0].ID || e.Is(list[0].ID) || list[0].Is(e.ID))
	})
}

// pluralNoun reports whether noun phrase k is of several.
func (r *reading) pluralNoun(k int) bool {
	x := r.toks[r.chunks[k].head].XPOS
	return x == "NNS" || x == "NNPS" || r.mentions[k].plural || len(r.mentions[k].entities) > 1
}

// clauseSubject is the chunk of the subject of the verb that a phrase belongs to, -1 for none.
func (r *reading) clauseSubject(m *mention) int {
	v := r.tree.head(m.from)
	if v < 0 {
		return -1
	}
	if s := r.ownSubject(v); s >= 0 {
		return r.inside[s]
	}
	return -1
}
