package collect

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/collect/archive"
	"sanad.example/sanad/internal/collect/sheet"
)

// zipOf is a zip archive of names and contents in turn.
func zipOf(parts ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		f, _ := w.Create(parts[i])
		_, _ = f.Write([]byte(parts[i+1]))
	}
	_ = w.Close()
	return b.Bytes()
}

// tarOf likewise; a content that begins with "->" is a link.
func tarOf(parts ...string) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		h := &tar.Header{Name: parts[i], Mode: 0o600, Size: int64(len(parts[i+1])), Typeflag: tar.TypeReg}
		if to, link := strings.CutPrefix(parts[i+1], "->"); link {
			h.Typeflag, h.Linkname, h.Size, parts[i+1] = tar.TypeSymlink, to, 0, ""
		}
		_ = w.WriteHeader(h)
		_, _ = w.Write([]byte(parts[i+1]))
	}
	_ = w.Close()
	return b.Bytes()
}

func flagged(b []byte) []byte { // as if the first member had a password
	b = bytes.Clone(b)
	for _, at := range []int{bytes.Index(b, []byte("PK\x03\x04")) + 6, bytes.Index(b, []byte("PK\x01\x02")) + 8} {
		binary.LittleEndian.PutUint16(b[at:], binary.LittleEndian.Uint16(b[at:])|1)
	}
	return b
}

func repeated(n int, name func(int) string, content string) []string {
	var parts []string
	for i := range n {
		parts = append(parts, name(i), content)
	}
	return parts
}

func hostileContainers() []hostile {
	nested := func(n int) []byte {
		b := zipOf("a.txt", gondor)
		for range n {
			b = zipOf("a.zip", string(b))
		}
		return b
	}
	numbered := func(i int) string { return fmt.Sprintf("%06d.txt", i) }
	return []hostile{
		{"zip of two texts", "a.zip", zipOf("b.txt", "Gondor", "a.txt", "Arnor"), 2, 0, nil, "Gondor"},
		{"zip by another name", "a.txt", zipOf("a.txt", gondor), 1, 0, nil, "Gondor said"},
		{"tar of two texts", "a.tar", tarOf("a.txt", "Arnor", "b/c.txt", "Gondor"), 2, 0, nil, "Arnor"},
		{"packed tar", "a.tgz", packed(tarOf("a.txt", "Arnor")), 1, 0, nil, "Arnor"},
		{"packed tar in a zip", "a.zip", zipOf("a.tar.gz", string(packed(tarOf("a.txt", "Arnor")))), 1, 0, nil, "Arnor"},
		{"empty zip", "a.zip", zipOf(), 0, 0, nil, ""},
		{"zip cut short", "a.zip", zipOf("a.txt", gondor)[:60], 0, 1, invalid, "can't be read"},
		{"zip with its directory cut off", "a.zip", zipOf("a.txt", gondor)[:150], 0, 1, invalid, "can't be read"},
		{"zip with a password", "a.zip", flagged(zipOf("a.txt", gondor)), 0, 1, invalid, "password"},
		{"an office document", "a.zip", zipOf("[Content_Types].xml", "<a/>", "word/document.xml", "<a>Arnor</a>"), 0, 1, invalid, "office document"},
		{"a book", "a.zip", zipOf("mimetype", "application/epub+zip"), 0, 1, invalid, "book"},
		{"names that climb out", "a.zip", zipOf("../../../etc/cron.d/a.txt", "Arnor", "/etc/b.txt", "Arnor", `..\..\c.txt`, "Arnor", `C:\d.txt`, "Arnor"), 4, 0, nil, "Arnor"},
		{"a name with line ends", "a.zip", zipOf("a\nb\r.txt", "Arnor"), 1, 0, nil, "Arnor"},
		{"a name of 60,000 bytes", "a.zip", zipOf(strings.Repeat("a", 60_000)+".txt", "Arnor"), 0, 1, large, "at most 500"},
		{"the same name twice", "a.zip", zipOf("a.txt", "Arnor", "a.txt", "Gondor"), 2, 0, nil, "Arnor"},
		{"a bad member among good ones", "a.zip", zipOf("a.txt", "Arnor", "b.txt", "", "c.txt", "Gondor"), 2, 1, invalid, "a.zip!b.txt: not valid: the text is empty"},
		{"archives in one another, three deep", "a.zip", nested(2), 1, 0, nil, "Gondor said"},
		{"archives in one another, ten deep", "a.zip", nested(9), 0, 1, large, "deep in one another"},
		{"a zip bomb of many members", "a.zip", zipOf(repeated(20, numbered, strings.Repeat("a", 9<<20))...), 0, 20, large, "over 8388608 bytes"},
		{"a hundred thousand and one members", "a.zip", zipOf(repeated(archive.MaxEntries+1, numbered, "")...), 0, 1, large, "over 100000 entries"},
		{"tar cut short", "a.tar", tarOf("a.txt", strings.Repeat("Arnor ", 500))[:2000], 0, 2, invalid, "a.tar!a.txt: unpacking: not valid: unexpected EOF; the packed data is cut short"},
		{"tar with a header that lies", "a.tar", bytes.Replace(tarOf("a.txt", "Arnor"), []byte("00000000005"), []byte("77777777777"), 1), 0, 1, invalid, ""},
		{"tar of nothing but its mark", "a.tar", cat(rep("a", 257), []byte("ustar\x0000"), rep("b", 300)), 0, 1, invalid, "damaged"},
		{"zip with a mark in the text", "a.txt", []byte("PK\x03\x04 is how a zip archive begins."), 0, 1, invalid, "can't be read"},
		{"a PDF without a reader", "a.pdf", []byte("%PDF-1.7\n"), 0, 1, invalid, "application/pdf isn't read; save it as text"},
		{"a sheet without a mapping", "a.csv", []byte("a,b\n1,2\n"), 0, 1, invalid, "say which column is what"},
	}
}

