package coder

import (
	"slices"
	"strings"

	"sanad.example/sanad/text"
)

// tree is a sentence's dependency tree for walking. Tokens are numbered from 0; -1 is no token.
type tree struct {
	toks []text.Token
	kids [][]int // in the order of the text
	from []int   // first token of each token's subtree
	to   []int   // end of each token's subtree, exclusive; a subtree with gaps covers them
}

// newTree reads the heads of tokens. A token whose head isn't in the sentence counts as a root.
func newTree(toks []text.Token) *tree {
	n := len(toks)
	t := &tree{toks: toks, kids: make([][]int, n), from: make([]int, n), to: make([]int, n)}
	for i := range toks {
		if h := t.head(i); h >= 0 {
			t.kids[h] = append(t.kids[h], i)
		}
		t.from[i], t.to[i] = i, i+1
	}
	for i := range toks { // each token widens those above it; trees are shallow
		for h, steps := t.head(i), 0; h >= 0 && steps < n; h, steps = t.head(h), steps+1 {
			t.from[h], t.to[h] = min(t.from[h], i), max(t.to[h], i+1)
		}
	}
	return t
}

// head is the token that i depends on, -1 for a root.
func (t *tree) head(i int) int {
	if i < 0 || i >= len(t.toks) {
		return -1
	}
	if h := t.toks[i].Head - 1; h < len(t.toks) {
		return h
	}
	return -1
}

// rel is token i's relation to its head, "" outside the sentence.
func (t *tree) rel(i int) string {
	if i < 0 || i >= len(t.toks) {
		return ""
	}
	return t.toks[i].Rel
}

// isRel reports whether token i has one of the relations; "nsubj" stands for its subtypes too.
func (t *tree) isRel(i int, rels ...string) bool {
	have := t.rel(i)
	base, _, _ := strings.Cut(have, ":")
	return slices.Contains(rels, have) || slices.Contains(rels, base)
}

// kid is the first child of i with one of the relations, -1 for none.
func (t *tree) kid(i int, rels ...string) int {
	if i < 0 {
		return -1
	}
	for _, k := range t.kids[i] {
		if t.isRel(k, rels...) {
			return k
		}
	}
	return -1
}

// all are the children of i with one of the relations, in the order of the text.
func (t *tree) all(i int, rels ...string) []int {
	var out []int
	if i < 0 {
		return nil
	}
	for _, k := range t.kids[i] {
		if t.isRel(k, rels...) {
			out = append(out, k)
		}
	}
	return out
}

// under reports whether i is top or stands below it.
func (t *tree) under(i, top int) bool {
	for steps := 0; i >= 0 && steps <= len(t.toks); i, steps = t.head(i), steps+1 {
		if i == top {
			return true
		}
	}
	return false
}

// span is the tokens of i's subtree, to exclusive.
func (t *tree) span(i int) tokens { return tokens{t.from[i], t.to[i]} }

// nominal is the head of the noun phrase that i is a part of, i itself where it modifies nothing.
func (t *tree) nominal(i int) int {
	for steps := 0; steps < len(t.toks) && t.isRel(i, "det", "amod", "nummod", "compound", "flat", "fixed", "goeswith", "nmod:poss", "case") && t.head(i) >= 0; steps++ {
		i = t.head(i)
	}
	return i
}
