package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"sanad.example/sanad"
)

const testLimit = 20 * time.Second

// reader is shared by the tests: to start the parser takes a while.
var reader = New(testLimit)

func TestMain(m *testing.M) {
	code := m.Run()
	_ = reader.Close()
	os.Exit(code)
}

var report = [][]string{
	{
		"Mission to Gondor: quarterly report", "1 of 3", "The crossing",
		"Arnor shut the crossing at Osgiliath on 12 October 2025, its customs office said, and denied the ac-",
		"cusation that its soldiers had fired first. Gondor, in a cross-border statement, said the opposite, as it",
		"had done before.",
		"A second paragraph begins here, and it says that nine soldiers were killed according to Arnor, and that",
	},
	{
		"Mission to Gondor: quarterly report", "the count of Gondor is another one. The mission saw neither of the two counts confirmed by a cross-",
		"border team, since none was let through to the place in the weeks that followed.",
		"2 of 3",
	},
	{"Mission to Gondor: quarterly report", "Recommendations", "(a) Open the crossing to the sick, and to those who wait with goods that spoil within a few days.", "(b) Count together.", "3 of 3"},
}

func TestRead(t *testing.T) {
	r := reader
	doc, err := r.Read(made(report, nil))
	if err != nil {
		t.Fatal(err)
	}
	want := `The crossing

Arnor shut the crossing at Osgiliath on 12 October 2025, its customs office said, and denied the accusation that its soldiers had fired first. Gondor, in a cross-border statement, said the opposite, as it had done before.

A second paragraph begins here, and it says that nine soldiers were killed according to Arnor, and that the count of Gondor is another one. The mission saw neither of the two counts confirmed by a cross-border team, since none was let through to the place in the weeks that followed.

Recommendations

(a) Open the crossing to the sick, and to those who wait with goods that spoil within a few days.

(b) Count together.`
	if doc.Text != want || doc.Title != "On the crossing" || doc.Pages != 3 {
		t.Errorf("%d pages of %q:\n%s", doc.Pages, doc.Title, doc.Text)
	}
}

func flate(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<< /Length %d %s >>\nstream\n%s\nendstream", len(data), dict, data)
}

