// Package lexicon knows which parts of speech English words can have and what kind of thing or action
// they name first, after WordNet 3.0. It decides nothing about a word in its sentence; a word that it
// does not know has no entry, and names mostly have none.
package lexicon

import (
	"encoding/binary"
	"errors"
	"strings"
)

// Parts of speech of an Entry's mask.
const (
	Noun = 1 << iota
	Verb
	Adj
	Adv
	Proper // written with a capital
	Common // written without
)

// Entry is what a base form can be.
type Entry struct {
	POS  uint8 // mask of Noun, Verb, Adj, Adv, Proper, Common
	Top  uint8 // the most frequent of them
	Noun uint8 // lexicographer file of the first noun sense, 3-28; 0 if none
	Verb uint8 // of the first verb sense, 29-43; 0 if none
}

// Lexicon is read-only once read.
type Lexicon struct {
	words map[string]Entry
	nouns map[string]string // irregular forms to base forms
	verbs map[string]string
}

// Lookup returns the entry of a base form in lower case.
func (l *Lexicon) Lookup(base string) Entry { return l.words[base] }

// Analyses of a form, for Class.
const (
	plural = 1 << (iota + 6)
	thirdPerson
	past
	gerund
	graded
)

// Class returns what a form in lower case can be: a mask of the parts of speech of its base forms and of
// the endings that lead to them, and the most frequent part of speech in bits 11 to 14. 0 is unknown.
func (l *Lexicon) Class(form string) uint32 {
	e := l.words[form]
	class := uint32(e.POS) | uint32(e.Top)<<11
	if len(form) < 3 || len(form) > 40 {
		return class
	}
	switch {
	case strings.HasSuffix(form, "s"):
		class |= l.ending(form, "s", Noun, plural) | l.ending(form, "s", Verb, thirdPerson)
	case strings.HasSuffix(form, "ed"):
		class |= l.ending(form, "ed", Verb, past)
	case strings.HasSuffix(form, "ing"):
		class |= l.ending(form, "ing", Verb, gerund)
	case strings.HasSuffix(form, "er"), strings.HasSuffix(form, "est"):
		class |= l.ending(form, form[strings.LastIndexByte(form, 'e'):], Adj, graded)
	}
	if l.nouns[form] != "" {
		class |= plural
	}
	if l.verbs[form] != "" {
		class |= past
	}
	return class
}

func (l *Lexicon) ending(form, suffix string, pos uint8, mark uint32) uint32 {
	if l.Inflects(form, suffix, pos) {
		return mark
	}
	return 0
}

// Inflects says whether form, in lower case, is a word of the lexicon of that part of speech with a regular
// ending: stopped, carries, making, happier.
func (l *Lexicon) Inflects(form, suffix string, pos uint8) bool {
	stem, ok := strings.CutSuffix(form, suffix)
	n := len(stem)
	if !ok || n < 2 {
		return false
	}
	if l.words[stem].POS&pos != 0 {
		return true
	}
	if suffix == "s" {
		return stem[n-1] == 'e' && (l.words[stem[:n-1]].POS&pos != 0 ||
			stem[n-2] == 'i' && l.joined(stem[:n-2], 'y').POS&pos != 0)
	}
	return l.joined(stem, 'e').POS&pos != 0 ||
		stem[n-1] == stem[n-2] && l.words[stem[:n-1]].POS&pos != 0 ||
		stem[n-1] == 'i' && suffix != "ing" && l.joined(stem[:n-1], 'y').POS&pos != 0
}

// joined looks up stem with a letter after it, without making the string.
func (l *Lexicon) joined(stem string, letter byte) Entry {
	var b [48]byte
	if len(stem) >= len(b) {
		return Entry{}
	}
	n := copy(b[:], stem)
	b[n] = letter
	return l.words[string(b[:n+1])]
}

// Irregular returns the base form of an irregular noun or verb form, or "".
func (l *Lexicon) Irregular(form string, pos uint8) string {
	if pos == Noun {
		return l.nouns[form]
	}
	return l.verbs[form]
}

var errShort = errors.New("lexicon: bytes are cut short")

// Pack returns the lexicon's bytes. words, nouns and verbs must be sorted by their first column.
func Pack(words []string, entries []Entry, nouns, verbs [][2]string) []byte {
	out := binary.AppendUvarint(nil, uint64(len(words)))
	out = appendFront(out, words)
	for _, e := range entries {
		out = append(out, e.POS)
	}
	for _, e := range entries {
		out = append(out, e.Top)
	}
	for _, e := range entries {
		out = append(out, e.Noun)
	}
	for _, e := range entries {
		out = append(out, e.Verb)
	}
	for _, pairs := range [][][2]string{nouns, verbs} {
		out = binary.AppendUvarint(out, uint64(len(pairs)))
		for _, p := range pairs {
			out = append(append(append(out, p[0]...), 0), p[1]...)
			out = append(out, 0)
		}
	}
	return out
}

// appendFront writes each word as the length that it shares with the one before and the rest.
func appendFront(out []byte, words []string) []byte {
	last := ""
	for _, w := range words {
		n := 0
		for n < len(w) && n < len(last) && n < 255 && w[n] == last[n] {
			n++
		}
		out = append(append(append(out, byte(n)), w[n:]...), 0)
		last = w
	}
	return out
}

// Unpack reads what Pack wrote.
func Unpack(b []byte) (*Lexicon, error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)) {
		return nil, errShort
	}
	b = b[k:]
	words := make([]string, n)
	last := ""
	for i := range words {
		if len(b) == 0 || int(b[0]) > len(last) {
			return nil, errShort
		}
		rest, tail, ok := cut(b[1:])
		if !ok {
			return nil, errShort
		}
		last, b = last[:b[0]]+rest, tail
		words[i] = last
	}
	l := &Lexicon{words: make(map[string]Entry, n)}
	if uint64(len(b)) < 4*n {
		return nil, errShort
	}
	for i, w := range words {
		l.words[w] = Entry{b[i], b[int(n)+i], b[2*int(n)+i], b[3*int(n)+i]}
	}
	b = b[4*n:]
	var err error
	if l.nouns, b, err = readPairs(b); err != nil {
		return nil, err
	}
	l.verbs, _, err = readPairs(b)
	return l, err
}

func readPairs(b []byte) (map[string]string, []byte, error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)) {
		return nil, nil, errShort
	}
	b = b[k:]
	m := make(map[string]string, n)
	for range n {
		form, rest, ok := cut(b)
		base, rest, ok2 := cut(rest)
		if !ok || !ok2 {
			return nil, nil, errShort
		}
		m[form], b = base, rest
	}
	return m, b, nil
}

// cut takes a string ended by a zero byte.
func cut(b []byte) (string, []byte, bool) {
	for i, c := range b {
		if c == 0 {
			return string(b[:i]), b[i+1:], true
		}
	}
	return "", nil, false
}
