package coder

import "sanad.example/sanad/codebook"

// chunkKind is what a chunk is.
type chunkKind uint8

const (
	cNP chunkKind = iota
	cVerb
	cPrep
	cConj
	cSub
	cRel
	cPunct
	cAdv
)

// chunk is a run of tokens that belong together: a noun phrase without its prepositional phrases, a verb
// with its auxiliaries, or one word that joins others.
type chunk struct {
	kind     chunkKind
	from, to int
	core     int // of a noun phrase: its end without a parenthesis
	head     int // of a verb: its main verb or copula; of a noun phrase: its last noun
	passive  bool
	negated  bool
	to_      bool // an infinitive with "to"
	ing      bool
	copula   bool
	finite   bool
	modal    int // token of the modal, -1 for none
}

// chunk cuts the sentence into chunks.
func (r *reading) chunk() {
	r.inside = make([]int, len(r.toks))
	for i := 0; i < len(r.toks); {
		c := r.chunkAt(i)
		for j := c.from; j < c.to; j++ {
			r.inside[j] = len(r.chunks)
		}
		r.chunks = append(r.chunks, c)
		i = c.to
	}
}

func (r *reading) chunkAt(i int) chunk {
	one := chunk{from: i, to: i + 1, core: i + 1, head: i, modal: -1}
	if t, ok := r.timeStarting(i); ok {
		return chunk{kind: cAdv, from: i, to: t.to, head: i, modal: -1}
	}
	switch r.tags[i] {
	case tVerb, tIng, tAux, tModal, tTo, tNeg, tAdv:
		return r.verbChunk(i)
	case tPrep:
		one.kind = cPrep
	case tConj:
		one.kind = cConj
	case tSub:
		one.kind = cSub
	case tRel:
		one.kind = cRel
	case tPunct:
		one.kind = cPunct
	case tPron:
		one.kind = cNP
	default:
		return r.nounChunk(i)
	}
	return one
}

// verbChunk takes auxiliaries, adverbs and negations up to the main verb.
func (r *reading) verbChunk(i int) chunk {
	c := chunk{kind: cVerb, from: i, head: -1, modal: -1}
	j, aux := i, -1
	for ; j < len(r.toks); j++ {
		switch r.tags[j] {
		case tAux:
			aux = j
			c.passive = c.passive || r.is(j, "passive_auxiliary")
			continue
		case tModal:
			c.modal, aux = j, j
			continue
		case tTo:
			c.to_ = true
			continue
		case tNeg:
			c.negated = true
			continue
		case tAdv:
			c.negated = c.negated || r.is(j, "negation")
			continue
		}
		break
	}
	if j < len(r.toks) && (r.tags[j] == tVerb || r.tags[j] == tIng) {
		c.head, c.to = j, j+1
		c.ing = r.tags[j] == tIng
		c.passive = c.passive && !c.ing && r.participle(j) || r.reduced(i, j) || r.headlinePassive(i, j)
		c.finite = !c.ing && !c.to_ || aux >= 0
		for c.to < len(r.toks) && r.tags[c.to] == tAdv && r.norm(c.to) != "n't" {
			c.to++
		}
		return c
	}
	if aux >= 0 {
		c.head, c.to, c.copula, c.passive, c.finite = aux, j, true, false, true
		return c
	}
	c.kind, c.head, c.to = cAdv, i, i+1
	if r.tags[i] == tTo {
		c.kind = cPrep
	}
	return c
}

// reduced: a participle right behind a noun with "by" close behind, "mediated by Rohan", is a passive.
func (r *reading) reduced(i, j int) bool {
	if i != j || !r.participle(j) || r.tags[j] != tVerb {
		return false
	}
	for k := j + 1; k < len(r.toks) && k <= j+4; k++ {
		if r.tags[k] == tPunct || r.tags[k] == tVerb || r.tags[k] == tDet {
			return false
		}
		if r.norm(k) == "by" && r.agentAhead(k+1) {
			return true
		}
	}
	return false
}

// headlinePassive: "11 soldiers killed in clash": a result's participle behind a noun and without an object.
func (r *reading) headlinePassive(i, j int) bool {
	if i != j || j == 0 || r.tags[j] != tVerb || r.tags[j-1] != tNoun && r.tags[j-1] != tNum || !r.participle(j) {
		return false
	}
	if j+1 < len(r.toks) && r.tags[j+1] != tPrep && r.tags[j+1] != tPunct && r.tags[j+1] != tSub && r.tags[j+1] != tConj && !r.inTime(j+1) {
		return false
	}
	for _, q := range r.quantities {
		if q.from == j+1 {
			return false // "killed at least 14"
		}
	}
	if e, to := r.entriesAt(j-1, codebook.KindUnit); len(e) > 0 && to == j && !r.is(j, "intransitive") {
		return true // "27 posts destroyed"
	}
	for _, m := range r.measureWords(j, false) {
		switch m {
		case "killed", "injured", "captured", "arrested", "deported", "displaced":
			return !r.is(j, "intransitive")
		}
	}
	return false
}

