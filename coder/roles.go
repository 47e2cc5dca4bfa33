package coder

import "sanad.example/sanad"

// maxScan bounds how many chunks are looked at for a role, so that cost stays linear in the text.
const maxScan = 60

// subject returns the noun phrases, as chunks, that verb chunk k has as its grammatical subject.
func (r *reading) subject(k int) []int {
	if k < 0 {
		return nil
	}
	if r.chunks[k].kind == cVerb {
		if list := r.treeSubject(k); len(list) > 0 {
			return list
		}
	}
	return r.subjectOf(k, 0)
}

func (r *reading) subjectOf(k, depth int) []int {
	if k < 0 || depth > 6 {
		return nil
	}
	c := r.chunks[k]
	switch {
	case c.to_ && !c.copulaTo(r):
		return r.controller(k, depth)
	case c.ing && !c.finite:
		return r.ingSubject(k, depth)
	}
	return r.leftSubject(k, depth)
}

// copulaTo: "are to be sent" has its subject in front like any finite verb.
func (c chunk) copulaTo(r *reading) bool { return r.tags[c.from] == tAux || r.tags[c.from] == tModal }

// leftSubject looks to the left of a finite verb.
func (r *reading) leftSubject(k, depth int) []int {
	for j, n := k-1, 0; j >= 0 && n < maxScan; n++ {
		switch r.chunks[j].kind {
		case cAdv, cPrep:
			j--
		case cNP:
			first, list := r.coordinatedLeft(j)
			if r.kindAt(first-1) == cPrep && !r.approximating(first-1) {
				j = first - 2
				continue
			}
			return r.apposition(first, list)
		case cRel:
			return r.antecedentOf(j)
		case cVerb:
			if j == k-1 && r.cueVerb(j) >= 0 && r.kindAt(j-1) == cNP && r.kindAt(j-2) == cRel && j >= 2 {
				return r.antecedentOf(j - 2) // "strikes which Gondor says killed ten"
			}
			if j == k-1 {
				return r.subjectOf(j, depth+1) // "will remain closed"
			}
			if c := r.chunks[j]; r.kindAt(j-1) == cNP && c.from == c.head && r.participle(c.head) {
				j-- // "survivors interviewed by the mission said"
				continue
			}
			return nil
		case cConj:
			return r.subjectOf(r.joinedTo(j, k), depth+1)
		case cPunct:
			next, list, done := r.overComma(j, k, depth)
			if done {
				return list
			}
			j = next
		default:
			return nil
		}
	}
	return nil
}

// overComma decides what a comma, dash or quotation mark left of a verb means: a parenthesis to be
// skipped, a coordinated verb, or the clause's beginning.
func (r *reading) overComma(j, k, depth int) (next int, list []int, done bool) {
	switch w := r.chunkNorm(j); {
	case w == ",":
		if p := r.parenthesis(j); p >= 0 {
			return p, nil, false
		}
		if v := r.verbBefore(j); v >= 0 {
			return 0, r.subjectOf(v, depth+1), true
		}
		return 0, nil, true
	case isQuote(w), w == ")", w == "(":
		return j - 1, nil, false
	}
	return 0, nil, true
}

// parenthesis returns the chunk before the comma that opens what the comma at j closes, or -1.
func (r *reading) parenthesis(j int) int {
	for i := j - 1; i > 0 && i > j-25; i-- {
		if r.kindAt(i) == cPunct && r.chunkNorm(i) != "," && !isQuote(r.chunkNorm(i)) && r.chunkNorm(i) != "(" && r.chunkNorm(i) != ")" {
			return -1
		}
		if r.chunkNorm(i) == "," && r.kindAt(i) == cPunct && (r.kindAt(i-1) == cNP || r.kindAt(i-1) == cAdv) && r.insideParenthesis(i+1, j) {
			return i - 1
		}
	}
	return -1
}

// insideParenthesis: what stands between two commas is an apposition, a relative clause or an adverbial,
// not a clause with its own subject and finite verb.
func (r *reading) insideParenthesis(from, to int) bool {
	if from >= to {
		return false
	}
	switch r.kindAt(from) {
	case cRel, cPrep, cAdv:
		return true
	case cSub:
		return false
	case cVerb:
		return !r.chunks[from].finite || r.chunks[from].passive
	}
	verbs := 0
	for i := from; i < to; i++ {
		if r.kindAt(i) == cVerb {
			verbs++
		}
	}
	return verbs == 0 || r.sayClause(from, to)
}

// sayClause: "Arnor, the authors write, may attack".
func (r *reading) sayClause(from, to int) bool {
	for i := from; i < to; i++ {
		if r.kindAt(i) == cVerb && r.cueVerb(i) >= 0 {
			return i >= to-2
		}
	}
	return false
}

