package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Segment cuts a document into sentences of tokens after the UD English conventions. Offsets are code
// points into doc as given; an invalid byte counts as one. It never fails: what it can't read becomes
// tokens all the same. Headlines, captions, bullets and remains of a page's frame that stand on a line
// of their own are sentences of their own; a line broken inside a sentence is joined to the next.
func Segment(doc string) []Sentence {
	w := lists()
	t := &tokenizer{doc: doc, w: w, out: make([]span, 0, len(doc)/5+8)}
	var ends []int // indices into t.out, exclusive
	for _, b := range blocks(doc, w) {
		first := len(t.out)
		t.block(b.start, b.end)
		ends = t.sentenceEnds(first, ends)
	}
	return assemble(doc, t.out, ends)
}

// assemble turns spans into sentences, counting code points on the way.
func assemble(doc string, spans []span, ends []int) []Sentence {
	sents := make([]Sentence, 0, len(ends))
	tokens := make([]Token, len(spans))
	at, points, first := 0, 0, 0
	for _, end := range ends {
		for k := first; k < end; k++ {
			s := spans[k]
			points += utf8.RuneCountInString(doc[at:s.start])
			n := utf8.RuneCountInString(doc[s.start:s.end])
			form := doc[s.start:s.end]
			tokens[k] = Token{Text: form, Norm: Norm(form), Start: points, End: points + n}
			tokens[k].SpaceAfter = k+1 == len(spans) && s.end < len(doc) || k+1 < len(spans) && spans[k+1].spaceBefore
			at, points = s.end, points+n
		}
		sents = append(sents, Sentence{
			Index: len(sents), Start: tokens[first].Start, End: tokens[end-1].End,
			Tokens: tokens[first:end:end],
		})
		first = end
	}
	return sents
}

// sentenceEnds appends where the sentences of t.out[first:] end.
func (t *tokenizer) sentenceEnds(first int, ends []int) []int {
	begin := first
	for i := first; i < len(t.out); {
		stop, next := t.endAfter(begin, i)
		if stop {
			ends = append(ends, next)
			begin = next
		}
		i = next
	}
	if begin < len(t.out) {
		ends = append(ends, len(t.out))
	}
	return ends
}

// endAfter says whether the sentence begun at token begin ends with token i, and where the next token
// to look at is: closing quotes and brackets belong to the sentence that they close.
func (t *tokenizer) endAfter(begin, i int) (bool, int) {
	cur := t.out[i]
	form := t.doc[cur.start:cur.end]
	if cur.abbr == titleAbbr || cur.abbr == numberAbbr || cur.abbr == notAbbr && !isTerminal(form) {
		return false, i + 1
	}
	next, closed := i+1, false
	for next < len(t.out) && t.closes(next) {
		next, closed = next+1, true
	}
	if next == len(t.out) {
		return true, next
	}
	if cur.abbr == plainAbbr {
		return t.opens(next) && t.startsSentence(next), next
	}
	if i-begin == 1 && isListMark(t.doc[t.out[begin].start:t.out[begin].end]) {
		return false, next
	}
	return t.boundary(form, next, closed), next
}

// boundary decides between a sentence mark (with closing quotes after it, if closed) and token next.
func (t *tokenizer) boundary(mark string, next int, closed bool) bool {
	n := t.out[next]
	form := t.doc[n.start:n.end]
	r, _ := utf8.DecodeRuneInString(form)
	switch {
	case strings.ContainsRune(",;:)]}%/", r), isMark(r):
		return false
	case r == '-' || r == '–' || r == '—':
		return n.spaceBefore && !closed && mark != "..." && mark != "…"
	case unicode.IsLower(r):
		return n.spaceBefore && !closed && !strings.HasPrefix(mark, "..") && mark != "…"
	case !n.spaceBefore:
		return unicode.IsUpper(r) && (closed || mark != "." || t.startsSentence(next))
	}
	return true
}

// isTerminal recognises sentence marks of any script.
func isTerminal(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isMark(r) || strings.ContainsRune("。؟۔।！？", r)
}

// isListMark recognises what stands before the stop in "1. Border" and "b. Trade".
func isListMark(s string) bool {
	if len(s) == 1 && isASCIILetter(s[0]) {
		return true
	}
	return len(s) <= 2 && strings.Trim(s, "0123456789") == ""
}

// closes says whether token i is a closing quote or bracket that hugs the token before it.
func (t *tokenizer) closes(i int) bool {
	s := t.out[i]
	if s.spaceBefore {
		return false
	}
	switch t.doc[s.start:s.end] {
	case ")", "]", "”", "’", "»", "’’", "''":
		return true
	case `"`, "'":
		return i+1 >= len(t.out) || t.out[i+1].spaceBefore || strings.Contains(")]\"'”’", t.doc[t.out[i+1].start:t.out[i+1].end])
	}
	return false
}

// opens says whether token i can be a sentence's first word: upper case, a figure, a quote.
func (t *tokenizer) opens(i int) bool {
	r, _ := utf8.DecodeRuneInString(t.doc[t.out[i].start:t.out[i].end])
	return unicode.IsUpper(r) || strings.ContainsRune("\"“‘'(", r)
}

// startsSentence says whether token i, past opening quotes, is a word of starters.txt.
func (t *tokenizer) startsSentence(i int) bool {
	for i < len(t.out) && strings.Contains("\"“‘'(", t.doc[t.out[i].start:t.out[i].end]) {
		i++
	}
	if i == len(t.out) {
		return false
	}
	form := t.doc[t.out[i].start:t.out[i].end]
	r, _ := utf8.DecodeRuneInString(form)
	return unicode.IsUpper(r) && t.w.starters[strings.ToLower(form)]
}
