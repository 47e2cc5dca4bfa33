package coder

import (
	"slices"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// TestDoubts holds each entry of confidence.yaml to its example and its counter-example, and the coder to
// having no doubt that the codebook doesn't list.
func TestDoubts(t *testing.T) {
	c := arnor(t)
	listed := map[string]bool{}
	some := func(text, id string) bool {
		for _, doubts := range c.Doubts(sanad.Document{ID: "d", Text: text, Published: "3019-03-14"}) {
			for _, d := range doubts {
				if !slices.ContainsFunc(c.book.Doubts, func(e codebook.Doubt) bool { return e.ID == d }) {
					t.Errorf("%q: doubt %q isn't in confidence.yaml", text, d)
				}
			}
			if slices.Contains(doubts, id) {
				return true
			}
		}
		return false
	}
	for _, d := range c.book.Doubts {
		listed[d.ID] = true
		if d.Example != "" && !some(d.Example, d.ID) {
			t.Errorf("%s isn't found in %q", d.ID, d.Example)
		}
		if d.Counter != "" && some(d.Counter, d.ID) {
			t.Errorf("%s is found in %q", d.ID, d.Counter)
		}
	}
	if !listed["base"] {
		t.Error("there is no base")
	}
}

// TestConfidenceIsAProbability: it lies between nought and one whatever is read.
func TestConfidenceIsAProbability(t *testing.T) {
	for _, claim := range arnor(t).Code(sanad.Document{ID: "d", Text: "Arnor bombed Gondor, killing nine. It denied it. At least 40 fled, Rohan said."}) {
		if claim.Confidence <= 0 || claim.Confidence >= 1 {
			t.Errorf("%s: %v", claim.Rule, claim.Confidence)
		}
	}
}
