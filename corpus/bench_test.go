package corpus

import (
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/text"
)

// BenchmarkCode reads the claims of the whole starter corpus, from raw text by way of trees. One core:
// GOMAXPROCS=1.
func BenchmarkCode(b *testing.B) {
	var docs []sanad.Document
	sentences := 0
	for _, in := range records(b) {
		docs = append(docs, sanad.Document{ID: in.ID, Text: in.Text, Title: in.Title, Published: in.Published, Source: in.Source})
		sentences += len(text.Segment(in.Text))
	}
	for _, mode := range []text.Mode{text.Accurate, text.Fast} {
		b.Run(mode.String(), func(b *testing.B) {
			p, err := text.Load(mode)
			if err != nil {
				b.Fatal(err)
			}
			c := coder.New(book(b), p)
			c.Code(docs[0]) // decodes the weights
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				for _, d := range docs {
					c.Code(d)
				}
				n++
			}
			b.ReportMetric(float64(n*sentences)/b.Elapsed().Seconds(), "sentences/s")
		})
	}
}
