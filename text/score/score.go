// Package score measures the text engine on a treebank: tags, lemmas and trees on gold tokens, tokens and
// sentences from raw text. It decides nothing; it counts, after the CoNLL 2018 shared task.
//
// Example: on "He left ." with left's head and relation right and nothing else, UAS and LAS are 33.33.
package score

import (
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"sanad.example/sanad/text"
)

// ErrNotMeasured says that the treebank is not at hand.
var ErrNotMeasured = errors.New("not measured")

// DevPath finds the development set: in the folder that the environment variable SANAD_SHARED names, else
// in "shared" beside the module's root, looked for upwards from dir. The error is ErrNotMeasured if there
// is none.
func DevPath(dir string) (string, error) {
	shared := cmp.Or(os.Getenv("SANAD_SHARED"), filepath.Join(moduleRoot(dir), "..", "shared"))
	path := filepath.Join(shared, "ud", "en_ewt-ud-dev.conllu.gz")
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%w: no treebank at %s", ErrNotMeasured, path)
	}
	return path, nil
}

func moduleRoot(dir string) string {
	dir, err := filepath.Abs(dir)
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return "."
}

// ReadTreebank reads a CoNLL-U file whole, gzipped if its name says so.
func ReadTreebank(path string) ([]*text.Record, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read treebank: %w", err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, fmt.Errorf("read treebank %q: %w", path, err)
		}
	}
	var out []*text.Record
	for rec, err := range text.ReadCoNLLU(r) {
		if err != nil {
			return nil, fmt.Errorf("treebank %q: %w", path, err)
		}
		out = append(out, rec)
	}
	return out, nil
}

// Value is one measured figure, in percent.
type Value struct {
	Name  string // such as "accurate LAS"
	Score float64
}

// Trees parses gold tokens and compares every column that a parser fills; whole relation names count.
func Trees(name string, p *text.Parser, gold []*text.Record) []Value {
	columns := []string{"UPOS", "XPOS", "feats", "lemma", "UAS", "LAS"}
	hits := make([]int, len(columns))
	all := 0
	one := make([]text.Sentence, 1)
	for _, rec := range gold {
		one[0] = text.Sentence{Tokens: bare(rec.Tokens)}
		p.Parse(one)
		for i, g := range rec.Tokens {
			all++
			for c, right := range compare(g, one[0].Tokens[i]) {
				if right {
					hits[c]++
				}
			}
		}
	}
	out := make([]Value, len(columns))
	for c, column := range columns {
		out[c] = Value{name + " " + column, percent(hits[c], all)}
	}
	return out
}

// bare copies tokens without anything that a parser fills in.
func bare(tokens []text.Token) []text.Token {
	out := make([]text.Token, len(tokens))
	for i, t := range tokens {
		out[i] = text.Token{Text: t.Text, Norm: t.Norm, Start: t.Start, End: t.End, SpaceAfter: t.SpaceAfter}
	}
	return out
}

func compare(g, t text.Token) [6]bool {
	return [6]bool{
		g.UPOS == t.UPOS, g.XPOS == t.XPOS, g.Feats == t.Feats, g.Lemma == t.Lemma,
		g.Head == t.Head, g.Head == t.Head && g.Rel == t.Rel,
	}
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}
