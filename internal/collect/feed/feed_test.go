package feed

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"sanad.example/sanad"
)

const base = "https://herald.example/feeds/rss"

func rss(items string) []byte {
	return []byte(`<?xml version="1.0"?><rss version="2.0"><channel><title>The Herald</title><language>en-gb</language>` + items + `</channel></rss>`)
}

func TestKinds(t *testing.T) {
	at := time.Date(2025, 10, 12, 18, 0, 0, 0, time.FixedZone("", 5*3600))
	for _, c := range []struct{ about, body string }{
		{"RSS", string(rss(`<item><title>Crossing shut</title><link>/a</link><guid>1</guid><pubDate>Sun, 12 Oct 2025 18:00:00 +0500</pubDate><description>Short.</description><content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[<p>Long.</p>]]></content:encoded></item>`))},
		{"Atom", `<feed xmlns="http://www.w3.org/2005/Atom"><title>The Herald</title><entry><id>1</id><title>Crossing shut</title><link href="https://herald.example/a"/><published>2025-10-12T18:00:00+05:00</published><summary>Short.</summary><content type="html">&lt;p&gt;Long.&lt;/p&gt;</content></entry></feed>`},
		{"JSON", `{"version":"https://jsonfeed.org/version/1.1","title":"The Herald","items":[{"id":"1","url":"https://herald.example/a","title":"Crossing shut","date_published":"2025-10-12T18:00:00+05:00","summary":"Short.","content_html":"<p>Long.</p>"}]}`},
	} {
		f, err := Parse([]byte(c.body), "", base)
		if err != nil || len(f.Entries) != 1 {
			t.Errorf("%s: %+v, %v", c.about, f, err)
			continue
		}
		e := f.Entries[0]
		if e.URL != "https://herald.example/a" || e.Title != "Crossing shut" || !e.Published.Equal(at) || e.Published.Format(time.RFC3339) != "2025-10-12T18:00:00+05:00" || !e.Whole || !strings.Contains(e.Content, "Long.") || f.Title != "The Herald" {
			t.Errorf("%s: %+v of %q", c.about, e, f.Title)
		}
	}
}

// hostile is a feed from outside, how many entries it gives, and what it says or holds.
type hostile struct {
	about string
	body  []byte
	mt    string
	n     int
	is    error
	says  string
}