// coordinatedLeft gathers "A, B and C" that ends with chunk j; first is its leftmost chunk.
func (r *reading) coordinatedLeft(j int) (first int, list []int) {
	list = []int{j}
	first = j
	for n := 0; n < 12; n++ {
		p := -1
		switch {
		case r.kindAt(first-1) == cConj && r.kindAt(first-2) == cNP && first >= 2:
			p = first - 2
		case first >= 3 && r.kindAt(first-1) == cConj && r.chunkNorm(first-2) == "," && r.kindAt(first-3) == cNP && r.chainOfNames(first-3):
			p = first - 3
		case first >= 2 && (len(list) > 1 || r.bothStates(first, first-2)) && r.chunkNorm(first-1) == "," && r.kindAt(first-2) == cNP:
			p = first - 2
		}
		if p < 0 || r.kindAt(p-1) == cVerb && p >= 1 || r.speakerChunk(p) {
			return first, list
		}
		list = append([]int{p}, list...)
		first = p
	}
	return first, list
}

// bothStates: a headline's "Arnor, Gondor agree".
func (r *reading) bothStates(a, b int) bool {
	x, y := r.mentions[a], r.mentions[b]
	return x != nil && y != nil && x.bare && y.bare && !(r.kindAt(b-1) == cPrep)
}

// speakerChunk: the phrase at chunk k is who an "according to" names, so no part of a list behind it.
func (r *reading) speakerChunk(k int) bool {
	for _, f := range r.frames {
		if f.kind == "say" && len(f.who) > 0 && f.who[len(f.who)-1] == k && r.inside[f.cue.to-1] < k {
			return true
		}
	}
	return false
}

// chainOfNames: before ", and C" stands a list, not a clause.
func (r *reading) chainOfNames(j int) bool {
	m := r.mentions[j]
	return m != nil && len(m.entities) > 0 && r.kindAt(j-1) != cVerb && r.kindAt(j-1) != cPrep
}

// apposition: in "the minister, Haldir, said" or "Haldir, the minister, said" the one that the codebook
// knows is meant.
func (r *reading) apposition(first int, list []int) []int {
	if len(list) != 1 || first < 2 || r.chunkNorm(first-1) != "," || r.kindAt(first-2) != cNP {
		return list
	}
	here, before := r.mentions[first], r.mentions[first-2]
	if here != nil && here.unknown && here.role == "" && before != nil && before.role != "" && len(before.entities) > 0 {
		return []int{first - 2}
	}
	return list
}

// antecedentOf is what a relative pronoun stands for: the nearest phrase before it that can act, else the
// nearest.
func (r *reading) antecedentOf(rel int) []int {
	nearest := -1
	for j, n := rel-1, 0; j >= 0 && n < 8; j, n = j-1, n+1 {
		switch r.chunks[j].kind {
		case cNP:
			first, list := r.coordinatedLeft(j)
			if nearest < 0 {
				nearest = j
				if m := r.mentions[j]; m != nil && m.people && !m.place {
					return list
				}
			}
			if r.kindAt(first-1) != cPrep {
				if m := r.mentions[j]; m != nil && m.people {
					return list
				}
				return []int{nearest}
			}
		case cVerb, cSub:
			if nearest >= 0 {
				return []int{nearest}
			}
			return nil
		}
	}
	if nearest >= 0 {
		return []int{nearest}
	}
	return nil
}

// verbBefore is the nearest verb chunk left of chunk j that isn't inside a relative clause, or -1.
func (r *reading) verbBefore(j int) int {
	for i, n := j-1, 0; i >= 0 && n < maxScan; i, n = i-1, n+1 {
		if r.kindAt(i) == cVerb && r.kindAt(i-1) != cRel {
			return i
		}
		if r.kindAt(i) == cPunct && (r.chunkNorm(i) == ";" || r.chunkNorm(i) == ":") {
			return -1
		}
	}
	return -1
}

// joinedTo is the verb chunk that the verb of chunk k is coordinated with, by the conjunction at j: in "urged both to
// stop and offered help" not the infinitive that stands nearest. -1 for none.
func (r *reading) joinedTo(j, k int) int {
	near := r.verbBefore(j)
	if head := r.chunks[k].head; near >= 0 && r.chunks[near].to_ && !r.chunks[near].copulaTo(r) && head >= 0 && r.tree.isRel(head, "conj") {
		if v := r.tree.head(head); v >= 0 && v < r.chunks[near].from && r.kindAt(r.chunkOf(v)) == cVerb {
			return r.chunkOf(v)
		}
	}
	return near
}

