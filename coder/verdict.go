package coder

import (
	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// verdict is what a sentence says of somebody's words.
type verdict uint8

const (
	noVerdict verdict = iota
	untrue            // "is false", "was not true"
	open              // "was not verified"
	denied            // "were denied by X"
)

// verdictOf reads the verdict of verb chunk k and the token where its words end.
func (r *reading) verdictOf(k int) (verdict, int) {
	c := r.chunks[k]
	if !c.copula {
		if cue := r.cueVerb(k); cue >= 0 && c.passive && c.negated && r.book.Cues[cue].Kind == "confirm" {
			return open, c.to
		}
		if c.passive && !c.negated && r.denialVerb(k) {
			return denied, c.to
		}
		return noVerdict, 0
	}
	i := c.to
	for i < len(r.toks) && (r.tags[i] == tAdv || r.tags[i] == tNeg) {
		c.negated = c.negated || r.is(i, "negation")
		i++
	}
	switch {
	case r.phraseAt(i, "verdict") > 0 && !c.negated:
		return untrue, i + r.phraseAt(i, "verdict")
	case r.phraseAt(i, "truth") > 0 && c.negated:
		return untrue, i + r.phraseAt(i, "truth")
	case r.phraseAt(i, "unverified") > 0:
		return open, i + r.phraseAt(i, "unverified")
	}
	return noVerdict, 0
}

// verdictFrame reads "X's claim that … is false": X affirms what whoever says this denies. What is called
// unverified is affirmed by X, or by nobody named, and denied by nobody.
func (r *reading) verdictFrame(k int) {
	v, end := r.verdictOf(k)
	if v == noVerdict {
		return
	}
	content, owner := r.judged(k, end)
	if content.to <= content.from {
		return
	}
	f := &frame{cue: tokens{r.chunks[k].from, end}, content: []tokens{content}, stance: sanad.StanceDeny, rule: "cue:verdict", kind: "verdict"}
	if outer := r.framesAt(r.chunks[k].from); len(outer) > 0 {
		if outer[0].nobody || outer[0].hollow {
			return
		}
		f.speakers = outer[0].speakers
		for _, c := range outer[0].content {
			if c.has(content.from) {
				f.content[0].to = min(content.to, c.to)
			}
		}
	}
	if v == denied {
		f.kind = "denial"
		f.speakers = r.speakersIn(r.prepObjects(k+1, byPreps))
		if len(f.speakers) == 0 {
			v = open
		}
	}
	if owner != nil {
		f.twin = r.ownerFrame(owner, f.content[0])
	}
	if v == open {
		if f.twin == nil {
			return
		}
		f = f.twin
		f.inner = true
	}
	r.frames = append(r.frames, f)
}

// denialVerb reports whether verb chunk k says that somebody denies.
func (r *reading) denialVerb(k int) bool {
	entries, _ := r.entriesAt(max(0, r.chunks[k].head), codebook.KindPredicate)
	for _, e := range entries {
		if p := r.book.Predicates[e.Index]; p.Content != nil && p.Content.Stance == string(sanad.StanceDeny) && e.Form != codebook.FormNoun && e.Form != codebook.FormPlural && len(p.Needs) == 0 {
			return true
		}
	}
	return false
}

// judged is the content that a verdict at chunk k is about, and the phrase of the words that carry it,
// "X's claim"; nil for "it is not true that".
func (r *reading) judged(k, end int) (tokens, *mention) {
	if k > 0 && r.norm(r.chunks[k].from-1) == "it" && r.norm(end) == "that" {
		return tokens{end + 1, r.contentEnd(r.inside[end])}, nil
	}
	for s, n := k-1, 0; s >= 0 && n < 30; s, n = s-1, n+1 {
		if r.kindAt(s) == cPunct && (r.chunkNorm(s) == ";" || r.chunkNorm(s) == ":") {
			return tokens{}, nil
		}
		if r.reportNoun(s) && r.complementAt(s+1) {
			return tokens{r.chunks[s].to, r.chunks[k].from}, r.mentions[s]
		}
	}
	return tokens{}, nil
}

// reportNoun reports whether the phrase of chunk s is one for words: a report, a claim.
func (r *reading) reportNoun(s int) bool {
	return r.kindAt(s) == cNP && s < len(r.chunks) && r.chunks[s].head >= 0 && r.is(r.chunks[s].head, "report_noun")
}

// complementAt: what words say begins at chunk k: "that …", "of …", "to have …".
func (r *reading) complementAt(k int) bool {
	switch w := r.chunkNorm(k); r.kindAt(k) {
	case cSub, cRel:
		return w == "that"
	case cPrep:
		return w == "of" || w == "about" || w == "to"
	case cVerb:
		return r.chunks[k].to_
	}
	return false
}

// ownerFrame is the frame of words that another denies or leaves open: of their owner, else of nobody named.
func (r *reading) ownerFrame(m *mention, content tokens) *frame {
	f := &frame{cue: tokens{m.from, m.to}, content: []tokens{content}, stance: sanad.StanceAffirm, rule: "cue:verdict", kind: "report"}
	for _, e := range m.owner {
		f.speakers = append(f.speakers, r.asState(e, false))
	}
	f.nobody = len(f.speakers) == 0
	return f
}

// deniedWords gives the frame of a denial its twin: "rejected X's claim that …", "denied reports that …".
func (r *reading) deniedWords(f *frame) {
	c := f.content[0]
	first := r.inside[c.from]
	for s := first; s < len(r.chunks) && s <= first+3 && r.chunks[s].from < c.to; s++ {
		if r.kindAt(s) == cVerb || r.kindAt(s) == cSub && r.chunkNorm(s) != "as" {
			return
		}
		if r.reportNoun(s) && r.complementAt(s+1) {
			f.twin = r.ownerFrame(r.mentions[s], tokens{r.chunks[s].to, c.to})
			for _, t := range r.triggers {
				if t.ok && f.twin.cue.has(t.from) {
					t.ok = false
					r.reject(t.from, r.ruleOf(t), "told with its denial")
				}
			}
			return
		}
	}
}

// verdictTrigger is the rejection that a verdict is, where somebody gives it.
func (r *reading) verdictTrigger(i int) *trigger {
	for _, f := range r.frames {
		if f.kind != "verdict" || f.cue.from != i || len(f.speakers) == 0 {
			continue
		}
		for n, p := range r.book.Predicates {
			if p.Type == "REJECT" && p.Actor == "speaker" {
				return &trigger{from: i, to: f.cue.to, pred: n, chunk: r.inside[i], phrase: true, governor: -1, ok: true, modality: sanad.ModalityActual}
			}
		}
	}
	return nil
}

// isVerdict reports whether a trigger is a verdict on somebody's words.
func (r *reading) isVerdict(t *trigger) bool {
	for _, f := range r.frames {
		if f.kind == "verdict" && f.cue.from == t.from && len(f.speakers) > 0 {
			return true
		}
	}
	return false
}

// confirmOrDeny: "neither confirmed nor denied", "did not deny": no denial.
func (r *reading) confirmOrDeny(t *trigger) bool {
	k := t.chunk
	if t.negated || r.chunkNorm(k-1) == "nor" {
		return true
	}
	for _, at := range []int{k - 2, k + 2} { // "confirm or deny", "deny or confirm"
		if at >= 0 && r.kindAt(at) == cVerb && at < len(r.chunks) && r.kindAt((at+k)/2) == cConj {
			if e, _ := r.entriesAt(max(0, r.chunks[at].head), codebook.KindCue); len(e) > 0 && r.book.Cues[e[0].Index].Kind == "confirm" {
				return true
			}
		}
	}
	return false
}
