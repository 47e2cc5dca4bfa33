package coder

import (
	"strings"
	"unicode"

	"sanad.example/sanad/text"
)

// datelineMax is how many tokens "BREE, Arnor, 15 October 2025 -" may have.
const datelineMax = 10

// parse gives sentences their trees. A dateline or a log's hour is no part of the sentence behind it: left in,
// it draws the first words to itself.
func (c *Coder) parse(sents []text.Sentence) {
	behind := make([]text.Sentence, len(sents))
	cut := make([]int, len(sents))
	for i, s := range sents {
		cut[i] = datelineEnd(s.Tokens)
		behind[i] = s
		behind[i].Tokens = s.Tokens[cut[i]:]
	}
	c.parser.Parse(behind)
	for i, s := range behind {
		for j := range s.Tokens {
			if s.Tokens[j].Head > 0 {
				s.Tokens[j].Head += cut[i]
			}
		}
		for j := range sents[i].Tokens[:cut[i]] { // each stands alone
			t := &sents[i].Tokens[j]
			t.Head, t.Rel, t.Lemma = 0, "dep", t.Norm
			t.UPOS, t.XPOS = "PROPN", "NNP"
		}
	}
}

// datelineEnd is where a sentence begins behind "BREE, Oct 15 -", "BREE:" or "06:40 -", 0 without one.
func datelineEnd(toks []text.Token) int {
	for i := 0; i < len(toks)-2 && i < datelineMax; i++ {
		switch w := toks[i].Norm; {
		case w == "-" || w == "–" || w == "—":
			if i > 0 && toks[i-1].SpaceAfter && toks[i].SpaceAfter && datelike(toks[0].Text) {
				return i + 1
			}
			return 0
		case w == ":" && toks[i].SpaceAfter && shouted(toks[0].Text):
			return i + 1
		case unicode.IsLetter(rune(w[0])) && strings.ToLower(toks[i].Text) == toks[i].Text:
			return 0
		}
	}
	return 0
}

func datelike(w string) bool { return shouted(w) || unicode.IsDigit(rune(w[0])) }

// shouted: "BREE".
func shouted(w string) bool {
	return len(w) > 2 && w == strings.ToUpper(w) && unicode.IsLetter(rune(w[0]))
}
