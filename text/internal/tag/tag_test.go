package tag

import (
	"strings"
	"testing"

	"sanad.example/sanad/text/internal/lexicon"
)

// corpus is invented; the label of "raid" depends on the word before it.
var corpus = []string{
	"the/D raid/N failed/V", "they/P raid/V the/D farms/N", "Gondor/O denied/V the/D raid/N", "orcs/N raid/V Rohan/O",
	"the/D farms/N burned/V", "we/P denied/V it/P",
}

func examples(labels string) []Example {
	var out []Example
	for _, line := range corpus {
		var ex Example
		for _, f := range strings.Fields(line) {
			form, label, _ := strings.Cut(f, "/")
			ex.Forms, ex.Lows = append(ex.Forms, form), append(ex.Lows, strings.ToLower(form))
			ex.Gold = append(ex.Gold, uint8(strings.Index(labels, label)))
		}
		ex.First = ex.Gold
		out = append(out, ex)
	}
	return out
}

func TestLearnsByHeart(t *testing.T) {
	const names = "DNVPO"
	labels := strings.Split(names, "")
	lex := &lexicon.Lexicon{}
	data := examples(names)
	tagger := &Tagger{
		First: TrainFirst(lex, labels, data, 10, 1), Final: TrainFinal(lex, labels, data, 10, 1),
		Lex: lex, N: len(labels),
	}
	s := &Scratch{}
	for i, ex := range data {
		for j, got := range tagger.Tag(s, ex.Forms, ex.Lows) {
			if got != ex.Gold[j] {
				t.Errorf("%q: %q is %s", corpus[i], ex.Forms[j], labels[got])
			}
		}
	}
	if got := tagger.Tag(s, nil, nil); len(got) != 0 {
		t.Errorf("no words, %d labels", len(got))
	}
}

func TestHeadlinesShow(t *testing.T) {
	for line, want := range map[string]uint32{
		"Gondor denied the raid on Monday": 0, "Gondor Denies Raid Near Osgiliath Ford": 1, "GONDOR DENIES RAID": 2, "No": 0,
	} {
		if got := capitals(strings.Fields(line)); got != want {
			t.Errorf("%q: %d, want %d", line, got, want)
		}
	}
}

func TestShapes(t *testing.T) {
	if shape("Kabul") != shape("Rohan") || shape("Kabul") == shape("kabul") || shape("U.S.") == shape("Us") {
		t.Error("shapes don't tell letters apart")
	}
}