func hostilePosts() []hostile {
	const head = "original: گونڈور نے کہا\nlang: ur\nauthor: spokesman of the stewards\n"
	return []hostile{
		{"a post", "a.post.yaml", []byte(head + "translation: Arnor denied it.\nplatform: X\n"), 1, 0, nil, "Arnor denied it."},
		{"a post as JSON", "a.post.json", []byte(`{"original":"گونڈور","translation":"Arnor denied it.","author":"a trader in Osgiliath"}`), 1, 0, nil, "Arnor denied it."},
		{"without a translation", "a.post.yaml", []byte(head), 1, 0, nil, "گونڈور نے کہا"},
		{"no text", "a.post.yaml", []byte("author: a trader\n"), 0, 1, invalid, `neither "original" nor "translation"`},
		{"no author", "a.post.yaml", []byte("translation: Arnor denied it.\n"), 0, 1, invalid, "as a role"},
		{"a handle as author", "a.post.yaml", []byte("translation: Arnor denied it.\nauthor: '@trader'\n"), 0, 1, invalid, "only office holders are named"},
		{"a handle of a private person", "a.post.yaml", []byte(head + "handle: '@trader'\n"), 0, 1, invalid, `a handle without an "actor"`},
		{"a handle of an office holder", "a.post.yaml", []byte(head + "handle: '@stewards'\nactor: GND-GOV-SPOX\n"), 1, 0, nil, "گونڈور"},
		{"an unknown field", "a.post.yaml", []byte(head + "likes: 7\n"), 0, 1, invalid, `a.post.yaml#4:1: not valid: unknown field "likes"`},
		{"a field twice", "a.post.yaml", []byte(head + "lang: ps\n"), 0, 1, invalid, "stands twice"},
		{"a list as text", "a.post.yaml", []byte("author: a\ntranslation: [a, b]\n"), 0, 1, invalid, "isn't one value"},
		{"a date that isn't", "a.post.yaml", []byte(head + "published: yesterday\n"), 0, 1, invalid, "2025-10-15"},
		{"a script as address", "a.post.yaml", []byte(head + "url: javascript:alert(1)\n"), 0, 1, invalid, "http or https"},
		{"a language in words", "a.post.yaml", []byte("original: a\nlang: Urdu!\nauthor: a trader\n"), 0, 1, invalid, "language"},
		{"no YAML", "a.post.yaml", []byte("author: [\n"), 0, 1, invalid, "a.post.yaml"},
		{"aliases that grow", "a.post.yaml", []byte("a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n"), 0, 1, invalid, "unknown field"},
		{"nothing", "a.post.yaml", nil, 0, 1, invalid, "not a post's fields"},
		{"brackets in one another", "a.post.yaml", rep("[", 20_000), 0, 1, invalid, "a.post.yaml"},
	}
}

