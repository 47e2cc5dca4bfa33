package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"sanad.example/sanad"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestRound holds what a round reads, and that the next reads nothing twice.
func TestRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		items := []string{"1 /a Crossing-shut", "2 /b Nine-killed"}
		r := newRig(t, herald(), newMemory(), func(r *http.Request) (int, map[string]string, string) {
			switch r.URL.Path {
			case "/rss":
				return 200, map[string]string{"Content-Type": "application/rss+xml"}, rss(items...)
			case "/a", "/b", "/c":
				return 200, map[string]string{"Content-Type": "text/html"}, page("Arnor said so on page " + r.URL.Path[1:] + ".")
			}
			return 404, nil, ""
		})
		r.round(t)
		if got := r.sink.texts(); got != "Arnor said so on page b.|Arnor said so on page a." { // the oldest first
			t.Errorf("read %q", got)
		}
		doc, rec := r.sink.items[0].Document, r.sink.items[0].Receipt
		if doc.Source != "herald" || doc.URL != "http://herald.example/b" || rec.Headers["Feed"] != "http://herald.example/rss" || rec.Headers["Feed-Item"] == "" {
			t.Errorf("document %+v, receipt %+v", doc, rec)
		}
		r.round(t) // not due
		items = append([]string{"3 /c New"}, items...)
		time.Sleep(time.Hour)
		r.round(t)
		if got := r.sink.texts(); !strings.HasSuffix(got, "|Arnor said so on page c.") || len(r.sink.items) != 3 {
			t.Errorf("read %q", got)
		}
		if n := r.web.count("http://herald.example/rss"); n != 2 {
			t.Errorf("the feed was asked %d times", n)
		}
	})
}

// TestPages holds what becomes of an entry whose page can't be had.
func TestPages(t *testing.T) {
	for _, c := range []struct {
		about  string
		status int
		every  int // rounds until it ends
		read   string
		told   string
	}{
		{"a page that is missing", 404, 1, "Shut, as the feed has it.", "check the address"},
		{"a page that is gone", 410, 1, "Shut, as the feed has it.", "won't come back"},
		{"a page behind a login", 403, 1, "Shut, as the feed has it.", "403"},
		{"a page whose server is ill", 500, maxTries, "Shut, as the feed has it.", "500"},
		{"a page whose server is busy", 503, maxTries, "Shut, as the feed has it.", "503"},
	} {
		t.Run(c.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, herald(), newMemory(), func(r *http.Request) (int, map[string]string, string) {
					if r.URL.Path == "/rss" {
						return 200, nil, rss("1 /a Shut")
					}
					return c.status, nil, ""
				})
				for n := range c.every {
					if got := r.sink.texts(); got != "" {
						t.Fatalf("read %q after %d rounds", got, n)
					}
					r.round(t)
					if n < c.every-1 && r.Health()[0].Condition != Waiting {
						t.Errorf("health %+v", r.Health()[0])
					}
					time.Sleep(40 * time.Hour)
				}
				if got := r.sink.texts(); got != c.read {
					t.Errorf("read %q", got)
				}
				if told := strings.Join(r.told, "\n"); !strings.Contains(told, c.told) || !strings.Contains(told, "what the feed itself has is read instead") {
					t.Errorf("told %q", told)
				}
			})
		})
	}
}

// TestPageComesBack holds that an entry that the feed has dropped meanwhile is read once its page is there.
func TestPageComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := false
		r := newRig(t, herald(), newMemory(), func(r *http.Request) (int, map[string]string, string) {
			switch {
			case r.URL.Path == "/rss" && back:
				return 200, nil, rss()
			case r.URL.Path == "/rss":
				return 200, nil, rss("1 /a Shut")
			case back:
				return 200, map[string]string{"Content-Type": "text/html"}, page("Arnor said so.")
			}
			return 500, nil, ""
		})
		r.round(t)
		back = true
		time.Sleep(2 * time.Hour)
		r.round(t)
		if got := r.sink.texts(); got != "Arnor said so." {
			t.Errorf("read %q", got)
		}
	})
}

