// Package morph gives lemmas and morphological features to tagged words. It decides from what training
// saw of the same word with the same label, then from the lexicon, then from the word's ending; it
// refuses to invent: a word that none of them knows is its own lemma.
package morph

import (
	"strings"

	"sanad.example/sanad/text/internal/lexicon"
	"sanad.example/sanad/text/internal/linear"
)

// Script turns a form into a lemma: take the form as written or in lower case, cut bytes from its end,
// add others.
type Script struct {
	Cased bool
	Cut   int
	Add   string
}

// Find returns the script that makes lemma from form, whose folded shape is low.
func Find(form, low, lemma string, cased bool) Script {
	base := low
	if cased {
		base = form
	}
	n := 0
	for n < len(base) && n < len(lemma) && base[n] == lemma[n] {
		n++
	}
	return Script{cased, len(base) - n, lemma[n:]}
}

// Table is read-only once unpacked.
type Table struct {
	scripts []Script
	words   map[uint32]uint16   // word and label to script
	endings map[uint32][]uint16 // ending and label to scripts, best first
	feats   []string
	byWord  map[uint32]uint16 // word, label and context to features
	byLabel map[uint32]uint16 // label and context to features
	kinds   []kind            // of labels
}

// kind says where in the lexicon a label's words are looked for.
type kind struct {
	pos   uint8 // lexicon.Noun, Verb or Adj; 0 for nowhere
	cased bool  // the lemma keeps its capitals
}

// kindOf reads a joint label.
func kindOf(label string) kind {
	upos, _, _ := strings.Cut(label, "\t")
	switch upos {
	case "NOUN":
		return kind{pos: lexicon.Noun}
	case "VERB":
		return kind{pos: lexicon.Verb}
	case "ADJ":
		return kind{pos: lexicon.Adj}
	case "PROPN":
		return kind{cased: true}
	}
	return kind{}
}

func wordKey(low string, label uint8) uint32 {
	return linear.Key(1, linear.Hash(low), uint32(label), 0)
}

func endingKey(low string, n int, label uint8) uint32 {
	return linear.Key(2, linear.Hash(low[len(low)-n:]), uint32(label), uint32(n))
}

// maxEnding is the longest ending looked at, in bytes.
const maxEnding = 5

// Cache is one goroutine's memory of lemmas that had to be made; it forgets when full.
type Cache struct {
	made map[madeKey]string
}

type madeKey struct {
	form   string
	script uint16
}

const cacheSize = 1 << 15

// Lemma returns the lemma of a form, whose folded shape is low, under a label.
func (t *Table) Lemma(c *Cache, lex *lexicon.Lexicon, form, low string, label uint8) string {
	if id, ok := t.words[wordKey(low, label)]; ok {
		return t.apply(c, form, low, id)
	}
	k := t.kinds[label]
	if k.pos == lexicon.Noun || k.pos == lexicon.Verb {
		if base := lex.Irregular(low, k.pos); base != "" {
			return base
		}
	}
	for n := min(maxEnding, len(low)); n >= 0; n-- {
		ids, ok := t.endings[endingKey(low, n, label)]
		if !ok {
			continue
		}
		if k.pos != 0 {
			for _, id := range ids {
				if l := t.apply(c, form, low, id); lex.Lookup(l).POS&k.pos != 0 {
					return l
				}
			}
		}
		return t.apply(c, form, low, ids[0])
	}
	if k.cased {
		return form
	}
	return low
}

func (t *Table) apply(c *Cache, form, low string, id uint16) string {
	s := &t.scripts[id]
	base := low
	if s.Cased {
		base = form
	}
	if s.Cut > len(base) || s.Cut == len(base) && s.Add == "" {
		return base
	}
	stem := base[:len(base)-s.Cut]
	if s.Add == "" && stem != "" {
		return stem
	}
	if stem == "" {
		return s.Add
	}
	key := madeKey{base, id}
	if l, ok := c.made[key]; ok {
		return l
	}
	if c.made == nil || len(c.made) >= cacheSize {
		c.made = make(map[madeKey]string, 1024)
	}
	l := stem + s.Add
	c.made[key] = l
	return l
}

// Feats returns the UD features of a word under a label in a context (see Context).
func (t *Table) Feats(low string, label uint8, context uint32) string {
	if id, ok := t.byWord[linear.Key(3, linear.Hash(low), uint32(label), context)]; ok {
		return t.feats[id]
	}
	if id, ok := t.byLabel[linear.Key(4, uint32(label), context, 0)]; ok {
		return t.feats[id]
	}
	if id, ok := t.byLabel[linear.Key(4, uint32(label), anyContext, 0)]; ok {
		return t.feats[id]
	}
	return ""
}

const anyContext = 1 << 20

// Bare is how a word hangs in its tree, for Context.
type Bare struct {
	XPOS, Rel string
	Head      int // 1-based; 0 for the root
	Low       string
}

// Context folds what a word's features depend on besides itself: for participles the auxiliaries, for
// finite verbs the number and person of the subject. at is the word's 0-based index; children are
// looked for in all words.
func Context(words []Bare, at int) uint32 {
	switch words[at].XPOS {
	case "VBN", "VBD", "VBP", "VB", "VBZ", "VBG":
	default:
		return 0
	}
	// An auxiliary or copula agrees with the subject of the word that it belongs to.
	owner := at
	if r := words[at].Rel; (strings.HasPrefix(r, "aux") || r == "cop") && words[at].Head > 0 {
		owner = words[at].Head - 1
	}
	var passive, perfect, any uint32
	subject := uint32(0)
	for i := range words {
		if words[i].Head != owner+1 {
			continue
		}
		switch r := words[i].Rel; {
		case r == "aux:pass":
			passive = 1
		case r == "aux":
			any = 1
			if l := words[i].Low; strings.HasPrefix(l, "ha") || l == "'ve" {
				perfect = 1
			}
		case strings.HasPrefix(r, "nsubj"):
			subject = person(&words[i])
		}
	}
	if words[at].XPOS == "VBN" {
		adnominal := uint32(0)
		if r := words[at].Rel; strings.HasPrefix(r, "acl") || r == "amod" {
			adnominal = 1
		}
		return 1 | passive<<1 | perfect<<2 | adnominal<<3
	}
	if words[at].XPOS == "VB" || words[at].XPOS == "VBG" {
		return 16 | any<<1 | min(subject, 1)<<2
	}
	return 32 | subject<<1
}

// person folds a subject: 1 singular, 2 plural, and the pronouns that say more.
func person(w *Bare) uint32 {
	switch w.Low {
	case "i":
		return 3
	case "we":
		return 4
	case "you":
		return 5
	case "they", "these", "those":
		return 6
	}
	switch w.XPOS {
	case "NNS", "NNPS":
		return 2
	}
	return 1
}
