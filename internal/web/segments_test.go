package web

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/internal/web/webtest"
)

// drawn writes segments as "[01:text]" with the claims that cover it, the shortest first.
func drawn(paragraphs [][]segment) string {
	var b strings.Builder
	for i, segs := range paragraphs {
		if i > 0 {
			b.WriteString("\n")
		}
		for _, s := range segs {
			if len(s.Claims) == 0 {
				b.WriteString(s.Text)
				continue
			}
			fmt.Fprintf(&b, "[%s:%s]", strings.Trim(strings.Join(strings.Fields(fmt.Sprint(s.Claims)), ""), "[]"), s.Text)
		}
	}
	return b.String()
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		name, text string
		spans      []sanad.Span
		want       string
	}{
		{"no claims", "Bree burned.", nil, "Bree burned."},
		{"one", "Bree burned.", []sanad.Span{{Start: 0, End: 4}}, "[0:Bree] burned."},
		{"nested", "Gondor denied burning it.", []sanad.Span{{Start: 0, End: 24}, {Start: 14, End: 24}}, "[0:Gondor denied ][10:burning it]."},
		{"crossing", "abcdef", []sanad.Span{{Start: 0, End: 4}, {Start: 2, End: 6}}, "[0:ab][01:cd][1:ef]"},
		{"the same span twice", "abc", []sanad.Span{{Start: 1, End: 2}, {Start: 1, End: 2}}, "a[01:b]c"},
		{"touching", "abc", []sanad.Span{{Start: 0, End: 1}, {Start: 1, End: 3}}, "[0:a][1:bc]"},
		{"over a line break", "ab\ncd", []sanad.Span{{Start: 1, End: 4}}, "a[0:b]\n[0:c]d"},
		{"code points, not bytes", "گوندور و 𐍈x", []sanad.Span{{Start: 9, End: 10}}, "گوندور و [0:𐍈]x"},
		{"outside the text", "abc", []sanad.Span{{Start: -3, End: 1}, {Start: 2, End: 99}, {Start: 50, End: 60}}, "[0:a]b[1:c]"},
		{"empty and reversed", "abc", []sanad.Span{{Start: 1, End: 1}, {Start: 2, End: 1}}, "abc"},
		{"empty text", "", []sanad.Span{{Start: 0, End: 1}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, drawn(cut(c.text, c.spans))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzCut holds that no character is lost or doubled, and that each claim covers exactly its span.
func FuzzCut(f *testing.F) {
	f.Add("Gondor denied\nburning the mill", 0, 13, 7, 20)
	f.Add("گوندور\r\n\xff𐍈", -4, 3, 2, 1000)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d int) {
		spans := []sanad.Span{{Start: a, End: b}, {Start: c, End: d}}
		var whole []string
		covered := make([]string, len(spans))
		for _, segs := range cut(text, spans) {
			line := ""
			for _, s := range segs {
				line += s.Text
				for _, i := range s.Claims {
					covered[i] += s.Text
				}
			}
			whole = append(whole, line)
		}
		if got := strings.Join(whole, "\n"); got != text {
			t.Errorf("text %q came back as %q", text, got)
		}
		off := sanad.NewOffsets(text)
		for i, s := range spans {
			if want := strings.ReplaceAll(off.Slice(s), "\n", ""); covered[i] != want {
				t.Errorf("span %v covers %q, want %q", s, covered[i], want)
			}
		}
	})
}

// FuzzShow holds that foreign text can't leave its element or turn the page around.
func FuzzShow(f *testing.F) {
	f.Add("<script>\u202ealert(1)</script>")
	f.Add("\x00\xff\r\n\u2066 گوندور")
	f.Fuzz(func(t *testing.T, text string) {
		for _, got := range []string{strings.NewReplacer(`<span class="hidden-char">`, "", "</span>", "").Replace(string(show(text))), plain(text)} {
			if strings.IndexFunc(got, hidden) >= 0 {
				t.Errorf("%q shows as %q with a hidden character", text, got)
			}
		}
		if got := strings.NewReplacer(`<span class="hidden-char">`, "", "</span>", "").Replace(string(show(text))); strings.ContainsAny(got, "<>") {
			t.Errorf("%q shows as %q", text, got)
		}
	})
}

func TestOutside(t *testing.T) {
	for address, want := range map[string]string{
		"https://dale.example/a?b=c#d": "https://dale.example/a?b=c#d",
		"http://dale.example":          "http://dale.example",
		"javascript:alert(1)":          "", "JaVaScRiPt://x/%0aalert(1)": "", "data:text/html,x": "", "//dale.example/x": "",
		"https:///x": "", "https://user:secret@dale.example/": "", "/documents": "", "": "", "ht tp://x": "", "\x00": "",
	} {
		if got := outside(address); got != want {
			t.Errorf("outside(%q) is %q, want %q", address, got, want)
		}
	}
}

// The media of armed groups and parties are named, not linked.
func TestPartyMediaAreNotLinked(t *testing.T) {
	book := webtest.Book()
	book.Sources = append(book.Sources, codebook.Source{ID: "EYE", Name: "The Eye", Kind: "party_media", Domains: []string{"eye.example"}})
	n := newNames(book)
	for address, want := range map[string]string{
		"https://eye.example/x": "", "https://WWW.Eye.example./x": "", "https://eye.example:8443": "",
		"https://lidless-eye.example/x": "https://lidless-eye.example/x", "https://dale.example/eye.example": "https://dale.example/eye.example", "javascript:x": "",
	} {
		if got := n.link(address); got != want {
			t.Errorf("link(%q) is %q, want %q", address, got, want)
		}
	}
}

// Both sides weigh the same: the colours that mark them stand out from the page equally, in both schemes.
func TestSidesWeighTheSame(t *testing.T) {
	css, err := os.ReadFile("static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, ok := strings.Cut(string(css), "prefers-color-scheme: dark")
	if !ok {
		t.Fatal("no dark scheme")
	}
	for scheme, part := range map[string]string{"light": light, "dark": dark} {
		paper, one, two := colour(t, part, "--paper"), colour(t, part, "--side-1"), colour(t, part, "--side-2")
		a, b := contrast(paper, one), contrast(paper, two)
		if a < 4.5 || b < 4.5 || a/b > 1.03 || b/a > 1.03 {
			t.Errorf("%s: sides stand out by %.2f and %.2f", scheme, a, b)
		}
	}
}