// TestFeedAnswers holds how each answer to the asking for a feed ends: its condition, and when it is asked
// again.
func TestFeedAnswers(t *testing.T) {
	laughs := `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss version="2.0"><channel><item><title>&b;</title></item></channel></rss>`
	for _, c := range []struct {
		about  string
		status int
		header map[string]string
		body   string
		is     Condition
		next   time.Duration
		told   string
	}{
		{"a feed without entries", 200, nil, rss(), Well, time.Hour, ""},
		{"a page instead of a feed", 200, nil, page("Arnor"), Failing, 2 * time.Hour, "neither RSS, Atom nor a JSON feed"},
		{"nothing", 200, nil, "", Failing, 2 * time.Hour, "neither"},
		{"XML cut short", 200, nil, rss("1 /a Shut")[:120], Failing, 2 * time.Hour, "feed: not valid"},
		{"a billion laughs", 200, nil, laughs, Well, time.Hour, "neither link nor text"},
		{"a feed that is gone", 410, nil, "", Gone, goneAgain, "won't come back"},
		{"a feed that is missing", 404, nil, "", Failing, 2 * time.Hour, "check the address"},
		{"a feed of a busy host", 429, map[string]string{"Retry-After": "18000"}, "", Failing, 5 * time.Hour, "later"},
		{"entries with neither link nor text", 200, nil, `<rss version="2.0"><channel><item></item><item></item></channel></rss>`, Well, time.Hour, "2 entries with neither"},
		{"a redirect to this machine", 301, map[string]string{"Location": "ftp://herald.example/"}, "", Failing, 2 * time.Hour, "isn't one of the web"},
	} {
		t.Run(c.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, herald(), newMemory(), func(r *http.Request) (int, map[string]string, string) { return c.status, c.header, c.body })
				began := time.Now().UTC()
				r.round(t)
				h := r.Health()[0]
				if wait := h.Next.Sub(began); h.Condition != c.is || wait != c.next {
					t.Errorf("%s, asked again after %s; want %s, %s", h.Condition, wait, c.is, c.next)
				}
				if told := strings.Join(r.told, "\n"); !strings.Contains(told, c.told) {
					t.Errorf("told %q", told)
				}
			})
		})
	}
}

// TestMoved holds that a feed that has moved for good is asked at its new address from then on, and at its
// old one again where the new one has gone.
func TestMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := false
		state := newMemory()
		serve := func(r *http.Request) (int, map[string]string, string) {
			switch {
			case r.URL.Path == "/rss" && !gone:
				return 301, map[string]string{"Location": "http://new.example/rss2"}, ""
			case r.URL.Path == "/rss2" && gone:
				return 404, nil, ""
			}
			return 200, nil, rss()
		}
		r := newRig(t, herald(), state, serve)
		r.round(t)
		if h := r.Health()[0]; h.MovedTo != "http://new.example/rss2" {
			t.Errorf("health %+v", h)
		}
		r = newRig(t, herald(), state, serve) // a new start knows it
		time.Sleep(time.Hour)
		r.round(t)
		if r.web.count("http://herald.example/rss") != 0 || r.web.count("http://new.example/rss2") != 1 {
			t.Errorf("asked %v", r.web.asked)
		}
		gone = true
		for range 2 {
			time.Sleep(3 * time.Hour)
			r.round(t)
		}
		if h := r.Health()[0]; r.web.count("http://herald.example/rss") != 1 || h.Condition != Well || h.MovedTo != "" {
			t.Errorf("asked %v, health %+v", r.web.asked, h)
		}
	})
}

// TestConditional holds that what the server gave to know the feed by is given back, but only once all of
// its entries are safe or waiting.
func TestConditional(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state := newMemory()
		serve := func(r *http.Request) (int, map[string]string, string) {
			if r.URL.Path == "/a" {
				return 200, map[string]string{"Content-Type": "text/html"}, page("Arnor said so.")
			}
			if r.Header.Get("If-None-Match") == `"1"` {
				return 304, nil, ""
			}
			return 200, map[string]string{"ETag": `"1"`}, rss("1 /a Shut")
		}
		r := newRig(t, herald(), state, serve)
		r.sink.fail = errors.New("the disk is full")
		if err := r.Once(t.Context()); err == nil {
			t.Fatal("no error, though nothing can be kept")
		}
		r = newRig(t, herald(), state, serve)
		r.round(t)
		if r.sink.texts() != "Arnor said so." {
			t.Errorf("read %q after a failure", r.sink.texts())
		}
		time.Sleep(time.Hour)
		r.round(t)
		if tally := r.Tally(); tally.Same != 1 || tally.Read != 1 {
			t.Errorf("tally %+v", tally)
		}
	})
}

