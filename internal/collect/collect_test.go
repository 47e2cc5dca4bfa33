package collect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
)

var update = flag.Bool("update", false, "write the golden files anew")

func collector(t testing.TB, opts Options) *Collector {
	t.Helper()
	c, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// read returns all documents and errors of a stream that is read as the kind its name says.
func read(c *Collector, name, body string) (docs []sanad.Document, errs []error) {
	in := input{origin: name, name: name, kind: kindOfName(name)}
	c.read(in, strings.NewReader(body), func(item Item, err error) bool {
		if err != nil {
			errs = append(errs, err)
		} else {
			docs = append(docs, item.Document)
		}
		return true
	})
	return docs, errs
}

// one returns the one document of a stream.
func one(t *testing.T, c *Collector, name, body string) sanad.Document {
	t.Helper()
	docs, errs := read(c, name, body)
	if len(docs) != 1 || len(errs) != 0 {
		t.Fatalf("%s: %d documents, errors %v", name, len(docs), errs)
	}
	return docs[0]
}

// TestDocuments reads a folder of every kind and compares with documents.golden: receipts, documents and
// errors, in order.
func TestDocuments(t *testing.T) {
	c := collector(t, Options{})
	var sb strings.Builder
	for item, err := range c.Paths(t.Context(), []string{"testdata/documents"}, nil) {
		if err != nil {
			fmt.Fprintf(&sb, "error %v\n\n", err)
			continue
		}
		checkItem(t, item)
		enc := json.NewEncoder(&sb)
		enc.SetIndent("", " ")
		enc.SetEscapeHTML(false)
		if err := enc.Encode([]any{item.Receipt, item.Extractor, item.Document}); err != nil {
			t.Fatal(err)
		}
		sb.WriteByte('\n')
	}
	const golden = "testdata/documents.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(sb.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), sb.String()); d != "" {
		t.Errorf("-want +got, -update writes it anew:\n%s", d)
	}
}

func TestStandardInputFindsTheKind(t *testing.T) {
	for _, c := range []struct{ in, extractor, text string }{
		{"Arnor denied it.", "plain/1", "Arnor denied it."},
		{"[Photo: The Herald] Arnor denied it.", "plain/1", "[Photo: The Herald] Arnor denied it."},
		{"{curly} Arnor", "plain/1", "{curly} Arnor"},
		{"\ufeff \n" + `{"text":"Arnor denied it."}`, "record/1", "Arnor denied it."},
		{"{\n  \"text\": \"Arnor denied it.\"\n}", "record/1", "Arnor denied it."},
		{`[{"text":"Arnor denied it."}]`, "record/1", "Arnor denied it."},
		{"<!doctype html><p>Arnor denied it.", extractorHTML, "Arnor denied it."},
		{string(packed([]byte(`{"text":"Arnor denied it."}`))), "record/1", "Arnor denied it."},
	} {
		n := 0
		for item, err := range collector(t, Options{}).Paths(t.Context(), []string{"-"}, strings.NewReader(c.in)) {
			if err != nil {
				t.Errorf("%q: %v", c.in, err)
				continue
			}
			n++
			if item.Extractor != c.extractor || item.Document.Text != c.text || !strings.HasPrefix(item.Receipt.Origin, "-") {
				t.Errorf("%q: %s from %s: %q", c.in, item.Extractor, item.Receipt.Origin, item.Document.Text)
			}
		}
		if n != 1 {
			t.Errorf("%q: %d documents", c.in, n)
		}
	}
}

// TestPrecedence holds that a record's word goes before the options', and theirs before what is found.
func TestPrecedence(t *testing.T) {
	c := collector(t, Options{Source: "Option", Published: "2001-01-01", Lang: "qaa"})
	stated := one(t, c, "a.jsonl", `{"text":"Arnor","source":"Record","published":"2002","lang":"en"}`)
	if stated.Source != "Record" || stated.Published != "2002" || stated.Lang != "en" {
		t.Errorf("stated: %+v", stated)
	}
	silent := one(t, c, "a.jsonl", `{"text":"Arnor","url":"https://herald.example/1"}`)
	if silent.Source != "Option" || silent.Published != "2001-01-01" || silent.Lang != "qaa" {
		t.Errorf("silent: %+v", silent)
	}
	found := one(t, c, "a.txt", "Title\n15 March 2018\nArnor denied it.")
	if found.Source != "Option" || found.Published != "2001-01-01" {
		t.Errorf("found: %+v", found)
	}
	if found := one(t, c, "a.md", "---\nsource: Notes\ndate: 2018-03-15\n---\nArnor denied it."); found.Source != "Option" || found.Published != "2001-01-01" {
		t.Errorf("front matter: %+v", found)
	}
	if found := one(t, collector(t, Options{}), "a.txt", "Title\n15 March 2018\nArnor denied it."); found.Published != "2018-03-15" || found.Source != "" {
		t.Errorf("found: %+v", found)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, opts := range []Options{{Published: "yesterday"}, {Lang: "English!"}, {Kind: "pdf"}} {
		if _, err := New(opts); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%+v: %v", opts, err)
		}
	}
}

// TestVerbatim holds that coding without storing sees the text as given: offsets are the caller's.
func TestVerbatim(t *testing.T) {
	c := collector(t, Options{Verbatim: true})
	const given = "\ufeff  Arnor\r\nde\u00adnied e\u0301 it.\n"
	if got := one(t, c, "a.txt", given).Text; got != given {
		t.Errorf("file: %q", got)
	}
	b, _ := json.Marshal(map[string]string{"text": given})
	if got := one(t, c, "a.jsonl", string(b)).Text; got != given {
		t.Errorf("record: %q", got)
	}
}

