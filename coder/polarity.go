package coder

import (
	"slices"

	"sanad.example/sanad"
)

// polarity reads negation and modality from the verb of a trigger.
func (r *reading) polarity(t *trigger) {
	if r.isVerdict(t) {
		return // "is not true" is no denial denied
	}
	if t.noun && r.antecedent(t.chunk) {
		t.modality, t.supposed = sanad.ModalityConditional, true
	}
	k := t.chunk
	if r.chunks[k].kind != cVerb {
		k = t.governor
		if v := r.nearVerb(t); k < 0 && !t.noun {
			k = v
		}
	}
	if r.determinedNo(t) || r.toEnd(t) {
		t.negated = true
	}
	if k < 0 || k >= len(r.chunks) || r.chunks[k].kind != cVerb {
		return
	}
	c := r.chunks[k]
	if c.ing && k > 0 && r.kindAt(k-1) == cVerb && r.is(max(r.chunks[k-1].head, 0), "cessation") && r.hostile(r.predicate(t)) {
		if r.typeOf(t) == "ASSAULT" {
			r.ceased(t, k-1)
			return
		}
		t.negated = true // "stop deporting"
	}
	if c.ing && k > 0 && r.kindAt(k-1) == cVerb && r.is(max(r.chunks[k-1].head, 0), "cessation") && r.predicate(t).Relation != "" {
		t.negated = true // "stop sheltering"
	}
	t.negated = t.negated || c.negated || r.nobody(k) || r.abstained(k)
	if r.unclaimed(t) {
		t.negated = false // what nobody claimed has happened all the same
	}
	t.modality = r.modalityOf(k, t)
	switch h := r.tree.head(max(c.head, 0)); {
	case t.modality == sanad.ModalityAttempted && r.failed(k) && !r.hostile(r.predicate(t)) && !t.phrase:
		t.modality, t.negated = sanad.ModalityActual, true // what is failed to be done isn't done
	case t.modality == sanad.ModalityAttempted && t.phrase:
		t.modality = sanad.ModalityActual
	case c.to_ && h >= 0 && r.tree.isRel(c.head, "acl") && slices.Contains(r.book.Words.Kinds["attempt"], r.lemma(h)):
		t.modality = sanad.ModalityAttempted // "an attempt to kill"
	}
	if r.antecedent(k) {
		t.modality, t.supposed = sanad.ModalityConditional, true
	}
}

// toEnd: what a noun of ending has below it is to be no more: "an end to the strikes".
func (r *reading) toEnd(t *trigger) bool {
	h := r.headOf(t.from, t.to)
	return t.noun && r.hostile(r.predicate(t)) && r.tree.isRel(h, "nmod") && slices.Contains(r.book.Words.Kinds["ending"], r.lemma(r.tree.head(h)))
}

// abstained: what verb chunk k says is stopped short of: "refrained from condemning".
func (r *reading) abstained(k int) bool { return r.endsBefore(r.chunks[k].from, "abstaining") }

// failed: verb chunk k is what was failed to be done.
func (r *reading) failed(k int) bool {
	for i := max(0, r.chunks[k].from-2); i < r.chunks[k].to; i++ {
		if r.phraseAt(i, "failing") > 0 {
			return true
		}
	}
	return false
}

// endsBefore reports whether a phrase of a class stands right before token to.
func (r *reading) endsBefore(to int, class string) bool {
	for i := max(0, to-4); i < to; i++ {
		if n := r.phraseAt(i, class); n > 0 && i+n >= to {
			return true
		}
	}
	return false
}

// antecedent reports whether verb chunk k stands in the "if" of a condition.
func (r *reading) antecedent(k int) bool {
	for j, n := k-1, 0; j >= 0 && n < 6; j, n = j-1, n+1 {
		switch r.chunks[j].kind {
		case cSub:
			return r.is(r.chunks[j].from, "condition")
		case cVerb, cPunct, cRel:
			return false
		}
	}
	return false
}

// determinedNo: "no attack", "neither side attacked".
func (r *reading) determinedNo(t *trigger) bool {
	for i := r.chunks[t.chunk].from; i < t.from; i++ {
		if r.is(i, "negation") && r.norm(i) != "neither" {
			return r.chunks[t.chunk].kind == cNP
		}
	}
	return t.from > 0 && r.norm(t.from-1) == "not" && t.noun || t.from > 2 && t.noun && r.norm(t.from-2) == "by" && r.norm(t.from-3) == "not" || t.from > 3 && t.noun && r.norm(t.from-3) == "by" && r.norm(t.from-4) == "not"
}

// nobody: the subject is "nobody", "no group", "neither army".
func (r *reading) nobody(k int) bool {
	for _, s := range r.subject(k) {
		for i := r.chunks[s].from; i < r.chunks[s].to; i++ {
			if r.is(i, "negation") {
				return true
			}
		}
	}
	return false
}

// modalityOf reads the modal of verb chunk k, or the words before an infinitive.
func (r *reading) modalityOf(k int, t *trigger) sanad.Modality {
	c := r.chunks[k]
	if k > 0 && r.kindAt(k-1) == cVerb && !c.to_ {
		c.from = r.chunks[k-1].from
	}
	from := max(0, c.from-2)
	for i := from; i < c.to; i++ {
		for _, m := range []sanad.Modality{sanad.ModalityFuture, sanad.ModalityPossible, sanad.ModalityDemanded, sanad.ModalityAttempted} {
			if n := r.phraseAt(i, "modality "+string(m)); n > 0 && i+n <= c.to+1 && i+n > c.from {
				if m == sanad.ModalityFuture && (r.conditioned(k) || r.norm(i) == "would" && r.norm(i+1) == "have") {
					return sanad.ModalityConditional
				}
				return m
			}
		}
	}
	if c.to_ && k > 0 && r.kindAt(k-1) == cNP && r.verbBefore(k) < 0 && !r.reportNoun(k-1) {
		return sanad.ModalityFuture // a headline's "Rohan to host talks"
	}
	return sanad.ModalityActual
}

// conditioned: the sentence has an "if", "unless" or "should" clause beside the verb.
func (r *reading) conditioned(k int) bool {
	for i := range r.toks {
		if r.is(i, "condition") && r.inside[i] != k && (r.norm(i) != "should" || i == 0 || r.tags[i-1] == tAdv || r.tags[i-1] == tVerb) {
			return true
		}
	}
	return false
}
