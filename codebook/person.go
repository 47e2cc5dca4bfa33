package codebook

import (
	"slices"

	"sanad.example/sanad"
	"sanad.example/sanad/text"
)

// PersonWords are the words of a text, in code points, that may be of a private person's name: capitals that nothing
// the codebook knows by name covers, with the capitals beside them; a word that begins a sentence is none where the codebook
// has it at all. It finds too many rather than too few: a place that the codebook doesn't have is one too.
func (b *Book) PersonWords(s string) (out []sanad.Span) {
	for _, sentence := range text.Segment(s) {
		tokens := sentence.Tokens
		known := b.reached(tokens, KindActor, KindAdjective, KindMetonym, KindPlace, KindSource, KindRole, KindTime, KindMonth, KindWeekday,
			KindNumber, KindMultiplier, KindVague, KindMeasure, KindUnit, KindCurrency, KindWord)
		begins := b.reached(tokens, KindPredicate, KindCue, KindAttitude, KindJoin)
		person := make([]bool, len(tokens))
		for i, t := range tokens {
			person[i] = isCapital(t) && !known[i] && !(begins[i] && !slices.ContainsFunc(tokens[:i], isWord))
		}
		for i := 1; i < len(tokens); i++ { // the surname of a place's name, or a place's name as first name
			person[i] = person[i] || person[i-1] && isCapital(tokens[i])
		}
		for i := len(tokens) - 2; i >= 0; i-- {
			person[i] = person[i] || person[i+1] && isCapital(tokens[i]) && tokens[i].SpaceAfter
		}
		for i, t := range tokens {
			if person[i] {
				out = append(out, sanad.Span{Start: t.Start, End: t.End})
			}
		}
	}
	return out
}

func isWord(t text.Token) bool { return isLower(t) || isCapital(t) }
