package eval

import (
	"strings"
	"testing"

	"sanad.example/sanad"
)

// say is an attribution of the text's words from and to, exclusive: source, cue and content.
func say(source, cue, content [2]int) sanad.Attribution {
	return sanad.Attribution{
		Speakers: []sanad.Entity{{Span: sanad.Span{Start: source[0], End: source[1]}}},
		Cue:      &sanad.Phrase{Span: sanad.Span{Start: cue[0], End: cue[1]}},
		Content:  []sanad.Span{{Start: content[0], End: content[1]}},
	}
}

func TestScoreAttributions(t *testing.T) {
	gold, err := ReadGoldAttributions(strings.NewReader(
		`{"id":"d","text":"Gondor’s steward said that Rohan rides. He slept.","attributions":[` +
			`{"source":[[0,16]],"cue":[[17,21]],"content":[[22,38]]},{"source":[[40,42]],"cue":[],"content":[]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name  string
		found []sanad.Attribution
		want  Attributions
	}{
		{"none", nil, Attributions{}},
		{"all", []sanad.Attribution{say([2]int{0, 16}, [2]int{17, 21}, [2]int{22, 38})}, Attributions{1, 1, 1}},
		{"a source too narrow, a cue too wide", []sanad.Attribution{say([2]int{9, 16}, [2]int{17, 26}, [2]int{27, 38})}, Attributions{0.5, 2.0 / 3, 0.8}},
		{"content elsewhere pairs with nothing", []sanad.Attribution{say([2]int{0, 16}, [2]int{17, 21}, [2]int{40, 48})}, Attributions{}},
		{"a second one for the same content costs precision", []sanad.Attribution{
			say([2]int{0, 16}, [2]int{17, 21}, [2]int{22, 38}), say([2]int{0, 16}, [2]int{17, 21}, [2]int{27, 32}),
		}, Attributions{2.0 / 3, 2.0 / 3, 6.0 / 7}},
	} {
		got := ScoreAttributions(gold, func(sanad.Document) []sanad.Attribution { return tc.found })
		if round(got.Source) != round(tc.want.Source) || round(got.Cue) != round(tc.want.Cue) || round(got.Content) != round(tc.want.Content) {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
}

func TestScoreRelations(t *testing.T) {
	gold, err := ReadGoldRelations(strings.NewReader("uid\tgold_root\tmarked_sentence\n" +
		"1\tASSAULT\t<s>Arnor</s> struck <t>Théoden's riders</t> and met Gondor.\n" +
		"2\tYIELD\tAfter that day on the long road west <s>Arnor</s> left <t>Bree</t>.\n"))
	if err != nil {
		t.Fatal(err)
	}
	if gold[0].Text != "Arnor struck Théoden's riders and met Gondor." || gold[0].Target[0] != (sanad.Span{Start: 13, End: 29}) {
		t.Fatalf("unmarked: %+v", gold[0])
	}
	at := func(from, to int) []sanad.Entity {
		return []sanad.Entity{{Span: sanad.Span{Start: from, End: to}}}
	}
	act := func(typ string, actors, recipients []sanad.Entity) sanad.Claim {
		return sanad.Claim{Event: &sanad.Event{Type: typ}, Modality: sanad.ModalityActual, Actors: actors, Recipients: recipients}
	}
	meet, strike, leave := act("CONSULT", at(0, 5), at(38, 44)), act("ASSAULT", at(0, 5), at(13, 20)), act("RETREAT", at(36, 41), at(47, 51))
	denied := strike
	denied.Stance = sanad.StanceDeny
	for _, tc := range []struct {
		name   string
		claims []sanad.Claim
		want   Relations
	}{
		{"nothing", nil, Relations{}},
		{"the pair's act before another of the same actor", []sanad.Claim{meet, strike}, Relations{Accuracy: 0.5, Root: 0.5, Quad: 0.5}},
		{"a denied act isn't one", []sanad.Claim{denied}, Relations{}},
		{"the older name", []sanad.Claim{leave}, Relations{Accuracy: 0.5, Root: 0.5, Quad: 0.5}},
	} {
		quad := func(typ string) string {
			return map[string]string{"ASSAULT": "material-conflict", "YIELD": "material-cooperation"}[typ]
		}
		if got := ScoreRelations(gold, func(sanad.Document) []sanad.Claim { return tc.claims }, quad); got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
	if _, err := ReadGoldRelations(strings.NewReader("uid\tsentence\n1\tx\n")); err == nil {
		t.Error("a table without the columns is read")
	}
}
