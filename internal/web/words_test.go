package web

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/web/webtest"
)

var update = flag.Bool("update", false, "write golden files anew")

func newSite(t *testing.T, r sanad.Reader) *site {
	t.Helper()
	words, err := loadCatalogue("en")
	if err != nil {
		t.Fatal(err)
	}
	return &site{Options: Options{Reader: r, Book: webtest.Book(), Clock: time.Now}, names: newNames(webtest.Book()), words: words}
}

// plainly writes a claim as its heading reads.
func plainly(v claimView) string {
	name := func(list []entityView) string {
		var out []string
		for _, e := range list {
			text := e.Name
			if e.Quoted {
				text = "“" + text + "”"
			}
			if e.Label != "" {
				text += " (“" + e.Label + "”)"
			}
			if len(e.Candidates) > 0 {
				text += " (may stand for " + strings.Join(e.Candidates, ", ") + ")"
			}
			out = append(out, text)
		}
		return strings.Join(out, " + ")
	}
	who := name(v.Who.Speakers) + v.Who.Source
	if who == "" {
		who = "(unattributed)"
	}
	if len(v.Who.Via) > 0 {
		who += " via " + name(v.Who.Via)
	}
	lines := []string{fmt.Sprintf("side %d · %s: %s %s", v.Who.Side, v.Who.Stance, who, v.Who.Verb)}
	lines = append(lines, strings.TrimSpace(fmt.Sprintf("  %s %s [%s] -> [%s]", v.What.Modality, strings.Join(append([]string{v.What.Type}, v.What.Modes...), " · "), name(v.What.Actors), name(v.What.Recipients))))
	for _, f := range v.Figures {
		lines = append(lines, fmt.Sprintf("  %s | %s | of %s | %s", f.Number, f.Measure, name(f.Of), strings.Join(f.Notes, "; ")))
	}
	facts := fmt.Sprintf("  when %q places %v source %s, %s", v.When, v.Places, v.Source, v.Published)
	if v.About != nil {
		facts += fmt.Sprintf(" about %q", *v.About)
	}
	return strings.Join(append(lines, facts, "  «"+v.Before+"»"+v.Quote+"«"+v.After+"»"), "\n")
}

// TestClaimsInWords is how the invented world's claims are put into words, every one with its claimant.
func TestClaimsInWords(t *testing.T) {
	coded, err := webtest.World(0)
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, nil)
	var out []string
	for _, doc := range coded {
		for _, c := range doc.Claims {
			v := s.view(rowOf(s.Book.Unnamed(c), doc.Document))
			if len(v.Who.Speakers) == 0 && v.Who.Source == "" && v.Who.Voice != string(sanad.VoiceUnattributed) || v.Who.Verb == "" {
				t.Errorf("claim %q has nobody who makes it", v.Quote)
			}
			out = append(out, plainly(v))
		}
	}
	golden(t, "claims.golden", strings.Join(out, "\n\n")+"\n")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := "testdata/" + name
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-update writes it anew):\n%s", file, diff)
	}
}

func TestBounds(t *testing.T) {
	s := newSite(t, nil)
	d := sanad.Dec
	for want, f := range map[string]sanad.Figure{
		"23":                                  {Low: d(23), High: d(23)},
		"about 23":                            {Low: d(23), High: d(23), Approximate: true},
		"at least 14":                         {Low: d(14), Approximate: true},
		"up to 10":                            {High: d(10), Approximate: true},
		"12 to 15":                            {Low: d(12), High: d(15)},
		"24 or more":                          {Low: d(24), Vague: true, Approximate: true},
		"no number given":                     {},
		"more than another claimant's number": {Relation: "more_than"},
		"1,250,000.5":                         {Low: d(1250000.5), High: d(1250000.5)},
		"−1,234":                              {Low: d(-1234), High: d(-1234)},
		"0":                                   {Low: d(0), High: d(0)},
		"−45 %":                               {Measure: "change_pct", Low: d(-45), High: d(-45)},
		"at least 5 USD per year":             {Measure: "aid_value", Low: d(5), Unit: "USD", Per: "year"},
	} {
		if got := s.number(f); got != want {
			t.Errorf("%+v is %q, want %q", f, got, want)
		}
	}
}

