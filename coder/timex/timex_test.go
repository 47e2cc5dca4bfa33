package timex

import (
	"testing"
	"time"

	"sanad.example/sanad/codebook"
	"sanad.example/sanad/text"
)

func reader(t testing.TB) *Reader {
	t.Helper()
	b, err := codebook.Load(codebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return New(b)
}

// wednesday is the day of the report in every case that names no other.
var wednesday = time.Date(2025, 10, 15, 0, 0, 0, 0, time.UTC)

// find reads the expressions of a text of one or more sentences.
func find(r *Reader, s string, c Context) (out []Expression, words []string) {
	for _, sent := range text.Segment(s) {
		for _, e := range r.Find(sent.Tokens, r.book.Lexicon().Find(sent.Tokens), c) {
			out = append(out, e)
			if e.Time.Unit != 0 {
				c.Anchor = e.Time
			}
			runes := []rune(s)
			words = append(words, string(runes[sent.Tokens[e.From].Start:sent.Tokens[e.To-1].End]))
		}
	}
	return out, words
}

// TestCodebook holds every entry of time to its example and its counter-example.
func TestCodebook(t *testing.T) {
	r := reader(t)
	for _, e := range r.book.Times {
		found, _ := find(r, e.Example, Context{Reference: wednesday})
		ok := false
		for _, x := range found {
			ok = ok || x.Value == e.Gives
		}
		if !ok {
			t.Errorf("%s: %q gives no %s but %v", e.ID, e.Example, e.Gives, values(found))
		}
		for _, x := range counters(r, e) {
			t.Errorf("%s: %q is part of %v in its counter-example %q", e.ID, e.Words, x.Value, e.Counter)
		}
	}
}

func values(found []Expression) (out []string) {
	for _, x := range found {
		out = append(out, x.Value+" ("+x.Rule+")")
	}
	return out
}

// counters are the expressions in a counter-example that have a word of the entry in them.
func counters(r *Reader, e codebook.Time) (out []Expression) {
	for _, sent := range text.Segment(e.Counter) {
		matches := r.book.Lexicon().Find(sent.Tokens)
		for _, x := range r.Find(sent.Tokens, matches, Context{Reference: wednesday}) {
			for _, m := range matches {
				for _, en := range m.Entries {
					if en.Kind == codebook.KindTime && r.book.Times[en.Index].ID == e.ID && m.From < x.To && m.To > x.From {
						out = append(out, x)
					}
				}
			}
		}
	}
	return out
}
