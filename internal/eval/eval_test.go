package eval

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/text"
)

var update = flag.Bool("update", false, "write golden.json")

// shared is the folder of the development sets, "" where there is none.
func shared() string {
	dir := os.Getenv("SANAD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "gold")); err != nil {
		return ""
	}
	return dir
}

func book(t *testing.T) *codebook.Book {
	t.Helper()
	b, err := codebook.Load(codebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// parser is shared: its weights are decoded once.
var parser = sync.OnceValues(func() (*text.Parser, error) { return text.Load(text.Accurate) })

func reader(t testing.TB, b *codebook.Book) *coder.Coder {
	t.Helper()
	p, err := parser()
	if err != nil {
		t.Fatal(err)
	}
	return coder.New(b, p)
}

func TestGoldenScores(t *testing.T) {
	dir := shared()
	if dir == "" {
		t.Skip("not measured: no development sets; SANAD_SHARED names their folder")
	}
	got, err := Measure(reader(t, book(t)), dir)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		b, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("golden.json", append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := Golden()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("scores changed; look at what changed and run with -update (-golden +now):\n%s", diff)
	}
}

func TestSidesSwap(t *testing.T) {
	b := book(t)
	s := SwapSides(reader(t, b).Code, b)
	if s.Symmetric != s.Sentences {
		t.Errorf("%d of %d sentences coded right and symmetric:\n%s", s.Symmetric, s.Sentences, strings.Join(s.Failures, "\n"))
	}
}

func TestSwapFindsPartiality(t *testing.T) {
	b := book(t)
	c := reader(t, b)
	partial := func(d sanad.Document) []sanad.Claim {
		claims := c.Code(d)
		for i := range claims {
			for j, a := range claims[i].Actors {
				if a.Country == b.Crisis.Sides[0].ID {
					claims[i].Actors[j].ID = ""
				}
			}
		}
		return claims
	}
	if s := SwapSides(partial, b); s.Symmetric == s.Sentences {
		t.Error("a coder that leaves out one side's acts passes as neutral")
	}
}

func TestScore(t *testing.T) {
	gold, err := ReadGold(strings.NewReader(`
{"document":"d","span":{"start":0,"end":20},"stance":"affirm","modality":"actual","speakers":[],"event":{"type":"ASSAULT"},"actors":["ARN"],"recipients":["GON-MIL"],"figures":[{"measure":"killed","low":3,"high":3,"scope":"incident","of":["GON-MIL"]}]}
{"document":"d","span":{"start":30,"end":50},"stance":"deny","event":{"type":"ASSAULT"},"actors":[{"id":"GON"}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	attack := sanad.Claim{
		Document: "d", Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual,
		Event:      &sanad.Event{Type: "ASSAULT", Trigger: sanad.Phrase{Text: "attacked", Span: sanad.Span{Start: 6, End: 14}}},
		Actors:     []sanad.Entity{{ID: "ARN-MIL", Country: "ARN", Ancestors: []string{"ARN"}}},
		Recipients: []sanad.Entity{{ID: "GON-MIL", Country: "GON"}},
		Figures: []sanad.Figure{{
			Measure: "killed", Low: sanad.Dec(3), High: sanad.Dec(3), Span: sanad.Span{Start: 15, End: 18},
			Of: []sanad.Population{{Entity: sanad.Entity{ID: "GON-MIL", Country: "GON"}}},
		}},
	}
	documents := map[string]bool{"d": true}
	s := Score(gold, []sanad.Claim{attack}, documents, false)
	if s.Events.R != 0.5 || s.WholeEvents.P != 1 || s.WholeFigures.F1 != 1 || s.Denials.F1 != 0 {
		t.Errorf("one of two events, whole, with its figure: %+v", s)
	}
	attack.Recipients = nil
	attack.Figures[0].Scope = sanad.ScopePeriod
	s = Score(gold, []sanad.Claim{attack}, documents, false)
	if s.Events.R != 0.5 || s.WholeEvents.P != 0 || s.Figures.F1 != 1 || s.WholeFigures.F1 != 0 {
		t.Errorf("recipient and scope are wrong: %+v", s)
	}
	denial := attack
	denial.Stance = sanad.StanceDeny
	denial.Actors = []sanad.Entity{{ID: "GON", Country: "GON"}}
	denial.Event = &sanad.Event{Type: "ASSAULT", Trigger: sanad.Phrase{Text: "attack", Span: sanad.Span{Start: 31, End: 37}}}
	if s = Score(gold, []sanad.Claim{denial}, documents, false); s.Denials.F1 != 1 {
		t.Errorf("a denial that matches: %+v", s.Denials)
	}
}
