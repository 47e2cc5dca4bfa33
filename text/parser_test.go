package text

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// parsers loads both modes once for all tests.
var parsers = sync.OnceValues(func() (map[Mode]*Parser, error) {
	out := map[Mode]*Parser{}
	for _, mode := range []Mode{Accurate, Fast} {
		p, err := Load(mode)
		if err != nil {
			return nil, err
		}
		out[mode] = p
	}
	return out, nil
})

func loaded(t testing.TB, mode Mode) *Parser {
	t.Helper()
	all, err := parsers()
	if err != nil {
		t.Fatal(err)
	}
	return all[mode]
}

// TestOwnTrees holds the trees of sentences written for the purpose, in both modes: each line of
// testdata/trees.txt is a sentence, each "word>head:relation" after it must be in its tree.
func TestOwnTrees(t *testing.T) {
	b, err := os.ReadFile("testdata/trees.txt")
	if err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(string(b), "\n\n") {
		sentence, wants, ok := strings.Cut(strings.TrimSpace(part), "\n")
		if !ok || strings.HasPrefix(sentence, "#") {
			continue
		}
		for _, mode := range []Mode{Accurate, Fast} {
			sents := Segment(sentence)
			loaded(t, mode).Parse(sents)
			have := arcsOf(sents)
			for _, want := range strings.Fields(wants) {
				if !have[want] {
					t.Errorf("%s, %q: no %s; have %v", mode, sentence, want, have)
				}
			}
		}
	}
}

func arcsOf(sents []Sentence) map[string]bool {
	out := map[string]bool{}
	for _, s := range sents {
		for _, t := range s.Tokens {
			head := "ROOT"
			if t.Head > 0 {
				head = s.Tokens[t.Head-1].Text
			}
			out[fmt.Sprintf("%s>%s:%s", t.Text, head, t.Rel)] = true
		}
	}
	return out
}

// checkTree holds what every parse must satisfy: one root, heads inside the sentence, no circle.
func checkTree(t *testing.T, s Sentence) {
	t.Helper()
	roots := 0
	for i, tok := range s.Tokens {
		if tok.Head < 0 || tok.Head > len(s.Tokens) || tok.Head == i+1 || tok.UPOS == "" || tok.Lemma == "" || tok.Rel == "" {
			t.Fatalf("token %d of %q: %+v", i, spell(s), tok)
		}
		if (tok.Head == 0) != (tok.Rel == "root") {
			t.Fatalf("token %q has head %d and relation %s", tok.Text, tok.Head, tok.Rel)
		}
		if tok.Head == 0 {
			roots++
		}
		at, steps := tok.Head, 0
		for at > 0 && steps <= len(s.Tokens) {
			at, steps = s.Tokens[at-1].Head, steps+1
		}
		if at > 0 {
			t.Fatalf("%q hangs in a circle", tok.Text)
		}
	}
	if roots != 1 {
		t.Fatalf("%d roots in %q", roots, spell(s))
	}
}

func TestParseHugeAndForeign(t *testing.T) {
	docs := []string{
		strings.Repeat("the army said that ", 650), strings.Repeat("( ", 2100), "،", "د افغانستان دفاع وزارت وویل چې برید شوی.",
		"Министерство обороны сообщило. 国防部否认了。", "\u00ad", "\xff\xfe \xff", "U.S.", "a",
	}
	for _, doc := range docs {
		for _, mode := range []Mode{Accurate, Fast} {
			sents := Segment(doc)
			loaded(t, mode).Parse(sents)
			for _, s := range sents {
				checkTree(t, s)
			}
		}
	}
	loaded(t, Fast).Parse([]Sentence{{}})
}

func FuzzParse(f *testing.F) {
	f.Add("Kabul didn't confirm it, Maj.-Gen. Sharif said.")
	f.Add("\xff'\u200b' U.S..s. …")
	f.Fuzz(func(t *testing.T, doc string) {
		if len(doc) > 2000 {
			return
		}
		for _, mode := range []Mode{Accurate, Fast} {
			sents := Segment(doc)
			loaded(t, mode).Parse(sents)
			for _, s := range sents {
				checkTree(t, s)
			}
		}
	})
}