func TestWhen(t *testing.T) {
	s := newSite(t, nil)
	p := func(v string) *string {
		if v == "" {
			return nil
		}
		return &v
	}
	for _, c := range []struct{ start, end, want string }{
		{"", "", ""},
		{"3019-03-10", "3019-03-10", "10 Mar 3019"},
		{"3019-03-10", "3019-03-12", "10 Mar 3019 to 12 Mar 3019"},
		{"3019-03-10", "", "since 10 Mar 3019"},
		{"", "3019-03-10", "until 10 Mar 3019"},
		{"3019-01-01", "3019-12-31", "3019"},
		{"3019-02-01", "3019-02-28", "Feb 3019"},
		{"3019-03-10T18:00+05:00", "3019-03-12T18:00+05:00", "10 Mar 3019 18:00 (+05:00) to 12 Mar 3019 18:00 (+05:00)"},
		{"3019-03-10T18:00:00Z", "", "since 10 Mar 3019 18:00 (UTC)"},
		{"3019", "3019", "3019"},
		{"3019-10", "3019-10", "Oct 3019"},
		{"soon", "soon", "soon"},
	} {
		if got := s.words.when(&sanad.When{Start: p(c.start), End: p(c.end)}); got != c.want {
			t.Errorf("%q to %q is %q, want %q", c.start, c.end, got, c.want)
		}
	}
}

// An umbrella word that one side uses is a quotation, with those whom it may stand for.
func TestUmbrellaWordIsQuoted(t *testing.T) {
	s := newSite(t, nil)
	got := s.entity(sanad.Entity{ID: "ROTTEN-BRANCH", Text: "Rotten Branch", Candidates: []string{"WHITE-HAND"}})
	want := entityView{ID: "ROTTEN-BRANCH", Name: "Rotten Branch", Quoted: true, Text: "Rotten Branch", Candidates: []string{"White Hand"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Private people have no entry of their own: a proper name that the codebook doesn't list isn't shown as
// an actor or a speaker, and a listed person's death isn't told by name on one claim.
func TestCareForPeople(t *testing.T) {
	s := newSite(t, nil)
	for _, c := range []struct {
		e    sanad.Entity
		want string
	}{
		{sanad.Entity{Text: "Barliman Butterbur"}, "Someone not named here"},
		{sanad.Entity{Text: "Butterbur"}, "Someone not named here"},
		{sanad.Entity{Text: "a rider named Bill Ferny"}, "a rider"},
		{sanad.Entity{Text: "فراز"}, "Someone not named here"},
		{sanad.Entity{Text: "a shopkeeper"}, "a shopkeeper"},
		{sanad.Entity{Text: "Two shopkeepers"}, "Two shopkeepers"},
		{sanad.Entity{Text: "Ferny", Sector: "COP", Country: "ARN"}, "police, Arnor"},
		{sanad.Entity{Text: "Ferny", Country: "ARN"}, "Someone from Arnor"},
		{sanad.Entity{ID: "STEWARD", Text: "the steward"}, "Steward of Gondor"},
	} {
		c.e = s.Book.Unnamed(sanad.Claim{Actors: []sanad.Entity{c.e}}).Actors[0]
		if got := s.entity(c.e); got.Name != c.want {
			t.Errorf("%q is named %q, want %q", c.e.Text, got.Name, c.want)
		}
	}
	got := s.population(sanad.Population{Entity: sanad.Entity{ID: "STEWARD", Name: "Denethor", Text: "Denethor"}})
	if got.Name != "one person" || got.Text != "" {
		t.Errorf("a person who was harmed is shown as %+v", got)
	}
}
