package pipeline_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/coder"
	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/pipeline"
	"sanad.example/sanad/text"
)

// book is the invented world's, so that better knowledge of a real crisis breaks no test here.
var book = sync.OnceValues(func() (*codebook.Book, error) {
	return codebook.Load(codebook.Options{Overlay: os.DirFS("../../codebook/testdata/arnor-gondor")})
})

// parser is shared: its weights are decoded once.
var parser = sync.OnceValues(func() (*text.Parser, error) { return text.Load(text.Accurate) })

func reader(t testing.TB, b *codebook.Book) *coder.Coder {
	t.Helper()
	p, err := parser()
	if err != nil {
		t.Fatal(err)
	}
	return coder.New(b, p)
}

func open(t *testing.T, dir string) *pipeline.Observatory {
	t.Helper()
	b, err := book()
	if err != nil {
		t.Fatal(err)
	}
	o, err := pipeline.Open(t.Context(), dir, reader(t, b), pipeline.Options{Problem: func(doc string, err error) { t.Errorf("document %q: %v", doc, err) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

// records are documents of the invented world, as JSON Lines records.
func records(n int) []sanad.Input {
	var out []sanad.Input
	for i := range n {
		in := sanad.Input{ID: fmt.Sprintf("r%d", i), Source: "Bree Gazette", Published: fmt.Sprintf("2025-10-%02d", 1+i%28)}
		switch i % 4 {
		case 0:
			in.Text = fmt.Sprintf("Gondor said %d of its soldiers were killed in attacks by Arnor.", i+2)
		case 1:
			in.Text = fmt.Sprintf("Arnor denied attacking Gondor. It was report %d.", i)
		case 2:
			in.Text = fmt.Sprintf("Arnor accused Gondor of killing %d civilians.", i+2)
		default:
			in.Text = fmt.Sprintf("Gondor closed the border with Arnor for the %dth time.", i)
		}
		out = append(out, in)
	}
	return out
}

func items(t *testing.T, ins []sanad.Input) iter.Seq2[collect.Item, error] {
	t.Helper()
	var b strings.Builder
	for _, in := range ins {
		line, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	c, err := collect.New(collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c.Reader(t.Context(), "test", strings.NewReader(b.String()))
}

func ingest(t *testing.T, o *pipeline.Observatory, ins []sanad.Input) pipeline.Tally {
	t.Helper()
	tally, err := o.Ingest(t.Context(), items(t, ins), func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	return tally
}

func digest(t *testing.T, o *pipeline.Observatory) string {
	t.Helper()
	d, err := o.Derived.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDigestIsTheSameInAnyOrder(t *testing.T) {
	ins := records(60)
	// The same document twice with different dates and titles: which comes first must not matter.
	twice := ins[7]
	twice.Published, twice.Title, twice.ID = "2025-09-30", "A later copy", "another-name"
	ins = append(ins, twice)
	o := open(t, t.TempDir())
	ingest(t, o, ins)
	want := digest(t, o)
	page, err := o.Reader().Claims(t.Context(), sanad.ClaimQuery{})
	if err != nil || page.Count < len(ins) {
		t.Fatalf("%d claims, %v: the invented texts should give at least one each", page.Count, err)
	}
	for seed := range uint64(5) {
		shuffled := slices.Clone(ins)
		r := rand.New(rand.NewPCG(seed, 0))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		o := open(t, t.TempDir())
		for part := range slices.Chunk(shuffled, 1+r.IntN(40)) {
			ingest(t, o, part)
		}
		if got := digest(t, o); got != want {
			t.Errorf("seed %d: digest %s, want %s", seed, got, want)
		}
		before, after, err := o.Rebuild(t.Context(), nil)
		if err != nil || before != want || after != want {
			t.Errorf("seed %d: rebuild gives %s and %s, %v, want %s", seed, before, after, err, want)
		}
	}
}

func TestKnownDocumentsAddNoText(t *testing.T) {
	o := open(t, t.TempDir())
	ins := records(10)
	ingest(t, o, ins)
	want := digest(t, o)
	size, _ := o.Evidence.Size(t.Context())
	if tally := ingest(t, o, ins); tally.Documents != len(ins) {
		t.Errorf("acknowledged %d documents, want %d", tally.Documents, len(ins))
	}
	again, _ := o.Evidence.Size(t.Context())
	if again-size != int64(len(ins)) {
		t.Errorf("%d entries were added, want a receipt for each of %d documents", again-size, len(ins))
	}
	if got := digest(t, o); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
}

func TestRedactedDocumentsLeaveAndMayComeBack(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ins := records(12)
	ingest(t, o, ins[1:])
	without := digest(t, o)
	ingest(t, o, ins)
	with := digest(t, o)
	gone, err := o.Redact(t.Context(), ins[0].ID, "a test")
	if err != nil || len(gone) != 2 {
		t.Fatalf("redacted entries %v, %v, want a receipt and a text", gone, err)
	}
	if got := digest(t, o); got != without {
		t.Errorf("after the redaction the digest is %s, want %s", got, without)
	}
	_, after, err := o.Rebuild(t.Context(), nil)
	if err != nil || after != without {
		t.Errorf("rebuilt after the redaction: %s, %v, want %s", after, err, without)
	}
	if _, err := o.Redact(t.Context(), ins[0].ID, "again"); err == nil {
		t.Error("redacting twice succeeds")
	}
	if _, err := o.Redact(t.Context(), ins[1].ID, ""); err == nil {
		t.Error("redacting without a reason succeeds")
	}
	ingest(t, o, ins[:1])
	if got := digest(t, o); got != with {
		t.Errorf("received again, the digest is %s, want %s", got, with)
	}
}

func TestNextStartCarriesOn(t *testing.T) {
	dir := t.TempDir()
	ins := records(40)
	o := open(t, dir)
	if _, err := o.Ingest(t.Context(), items(t, ins), func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) }); err != nil {
		t.Fatal(err)
	}
	other := open(t, t.TempDir())
	ingest(t, other, ins)
	if err := o.Close(); err != nil { // acknowledged, and nothing coded
		t.Fatal(err)
	}
	again := open(t, dir)
	if err := again.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(digest(t, other), digest(t, again)); diff != "" {
		t.Error(diff)
	}
}

// TestOlderGenerationIsShownMeanwhile changes the codebook: pages go on with what the old one gave until
// the new generation is complete.
func TestOlderGenerationIsShownMeanwhile(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ingest(t, o, records(8))
	b, err := codebook.Load(codebook.Options{Overlay: os.DirFS("../../codebook/testdata/arnor-gondor")})
	if err != nil {
		t.Fatal(err)
	}
	b.ID = "another"
	next, err := pipeline.Open(t.Context(), dir, reader(t, b), pipeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	before, err := next.Reader().Overview(t.Context())
	if err != nil || before.Documents != 8 {
		t.Fatalf("%d documents are shown, %v, want the older generation's 8", before.Documents, err)
	}
	if err := next.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	after, err := next.Reader().Overview(t.Context())
	if err != nil || after.Documents != 8 || after.Generation == before.Generation {
		t.Errorf("after catching up: %+v, %v, want 8 documents of a new generation", after, err)
	}
}

func TestFollowSeesOtherProcesses(t *testing.T) {
	dir := t.TempDir()
	server, other := open(t, dir), open(t, dir)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		server.Follow(ctx, nil, 5*time.Millisecond, func(err error) { t.Error(err) })
	}()
	if _, err := other.Ingest(t.Context(), items(t, records(20)), func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) }); err != nil {
		t.Fatal(err)
	}
	for range 2000 {
		v, err := server.Reader().Overview(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if v.Documents == 20 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	stop()
	<-done
	v, err := server.Reader().Overview(t.Context())
	if err != nil || v.Documents != 20 {
		t.Errorf("the server shows %d documents, %v, want 20", v.Documents, err)
	}
}

// stubborn panics at every document, as a bug would.
type stubborn struct{}

func (stubborn) Code(sanad.Document) []sanad.Claim { panic("a bug") }

func TestCoderThatPanicsCostsNoDocument(t *testing.T) {
	o := open(t, t.TempDir())
	if _, err := o.Ingest(t.Context(), items(t, records(3)), func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) }); err != nil {
		t.Fatal(err)
	}
	told := 0
	p := pipeline.Pipeline{Evidence: o.Evidence, Derived: o.Derived, Coder: stubborn{}, Workers: 1, Problem: func(string, error) { told++ }}
	if err := p.CatchUp(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	v, err := o.Derived.Overview(t.Context())
	if err != nil || v.Documents != 3 || v.Claims != 0 || told != 3 {
		t.Errorf("%d documents, %d claims, %d told, %v; want 3, 0, 3", v.Documents, v.Claims, told, err)
	}
}

// TestSameDocumentTwiceInOneRun hands the same document in twice at once, and once more with a title.
func TestSameDocumentTwiceInOneRun(t *testing.T) {
	o := open(t, t.TempDir())
	before, err := o.Evidence.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	in := records(1)[0]
	titled := in
	titled.Title = "From the border"
	ingest(t, o, []sanad.Input{in, in, titled, titled, in})
	after, err := o.Evidence.Size(t.Context())
	if err != nil || after-before != 5+2 {
		t.Errorf("%d entries, %v; want 5 receipts and 2 texts", after-before, err)
	}
}
