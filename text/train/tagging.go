package main

import (
	"log"
	"sync"

	"sanad.example/sanad/text/internal/lexicon"
	"sanad.example/sanad/text/internal/linear"
	"sanad.example/sanad/text/internal/tag"
)

// jackknife is a number of blocks. Blocks are contiguous: sentences of one document never stand on both
// sides, which would flatter the model.
type jackknife int

const (
	tagFolds   jackknife = 10
	guideFolds jackknife = 5 // a parser takes longer to train and loses less by having less
)

// block returns the bounds of fold k of n items.
func (f jackknife) block(k, n int) (int, int) { return k * n / int(f), (k + 1) * n / int(f) }

// without returns all but the items of fold k.
func without[T any](items []T, f jackknife, k int) []T {
	a, b := f.block(k, len(items))
	out := make([]T, 0, len(items)-(b-a))
	return append(append(out, items[:a]...), items[b:]...)
}

// each runs do for all folds, two at a time.
func (f jackknife) each(do func(k int)) {
	var wg sync.WaitGroup
	gate := make(chan struct{}, 2)
	for k := range int(f) {
		gate <- struct{}{}
		wg.Go(func() {
			do(k)
			<-gate
		})
	}
	wg.Wait()
}

// freeze packs and unpacks a model, so that what training sees is what ships.
func freeze(a *linear.Averaged) *linear.Model {
	m, err := linear.Unpack(a.Pack())
	if err != nil {
		panic(err)
	}
	return m
}

// tagging is what training the tagger gives: its two passes and, for the parser's training, labels of
// the training sentences by models that never saw them.
type tagging struct {
	First, Final []byte
	Jackknifed   [][]uint8
}

func (c *corpus) trainTagger(lex *lexicon.Lexicon, o *options) *tagging {
	n := len(c.labels)
	tagFolds.each(func(k int) {
		m := freeze(tag.TrainFirst(lex, c.labels, without(c.gold, tagFolds, k), o.tagRounds, 1).Average(o.tagLeast))
		a, b := tagFolds.block(k, len(c.gold))
		s := &tag.Scratch{}
		for i := a; i < b; i++ {
			ex := &c.gold[i]
			ex.First = append([]uint8(nil), tag.First(m, lex, n, s, ex.Forms, ex.Lows)...)
		}
	})
	log.Printf("first pass, jackknifed: %.2f%% of labels right", c.right(func(i int) []uint8 { return c.gold[i].First }))
	out := &tagging{Jackknifed: make([][]uint8, len(c.gold))}
	tagFolds.each(func(k int) {
		m := freeze(tag.TrainFinal(lex, c.labels, without(c.gold, tagFolds, k), o.tagRounds, 2).Average(o.tagLeast))
		a, b := tagFolds.block(k, len(c.gold))
		s := &tag.Scratch{}
		for i := a; i < b; i++ {
			out.Jackknifed[i] = append([]uint8(nil), tag.Final(m, lex, n, s, &c.gold[i])...)
		}
	})
	log.Printf("second pass, jackknifed: %.2f%%", c.right(func(i int) []uint8 { return out.Jackknifed[i] }))
	out.First = c.vote(tag.TrainFirst, lex, o)
	out.Final = c.vote(tag.TrainFinal, lex, o)
	return out
}

// trainPass is tag.TrainFirst or tag.TrainFinal.
type trainPass func(lex *lexicon.Lexicon, labels []string, data []tag.Example, rounds int, seed uint64) *linear.Trainer

// vote trains a pass from three orders of the data.
func (c *corpus) vote(pass trainPass, lex *lexicon.Lexicon, o *options) []byte {
	return vote(3, o.tagFloor, func(seed uint64) *linear.Averaged {
		return pass(lex, c.labels, c.gold, o.tagRounds, seed).Average(o.tagLeast)
	})
}

func (c *corpus) right(found func(i int) []uint8) float64 {
	hit, all := 0, 0
	for i := range c.gold {
		for j, g := range c.gold[i].Gold {
			all++
			if found(i)[j] == g {
				hit++
			}
		}
	}
	return 100 * float64(hit) / float64(all)
}
