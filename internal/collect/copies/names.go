package copies

import (
	"slices"
	"strings"
	"unicode"
)

// Names finds the names of sources in texts.
type Names struct {
	byWord map[string][]named // by the first word
}

type named struct {
	words  []string
	source string
}

// NewNames takes the id of a source by each of its names, as they are written.
func NewNames(names map[string]string) *Names {
	n := &Names{byWord: map[string][]named{}}
	for name, source := range names {
		if words := split(name); len(words) > 0 {
			n.byWord[words[0]] = append(n.byWord[words[0]], named{words, source})
		}
	}
	return n
}

// Cites returns the ids of the sources that a text names, ascending. Capitals count: "Dawn" is a paper,
// "dawn" an hour.
func (n *Names) Cites(text string) []string {
	words := split(text)
	var out []string
	for i, w := range words {
		for _, c := range n.byWord[w] {
			if len(words)-i >= len(c.words) && slices.Equal(words[i:i+len(c.words)], c.words) {
				out = append(out, c.source)
			}
		}
	}
	return set(out)
}

func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}
