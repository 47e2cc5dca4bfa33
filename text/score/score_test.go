package score

import (
	"errors"
	"path/filepath"
	"testing"

	"sanad.example/sanad/text"
)

// sentence makes a sentence of words, each with head and relation.
func sentence(words ...string) text.Sentence {
	var s text.Sentence
	for i, w := range words {
		s.Tokens = append(s.Tokens, text.Token{Text: w, Head: i, Rel: "dep"})
	}
	return s
}

func TestF1CountsExactExtents(t *testing.T) {
	gold, goldSents := extents([]text.Sentence{sentence("Gondor", "did", "n't", "yield"), sentence("No", ".")})
	found, foundSents := extents([]text.Sentence{sentence("Gondor", "didn't", "yield", "No", ".")})
	if got, want := f1(gold, found), percent(2*4, 11); got != want {
		t.Errorf("tokens %.2f, want %.2f", got, want)
	}
	if got := f1(goldSents, foundSents); got != 0 {
		t.Errorf("sentences %.2f, want 0", got)
	}
	if got := f1(gold, gold); got != 100 {
		t.Errorf("against itself %.2f", got)
	}
}

func TestRawTextKeepsParagraphs(t *testing.T) {
	gold := []*text.Record{
		{Comments: []string{"# newdoc id = x", "# text = Gondor yields."}},
		{Comments: []string{"# text = No."}},
		{Comments: []string{"# newpar", "# text = Yes."}},
	}
	if got, want := RawText(gold), "Gondor yields. No.\n\nYes."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// The shipped weights must not fall below the recorded scores.
func TestShippedScores(t *testing.T) {
	if testing.Short() {
		t.Skip("short: the development set is not measured")
	}
	values, err := All(".")
	if errors.Is(err, ErrNotMeasured) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	golden, err := ReadGolden(filepath.Join("..", "testdata", "scores.golden"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range Fallen(values, golden) {
		t.Error(line)
	}
}

func TestFallen(t *testing.T) {
	golden := map[string]float64{"fast LAS": 80}
	if got := Fallen([]Value{{"fast LAS", 79.96}}, golden); len(got) != 0 {
		t.Errorf("within tolerance: %v", got)
	}
	if got := Fallen([]Value{{"fast LAS", 79.9}, {"fast UAS", 99}}, golden); len(got) != 2 {
		t.Errorf("%v, want two lines", got)
	}
}