// TestParseShared runs one parser in many goroutines; each must get the tree that one alone gets.
func TestParseShared(t *testing.T) {
	const doc = "Gondor denied on Monday that its riders had burned two farms. The farms were burned by orcs, it said."
	p := loaded(t, Accurate)
	want := Segment(doc)
	p.Parse(want)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				got := Segment(doc)
				p.Parse(got)
				if !reflect.DeepEqual(got, want) {
					t.Error("a shared parser gave another tree")
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestParseAllocatesNothing(t *testing.T) {
	if raceOn {
		t.Skip("allocations are not counted under the race detector, which makes pools forget")
	}
	sents := Segment("The steward of Gondor denied that his riders had burned two farms in Ithilien on Monday, officials said.")
	for _, mode := range []Mode{Accurate, Fast} {
		p := loaded(t, mode)
		p.Parse(sents)
		if n := testing.AllocsPerRun(50, func() { p.Parse(sents) }); n > 1 {
			t.Errorf("%s: %.1f allocations a sentence", mode, n)
		}
	}
}

func TestParseCoNLLU(t *testing.T) {
	var out bytes.Buffer
	if err := ParseCoNLLU(context.Background(), loaded(t, Fast), strings.NewReader(ownTree), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# text = Gondor didn't yield.\n", "2-3\tdidn't\t", "4.1\tit\t", "\tSpaceAfter=No|Note=x\n", "1\tWhy\twhy\tADV\t"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "4:nsubj") {
		t.Error("DEPS of another tree were kept")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := ParseCoNLLU(ctx, loaded(t, Fast), strings.NewReader(ownTree), &out); err == nil {
		t.Error("a cancelled parse gave no error")
	}
}

func TestWriteRaw(t *testing.T) {
	var out bytes.Buffer
	if err := WriteRaw(context.Background(), loaded(t, Fast), "Türkiye mediates.\n\nGondor didn't.", &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# text = Gondor didn't.\n", "1\tTürkiye\t", "SpaceAfter=No|TokenRange=26:29"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	n := 0
	for rec, err := range ReadCoNLLU(&out) {
		if err != nil {
			t.Fatal(err)
		}
		checkTree(t, rec.Sentence)
		n++
	}
	if n != 2 {
		t.Errorf("%d sentences, want 2", n)
	}
}

func TestDraw(t *testing.T) {
	s := Sentence{Tokens: []Token{
		{Text: "Gondor", Lemma: "Gondor", UPOS: "PROPN", XPOS: "NNP", Head: 2, Rel: "nsubj"},
		{Text: "denied", Lemma: "deny", UPOS: "VERB", XPOS: "VBD", Rel: "root"},
		{Text: "it", Lemma: "it", UPOS: "PRON", XPOS: "PRP", Head: 2, Rel: "obj"},
	}}
	var b strings.Builder
	if err := Draw(s, &b); err != nil {
		t.Fatal(err)
	}
	want := "denied  root VERB/VBD (deny)\n├─ Gondor  nsubj PROPN/NNP\n└─ it  obj PRON/PRP\n"
	if b.String() != want {
		t.Errorf("drawn:\n%s\nwant:\n%s", b.String(), want)
	}
}

func TestLoadVersions(t *testing.T) {
	a, b := loaded(t, Accurate).Version(), loaded(t, Fast).Version()
	if a == b || !strings.HasPrefix(a, "accurate-") || !strings.HasPrefix(b, "fast-") {
		t.Errorf("versions %q and %q", a, b)
	}
	if _, err := ParseMode("slow"); err == nil {
		t.Error("mode slow was read")
	}
}

func benchmarkParse(b *testing.B, mode Mode) {
	p := loaded(b, mode)
	doc := benchDoc(b)
	p.Parse(Segment(doc))
	tokens := 0
	b.ReportAllocs()
	for b.Loop() {
		sents := Segment(doc)
		p.Parse(sents)
		for _, s := range sents {
			tokens += len(s.Tokens)
		}
	}
	b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
}

// The benchmarks run from raw text, all steps, on one core.
func BenchmarkAccurate(b *testing.B) { benchmarkParse(b, Accurate) }
func BenchmarkFast(b *testing.B)     { benchmarkParse(b, Fast) }

// BenchmarkParseAlone leaves segmentation out and shows that parsing allocates nothing.
func BenchmarkParseAlone(b *testing.B) {
	p := loaded(b, Fast)
	sents := Segment(benchDoc(b))
	p.Parse(sents)
	b.ReportAllocs()
	for b.Loop() {
		p.Parse(sents)
	}
}
