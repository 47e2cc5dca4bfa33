// Package feed reads RSS, Atom and JSON feeds.
//
// It decides what a feed's entries are: by which key each is known, where its page is, when it was published
// and what text the feed itself carries. It refuses to decide whether an entry is new, and repairs nothing
// that changes a meaning: a date that can't be read is left out.
//
// Worked sentence: two entries of Gondor's feed with the GUID "1" and different pages are two entries; the
// same entry twice is one, and the feed says that one was left out.
package feed

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html/charset"

	"sanad.example/sanad"
)

// Bounds on a feed.
const (
	MaxEntries = 1000 // the first, which are the newest in nearly all feeds
	maxDepth   = 100  // elements in one another
	maxLabel   = 500  // code points of a title
	maxLink    = 4096 // bytes
)

// Feed is a feed as read.
type Feed struct {
	Title   string
	Lang    string // as it says, unchecked
	Entries []Entry
	Twice   int // entries left out because another has the same key
	Over    int // entries left out because there are over MaxEntries
	Empty   int // entries left out because they have neither link nor text
}

// Entry is one of its entries.
type Entry struct {
	Key       string    // of the entry: the same in every copy of the feed
	URL       string    // of its page, absolute; "" where it has none
	Title     string    // on one line
	Published time.Time // with the zone as given; zero where it doesn't say
	Content   string    // HTML that the feed carries: the whole content where it has one, else the summary
	Whole     bool      // Content is what the feed calls the content, not a summary
}

// Parse reads a feed. base is the address that it came from, mediaType what its server declared. Errors:
// ErrInvalid for what isn't a feed.
func Parse(body []byte, mediaType, base string) (feed Feed, err error) {
	defer func() {
		if r := recover(); r != nil { // bytes from outside must not stop the rest
			feed, err = Feed{}, fmt.Errorf("feed: %w: it can't be read: %v", sanad.ErrInvalid, r)
		}
	}()
	body = decoded(body, mediaType)
	if err := shallow(body); err != nil {
		return Feed{}, err
	}
	raw, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if errors.Is(err, gofeed.ErrFeedTypeNotDetected) {
		return Feed{}, fmt.Errorf("feed: %w: it is neither RSS, Atom nor a JSON feed", sanad.ErrInvalid)
	}
	if err != nil {
		return Feed{}, fmt.Errorf("feed: %w: %s", sanad.ErrInvalid, oneLine(err.Error()))
	}
	return read(raw, base), nil
}

// encodingName is the encoding that XML declares.
var encodingName = regexp.MustCompile(`(?i)^\s*<\?xml[^>]*encoding=["']([^"']+)["']`)

// decoded returns XML that names no encoding of its own in UTF-8, by what the server declares, with U+FFFD
// for bytes that can't be.
func decoded(body []byte, mediaType string) []byte {
	if utf8.Valid(body) {
		return body
	}
	m := encodingName.FindSubmatch(body[:min(len(body), 200)])
	if m != nil && !bytes.EqualFold(m[1], []byte("utf-8")) || bytes.HasPrefix(body, []byte("\xff\xfe")) || bytes.HasPrefix(body, []byte("\xfe\xff")) {
		return body
	}
	enc, name, certain := charset.DetermineEncoding(nil, mediaType)
	if m == nil && certain && name != "utf-8" && strings.Contains(mediaType, "charset") {
		if out, err := enc.NewDecoder().Bytes(body); err == nil {
			return out
		}
	}
	return bytes.ToValidUTF8(body, []byte("\ufffd"))
}

// shallow refuses XML whose elements lie too deep in one another: the parser calls itself for each.
func shallow(body []byte) error {
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\ufeff")), " \t\r\n")
	if !bytes.HasPrefix(trimmed, []byte("<")) {
		return nil // JSON, whose own parser bounds its depth
	}
	d := xml.NewDecoder(bytes.NewReader(trimmed))
	d.Strict = false
	d.CharsetReader = charset.NewReaderLabel
	depth := 0
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return nil // the parser itself says what is wrong
		}
		switch t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return fmt.Errorf("feed: %w: its elements lie over %d deep in one another", sanad.ErrInvalid, maxDepth)
			}
		case xml.EndElement:
			depth = max(0, depth-1)
		}
	}
}

func read(raw *gofeed.Feed, base string) Feed {
	f := Feed{Title: label(raw.Title), Lang: oneLine(raw.Language)}
	from, err := url.Parse(base)
	if err != nil {
		from = &url.URL{}
	}
	seen := map[string]bool{}
	for _, item := range raw.Items {
		e, ok := entry(item, from)
		switch {
		case !ok:
			f.Empty++
		case seen[e.Key]:
			f.Twice++
		case len(f.Entries) == MaxEntries:
			f.Over++
		default:
			seen[e.Key] = true
			f.Entries = append(f.Entries, e)
		}
	}
	return f
}

// entry reads an entry, unless there is nothing in it.
func entry(item *gofeed.Item, base *url.URL) (Entry, bool) {
	if item == nil {
		return Entry{}, false
	}
	e := Entry{Title: label(item.Title), URL: link(item, base), Published: published(item)}
	e.Content, e.Whole = item.Content, true
	if strings.TrimSpace(e.Content) == "" {
		e.Content, e.Whole = item.Description, false
	}
	if e.URL == "" && strings.TrimSpace(e.Content) == "" {
		return e, false
	}
	e.Key = key(item, e)
	return e, true
}

// key is the hash of the GUID and the link, or of the text where it has neither: outlets give all entries
// one GUID, or all entries one link.
func key(item *gofeed.Item, e Entry) string {
	parts := []string{strings.TrimSpace(item.GUID), e.URL}
	if parts[0] == "" && parts[1] == "" {
		parts = []string{e.Title, e.Content}
	}
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// link is the address of an entry's page: its link, or a GUID that is one.
func link(item *gofeed.Item, base *url.URL) string {
	for _, l := range append([]string{item.Link}, append(item.Links, item.GUID)...) {
		l = strings.TrimSpace(l)
		if l == "" || len(l) > maxLink || l == item.GUID && !strings.HasPrefix(l, "http") {
			continue
		}
		u, err := base.Parse(l)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
			continue
		}
		u.Fragment, u.RawFragment = "", ""
		return u.String()
	}
	return ""
}

// offset is a zone at a date's end.
var offset = regexp.MustCompile(`([+-])(\d{2}):?(\d{2})$`)

// published is when an entry was published, or else changed, in the zone in which it says so: the day counts.
func published(item *gofeed.Item) time.Time {
	at, text := item.PublishedParsed, item.Published
	if at == nil {
		at, text = item.UpdatedParsed, item.Updated
	}
	if at == nil || at.Year() < 1990 || at.Year() > 2199 {
		return time.Time{}
	}
	if m := offset.FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		if d, err := time.ParseDuration(m[2] + "h" + m[3] + "m"); err == nil && d <= 14*time.Hour {
			if m[1] == "-" {
				d = -d
			}
			return at.In(time.FixedZone("", int(d/time.Second)))
		}
	}
	return at.UTC()
}

// label is what names something: on one line, bounded.
func label(s string) string {
	s = oneLine(s)
	if runes := []rune(s); len(runes) > maxLabel {
		return string(runes[:maxLabel-2]) + " …"
	}
	return s
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
}
