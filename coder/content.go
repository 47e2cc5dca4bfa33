package coder

import (
	"sanad.example/sanad/codebook"
)

// contentOf finds the tokens that a cue's speaker says: behind the cue, or before the speaker where
// nothing but adverbials follows.
func (r *reading) contentOf(k int, speaker []int, inverted bool) (content []tokens, left bool) {
	first, last := min(k, speaker[0]), k
	if inverted {
		first, last = k, speaker[len(speaker)-1]
	}
	right := tokens{r.chunks[last].to, r.contentEnd(last)}
	before := r.contentStart(first)
	says := r.clauseIn(right) && !inverted
	leftOK := r.clauseIn(before) && first > 0 && (inverted || r.kindAt(first-1) == cPunct && r.chunkNorm(first-1) != ";" && r.chunkNorm(first-1) != ":")
	switch {
	case leftOK && r.kindAt(last+1) == cPunct && r.chunkNorm(last+1) == "," && says && r.kindAt(last+2) == cVerb && r.chunks[last+2].finite:
		return []tokens{before, right}, false // "Arnor, the authors write, may attack"
	case says && !(leftOK && (inverted || r.onlyAdverbial(right) || r.quotedBefore(first))):
		return []tokens{right}, false
	case leftOK:
		out := []tokens{before}
		if isQuote(r.lastQuote(right)) || r.chunkNorm(last+1) == "," && r.kindAt(last+2) == cVerb && last+2 < len(r.chunks) && r.chunks[last+2].ing {
			out = append(out, right)
		}
		return out, true
	case r.numberIn(right):
		return []tokens{right}, false
	}
	return nil, false
}

func (r *reading) lastQuote(t tokens) string {
	if t.to-t.from > 3 {
		return r.norm(t.to - 2)
	}
	return ""
}

// quotedBefore reports whether the text before chunk k ends with a quotation.
func (r *reading) quotedBefore(k int) bool {
	return k > 1 && isQuote(r.chunkNorm(k-1))
}

// onlyAdverbial: "said on Monday", "told reporters in Bree", with no clause of its own behind.
func (r *reading) onlyAdverbial(t tokens) bool {
	for i := t.from; i < t.to; i++ {
		if k := r.inside[i]; r.chunks[k].kind == cVerb && !r.chunks[k].ing {
			return false
		}
		if r.norm(i) == "that" || r.norm(i) == ":" || isQuote(r.norm(i)) {
			return false
		}
	}
	return true
}

// clauseIn reports whether the tokens have a verb or a number, and so may say something.
func (r *reading) clauseIn(t tokens) bool {
	for i := t.from; i < t.to; i++ {
		if r.chunks[r.inside[i]].kind == cVerb {
			return true
		}
	}
	return r.numberIn(t) || r.nominalIn(t)
}

func (r *reading) numberIn(t tokens) bool {
	for _, q := range r.quantities {
		if t.has(q.nfrom) {
			return true
		}
	}
	return false
}

// nominalIn: a quotation or a headline may say an event with a noun alone.
func (r *reading) nominalIn(t tokens) bool {
	for i := t.from; i < t.to; i++ {
		if isQuote(r.norm(i)) {
			return true
		}
	}
	return false
}

// contentEnd is the token where what is said from chunk k on ends: a semicolon, another speaker or a verb
// of speaking that shares the subject.
func (r *reading) contentEnd(k int) int {
	for j := k + 1; j < len(r.chunks); j++ {
		switch r.chunks[j].kind {
		case cPunct:
			if r.chunkNorm(j) == ";" {
				return r.chunks[j].from
			}
			if r.chunkNorm(j) == "," && r.kindAt(j+1) == cRel && r.relativeSpeaks(j+2) {
				return r.chunks[j].from
			}
			if r.chunkNorm(j) == "," && r.remark(j+1) {
				return r.chunks[j].from
			}
			if j == k+1 && r.insertedIng(j) {
				continue
			}
			if r.mainBehind(k, j) {
				return r.chunks[j].from
			}
			if r.chunkNorm(j) == "," && (r.speaksAgain(j+1) || r.aside(k, j) || r.concedes(k) && r.otherSpeaks(j+1, true)) {
				return r.chunks[j].from
			}
			if r.chunkNorm(j) == "," && r.kindAt(j+1) == cConj && r.otherSpeaks(j+2, r.is(r.chunks[j+1].from, "contrast")) {
				return r.chunks[j].from
			}
		case cConj, cSub:
			if r.kindAt(j) == cConj && (r.speaksAgain(j+1) || r.chunkNorm(j) == "and" && r.otherSpeaks(j+1, false)) || r.is(r.chunks[j].from, "contrast") && r.otherSpeaks(j+1, true) {
				return r.chunks[j].from
			}
		}
	}
	end := len(r.toks)
	for end > 0 && r.tags[end-1] == tPunct && !isQuote(r.norm(end-1)) {
		end--
	}
	return end
}