// TestHostileContainers holds, as TestHostile does, that each case ends as documented.
func TestHostileContainers(t *testing.T) {
	for _, cases := range [][]hostile{hostileContainers(), hostilePosts()} {
		for _, h := range cases {
			t.Run(h.file+" "+h.about, func(t *testing.T) { h.check(t) })
		}
	}
}

// TestMembers holds what a member of an archive is called, and what is passed over.
func TestMembers(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.tar")
	body := tarOf("../notes/a.txt", "Arnor", "b.txt", "->/etc/passwd", ".hidden.txt", "no", "c.exe", "no", "__MACOSX/a.txt", "no")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	lines, errs := outcome(t, dir, path)
	want := []string{
		"a.tar!notes/a.txt", "a.tar!b.txt: skipped: not a regular file", "a.tar!.hidden.txt: skipped: hidden; unpack it and name it to have it read",
		"a.tar!c.exe: skipped: not a kind that is read; unpack it and name it to have it read by its content", "a.tar!__MACOSX/a.txt: skipped: hidden; unpack it and name it to have it read",
	}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") || len(errs) != 4 {
		t.Errorf("%q", lines)
	}
}

// TestPost holds what a post's document and receipt hold: the translation is the text, the original and the
// handle stay in the bytes alone.
func TestPost(t *testing.T) {
	raw := "original: گونڈور نے کہا\nlang: ur\ntranslation: Gondor said so.\nplatform: X\nauthor: spokesman of the stewards\nactor: GND-SPOX\nhandle: '@stewards'\npublished: 2025-10-12\n"
	path := filepath.Join(t.TempDir(), "a.post.yaml")
	if err := os.WriteFile(path, []byte(raw), 0o600); err != nil {
		t.Fatal(err)
	}
	for item, err := range collector(t, Options{}).Paths(t.Context(), []string{path}, nil) {
		if err != nil {
			t.Fatal(err)
		}
		d := item.Document
		if d.Text != "Gondor said so." || d.Lang != "en" || d.Source != "X" || d.Title != "Post by spokesman of the stewards on X" || d.Published != "2025-10-12" || string(item.Bytes) != raw || item.Extractor != extractorPost {
			t.Errorf("document %+v of %s", d, item.Extractor)
		}
		if strings.Contains(fmt.Sprint(d), "@stewards") {
			t.Errorf("a handle in %+v", d)
		}
	}
}

