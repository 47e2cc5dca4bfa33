package tag

import (
	"math/rand/v2"

	"sanad.example/sanad/text/internal/lexicon"
	"sanad.example/sanad/text/internal/linear"
)

// Example is a sentence with its gold labels and, for the second pass, the first pass's labels as a
// model that never saw the sentence gives them.
type Example struct {
	Forms, Lows []string
	Gold, First []uint8
}

// TrainFirst learns the first pass.
func TrainFirst(lex *lexicon.Lexicon, labels []string, data []Example, rounds int, seed uint64) *linear.Trainer {
	return train(lex, labels, data, rounds, seed, false)
}

// TrainFinal learns the second pass from examples whose First is filled.
func TrainFinal(lex *lexicon.Lexicon, labels []string, data []Example, rounds int, seed uint64) *linear.Trainer {
	return train(lex, labels, data, rounds, seed, true)
}

func train(lex *lexicon.Lexicon, labels []string, data []Example, rounds int, seed uint64, second bool) *linear.Trainer {
	t := linear.NewTrainer(labels)
	rng := rand.New(rand.NewPCG(seed, 4))
	s := &Scratch{}
	for range rounds {
		for _, i := range rng.Perm(len(data)) {
			ex := &data[i]
			s.Prepare(lex, len(labels), ex.Forms, ex.Lows)
			if second {
				copy(s.first[2:], ex.First)
			}
			for j, gold := range ex.Gold {
				s.learn(t, j, int(gold), second)
			}
		}
	}
	return t
}

// learn makes one decision and corrects it; the model goes on from its own labels.
func (s *Scratch) learn(t *linear.Trainer, i, gold int, second bool) {
	t.Step()
	if second {
		s.keys = s.finalKeys(s.keys[:0], i)
	} else {
		s.keys = s.firstKeys(s.keys[:0], i)
	}
	got := s.best(t)
	if got != gold {
		t.Update(s.keys, gold, 1)
		t.Update(s.keys, got, -1)
	}
	if second {
		s.final[i+2] = uint8(got)
	} else {
		s.first[i+2] = uint8(got)
	}
}

// First runs the first pass alone.
func First(m linear.Scorer, lex *lexicon.Lexicon, labels int, s *Scratch, forms, lows []string) []uint8 {
	s.Prepare(lex, labels, forms, lows)
	for i := range forms {
		s.keys = s.firstKeys(s.keys[:0], i)
		s.first[i+2] = uint8(s.best(m))
	}
	return s.first[2 : len(forms)+2]
}

// Final runs the second pass over labels of the first.
func Final(m linear.Scorer, lex *lexicon.Lexicon, labels int, s *Scratch, ex *Example) []uint8 {
	s.Prepare(lex, labels, ex.Forms, ex.Lows)
	copy(s.first[2:], ex.First)
	for i := range ex.Forms {
		s.keys = s.finalKeys(s.keys[:0], i)
		s.final[i+2] = uint8(s.best(m))
	}
	return s.final[2 : len(ex.Forms)+2]
}
