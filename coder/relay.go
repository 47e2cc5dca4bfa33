package coder

import (
	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// quoteCue is the codebook's cue of those who quote others.
const quoteCue = "quote"

// quotedFrame reads "AFP quoted the ministry as saying that …" and "the minister was quoted by AFP as
// saying …": who is quoted speaks, who quotes relays.
func (r *reading) quotedFrame(k int, entry codebook.Cue) {
	c := r.chunks[k]
	if c.negated {
		return
	}
	start := r.quotationFrom(k)
	if start == 0 {
		return
	}
	speaker, relay := r.objects(k), r.subject(k)
	if c.passive {
		speaker, relay = relay, r.prepObjects(k+1, byPreps)
	}
	content := []tokens{{start, r.contentEnd(r.inside[start-1])}}
	f := &frame{cue: tokens{c.head, c.head + 1}, stance: sanad.Stance(entry.Stance), rule: "cue:" + entry.ID, kind: "say", content: content}
	f.speakers, f.who = r.speakersIn(speaker), speaker
	if len(f.speakers) == 0 || content[0].to <= start {
		r.reject(c.head, f.rule, "who speaks is nobody")
		return
	}
	if via := r.speakersIn(relay); len(via) > 0 {
		outer := *f
		outer.speakers, outer.who = via, relay
		f.inner = true
		r.frames = append(r.frames, &outer)
	}
	r.frames = append(r.frames, f)
}

// quotationFrom is the token behind "as saying", 0 for none.
func (r *reading) quotationFrom(k int) int {
	for i := r.chunks[k].to; i < len(r.toks) && i < r.chunks[k].to+25; i++ {
		if n := r.phraseAt(i, "as_saying"); n > 0 {
			return i + n
		}
		if r.chunks[r.inside[i]].kind == cVerb && r.chunks[r.inside[i]].finite {
			return 0
		}
	}
	return 0
}

// cuePhraseAt is how many tokens a phrase like "according to" or "citing" has at token i, 0 for none.
func (r *reading) cuePhraseAt(i int) int {
	entries, to := r.entriesAt(i, codebook.KindCue)
	for _, e := range entries {
		if e.Form == codebook.FormPhrase {
			return to - i
		}
	}
	return 0
}

// citeFrame reads "AFP, citing X, reported that …" and "AFP reported that …, citing X": X speaks through AFP.
func (r *reading) citeFrame(i int) {
	entries, to := r.entriesAt(i, codebook.KindCue)
	for _, e := range entries {
		cue := r.book.Cues[e.Index]
		if e.Form != codebook.FormPhrase || cue.ID != quoteCue || to >= len(r.toks) || r.kindAt(r.inside[to]) != cNP {
			continue
		}
		list := r.andList(r.inside[to])
		f := &frame{cue: tokens{i, to}, stance: sanad.Stance(cue.Stance), rule: "cue:" + cue.ID, kind: "say", inner: true}
		f.speakers, f.who = r.speakersIn(list), list
		if len(f.speakers) == 0 || !r.canSpeak(list) {
			return
		}
		last := list[len(list)-1]
		for r.kindAt(last+1) == cPrep && r.kindAt(last+2) == cNP && last+2 < len(r.chunks) {
			last += 2 // "officials in Bree"
		}
		f.content, f.left = r.citedContent(i, r.chunks[last].to)
		if len(f.content) == 0 {
			f.inner = false
			r.sideContent(f, r.inside[i], list[len(list)-1])
		}
		if len(f.content) > 0 {
			r.frames = append(r.frames, f)
		}
		return
	}
}

// citedContent is the content of the frame whose speaker cites somebody from token i on, up to end.
func (r *reading) citedContent(i, end int) (content []tokens, left bool) {
	for _, f := range r.frames {
		for _, c := range f.content {
			near := c.to <= i && i-c.to <= 1 || c.has(i) || f.left && f.cue.to <= i && i-f.cue.to <= 1
			subject := len(f.who) > 0 && i-r.chunks[f.who[len(f.who)-1]].to >= 0 && i-r.chunks[f.who[len(f.who)-1]].to <= 1
			leads := len(f.who) > 0 && r.chunks[f.who[0]].from-end >= 0 && r.chunks[f.who[0]].from-end <= 1 && i < end
			switch {
			case leads: // "citing X, AFP said that …"
				content = append(content, c)
			case near && !subject:
				content = append(content, tokens{c.from, min(c.to, i)})
			case subject:
				content = append(content, tokens{max(c.from, min(end, c.to)), c.to})
				if c.to <= i {
					content[len(content)-1].from = c.from
				}
			}
		}
		if len(content) > 0 {
			return content, f.left
		}
	}
	return nil, false
}
