package text

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
	"sync"

	"sanad.example/sanad/text/internal/analysis"
	"sanad.example/sanad/text/internal/dep"
	"sanad.example/sanad/text/internal/lexicon"
	"sanad.example/sanad/text/internal/linear"
	"sanad.example/sanad/text/internal/morph"
	"sanad.example/sanad/text/internal/tag"
)

// modelFS holds the weights that text/train writes; ATTRIBUTION.md says whose work they rest on.
//
//go:embed model/*.gz
var modelFS embed.FS

// Mode chooses between accuracy and speed. docs/text.md has the figures of each.
type Mode int

const (
	Accurate Mode = iota // a beam of trees, advised by a parser that reads from the end
	Fast                 // one tree, built greedily
)

// String is the mode's name on the command line.
func (m Mode) String() string {
	if m == Fast {
		return "fast"
	}
	return "accurate"
}

// ParseMode reads the name of a mode.
func ParseMode(s string) (Mode, error) {
	switch s {
	case "accurate":
		return Accurate, nil
	case "fast":
		return Fast, nil
	}
	return 0, fmt.Errorf("parse mode %q: want accurate or fast", s)
}

// Parser fills in tags, lemmas and trees. It is read-only: any number of goroutines may share one.
type Parser struct {
	models  analysis.Models
	version string
	scratch sync.Pool
}

// Load decodes the weights of a mode from the binary. It takes a good part of a second and tens of
// megabytes: call it once and keep the Parser. An error means that the program was built wrong.
func Load(mode Mode) (*Parser, error) {
	l := &loader{sum: sha256.New()}
	p := &Parser{}
	p.scratch.New = func() any { return &analysis.Scratch{} }
	m := &p.models
	m.Lex = read(l, "lexicon", lexicon.Unpack)
	first, final := read(l, "tag1", linear.Unpack), read(l, "tag2", linear.Unpack)
	m.Morph = read(l, "morph", morph.Unpack)
	if mode == Fast {
		m.Main = parserOf(read(l, "fast", linear.Unpack), 1, true)
	} else {
		m.Guide = parserOf(read(l, "guide", linear.Unpack), 1, false)
		m.Main = parserOf(read(l, "beam", linear.Unpack), beamWidth, false)
	}
	if l.err != nil {
		return nil, fmt.Errorf("load %s parser: %w", mode, l.err)
	}
	m.Tagger = &tag.Tagger{First: first, Final: final, Lex: m.Lex, N: len(first.Labels)}
	m.Labels = analysis.NewLabels(first.Labels)
	m.Rels = relationsOf(m.Main)
	p.version = mode.String() + "-" + hex.EncodeToString(l.sum.Sum(nil)[:6])
	return p, nil
}

// beamWidth is how many trees the accurate mode keeps; the model was trained with as many.
const beamWidth = 8

// loader reads weight files in turn and remembers the first error.
type loader struct {
	sum hash.Hash
	err error
}

func read[T any](l *loader, name string, unpack func([]byte) (T, error)) T {
	var none T
	if l.err != nil {
		return none
	}
	packed, err := modelFS.ReadFile("model/" + name + ".gz")
	if err != nil {
		l.err = err
		return none
	}
	l.sum.Write(packed)
	v, err := unzip(packed, unpack)
	if err != nil {
		l.err = fmt.Errorf("%s: %w", name, err)
	}
	return v
}

func unzip[T any](packed []byte, unpack func([]byte) (T, error)) (T, error) {
	var none T
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return none, err
	}
	b, err := io.ReadAll(z)
	if err != nil {
		return none, err
	}
	return unpack(b)
}

// parserOf reads the relations off a model's labels: shift, then each relation to the left, then to the
// right.
func parserOf(m *linear.Model, beam int, lean bool) *dep.Parser {
	if m == nil {
		return nil
	}
	p := &dep.Parser{Model: m, Rels: (len(m.Labels) - 1) / 2, Beam: beam, Lean: lean}
	p.RootRel = slices.Index(m.Labels, "<root") - 1
	return p
}

func relationsOf(p *dep.Parser) []string {
	labels := p.Model.(*linear.Model).Labels
	rels := make([]string, p.Rels)
	for i := range rels {
		rels[i] = labels[i+1][1:]
	}
	return rels
}

// Version names the mode and the weights. Equal versions give equal trees.
func (p *Parser) Version() string { return p.version }

// maxTree is the longest run of tokens that gets a tree of its own. A longer "sentence" is a table or
// worse: its runs are parsed apart and hung on the first.
const maxTree = 1000

// Parse fills in UPOS, XPOS, Feats, Lemma, Head and Rel of every token in place, whatever they held.
func (p *Parser) Parse(sents []Sentence) {
	s := p.scratch.Get().(*analysis.Scratch)
	for i := range sents {
		tokens := sents[i].Tokens
		first := 0
		for from := 0; from < len(tokens); from += maxTree {
			root := p.run(s, tokens[from:min(from+maxTree, len(tokens))], from)
			if from == 0 {
				first = root
				continue
			}
			tokens[root].Head, tokens[root].Rel = first+1, "parataxis"
		}
	}
	p.scratch.Put(s)
}

// run parses tokens, which stand from places into their sentence, and returns the root's index in it.
func (p *Parser) run(s *analysis.Scratch, tokens []Token, from int) int {
	s.Forms, s.Lows = s.Forms[:0], s.Lows[:0]
	for i := range tokens {
		low := tokens[i].Norm
		if low == "" { // nothing but invisible signs
			low = tokens[i].Text
		}
		s.Forms, s.Lows = append(s.Forms, tokens[i].Text), append(s.Lows, low)
	}
	p.models.Run(s)
	root := from
	for i := range tokens {
		t := &tokens[i]
		label := s.Labels[i]
		t.UPOS, t.XPOS = p.models.Labels.UPOS[label], p.models.Labels.XPOS[label]
		t.Lemma, t.Feats = s.Lemmas[i], p.models.Feats(s, i)
		t.Head, t.Rel = int(s.Tree.Head[i+1]), p.models.Rels[s.Tree.Rel[i+1]]
		if t.Head == 0 {
			root = from + i
		} else {
			t.Head += from
		}
	}
	return root
}