func hostileFeeds() []hostile {
	item := func(n int) string {
		return fmt.Sprintf("<item><guid>%d</guid><description>Arnor %d</description></item>", n, n)
	}
	many := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(item(i))
		}
		return b.String()
	}
	latin, _ := charmap.Windows1252.NewEncoder().Bytes([]byte("<rss version='2.0'><channel><item><description>Arnor – it’s shut</description></item></channel></rss>"))
	arabic, _ := charmap.Windows1256.NewEncoder().Bytes([]byte("<?xml version='1.0' encoding='windows-1256'?><rss version='2.0'><channel><item><description>الحكومة نفت</description></item></channel></rss>"))
	bad := sanad.ErrInvalid
	return []hostile{
		{"nothing", nil, "", 0, bad, "neither"},
		{"blanks", []byte("  \n "), "", 0, bad, "neither"},
		{"zeros", make([]byte, 10_000), "", 0, bad, "neither"},
		{"a page", []byte("<!doctype html><html><body><p>Arnor</p></body></html>"), "", 0, bad, "neither"},
		{"a sitemap", []byte(`<?xml version="1.0"?><urlset><url><loc>https://a.example/</loc></url></urlset>`), "", 0, bad, "neither"},
		{"JSON that is no feed", []byte(`{"a":1}`), "", 0, nil, ""},
		{"JSON cut short", []byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1"`), "", 0, bad, "feed"},
		{"JSON of ten thousand brackets", []byte(`{"items":` + strings.Repeat("[", 20_000)), "", 0, bad, "feed"},
		{"JSON with numbers as ids", []byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"content_text":"Arnor"}]}`), "", -1, nil, ""},
		{"no entries", rss(""), "", 0, nil, ""},
		{"XML cut short", rss(many(3))[:150], "", 0, bad, "feed"},
		{"XML with a control", rss("<item><title>a\x01b</title><description>Arnor</description></item>"), "", -1, nil, ""},
		{"XML with bytes that aren't UTF-8", rss("<item><description>Arnor \xff\xfe</description></item>"), "", -1, nil, ""},
		{"XML with an ampersand as such", rss("<item><description>Arnor & Gondor</description></item>"), "", 1, nil, "Arnor & Gondor"},
		{"a billion laughs", []byte(`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><item><guid>1</guid><description>Arnor &c;</description></item></channel></rss>`), "", 1, nil, "Arnor"},
		{"an outside entity", []byte(`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><guid>1</guid><description>Arnor &a;</description></item></channel></rss>`), "", 1, nil, "Arnor"},
		{"a million elements in one another", []byte("<rss version='2.0'><channel>" + strings.Repeat("<a:b>", 1_000_000)), "", 0, bad, "over 100 deep"},
		{"a million elements side by side", []byte("<rss version='2.0'><channel>" + strings.Repeat("<a/>", 500_000) + item(1) + "</channel></rss>"), "", 1, nil, "Arnor"},
		{"two thousand entries", rss(many(2000)), "", MaxEntries, nil, "Arnor 0"},
		{"an entry of 5 MB", rss("<item><guid>1</guid><description>" + strings.Repeat("Arnor ", 900_000) + "</description></item>"), "", 1, nil, "Arnor"},
		{"the same entry a thousand times", rss(strings.Repeat(item(1), 1000)), "", 1, nil, "Arnor 1"},
		{"one GUID for all", rss("<item><guid>1</guid><link>/a</link></item><item><guid>1</guid><link>/b</link></item>"), "", 2, nil, ""},
		{"one link for all", rss("<item><guid>1</guid><link>/</link></item><item><guid>2</guid><link>/</link></item>"), "", 2, nil, ""},
		{"neither GUID nor link", rss("<item><description>Arnor</description></item><item><description>Gondor</description></item><item><description>Arnor</description></item>"), "", 2, nil, "Arnor"},
		{"empty entries", rss(strings.Repeat("<item></item>", 10)), "", 0, nil, ""},
		{"a title alone", rss("<item><title>Nine killed</title></item>"), "", 0, nil, ""},
		{"a script as link", rss("<item><guid>1</guid><link>javascript:alert(1)</link><description>Arnor</description></item>"), "", 1, nil, "Arnor"},
		{"a file as link", rss("<item><guid>1</guid><link>file:///etc/passwd</link></item>"), "", 0, nil, ""},
		{"a password in the link", rss("<item><guid>1</guid><link>http://a:b@herald.example/</link></item>"), "", 0, nil, ""},
		{"a link of 10,000 bytes", rss("<item><guid>1</guid><link>/" + strings.Repeat("a", 10_000) + "</link><description>Arnor</description></item>"), "", 1, nil, "Arnor"},
		{"a GUID of a megabyte", rss("<item><guid>" + strings.Repeat("a", 1<<20) + "</guid><description>Arnor</description></item>"), "", 1, nil, "Arnor"},
		{"a title of a megabyte", rss("<item><guid>1</guid><title>" + strings.Repeat("a ", 1<<19) + "</title><description>Arnor</description></item>"), "", 1, nil, "Arnor"},
		{"a date that isn't", rss("<item><guid>1</guid><pubDate>yesterday</pubDate><description>Arnor</description></item>"), "", 1, nil, "Arnor"},
		{"a date of the year 9999", rss("<item><guid>1</guid><pubDate>9999-12-31T23:59:59Z</pubDate><description>Arnor</description></item>"), "", 1, nil, "Arnor"},
		{"a date of a solar year", rss("<item><guid>1</guid><pubDate>1404-07-20T10:00:00Z</pubDate><description>Arnor</description></item>"), "", 1, nil, "Arnor"},
		{"a zone of 99 hours", rss("<item><guid>1</guid><pubDate>Sun, 12 Oct 2025 18:00:00 +9900</pubDate><description>Arnor</description></item>"), "", 1, nil, "Arnor"},
		{"Windows-1252 that the server declares", latin, "application/rss+xml; charset=windows-1252", 1, nil, "it’s shut"},
		{"Windows-1256 that the feed declares", arabic, "", 1, nil, "الحكومة"},
		{"a charset that nobody knows", []byte("<?xml version='1.0' encoding='klingon'?><rss version='2.0'><channel><item><description>Arnor</description></item></channel></rss>"), "", 0, bad, "neither"},
		{"a byte order mark", append([]byte("\ufeff"), rss(item(1))...), "", 1, nil, "Arnor"},
		{"markup in a title", rss("<item><guid>1</guid><title>&lt;script&gt;alert(1)&lt;/script&gt;</title><description>Arnor</description></item>"), "", 1, nil, "Arnor"},
		{"a comment of 4 MB", rss("<!--" + strings.Repeat("a", 4<<20) + "-->" + item(1)), "", 1, nil, "Arnor"},
		{"100,000 attributes", rss("<item " + strings.Repeat(`a="b" `, 100_000) + "><guid>1</guid><description>Arnor</description></item>"), "", 1, nil, "Arnor"},
		{"Atom without an id", []byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><content>Arnor</content></entry></feed>`), "", 1, nil, "Arnor"},
		{"Atom with a base elsewhere", []byte(`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="javascript:alert(1)//"><entry><id>1</id><link href="a"/><content>Arnor</content></entry></feed>`), "", 1, nil, "Arnor"},
		{"RDF", []byte(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>H</title></channel><item><title>T</title><link>https://herald.example/a</link><description>Arnor</description></item></rdf:RDF>`), "", 1, nil, "Arnor"},
	}
}

