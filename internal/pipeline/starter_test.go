package pipeline_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"sanad.example/sanad/codebook"
	"sanad.example/sanad/corpus"
	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/pipeline"
)

var update = flag.Bool("update", false, "write the starter corpus's digest into testdata")

const starterGolden = "testdata/starter.digest"

// TestStarterDigest holds what the starter corpus means. The golden file names the codebook, the coder and
// the digest that they give: another digest from the same two is a change of meaning without a change of
// version, and can't be recorded.
func TestStarterDigest(t *testing.T) {
	b, err := codebook.Load(codebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o, err := pipeline.Open(t.Context(), t.TempDir(), reader(t, b), pipeline.Options{Problem: func(doc string, err error) { t.Error(doc, err) }})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	c, err := collect.New(collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.Ingest(t.Context(), c.Reader(t.Context(), "starter.jsonl", corpus.Starter()), func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	versions := fmt.Sprintf("codebook %s\ncoder %s\n", b.ID, reader(t, b).Version())
	got := versions + "digest " + digest(t, o) + "\n"
	golden, err := os.ReadFile(starterGolden)
	if err != nil && !*update {
		t.Fatal(err)
	}
	switch {
	case got == string(golden):
	case strings.HasPrefix(string(golden), versions):
		t.Errorf("the same codebook and coder give another meaning: raise the version in the stage that has changed\ngot:\n%swant:\n%s", got, golden)
	case *update:
		if err := os.WriteFile(starterGolden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the codebook or the coder has changed: look at what changed in the claims, then record it with -update\ngot:\n%swant:\n%s", got, golden)
	}
}
