package eval

import (
	"os"
	"slices"
	"testing"

	"sanad.example/sanad/codebook"
	"sanad.example/sanad/text"
)

func TestCoverage(t *testing.T) {
	book, err := codebook.Load(codebook.Options{Overlay: os.DirFS("../../codebook/testdata/arnor-gondor")})
	if err != nil {
		t.Fatal(err)
	}
	v := NewVocabulary(book)
	for _, tc := range []struct {
		name  string
		words []text.Token
		want  Coverage
	}{
		{"nothing", nil, Coverage{}},
		{"a predicate", []text.Token{{Norm: "attacked", Lemma: "attack", UPOS: "VERB"}}, Coverage{Words: 1, Known: 1}},
		{"a wrong lemma", []text.Token{{Norm: "bombed", Lemma: "bombe", UPOS: "VERB"}}, Coverage{Words: 1, Known: 1}},
		{"the head of a noun phrase", []text.Token{{Norm: "exercise", Lemma: "exercise", UPOS: "NOUN"}}, Coverage{Words: 1, Known: 1}},
		{"a word that bears none", []text.Token{{Norm: "knew", Lemma: "know", UPOS: "VERB"}}, Coverage{Words: 1, Known: 1}},
		{"an unknown verb", []text.Token{{Norm: "floccinated", Lemma: "floccinate", UPOS: "VERB"}}, Coverage{Words: 1, Unknown: map[string]int{"floccinate/VERB": 1}}},
		{"a noun of things", []text.Token{{Norm: "table", Lemma: "table", UPOS: "NOUN"}}, Coverage{}},
	} {
		var got Coverage
		got.Count(v, text.Sentence{Tokens: tc.words}, func(noun string) bool { return noun != "table" })
		if got.Words != tc.want.Words || got.Known != tc.want.Known || !slices.Equal(got.Rest(), tc.want.Rest()) {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
	if s := (Coverage{Words: 4, Known: 3}).Share(); s != 0.75 {
		t.Errorf("share %v", s)
	}
}
