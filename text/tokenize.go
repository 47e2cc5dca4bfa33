package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// span is a token before it has its place among the document's code points: byte offsets.
type span struct {
	start, end  int
	spaceBefore bool
	abbr        abbrClass
}

// tokenizer cuts a block of text into spans. Everything it says is bytes into doc.
type tokenizer struct {
	doc  string
	w    *wordLists
	out  []span
	gap  bool // white space stands before the next span
	link bool // the chunk in hand may hold an address
}

// block appends the spans of doc[start:end].
func (t *tokenizer) block(start, end int) {
	i := start
	t.gap = true
	for i < end {
		r, n := utf8.DecodeRuneInString(t.doc[i:end])
		if isSpace(r) {
			t.gap = true
			i += n
			continue
		}
		j := i + n
		for j < end {
			r, n := utf8.DecodeRuneInString(t.doc[j:end])
			if isSpace(r) {
				break
			}
			j += n
		}
		t.chunk(i, j)
		i = j
	}
}

// isSpace also takes the marks that split words without showing.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u2060' || (r < ' ')
}

func (t *tokenizer) add(start, end int, class abbrClass) {
	t.out = append(t.out, span{start, end, t.gap, class})
	t.gap = false
}

// maxAddress is the length in bytes past which a run without blanks is no address.
const maxAddress = 2000

// chunk cuts a run without white space.
func (t *tokenizer) chunk(i, end int) {
	t.link = end-i < maxAddress && strings.ContainsAny(t.doc[i:end], "@:w")
	if t.w.faces[t.doc[i:end]] {
		t.add(i, end, notAbbr)
		return
	}
	atStart := true
	for i < end {
		r, n := utf8.DecodeRuneInString(t.doc[i:end])
		switch {
		case isWordRune(r):
			i = t.word(i, end)
			atStart = false
		case isApostrophe(r) && t.apostropheWord(i, end, atStart) > 0:
			j := t.apostropheWord(i, end, atStart)
			t.add(i, j, notAbbr)
			i = j
		default:
			i = t.sign(i, end, r, n)
		}
	}
}

// sign takes one punctuation token: a run of sentence marks, a run of the same sign, or one sign.
func (t *tokenizer) sign(i, end int, r rune, n int) int {
	j := i + n
	same := strings.ContainsRune("-=_*~+<>|#/\\—–'`’‘", r)
	for j < end {
		q, m := utf8.DecodeRuneInString(t.doc[j:end])
		if !(same && q == r || isMark(r) && isMark(q)) {
			break
		}
		j += m
	}
	if (isApostrophe(r) || r == '`') && j-i > 2*n { // '' is a quote, more is decoration
		j = i + 2*n
	}
	t.add(i, j, notAbbr)
	return j
}

func isMark(r rune) bool {
	return r == '.' || r == '?' || r == '!' || r == '…'
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) ||
		r == '\u200c' || r == '\u200d' || r == '\u00ad' || r == utf8.RuneError
}

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == 'ʼ' || r == '`' || r == '‘'
}

// apostropheWord returns the end of a word such as 's, 'em or '90s at i, or 0.
func (t *tokenizer) apostropheWord(i, end int, atStart bool) int {
	_, n := utf8.DecodeRuneInString(t.doc[i:end])
	j := i + n
	for j < end && (isASCIILetter(t.doc[j]) || isDigit(t.doc[j])) {
		j++
	}
	if j == i+n || !atStart && len(t.out) > 0 && t.out[len(t.out)-1].end != i {
		return 0
	}
	rest := t.doc[i+n : j]
	if t.w.apostrophes["'"+strings.ToLower(rest)] {
		return j
	}
	if isDecade(rest) {
		return j
	}
	return 0
}

// isDecade recognises 90s and 09 after an apostrophe.
func isDecade(s string) bool {
	s = strings.TrimSuffix(s, "s")
	return len(s) == 2 && isDigit(s[0]) && isDigit(s[1])
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool       { return '0' <= c && c <= '9' }
func isUpperByte(c byte) bool   { return 'A' <= c && c <= 'Z' }
func isLowerByte(c byte) bool   { return 'a' <= c && c <= 'z' }