// controller is who does what an infinitive says: the object of verbs like "urge", else the subject.
func (r *reading) controller(k, depth int) []int {
	for j, n := k-1, 0; j >= 0 && n < 12; j, n = j-1, n+1 {
		switch r.chunks[j].kind {
		case cVerb:
			if r.controlsObject(j) && !r.chunks[j].passive {
				if objs := r.between(j, k); len(objs) > 0 {
					return objs
				}
			}
			return r.subjectOf(j, depth+1)
		case cSub, cRel:
			return nil
		case cPunct:
			if w := r.chunkNorm(j); w == ";" || w == ":" {
				return nil
			}
		case cNP:
			if m := r.mentions[j]; m != nil && len(m.owner) > 0 && len(m.entities) == 0 && r.kindAt(j-1) != cPrep && j == k-1 && r.verbBefore(j) < 0 {
				return []int{j}
			}
		}
	}
	for j := k - 1; j >= 0 && j >= k-3; j-- {
		if r.kindAt(j) == cNP {
			return []int{j}
		}
	}
	return nil
}

func (r *reading) controlsObject(j int) bool {
	return r.chunks[j].head >= 0 && r.is(r.chunks[j].head, "object_control")
}

// between returns the first phrase, with those coordinated to it, between two chunks.
func (r *reading) between(a, b int) []int {
	for i := a + 1; i < b; i++ {
		if r.kindAt(i) == cNP {
			return r.listFrom(i, b)
		}
	}
	return nil
}

// listFrom gathers "A, B and C" from chunk i on, before chunk limit.
func (r *reading) listFrom(i, limit int) []int {
	list := []int{i}
	for n := 0; n < 12; n++ {
		nxt, ok := r.nextInList(list[len(list)-1])
		if !ok || nxt >= limit || r.kindAt(nxt+1) == cVerb && r.chunks[nxt+1].finite && !r.chunks[nxt+1].passive {
			break
		}
		list = append(list, nxt)
	}
	return list
}

// ingSubject is who does what an -ing form says.
func (r *reading) ingSubject(k, depth int) []int {
	j := k - 1
	for j >= 0 && r.chunks[j].kind == cAdv {
		j--
	}
	switch {
	case j < 0:
		return nil
	case r.chunks[j].kind == cPrep || r.chunks[j].kind == cSub:
		return r.controller(k, depth)
	case r.chunks[j].kind == cNP && len(r.mentions[j].entitiesOrOwner()) == 0 && r.kindAt(j-1) == cVerb:
		return r.subjectOf(j-1, depth+1)
	case r.chunks[j].kind == cNP && (r.kindAt(j-1) != cPrep || r.mentions[j].people):
		return []int{j}
	case r.chunks[j].kind == cVerb:
		return r.subjectOf(j, depth+1)
	}
	return r.subjectOf(r.verbBefore(j+1), depth+1)
}

// objects returns the noun phrases right behind verb chunk k.
func (r *reading) objects(k int) []int {
	j := k + 1
	for j < len(r.chunks) && (r.chunks[j].kind == cAdv || r.chunks[j].kind == cPunct && isQuote(r.chunkNorm(j))) {
		j++
	}
	if r.kindAt(j) != cNP || j >= len(r.chunks) {
		return nil
	}
	return r.listFrom(j, len(r.chunks))
}

// prepObjects returns the noun phrases behind the first preposition of a set, from chunk k on and within
// the clause.
func (r *reading) prepObjects(k int, preps map[string]bool) []int {
	for j, n := k, 0; j+1 < len(r.chunks) && n < 14; j, n = j+1, n+1 {
		switch r.chunks[j].kind {
		case cPrep:
			if preps[r.chunkNorm(j)] && r.kindAt(j+1) == cNP && !r.timePhrase(j+1) {
				if r.chunkNorm(j) == "between" && r.kindAt(j+2) == cConj && r.kindAt(j+3) == cNP && j+3 < len(r.chunks) {
					return []int{j + 1, j + 3}
				}
				return r.listFrom(j+1, len(r.chunks))
			}
		case cVerb, cSub, cRel:
			return nil
		case cPunct:
			if w := r.chunkNorm(j); w != "," && !isQuote(w) && w != "(" && w != ")" {
				return nil
			}
		}
	}
	return nil
}

func (r *reading) timePhrase(k int) bool { return r.inTime(r.chunks[k].from) }

func isQuote(w string) bool {
	switch w {
	case `"`, "“", "”", "''", "``", "«", "»", "„":
		return true
	}
	return false
}

// entitiesOf returns whom phrases name; nationals stand for what is theirs ("Arnorian posts") where
// owners is set.
func (r *reading) entitiesOf(list []int, owners bool) []sanad.Entity {
	var out []sanad.Entity
	for _, k := range list {
		m := r.mentions[k]
		if m == nil {
			continue
		}
		found := m.entities
		if len(found) == 0 && owners {
			found = m.owner
		}
		out = append(out, found...)
	}
	return distinct(out)
}

// distinct drops entities of an id that is there already, and those that name nobody.
func distinct(list []sanad.Entity) []sanad.Entity {
	var out []sanad.Entity
	seen := map[string]bool{}
	for _, e := range list {
		key := e.ID
		if key == "" {
			key = "?" + e.Text
		}
		if !seen[key] && e.Span.End > e.Span.Start {
			seen[key] = true
			out = append(out, e)
		}
	}
	return out
}
