package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
)

// Judged is a claim that the coder read from an exhaustively annotated document, and whether gold has it whole.
type Judged struct {
	Claim    sanad.Claim
	Document int // of the set
	Doubts   []string
	Right    bool // of a claim of figures alone: all of them
}

// Judge codes the dispatches in folder dir, which gold annotates exhaustively, and compares each claim.
func Judge(c *coder.Coder, dir string) ([]Judged, error) {
	gold, err := readGoldFile(filepath.Join(dir, "gold", "dispatches.claims.jsonl"))
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(filepath.Join(dir, "gold", "dispatches.docs.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("judge dispatches: %w", err)
	}
	var out []Judged
	n := 0
	for line := range bytes.Lines(b) {
		var in sanad.Input
		if err := json.Unmarshal(line, &in); err != nil {
			return nil, fmt.Errorf("judge dispatches: read document %d: %w: %w", n+1, sanad.ErrInvalid, err)
		}
		doc := sanad.Document{ID: in.ID, Text: in.Text, Title: in.Title, Published: in.Published}
		claims, doubts := c.Code(doc), c.Doubts(doc)
		right := rightOnes(gold, claims, map[string]bool{in.ID: true})
		for i, claim := range claims {
			out = append(out, Judged{Claim: claim, Document: n, Doubts: doubts[claim.ID], Right: right[i]})
		}
		n++
	}
	return out, nil
}

// rightOnes says of each claim whether gold has it whole.
func rightOnes(gold []Gold, claims []sanad.Claim, documents map[string]bool) []bool {
	at := map[*sanad.Claim]int{}
	wrong := make([]int, len(claims)) // figures of it that gold doesn't have whole
	right := make([]bool, len(claims))
	for i := range claims {
		at[&claims[i]], wrong[i] = i, len(claims[i].Figures)
	}
	events, figures := items(gold, claims, documents)
	events.pair(eventFits, eventWhole)
	figures.pair(figureFits, figureWhole)
	for _, p := range events.matched {
		if p.whole {
			right[at[events.claims[p.claim].claim]] = true
		}
	}
	for _, p := range figures.matched {
		if p.whole {
			wrong[at[figures.claims[p.claim].claim]]--
		}
	}
	for i := range claims {
		if claims[i].Event == nil && claims[i].Relation == nil {
			right[i] = wrong[i] == 0
		}
	}
	return right
}