// TestKilled holds that an item that was safe but not marked when the process was killed isn't read again.
func TestKilled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		serve := func(r *http.Request) (int, map[string]string, string) {
			if r.URL.Path == "/rss" {
				return 200, nil, rss("1 /a Shut", "2 /b Killed")
			}
			return 200, map[string]string{"Content-Type": "text/html"}, page("Arnor said so on page " + r.URL.Path[1:] + ".")
		}
		state := newMemory()
		r := newRig(t, herald(), state, serve)
		state.fail = errors.New("killed") // after the first item is safe
		if err := r.Once(t.Context()); err == nil || len(r.sink.items) != 1 {
			t.Fatalf("error %v, %d items", err, len(r.sink.items))
		}
		body, err := json.Marshal(r.sink.items[0].Receipt)
		if err != nil {
			t.Fatal(err)
		}
		log := &evidence{entries: []sanad.Entry{{Index: 0, Body: []byte(`{"origin":"notes.txt"}`)}, {Index: 1, Body: body}, {Index: 2, Redacted: true}}}
		state.fail = nil
		r = newRig(t, herald(), state, serve)
		if err := r.Recover(t.Context(), log); err != nil {
			t.Fatal(err)
		}
		r.round(t)
		if got := r.sink.texts(); got != "Arnor said so on page a." || state.position != 3 {
			t.Errorf("read %q, position %d", got, state.position)
		}
		// An older log was put back: what isn't in it is read again.
		time.Sleep(2 * time.Hour)
		r = newRig(t, herald(), state, serve)
		if err := r.Recover(t.Context(), &evidence{entries: log.entries[:1]}); err != nil {
			t.Fatal(err)
		}
		r.round(t)
		if len(r.sink.items) != 2 {
			t.Errorf("read %q", r.sink.texts())
		}
	})
}

// TestSameSource holds that two feeds of one source that have the same entry read it once, and feeds of two
// sources twice.
func TestSameSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		subs := []Subscription{
			{URL: "http://herald.example/a", Source: "herald", Every: time.Hour, Kind: KindFeed, Content: ContentEntry},
			{URL: "http://herald.example/b", Source: "herald", Every: time.Hour, Kind: KindFeed, Content: ContentEntry},
			{URL: "http://gazette.example/c", Source: "gazette", Every: time.Hour, Kind: KindFeed, Content: ContentEntry},
		}
		r := newRig(t, subs, newMemory(), func(*http.Request) (int, map[string]string, string) {
			return 200, nil, rss("1 http://herald.example/1 Shut", "1 http://herald.example/1 Shut")
		})
		r.round(t)
		if n := len(r.sink.items); n != 2 {
			t.Errorf("%d items", n)
		}
	})
}

// TestFollowedPage holds that a page is read when its text changes, not when it is asked.
func TestFollowedPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		text := "The crossing is open."
		subs := []Subscription{{URL: "http://customs.example/", Source: "customs", Every: time.Hour, Kind: KindPage, Lang: "en"}}
		n := 0
		r := newRig(t, subs, newMemory(), func(*http.Request) (int, map[string]string, string) {
			n++
			return 200, map[string]string{"Content-Type": "text/html"}, page(text) + fmt.Sprintf("<!-- %d -->", n)
		})
		for range 3 {
			r.round(t)
			time.Sleep(time.Hour)
		}
		text = "The crossing is shut."
		r.round(t)
		if got := r.sink.texts(); got != "The crossing is open.|The crossing is shut." {
			t.Errorf("read %q", got)
		}
	})
}

// TestFutureDate holds that a date that can't be is left out, and one in another zone keeps its day.
func TestFutureDate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the clock begins on 1 January 2000
		r := newRig(t, herald(), newMemory(), func(r *http.Request) (int, map[string]string, string) {
			return 200, nil, `<rss version="2.0"><channel><item><guid>1</guid><description>Arnor said so in the future.</description><pubDate>Mon, 02 Jan 2040 10:00:00 GMT</pubDate></item>` +
				`<item><guid>2</guid><description>Arnor said so early in the day.</description><pubDate>Wed, 01 Dec 1999 02:00:00 +0500</pubDate></item></channel></rss>`
		})
		r.round(t)
		got := map[string]string{}
		for _, i := range r.sink.items {
			got[i.Document.Text] = i.Document.Published
		}
		if got["Arnor said so in the future."] != "" || got["Arnor said so early in the day."] != "1999-12-01T02:00:00+05:00" {
			t.Errorf("published %v", got)
		}
	})
}

