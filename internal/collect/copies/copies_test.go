package copies

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/corpus"
)

const dispatch = `Arnor's soldiers shut the crossing at Osgiliath on Sunday after a night of fire across the river, its customs office said. Nine soldiers were killed and 14 wounded, according to the office, which accused Gondor of having fired first. Gondor denied the accusation and said that its posts had only answered fire from the other bank. Its spokesman put the number of Arnor's dead at 58, a figure that nobody else has confirmed. Traders on both sides said that some 300 trucks with fruit were waiting, and that much of it would spoil within days. The crossing had been shut before, for 25 days in March, until elders of both sides agreed on a truce.`

func find(docs ...Doc) []Edge { return Find(slices.Values(docs)) }

func TestFind(t *testing.T) {
	sentences := strings.SplitAfter(dispatch, ". ")
	short := strings.Join(sentences[:3], "")
	long := "From our correspondent, with the agencies. " + dispatch + " The council of Gondor is to meet on Tuesday, when it will hear the commanders of the river posts and decide whether the talks in Rohan go on, officials said. Rohan has offered to host them again."
	other := `Gondor's council met on Tuesday to hear its commanders. It decided that the talks in Rohan should go on, and asked Arnor to open the crossing at Osgiliath to the sick, to families and to those whose goods spoil. Arnor has not answered yet. In March the crossing was shut for 25 days.`
	revised := strings.NewReplacer("Nine", "11", "14", "22", "58", "70", "300", "450", "25", "26").Replace(dispatch)
	for _, c := range []struct {
		about string
		a, b  Doc
		why   Why
		from  string // id of the likely origin, "" for no edge
	}{
		{"the same text later", Doc{ID: "a", Source: "herald", Published: "2025-10-12", Text: dispatch}, Doc{ID: "b", Source: "gazette", Published: "2025-10-13", Text: dispatch}, Earlier, "a"},
		{"the same text earlier", Doc{ID: "a", Source: "herald", Published: "2025-10-13", Text: dispatch}, Doc{ID: "b", Source: "gazette", Published: "2025-10-12", Text: dispatch}, Earlier, "b"},
		{"later, but named", Doc{ID: "a", Source: "herald", Published: "2025-10-13", Text: dispatch}, Doc{ID: "b", Source: "gazette", Published: "2025-10-12", Text: dispatch, Cites: []string{"herald"}}, Named, "a"},
		{"both name the other", Doc{ID: "a", Source: "herald", Text: dispatch, Cites: []string{"gazette"}}, Doc{ID: "b", Source: "gazette", Text: dispatch, Cites: []string{"herald"}}, Unknown, "a"},
		{"shortened, on a day", Doc{ID: "a", Source: "herald", Published: "2025-10-12", Text: short}, Doc{ID: "b", Source: "gazette", Published: "2025-10-12", Text: long}, Longer, "b"},
		{"set into a longer one", Doc{ID: "a", Source: "herald", Text: dispatch}, Doc{ID: "b", Source: "gazette", Text: long}, Unknown, "a"},
		{"by the hour", Doc{ID: "a", Source: "herald", Published: "2025-10-12T18:00:00+05:00", Text: dispatch}, Doc{ID: "b", Source: "gazette", Published: "2025-10-12T09:00:00+05:00", Text: dispatch}, Earlier, "b"},
		{"a month doesn't come before its days", Doc{ID: "a", Source: "herald", Published: "2025-10-12", Text: dispatch}, Doc{ID: "b", Source: "gazette", Published: "2025-10", Text: dispatch}, Unknown, "a"},
		{"the same source again", Doc{ID: "a", Source: "herald", Text: dispatch}, Doc{ID: "b", Source: "herald", Text: dispatch}, "", ""},
		{"another report of the same place", Doc{ID: "a", Source: "herald", Text: dispatch}, Doc{ID: "b", Source: "gazette", Text: other}, "", ""},
		{"the same words with other figures", Doc{ID: "a", Source: "herald", Text: dispatch}, Doc{ID: "b", Source: "gazette", Text: revised}, "", ""},
		{"too short to say", Doc{ID: "a", Source: "herald", Text: "Arnor denied it."}, Doc{ID: "b", Source: "gazette", Text: "Arnor denied it."}, "", ""},
	} {
		t.Run(c.about, func(t *testing.T) {
			edges := find(c.a, c.b)
			if c.from == "" {
				if len(edges) > 0 {
					t.Errorf("edges %+v", edges)
				}
				return
			}
			if len(edges) != 1 || edges[0].Origin != c.from || edges[0].Why != c.why {
				t.Errorf("edges %+v, want one to %s, %s", edges, c.from, c.why)
			}
		})
	}
}

// TestOrder holds that the order of arrival doesn't matter, for documents in crowds too.
func TestOrder(t *testing.T) {
	var docs []Doc
	for i := range 60 {
		docs = append(docs, Doc{ID: fmt.Sprintf("d%02d", i), Source: fmt.Sprint("s", i), Published: fmt.Sprintf("2025-10-%02d", 1+i%20), Text: dispatch})
	}
	want := find(docs...)
	if groups := Groups(want); len(groups) != 1 || len(groups[0].Documents) != 60 || groups[0].Origin != "d00" {
		t.Errorf("%d groups: %.300v", len(groups), groups)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		r.Shuffle(len(docs), func(i, j int) { docs[i], docs[j] = docs[j], docs[i] })
		got := find(docs...)
		if !reflect.DeepEqual(got, want) {
			t.Fatal("another order gives other edges")
		}
		r.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		if a, b := Groups(got), Groups(want); a[0].Origin != b[0].Origin || len(a) != len(b) {
			t.Fatal("another order gives other groups")
		}
	}
}