// mainBehind: the comma at chunk j closes the subordinate clause of chunk k, and its main clause follows: "after Arnor
// accused Gondor of a raid, Rohan closed the crossing".
func (r *reading) mainBehind(k, j int) bool {
	verb := r.chunks[k].head
	if r.chunkNorm(j) != "," || verb < 0 || r.kindAt(k) != cVerb || !r.tree.isRel(verb, "advcl") || r.tree.kid(verb, "mark") < 0 {
		return false
	}
	main := r.tree.head(verb)
	subj := r.tree.kid(main, "nsubj")
	return main > r.chunks[j].from && subj > r.chunks[j].from && r.inside[subj] <= j+3
}

// insertedIng: the comma at chunk j opens what is inserted before the content: "claimed, citing its sources, that".
func (r *reading) insertedIng(j int) bool {
	if r.chunkNorm(j) != "," || j+1 >= len(r.chunks) || r.kindAt(j+1) != cVerb || !r.chunks[j+1].ing {
		return false
	}
	for i := j + 2; i < len(r.chunks) && i < j+8; i++ {
		if r.kindAt(i) == cVerb {
			return false
		}
		if r.chunkNorm(i) == "," {
			return r.chunkNorm(i+1) == "that"
		}
	}
	return false
}

// aside: the comma at chunk j sets off "according to X" from a clause that stands between chunk k and it.
func (r *reading) aside(k, j int) bool {
	if j+1 >= len(r.chunks) || r.cuePhraseAt(r.chunks[j+1].from) == 0 {
		return false
	}
	return r.clauseIn(tokens{r.chunks[k].to, r.chunks[j].from})
}

// concedes: the clause of chunk k opens with "although" or "while", so the main clause is another's.
func (r *reading) concedes(k int) bool {
	for j := k; j >= 0 && j > k-8; j-- {
		switch r.kindAt(j) {
		case cSub:
			return r.is(r.chunks[j].from, "contrast")
		case cPunct:
			return false
		}
	}
	return false
}

// otherSpeaks: from chunk j on another speaker follows with a verb of speech: "but Gondor denied". Speech
// acts count where the conjunction sets the two against each other.
func (r *reading) otherSpeaks(j int, acts bool) bool {
	if r.kindAt(j) != cNP {
		return false
	}
	for n := 0; j < len(r.chunks) && n < 6; j, n = j+1, n+1 {
		switch r.chunks[j].kind {
		case cVerb:
			return r.chunks[j].finite && !r.chunks[j].passive && (r.cueVerb(j) >= 0 || r.denialVerb(j) || acts && r.speechVerb(j))
		case cNP, cPrep, cAdv:
		default:
			return false
		}
	}
	return false
}

// speaksAgain: at chunk j a verb of speech follows directly, sharing the speaker: "said … and urged".
func (r *reading) speaksAgain(j int) bool {
	if r.kindAt(j) == cConj {
		j++
	}
	for j < len(r.chunks) && r.chunks[j].kind == cAdv {
		j++
	}
	if r.kindAt(j) != cVerb || j >= len(r.chunks) || r.chunks[j].to_ {
		return false
	}
	if r.tags[r.chunks[j].from] == tAux && r.chunks[j].from != r.chunks[j].head && r.cueVerb(j) < 0 {
		return false // "said that they had met and had agreed"
	}
	return r.cueVerb(j) >= 0 || r.speechVerb(j)
}

// remark: ", a charge that Gondor denies": the writer's remark on what was said.
func (r *reading) remark(j int) bool {
	return r.kindAt(j) == cNP && j < len(r.chunks) && r.is(r.chunks[j].head, "report_noun") && r.relativeSpeaks(j+1)
}

