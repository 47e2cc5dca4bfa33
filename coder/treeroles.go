package coder

// verbOf is the token that stands for verb chunk k in the tree: its main verb, or what its copula says of the
// subject. It is -1 where the parser saw no clause there.
func (r *reading) verbOf(k int) int {
	v := r.chunks[k].head
	if v < 0 {
		return -1
	}
	if r.tree.isRel(v, "cop", "aux") {
		v = r.tree.head(v)
	}
	if v < 0 || r.toks[v].UPOS != "VERB" && r.toks[v].UPOS != "AUX" && r.tree.kid(v, "cop", "aux", "nsubj") < 0 {
		return -1
	}
	return v
}

// treeSubject returns the noun phrases, as chunks, that verb chunk k has as its subject by the tree. It gives
// none where the parser saw no clause or where its subject is doubtful.
func (r *reading) treeSubject(k int) []int {
	v := r.verbOf(k)
	if v < 0 {
		return nil
	}
	list := r.chunksOf(r.subjectsOf(v, 0))
	for i := len(list) - 1; i > 0; i-- {
		if r.brokenList(list[i-1], list[i]) {
			list = list[i:]
			break
		}
	}
	if len(list) == 2 && list[1] == list[0]+2 && r.chunkNorm(list[0]+1) == "," && r.verbBefore(list[0]) >= 0 {
		list = list[1:] // "did not shell Gondor, Minas Tirith said"
	}
	for len(list) > 0 && list[0] >= 2 && r.chunkNorm(list[0]-1) == "," && r.kindAt(list[0]-2) == cNP && r.verbBefore(list[0]-2) < 0 && r.bothStates(list[0], list[0]-2) {
		list = append([]int{list[0] - 2}, list...) // a headline's "Arnor, Gondor agree"
	}
	if len(list) == 0 || r.doubtful(k, list) {
		return nil
	}
	return list
}

// chunksOf are the noun phrases of tokens, without a dateline.
func (r *reading) chunksOf(toks []int) []int {
	var out []int
	for _, s := range toks {
		k := r.inside[s]
		if r.chunks[k].kind != cNP || dash(r.chunkNorm(k+1)) && r.kindAt(k+1) == cPunct || len(out) > 0 && out[len(out)-1] == k {
			continue
		}
		out = append(out, k)
	}
	return out
}

// subjectsOf are the heads of the noun phrases that do what verb v says.
func (r *reading) subjectsOf(v, depth int) []int {
	if v < 0 || depth > 8 {
		return nil
	}
	t := r.tree
	if s := r.ownSubject(v); s >= 0 {
		return r.subjectAt(v, s)
	}
	h := t.head(v)
	switch {
	case h < 0:
		return nil
	case t.isRel(v, "acl"):
		return r.aclSubject(v, h, depth)
	case t.isRel(v, "conj", "xcomp", "advcl", "ccomp"):
		to := t.kid(v, "mark") >= 0 && r.tags[t.kid(v, "mark")] == tTo
		if t.isRel(v, "ccomp") && !to && r.toks[v].XPOS != "VBG" {
			return nil // "Gondor, officials say, may attack"
		}
		if m := t.kid(v, "mark"); m >= 0 && r.norm(m) == "as" && r.toks[v].XPOS == "VBG" {
			if o := t.kid(h, "obj"); o >= 0 && o < v {
				return r.withConj(o) // "quoted the minister as saying"
			}
		}
		if !t.isRel(v, "conj") && r.is(h, "object_control") && t.kid(h, "nsubj:pass") < 0 {
			if o := t.kid(h, "iobj", "obj"); o >= 0 && o < v {
				return r.withConj(o)
			}
			if o := t.kid(h, "obl"); o >= 0 && o < v && t.kid(o, "case") >= 0 && to {
				return r.withConj(o) // "called on Gondor to withdraw"
			}
		}
		if t.isRel(v, "advcl") && r.toks[v].XPOS == "VBG" && t.kid(v, "mark") < 0 {
			if c := t.kid(h, "ccomp"); h < c && c < v {
				return r.subjectsOf(c, depth+1) // "said troops fired, killing": the parser hangs it too high
			}
		}
		if t.isRel(v, "conj") && t.isRel(h, "acl:relcl") && r.commaAnd(v) {
			if m := t.head(t.head(h)); m >= 0 {
				return r.subjectsOf(m, depth+1) // "rounded up those who stayed, and arrested"
			}
		}
		return r.subjectsOf(h, depth+1)
	}
	return nil
}

