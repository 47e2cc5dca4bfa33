package coder

import (
	"cmp"
	"slices"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// said is an utterance placed in its document, in code points.
type said struct {
	utterance
	r        *reading
	speakers []sanad.Entity
	content  []sanad.Span
}

// passage is a document whose sentences are read: quotations and the labels of speakers go over their ends.
type passage struct {
	read []*reading
	said []*said
}

// add takes a sentence's utterances. Who a pronoun is hangs on the sentences before, so it's told now.
func (p *passage) add(r *reading) {
	p.read = append(p.read, r)
	for _, u := range r.utterances() {
		s := &said{utterance: u, r: r, speakers: r.namedIn(u)}
		for _, c := range u.content {
			if at := r.span(c.from, c.to); at.End > at.Start {
				s.content = append(s.content, at)
			}
		}
		p.said = append(p.said, s)
	}
}

// attributions are who says what in the document, in the order of the cues. What is quoted or said is its
// speaker's; what it tells of others isn't told apart again, except where unquoted words report others' words:
// "Reuters reported that officials said …", but not "she said that he wants …".
func (p *passage) attributions() []sanad.Attribution {
	quotes := quotations(p.read)
	list := slices.DeleteFunc(p.said, func(s *said) bool { return s.quoted(quotes) })
	list = append(list, labels(p.read)...)
	quote(list, quotes)
	var out []sanad.Attribution
	for _, s := range list {
		if s.r.attitude(s.entries) && slices.ContainsFunc(list, s.within) {
			continue
		}
		cue := s.r.phrase(s.cue.from, s.cue.to)
		if len(s.content) > 0 {
			out = append(out, sanad.Attribution{Document: s.r.doc.name(), Speakers: s.speakers, Cue: &cue, Content: s.content})
		}
	}
	slices.SortStableFunc(out, func(a, b sanad.Attribution) int { return cmp.Compare(a.Cue.Start, b.Cue.Start) })
	return out
}

// within reports whether a cue stands in what another says.
func (s *said) within(o *said) bool {
	switch {
	case o.r == s.r && o.cue.has(s.head):
		return s.cue.to-s.cue.from < o.cue.to-o.cue.from // "issued" in "issued a warning"
	case o.r == s.r && s.cue.has(o.head):
		return false
	}
	return slices.ContainsFunc(o.content, s.r.span(s.head, s.head+1).Overlaps)
}

// attitude reports whether a cue is none of speech.
func (r *reading) attitude(entries []codebook.Entry) bool {
	return len(entries) > 0 && !slices.ContainsFunc(entries, func(e codebook.Entry) bool { return e.Kind == codebook.KindCue })
}

// quotation is a run of text between marks of quotation, marks included, across sentences and paragraphs.
type quotation struct {
	sanad.Span
	opens bool // begins its paragraph
	whole bool // begins a sentence and ends one
}

// quotations finds what stands between marks in the sentences of a document. A mark that is opened and not
// closed before the paragraph ends holds to its end; where the next paragraph begins with an opening mark the
// quotation goes on.
func quotations(all []*reading) []quotation {
	var out []quotation
	open, last := -1, 0
	opens, unclosed, first, starts := false, false, true, false
	for n, r := range all {
		if n > 0 && r.startsParagraph(last) {
			if unclosed = open >= 0; unclosed {
				out = append(out, quotation{sanad.Span{Start: open, End: last}, opens, starts})
			}
			open, first = -1, true
		}
		for i, t := range r.toks {
			switch {
			case !isQuote(r.norm(i)):
			case open < 0 && opensQuote(r, i):
				open, opens, starts = t.Start, first, i == 0
				if first && unclosed {
					open, opens = out[len(out)-1].Start, out[len(out)-1].opens
					out = out[:len(out)-1]
				}
			case open >= 0 && !alwaysOpens(t.Text):
				out = append(out, quotation{sanad.Span{Start: open, End: t.End}, opens, starts && i >= len(r.toks)-2})
				open = -1
			}
			first, unclosed = false, false
		}
		last = r.sent.End
	}
	if open >= 0 {
		out = append(out, quotation{sanad.Span{Start: open, End: last}, opens, starts})
	}
	return out
}

// startsParagraph reports whether a line ends between the sentence before, which ends at last, and this one.
func (r *reading) startsParagraph(last int) bool {
	for _, c := range r.doc.off.Slice(sanad.Span{Start: last, End: r.sent.Start}) {
		if c == '\n' {
			return true
		}
	}
	return false
}

func alwaysOpens(mark string) bool {
	return mark == "“" || mark == "«" || mark == "„" || mark == "``"
}

// opensQuote reports whether the mark at token i opens: by its form, or by standing before a word.
func opensQuote(r *reading, i int) bool {
	switch mark := r.toks[i].Text; {
	case alwaysOpens(mark):
		return true
	case mark == "”" || mark == "»":
		return false
	}
	return !r.toks[i].SpaceAfter
}

// quote gives each quotation whole to who says a part of it. One that nobody says a part of goes to a cue
// without content beside it, or on from the quotation before it.
func quote(list []*said, quotes []quotation) {
	var last *said // of the quotation before
	end := 0       // of what it said
	for _, q := range quotes {
		owned := false
		for _, s := range list {
			if q.Overlaps(s.r.span(s.cue.from, s.cue.to)) {
				continue
			}
			for i, c := range s.content {
				if q.Overlaps(c) || q.Start-c.End == 1 && q.End <= s.r.sent.End { // "called it “a farce”"
					owned = true
					s.reach(i, q.Span)
					last, end = s, max(q.End, s.r.sent.End)
				}
			}
		}
		if owned {
			continue
		}
		if s := besideQuote(list, q.Span); s != nil {
			s.content = append(s.content, q.Span)
			last, end = s, max(q.End, s.r.sent.End)
			continue
		}
		if last != nil && !q.opens && (q.whole && q.Start-end <= 2 && q.Start >= end || last.goesOn(q.Span)) {
			last.content = append(last.content, q.Span)
			end = q.End
		}
	}
}

// quoted reports whether the cue itself stands in a quotation.
func (s *said) quoted(quotes []quotation) bool {
	cue := s.r.span(s.head, s.head+1)
	return slices.ContainsFunc(quotes, func(q quotation) bool { return q.Overlaps(cue) })
}

// reach widens the i-th run of content to a quotation in which it begins or ends.
func (s *said) reach(i int, q sanad.Span) {
	c := &s.content[i]
	if c.Start > q.Start && c.Start < q.End {
		c.Start = q.Start
	}
	if q.End > c.End && q.Start <= c.End+1 || q.End > s.r.sent.End && c.End >= s.r.sent.End-2 {
		c.End = q.End
	}
}

// goesOn reports whether a quotation goes on behind the cue in the cue's sentence: "“…,” X said, “…”".
func (s *said) goesOn(q sanad.Span) bool {
	return s.after && q.Start >= s.r.span(s.cue.from, s.cue.to).End && q.Start < s.r.sent.End
}

// maxLabel is how many words a speaker's label before a colon has at most.
const maxLabel = 5

// labels finds who speaks where a paragraph begins with a name and a colon: all of the paragraph is said, and in
// a transcript what follows as well, up to the next label.
func labels(all []*reading) []*said {
	var out []*said
	var current *said
	transcript := isTranscript(all)
	for n, r := range all {
		starts := n == 0 || r.startsParagraph(all[n-1].sent.End)
		to := 0
		if starts {
			to = r.labelEnd()
		}
		switch {
		case to > 0 && r.speaksByLabel(to):
			content := r.span(to+1, len(r.toks))
			u := utterance{head: to, cue: tokens{to, to + 1}, speaker: r.head(tokens{0, to}), source: tokens{0, to}}
			current = &said{utterance: u, r: r, speakers: r.namedIn(u), content: []sanad.Span{content}}
			out = append(out, current)
		case current != nil && !starts:
			current.content[len(current.content)-1].End = r.sent.End
		case current != nil && transcript:
			current.content = append(current.content, sanad.Span{Start: r.sent.Start, End: r.sent.End})
		default:
			current = nil
		}
	}
	return out
}

// speaksByLabel reports whether what stands before a colon at token to is a name, or a noun for one who speaks.
func (r *reading) speaksByLabel(to int) bool {
	h := r.head(tokens{0, to})
	if r.toks[h].UPOS == "PROPN" {
		return true
	}
	if m := r.mentions[r.inside[h]]; m != nil && (len(m.entities) > 0 || m.role != "") {
		return true
	}
	return r.is(h, "person_noun") || r.is(h, "organisation") || r.is(h, "statement")
}

// isTranscript reports whether two speakers' labels are written in capitals.
func isTranscript(all []*reading) bool {
	seen := map[string]bool{}
	for n, r := range all {
		if n > 0 && !r.startsParagraph(all[n-1].sent.End) {
			continue
		}
		if to := r.labelEnd(); to > 0 {
			if w := r.toks[to-1].Text; len(w) > 2 && strings.ToUpper(w) == w {
				seen[w] = true
			}
		}
	}
	return len(seen) > 1
}

// labelEnd is the token of the colon behind a speaker's label, 0 for none.
func (r *reading) labelEnd() int {
	for i := 1; i < len(r.toks)-1 && i <= maxLabel; i++ {
		switch u := r.toks[i-1].UPOS; {
		case isQuote(r.norm(i-1)) || u == "VERB" || u == "NUM":
			return 0
		case u == "PUNCT" && r.norm(i-1) != ".":
			return 0
		}
		if r.norm(i) == ":" && r.capital(0) && r.toks[i-1].UPOS != "ADP" {
			return i
		}
	}
	return 0
}

// head is the token of a run on which the others hang.
func (r *reading) head(t tokens) int {
	for i := t.from; i < t.to; i++ {
		if h := r.tree.head(i); !t.has(h) {
			return i
		}
	}
	return t.from
}

// besideQuote is the cue without content that a quotation belongs to: in its sentence, or right before it.
func besideQuote(list []*said, q sanad.Span) *said {
	var best *said
	for _, s := range list {
		cue := s.r.span(s.cue.from, s.cue.to)
		if len(s.content) > 0 || q.Overlaps(cue) {
			continue
		}
		behind := q.End <= s.r.sent.Start && s.r.sent.Start-q.End <= 2 && len(s.r.toks) <= aside
		within := s.r.sent.Start < q.End && q.Start < s.r.sent.End
		before := s.r.sent.End <= q.Start && q.Start-s.r.sent.End <= 3 && s.r.norm(len(s.r.toks)-1) == ":"
		if within && s.r.speaks(&s.utterance) || before || behind {
			best = s
		}
	}
	return best
}

// namedIn are the speakers of an utterance: whom the codebook knows by its words, each with the whole phrase.
func (r *reading) namedIn(u utterance) []sanad.Entity {
	if u.speaker < 0 {
		return nil
	}
	p := r.phrase(u.source.from, u.source.to)
	list := r.speakersIn([]int{r.inside[u.speaker]})
	if m := r.mentions[r.inside[u.speaker]]; m == nil || m.to <= u.source.from || m.from >= u.source.to || len(list) == 0 {
		return []sanad.Entity{{Name: p.Text, Text: p.Text, Span: p.Span}}
	}
	var out []sanad.Entity
	for _, e := range list {
		if e.ID == "" && e.Sector == "" {
			e.Name = p.Text
		}
		e.Text, e.Span = p.Text, p.Span
		out = append(out, e)
	}
	return out
}
