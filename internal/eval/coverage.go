package eval

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"sanad.example/sanad/codebook"
	"sanad.example/sanad/text"
)

// Coverage is how many of a text's event-bearing words the codebook has: as a predicate, cue or measure, as
// a word that lends or bends events (light verbs, modality, negation), or as one that is known to bear none.
type Coverage struct {
	Words, Known int
	Unknown      map[string]int // "lemma/VERB" and "lemma/NOUN" to how often it stands there
}

// Share is the part of the words that the codebook has, 1 for no words.
func (c Coverage) Share() float64 {
	if c.Words == 0 {
		return 1
	}
	return float64(c.Known) / float64(c.Words)
}

// Rest lists the words that the codebook hasn't, the most frequent first.
func (c Coverage) Rest() []string {
	list := slices.Collect(maps.Keys(c.Unknown))
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(c.Unknown[b]-c.Unknown[a], strings.Compare(a, b)) })
	return list
}

// Vocabulary is the verbs and nouns by which a codebook says what happens and what doesn't.
type Vocabulary struct{ verbs, nouns map[string]bool }

// NewVocabulary gathers the words of a book.
func NewVocabulary(b *codebook.Book) Vocabulary {
	v := Vocabulary{map[string]bool{}, map[string]bool{}}
	for _, p := range b.Predicates {
		v.add(p.Verbs, p.Nouns)
		v.phrases(p.Phrases)
	}
	for _, c := range b.Cues {
		v.add(c.Verbs, c.Nouns)
		v.phrases(c.Phrases)
	}
	for _, m := range b.Measures {
		v.add(m.Verbs, m.Nouns)
	}
	v.add(b.Words.Light, nil)
	for _, list := range b.Words.Modality {
		v.add(list, nil)
	}
	v.add(b.Words.Other["cessation"], b.Words.Other["report_noun"])
	for _, e := range b.NonEvents {
		v.add(e.Verbs, e.Nouns)
	}
	return v
}

// add takes the first word of a verb phrase and the last of a noun phrase, or the one before its "of".
func (v Vocabulary) add(verbs, nouns []string) {
	for _, w := range verbs {
		first, _, _ := strings.Cut(w, " ")
		for _, form := range codebook.VerbForms(first) {
			v.verbs[form] = true // as it stands too: the parser's lemma may be wrong
		}
	}
	for _, w := range nouns {
		for _, prep := range []string{" of ", " in ", " on ", " for ", " to ", " with ", " against ", " at "} {
			w, _, _ = strings.Cut(w, prep)
		}
		for _, prep := range []string{" of", " on", " for", " to", " with", " against", " at"} {
			w = strings.TrimSuffix(w, prep)
		}
		if i := strings.LastIndexAny(w, " "); i >= 0 {
			w = w[i+1:]
		}
		for _, form := range codebook.NounForms(w) {
			v.nouns[form] = true
		}
	}
}

// phrases as they stand: each of their words is known as it stands.
func (v Vocabulary) phrases(list []string) {
	for _, p := range list {
		for w := range strings.FieldsSeq(p) {
			v.verbs[w] = true
		}
	}
}

// Count adds the event-bearing words of a parsed sentence: its verbs, and its nouns for which bears holds.
func (c *Coverage) Count(v Vocabulary, s text.Sentence, bears func(noun string) bool) {
	for _, t := range s.Tokens {
		lemma := strings.ToLower(t.Lemma)
		known := false
		switch t.UPOS {
		case "VERB":
			known = v.verbs[lemma] || v.verbs[t.Norm]
		case "NOUN":
			if !bears(lemma) {
				continue
			}
			known = v.nouns[lemma] || v.nouns[t.Norm] || strings.HasSuffix(lemma, "ing") && v.verbs[lemma]
		default:
			continue
		}
		c.Words++
		if known {
			c.Known++
			continue
		}
		if c.Unknown == nil {
			c.Unknown = map[string]int{}
		}
		c.Unknown[lemma+"/"+t.UPOS]++
	}
}