// commaAnd reports whether a comma and a conjunction stand right before verb v.
func (r *reading) commaAnd(v int) bool {
	k := r.inside[v]
	return r.kindAt(k-1) == cConj && r.chunkNorm(k-2) == ","
}

// subjectAt is subject s of v, or what it stands for where it is a relative pronoun.
func (r *reading) subjectAt(v, s int) []int {
	t := r.tree
	if r.tags[s] == tRel {
		for u, n := v, 0; u >= 0 && n < len(r.toks); u, n = t.head(u), n+1 {
			if t.isRel(u, "acl") {
				return r.withConj(t.head(u))
			}
		}
		return nil
	}
	return r.withConj(s)
}

// aclSubject is the subject of a participle or an infinitive that describes noun h: the noun, but of a report
// or a plan whoever gives or has it.
func (r *reading) aclSubject(v, h, depth int) []int {
	t := r.tree
	if t.kid(v, "cc") >= 0 || t.isRel(v, "acl:relcl") {
		return nil // a second verb of the clause that hangs where it doesn't belong
	}
	if m := t.kid(v, "mark"); m >= 0 && r.tags[m] == tTo {
		for _, o := range t.all(h, "nmod") {
			if c := t.kid(o, "case"); c >= 0 && (r.norm(c) == "by" || r.norm(c) == "of") && o < v {
				return r.withConj(o) // "an attempt by the rebels to kill"
			}
		}
		if g := t.head(h); g >= 0 && t.isRel(h, "obj", "obl") {
			return r.subjectsOf(g, depth+1)
		}
	}
	if m := r.mentions[r.inside[h]]; r.toks[v].XPOS == "VBG" && (m == nil || len(m.entitiesOrOwner()) == 0 || r.reportNoun(m.chunk)) {
		if g := t.head(h); g >= 0 && t.isRel(h, "obj") {
			return r.subjectsOf(g, depth+1) // "put out a report accusing"
		}
	}
	return r.withConj(h)
}

// withConj is a noun and those coordinated with it.
func (r *reading) withConj(i int) []int {
	out := []int{i}
	for _, k := range r.tree.all(i, "conj") {
		if r.toks[k].UPOS != "VERB" {
			out = append(out, r.withConj(k)...)
		}
	}
	return out
}

// ownSubject is the nearest of v's subjects before it, since the parser takes a dateline for one too, else the
// first behind it ("said the minister"). What follows a preposition is none.
func (r *reading) ownSubject(v int) int {
	best := -1
	for _, s := range r.tree.all(v, "nsubj") {
		if r.afterPrep(s) {
			continue
		}
		if s < v || best < 0 {
			best = s
		}
	}
	return best
}

// afterPrep reports whether a preposition stands right before the phrase of token i.
func (r *reading) afterPrep(i int) bool {
	k := r.inside[i] - 1
	return r.kindAt(k) == cPrep && !r.approximating(k)
}

// doubtful reports whether the tree's subject of verb chunk k is one that the parser is known to invent: the
// dateline of a report ("KABUL - The Taliban ambushed"), or what was said where who said it stands before the
// verb ("…, a monitor said").
func (r *reading) doubtful(k int, list []int) bool {
	last := list[len(list)-1]
	if last > k {
		return false
	}
	for j := last + 1; j < k; j++ {
		if r.kindAt(j) == cPunct && dash(r.chunkNorm(j)) {
			return true
		}
	}
	near := k - 1
	for near > last && r.kindAt(near) == cAdv {
		near--
	}
	return near > last+1 && r.kindAt(near) == cNP && r.chunkNorm(near-1) == "," && r.cueVerb(k) >= 0
}

// dash reports whether a word separates a dateline from its report.
func dash(w string) bool { return w == "-" || w == "--" || w == "–" || w == "—" || w == ":" }

// brokenList reports whether a verb or a dash stands between two phrases, which are no list then.
func (r *reading) brokenList(a, b int) bool {
	for j := a + 1; j < b; j++ {
		if k := r.kindAt(j); k == cVerb || k == cPunct && dash(r.chunkNorm(j)) {
			return true
		}
	}
	return false
}
