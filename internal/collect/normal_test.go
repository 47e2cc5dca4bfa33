package collect

import (
	"errors"
	"strings"
	"testing"

	"sanad.example/sanad"
)

func TestNormalise(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		" \n a b \n ":              "a b",
		"a\r\n\rb\u2029c":          "a\n\nb\nc",
		"e\u0301":                  "é",
		"\ufeffa\ufeffb":           "ab",
		"a\x00\x1f\x7f\u0081b":     "ab",
		"a\tb":                     "a\tb",
		"a\xffb":                   "a\ufffdb",
		"ko\u00adre\u00adan":       "korean",
		"می\u200cشود":              "می\u200cشود", // the joiners of Persian stay
		"a\u202eb\u202c":           "a\u202eb\u202c",
		"a\u00a0b":                 "a\u00a0b",
		"\u0643\u0627\u0628\u0644": "كابل",
	} {
		if got := Normalise(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// A terminal's escape sequences go whole: "31m" is no word of a report.
func TestEscapeSequencesGoWhole(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[31mred\x1b[0m b": "ared b", "\x1b[1;31;40mGondor\x1b[m": "Gondor", "a\x1b[2J\x1b[Hb": "ab", "a\x1b[?25lb": "ab", "a\x1b[38;2;1;2;3mb": "ab",
		"\u009b31mred": "red", "a\x1b[0 qb": "ab",
		"\x1b]0;title\x07text": "text", "\x1b]8;;https://mordor.example\x1b\\link\x1b]8;;\x1b\\ end": "link end", "\u009d0;title\u009ctext": "text",
		"\x1b]52;c;ZXZpbA==\x07text": "text", "\x1bP1;2|data\x1b\\text": "text", "\x1b^private\x1b\\text": "text", "\x1b_app\x1b\\text": "text",
		"\x1b(Btext": "text", "\x1b#8text": "text", "\x1bctext": "text", "\x1b=text": "text", "\x1b7text\x1b8": "text",
		"\x1b]0;cut off\nthe text stays": "0;cut off\nthe text stays", "â€\u009dhe said\u009b so": "â€he said so", "a\x1b[31": "a", "a\x1b": "a", "a\x1b[\x1b[31mb": "ab", "a[31m b": "a[31m b",
	} {
		got := Normalise(in)
		if got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
		if again := Normalise(got); again != got {
			t.Errorf("%q becomes %q the second time", got, again)
		}
	}
}

func TestParsePublished(t *testing.T) {
	for in, want := range map[string]string{
		"2025": "2025", "2025-10": "2025-10", "2025-10-15": "2025-10-15", " 2025-10-15 ": "2025-10-15",
		"2025-10-15T18:00+05:00": "2025-10-15T18:00+05:00", "2025-10-15T18:00:30Z": "2025-10-15T18:00:30Z",
		"2025-10-15 18:00:00.123+0430": "2025-10-15T18:00:00.123+04:30", "2025-10-15T18:00": "2025-10-15T18:00", "2024-02-29": "2024-02-29",
	} {
		if got, err := ParsePublished(in); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{
		"", "2025-13", "2025-02-29", "2025-1-2", "20251015", "15 October 2025", "10/15/2025", "1404-07-23", "2025-10-15T25:00",
		"2025-10-15T18:00+25:00", "2025-10-15T18:00+05:75", "2025-10-15T", "2025-10-15x", "-2025", "２０２５", "2025-10-15T18",
	} {
		if got, err := ParsePublished(in); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestDateLines(t *testing.T) {
	tb, err := loadTables()
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"Thu Sep 25 2025": "2025-09-25", "Thursday, September 25, 2025": "2025-09-25", "25 September 2025": "2025-09-25", "SEP 25,  2025": "2025-09-25",
		"Published September 25, 2025": "2025-09-25", "2025-09-25": "2025-09-25", "5 May 2025": "2025-05-05",
		"Fri Sep 25 2025":            "", // it was a Thursday
		"09/10/2025":                 "", // of October or of September
		"On 25 September 2025 Arnor": "", "September 2025": "", "2025": "", "": "", "31 September 2025": "",
	} {
		if got := tb.dateLine(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestCanonical(t *testing.T) {
	c := collector(t, Options{})
	for in, want := range map[string]string{
		"":                                      "",
		"https://herald.example":                "https://herald.example/",
		"HTTPS://Herald.Example:443/a/./b/../c": "https://herald.example/a/c",
		"https://user:secret@herald.example/":   "https://herald.example/",
		"https://herald.example/a?utm_source=x&UTM_Medium=y&fbclid=z": "https://herald.example/a",
		"https://herald.example/a?b=2&a=1&gclid=z&a=3":                "https://herald.example/a?b=2&a=1&a=3",
		"https://herald.example/a?q=utm_source":                       "https://herald.example/a?q=utm_source",
		"https://herald.example/a#part":                               "https://herald.example/a",
		"http://herald.example:8080/a":                                "http://herald.example:8080/a",
		"https://کابل.example/ا":                                      "https://xn--mgbc8fxs.example/%D8%A7",
		" https://herald.example/a b ":                                "https://herald.example/a%20b",
		"https:herald.example/a":                                      "https://herald.example/a",
	} {
		got, err := c.Canonical(in)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
		if again, err := c.Canonical(got); err != nil || again != got {
			t.Errorf("%q: again %q, %v", got, again, err)
		}
	}
	for _, in := range []string{
		"herald.example/a", "ftp://herald.example/a", "javascript:alert(1)", "data:text/plain,a", "file:///etc/passwd", "mailto:a@b.example",
		"https://", "http://[::1", "https://a b/", "/a", "https://" + strings.Repeat("a", 5000),
	} {
		if got, err := c.Canonical(in); !errors.Is(err, sanad.ErrInvalid) {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestHost(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.herald.example/a": "herald.example", "https://herald.example:8080/": "herald.example",
		"http://[2001:db8::1]/a": "[2001:db8::1]", "http://[2001:db8::1]:80/a": "[2001:db8::1]", "": "",
	} {
		if got := host(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	tb, err := loadTables()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, want string }{
		{strings.Repeat(gondor, 2), "en"},
		{urdu, "ur"},
		{"د ګوندور حکومت د یکشنبې په ورځ وویل چې په پوله کې د نښتو له امله یې نهه سرتېري وژل شوي دي او لومړی ډزې د بل لوري له خوا وې", "ps"},
		{"دولت گوندور روز یکشنبه گفت که نه سرباز آن در درگیری در مرز کشته شده\u200cاند و طرف مقابل نخست آتش گشوده است. سخنگو افزود که گفتگوها ادامه دارد", "fa"},
		{strings.Repeat(arabic, 2), "ar"},
		{"Arnor denied it.", ""},
		{"The Torkham crossing reopened for trade on Friday after 25 days, officials said.", "en"},
		{"Le gouvernement a nié jeudi soir avoir bombardé la ville.", ""}, // not clear
		{"12345 67890 2025-10-15", ""},
		{"", ""},
	} {
		if got := tb.language(c.text); got != c.want {
			t.Errorf("%.40q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSkippedAndProblemReadWell(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&Problem{Origin: "a.jsonl", Line: 3, Column: 14, Err: sanad.ErrInvalid, Remedy: "mend it"}, "a.jsonl#3:14: not valid; mend it"},
		{&Problem{Origin: "a.txt", Err: sanad.ErrTooLarge}, "a.txt: too large"},
		{&Skipped{Origin: ".a", Why: "hidden", Remedy: "name it"}, ".a: skipped: hidden; name it"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestTablesAreSorted keeps the data reviewable.
func TestTablesAreSorted(t *testing.T) {
	last := ""
	err := eachEntry("data/tracking.txt", func(entry string) error {
		if entry <= last || entry != strings.ToLower(entry) {
			t.Errorf("%q after %q", entry, last)
		}
		last = entry
		return nil
	})
	if err != nil || last == "" {
		t.Errorf("last entry %q, %v", last, err)
	}
}
