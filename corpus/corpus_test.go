package corpus

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sanad.example/sanad"
	"sanad.example/sanad/codebook"
)

// records reads the starter corpus strictly; an unknown field or a blank line ends the test.
func records(t testing.TB) []sanad.Input {
	t.Helper()
	var all []sanad.Input
	lines := bufio.NewScanner(Starter())
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		dec := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		dec.DisallowUnknownFields()
		var in sanad.Input
		if err := dec.Decode(&in); err != nil {
			t.Fatalf("starter.jsonl:%d: %v", n, err)
		}
		all = append(all, in)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func book(t testing.TB) *codebook.Book {
	t.Helper()
	b, err := codebook.Load(codebook.Options{Crisis: "pakistan-afghanistan"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var id = regexp.MustCompile(`^(pakaf-x?|sanad-s)\d+$`)

func TestRecordsAreWellFormed(t *testing.T) {
	ids, bodies := map[string]bool{}, map[string]string{}
	for _, in := range records(t) {
		switch {
		case !id.MatchString(in.ID):
			t.Errorf("%q: an id is pakaf- or sanad-s and a number", in.ID)
		case ids[in.ID]:
			t.Errorf("%s: stands twice", in.ID)
		case in.Title == "" || in.Lang != "en":
			t.Errorf("%s: needs a title and lang en", in.ID)
		case in.URL != "":
			t.Errorf("%s: a summary has no address of its own; the outlet's belongs to about", in.ID)
		case !dated(in.Published):
			t.Errorf("%s: published %q is no day, month or year", in.ID, in.Published)
		}
		if first, ok := bodies[in.Text]; ok {
			t.Errorf("%s: same text as %s", in.ID, first)
		}
		ids[in.ID], bodies[in.Text] = true, in.ID
	}
	for _, want := range []string{"pakaf-x01", "pakaf-x02", "pakaf-x03", "pakaf-x04", "pakaf-x05", "pakaf-x06", "pakaf-x07", "pakaf-x08"} {
		if !ids[want] {
			t.Errorf("%s is missing", want)
		}
	}
}

func dated(published string) bool {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if _, err := time.Parse(layout, published); err == nil {
			return true
		}
	}
	return published == ""
}

// TestTextsAreSummaries holds the texts to a summary's length and to clean characters.
func TestTextsAreSummaries(t *testing.T) {
	for _, in := range records(t) {
		if n := utf8.RuneCountInString(in.Text); n < 60 || n > 1600 {
			t.Errorf("%s: %d characters, a summary has 60 to 1600", in.ID, n)
		}
		if in.Text != strings.Join(strings.Fields(in.Text), " ") {
			t.Errorf("%s: stray white space", in.ID)
		}
		if !strings.HasSuffix(in.Text, ".") {
			t.Errorf("%s: the last sentence has no full stop", in.ID)
		}
	}
}

func TestSourcesResolve(t *testing.T) {
	names := map[string]bool{}
	var own codebook.Source
	for _, s := range book(t).Sources {
		names[s.Name] = true
		if s.ID == "sanad-summary" {
			own = s
		}
	}
	if own.Kind != "own" {
		t.Errorf("sanad-summary is of kind %q, want own", own.Kind)
	}
	for _, in := range records(t) {
		if in.Source != own.Name {
			t.Errorf("%s: source %q, want %q: no outlet is made to say our words", in.ID, in.Source, own.Name)
		}
		if in.About == nil {
			continue
		}
		if in.About.Outlet != "" && !names[in.About.Outlet] {
			t.Errorf("%s: outlet %q is not in sources.yaml", in.ID, in.About.Outlet)
		}
		if u, err := url.Parse(in.About.URL); err != nil || in.About.URL != "" && u.Host == "" {
			t.Errorf("%s: address %q", in.ID, in.About.URL)
		}
	}
}
