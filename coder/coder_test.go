package coder

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/text"
)

var update = flag.Bool("update", false, "write what the coder gives into testdata")

// parser is shared: its weights are decoded once.
var parser = sync.OnceValues(func() (*text.Parser, error) { return text.Load(text.Accurate) })

// invented is the coder of a crisis that no real data has: what it can do lies in no entry about
// Pakistan or Afghanistan.
var invented = sync.OnceValues(func() (*Coder, error) {
	b, err := codebook.Load(codebook.Options{Overlay: os.DirFS("../codebook/testdata/arnor-gondor")})
	if err != nil {
		return nil, err
	}
	p, err := parser()
	if err != nil {
		return nil, err
	}
	return New(b, p), nil
})

func arnor(t testing.TB) *Coder {
	t.Helper()
	c, err := invented()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestMechanics runs testdata/*.txtar: each file is a pair of a text "NAME" and the claims that it must
// give, "NAME.want", one summary a line. A first line "published: DATE" dates the text.
func TestMechanics(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { runCases(t, name) })
	}
}

func runCases(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c := arnor(t)
	var out []txtar.File
	for i := 0; i < len(a.Files); i++ {
		f := a.Files[i]
		got := summaries(c, string(f.Data))
		out = append(out, f, txtar.File{Name: f.Name + ".want", Data: []byte(got)})
		want := ""
		if i+1 < len(a.Files) && a.Files[i+1].Name == f.Name+".want" {
			want = string(a.Files[i+1].Data)
			i++
		}
		if diff := cmp.Diff(want, got); diff != "" && !*update {
			t.Errorf("%s: %s (-want +got)\n%s", f.Name, strings.TrimSpace(string(f.Data)), diff)
		}
	}
	if *update {
		a.Files = out
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func summaries(c *Coder, data string) string {
	doc := sanad.Document{ID: "d", Published: "2025-10-20"}
	if rest, ok := strings.CutPrefix(data, "published: "); ok {
		doc.Published, data, _ = strings.Cut(rest, "\n")
	}
	doc.Text = strings.TrimSpace(data)
	var b strings.Builder
	for _, claim := range c.Code(doc) {
		b.WriteString(Summary(claim) + "\n")
	}
	return b.String()
}

// TestSevenSentences are the sentences that other coders get wrong, against the real codebook.
func TestSevenSentences(t *testing.T) {
	b, err := codebook.Load(codebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := parser()
	if err != nil {
		t.Fatal(err)
	}
	c := New(b, p)
	for _, test := range []struct{ text, want string }{
		{"Pakistan denied bombing Kabul.", "REJECT PAK-GOV > -\nASSAULT/aerial PAK > AFG; deny: PAK-GOV"},
		{"Pakistan will bomb Afghanistan.", "ASSAULT/aerial PAK > AFG; future"},
		{"Pakistan bombed Kabul, the Taliban said.", "ASSAULT/aerial PAK > AFG; affirm: AFG-GOV"},
		{"Strikes killed 18 civilians.", "ASSAULT - > ?; killed 18"},
		{"TTP attacked Pakistani soldiers.", "ASSAULT TTP > PAK-MIL"},
		{"Pakistan closed the Torkham crossing.", "SANCTION/discontinue PAK-GOV > AFG-GOV"},
		{"Taliban forces attacked a Pakistani post.", "ASSAULT AFG-MIL > PAK"},
	} {
		var got []string
		for _, claim := range c.Code(sanad.Document{ID: "d", Text: test.text, Published: "2026-02-27"}) {
			got = append(got, Summary(claim))
		}
		if diff := cmp.Diff(test.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.text, diff)
		}
	}
}

// TestExamples runs every example and counter-example of the core.
func TestExamples(t *testing.T) {
	c := arnor(t)
	for _, p := range c.book.Predicates {
		checkExample(t, c, "predicate:"+p.ID, p.Example, p.Counter)
	}
	for _, e := range c.book.Cues {
		checkExample(t, c, "cue:"+e.ID, e.Example, e.Counter)
	}
	for _, j := range c.book.Joins {
		checkExample(t, c, "link:"+j.ID, j.Example, j.Counter)
	}
	for _, m := range c.book.Measures {
		checkExample(t, c, "measure:"+m.ID, m.Example, m.Counter)
	}
	for _, r := range c.book.Roles {
		checkExample(t, c, "role:"+r.ID, r.Example, r.Counter)
	}
}

func checkExample(t *testing.T, c *Coder, rule, example, counter string) {
	t.Helper()
	if !fires(c, rule, example) {
		t.Errorf("%s doesn't fire on its example: %s\n%s", rule, example, c.Explain(sanad.Document{Text: example, Published: "2025-10-20"}))
	}
	if fires(c, rule, counter) {
		t.Errorf("%s fires on its counter-example: %s\n%s", rule, counter, c.Explain(sanad.Document{Text: counter, Published: "2025-10-20"}))
	}
}

// fires reports whether an entry takes part in reading a text.
func fires(c *Coder, rule, text string) bool {
	kind, id, _ := strings.Cut(rule, ":")
	found := false
	c.read(sanad.Document{ID: "d", Text: text, Published: "2025-10-20"}, func(r *reading) {
		for _, x := range r.triggers {
			found = found || x.ok && r.ruleOf(x) == rule
		}
		for _, f := range r.frames {
			found = found || f.rule == rule
		}
		for _, u := range r.utterances() {
			for _, e := range u.entries {
				found = found || kind == "cue" && r.book.Cues[e.Index].ID == id
			}
		}
		for _, l := range r.links {
			found = found || kind == "link" && c.book.Joins[l.join].ID == id
		}
		for _, f := range r.figures {
			found = found || kind == "measure" && f.measure == id
		}
		for _, m := range r.mentions {
			found = found || m != nil && kind == "role" && m.role == id
		}
	})
	return found
}

func TestSpansLieInTheText(t *testing.T) {
	c := arnor(t)
	text := "Côte d’Annuminas: Arnorian soldiers shelled Minas Tirith on Monday, killing at least twelve Gondorian civilians, “the Stewards” said. Arnor denied it."
	n := utf8.RuneCountInString(text)
	claims := c.Code(sanad.Document{ID: "d", Text: text, Published: "2025-10-20"})
	if len(claims) == 0 {
		t.Fatal("no claims")
	}
	runes := []rune(text)
	at := func(what, want string, s sanad.Span) {
		if s.Start < 0 || s.End > n || s.Start > s.End || want != "" && string(runes[s.Start:s.End]) != want {
			t.Errorf("%s %q at %d-%d of %d", what, want, s.Start, s.End, n)
		}
	}
	for _, claim := range claims {
		at("claim", "", claim.Span)
		if claim.Event != nil {
			at("trigger", claim.Event.Trigger.Text, claim.Event.Trigger.Span)
		}
		for _, f := range claim.Figures {
			at("figure", f.Text, f.Span)
		}
		for _, e := range append(claim.Actors, claim.Recipients...) {
			at("entity", e.Text, e.Span)
		}
		for _, p := range claim.Places {
			at("place", p.Text, p.Span)
		}
	}
}

func TestDeterministicAndConcurrent(t *testing.T) {
	c := arnor(t)
	doc := sanad.Document{ID: "d", Published: "2025-10-20", Text: strings.Repeat("Arnor said Gondor had bombed Bree, killing nine. Gondor denied it. ", 20)}
	want := c.Code(doc)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if diff := cmp.Diff(want, c.Code(doc)); diff != "" {
				t.Errorf("another reading: %s", diff)
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, claim := range want {
		if claim.ID == "" || seen[claim.ID] {
			t.Fatalf("id %q is empty or stands twice", claim.ID)
		}
		seen[claim.ID] = true
	}
}

// TestLongSentence codes sentences of 2,000 and 20,000 tokens; the second must not cost out of proportion.
func TestLongSentence(t *testing.T) {
	c := arnor(t)
	long := strings.Repeat("and Arnor said that Gondor attacked twelve soldiers who killed ", 2000) + "."
	if n := len(c.Code(sanad.Document{ID: "d", Text: long})); n == 0 {
		t.Error("a long sentence gives no claim")
	}
}

// TestLabels: a speaker's own word for someone is kept as a quotation; a plain word is not.
func TestLabels(t *testing.T) {
	c := arnor(t)
	for text, want := range map[string]string{
		"Gondorian forces killed nine terrorists in Ithilien.":                "terrorists",
		"Gondorian forces killed nine gunmen in Ithilien.":                    "",
		"Arnorian forces killed nine Host of Mordor militants in Ithilien.":   "Host of Mordor",
		"Gondor accused Arnorian terrorists of bombing a market in Ithilien.": "terrorists",
	} {
		claims := c.Code(sanad.Document{ID: "d", Text: text, Published: "2025-10-20"})
		if len(claims) == 0 || len(claims[0].Recipients) != 1 || claims[0].Recipients[0].Label != want {
			t.Errorf("%s: want label %q: %+v", text, want, claims)
		}
	}
}

// TestUmbrella: an umbrella word keeps its candidates and chooses none.
func TestUmbrella(t *testing.T) {
	claims := arnor(t).Code(sanad.Document{ID: "d", Text: "The Host of Mordor attacked Bree.", Published: "2025-10-20"})
	if len(claims) != 1 || len(claims[0].Actors) != 1 || !cmp.Equal(claims[0].Actors[0].Candidates, []string{"DUN", "EASTERLINGS"}) {
		t.Errorf("candidates: %+v", claims)
	}
}

// TestDates: expressions of time against the document's day, a Monday.
func TestDates(t *testing.T) {
	c := arnor(t)
	for text, want := range map[string]string{
		"Arnor bombed Minas Tirith on 12 October 2025.":       "2025-10-12 2025-10-12 day",
		"Arnor bombed Minas Tirith on Oct 12.":                "2025-10-12 2025-10-12 day",
		"Arnor bombed Minas Tirith on Wednesday.":             "2025-10-15 2025-10-15 day",
		"Arnor will bomb Minas Tirith on Wednesday.":          "2025-10-22 2025-10-22 day",
		"Arnor bombed Minas Tirith yesterday.":                "2025-10-19 2025-10-19 day",
		"Arnor bombed Minas Tirith last week.":                "2025-10-13 2025-10-19 week",
		"Arnor bombed Minas Tirith in December.":              "2024-12-01 2024-12-31 month",
		"Arnor bombed Minas Tirith in April 2024.":            "2024-04-01 2024-04-30 month",
		"Arnor bombed Minas Tirith in 2024.":                  "2024-01-01 2024-12-31 year",
		"Arnor closed the Tharbad crossing since 12 October.": "2025-10-12 - interval",
		"Arnor closed the Tharbad crossing by 12 October.":    "- 2025-10-12 day",
		"Arnor bombed Minas Tirith between 3 and 5 October.":  "2025-10-03 2025-10-05 interval",
	} {
		got := "none"
		for _, claim := range c.Code(sanad.Document{ID: "d", Text: text, Published: "2025-10-20"}) {
			if w := claim.When; w != nil {
				open := "-"
				start, end := &open, &open
				if w.Start != nil {
					start = w.Start
				}
				if w.End != nil {
					end = w.End
				}
				got = *start + " " + *end + " " + w.Precision
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// TestNoFigureIsLost: a figure whose event makes no claim makes one of its own.
func TestNoFigureIsLost(t *testing.T) {
	c := arnor(t)
	for text, want := range map[string]int{
		"Six soldiers and eleven militants were killed in the clash.":      2,
		"The clash left 31 dead, including 12 Arnorian soldiers.":          2,
		"Some 300 people, mostly women, were displaced.":                   1,
		"Arnor said 15 terrorists were killed and two captured in a raid.": 2,
	} {
		n := 0
		for _, claim := range c.Code(sanad.Document{ID: "d", Text: text, Published: "2025-10-20"}) {
			n += len(claim.Figures)
		}
		if n != want {
			t.Errorf("%s: %d figures, want %d", text, n, want)
		}
	}
}

func TestExplainTellsWhatAndWhy(t *testing.T) {
	got := arnor(t).Explain(sanad.Document{Text: "Gondor denied bombing Bree. The forecasters warn of rain.", Published: "2025-10-20"}).String()
	for _, want := range []string{"GON", "predicate:deny", "ASSAULT/aerial", "denied by     GON-GOV Government of Gondor", "affirmed by   source", "rejected", "none of its words in the clause"} {
		if !strings.Contains(got, want) {
			t.Errorf("explanation without %q:\n%s", want, got)
		}
	}
}

func TestAttributions(t *testing.T) {
	got := arnor(t).Attributions(sanad.Document{ID: "d", Text: "Arnor said that Gondor had closed the road."})
	if len(got) != 1 || got[0].Cue.Text != "said" || got[0].Speakers[0].ID != "ARN-GOV" || len(got[0].Content) != 1 || got[0].Content[0] != (sanad.Span{Start: 11, End: 42}) {
		t.Errorf("attributions: %+v", got)
	}
}

func FuzzCode(f *testing.F) {
	for _, s := range []string{
		"Arnor denied bombing Minas Tirith.", "“We will strike,” said Haldir; ‘no’.", "killed killed 12-15 of of them, them", "\xff\xfe$ 5 million Rs",
		"(((((((", "said said said", "to to to not not by by", "Between 1 and 2 and 3 to 4 of its 's", "İ 12 ſoldiers ﬁred", "in in 2025 2026 January 31 February 30",
	} {
		f.Add(s, "2025-10-20")
	}
	c := arnor(f)
	f.Fuzz(func(t *testing.T, text, published string) {
		if len(text) > 4000 {
			return
		}
		doc := sanad.Document{ID: "d", Text: text, Published: published}
		n := sanad.NewOffsets(text).Len()
		for _, claim := range c.Code(doc) {
			if claim.Span.Start < 0 || claim.Span.End > n || claim.Span.Start > claim.Span.End {
				t.Fatalf("span %v of a text of %d", claim.Span, n)
			}
			if kind, _ := claim.Kind(); kind == "none" {
				t.Fatal("a claim of nothing")
			}
			for _, fig := range claim.Figures {
				if fig.Low != nil && fig.High != nil && *fig.Low > *fig.High {
					t.Fatalf("low %v over high %v in %q", *fig.Low, *fig.High, fig.Text)
				}
			}
		}
		_ = c.Attributions(doc)
		_ = c.Explain(doc).String()
	})
}

// TestSaid: the day on which somebody spoke is told apart from the day of what is said.
func TestSaid(t *testing.T) {
	c := arnor(t)
	for text, want := range map[string]string{
		"Gondor said on 12 October that Arnor had bombed Minas Tirith on 10 October.": "2025-10-12 of 2025-10-10",
		"Arnor had bombed Minas Tirith on 10 October, Gondor said on 12 October.":     "2025-10-12 of 2025-10-10",
		"Gondor said that Arnor had bombed Minas Tirith on 10 October.":               " of 2025-10-10",
		"Gondor said on 12 October that Arnor had bombed Minas Tirith.":               "2025-10-12 of ",
	} {
		got := "no attack"
		for _, claim := range c.Code(sanad.Document{ID: "d", Text: text, Published: "2025-10-20"}) {
			if claim.Event == nil || claim.Event.Type != "ASSAULT" {
				continue
			}
			said, when := "", ""
			if claim.Said != nil {
				said = *claim.Said.Start
			}
			if claim.When != nil {
				when = *claim.When.Start
			}
			got = said + " of " + when
		}
		if got != want {
			t.Errorf("%s: said %s, want %s", text, got, want)
		}
	}
}

// TestAttributionCases holds who says what in sentences of every kind of speech, and in some of none: a line
// for each attribution, source, cue and content.
func TestAttributionCases(t *testing.T) {
	name := "testdata/attributions/kinds.txtar"
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c := arnor(t)
	for i, f := range a.Files {
		said, want, ok := strings.Cut(string(f.Data), "\n>")
		if want = ">" + want; !ok {
			want = ""
		}
		said = strings.TrimRight(said, "\n")
		got := attributionLines(c, said)
		if diff := cmp.Diff(want, got); diff != "" && !*update {
			t.Errorf("%s: (-want +got)\n%s", said, diff)
		}
		a.Files[i].Data = []byte(said + "\n" + got)
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func attributionLines(c *Coder, said string) string {
	off := sanad.NewOffsets(said)
	var b strings.Builder
	for _, at := range c.Attributions(sanad.Document{ID: "d", Text: said}) {
		source := map[string]bool{}
		var content []string
		for _, s := range at.Speakers {
			source[off.Slice(s.Span)] = true
		}
		for _, s := range at.Content {
			content = append(content, strings.ReplaceAll(off.Slice(s), "\n", " "))
		}
		b.WriteString("> " + strings.Join(slices.Sorted(maps.Keys(source)), " & ") + " | " + off.Slice(at.Cue.Span) + " | " + strings.Join(content, " // ") + "\n")
	}
	return b.String()
}
