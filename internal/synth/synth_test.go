package synth

import (
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// invented loads the core with the crisis of Arnor and Gondor.
func invented(t testing.TB) *codebook.Book {
	t.Helper()
	book, err := codebook.Load(codebook.Options{Overlay: os.DirFS("testdata/arnor-gondor")})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func generator(t testing.TB, book *codebook.Book, opts Options) *Generator {
	t.Helper()
	g, err := New(book, opts)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestSameSeedSameDocuments holds that a document depends on seed and number alone.
func TestSameSeedSameDocuments(t *testing.T) {
	book := invented(t)
	opts := Options{Seed: 7, Documents: 30}
	all := slices.Collect(generator(t, book, opts).All())
	again := generator(t, invented(t), opts)
	for i := len(all) - 1; i >= 0; i-- { // in another order
		if d := cmp.Diff(all[i], again.Document(i)); d != "" {
			t.Fatalf("document %d: %s", i, d)
		}
	}
	opts.Seed = 8
	other := generator(t, book, opts)
	for i, m := range all {
		if other.Document(i).Input.Text == m.Input.Text {
			t.Errorf("document %d is the same under another seed", i)
		}
	}
}

// TestDocuments holds what the package promises of each document.
func TestDocuments(t *testing.T) {
	book := invented(t)
	g := generator(t, book, Options{Seed: 1, Documents: 200, From: "2022-01-01", To: "2025-12-31", Words: 400})
	last, ids, texts := "", map[string]bool{}, map[string]bool{}
	kinds, sides := map[string]int{}, map[string]int{}
	for m := range g.All() {
		in := m.Input
		if n := len(strings.Fields(in.Text)); n < 390 || n > 440 {
			t.Errorf("%s has %d words", in.ID, n)
		}
		if in.Published < last || in.Published < "2022-01-01" || in.Published > "2025-12-31" {
			t.Errorf("%s was published on %s, after %s", in.ID, in.Published, last)
		}
		last = in.Published
		if ids[in.ID] || texts[in.Text] || in.Title == "" || in.Source != "Sanad synth" || !strings.HasSuffix(in.Text, "reports nothing.") {
			t.Errorf("%s: not its own, or without what it must say", in.ID)
		}
		ids[in.ID], texts[in.Text] = true, true
		if strings.ContainsAny(in.Text+in.Title, "{}") {
			t.Errorf("%s has a slot left", in.ID)
		}
		if len(m.Claims) < 5 {
			t.Errorf("%s makes %d claims", in.ID, len(m.Claims))
		}
		checkClaims(t, book, m)
		for _, c := range m.Claims {
			kinds[c.Rule]++
			for _, id := range c.Actors {
				sides[id[:3]]++
			}
		}
	}
	if last < "2025-12-20" {
		t.Errorf("the last document is of %s", last)
	}
	if len(kinds) < 20 {
		t.Errorf("only %d templates of claims were used: %v", len(kinds), kinds)
	}
	if a, g := sides["ARN"], sides["GON"]; a*10 < g*8 || g*10 < a*8 {
		t.Errorf("one side acts more than the other: %v", sides)
	}
}

// checkClaims holds that each claim's quote stands where it says, and that its people and places are in
// the codebook and exist on the day.
func checkClaims(t *testing.T, book *codebook.Book, m Made) {
	t.Helper()
	o := sanad.NewOffsets(m.Input.Text)
	for _, c := range m.Claims {
		if got := o.Slice(c.Span); got != c.Quote || c.Document != m.Input.ID {
			t.Errorf("%s: %v is %q, not %q", c.Document, c.Span, got, c.Quote)
		}
		if c.Event == nil && c.Relation == nil && len(c.Figures) == 0 {
			t.Errorf("%s claims nothing", c.Quote)
		}
		for _, id := range slices.Concat(c.Actors, c.Recipients, c.Speakers) {
			a, ok := book.Actor(id)
			if !ok || a.Kind == "person" || a.From != "" && m.Input.Published < a.From || a.To != "" && a.To < m.Input.Published {
				t.Errorf("%s on %s: %q", c.Quote, m.Input.Published, id)
			}
		}
		for _, id := range c.Places {
			if _, ok := book.Place(id); !ok {
				t.Errorf("%s: place %q", c.Quote, id)
			}
		}
		for _, f := range c.Figures {
			if f.Low == nil || !strings.Contains(c.Quote, thousands(int(*f.Low))) || (f.High == nil) != strings.Contains(c.Quote, "At least") {
				t.Errorf("%s: figure %+v", c.Quote, f)
			}
		}
	}
}

func TestClaimJSON(t *testing.T) {
	g := generator(t, invented(t), Options{Seed: 3, Documents: 1, Words: 50})
	b, err := json.Marshal(g.Document(0).Claims[0])
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"document", "span", "quote", "speakers", "stance", "modality"} {
		if _, ok := got[name]; !ok {
			t.Errorf("%s lacks %q", b, name)
		}
	}
}

// TestRealCodebook holds that the embedded crisis has enough for every template.
func TestRealCodebook(t *testing.T) {
	book, err := codebook.Load(codebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	g := generator(t, book, Options{Seed: 2, Documents: 100, From: "2021-09-01", To: "2026-08-31"})
	used := map[string]bool{}
	for m := range g.All() {
		checkClaims(t, book, m)
		for _, c := range m.Claims {
			used[c.Rule] = true
		}
	}
	for _, s := range g.templates.Sentences {
		if s.Claims != nil && !used[s.ID] {
			t.Errorf("template %q is never used", s.ID)
		}
	}
}

func TestOptions(t *testing.T) {
	book := invented(t)
	for _, opts := range []Options{
		{Documents: -1},
		{Words: -1},
		{Words: MaxWords + 1},
		{From: "yesterday"},
		{To: "tomorrow"},
		{From: "2025-02-30"},
		{From: "2025-01-02", To: "2025-01-01"},
	} {
		if _, err := New(book, opts); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%+v: %v", opts, err)
		}
	}
	g := generator(t, book, Options{})
	if n := g.opts.Documents; n != DefaultDocuments || g.days != 366 {
		t.Errorf("%d documents over %d days", n, g.days)
	}
	one := generator(t, book, Options{Documents: 1, From: "2025-01-01", To: "2025-01-01"})
	if m := slices.Collect(one.All()); len(m) != 1 || m[0].Input.Published != "2025-01-01" {
		t.Errorf("one document of one day: %+v", m)
	}
}

// TestTooLittle holds that a codebook without people is refused, not waited for.
func TestTooLittle(t *testing.T) {
	book := *invented(t)
	book.Actors = nil
	if _, err := New(&book, Options{}); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("no actors: %v", err)
	}
	book = *invented(t)
	book.Crisis.Sides = book.Crisis.Sides[:1]
	if _, err := New(&book, Options{}); !errors.Is(err, sanad.ErrInvalid) {
		t.Errorf("one side: %v", err)
	}
}

// TestTemplates holds the data itself: known slots, all of them used, ids once, no person.
func TestTemplates(t *testing.T) {
	tm, err := loadTemplates()
	if err != nil {
		t.Fatal(err)
	}
	used, seen := map[string]bool{}, map[string]bool{}
	mark := func(where string, slots []string) {
		for _, s := range slots {
			if used[s] = true; tm.Slots[s].Of == "" {
				t.Errorf("%s: no slot %q", where, s)
			}
		}
	}
	for _, h := range tm.Headlines {
		mark(h, slotsOf(h))
	}
	for _, s := range tm.Sentences {
		if seen[s.ID] || s.ID == "" || s.Part != "lead" && s.Part != "body" {
			t.Errorf("template %q: id twice, or part %q", s.ID, s.Part)
		}
		seen[s.ID] = true
		named := slotsOf(s.Text)
		mark(s.ID, named)
		for _, c := range s.Claims {
			slots := slices.Concat(c.Actors, c.Recipients, c.Speakers, c.Places)
			if c.When != "" {
				slots = append(slots, c.When)
			}
			for _, f := range c.Figures {
				slots = append(append(slots, f.N), f.Of...)
			}
			for _, slot := range slots {
				if !slices.Contains(named, slot) {
					t.Errorf("template %q claims %q, which its text doesn't name", s.ID, slot)
				}
			}
		}
	}
	for name, s := range tm.Slots {
		if !used[name] || slices.Contains(s.Kinds, "person") {
			t.Errorf("slot %q is unused, or a person", name)
		}
	}
	if tm.Header.Licence == "" || tm.Header.Provenance == "" {
		t.Error("header without licence or provenance")
	}
}

// TestMemoryStaysFlat holds that a long run doesn't gather anything.
func TestMemoryStaysFlat(t *testing.T) {
	g := generator(t, invented(t), Options{Documents: 1500})
	n := 0
	var before, after runtime.MemStats
	for range g.All() {
		if n++; n == 100 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if n != 1500 || after.HeapAlloc > before.HeapAlloc+2<<20 {
		t.Errorf("%d documents, heap %d then %d", n, before.HeapAlloc, after.HeapAlloc)
	}
}

func BenchmarkDocument(b *testing.B) {
	g := generator(b, invented(b), Options{})
	n := 0
	for b.Loop() {
		g.Document(n % 1000)
		n++
	}
}
