package text

import (
	"os"
	"strings"
	"testing"
)

// benchDoc is news of the project's own making, long enough to leave the caches' first lines.
func benchDoc(b *testing.B) string {
	b.Helper()
	raw, err := os.ReadFile("testdata/segments.txt")
	if err != nil {
		b.Fatal(err)
	}
	var doc strings.Builder
	for part := range strings.SplitSeq(string(raw), "\nin: ") {
		in, _, ok := strings.Cut(part, "\nout:\n")
		if ok {
			doc.WriteString(strings.ReplaceAll(in, `\n`, "\n") + "\n\n")
		}
	}
	return strings.Repeat(doc.String(), 20)
}

func BenchmarkSegment(b *testing.B) {
	doc := benchDoc(b)
	tokens := 0
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range Segment(doc) {
			tokens += len(s.Tokens)
		}
	}
	b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
}
