package incident_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/internal/incident"
	"sanad.example/sanad/text"
)

func date(day int) string { return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly) }

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestAnyOrder: twenty orders of arrival give one result.
func TestAnyOrder(t *testing.T) {
	book := arnor(t)
	l := incident.New(book)
	features := newSynthetic(book, 1).features(l, 600, 40)
	want := l.Link(features, nil)
	if n := len(want); n < 30 || n > len(features)/2 {
		t.Fatalf("%d incidents of %d claims: nothing is shown by that", n, len(features))
	}
	r := rand.New(rand.NewPCG(7, 7))
	for i := range 20 {
		r.Shuffle(len(features), func(i, j int) { features[i], features[j] = features[j], features[i] })
		if d := cmp.Diff(asJSON(t, want), asJSON(t, l.Link(features, nil))); d != "" {
			t.Fatalf("order %d: %s", i, d)
		}
	}
}

// TestComponentsAlone: what edges connect, linked alone, gives the same as all linked together.
func TestComponentsAlone(t *testing.T) {
	book := arnor(t)
	l := incident.New(book)
	features := newSynthetic(book, 2).features(l, 500, 300)
	byClaim, next := map[string]incident.Features{}, map[string][]string{}
	for _, f := range features {
		byClaim[f.Claim] = f
	}
	for i := range features {
		for _, e := range l.Edges(&features[i], features) {
			next[e.A], next[e.B] = append(next[e.A], e.B), append(next[e.B], e.A)
		}
	}
	var got []incident.Cluster
	seen := map[string]bool{}
	parts := 0
	for _, id := range slices.Sorted(maps.Keys(byClaim)) {
		var part []incident.Features
		for queue := []string{id}; len(queue) > 0; queue = queue[1:] {
			if c := queue[0]; !seen[c] {
				seen[c] = true
				part = append(part, byClaim[c])
				queue = append(queue, next[c]...)
			}
		}
		if part != nil {
			parts++
			got = append(got, l.Link(part, nil)...)
		}
	}
	slices.SortFunc(got, func(a, b incident.Cluster) int { return strings.Compare(a.ID, b.ID) })
	if d := cmp.Diff(asJSON(t, l.Link(features, nil)), asJSON(t, got)); d != "" || parts < 20 {
		t.Errorf("%d components: %s", parts, d)
	}
}

// TestScoreBothWays: which of two comes first doesn't matter, and what is stored scores as what was read.
func TestScoreBothWays(t *testing.T) {
	book := arnor(t)
	l := incident.New(book)
	features := newSynthetic(book, 3).features(l, 80, 5)
	scores := map[string]bool{}
	for i := range features {
		b, err := features[i].Encode()
		if err != nil {
			t.Fatal(err)
		}
		read, err := incident.DecodeFeatures(b)
		if err != nil {
			t.Fatal(err)
		}
		for j := range features {
			s, because := l.Score(&features[i], &features[j])
			other, _ := l.Score(&features[j], &read)
			if s != other {
				t.Fatalf("%v one way, %v the other", s, other)
			}
			sum := 0.0
			for _, w := range because {
				sum += float64(w.Weight)
			}
			if d := min(max(sum, 0), 1) - float64(s); d > 1e-9 || d < -1e-9 {
				t.Fatalf("%v, and its reasons add up to %v", s, sum)
			}
			scores[s.String()] = true
		}
	}
	if len(scores) < 10 {
		t.Errorf("only the scores %v", scores)
	}
}

// world is documents of one claim or more, in short.
type world struct {
	t    *testing.T
	book *codebook.Book
	docs []sanad.Coded
}

func (w *world) entities(ids ...string) []sanad.Entity {
	var out []sanad.Entity
	for _, id := range ids {
		a, ok := w.book.Actor(id)
		if !ok {
			w.t.Fatalf("no actor %q", id)
		}
		out = append(out, sanad.Entity{ID: id, Name: a.Name, Ancestors: w.book.Ancestors(id)})
	}
	return out
}

// attack is a claim of who attacked whom, on which day of May 2025 and where.
func (w *world) attack(by, on string, day int, place string, dead float64) sanad.Claim {
	when := fmt.Sprintf("2025-05-%02d", day)
	c := sanad.Claim{
		Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual, Event: &sanad.Event{Type: "ASSAULT"}, Actors: w.entities(by), Recipients: w.entities(on),
		When: &sanad.When{Start: &when, End: &when, Precision: "day"}, Figures: []sanad.Figure{{ID: "f1", Measure: "killed", Low: &[]sanad.Decimal{sanad.Decimal(dead)}[0]}},
	}
	if place != "" {
		c.Places = []sanad.Place{{ID: place}}
	}
	return c
}

func (w *world) document(id, published string, claims ...sanad.Claim) {
	for i := range claims {
		claims[i].Document = id
		claims[i].ID = fmt.Sprintf("%s.%d", id, i)
		claims[i].Sentence.Index = i
	}
	w.docs = append(w.docs, sanad.Coded{Document: sanad.Document{ID: id, Published: published}, Claims: claims})
}

