package collect

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"sanad.example/sanad"
)

// hostile is one file from outside and how it must end: with so many documents, and so many errors of
// one kind that say where and what.
type hostile struct {
	about string // what is wrong with it
	file  string // its name
	body  []byte
	docs  int
	errs  int
	is    error  // what all errors are
	says  string // what the first error's message, or the first text, holds
}

func rep(s string, n int) []byte { return bytes.Repeat([]byte(s), n) }

func wide16(s string, order binary.AppendByteOrder, mark bool) []byte {
	var b []byte
	if mark {
		s = "\ufeff" + s
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

func wide32(s string) []byte {
	var b []byte
	for _, r := range "\ufeff" + s {
		b = binary.LittleEndian.AppendUint32(b, uint32(r))
	}
	return b
}

func packed(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(body)
	_ = w.Close()
	return b.Bytes()
}

func zipped(body []byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, _ := w.Create("a.txt")
	_, _ = f.Write(body)
	_ = w.Close()
	return b.Bytes()
}

func encoded(cm *charmap.Charmap, s string) []byte {
	b, err := cm.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return []byte(b)
}

func cat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

var (
	invalid = sanad.ErrInvalid
	large   = sanad.ErrTooLarge
)

const (
	gondor = "Gondor said on Sunday that nine of its soldiers had been killed at the Fords, and that Arnor had fired first. "
	good   = `{"text":"Arnor denied it."}`
	urdu   = "گونڈور نے اتوار کو کہا کہ سرحد پر جھڑپ میں اس کے نو فوجی ہلاک ہوئے ہیں اور پہل دوسری طرف سے ہوئی تھی۔ ترجمان نے مزید کہا کہ مذاکرات جاری رہیں گے۔ "
	arabic = "قال المتحدث باسم الحكومة يوم الأحد إن تسعة جنود قتلوا في اشتباكات على الحدود وإن الطرف الآخر هو من بدأ بإطلاق النار. "
)

func hostileTexts() []hostile {
	return []hostile{
		{"empty", "a.txt", nil, 0, 1, invalid, "a.txt: "},
		{"only white space", "a.txt", []byte(" \r\n\t\u00a0\u2003\n"), 0, 1, invalid, "the text is empty"},
		{"only a byte order mark", "a.txt", []byte("\ufeff"), 0, 1, invalid, "empty"},
		{"only NUL bytes", "a.txt", rep("\x00", 500), 0, 1, invalid, "binary"},
		{"NUL bytes in a text", "a.txt", []byte("Gon\x00dor said so\x00."), 0, 1, invalid, "binary"},
		{"few NUL bytes in a text", "a.txt", []byte(gondor + "\x00"), 1, 0, nil, strings.TrimSpace(gondor)},
		{"other controls", "a.txt", []byte(gondor + "\x07\x1b[31mred"), 1, 0, nil, "first. red"},
		{"random bytes", "a.txt", cat(rep("\x01\x02\x9f\x00\xfe", 900)), 0, 1, invalid, "binary"},
		{"byte order mark", "a.txt", []byte("\ufeffGondor said so."), 1, 0, nil, "Gondor said so."},
		{"UTF-16, little end first", "a.txt", wide16("Gondor – said so.", binary.LittleEndian, true), 1, 0, nil, "Gondor – said so."},
		{"UTF-16, big end first", "a.txt", wide16("Gondor – said so.", binary.BigEndian, true), 1, 0, nil, "Gondor – said so."},
		{"UTF-16 without a mark", "a.txt", wide16("Gondor – said so.", binary.LittleEndian, false), 1, 0, nil, "Gondor – said so."},
		{"UTF-16 with a lone surrogate", "a.txt", cat(wide16("Gondor ", binary.LittleEndian, true), []byte{0, 0xd8}, wide16(" said so.", binary.LittleEndian, false)), 1, 0, nil, "Gondor \ufffd said so."},
		{"UTF-16 of an odd length", "a.txt", cat(wide16("Gondor said so.", binary.LittleEndian, true), []byte{'x'}), 1, 0, nil, "Gondor said so."},
		{"UTF-32", "a.txt", wide32("Gondor 𝄞 said so."), 1, 0, nil, "Gondor 𝄞 said so."},
		{"Windows-1252", "a.txt", encoded(charmap.Windows1252, "“Gondor” – said so, naïvely."), 1, 0, nil, "“Gondor” – said so, naïvely."},
		{"Windows-1256, Arabic", "a.txt", encoded(charmap.Windows1256, arabic), 1, 0, nil, "الحكومة"},
		{"one broken byte among UTF-8", "a.txt", []byte("ٹھیک ہے\xff " + urdu), 1, 0, nil, "ٹھیک ہے\ufffd"},
		{"a character cut at the end", "a.txt", []byte("Osgiliath – the “Fords” – éxx"[:len("Osgiliath – the “Fords” – é")-1]), 1, 0, nil, "Osgiliath – the “Fords”"},
		{"overlong UTF-8", "a.txt", []byte("Gondor said so. \xc0\xaf \xe0\x80\xaf"), 1, 0, nil, "Gondor said so."},
		{"right to left", "a.txt", []byte(urdu), 1, 0, nil, "گونڈور"},
		{"direction overrides stay", "a.txt", []byte("Gondor \u202esaid\u202c so."), 1, 0, nil, "\u202esaid\u202c"},
		{"old line ends", "a.txt", []byte("Gondor\r\nsaid\rso\u2028and\u0085so."), 1, 0, nil, "Gondor\nsaid\nso\nand\nso."},
		{"soft hyphens", "a.txt", []byte("Gon\u00addor said so."), 1, 0, nil, "Gondor said so."},
		{"ten thousand accents on a letter", "a.txt", []byte("a" + strings.Repeat("\u0301", 10_000) + " said so"), 1, 0, nil, "said so"},
		{"a line of 3 MB", "a.txt", rep("word ", 600_000), 1, 0, nil, "word word"},
		{"text over the bound", "a.txt", rep("word ", 1_000_000), 0, 1, large, "text of"},
		{"text that grows over the bound when decoded", "a.txt", rep("\xe4 ", 1_500_000), 0, 1, large, "text of"},
		{"bytes over the bound", "a.txt", rep("x", DefaultMaxBytes+1), 0, 1, large, "over 8388608 bytes"},
		{"a line of 100 MB", "a.txt", rep("y", 100<<20), 0, 1, large, "over 8388608 bytes"},
		{"a picture by another name", "a.txt", cat([]byte("\x89PNG\r\n\x1a\n"), rep("\x00\x01", 99)), 0, 1, invalid, "image/png"},
		{"a PDF by another name", "a.txt", []byte("%PDF-1.7\n%âãÏÓ\n1 0 obj"), 0, 1, invalid, "application/pdf"},
		{"an ELF program by another name", "a.txt", cat([]byte("\x7fELF\x02\x01\x01"), rep("\x00\x03\x3e\x90", 200)), 0, 1, invalid, "binary"},
	}
}

func hostileArchives() []hostile {
	return []hostile{
		{"a zip archive", "a.zip", zipped([]byte(gondor)), 1, 0, nil, strings.TrimSpace(gondor)},
		{"a zip bomb", "a.txt", zipped(rep("\x00", 50<<20)), 0, 1, large, "over 8388608 bytes"},
		{"gzip", "a.txt.gz", packed([]byte(gondor)), 1, 0, nil, strings.TrimSpace(gondor)},
		{"gzip without saying so", "a.txt", packed([]byte(gondor)), 1, 0, nil, strings.TrimSpace(gondor)},
		{"gzip in gzip", "a.txt.gz", packed(packed([]byte(gondor))), 0, 1, invalid, "archive"},
		{"a gzip bomb of one text", "a.txt.gz", packed(rep("\x00", 60<<20)), 0, 1, large, "bytes"},
		{"a gzip bomb of records", "a.jsonl.gz", packed(rep(" \n", 30<<20)), 0, 1, large, "times its size"},
		{"a gzip bomb of one record", "a.json.gz", packed(cat([]byte(`{"text":"`), rep("a", 60<<20))), 0, 1, large, "times its size"},
		{"gzip cut short", "a.jsonl.gz", packed([]byte(strings.Repeat(good+"\n", 9)))[:40], 1, 1, invalid, "cut short"},
		{"gzip with a wrong checksum", "a.txt.gz", func() []byte { b := packed([]byte(gondor)); b[len(b)-6] ^= 1; return b }(), 0, 1, invalid, "damaged"},
		{"gzip header alone", "a.txt.gz", []byte{0x1f, 0x8b}, 0, 1, invalid, "cut short"},
		{"no gzip in spite of its name", "a.txt.gz", []byte(gondor), 1, 0, nil, "Gondor"},
	}
}

func hostileRecords() []hostile {
	long := `{"text":"` + strings.Repeat("a", DefaultMaxBytes) + `"}`
	return []hostile{
		{"no record", "a.jsonl", nil, 0, 0, nil, ""},
		{"blank lines", "a.jsonl", []byte("\n \n\r\n" + good + "\n\n"), 1, 0, nil, "Arnor"},
		{"no line end at the end", "a.jsonl", []byte(good + "\n" + good), 2, 0, nil, "Arnor"},
		{"byte order mark", "a.jsonl", []byte("\ufeff" + good), 1, 0, nil, "Arnor"},
		{"UTF-16", "a.jsonl", wide16(good, binary.LittleEndian, true), 0, 1, invalid, "UTF-8"},
		{"a bad line among good ones", "a.jsonl", []byte(good + "\n{\"text\":\n" + good), 2, 1, invalid, "a.jsonl#2:9"},
		{"not JSON", "a.jsonl", []byte("Gondor said so."), 0, 1, invalid, "a.jsonl#1:1"},
		{"not an object", "a.jsonl", []byte("[]\n1\n\"x\"\nnull\n"), 0, 4, invalid, "not an object"},
		{"two records in a line", "a.jsonl", []byte(good + good), 0, 1, invalid, "a.jsonl#1:28"},
		{"unknown field", "a.jsonl", []byte(`{"text":"é","txet":1}`), 0, 1, invalid, `a.jsonl#1:13: not valid: unknown field "txet"`},
		{"field in capitals", "a.jsonl", []byte(`{"Text":"a"}`), 0, 1, invalid, `unknown field "Text"`},
		{"field twice", "a.jsonl", []byte(`{"text":"a","text":"b"}`), 0, 1, invalid, "stands twice"},
		{"field twice by an escape", "a.jsonl", []byte(`{"text":"a","te\u0078t":"b"}`), 0, 1, invalid, "stands twice"},
		{"no text", "a.jsonl", []byte(`{"title":"a"}`), 0, 1, invalid, `no "text"`},
		{"text that is null", "a.jsonl", []byte(`{"text":null}`), 0, 1, invalid, "empty"},
		{"null elsewhere", "a.jsonl", []byte(`{"text":"Arnor","title":null,"about":null}`), 1, 0, nil, "Arnor"},
		{"text that is no string", "a.jsonl", []byte(`{"text":["a"]}`), 0, 1, invalid, "isn't a string"},
		{"a number as id", "a.jsonl", []byte(`{"text":"a","id":7}`), 0, 1, invalid, "quotation marks"},
		{"a huge number", "a.jsonl", []byte(`{"text":"a","id":1e999999999}`), 0, 1, invalid, "isn't a string"},
		{"ten thousand brackets", "a.jsonl", cat([]byte(`{"text":`), rep("[", 20_000)), 0, 1, invalid, "not JSON"},
		{"nested unknown field", "a.jsonl", cat([]byte(`{"text":"a","x":`), rep("[", 9_000), rep("]", 9_000), []byte("}")), 0, 1, invalid, "unknown field"},
		{"a lone surrogate", "a.jsonl", []byte(`{"text":"Arnor \ud83d denied \udc00it."}`), 1, 0, nil, "Arnor \ufffd denied \ufffdit."},
		{"an escaped NUL", "a.jsonl", []byte(`{"text":"Ar\u0000nor"}`), 1, 0, nil, "Arnor"},
		{"a raw control", "a.jsonl", []byte("{\"text\":\"a\tb\"}"), 0, 1, invalid, "a.jsonl#1:11"},
		{"not UTF-8", "a.jsonl", []byte("{\"text\":\"é\xff\"}"), 0, 1, invalid, "a.jsonl#1:11"},
		{"empty text", "a.jsonl", []byte(`{"text":" \n "}`), 0, 1, invalid, "a.jsonl#1:2"},
		{"a day that doesn't exist", "a.jsonl", []byte(`{"text":"a","published":"2025-02-30"}`), 0, 1, invalid, "a.jsonl#1:13"},
		{"a date in words", "a.jsonl", []byte(`{"text":"a","published":"5 October"}`), 0, 1, invalid, "2025-10-15"},
		{"a solar year", "a.jsonl", []byte(`{"text":"a","published":"1404-07-20"}`), 0, 1, invalid, "Gregorian"},
		{"a script as address", "a.jsonl", []byte(`{"text":"a","url":"javascript:alert(1)"}`), 0, 1, invalid, "http or https"},
		{"a file as address", "a.jsonl", []byte(`{"text":"a","url":"file:///etc/passwd"}`), 0, 1, invalid, "http or https"},
		{"a script as another's address", "a.jsonl", []byte(`{"text":"a","about":{"url":"javascript:alert(1)"}}`), 0, 1, invalid, "a.jsonl#1:13"},
		{"about unknown", "a.jsonl", []byte(`{"text":"a","about":{"outlat":"b"}}`), 0, 1, invalid, "a.jsonl#1:22"},
		{"a language that is a word", "a.jsonl", []byte(`{"text":"a","lang":"English!"}`), 0, 1, invalid, "a.jsonl#1:13"},
		{"a title of a thousand characters", "a.jsonl", []byte(`{"text":"a","title":"` + strings.Repeat("é", 1000) + `"}`), 0, 1, large, "at most 500"},
		{"a record over the bound", "a.jsonl", []byte(good + "\n" + long + "\n" + good + "\n"), 2, 1, large, "a.jsonl#2"},
		{"a line of 100 MB", "a.jsonl", cat(rep("z", 100<<20), []byte("\n"+good)), 1, 1, large, "a.jsonl#1"},
		{"a text over the bound", "a.jsonl", []byte(`{"text":"` + strings.Repeat("a", MaxText+1) + `"}`), 0, 1, large, "a.jsonl#1:2"},
		{"JSON, an object", "a.json", []byte("{\n \"text\": \"Arnor\"\n}"), 1, 0, nil, "Arnor"},
		{"JSON, objects one after the other", "a.json", []byte(good + "\n" + good + good), 3, 0, nil, "Arnor"},
		{"JSON, an array with a bad record", "a.json", []byte("[" + good + ",\n  {\"text\":\"a\",\n   \"x\":1}," + good + "]"), 2, 1, invalid, "a.json#3:4"},
		{"JSON, an empty array", "a.json", []byte(" [ ] "), 0, 0, nil, ""},
		{"JSON, nothing", "a.json", []byte(" "), 0, 1, invalid, "no record"},
		{"JSON, an array cut short", "a.json", []byte("[" + good + ","), 1, 1, invalid, "isn't closed"},
		{"JSON, a string that isn't closed", "a.json", []byte("[" + good + `,{"text":"a},{"text":"b"}]`), 1, 1, invalid, "a.json#1:30"},
		{"JSON, something behind the array", "a.json", []byte("[" + good + "] x"), 1, 1, invalid, "behind the array"},
		{"JSON, a comma too many", "a.json", []byte("[" + good + ",]"), 1, 1, invalid, "where a record"},
		{"JSON, an array of strings", "a.json", []byte(`["a","b"]`), 0, 1, invalid, "records are objects"},
		{"JSON, a record over the bound", "a.json", []byte("[" + long + "," + good + "]"), 1, 1, large, "a.json#1:2"},
		{"JSON, a million brackets", "a.json", cat([]byte(`{"text":`), rep("[", 1_000_000)), 0, 1, invalid, "isn't closed"},
		{"JSON, UTF-16", "a.json", wide16(good, binary.BigEndian, true), 0, 1, invalid, "UTF-8"},
	}
}

func hostilePages() []hostile {
	script := `<html><head><title>T</title></head><body><div id="app"></div><script>var text = "Gondor said so.";</script></body></html>`
	return []hostile{
		{"empty", "a.html", nil, 0, 1, invalid, "no text"},
		{"no body", "a.html", []byte("<html><head><title>Nine killed</title></head></html>"), 0, 1, invalid, "no text"},
		{"script alone", "a.html", []byte(script), 0, 1, invalid, "by script"},
		{"style and comments alone", "a.html", []byte("<style>p{color:red}</style><!-- Gondor said so. -->"), 0, 1, invalid, "no text"},
		{"a text of a few words", "a.html", []byte("<p>Arnor denied it.</p>"), 1, 0, nil, "Arnor denied it."},
		{"no tags at all", "a.html", []byte("Arnor denied it & so on &amp; on."), 1, 0, nil, "Arnor denied it & so on & on."},
		{"nothing is closed", "a.html", []byte("<html><body><div><p>Arnor <b>denied <i>it.<p>Gondor said so."), 1, 0, nil, "Arnor denied it.\n\nGondor said so."},
		{"elements in one another, 600 deep", "a.html", cat(rep("<div>", 600), []byte("Arnor denied it."), rep("</div>", 600)), 1, 0, nil, "Arnor denied it."},
		{"elements in one another, 500 deep", "a.html", cat(rep("<div>", 500), []byte("Arnor denied it."), rep("</div>", 500)), 1, 0, nil, "Arnor denied it."},
		{"a million elements in one another", "a.html", cat(rep("<b>", 1_000_000), []byte("Arnor denied it.")), 1, 0, nil, "Arnor denied it."},
		{"tables in one another", "a.html", cat(rep("<table><tr><td>", 160), []byte("Arnor denied it.")), 1, 0, nil, "Arnor denied it."},
		{"200,000 paragraphs", "a.html", cat(rep("<p>a ", 200_000)), 1, 0, nil, "a\n\na"},
		{"a tag of 5 MB", "a.html", cat([]byte("<p>Arnor denied it.</p><a href='"), rep("x", 5<<20)), 1, 0, nil, "Arnor denied it."},
		{"100,000 attributes", "a.html", cat([]byte("<p "), func() []byte { return rep("a=b ", 100_000) }(), []byte(">Arnor denied it.</p>")), 1, 0, nil, "Arnor denied it."},
		{"misnested formatting", "a.html", cat(rep("<b><i><a>", 60), []byte("Arnor denied it."), rep("</b></a>", 60)), 1, 0, nil, "Arnor denied it."},
		{"entities that aren't", "a.html", []byte("<p>Arnor &denied; &#x110000; &#0; it &#xD800;.</p>"), 1, 0, nil, "Arnor &denied;"},
		{"declared Windows-1256", "a.html", cat([]byte(`<meta charset="windows-1256"><p>`), encoded(charmap.Windows1256, arabic)), 1, 0, nil, "الحكومة"},
		{"declared Latin, but UTF-8", "a.html", []byte(`<meta charset="iso-8859-1"><p>“Arnor” denied it.</p>`), 1, 0, nil, "“Arnor” denied it."},
		{"declared UTF-7", "a.html", []byte(`<meta charset="utf-7"><p>+ADw-script+AD4- Arnor denied it.</p>`), 1, 0, nil, "Arnor denied it."},
		{"UTF-16", "a.html", wide16("<p>Arnor – denied it.</p>", binary.LittleEndian, true), 1, 0, nil, "Arnor – denied it."},
		{"a script as canonical address", "a.html", []byte(`<link rel="canonical" href="javascript:alert(1)"><p>` + gondor + `</p>`), 1, 0, nil, "Gondor"},
		{"broken JSON-LD", "a.html", []byte(`<script type="application/ld+json">{"@type":"NewsArticle","datePublished":</script><p>` + gondor + `</p>`), 1, 0, nil, "Gondor"},
		{"text in JSON-LD alone", "a.html", []byte(`<script type="application/ld+json">{"b":{"articleBody":"` + strings.Repeat(gondor, 2) + `"},"a":{"articleBody":"` + strings.Repeat(gondor, 3) + `"},"c":{"articleBody":"` + strings.Repeat("Arnor denied it. ", 15) + `"}}</script><div id="app"></div>`), 1, 0, nil, strings.TrimSpace(strings.Repeat(gondor, 3))},
		{"a title over and over", "a.html", rep("<title>Nine killed</title>", 5_000), 0, 1, invalid, "no text"},
		{"a plain text inside script tags that don't end", "a.html", []byte("<p>Arnor denied it.</p><script>var x = '"), 1, 0, nil, "Arnor denied it."},
		{"markup as text", "a.html", []byte("<p>Arnor &lt;script&gt;denied&lt;/script&gt; it.</p>"), 1, 0, nil, "Arnor <script>denied</script> it."},
	}
}

func hostileMarkdown() []hostile {
	return []hostile{
		{"empty", "a.md", nil, 0, 1, invalid, "empty"},
		{"front matter alone", "a.md", []byte("---\ntitle: a\n---\n"), 0, 1, invalid, "empty"},
		{"broken front matter", "a.md", []byte("---\ntitle: [a\n---\nArnor denied it."), 0, 1, invalid, "front matter"},
		{"front matter that grows", "a.md", []byte("---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ntitle: a\n---\nArnor denied it."), 1, 0, nil, "Arnor denied it."},
		{"front matter that doesn't end", "a.md", []byte("---\ntitle: a\nArnor denied it."), 1, 0, nil, "Arnor denied it."},
		{"quotations in one another", "a.md", cat(rep(">", 100_000), []byte(" Arnor denied it.")), 1, 0, nil, "Arnor denied it."},
		{"lists in one another", "a.md", cat(rep("- ", 50_000), []byte("Arnor denied it.")), 1, 0, nil, "Arnor denied it."},
		{"ordered lists in one another", "a.md", cat(rep("1. ", 50_000), []byte("Arnor denied it.")), 1, 0, nil, "Arnor denied it."},
		{"a staircase of lists", "a.md", func() []byte {
			var b bytes.Buffer
			for i := range 1000 {
				b.Write(rep("  ", i))
				b.WriteString("- Arnor denied it.\n")
			}
			return b.Bytes()
		}(), 1, 0, nil, "Arnor denied it."},
		{"a long rule", "a.md", cat(rep("-", 5000), []byte("\n\nArnor denied it.\n\n"), rep("*", 5000), []byte("\n")), 1, 0, nil, "Arnor denied it."},
		{"brackets in one another", "a.md", cat(rep("[", 400), []byte("Arnor denied it."), rep("](b)", 400)), 1, 0, nil, "Arnor denied it."},
		{"emphasis that doesn't end", "a.md", cat(rep("**a *b ", 200), []byte("Arnor denied it.")), 1, 0, nil, "Arnor denied it."},
		{"backticks of all lengths", "a.md", func() []byte {
			var b bytes.Buffer
			for i := range 1500 {
				b.Write(rep("`", i))
				b.WriteByte(' ')
			}
			b.WriteString("Arnor denied it.")
			return b.Bytes()
		}(), 1, 0, nil, "Arnor denied it."},
		{"raw HTML", "a.md", []byte("Arnor <b onclick=x>denied</b> it.\n\n<script>\nalert(1)\n</script>\n\n<div>Gondor said so.</div>\n"), 1, 0, nil, "Arnor denied it.\n\nGondor said so."},
		{"a table of many columns", "a.md", cat(rep("|a", 5000), []byte("\n"), rep("|-", 5000), []byte("\n|b\n\nArnor denied it.")), 1, 0, nil, "Arnor denied it."},
		{"link references without number", "a.md", cat(rep("[a]: b\n", 100_000), []byte("\nArnor [a] denied it.")), 1, 0, nil, "Arnor [a] denied it."},
		{"link references before a paragraph of a million lines", "a.md", cat(rep("[a]: b\n", 300), rep("a\n", 900_000)), 1, 0, nil, "a\na"},
		{"a paragraph of open brackets", "a.md", cat(rep("[", 1_000_000), []byte(" Arnor denied it.")), 1, 0, nil, "Arnor denied it."},
		{"a paragraph of images", "a.md", cat(rep("![", 300_000), []byte(" Arnor denied it.")), 1, 0, nil, "Arnor denied it."},
		{"a paragraph of angles", "a.md", cat(rep("a<b ", 500_000), []byte(" Arnor denied it.")), 1, 0, nil, "Arnor denied it."},
		{"a paragraph of stars", "a.md", cat(rep("*a_ ", 200_000), []byte(" Arnor denied it.")), 1, 0, nil, "Arnor denied it."},
		{"paragraphs of links", "a.md", rep(strings.Repeat("[a](", 330)+"\n\n", 100), 1, 0, nil, "[a]("},
		{"paragraphs of stars", "a.md", rep(strings.Repeat("*a_ ", 400)+"\n\n", 300), 1, 0, nil, "a"},
		{"a paragraph of addresses", "a.md", cat(rep("www.a_.(", 200_000), []byte(" Arnor denied it.")), 1, 0, nil, "Arnor denied it."},
	}
}

// TestHostile holds that each case ends as documented, whatever else is wrong with it: its documents
// have text within bounds, valid and normalised, with a receipt that fits its bytes.
func TestHostile(t *testing.T) {
	all := [][]hostile{hostileTexts(), hostileArchives(), hostileRecords(), hostilePages(), hostileMarkdown()}
	n := 0
	for _, cases := range all {
		for _, h := range cases {
			n++
			t.Run(h.file+" "+h.about, func(t *testing.T) { h.check(t) })
		}
	}
	if n < 60 {
		t.Errorf("only %d cases", n)
	}
}

func (h hostile) check(t *testing.T) {
	path := filepath.Join(t.TempDir(), h.file)
	if err := os.WriteFile(path, h.body, 0o600); err != nil {
		t.Fatal(err)
	}
	c := collector(t, Options{})
	docs, errs := 0, 0
	first := ""
	for item, err := range c.Paths(t.Context(), []string{path}, nil) {
		if err != nil {
			errs++
			if errs == 1 {
				first = strings.TrimPrefix(err.Error(), filepath.Dir(path)+"/")
			}
			var p *Problem
			if !errors.Is(err, h.is) || !errors.As(err, &p) {
				t.Errorf("error %v, want %v", err, h.is)
			}
			if p != nil && p.Remedy == "" {
				t.Errorf("error without a remedy: %v", err)
			}
			continue
		}
		if docs++; docs == 1 && h.errs == 0 {
			first = item.Document.Text
		}
		checkItem(t, item)
	}
	if docs != h.docs || errs != h.errs {
		t.Errorf("%d documents and %d errors, want %d and %d; first %.200q", docs, errs, h.docs, h.errs, first)
	}
	if !strings.Contains(first, h.says) {
		t.Errorf("says %.200q, want %q in it", first, h.says)
	}
}

// checkItem holds what is true of every item.
func checkItem(t testing.TB, item Item) {
	t.Helper()
	doc, rec := item.Document, item.Receipt
	if !utf8.ValidString(doc.Text) || len(doc.Text) > MaxText || strings.TrimSpace(doc.Text) == "" {
		t.Errorf("text of %d bytes isn't fit to store", len(doc.Text))
	}
	if again := Normalise(doc.Text); again != doc.Text {
		t.Errorf("text isn't normal: %.80q becomes %.80q", doc.Text, again)
	}
	if doc.ID != sanad.DocumentID(doc.Source, doc.URL, doc.Text) {
		t.Errorf("id %s isn't that of the document", doc.ID)
	}
	if rec.Size != int64(len(item.Bytes)) || rec.SHA256 != digest(item.Bytes) || rec.Origin == "" || rec.MediaType == "" || rec.Collector == "" || item.Extractor == "" {
		t.Errorf("receipt %+v doesn't fit %d bytes", rec, len(item.Bytes))
	}
	if strings.ContainsAny(rec.Origin+doc.Title+doc.Name+doc.Source, "\n\r\x00") {
		t.Errorf("a line end in a label: %q %q %q", rec.Origin, doc.Title, doc.Name)
	}
	if doc.URL != "" && !strings.HasPrefix(doc.URL, "http://") && !strings.HasPrefix(doc.URL, "https://") {
		t.Errorf("address %q", doc.URL)
	}
}
