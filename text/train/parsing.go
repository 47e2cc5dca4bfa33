package main

import (
	"log"
	"slices"
	"time"

	"sanad.example/sanad/text"
	"sanad.example/sanad/text/internal/analysis"
	"sanad.example/sanad/text/internal/dep"
	"sanad.example/sanad/text/internal/lexicon"
	"sanad.example/sanad/text/internal/linear"
	"sanad.example/sanad/text/internal/morph"
)

// bench is what the steps of training share.
type bench struct {
	lex    *lexicon.Lexicon
	c      *corpus
	labels *analysis.Labels
	rels   []string
	tags   [][]uint8  // jackknifed labels
	lemmas [][]string // jackknifed lemmas
}

// relations lists the relation names of the corpus, sorted.
func relations(sents []*text.Record) []string {
	set := map[string]bool{}
	for _, s := range sents {
		for _, t := range s.Tokens {
			set[t.Rel] = true
		}
	}
	var out []string
	for r := range set {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

// morphExamples lists every word with its gold lemma and features, under gold labels.
func (b *bench) morphExamples(sents []*text.Record, labels [][]uint8) []morph.Example {
	var out []morph.Example
	for i, s := range sents {
		bare := make([]morph.Bare, len(s.Tokens))
		for j, t := range s.Tokens {
			bare[j] = morph.Bare{XPOS: t.XPOS, Rel: t.Rel, Head: t.Head, Low: t.Norm}
		}
		for j, t := range s.Tokens {
			out = append(out, morph.Example{
				Form: t.Text, Low: t.Norm, Label: labels[i][j],
				Lemma: t.Lemma, Feats: t.Feats, Context: morph.Context(bare, j),
			})
		}
	}
	return out
}

func (b *bench) goldLabels() [][]uint8 {
	out := make([][]uint8, len(b.c.gold))
	for i := range out {
		out[i] = b.c.gold[i].Gold
	}
	return out
}

// trainMorph learns lemmas and features and fills b.lemmas as models that never saw the sentence would.
func (b *bench) trainMorph() []byte {
	gold := b.goldLabels()
	b.lemmas = make([][]string, len(b.c.sents))
	tagFolds.each(func(k int) {
		ex := b.morphExamples(without(b.c.sents, tagFolds, k), without(gold, tagFolds, k))
		table, err := morph.Unpack(morph.Train(b.c.labels, ex))
		if err != nil {
			panic(err)
		}
		from, to := tagFolds.block(k, len(b.c.sents))
		cache := &morph.Cache{}
		for i := from; i < to; i++ {
			for j, t := range b.c.sents[i].Tokens {
				b.lemmas[i] = append(b.lemmas[i], table.Lemma(cache, b.lex, t.Text, t.Norm, b.tags[i][j]))
			}
		}
	})
	return morph.Train(b.c.labels, b.morphExamples(b.c.sents, gold))
}

// trees makes the parser's examples, from the end if backward.
func (b *bench) trees(backward bool) []*dep.Example {
	out := make([]*dep.Example, len(b.c.sents))
	for i, s := range b.c.sents {
		ex := &dep.Example{}
		analysis.Encode(&ex.In, b.lex, b.labels, b.c.gold[i].Lows, b.lemmas[i], b.tags[i], false)
		ex.Gold.Reset(len(s.Tokens))
		for j, t := range s.Tokens {
			rel, _ := slices.BinarySearch(b.rels, t.Rel)
			ex.Gold.Head[j+1], ex.Gold.Rel[j+1] = int32(t.Head), uint8(rel)
		}
		ex.Gold.Projectivise()
		if backward {
			ex.In.Reverse()
			ex.Gold.Reverse()
		}
		out[i] = ex
	}
	return out
}

// actionLabels names the parser's actions.
func (b *bench) actionLabels() []string {
	out := []string{"shift"}
	for _, side := range []string{"<", ">"} {
		for _, r := range b.rels {
			out = append(out, side+r)
		}
	}
	return out
}

func (b *bench) root() int {
	i, _ := slices.BinarySearch(b.rels, "root")
	return i
}

// parser wraps a model.
func (b *bench) parser(m linear.Scorer, beam int) *dep.Parser {
	return &dep.Parser{Model: m, Rels: len(b.rels), RootRel: b.root(), Beam: beam}
}

// vote trains a model from several orders of the data, adds the packed models up and prunes the sum.
func vote(seeds int, floor float64, learn func(seed uint64) *linear.Averaged) []byte {
	packed := make([][]byte, seeds)
	jackknife(seeds).each(func(k int) {
		start := time.Now()
		packed[k] = learn(uint64(k + 1)).Pack()
		log.Printf("order %d of %d, %v", k+1, seeds, time.Since(start).Round(time.Second))
	})
	sum, err := linear.Vote(floor, packed...)
	if err != nil {
		panic(err) // packed a moment ago
	}
	return sum
}

// trainBeam learns the accurate mode's parser.
func (b *bench) trainBeam(data []*dep.Example, o *options) []byte {
	return vote(o.beamSeeds, o.beamFloor, func(seed uint64) *linear.Averaged {
		t := dep.TrainBeam(b.actionLabels(), len(b.rels), b.root(), o.width, false, data, o.beamRounds, seed,
			func(round int, _ *linear.Trainer) { log.Printf("beam, order %d: round %d", seed, round+1) })
		return t.Average(1)
	})
}

// trainGreedy learns a parser that decides step by step; a lean one has half of the templates.
func (b *bench) trainGreedy(lean bool, data []*dep.Example, rounds int, seed uint64) *linear.Trainer {
	return dep.TrainGreedy(b.actionLabels(), len(b.rels), b.root(), lean, data, rounds, seed, nil)
}

// guides gives every training sentence the tree of a backward parser that never saw it.
func (b *bench) guides(rounds, minUpdates int) []dep.Tree {
	data := b.trees(true)
	out := make([]dep.Tree, len(data))
	guideFolds.each(func(k int) {
		start := time.Now()
		p := b.parser(freeze(b.trainGreedy(false, without(data, guideFolds, k), rounds, 3).Average(minUpdates)), 1)
		from, to := guideFolds.block(k, len(data))
		s := &dep.Scratch{}
		hit, all := 0, 0
		for i := from; i < to; i++ {
			p.Parse(s, &data[i].In, &out[i])
			for j := 1; j < len(out[i].Head); j++ {
				all++
				if out[i].Head[j] == data[i].Gold.Head[j] {
					hit++
				}
			}
			out[i].Reverse()
		}
		log.Printf("guide %d of %d: UAS %.2f, %v", k+1, guideFolds, 100*float64(hit)/float64(all), time.Since(start).Round(time.Second))
	})
	return out
}

// guided adds guides to forward examples.
func guided(data []*dep.Example, trees []dep.Tree) {
	for i, ex := range data {
		n := len(trees[i].Head)
		ex.In.GuideHead = append(make([]int32, 0, n), trees[i].Head...)
		ex.In.GuideRel = append(make([]uint8, 0, n), trees[i].Rel...)
	}
}
