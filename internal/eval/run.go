package eval

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
)

//go:embed golden.json
var golden []byte

// Report is scores by set and name, to three decimals. A set that couldn't be measured is missing.
type Report map[string]map[string]float64

// Golden returns the scores as recorded when the coder or the codebook last changed.
func Golden() (Report, error) {
	var r Report
	if err := json.Unmarshal(golden, &r); err != nil {
		return nil, fmt.Errorf("read golden scores: %w: %w", sanad.ErrDamaged, err)
	}
	return r, nil
}

// Sets are the development sets, in the order in which they are printed.
var sets = []string{"seeds", "dispatches", "attribution", "relations", "time", "sides", "incidents"}

// Measure scores the coder over the sets in folder dir, which holds gold/, seeds/, corpora/ and facts/. Sets that aren't
// there are left out; the swap of sides needs none.
func Measure(c *coder.Coder, dir string) (Report, error) {
	book := c.Book()
	r := Report{}
	swap := SwapSides(c.Code, book)
	r["sides"] = map[string]float64{"sentences": float64(swap.Sentences), "coded right": float64(swap.Coded), "and symmetric": float64(swap.Symmetric)}
	if dir == "" {
		return r, nil
	}
	seeds, err := measureSeeds(c, dir)
	if err != nil {
		return nil, err
	}
	dispatches, err := measureDispatches(c, dir)
	if err != nil {
		return nil, err
	}
	others := map[string]func() (map[string]float64, error){
		"time":        func() (map[string]float64, error) { return measureTimes(book, dir) },
		"attribution": func() (map[string]float64, error) { return measureAttributions(c, dir) },
		"relations":   func() (map[string]float64, error) { return measureRelations(c, dir) },
		"incidents":   func() (map[string]float64, error) { return measureIncidents(c, dir) },
	}
	for name, measure := range others {
		scores, err := measure()
		if err != nil {
			return nil, err
		}
		if scores != nil {
			r[name] = scores
		}
	}
	for name, s := range map[string]*Claims{"seeds": seeds, "dispatches": dispatches} {
		if s != nil {
			r[name] = s.named(name == "seeds")
		}
	}
	return r, nil
}

// named are the scores under the names by which they are printed.
func (s Claims) named(partial bool) map[string]float64 {
	if partial {
		return map[string]float64{
			"events recall": round(s.Events.R), "whole events recall": round(s.WholeEvents.R),
			"figures recall": round(s.Figures.R), "whole figures recall": round(s.WholeFigures.R),
		}
	}
	return map[string]float64{
		"events F1": round(s.Events.F1), "whole events F1": round(s.WholeEvents.F1), "figures F1": round(s.Figures.F1),
		"whole figures F1": round(s.WholeFigures.F1), "denials F1": round(s.Denials.F1),
	}
}

func round(f float64) float64 { return math.Round(f*1000) / 1000 }

func measureSeeds(c *coder.Coder, dir string) (*Claims, error) {
	gold, err := readGoldFile(filepath.Join(dir, "gold", "seeds.claims.jsonl"))
	if gold == nil || err != nil {
		return nil, err
	}
	documents := documentsOf(gold)
	var claims []sanad.Claim
	for name := range documents {
		b, err := os.ReadFile(filepath.Join(dir, "seeds", filepath.Base(name)))
		if err != nil {
			return nil, fmt.Errorf("measure seeds: %w", err)
		}
		claims = append(claims, c.Code(sanad.Document{ID: name, Text: string(b)})...)
	}
	s := Score(gold, claims, documents, true)
	return &s, nil
}

func measureDispatches(c *coder.Coder, dir string) (*Claims, error) {
	gold, err := readGoldFile(filepath.Join(dir, "gold", "dispatches.claims.jsonl"))
	if gold == nil || err != nil {
		return nil, err
	}
	b, err := os.ReadFile(filepath.Join(dir, "gold", "dispatches.docs.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("measure dispatches: %w", err)
	}
	documents := documentsOf(gold)
	var claims []sanad.Claim
	for line := range bytes.Lines(b) {
		var in sanad.Input
		if err := json.Unmarshal(line, &in); err != nil {
			return nil, fmt.Errorf("measure dispatches: read document: %w: %w", sanad.ErrInvalid, err)
		}
		documents[in.ID] = true
		claims = append(claims, c.Code(sanad.Document{ID: in.ID, Text: in.Text, Title: in.Title, Published: in.Published})...)
	}
	s := Score(gold, claims, documents, false)
	return &s, nil
}

// readGoldFile returns nil without an error where there is no such file.
func readGoldFile(name string) ([]Gold, error) {
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read gold: %w", err)
	}
	return ReadGold(bytes.NewReader(b))
}

func documentsOf(gold []Gold) map[string]bool {
	out := map[string]bool{}
	for _, g := range gold {
		out[g.Document] = true
	}
	return out
}

// Table is the report as text beside the golden scores; a set that wasn't measured says so.
func (r Report) Table(golden Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s %-22s %8s %8s\n", "set", "score", "golden", "now")
	for _, set := range sets {
		names := make([]string, 0, len(golden[set]))
		for n := range golden[set] {
			names = append(names, n)
		}
		sort.Strings(names)
		for _, n := range names {
			now := "not measured"
			if got, ok := r[set][n]; ok {
				now = fmt.Sprintf("%8.3f", got)
			}
			fmt.Fprintf(&b, "%-12s %-22s %8.3f %s\n", set, n, golden[set][n], now)
		}
	}
	return b.String()
}

// Differs reports whether a score that was measured isn't the golden one, to a thousandth.
func (r Report) Differs(golden Report) bool {
	for set, scores := range r {
		for name, got := range scores {
			if math.Abs(got-golden[set][name]) > 0.0005 {
				return true
			}
		}
	}
	return false
}