// TestFetched shows the way in for pages from elsewhere.
func TestFetched(t *testing.T) {
	c := collector(t, Options{})
	page := `<link rel="canonical" href="%s"><p>Arnor denied that it had crossed the river.</p>`
	for canonical, want := range map[string]string{
		"https://news.herald.example.com/9": "https://news.herald.example.com/9", // its own site
		"https://other.example.org/9":       "https://herald.example.com/1",      // another's
		"/relative":                         "https://herald.example.com/1",
	} {
		item, err := c.Document(Received{
			Origin: "https://herald.example.com/1?utm_source=a", URL: "https://herald.example.com/1?utm_source=a",
			MediaType: "text/html; charset=utf-8", Headers: map[string]string{"Last-Modified": "x"}, Body: fmt.Appendf(nil, page, canonical),
		})
		if err != nil {
			t.Fatal(err)
		}
		checkItem(t, item)
		if item.Document.URL != want {
			t.Errorf("canonical %s: address %s, want %s", canonical, item.Document.URL, want)
		}
		if item.Receipt.Headers["Last-Modified"] != "x" {
			t.Error("headers are lost")
		}
	}
	_, err := c.Document(Received{Origin: "https://herald.example/a.pdf", Body: []byte("%PDF-1.7")})
	if !errors.Is(err, sanad.ErrInvalid) || !strings.HasPrefix(err.Error(), "https://herald.example/a.pdf: ") {
		t.Errorf("a PDF: %v", err)
	}
}

func TestDeclaredCharset(t *testing.T) {
	item, err := collector(t, Options{}).Document(Received{Origin: "x", MediaType: "text/plain; charset=koi8-r", Body: []byte("\xe7\xcf\xce\xc4\xcf\xd2 said so.")})
	if err != nil || item.Document.Text != "Гондор said so." || item.Receipt.MediaType != "text/plain; charset=koi8-r" {
		t.Errorf("%q %s %v", item.Document.Text, item.Receipt.MediaType, err)
	}
}

// TestStopsWithContext holds that the context's end is the last thing said.
func TestStopsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	var last error
	for _, err := range collector(t, Options{}).Reader(ctx, "-", strings.NewReader(strings.Repeat(good+"\n", 100))) {
		if last = err; err == nil {
			if n++; n == 3 {
				cancel()
			}
		}
	}
	if n != 3 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d documents, then %v", n, last)
	}
}

// endless gives the same line n times without holding it.
type endless struct {
	line string
	n    int
	rest string
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		if e.n == 0 {
			return 0, io.EOF
		}
		e.n, e.rest = e.n-1, e.line
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// TestMemoryStaysFlat reads 10 MB of records, and of one array, and holds that the heap doesn't grow
// with them.
func TestMemoryStaysFlat(t *testing.T) {
	c := collector(t, Options{Lang: "en"})
	record := `{"text":"` + strings.Repeat("Arnor denied it. ", 240) + `"}`
	for name, line := range map[string]string{"lines": record + "\n", "array": record + ","} {
		var r io.Reader = &endless{line: line, n: 2_500}
		if name == "array" {
			r = io.MultiReader(strings.NewReader("["), r, strings.NewReader(record+"]"))
		}
		n, peak := 0, uint64(0)
		for _, err := range c.Reader(t.Context(), "-", r) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n%500 == 0 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
		}
		if n < 2_500 || peak > 48<<20 {
			t.Errorf("%s: %d records, heap of %d bytes", name, n, peak)
		}
	}
}

// TestExtractorVersions holds the extractors' names against the modules that they are of: another
// version may read the same bytes otherwise, and must say so.
func TestExtractorVersions(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for extractor, module := range map[string]string{extractorHTML: "github.com/markusmobius/go-trafilatura", extractorMarkdown: "github.com/yuin/goldmark"} {
		_, version, _ := strings.Cut(extractor, " ")
		_, version, _ = strings.Cut(version, "/")
		if !strings.Contains(string(mod), module+" v"+version) {
			t.Errorf("%s isn't at the version of go.mod", extractor)
		}
	}
}

// TestSameBytesSameDocument holds that extraction depends on the bytes alone: the libraries beneath
// walk maps and race detectors.
func TestSameBytesSameDocument(t *testing.T) {
	c := collector(t, Options{})
	for _, cases := range [][]hostile{hostileTexts(), hostilePages(), hostileMarkdown()} {
		for _, h := range cases {
			if len(h.body) > 20_000 {
				continue
			}
			first, _ := read(c, h.file, string(h.body))
			for range 4 {
				again, _ := read(c, h.file, string(h.body))
				if d := cmp.Diff(first, again); d != "" {
					t.Errorf("%s: %s", h.about, d)
					break
				}
			}
		}
	}
}

// TestGiven holds that what the hander-over says goes before what is found, the title apart, and that
// silence changes nothing.
func TestGiven(t *testing.T) {
	c := collector(t, Options{})
	body := []byte("---\ntitle: Notes\nsource: Found\ndate: 2018-03-15\n---\nArnor denied it.")
	for _, g := range []struct {
		given                          Given
		source, title, published, lang string
	}{
		{Given{}, "Found", "Notes", "2018-03-15", ""},
		{Given{Source: "Feed", Title: "Other", Published: "2019", Lang: "ps"}, "Feed", "Notes", "2019", "ps"},
	} {
		item, err := c.Document(Received{Origin: "x", MediaType: "text/markdown", Given: g.given, Body: body})
		if err != nil {
			t.Fatal(err)
		}
		got := item.Document
		if got.Source != g.source || got.Title != g.title || got.Published != g.published || got.Lang != g.lang {
			t.Errorf("%+v: %+v", g.given, got)
		}
	}
}
