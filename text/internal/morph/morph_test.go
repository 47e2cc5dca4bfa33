package morph

import (
	"testing"

	"sanad.example/sanad/text/internal/lexicon"
)

var labels = []string{"NOUN\tNNS", "PROPN\tNNP", "VERB\tVBD", "VERB\tVBN"}

func table(t *testing.T) *Table {
	t.Helper()
	ex := []Example{
		{"riders", "riders", 0, "rider", "Number=Plur", 0},
		{"cities", "cities", 0, "city", "Number=Plur", 0},
		{"armies", "armies", 0, "army", "Number=Plur", 0},
		{"Gondor", "gondor", 1, "Gondor", "Number=Sing", 0},
		{"went", "went", 2, "go", "Tense=Past", 32},
		{"burned", "burned", 2, "burn", "Tense=Past", 32},
		{"raided", "raided", 2, "raid", "Tense=Past", 32},
		{"burned", "burned", 3, "burn", "Tense=Past|VerbForm=Part", 1},
		{"burned", "burned", 3, "burn", "Tense=Past|VerbForm=Part|Voice=Pass", 3},
	}
	tab, err := Unpack(Train(labels, append(ex, ex...)))
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func TestLemma(t *testing.T) {
	tab, c, lex := table(t), &Cache{}, &lexicon.Lexicon{}
	for _, k := range []struct {
		form, low string
		label     uint8
		want      string
	}{
		{"Riders", "riders", 0, "rider"},
		{"parties", "parties", 0, "party"},
		{"Rohan", "rohan", 1, "Rohan"},
		{"went", "went", 2, "go"},
		{"looted", "looted", 2, "loot"},
		{"فوج", "فوج", 1, "فوج"},
		{"", "", 0, ""},
	} {
		if got := tab.Lemma(c, lex, k.form, k.low, k.label); got != k.want {
			t.Errorf("lemma of %q as %q is %q, want %q", k.form, labels[k.label], got, k.want)
		}
	}
}

func TestFeatsKnowTheVoice(t *testing.T) {
	tab := table(t)
	active := []Bare{{"NNP", "nsubj", 2, "gondor"}, {"VBN", "root", 0, "burned"}}
	passive := []Bare{{"NNS", "nsubj:pass", 3, "farms"}, {"VBD", "aux:pass", 3, "were"}, {"VBN", "root", 0, "burned"}}
	if got := tab.Feats("burned", 3, Context(active, 1)); got != "Tense=Past|VerbForm=Part" {
		t.Errorf("without an auxiliary: %q", got)
	}
	if got := tab.Feats("burned", 3, Context(passive, 2)); got != "Tense=Past|VerbForm=Part|Voice=Pass" {
		t.Errorf("with one: %q", got)
	}
}