// linked returns the claims of each incident, as "a.0 b.0 | c.0".
func (w *world) linked(decided ...incident.Decided) string {
	l := incident.New(w.book)
	var features []incident.Features
	for i := range w.docs {
		features = append(features, l.Features(&w.docs[i])...)
	}
	var out []string
	for _, c := range l.Link(features, decided) {
		out = append(out, strings.Join(c.Claims, " "))
	}
	return strings.Join(out, " | ")
}

// TestRulings: analysts join and hold apart; the later of two that contradict each other holds; a claim is taken
// out of what its document tells.
func TestRulings(t *testing.T) {
	w := &world{t: t, book: arnor(t)}
	toll := sanad.Claim{Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual, Figures: []sanad.Figure{{ID: "f1", Measure: "injured", Low: sanad.Dec(4)}}}
	w.document("a", "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 9), toll)
	w.document("b", "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 9))
	w.document("c", "2025-05-20", w.attack("GON-MIL", "ARN-CVL", 19, "ARN-ANN", 30))
	for _, test := range []struct {
		name    string
		decided []incident.Decided
		want    string
	}{
		{"none", nil, "a.0 a.1 b.0 | c.0"},
		{"joined", []incident.Decided{{A: "c.0", B: "a.0", Same: true}}, "a.0 a.1 b.0 c.0"},
		{"held apart", []incident.Decided{{A: "a.0", B: "b.0"}}, "a.0 a.1 | b.0 | c.0"},
		{"the later holds", []incident.Decided{{A: "a.0", B: "b.0"}, {A: "b.0", B: "a.0", Same: true}}, "a.0 a.1 b.0 | c.0"},
		{"the later holds too", []incident.Decided{{A: "a.0", B: "b.0", Same: true}, {A: "b.0", B: "a.0"}}, "a.0 a.1 | b.0 | c.0"},
		{"through a third", []incident.Decided{{A: "a.0", B: "c.0", Same: true}, {A: "b.0", B: "c.0", Same: true}, {A: "a.0", B: "b.0"}}, "a.0 a.1 | b.0 c.0"},
		{"out of a document's telling", []incident.Decided{{A: "a.0", B: "a.1"}}, "a.0 b.0 | a.1 | c.0"},
		{"and to another", []incident.Decided{{A: "a.0", B: "a.1"}, {A: "a.1", B: "c.0", Same: true}}, "a.0 b.0 | a.1 c.0"},
		{"of what isn't there", []incident.Decided{{A: "a.0", B: "z.0", Same: true}}, "a.0 a.1 b.0 | c.0"},
	} {
		if got := w.linked(test.decided...); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// TestApart: what makes one occurrence two.
func TestApart(t *testing.T) {
	book := arnor(t)
	for _, test := range []struct {
		name string
		make func(w *world)
		want string
	}{
		{"the same night, told a day apart by number", func(w *world) {
			w.document("a", "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 31))
			w.document("b", "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 2, "ARN-BREE", 31))
		}, "a.0 b.0"},
		{"another number by another claimant", func(w *world) {
			w.document("a", "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 31))
			w.document("b", "2025-05-02", w.attack("GON", "ARN-CVL", 1, "ARN-BREE", 7))
		}, "a.0 b.0"},
		{"the other way round", func(w *world) {
			w.document("a", "2025-05-02", w.attack("GON-MIL", "ARN-MIL", 1, "ARN-BREE", 5))
			w.document("b", "2025-05-02", w.attack("ARN-MIL", "GON-MIL", 1, "ARN-BREE", 5))
		}, "a.0 | b.0"},
		{"another town of that day", func(w *world) {
			w.document("a", "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 5))
			w.document("b", "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-ANN", 5))
		}, "a.0 | b.0"},
		{"a week later", func(w *world) {
			w.document("a", "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 5))
			w.document("b", "2025-05-09", w.attack("GON-MIL", "ARN-CVL", 8, "ARN-BREE", 5))
		}, "a.0 | b.0"},
		{"a promised one isn't one", func(w *world) {
			future := w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 5)
			future.Modality = sanad.ModalityFuture
			w.document("a", "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 5), future)
		}, "a.0"},
		{"a count over a period is another thing", func(w *world) {
			count := w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 5)
			count.Figures[0].Scope = sanad.ScopePeriod
			first, last := "2025-05-01", "2025-05-31"
			count.When = &sanad.When{Start: &first, End: &last, Precision: "month"}
			w.document("a", "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 5))
			w.document("b", "2025-06-02", count)
		}, "a.0 | b.0"},
	} {
		w := &world{t: t, book: book}
		test.make(w)
		if got := w.linked(); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// TestLargest: of a component with too many claims the threshold is raised until its parts are small enough.
func TestLargest(t *testing.T) {
	book := arnor(t)
	book.Incidents.Largest = 3
	w := &world{t: t, book: book}
	for _, id := range []string{"a", "b"} {
		w.document(id, "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 31))
	}
	for _, id := range []string{"c", "d"} { // which another day and place than those isn't told of
		c := w.attack("GON-MIL", "ARN-CVL", 1, "", 58)
		c.When = nil
		w.document(id, "2025-05-02", c)
	}
	if got, want := w.linked(), "a.0 b.0 | c.0 d.0"; got != want {
		t.Errorf("at most 3: %s, want %s", got, want)
	}
	book.Incidents.Largest = 4
	if got, want := w.linked(), "a.0 b.0 c.0 d.0"; got != want {
		t.Errorf("at most 4: %s, want %s", got, want)
	}
}

// TestLead: a report leads where its first claims belong, and nowhere with its background alone.
func TestLead(t *testing.T) {
	book := arnor(t)
	l := incident.New(book)
	w := &world{t: t, book: book}
	accuse := sanad.Claim{Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual, Event: &sanad.Event{Type: "ACCUSE"}, Actors: w.entities("ARN-GOV"), Recipients: w.entities("GON-GOV")}
	w.document("first", "2025-05-02", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 5), w.attack("ARN-MIL", "GON-CVL", 2, "GON-MT", 5))
	w.document("said", "2025-05-02", accuse, w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 5))
	w.docs[1].Claims[1].Sentence.Index = 0
	w.document("background", "2025-05-30", w.attack("GON-MIL", "ARN-CVL", 1, "ARN-BREE", 5))
	w.docs[2].Claims[0].Sentence.Index = 1
	want := map[string]string{"first": "first.0", "said": "said.1", "background": ""}
	for i := range w.docs {
		got := ""
		for _, f := range l.Features(&w.docs[i]) {
			if f.Lead {
				got += f.Claim
			}
		}
		if id := w.docs[i].Document.ID; got != want[id] {
			t.Errorf("%s leads with %q, want %q", id, got, want[id])
		}
	}
}

// TestFamilies: each family's example has a claim of it, its counter-example none.
func TestFamilies(t *testing.T) {
	book := arnor(t)
	parser, err := text.Load(text.Accurate)
	if err != nil {
		t.Fatal(err)
	}
	c, l := coder.New(book, parser), incident.New(book)
	for _, name := range slices.Sorted(maps.Keys(book.Incidents.Families)) {
		f := book.Incidents.Families[name]
		for sentence, want := range map[string]bool{f.Example: true, f.Counter: false} {
			doc := sanad.Document{ID: "d", Text: sentence, Published: "2025-10-15"}
			var families []string
			for _, f := range l.Features(&sanad.Coded{Document: doc, Claims: c.Code(doc)}) {
				families = append(families, f.Family)
			}
			if slices.Contains(families, name) != want {
				t.Errorf("%s: %q has claims of %v", name, sentence, families)
			}
		}
	}
}

// BenchmarkScore: go test ./internal/incident -bench Score -run '^$'; pairs/s is how many pairs are scored a second.
func BenchmarkScore(b *testing.B) {
	book, err := codebook.Load(codebook.Options{})
	if err != nil {
		b.Fatal(err)
	}
	l := incident.New(book)
	features := newSynthetic(book, 4).features(l, 400, 3)
	b.ResetTimer()
	for i := range b.N {
		l.Edges(&features[i%len(features)], features)
	}
	b.ReportMetric(float64(b.N*len(features))/b.Elapsed().Seconds(), "pairs/s")
}

// BenchmarkLink links claims over five years, from 12,500 to 200,000: the time for one should stay about the
// same. go test ./internal/incident -bench Link -benchtime 1x -run '^$'
func BenchmarkLink(b *testing.B) {
	book, err := codebook.Load(codebook.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{12_500, 50_000, 200_000} {
		l := incident.New(book)
		features := newSynthetic(book, 5).features(l, n, 5*365*n/200_000) // as many a day
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				l.Link(features, nil)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(features)), "µs/claim")
		})
	}
}

// TestCountsMeetByNumber: a report that doesn't say whose count it passes on meets the one that does, and no other.
func TestCountsMeetByNumber(t *testing.T) {
	l, low, other := incident.New(arnor(t)), sanad.Decimal(1_600_000), sanad.Decimal(1_700_000)
	count := func(id string, n *sanad.Decimal, speakers ...string) *incident.Features {
		return &incident.Features{
			Claim: id, Head: id, Family: "total", Kind: "figures", Type: "trade_value", Speakers: speakers,
			From: 20362, To: 20408, Dated: incident.DatedPublished, Numbers: []incident.Number{{Measure: "trade_value", Low: n, High: n}},
		}
	}
	told := l.Around(count("a", &low, "ARN-GOV"))
	for _, c := range []struct {
		f    *incident.Features
		want bool
	}{{count("b", &low), true}, {count("c", &other), false}} {
		got := slices.ContainsFunc(l.Blocks(c.f), func(b string) bool { return slices.Contains(told, b) })
		if got != c.want {
			t.Errorf("count %s meets %v, want %v", c.f.Claim, got, c.want)
		}
	}
}