// TestSilence holds that a source is silent when nothing new has come for much longer than usual, and that
// it fails when it doesn't answer.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		items, status := []string{}, 200
		subs := herald()
		subs[0].Content = ContentEntry
		r := newRig(t, subs, newMemory(), func(*http.Request) (int, map[string]string, string) { return status, nil, rss(items...) })
		if c := r.Health()[0].Condition; c != Unasked {
			t.Errorf("condition %s before the first round", c)
		}
		for i := range 20 {
			items = append([]string{fmt.Sprintf("%d /%d Report", i, i)}, items...)
			r.round(t)
			time.Sleep(4 * time.Hour)
		}
		if h := r.Health()[0]; h.Condition != Well || h.Usual != 4*time.Hour {
			t.Errorf("health %+v", h)
		}
		for range 5 {
			r.round(t)
			time.Sleep(4 * time.Hour)
		}
		if h := r.Health()[0]; h.Condition != Silent || h.Errors != 0 || h.LastSuccess.Before(h.LastNew) {
			t.Errorf("health %+v", h)
		}
		status = 500
		r.round(t)
		time.Sleep(3 * time.Hour)
		r.round(t)
		if h := r.Health()[0]; h.Condition != Failing || h.Errors != 2 || h.LastError == "" {
			t.Errorf("health %+v", h)
		}
		if first := WorstFirst([]Health{{Condition: Well}, r.Health()[0]})[0]; first.Condition != Failing {
			t.Errorf("first %+v", first)
		}
	})
}

// TestWeek watches 1,000 feeds of 120 hosts for a week of the clock: each is asked as often as its list
// says, no host more often than politeness allows, and every item is read exactly once.
func TestWeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const feeds, hosts = 1000, 120
		week := 7 * 24 * time.Hour
		began := time.Now()
		every := func(i int) time.Duration { return []time.Duration{4, 6, 12, 24}[i%4] * time.Hour }
		var subs []Subscription
		for i := range feeds {
			subs = append(subs, Subscription{
				URL: fmt.Sprintf("http://h%d.example/%d", i%hosts, i), Source: fmt.Sprint("s", i), Every: every(i), Kind: KindFeed, Content: ContentEntry,
			})
		}
		r := newRig(t, subs, newMemory(), func(r *http.Request) (int, map[string]string, string) {
			day := int(time.Since(began) / (24 * time.Hour)) // one new item a day, each day
			etag := fmt.Sprintf(`"%d"`, day)
			if r.Header.Get("If-None-Match") == etag {
				return 304, nil, ""
			}
			return 200, map[string]string{"ETag": etag}, fmt.Sprintf(`<rss version="2.0"><channel><item><guid>%s %d</guid><description>Arnor said so.</description></item></channel></rss>`, r.URL.Path, day)
		})
		ctx, cancel := context.WithTimeout(t.Context(), week-time.Hour)
		defer cancel()
		if err := r.Run(ctx); err != nil {
			t.Fatal(err)
		}
		for i, s := range subs {
			times := r.web.asked[s.URL]
			want := int(week / s.Every)
			if len(times) < want-1 || len(times) > want+1 {
				t.Errorf("%s asked %d times in a week, every %s", s.URL, len(times), s.Every)
			}
			for j := 1; j < len(times); j++ {
				if gap := times[j].Sub(times[j-1]); gap < s.Every-time.Minute || gap > s.Every+5*time.Minute {
					t.Fatalf("feed %d asked after %s, every %s", i, gap, s.Every)
				}
			}
		}
		for host, times := range r.web.byHost {
			for j := 1; j < len(times); j++ {
				if gap := times[j].Sub(times[j-1]); gap < fetch2s {
					t.Fatalf("%s asked again after %s", host, gap)
				}
			}
		}
		if n := len(r.sink.items); n != 7*feeds {
			t.Errorf("%d items read of %d", n, 7*feeds)
		}
	})
}

// fetch2s is the fetcher's standard delay, but for its floating point.
const fetch2s = 2*time.Second - time.Microsecond

// TestStop holds that a stopped run has read whole items, and that the next start reads the rest.
func TestStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state := newMemory()
		var items []string
		for i := range 10 {
			items = append(items, fmt.Sprintf("%d /%d Report", i, i))
		}
		serve := func(r *http.Request) (int, map[string]string, string) {
			if r.URL.Path == "/rss" {
				return 200, map[string]string{"ETag": `"1"`}, rss(items...)
			}
			return 200, map[string]string{"Content-Type": "text/html"}, page("Arnor said so on page " + r.URL.Path[1:] + ".")
		}
		r := newRig(t, herald(), state, serve)
		ctx, cancel := context.WithTimeout(t.Context(), 9*time.Second)
		defer cancel()
		if err := r.Run(ctx); err != nil {
			t.Fatal(err)
		}
		first := len(r.sink.items)
		if first == 0 || first == 10 {
			t.Fatalf("%d items before the stop", first)
		}
		r = newRig(t, herald(), state, serve)
		r.round(t)
		if n := len(r.sink.items); first+n != 10 {
			t.Errorf("%d items, then %d; told %q, asked %v", first, n, r.told, r.web.asked)
		}
	})
}
