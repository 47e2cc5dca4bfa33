package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"sanad.example/sanad/text"
	"sanad.example/sanad/text/internal/tag"
)

// corpus is a treebank held whole.
type corpus struct {
	sents  []*text.Record
	labels []string // joint UPOS and XPOS, sorted
	gold   []tag.Example
}

// readCorpus reads a CoNLL-U file, gzipped if its name says so.
func readCorpus(path string) ([]*text.Record, error) {
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
		for i, t := range rec.Tokens {
			if t.Head > len(rec.Tokens) {
				return nil, fmt.Errorf("treebank %q: sentence at line %d: token %d hangs on %d", path, rec.Line, i+1, t.Head)
			}
		}
		out = append(out, rec)
	}
	return out, nil
}

// newCorpus numbers the labels of training sentences.
func newCorpus(sents []*text.Record) *corpus {
	c := &corpus{sents: sents}
	set := map[string]bool{}
	for _, s := range sents {
		for _, t := range s.Tokens {
			set[t.UPOS+"\t"+t.XPOS] = true
		}
	}
	for l := range set {
		c.labels = append(c.labels, l)
	}
	slices.Sort(c.labels)
	c.gold = examples(sents, c.labels)
	return c
}

// examples turns sentences into tagging examples; a label that training never saw becomes label 0.
func examples(sents []*text.Record, labels []string) []tag.Example {
	out := make([]tag.Example, len(sents))
	for i, s := range sents {
		ex := &out[i]
		for _, t := range s.Tokens {
			ex.Forms = append(ex.Forms, t.Text)
			ex.Lows = append(ex.Lows, t.Norm)
			l, _ := slices.BinarySearch(labels, t.UPOS+"\t"+t.XPOS)
			ex.Gold = append(ex.Gold, uint8(min(l, len(labels)-1)))
		}
	}
	return out
}