// hostileFiles are files from outside, and what each must end with: a text that holds says, or an error.
func hostileFiles() []struct {
	about string
	body  []byte
	is    error
	says  string
} {
	one := [][]string{{"Arnor denied it, Gondor said."}}
	spoil := func(n int, to string) []byte {
		return made(one, func(i int, object string) string {
			if i == n {
				return to
			}
			return object
		})
	}
	good := made(one, nil)
	bomb := flate(strings.Repeat(" ", 30<<20))
	content := "BT /F1 10 Tf 1 0 0 1 72 760 Tm (Arnor denied it.) Tj ET\n"
	invalid := sanad.ErrInvalid
	return []struct {
		about string
		body  []byte
		is    error
		says  string
	}{
		{"a plain file", good, nil, "Arnor denied it, Gondor said."},
		{"nothing", nil, invalid, ""},
		{"a header alone", []byte("%PDF-1.7\n"), invalid, ""},
		{"a header and zeros", append([]byte("%PDF-1.7\n"), make([]byte, 100_000)...), invalid, ""},
		{"no PDF", []byte("Arnor denied it."), invalid, ""},
		{"cut short", good[:len(good)/2], invalid, ""},
		{"no table", bytes.Replace(good, []byte("xref\n0"), []byte("xxxx\n0"), 1), nil, "Arnor denied it"},
		{"a table that points elsewhere", bytes.Replace(good, []byte("00000 n"), []byte("99999 n"), 3), nil, "Arnor denied it"},
		{"no catalogue", spoil(1, "<< >>"), invalid, ""},
		{"no pages", spoil(2, "<< /Type /Pages /Kids [] /Count 0 >>"), invalid, "no text"},
		{"pages that are their own parent", spoil(2, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), invalid, ""},
		{"a million pages that aren't there", spoil(2, "<< /Type /Pages /Kids [4 0 R] /Count 1000000 >>"), sanad.ErrTooLarge, "pages"},
		{"minus one page", spoil(2, "<< /Type /Pages /Kids [4 0 R] /Count -1 >>"), nil, "Arnor"},
		{"a page that is its own content", spoil(4, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"), invalid, "no text"},
		{"no font", spoil(3, "<< >>"), nil, ""},
		{"a picture of a page", spoil(5, stream("", "q 100 0 0 100 0 0 cm Q")), invalid, "pictures"},
		{"dictionaries in one another", spoil(3, strings.Repeat("<< /A ", 100_000)), nil, ""},
		{"brackets in one another", spoil(3, strings.Repeat("[", 100_000)), nil, ""},
		{"a bomb of 30 MB", spoil(5, stream("/Filter /FlateDecode", bomb)), invalid, ""},
		{"a bomb in a bomb", spoil(5, stream("/Filter [/FlateDecode /FlateDecode]", flate(bomb))), invalid, ""},
		{"a bomb with text behind it", spoil(5, stream("/Filter /FlateDecode", flate(strings.Repeat(" ", 1<<20)+content))), nil, "Arnor denied it."},
		{"the same filter fifty times", spoil(5, stream("/Filter ["+strings.Repeat("/ASCIIHexDecode ", 50)+"]", "20")), invalid, ""},
		{"a length that lies", bytes.Replace(good, []byte("/Length 69"), []byte("/Length 99999999"), 1), nil, "Arnor"},
		{"operators without end", spoil(5, stream("", strings.Repeat("q ", 200_000)+content)), nil, "Arnor denied it."},
		{"20,000 times the same line", spoil(5, stream("", strings.Repeat(content, 20_000))), nil, "Arnor"},
		{"a page that takes more memory than there is", spoil(5, stream("/Filter /FlateDecode", flate("BT /F1 1 Tf 1 TL 72 760 Td "+strings.Repeat("(Arnor denied it, and then denied it again.) '\n", 100_000)+"ET"))), invalid, "none of its pages can be read"},
		{"a script", spoil(1, "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"), nil, "Arnor denied it"},
		{"an attachment to be started", spoil(1, "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/sh) >> >>"), nil, "Arnor denied it"},
		{"a font from elsewhere", spoil(3, "<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor << /FontFile2 (/etc/passwd) >> >>"), nil, ""},
		{"rubbish before the header", append([]byte(strings.Repeat("x", 500)), good...), nil, "Arnor denied it"},
		{"rubbish behind the end", append(bytes.Clone(good), make([]byte, 1<<20)...), nil, ""},
		{"encrypted with nonsense", bytes.Replace(good, []byte("/Root 1 0 R"), []byte("/Root 1 0 R /Encrypt << /Filter /Standard /V 9 >>"), 1), invalid, ""},
		{"a box of no size", spoil(4, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 0 0] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>"), nil, ""},
		{"a box of a light year", spoil(4, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9e30 9e30] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>"), nil, ""},
	}
}

// TestHostile holds that each file ends as described, within bounds, and that the next one is read.
func TestHostile(t *testing.T) {
	r := reader
	for _, h := range hostileFiles() {
		t.Run(h.about, func(t *testing.T) {
			doc, err := r.Read(h.body)
			if !errors.Is(err, h.is) || (err == nil) != (h.is == nil) {
				t.Fatalf("error %v, want %v; text %.100q", err, h.is, doc.Text)
			}
			if said := fmt.Sprint(doc.Text, err); !strings.Contains(said, h.says) {
				t.Errorf("says %.200q, want %q in it", said, h.says)
			}
		})
	}
	if doc, err := r.Read(made(report, nil)); err != nil || doc.Pages != 3 {
		t.Errorf("the next file: %v", err)
	}
}

// TestTime holds that a file that takes too long is given up, and that the next one is read.
func TestTime(t *testing.T) {
	r := reader
	defer func() { r.limit = testLimit }()
	if _, err := r.Read(made(report, nil)); err != nil { // starts the parser
		t.Fatal(err)
	}
	r.limit = time.Millisecond
	long := made([][]string{{"Arnor"}}, func(n int, object string) string {
		if n == 5 {
			return stream("", strings.Repeat("BT /F1 10 Tf 1 0 0 1 72 760 Tm (Arnor denied it.) Tj ET\n", 200_000))
		}
		return object
	})
	if _, err := r.Read(long); !errors.Is(err, sanad.ErrTooLarge) {
		t.Errorf("error %v", err)
	}
	r.limit = testLimit
	if _, err := r.Read(made(report, nil)); err != nil {
		t.Errorf("the next file: %v", err)
	}
}

func TestParagraphs(t *testing.T) {
	for _, c := range []struct{ about, page, want string }{
		{"a break that the parser marks", "the ac\u0002\r\ncusation", "the accusation"},
		{"a hyphen of its own", "a cross-border team\ncame by a cross-\nborder road", "a cross-border team came by a cross-border road"},
		{"a name with a hyphen", "from Minas-\nTirith to the sea", "from Minas-Tirith to the sea"},
		{"page number in words", "Arnor denied it.\nPage 3 of 12", "Arnor denied it."},
		{"a year isn't a page number inside the page", "the first line here\nthe second line here\nArnor denied it in\n2025\nand again it was so\nthe next line here\nthe end of it", "the first line here the second line here Arnor denied it in 2025 and again it was so the next line here the end of it"},
		{"blank lines", "Arnor denied it.\n\n\nGondor said so.", "Arnor denied it.\n\nGondor said so."},
		{"nothing", "", ""},
	} {
		if got := Paragraphs([]string{c.page}); got != c.want {
			t.Errorf("%s: %q, want %q", c.about, got, c.want)
		}
	}
}

func FuzzParagraphs(f *testing.F) {
	f.Add("the ac\u0002\r\ncusation\n3", "- x\n\n(a) y")
	f.Add("a-\nb", "\u0002")
	f.Fuzz(func(t *testing.T, a, b string) {
		got := Paragraphs([]string{a, b})
		if len(got) > 2*(len(a)+len(b))+2 {
			t.Errorf("%d bytes became %d", len(a)+len(b), len(got))
		}
	})
}

// FuzzRead holds that no file stops the parser for good.
func FuzzRead(f *testing.F) {
	f.Add(made(report, nil))
	for _, h := range hostileFiles() {
		if len(h.body) < 4000 {
			f.Add(h.body)
		}
	}
	r := reader
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, err := r.Read(body); err != nil && !errors.Is(err, sanad.ErrInvalid) && !errors.Is(err, sanad.ErrTooLarge) {
			t.Errorf("error %v", err)
		}
	})
}
