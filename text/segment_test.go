package text

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// segmentCase is one case of testdata/segments.txt.
type segmentCase struct {
	in   string
	want []string
}

func segmentCases(t *testing.T) []segmentCase {
	t.Helper()
	b, err := os.ReadFile("testdata/segments.txt")
	if err != nil {
		t.Fatal(err)
	}
	var cases []segmentCase
	for part := range strings.SplitSeq(string(b), "\nin: ") {
		in, out, ok := strings.Cut(part, "\nout:\n")
		if !ok {
			continue
		}
		in = strings.ReplaceAll(strings.ReplaceAll(in, `\n`, "\n"), `\"`, `"`)
		cases = append(cases, segmentCase{in, strings.Split(strings.TrimSpace(out), "\n")})
	}
	return cases
}

func spell(s Sentence) string {
	forms := make([]string, len(s.Tokens))
	for i, t := range s.Tokens {
		forms[i] = t.Text
	}
	return strings.Join(forms, " ")
}

func TestSegmentCases(t *testing.T) {
	for _, c := range segmentCases(t) {
		var got []string
		for _, s := range Segment(c.in) {
			got = append(got, spell(s))
		}
		if g, w := strings.Join(got, "\n"), strings.Join(c.want, "\n"); g != w {
			t.Errorf("Segment(%q)\ngot:\n%s\nwant:\n%s", c.in, g, w)
		}
		checkOffsets(t, c.in)
	}
}

// checkOffsets holds what every segmentation must satisfy, whatever the text.
func checkOffsets(t *testing.T, doc string) {
	t.Helper()
	points := []rune(doc)
	if len(points) != utf8.RuneCountInString(doc) {
		t.Fatal("code points miscounted")
	}
	last, covered := 0, 0
	for i, s := range Segment(doc) {
		if s.Index != i || len(s.Tokens) == 0 || s.Start != s.Tokens[0].Start || s.End != s.Tokens[len(s.Tokens)-1].End {
			t.Fatalf("sentence %d of %q: %+v", i, doc, s)
		}
		for _, tok := range s.Tokens {
			if tok.Start < last || tok.End <= tok.Start || tok.End > len(points) {
				t.Fatalf("token %q of %q at %d:%d after %d", tok.Text, doc, tok.Start, tok.End, last)
			}
			if string(points[tok.Start:tok.End]) != string([]rune(tok.Text)) {
				t.Fatalf("token %q is not what %q holds at %d:%d", tok.Text, doc, tok.Start, tok.End)
			}
			covered += tok.End - tok.Start
			last = tok.End
		}
	}
	for _, r := range points {
		if !isSpace(r) {
			covered--
		}
	}
	if covered != 0 {
		t.Fatalf("%q: %d code points lost or doubled", doc, -covered)
	}
}

func TestNorm(t *testing.T) {
	for in, want := range map[string]string{
		"Kabul": "kabul", "didn’t": "didn't", "Аhmad": "ahmad", "Cafe\u0301": "café", "—": "-", "“": `"`,
		"Türkiye": "türkiye", "كابل": "کابل", "so\u00adft": "soft", "": "",
	} {
		if got := Norm(in); got != want {
			t.Errorf("Norm(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSegmentHuge(t *testing.T) {
	doc := strings.Repeat("and another word ", 700) + strings.Repeat("(", 2000) + strings.Repeat("x", 1<<16)
	checkOffsets(t, doc)
	if n := len(Segment(strings.Repeat("word ", 2000))); n != 1 {
		t.Errorf("%d sentences, want 1", n)
	}
}

func FuzzSegment(f *testing.F) {
	f.Add("Kabul didn't confirm it, Maj.-Gen. Sharif said.\nNo.")
	f.Add("\xff\xfe'\u200b' U.S..s.\r\n...?”)")
	f.Add("a'b'c'd'e's’s 1.a,2:3/4-5-6 $$ ''''")
	f.Fuzz(func(t *testing.T, doc string) {
		checkOffsets(t, doc)
		if once := Norm(doc); Norm(once) != once {
			t.Errorf("Norm(Norm(%q)) = %q, want %q", doc, Norm(once), once)
		}
	})
}

func TestWordLists(t *testing.T) {
	w := lists()
	for name, n := range map[string]int{
		"abbreviations.tsv": len(w.abbr), "contractions.tsv": len(w.contractions), "confusables.tsv": len(w.fold),
		"units.txt": len(w.units), "currencies.txt": len(w.currencies), "starters.txt": len(w.starters),
	} {
		if n < len(dataRows(name)) || n == 0 {
			t.Errorf("%s: %d entries read of %d rows", name, n, len(dataRows(name)))
		}
	}
	for word, k := range w.contractions {
		if k <= 0 || k >= len(word) {
			t.Errorf("contractions.tsv: %q cut at %d", word, k)
		}
	}
}
