// Package analysis knows the order of the steps between words and trees: tags, lemmas, tree, features.
// Training and parsing both go through it, so that what was learnt is what is used.
package analysis

import (
	"strings"

	"sanad.example/sanad/text/internal/dep"
	"sanad.example/sanad/text/internal/lexicon"
	"sanad.example/sanad/text/internal/linear"
	"sanad.example/sanad/text/internal/morph"
	"sanad.example/sanad/text/internal/tag"
)

// Labels is what joint labels mean, by number.
type Labels struct {
	Joint []string // UPOS, tab, XPOS
	UPOS  []string
	XPOS  []string
	class []uint8 // the dep package's number of the UPOS
}

// NewLabels splits joint labels.
func NewLabels(joint []string) *Labels {
	l := &Labels{Joint: joint}
	classes := map[string]uint8{"VERB": dep.Verb, "PUNCT": dep.Punct, "CCONJ": dep.Conj}
	for _, j := range joint {
		u, x, _ := strings.Cut(j, "\t")
		l.UPOS, l.XPOS = append(l.UPOS, u), append(l.XPOS, x)
		class, ok := classes[u]
		if !ok {
			class = 5
		}
		l.class = append(l.class, class)
	}
	return l
}

// tagOffset keeps the first tag numbers for the root and for no word.
const tagOffset = 2

// Encode fills in for words with labels and lemmas.
func Encode(in *dep.Input, lex *lexicon.Lexicon, l *Labels, lows, lemmas []string, labels []uint8, guided bool) {
	in.Reset(len(lows), guided)
	for i, low := range lows {
		label := labels[i]
		in.Word[i+1] = wordHash(low)
		in.Lemma[i+1] = lowerHash(lemmas[i])
		in.Tag[i+1] = label + tagOffset
		in.UPOS[i+1] = l.class[label]
		in.Sense[i+1] = sense(lex, l.UPOS[label], low, lemmas[i])
	}
	in.Count()
}

// wordHash names a word; all figures are one word, by their first sign.
func wordHash(low string) uint32 {
	for i := range len(low) {
		if c := low[i]; (c < '0' || c > '9') && c != '.' && c != ',' {
			return linear.Hash(low)
		}
	}
	if low == "" || low[0] == '.' || low[0] == ',' {
		return linear.Hash(low)
	}
	return 3
}

// lowerHash is wordHash of s in lower case, without making the string.
func lowerHash(s string) uint32 {
	for i := range len(s) {
		if c := s[i]; 'A' <= c && c <= 'Z' || c >= 0x80 {
			var buf [64]byte
			if len(s) > len(buf) {
				return linear.Hash(s)
			}
			for j := range len(s) {
				buf[j] = s[j]
				if 'A' <= s[j] && s[j] <= 'Z' {
					buf[j] |= 0x20
				}
			}
			return linear.HashBytes(buf[:len(s)])
		}
	}
	if s == "" {
		return 0
	}
	return wordHash(s)
}

func sense(lex *lexicon.Lexicon, upos, low, lemma string) uint8 {
	switch upos {
	case "NOUN":
		return lex.Lookup(lemma).Noun
	case "VERB":
		return lex.Lookup(lemma).Verb
	case "PROPN":
		return lex.Lookup(low).Noun
	}
	return 0
}

// Models is everything that parsing reads. It is read-only.
type Models struct {
	Labels *Labels
	Rels   []string
	Lex    *lexicon.Lexicon
	Tagger *tag.Tagger
	Morph  *morph.Table
	Guide  *dep.Parser // reads from the end, for Main; nil if Main needs none
	Main   *dep.Parser
}

// Scratch is one goroutine's working memory.
type Scratch struct {
	Forms, Lows []string // to be filled by the caller
	Lemmas      []string
	Labels      []uint8
	Tree        dep.Tree
	tag         tag.Scratch
	dep         dep.Scratch
	in, back    dep.Input
	guide       dep.Tree
	cache       morph.Cache
	bare        []morph.Bare
}

// Run analyses the words in s.Forms and s.Lows into s.Labels, s.Lemmas and s.Tree.
func (m *Models) Run(s *Scratch) {
	s.Labels = m.Tagger.Tag(&s.tag, s.Forms, s.Lows)
	s.Lemmas = s.Lemmas[:0]
	for i, form := range s.Forms {
		s.Lemmas = append(s.Lemmas, m.Morph.Lemma(&s.cache, m.Lex, form, s.Lows[i], s.Labels[i]))
	}
	Encode(&s.in, m.Lex, m.Labels, s.Lows, s.Lemmas, s.Labels, m.Guide != nil)
	if m.Guide != nil {
		m.consult(s)
	}
	m.Main.Parse(&s.dep, &s.in, &s.Tree)
	m.bare(s)
}

// consult asks the guide and notes its tree in s.in.
func (m *Models) consult(s *Scratch) {
	Encode(&s.back, m.Lex, m.Labels, s.Lows, s.Lemmas, s.Labels, false)
	s.back.Reverse()
	m.Guide.Parse(&s.dep, &s.back, &s.guide)
	s.guide.Reverse()
	copy(s.in.GuideHead, s.guide.Head)
	copy(s.in.GuideRel, s.guide.Rel)
}

// bare notes how the words hang together, for Feats.
func (m *Models) bare(s *Scratch) {
	s.bare = s.bare[:0]
	for i := range s.Forms {
		s.bare = append(s.bare, morph.Bare{
			XPOS: m.Labels.XPOS[s.Labels[i]], Rel: m.Rels[s.Tree.Rel[i+1]],
			Head: int(s.Tree.Head[i+1]), Low: s.Lows[i],
		})
	}
}

// Feats returns the UD features of word i of the sentence that Run analysed.
func (m *Models) Feats(s *Scratch, i int) string {
	return m.Morph.Feats(s.Lows[i], s.Labels[i], morph.Context(s.bare, i))
}