// TestSheet holds what a sheet's rows become, and that a bad row doesn't stop the rest.
func TestSheet(t *testing.T) {
	m, err := sheet.ParseMapping("map.yaml", []byte("columns: {text: What, published: Day, source: Who, url: Link}\ndate: DD/MM/YYYY\ndelimiter: ;\nlang: en\n"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "claims.csv")
	body := "\ufeffDay;Who;What;Link;Confidence\r\n12/10/2025;Herald;\"Arnor \"\"denied\"\"\nit.\";;high\r\n;;;;\r\n31/02/2025;Herald;Gondor said so.;;low\r\n13/10/2025;Gazette;Gondor said so.;javascript:alert(1);low\r\n14/10/2025;Gazette;Gondor said so again.;;low\r\n"
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	var docs []Item
	var errs []string
	for item, err := range collector(t, Options{Sheet: m}).Paths(t.Context(), []string{path}, nil) {
		if err != nil {
			errs = append(errs, strings.TrimPrefix(err.Error(), dir+"/"))
			continue
		}
		checkItem(t, item)
		docs = append(docs, item)
	}
	if len(docs) != 2 || len(errs) != 2 {
		t.Fatalf("%d documents, errors %q", len(docs), errs)
	}
	d, r := docs[0].Document, docs[0]
	if d.Text != "Arnor \"denied\"\nit." || d.Published != "2025-10-12" || d.Source != "Herald" || d.Lang != "en" || !strings.HasSuffix(r.Receipt.Origin, "claims.csv#2") {
		t.Errorf("document %+v of %s", d, r.Receipt.Origin)
	}
	if want := "Day;Who;What;Link;Confidence\r\n12/10/2025;Herald;\"Arnor \"\"denied\"\"\nit.\";;high\r\n"; string(r.Bytes) != want {
		t.Errorf("bytes %q", r.Bytes)
	}
	if !strings.Contains(errs[0], `claims.csv#5:1: not valid: date "31/02/2025"; write it as`) || !strings.Contains(errs[1], "claims.csv#6: \"url\": not valid: address") {
		t.Errorf("errors %q", errs)
	}
}

// TestPDFOption holds what is made of what a PDF reader gives.
func TestPDFOption(t *testing.T) {
	read := func(body []byte) (string, string, string, error) {
		if bytes.Contains(body, []byte("bad")) {
			return "", "", "", fmt.Errorf("pdf: %w: it has a password", sanad.ErrInvalid)
		}
		return "On the crossing", "On the crossing\n\n12 October 2025\n\nArnor denied it.", "pdf/1", nil
	}
	c := collector(t, Options{PDF: read})
	item, err := c.Document(Received{Origin: "http://a.example/r", URL: "http://a.example/r", MediaType: "application/pdf", Body: []byte("%PDF-1.7\n")})
	if err != nil || item.Document.Title != "On the crossing" || item.Document.Published != "2025-10-12" || item.Extractor != "pdf/1" || item.Receipt.MediaType != "application/pdf" {
		t.Errorf("%+v, %v", item.Document, err)
	}
	if _, err := c.Document(Received{Origin: "b", MediaType: "application/octet-stream", Body: []byte("%PDF-1.7 bad")}); !errors.Is(err, sanad.ErrInvalid) || !strings.Contains(err.Error(), "b: pdf: not valid: it has a password; save it as text") {
		t.Errorf("error %v", err)
	}
}

// TestNotCoded holds that texts in the region's languages are told by language: they are kept, and what reads
// English leaves them alone.
func TestNotCoded(t *testing.T) {
	for lang, text := range map[string]string{
		"ur": urdu,
		"ps": "د ګونډور ویاند وویل چې نهه عسکر یې په سرحدي نښتو کې وژل شوي دي او بل اړخ لومړی ډزې کړې دي. هغه زیاته کړه چې خبرې به دوام ولري.",
		"fa": "سخنگوی گوندور گفت که نه سرباز آن در درگیری\u200cهای مرزی کشته شده\u200cاند و طرف مقابل آتش را آغاز کرده است. او افزود که گفتگوها ادامه خواهد یافت.",
	} {
		item, err := collector(t, Options{}).Document(Received{Origin: "a.txt", Body: []byte(text)})
		if err != nil || item.Document.Lang != lang || item.Document.Text == "" {
			t.Errorf("%s: %q, %v", lang, item.Document.Lang, err)
		}
	}
}

func FuzzContainers(f *testing.F) {
	f.Add(zipOf("a.txt", "Arnor"))
	f.Add(tarOf("a.txt", "Arnor", "b", "->c"))
	f.Add(packed(tarOf("a.txt", "Arnor")))
	f.Add(zipOf("a.zip", string(zipOf("a.txt", "Arnor"))))
	c := collector(f, Options{})
	f.Fuzz(func(t *testing.T, body []byte) {
		for item, err := range c.Reader(t.Context(), "a", bytes.NewReader(body)) {
			if err == nil {
				checkItem(t, item)
			}
		}
	})
}

func FuzzPost(f *testing.F) {
	for _, h := range hostilePosts() {
		f.Add(h.body)
	}
	c := collector(f, Options{})
	f.Fuzz(func(t *testing.T, body []byte) {
		item, err := c.document(kindPost, Received{Origin: "a.post.yaml", Body: body})
		if err == nil {
			checkItem(t, item)
		}
	})
}
