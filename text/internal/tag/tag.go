// Package tag assigns parts of speech: one joint label of UPOS and XPOS for each word, by two passes of
// a linear model from left to right. The second pass sees the first's labels on both sides. It refuses
// to skip a word: every word gets the label that scores best.
package tag

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sanad.example/sanad/text/internal/lexicon"
	"sanad.example/sanad/text/internal/linear"
)

// word is what the features of one word are made of.
type word struct {
	cased, low         uint32
	pre1, pre2, pre3   uint32
	suf1, suf2, suf3   uint32
	suf4, suf5         uint32
	shape, class, flag uint32
}

// Scratch is one goroutine's working memory.
type Scratch struct {
	words  []word // with two outside words at either end
	first  []uint8
	final  []uint8
	scores []int32
	keys   []uint32
}

// Tagger is a read-only pair of models. First may be used alone in training.
type Tagger struct {
	First, Final linear.Scorer
	Lex          *lexicon.Lexicon
	N            int // labels
}

// Tag labels the words given by their written and folded forms. The result is s's own and holds until
// the next call.
func (t *Tagger) Tag(s *Scratch, forms, lows []string) []uint8 {
	s.Prepare(t.Lex, t.N, forms, lows)
	n := len(forms)
	for i := range n {
		s.keys = s.firstKeys(s.keys[:0], i)
		s.first[i+2] = uint8(s.best(t.First))
	}
	for i := range n {
		s.keys = s.finalKeys(s.keys[:0], i)
		s.final[i+2] = uint8(s.best(t.Final))
	}
	return s.final[2 : n+2]
}

func (s *Scratch) best(m linear.Scorer) int {
	clear(s.scores)
	m.Add(s.scores, s.keys)
	top := 0
	for l, v := range s.scores {
		if v > s.scores[top] {
			top = l
		}
	}
	return top
}

// outside is the label beyond either end of a sentence.
const outside = 255

// Prepare reads the words' shapes into s.
func (s *Scratch) Prepare(lex *lexicon.Lexicon, labels int, forms, lows []string) {
	n := len(forms)
	if cap(s.words) < n+4 {
		s.words = make([]word, n+4, 2*n+4)
		s.first = make([]uint8, 2*n+4)
		s.final = make([]uint8, 2*n+4)
	}
	if len(s.scores) != labels {
		s.scores = make([]int32, labels)
	}
	s.words = s.words[:n+4]
	s.first, s.final = s.first[:n+4], s.final[:n+4]
	for _, i := range [4]int{0, 1, n + 2, n + 3} {
		s.words[i] = word{}
		s.first[i], s.final[i] = outside, outside
	}
	caps := capitals(forms)
	for i, form := range forms {
		s.words[i+2] = describe(lex, form, lows[i])
		s.words[i+2].flag = caps
		if i == 0 {
			s.words[i+2].flag |= 4
		}
	}
}

// capitals tells headlines apart: 1 if most words of letters have a capital, 2 if they are all capitals.
func capitals(forms []string) uint32 {
	words, first, all := 0, 0, 0
	for _, f := range forms {
		r, n := utf8.DecodeRuneInString(f)
		if !unicode.IsLetter(r) || len(f) < 4 {
			continue
		}
		words++
		if unicode.IsUpper(r) {
			first++
			if q, _ := utf8.DecodeRuneInString(f[n:]); unicode.IsUpper(q) {
				all++
			}
		}
	}
	switch {
	case words > 2 && all*10 > words*8:
		return 2
	case words > 2 && first*10 > words*7:
		return 1
	}
	return 0
}

func describe(lex *lexicon.Lexicon, form, low string) word {
	w := word{cased: linear.Hash(form), low: linear.Hash(low), shape: shape(form)}
	w.class = lex.Class(low)
	w.pre1, w.pre2, w.pre3 = prefix(low, 1), prefix(low, 2), prefix(low, 3)
	w.suf1, w.suf2, w.suf3 = suffix(low, 1), suffix(low, 2), suffix(low, 3)
	w.suf4, w.suf5 = suffix(low, 4), suffix(low, 5)
	return w
}

func prefix(s string, n int) uint32 {
	if len(s) <= n {
		return 0
	}
	return linear.Hash(s[:n])
}

func suffix(s string, n int) uint32 {
	if len(s) <= n {
		return 0
	}
	return linear.Hash(s[len(s)-n:])
}

// shape folds a form to its letter kinds without repeats: Xx, X, x-x, d.d, and so on.
func shape(form string) uint32 {
	var h, last uint32 = 1, 0
	n := 0
	for _, r := range form {
		k := kind(r)
		if k != last {
			h = h*31 + k
		} else if n < 3 && k == 1 {
			h = h*31 + k
		}
		last = k
		n++
	}
	return h<<2 | uint32(min(n, 3))
}

func kind(r rune) uint32 {
	switch {
	case unicode.IsUpper(r):
		return 1
	case unicode.IsLower(r):
		return 2
	case unicode.IsDigit(r):
		return 3
	case unicode.IsLetter(r):
		return 4
	case strings.ContainsRune("'’", r):
		return 5
	}
	return 6 + uint32(r)%97
}
