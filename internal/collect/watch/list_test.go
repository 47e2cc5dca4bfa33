package watch

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sanad.example/sanad"
)

func TestList(t *testing.T) {
	got, err := ParseList("feeds.yaml", []byte(`# The crisis, as both sides have it.
defaults:
  every: 20m
  lang: en
feeds:
  - url: https://herald.example/rss
    source: herald
  - url: https://gazette.example/communiqués
    source: gazette
    kind: page
    every: 2h
    lang: ur
  - url: https://wire.example/feed.json
    source: wire
    content: entry
    every: 1d
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Subscription{
		{"https://herald.example/rss", "herald", 20 * time.Minute, KindFeed, "en", ContentPage},
		{"https://gazette.example/communiqués", "gazette", 2 * time.Hour, KindPage, "ur", ContentPage},
		{"https://wire.example/feed.json", "wire", 24 * time.Hour, KindFeed, "en", ContentEntry},
	}
	if len(got) != len(want) {
		t.Fatalf("%d subscriptions", len(got))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %+v, want %+v", got[i], want[i])
		}
	}
}

// TestListProblems holds that each mistake is told with its place and remedy.
func TestListProblems(t *testing.T) {
	const good = "  - url: https://a.example/\n    source: a\n"
	for _, c := range []struct{ about, list, says string }{
		{"nothing", "", `feeds.yaml:1:1: not valid: no list of feeds; begin with "feeds:"`},
		{"a list without a name", "- a\n", "feeds.yaml:1:1: not valid: no list of feeds"},
		{"no feeds", "defaults:\n  every: 1h\n", `feeds.yaml:1:1: not valid: no "feeds"`},
		{"feeds that are no list", "feeds: a\n", `feeds.yaml:1:8: not valid: "feeds" isn't a list; put "- "`},
		{"an unknown field at the top", "feed:\n" + good, `feeds.yaml:1:1: not valid: unknown field "feed"; known are defaults and feeds`},
		{"an unknown field of a feed", "feeds:\n" + good + "    evry: 1h\n", `feeds.yaml:4:5: not valid: unknown field "evry"; known are url, source`},
		{"a field twice", "feeds:\n" + good + "    source: b\n", `feeds.yaml:4:5: not valid: "source" stands twice`},
		{"a feed twice", "feeds:\n" + good + good, `feeds.yaml:4:5: not valid: "https://a.example/" stands twice; it stands in line 2 already`},
		{"no address", "feeds:\n  - source: a\n", `feeds.yaml:2:5: not valid: a feed without "url"`},
		{"no source", "feeds:\n  - url: https://a.example/\n", `feeds.yaml:2:5: not valid: a feed without "source"`},
		{"a feed that is no mapping", "feeds:\n  - https://a.example/\n", "feeds.yaml:2:5: not valid: not a feed's fields"},
		{"an address that is a path", "feeds:\n  - url: /rss\n    source: a\n", `feeds.yaml:2:10: not valid: url "/rss"; give an http or https address`},
		{"an address with a password", "feeds:\n  - url: https://u:p@a.example/\n    source: a\n", "feeds.yaml:2:10: not valid: url"},
		{"a script as address", "feeds:\n  - url: javascript:alert(1)\n    source: a\n", "feeds.yaml:2:10: not valid: url"},
		{"every second", "feeds:\n" + good + "    every: 1s\n", `feeds.yaml:4:12: not valid: every "1s"; give minutes, hours or days`},
		{"every zero", "feeds:\n" + good + "    every: 0m\n", "feeds.yaml:4:12: not valid: every"},
		{"every year", "feeds:\n" + good + "    every: 365d\n", "feeds.yaml:4:12: not valid: every"},
		{"every list", "feeds:\n" + good + "    every: [1h]\n", `feeds.yaml:4:12: not valid: "every" isn't one value; give one value`},
		{"another kind", "feeds:\n" + good + "    kind: video\n", `feeds.yaml:4:11: not valid: kind "video"; give feed or page`},
		{"another content", "feeds:\n" + good + "    content: all\n", `feeds.yaml:4:14: not valid: content "all"; give page or entry`},
		{"a language in words", "feeds:\n" + good + "    lang: English\n", `feeds.yaml:4:11: not valid: lang "English"`},
		{"an address among the defaults", "defaults:\n  url: https://a.example/\nfeeds:\n" + good, `feeds.yaml:2:3: not valid: unknown field "url"`},
		{"a tab", "feeds:\n\t- url: a\n", "feeds.yaml:2:"},
		{"a bracket that isn't closed", "feeds: [\n", "feeds.yaml:"},
		{"aliases that grow", "a: &a [x]\nfeeds: [*a,*a,*a]\n", "feeds.yaml:1:1: not valid: unknown field"},
		{"nothing but brackets", strings.Repeat("[", 20_000), "feeds.yaml:"},
		{"too large", strings.Repeat("# a\n", MaxList/4+1), "feeds.yaml:1:1: "},
		{"too many", "feeds:" + strings.Repeat("\n- a", MaxFeeds+1), "20001 feeds; at most 20000"},
		{"zeros", "\x00\x00", "feeds.yaml:1:1: not valid"},
	} {
		t.Run(c.about, func(t *testing.T) {
			got, err := ParseList("feeds.yaml", []byte(c.list))
			if err == nil || got != nil || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("%v, %v; want %q", got, err, c.says)
			}
			var p *Problem
			if !errors.As(err, &p) || p.Line < 1 || p.Column < 1 || p.Remedy == "" || !errors.Is(err, sanad.ErrInvalid) && !errors.Is(err, sanad.ErrTooLarge) {
				t.Errorf("problem %+v", p)
			}
		})
	}
}

// FuzzList holds that whatever passes is fit to be asked for.
func FuzzList(f *testing.F) {
	f.Add([]byte("feeds:\n  - url: https://a.example/\n    source: a\n    every: 1h\n"))
	f.Add([]byte("defaults: {every: 1m}\nfeeds: [{url: 'http://a', source: b}]"))
	f.Add([]byte("a: &a [*a]\nfeeds: *a"))
	f.Fuzz(func(t *testing.T, data []byte) {
		subs, err := ParseList("feeds.yaml", data)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, s := range subs {
			if seen[s.URL] || s.Source == "" || s.Every < LeastEvery || s.Every > LongestEvery || s.Kind == "" || s.Content == "" || !strings.HasPrefix(s.URL, "http") {
				t.Errorf("%+v passes", s)
			}
			seen[s.URL] = true
		}
	})
}
