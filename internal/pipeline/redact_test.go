package pipeline_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect"
	"sanad.example/sanad/internal/pipeline"
)

// secret is in no other text, and too short to be compressed.
const secret = "Zyxgriddle"

// page is a page as received: the same text whatever stands around it.
func page(t *testing.T, around string) collect.Item {
	t.Helper()
	c, err := collect.New(collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	item, err := c.Document(collect.Received{
		Origin: "https://gazette.example/1", Name: "secret", MediaType: "text/html",
		Body: []byte("<title>t</title><!-- " + around + " --><p>" + secret + " said Arnor attacked Gondor.</p>"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return item
}

func ingestItems(t *testing.T, o *pipeline.Observatory, items ...collect.Item) {
	t.Helper()
	_, err := o.Ingest(t.Context(), func(yield func(collect.Item, error) bool) {
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
	}, func(pipeline.Acknowledgement) {}, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
}

// has lists the files of a folder that have the secret's first letters, as a search index may have them.
func has(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(bytes.ToLower(data), bytes.ToLower([]byte(secret[:8]))) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestRedactEveryReceipt receives a page twice, with other bytes and the same text, under two codebooks: no
// byte of either stays, in any generation.
func TestRedactEveryReceipt(t *testing.T) {
	dir := t.TempDir()
	var told []error
	other := opened(t, dir, "another", &told)
	ingest(t, other, records(3))
	ingestItems(t, other, page(t, "first"))
	if err := other.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	other.Close()
	o := open(t, dir)
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	ingestItems(t, o, page(t, "second"))
	if files := has(t, dir); len(files) < 3 {
		t.Fatalf("the words are only in %v: this test would find nothing", files)
	}
	gone, err := o.Redact(t.Context(), "secret", "asked")
	if err != nil || len(gone) != 3 {
		t.Errorf("redacted %v, %v, want two receipts and a text", gone, err)
	}
	if files := has(t, dir); len(files) > 0 {
		t.Errorf("the words are still in %v", files)
	}
	if v, err := o.Reader().Overview(t.Context()); err != nil || v.Documents != 3 || v.Behind != 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

// TestRedactAgain finishes what was interrupted at each point.
func TestRedactAgain(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	item := page(t, "")
	ingest(t, o, records(3))
	ingestItems(t, o, item)
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	// As a program that went entry by entry left it.
	if err := o.Evidence.Redact(t.Context(), []sanad.Redaction{{Index: 8, Document: item.Document.ID, Reason: "asked"}}); err != nil {
		t.Fatal(err)
	}
	if gone, err := o.Pipeline.Redact(t.Context(), item.Document.ID, "asked"); err != nil || len(gone) != 1 {
		t.Fatalf("the rest: %v, %v", gone, err)
	}
	// The log is done, derived data aren't.
	if gone, err := o.Redact(t.Context(), "secret", "asked"); err != nil || len(gone) != 0 {
		t.Errorf("finished: %v, %v", gone, err)
	}
	if files := has(t, dir); len(files) > 0 {
		t.Errorf("the words are still in %v", files)
	}
	if _, err := o.Redact(t.Context(), item.Document.ID, "asked"); !errors.Is(err, sanad.ErrRedacted) {
		t.Errorf("once more: %v", err)
	}
	if _, err := o.Redact(t.Context(), "nobody", "asked"); !errors.Is(err, sanad.ErrNotFound) {
		t.Errorf("what was never there: %v", err)
	}
}

// TestRedactUncoded redacts a document that was never coded, and one in data that can't be read.
func TestRedactUncoded(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	ingestItems(t, o, page(t, ""))
	if gone, err := o.Redact(t.Context(), "secret", "asked"); err != nil || len(gone) != 2 {
		t.Errorf("uncoded: %v, %v", gone, err)
	}
	ingestItems(t, o, page(t, ""))
	if err := o.CatchUp(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	file := generations(t, dir)[0]
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for at := 4096 + 100; at < len(data); at += 4096 {
		data[at] ^= 8
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	var told []error
	o = opened(t, dir, "", &told)
	if gone, err := o.Redact(t.Context(), "secret", "asked"); err != nil || len(gone) != 2 {
		t.Errorf("in damaged data: %v, %v", gone, err)
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
	if files := has(t, dir); len(files) > 0 || len(told) == 0 {
		t.Errorf("the words are still in %v; told %v", files, told)
	}
	wantSound(t, dir)
}

// unnamed is a log as it was before receipts named their documents.
type unnamed struct{ sanad.Evidence }

func (u unnamed) Append(ctx context.Context, entries []sanad.Entry) ([]sanad.Entry, error) {
	for i, e := range entries {
		if e.Kind == sanad.EntryReceipt {
			at := bytes.Index(e.Body, []byte(`,"document":`))
			entries[i].Body = append(bytes.Clone(e.Body[:at]), '}')
		}
	}
	return u.Evidence.Append(ctx, entries)
}

// TestRedactOldReceipts holds that receipts without a document are found by their bytes, unless another
// document shares these.
func TestRedactOldReceipts(t *testing.T) {
	o := open(t, t.TempDir())
	one, two := page(t, "x"), page(t, "y")
	two.Document.ID, two.Document.Name = "two", "two"
	three := one // the same bytes under another source
	three.Document.ID, three.Document.Name = "three", "three"
	evidence := o.Evidence
	o.Evidence = unnamed{evidence}
	ingestItems(t, o, one, two, three)
	o.Evidence = evidence
	if gone, err := o.Redact(t.Context(), "secret", "asked"); err != nil || len(gone) != 1 {
		t.Errorf("shared bytes: %v, %v, want the text alone", gone, err)
	}
	if gone, err := o.Redact(t.Context(), "two", "asked"); err != nil || len(gone) != 2 {
		t.Errorf("bytes of its own: %v, %v", gone, err)
	}
}
