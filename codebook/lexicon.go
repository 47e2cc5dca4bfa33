package codebook

import (
	"maps"
	"slices"
	"strings"

	"sanad.example/sanad/text"
)

// Kind is what a phrase leads to.
type Kind uint8

// The kinds of entries. KindWord is a word of a closed class of words.yaml.
const (
	KindActor Kind = iota
	KindAdjective
	KindMetonym
	KindPlace
	KindSource
	KindPredicate
	KindCue
	KindAttitude // a cue by which nobody asserts anything: "wants"
	KindJoin
	KindMeasure
	KindUnit
	KindRole
	KindTime
	KindNumber
	KindMultiplier
	KindVague
	KindMonth
	KindWeekday
	KindCurrency
	KindWord
)

// Entry is what one phrase leads to. Index is into the book's slice of the kind: Actors for KindActor,
// KindAdjective and KindMetonym, Joins for KindJoin, Measures for KindMeasure and KindUnit, Times for KindTime. Value is a number word's, month's
// or weekday's; Word the class of a KindWord ("negation", "modality future") or a currency's code.
type Entry struct {
	Kind  Kind
	Form  Form
	Index int
	Value float64
	Word  string
	Alias Alias
	exact []string // token texts that must match in case
}

// Match is a phrase found: tokens From to To, To exclusive, and what it leads to.
type Match struct {
	From, To int
	Entries  []Entry
}

// Lexicon is a trie over normalised tokens that finds every phrase of a book at once. Read-only.
type Lexicon struct {
	root    *node
	phrases int
}

type node struct {
	next    map[string]*node
	entries []Entry
}

// Lexicon returns the compiled phrases of the book.
func (b *Book) Lexicon() *Lexicon { return b.lex }

// Phrases is how many different phrases there are.
func (l *Lexicon) Phrases() int { return l.phrases }

// Find returns every phrase that stands in the tokens, by From and then by length, the shortest first.
// Phrases may overlap. The entries are shared: don't change them.
func (l *Lexicon) Find(tokens []text.Token) []Match {
	var found []Match
	for i := range tokens {
		n := l.root
		for j := i; j < len(tokens); j++ {
			n = n.next[tokens[j].Norm]
			if n == nil {
				break
			}
			if e := inCase(n.entries, tokens[i:j+1]); len(e) > 0 {
				found = append(found, Match{i, j + 1, e})
			}
		}
	}
	return found
}

// inCase leaves out the entries whose case doesn't match. Nearly always that is none.
func inCase(entries []Entry, tokens []text.Token) []Entry {
	for i, e := range entries {
		if e.exact == nil || sameCase(e.exact, tokens) {
			continue
		}
		kept := append([]Entry(nil), entries[:i]...)
		for _, e := range entries[i+1:] {
			if e.exact == nil || sameCase(e.exact, tokens) {
				kept = append(kept, e)
			}
		}
		return kept
	}
	return entries
}

func sameCase(exact []string, tokens []text.Token) bool {
	for i, t := range tokens {
		if exact[i] != t.Text {
			return false
		}
	}
	return true
}

func tokens(phrase string) []text.Token {
	var all []text.Token
	for _, s := range text.Segment(phrase) {
		all = append(all, s.Tokens...)
	}
	return all
}

// add puts a phrase into the trie.
func (l *Lexicon) add(phrase string, e Entry) {
	toks := tokens(phrase)
	if len(toks) == 0 {
		return
	}
	if e.Alias.Exact {
		for _, t := range toks {
			e.exact = append(e.exact, t.Text)
		}
	}
	n := l.root
	for _, t := range toks {
		if n.next == nil {
			n.next = map[string]*node{}
		}
		child := n.next[t.Norm]
		if child == nil {
			child = &node{}
			n.next[t.Norm] = child
		}
		n = child
	}
	if len(n.entries) == 0 {
		l.phrases++
	}
	for _, o := range n.entries {
		if o.Kind == e.Kind && o.Index == e.Index && o.Word == e.Word && (o.Form == e.Form || e.Form == FormPhrase) {
			return
		}
	}
	n.entries = append(n.entries, e)
}

