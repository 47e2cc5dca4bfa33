package score

import (
	"strings"
	"unicode"

	"sanad.example/sanad/text"
)

// RawText joins gold sentences into the text that they were cut from: a blank line before each
// paragraph, a blank between sentences.
func RawText(gold []*text.Record) string {
	var b strings.Builder
	for i, rec := range gold {
		if i > 0 {
			if startsParagraph(rec) {
				b.WriteString("\n\n")
			} else {
				b.WriteByte(' ')
			}
		}
		for _, c := range rec.Comments {
			if s, ok := strings.CutPrefix(c, "# text = "); ok {
				b.WriteString(s)
			}
		}
	}
	return b.String()
}

func startsParagraph(rec *text.Record) bool {
	for _, c := range rec.Comments {
		if strings.HasPrefix(c, "# newpar") || strings.HasPrefix(c, "# newdoc") {
			return true
		}
	}
	return false
}

// extent is a token or sentence in code points that are no white space, counted through the document, so
// that blanks don't matter.
type extent struct{ start, end int }

func extents(sents []text.Sentence) (tokens, sentences []extent) {
	at := 0
	for _, s := range sents {
		first := at
		for _, t := range s.Tokens {
			from := at
			for _, r := range t.Text {
				if !unicode.IsSpace(r) {
					at++
				}
			}
			tokens = append(tokens, extent{from, at})
		}
		sentences = append(sentences, extent{first, at})
	}
	return tokens, sentences
}

// Raw segments gold's own text and compares syntactic words and sentences; with parsers, it also gives
// the F1 of labelled attachment from raw text.
func Raw(gold []*text.Record, parsers map[string]*text.Parser) []Value {
	sents := make([]text.Sentence, len(gold))
	for i, rec := range gold {
		sents[i] = rec.Sentence
	}
	found := text.Segment(RawText(gold))
	goldTokens, goldSents := extents(sents)
	tokens, sentences := extents(found)
	out := []Value{
		{"raw tokens F1", f1(goldTokens, tokens)},
		{"raw sentences F1", f1(goldSents, sentences)},
	}
	for _, name := range []string{"accurate", "fast"} {
		if p := parsers[name]; p != nil {
			p.Parse(found)
			out = append(out, Value{"raw " + name + " LAS F1", f1(arcs(sents, goldTokens), arcs(found, tokens))})
		}
	}
	return out
}

// arc is a word with its head's place and its relation.
type arc struct {
	word, head extent
	rel        string
}

func arcs(sents []text.Sentence, at []extent) []arc {
	var out []arc
	base := 0
	for _, s := range sents {
		for i, t := range s.Tokens {
			a := arc{word: at[base+i], rel: t.Rel}
			if t.Head > 0 {
				a.head = at[base+t.Head-1]
			}
			out = append(out, a)
		}
		base += len(s.Tokens)
	}
	return out
}

// f1 is the harmonic mean of precision and recall of exact matches, in percent.
func f1[T comparable](gold, found []T) float64 {
	set := make(map[T]bool, len(gold))
	for _, g := range gold {
		set[g] = true
	}
	hit := 0
	for _, f := range found {
		if set[f] {
			hit++
		}
	}
	return percent(2*hit, len(gold)+len(found))
}
