package text

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
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
	version string
	packed  map[string][]byte // weights by name
	mode    Mode
	decode  sync.Once
	models  analysis.Models
	scratch sync.Pool
}

// Load readies the parser of a mode. The weights in the binary are decoded when the first sentence is
// parsed, which takes a good part of a second and tens of megabytes: load once and keep the Parser. An
// error means that the program was built without them.
func Load(mode Mode) (*Parser, error) {
	p := &Parser{mode: mode, packed: map[string][]byte{}}
	p.scratch.New = func() any { return &analysis.Scratch{} }
	names := []string{"lexicon", "tag1", "tag2", "morph", "guide", "beam"}
	if mode == Fast {
		names = []string{"lexicon", "tag1", "tag2", "morph", "fast"}
	}
	sum := sha256.New()
	for _, name := range names {
		b, err := modelFS.ReadFile("model/" + name + ".gz")
		if err != nil {
			return nil, fmt.Errorf("load %s parser: %w", mode, err)
		}
		sum.Write(b)
		p.packed[name] = b
	}
	p.version = mode.String() + "-" + hex.EncodeToString(sum.Sum(nil)[:6])
	return p, nil
}

// unpack decodes the weights. They are part of the program, so damage to them is the builder's mistake and
// no input's: it panics.
func (p *Parser) unpack() {
	m := &p.models
	m.Lex = read(p, "lexicon", lexicon.Unpack)
	first, final := read(p, "tag1", linear.Unpack), read(p, "tag2", linear.Unpack)
	m.Morph = read(p, "morph", morph.Unpack)
	if p.mode == Fast {
		m.Main = parserOf(read(p, "fast", linear.Unpack), 1, true)
	} else {
		m.Guide = parserOf(read(p, "guide", linear.Unpack), 1, false)
		m.Main = parserOf(read(p, "beam", linear.Unpack), beamWidth, false)
	}
	m.Tagger = &tag.Tagger{First: first, Final: final, Lex: m.Lex, N: len(first.Labels)}
	m.Labels = analysis.NewLabels(first.Labels)
	m.Rels = relationsOf(m.Main)
	p.packed = nil
}

// beamWidth is how many trees the accurate mode keeps; the model was trained with as many.
const beamWidth = 8

func read[T any](p *Parser, name string, unpack func([]byte) (T, error)) T {
	v, err := unzip(p.packed[name], unpack)
	if err != nil {
		panic(fmt.Sprintf("text: the program was built with damaged weights: %s: %v", name, err))
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
	p.decode.Do(p.unpack)
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