// compile builds the trie of a book. It happens once for each book.
func compile(b *Book) *Lexicon {
	l := &Lexicon{root: &node{}}
	l.actors(b)
	for i, p := range b.Places {
		l.names(p.Name, p.Aliases, Entry{Kind: KindPlace, Index: i})
	}
	for i, s := range b.Sources {
		l.names(s.Name, s.Aliases, Entry{Kind: KindSource, Index: i})
	}
	for i, p := range b.Predicates {
		l.words(p.Verbs, p.Forms, p.Nouns, p.Phrases, Entry{Kind: KindPredicate, Index: i})
	}
	for i, c := range b.Cues {
		kind := KindCue
		if c.Kind == KindOfAttitude {
			kind = KindAttitude
		}
		l.words(c.Verbs, slices.Concat(c.Forms, c.Adjectives), c.Nouns, c.Phrases, Entry{Kind: kind, Index: i})
	}
	for i, j := range b.Joins {
		l.words(j.Verbs, j.Forms, nil, j.Phrases, Entry{Kind: KindJoin, Index: i})
	}
	for i, m := range b.Measures {
		l.words(m.Verbs, m.Forms, m.Nouns, m.Phrases, Entry{Kind: KindMeasure, Index: i})
		l.words(nil, nil, m.Units, nil, Entry{Kind: KindUnit, Index: i})
	}
	for i, r := range b.Roles {
		l.words(nil, r.Forms, r.Words, nil, Entry{Kind: KindRole, Index: i})
	}
	for i, t := range b.Times {
		l.words(nil, nil, nil, t.Words, Entry{Kind: KindTime, Index: i})
	}
	l.closed(b.Words)
	return l
}

func (l *Lexicon) actors(b *Book) {
	for i, a := range b.Actors {
		l.names(a.Name, a.Aliases, Entry{Kind: KindActor, Index: i})
		for _, w := range a.Adjectives {
			l.add(w, Entry{Kind: KindAdjective, Index: i})
		}
		for _, w := range a.Metonyms {
			l.add(w, Entry{Kind: KindMetonym, Index: i})
		}
	}
}

func (l *Lexicon) names(name string, aliases []Alias, e Entry) {
	e.Form = FormPhrase
	named := e
	named.Alias = Alias{Text: name}
	for _, a := range aliases {
		if a.Label && strings.EqualFold(a.Text, name) {
			named.Alias = a // the entry's name is one side's word: still that side's
		}
	}
	l.add(name, named)
	for _, a := range aliases {
		e.Alias = a
		l.add(a.Text, e)
	}
}

func (l *Lexicon) words(verbs, forms, nouns, phrases []string, e Entry) {
	put := func(text string, f Form) {
		e.Form = f
		l.add(text, e)
	}
	for _, v := range verbs {
		for _, f := range verbForms(v) {
			put(f.text, f.form)
		}
	}
	for _, f := range forms {
		put(f, FormOther)
	}
	for _, n := range nouns {
		for _, f := range nounForms(n) {
			put(f.text, f.form)
		}
	}
	for _, p := range phrases {
		put(p, FormPhrase)
	}
}

func (l *Lexicon) closed(w Words) {
	addValued(l, KindNumber, w.Numbers)
	addValued(l, KindMultiplier, w.Multipliers)
	addValued(l, KindVague, w.Vague)
	addValued(l, KindMonth, w.Months)
	addValued(l, KindWeekday, w.Weekdays)
	for _, word := range slices.Sorted(maps.Keys(w.Currencies)) {
		l.add(word, Entry{Kind: KindCurrency, Word: w.Currencies[word]})
	}
	for _, word := range slices.Sorted(maps.Keys(w.Pronouns)) {
		l.add(word, Entry{Kind: KindWord, Word: "pronoun " + w.Pronouns[word]})
	}
	classes := map[string][]string{
		"at_least": w.AtLeast, "at_most": w.AtMost, "about": w.About, "increment": w.Increment,
		"to_date": w.ToDate, "negation": w.Negation,
	}
	for m, list := range w.Modality {
		classes["modality "+m] = list
	}
	for class, list := range w.Other {
		classes[class] = list
	}
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		for _, word := range classes[class] {
			l.add(word, Entry{Kind: KindWord, Word: class})
		}
	}
	for _, v := range w.Verbs {
		for _, f := range verbForms(v) {
			l.add(f.text, Entry{Kind: KindWord, Word: "verb", Form: f.form})
		}
	}
	for _, v := range w.VerbForms {
		l.add(v, Entry{Kind: KindWord, Word: "verb", Form: FormOther})
	}
	for _, v := range w.Light {
		for _, f := range verbForms(v) {
			l.add(f.text, Entry{Kind: KindWord, Word: "light", Form: f.form})
		}
	}
	for _, v := range w.LightForms {
		l.add(v, Entry{Kind: KindWord, Word: "light", Form: FormOther})
	}
}

// addValued adds words with their values, sorted so that a trie is the same each time.
func addValued[N int | float64](l *Lexicon, kind Kind, words map[string]N) {
	for _, word := range slices.Sorted(maps.Keys(words)) {
		l.add(word, Entry{Kind: kind, Value: float64(words[word])})
	}
}