// relativeSpeaks: ", which the army alleges": the writer's remark on what was said.
func (r *reading) relativeSpeaks(j int) bool {
	for n := 0; j < len(r.chunks) && n < 4; j, n = j+1, n+1 {
		if r.kindAt(j) == cVerb {
			return r.cueVerb(j) >= 0 || r.speechVerb(j)
		}
		if r.kindAt(j) == cPunct {
			return false
		}
	}
	return false
}

// speechVerb reports whether verb chunk j may be a speech act of the codebook.
func (r *reading) speechVerb(j int) bool {
	entries, _ := r.entriesAt(max(0, r.chunks[j].head), codebook.KindPredicate)
	for _, e := range entries {
		if r.book.Predicates[e.Index].Content != nil && e.Form != codebook.FormNoun && e.Form != codebook.FormPlural {
			return true
		}
	}
	return false
}

// contentStart is what stands before chunk k and is not another speaker's.
func (r *reading) contentStart(k int) tokens {
	to := 0
	if k > 0 {
		to = r.chunks[k-1].to
		for to > 0 && r.tags[to-1] == tPunct && !isQuote(r.norm(to-1)) {
			to--
		}
	}
	from := 0
	for j := k - 1; j >= 0; j-- {
		if r.kindAt(j) == cPunct && r.chunkNorm(j) == ";" && r.chunks[j].to < to {
			from = r.chunks[j].to
			break
		}
	}
	for _, f := range r.frames {
		for _, c := range f.content {
			if !f.left && c.from < to && c.to <= to && c.to > from && f.cue.from >= from {
				from = c.to
			}
		}
		if f.left && f.cue.to > from && f.cue.to < to {
			from = f.cue.to
		}
	}
	return tokens{r.afterDateline(from), to}
}

// afterDateline skips "BREE, Oct 15 -" and "BREE:" at the beginning.
func (r *reading) afterDateline(from int) int {
	if from != 0 {
		return from
	}
	for i := 0; i < len(r.toks) && i < 12; i++ {
		switch r.norm(i) {
		case "-", "–", "—", ":":
			if i > 0 && r.inName(0) && (r.norm(i) == ":" || r.toks[i-1].SpaceAfter) {
				return i + 1
			}
			return 0
		}
	}
	return 0
}

// sideContent gives a frame that stands aside of its clause ("according to X", "by X's count") its
// content: behind it where it opens the sentence or a clause, else before it.
func (r *reading) sideContent(f *frame, first, last int) {
	for r.kindAt(last+1) == cPrep && r.kindAt(last+2) == cNP && last+2 < len(r.chunks) {
		last += 2
	}
	opens := first == 0 || r.kindAt(first-1) == cSub || r.kindAt(first-1) == cPunct && (r.chunkNorm(first-1) == ":" || r.chunkNorm(first-1) == ";") || r.kindAt(first-1) == cConj
	if opens {
		if r.chunkNorm(last+1) == "," && r.kindAt(last+2) == cRel { // "according to AFP, which cited X, …"
			for j := last + 3; j < len(r.chunks) && j < last+20; j++ {
				if r.chunkNorm(j) == "," {
					last = j
					break
				}
			}
		}
		f.content = []tokens{{r.chunks[last].to, r.contentEnd(last)}}
		return
	}
	f.left = true
	f.content = []tokens{r.overSpeech(r.contentStart(first))}
	if f.content[0].from >= f.content[0].to {
		f.content = nil
	}
}

// overSpeech takes what somebody says into what another reports of it: "…, X said in a statement, according
// to Y".
func (r *reading) overSpeech(t tokens) tokens {
	for _, f := range r.frames {
		if !f.left && len(f.who) > 0 && t.from >= t.to && f.content[len(f.content)-1].to == t.from {
			return tokens{min(f.cue.from, r.chunks[f.who[0]].from), t.to} // "X said that …, according to Y"
		}
		if f.left && f.cue.to <= t.from && len(f.who) > 0 && r.chunks[f.who[len(f.who)-1]].to <= t.to && r.onlyAdverbial(t) {
			for _, c := range f.content {
				t.from = min(t.from, c.from)
			}
		}
	}
	return t
}
