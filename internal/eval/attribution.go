package eval

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"unicode"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
)

// GoldAttributions is a document with who says what in it, as an annotator gave it. Spans are pairs of code
// points, the end exclusive.
type GoldAttributions struct {
	Document     string `json:"id"`
	Text         string `json:"text"`
	Attributions []struct {
		Source  [][2]int `json:"source"`
		Cue     [][2]int `json:"cue"`
		Content [][2]int `json:"content"`
	} `json:"attributions"`
}

// Attributions are the F1 over words of who says, by which word, and what.
type Attributions struct{ Source, Cue, Content float64 }

// overlap counts words that gold and prediction share and that each has.
type overlap struct{ both, found, gold int }

func (o overlap) f1() float64 { return prf(o.both, o.found, o.gold).F1 }

// words are the code points at which the words of one attribution's parts start.
type words struct{ source, cue, content map[int]bool }

// ScoreAttributions pairs one attribution of gold with at most one that was found, those first whose contents
// share most words, and counts words: a span too wide costs as much as a word missed. Gold without content
// isn't asked for.
func ScoreAttributions(gold []GoldAttributions, found func(sanad.Document) []sanad.Attribution) Attributions {
	var source, cue, content overlap
	for _, g := range gold {
		want, have := g.words(), wordsOf(g.Text, found(sanad.Document{ID: g.Document, Text: g.Text}))
		paired := pairWords(want, have)
		for i, w := range want {
			var p words
			if j, ok := paired[i]; ok {
				p = have[j]
			}
			source.add(w.source, p.source)
			cue.add(w.cue, p.cue)
			content.add(w.content, p.content)
		}
		for _, p := range have {
			source.found += len(p.source)
			cue.found += len(p.cue)
			content.found += len(p.content)
		}
	}
	return Attributions{Source: source.f1(), Cue: cue.f1(), Content: content.f1()}
}

// add counts gold's words and those that are shared.
func (o *overlap) add(gold, found map[int]bool) {
	o.gold += len(gold)
	o.both += inBoth(gold, found)
}

func inBoth(a, b map[int]bool) int {
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return n
}

// pairWords pairs gold (the keys) with what was found, one to one, by how much content they share; ties go to
// the later.
func pairWords(gold, found []words) map[int]int {
	var all [][3]int
	for i, g := range gold {
		for j, p := range found {
			if n := inBoth(g.content, p.content); n > 0 {
				all = append(all, [3]int{n, i, j})
			}
		}
	}
	slices.SortFunc(all, func(a, b [3]int) int {
		return cmp.Or(cmp.Compare(b[0], a[0]), cmp.Compare(b[1], a[1]), cmp.Compare(b[2], a[2]))
	})
	out, used := map[int]int{}, map[int]bool{}
	for _, x := range all {
		if _, ok := out[x[1]]; !ok && !used[x[2]] {
			out[x[1]], used[x[2]] = x[2], true
		}
	}
	return out
}

func (g GoldAttributions) words() []words {
	runes := []rune(g.Text)
	var out []words
	for _, a := range g.Attributions {
		if len(a.Content) == 0 {
			continue
		}
		out = append(out, words{wordStarts(runes, a.Source), wordStarts(runes, a.Cue), wordStarts(runes, a.Content)})
	}
	return out
}

func wordsOf(text string, list []sanad.Attribution) []words {
	runes := []rune(text)
	var out []words
	for _, a := range list {
		var source, cue, content [][2]int
		for _, s := range a.Speakers {
			source = append(source, [2]int{s.Start, s.End})
		}
		if a.Cue != nil {
			cue = append(cue, [2]int{a.Cue.Start, a.Cue.End})
		}
		for _, s := range a.Content {
			content = append(content, [2]int{s.Start, s.End})
		}
		out = append(out, words{wordStarts(runes, source), wordStarts(runes, cue), wordStarts(runes, content)})
	}
	return out
}

// wordStarts are where runs of letters, digits and low lines start within spans.
func wordStarts(text []rune, spans [][2]int) map[int]bool {
	out := map[int]bool{}
	for _, s := range spans {
		inside := false
		for i := max(s[0], 0); i < min(s[1], len(text)); i++ {
			word := text[i] == '_' || unicode.IsLetter(text[i]) || unicode.IsNumber(text[i])
			if word && !inside {
				out[i] = true
			}
			inside = word
		}
	}
	return out
}

// ReadGoldAttributions reads documents with their attributions, one JSON object a line.
func ReadGoldAttributions(r io.Reader) ([]GoldAttributions, error) {
	var out []GoldAttributions
	dec := json.NewDecoder(r)
	for {
		var g GoldAttributions
		if err := dec.Decode(&g); err == io.EOF {
			return out, nil
		} else if err != nil {
			return nil, fmt.Errorf("read gold attributions %d: %w: %w", len(out)+1, sanad.ErrInvalid, err)
		}
		out = append(out, g)
	}
}

// measureAttributions returns nil without an error where the set isn't there.
func measureAttributions(c *coder.Coder, dir string) (map[string]float64, error) {
	f, err := os.Open(filepath.Join(dir, "corpora", "attribution.dev.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("measure attributions: %w", err)
	}
	defer f.Close()
	gold, err := ReadGoldAttributions(bufio.NewReader(f))
	if err != nil {
		return nil, err
	}
	s := ScoreAttributions(gold, c.Attributions)
	return map[string]float64{"source F1": round(s.Source), "cue F1": round(s.Cue), "content F1": round(s.Content)}, nil
}
