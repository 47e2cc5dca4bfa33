// Command train learns the weights of package text from a treebank and writes them to text/model. Run it
// from the module's root; it takes about an hour on two cores:
//
//	go run ./text/train -shared ../shared -wordnet /usr/share/wordnet -work /tmp/train
//
// It reads ud/en_ewt-ud-train.conllu.gz in the shared folder and WordNet 3.0's database files (Debian's
// package wordnet-base). What -work holds already is not learnt again, so a run that was stopped goes on. The
// same inputs give the same weights.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"sanad.example/sanad/text/internal/analysis"
	"sanad.example/sanad/text/internal/lexicon"
	"sanad.example/sanad/text/internal/linear"
)

// options are what the models were chosen with: docs/text.md says how other choices fared.
type options struct {
	shared, wordnet, work, out string

	tagRounds, tagLeast       int     // rounds over the data; updates below which a weight is dropped
	tagFloor                  float64 // weights below this share of the largest are dropped
	greedyRounds, greedySeeds int
	greedyFloor               float64 // weights below this share of the largest are dropped
	guideRounds, guideLeast   int
	guideSeeds                int
	guideFloor                float64
	beamRounds, beamSeeds     int
	beamFloor                 float64
	width                     int
}

func main() {
	var o options
	flag.StringVar(&o.shared, "shared", "../shared", "folder that holds ud/en_ewt-ud-train.conllu.gz")
	flag.StringVar(&o.wordnet, "wordnet", "/usr/share/wordnet", "folder of WordNet's database files")
	flag.StringVar(&o.work, "work", "", "folder that keeps what is learnt on the way; empty: none")
	flag.StringVar(&o.out, "out", "text/model", "folder for the weights")
	flag.IntVar(&o.tagRounds, "tag-rounds", 8, "rounds of the tagger")
	flag.IntVar(&o.tagLeast, "tag-least", 2, "updates that a tagger's weight needs to stay")
	flag.Float64Var(&o.tagFloor, "tag-floor", 0.02, "share of the largest weight below which others are dropped")
	flag.IntVar(&o.greedyRounds, "greedy-rounds", 10, "rounds of the fast mode's parser")
	flag.Float64Var(&o.greedyFloor, "greedy-floor", 0.012, "share of the largest weight below which others are dropped")
	flag.IntVar(&o.greedySeeds, "greedy-seeds", 4, "orders of the data whose models vote in the fast mode")
	flag.IntVar(&o.guideRounds, "guide-rounds", 6, "rounds of the guide")
	flag.IntVar(&o.guideLeast, "guide-least", 2, "updates that the weights of a jackknifed guide need to stay")
	flag.IntVar(&o.guideSeeds, "guide-seeds", 2, "orders of the data whose models vote as the guide")
	flag.Float64Var(&o.guideFloor, "guide-floor", 0.011, "share of the largest weight below which others are dropped")
	flag.IntVar(&o.beamRounds, "beam-rounds", 7, "rounds of the accurate mode's parser")
	flag.Float64Var(&o.beamFloor, "beam-floor", 0.0205, "share of the largest weight below which others are dropped")
	flag.IntVar(&o.beamSeeds, "beam-seeds", 3, "orders of the data whose models vote")
	flag.IntVar(&o.width, "beam-width", 8, "trees that the accurate mode keeps")
	flag.Parse()
	if err := run(&o); err != nil {
		log.Fatal(err)
	}
}

func run(o *options) error {
	start := time.Now()
	sents, err := readCorpus(filepath.Join(o.shared, "ud", "en_ewt-ud-train.conllu.gz"))
	if err != nil {
		return err
	}
	packed, err := buildLexicon(o.wordnet)
	if err != nil {
		return err
	}
	lex, err := lexicon.Unpack(packed)
	if err != nil {
		return err
	}
	c := newCorpus(sents)
	b := &bench{lex: lex, c: c, labels: analysis.NewLabels(c.labels), rels: relations(sents)}
	if err := o.write("lexicon", packed); err != nil {
		return err
	}
	for _, step := range []func(*options) error{b.tagging, b.greedy, b.guide, b.beam} {
		if err := step(o); err != nil {
			return err
		}
	}
	log.Printf("all done in %v", time.Since(start).Round(time.Second))
	return nil
}

// tagging writes the tagger and the table of lemmas and leaves jackknifed tags and lemmas in b.
func (b *bench) tagging(o *options) error {
	t, err := cached(o, "tagging", func() tagging { return *b.c.trainTagger(b.lex, o) })
	if err != nil {
		return err
	}
	b.tags = t.Jackknifed
	table := b.trainMorph()
	if err := o.write("tag1", t.First); err != nil {
		return err
	}
	if err := o.write("tag2", t.Final); err != nil {
		return err
	}
	return o.write("morph", table)
}

// greedy writes the fast mode's parser.
func (b *bench) greedy(o *options) error {
	m, err := cached(o, "fast", func() []byte {
		data := b.trees(false)
		return vote(o.greedySeeds, o.greedyFloor, func(seed uint64) *linear.Averaged {
			return b.trainGreedy(true, data, o.greedyRounds, seed).Average(1)
		})
	})
	if err != nil {
		return err
	}
	return o.write("fast", m)
}

// guide writes the parser that reads from the end.
func (b *bench) guide(o *options) error {
	m, err := cached(o, "guide", func() []byte {
		data := b.trees(true)
		return vote(o.guideSeeds, o.guideFloor, func(seed uint64) *linear.Averaged {
			return b.trainGreedy(false, data, o.guideRounds, seed).Average(1)
		})
	})
	if err != nil {
		return err
	}
	return o.write("guide", m)
}

// beam writes the accurate mode's parser, which learns with guides that never saw the sentence.
func (b *bench) beam(o *options) error {
	m, err := cached(o, "beam", func() []byte {
		data := b.trees(false)
		guided(data, b.guides(o.guideRounds, o.guideLeast))
		return b.trainBeam(data, o)
	})
	if err != nil {
		return err
	}
	return o.write("beam", m)
}

// write compresses a model into the folder of weights.
func (o *options) write(name string, b []byte) error {
	z, err := squeeze(b)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	path := filepath.Join(o.out, name+".gz")
	log.Printf("%s: %d bytes, %d compressed", path, len(b), len(z))
	return os.WriteFile(path, z, 0o644)
}
