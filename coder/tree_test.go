package coder

import (
	"math/rand/v2"
	"testing"

	"sanad.example/sanad/text"
)

// TestTreeOfAnyHeads: whatever heads a parser gives, walking ends and a subtree covers its children.
func TestTreeOfAnyHeads(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		n := 1 + rnd.IntN(12)
		toks := make([]text.Token, n)
		for i := range toks {
			toks[i].Head = rnd.IntN(n+3) - 1 // circles, and heads outside the sentence
		}
		tr := newTree(toks)
		for i := range toks {
			if tr.from[i] > i || tr.to[i] <= i || tr.from[i] < 0 || tr.to[i] > n {
				t.Fatalf("heads %v: token %d covers %d to %d", toks, i, tr.from[i], tr.to[i])
			}
			tr.under(i, 0)
			for _, k := range tr.kids[i] {
				if tr.from[k] < tr.from[i] || tr.to[k] > tr.to[i] {
					t.Fatalf("child %d of %d sticks out", k, i)
				}
			}
		}
	}
}