// agentAhead: "by the army" but not "by Wednesday", "by 45 per cent", "by killing".
func (r *reading) agentAhead(i int) bool {
	if i >= len(r.toks) || r.numberAt(i) || r.tags[i] == tIng {
		return false
	}
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			if e.Kind == codebook.KindWeekday || e.Kind == codebook.KindMonth {
				return false
			}
		}
	}
	return true
}

// nounChunk takes determiners, numbers and nouns; a determiner, a possessive or a number behind a noun
// begins the next phrase: "gave Arnor | fifteen tents".
func (r *reading) nounChunk(i int) chunk {
	c := chunk{kind: cNP, from: i, head: i, modal: -1}
	j := i
	for ; j < len(r.toks); j++ {
		t := r.tags[j]
		if _, ok := r.timeStarting(j); ok && j > i {
			break
		}
		if j > i && t == tNoun && r.tags[j-1] == tNoun && r.nextPhrase(j) {
			break
		}
		if j > i && t == tNoun && r.capital(j) && !r.capital(j-1) && r.is(j-1, "report_noun") {
			break // "a charge | Gondor denies"
		}
		if j > i && t == tNoun && i > 0 && r.tags[i-1] == tVerb && r.stateEnds(i, j) && !r.capital(j) && !r.roleAt(j) {
			break // "offered Arnor | condolences"
		}
		if t != tNoun && t != tDet && t != tPoss && t != tClitic && t != tNum {
			break
		}
		if j > i && (r.tags[j-1] == tNoun || r.tags[j-1] == tNum) {
			if (t == tDet || t == tPoss) && r.tags[j-1] == tNoun || t == tNum && r.tags[j-1] == tNoun && !r.joinsNumber(j-1) {
				break
			}
		}
		if t == tNoun {
			c.head = j
		}
	}
	c.core, c.to = j, r.bracket(j)
	if r.tags[c.head] != tNoun {
		c.head = j - 1
	}
	return c
}

// nextPhrase reports whether the tree has another phrase begin at j, right behind the head of one: "In Kandahar |
// demonstrators", "on the eve of the meeting | Islamabad resumed".
func (r *reading) nextPhrase(j int) bool {
	last, head := r.tree.nominal(j-1), r.tree.nominal(j)
	if u := r.toks[j-1].UPOS; u != "NOUN" && u != "PROPN" {
		return false
	}
	return last == j-1 && head >= j && r.tree.isRel(head, "nsubj") && r.tree.head(head) > head && r.tree.head(last) != head && r.tree.head(head) != last && !r.hyphen(j) && !r.splitsName(j)
}

// splitsName reports whether a name that the codebook has goes on at j.
func (r *reading) splitsName(j int) bool {
	for i := max(0, j-6); i < j; i++ {
		if r.nameAt(i) > j {
			return true
		}
	}
	return false
}

// stateEnds reports whether the tokens from i to j are the name of a state or its capital, no adjective.
func (r *reading) stateEnds(i, j int) bool {
	for _, m := range r.starts[i] {
		if m.To != j {
			continue
		}
		for _, e := range m.Entries {
			if e.Kind == codebook.KindMetonym || e.Kind == codebook.KindActor && r.book.Actors[e.Index].Kind == "state" && !r.adjectiveAt(j-1) {
				return true
			}
		}
	}
	return false
}

func (r *reading) roleAt(i int) bool {
	e, _ := r.entriesAt(i, codebook.KindRole)
	return len(e) > 0
}

// bracket takes a short parenthesis, "(UN)", into the phrase before it.
func (r *reading) bracket(j int) int {
	if r.norm(j) != "(" {
		return j
	}
	for k := j + 1; k < len(r.toks) && k <= j+6; k++ {
		if r.norm(k) == ")" {
			return k + 1
		}
	}
	return j
}

// joinsNumber: a currency or a month goes with the number behind it.
func (r *reading) joinsNumber(i int) bool {
	for _, m := range r.starts[i] {
		for _, e := range m.Entries {
			if e.Kind == codebook.KindCurrency || e.Kind == codebook.KindMonth {
				return true
			}
		}
	}
	return r.capital(i) && i == 0
}

// chunkOf returns the index of the chunk that token i is in.
func (r *reading) chunkOf(i int) int { return r.inside[i] }

// kindAt is the kind of chunk k, cPunct outside the sentence.
func (r *reading) kindAt(k int) chunkKind {
	if k < 0 || k >= len(r.chunks) {
		return cPunct
	}
	return r.chunks[k].kind
}

// chunkNorm is the normalised first token of chunk k.
func (r *reading) chunkNorm(k int) string {
	if k < 0 || k >= len(r.chunks) {
		return ""
	}
	return r.norm(r.chunks[k].from)
}
