package web

import (
	"regexp"
	"strings"
	"testing"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
	"sanad.example/sanad/internal/web/webtest"
)

// Armed groups' media are named but not linked, on their own domains and on shared ones, by whichever
// name the document gives.
func TestPartiesMediaAreNotLinked(t *testing.T) {
	n := newNames(webtest.Book())
	for _, c := range []struct {
		address, source, outlet string
		linked                  bool
	}{
		{"https://herald.example/a", "GONDOR-HERALD", "", true},
		{"https://herald.example/a", "sanad-summary", "Gondor Herald", true},
		{"https://white.example/a", "", "", false},
		{"https://news.white.example/a", "", "", false},
		{"https://notwhite.example/", "", "", true},
		{"https://elsewhere.example/a", "WHITE-PAGES", "", false},
		{"https://elsewhere.example/a", "sanad-summary", "white  pages", false},
		{"https://elsewhere.example/a", "sanad-summary", "White Hand", false},
		{"https://elsewhere.example/a", "DUNLAND-VOICE", "", false},
		{"https://elsewhere.example/a", "sanad-summary", "ROTTEN-BRANCH", false},
		{"https://palantir.example/@white/7", "", "", false},
		{"https://www.palantir.example/", "", "", false},
		{"https://palantir.example/@lindon/7", "", "", true},
		{"https://palantir.example/@lindon2", "", "", false},
		{"javascript:alert(1)", "", "", false},
	} {
		if got := n.link(c.address, c.source, c.outlet); (got != "") != c.linked {
			t.Errorf("%s of %q, about %q: %q", c.address, c.source, c.outlet, got)
		}
	}
}

// The codebook that comes with the program lists hosts that anybody can publish on.
func TestSharedHostsAreListed(t *testing.T) {
	book, err := codebook.Load(codebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := newNames(book)
	for _, address := range []string{"https://t.me/channel/1", "https://justpaste.it/x", "https://archive.org/details/x", "https://telegra.ph/x"} {
		if got := n.link(address); got != "" {
			t.Errorf("%s is linked to", address)
		}
	}
	if n.link("https://www.dawn.com/news/1") == "" {
		t.Error("an outlet's own page is not linked to")
	}
	for _, outlet := range []string{"Umar Media", "TTP", "Tehrik-i-Taliban Pakistan"} {
		if n.link("https://elsewhere.example/", "sanad-summary", outlet) != "" {
			t.Errorf("%s is linked to", outlet)
		}
	}
}

// A trader in Chaman isn't Pakistan: who is described is shown by the words of the text, on neither side.
func TestDescribedSpeakersAreQuoted(t *testing.T) {
	book, err := codebook.Load(codebook.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, nil)
	s.Book, s.names = book, newNames(book)
	for _, c := range []struct {
		id, text, name, of string
		side               bool
	}{
		{"PAK", "a trader in Chaman", "a trader in Chaman", "Pakistan", false},
		{"PAK-CVL", "Residents", "Residents", "Pakistan", false},
		{"PAK", "Pakistan", "Pakistan", "", true},
		{"PAK", "It", "Pakistan", "", true},
	} {
		claim := sanad.Claim{Voice: sanad.VoiceAttributed, Stance: sanad.StanceAffirm, Speakers: []sanad.Entity{
			{ID: c.id, Text: c.text, Country: "PAK", Ancestors: []string{"PAK"}},
		}}
		who := s.who(&claim, &sanad.Document{})
		v := who.Speakers[0]
		if v.Name != c.name || v.Of != c.of || v.Quoted != (c.of != "") || (who.Side != 0) != c.side {
			t.Errorf("%s by %q is shown as %+v on side %d", c.id, c.text, v, who.Side)
		}
	}
}

// No page but the text itself, and no answer of the API but the text's, has the name of a private person.
func TestPrivatePersonsStayUnnamed(t *testing.T) {
	const name, text = "Barliman Butterbur", "Barliman Butterbur said that Gondor burned the mill."
	who := sanad.Entity{Name: name, Text: name, Span: sanad.Span{End: 18}}
	claim := sanad.Claim{
		ID: "c1", Document: "inn", Span: sanad.Span{Start: 29, End: 51}, Sentence: sanad.SentenceRef{Span: sanad.Span{Start: 29, End: 51}},
		Voice: sanad.VoiceAttributed, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual, Speakers: []sanad.Entity{who},
		Event: &sanad.Event{Type: "ASSAULT"}, Recipients: []sanad.Entity{who},
	}
	h := newHandler(t, &webtest.Reader{Coded: []sanad.Coded{{Document: sanad.Document{ID: "inn", Text: text}, Claims: []sanad.Claim{claim}}}})
	for _, target := range []string{"/", "/claims", "/claims/c1", "/api/claims", "/api/claims/c1"} {
		body := get(t, h, target)
		if strings.Contains(body, "Butterbur") || !strings.Contains(strings.ToLower(body), codebook.Nameless) {
			t.Errorf("%s names a private person, or nobody:\n%s", target, body)
		}
	}
	for _, target := range []string{"/documents/inn", "/api/documents/inn"} {
		if n := strings.Count(get(t, h, target), "Butterbur"); n != 1 {
			t.Errorf("%s has the name %d times: in the text alone it is to stand", target, n)
		}
	}
}

// A list shows what stands around a claim's words, not a sentence of a page's length.
func TestListsCutLongSentences(t *testing.T) {
	long := strings.Repeat("mill and mill ", 5000)
	text := long + "Gondor burned it " + long
	n := len(long)
	claim := sanad.Claim{
		ID: "c1", Document: "long", Span: sanad.Span{Start: n, End: n + 16}, Sentence: sanad.SentenceRef{Span: sanad.Span{End: len(text)}},
		Voice: sanad.VoiceSource, Stance: sanad.StanceAffirm, Modality: sanad.ModalityActual, Event: &sanad.Event{Type: "ASSAULT"},
	}
	h := newHandler(t, &webtest.Reader{Coded: []sanad.Coded{{Document: sanad.Document{ID: "long", Text: text}, Claims: []sanad.Claim{claim}}}})
	body := get(t, h, "/claims")
	if len(body) > 20_000 || !regexp.MustCompile(`…(mill|and) [^<]{200,300}<mark>`).MatchString(body) || !strings.Contains(body, "<mark>Gondor burned it</mark>") {
		t.Errorf("the list has %d bytes", len(body))
	}
	if body := get(t, h, "/documents/long"); len(body) < 2*n {
		t.Errorf("the document's page lost text: %d bytes", len(body))
	}
}

// What to do with an empty folder is said where it is empty, not where documents have no claims.
func TestEmptyFolderAdvice(t *testing.T) {
	const advice = "sanad ingest report.txt"
	if body := get(t, newHandler(t, &webtest.Reader{}), "/"); !strings.Contains(body, advice) {
		t.Error("an empty folder has no advice")
	}
	silent := &webtest.Reader{Coded: []sanad.Coded{{Document: sanad.Document{ID: "calm", Text: "Nothing."}}}}
	if body := get(t, newHandler(t, silent), "/"); strings.Contains(body, advice) || !strings.Contains(body, "No claim was read") {
		t.Error("a folder with a document is called empty")
	}
}
