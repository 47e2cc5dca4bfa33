package pipeline_test

import (
	"bytes"
	"encoding/json"
	"iter"
	"testing"

	"sanad.example/sanad/codebook"
	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/pipeline"
	"sanad.example/sanad/internal/synth"
)

// BenchmarkIngest takes documents of 400 words in, from records to stored claims, with the real codebook.
// One operation is one document.
func BenchmarkIngest(b *testing.B) {
	book, err := codebook.Load(codebook.Options{})
	if err != nil {
		b.Fatal(err)
	}
	g, err := synth.New(book, synth.Options{Seed: 1, Documents: b.N})
	if err != nil {
		b.Fatal(err)
	}
	var load bytes.Buffer
	enc := json.NewEncoder(&load)
	for made := range g.All() {
		if err := enc.Encode(made.Input); err != nil {
			b.Fatal(err)
		}
	}
	o, err := pipeline.Open(b.Context(), b.TempDir(), reader(b, book), pipeline.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer o.Close()
	c, err := collect.New(collect.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var items iter.Seq2[collect.Item, error] = c.Reader(b.Context(), "load", &load)
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := o.Ingest(b.Context(), items, func(pipeline.Acknowledgement) {}, func(err error) { b.Error(err) }); err != nil {
		b.Fatal(err)
	}
	if err := o.CatchUp(b.Context(), nil, nil); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}
