package coder

import (
	"cmp"
	"slices"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// frame is a stretch of text that is somebody's words: a cue's, or a speech act's complement.
type frame struct {
	cue      tokens
	speakers []sanad.Entity
	content  []tokens
	stance   sanad.Stance
	modality sanad.Modality // of a speech act: future, demanded
	speech   *trigger       // the speech act, nil for a cue
	rule     string
	kind     string // the cue's kind: say, estimate …
	nobody   bool   // "there were reports that"
	who      []int  // chunks of its speakers
	left     bool   // its content stands before the cue
	inner    bool   // cited by another frame's speaker: "AFP, citing X, reported"
	hollow   bool   // neither affirmed nor denied: nothing in it is a claim
	twin     *frame // who affirms what this frame denies: "X's claim that … is false"
}

// tokens is a run of tokens, to exclusive.
type tokens struct{ from, to int }

func (t tokens) has(i int) bool { return t.from <= i && i < t.to }

func (f *frame) has(i int) bool {
	for _, c := range f.content {
		if c.has(i) {
			return true
		}
	}
	return false
}

func (f *frame) size() int {
	n := 0
	for _, c := range f.content {
		n += c.to - c.from
	}
	return n
}

// framesAt returns the frames that token i is in, innermost first.
func (r *reading) framesAt(i int) []*frame {
	var out []*frame
	for _, f := range r.frames {
		if f.has(i) {
			out = append(out, f)
		}
	}
	if len(out) > 1 {
		slices.SortStableFunc(out, func(a, b *frame) int {
			return cmp.Or(depthIn(b, out)-depthIn(a, out), a.size()-b.size())
		})
	}
	return out
}

// depthIn is in how many other frames of a list the cue of a frame stands, without theirs standing in it.
func depthIn(f *frame, list []*frame) int {
	n := 0
	if f.inner {
		n++
	}
	for _, g := range list {
		if g != f && f.cue.to > f.cue.from && g.has(f.cue.from) && (g.cue.to == g.cue.from || !f.has(g.cue.from) || g.left && !f.left) {
			n++
		}
	}
	return n
}

// findFrames finds who says what: "X said that …", "…, X said", "according to X", "by X's count", a
// quotation that goes on from the sentence before.
func (r *reading) findFrames() {
	r.treeFrames()
	for k := range r.chunks {
		if r.chunks[k].kind == cVerb {
			r.verbFrame(k)
		}
	}
	for i := range r.toks {
		r.phraseFrame(i)
		r.citeFrame(i)
		r.unattributed(i)
	}
	for k := range r.chunks {
		if r.chunks[k].kind == cNP {
			r.nounFrame(k)
		}
	}
	r.quoteFrame()
	for k := range r.chunks {
		if r.chunks[k].kind == cVerb {
			r.verdictFrame(k)
		}
	}
}

// treeFrames makes frames of the utterances whose speaker can be named. What is said ends, for claims, where
// another speaks or remarks on it.
func (r *reading) treeFrames() {
	for _, u := range r.utterances() {
		entry, ok := r.reporting(&u)
		if !ok || u.speaker < 0 || len(u.content) == 0 {
			continue
		}
		k := r.inside[u.speaker]
		f := &frame{
			cue: tokens{u.head, u.head + 1}, stance: sanad.Stance(entry.Stance), rule: "cue:" + entry.ID, kind: entry.Kind,
			who: []int{k}, speakers: r.speakersIn([]int{k}), content: u.content, left: u.after,
		}
		for i, c := range f.content {
			if end := r.contentEnd(r.inside[u.head]); c.from > u.head && end > c.from {
				f.content[i].to = min(c.to, end)
			}
		}
		if len(f.speakers) == 0 || r.insertedIng(r.inside[u.head]+1) || !r.worth(f, entry) || !f.left && !r.clauseIn(f.content[0]) {
			continue
		}
		if n := r.tree.kid(u.head, "advmod"); n >= 0 && r.is(n, "negation") {
			f.unsaid()
		}
		r.frames = append(r.frames, f)
	}
}

// reporting is the cue of speech that an utterance has.
func (r *reading) reporting(u *utterance) (codebook.Cue, bool) {
	for _, e := range u.entries {
		if e.Kind == codebook.KindCue && r.book.Cues[e.Index].ID != quoteCue && e.Form != codebook.FormPhrase && e.Form != codebook.FormNoun && e.Form != codebook.FormPlural {
			return r.book.Cues[e.Index], true
		}
	}
	return codebook.Cue{}, false
}

// cueVerb returns the index of the cue that verb chunk k is, or -1.
func (r *reading) cueVerb(k int) int {
	c := r.chunks[k]
	if c.head < 0 || c.copula {
		return -1
	}
	entries, _ := r.entriesAt(c.head, codebook.KindCue)
	for _, e := range entries {
		if e.Form != codebook.FormNoun && e.Form != codebook.FormPlural && e.Form != codebook.FormPhrase {
			return e.Index
		}
	}
	return -1
}

// verbFrame makes the frame of a reporting verb.
func (r *reading) verbFrame(k int) {
	cue := r.cueVerb(k)
	if cue < 0 || r.partOfNumber(r.chunks[k].head) || r.chunks[k].to_ {
		return
	}
	c := r.chunks[k]
	entry := r.book.Cues[cue]
	if slices.ContainsFunc(r.frames, func(f *frame) bool { return f.cue.has(c.head) }) {
		return
	}
	if entry.ID == quoteCue {
		r.quotedFrame(k, entry)
		return
	}
	if c.passive {
		return
	}
	f := &frame{cue: tokens{c.head, c.to}, stance: sanad.Stance(entry.Stance), rule: "cue:" + entry.ID, kind: entry.Kind}
	f.cue.to = c.head + 1
	speaker, inverted := r.speakerOf(k)
	if again := r.speaksOn(k); again != nil {
		speaker, inverted = again, false
	}
	if n := len(r.frames); n > 0 && r.chunks[k].ing && r.chunkNorm(k-1) == "," && r.frames[n-1].left && len(r.frames[n-1].who) > 0 {
		speaker, inverted = r.frames[n-1].who, false // ", said X, putting the dead at 400"
	}
	if len(speaker) == 0 {
		r.reject(c.head, f.rule, "no speaker")
		return
	}
	f.speakers, f.who = r.speakersIn(speaker), speaker
	if len(f.speakers) == 0 {
		r.reject(c.head, f.rule, "who speaks is nobody")
		return
	}
	f.content, f.left = r.contentOf(k, speaker, inverted)
	if !r.worth(f, entry) {
		r.reject(c.head, f.rule, "nothing is said")
		return
	}
	if c.negated || r.chunkNorm(k-1) == "nor" {
		f.unsaid()
	}
	r.frames = append(r.frames, f)
}

// unsaid: what was not confirmed is unattributed, what was not said is nothing.
func (f *frame) unsaid() {
	f.who = nil
	if f.kind == "confirm" {
		f.speakers, f.nobody = nil, true
		return
	}
	f.hollow = true
}

// partOfNumber: "an estimated 12" speaks of nobody who estimates.
func (r *reading) partOfNumber(i int) bool {
	for _, q := range r.quantities {
		if q.from <= i && i < q.nfrom {
			return true
		}
	}
	return false
}

// speakerOf returns the chunks of a cue's speaker and whether it stands behind the cue: ", said X".
func (r *reading) speakerOf(k int) (list []int, inverted bool) {
	prev := r.kindAt(k - 1)
	if k > 0 && prev == cPunct && !r.chunks[k].ing && (r.chunkNorm(k-1) == "," || isQuote(r.chunkNorm(k-1))) && r.kindAt(k+1) == cNP {
		objs := r.objects(k)
		if r.canSpeak(objs) && (r.kindAt(objs[len(objs)-1]+1) != cSub) && (isQuote(r.chunkNorm(k-1)) || r.parenthesis(k-1) < 0) {
			return objs, true
		}
	}
	if r.startsWithCue(k) {
		return nil, false
	}
	if list := r.insisting(k); len(list) > 0 {
		return list, false
	}
	return r.subject(k), false
}

// insisting: in "denied it, insisting that …" who denied insists.
func (r *reading) insisting(k int) []int {
	if !r.chunks[k].ing || r.chunks[k].finite || r.chunkNorm(k-1) != "," {
		return nil
	}
	for j := k - 2; j >= 0 && j > k-maxScan; j-- {
		if r.chunkNorm(j) == ";" {
			return nil
		}
		if r.kindAt(j) == cVerb && r.chunks[j].finite && (r.cueVerb(j) >= 0 || r.speechVerb(j)) {
			return r.subject(j)
		}
	}
	return nil
}

// speaksOn returns the speaker of the frame that ended right before verb chunk k: "said … and admits".
func (r *reading) speaksOn(k int) []int {
	j := k - 1
	for j >= 0 && (r.kindAt(j) == cConj || r.kindAt(j) == cAdv || r.chunkNorm(j) == ",") {
		j--
	}
	if j == k-1 || j < 0 {
		return nil
	}
	for _, f := range r.frames {
		for _, c := range f.content {
			if len(f.who) > 0 && !f.left && c.to == r.chunks[j].to {
				return f.who
			}
		}
	}
	return nil
}

func (r *reading) startsWithCue(k int) bool { return k == 0 && !r.chunks[k].finite }

// spokenBefore reports whether somebody is named before chunk k whom a pronoun there may mean.
func (r *reading) spokenBefore(k int) bool {
	for j := range k {
		if m := r.mentions[j]; m != nil && m.people && m.pronoun == "" && len(m.entities) > 0 && r.kindAt(j+1) == cVerb && r.kindAt(j-1) != cPrep && r.kindAt(k-1) == cConj {
			return true
		}
	}
	return false
}

// worth leaves out cues that say nothing here: estimating verbs without a number, "put" without "at",
// verbs with a plain object.
func (r *reading) worth(f *frame, cue codebook.Cue) bool {
	if len(f.content) == 0 {
		return false
	}
	number := false
	for _, c := range f.content {
		number = number || r.numberIn(c)
	}
	switch cue.Kind {
	case "estimate":
		return number
	case "report", "confirm", "admit", "claim", "doubt":
		return f.left || number || r.clauseIn(f.content[0])
	}
	return true
}

// phraseFrame makes the frame of "according to X".
func (r *reading) phraseFrame(i int) {
	entries, to := r.entriesAt(i, codebook.KindCue)
	for _, e := range entries {
		if e.Form != codebook.FormPhrase || to >= len(r.toks) || r.book.Cues[e.Index].ID == quoteCue {
			continue
		}
		k := r.inside[to]
		if r.kindAt(k) != cNP {
			continue
		}
		list := r.andList(k)
		f := &frame{cue: tokens{i, to}, stance: sanad.Stance(r.book.Cues[e.Index].Stance), rule: "cue:" + r.book.Cues[e.Index].ID, kind: "say"}
		f.speakers, f.who = r.speakersIn(list), list
		if m := r.mentions[k]; len(f.speakers) == 0 && m != nil && m.pronoun == "" {
			f.speakers = []sanad.Entity{r.nameless(m)} // a commentary, a list
		}
		if len(f.speakers) == 0 {
			continue
		}
		r.sideContent(f, r.inside[i], list[len(list)-1])
		if len(f.content) > 0 {
			r.frames = append(r.frames, f)
		}
		return
	}
}

// andList gathers "A and B" from chunk k on; a comma ends it, as in "according to A, B and C did".
func (r *reading) andList(k int) []int {
	list := []int{k}
	if r.kindAt(k+1) == cConj && r.kindAt(k+2) == cNP && k+2 < len(r.chunks) && r.kindAt(k+3) != cVerb {
		list = append(list, k+2)
	}
	return list
}

// nounFrame makes the frame of "by X's count", "a UN estimate", "X's toll rose to 12".
func (r *reading) nounFrame(k int) {
	m := r.mentions[k]
	if m == nil || len(m.owner) == 0 {
		return
	}
	for i := r.chunks[k].from; i < r.chunks[k].to; i++ {
		entries, to := r.entriesAt(i, codebook.KindCue)
		for _, e := range entries {
			if e.Form != codebook.FormNoun && e.Form != codebook.FormPlural || to != r.chunks[k].to || r.tags[i] != tNoun {
				continue
			}
			cue := r.book.Cues[e.Index]
			if cue.Kind == "estimate" {
				r.countFrame(k, i, m, cue)
				return
			}
		}
	}
}

func (r *reading) countFrame(k, i int, m *mention, cue codebook.Cue) {
	f := &frame{cue: tokens{i, i + 1}, stance: sanad.Stance(cue.Stance), rule: "cue:" + cue.ID, kind: cue.Kind}
	for _, e := range m.owner {
		f.speakers = append(f.speakers, r.asState(e, false))
	}
	if r.kindAt(k-1) == cPrep && (r.chunkNorm(k-1) == "by" || r.chunkNorm(k-1) == "in") {
		r.sideContent(f, k-1, k)
	} else {
		f.content = []tokens{{r.chunks[k].to, r.contentEnd(k)}}
	}
	if len(f.content) > 0 && r.numberIn(f.content[0]) {
		r.frames = append(r.frames, f)
	}
}

// unattributed makes the frame of "there were reports that".
func (r *reading) unattributed(i int) {
	n := r.phraseAt(i, "unattributed")
	if n == 0 {
		return
	}
	f := &frame{cue: tokens{i, i + n}, stance: sanad.StanceAffirm, rule: "cue:unattributed", kind: "report", nobody: true}
	f.content = []tokens{{i + n, r.contentEnd(r.inside[i+n-1])}}
	r.frames = append(r.frames, f)
}

// quoteFrame carries a quotation that began in an earlier sentence on to this one.
func (r *reading) quoteFrame() {
	quotes := 0
	for i := range r.toks {
		if isQuote(r.norm(i)) {
			quotes++
		}
	}
	if f := r.doc.quote; f != nil && len(r.frames) == 0 {
		g := &frame{speakers: f.speakers, stance: f.stance, rule: f.rule, kind: f.kind, content: []tokens{{0, len(r.toks)}}}
		r.frames = append(r.frames, g)
		if quotes%2 == 1 {
			r.doc.quote = nil
		}
		return
	}
	r.doc.quote = nil
	if quotes%2 == 1 && len(r.frames) > 0 && r.norm(len(r.toks)-1) != `"` && r.norm(len(r.toks)-1) != "”" {
		r.doc.quote = r.frames[len(r.frames)-1]
	}
}

// divideCount keeps the speaker of a count for a sentence that divides it up without saying so: "The Front
// was responsible for 558 of them".
func (r *reading) divideCount() {
	if len(r.frames) > 0 || len(r.doc.countedBy) == 0 || len(r.figures) == 0 {
		return
	}
	divides := false
	for i := range r.toks {
		divides = divides || r.is(i, "share") || r.phraseAt(i, "share") > 0 || r.is(i, "partition") || r.phraseAt(i, "partition") > 0
	}
	if divides && slices.Contains(r.doc.figures, r.figures[0].measure) {
		r.frames = append(r.frames, &frame{speakers: r.doc.countedBy, stance: sanad.StanceAffirm, rule: "cue:continued", kind: "say", content: []tokens{{0, len(r.toks)}}})
	}
}

// name is the id under which the document's claims are printed.
func (d *discourse) name() string {
	if d.doc.ID != "" {
		return d.doc.ID
	}
	return d.doc.Name
}