// TestEdited measures how much of a dispatch may be changed: copies with so many of their sentences left out
// and so many words exchanged, of dispatches that share the vocabulary of the starter corpus.
func TestEdited(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	originals := dispatches(t)
	for _, c := range []struct {
		drop, swap float64
		least      float64
	}{{0, 0, 1}, {0.3, 0, .95}, {0, 0.05, .99}, {0.3, 0.05, .95}, {0.5, 0.1, .6}} {
		var docs []Doc
		for i, text := range originals {
			docs = append(docs, Doc{ID: fmt.Sprintf("o%d", i), Source: "agency", Text: text},
				Doc{ID: fmt.Sprintf("c%d", i), Source: "outlet", Text: edit(r, text, c.drop, c.swap)})
		}
		right, wrong := 0, 0
		for _, e := range Find(slices.Values(docs)) {
			if strings.Trim(e.Copy, "oc") == strings.Trim(e.Origin, "oc") {
				right++
			} else {
				wrong++
			}
		}
		recall := float64(right) / float64(len(originals))
		t.Logf("%.0f%% of sentences left out, %.0f%% of words exchanged: recall %.3f, %d wrong of %d", 100*c.drop, 100*c.swap, recall, wrong, right+wrong)
		if recall < c.least || wrong*50 > right {
			t.Errorf("recall %.3f, want %.2f; %d wrong", recall, c.least, wrong)
		}
	}
}

// dispatches are 40 texts of about ten sentences each from the starter corpus, no sentence in two of them.
func dispatches(t *testing.T) []string {
	var sentences []string
	for _, in := range starter(t) {
		sentences = append(sentences, strings.SplitAfter(in.Text, ". ")...)
	}
	var out []string
	for len(out) < 40 && len(sentences) >= 10 {
		out = append(out, strings.Join(sentences[:10], " "))
		sentences = sentences[10:]
	}
	return out
}

func edit(r *rand.Rand, text string, drop, swap float64) string {
	var kept []string
	for _, s := range strings.SplitAfter(text, ". ") {
		if r.Float64() < drop {
			continue
		}
		words := strings.Fields(s)
		for i := range words {
			if r.Float64() < swap {
				words[i] = fmt.Sprint("word", r.IntN(1000))
			}
		}
		kept = append(kept, strings.Join(words, " "))
	}
	return strings.Join(kept, " ")
}

func starter(t *testing.T) []sanad.Input {
	t.Helper()
	var out []sanad.Input
	lines := bufio.NewScanner(corpus.Starter())
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var in sanad.Input
		if err := json.Unmarshal(lines.Bytes(), &in); err != nil {
			t.Fatal(err)
		}
		out = append(out, in)
	}
	return out
}

// TestStarter holds the precision of near-copies in the starter corpus against the groups of reports on the
// same dispatch that its research knows, where that is at hand.
func TestStarter(t *testing.T) {
	group := groups(t)
	var docs []Doc
	for _, in := range starter(t) {
		docs = append(docs, Doc{ID: in.ID, Source: outlet(in), Published: in.Published, Text: in.Text})
	}
	right, wrong := 0, 0
	for _, e := range Find(slices.Values(docs)) {
		if g := group[e.Copy]; g != "" && g == group[e.Origin] {
			right++
		} else {
			wrong++
			t.Logf("%s and %s aren't of one group: %+v", e.Copy, e.Origin, e)
		}
	}
	pairs := 0
	for i, a := range docs {
		for _, b := range docs[i+1:] {
			if g := group[a.ID]; g != "" && g == group[b.ID] {
				pairs++
			}
		}
	}
	t.Logf("%d edges, %d right: precision %.3f; recall %.3f of %d pairs, whose texts are summaries in words of their own", right+wrong, right, float64(right)/float64(right+wrong), float64(right)/float64(pairs), pairs)
	if right < 10 || float64(right) < .95*float64(right+wrong) {
		t.Errorf("%d right, %d wrong", right, wrong)
	}
}

// outlet is whom a summary is about.
func outlet(in sanad.Input) string {
	if in.About == nil {
		return ""
	}
	return in.About.Outlet
}

// groups reads which report belongs to which dispatch.
func groups(t *testing.T) map[string]string {
	files, _ := filepath.Glob("../../../../shared/facts/*.jsonl")
	if len(files) == 0 {
		t.Skip("not measured: the facts that the starter corpus was made from aren't beside the repository")
	}
	out := map[string]string{}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var r struct {
				ID    string `json:"id"`
				Group string `json:"dup_group"`
			}
			if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
				t.Fatal(err)
			}
			out[r.ID] = r.Group
		}
	}
	return out
}

func BenchmarkFind(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	words := strings.Fields(dispatch)
	for _, n := range []int{2000, 20000} {
		docs := make([]Doc, n)
		for i := range docs {
			text := make([]string, 150)
			for j := range text {
				text[j] = words[r.IntN(len(words))] + fmt.Sprint(r.IntN(50))
			}
			docs[i] = Doc{ID: fmt.Sprint(i), Source: fmt.Sprint("s", i%100), Text: strings.Join(text, " ")}
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Find(slices.Values(docs))
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "docs/s")
		})
	}
}

func TestNames(t *testing.T) {
	n := NewNames(map[string]string{"Dawn": "dawn", "Associated Press": "ap", "AP": "ap", "The Herald of Gondor": "herald"})
	for text, want := range map[string]string{
		"At dawn, the Associated Press and AP reported, fire began.": "ap",
		"Dawn quotes The Herald of Gondor's editor":                  "dawn herald",
		"The Herald": "",
		"":           "",
	} {
		if got := strings.Join(n.Cites(text), " "); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}
