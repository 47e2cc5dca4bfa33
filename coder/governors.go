package coder

import "sanad.example/sanad/codebook"

// governor is a word that may say what a number counts, and what the number's phrase is to it.
type governor struct {
	at   int // token
	role role
}

// role is what a phrase is to a verb.
type role uint8

const (
	doer     role = iota // its subject
	undergo              // its object, or the subject of its passive
	outcome              // "18 killed": what a participle tells of
	copulate             // the subject of a state: "were missing"
)

// governors are the words that govern a number's phrase, the surest first: the verb right in front, its head in
// the tree, what tells of it, and the same of what it is joined to.
func (r *reading) governors(f *figure) []governor {
	var out []governor
	if i := f.from - 1; i >= 0 && !r.passiveAt(i) {
		out = append(out, governor{i, undergo}) // "wounded more than 200": in lists without a verb trees go astray
	}
	if r.ofPhrase(f) && r.is(f.nto+1, "relative") {
		out = append(out, r.tellingOf(f.nto+1)...) // "six of whom died"
	}
	site := r.site(f)
	for at, steps := site, 0; at >= 0 && steps < 4; steps++ {
		h := r.tree.head(at)
		out = append(out, r.above(at, h)...)
		if at == site {
			out = append(out, r.behind(f)...)
		}
		out = append(out, r.tellingOf(at)...)
		if !r.tree.isRel(at, "conj", "appos", "nmod:unmarked", "dep", "parataxis", "list", "flat") && (h < f.from || h >= f.nfrom) { // "as many as 19": the tree may hang it on "many"
			break
		}
		at = h
	}
	return out
}

// behind: "nine killed".
func (r *reading) behind(f *figure) []governor {
	if i := f.end; i < len(r.toks) && r.finished(i) && r.resultBehind(i) {
		return []governor{{i, outcome}}
	}
	return nil
}

// numberOfTree is the token of a figure's number that stands highest in the tree.
func (r *reading) numberOfTree(f *figure) int {
	for i := f.nto - 1; i >= f.nfrom; i-- {
		if h := r.tree.head(i); h < f.nfrom || h >= f.nto {
			return i
		}
	}
	return f.nfrom
}

// site is the token by which a figure's phrase hangs in the tree: the counted noun, or a bare number. A number
// that the tree has put elsewhere, "In Bree 3,500 people", counts what stands behind it.
func (r *reading) site(f *figure) int {
	n := r.numberOfTree(f)
	if h := r.tree.head(n); h >= f.nto && r.toks[h].UPOS != "VERB" && r.tree.isRel(n, "nummod", "amod", "compound", "det", "advmod", "nmod") {
		return h
	}
	for i := f.end - 1; i >= f.nto && r.norm(f.nto) != "of"; i-- {
		if h := r.tree.head(i); h < f.nto || h >= f.end {
			return i
		}
	}
	return n
}

// finished: a past participle, or an adjective that was one.
func (r *reading) finished(i int) bool {
	x := r.toks[i].XPOS
	return x == "VBN" || x == "VBD" || r.toks[i].UPOS == "ADJ"
}

// resultBehind: a participle at i closes its phrase: it has no object of its own.
func (r *reading) resultBehind(i int) bool {
	if r.tree.kid(i, "obj") > i {
		return false
	}
	for _, q := range r.quantities {
		if q.from == i+1 {
			return false // "killed at least 14"
		}
	}
	return true
}

// above is what the head of a phrase makes of it.
func (r *reading) above(at, h int) []governor {
	var out []governor
	if h >= 0 && r.toks[h].UPOS == "VERB" && r.tree.isRel(h, "nsubj", "obj") {
		out = r.above(h, r.tree.head(h)) // "the 19 whom the army held were freed": the clause hangs in the noun's place
	}
	switch {
	case h < 0:
	case r.tree.isRel(at, "nsubj") && (r.passiveAt(h) || r.tree.rel(at) == "nsubj:pass"):
		out = append(out, governor{h, undergo})
	case r.tree.isRel(at, "nsubj"):
		out = append(out, governor{h, doer})
		if r.tree.kid(h, "cop") >= 0 || r.toks[h].XPOS == "VBG" && r.tree.kid(h, "aux") >= 0 {
			out = append(out, governor{h, copulate})
		}
	case r.tree.isRel(at, "obj", "iobj"):
		out = append(out, governor{h, undergo})
	case h > at && r.toks[h].UPOS == "VERB" && r.tree.isRel(at, "compound", "nummod", "dep", "det") && r.tree.kid(h, "nsubj") < 0:
		out = append(out, governor{h, subjectOf(r.passiveAt(h))}) // a bare number before its verb: there is no noun to modify
	default:
		return nil
	}
	for _, k := range r.tree.all(h, "xcomp") {
		if r.finished(k) { // "were found dead", "were left wounded"
			out = append(out, governor{k, outcome})
		}
	}
	return out
}

// subjectOf is the role of a verb's subject.
func subjectOf(passive bool) role {
	if passive {
		return undergo
	}
	return doer
}

// tellingOf are the clauses about a noun: "soldiers killed in the clash", "men who died", "whom the army arrested".
func (r *reading) tellingOf(at int) []governor {
	var out []governor
	for _, k := range r.tree.all(at, "acl", "amod") {
		switch {
		case k < at:
		case r.tree.rel(k) != "acl:relcl" && r.toks[k].XPOS == "VBG":
			out = append(out, governor{k, doer})
		case r.tree.rel(k) != "acl:relcl":
			out = append(out, governor{k, outcome})
		case r.passiveAt(k):
			out = append(out, governor{k, undergo})
		default:
			out = append(out, r.relative(k))
		}
	}
	return out
}

// relative is the part that a noun has in the active relative clause of verb k.
func (r *reading) relative(k int) governor {
	subj := r.tree.kid(k, "nsubj")
	if subj < 0 || r.is(subj, "relative") {
		return governor{k, doer}
	}
	return governor{k, undergo}
}

// passiveAt reports whether the verb at i is in the passive.
func (r *reading) passiveAt(i int) bool {
	return r.tree.kid(i, "aux:pass", "nsubj:pass") >= 0 || r.chunks[r.inside[i]].kind == cVerb && r.chunks[r.inside[i]].head == i && r.chunks[r.inside[i]].passive
}

// verbsMeasure is the measure that a word gives to what stands so to it: verbs of killing count whom they
// hit, verbs of dying, fleeing and returning who does it.
func (r *reading) verbsMeasure(g governor) string {
	own := r.is(g.at, "intransitive") || r.phraseAt(g.at, "intransitive") > 0
	for _, e := range r.measuresOver(g.at) {
		m := r.measureOf(e)
		switch {
		case m.Counts != "people" && m.Counts != "things":
		case g.role == copulate && m.State:
			return m.ID
		case nounForm(e):
		case g.role == outcome, g.role == undergo && (!own || r.passiveAt(g.at)), g.role == doer && own:
			return m.ID
		}
	}
	return ""
}

// measuresOver are the measures with a phrase that begins at token i, or ends there: "still holding".
func (r *reading) measuresOver(i int) []codebook.Entry {
	if at := r.measuresAt(i); len(at) > 0 {
		return at
	}
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		if e, to := r.entriesAt(j, codebook.KindMeasure); to == i+1 {
			return e
		}
	}
	return nil
}