// TestHostile holds that each case ends as described, with entries that are fit to be used.
func TestHostile(t *testing.T) {
	for _, h := range hostileFeeds() {
		t.Run(h.about, func(t *testing.T) {
			f, err := Parse(h.body, h.mt, base)
			if !errors.Is(err, h.is) || h.is == nil && err != nil && h.n >= 0 {
				t.Fatalf("error %v, want %v", err, h.is)
			}
			if err != nil {
				if !strings.Contains(err.Error(), h.says) || strings.Contains(err.Error(), "\n") {
					t.Errorf("error %q, want %q in it", err, h.says)
				}
				return
			}
			if h.n >= 0 && len(f.Entries) != h.n {
				t.Fatalf("%d entries, want %d: %+.300v", len(f.Entries), h.n, f)
			}
			if h.says != "" && !strings.Contains(f.Entries[0].Content, h.says) {
				t.Errorf("content %.200q, want %q in it", f.Entries[0].Content, h.says)
			}
			check(t, f)
		})
	}
}

// check holds what is true of every feed that was read.
func check(t *testing.T, f Feed) {
	t.Helper()
	seen := map[string]bool{}
	for _, e := range f.Entries {
		if seen[e.Key] || len(e.Key) != 32 {
			t.Errorf("key %q", e.Key)
		}
		seen[e.Key] = true
		if e.URL != "" && !strings.HasPrefix(e.URL, "http://") && !strings.HasPrefix(e.URL, "https://") || len(e.URL) > 2*maxLink {
			t.Errorf("address %.100q", e.URL)
		}
		if u, err := url.Parse(e.URL); err == nil && u.User != nil { // "@" may stand in a path
			t.Errorf("address with a name in it %.100q", e.URL)
		}
		if utf8.RuneCountInString(e.Title) > maxLabel || strings.ContainsAny(e.Title, "\n\r") {
			t.Errorf("title of %d characters", utf8.RuneCountInString(e.Title))
		}
		if !e.Published.IsZero() && (e.Published.Year() < 1989 || e.Published.Year() > 2200) {
			t.Errorf("published %v", e.Published)
		}
	}
}

// TestLeftOut holds that a feed says what was left out of it.
func TestLeftOut(t *testing.T) {
	f, err := Parse(rss(strings.Repeat("<item><guid>1</guid><description>Arnor</description></item>", 3)+"<item/>"), "", base)
	if err != nil || f.Twice != 2 || f.Empty != 1 || f.Over != 0 || f.Lang != "en-gb" {
		t.Errorf("%+v, %v", f, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, h := range hostileFeeds() {
		if len(h.body) < 10_000 {
			f.Add(h.body)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		feed, err := Parse(body, "", base)
		if err != nil {
			if !errors.Is(err, sanad.ErrInvalid) {
				t.Errorf("error %v", err)
			}
			return
		}
		check(t, feed)
		if again, _ := Parse(bytes.Clone(body), "", base); len(again.Entries) != len(feed.Entries) {
			t.Errorf("%d entries, then %d", len(feed.Entries), len(again.Entries))
		}
	})
}
