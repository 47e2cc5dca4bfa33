package pipeline_test

import (
	"iter"
	"runtime"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/pipeline"
	"sanad.example/sanad/internal/synth"
)

// TestMemoryStaysFlat ingests in parts and looks at what is live after each: after the first part has
// filled the caches, more documents must not keep more.
func TestMemoryStaysFlat(t *testing.T) {
	if testing.Short() {
		t.Skip("memory over 480 documents was not measured: -short")
	}
	book, err := codebook.Load(codebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const part = 120
	g, err := synth.New(book, synth.Options{Seed: 1, Documents: 4 * part})
	if err != nil {
		t.Fatal(err)
	}
	c, err := collect.New(collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o, err := pipeline.Open(t.Context(), t.TempDir(), reader(t, book), pipeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	var live []uint64
	for i := range 4 {
		_, err := o.Ingest(t.Context(), made(c, g, i*part, part), func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) })
		if err != nil {
			t.Fatal(err)
		}
		if err := o.CatchUp(t.Context(), nil, nil); err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		live = append(live, m.HeapAlloc)
	}
	t.Logf("live bytes after each %d documents: %d", part, live)
	if last, first := live[3], live[0]; last > first+first/4+4<<20 {
		t.Errorf("%d bytes are live after %d documents, %d after %d: memory grows with their number", last, 4*part, first, part)
	}
}

// made are documents of the generator as they would arrive.
func made(c *collect.Collector, g *synth.Generator, from, n int) iter.Seq2[collect.Item, error] {
	return func(yield func(collect.Item, error) bool) {
		for i := range n {
			in := g.Document(from + i).Input
			item, err := c.Document(collect.Received{Origin: in.ID, Name: in.ID, MediaType: "text/plain", Body: []byte(in.Text)})
			if err == nil {
				item.Document.ID = sanad.DocumentID(in.Source, "", item.Document.Text)
			}
			if !yield(item, err) {
				return
			}
		}
	}
}
